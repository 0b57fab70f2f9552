"""What a page shows: the parts in order, the words untouched, languages, headings, colours."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from attrs import evolve
from lxml.etree import _Element

import tbh_model as tbh
from site_reader import site
from small import PUBLISHER, edition, response, series, therapist
from tbh_model.text import parse_lazily

EDITION = "editions/patience/index.html"
HOSTILE = "<script>alert(1)</script> ]]> \" ' & </title> \u202e {{ page }} {% raise %} 😀 <!--"
UNCARRIED = "a\x01b\ufffec\x80d"
FULL = edition(
    summary="In short.",
    introduction=tbh.markdown("The introduction."),
    overview=tbh.Overview(),
    challenge=tbh.Challenge(
        topic="Patience", prompt="What is it for?", background=tbh.markdown("The background.")
    ),
    challengers=tbh.Challengers(name="Psychotherapists", introduction=tbh.markdown("The panel.")),
    results_heading="What they said",
    responses=(response(answer=tbh.markdown("The full answer.")),),
    corrections=(
        tbh.Correction(on=date(2026, 5, 2), kind=tbh.CorrectionKind.UPDATE, text="The correction."),
    ),
    sign_off="The sign-off.",
    next_time="The next time.",
    calls_to_action=(
        tbh.CallToAction(
            key="ask",
            kind=tbh.CallToActionKind.SUGGEST_TOPIC,
            text="The early call.",
            placement=tbh.Placement.SIGN_OFF,
        ),
        tbh.CallToAction(
            key="book",
            kind=tbh.CallToActionKind.BOOK,
            text="The late call, online.",
            link_text="late call",
            url="book/",
        ),
    ),
    notices=(tbh.Notice(text=tbh.markdown("The notice.")),),
    tags=("patience",),
)


def page_of(one: tbh.Edition, path: str = EDITION, **fields: object) -> _Element:
    """Return the page of an edition in a series of its own."""
    return site(series(editions=(one,), **fields)).page(path)


def text(element: _Element | Iterable[_Element]) -> str:
    """Return the text of an element, or of the only one found, in single spaces."""
    (only,) = [element] if isinstance(element, _Element) else element
    return " ".join("".join(only.itertext()).split())


def test_a_section_says_what_it_is_about() -> None:
    """Screen readers list sections by their headings; calls to action may have none."""
    sections = page_of(FULL).xpath("//section")

    assert sections != []
    assert [each for each in sections if not each.xpath(".//h2 | .//h3")] == []


def test_the_parts_stand_in_reading_order() -> None:
    """Which the outline decides."""
    rest = text(page_of(FULL).xpath("//article"))

    for part in (
        "What is patience for?",
        "The introduction.",
        "Today’s Challenge: The Challenge: Patience The Challengers: Psychotherapists",
        "The Challenge: Patience The background.",
        "The Challengers: Psychotherapists The panel.",
        "The Challenge: “What is it for?”",
        "The Results: What they said",
        "Dana Okafor, RP",
        "“Patience is a long room.”",
        "The full answer.",
        "The correction.",
        "The sign-off.",
        "The next time.",
        "The early call.",
        "Meet the Therapists",
        "The late call, online.",
        "The notice.",
    ):
        _, found, rest = rest.partition(part)
        assert found, f"missing or out of order: {part}"


def test_a_voice_is_a_figure_with_its_byline_outside_the_quotation() -> None:
    """The anchor is the id of the response."""
    (figure,) = page_of(FULL).xpath("//figure[@id='r-1']")

    assert text(figure.xpath("figcaption")) == "Dana Okafor, RP"
    assert text(figure.xpath("blockquote")) == "“Patience is a long room.” The full answer."
    assert figure.xpath("figcaption//a/@href") == ["../../therapists/t-1/"]
    assert figure.xpath("p/a/@href") == ["#r-1"]


def test_the_question_and_the_panel_stand_under_the_title() -> None:
    """A reader sees what was asked and who answers, each with a link to the answer."""
    several = (
        response(),
        response("r-2", attribution=tbh.Attribution.FIRST_NAME),
        response("r-3", attribution=tbh.Attribution.ANONYMOUS),
    )
    (opening,) = page_of(evolve(FULL, responses=several)).xpath("//header[@class='opening']")

    assert text(opening.xpath(".//p[@class='question']")) == "“What is it for?”"
    assert text(opening.xpath(".//p[contains(@class, 'standfirst')]")) == "In short."
    assert [text(item) for item in opening.xpath(".//li")] == ["Dana Okafor", "Dana, RP"]
    assert opening.xpath(".//li/a/@href") == ["#r-1", "#r-2"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Dana Okafor", "DO"),
        ("Ana de la Cruz", "AC"),
        ("Plato", "P"),
        ("李 明", "李明"),
        ("— Bo", "B"),
    ],
)
def test_who_has_no_portrait_has_a_monogram(name: str, expected: str) -> None:
    """Which is no text of the page: nobody copies it, and nothing reads it aloud."""
    content = series(
        therapists=(therapist(name=name),), editions=(edition(responses=(response(),)),)
    )
    made = site(content)

    for path in (EDITION, "index.html", "therapists/index.html", "therapists/t-1/index.html"):
        found = made.page(path).xpath("//span[contains(@class, 'monogram')]")
        assert {element.get("data-initials") for element in found} == {expected}
        assert {element.text for element in found} == {None}


def test_a_description_of_a_person_has_a_quotation_mark_for_a_monogram() -> None:
    """Its initials would be those of nobody."""
    by_role = response(attribution=tbh.Attribution.ROLE)

    page = page_of(edition(responses=(by_role,)))

    assert set(page.xpath("//*[contains(@class, 'monogram')]/@data-initials")) == {"“"}


@pytest.mark.parametrize(
    ("answer", "marked"),
    [
        ("Yes. A & B <3 \\*C\\*. No.", ["A & B <3 *C*."]),
        ("A & B <3 \\*C\\*. Or: A & B <3 \\*C\\*.", ["A & B <3 *C*."]),
        ("A & *B* <3 \\*C\\*.", []),
        ('[x](https://example.org/ "A & B <3 *C*.")', []),
    ],
)
def test_a_quote_is_marked_in_the_answer_that_it_is_from(answer: str, marked: list[str]) -> None:
    """Where it stands whole, once; neither in an attribute nor across emphasis."""
    page = page_of(
        edition(responses=(response(quote="A & B <3 *C*.", answer=tbh.markdown(answer)),))
    )

    assert [text(mark) for mark in page.xpath("//blockquote//mark")] == marked


@pytest.mark.parametrize(
    ("length", "expected"), [(180, "pull"), (181, "pull long"), (401, "pull longer")]
)
def test_long_quotes_are_smaller(length: int, expected: str) -> None:
    """In two steps."""
    page = page_of(edition(responses=(response(quote="a" * length),)))

    assert page.xpath("//blockquote/p/@class") == [expected]


def test_each_answer_leads_to_the_next() -> None:
    """But the last one leads to none."""
    page = page_of(edition(responses=(response(), response("r-2"))))

    assert page.xpath("//a[contains(@class, 'next')]/@href") == ["#r-2"]


def test_the_overview_links_to_its_sections() -> None:
    """Each section is there, and a challenge without background has no heading of its own."""
    whole = page_of(FULL)
    plain = page_of(evolve(FULL, challenge=tbh.Challenge(topic="Patience", prompt="Why?")))

    for page in (whole, plain):
        links = page.xpath("//section[contains(@class, 'overview')]//a/@href")
        assert links == ["#_challenge", "#_challengers", "#_results"]
        assert all(page.xpath(f"//*[@id='{link[1:]}']") for link in links)
    assert text(plain.xpath("//*[@id='_challenge']")) == "The Challenge: Patience"
    assert plain.xpath("//*[@id='_challenge']/@class") == ["heading wide row"]


def test_the_label_of_the_challenge_is_seen_once() -> None:
    """That of the prompt is hidden where it is the same, and stays for those who listen."""
    same = page_of(FULL).xpath("//bdi[contains(@class, 'unseen')]")
    other = page_of(FULL, labels=tbh.Labels(prompt="We asked")).xpath("//*[@class='prompt']//bdi")

    assert [text(label) for label in same] == ["The Challenge:"]
    assert [label.get("class") for label in other] == ["label"]


@pytest.mark.parametrize(
    "words", [HOSTILE, "  two  spaces ", "one\n\ntwo", "“already”", "e\u0301 \u200f"]
)
def test_quotes_and_prompts_are_printed_byte_for_byte(words: str) -> None:
    """Nothing but the marks around them is added."""
    page = page_of(
        edition(
            challenge=tbh.Challenge(topic="Patience", prompt=words),
            responses=(response(quote=words),),
        )
    )

    assert page.xpath("string(//*[@class='pull'])") == f"“{words}”"
    assert page.xpath("string(//*[@class='words'])") == f"“{words}”"


def hostile() -> tbh.Series:
    """Make a series whose every text is hostile."""
    line, image = HOSTILE, tbh.Image(src="https://example.org/a.png", alt=HOSTILE, caption=HOSTILE)
    return tbh.Series(
        id="tag:example.org,2026:hostile",
        title=line,
        url="https://example.org/a=1&b=2/",
        description=line,
        image=image,
        publisher=tbh.Publisher(name=line, legal_name=line, postal_address=line, logo=image),
        labels=tbh.Labels(overview=line, challenge=line, results=line, closing=line),
        therapists=(therapist(name=line, pronouns=line, role=line, location=line, portrait=image),),
        editions=(
            evolve(
                FULL,
                title=line,
                summary=line,
                byline=(line,),
                tags=(line,),
                image=image,
                sign_off=line,
                introduction=tbh.markdown("# \\<b>\n\n`</p>` &amp; [x](a&b)"),
                challenge=tbh.Challenge(topic=line, prompt=line),
                results_heading=line,
                responses=(response(quote=line), response("r-2", therapist=None, byline=line)),
            ),
        ),
    )


def test_hostile_text_stays_text() -> None:
    """On every page: no element comes out of a text, and no attribute."""
    made = site(hostile())

    for path in made.pages:
        page = made.page(path)
        assert page.xpath("//script[not(@type='application/ld+json')] | //b | //@onerror") == []
        assert page.xpath("//comment()") == []
    assert made.page(EDITION).xpath("string(//h1)") == HOSTILE


def test_what_html_cannot_carry_is_made_visible() -> None:
    """In texts, attributes and JSON-LD alike."""
    made = site(series(title=UNCARRIED, editions=(edition(title=UNCARRIED),)))

    assert made.page(EDITION).xpath("string(//h1)") == "a\ufffdb\ufffdc\ufffdd"
    assert not re.search("[\x01\ufffe\x80]", "".join(map(made.text, made.pages)))


@pytest.mark.parametrize("read", [tbh.markdown, parse_lazily])
@pytest.mark.parametrize(
    "written",
    [
        "### deep\n\n# up\n\n###### far\n\n## two",
        "### both\n\n### alike\n\n#### one below",
        "# &#8203;\n\n### behind one without words",
        "> ## quoted\n\n- #### item",
        "text",
    ],
)
def test_headings_never_skip_a_level(
    written: str, read: Callable[[str], tbh.RichText | None]
) -> None:
    """Whatever levels an author wrote, in every text that may have headings."""
    rich = read(written)
    assert rich is not None
    content = series(
        notices=(tbh.Notice(text=rich),),
        therapists=(therapist(bio=rich),),
        editions=(
            evolve(
                FULL,
                introduction=rich,
                challenge=tbh.Challenge(topic="Patience", prompt="Why?", background=rich),
                challengers=tbh.Challengers(name="Psychotherapists", introduction=rich),
                responses=(response(answer=rich),),
            ),
            edition("other"),
        ),
    )
    made = site(content)

    for path in made.pages:
        found = [int(str(heading.tag)[1]) for heading in headings(made.page(path))]
        assert found[:1] == [1]
        assert found.count(1) == 1
        assert all(heading.xpath("normalize-space()") for heading in headings(made.page(path)))
        assert all(after <= before + 1 for before, after in pairwise(found))


def headings(page: _Element) -> list[_Element]:
    found = page.xpath("//*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5 or self::h6]")
    return list(found)


def test_ids_are_distinct_whatever_the_responses_are_called() -> None:
    """Ours begin with a mark that no identifier may begin with."""
    names = ("text", "overview", "latest", "main")
    page = page_of(evolve(FULL, responses=tuple(response(name) for name in names)))

    ids = page.xpath("//@id")

    assert len(ids) == len(set(ids))
    assert set(names) < set(ids)


def test_who_gives_no_name_has_none() -> None:
    """No byline, no caption, no card."""
    page = page_of(edition(responses=(response(attribution=tbh.Attribution.ANONYMOUS),)))

    assert page.xpath("//figcaption") == []
    assert page.xpath("//figure//*[contains(@class, 'h-card')]") == []
    assert "Dana" not in text(page.xpath("//body"))


def test_a_first_name_leads_to_no_person() -> None:
    """The line is printed and linked to nothing, and the person has no page."""
    one = edition(responses=(response(attribution=tbh.Attribution.FIRST_NAME),))
    made = site(series(editions=(one,)))

    assert text(made.page(EDITION).xpath("//figcaption")) == "Dana, RP"
    assert made.page(EDITION).xpath("//figcaption//a") == []
    assert not [path for path in made.artifacts if path.startswith("therapists/")]


def test_a_page_is_in_the_language_of_its_edition() -> None:
    """With our words in that language too, and the name of the series marked as another."""
    page = page_of(edition(language="fr-CA", responses=(response(),)))

    assert page.get("lang") == "fr-CA"
    assert text(page.xpath("//a[@class='skip']")) == "Aller au texte"
    assert page.xpath("//p[@class='series-name']/a/@lang") == ["en"]
    assert text(page.xpath("//time[@class='dt-published']")) == "1er mai 2026"
    assert text(page.xpath("//p[@class='pull']")) == "« Patience is a long room. »"


def test_right_to_left() -> None:
    """The page runs that way; a quote in English runs the other way."""
    one = edition(language="ar", responses=(response(language="en"), response("r-2")))
    page = page_of(one)

    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")
    first, second = page.xpath("//blockquote")
    assert (first.get("lang"), first.get("dir")) == ("en", "ltr")
    assert (second.get("lang"), second.get("dir")) == (None, None)
    assert page.xpath("//a[@class='skip']/@dir") == ["ltr"]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("he", "rtl"),
        ("fa-IR", "rtl"),
        ("ar-Latn", "ltr"),
        ("az-Arab", "rtl"),
        ("en-CA", "ltr"),
        ("en-x-arab", "ltr"),
    ],
)
def test_the_script_decides_over_the_language(language: str, expected: str) -> None:
    """As BCP 47 has it."""
    assert page_of(edition(language=language)).get("dir") == expected


def test_standing_words_keep_the_language_of_the_series() -> None:
    """On a page in another one."""
    page = page_of(edition(language="fr"), sign_off="That is all.")

    assert page.xpath("//div[contains(@class, 'sign-off')]/p/@lang") == ["en"]


def test_days_are_those_of_the_series() -> None:
    """An instant late in the evening of Toronto is the next day in UTC."""
    late = datetime(2026, 5, 2, 2, 30, 0, 999, tzinfo=UTC)
    page = page_of(edition(published=late), time_zone="America/Toronto")

    (time,) = page.xpath("//time[@class='dt-published']")
    assert (time.get("datetime"), time.text) == ("2026-05-02T02:30:00Z", "May 1, 2026")


def test_a_change_on_a_later_day_is_printed() -> None:
    """And one on the same day is not."""
    published = datetime(2026, 5, 1, 9, tzinfo=UTC)
    later = page_of(edition(published=published, updated=datetime(2026, 5, 3, 9, tzinfo=UTC)))
    same = page_of(edition(published=published, updated=datetime(2026, 5, 1, 11, tzinfo=UTC)))

    assert text(later.xpath("//time[@class='dt-updated']")) == "May 3, 2026"
    assert same.xpath("//time[@class='dt-updated']") == []


@pytest.mark.parametrize(("words", "said"), [(1, "1 min read"), (690, "3 min read")])
def test_reading_time(words: int, said: str) -> None:
    """230 words a minute, rounded up; ten of them are not in the introduction."""
    introduction = tbh.markdown("word " * max(1, words - 10))

    assert said in text(page_of(edition(introduction=introduction)).xpath("//p[@class='meta']"))


def test_a_call_to_action_is_relative_to_the_home_page() -> None:
    """The sentence is whole; the first invitation to book is the main one."""
    page = page_of(FULL)

    (link,) = page.xpath("//a[@class='main-call']")
    assert (link.get("href"), link.text) == ("../../book/", "late call")
    assert "The late call, online." in text(page.xpath("//section[@class='calls closing']"))


def test_editions_lead_to_their_neighbours() -> None:
    """The one before and the one after in time."""
    days = (datetime(2026, 5, day, tzinfo=UTC) for day in (1, 2, 3))
    editions = tuple(edition(f"n-{day.day}", published=day) for day in days)
    page = site(series(editions=editions)).page("editions/n-2/index.html")

    assert page.xpath("//link[@rel='prev']/@href") == ["../../editions/n-1/"]
    assert page.xpath("//a[@class='newer']/@href") == ["../../editions/n-3/"]


def test_a_therapist_has_what_they_said() -> None:
    """Each answer under its edition, with a link to the very answer."""
    one = therapist(pronouns="she/her", bio=tbh.markdown("Grew up here."), booking_url="book/")
    page = page_of(edition(), "therapists/t-1/index.html", therapists=(one,))

    assert text(page.xpath("//h1")) == "Dana Okafor"
    assert page.xpath("//a[@class='main-call']/@href") == ["../../book/"]
    assert text(page.xpath("//main//blockquote")) == "“Patience is a long room.”"
    assert page.xpath("//h3/a/@href") == ["../../editions/patience/#r-1"]


def test_the_subscribe_page_lists_feeds_and_the_newsletter() -> None:
    """The invitation that leads to this very page is left out."""
    calls = tuple(
        tbh.CallToAction(key=f"k-{index}", kind="subscribe", text=f"Call {index}.", url=url)  # type: ignore[arg-type]  # its value will do
        for index, url in enumerate(("https://mail.example/", "subscribe/"))
    )
    page = page_of(edition(), "subscribe/index.html", calls_to_action=calls)

    assert page.xpath("//dl//a/text()") == [
        "https://example.org/small/rss.xml",
        "https://example.org/small/atom.xml",
        "https://example.org/small/feed.json",
    ]
    assert page.xpath("//p[@class='call']//a/text()") == ["Call 0."]


def test_a_title_has_its_words() -> None:
    """Those that the author gave it, wherever its letters follow a name."""
    for path in (EDITION, "therapists/index.html"):
        (title,) = page_of(edition(), path).xpath("//abbr")
        assert (title.text, title.get("title")) == ("RP", "Registered Psychotherapist")


def test_a_title_that_has_no_other_words_is_no_abbreviation() -> None:
    """Nobody hears the same words twice."""
    titles = tuple(
        tbh.Credential(title=title, abbreviation=short)
        for title, short in (("MSW", "MSW"), ("Social Worker", "RSW, MSW"))
    )
    page = page_of(edition(), EDITION, therapists=(therapist(credentials=titles),))

    assert text(page.xpath("//*[@class='titles']")) == ", MSW, RSW, MSW"
    assert [each.text for each in page.xpath("//abbr")] == ["RSW, MSW"]


def test_each_answer_leads_to_those_before_and_after_it() -> None:
    """And to itself, for those who want to share it."""
    three = edition(responses=tuple(response(f"r.{index}") for index in range(3)))
    page = page_of(three, EDITION)

    assert [
        [(link.text, link.get("href")) for link in steps.xpath("a")]
        for steps in page.xpath("//*[@class='steps']")
    ][1] == [
        ("Link to this answer", "#r.1"),
        ("Previous answer", "#r.0"),
        ("Next answer", "#r.2"),
    ]


FORM = tbh.NewsletterForm(action="https://letters.example/sign-up?list=a&b=c", field="EMAIL[0]")


@pytest.mark.parametrize("path", ["subscribe/index.html", "editions/patience/index.html"])
def test_readers_sign_up_without_a_script(path: str) -> None:
    """A form with a label and a consent sends the address to the service, and nothing else."""
    publisher = evolve(PUBLISHER, newsletter_form=FORM)
    page = page_of(edition(), path, publisher=publisher)

    (form,) = page.xpath("//form")
    assert (form.get("action"), form.get("method")) == (FORM.action, "post")
    (field,) = form.xpath(".//input")
    assert (field.get("type"), field.get("name")) == ("email", "EMAIL[0]")
    assert form.xpath("label/@for") == [field.get("id")]
    consent = page.xpath("//*[@id=$id]", id=field.get("aria-describedby"))
    assert text(consent) == (
        "By subscribing you agree that The Small Practice sends you this newsletter. You can "
        "unsubscribe at any time."
    )
    assert form.xpath(".//button[not(@type)]/text()") == ["Subscribe"]


def _month(number: int, slug: str, **fields: object) -> tbh.Edition:
    return edition(
        slug, title=slug.upper(), published=datetime(2025, number, 1, tzinfo=UTC), **fields
    )


def _related(*editions: tbh.Edition, people: Iterable[str] = ("t-1",)) -> list[str]:
    panel = tuple(therapist(id_, name=f"Dana {id_}") for id_ in people)
    made = site(series(editions=editions, therapists=panel))
    page = made.page("editions/own/index.html")
    links: list[str] = page.xpath("//*[contains(@class, 'suggestions')]//a/@href")
    return [link.removeprefix("../../editions/").rstrip("/") for link in links]


def test_an_edition_leads_to_others_on_its_topics_and_with_its_people() -> None:
    """A topic counts more than a person, and the nearest edition comes first; three at most."""
    by_another = (response(therapist="t-2"),)
    assert _related(
        _month(1, "topic", tags=("a",), responses=by_another),
        _month(2, "person"),
        _month(3, "both", tags=("a",)),
        _month(4, "neither", responses=by_another),
        _month(5, "older", tags=("a", "b")),
        _month(6, "own", tags=("a", "b")),
        _month(7, "newer", tags=("a", "b")),
        _month(8, "two", tags=("a", "b"), responses=by_another),
        people=("t-1", "t-2"),
    ) == ["two", "both", "topic"]


@pytest.mark.parametrize(
    "fields",
    [{"attribution": "anonymous"}, {"attribution": "first-name"}],
    ids=str,
)
def test_who_is_not_named_relates_no_editions(fields: dict[str, str]) -> None:
    """Readers could tell from it who the same person is."""
    unnamed = (response(**fields),)
    assert (
        _related(
            _month(1, "same", responses=unnamed),
            _month(2, "older", responses=(response(therapist="t-2"),)),
            _month(3, "own", responses=unnamed),
            people=("t-1", "t-2"),
        )
        == []
    )


def test_related_editions_are_in_one_language() -> None:
    """Nobody is led from an edition to one that they may not be able to read."""
    assert _related(_month(1, "fr", language="fr"), _month(2, "older"), _month(3, "own")) == []


def test_cards_without_a_picture_show_who_answers() -> None:
    """Those who are named in full, once each, and to nobody who listens: their names follow."""
    panel = tuple(therapist(f"t-{number}", name=f"A{number} Z") for number in (1, 2, 3))
    answers = (
        response("a", therapist="t-2"),
        response("b", therapist="t-1"),
        response("c", therapist="t-2"),
        response("d", therapist="t-3", attribution="initials"),
    )
    image = tbh.Image(src="https://example.org/a.png")
    editions = (
        _month(3, "latest"),
        _month(2, "pictured", image=image, responses=answers),
        _month(1, "plain", responses=answers),
    )
    page = site(series(editions=editions, therapists=panel)).page("index.html")

    (discs,) = page.xpath("//*[contains(@class, 'card')]//*[@class='discs']")
    assert discs.get("aria-hidden") == "true"
    assert discs.xpath("*/@data-initials") == ["AZ", "AZ"]


@pytest.mark.parametrize("path", ["index.html", "archive/index.html", "404.html"])
def test_lists_tell_editions_in_another_language(path: str) -> None:
    """By its own name, in that language; by its tag, where we have no words of it."""
    languages = ["en-GB", "fr-CA", "ar", None]
    others = (
        _month(9 - number, f"n-{number}", language=language)
        for number, language in enumerate(languages)
    )
    older = (
        edition(f"o-{number}", published=datetime(2024, 1, 1 + number, tzinfo=UTC))
        for number in range(9)
    )
    page = site(series(editions=(*others, *older))).page(path)

    told = page.xpath("//*[@class='language']")
    assert [(each.text, each.get("lang"), each.get("dir")) for each in told] == [
        ("Français", "fr-CA", None),
        ("ar", "ar", "rtl"),
    ]


def test_landmarks() -> None:
    """One main, a link that leads to it, and names for the ways around the site."""
    made = site(series(editions=(FULL, edition("other"))))

    for path in made.pages:
        page = made.page(path)
        (main,) = page.xpath("//main")
        assert page.xpath("//a[@class='skip']/@href") == [f"#{main.get('id')}"]
        names = page.xpath("//nav/@aria-label")
        assert len(names) == len(page.xpath("//nav")) == len(set(names))
        assert page.xpath("//img[not(@alt)]") == []

"""The newsletter, read back by two Markdown renderers and a YAML parser."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import html5lib
import liquid
import pytest
import ruamel.yaml
import yaml
from django.template import Context, Engine
from hypothesis import assume, given, settings, strategies as st
from markdown_it import MarkdownIt

import tbh_model as tbh
from installed import Packages
from markdown_readers import READERS, seen
from small import edition, response, series, therapist
from small_folder import EDITION, SERIES, THERAPIST, write
from tbh_model.exporters import profile_modules
from tbh_model.publishing._incremental import _modules
from tbh_model.text import replace_unencodable

PROFILES = ("neutral", "buttondown", "ghost", "mailchimp", "kit", "listmonk")
GROUP = "tbh_model.newsletter_profiles"
PNG = b"\x89PNG\r\n\x1a\n"
DELIMITERS = (
    *("{{", "}}", "{%", "%}", "{#", "#}", "{{{", "x", " ", "|", "*|", "|*", "%%", "[[", "]]", "`"),
    *("comment", "raw", "-", "${", "<%", "[NAME]", "\n", "é"),
)
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
HOSTILE = (
    "- a",
    "1. b",
    "# c",
    "> d",
    "+ e",
    "_f_",
    "*g*",
    "[h](i)",
    "<j>",
    "k & l",
    "m | n",
    "`o`",
)


def letters(made: tbh.Series, **options: Any) -> dict[str, str]:
    artifacts = tbh.export(made, "newsletter", at=NOW, **options)
    return {artifact.path: artifact.body.decode() for artifact in artifacts}


def split(letter: str) -> tuple[dict[str, Any], str]:
    _, front, body = letter.split("---\n", 2)
    return yaml.safe_load(front), body


def text(html: str) -> str:
    page = html5lib.parse(html, treebuilder="lxml", namespaceHTMLElements=False)
    return " ".join(page.xpath("string()").split())


def test_each_released_edition_is_a_letter(example: tbh.Series) -> None:
    """Under its slug."""
    assert sorted(letters(example)) == [
        "newsletter/a-bad-day-of-your-own.md",
        "newsletter/demander-un-coup-de-main.md",
        "newsletter/saying-no-to-family.md",
        "newsletter/what-is-silence-for.md",
        "newsletter/what-makes-an-apology-work.md",
    ]


def test_the_limit_keeps_the_newest(example: tbh.Series) -> None:
    """A mailing list wants the last one."""
    assert list(letters(example, limit=1)) == ["newsletter/what-makes-an-apology-work.md"]


def test_the_front_matter_is_what_mailing_services_ask_for(example: tbh.Series) -> None:
    """And it is YAML."""
    front, _ = split(letters(example)["newsletter/saying-no-to-family.md"])

    assert front == {
        "subject": "How Do You Say No to Your Own Family?",
        "preheader": "On turning down a loan, a canoe and the people who taught you to talk.",
        "slug": "saying-no-to-family",
        "date": "2026-03-12T08:00:00-04:00",
        "language": "en-CA",
        "canonical_url": (
            "https://sidedoor.example/therapists-being-human/editions/saying-no-to-family/"
        ),
        "tags": ["family", "refusing"],
        "series": "Therapists Being Human",
        "edition": "tag:sidedoor.example,2026:therapists-being-human/e-2026-03",
    }


def test_the_front_matter_may_be_left_out() -> None:
    """For services that take Markdown alone."""
    (letter,) = letters(series(), front_matter=False).values()

    assert letter.startswith("# What is patience for?\n")


@pytest.mark.parametrize("reader", READERS)
def test_every_renderer_reads_the_same(example: tbh.Series, reader: str) -> None:
    """CommonMark in a dialect that others share."""
    for letter in letters(example).values():
        _, body = split(letter)

        assert seen(READERS[reader](body)) == seen(MarkdownIt("commonmark").render(body))


def test_the_words_of_every_response_arrive_unchanged(example: tbh.Series) -> None:
    """In order, after rendering."""
    for each in tbh.release(example, channel="newsletter", at=NOW).series.editions:
        _, body = split(letters(example)[f"newsletter/{each.slug}.md"])
        words, at = text(MarkdownIt("commonmark").render(body)), 0
        for answer in each.responses:
            quote = " ".join((answer.quote or "").split())
            at = words.index(quote, at) + len(quote)


@pytest.mark.parametrize("words", HOSTILE)
def test_words_that_look_like_markdown_stay_words(words: str) -> None:
    """Wherever they stand: title, quote, prompt, sign-off, call to action."""
    call = tbh.CallToAction(
        key="k", kind=tbh.CallToActionKind.OTHER, text=words, url="https://a.b/"
    )
    made = edition(
        title=words,
        sign_off=words,
        responses=(response(quote=f"{words}\n{words}"),),
        challenge=tbh.Challenge(topic=words, prompt=words),
        calls_to_action=(call,),
    )
    (letter,) = letters(series(editions=(made,))).values()
    front, body = split(letter)
    html = MarkdownIt("commonmark").render(body)

    assert front["subject"] == words
    assert text(html).count(words) == 7
    assert f'<a href="https://a.b/">{text_as_html(words)}</a>' in html


def text_as_html(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def test_a_letter_says_who_sends_it_and_how_to_stop_it() -> None:
    """As far as the publisher tells: name, address, mail, and a way out."""
    publisher = tbh.Publisher(
        name="Small",
        legal_name="Small Inc.",
        postal_address="1 Lane\nTown",
        email="post@example.org",
        unsubscribe_url="https://example.org/stop",
    )
    (letter,) = letters(series(publisher=publisher)).values()

    assert letter.endswith(
        "Small Inc.  \n1 Lane  \nTown  \n<post@example.org>  \n"
        "[Unsubscribe](https://example.org/stop)\n"
    )


def test_a_french_series_is_left_in_french() -> None:
    """The words of the way out are in the language of the series."""
    (letter,) = letters(series(language="fr-CA")).values()

    assert "[Se désabonner](https://example.org/stop)" in letter


def test_an_undated_edition_without_tags_has_neither() -> None:
    """Nothing is invented in the front matter."""
    front, _ = split(next(iter(letters(series(editions=(edition(published=None),))).values())))

    assert {"date", "tags", "image", "image_alt"}.isdisjoint(front)


RUN = "Dear {{ subscriber.email }}, {% if x %}, *|FNAME|*, [[x]], %%{uuid}%%, ${x}, [NAME]"


@pytest.mark.parametrize("profile", PROFILES)
def test_what_a_service_would_run_is_text_for_every_service(profile: str) -> None:
    """In the answer, the title, the prompt; every character arrives as it was written."""
    made = edition(
        title=RUN,
        responses=(response(quote=RUN, answer=tbh.markdown("Use `{{ x }}` here.")),),
        challenge=tbh.Challenge(topic="x", prompt=RUN),
    )
    (letter,) = letters(series(editions=(made,)), profile=profile, front_matter=False).values()

    sender = letter.rindex("___\n")  # below it are placeholders, which are to be run
    for delimiter in ("{{", "{%", "*|", "[[", "%%", "${", "[NAME]"):
        assert delimiter not in letter[:sender]
    for reader in READERS.values():
        words = seen(reader(letter)).words
        assert words.count(RUN) == 3
        assert "Use {{ x }} here." in words


@pytest.mark.parametrize("profile", ["buttondown", "kit", "listmonk"])
def test_a_subject_that_is_a_template_prints_what_was_written(profile: str) -> None:
    """Read by Django and by Liquid, as the services read it."""
    made = series(editions=(edition(title="{{ x }} and {% y %}", summary="{{ z }}"),))
    (letter,) = letters(made, profile=profile).values()
    front, _ = split(letter)
    front |= front.get("metadata", {})
    subject, preheader = (
        front["subject"],
        next(front[key] for key in ("description", "preview_text", "preheader") if key in front),
    )

    for value, words in ((subject, "{{ x }} and {% y %}"), (preheader, "{{ z }}")):
        template = str(value)
        context = Context(autoescape=False)
        assert Engine().from_string(template).render(context) == words
        assert liquid.Environment().from_string(template).render() == words


def test_a_subject_is_the_title_for_all_others() -> None:
    """Their subjects are no templates, or know no way to say a delimiter."""
    made = series(editions=(edition(title="{{ x }} *|Y|*"),))

    for profile, key in (("neutral", "subject"), ("ghost", "title"), ("mailchimp", "subject_line")):
        (letter,) = letters(made, profile=profile).values()
        assert split(letter)[0][key] == "{{ x }} *|Y|*"


TEXTS = (
    *("1e3", "25921e05", "0o15", "0x1F", "0b11", "1_000", "yes", "No", "on", "~", "null", "="),
    *("1:30", ".inf", "-.inf", ".nan", "2026-05-01", "2026-05-01 08:00", "+1", "1.5", "12e03"),
    *("- x", "? x", "@x", "%x", "`x", "a: b", "a #b", "#a", "'a'", '"a"', "a\\b", "[a]"),
    *("{a}", "*a", "<<", "&a", "!a", "|", ">", "a,b", "true", "é", "a\u00a0b", "y"),
)


def _read_alike(letter: str) -> dict[str, object]:
    front, _ = split(letter)
    core = ruamel.yaml.YAML(typ="safe", pure=True).load(letter.split("---\n", 2)[1])
    assert dict(core) == front
    return front


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_stays_a_text_in_every_version_of_yaml(text: str) -> None:
    """As YAML 1.1 and the core schema of YAML 1.2 read the front matter."""
    made = edition(slug="25921e05", title=text, summary=text, tags=(text, "0o14"))
    (letter,) = letters(series(title=text, editions=(made,))).values()
    front = _read_alike(letter)

    assert (front["subject"], front["slug"], front["series"]) == (text, "25921e05", text)
    assert front["preheader"] == text.strip(" ")
    assert front["tags"] == [text, "0o14"]


@settings(max_examples=300)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip))
def test_any_title_is_read_back(title: str) -> None:
    """By both versions of YAML."""
    try:
        made = edition(title=f"{title} a")
    except tbh.InvalidValueError:
        return
    files = letters(series(editions=(made,)))
    assume(files)  # "Lorem ipsum" is a placeholder, which the gate withholds
    (letter,) = files.values()

    assert _read_alike(letter)["subject"] == replace_unencodable(f"{title} a")


@pytest.mark.parametrize("sign", ["\x08", "\x1b", "\ufffe"])
def test_what_cannot_be_carried_is_replaced_everywhere_in_a_letter(sign: str) -> None:
    """In the subject, the heading, a tag and an answer alike."""
    words = f"a{sign}b"
    made = edition(title=words, tags=(words,), responses=(response(quote=words),))
    (letter,) = letters(series(editions=(made,))).values()
    front, body = split(letter)

    assert (front["subject"], front["tags"]) == ("a\ufffdb", ["a\ufffdb"])
    assert body.startswith("\n# a\ufffdb\n")
    assert "“a\ufffdb”" in body
    assert f"&#{ord(sign)};" not in letter
    assert sign not in letter


def test_an_answer_in_another_language_says_so_in_every_renderer() -> None:
    """By a span in each of its paragraphs, which needs nothing of Markdown around it."""
    arabic = response(quote="الصبر غرفة", answer=tbh.markdown("- طويلة"), language="ar")
    (letter,) = letters(series(editions=(edition(responses=(arabic,)),))).values()
    _, body = split(letter)

    assert '> <span lang="ar" dir="rtl">**«الصبر غرفة»**</span>\n' in body
    assert '> -   <span lang="ar" dir="rtl">طويلة</span>\n' in body
    for name, reader in READERS.items():
        html = reader(body)
        assert "«الصبر غرفة» طويلة" in seen(html).words
        assert html.count('<span lang="ar" dir="rtl">') == (0 if name == "cmark-gfm" else 2)


def test_a_name_stands_before_the_words_of_the_person() -> None:
    """As on the page."""
    (letter,) = letters(series()).values()

    assert "\n\n**Dana Okafor, RP**\n\n> “Patience is a long room.”\n" in letter


def test_blank_lines_of_any_kind_leave_no_mark_in_a_letter() -> None:
    """Spaces, a tab or a no-break space on the line; the line ends of another system."""
    quote = "One.\r\n \t\r\nTwo. \n\u00a0\nThree. "
    (letter,) = letters(series(editions=(edition(responses=(response(quote=quote),)),))).values()

    assert "> “One.\n>\n> Two.\n>\n> Three. ”\n" in letter
    assert "\\" not in letter
    assert "&#" not in letter


@pytest.mark.parametrize("language", ["ar", "he", "az-Arab"])
def test_a_letter_that_runs_from_right_to_left_says_so_in_every_renderer(language: str) -> None:
    """In each of its paragraphs: Python-Markdown would read no Markdown inside a `div`."""
    words = tbh.markdown("# عنوان\n\n*مهم* [رابط](#r-1)\n\n- a\n- b\n\n> c")
    image = tbh.Image(src="https://h.example/a.png", alt="صورة")
    whole = edition(title="ما معنى الصبر؟", introduction=words, image=image)
    sender = tbh.Publisher(name="The Small Practice")
    made = series(language=language, editions=(whole,), publisher=sender)
    (letter,) = letters(made, front_matter=False, draft=True).values()
    (plain,) = letters(series(editions=(whole,)), front_matter=False).values()

    start = f'<span lang="{language}" dir="rtl">'
    assert f"# {start}ما معنى الصبر؟</span>\n" in letter
    assert f"-   {start}a</span>\n" in letter
    lines = [line for line in letter.splitlines() if any(map(str.isalpha, line))]
    said = [line for line in lines if 'lang="en"' not in line]
    # "Read on the web" is English where there are no other words
    assert len(said) == len(lines) - (0 if language == "he" else 1)
    assert all(start in line for line in said)
    assert "<span" not in plain
    for name, render in READERS.items():
        html = render(letter)
        assert seen(html) == seen(render(letter.replace(start, "").replace("</span>", "")))
        assert html.count(start) == (0 if name == "cmark-gfm" else len(said)), name


def test_who_sends_a_letter_is_in_the_language_of_the_series() -> None:
    """Whatever the language of the edition."""
    made = series(language="ar", editions=(edition(language="en"),))
    (letter,) = letters(made).values()

    sender = letter.partition("___\n\n")[2]
    assert sender.startswith('<span lang="ar" dir="rtl">The Small Practice  \n1 Lane, Town  \n')


TAG = edition(title="Dear *|FNAME|*", summary="To *|LNAME|* and *you*|me")


@pytest.mark.parametrize("profile", ["neutral", "mailchimp"])
def test_a_sign_that_no_subject_can_escape_is_a_warning(profile: str) -> None:
    """Where Mailchimp may send the letter."""
    made = tbh.export(series(editions=(TAG,)), "newsletter", at=NOW, profile=profile)

    first, second = (each for each in made.warnings if each.code == "TBH440")
    assert first.message == (
        "Mailchimp fills in `*|FNAME|*` in the subject of a letter: it knows no escape "
        "(the title of edition e-patience)"
    )
    assert "`*|LNAME|*` in the line beside the subject" in second.message


@pytest.mark.parametrize(
    ("exporter", "options"),
    [
        ("newsletter", {"profile": "buttondown"}),
        ("newsletter", {"front_matter": False}),
        ("rss", {}),
    ],
)
def test_a_subject_that_mailchimp_never_sees_is_no_warning(
    exporter: str, options: dict[str, Any]
) -> None:
    """Another service sends the letter, or it has no subject, or it is no letter."""
    made = tbh.export(series(editions=(TAG,)), exporter, at=NOW, **options)

    assert "TBH440" not in {each.code for each in made.warnings}


def test_the_page_of_the_edition_is_the_first_link_of_a_letter() -> None:
    """Below the title, in the language of the edition; it never has UTM parameters."""
    tracking = tbh.Tracking(hosts=("example.org",), source="letter")
    french = series(language="fr", editions=(edition(),))
    (letter,) = letters(french, front_matter=False, tracking=tracking).values()

    assert letter.startswith(
        "# What is patience for?\n\n"
        "[Lire sur le web](https://example.org/small/editions/patience/)\n"
    )


def test_links_of_a_letter_have_utm_parameters_where_they_are_wished() -> None:
    """As in feeds: for the listed hosts, and a call to action has its key."""
    call = tbh.CallToAction(
        key="book", kind=tbh.CallToActionKind.BOOK, text="Book.", url="https://example.org/book"
    )
    words = tbh.markdown("[a](https://example.org/a) [b](https://b.example/)")
    made = series(editions=(edition(introduction=words, calls_to_action=(call,)),))
    tracking = tbh.Tracking(hosts=("example.org",), source="letter")
    (plain,) = letters(made).values()
    (letter,) = letters(made, tracking=tracking).values()

    assert "utm_" not in plain
    assert "(https://example.org/a?utm_source=letter)" in letter
    assert "(https://example.org/book?utm_source=letter&utm_content=book)" in letter
    assert "(https://b.example/)" in letter
    assert "(https://example.org/stop)" in letter


def test_a_person_who_is_named_in_full_is_linked_to_their_page() -> None:
    """In letters and in feeds; one who is not named in full is not."""
    people = (therapist(url="https://dana.example/"),)
    initials = response(attribution=tbh.Attribution.INITIALS)
    whole = series(therapists=people)
    short = series(therapists=people, editions=(edition(responses=(initials,)),))
    (letter,) = letters(whole).values()
    (without,) = letters(short).values()
    (feed,) = tbh.export(whole, "json-feed", at=NOW)

    assert "**[Dana Okafor, RP](https://dana.example/)**" in letter
    assert '<a href=\\"https://dana.example/\\">Dana Okafor, RP</a>' in feed.body.decode()
    assert "https://dana.example/" not in without


PICTURE = "![a pond](images/pond.svg) and ![a bench](images/bench.svg)"


def test_no_picture_of_a_letter_is_an_svg() -> None:
    """A PNG beside it stands in for one; without it, in text its description does."""
    image = tbh.Image(src="images/pond.svg", alt="A pond")
    made = series(editions=(edition(image=image, introduction=tbh.markdown(PICTURE)),))
    files = {"images/pond.svg": b"<svg/>", "images/bench.svg": b"<svg/>"}
    artifacts = tbh.export(made, "newsletter", at=NOW, images=files)
    letter = artifacts[0].body.decode()

    assert "pond.svg" not in letter
    assert "image:" not in letter
    assert "\na pond and a bench\n" in letter


def test_the_png_beside_an_svg_is_in_the_letter_and_on_the_site(tmp_path: Path) -> None:
    """Where the content folder has one."""
    write(tmp_path, "series.yaml", SERIES)
    write(tmp_path, "therapists/t-1.yaml", THERAPIST)
    image = "image: {src: images/my pond.svg, alt: A pond}\n"
    write(tmp_path, "editions/patience.yaml", f'{EDITION}{image}introduction: "{PICTURE}"\n')
    for name in ("my pond", "pond", "bench"):
        write(tmp_path, f"images/{name}.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
    for name in ("my pond", "pond"):
        (tmp_path / "images" / f"{name}.png").write_bytes(PNG)
    content = tbh.load(tmp_path)
    (letter,) = letters(content).values()
    site = {artifact.path: artifact.body for artifact in tbh.export(content, "html", at=NOW)}

    assert "![A pond](https://example.org/small/images/my%20pond.png)" in letter
    assert "![a pond](https://example.org/small/images/pond.png) and a bench" in letter
    assert site["images/my pond.png"] == site["images/pond.png"] == PNG
    assert "images/bench.png" not in site


@pytest.mark.parametrize(
    ("profile", "names"),
    [
        ("buttondown", "subject description slug publish_date canonical_url image metadata"),
        ("ghost", "title custom_excerpt slug published_at canonical_url feature_image tags"),
        ("mailchimp", "subject_line preview_text title metadata"),
        ("kit", "subject preview_text published_at thumbnail_url metadata"),
        ("listmonk", "subject name tags metadata"),
    ],
)
def test_the_front_matter_has_the_names_of_the_service(profile: str, names: str) -> None:
    """What the service has no name for is below `metadata`."""
    image = tbh.Image(src="https://h.example/a.png", alt="A pond")
    made = series(editions=(edition(image=image, tags=("calm",)),))
    (letter,) = letters(made, profile=profile).values()
    front, _ = split(letter)

    assert set(names.split()) <= front.keys()
    assert front["metadata"]["edition"] == "tag:example.org,2026:small/e-patience"
    values = {**front, **front["metadata"]}.values()
    assert {"What is patience for?", "patience", "https://h.example/a.png"} <= {
        value for value in values if isinstance(value, str)
    }


@pytest.mark.parametrize(
    ("profile", "links"),
    [
        ("buttondown", ("{{ email_url }}", "{{ unsubscribe_url }}")),
        ("mailchimp", ("*|ARCHIVE|*", "*|UNSUB|*")),
        ("kit", ("{{ unsubscribe_url }}",)),
        ("listmonk", ("{{ MessageURL }}", "{{ UnsubscribeURL }}")),
    ],
)
def test_a_service_fills_in_its_own_links(profile: str, links: tuple[str, ...]) -> None:
    """They are no links of Markdown, of which a renderer would encode the address."""
    (letter,) = letters(series(), profile=profile).values()
    _, body = split(letter)

    assert "https://example.org/stop" not in letter
    for name, render in READERS.items():
        if name != "cmark-gfm":  # which lets no HTML pass
            html = render(body)
            assert [url for url in links if f'href="{url}"' not in html] == [], name


@pytest.mark.parametrize(
    ("profile", "fields"),
    [
        ("neutral", ("postal_address", "unsubscribe_url")),
        ("buttondown", ("postal_address",)),
        ("ghost", ("postal_address",)),
        ("listmonk", ("postal_address",)),
    ],
)
def test_a_letter_without_what_laws_require_is_refused(
    profile: str, fields: tuple[str, ...]
) -> None:
    """With the names of the fields; a draft is not refused."""
    made = series(publisher=tbh.Publisher(name="P"))
    with pytest.raises(tbh.MissingSenderError) as caught:
        letters(made, profile=profile)

    assert caught.value.fields == fields
    assert all(f"`publisher.{name}`" in str(caught.value) for name in fields)
    assert letters(made, profile=profile, draft=True)


@pytest.mark.parametrize(
    ("profile", "address"), [("kit", "{{ address }}"), ("mailchimp", "*|HTML:LIST_ADDRESS_HTML|*")]
)
def test_a_service_may_know_the_postal_address(profile: str, address: str) -> None:
    """It fills it in only where the publisher has none of its own."""
    (letter,) = letters(series(publisher=tbh.Publisher(name="P")), profile=profile).values()
    (with_own,) = letters(series(), profile=profile).values()

    assert f"\n\n{address}  \n<a href=" in letter
    assert address not in with_own
    assert "1 Lane, Town" in with_own


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(DELIMITERS), min_size=1, max_size=9).map("".join))
def test_no_engine_runs_anything_in_a_text(words: str) -> None:
    """Django and Liquid over the Markdown: the same words, and the links of the service."""
    assume(words.strip())
    made = edition(
        title=f"a{words}b".replace("\n", " "),
        introduction=tbh.markdown("[link](https://h.example/%7B%7Bx%7D%7D)"),
        responses=(response(quote=words, answer=tbh.markdown(f"`{words}`" * ("`" not in words))),),
    )
    for profile in PROFILES:
        files = letters(series(editions=(made,)), profile=profile, front_matter=False)
        for letter in files.values():
            links = {"unsubscribe_url": "u", "email_url": "e", "UnsubscribeURL": "u"}
            values = {**links, "MessageURL": "m"}
            by_django = Engine().from_string(letter).render(Context(values))
            by_liquid = liquid.Environment().from_string(letter).render(**values)
            render = READERS["markdown-it"]
            assert seen(render(by_django)).words == seen(render(letter)).words
            assert seen(render(by_liquid)).words == seen(render(letter)).words


PROFILE = """
from tbh_model.exporters import NewsletterProfile
OWN = NewsletterProfile(
    name="own", summary="Our own", unsubscribe_url="[off]", front_matter={"subject": "Betreff"}
)
OTHER = NewsletterProfile(name="own", summary="b", provides=("logo",))
"""


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Packages:
    folder = tmp_path / "installed"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    return Packages(folder)


def test_a_package_adds_a_profile(packages: Packages) -> None:
    """By an entry point, in Python and in `publish.yaml`."""
    packages.install("own-one", "own = own_one:OWN", PROFILE.partition("OTHER")[0], group=GROUP)
    (letter,) = letters(series(), profile="own").values()

    assert split(letter)[0]["Betreff"] == "What is patience for?"
    assert '<a href="[off]">Unsubscribe</a>' in letter


def test_the_code_of_a_profile_counts_as_that_of_the_exporter(packages: Packages) -> None:
    """So that a build notices when it changes."""
    packages.install("own-nine", "own = own_nine:OWN", PROFILE.partition("OTHER")[0], group=GROUP)

    assert "own_nine" in _modules(tbh.Newsletter(profile="own"))
    assert profile_modules("kit") == ()


@pytest.mark.parametrize(
    ("point", "problem"),
    [
        ("own = own_two:MISSING", "own_two:MISSING: AttributeError"),
        ("own = own_five:OTHER", "a letter has no field 'logo'; choose of postal_address"),
        ("other = own_six:OWN", "own_six:OWN is no `NewsletterProfile` of this name"),
    ],
)
def test_a_profile_that_cannot_be_used_says_why(
    packages: Packages, point: str, problem: str
) -> None:
    """Whatever is wrong with its package."""
    module = PROFILE if "OTHER" in point else PROFILE.partition("OTHER")[0]
    name = point.partition(" = ")[2].partition(":")[0]
    packages.install(name, point, module, group=GROUP)

    with pytest.raises(tbh.OptionError) as caught:
        letters(series(), profile=point.partition(" ")[0])
    assert problem in str(caught.value)


def test_two_packages_with_a_profile_of_one_name_are_refused(packages: Packages) -> None:
    """Which is meant cannot be known."""
    for name in ("own-three", "own-four"):
        packages.install(name, f"own = {name.replace('-', '_')}:OWN", PROFILE, group=GROUP)

    with pytest.raises(tbh.OptionError, match="own-four and own-three both bring it"):
        letters(series(), profile="own")


def test_an_unknown_profile_names_the_nearest(tmp_path: Path) -> None:
    """In Python and in `publish.yaml`."""
    with pytest.raises(tbh.OptionError, match="did you mean 'buttondown'"):
        letters(series(), profile="buttndown")
    write(tmp_path, "series.yaml", SERIES)
    write(tmp_path, "publish.yaml", "exporters: {newsletter: {profile: buttndown}}\n")

    (problem,) = (each for each in tbh.check(tmp_path, NOW) if each.code == "TBH306")
    assert problem.file == "publish.yaml"
    assert "did you mean 'buttondown'" in problem.message

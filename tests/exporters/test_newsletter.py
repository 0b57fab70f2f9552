"""The newsletter, read back by two Markdown renderers and a YAML parser."""

from datetime import UTC, datetime
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
from markdown_readers import READERS, seen
from small import edition, response, series
from tbh_model.exporters import NewsletterProfile
from tbh_model.text import replace_unencodable

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


def split(letter: str) -> tuple[dict[str, object], str]:
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
        "image": ("https://sidedoor.example/therapists-being-human/images/saying-no-to-family.svg"),
        "image_alt": (
            "A laid table seen from above, with one place empty and its chair pushed back."
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
        "Small Inc.  \n1 Lane  \nTown  \n[post@example.org](mailto:post@example.org)  \n"
        "[Unsubscribe](https://example.org/stop)\n"
    )


def test_a_french_series_is_left_in_french() -> None:
    """The words of the way out are in the language of the series."""
    publisher = tbh.Publisher(name="P", unsubscribe_url="https://example.org/stop")
    (letter,) = letters(series(language="fr-CA", publisher=publisher)).values()

    assert "[Se désabonner](https://example.org/stop)" in letter


def test_an_undated_edition_without_tags_has_neither() -> None:
    """Nothing is invented in the front matter."""
    front, _ = split(next(iter(letters(series(editions=(edition(published=None),))).values())))

    assert {"date", "tags", "image", "image_alt"}.isdisjoint(front)


RUN = "Dear {{ subscriber.email }}, {% if x %}, *|FNAME|*, [[x]], %%{uuid}%%, ${x}, [NAME]"


@pytest.mark.parametrize("profile", NewsletterProfile)
def test_what_a_service_would_run_is_text_for_every_service(profile: NewsletterProfile) -> None:
    """In the answer, the title, the prompt; every character arrives as it was written."""
    made = edition(
        title=RUN,
        responses=(response(quote=RUN, answer=tbh.markdown("Use `{{ x }}` here.")),),
        challenge=tbh.Challenge(topic="x", prompt=RUN),
    )
    (letter,) = letters(series(editions=(made,)), profile=profile, front_matter=False).values()

    for delimiter in ("{{", "{%", "*|", "[[", "%%", "${", "[NAME]"):
        assert delimiter not in letter
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

    for key, words in (("subject", "{{ x }} and {% y %}"), ("preheader", "{{ z }}")):
        template = str(front[key])
        context = Context(autoescape=False)
        assert Engine().from_string(template).render(context) == words
        assert liquid.Environment().from_string(template).render() == words


def test_a_subject_is_the_title_for_all_others() -> None:
    """Their subjects are no templates, or know no way to say a delimiter."""
    made = series(editions=(edition(title="{{ x }} *|Y|*"),))

    for profile in ("neutral", "ghost", "mailchimp"):
        (letter,) = letters(made, profile=profile).values()
        assert split(letter)[0]["subject"] == "{{ x }} *|Y|*"


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
    (letter,) = letters(series(language=language, editions=(whole,)), front_matter=False).values()
    (plain,) = letters(series(editions=(whole,)), front_matter=False).values()

    start = f'<span lang="{language}" dir="rtl">'
    assert f"# {start}ما معنى الصبر؟</span>\n" in letter
    assert f"-   {start}a</span>\n" in letter
    said = [line for line in letter.splitlines() if any(map(str.isalpha, line))]
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

    assert letter.endswith('\n<span lang="ar" dir="rtl">The Small Practice</span>\n')


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

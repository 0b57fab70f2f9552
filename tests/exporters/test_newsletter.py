"""The newsletter, read back by two Markdown renderers and a YAML parser."""

from datetime import UTC, datetime

import html5lib
import mistune
import pytest
import yaml
from markdown_it import MarkdownIt

import tbh_model as tbh
from small import edition, response, series

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


def letters(made: tbh.Series, **options: object) -> dict[str, str]:
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


def test_two_renderers_read_the_same(example: tbh.Series) -> None:
    """CommonMark in a dialect that others share."""
    for letter in letters(example).values():
        _, body = split(letter)
        other = mistune.create_markdown(escape=True)(body)

        assert isinstance(other, str)
        assert text(MarkdownIt("commonmark").render(body)) == text(other)


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
        "Small Inc.\\\n1 Lane\\\nTown\\\n[post@example.org](mailto:post@example.org)\\\n"
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

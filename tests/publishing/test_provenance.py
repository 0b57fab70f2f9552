"""Whose words stand in a file, and on which consents they rest."""

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import ClassVar, Final

import pytest
from attrs import frozen
from click.testing import CliRunner, Result

import tbh_model as tbh
from small import AT, consent, edition, response, series
from tbh_model.cli._main import tbh as command
from tbh_model.exporters import HTML, RSS, Atom, JSONFeed, Newsletter
from tbh_model.publishers import Action, Receipt
from tbh_model.publishing import NoSuchOutputError, post_bases, provenance

EXAMPLE: Final = Path(__file__).parents[2] / "examples" / "therapists-being-human"
EXPORTERS: Final = (HTML(), RSS(), Atom(), JSONFeed(), Newsletter())
LONG: Final = (
    "I *waited* for the bus & the tram, and then I walked all the way home in my best shoes."
)
FILES: Final = (
    "editions/patience/index.html",
    "rss.xml",
    "atom.xml",
    "feed.json",
    "newsletter/patience.md",
)


@pytest.fixture
def content() -> tbh.Series:
    """Two answers of one edition, one of them without consent to the feed."""
    everywhere = consent(granted=date(2026, 2, 1))
    web = consent(uses=frozenset({"web"}), granted=date(2026, 3, 1))
    answers = (
        response("r-1", quote="Yes.", answer=tbh.markdown(LONG), consents=(everywhere,)),
        response("r-2", quote="It was a very long room indeed.", consents=(web,)),
    )
    return series(editions=(edition(responses=answers),))


def found(content: tbh.Series, path: str) -> list[tuple[str, tuple[str, ...]]]:
    bases = provenance(content, path, AT, EXPORTERS).bases
    return [(each.response, each.texts) for each in bases]


@pytest.mark.parametrize("path", FILES)
def test_the_words_of_an_answer_are_found_in_each_format(content: tbh.Series, path: str) -> None:
    """However it writes them; and what is withheld from a channel is not in its files."""
    first, *others = found(content, path)

    assert first == ("r-1", ("quote", "answer"))
    assert others == ([("r-2", ("quote",))] if path.endswith(".html") else [])


def test_a_page_that_prints_the_quotation_alone_rests_on_that(content: tbh.Series) -> None:
    """Though the quotation is a sentence of the answer."""
    said = "And then I walked all the way home in my best shoes."
    answers = (response("r-1", quote=said, answer=tbh.markdown(f"{LONG}\n\n{said}")),)
    content = series(editions=(edition(responses=answers),))

    assert found(content, "therapists/t-1/") == [("r-1", ("quote",))]


@pytest.mark.parametrize("path", ["assets/style.css", "archive/", "subscribe/index.html"])
def test_a_page_without_answers_rests_on_none(content: tbh.Series, path: str) -> None:
    """A short quotation such as "Yes." is not found where its edition is not."""
    assert found(content, path) == []


@pytest.mark.parametrize("path", ["./public/rss.xml", "/srv/www/rss.xml", "rss.xml"])
def test_what_stands_before_the_path_is_passed_over(content: tbh.Series, path: str) -> None:
    """So that a file can be completed in a shell."""
    assert provenance(content, path, AT, EXPORTERS).path == "rss.xml"


@pytest.mark.parametrize("path", ["nope", "editions/nope/", "rss.xml/nope"])
def test_a_file_that_nobody_makes_is_an_error(content: tbh.Series, path: str) -> None:
    """It names the path."""
    with pytest.raises(NoSuchOutputError, match=path):
        provenance(content, path, AT, EXPORTERS)


def test_a_post_rests_on_what_was_sent(content: tbh.Series) -> None:
    """And on the consents of today: what is gone from the content has none."""
    receipt = Receipt(
        at=AT,
        publisher="wordpress",
        target="https://practice.example",
        edition="e-patience",
        identity="tag:example.org,2026:small/e-patience",
        action=Action.CREATE,
        is_done=True,
        responses=("r-1", "r-9"),
    )

    (basis,) = post_bases(content, receipt, AT)

    assert (basis.response, basis.texts) == ("r-1", ("quote", "answer"))
    assert basis.consent is not None
    assert basis.consent.granted == date(2026, 2, 1)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, ["why", *arguments, "--at", "2026-11-20T12:00Z"])


def test_the_command_names_people_texts_and_consents() -> None:
    """Of one page."""
    done = run("editions/what-makes-an-apology-work/", str(EXAMPLE))
    first, title, answer, *_ = done.stdout.splitlines()

    assert first == "editions/what-makes-an-apology-work/index.html of html, channel web"
    assert title == "“What Makes an Apology Work?” [e-2026-10]"
    assert answer.startswith(
        "  Danylo Wasylkiw [r-7gm2], quote and answer: consent since 2026-10-02"
    )


def test_the_command_prints_json() -> None:
    """With the same."""
    data = json.loads(run("rss.xml", str(EXAMPLE), "--json").stdout)

    assert data["what"] == "rss.xml of rss, channel feed"
    assert {"uses", "granted", "expires", "attribution", "evidence"} == {
        *data["bases"][0]["consent"]
    }


def test_the_command_says_where_no_words_are() -> None:
    """On a page without answers."""
    assert "No words of an answer are in it." in run("subscribe/", str(EXAMPLE)).stderr


@frozen
class Drawing:
    """Draws one picture."""

    info: ClassVar = tbh.ExporterInfo(name="drawing", channel=tbh.Channel.WEB, summary="A picture")

    def export(self, _: tbh.Release, /) -> Iterable[tbh.Artifact]:
        """Yield it."""
        yield tbh.Artifact(path="a.png", media_type="image/png", body=b"PNG")


def test_a_picture_has_no_words_that_can_be_read(content: tbh.Series) -> None:
    """That is said, and not that nothing stands in it."""
    drawn, page = (
        provenance(content, path, AT, (Drawing(), *EXPORTERS)) for path in ("a.png", "subscribe/")
    )

    assert (drawn.is_readable, page.is_readable) == (False, True)

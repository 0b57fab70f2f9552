"""From a series to the artifacts of one exporter."""

import logging
import pickle
from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

import pytest
from attrs import frozen

import small
import tbh_model as tbh
from small import AT, response, series


@frozen(kw_only=True)
class PlainText:
    """One text file for each edition."""

    info: ClassVar = tbh.ExporterInfo(
        name="plain-text", channel=tbh.Channel.WEB, summary="One text file for each edition"
    )
    width: int = 72

    def export(self, release: tbh.Release, /) -> Iterable[tbh.Artifact]:
        """Return them."""
        for each in release.series.editions:
            yield tbh.Artifact.text(f"{each.slug}.txt", each.title[: self.width])


def test_an_exporter_that_fails_is_named() -> None:
    """With what happened, and the original error attached."""

    @frozen(kw_only=True)
    class Failing(PlainText):
        def export(self, release: tbh.Release, /) -> Iterable[tbh.Artifact]:
            raise ZeroDivisionError(release.channel)

    with pytest.raises(tbh.ExportError, match=r"'plain-text' of \S+ failed, in .*: Zero") as caught:
        tbh.export(series(), Failing(), at=AT)
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


def test_an_exporter_may_warn_of_what_it_makes() -> None:
    """By a method, which is given nothing that was withheld; an option of the name is none."""

    @frozen(kw_only=True)
    class Warned(PlainText):
        def warnings(self, release: tbh.Release, /) -> Iterable[tbh.Problem]:
            for each in release.series.editions:
                yield tbh.Problem(code="X1", message=f"{each.slug} {release.withheld}")

    @frozen(kw_only=True)
    class Option(PlainText):
        warnings: int = 7

    closed = small.edition("closed", status=tbh.EditionStatus.DRAFT)
    made = tbh.export(series(editions=(small.edition(), closed)), Warned(), at=AT)

    assert [each.message for each in made.warnings if each.code == "X1"] == ["patience ()"]
    assert "X1" not in {each.code for each in tbh.export(series(), Option(), at=AT).warnings}


def test_a_warning_that_fails_is_an_error_of_the_exporter() -> None:
    """As anything else that it does."""

    @frozen(kw_only=True)
    class Failing(PlainText):
        def warnings(self, release: tbh.Release, /) -> Iterable[tbh.Problem]:
            raise ZeroDivisionError(release.channel)

    with pytest.raises(tbh.ExportError, match=r"'plain-text' of \S+ failed, in .*: Zero"):
        tbh.export(series(), Failing(), at=AT)


def test_an_exporter_is_given_nothing_that_was_withheld() -> None:
    """Not even the list of it."""
    given: list[tbh.Release] = []

    @frozen(kw_only=True)
    class Curious(PlainText):
        def export(self, release: tbh.Release, /) -> Iterable[tbh.Artifact]:
            given.append(release)
            return ()

    early = AT.replace(year=2020)
    tbh.export(series(), Curious(), at=early)

    assert given[0].withheld == ()
    assert given[0].warnings == ()
    assert given[0].series.editions == ()


def test_without_an_instant_it_is_now() -> None:
    """The one place of the library, beside publishing, that asks a clock."""
    assert len(tbh.export(series(), PlainText())) == 1


def test_a_deferred_body_is_made_each_time() -> None:
    """From its function and arguments, as text or bytes; and it pickles."""
    artifact = tbh.Artifact.lazy("a.txt", "text/plain", "é{}".format, "x")
    raw = tbh.Artifact.lazy("a.bin", "application/octet-stream", bytes, 2)

    assert (artifact.body, raw.body) == ("éx".encode(), b"\x00\x00")
    assert pickle.loads(pickle.dumps(raw)).body == b"\x00\x00"  # noqa: S301
    assert tbh.Artifact(path="a", media_type="text/plain", body=b"b").body == b"b"
    assert repr(raw) == "Artifact(path='a.bin', media_type='application/octet-stream')"


def test_the_shortest_program_is_told_why_its_feed_is_empty(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Its edition is a draft, as every edition is at first: in the result, and in the log."""
    draft = small.edition(status=tbh.EditionStatus.DRAFT)
    with caplog.at_level(logging.INFO, logger="tbh_model"):
        made = tbh.export(series(editions=(draft,)), "rss", at=AT)
    (feed,) = made

    assert feed.path == "rss.xml"
    assert [each.reason for each in made.withheld] == [tbh.Reason.DRAFT, tbh.Reason.NOT_NAMED]
    assert made.release.series.editions == ()
    assert [record.levelname for record in caplog.records] == ["INFO", "INFO"]
    assert caplog.records[0].message == (
        "withheld from feed: edition e-patience is a draft; set its status to ready"
    )


def test_what_somebody_should_look_at_is_a_warning_in_the_log(
    caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    """An answer without a record of consent, for one; a build logs it too."""
    without = series(editions=(small.edition(responses=(response(),)),))
    made = tbh.export(without, "rss", at=AT)
    words = [record.message for record in caplog.records]

    assert words == [each.message for each in made.warnings] != []
    caplog.clear()
    tbh.publish(without, tmp_path, AT, ["rss"])
    assert [record.message for record in caplog.records] == words


def test_artifacts_are_a_tuple_that_pickles() -> None:
    """With what was withheld."""
    made = tbh.export(
        series(editions=(small.edition(status=tbh.EditionStatus.DRAFT),)), "rss", at=AT
    )
    again = pickle.loads(pickle.dumps(made))  # noqa: S301 - made here

    assert made == again == tuple(made)
    assert again.withheld == made.withheld
    assert again.warnings == made.warnings


DEEP = (
    "> " * 90 + "a",
    "- " * 90 + "a",
    "> - " * 45 + "a",
    "> " * 90 + "*_" * 20 + "a" + "_*" * 20,
)


@pytest.mark.parametrize("source", DEEP, ids=["quotes", "lists", "both", "emphasis in quotes"])
@pytest.mark.parametrize("name", ["rss", "atom", "json-feed", "html", "newsletter"])
def test_the_deepest_text_that_is_accepted_is_written(name: str, source: str) -> None:
    """In the place of every text that an edition can have; a level more is refused."""
    text = tbh.read_markdown(source)
    made = small.edition(
        introduction=text.tree,
        challenge=tbh.Challenge(topic="Tea", prompt="Why?", background=text.tree),
        challengers=tbh.Challengers(name="Counsellors", introduction=text.tree),
        responses=(response(answer=text.tree),),
        notices=(tbh.Notice(text=text.tree),),
    )
    deeper = tbh.text.RichText(blocks=(tbh.text.BlockQuote(children=text.tree.blocks),))

    assert text.problems == ()
    assert all(each.body for each in tbh.export(series(editions=(made,)), name, at=AT))
    assert [each.code for each in tbh.read_markdown(f"> {source}").problems] == ["TBH124"]
    with pytest.raises(tbh.InvalidValueError, match="91 levels"):
        response(answer=deeper)

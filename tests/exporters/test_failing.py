"""What is said when an exporter fails, or gives something that no file can be made of."""

import pickle
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, ClassVar

import pytest
from attrs import evolve, field, frozen

import tbh_model as tbh
from small import AT, edition, response, series
from tbh_model import Artifact
from tbh_model.exporters import artifacts, body_of

INFO = tbh.ExporterInfo(name="failing", channel=tbh.Channel.WEB, summary="Fails")


def _nothing() -> None:
    """Do no harm."""


@frozen(kw_only=True)
class Failing:
    """Does what it is told to, at the second edition."""

    info: ClassVar = INFO
    harm: Callable[[], Any] = field(default=_nothing, repr=lambda _: "...")
    width: int = 72
    is_late: bool = False

    def export(self, release: tbh.Release, /) -> Iterable[Artifact]:
        """Make one file for each edition."""
        for each in release.series.editions:
            if self.is_late:
                yield Artifact.lazy(f"{each.slug}.txt", "text/plain", _body, each, self.harm)
                continue
            if each.slug == "second":
                self.harm()
            yield Artifact.text(f"{each.slug}.txt", "words")


def _body(one: tbh.Edition, harm: Callable[[], Any]) -> bytes:
    if one.slug == "second":
        harm()
    return b"words"


@frozen(kw_only=True)
class Given:
    """Gives what it is given."""

    info: ClassVar = evolve(INFO, name="given")
    what: Any

    def export(self, release: tbh.Release, /) -> Iterable[Artifact]:
        """Return it."""
        yield self.what


TWO = (edition("first"), edition("second"))


def divided() -> float:
    return 1 / 0


class _MuteError(Exception):
    def __str__(self) -> str:
        raise RuntimeError


class _Odd:
    def __repr__(self) -> str:
        raise RuntimeError

    def __eq__(self, other: object) -> bool:
        raise RuntimeError

    __hash__ = object.__hash__


def mute() -> None:
    raise _MuteError


class Bare:
    """No attrs class, and an exporter all the same."""

    info: ClassVar = INFO

    def export(self, release: tbh.Release, /) -> Iterable[Artifact]:
        """Fail."""
        raise ZeroDivisionError


def test_a_failure_that_cannot_be_shown_is_told_all_the_same() -> None:
    """By its name; and so is one with an option that cannot be shown."""
    odd: Any = _Odd()
    for exporter, words in (
        (Failing(harm=mute), "_MuteError: (_MuteError, which cannot be shown)"),
        (Failing(harm=divided, width=odd), "width=(_Odd, which cannot be shown)"),
        (Bare(), f"exporter 'failing' of {__name__} failed, in {__file__}:"),
    ):
        with pytest.raises(tbh.ExportError) as caught:
            tbh.export(series(editions=TWO), exporter, at=AT)
        assert words in str(caught.value)


def test_the_class_of_an_exporter_is_none() -> None:
    """It says what to write."""
    kind: Any = tbh.RSS
    with pytest.raises(tbh.InvalidExporterError, match=r"RSS is not an exporter: .*write RSS\(\)"):
        tbh.export(series(), kind, at=AT)


@pytest.mark.parametrize("is_late", [False, True])
def test_a_failure_says_whose_it_is_and_where(is_late: bool) -> None:  # noqa: FBT001 - a case
    """The exporter, its package or module, the edition, the options that were set, the cause."""
    exporter = Failing(harm=divided, width=60, is_late=is_late)
    with pytest.raises(tbh.ExportError) as caught:
        _ = [body_of(each, exporter) for each in tbh.export(series(editions=TWO), exporter, at=AT)]

    error = caught.value
    assert (error.edition, error.package) == ("e-second", __name__)
    assert error.options.startswith("harm=")
    assert "width=60" in error.options
    assert ("making second.txt" in str(error)) is is_late
    assert str(error).endswith(": ZeroDivisionError: division by zero")
    assert isinstance(error.__cause__, ZeroDivisionError)


@frozen(kw_only=True)
class Reading:
    """Fails at the words of some part of an edition."""

    info: ClassVar = INFO
    where: Callable[[tbh.Edition], str]

    def export(self, release: tbh.Release, /) -> Iterable[Artifact]:
        """Make one file for each edition."""
        for each in release.series.editions:
            yield Artifact.lazy(f"{each.slug}.txt", "text/plain", self.where, each)


def _refuse(what: object) -> str:
    message = f"{type(what).__name__} is too long"
    raise ValueError(message)


def _answers(one: tbh.Edition) -> str:
    return "".join(_refuse(each.answer) for each in one.responses if each.id == "r-2")


def _responses(one: tbh.Edition) -> str:
    return "".join(_refuse(each) for each in one.responses if each.id == "r-2")


def _quotes(one: tbh.Edition) -> str:
    for part in tbh.outline(series(), one):
        for printed in getattr(part, "responses", ()):
            if printed.response.id == "r-2":
                return _refuse(printed.quote)
    return ""


def _whole(one: tbh.Edition) -> str:
    return _refuse((one.introduction, one.responses))


@pytest.mark.parametrize(
    ("where", "part"),
    [
        (_answers, "responses[r-2].answer"),
        (_responses, "responses[r-2]"),
        (_quotes, "responses[r-2]"),
        (lambda one: _refuse(one.introduction), "introduction"),
        (lambda one: _refuse(one.challenge), "challenge"),
        (lambda one: _refuse(one.challenge.background), "challenge.background"),
        (lambda one: _refuse(one.challengers.introduction), "challengers.introduction"),
        (_whole, None),
    ],
)
def test_a_failure_says_at_which_part_of_the_edition(
    where: Callable[[tbh.Edition], str], part: str | None
) -> None:
    """Where one of its functions was given just that, or looked at it in a loop."""
    words = tbh.markdown("Words.")
    answers = tuple(response(id=each, answer=tbh.markdown(f"A {each}.")) for each in ("r-1", "r-2"))
    whole = edition(
        introduction=words,
        responses=answers,
        challenge=tbh.Challenge(topic="T", prompt="P?", background=tbh.markdown("Why.")),
        challengers=tbh.Challengers(name="C", introduction=tbh.markdown("Who.")),
    )
    (file,) = tbh.export(series(editions=(whole,)), Reading(where=where), at=AT)

    with pytest.raises(tbh.ExportError) as caught:
        _ = file.body

    assert (caught.value.part, caught.value.edition) == (part, "e-patience")
    said = f", at {part} of edition e-patience, " if part else ", at edition e-patience, "
    assert said in str(caught.value)
    assert pickle.loads(pickle.dumps(caught.value)).part == part  # noqa: S301 - our own


def test_an_exporter_that_ends_the_program_does_not() -> None:
    """It is a failure as any other; only Ctrl-C ends a build."""
    with pytest.raises(tbh.ExportError, match=r"SystemExit: 3$"):
        tbh.export(series(editions=TWO), Failing(harm=lambda: sys.exit(3)), at=AT)


def test_a_built_in_exporter_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """And its version."""
    monkeypatch.setattr("tbh_model.exporters.feeds._plan.plan_feeds", divided)

    with pytest.raises(tbh.ExportError, match=rf"'rss' of tbh-model {tbh.__version__} failed"):
        tbh.export(series(), "rss", at=AT)


@pytest.mark.parametrize("is_late", [False, True])
def test_the_others_finish_and_old_files_stay(tmp_path: Path, is_late: bool) -> None:  # noqa: FBT001
    """One exporter that fails is one problem."""
    tbh.publish(series(editions=TWO), tmp_path, AT, [Failing(), tbh.RSS()])
    before = {each: each.read_bytes() for each in tmp_path.rglob("*.txt")}

    failing = Failing(harm=divided, is_late=is_late)
    report = tbh.publish(series(title="New", editions=TWO), tmp_path, AT, [failing, tbh.RSS()])

    (failure,) = report.failures
    assert "at edition e-second" in str(failure)
    assert {each: each.read_bytes() for each in tmp_path.rglob("*.txt")} == before
    assert b"<title>New</title>" in (tmp_path / "rss.xml").read_bytes()


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("words", "it gave 'str' where an Artifact belongs; give `Artifact.text(path, text)`"),
        (None, "it gave 'NoneType' where an Artifact belongs"),
        (Artifact(path=3, media_type="text/plain", body=b""), "the path is 'int'; give a text"),  # type: ignore[arg-type]  # as plugins do
        (Artifact.text("a.txt", "", "html"), "'html' is no media type; write one such as"),
        (Artifact.text("a.txt", "", "text/html; charset=utf-8"), "is no media type"),
        (Artifact(path="a", media_type="text/plain", body="a"), "its body is no bytes"),  # type: ignore[arg-type]  # as plugins do
        (Artifact.text("../a", ""), "it holds an empty part, `.` or `..`"),
        (
            Artifact(path="a", media_type="text/css", body=b"abc\xff"),
            "byte 3 of 4 is not UTF-8, as all text is",
        ),
        (
            Artifact.lazy("a", "application/rss+xml", lambda: b"\xc3"),
            "byte 0 of 1 is not UTF-8",
        ),
    ],
)
def test_what_no_file_can_be_made_of_is_refused(tmp_path: Path, what: Any, words: str) -> None:
    """By the name of the exporter and the path, with what to write instead."""
    report = tbh.publish(series(), tmp_path, AT, [Given(what=what)])

    (failure,) = report.failures
    assert isinstance(failure, tbh.ArtifactError)
    assert str(failure).startswith("exporter 'given' cannot write ")
    assert words in str(failure)


def test_bytes_that_are_no_text_need_not_be_utf_8(tmp_path: Path) -> None:
    """An image is what it is."""
    picture = Artifact(path="a.png", media_type="image/png", body=b"\x89PNG\xff")

    assert tbh.publish(series(), tmp_path, AT, [Given(what=picture)]).is_complete


def test_two_artifacts_of_one_path_are_refused_without_publishing() -> None:
    """Who exports by hand is told as well."""

    @frozen(kw_only=True)
    class Twice(Given):
        def export(self, release: tbh.Release, /) -> Iterable[Artifact]:
            yield from (self.what, self.what)

    released = tbh.release(series(), "web", AT)
    with pytest.raises(tbh.PathError, match="'a' of exporter 'given' has the same name"):
        list(artifacts(Twice(what=Artifact.text("a", "")), released))


@frozen(kw_only=True)
class Deferring:
    """Fails where its body is made, three calls below."""

    info: ClassVar = INFO

    def export(self, release: tbh.Release, /) -> Iterable[Artifact]:
        """Make one file for each edition."""
        for each in release.series.editions:
            yield Artifact.lazy(f"{each.slug}.txt", "text/plain", _missing, each)


def _missing(one: tbh.Edition) -> str:
    return {"words": one.title}["wrods"]


LINE = next(
    number
    for number, line in enumerate(Path(__file__).read_text(encoding="utf-8").splitlines(), 1)
    if 'return {"words"' in line
)
WORDS = (
    f"exporter 'failing' of {__name__} failed, in {__file__}:{LINE}, making first.txt, "
    "at edition e-first: KeyError: 'wrods'"
)


@pytest.mark.parametrize("use", ["body", "etag", "pieces"])
def test_a_body_that_fails_says_whose_it_is_and_where(use: str) -> None:
    """However it is asked for: with artifact, edition, file and line."""
    first, _ = tbh.export(series(editions=TWO), Deferring(), at=AT)
    with pytest.raises(tbh.ExportError) as caught:
        list(first.chunks()) if use == "pieces" else getattr(first, use)

    assert str(caught.value) == WORDS
    assert caught.value.place == f"{__file__}:{LINE}"
    assert isinstance(caught.value.__cause__, KeyError)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_build_says_the_same(tmp_path: Path, jobs: int) -> None:
    """Whichever process it was that failed, and with all that Python has to say of it."""
    many = tuple(edition(f"e{number}") for number in range(100))
    report = tbh.publish(
        series(editions=(edition("first"), *many)), tmp_path, AT, [Deferring()], jobs=jobs
    )
    failure = next(each for each in report.failures if "first.txt" in str(each))

    assert isinstance(failure, tbh.ExportError)
    assert str(failure) == WORDS
    assert failure.traceback.startswith("Traceback (most recent call last):")
    assert 'return {"words": one.title}["wrods"]' in failure.traceback


def test_an_artifact_of_nobody_fails_as_it_is() -> None:
    """There is no exporter to be named."""
    made = Artifact.lazy("a.txt", "text/plain", _missing, edition())
    with pytest.raises(KeyError, match="wrods"):
        _ = made.body


CALLS: list[int] = []


def _counted() -> str:
    CALLS.append(1)
    return "words"


def test_a_body_is_made_once_however_it_is_used() -> None:
    """For a server that asks for the tag, the body, and the tag again."""
    CALLS.clear()
    made = Artifact.lazy("a.txt", "text/plain", _counted)

    assert (made.etag, made.body, made.etag) == (made.etag, b"words", made.etag)
    assert len(CALLS) == 1
    assert b"".join(made.chunks()) == b"words"
    assert len(CALLS) == 2

"""Exporters with one fault each, for the conformance kit to find; and one without any."""

import html
import io
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any, ClassVar, Final

import attrs
from attrs import evolve, field, frozen

import tbh_model as tbh
from tbh_model import Artifact, Channel, ExporterInfo, Release


def info(name: str, **fields: Any) -> ExporterInfo:
    return ExporterInfo(**{"name": name, "channel": Channel.WEB, "summary": "A page", **fields})


def page(title: str, lines: Iterable[str]) -> str:
    body = "".join(f"<p>{line}</p>" for line in lines)
    return f"<!doctype html><title>{html.escape(title)}</title>{body}"


def lines_of(release: Release) -> Iterator[str]:
    """Yield every response and whose it is, as HTML."""
    series = release.series
    for edition in series.editions:
        for response in edition.responses:
            said = response.quote or tbh.text.write_plain(response.answer or tbh.RichText())
            yield "<br>".join(map(html.escape, said.split("\n")))
            yield html.escape(series.byline(response) or "")


@frozen(kw_only=True)
class Good:
    """One page with all that was said."""

    info: ClassVar = info("good")
    width: int = 72

    def export(self, release: Release, /) -> Iterable[Artifact]:
        yield self.made("page.html", page(release.series.title, lines_of(release)))

    def made(self, path: str, text: str) -> Artifact:
        return Artifact.text(path, text, "text/html")


class Melted(Good):
    """Nothing stands above it."""

    info: ClassVar = info("melted")


@frozen(kw_only=True)
class Forgetful(Good):
    """Has an option that is another one each time."""

    info: ClassVar = info("forgetful")
    width: int = field(default=72, eq=lambda _: object())


@frozen(kw_only=True)
class Untyped(Good):
    """Has an option of which nothing is known."""

    info: ClassVar = info("untyped")
    anything: object = None


@frozen(kw_only=True)
class Needy(Good):
    info: ClassVar = info("needy")
    key: str


@frozen(kw_only=True)
class Unprepared(Good):
    """Takes it for granted that there is an edition."""

    info: ClassVar = info("unprepared")

    def export(self, release: Release, /) -> Iterable[Artifact]:
        title = release.series.editions[0].title
        yield self.made("page.html", page(title, lines_of(release)))


@frozen(kw_only=True)
class Illegal(Good):
    info: ClassVar = info("illegal")

    def export(self, release: Release, /) -> Iterable[Artifact]:
        yield self.made("a:b.html", page(release.series.title, lines_of(release)))


@frozen(kw_only=True)
class Unclosed(Good):
    info: ClassVar = info("unclosed")

    def export(self, release: Release, /) -> Iterable[Artifact]:
        yield self.made("page.html", "<div>" + page(release.series.title, lines_of(release)))


@frozen(kw_only=True)
class NoJSON(Good):
    """Glues JSON together."""

    info: ClassVar = info("no-json", has_responses=False)

    def export(self, release: Release, /) -> Iterable[Artifact]:
        body = f'{{"title": "{release.series.title}"}}'
        yield Artifact.text("a.json", body, "application/json")


@frozen(kw_only=True)
class Noted(Good):
    """Adds a line that it makes anew each time."""

    info: ClassVar = info("noted")

    def note(self) -> str:
        return ""

    def export(self, release: Release, /) -> Iterable[Artifact]:
        lines = [*lines_of(release), html.escape(self.note())]
        yield self.made("page.html", page(release.series.title, lines))


@frozen(kw_only=True)
class Random(Noted):
    info: ClassVar = info("random")

    def note(self) -> str:
        return str(random.random())  # noqa: S311 - that is the fault


@frozen(kw_only=True)
class OrderOfSets(Noted):
    info: ClassVar = info("order-of-sets")

    def note(self) -> str:
        return " ".join({str(number) for number in range(50)})


@frozen(kw_only=True)
class Zone(Noted):
    info: ClassVar = info("zone")

    def note(self) -> str:
        return str(datetime(2026, 5, 1, 23, tzinfo=UTC).astimezone())


@frozen(kw_only=True)
class Today(Noted):
    info: ClassVar = info("today")

    def note(self) -> str:
        return f"{date.today()} {datetime.now(UTC).year} {time.localtime().tm_yday}"  # noqa: DTZ011


@frozen(kw_only=True)
class Here(Noted):
    info: ClassVar = info("here")

    def note(self) -> str:
        return Path.cwd().name


@frozen(kw_only=True)
class Homesick(Noted):
    """Cannot work where the day begins earlier."""

    info: ClassVar = info("homesick")

    def note(self) -> str:
        return str(1 // (time.localtime(0).tm_hour < 12))


_NUMBERS: Final = count()


def _numbered(release: Release) -> str:
    return page(f"{next(_NUMBERS)}", lines_of(release))


@frozen(kw_only=True)
class Counting(Good):
    """Makes another body each time."""

    info: ClassVar = info("counting")

    def export(self, release: Release, /) -> Iterable[Artifact]:
        yield Artifact.lazy("page.html", "text/html", _numbered, release)


@frozen(kw_only=True)
class Homebound(Good):
    """Makes bodies with a function that no other process knows."""

    info: ClassVar = info("homebound")

    def export(self, release: Release, /) -> Iterable[Artifact]:
        text = page(release.series.title, lines_of(release))
        yield Artifact.lazy("page.html", "text/html", lambda: text)


@frozen(kw_only=True)
class Threaded(Noted):
    info: ClassVar = info("threaded")

    def note(self) -> str:
        return str(threading.current_thread() is threading.main_thread())


def _writes() -> None:
    (Path(tempfile.gettempdir()) / "tbh-kit-test").write_text("", encoding="utf-8")


def _connects() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as made:
        made.connect(("127.0.0.1", 9))


def _starts() -> None:
    subprocess.run([sys.executable, "-c", ""], check=True)


def _removes() -> None:
    try:
        os.remove(Path(tempfile.gettempdir()) / "tbh-kit-nothing")  # noqa: PTH107 - as people do
    except OSError:
        return


@frozen(kw_only=True)
class Impure(Good):
    """Does something besides."""

    info: ClassVar = info("impure")
    act: Callable[[], None] | None = None

    def export(self, release: Release, /) -> Iterable[Artifact]:
        if self.act is not None:
            self.act()
        yield from Good.export(self, release)


def _asks() -> None:
    with suppress(OSError):
        socket.gethostbyname("localhost")


def _moves() -> None:
    os.chdir(Path.cwd())


def _talks() -> None:
    print("made a page")  # noqa: T201 - that is the fault


def _complains() -> None:
    sys.stderr.write("no picture\n")


IMPURE: Final = (_writes, _connects, _starts, _removes, _asks, _moves, _talks, _complains)


@frozen(kw_only=True)
class Curious(Good):
    """Looks at the clock, and makes nothing of it."""

    info: ClassVar = info("curious")

    def export(self, release: Release, /) -> Iterable[Artifact]:
        _ = time.time()
        yield from Good.export(self, release)


def _year() -> str:
    return time.strftime("%Y")


def _year_in_utc() -> int:
    return time.gmtime().tm_year


@frozen(kw_only=True)
class Calendar(Noted):
    """Prints the day, by one of many clocks."""

    info: ClassVar = info("calendar")
    clock: Callable[[], object] = time.asctime

    def note(self) -> str:
        return str(self.clock())


CLOCKS: Final = (time.asctime, time.ctime, _year, _year_in_utc)


def _process() -> int:
    return os.getpid()


@frozen(kw_only=True)
class Meddling(Good):
    """Changes what it is given."""

    info: ClassVar = info("meddling")

    def export(self, release: Release, /) -> Iterable[Artifact]:
        object.__setattr__(release.series, "title", "Mine")
        yield from Good.export(self, release)


@frozen(kw_only=True)
class Short(Good):
    """Cuts what was said."""

    info: ClassVar = info("short")

    def export(self, release: Release, /) -> Iterable[Artifact]:
        lines = (line[:80] for line in lines_of(release))
        yield self.made("page.html", page(release.series.title, lines))


@frozen(kw_only=True)
class Backwards(Good):
    info: ClassVar = info("backwards")

    def export(self, release: Release, /) -> Iterable[Artifact]:
        lines = list(lines_of(release))[::-1]
        yield self.made("page.html", page(release.series.title, lines))


@frozen(kw_only=True)
class Unsigned(Good):
    info: ClassVar = info("unsigned")

    def export(self, release: Release, /) -> Iterable[Artifact]:
        lines = list(lines_of(release))[::2]
        yield self.made("page.html", page(release.series.title, lines))


@frozen(kw_only=True)
class Mixed(Good):
    """Signs each quote with the line of the next."""

    info: ClassVar = info("mixed")

    def export(self, release: Release, /) -> Iterable[Artifact]:
        lines = list(lines_of(release))
        signed = [part for pair in zip(lines[::2], lines[3::2], strict=False) for part in pair]
        yield self.made("page.html", page(release.series.title, [*signed, *lines[-2:]]))


@frozen(kw_only=True)
class Prying(Good):
    """Reads what it was not given."""

    info: ClassVar = info("prying")

    def export(self, release: Release, /) -> Iterable[Artifact]:
        yield from Good.export(self, release)
        folder = release.series.folder
        for file in sorted(folder.glob("therapists/*.yaml")) if folder else ():
            yield Artifact.text(f"{file.stem}.txt", file.read_text(encoding="utf-8"))


@frozen(kw_only=True)
class Telling(Good):
    """Says where it was made."""

    info: ClassVar = info("telling")

    def export(self, release: Release, /) -> Iterable[Artifact]:
        yield from Good.export(self, release)
        yield Artifact.text("where.txt", f"made in {release.series.folder}")


@frozen(kw_only=True)
class Trusting(Good):
    """Takes words for HTML."""

    info: ClassVar = info("trusting")

    def export(self, release: Release, /) -> Iterable[Artifact]:
        lines = [
            f"{response.quote}</p><p>{release.series.byline(response)}"
            for edition in release.series.editions
            for response in edition.responses
        ]
        yield Artifact.text("a.json", json.dumps({"content_html": lines}), "application/json")


@frozen(kw_only=True)
class Frightened(Good):
    """Stops at words that look like markup."""

    info: ClassVar = info("frightened")

    def export(self, release: Release, /) -> Iterable[Artifact]:
        if "<" in release.series.title:
            raise ValueError(release.series.title)
        yield from Good.export(self, release)


@frozen(kw_only=True)
class TrustingBook(Good):
    """Takes words for HTML inside an archive."""

    info: ClassVar = info("trusting-book")

    def export(self, release: Release, /) -> Iterable[Artifact]:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            name = zipfile.ZipInfo("page.html", (2026, 1, 1, 0, 0, 0))
            quotes = [each.quote for one in release.series.editions for each in one.responses]
            archive.writestr(name, "".join(f"<p>{quote}</p>" for quote in quotes))
        yield Artifact(path="a.zip", media_type="application/zip", body=packed.getvalue())


def _paged(release: Release, number: int) -> str:
    """Return the page of an edition, which tells of the next one."""
    shown = release.series.editions[number : number + 2]
    only = evolve(release, series=evolve(release.series, editions=shown[:1]))
    return page(" ".join(each.title for each in shown), lines_of(only))


@frozen(kw_only=True)
class Paged(Good):
    """A page for each edition, made again when what it shows changes."""

    info: ClassVar = info("paged")

    def needs(self, release: Release, number: int) -> tuple[object, ...]:
        series = release.series
        shown = series.editions[number : number + 2]
        return (series.therapists, shown[0], tuple(each.title for each in shown))

    def export(self, release: Release, /) -> Iterable[Artifact]:
        for number, edition in enumerate(release.series.editions):
            yield Artifact.lazy(
                f"{edition.slug}.html",
                "text/html",
                _paged,
                release,
                number,
                depends_on=self.needs(release, number),
            )


@frozen(kw_only=True)
class Narrow(Paged):
    """Forgets that it shows the title of another edition."""

    info: ClassVar = info("narrow")

    def needs(self, release: Release, number: int) -> tuple[object, ...]:
        return Paged.needs(self, release, number)[:2]


@frozen(kw_only=True)
class Nameless(Paged):
    """Forgets whose the answers are."""

    info: ClassVar = info("nameless")

    def needs(self, release: Release, number: int) -> tuple[object, ...]:
        return Paged.needs(self, release, number)[1:]


@frozen(kw_only=True)
class Constant(Paged):
    """Says that its files depend on nothing."""

    info: ClassVar = info("constant")

    def needs(self, release: Release, number: int) -> tuple[object, ...]:
        return ("version 1",)


@frozen(kw_only=True)
class Unwritable(Paged):
    """Depends on a thing of which nobody can tell whether it is the same."""

    info: ClassVar = info("unwritable")

    def needs(self, release: Release, number: int) -> tuple[object, ...]:
        return (*Paged.needs(self, release, number), lambda: None)


@frozen(kw_only=True)
class Restless(Paged):
    """Depends on what is another thing each time."""

    info: ClassVar = info("restless")

    def needs(self, release: Release, number: int) -> tuple[object, ...]:
        return (*Paged.needs(self, release, number), next(_NUMBERS))


@frozen(kw_only=True)
class Shuffled(Paged):
    """Depends on an order that is another one in each run."""

    info: ClassVar = info("shuffled")

    def needs(self, release: Release, number: int) -> tuple[object, ...]:
        return (*Paged.needs(self, release, number), tuple({str(each) for each in range(50)}))


def _pictured(release: Release) -> str:
    folder = release.series.folder
    pictures = sorted(folder.rglob("*.png")) if folder else ()
    lines = (f"A picture of {each.stat().st_size} bytes" for each in pictures)
    return page(release.series.title, [*lines_of(release), *lines])


@frozen(kw_only=True)
class Pictured(Good):
    """Shows what is in a file, and depends on the name of the file."""

    info: ClassVar = info("pictured")

    def export(self, release: Release, /) -> Iterable[Artifact]:
        needs = (release.series, release.series.editions)
        yield Artifact.lazy("page.html", "text/html", _pictured, release, depends_on=needs)


DEPENDING: Final = {
    Narrow: "edition-1.html has other bytes after a change of `title` of the edition e-2",
    Nameless: "edition-1.html has other bytes after a change of `name` of the therapist t-1",
    Constant: "edition-1.html has other bytes after a change of",
    Unwritable: "what edition-1.html depends on cannot be written down",
    Restless: "what edition-1.html depends on is another thing in each run",
    Shuffled: "what edition-1.html depends on is another thing in each run",
    Pictured: "page.html has other bytes after a change of the bytes of images/a.png",
}
"""What is said of each that does not know what its files depend on."""


def faults() -> Iterator[tuple[str, Any]]:
    """Yield each fault: the check that finds it, and the exporter that has it."""
    yield "registration", Melted()
    yield "options", Forgetful()
    yield "schema", Untyped()
    yield "robustness", Unprepared()
    yield "legal", Illegal()
    yield "parses", Unclosed()
    yield "parses", NoJSON()
    yield "deterministic", Random()
    yield from (("environment", each()) for each in (OrderOfSets, Zone, Today, Here, Homesick))
    yield "idempotent", Counting()
    yield from (("dependencies", each()) for each in DEPENDING)
    yield "pickles", Homebound()
    yield "threads", Threaded()
    yield from (("pure", Impure(act=act)) for act in IMPURE)
    yield from (("clock", each()) for each in (Curious, Today))
    yield from (("clock", Calendar(clock=each)) for each in CLOCKS)
    yield from (("environment", Calendar(clock=each)) for each in CLOCKS)
    yield "environment", Calendar(clock=_process)
    yield "input", Meddling()
    yield from (("quotes", each()) for each in (Short, Backwards, Frightened))
    yield from (("attribution", each()) for each in (Unsigned, Mixed))
    yield from (("canaries", each()) for each in (Prying, Telling))
    yield from (("hostile", each()) for each in (Trusting, TrustingBook, Frightened))


assert attrs.has(Good)

"""The checks of importers."""

import pickle
import random
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from typing import Final

from tbh_model._attrs import field, frozen
from tbh_model._errors import TBHError
from tbh_model._final import final
from tbh_model.importers import AccountLine, Fate, Imported, Importer, ImportSource, check_importer
from tbh_model.testing._check import fail, skip
from tbh_model.testing._exporter_checks import defaults, options, schema
from tbh_model.testing._sandbox import (
    BASELINE,
    ENVIRONMENTS,
    NotPicklableError,
    run_in_subprocess,
    watch_clock,
    watch_side_effects,
)
from tbh_model.text import collapse_spaces, write_markdown, write_plain


@final
@frozen(kw_only=True)
class Sample:
    """A file that an importer reads, with the texts that a reader of the file sees."""

    name: str
    """The name of the file, with its ending."""
    data: bytes = field(repr=False)
    """The bytes of the file."""
    texts: tuple[str, ...] = ()
    """Each text that is in it. Runs of spaces and line endings count as one space."""

    @property
    def source(self) -> ImportSource:
        """The sample as an importer receives it."""
        return ImportSource(name=self.name, data=self.data)


_Samples = tuple[Sample, ...]


def _registration(importer: Importer, _: _Samples) -> None:
    check_importer(type(importer))


def _options(importer: Importer, _: _Samples) -> None:
    options(importer)


def _schema(importer: Importer, _: _Samples) -> None:
    schema(importer)


def _defaults(importer: Importer, _: _Samples) -> None:
    defaults(importer)


def _robustness(importer: Importer, samples: _Samples) -> None:
    """Check that broken files are errors in words at most, and never a crash."""
    for name, data in _broken_files(importer, samples):
        try:
            importer.read(ImportSource(name=name, data=data))
        except TBHError:
            continue
        except Exception as error:  # noqa: BLE001 - whatever it is, it is reported
            fail(
                f"of {len(data)} bytes {data[:20]!r}... it makes {type(error).__name__}: {error}; "
                "raise UnreadableSourceError, which names what is wrong"
            )


def _broken_files(importer: Importer, samples: _Samples) -> Iterator[tuple[str, bytes]]:
    suffix = next(iter(importer.info.suffixes), "")
    dice = random.Random(0)  # noqa: S311 - the same noise each time
    for data in (
        b"",
        b"\0",
        b"\xff\xfe\0",
        b"\xef\xbb\xbf",
        b"\n\n\n",
        b"{",
        b"[[[[",
        b"<p",
        b"a\0b",
    ):
        yield f"broken{suffix}", data
    for length in (1, 10, 1000):
        yield f"noise{suffix}", dice.randbytes(length)
    for sample in samples:
        for part in range(1, 8):
            yield sample.name, sample.data[: len(sample.data) * part // 8]
        for _ in range(20 if sample.data else 0):
            at = dice.randrange(len(sample.data))
            yield sample.name, sample.data[:at] + dice.randbytes(3) + sample.data[at + 1 :]


def _needs(samples: _Samples) -> None:
    if not samples:
        skip("there is no sample of what it reads")


def _deterministic(importer: Importer, samples: _Samples) -> None:
    """Check that the same file makes the same records."""
    _needs(samples)
    for sample in samples:
        if importer.read(sample.source) != importer.read(sample.source):
            fail(f"{sample.name} makes other records the second time")


def record_digests(importer: Importer, samples: _Samples) -> dict[str, str]:
    """Return a digest of what is read of each sample, by its name."""
    return {
        sample.name: sha256("\0".join(_texts(importer.read(sample.source))).encode()).hexdigest()
        for sample in samples
    }


def _environments(importer: Importer, samples: _Samples) -> None:
    """Check that it depends on no clock, zone, locale, working directory or order of sets."""
    _needs(samples)
    expected = record_digests(importer, samples)
    for what, environment in ENVIRONMENTS.items():
        try:
            found = run_in_subprocess(
                record_digests, importer, samples, {**BASELINE, **environment}
            )
        except NotPicklableError as error:
            skip(str(error))
        if found != expected:
            fail(f"what it reads depends on {what}")


def _pickles(importer: Importer, samples: _Samples) -> None:
    """Check that importer and records can be sent to another process."""
    if pickle.loads(pickle.dumps(importer)) != importer:  # noqa: S301 - our own bytes
        fail("an importer that was pickled is not equal to what it was")
    for sample in samples:
        imported = importer.read(sample.source)
        if pickle.loads(pickle.dumps(imported)) != imported:  # noqa: S301
            fail(f"records of {sample.name} that were pickled are not equal to what they were")


def _pure(importer: Importer, samples: _Samples) -> None:
    """Check that it writes no file, opens no socket and starts no process."""
    _needs(samples)
    _read_all(importer, samples)  # what is imported the first time does not count
    with watch_side_effects() as seen:
        _read_all(importer, samples)
    if seen:
        fail(f"while it reads there is {', '.join(dict.fromkeys(seen))}")


def _clock(importer: Importer, samples: _Samples) -> None:
    """Check that its own code never asks what time it is."""
    _needs(samples)
    with watch_clock(type(importer).__module__.partition(".")[0]) as seen:
        _read_all(importer, samples)
    if seen:
        fail(f"it reads the clock: {', '.join(dict.fromkeys(seen))}")


def _read_all(importer: Importer, samples: _Samples) -> None:
    for sample in samples:
        importer.read(sample.source)


def _records(importer: Importer, samples: _Samples) -> None:
    """Check that records and what is left out say where they are, and why."""
    _needs(samples)
    for sample in samples:
        imported = importer.read(sample.source)
        places = [record.place for record in imported.records]
        if len(set(places)) < len(places):
            fail(f"two records of {sample.name} are in one place; number them")
        if not imported.records:
            fail(f"it finds no record in {sample.name}")
        for line in imported.left_out:
            _check_left_out(line, sample)


def _check_left_out(line: AccountLine, sample: Sample) -> None:
    if line.fate is not Fate.LEFT_OUT or not line.note or not line.place:
        fail(f"of {sample.name} it leaves out {line.text!r} without place or reason")


def _account(importer: Importer, samples: _Samples) -> None:
    """Check that every text of a sample is in a record or left out by name."""
    _needs(samples)
    for sample in samples:
        found = [collapse_spaces(text) for text in _texts(importer.read(sample.source))]
        for text in sample.texts:
            if not any(collapse_spaces(text) in each for each in found):
                fail(
                    f"{text!r} of {sample.name} is in no record, and not left out; "
                    "add it to `left_out` with the reason"
                )


def _texts(imported: Imported) -> Iterable[str]:
    """Yield every text of what was read, with places and ids."""
    for record in imported.records:
        yield from (record.place, record.id or "")
        for cell in record.cells:
            yield from (cell.heading, cell.text)
        if record.body is not None:
            yield from (write_plain(record.body), write_markdown(record.body))
    for line in imported.left_out:
        yield from (line.place, line.text, line.note)
    yield from imported.notes


IMPORTER_CHECKS: Final[tuple[tuple[str, str, Callable[[Importer, _Samples], None]], ...]] = (
    ("registration", "The class can be registered", _registration),
    ("options", "Options are values, and each is described", _options),
    ("schema", "Options have a JSON Schema", _schema),
    ("defaults", "It runs without any option", _defaults),
    ("robustness", "No file makes it crash", _robustness),
    ("deterministic", "The same file makes the same records", _deterministic),
    ("environment", "It reads the same on every machine", _environments),
    ("pickles", "It can be sent to another process", _pickles),
    ("pure", "It writes nothing, and reaches nobody", _pure),
    ("clock", "It never asks what time it is", _clock),
    ("records", "Every record says where it is", _records),
    ("account", "Every text is in a record, or left out with the reason", _account),
)

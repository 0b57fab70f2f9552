"""Checks of the files: legal, readable, the same every time and everywhere."""

import pickle
from collections.abc import Iterator, Mapping

from tbh_model._errors import TBHError
from tbh_model.exporters import Artifact, Exporter, ExportError, artifacts, body_of
from tbh_model.testing._check import NotApplicable, fail, skip
from tbh_model.testing._corpus import corpus
from tbh_model.testing._elsewhere import (
    STILL,
    SURROUNDINGS,
    CannotTravelError,
    digests,
    told_elsewhere,
)
from tbh_model.testing._exported import bodies, exported, released
from tbh_model.testing._purity import clock_watched, watched
from tbh_model.testing._readings import NotReadableError, words_of


def copes(exporter: Exporter) -> None:
    """Check that nothing, or too much, is a problem in words at most and never a crash."""
    for name in corpus():
        try:
            for artifact in artifacts(exporter, released(exporter, name)):
                body_of(artifact, exporter)
        except ExportError as error:
            fail(f"with the series {name!r}: {error}")
        except TBHError:
            continue  # the content has a problem, and it says which


def artifacts_are_legal(exporter: Exporter) -> None:
    """Check that each path can be a file, and each text is UTF-8."""
    for name in corpus():
        for artifact in _made(exporter, name):
            body_of(artifact, exporter)
    if not exported(exporter, "everything"):
        fail("it makes no file of a series that has everything")


def parses(exporter: Exporter) -> None:
    """Check that each file is what its media type says."""
    is_read = False
    for name in corpus():
        for artifact in _made(exporter, name):
            try:
                is_read = bool(list(words_of(artifact.media_type, artifact.body))) or is_read
            except NotReadableError as error:
                fail(f"{artifact.path} is no {artifact.media_type}: {error}")
    if not is_read:
        skip("its files have no words that the kit can read")


def deterministic(exporter: Exporter) -> None:
    """Check that the same release makes the same bytes."""
    for name in corpus():
        if {each.path: each.body for each in _made(exporter, name)} != {
            each.path: each.body for each in _made(exporter, name)
        }:
            fail(f"the series {name!r} makes other files the second time")


def same_everywhere(exporter: Exporter) -> None:
    """Check that it depends on no clock, zone, locale, working directory or order of sets."""
    release = released(exporter, "everything")
    here = digests(exporter, release)
    try:
        if all(told_elsewhere(digests, exporter, release, each) == here for each in _all_at_once()):
            return
    except CannotTravelError as error:
        raise NotApplicable(str(error)) from None
    known = told_elsewhere(digests, exporter, release, STILL)
    if told_elsewhere(digests, exporter, release, STILL) != known:
        fail("its files depend on chance, or on the process that makes them")
    for what, surroundings in SURROUNDINGS.items():
        if told_elsewhere(digests, exporter, release, {**STILL, **surroundings}) != known:
            fail(f"its files depend on {what}; `release.at` is the instant, and sets have no order")
    fail("its files depend on where they are made")


def _all_at_once() -> Iterator[Mapping[str, str]]:
    """Yield all that may differ, with sets in a few orders: two of a small one can be the same."""
    surroundings = {key: value for each in SURROUNDINGS.values() for key, value in each.items()}
    for seed in ("7", "8", "9"):
        yield {**surroundings, "PYTHONHASHSEED": seed}


def pure(exporter: Exporter) -> None:
    """Check that it writes no file, opens no socket and starts no process."""
    bodies(exporter, "everything")  # what is imported or read the first time does not count
    with watched() as seen:
        bodies(exporter, "everything")
    if seen:
        fail(f"while it exports there is {', '.join(dict.fromkeys(seen))}; give artifacts instead")


def reads_no_clock(exporter: Exporter) -> None:
    """Check that its own code never asks what time it is."""
    with clock_watched(_package(exporter)) as seen:
        bodies(exporter, "everything")
    if seen:
        fail(f"it reads the clock: {', '.join(dict.fromkeys(seen))}; use `release.at`")


def _package(exporter: Exporter) -> str:
    return type(exporter).__module__.partition(".")[0]


def leaves_its_input(exporter: Exporter) -> None:
    """Check that the release is what it was."""
    release = released(exporter, "everything")
    before = pickle.dumps(release)
    for artifact in artifacts(exporter, release):
        _ = artifact.body
    if pickle.loads(before) != release:  # noqa: S301 - our own bytes
        fail("it changes the release that it is given")


def bodies_repeat(exporter: Exporter) -> None:
    """Check that a body that is made on demand is the same however often it is made."""
    for artifact in exported(exporter, "everything"):
        if b"".join(artifact.chunks()) != b"".join(artifact.chunks()):
            fail(f"{artifact.path} has other bytes each time; its function may use nothing else")


def _made(exporter: Exporter, name: str) -> tuple[Artifact, ...]:
    """Export a series of the corpus; where that fails there is nothing, which `copes` tells."""
    try:
        return exported(exporter, name)
    except (NotApplicable, ExportError):
        return ()

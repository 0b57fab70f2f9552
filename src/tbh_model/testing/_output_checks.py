"""Checks of the files: legal, readable, the same every time and everywhere."""

import pickle
from collections.abc import Iterator, Mapping

from tbh_model._errors import TBHError
from tbh_model.exporters import Artifact, Exporter, ExportError, artifacts, body_of
from tbh_model.testing._check import NotApplicable, fail, skip
from tbh_model.testing._corpus import corpus
from tbh_model.testing._elsewhere import (
    BASELINE,
    ENVIRONMENTS,
    NotPicklableError,
    digests,
    run_in_subprocess,
)
from tbh_model.testing._exported import corpus_bodies, corpus_release, export_corpus
from tbh_model.testing._purity import watch_clock, watch_side_effects
from tbh_model.testing._readings import NotReadableError, extract_text


def robustness(exporter: Exporter) -> None:
    """Check that nothing, or too much, is a problem in words at most and never a crash."""
    for name in corpus():
        try:
            for artifact in artifacts(exporter, corpus_release(exporter, name)):
                body_of(artifact, exporter)
        except ExportError as error:
            fail(f"with the series {name!r}: {error}")
        except TBHError:
            continue  # the content has a problem, and it says which


def artifacts_are_legal(exporter: Exporter) -> None:
    """Check that each path can be a file, and each text is UTF-8."""
    for name in corpus():
        for artifact in _export_or_nothing(exporter, name):
            body_of(artifact, exporter)
    if not export_corpus(exporter, "everything"):
        fail("it makes no file of a series that has everything")


def parses(exporter: Exporter) -> None:
    """Check that each file is what its media type says."""
    is_read = False
    for name in corpus():
        for artifact in _export_or_nothing(exporter, name):
            try:
                is_read = bool(list(extract_text(artifact.media_type, artifact.body))) or is_read
            except NotReadableError as error:
                fail(f"{artifact.path} is no {artifact.media_type}: {error}")
    if not is_read:
        skip("its files have no words that the kit can read")


def deterministic(exporter: Exporter) -> None:
    """Check that the same release makes the same bytes."""
    for name in corpus():
        if {artifact.path: artifact.body for artifact in _export_or_nothing(exporter, name)} != {
            artifact.path: artifact.body for artifact in _export_or_nothing(exporter, name)
        }:
            fail(f"the series {name!r} makes other files the second time")


def environments(exporter: Exporter) -> None:
    """Check that it depends on no clock, zone, locale, working directory or order of sets."""
    release = corpus_release(exporter, "everything")
    expected = digests(exporter, release)
    try:
        if all(
            run_in_subprocess(digests, exporter, release, environment) == expected
            for environment in _combined_environments()
        ):
            return
    except NotPicklableError as error:
        raise NotApplicable(str(error)) from None
    baseline = run_in_subprocess(digests, exporter, release, BASELINE)
    if run_in_subprocess(digests, exporter, release, BASELINE) != baseline:
        fail("its files depend on chance, or on the process that makes them")
    for what, environment in ENVIRONMENTS.items():
        if run_in_subprocess(digests, exporter, release, {**BASELINE, **environment}) != baseline:
            fail(f"its files depend on {what}; `release.at` is the instant, and sets have no order")
    fail("its files depend on where they are made")


def _combined_environments() -> Iterator[Mapping[str, str]]:
    """Yield all that may differ, with sets in a few orders: two of a small one can be the same."""
    combined = {
        key: value for environment in ENVIRONMENTS.values() for key, value in environment.items()
    }
    for seed in ("7", "8", "9"):
        yield {**combined, "PYTHONHASHSEED": seed}


def pure(exporter: Exporter) -> None:
    """Check that it writes no file, opens no socket and starts no process."""
    corpus_bodies(exporter, "everything")  # what is imported or read the first time does not count
    with watch_side_effects() as seen:
        corpus_bodies(exporter, "everything")
    if seen:
        fail(f"while it exports there is {', '.join(dict.fromkeys(seen))}; give artifacts instead")


def reads_no_clock(exporter: Exporter) -> None:
    """Check that its own code never asks what time it is."""
    with watch_clock(_package(exporter)) as seen:
        corpus_bodies(exporter, "everything")
    if seen:
        fail(f"it reads the clock: {', '.join(dict.fromkeys(seen))}; use `release.at`")


def _package(exporter: Exporter) -> str:
    return type(exporter).__module__.partition(".")[0]


def leaves_its_input(exporter: Exporter) -> None:
    """Check that the release is what it was."""
    release = corpus_release(exporter, "everything")
    pickled = pickle.dumps(release)
    for artifact in artifacts(exporter, release):
        _ = artifact.body
    if pickle.loads(pickled) != release:  # noqa: S301 - our own bytes
        fail("it changes the release that it is given")


def idempotent(exporter: Exporter) -> None:
    """Check that a body that is made on demand is the same however often it is made."""
    for artifact in export_corpus(exporter, "everything"):
        if b"".join(artifact.chunks()) != b"".join(artifact.chunks()):
            fail(f"{artifact.path} has other bytes each time; its function may use nothing else")


def _export_or_nothing(exporter: Exporter, name: str) -> tuple[Artifact, ...]:
    """Export a series of the corpus; where that fails there is nothing, as `robustness` tells."""
    try:
        return export_corpus(exporter, name)
    except (NotApplicable, ExportError):
        return ()

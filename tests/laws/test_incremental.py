"""A build that remembers an earlier one gives what a build from nothing gives."""

import random
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings, strategies as st

import tbh_model as tbh
from conftest import EXAMPLE
from content_steps import STEPS, Step
from small_folder import digests
from tbh_model.content import ContentCache, EditionFingerprints
from tbh_model.model import Series
from tbh_model.publishing._incremental import CacheKeys
from tbh_model.publishing._plan import PlannedFile
from tbh_model.testing import strategies
from tbh_model.testing._corpus import mutations

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
_PATIENT = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
_EXPORTERS = (
    tbh.RSS(limit=3, archive=True),
    tbh.Atom(split=frozenset(tbh.FeedSplit)),
    tbh.JSONFeed(content=tbh.FeedContent.SUMMARY),
    tbh.Newsletter(draft=True),
    tbh.HTML(),
)


@settings(max_examples=60, suppress_health_check=_PATIENT)
@given(before=strategies.series(), other=strategies.series(), data=st.data())
def test_what_follows_from_the_same_is_the_same(
    tmp_path_factory: pytest.TempPathFactory, before: Series, other: Series, data: st.DataObject
) -> None:
    """For every file of a series that is partly another one: a key that stays keeps its bytes."""
    after = data.draw(st.sampled_from(_mixtures(before, other)))
    later = data.draw(st.sampled_from([timedelta(0), timedelta(days=400)]))
    folder = tmp_path_factory.getbasetemp()
    first, second = _keyed(before, folder, AT), _keyed(after, folder, AT + later)

    for path, (key, planned) in first.items():
        if path in second and key is not None and second[path][0] == key:
            assert second[path][1].artifact.body == planned.artifact.body


def _mixtures(series: Series, other: Series) -> list[Series]:
    """Return the same series with a part of another one."""
    alone = tuple(evolve(edition, translation_of=None) for edition in series.editions)
    series = evolve(series, editions=alone)  # an original may be left out, or get the same language
    mixed = [
        evolve(series, title=other.title, description=other.description, image=other.image),
        evolve(series, publisher=other.publisher, language=other.language),
        evolve(series, labels=other.labels, notices=other.notices, sign_off=other.sign_off),
        evolve(series, url=other.url, calls_to_action=other.calls_to_action),
        evolve(series, rights=other.rights, permalink=other.permalink),
        evolve(series, therapists=tuple(_other_person(each) for each in series.therapists)),
    ]
    for index, edition in enumerate(series.editions):
        rest = (*series.editions[:index], *series.editions[index + 1 :])
        mixed.append(evolve(series, editions=rest))
        for theirs in other.editions[:1]:
            for name in ("title", "summary", "introduction", "tags", "image"):
                changed = evolve(edition, **{name: getattr(theirs, name)})
                mixed.append(evolve(series, editions=(*rest, changed)))
        for response in edition.responses[:1]:
            quote = evolve(response, quote="Something else.", approval=None)
            changed = evolve(edition, responses=(quote, *edition.responses[1:]))
            mixed.append(evolve(series, editions=(*rest, changed)))
    return mixed


def _other_person(therapist: tbh.Therapist) -> tbh.Therapist:
    return evolve(therapist, name=f"{therapist.name} the Younger", pronouns="they/them")


@pytest.mark.parametrize("count", [2, pytest.param(99, marks=pytest.mark.heavy)])
def test_whatever_changes_no_file_is_taken_for_what_it_was(tmp_path: Path, count: int) -> None:
    """Each thing that a page may show, one after the other, in every edition of the example."""
    series = tbh.load(EXAMPLE)
    series = evolve(series, editions=series.editions[-count:])
    before = _keyed(series, tmp_path, AT)
    bodies = {path: planned.artifact.body for path, (_, planned) in before.items()}
    stayed = 0
    for what, after in mutations(series):
        for path, (key, planned) in _keyed(after, tmp_path, AT).items():
            if path in before and key is not None and before[path][0] == key:
                stayed += 1
                assert planned.artifact.body == bodies[path], (path, what)
    assert stayed > 0


def _keyed(series: Series, folder: Path, at: datetime) -> dict[str, tuple[str | None, PlannedFile]]:
    keys = CacheKeys.of(folder, EditionFingerprints())
    made: dict[str, tuple[str | None, PlannedFile]] = {}
    for exporter in _EXPORTERS:
        try:
            artifacts = tbh.export(series, exporter, at=at)
        except tbh.MissingDateError:
            continue
        for artifact in artifacts:
            planned = PlannedFile(exporter=exporter, artifact=artifact)
            made[artifact.path] = (keys.key(planned), planned)
    return made


def _built(content: Path, out: Path, at: datetime, *, cache: bool) -> tbh.PublishReport:
    known = ContentCache.of(content) if cache else None
    report = tbh.publish(tbh.load(content, cache=known), out, at, cache=cache, jobs=1)
    if known is not None:
        known.keep(content)
    return report


def _lives(folder: Path, steps: list[Step], seed: int) -> None:
    """Build after every step, with a memory and without."""
    content, out = folder / "content", folder / "out"
    pick = random.Random(seed)  # noqa: S311 - reproducible on purpose
    shutil.copytree(EXAMPLE, content, ignore=shutil.ignore_patterns(".tbh"))
    at = AT
    _built(content, out, at, cache=True)
    for number, step in enumerate(steps):
        step(content, out, pick)
        at += timedelta(days=pick.choice([0, 0, 1, 30]))
        try:
            tbh.load(content)
        except tbh.ContentError:
            return
        clean = folder / f"clean-{number}"
        expected = _built(content, clean, at, cache=False)
        report = _built(content, out, at, cache=True)
        assert report.failures == expected.failures
        assert list(report.written) == list(expected.written)
        assert digests(out) == digests(clean)


@settings(max_examples=12, suppress_health_check=_PATIENT, deadline=None)
@given(steps=st.lists(st.sampled_from(STEPS), min_size=2, max_size=5), seed=st.integers(0, 2**16))
def test_the_output_is_that_of_a_build_from_nothing(
    tmp_path_factory: pytest.TempPathFactory, steps: list[Step], seed: int
) -> None:
    """Whatever was edited, renamed, removed, asked for, or done to the output."""
    _lives(tmp_path_factory.mktemp("life"), steps, seed)


@pytest.mark.heavy
@settings(max_examples=50, suppress_health_check=_PATIENT, deadline=None)
@given(steps=st.lists(st.sampled_from(STEPS), min_size=2, max_size=9), seed=st.integers(0, 2**16))
def test_the_output_is_that_of_a_build_from_nothing_over_and_over(
    tmp_path_factory: pytest.TempPathFactory, steps: list[Step], seed: int
) -> None:
    """The same, with many more lives."""
    _lives(tmp_path_factory.mktemp("life"), steps, seed)

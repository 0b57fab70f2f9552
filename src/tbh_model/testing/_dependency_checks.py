"""The check of what files say that they depend on: while it is the same, so are the bytes."""

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from attrs import evolve

from tbh_model._errors import TBHError
from tbh_model.documents import ValueFingerprints
from tbh_model.exporters import Artifact, Exporter, artifacts
from tbh_model.model import Channel, Image, Series
from tbh_model.rights import Release, release
from tbh_model.testing._changes import changes
from tbh_model.testing._check import fail, skip
from tbh_model.testing._corpus import AT, corpus
from tbh_model.testing._elsewhere import SURROUNDINGS, CannotTravelError, told_elsewhere
from tbh_model.testing._marked_series import picture
from tbh_model.text import markdown

_PICTURE: Final = "images/a.png"
_NEXT_RUN: Final = SURROUNDINGS["the order of sets"] | SURROUNDINGS["the working directory"]


def dependencies(exporter: Exporter) -> None:
    """Check that a file whose `depends_on` stays what it was keeps its bytes, whatever changed."""
    with TemporaryDirectory() as name:
        series, digests = _varied(Path(name)), ValueFingerprints()
        before = release(series, exporter.info.channel, AT)
        known = {path: (key, made.body) for path, key, made in _keyed(exporter, before, digests)}
        if not known:
            skip("none of its files says what it depends on")
        _see_that_it_stays(exporter, before)
        for what, after in _releases(series, exporter.info.channel):
            for path, key, made in _keyed(exporter, after, digests):
                if path in known and known[path][0] == key and known[path][1] != made.body:
                    fail(
                        f"{path} has other bytes after a change of {what}, and depends on the "
                        "same; add what it shows of that to `depends_on`, or leave that out"
                    )


def _releases(series: Series, channel: Channel) -> Iterator[tuple[str, Release]]:
    """Yield releases of which each differs in one thing, and say in which."""
    for what, changed in changes(series):
        yield what, release(changed, channel, AT)
    yield "the instant of the release", release(series, channel, AT + timedelta(days=400))
    if series.folder is not None:
        (series.folder / _PICTURE).write_bytes(picture("another"))
        yield f"the bytes of {_PICTURE}", release(series, channel, AT)
        (series.folder / _PICTURE).unlink()
        yield f"{_PICTURE} (it is gone)", release(series, channel, AT)


def _keyed(
    exporter: Exporter, given: Release, digests: ValueFingerprints
) -> Iterator[tuple[str, bytes, Artifact]]:
    """Yield each file that says what it depends on, with the bytes of that, as a build has them."""
    try:
        made = tuple(artifacts(exporter, given))
    except TBHError:
        return  # that is for other checks, or a problem of the content
    for artifact in made:
        needs = artifact.depends_on
        needs = needs() if callable(needs) else needs
        if needs is None:
            continue
        written = digests.serialize(needs)
        if written is None:
            fail(
                f"what {artifact.path} depends on cannot be written down; give values of the "
                "model and of plain Python"
            )
        yield artifact.path, written, artifact


def keys(exporter: Exporter, given: Release) -> dict[str, str]:
    """Return a digest of what each file depends on."""
    return {
        path: sha256(key).hexdigest()
        for path, key, _ in _keyed(exporter, given, ValueFingerprints())
    }


def _see_that_it_stays(exporter: Exporter, given: Release) -> None:
    """Check that the same content is the same to the next build, which is another process."""
    here = keys(exporter, given)
    there = keys(exporter, given)
    try:
        if there == here:
            there = told_elsewhere(keys, exporter, given, _NEXT_RUN)
    except CannotTravelError:
        return  # `everywhere` says so
    for path in here:
        if there.get(path) != here[path]:
            fail(f"what {path} depends on is another thing in each run; give values that stay")


def _varied(folder: Path) -> Series:
    """Make a series of three editions that share people, tags and a picture of the folder."""
    (folder / _PICTURE).parent.mkdir()
    (folder / _PICTURE).write_bytes(picture("one"))
    shown, everything = Image(src=_PICTURE, alt="A picture"), corpus()["everything"]
    full, plain = everything.editions
    third = evolve(
        full,
        id="e-3",
        slug="edition-3",
        title="Edition number 3",
        published=full.published and full.published + timedelta(days=21),
        responses=full.responses[1:3],
        image=shown,
        introduction=markdown(f"With ![a picture]({_PICTURE})."),
    )
    first = evolve(everything.therapists[0], portrait=shown, bio=markdown("Works *here*."))
    return evolve(
        everything,
        editions=(full, plain, third),
        therapists=(first, *everything.therapists[1:]),
        folder=folder,
    )

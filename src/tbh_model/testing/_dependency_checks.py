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
from tbh_model.testing._changes import mutations
from tbh_model.testing._check import fail, skip
from tbh_model.testing._corpus import AT, corpus
from tbh_model.testing._elsewhere import ENVIRONMENTS, NotPicklableError, run_in_subprocess
from tbh_model.testing._marked_series import picture
from tbh_model.text import markdown

_PICTURE: Final = "images/a.png"
_NEXT_RUN_ENVIRONMENT: Final = (
    ENVIRONMENTS["the order of sets"] | ENVIRONMENTS["the working directory"]
)


def dependencies(exporter: Exporter) -> None:
    """Check that a file whose `depends_on` stays what it was keeps its bytes, whatever changed."""
    with TemporaryDirectory() as name:
        series, digests = _build_series(Path(name)), ValueFingerprints()
        original = release(series, exporter.info.channel, AT)
        baseline = {
            path: (key, artifact.body)
            for path, key, artifact in _artifacts_with_keys(exporter, original, digests)
        }
        if not baseline:
            skip("none of its files says what it depends on")
        _check_keys_are_stable(exporter, original)
        for what, mutant in _mutant_releases(series, exporter.info.channel):
            for path, key, artifact in _artifacts_with_keys(exporter, mutant, digests):
                if (
                    path in baseline
                    and baseline[path][0] == key
                    and baseline[path][1] != artifact.body
                ):
                    fail(
                        f"{path} has other bytes after a change of {what}, and depends on the "
                        "same; add what it shows of that to `depends_on`, or leave that out"
                    )


def _mutant_releases(series: Series, channel: Channel) -> Iterator[tuple[str, Release]]:
    """Yield releases of which each differs in one thing, and say in which."""
    for what, mutant in mutations(series):
        yield what, release(mutant, channel, AT)
    yield "the instant of the release", release(series, channel, AT + timedelta(days=400))
    if series.folder is not None:
        (series.folder / _PICTURE).write_bytes(picture("another"))
        yield f"the bytes of {_PICTURE}", release(series, channel, AT)
        (series.folder / _PICTURE).unlink()
        yield f"{_PICTURE} (it is gone)", release(series, channel, AT)


def _artifacts_with_keys(
    exporter: Exporter, channel_release: Release, digests: ValueFingerprints
) -> Iterator[tuple[str, bytes, Artifact]]:
    """Yield each file that says what it depends on, with the bytes of that, as a build has them."""
    try:
        all_artifacts = tuple(artifacts(exporter, channel_release))
    except TBHError:
        return  # that is for other checks, or a problem of the content
    for artifact in all_artifacts:
        depends_on = artifact.depends_on
        depends_on = depends_on() if callable(depends_on) else depends_on
        if depends_on is None:
            continue
        key = digests.serialize(depends_on)
        if key is None:
            fail(
                f"what {artifact.path} depends on cannot be written down; give values of the "
                "model and of plain Python"
            )
        yield artifact.path, key, artifact


def dependency_digests(exporter: Exporter, channel_release: Release) -> dict[str, str]:
    """Return a digest of what each file depends on."""
    return {
        path: sha256(key).hexdigest()
        for path, key, _ in _artifacts_with_keys(exporter, channel_release, ValueFingerprints())
    }


def _check_keys_are_stable(exporter: Exporter, channel_release: Release) -> None:
    """Check that the same content is the same to the next build, which is another process."""
    first_keys = dependency_digests(exporter, channel_release)
    second_keys = dependency_digests(exporter, channel_release)
    try:
        if second_keys == first_keys:
            second_keys = run_in_subprocess(
                dependency_digests, exporter, channel_release, _NEXT_RUN_ENVIRONMENT
            )
    except NotPicklableError:
        return  # `environment` says so
    for path in first_keys:
        if second_keys.get(path) != first_keys[path]:
            fail(f"what {path} depends on is another thing in each run; give values that stay")


def _build_series(folder: Path) -> Series:
    """Make a series of three editions that share people, tags and a picture of the folder."""
    (folder / _PICTURE).parent.mkdir()
    (folder / _PICTURE).write_bytes(picture("one"))
    image, everything = Image(src=_PICTURE, alt="A picture"), corpus()["everything"]
    full, plain = everything.editions
    third = evolve(
        full,
        id="e-3",
        slug="edition-3",
        title="Edition number 3",
        published=full.published and full.published + timedelta(days=21),
        responses=full.responses[1:3],
        image=image,
        introduction=markdown(f"With ![a picture]({_PICTURE})."),
    )
    first = evolve(everything.therapists[0], portrait=image, bio=markdown("Works *here*."))
    return evolve(
        everything,
        editions=(full, plain, third),
        therapists=(first, *everything.therapists[1:]),
        folder=folder,
    )

"""Nothing that may not go out is in any byte of any output, whoever exports it."""

import base64
import html
import json
import pickle
import zlib
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import quote

import attrs
import pytest
from attrs import evolve, frozen

import tbh_model as tbh
from small import EVERYWHERE
from tbh_model import Artifact, Attribution, Channel, EditionStatus
from tbh_model.exporters import (
    BUILT_IN_NAMES,
    NAMES_ON_REQUEST,
    artifacts,
    default_registry,
    with_options,
)
from tbh_model.testing._canary_series import CANARY_AT, EVERY, MarkedContent, picture, series
from tbh_model.testing._leaks import Canaries, marks_in


@frozen(kw_only=True)
class Everything:
    """A third-party exporter that prints all that it is given, in every way that it can."""

    info: ClassVar = tbh.ExporterInfo(name="everything", channel=Channel.WEB, summary="All of it")

    def export(self, release: tbh.Release, /) -> Iterable[Artifact]:
        data = json.dumps(attrs.asdict(release, recurse=True), default=repr, ensure_ascii=False)
        yield Artifact.text("all/release.json", data)
        yield Artifact.text("all/series.json", tbh.dumps(release.series))
        yield Artifact(
            path="all/base64", media_type="text/plain", body=base64.b64encode(data.encode())
        )
        yield Artifact.text("all/quoted", quote(data))
        yield Artifact.text("all/escaped.html", html.escape(data))
        yield Artifact(path="all/pickle", media_type="application/x", body=pickle.dumps(release))
        for edition in release.series.editions:
            for part in tbh.outline(release.series, edition):
                yield Artifact.text(f"all/{edition.slug}/{type(part).__name__}", repr(part))
            for response in edition.responses:
                yield Artifact.text(f"all/{edition.slug}/{response.id}.txt", str(response))
        for therapist in release.series.therapists:
            yield Artifact.text(f"all/people/{therapist.id}.txt", str(therapist))


CHANNELS = (*EVERY, *tbh.AIChannel)
"""Those of people, and those of machines."""


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> MarkedContent:
    return MarkedContent(tmp_path_factory.mktemp("content"), Canaries(), CHANNELS)


@pytest.fixture(scope="module")
def marked(content: MarkedContent) -> tbh.Series:
    """Written into files and loaded again: so do the comments and private lines of files count."""
    made = series(content)
    tbh.save(made, content.folder)
    return tbh.load(content.folder)


EXPORTERS = {
    name: with_options(default_registry().get(name), {})
    for name in (*BUILT_IN_NAMES, *NAMES_ON_REQUEST)
} | {"everything": Everything()}
WITHOUT_EDITIONS = {"headers", "opml", "sitemap"}
"""They say which pages and feeds there are, and nothing of what is in them."""


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("name", EXPORTERS)
def test_no_mark_of_what_may_not_go_out_is_in_any_byte(
    content: MarkedContent, marked: tbh.Series, name: str, channel: str
) -> None:
    """Any exporter, also a third-party one, on any channel, in any encoding."""
    released = tbh.release(marked, channel, CANARY_AT)
    leaks = {
        artifact.path: found
        for artifact in artifacts(EXPORTERS[name], released)
        if (found := content.canaries.leaks(channel, artifact.path, artifact.body))
    }

    assert leaks == {}


@pytest.mark.parametrize("name", sorted(EXPORTERS.keys() - WITHOUT_EDITIONS))
def test_what_may_go_out_is_found(content: MarkedContent, marked: tbh.Series, name: str) -> None:
    """Or looking for marks would prove nothing."""
    channel = EXPORTERS[name].info.channel
    released = tbh.release(marked, channel, CANARY_AT)
    found = {
        mark
        for artifact in artifacts(EXPORTERS[name], released)
        for mark in marks_in(artifact.body)
    }
    seen = {content.canaries.marks[mark][0] for mark in found}

    assert {"quote of named", "quote of hidden", "prompt of the edition"} <= seen


def test_every_mark_is_in_the_source(content: MarkedContent, marked: tbh.Series) -> None:
    """None is missing because it was lost before the gate."""
    source = tbh.dumps(marked).encode()
    images = b"".join(file.read_bytes() for file in (content.folder / "images").iterdir())

    names = b"\n".join(file.name.encode() for file in (content.folder / "images").iterdir())
    lost = set(content.canaries.marks) - marks_in(source + names) - marks_in(images)
    assert {content.canaries.marks[mark][0] for mark in lost} == set()


def test_a_build_leaves_no_mark_in_the_folder(
    content: MarkedContent, marked: tbh.Series, tmp_path: Path
) -> None:
    """Nor in its manifest, nor after an earlier build for everybody."""
    open_to_all = evolve(
        marked,
        rights=tbh.RightsPolicy(),
        editions=tuple(
            evolve(
                edition,
                status=EditionStatus.READY,
                published=datetime(2026, 5, 1, 9, tzinfo=UTC),
                embargo_until=None,
                expires=None,
                responses=tuple(
                    evolve(each, consents=(), approval=None, attribution=Attribution.FULL)
                    for each in edition.responses
                ),
            )
            for edition in marked.editions
        ),
        therapists=tuple(evolve(each, former_names=()) for each in marked.therapists),
    )
    tbh.publish(open_to_all, tmp_path, CANARY_AT, ["html"])
    report = tbh.publish(marked, tmp_path, CANARY_AT, ["html"])
    files = [file for file in tmp_path.rglob("*") if file.is_file()]

    assert report.removed
    assert {
        file.name: found
        for file in files
        if (found := content.canaries.leaks("web", file.name, file.read_bytes()))
    } == {}


@pytest.mark.parametrize(
    "encode",
    [
        lambda mark: mark.upper().encode(),
        lambda mark: html.escape("".join(f"&#{ord(each)};" for each in mark)).encode(),
        lambda mark: "".join(f"%{ord(each):02X}" for each in mark).encode(),
        lambda mark: "".join(f"\\u{ord(each):04x}" for each in mark).encode(),
        lambda mark: base64.b64encode(f"a{mark}bc".encode()),
        lambda mark: b"x" + base64.urlsafe_b64encode(f"\xff\xff{mark}".encode()),
        lambda mark: f"{mark[:5]}=\r\n{mark[5:]}".encode(),
        lambda mark: mark.encode("utf-16-le"),
        lambda mark: picture("")[:33] + zlib.compress(mark.encode()),
    ],
    ids=["capitals", "html", "url", "json", "base64", "base64url", "mail", "utf-16", "png"],
)
def test_a_mark_is_found_in_any_encoding(encode: Any) -> None:
    """What looks for leaks can see them."""
    canaries = Canaries()
    mark = canaries.mark("something")

    assert canaries.leaks("web", "a.txt", encode(mark)) == ["something"]
    assert canaries.leaks("web", f"{mark}.txt", b"") == ["something"]


def test_everywhere_is_every_channel() -> None:
    """A new channel is looked at, too."""
    assert frozenset(EVERYWHERE) == frozenset(Channel)

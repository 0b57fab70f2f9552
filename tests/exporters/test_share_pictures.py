"""Pictures for previews: an exporter draws them, and each page of the site shows one."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import ClassVar

from attrs import evolve, frozen
from lxml import html

import tbh_model as tbh
from small import AT, edition, series
from tbh_model.exporters import PictureMaker, SharePicture, connect_exporters

ROOT = "https://example.org/small/"
DRAWN: list[str] = []
OWN = tbh.Image(src="https://example.org/a.png")


@frozen(kw_only=True)
class Painter:
    """Draws nothing but names."""

    info: ClassVar = tbh.ExporterInfo(
        name="painter", channel=tbh.Channel.SOCIAL, summary="Pictures"
    )
    ink: str = "black"

    def export(self, release: tbh.Release, /) -> Iterable[tbh.Artifact]:
        return ()

    def share_pictures(
        self,
        release: tbh.Release,
        edition: tbh.Edition | None = None,
        response: tbh.Response | None = None,
        /,
    ) -> Sequence[SharePicture]:
        title = release.series.title if edition is None else edition.title
        name = "series" if edition is None else edition.slug
        artifact = tbh.Artifact.lazy(
            f"pictures/{name}.png", "image/png", draw, title, self.ink, depends_on=(title,)
        )
        return (SharePicture(artifact=artifact, alt=title, width=1200, height=630),)


def draw(title: str, ink: str) -> bytes:
    DRAWN.append(title)
    return f"{title} in {ink}".encode()


def files(made: tbh.Series, maker: PictureMaker | None) -> dict[str, bytes]:
    exporter = tbh.HTML(pictures=maker)
    return {artifact.path: artifact.body for artifact in tbh.export(made, exporter, at=AT)}


def properties(page: bytes) -> dict[str, str]:
    metas = html.fromstring(page).xpath("//meta[@property or @name='twitter:card']")
    return {meta.get("property") or meta.get("name"): meta.get("content") for meta in metas}


def pages(made: dict[str, bytes]) -> Iterator[tuple[str, dict[str, str]]]:
    return ((path, properties(body)) for path, body in made.items() if path.endswith(".html"))


def test_no_page_is_shared_without_a_picture() -> None:
    """An edition has its own one, at its former addresses too, and any other that of the series."""
    made = series(editions=(edition(former_urls=(f"{ROOT}editions/waiting/",), tags=("a",)),))

    found = files(made, Painter())
    images = {path: seen["og:image"] for path, seen in pages(found)}

    own = f"{ROOT}pictures/patience.png"
    assert images.pop("editions/patience/index.html") == own
    assert images.pop("editions/waiting/index.html") == own
    assert len(images) >= 6
    assert set(images.values()) == {f"{ROOT}pictures/series.png"}
    assert {seen["twitter:card"] for _, seen in pages(found)} == {"summary_large_image"}
    assert found["pictures/patience.png"] == b"What is patience for? in black"


def test_a_page_says_what_its_picture_is() -> None:
    """Type, size and words."""
    seen = properties(files(series(), Painter())["editions/patience/index.html"])

    assert {name: text for name, text in seen.items() if name.startswith("og:image:")} == {
        "og:image:type": "image/png",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": "What is patience for?",
    }


def test_a_picture_of_the_author_is_preferred() -> None:
    """No other is drawn; but no network shows a drawing in SVG."""
    drawing = evolve(OWN, src="https://example.org/a.svg")
    made = series(image=OWN, editions=(edition(image=OWN), edition("b", image=drawing)))

    found = files(made, Painter())

    assert properties(found["editions/patience/index.html"])["og:image"] == OWN.src
    assert properties(found["editions/b/index.html"])["og:image"] == f"{ROOT}pictures/b.png"
    assert [path for path in found if path.startswith("pictures/")] == ["pictures/b.png"]


def test_without_an_exporter_of_pictures_nothing_changes() -> None:
    """Nor is there a picture on any page."""
    found = files(series(), None)

    assert [path for path, seen in pages(found) if "og:image" in seen] == []
    assert found == {each.path: each.body for each in tbh.export(series(), tbh.HTML(), at=AT)}


def test_a_build_passes_the_exporter_of_pictures_on() -> None:
    """Unless the site has another one by hand."""
    painter, by_hand = Painter(), tbh.HTML(pictures=Painter(ink="red"))

    site, kept, rss, _ = connect_exporters([tbh.HTML(), by_hand, tbh.RSS(), painter])

    assert site == tbh.HTML(pictures=painter)
    assert kept is by_hand
    assert rss == tbh.RSS()


def test_a_picture_is_drawn_again_only_if_it_changes(tmp_path: Path) -> None:
    """And so is each page that shows another one."""

    def build(title: str, ink: str = "black") -> list[str]:
        DRAWN.clear()
        made = series(title=title, folder=tmp_path / "content")
        exporters = (tbh.HTML(), Painter(ink=ink))
        tbh.publish(made, tmp_path / "site", AT, exporters, cache=True)
        return [*DRAWN]

    assert build("Small Talk") == ["Small Talk", "What is patience for?"]
    assert build("Small Talk") == []
    assert build("Large Talk") == ["Large Talk"]
    assert build("Large Talk", ink="red") == ["Large Talk", "What is patience for?"]
    page = (tmp_path / "site/editions/patience/index.html").read_bytes()
    assert properties(page)["og:image"] == f"{ROOT}pictures/patience.png"

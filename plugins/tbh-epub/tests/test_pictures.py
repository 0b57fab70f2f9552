from pathlib import Path

import pytest

import talk
import tbh_model as tbh
from reader import AT, Book, book, select, words
from tbh_epub import EPUB, CoverError


def test_a_picture_of_the_content_folder_is_in_the_book(tmp_path: Path) -> None:
    """Its bytes are those of the file."""
    place = talk.folder(tmp_path, a_png=talk.PNG)
    image = tbh.Image(src="images/a.png", alt="A dot", caption="One dot.", credit="Bo")
    made = book(talk.series(talk.edition("tea", image=image), folder=place))
    (figure,) = select(made.edition("tea"), "//h:figure[@class='picture']")

    assert select(figure, "h:img/@src | h:img/@alt") == ["images/1.png", "A dot"]
    assert words(figure) == "One dot. Image: Bo"
    assert made.archive.read("EPUB/images/1.png") == talk.PNG
    assert made.manifest["image-1"] == ("EPUB/images/1.png", "image/png")
    assert made.said("schema:accessMode") == ["textual", "visual"]
    assert "alternativeText" in made.said("schema:accessibilityFeature")


@pytest.mark.parametrize("src", ["https://example.org/a.png", "images/gone.png", "images/a.avif"])
def test_a_picture_that_cannot_be_in_the_book_leaves_its_description(
    src: str, tmp_path: Path
) -> None:
    """One on the web, one that is not there, one that reading systems need not know."""
    place = talk.folder(tmp_path, a_avif=b"....ftypavif")
    image = tbh.Image(src=src, alt="A dot on a line")
    text = tbh.markdown(f"See ![a dot in a text]({src})!")
    made = book(talk.series(talk.edition("tea", image=image, introduction=text), folder=place))
    page = made.edition("tea")

    assert select(page, "//h:img") == []
    assert "A dot on a line" in words(page)
    assert "See a dot in a text!" in words(page)


def test_the_bytes_say_what_a_picture_is(tmp_path: Path) -> None:
    """A name may lie, and a reading system would not show it."""
    made = book(talk.awkward(tmp_path))

    assert _kinds(made) == {
        "images/1.svg": "image/svg+xml",
        "images/2.png": "image/png",
        "images/3.gif": "image/gif",
        "images/4.svg": "image/svg+xml",
    }


def test_a_drawing_that_does_more_than_draw_stays_out(tmp_path: Path) -> None:
    """Scripts, pictures from elsewhere, broken files; what it says is said."""
    page = book(talk.awkward(tmp_path)).edition("_c9_mile_5f__7e_x")

    for name in ("bad.svg", "out.svg", "broken.svg"):
        assert f" {name} " in words(page)


def test_a_document_type_is_taken_off_a_drawing(tmp_path: Path) -> None:
    """It may bring entities, and names files on the web."""
    made = book(talk.awkward(tmp_path))

    assert b"DOCTYPE" not in made.archive.read("EPUB/images/4.svg")


def test_a_picture_that_may_move_is_an_unknown_hazard(tmp_path: Path) -> None:
    """Nobody looked whether it flashes."""
    place = talk.folder(tmp_path, a_gif=talk.GIF)
    image = tbh.Image(src="images/a.gif", alt="Dots")
    made = book(talk.series(talk.edition("tea", image=image), folder=place))

    assert made.said("schema:accessibilityHazard") == ["unknown"]


def test_the_image_of_the_series_is_the_cover(tmp_path: Path) -> None:
    """It has a page of its own at the front, and thumbnails show it."""
    place = talk.folder(tmp_path, a_png=talk.PNG)
    image = tbh.Image(src="images/a.png", alt="Two chairs")
    made = book(talk.series(talk.edition("tea"), image=image, folder=place))

    assert made.spine[0] == "cover.xhtml"
    assert made.find("o:manifest/o:item[@properties='cover-image']/@href") == ["images/1.png"]
    assert select(made.page("cover.xhtml"), "//h:img/@alt") == ["Two chairs"]


def test_a_cover_can_be_chosen(tmp_path: Path) -> None:
    """The image of the series is then not shown."""
    place = talk.folder(tmp_path, a_png=talk.PNG, b_svg=talk.SVG)
    made = book(
        talk.series(talk.edition("tea"), image=tbh.Image(src="images/a.png"), folder=place),
        EPUB(cover=tbh.Image(src="images/b.svg")),
    )

    assert _kinds(made) == {"images/1.svg": "image/svg+xml"}
    assert select(made.page("cover.xhtml"), "//h:img/@alt") == ["Cover"]


@pytest.mark.parametrize(
    ("src", "found"),
    [
        ("https://example.org/a.png", "does not lie in the content folder; put it into"),
        ("images/gone.png", "is no image that a book can hold; give a JPEG, PNG"),
    ],
)
def test_a_cover_that_cannot_be_is_an_error(src: str, found: str, tmp_path: Path) -> None:
    """It was asked for by name, so nothing takes its place in silence."""
    made = talk.series(talk.edition("tea"), folder=talk.folder(tmp_path))
    cover = tbh.Image(src=src)

    with pytest.raises(CoverError, match=f"the cover '{src}' {found}"):
        tbh.export(made, EPUB(cover=cover), at=AT)


def _kinds(made: Book) -> dict[str, str]:
    return {
        path.removeprefix("EPUB/"): kind
        for path, kind in made.manifest.values()
        if kind.startswith("image/")
    }

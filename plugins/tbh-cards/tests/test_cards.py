"""Cards: which there are, what stands on them, and what may not."""

import io
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from PIL import Image as PillowImage, ImageChops

import tbh_model as tbh
from panel import AT, QUOTE, consent, edition, response, series, therapist
from tbh_cards import CardFormat, Cards
from tbh_cards._design import LANDSCAPE, PORTRAIT, SQUARE, Canvas, Card, Colours, Design
from tbh_cards._svg import png
from tbh_model.exporters import connect_exporters, export

COLOURS = Colours(paper="#ffffff", ink="#000000", accent="#a3341c")
SENTENCE = "She said what she had done, she said it without a “but”, and then she waited. "
LANDSCAPE_ALONE = Cards(formats=frozenset({CardFormat.LANDSCAPE}), svg=False)


def files(made: tbh.Series, exporter: Any = None) -> dict[str, bytes]:
    exporter = LANDSCAPE_ALONE if exporter is None else exporter
    return {artifact.path: artifact.body for artifact in export(made, exporter, at=AT)}


def card(words: str = f"“{QUOTE}”", **fields: Any) -> Card:
    given = {"language": "en", "head": "Small Talk", "name": "Kit", "source": "How Late?"}
    return Card(words=words, **{**given, **fields})


def ink_box(svg: str, colour: str | None = None) -> tuple[int, int, int, int] | None:
    """Return left, top, right and bottom of what is not paper, or of one colour."""
    image = PillowImage.open(io.BytesIO(png(svg))).convert("RGB")
    if colour is None:
        paper = PillowImage.new("RGB", image.size, "white")
        return ImageChops.difference(image, paper).getbbox()
    other = PillowImage.new("RGB", image.size, colour)
    difference = ImageChops.difference(image, other).convert("L")
    return difference.point([255, *([0] * 255)]).getbbox()


def picture(colour: str) -> bytes:
    body = io.BytesIO()
    PillowImage.new("RGB", (60, 80), colour).save(body, "PNG")
    return body.getvalue()


def test_each_quote_has_a_card_in_each_format() -> None:
    """As PNG and SVG, with its words beside it; and so has the edition."""
    found = files(series(), Cards())
    sizes = ("1080x1080", "1080x1350", "1200x630")

    for name in ("cards/lateness", "cards/lateness/r-1"):
        assert {path for path in found if re.match(rf"{name}[-.]", path)} == {
            f"{name}.txt",
            *(f"{name}-{size}.{ending}" for size in sizes for ending in ("png", "svg")),
        }
    for size in sizes:
        image = PillowImage.open(io.BytesIO(found[f"cards/lateness/r-1-{size}.png"]))
        assert f"{image.width}x{image.height}" == size
    alt = "“I say how late I am, in minutes.” · Danylo Wasylkiw · How Late Is Late? · Small Talk"
    assert found["cards/lateness/r-1.txt"].decode() == f"{alt}\n"
    assert f"<title>{alt}</title>" in found["cards/lateness/r-1-1200x630.svg"].decode()
    assert found["cards/lateness.txt"].decode().startswith("What do you say when you are late?")


def test_only_what_may_go_out_is_drawn() -> None:
    """Neither words nor names that social networks may not have are in any byte."""
    answers = (
        response(1, quote="Everybody may read this."),
        response(2, quote="WEBONLY words.", consents=(consent("web"),)),
        response(3, quote="A role alone.", attribution=tbh.Attribution.ROLE),
    )
    people = (therapist(1), therapist(2, name="Wanda Webonly"), therapist(3, role="Counsellor"))
    found = files(series(edition(*answers), therapists=people), Cards(svg=True))
    everything = b" ".join((*found.values(), *(path.encode() for path in found)))

    assert b"Everybody may read this." in everything
    assert b"Counsellor" in everything
    for secret in (b"WEBONLY", b"Webonly", b"Kit Larch", b"r-2"):
        assert secret not in everything


@pytest.mark.parametrize("canvas", [LANDSCAPE, SQUARE, PORTRAIT], ids=lambda canvas: canvas.name)
@pytest.mark.parametrize("length", [20, 80, 160, 400, 900, 3000])
def test_words_of_any_length_fit(canvas: Canvas, length: int) -> None:
    """Within the margins but for the mark that hangs, and above the name."""
    words = (SENTENCE * 40)[:length].strip()
    svg = Design(card=card(f"“{words}”"), canvas=canvas, colours=COLOURS).draw("")

    left, top, right, bottom = ink_box(svg) or (0, 0, 0, 0)
    assert left >= canvas.margin * 0.3
    assert top >= canvas.margin * 0.7
    assert right <= canvas.width - canvas.margin * 0.9
    assert canvas.height - canvas.margin * 1.3 <= bottom <= canvas.height - canvas.margin * 0.9


def test_short_words_are_larger() -> None:
    """As large as the space allows."""

    def height(words: str) -> float:
        design = Design(card=card(words), canvas=SQUARE, colours=COLOURS)
        return design._largest(600).lines[0].size

    assert height("Late.") == SQUARE.largest
    assert SQUARE.largest > height(SENTENCE) > height(SENTENCE * 3) > height(SENTENCE * 5)
    assert height(SENTENCE * 5) >= 30


def test_the_opening_mark_hangs_in_the_margin() -> None:
    """In the colour of the accent, so that the letters are in line."""
    svg = Design(card=card(head=" "), canvas=LANDSCAPE, colours=COLOURS).draw("")
    _, _, right, _ = ink_box(svg, COLOURS.accent) or (0, 0, 0, 0)
    left, *_ = ink_box(svg, COLOURS.ink) or (0, 0, 0, 0)

    assert 0 < right <= LANDSCAPE.margin + 2
    assert abs(left - LANDSCAPE.margin) < 8


def test_a_card_in_arabic_begins_on_the_right() -> None:
    """Name and portrait too."""
    arabic = card("«قالت ما فعلته.»", language="ar", name="دانة", source="متى", head="حديث")
    svg = Design(card=arabic, canvas=LANDSCAPE, colours=COLOURS).draw("")
    left, _, right, _ = ink_box(svg, COLOURS.ink) or (0, 0, 0, 0)

    assert abs(right - (LANDSCAPE.width - LANDSCAPE.margin)) < 12
    assert left > LANDSCAPE.margin


@pytest.mark.parametrize(
    ("attribution", "shown"),
    [(tbh.Attribution.FULL, True), (tbh.Attribution.FIRST_NAME, False)],
)
def test_a_face_is_shown_only_with_the_full_name(
    attribution: tbh.Attribution,
    shown: bool,  # noqa: FBT001 - as the parametrization gives it
) -> None:
    """On the card of the quote, and on that of the edition."""
    portrait = tbh.Image(src="images/kit.png")
    people = (therapist(1, portrait=portrait),)
    made = series(edition(response(attribution=attribution)), therapists=people)
    given = {"images/kit.png": picture("#00ff00")}

    for exporter, expected in (
        (LANDSCAPE_ALONE, shown),
        (evolve(LANDSCAPE_ALONE, faces=False), False),
    ):
        for artifact in tbh.export(made, exporter, at=AT, images=given):
            if artifact.path.endswith(".png"):
                image = PillowImage.open(io.BytesIO(artifact.body)).convert("RGB")
                colours = {colour for _, colour in image.getcolors(2**24) or ()}
                assert ((0, 255, 0) in colours) is expected


def test_a_portrait_elsewhere_is_not_fetched() -> None:
    """The card is drawn without it."""
    portrait = tbh.Image(src="https://example.org/kit.png")

    assert files(series(therapists=(therapist(1, portrait=portrait),)))


def test_an_answer_without_a_quote_has_a_card() -> None:
    """Of its beginning, without quotation marks."""
    answer = tbh.markdown("Long *words*. " * 60)
    found = files(series(edition(response(quote=None, answer=answer))))
    text = found["cards/lateness/r-1.txt"].decode()

    assert text.startswith("Long words. Long words.")
    assert "…" in text
    assert len(text) < 400


@pytest.mark.parametrize(("option", "colour"), [("ink", "#c0c0c0"), ("accent", "#ffd700")])
def test_colours_that_cannot_be_read_are_refused(option: str, colour: str) -> None:
    """With the contrast that they have."""
    with pytest.raises(ValueError, match=rf"`{option}` cannot be read on `paper`: .* 1; at least"):
        Cards(**{option: colour})


def test_a_missing_character_is_a_problem_of_the_content() -> None:
    """The card is not drawn, and the error says which character it is."""
    made = series(edition(response(quote="A \U00012000 of clay.")))

    with pytest.raises(tbh.TBHError, match=r"no font has 𒀀 \(U\+12000\) of the card"):
        files(made)
    (warning,) = tbh.export(made, Cards(), at=AT).warnings
    assert (warning.code, warning.path) == ("TBH449", "e-1.responses")
    assert "𒀀 (U+12000)" in warning.message


def test_a_font_of_the_content_folder_comes_first(tmp_path: Path) -> None:
    """A missing one is named."""
    fonts = Path(sys.modules["tbh_cards"].__file__ or "").parent / "fonts"
    (tmp_path / "brand.ttf").write_bytes((fonts / "Amiri.ttf").read_bytes())
    made = series(folder=tmp_path)
    path = "cards/lateness/r-1-1200x630.png"

    branded = files(made, evolve(LANDSCAPE_ALONE, fonts=("brand.ttf",)))

    assert branded[path] != files(made)[path]
    with pytest.raises(tbh.TBHError, match=r"no font `none\.ttf`"):
        files(made, evolve(LANDSCAPE_ALONE, fonts=("none.ttf",)))


@pytest.mark.parametrize("font", ["../brand.ttf", "/etc/brand.ttf", ".hidden/a.ttf", "a.woff2"])
def test_a_font_elsewhere_is_refused(font: str) -> None:
    with pytest.raises(tbh.InvalidValueError, match="a font of the content folder"):
        Cards(fonts=(font,))


def test_a_page_is_shared_with_its_picture() -> None:
    """Drawn from what the web may have: the question, and who answered it there."""
    site, _ = connect_exporters([tbh.HTML(), Cards()])
    made = series(edition(response(consents=(consent("web"),))))
    found = files(made, site)
    pages = [body.decode() for path, body in found.items() if path.endswith(".html")]

    own = 'content="https://example.org/small/cards-web/lateness-1200x630.png"'
    assert own in found["editions/lateness/index.html"].decode()
    assert all('content="summary_large_image"' in page for page in pages)
    assert found["cards-web/lateness-1200x630.png"].startswith(b"\x89PNG")
    assert found["cards-web-1200x630.png"].startswith(b"\x89PNG")
    assert files(made) == {}  # nothing of it may be on a card


def test_the_pictures_of_a_response_are_those_that_are_written() -> None:
    """For exporters that show them: landscape first, with the same words."""
    release = tbh.release(series(), channel="social", at=AT)
    (one,) = release.series.editions
    pictures = Cards().share_pictures(release, one, one.responses[0])

    assert [each.artifact.path for each in pictures] == [
        f"cards/lateness/r-1-{size}.png" for size in ("1200x630", "1080x1350", "1080x1080")
    ]
    assert {each.alt for each in pictures} == {
        files(series())["cards/lateness/r-1.txt"].decode().strip()
    }


def test_cards_are_not_drawn_again_while_nothing_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And one alone when its words change."""
    drawn: list[str] = []
    from tbh_cards import _drawing

    def draw(svg: str) -> bytes:
        drawn.append(svg)
        return b"\x89PNG"

    monkeypatch.setattr(_drawing, "png", draw)

    def build(quote: str) -> int:
        drawn.clear()
        made = series(edition(response(quote=quote), response(2)), folder=tmp_path / "content")
        exporters = (tbh.HTML(), LANDSCAPE_ALONE)
        tbh.publish(made, tmp_path / "site", AT, exporters, cache=True)
        return len(drawn)

    assert build("One.") == 5  # two quotes, their edition, and the pictures of the site
    assert build("One.") == 0
    assert build("Another.") == 1


def test_a_drawing_is_the_same_in_every_process() -> None:
    """Byte for byte."""
    program = (
        "from hashlib import sha256; from test_cards import *; from tbh_cards._svg import png;"
        "svg = Design(card=card(SENTENCE), canvas=SQUARE, colours=COLOURS).draw('alt');"
        "print(sha256(svg.encode()).hexdigest(), sha256(png(svg)).hexdigest())"
    )
    path = [str(Path(__file__).parent), *sys.path]
    run = [sys.executable, "-c", f"import sys; sys.path[:0] = {path!r}; {program}"]
    outputs = {subprocess.run(run, capture_output=True, check=True).stdout for _ in range(2)}

    assert len(outputs) == 1
    assert len(outputs.pop()) == 130

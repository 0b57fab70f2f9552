"""Drawings do nothing but show: what does more is refused by element and line."""

from pathlib import Path

import pytest

import tbh_model as tbh
from small_folder import EDITION, SERIES, THERAPIST, write
from tbh_model.content import ContentError, read_image
from tbh_model.content._image_files import PictureError
from tbh_model.content._svg import strip_svg

NAMES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def drawing(body: str) -> bytes:
    return f"<svg {NAMES}>\n<g>{body}</g></svg>".encode()


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<script>alert(1)</script>", "holds <script>"),
        ("<script href='x.js'/>", "holds <script>"),
        ("<rect onload='x()'/>", "has `onload` on <rect>"),
        ("<rect onClick='x()'/>", "has `onClick` on <rect>"),
        ("<a href='javascript:alert(1)'/>", "has <a> lead to `javascript:alert(1)`"),
        ("<a href=' java&#10;script:alert(1)'/>", "has <a> lead to"),
        ("<a xlink:href='data:text/html,x'/>", "has <a> lead to `data:text/html,x`"),
        ("<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'/></foreignObject>", "holds <fore"),
        ("<image href='https://e.example/x.png'/>", "has <image> lead to"),
        ("<image href='//e.example/x.png'/>", "has <image> lead to"),
        ("<image href='data:image/svg+xml;base64,AAAA'/>", "has <image> lead to"),
        ("<use href='https://e.example/x.svg#a'/>", "has <use> lead to"),
        ("<use xlink:href='other.svg#a'/>", "has <use> lead to"),
        ("<feImage href='https://e.example/x.png'/>", "holds <feImage>"),
        ("<style>@import url(x.css);</style>", "has `@import` in `style`"),
        ("<style>rect { fill: url(https://e.example/x#a) }</style>", "which is fetched"),
        ("<style>@font-face { src: url('https://e.example/f.woff2') }</style>", "which is fetched"),
        ("<style>rect { fill: \\75rl(https://e.example/) }</style>", "has `\\` in `style`"),
        ("<style>rect { fill: ur/**/l(x) } @im/**/port 'x'</style>", "has `@import` in `style`"),
        ("<rect style='background: url(//e.example/x)'/>", "which is fetched"),
        ("<rect fill='url(https://e.example/x#a)'/>", "which is fetched"),
        ("<rect style='-moz-binding: url(#a)'/>", "has `-moz-binding` in `style`"),
        ("<set attributeName='href' to='javascript:alert(1)'/>", "holds <set> that changes `href`"),
        ("<animate attributeName='xlink:href' values='x'/>", "that changes `href`"),
        ("<animate attributeName='onload' to='x'/>", "that changes `onload`"),
        ("<rect xml:base='https://e.example/'/>", "has `base` on <rect>"),
        (
            "<x:include xmlns:x='http://www.w3.org/2001/XInclude' href='/etc/passwd'/>",
            "holds <incl",
        ),
        ("<x:script xmlns:x='http://www.w3.org/1999/xhtml'>x</x:script>", "holds <script>"),
        ("<handler xmlns:ev='http://www.w3.org/2001/xml-events' ev:event='load'/>", "holds <handl"),
        ("<rect ev:event='load' xmlns:ev='http://www.w3.org/2001/xml-events'/>", "has `event` on"),
        ("<?xml-stylesheet href='x.css'?>", "has an instruction to programs, <?xml-stylesheet?>"),
    ],
)
def test_what_does_more_than_show_is_refused(tmp_path: Path, body: str, found: str) -> None:
    """By the element and its line; nothing of it is published."""
    write(tmp_path, "series.yaml", SERIES)
    write(tmp_path, "therapists/t-1.yaml", THERAPIST)
    write(tmp_path, "editions/patience.yaml", EDITION + "image: {src: images/a.svg, alt: A.}\n")
    write(tmp_path, "images/a.svg", drawing(body))

    (problem,) = tbh.check(tmp_path)
    with pytest.raises(ContentError) as caught:
        read_image(tmp_path, "images/a.svg")

    assert (problem.code, problem.line, problem.severity) == ("TBH425", 15, tbh.Severity.ERROR)
    assert found in problem.message
    assert "(line 2)" in problem.message
    assert (caught.value.problems[0].file, caught.value.problems[0].line) == ("images/a.svg", 2)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (
            f'<!DOCTYPE svg [<!ENTITY a "b">]><svg {NAMES}>&a;</svg>'.encode(),
            "holds an entity",
        ),
        (
            (
                f'<!DOCTYPE svg [<!ENTITY a "javascript:x">]><svg {NAMES}><a href="&a;"/></svg>'
            ).encode(),
            "has <a> lead to `javascript:x`",
        ),
        (b'<?xml version="1.0" encoding="koi8-r"?><svg/>', "is in the encoding koi8-r"),
        (b"<html/>", "is no SVG: its first element is another"),
        (b"<svg><g>", "is not well-formed"),
        (b"\x1f\x8b\x08\0\0", "is not well-formed"),
        (b"", "is not well-formed"),
        (b"<svg>" + b"<g>" * 1000, "is not well-formed: Excessive depth"),
        (b"<svg>&nothing;</svg>", "is not well-formed"),
        (b"<svg>" + b" " * 2**23 + b"</svg>", "is larger than 8 MB"),
    ],
)
def test_what_cannot_be_read_safely_is_refused(data: bytes, found: str) -> None:
    """Nothing is fetched, nothing is expanded, and no document is too deep or too large."""
    with pytest.raises(PictureError, match=found):
        strip_svg(data)


@pytest.mark.parametrize(
    "body",
    [
        "<path d='M0 0h9' fill='none' stroke-width='2' data-name='a' aria-hidden='true'/>",
        "<image href='data:image/png;base64,AAAA' width='9'/><use href='#a'/>",
        "<linearGradient id='a'><stop offset='0'/></linearGradient><rect fill='url(#a)'/>",
        "<style>rect { fill: url('#a') } @media (max-width: 9px) { rect { fill: red } }</style>",
        "<style>@font-face { src: url(data:font/woff2;base64,AA) }</style>",
        "<a href='https://h.example/'><text>Words &amp; more.</text></a>",
        "<animate attributeName='x' to='1'/><animateTransform attributeName='transform'/>",
        "<filter id='f'><feGaussianBlur stdDeviation='2'/></filter><text xml:space='preserve'/>",
    ],
)
def test_what_shows_stays_byte_for_byte(body: str) -> None:
    """Shapes, colours, words, links, motion, and pictures that are written in."""
    assert strip_svg(drawing(body)) == drawing(body)


def test_a_plain_document_type_stays() -> None:
    """As many programs write it; nothing fetches it."""
    data = b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd">' + drawing("<rect/>")

    assert strip_svg(data) == data


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_that_declares_goes(encoding: str) -> None:
    """Browsers would give attributes to elements by it."""
    declared = '[<!ENTITY a "b"><!ATTLIST svg onload CDATA "x">]'
    data = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE svg {declared}><svg {NAMES}/>'

    made = strip_svg(data.encode(encoding))

    assert made.endswith(f"<svg {NAMES}/>".encode())
    assert b"DOCTYPE" not in made
    assert b"onload" not in made


def test_what_a_program_notes_is_left_out() -> None:
    """Its own elements and attributes, comments and metadata; the words around them stay."""
    notes = (
        'xmlns:i="http://www.inkscape.org/namespaces/inkscape" '
        'xmlns:s="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" '
        'i:export-filename="/home/ana/secret.png" s:docname="secret.svg"'
    )
    data = (
        f"<svg {NAMES} {notes}><metadata><x>secret</x></metadata>"
        "<s:namedview><script>secret</script></s:namedview>"
        "<text>one <!-- secret -->two<?xpacket secret?> three</text></svg>"
    ).encode()

    made = strip_svg(data)

    assert b"secret" not in made
    assert b"<text>one two three</text>" in made
    assert strip_svg(made) == made


def test_what_is_noted_outside_the_drawing_is_left_out_too() -> None:
    """Programs write there who made it, and with what."""
    drawn = drawing("<rect/>")

    made = strip_svg(b"<!-- secret -->" + drawn + b"<!-- secret --><?xpacket secret?>")

    assert made.endswith(drawn)
    assert b"secret" not in made


def test_words_behind_a_note_stay_where_they_are() -> None:
    """Whatever stands before it."""
    made = strip_svg(drawing("<text><tspan>one</tspan><!-- secret --> two</text>"))

    assert b"<text><tspan>one</tspan> two</text>" in made

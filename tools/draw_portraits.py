"""Draw the eight portraits of `examples/therapists-being-human`: `python tools/draw_portraits.py`.

The people are invented, and so are their faces. Each portrait is a list of flat shapes on a square
of 480 by 480 units, painted from the back to the front: ground, hair behind, clothes, neck, face,
features, hair before. The shared parts are functions; what makes a person is a value below.
"""

# ruff: noqa: E501  a path is one line of numbers, and breaking it makes it no clearer

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "examples/therapists-being-human/images/portraits"
SIDE = 480
MIDDLE = 240
INK = "#26242c"
CLOSER = '<g transform="translate(-28.8 -57.6) scale(1.12)">'


@dataclass(frozen=True, kw_only=True)
class Skin:
    """Three tones of one skin: light, the side turned away, and the lines drawn on it."""

    light: str
    shade: str
    line: str
    lips: str


@dataclass(frozen=True, kw_only=True)
class Face:
    """The outline of a head and the position of what is in it."""

    half_width: int = 72
    jaw: int = 50
    top: int = 118
    chin: int = 310
    eyes: int = 214
    brow: str = INK
    brow_weight: float = 6
    smile: int = 8
    ears: bool = True


@dataclass(frozen=True, kw_only=True)
class Portrait:
    """One person: a ground, a face, and the shapes that are theirs alone."""

    name: str
    ground: str
    skin: Skin
    face: Face = Face()
    behind: str = ""
    clothes: str
    collar: str = ""
    before: str = ""
    marks: str = ""


def path(d: str, fill: str) -> str:
    """A filled shape."""
    return f'<path fill="{fill}" d="{d}"/>'


def stroke(d: str, colour: str, width: float) -> str:
    """A line with round ends."""
    return (
        f'<path fill="none" stroke="{colour}" stroke-width="{width:g}" stroke-linecap="round"'
        f' stroke-linejoin="round" d="{d}"/>'
    )


def dot(x: float, y: float, radius: float, fill: str) -> str:
    """A small disc."""
    return f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="{fill}"/>'


def shoulders(fill: str, *, width: int = 196, rise: int = 362) -> str:
    """The upper body, from the neck to the lower edge."""
    left, right = MIDDLE - width, MIDDLE + width
    return path(
        f"M{left} 480C{left + 4} 416 {left + 54} 394 {MIDDLE - 62} {rise}"
        f"L{MIDDLE + 62} {rise}C{right - 54} 394 {right - 4} 416 {right} 480Z",
        fill,
    )


def neck(skin: Skin) -> str:
    """The neck, with the shadow that the chin throws on it."""
    column = path("M201 262V344C201 372 216 392 240 392S279 372 279 344V262Z", skin.light)
    shadow = path("M201 290C214 322 262 330 279 290V322C262 348 218 344 201 318Z", skin.shade)
    return column + shadow


def open_collar(skin: Skin, depth: int = 404) -> str:
    """The skin that an open collar shows."""
    return path(f"M192 346L201 334H279L288 346L{MIDDLE} {depth}Z", skin.light)


def round_neck(skin: Skin) -> str:
    """The skin that a round neckline shows."""
    return path("M199 336C200 388 280 388 281 336Z", skin.light)


def right_side(face: Face) -> str:
    """The contour of the face from the crown, down its right side, to the chin."""
    edge = MIDDLE + face.half_width
    return (
        f"C{MIDDLE + 44} {face.top} {edge} {face.top + 34} {edge} {face.eyes - 16}"
        f"C{edge} {face.eyes + 44} {MIDDLE + face.jaw} {face.chin} {MIDDLE} {face.chin}"
    )


def outline(face: Face) -> str:
    """The whole contour of the face."""
    edge = MIDDLE - face.half_width
    return (
        f"M{MIDDLE} {face.top}{right_side(face)}"
        f"C{MIDDLE - face.jaw} {face.chin} {edge} {face.eyes + 44} {edge} {face.eyes - 16}"
        f"C{edge} {face.top + 34} {MIDDLE - 44} {face.top} {MIDDLE} {face.top}Z"
    )


def turned_away(face: Face) -> str:
    """The part of the face that the light does not reach."""
    return (
        f"M{MIDDLE} {face.top}{right_side(face)}"
        f"C{MIDDLE + 26} {face.chin - 22} {MIDDLE + 40} {face.eyes + 50} {MIDDLE + 38} {face.eyes}"
        f"C{MIDDLE + 36} {face.eyes - 40} {MIDDLE + 22} {face.top + 22} {MIDDLE} {face.top}Z"
    )


def ears(face: Face, skin: Skin) -> str:
    """Two ears, half hidden by the face."""
    left, right = MIDDLE - face.half_width, MIDDLE + face.half_width
    return "".join(
        f'<ellipse cx="{x}" cy="{face.eyes + 8}" rx="13" ry="22" fill="{fill}"/>'
        for x, fill in ((left, skin.light), (right, skin.shade))
    )


def features(face: Face, skin: Skin) -> str:
    """Brows, eyes, nose and mouth: as little as will do."""
    eye, brow, mouth = face.eyes, face.eyes - 24, face.eyes + 60
    return "".join(
        (
            stroke(
                f"M{MIDDLE - 44} {brow + 3}Q{MIDDLE - 31} {brow - 5} {MIDDLE - 17} {brow + 2}",
                face.brow,
                face.brow_weight,
            ),
            stroke(
                f"M{MIDDLE + 17} {brow + 2}Q{MIDDLE + 31} {brow - 5} {MIDDLE + 44} {brow + 3}",
                face.brow,
                face.brow_weight,
            ),
            dot(MIDDLE - 30, eye, 5.5, INK),
            dot(MIDDLE + 30, eye, 5.5, INK),
            stroke(
                f"M{MIDDLE + 1} {eye + 4}C{MIDDLE - 2} {eye + 16} {MIDDLE - 10} {eye + 27} {MIDDLE - 6} {eye + 32}Q{MIDDLE} {eye + 36} {MIDDLE + 7} {eye + 33}",
                skin.line,
                4.5,
            ),
            stroke(
                f"M{MIDDLE - 22} {mouth}Q{MIDDLE} {mouth + face.smile * 1.6:g} {MIDDLE + 22} {mouth}",
                skin.lips,
                5.5,
            ),
        )
    )


def split(shapes: str) -> list[str]:
    """One shape a line."""
    return shapes.replace("/><", "/>\n<").splitlines()


def draw(person: Portrait) -> str:
    """The whole portrait as an SVG document."""
    face, skin = person.face, person.skin
    parts = (
        f'<rect width="{SIDE}" height="{SIDE}" fill="{person.ground}"/>',
        person.behind,
        neck(skin),
        person.clothes,
        person.collar,
        ears(face, skin) if face.ears else "",
        path(outline(face), skin.light),
        path(turned_away(face), skin.shade),
        person.marks,
        features(face, skin),
        person.before,
    )
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{SIDE}" height="{SIDE}" viewBox="0 0 {SIDE} {SIDE}">'
    ground, *figure = ("\n".join(split(part)) for part in parts if part)
    return "\n".join((head, ground, CLOSER, *figure, "</g>", "</svg>", ""))


IVORY = Skin(light="#f0cfae", shade="#e2ba95", line="#b98a62", lips="#b25b4e")
FAIR = Skin(light="#eec7ab", shade="#e0b092", line="#bb8263", lips="#b0604f")
ROSY = Skin(light="#f0ccb6", shade="#e3b59c", line="#c08569", lips="#b8624f")
WARM = Skin(light="#e6b995", shade="#d6a37c", line="#a9744f", lips="#a2533f")
OLIVE = Skin(light="#d9a67d", shade="#c79067", line="#966441", lips="#984d3a")
BROWN = Skin(light="#b87d55", shade="#a46b45", line="#764625", lips="#7c3529")
DEEP = Skin(light="#7d4f38", shade="#6b412d", line="#482817", lips="#4f211b")

WIDAD = Portrait(
    name="t-7k2m",
    ground="#e9d3b0",
    skin=WARM,
    face=Face(ears=False, jaw=52, brow_weight=6.5),
    behind=path(
        "M240 84C320 84 346 150 344 226C343 290 360 330 392 372L372 480H108L88 372C120 330 137 290 136 226C134 150 160 84 240 84Z",
        "#2c6a70",
    ),
    clothes=shoulders("#2f2f3d", width=190, rise=380),
    collar=path(
        "M136 250C140 320 156 346 132 392C168 440 312 440 348 392C324 346 340 320 344 250L300 300H180Z",
        "#2c6a70",
    )
    + path(
        "M344 262C340 330 300 372 214 402C176 416 150 410 132 392C190 392 270 356 300 300Z",
        "#23575d",
    )
    + path("M160 400C206 424 252 414 292 400L256 480H196Z", "#2c6a70")
    + stroke("M206 414C214 436 214 456 210 480", "#23575d", 4),
    before='<path fill-rule="evenodd" fill="#357a80" d="M240 84C316 84 346 146 344 226C343 282 318 330 240 334C162 330 137 282 136 226C134 146 164 84 240 84ZM240 132C196 132 171 166 171 216C171 268 200 312 240 312S309 268 309 216C309 166 284 132 240 132Z"/>'
    + path(
        "M240 132C206 132 182 152 174 188C190 154 212 143 240 143S290 154 306 188C298 152 274 132 240 132Z",
        "#23575d",
    )
    + stroke("M154 262C164 300 190 322 226 330", "#23575d", 4),
)

SOLANGE = Portrait(
    name="t-3c9x",
    ground="#b9c9c4",
    skin=ROSY,
    face=Face(half_width=71, jaw=52, ears=False, brow="#a9a4a0", brow_weight=5, smile=10),
    behind=path(
        "M240 96C330 96 348 168 344 236C342 276 336 296 322 306H158C144 296 138 276 136 236C132 168 150 96 240 96Z",
        "#b3b3b5",
    ),
    clothes=shoulders("#d19a2c", width=186),
    collar=path("M194 334C206 352 274 352 286 334L298 368C282 404 198 404 182 368Z", "#b98420"),
    before=path(
        "M240 96C328 96 350 160 345 236C342 280 336 298 322 306C312 290 312 262 312 236C312 212 308 192 298 176C262 188 206 186 186 168C174 186 168 210 168 236C168 262 168 290 158 306C144 298 138 280 135 236C130 160 152 96 240 96Z",
        "#d3d3d3",
    )
    + path(
        "M298 176C318 150 318 122 270 100C326 108 350 160 345 236C342 280 336 298 322 306C312 290 312 262 312 236C312 212 308 192 298 176Z",
        "#c1c1c3",
    )
    + stroke("M236 216Q240 212 244 216", "#a93226", 5)
    + '<circle cx="209" cy="216" r="27" fill="none" stroke="#a93226" stroke-width="5.5"/><circle cx="271" cy="216" r="27" fill="none" stroke="#a93226" stroke-width="5.5"/>',
)

MRINALINI = Portrait(
    name="t-p4wd",
    ground="#e3b7a0",
    skin=BROWN,
    face=Face(half_width=70, jaw=46, brow_weight=6.5),
    behind=path(
        "M240 98C312 98 334 150 330 220C328 250 318 268 300 268H180C162 268 152 250 150 220C146 150 168 98 240 98Z",
        "#241f26",
    )
    + path("M300 262C340 262 352 300 326 322C304 336 282 318 284 292Z", "#241f26"),
    clothes=shoulders("#6b3f5e", width=184),
    collar=path("M192 346L240 424L288 346L306 362L246 456H234L174 362Z", "#e0b24c")
    + open_collar(BROWN, 424),
    before=path(
        "M240 98C316 98 336 156 326 226C316 188 296 156 240 134C184 156 164 188 154 226C144 156 164 98 240 98Z",
        "#2c262e",
    )
    + path("M240 134C212 142 186 160 168 190C176 150 200 116 238 108Z", "#9b969c")
    + dot(168, 250, 6, "#e0b24c")
    + dot(312, 250, 6, "#e0b24c"),
)

KWABENA = Portrait(
    name="t-b81q",
    ground="#e2c377",
    skin=DEEP,
    face=Face(half_width=75, jaw=60, chin=314, brow="#1d1718", brow_weight=7.5),
    clothes=shoulders("#3f6b52", width=204, rise=358),
    collar=open_collar(DEEP)
    + path("M194 338L240 402L286 338L308 364L258 430L240 402L222 430L172 364Z", "#efe8da"),
    marks=path(
        "M165 222C166 280 196 322 240 322S314 280 315 222C310 250 300 262 282 264C268 256 256 254 240 257C224 254 212 256 198 264C180 262 170 250 165 222Z",
        "#2a2224",
    )
    + path(
        "M208 276C214 262 228 264 240 266C252 264 266 262 272 276C266 292 256 296 240 296S214 292 208 276Z",
        DEEP.light,
    )
    + path("M214 300C228 308 252 308 266 300C268 314 256 322 240 322S212 314 214 300Z", "#453c3e"),
    before=path(
        "M240 102C304 102 322 146 316 206C312 176 300 156 278 148C254 141 226 141 202 148C180 156 168 176 164 206C158 146 176 102 240 102Z",
        "#231d1f",
    ),
)

ROWAN = Portrait(
    name="t-m6vz",
    ground="#bccbd8",
    skin=FAIR,
    face=Face(half_width=69, jaw=44, chin=306, brow="#9a4a22", brow_weight=6),
    clothes=shoulders("#4c7a4f", width=178),
    collar=path("M199 340L292 360V480H188V360Z", "#f1ead9")
    + round_neck(FAIR)
    + path("M176 356L202 344L236 480H160Z", "#5b8d5e")
    + path("M304 356L278 344L244 480H320Z", "#41693f"),
    marks="".join(
        dot(x, y, 2.4, "#cf9871")
        for x, y in (
            (196, 238),
            (206, 245),
            (190, 248),
            (216, 237),
            (264, 237),
            (274, 245),
            (284, 238),
            (290, 248),
            (240, 229),
        )
    ),
    before=path(
        "M171 206C166 176 172 158 186 148C172 108 232 82 276 96C318 104 330 142 310 206C310 184 304 170 296 162C262 170 222 160 200 152C184 164 174 180 171 206Z",
        "#b85c2a",
    )
    + path(
        "M200 152C222 160 262 170 296 162C304 170 310 184 310 206C330 142 318 104 276 96C300 122 290 150 250 148C232 147 214 146 200 152Z",
        "#a04d20",
    )
    + dot(171, 238, 4, "#e0b24c"),
)

OTTILIE = Portrait(
    name="t-2hfn",
    ground="#d9b4b0",
    skin=IVORY,
    face=Face(half_width=70, jaw=48, ears=False, brow_weight=5.5),
    behind=path(
        "M240 92C322 92 342 156 340 226C340 290 348 332 352 372H128C132 332 140 290 140 226C138 156 158 92 240 92Z",
        "#1f1d24",
    ),
    clothes=shoulders("#46658c", width=180),
    collar=path("M199 346H281L298 362C304 400 268 440 240 480C212 440 176 400 182 362Z", "#f3ecdd")
    + round_neck(IVORY)
    + path("M201 300C218 330 262 334 279 304V326C262 346 218 346 201 324Z", IVORY.shade),
    before=path(
        "M246 96C324 98 344 160 341 226C341 290 350 334 354 372C330 378 312 372 304 366C316 316 320 262 310 208C312 164 280 142 246 120C206 138 172 160 170 208C160 262 164 316 176 366C168 372 150 378 126 372C130 334 139 290 139 226C136 160 160 94 246 96Z",
        "#27242d",
    )
    + path(
        "M246 96C324 98 344 160 341 226C341 290 350 334 354 372C344 376 334 376 326 375C334 310 338 240 324 184C314 146 280 114 246 96Z",
        "#34303b",
    ),
)

DUARTE = Portrait(
    name="t-w0ru",
    ground="#c3cbb0",
    skin=OLIVE,
    face=Face(half_width=75, jaw=58, top=112, chin=314, brow="#e9e6df", brow_weight=8, smile=7),
    behind=path(
        "M170 150C140 168 140 236 156 262C164 268 174 262 178 250H302C306 262 316 268 324 262C340 236 340 168 310 150Z",
        "#f3f0ea",
    ),
    clothes=shoulders("#7f93a8", width=204, rise=358),
    collar=open_collar(OLIVE)
    + path("M194 338L240 402L286 338L308 364L258 426L240 402L222 426L172 364Z", "#98abbe")
    + stroke("M240 404V480", "#6d8196", 4)
    + path("M128 385L152 376L166 480H140Z", "#6e3b2e")
    + path("M352 385L328 376L314 480H340Z", "#5f3126"),
    marks=stroke("M212 152Q240 146 268 152", OLIVE.shade, 4),
    before=path(
        "M240 254C222 246 198 256 188 282C204 288 226 282 240 272C254 282 276 288 292 282C282 256 258 246 240 254Z",
        "#f3f0ea",
    ),
)

DANYLO = Portrait(
    name="t-9jse",
    ground="#d5c1a0",
    skin=FAIR,
    face=Face(half_width=73, jaw=58, chin=312, brow="#8a6238", brow_weight=7),
    clothes=shoulders("#2d3f5e", width=200, rise=358),
    collar=path("M182 350C192 340 288 340 298 350L304 398C280 414 200 414 176 398Z", "#38507a")
    + stroke("M240 372V452", "#d5c1a0", 5)
    + stroke("M58 446C120 420 180 424 214 430M266 430C300 424 360 420 422 446", "#c9a24a", 9),
    marks=path(
        "M166 220C164 286 190 340 240 342S316 286 314 220C310 246 302 258 286 262C270 252 256 252 240 256C224 252 210 252 194 262C178 258 170 246 166 220Z",
        "#a87844",
    )
    + path(
        "M240 342C290 340 316 286 314 220C310 246 302 258 286 262C282 300 268 330 240 342Z",
        "#946737",
    )
    + path(
        "M212 276C218 264 230 266 240 268C250 266 262 264 268 276C260 286 252 288 240 288S220 286 212 276Z",
        FAIR.shade,
    ),
    before=path(
        "M168 212C160 170 168 106 250 102C318 102 322 168 312 212C310 186 302 168 290 158C256 164 226 158 206 148C184 158 170 180 168 212Z",
        "#a87844",
    )
    + path(
        "M290 158C302 168 310 186 312 212C322 168 318 102 250 102C300 116 306 146 290 158Z",
        "#946737",
    )
    + '<rect x="182" y="197" width="51" height="37" rx="8" fill="none" stroke="#26242c" stroke-width="5.5"/><rect x="247" y="197" width="51" height="37" rx="8" fill="none" stroke="#26242c" stroke-width="5.5"/>'
    + stroke("M233 209Q240 205 247 209", INK, 5),
)

PEOPLE = (WIDAD, SOLANGE, MRINALINI, KWABENA, ROWAN, OTTILIE, DUARTE, DANYLO)


def main() -> None:
    """Write every portrait."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for person in PEOPLE:
        (FOLDER / f"{person.name}.svg").write_text(draw(person), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()

"""A small series, whose parts tests change as they need."""

import base64
from datetime import UTC, date, datetime
from pathlib import Path

import tbh_model as tbh

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="4"/></svg>'


def response(number: int, **fields: object) -> tbh.Response:
    yes = tbh.Consent(uses=frozenset(tbh.Channel), granted=date(2020, 1, 1))
    given = {
        "id": f"r-{number}",
        "therapist": f"t-{number}",
        "quote": f"Words of number {number}.",
        "consents": (yes,),
    }
    return tbh.Response(**{**given, **fields})  # type: ignore[arg-type]


def edition(slug: str, year: int | None = 2026, **fields: object) -> tbh.Edition:
    given = {
        "id": f"e-{slug}",
        "slug": slug,
        "title": f"On {slug}",
        "status": tbh.EditionStatus.READY,
        "published": None if year is None else datetime(year, 5, 4, 9, tzinfo=UTC),
        "byline": ("Nell Editor",),
        "challenge": tbh.Challenge(topic=slug.title(), prompt=f"What of {slug}?"),
        "challengers": tbh.Challengers(name="Counsellors"),
        "responses": (response(1), response(2)),
    }
    return tbh.Edition(**{**given, **fields})  # type: ignore[arg-type]


def series(*editions: tbh.Edition, **fields: object) -> tbh.Series:
    title = tbh.Credential(title="Registered Psychotherapist", abbreviation="RP")
    given = {
        "id": "tag:example.org,2020:small-talk",
        "title": "Small Talk",
        "url": "https://example.org/talk/",
        "publisher": tbh.Publisher(name="A Practice", legal_name="A Practice Ltd."),
        "therapists": (
            tbh.Therapist(id="t-1", name="Ines Moreau", credentials=(title,)),
            tbh.Therapist(id="t-2", name="Bo Lind"),
        ),
        "editions": editions,
    }
    return tbh.Series(**{**given, **fields})  # type: ignore[arg-type]


def folder(path: Path, **files: bytes) -> Path:
    """Put images into a content folder, `a_png` as `images/a.png`."""
    (path / "images").mkdir(exist_ok=True)
    for name, body in files.items():
        (path / "images" / name.replace("_", ".")).write_bytes(body)
    return path


def awkward(path: Path) -> tbh.Series:
    """Make a series of everything that a book cannot hold as it is."""
    place = folder(
        path,
        a_png=PNG,
        lies_jpg=GIF,
        a_svg=SVG,
        bad_svg=SVG.replace(b"<circle", b"<script>alert(1)</script><circle"),
        out_svg=SVG.replace(b"<circle", b'<image href="https://example.org/x.png"/><circle'),
        typed_svg=b'<!DOCTYPE svg [<!ENTITY e "f">]>' + SVG,
        broken_svg=b"<svg",
        a_avif=b"....ftypavif",
    )
    names = ("a.png", "lies.jpg", "a.svg", "bad.svg", "out.svg", "typed.svg", "broken.svg")
    shown = " ".join(f"![{name}](images/{name})" for name in (*names, "a.avif", "gone.png"))
    remote = "![far](https://example.org/x.png) ![rooted](/x.png) ![up](../x.png)"
    targets = (
        "http://[::1]/a", "http://example.org:9999/", "//a.example/b",
        "https://xn--/%zz?q=100%", "https://ex.ample.org/", "http://1.2.3.4/",
        "http://a..b/", "http://0x7f.1/", "https://ünï.example/ä?ö#ü", "?q=1",
        "#here", "tel:+15195550142", "mailto:a@b.example?subject=x%20y", "../up",
        "http://a_b.example/", "http://host.example/@user:pw", "editions/x/",
    )  # fmt: skip
    links = " ".join(f"[to {number}](<{url}>)" for number, url in enumerate(targets))
    text = tbh.markdown(f"### Deep\n\n{shown}\n\n{remote}\n\n# Up\n\n{links}\n\n#### Down\n\n---\n")
    odd = edition(
        "Émile_~x",
        introduction=text,
        title="\x01 \uffff & <b>",
        language="ar",
        responses=(
            response(1, id="É_~1", answer=tbh.markdown("# H\n\n3. a\n\n   ```py\n   x\n   ```\n")),
            response(2, language="en", quote="One\n\nTwo\nThree \x0b"),
        ),
    )
    image = tbh.Image(src="images/a.svg", alt="A dot", caption="It", credit="Me")
    return series(odd, edition("x", image=image), language="he", folder=place, image=image)

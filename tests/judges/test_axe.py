"""Pages before axe, which looks for what shuts people out, in Chromium."""

import shutil
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest
from attrs import evolve

import tbh_model as tbh
from npm import NEEDS_NPM, Packages
from tbh_model import panel

VERSIONS: Final = {"axe-core": "4.14.1", "playwright-core": "1.64.1"}
NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
BROWSER: Final = next(filter(None, map(shutil.which, NAMES)), None)
NOW: Final = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SCRIPT: Final = Path(__file__).with_name("axe.mjs")

pytestmark = [
    pytest.mark.heavy,
    NEEDS_NPM,
    pytest.mark.skipif(BROWSER is None, reason="axe looks at pages in Chromium"),
]


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Packages:
    return Packages(tmp_path_factory.mktemp("axe"), VERSIONS)


def findings(packages: Packages, series: tbh.Series, **options: Any) -> list[Any]:
    """Return what axe finds on the pages of a site, narrow and wide, light and dark."""
    made = {
        f"{series.url}{artifact.path.removesuffix('index.html')}": artifact
        for artifact in tbh.export(series, "html", at=NOW, **options)
    }
    pages = [
        address
        for address, artifact in made.items()
        if artifact.media_type == "text/html"
        and b'http-equiv="refresh"' not in artifact.body  # leads on before axe has looked
    ]
    return findings_on(
        packages, pages, {address: (each.media_type, each.body) for address, each in made.items()}
    )


def findings_on(
    packages: Packages, pages: list[str], served: dict[str, tuple[str, bytes]]
) -> list[Any]:
    """Return what axe finds on some pages of what is served by address."""
    files = {
        address: {"type": media_type, "body": b64encode(body).decode()}
        for address, (media_type, body) in served.items()
    }
    found: list[Any] = packages.asked(SCRIPT, {"browser": BROWSER, "pages": pages, "files": files})
    return found


def test_axe_finds_what_is_wrong(packages: Packages, example: tbh.Series, tmp_path: Path) -> None:
    """Pale words on every page."""
    pale = tmp_path / "templates" / "html" / "style.css"
    pale.parent.mkdir(parents=True)
    pale.write_text('{% include "tbh/html/style.css" %} p { color: #ddd !important }')

    assert findings(packages, evolve(example, folder=tmp_path)) != []


def test_axe_finds_nothing_in_the_example(packages: Packages, example: tbh.Series) -> None:
    """By WCAG 2.2 AA and by what is good practice; nor is a page wider than its window."""
    assert findings(packages, example) == []


def test_axe_finds_nothing_on_a_proof(packages: Packages, example: tbh.Series) -> None:
    """Of anybody, in English and in French."""
    served = {
        f"{example.url}{edition}/{letter.stem}": ("text/html", (letter.html or "").encode())
        for edition in ("e-2026-03", "e-2026-09")
        for letter in panel.proofs(example, edition, at=NOW)
    }

    assert len(served) > 5
    assert findings_on(packages, [*served], served) == []


def test_axe_finds_nothing_in_fragments(packages: Packages, example: tbh.Series) -> None:
    """Each on a page that has nothing else than a title, and the style sheet for fragments."""
    head = (
        "<!DOCTYPE html><html lang=en><head><title>Page</title>"
        '<meta name="viewport" content="width=device-width">'
        f'<link rel="stylesheet" href="{example.url}fragments/fragment.css">'
        "</head><body><main><h1>Page</h1>"
    )
    served = {}
    for artifact in tbh.export(example, "html", at=NOW, fragment=True):
        is_fragment = artifact.media_type == "text/html"
        body = f"{head}{artifact.body.decode()}</main>".encode() if is_fragment else artifact.body
        served[f"{example.url}{artifact.path}"] = (artifact.media_type, body)
    pages = [address for address, (media_type, _) in served.items() if media_type == "text/html"]

    assert len(pages) > 10
    assert findings_on(packages, pages, served) == []

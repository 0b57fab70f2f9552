"""What is written for the example and for made-up series, by digests: only a meant change moves it.

After a change that is meant, write the digests anew with TBH_UPDATE_FROZEN=1, and say in the commit
which files changed, and why.
"""

import json
import os
import shutil
from hashlib import sha256
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner

import tbh_model as tbh
from frozen_content import write_content
from tbh_model.cli._main import tbh as command

FROZEN: Final = Path(__file__).parent / "frozen"
EXAMPLE: Final = Path(__file__).parents[1] / "examples" / "therapists-being-human"
AT: Final = "2026-11-20T12:00:00Z"
FEED: Final = "limit: 3, archive: true, split: [topic, therapist], hub: ['https://hub.example/']"
TRACKING: Final = (
    "tracking: {hosts: [h.example], source: feed, medium: rss, campaign: c, content: d}"
)
VARIANTS: Final = {
    "usual": "{rss: {}, atom: {}, json-feed: {}, html: {}, newsletter: {}, opml: {}, headers: {}}",
    "feeds": f"""{{
        rss: {{{FEED}, {TRACKING}, stylesheet: /s.css, ttl: 60, period: weekly}},
        atom: {{{FEED}, {TRACKING}, stylesheet: /s.css}},
        json-feed: {{{FEED}, {TRACKING}}},
        opml: {{feeds: [rss, atom], split: [topic, therapist]}},
    }}""",
    "summaries": """{
        rss: {content: summary}, atom: {content: summary}, json-feed: {content: summary},
    }""",
    "site": """{
        html: {structured_data: false, file_links: true, feeds: [rss], split: [topic]},
        rss: {split: [topic]},
        headers: {folder: /tea/, feed_age: 60, asset_age: 7, policy: "default-src 'self'"},
    }""",
    "bare letters": "{newsletter: {limit: 9, front_matter: false}}",
    **{
        profile: f"{{newsletter: {{profile: {profile}}}}}"
        for profile in ("buttondown", "ghost", "mailchimp", "kit", "listmonk")
    },
}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the content folders by name."""
    base = tmp_path_factory.mktemp("frozen")
    example = base / "example"
    shutil.copytree(EXAMPLE, example, ignore=shutil.ignore_patterns(".tbh"))
    return {
        "example": example,
        "ten": write_content(base / "ten", 10),
        "four-hundred": write_content(base / "four-hundred", 400),
    }


LETTERS: Final = {"bare letters", "buttondown", "ghost", "mailchimp", "kit", "listmonk"}


@pytest.mark.parametrize(
    ("name", "variant"),
    [
        *((name, variant) for name in ("example", "ten") for variant in VARIANTS),
        *(
            pytest.param("four-hundred", variant, marks=pytest.mark.heavy)
            for variant in VARIANTS
            if variant not in LETTERS
        ),
    ],
)
def test_what_is_written_stays_as_it_was(
    folders: dict[str, Path], tmp_path: Path, name: str, variant: str
) -> None:
    """Every byte of every file, by each exporter with and without its options."""
    folder = folders[name]
    options = VARIANTS[variant]
    if name == "four-hundred":
        options = options.replace("limit: 3,", "limit: 60,").replace(", therapist]", "]")
    (folder / "publish.yaml").write_text(f"exporters: {options}\n", "utf-8")
    output = tmp_path / "out"
    ran = CliRunner().invoke(
        command,
        ["build", str(folder), "--to", str(output), "--at", AT, "--no-ledger", "--no-cache"],
    )
    assert ran.exit_code == 0, ran.output

    digests = {
        path.relative_to(output).as_posix(): _digest(path)
        for path in sorted(output.rglob("*"))
        if path.is_file() and not path.name.startswith(".tbh-")
    }
    assert digests
    if name == "four-hundred":  # whoever looks for the difference finds it in ten
        whole = sha256(json.dumps(digests).encode()).hexdigest()
        digests = {f"{len(digests)} files": whole[:16]}
    kept = FROZEN / f"{name}.json"
    known = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
    if os.environ.get("TBH_UPDATE_FROZEN"):
        kept.write_text(
            json.dumps({**known, variant: digests}, indent=1, ensure_ascii=False) + "\n"
        )
        known[variant] = digests

    assert digests == known[variant]


def _digest(path: Path) -> str:
    """Return what tells the bytes of a file from others; the version may be any."""
    written = path.read_bytes().replace(tbh.__version__.encode(), b"VERSION")
    return sha256(written).hexdigest()[:16]

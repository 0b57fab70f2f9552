"""A site, cards and posts of one build: each shows files that the build writes."""

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import tbh_model as tbh
from small import AT, edition, response, series, therapist

PLUGINS = Path(__file__).parents[2] / "plugins"
ROOT = "https://example.org/small/"


def test_every_picture_that_is_named_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On pages, in posts and in kits; and nothing is drawn again by the next build."""
    for name in ("tbh-cards", "tbh-social"):
        monkeypatch.syspath_prepend(PLUGINS / name / "src")
    cards, social = import_module("tbh_cards"), import_module("tbh_social")
    made = series(
        therapists=(therapist(), therapist("t-2", name="Kit Larch")),
        editions=(edition(responses=(response(), response("r-2", therapist="t-2"))),),
        folder=tmp_path / "content",
    )
    exporters = (tbh.HTML(), cards.Cards(svg=False), social.Social())

    def build() -> tbh.PublishReport:
        return tbh.publish(made, tmp_path / "out", AT, exporters, cache=True)

    report = build()

    assert report.is_complete
    page = (tmp_path / "out/editions/patience/index.html").read_text(encoding="utf-8")
    data = json.loads((tmp_path / "out/social/patience.json").read_text(encoding="utf-8"))
    named = {post["picture"]["path"] for post in _posts(data) if post["picture"]}
    assert len(named) == 6  # the edition and two quotes, each wide and tall
    named.add(page.partition(f'"og:image" content="{ROOT}')[2].partition('"')[0])
    named.add("social/kit/t-2/patience-r-2-1080x1350.png")
    assert named <= set(report.written)

    monkeypatch.setattr("tbh_cards._drawing.png", None)  # nothing can be drawn any more
    assert build().is_complete


def _posts(data: dict[str, Any]) -> list[dict[str, Any]]:
    networks = data["networks"].values()
    quotes = [quote["posts"] for network in networks for quote in network["quotes"]]
    threads = [network[kind] for network in networks for kind in ("thread", "announcement")]
    return [post for posts in (*quotes, *threads) for post in posts]

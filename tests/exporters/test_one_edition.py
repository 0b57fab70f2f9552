"""One edition as a feed, a newsletter and plain text print it, for programs that print it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

import tbh_model as tbh
from small import AT, consent, edition, response, series

EXAMPLE: Final = Path(__file__).parents[2] / "examples" / "therapists-being-human"
PROFILES: Final = ("neutral", "buttondown", "ghost", "mailchimp", "kit", "listmonk")
PRINTERS: Final = (tbh.edition_html, tbh.edition_markdown, tbh.edition_text)


@pytest.fixture(scope="module")
def example() -> tbh.Series:
    return tbh.load(EXAMPLE)


def test_what_is_printed_is_what_the_exporters_print(example: tbh.Series) -> None:
    """Byte for byte, for every edition."""
    feed = tbh.release(example, channel=tbh.Channel.FEED, at=AT)
    (artifact,) = tbh.export(example, "json-feed", at=AT)
    items = {item["id"]: item for item in json.loads(artifact.body)["items"]}
    letters = tbh.release(example, channel=tbh.Channel.NEWSLETTER, at=AT)
    files = {
        (profile, artifact.path): artifact.body.decode()
        for profile in PROFILES
        for artifact in tbh.export(
            example, "newsletter", at=AT, front_matter=False, profile=profile
        )
    }

    assert items
    assert files
    for each in feed.series.editions:
        item = items[feed.series.entry_id(each)]
        assert tbh.edition_html(feed, each) == item["content_html"]
        assert tbh.edition_text(feed, each.slug) == item["content_text"]
    for each in letters.series.editions:
        for profile in PROFILES:
            letter = tbh.edition_markdown(letters, each.id, profile=profile)
            assert letter == files[profile, f"newsletter/{each.slug}.md"]


def test_what_is_withheld_is_not_printed() -> None:
    """Also where the edition that is given is the whole one."""
    open_ = response("r-2", quote="An open door.", consents=(consent(),))
    web_only = consent(uses=frozenset({tbh.Channel.WEB}))
    whole = series(editions=(edition(responses=(response(consents=(web_only,)), open_)),))
    for channel in (tbh.Channel.FEED, tbh.Channel.NEWSLETTER):
        released = tbh.release(whole, channel=channel, at=AT)
        for print_ in PRINTERS:
            printed = print_(released, whole.editions[0])
            assert "An open door." in printed
            assert "Patience is a long room." not in printed
            assert "There are more answers" in printed


@pytest.mark.parametrize("print_", PRINTERS)
def test_an_edition_that_is_not_released_is_an_error(print_: Callable[..., str]) -> None:
    """As one that is not there: a draft looks the same as none."""
    whole = series(editions=(edition(), edition("draft", status=tbh.EditionStatus.DRAFT)))
    released = tbh.release(whole, channel=tbh.Channel.FEED, at=AT)

    for asked in ("draft", whole.edition("draft"), "nothing"):
        with pytest.raises(tbh.UnknownIdError):
            print_(released, asked)

"""An edition and its parts."""

from datetime import UTC, datetime
from typing import Any

import pytest

import tbh_model as tbh
from small import edition, response


def refused(**fields: Any) -> list[str]:
    with pytest.raises(tbh.InvalidValueError) as caught:
        edition(**fields)
    return [str(violation) for violation in caught.value.violations]


def test_an_edition_cannot_expire_before_it_begins() -> None:
    """Neither before publication nor before the end of an embargo."""
    early = datetime(2026, 4, 1, tzinfo=UTC)

    found = refused(expires=early, embargo_until=datetime(2026, 4, 2, tzinfo=UTC))

    assert [line.partition("allowed: ")[2] for line in found] == [
        "an instant after 2026-05-01T09:00:00+00:00 (published)",
        "an instant after 2026-04-02T00:00:00+00:00 (embargo_until)",
    ]


def test_ids_keys_and_tags_are_distinct_within_an_edition() -> None:
    """Each is an anchor, a name or a page of its own."""
    call = tbh.CallToAction(key="k", kind=tbh.CallToActionKind.OTHER, text="Write.")

    found = refused(
        responses=(response("r"), response("r")), calls_to_action=(call, call), tags=("a", "a")
    )

    assert [line.partition(":")[0] for line in found] == [
        "Edition.responses[1].id",
        "Edition.calls_to_action[1].key",
        "Edition.tags[1]",
    ]


def test_the_last_change_is_never_before_publication() -> None:
    """An edition that was last edited before it went out changed when it went out."""
    early, late = datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 5, 2, tzinfo=UTC)

    assert edition(updated=early).last_change == datetime(2026, 5, 1, 9, 0, tzinfo=UTC)
    assert edition(updated=late).last_change == late
    assert edition(published=None).last_change is None


def test_a_response_is_found_by_its_id() -> None:
    """And one that is not there is nothing."""
    made = edition()

    assert made.response("r-1") is made.responses[0]
    assert made.response("r-2") is None


def test_an_edition_is_a_draft_unless_it_says_otherwise() -> None:
    """Nothing goes out because somebody forgot a word."""
    made = tbh.Edition(
        id="e",
        slug="s",
        title="T",
        challenge=tbh.Challenge(topic="T", prompt="T?"),
        challengers=tbh.Challengers(name="Therapists"),
    )

    assert made.status is tbh.EditionStatus.DRAFT

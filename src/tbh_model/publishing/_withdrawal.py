"""What a withdrawal does on each channel: where the words had gone out, and what happens there."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

from attrs import frozen

from tbh_model._final import final
from tbh_model.model import Channel, Edition, Series, start_of
from tbh_model.publishing._ledger import LedgerEntry
from tbh_model.rights import Reason, find_response, release


@final
@frozen(kw_only=True)
class Effect:
    """What becomes of a response on one channel."""

    channel: Channel
    went_out: datetime | None
    """The first instant at which it went out there, by the ledger; `None` if it never did."""
    is_out: bool
    """Whether it was there when the edition last went out."""
    happens: str
    """What will happen there, in words."""
    left: int
    """How many answers the edition has left there."""
    is_too_few: bool
    """Whether that is fewer than the policy of the series asks for, so that it is taken down."""

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data, for `--json`."""
        return {
            "channel": self.channel.value,
            "went_out": None if self.went_out is None else self.went_out.isoformat(),
            "is_out": self.is_out,
            "happens": self.happens,
            "left": self.left,
            "is_too_few": self.is_too_few,
        }


def effects(  # noqa: PLR0913 - what was withdrawn, and what is known
    series: Series,
    response: str,
    *,
    uses: Iterable[Channel],
    on: date,
    at: datetime,
    ledger: Iterable[LedgerEntry],
) -> tuple[Effect, ...]:
    """Return what a withdrawal does, channel by channel.

    Args:
        series: The series in which the withdrawal is written down.
        response: Id of the response, or `EDITION/RESPONSE`.
        uses: The channels that it was withdrawn from.
        on: From which day on.
        at: The instant of now.
        ledger: What went out so far.
    """
    entries = tuple(ledger)
    asked = frozenset(uses)
    instant = max(at, start_of(on, series.time_zone))
    return tuple(
        _effect(series, response, channel, instant, entries)
        for channel in Channel
        if channel in asked
    )


def _effect(
    series: Series, name: str, channel: Channel, at: datetime, entries: tuple[LedgerEntry, ...]
) -> Effect:
    found = find_response(series, name)
    edition, id_ = found.edition, found.response.id
    history = [each for each in entries if (each.channel, each.edition) == (channel, edition.id)]
    went_out = next((each.at for each in history if id_ in each.responses), None)
    released = release(series, channel, at)
    withheld = [each for each in released.withheld if edition.id in {each.edition, each.id}]
    reasons = {each.reason for each in withheld if each.kind == "edition"}
    lost = sum(each.kind == "response" for each in withheld)
    is_too_few = Reason.TOO_FEW_RESPONSES in reasons
    is_judged = not reasons - {Reason.TOO_FEW_RESPONSES}
    happens = _TAKEN_DOWN if is_too_few else _HAPPENS
    return Effect(
        channel=channel,
        went_out=went_out,
        is_out=bool(history) and id_ in history[-1].responses,
        happens=_happens(
            happens[channel], series, edition, is_known=went_out is not None, entries=entries
        ),
        left=len(edition.responses) - lost if is_judged else 0,
        is_too_few=is_too_few,
    )


def _happens(
    sentence: str,
    series: Series,
    edition: Edition,
    *,
    is_known: bool,
    entries: tuple[LedgerEntry, ...],
) -> str:
    said = sentence.format(
        url=series.url_of(edition), id=series.entry_id(edition), title=edition.title
    )
    if is_known:
        return said
    return _NEVER if entries else f"{_UNKNOWN}{said}"


_NEVER: Final = "as far as the ledger tells, it never went out there"
_UNKNOWN: Final = "there is no ledger to tell whether it went out there; if it did, "
_HAPPENS: Final[Mapping[Channel, str]] = {
    Channel.WEB: "the page {url} is made again without it, with a note that an answer was removed",
    Channel.FEED: (
        "the entry {id} goes out again under the same id, with a later `updated` and a note that "
        "an answer was removed; readers that look drop what they had"
    ),
    Channel.NEWSLETTER: (
        "the issue “{title}” that was sent cannot be called back and is not sent again; its file "
        "is made again without it"
    ),
    Channel.SOCIAL: (
        "its cards and posts are not made any more; delete by hand what was posted of “{title}”"
    ),
}
_TAKEN_DOWN: Final[Mapping[Channel, str]] = {
    Channel.WEB: "the page {url} is taken down, and says that the edition is no longer available",
    Channel.FEED: "the entry {id} is taken out; Atom announces that it is deleted",
    Channel.NEWSLETTER: (
        "the issue “{title}” that was sent cannot be called back and is not sent again; its file "
        "is removed"
    ),
    Channel.SOCIAL: _HAPPENS[Channel.SOCIAL],
}
"""The same where the edition has too few answers left without it."""

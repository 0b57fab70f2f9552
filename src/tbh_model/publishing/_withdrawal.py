"""Effects of a withdrawal on each channel."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

from tbh_model._attrs import frozen
from tbh_model._final import final
from tbh_model.model import Channel, Edition, Series, order_channels, start_of
from tbh_model.publishing._ledger import LedgerEntry
from tbh_model.rights import Reason, find_response, release


@final
@frozen(kw_only=True)
class Effect:
    """Effect of a withdrawal on one channel."""

    channel: str
    """The channel."""
    published_at: datetime | None
    """The first instant at which it went out there, by the ledger; `None` if it never did."""
    is_published: bool
    """Whether it was there when the edition last went out."""
    consequence: str
    """The consequence in words."""
    remaining: int
    """The number of answers that the edition has left."""
    is_too_few: bool
    """Whether that is fewer than the policy of the series asks for, so that it is taken down."""

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data, for `--json`."""
        return {
            "channel": self.channel,
            "went_out": None if self.published_at is None else self.published_at.isoformat(),
            "is_out": self.is_published,
            "happens": self.consequence,
            "left": self.remaining,
            "is_too_few": self.is_too_few,
        }


def effects(  # noqa: PLR0913 - what was withdrawn, and what is known
    series: Series,
    response: str,
    *,
    uses: Iterable[str],
    on: date,
    at: datetime,
    ledger: Iterable[LedgerEntry],
) -> tuple[Effect, ...]:
    """Return the effect of a withdrawal on each channel.

    Args:
        series: The series in which the withdrawal is recorded.
        response: The id of the response, or `EDITION/RESPONSE`.
        uses: The channels without consent.
        on: The first day without consent.
        at: The current time.
        ledger: The entries of the ledger.

    >>> uses, on = frozenset({tbh.Channel.WEB}), date(2026, 11, 20)
    >>> changed = tbh.withdraw(series, "r-c2v6", on=on, uses=uses)
    >>> all_effects = publishing.effects(changed, "r-c2v6", uses=uses, on=on, at=at, ledger=())
    >>> [effect.remaining for effect in all_effects]
    [4]
    """
    entries = tuple(ledger)
    channels = frozenset(uses)
    instant = max(at, start_of(on, series.time_zone))
    return tuple(
        _effect(series, response, channel, instant, entries) for channel in order_channels(channels)
    )


def _effect(
    series: Series, name: str, channel: str, at: datetime, entries: tuple[LedgerEntry, ...]
) -> Effect:
    target = find_response(series, name)
    edition, id_ = target.edition, target.response.id
    history = [
        entry for entry in entries if (entry.channel, entry.edition) == (channel, edition.id)
    ]
    published_at = next((entry.at for entry in history if id_ in entry.responses), None)
    channel_release = release(series, channel, at)
    withheld = [item for item in channel_release.withheld if edition.id in {item.edition, item.id}]
    reasons = {item.reason for item in withheld if item.kind == "edition"}
    withheld_count = sum(item.kind == "response" for item in withheld)
    is_too_few = Reason.TOO_FEW_RESPONSES in reasons
    is_judged = not reasons - {Reason.TOO_FEW_RESPONSES}
    sentences = _TAKEN_DOWN_CONSEQUENCES if is_too_few else _CONSEQUENCES
    return Effect(
        channel=channel,
        published_at=published_at,
        is_published=bool(history) and id_ in history[-1].responses,
        consequence=_consequence(
            sentences.get(channel, _OTHER_CONSEQUENCE),
            series,
            edition,
            is_known=published_at is not None,
            entries=entries,
        ),
        remaining=len(edition.responses) - withheld_count if is_judged else 0,
        is_too_few=is_too_few,
    )


def _consequence(
    sentence: str,
    series: Series,
    edition: Edition,
    *,
    is_known: bool,
    entries: tuple[LedgerEntry, ...],
) -> str:
    text = sentence.format(
        url=series.url_of(edition), id=series.entry_id(edition), title=edition.title
    )
    if is_known:
        return text
    return _NEVER if entries else f"{_UNKNOWN}{text}"


_NEVER: Final = "as far as the ledger tells, it never went out there"
_UNKNOWN: Final = "there is no ledger to tell whether it went out there; if it did, "
_OTHER_CONSEQUENCE: Final = (
    "its exporters make it again without it; what is out of their reach of “{title}” is taken back "
    "by hand"
)
_CONSEQUENCES: Final[Mapping[str, str]] = {
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
# The same where the edition has too few answers left without it.
_TAKEN_DOWN_CONSEQUENCES: Final[Mapping[str, str]] = {
    Channel.WEB: "the page {url} is taken down, and says that the edition is no longer available",
    Channel.FEED: "the entry {id} is taken out; Atom announces that it is deleted",
    Channel.NEWSLETTER: (
        "the issue “{title}” that was sent cannot be called back and is not sent again; its file "
        "is removed"
    ),
    Channel.SOCIAL: _CONSEQUENCES[Channel.SOCIAL],
}

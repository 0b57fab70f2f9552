"""Effects of a withdrawal on each channel, and at each platform."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

from tbh_model._attrs import frozen
from tbh_model._errors import TBHError
from tbh_model._final import final
from tbh_model.model import Channel, Edition, Series, order_channels, start_of
from tbh_model.publishers import Receipt, default_registry
from tbh_model.publishing._ledger import LedgerEntry
from tbh_model.rights import FoundResponse, Reason, find_response, release


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


@final
@frozen(kw_only=True)
class PlatformEffect:
    """Effect of a withdrawal on a post at a platform."""

    publisher: str
    """The name of the publisher."""
    target: str
    """The site or the account."""
    url: str | None
    """The address of the post."""
    since: datetime
    """The first instant at which the answer was sent there."""
    consequence: str
    """The consequence in words, and what to do."""

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data, for `--json`."""
        return {
            "publisher": self.publisher,
            "target": self.target,
            "url": self.url,
            "since": self.since.isoformat(),
            "happens": self.consequence,
        }


def platform_effects(
    series: Series,
    response: str,
    *,
    on: date,
    at: datetime,
    receipts: Iterable[Receipt],
) -> tuple[PlatformEffect, ...]:
    """Return the effect of a withdrawal on each post that the receipts know of.

    Args:
        series: The series in which the withdrawal is recorded.
        response: The id of the response, or `EDITION/RESPONSE`.
        on: The first day without consent.
        at: The current time.
        receipts: The receipts of the content folder.

    >>> publishing.platform_effects(
    ...     series, "r-c2v6", on=date(2026, 11, 20), at=at, receipts=()
    ... )
    ()
    """
    all_receipts = tuple(receipts)
    target = find_response(series, response)
    instant = max(at, start_of(on, series.time_zone))
    since: dict[tuple[str, str, str], datetime] = {}
    for receipt in all_receipts:
        if receipt.edition == target.edition.id and target.response.id in receipt.responses:
            since.setdefault(receipt.key, receipt.at)
    last = {receipt.key: receipt for receipt in all_receipts}
    return tuple(
        effect
        for key, first in since.items()
        if (effect := _platform_effect(series, target, last[key], first, instant)) is not None
    )


def _platform_effect(
    series: Series, target: FoundResponse, last: Receipt, first: datetime, at: datetime
) -> PlatformEffect | None:
    """Return the effect on one post; None if the answer is not in it any more, or stays."""
    is_there = not last.is_done or (last.is_up and target.response.id in last.responses)
    try:
        info = default_registry().get(last.publisher).info
    except TBHError:  # its package is not here, and the post is there all the same
        info = None
    command = f"`tbh push {last.publisher}`"
    what, recall = f"{command} replaces or removes the post", None
    if info is not None:
        recall = info.cannot_recall
        released = release(series, info.channel, at)
        withheld = {(item.edition, item.id) for item in released.withheld}
        editions = {edition.id for edition in released.series.editions}
        if target.edition.id not in editions:
            what = f"{command} takes the post down"
        elif (target.edition.id, target.response.id) in withheld:
            what = f"{command} replaces the post by one without it"
        else:
            return None
    if not is_there and recall is None:
        return None
    parts = (what if is_there else "the post is without it by now", recall)
    return PlatformEffect(
        publisher=last.publisher,
        target=last.target,
        url=last.url,
        since=first,
        consequence="; ".join(filter(None, parts)),
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

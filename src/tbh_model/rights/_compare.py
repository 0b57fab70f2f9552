"""Changes of what is published between two instants, without a change of a file."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from typing import Any

import attrs

from tbh_model._arguments import check_arguments
from tbh_model._attrs import frozen
from tbh_model._final import final
from tbh_model.model import Series
from tbh_model.rights._gate import release
from tbh_model.rights._release import Release


class ChangeKind(StrEnum):
    """What becomes of something that is published."""

    APPEARS = "appears"
    """It was not published, and then is."""
    DISAPPEARS = "disappears"
    """It was published, and then is not."""
    CHANGES = "changes"
    """It is published otherwise."""


@final
@frozen(kw_only=True)
class Change:
    """Change of one thing on one channel."""

    channel: str
    """The channel, or the use by machines."""
    kind: ChangeKind
    """What becomes of it."""
    part: str
    """What it is: `series`, `edition`, `response` or `therapist`."""
    id: str
    """Its id."""
    edition: str | None = None
    """The id of the edition of a response."""
    fields: tuple[str, ...] = ()
    """The fields that change."""
    reason: str | None = None
    """Why it disappears, where the gate says so."""


@check_arguments
def changes_between(series: Series, /, start: datetime, end: datetime) -> tuple[Change, ...]:
    """Return what is published otherwise at a second instant than at a first, on each channel.

    Args:
        series: The whole series.
        start: The first date and time.
        end: The second date and time, which may be the earlier one.

    Raises:
        NaiveInstantError: If one of them has no time zone.

    >>> later = datetime(2027, 3, 1, tzinfo=UTC)
    >>> [change.kind.value for change in tbh.changes_between(series, at, later)][:1]
    ['appears']
    """
    return tuple(
        change
        for channel in series.all_uses
        for change in _Comparison(
            release(series, channel, start), release(series, channel, end)
        ).changes()
    )


@frozen
class _Comparison:
    """Two releases of one channel."""

    before: Release
    after: Release

    def changes(self) -> Iterator[Change]:
        apart = ("editions", "therapists")  # what has an id is compared one by one
        fields = _changed_fields(self.before.series, self.after.series, apart)
        if fields:
            yield self._change("series", self.after.series.id, None, fields)
        for part in apart:
            old, new = getattr(self.before.series, part), getattr(self.after.series, part)
            yield from self._compare(part.removesuffix("s"), old, new)
        answers = {edition.id: edition.responses for edition in self.before.series.editions}
        for edition in self.after.series.editions:
            if edition.id in answers:
                old, new = answers[edition.id], edition.responses
                yield from self._compare("response", old, new, edition.id)

    def _compare(
        self, part: str, before: Iterable[Any], after: Iterable[Any], edition: str | None = None
    ) -> Iterator[Change]:
        old, new = ({value.id: value for value in values} for values in (before, after))
        for id_ in dict.fromkeys((*new, *old)):
            if id_ not in old:
                yield self._change(part, id_, edition, kind=ChangeKind.APPEARS)
            elif id_ not in new:
                yield self._change(part, id_, edition, kind=ChangeKind.DISAPPEARS)
            elif fields := _changed_fields(old[id_], new[id_], ("responses",)):
                yield self._change(part, id_, edition, fields)

    def _change(
        self,
        part: str,
        id_: str,
        edition: str | None,
        fields: tuple[str, ...] = (),
        kind: ChangeKind = ChangeKind.CHANGES,
    ) -> Change:
        reasons = (
            item.predicate
            for item in self.after.withheld
            if (item.kind, item.edition, item.id) == (part, edition, id_)
        )
        return Change(
            channel=self.after.channel,
            kind=kind,
            part=part,
            id=id_,
            edition=edition,
            fields=fields,
            reason=next(reasons, None) if kind is ChangeKind.DISAPPEARS else None,
        )


def _changed_fields(before: Any, after: Any, apart: Iterable[str]) -> tuple[str, ...]:
    names = (field.name for field in attrs.fields(type(after)) if field.eq)
    return tuple(
        name
        for name in names
        if name not in apart and getattr(before, name) != getattr(after, name)
    )

"""What the gate did with each edition, for when a series passes again that has hardly changed."""

from collections.abc import Hashable
from typing import Any

from attrs import define, field, frozen

from tbh_model._problems import Problem
from tbh_model.model import Edition
from tbh_model.rights._release import Gone, Withheld


@frozen(kw_only=True)
class Passage:
    """What became of one edition."""

    edition: Edition | None
    """As it may go out; `None` if it may not."""
    has_more_on_web: bool
    gone: tuple[Gone, ...]
    withheld: tuple[Withheld, ...]
    warnings: tuple[Problem, ...]


@define
class GateMemory:
    """What became of editions at one instant on one channel, while all around them is the same.

    Give the same one to each `release` of a series that is released again and again. An edition
    that is the very same value is not looked at again.
    """

    _around: tuple[Hashable, Any] | None = field(default=None, init=False)
    """Channel and instant, and the series without its editions."""
    _known: dict[str, tuple[Edition, Passage]] = field(factory=dict, init=False)
    _next: dict[str, tuple[Edition, Passage]] = field(factory=dict, init=False)

    def begin(self, when: Hashable, series: Any) -> None:
        """Begin a passage; everything is forgotten if something else than editions is new."""
        around = (when, series)
        self._known = self._next if around == self._around else {}
        self._around, self._next = around, {}

    def known(self, edition: Edition) -> Passage | None:
        """Return what became of an edition, if that is known."""
        before = self._known.get(edition.id)
        if before is None or before[0] is not edition:
            return None
        self._next[edition.id] = before
        return before[1]

    def learn(self, edition: Edition, passage: Passage) -> None:
        """Remember what became of an edition."""
        self._next[edition.id] = (edition, passage)

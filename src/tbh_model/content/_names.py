"""Names of therapists, by which an edition may refer to them in place of their ids."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from unicodedata import normalize

from attrs import field, frozen

_Ids = Mapping[str, tuple[str, ...]]


def normalize_name(text: str) -> str:
    """Return a name as it is compared: with single spaces, and accents on their letters.

    >>> content.normalize_name(" Ines  Moreau ")
    'Ines Moreau'
    """
    # macOS hands over names with accents in two parts, and editors write them in one
    return " ".join(normalize("NFC", text).split())


@frozen
class TherapistNames:
    """The ids of the therapists by their names."""

    current: _Ids = field(factory=dict)
    """The ids of those who have a name now."""
    former: _Ids = field(factory=dict)
    """The ids of those who had it. Private: no message names one, and none is written."""

    @classmethod
    def of(cls, people: Iterable[tuple[str, str, Iterable[str]]]) -> "TherapistNames":
        """Return the names of some therapists, given by id, name and former names."""
        current: dict[str, tuple[str, ...]] = {}
        former: dict[str, tuple[str, ...]] = {}
        for id_, name, former_names in people:
            _add_id(current, name, id_)
            for former_name in former_names:
                _add_id(former, former_name, id_)
        return cls(current, former)

    @cached_property  # each edition asks
    def ids(self) -> frozenset[str]:
        """The ids of all who have a name."""
        return frozenset(id_ for ids in self.current.values() for id_ in ids)

    def ids_of(self, name: str) -> tuple[str, ...]:
        """Return the ids of those who have a name, or else of those who had it."""
        key = normalize_name(name)
        return self.current.get(key, ()) or self.former.get(key, ())

    def current_id(self, name: str) -> str | None:
        """Return the id of the only one who has a name now."""
        ids = self.current.get(normalize_name(name), ())
        return ids[0] if len(ids) == 1 else None

    def name_of(self, id_: str | None) -> str | None:
        """Return the name of a therapist, if nobody else has it."""
        return next((name for name, ids in self.current.items() if ids == (id_,)), None)


def _add_id(names: dict[str, tuple[str, ...]], name: str, id_: str) -> None:
    names[normalize_name(name)] = (*names.get(normalize_name(name), ()), id_)

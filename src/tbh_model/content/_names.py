"""Names of therapists, by which an edition may refer to them in place of their ids."""

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from unicodedata import normalize

from tbh_model._attrs import field, frozen
from tbh_model._errors import TBHError
from tbh_model.model import Therapist, UnknownIdError

_Ids = Mapping[str, tuple[str, ...]]


def normalize_name(text: str) -> str:
    """Return a name as it is compared: with single spaces, and accents on their letters.

    >>> content.normalize_name(" Ines  Moreau ")
    'Ines Moreau'
    """
    # macOS hands over names with accents in two parts, and editors write them in one
    return " ".join(normalize("NFC", text).split())


class AmbiguousNameError(TBHError, LookupError):
    """Several therapists have the name."""

    def __init__(self, name: str, ids: tuple[str, ...]) -> None:
        super().__init__(name, ids)
        self.name, self.ids = name, ids

    def __str__(self) -> str:
        """Name the ids of all of them."""
        return f"{len(self.ids)} therapists are named {self.name!r}: write {' or '.join(self.ids)}"


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

    @classmethod
    def of_therapists(cls, therapists: Iterable[Therapist]) -> "TherapistNames":
        """Return the names of some therapists."""
        return cls.of((person.id, person.name, person.former_names) for person in therapists)

    @cached_property  # each edition asks
    def ids(self) -> frozenset[str]:
        """The ids of all who have a name."""
        return frozenset(id_ for ids in self.current.values() for id_ in ids)

    def ids_of(self, name: str) -> tuple[str, ...]:
        """Return the ids of those who have a name, or else of those who had it."""
        key = normalize_name(name)
        return self.current.get(key, ()) or self.former.get(key, ())

    def find(self, id_or_name: str, more_ids: Collection[str] = ()) -> str:
        """Return the id of a therapist, given by id or by a name that nobody else has now.

        Capitals make no difference where nobody has the name as it is written.

        Args:
            id_or_name: The id or the name.
            more_ids: Ids of therapists whose names are not known.

        Raises:
            UnknownIdError: If there is no such therapist.
            AmbiguousNameError: If there are several of that name.

        >>> content.TherapistNames.of_therapists(series.therapists).find("widad halawani")
        't-7k2m'
        """
        known_ids = dict.fromkeys((*more_ids, *sorted(self.ids)))
        if id_or_name in known_ids:
            return id_or_name
        key = normalize_name(id_or_name)
        ids = [*self.current.get(key, ())] or [
            id_
            for name, ids in self.current.items()
            for id_ in ids
            if name.casefold() == key.casefold()
        ]
        if not ids:
            raise UnknownIdError("therapist", id_or_name, (*known_ids, *self.current))
        if len(ids) > 1:
            raise AmbiguousNameError(id_or_name, tuple(ids))
        return ids[0]

    def current_id(self, name: str) -> str | None:
        """Return the id of the only one who has a name now."""
        ids = self.current.get(normalize_name(name), ())
        return ids[0] if len(ids) == 1 else None

    def name_of(self, id_: str | None) -> str | None:
        """Return the name of a therapist, if nobody else has it."""
        return next((name for name, ids in self.current.items() if ids == (id_,)), None)


def _add_id(names: dict[str, tuple[str, ...]], name: str, id_: str) -> None:
    names[normalize_name(name)] = (*names.get(normalize_name(name), ()), id_)

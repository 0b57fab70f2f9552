"""Values as bytes and digests: equal ones give equal ones, in each run of Python."""

import io
import pickle
from array import array
from collections.abc import Iterator
from hashlib import blake2b
from operator import attrgetter
from typing import Any, Final

import attrs
from attrs import AttrsInstance, define, field

from tbh_model.documents._converter import fingerprint
from tbh_model.model import Edition, Response, Series, Therapist


@define
class Fingerprints:
    """The fingerprint of each edition that is asked for, computed once.

    The releases of all channels are made of the same texts. An edition that says the same on each
    of them is looked at once.
    """

    _known: dict[bytes, tuple[Edition, str]] = field(factory=dict)

    def of(self, edition: Edition) -> str:
        """Return the fingerprint of an edition."""
        parts = array("Q", _parts(edition)).tobytes()  # a fifth of what a tuple of them needs
        known = self._known.get(parts)
        if known is None:
            # it is kept as well, because an object that is gone leaves its number to another
            known = self._known[parts] = (edition, fingerprint(edition))
        return known[1]


def _parts(edition: Edition) -> Iterator[int]:
    """Yield what an edition is made of, by the numbers of the objects."""
    yield from map(id, _FIELDS(edition))
    for each in _LISTS(edition):
        yield len(each)
        yield from map(id, each)
    for response in edition.responses:
        yield bool(response.consents)
        yield response.approval is None
        yield from map(id, _SAID(response))


def _names(kind: type[AttrsInstance], *others: str) -> tuple[str, ...]:
    return tuple(each.name for each in attrs.fields(kind) if each.name not in others)


_IN_LISTS: Final = ("calls_to_action", "notices", "corrections")
_LISTS: Final = attrgetter(*_IN_LISTS)
_FIELDS: Final = attrgetter(*_names(Edition, "responses", *_IN_LISTS))
_SAID: Final = attrgetter(*_names(Response, "consents", "approval"))


@define
class Digests:
    """The values of one run as bytes; those of the model count by a digest, computed once."""

    _fingerprints: Fingerprints = field(factory=Fingerprints)
    _values: dict[int, tuple[object, bytes]] = field(factory=dict)
    """A digest of each series and therapist that was met."""

    def written(self, value: object) -> bytes | None:
        """Return a value as bytes; `None` for one that cannot be written down."""
        try:
            return self._written(value)
        except Exception:  # noqa: BLE001 - classes of others say in their own code how they pickle
            return None

    def _written(self, value: object) -> bytes:
        written = io.BytesIO()
        _Pickler(written, self).dump(value)
        return written.getvalue()

    def digest(self, value: AttrsInstance) -> object:
        """Return a short digest of a value of the model."""
        if isinstance(value, Edition):
            return self._fingerprints.of(value)
        known = self._values.get(id(value))
        if known is None:
            fields = [getattr(value, each.name) for each in attrs.fields(type(value))]
            known = (value, blake2b(self._written(fields), digest_size=16).digest())
            self._values[id(value)] = known
        return known[1]


class _Pickler(pickle.Pickler):
    """Writes values so that equal ones are equal bytes, in each run of Python."""

    def __init__(self, file: io.BytesIO, digests: Digests) -> None:
        super().__init__(file, protocol=5)
        self.fast = True  # equal parts are written out each time, be they one object or several
        self._digests = digests

    def persistent_id(self, value: Any) -> object:
        """Let a digest stand for a value of the model, and put sets in order."""
        kind = type(value)
        if kind is Edition or kind is Therapist or kind is Series:
            return self._digests.digest(value)
        return tuple(sorted(value, key=repr)) if kind is frozenset or kind is set else None

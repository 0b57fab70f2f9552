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

from tbh_model.content._converter import fingerprint
from tbh_model.model import Edition, Response, Series, Therapist


@define
class EditionFingerprints:
    """The fingerprint of each edition that is asked for, computed once.

    The releases of all channels are made of the same texts. An edition that says the same on each
    of them is looked at once.
    """

    _cache: dict[bytes, tuple[Edition, str]] = field(factory=dict)

    def of(self, edition: Edition) -> str:
        """Return the fingerprint of an edition."""
        parts = array("Q", _object_ids(edition)).tobytes()  # a fifth of what a tuple of them needs
        entry = self._cache.get(parts)
        if entry is None:
            # it is kept as well, because an object that is gone leaves its number to another
            entry = self._cache[parts] = (edition, fingerprint(edition))
        return entry[1]


def _object_ids(edition: Edition) -> Iterator[int]:
    """Yield what an edition is made of, by the numbers of the objects."""
    yield from map(id, _EDITION_FIELDS(edition))
    for values in _LIST_FIELDS(edition):
        yield len(values)
        yield from map(id, values)
    for response in edition.responses:
        yield bool(response.consents)
        yield response.approval is None
        yield from map(id, _RESPONSE_FIELDS(response))


def _field_names(kind: type[AttrsInstance], *exclude: str) -> tuple[str, ...]:
    return tuple(
        attribute.name for attribute in attrs.fields(kind) if attribute.name not in exclude
    )


_LIST_FIELD_NAMES: Final = ("calls_to_action", "notices", "corrections")
_LIST_FIELDS: Final = attrgetter(*_LIST_FIELD_NAMES)
_EDITION_FIELDS: Final = attrgetter(*_field_names(Edition, "responses", *_LIST_FIELD_NAMES))
_RESPONSE_FIELDS: Final = attrgetter(*_field_names(Response, "consents", "approval"))


@define
class ValueFingerprints:
    """The values of one run as bytes; those of the model count by a digest, computed once."""

    _fingerprints: EditionFingerprints = field(factory=EditionFingerprints)
    _values: dict[int, tuple[object, bytes]] = field(factory=dict)
    """A digest of each series and therapist that was met."""

    def serialize(self, value: object) -> bytes | None:
        """Return a value as bytes; `None` for one that cannot be written down."""
        try:
            return self._serialize(value)
        except Exception:  # noqa: BLE001 - classes of others say in their own code how they pickle
            return None

    def _serialize(self, value: object) -> bytes:
        buffer = io.BytesIO()
        _Pickler(buffer, self).dump(value)
        return buffer.getvalue()

    def fingerprint(self, value: AttrsInstance) -> object:
        """Return a short digest of a value of the model."""
        if isinstance(value, Edition):
            return self._fingerprints.of(value)
        entry = self._values.get(id(value))
        if entry is None:
            fields = [getattr(value, attribute.name) for attribute in attrs.fields(type(value))]
            entry = (value, blake2b(self._serialize(fields), digest_size=16).digest())
            self._values[id(value)] = entry
        return entry[1]


class _Pickler(pickle.Pickler):
    """Writes values so that equal ones are equal bytes, in each run of Python."""

    def __init__(self, file: io.BytesIO, fingerprints: ValueFingerprints) -> None:
        super().__init__(file, protocol=5)
        self.fast = True  # equal parts are written out each time, be they one object or several
        self._fingerprints = fingerprints

    def persistent_id(self, value: Any) -> object:
        """Let a digest stand for a value of the model, and put sets in order."""
        kind = type(value)
        if kind is Edition or kind is Therapist or kind is Series:
            return self._fingerprints.fingerprint(value)
        return tuple(sorted(value, key=repr)) if kind is frozenset or kind is set else None

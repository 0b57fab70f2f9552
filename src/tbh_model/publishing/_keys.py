"""What a file follows from, as a key: while it is the same, so are the bytes of the file."""

import io
import pickle
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

import attrs
from attrs import AttrsInstance, define, field

from tbh_model._cache import stamp
from tbh_model.documents import fingerprint
from tbh_model.model import Edition, Response, Series, Therapist
from tbh_model.publishing._plan import Planned

_LIBRARIES: Final = ("feedgen", "jinja2", "lxml", "markupsafe", "pyromark", "yaml")
"""What has a say in the bytes, beside our own code and that of the exporter."""


@define
class Fingerprints:
    """The fingerprint of each edition that is asked for, computed once.

    The releases of all channels are made of the same texts. An edition that says the same on each
    of them is looked at once.
    """

    _known: dict[tuple[object, ...], tuple[Edition, str]] = field(factory=dict)

    def of(self, edition: Edition) -> str:
        """Give the fingerprint of an edition."""
        parts = tuple(_parts(edition))
        known = self._known.get(parts)
        if known is None:
            # it is kept as well, because an object that is gone leaves its number to another
            known = self._known[parts] = (edition, fingerprint(edition))
        return known[1]


def _parts(edition: Edition) -> Iterator[object]:
    """Give what an edition is made of, by the numbers of the objects."""
    for name in _EDITION:
        yield id(getattr(edition, name))
    for name in _LISTS:
        yield tuple(map(id, getattr(edition, name)))
    for response in edition.responses:
        yield bool(response.consents)
        yield response.approval is None
        for name in _RESPONSE:
            yield id(getattr(response, name))


_LISTS: Final = ("calls_to_action", "notices", "corrections")
_EDITION: Final = tuple(
    each.name for each in attrs.fields(Edition) if each.name not in {"responses", *_LISTS}
)
_RESPONSE: Final = tuple(
    each.name for each in attrs.fields(Response) if each.name not in {"consents", "approval"}
)


@define
class Keys:
    """The keys of one build."""

    _fingerprints: Fingerprints
    _templates: bytes
    """A digest of the templates of the content folder."""
    _exporters: dict[int, bytes | None] = field(factory=dict)
    _values: dict[int, tuple[object, bytes]] = field(factory=dict)
    """A digest of each series and therapist that was met."""

    @classmethod
    def of(cls, folder: Path, fingerprints: Fingerprints) -> "Keys":
        """Begin a build of a content folder."""
        return cls(fingerprints, _templates_in(folder))

    def key(self, planned: Planned) -> str | None:
        """Give the key of a file; `None` for one that is made in each build."""
        needs = planned.artifact.depends_on
        needs = needs() if callable(needs) else needs
        made_by = None if needs is None else self._exporter(planned)
        if made_by is None:
            return None
        try:
            return blake2b(made_by + self._written(needs), digest_size=16).hexdigest()
        except (pickle.PicklingError, TypeError, AttributeError):
            return None  # a value that cannot be written down can change without notice

    def _exporter(self, planned: Planned) -> bytes | None:
        """Give a digest of an exporter with its options, and of the code behind it."""
        exporter = planned.exporter
        if id(exporter) not in self._exporters:
            code = [stamp(), stamp(type(exporter).__module__), *map(stamp, _LIBRARIES)]
            try:
                made = blake2b(self._written((exporter, code)) + self._templates).digest()
            except (pickle.PicklingError, TypeError, AttributeError):
                made = None
            self._exporters[id(exporter)] = made
        return self._exporters[id(exporter)]

    def _written(self, value: object) -> bytes:
        written = io.BytesIO()
        _Pickler(written, self).dump(value)
        return written.getvalue()

    def digest(self, value: AttrsInstance) -> object:
        """Give a short digest of a value of the model, computed once for each."""
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

    def __init__(self, file: io.BytesIO, keys: Keys) -> None:
        super().__init__(file, protocol=5)
        self.fast = True  # equal parts are written out each time, be they one object or several
        self._keys = keys

    def persistent_id(self, value: Any) -> object:
        """Let a digest stand for a value of the model, and put sets in order."""
        kind = type(value)
        if kind is Edition or kind is Therapist or kind is Series:
            return self._keys.digest(value)
        return tuple(sorted(value, key=repr)) if kind is frozenset or kind is set else None


def _templates_in(folder: Path) -> bytes:
    digest = blake2b()
    for file in sorted((folder / "templates").rglob("*")):
        if file.is_file():
            content = file.read_bytes()
            digest.update(f"{file.relative_to(folder)}\0{len(content)}\0".encode() + content)
    return digest.digest()

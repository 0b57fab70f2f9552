"""What was read before: a value for each file, for as long as its bytes are the same.

It can be kept from one run to the next, in a file that may be deleted at any time. What it holds is
used only for the very bytes that it was made from, by the very code that made it.
"""

import io
import pickle
from collections.abc import Collection
from hashlib import blake2b
from pathlib import Path
from types import FunctionType
from typing import Any, Final

from attrs import define, field

from tbh_model._cache_dir import code_fingerprint, read_cache, write_cache
from tbh_model.content._files import read_bytes

_WRITES_PER_READ: Final = 32
"""How many values are written in the time in which one file is read."""
_CACHE_NAME: Final = "content"
_ALLOWED_PACKAGES: Final = ("tbh_model.model.", "tbh_model.text.")
_ALLOWED_CLASSES: Final = {
    ("datetime", name) for name in ("date", "datetime", "timedelta", "timezone")
}


@define
class ContentCache:
    """Values that were read before, by the name of their file.

    Give the same one to each `load` of a folder that is loaded again and again. Between programs
    it is kept in `.tbh/cache` of the folder, because it holds all that is private in the content.
    """

    _values: dict[str, tuple[bytes, Any]] = field(factory=dict)
    """For each file a digest of its bytes, and what they mean."""
    _time_zone: str | None = None
    """That of the series: instants without an offset mean something else in another one."""
    changed_files: Collection[str] | None = None
    """The files that may have changed since, where somebody watches them; the bytes of all others
    are then not looked at."""
    _unsaved: int = 0
    """How many files were read, or found to be gone, since it was kept last."""

    @classmethod
    def of(cls, folder: Path) -> "ContentCache":
        """Return what an earlier program kept for a folder; an empty one if that cannot be used."""
        data = read_cache(folder, _CACHE_NAME)
        if data is None:
            return cls()
        try:
            fingerprint, time_zone, values = _Unpickler(io.BytesIO(data)).load()
            is_current = fingerprint == code_fingerprint()
        except Exception:  # noqa: BLE001 - whatever stands there, it can be read anew
            return cls()
        return cls(values, time_zone) if is_current else cls()

    def keep(self, folder: Path) -> None:
        """Keep it for the next program, if that pays: few files are quicker read again."""
        if self._unsaved * _WRITES_PER_READ > len(self._values):
            state = (code_fingerprint(), self._time_zone, self._values)
            write_cache(folder, _CACHE_NAME, pickle.dumps(state, protocol=5))
            self._unsaved = 0

    def begin(self, time_zone: str | None) -> None:
        """Forget everything if the series has another time zone now."""
        if time_zone != self._time_zone:
            self.prune(())
            self._time_zone = time_zone

    def get(self, name: str, folder: Path) -> Any:
        """Return what a file of a folder means, or `None` if its bytes were never read.

        Raises:
            ContentError: If a file that was read before cannot be read any more.
        """
        if name not in self._values:
            return None
        fingerprint, value = self._values[name]
        if self.changed_files is not None and name not in self.changed_files:
            return value
        return value if fingerprint == bytes_fingerprint(read_bytes(folder, name)) else None

    def put(self, name: str, fingerprint: bytes, value: Any) -> None:
        """Remember what the bytes of a file mean, of which a digest is given."""
        self._values[name] = (fingerprint, value)
        self._unsaved += 1

    def prune(self, names: Collection[str]) -> None:
        """Forget the files that are no longer there."""
        stale = [name for name in self._values if name not in names]
        for name in stale:
            del self._values[name]
        self._unsaved += len(stale)


def bytes_fingerprint(data: bytes) -> bytes:
    """Return a digest of the bytes of a file."""
    return blake2b(data, digest_size=16).digest()


class _Unpickler(pickle.Unpickler):
    """Makes values of content and nothing else: a file that somebody forged runs no code."""

    def find_class(self, module: str, name: str) -> Any:
        """Return a class or a function of the model, and of nothing else."""
        if (module, name) in _ALLOWED_CLASSES or (
            module.startswith(_ALLOWED_PACKAGES) and "." not in name
        ):
            value = super().find_class(module, name)
            if isinstance(value, type | FunctionType) and value.__module__ == module:
                return value
        raise pickle.UnpicklingError(name)

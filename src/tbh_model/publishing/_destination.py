"""A destination: where the files of a build go, be it a folder, an archive or a store far away."""

import re
from pathlib import Path
from typing import Final, Protocol

from tbh_model._errors import TBHError
from tbh_model.publishing._manifest import ManifestEntry
from tbh_model.publishing._plan import PlannedFile
from tbh_model.publishing._write import Outcome


class DestinationError(TBHError, OSError):
    """Nothing can be published to an address; what is there is untouched."""

    def __init__(self, to: str, found: str, remedy: str) -> None:
        super().__init__(to, found, remedy)
        self.to, self.found, self.remedy = to, found, remedy

    def __str__(self) -> str:
        """Name the address, what is wrong with it, and what to do."""
        return f"cannot publish to {self.to}: {self.found}; {self.remedy}"


class Destination(Protocol):
    """Where files go, while one build writes there."""

    files: dict[str, ManifestEntry]
    """What earlier builds wrote, and at the end this one."""

    @property
    def is_shared(self) -> bool:
        """Whether other processes may write there as well: then it is sent to them."""
        ...

    @property
    def max_threads(self) -> int:
        """How many files this process may write or remove at the same time, in threads."""
        ...

    def write(self, planned: PlannedFile, body: bytes, digest: str) -> Outcome:
        """Write a file, whole or not at all, if its bytes are other ones.

        Raises:
            WriteError: If it cannot be written.
        """
        ...

    def change_token(self, path: str) -> str | None:
        """Return what changes whenever a file there does; `None` where only its bytes can tell."""
        ...

    def remove(self, path: str) -> bool:
        """Remove a file of ours, and forget it; tell whether nobody had changed it.

        Raises:
            WriteError: If it cannot be removed.
        """
        ...

    def save(self) -> None:
        """End the build: remember what is there.

        Raises:
            WriteError: If that cannot be remembered.
            DestinationError: If nothing of the build could be put in place.
        """
        ...


def redact_password(to: str | Path) -> str:
    """Return an address as it may be printed: without a password, whatever signs are in that."""
    return _PASSWORD.sub(r"\1:***@", str(to))


_PASSWORD: Final = re.compile(r"(?<=://)([^/@:]*):.*@")

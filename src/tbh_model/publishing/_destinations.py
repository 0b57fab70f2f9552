"""Which destination an address means."""

import re
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from tbh_model.publishing._archive import ENDING, archive
from tbh_model.publishing._destination import Destination, DestinationError
from tbh_model.publishing._folder import folder
from tbh_model.publishing._plan import Planned

_URL: Final = re.compile(r"[a-z][a-z0-9+.-]+:(//|:)", re.IGNORECASE)
"""Two letters at least: one is a drive of Windows."""


def destination(to: str | Path, planned: Sequence[Planned]) -> AbstractContextManager[Destination]:
    """Open a destination for one build.

    Args:
        to: A folder, a file that ends in `.zip`, or the address of a store far away.
        planned: The files that this build makes.

    Raises:
        FolderInUseError: If another build is writing there.
        DestinationError: If nothing can be published there.
        WriteError: If a folder cannot be made.
    """
    if isinstance(to, str) and _URL.match(to):
        if not to.lower().startswith("file:"):
            from tbh_model.publishing._remote import remote  # only for those who publish far away

            return remote(to, planned)
        to = _local(to)
    path = Path(to)
    is_archive = path.suffix.lower() == ENDING and not path.is_dir()
    return archive(path) if is_archive else folder(path)


def _local(url: str) -> str:
    """Give the path that a `file:` address means."""
    parts = urlsplit(url)
    if parts.netloc not in {"", "localhost"}:
        found = f"it names a computer, {parts.netloc!r}"
        raise DestinationError(url, found, "write file:///PATH, or the path alone")
    from urllib.request import url2pathname  # 14 ms, only for such an address

    return url2pathname(parts.path)

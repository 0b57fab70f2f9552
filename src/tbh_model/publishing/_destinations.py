"""Which destination an address means."""

import os
import re
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from tbh_model.publishing._destination import Destination, DestinationError, redact_password
from tbh_model.publishing._folder import open_folder
from tbh_model.publishing._plan import PlannedFile

_URL: Final = re.compile(r"[a-z][a-z0-9+.-]+:(//|:)", re.IGNORECASE)
"""Two letters at least: one is a drive of Windows."""
_ARCHIVE: Final = ".zip"


def open_destination(
    to: str | Path, planned: Sequence[PlannedFile]
) -> AbstractContextManager[Destination]:
    """Open a destination for one build.

    Args:
        to: A folder, a file that ends in `.zip`, or the address of a store far away.
        planned: The files that this build makes.

    Raises:
        FolderInUseError: If another build is writing there.
        DestinationError: If nothing can be published there.
        WriteError: If a folder cannot be made.
    """
    path = _local_path(to)
    if path is None:
        from tbh_model.publishing._remote import open_remote  # only for those who publish far away

        return open_remote(str(to), planned)
    if path.suffix.lower() == _ARCHIVE and not path.is_dir():
        from tbh_model.publishing._archive import open_archive  # only for those who want an archive

        return open_archive(path)
    return open_folder(path)


def refuse_content(to: str | Path, content: Path) -> None:
    """Check that nothing is published into the content, where it could be taken for content.

    Raises:
        DestinationError: If it would be.
    """
    path = _local_path(to)
    if path is None:
        return
    real = Path(os.path.realpath(path))  # unlike `resolve` it takes a link that leads to itself
    content_folders = (
        content / part for part in ("editions", "therapists", "templates", "images", ".tbh")
    )
    if real == Path(os.path.realpath(content)) or any(
        real.is_relative_to(os.path.realpath(content_folder)) for content_folder in content_folders
    ):
        cause, remedy = "the content lies there", "name a folder of its own, such as `site`"
        raise DestinationError(str(to), cause, remedy)


def _local_path(to: str | Path) -> Path | None:
    """Return the path that an address means; `None` for a store far away."""
    if not os.fspath(to):
        raise DestinationError("''", "it is no path", "name a folder, such as `site`")
    if isinstance(to, Path) or not _URL.match(to):
        return Path(to)
    return Path(_path_of_file_url(to)) if to.lower().startswith("file:") else None


def _path_of_file_url(url: str) -> str:
    """Return the path that a `file:` address means."""
    parts = urlsplit(url)
    if parts.netloc not in {"", "localhost"}:
        cause = f"it names a computer, {parts.hostname!r}"
        raise DestinationError(redact_password(url), cause, "write file:///PATH, or the path alone")
    from urllib.request import url2pathname  # 14 ms, only for such an address

    return url2pathname(parts.path)

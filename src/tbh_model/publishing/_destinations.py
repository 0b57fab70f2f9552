"""Which destination an address means."""

from contextlib import AbstractContextManager
from pathlib import Path

from tbh_model.publishing._archive import ENDING, archive
from tbh_model.publishing._destination import Destination
from tbh_model.publishing._folder import folder


def destination(to: str | Path) -> AbstractContextManager[Destination]:
    """Open a destination for one build.

    Args:
        to: A folder, or a file that ends in `.zip`.

    Raises:
        FolderInUseError: If another build is writing there.
        DestinationError: If nothing can be published there.
        WriteError: If a folder cannot be made.
    """
    path = Path(to)
    is_archive = path.suffix.lower() == ENDING and not path.is_dir()
    return archive(path) if is_archive else folder(path)

"""Opening of regular files within a folder, without following links out of it or blocking.

Content, templates and caches may come from somebody else. A link to `/etc/passwd`, an idle pipe or
an endless device is refused before a byte is read.
"""

import errno
import os
import stat
from collections.abc import Mapping
from io import FileIO
from pathlib import Path
from typing import Final

_FLAGS: Final = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)  # not on Windows, nor are the others
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)  # on Windows alone
)
# Whether every path is resolved: Windows has junctions, which do not look like links.
_RESOLVES_EVERY_PATH: Final = os.name == "nt"

_KINDS: Final[Mapping[int, str]] = {
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFLNK: "a link",
}
_CHUNK_BYTES: Final = 2**16
_NO_SUCH_NAME: Final = (errno.ENOENT, errno.ENAMETOOLONG, errno.EINVAL)


class FileRefusedError(OSError):
    """The path is not a regular file within the folder, or the file is too large."""

    def __init__(self, reason: str, remedy: str = "put a regular file in its place") -> None:
        super().__init__(reason, remedy)
        self.reason, self.remedy = reason, remedy

    def __str__(self) -> str:
        """Describe what there is, and what to do."""
        return f"{self.reason}; {self.remedy}"


class FileTooLargeError(FileRefusedError):
    """A file that has more bytes than it should have."""

    @classmethod
    def of(cls, size: int, largest: int) -> "FileTooLargeError":
        """Describe how large it is, and may be."""
        megabytes = 2**20
        return cls(
            f"this file has {size // megabytes} MB", f"keep it below {largest // megabytes} MB"
        )


def read_regular(
    folder: str | Path, name: str, largest: int, *, root: str = "the content folder"
) -> bytes:
    """Read a regular file within a folder; links within the folder are followed.

    Args:
        folder: The folder, which may itself be reached through a link.
        name: Where the file is in it.
        largest: The most bytes that it may have.
        root: What the folder is called in an error.

    Raises:
        FileRefusedError: If it is no regular file of the folder, or has more bytes.
        OSError: If there is no such file, or it cannot be read.
    """
    with open_regular(folder, name, root=root) as file:
        size = os.fstat(file.fileno()).st_size
        data = file.read(size + 1) if size <= largest else b""
        while size < len(data) <= largest:  # it is growing
            size = len(data)
            data += file.read(_CHUNK_BYTES)
    if max(size, len(data)) > largest:
        raise FileTooLargeError.of(size, largest)
    return data


def regular_size(folder: str | Path, name: str, *, root: str = "the content folder") -> int | None:
    """Return the size of a regular file within a folder, or None if it does not exist.

    Raises:
        FileRefusedError: If what is there is no regular file of the folder.
        OSError: If nobody may look, or something else stands where its folder belongs.
    """
    try:
        status = os.lstat(_resolve(folder, name, root))
    except (OSError, ValueError) as error:
        if isinstance(error, ValueError) or error.errno in _NO_SUCH_NAME:
            return None
        raise
    _refuse_irregular(status.st_mode)
    return status.st_size


def check_folder(folder: str | Path, name: str, *, root: str = "the content folder") -> None:
    """Check that a folder does not lead out of the one that it belongs to.

    Raises:
        FileRefusedError: If it does, in a circle, or nowhere.
        OSError: If there is none.
    """
    _resolve(folder, f"{name}{os.sep}", root)


def exists(file: str | Path) -> bool:
    """Return whether anything has this name, be it a link to nothing; a name may be impossible."""
    try:
        return os.path.lexists(file)
    except ValueError:
        return False


def is_folder(path: Path) -> bool:
    """Return whether a folder exists; an invalid name means that it does not."""
    return os.path.isdir(path)  # noqa: PTH112 - a Path raises errors of the system


def resolve_content_path(path: str | Path) -> Path:
    """Return the content folder for the path of its `series.yaml`, and any other path unchanged.

    >>> content.resolve_content_path("my-series/series.yaml").as_posix()
    'my-series/series.yaml'
    """
    location = Path(path)
    is_series = location.name == "series.yaml" and exists(location) and not is_folder(location)
    return location.parent if is_series else location


def open_regular(folder: str | Path, name: str, *, root: str = "the content folder") -> FileIO:
    """Open a regular file within a folder for reading; links within the folder are followed.

    Raises:
        FileRefusedError: If it is no regular file of the folder.
        OSError: If there is no such file, or it cannot be opened.
    """
    try:
        path = _resolve(folder, name, root)
        _refuse_irregular(os.lstat(path).st_mode)  # before it is opened: a device may act on that
        file = FileIO(os.open(path, _FLAGS))
    except ValueError:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT)) from None
    try:
        _refuse_irregular(os.fstat(file.fileno()).st_mode)  # another one may have taken its place
    except OSError:
        file.close()
        raise
    return file


def _refuse_irregular(mode: int) -> None:
    if stat.S_ISREG(mode):
        return
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    reason = f"this is {_KINDS.get(stat.S_IFMT(mode), 'something else')}, and not a regular file"
    raise FileRefusedError(reason)


def _resolve(folder: str | Path, name: str, root: str) -> str:
    """Return the path of a file without links on the way to it that could lead elsewhere."""
    # Most files have none, which costs one look for each folder on the way.
    base = os.fspath(folder) or os.curdir
    path = os.path.join(base, name)  # noqa: PTH118 - a Path is slow to make
    link = name if _RESOLVES_EVERY_PATH or os.path.isabs(name) else _first_link(base, name)  # noqa: PTH117
    if link is None:
        return path
    _refuse_dead_link(base, link)
    real, real_base = os.path.realpath(path), os.path.realpath(base)
    try:
        is_inside = os.path.commonpath((real, real_base)) == real_base
    except ValueError:  # it lies on another drive of Windows
        is_inside = False
    if not is_inside:
        reason = f"`{link}` leads out of {root}"
        raise FileRefusedError(reason)
    return real


def _refuse_dead_link(base: str, link: str) -> None:
    target = os.path.join(base, link)  # noqa: PTH118 - a Path is slow to make
    if not os.path.islink(target):  # noqa: PTH114 - the same
        return
    try:
        os.stat(target)  # noqa: PTH116 - the same
    except FileNotFoundError:
        reason = f"`{link}` is a link to nothing"
        raise FileRefusedError(reason) from None
    except OSError as error:
        if error.errno == errno.ELOOP:
            reason = f"`{link}` is a link that leads to itself"
            raise FileRefusedError(reason) from None
        raise


def _first_link(base: str, name: str) -> str | None:
    """Return the first part of a path that is a link, or that leads upwards."""
    position = -1
    while position < len(name):
        position = name.find("/", position + 1)
        position = len(name) if position < 0 else position
        part = name[:position].rstrip("/")
        if part.endswith(".."):
            return part
        if part and stat.S_ISLNK(os.lstat(f"{base}/{part}").st_mode):
            return part
    return None

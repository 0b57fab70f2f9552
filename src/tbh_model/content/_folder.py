"""What a content folder holds: the names of its files, digests, and what only looks like content.

Nothing of it is read but templates, and nothing that reads content is imported: a build that finds
nothing new needs no more than this.
"""

import json
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from time import time_ns
from typing import Final

from tbh_model._attrs import define, field, frozen
from tbh_model._cache_dir import CACHE, read_cache, write_cache
from tbh_model._problems import ContentError, Problem, Severity
from tbh_model._regular_files import (
    FileRefusedError,
    FileTooLargeError,
    check_folder,
    exists,
    is_folder,
    read_regular,
)

# The document of a series.
SERIES_FILE: Final = "series.yaml"
# Bytes of a YAML or Markdown file; a thousand long editions fit into one.
MAX_TEXT_BYTES: Final = 16 * 2**20
# Bytes of a JSON file, which holds a whole series: some ten thousand editions.
MAX_JSON_BYTES: Final = 128 * 2**20
# The folder of templates in a content folder.
TEMPLATES: Final = "templates"
_ENDINGS: Final = (".yaml", ".yml", ".md")


_INDEX_NAME: Final = "index.json"
_INDEX_FORMAT: Final = 1
_MAX_BYTES: Final = 2**27
# The coarsest clock of a file system (FAT): a later change may leave the same time.
_CLOCK_TICK: Final = 2 * 10**9


@frozen
class FolderNames:
    """The names of the files of some content, as POSIX paths relative to its folder."""

    names: tuple[str, ...] = ()
    """The files of therapists and editions, by collection and name."""
    problems: tuple[Problem, ...] = ()
    """Problems of missing and unread files."""
    has_root: bool = True
    """Whether there is a document of the series."""
    is_complete: bool = True
    """Whether every folder could be listed."""

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of all files that a build reads, but for images and templates."""
        return (*_FILES, *self.names)


def folder_names(folder: Path) -> FolderNames:
    """Return the names of the files of a content folder.

    >>> content.folder_names(series.folder).is_complete
    True
    """
    if not exists(folder / SERIES_FILE):
        return FolderNames((), _missing_content(folder), has_root=False, is_complete=False)
    try:
        names = tuple(
            f"{collection}/{name}"
            for collection in COLLECTION_FOLDERS
            for name in content_file_names(folder / collection)
        )
    except ContentError as error:
        return FolderNames((), error.problems, is_complete=False)
    return FolderNames(names, tuple(unsupported_file_problems(folder)))


def bytes_fingerprint(data: bytes) -> bytes:
    """Return a digest of the bytes of a file."""
    return blake2b(data, digest_size=16).digest()


@define
class FileIndex:
    """Digests of the files of a content folder, which are read only where something has changed.

    What counts is size, times of change and number of a file. A file that was changed so shortly
    before the index was begun that a later change could leave the same time is read in any case, as
    Git does.
    """

    _folder: Path
    _old_entries: dict[str, tuple[str, str]] = field(factory=dict)
    # Files that were changed later are read, in nanoseconds.
    _trusted_until: int = 0
    _entries: dict[str, tuple[str, str]] = field(factory=dict)
    _folders: dict[str, bool] = field(factory=dict)
    _begun: int = field(factory=time_ns)
    _reads: int = 0

    @classmethod
    def of(cls, folder: Path) -> "FileIndex":
        """Return the index of a folder as an earlier run kept it; an empty one if it is damaged."""
        with suppress(OSError, ValueError, TypeError, AttributeError, RecursionError):
            # by the clock of the file system, which may not be that of this machine
            written = os.stat(folder / CACHE / _INDEX_NAME).st_mtime_ns  # noqa: PTH116 - as below
            version, age, files = json.loads(read_cache(folder, _INDEX_NAME) or b"")
            entries = {name: (str(state), str(digest)) for name, (state, digest) in files.items()}
            if version == _INDEX_FORMAT:
                return cls(folder, entries, written - int(age) - _CLOCK_TICK)
        return cls(folder)

    def digest(self, name: str) -> str | None:
        """Return a digest of a file; `None` where it is missing, unreadable or behind a link."""
        status = self._status(name) if self._has_no_link(name.rpartition("/")[0]) else None
        if status is None:
            return None
        state, changed = status
        old_state, digest = self._old_entries.get(name, ("", ""))
        if state != old_state or changed > self._trusted_until:
            try:
                digest = bytes_fingerprint(read_regular(self._folder, name, _MAX_BYTES)).hex()
            except OSError:
                return None
            self._reads += 1
        self._entries[name] = (state, digest)
        return digest

    def _status(self, name: str) -> tuple[str, int] | None:
        try:
            info = os.lstat(f"{self._folder}{os.sep}{name}")  # a Path takes three times as long
        except (OSError, ValueError):
            return None
        state = f"{info.st_size} {info.st_mtime_ns} {info.st_ctime_ns} {info.st_ino}"
        is_file = stat.S_ISREG(info.st_mode)
        return (state, max(info.st_mtime_ns, info.st_ctime_ns)) if is_file else None

    def _has_no_link(self, folder: str) -> bool:
        """Return whether a folder of the content is reached without a link."""
        if folder not in self._folders:
            real = os.path.join(os.path.realpath(self._folder), folder)  # noqa: PTH118 - as it is
            self._folders[folder] = os.path.realpath(self._folder / folder) == real.rstrip(os.sep)
        return self._folders[folder]

    def is_current(self) -> bool:
        """Return whether each file is still as it was when its digest was asked for."""
        statuses = ((self._status(name), entry[0]) for name, entry in self._entries.items())
        return all(status is not None and status[0] == state for status, state in statuses)

    def keep(self) -> None:
        """Save the index for the next run, if a file was read."""
        if self._reads:
            state = (_INDEX_FORMAT, time_ns() - self._begun, self._entries)
            write_cache(self._folder, _INDEX_NAME, json.dumps(state).encode())


def _missing_content(folder: Path) -> tuple[Problem, ...]:
    """Return the problem of missing content."""
    if folder.is_dir():
        misnamed_files = tuple(
            problem
            for problem in unsupported_file_problems(folder)
            if SERIES_FILE in problem.message
        )
        if misnamed_files:
            return misnamed_files
    hint = "a content folder holds series.yaml, therapists/ and editions/"
    return (Problem(code="TBH101", message=_describe_missing_content(folder), hint=hint),)


def _describe_missing_content(path: Path) -> str:
    try:
        is_empty = not any(path.iterdir())
    except FileNotFoundError:
        return f"there is nothing at {path}"
    except OSError as error:
        return f"{path} cannot be read: {(error.strerror or 'unknown reason').lower()}"
    except ValueError:  # it holds what no name can
        return f"there can be no path {str(path)!r}"
    return f"the folder {path} is empty" if is_empty else f"the folder {path} holds no series.yaml"


def read_bytes(folder: Path, name: str) -> bytes:
    """Read a file of a content folder, unless it is too large to be what it should be.

    Every text of the content is read here.

    Raises:
        ContentError: If it cannot be read, or is no regular file of the folder.
    """
    largest = MAX_JSON_BYTES if name.endswith(".json") else MAX_TEXT_BYTES
    try:
        return read_regular(folder, name, largest)
    except FileNotFoundError:
        raise content_error("TBH101", name, "there is no such file", "check its name") from None
    except FileRefusedError as error:
        raise refused_error(name, error) from None
    except IsADirectoryError:
        raise content_error("TBH101", name, "this is a folder, not a file", "rename it") from None
    except OSError as error:
        raise unreadable_error(name, "file", error) from None


def list_names(folder: Path, *, is_content_folder: bool = False) -> list[str]:
    """Return the names of all entries of a folder of the content.

    Raises:
        ContentError: If it cannot be read.
    """
    try:
        if not is_content_folder:  # which may itself be reached through a link
            check_folder(folder.parent, folder.name)
        return sorted(os.listdir(folder))  # noqa: PTH208 - a Path is slow to make
    except FileNotFoundError:
        return []
    except NotADirectoryError:
        if not folder.exists():
            return []
        message = "a file stands where the folder of that name belongs"
        raise content_error("TBH101", folder.name, message, "move it away") from None
    except FileRefusedError as error:
        raise refused_error(folder.name, error) from None
    except OSError as error:
        raise unreadable_error(folder.name, "folder", error) from None


def content_files(folder: Path) -> list[Path]:
    """Return the files of therapists or editions by name.

    Raises:
        ContentError: If the folder cannot be read.
    """
    return [folder / name for name in content_file_names(folder)]


def content_file_names(folder: Path) -> list[str]:
    """Return the names of those files.

    Raises:
        ContentError: If the folder cannot be read.
    """
    return [name for name in list_names(folder) if is_content(name)]


def is_content(name: str) -> bool:
    """Return whether a file is read, by its name."""
    return name.endswith(_ENDINGS) and not is_hidden(name)


def is_hidden(name: str) -> bool:
    """Return whether a file is meant to be passed over: hidden, or the backup of an editor."""
    return name.startswith(".") or name.endswith("~")


def is_file(file: Path) -> bool:
    """Return whether a file exists; an invalid name means that it does not."""
    return os.path.isfile(file)  # noqa: PTH113 - a Path raises errors of the system


def template_files(folder: Path | None) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
    """Return the templates of a content folder.

    Returns:
        The bytes of each template by its POSIX path in the content folder, sorted by path, and a
        problem for each file that cannot be read.

    >>> content.template_files(None)
    ({}, ())
    """
    if folder is None or not exists(folder / TEMPLATES):
        return {}, ()
    bodies: dict[str, bytes] = {}
    problems: list[Problem] = []
    waiting, visited_paths = [TEMPLATES], set[str]()
    while waiting:
        name = waiting.pop()
        try:
            if is_folder(folder / name):
                names = _list_once(folder, name, visited_paths)
                waiting += [f"{name}/{child}" for child in names if not is_hidden(child)]
            else:
                bodies[name] = read_bytes(folder, name)
        except ContentError as error:
            problems += error.problems
    return dict(sorted(bodies.items())), tuple(problems)


def _list_once(folder: Path, name: str, visited_paths: set[str]) -> list[str]:
    """Return the entries of a folder, once for all links to it."""
    try:
        check_folder(folder, name)
        real = os.path.realpath(folder / name)
        names = [] if real in visited_paths else os.listdir(real)  # noqa: PTH208 - as above
        visited_paths.add(real)
    except FileRefusedError as error:
        raise refused_error(name, error) from None
    except OSError as error:
        raise unreadable_error(name, "folder", error) from None
    return names


def unreadable_error(name: str, noun: str, error: OSError) -> ContentError:
    reason = (error.strerror or "unknown reason").lower()
    return content_error(
        "TBH101", name, f"this {noun} cannot be read: {reason}", "check its permissions"
    )


def refused_error(name: str, error: FileRefusedError) -> ContentError:
    code = "TBH101" if isinstance(error, FileTooLargeError) else "TBH150"
    return content_error(code, name, error.reason, error.remedy)


def content_error(code: str, file: str | None, message: str, hint: str | None) -> ContentError:
    return ContentError((Problem(code=code, message=message, file=file, hint=hint),))


_FILES: Final = (SERIES_FILE, "publish.yaml")
_FOLDERS: Final = ("therapists", "editions", "images", "templates")
COLLECTION_FOLDERS: Final = ("therapists", "editions")
# Suffixes of files that look like content, in lower case.
_TEXT_SUFFIXES: Final = (".yaml", ".yml", ".json", ".md", ".markdown", ".mdown", ".mkd", ".toml")
_DATA_FORMATS: Final = ("yaml", "yml", "json", "toml")
# Similarity from which a name counts as misspelled: `edtions`, but not `editorial`.
_SIMILARITY_CUTOFF: Final = 0.88
_WORD_PROCESSOR_SUFFIXES: Final = (".docx", ".doc", ".odt", ".rtf", ".pages")
# Suffixes of backup copies.
_BACKUP_SUFFIXES: Final = ("~", ".bak", ".orig", ".old", ".swp", ".tmp", ".rej", ".txt")


def unsupported_file_problems(folder: Path) -> Iterator[Problem]:
    """Name what a content folder holds that is not read and looks as if it should be.

    An error where something would go out, or be removed, because of it: an edition that has
    another ending, a `publish.yml`, a folder `Editions`.
    """
    names = _list_names(folder, is_content_folder=True)
    for name in names:
        if name not in {*_FILES, *_FOLDERS} and not name.startswith("."):
            yield from _check_top_level(folder, name, names)
    for collection in sorted(COLLECTION_FOLDERS):
        for name in _list_names(folder / collection):
            if not is_content(name):
                yield from _check_collection_file(folder / collection / name, collection)


def _list_names(folder: Path, *, is_content_folder: bool = False) -> list[str]:
    try:
        return list_names(folder, is_content_folder=is_content_folder)
    except ContentError:  # it is said elsewhere
        return []


def _check_top_level(folder: Path, name: str, names: list[str]) -> Iterator[Problem]:
    """Yield the problem of an entry beside `series.yaml`, if it has one."""
    path = folder / name
    target = _intended_name(name, is_folder=path.is_dir())
    if target is None or _is_same(path, folder / target):
        return
    if path.is_dir():
        if target in COLLECTION_FOLDERS and not _holds_content(path):
            return
        is_lost = target in COLLECTION_FOLDERS
        message = f"the folder `{name}` is not read; the {target} of a series lie in `{target}`"
        hint = f"move its files into {target}/" if target in names else f"rename it to {target}"
    else:
        is_lost = target not in names
        message = f"this file is not read; what it seems to be is read from `{target}`"
        hint = f"rename it to {target}" if is_lost else f"remove it, or move it into {target}"
    severity = Severity.ERROR if is_lost else Severity.WARNING
    yield Problem(code="TBH101", message=message, file=name, severity=severity, hint=hint)


def _intended_name(name: str, *, is_folder: bool) -> str | None:
    """Find which of our names a name was to be."""
    folded_name = name.casefold()
    if is_folder:
        from difflib import get_close_matches  # 5 ms, only where other folders lie there

        matches = get_close_matches(folded_name, _FOLDERS, 1, _SIMILARITY_CUTOFF)
        same_word = (folder for folder in _FOLDERS if folded_name == folder.removesuffix("s"))
        return next(same_word, matches[0] if matches else None)
    stem, _, ending = _strip_backup_suffix(folded_name).rpartition(".")
    if ending not in _DATA_FORMATS:
        return None
    return next((file for file in _FILES if stem == file.partition(".")[0]), None)


def _strip_backup_suffix(name: str) -> str:
    ending = next((suffix for suffix in _BACKUP_SUFFIXES if name.endswith(suffix)), "")
    return name.removesuffix(ending)


def _is_same(path: Path, other: Path) -> bool:
    """Return whether two names are of one file, as they are where case makes no difference."""
    try:
        return path.samefile(other)
    except OSError:
        return False


def _holds_content(folder: Path) -> bool:
    return any(is_content(name) for _, _, names in os.walk(folder) for name in names)


def _check_collection_file(path: Path, collection: str) -> Iterator[Problem]:
    """Yield the problem of an entry of a collection, if it has one."""
    name = path.name
    folded_name = name.casefold()
    bare = _strip_backup_suffix(folded_name)
    hint = "rename it, or move it elsewhere"
    severity = Severity.WARNING
    if bare != folded_name and is_content(bare):
        has_original = path.with_name(name[: len(bare)]).is_file()
        message = "this copy of a file is not read"
        hint = "remove it, or move it elsewhere"
        severity = Severity.INFO if has_original else Severity.ERROR
    elif is_hidden(name):
        return
    elif path.is_dir():
        message = "this folder is not read, nor what is in it"
        hint = f"move its files up into {collection}/"
        severity = Severity.ERROR if _holds_content(path) else severity
    elif folded_name.endswith(_WORD_PROCESSOR_SUFFIXES):
        message = "a document of a word processor is not read"
        hint = f"save its text as Markdown, in a file `{path.stem}.md`"
    else:
        message = "this file is not read: its name does not end with .yaml or .md"
        if folded_name.endswith(_TEXT_SUFFIXES):
            severity = Severity.ERROR
            hint = f"name it `{_suggested_name(name)}`"
    file = f"{collection}/{name}"
    yield Problem(code="TBH101", message=message, file=file, severity=severity, hint=hint)


def _suggested_name(name: str) -> str:
    stem, _, ending = name.rpartition(".")
    is_markdown = ending.casefold().startswith(("md", "mk", "mark"))
    return f"{stem}.md" if is_markdown else f"{stem}.yaml"

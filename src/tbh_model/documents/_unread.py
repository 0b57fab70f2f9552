"""Files and folders that look like content and are not read: each is named."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from tbh_model._problems import Problem, Severity
from tbh_model.documents._files import is_content, is_hidden, names_in
from tbh_model.documents._located import ContentError
from tbh_model.documents._parts import PARTS

_FILES: Final = ("series.yaml", "publish.yaml")
_FOLDERS: Final = ("therapists", "editions", "images", "templates")
_PARTS: Final = frozenset(name for name, *_ in PARTS)
_TEXT: Final = (".yaml", ".yml", ".json", ".md", ".markdown", ".mdown", ".mkd", ".toml")
"""How the names of files end that somebody may take for content, in any case."""
_DATA: Final = ("yaml", "yml", "json", "toml")
_ALIKE: Final = 0.88
"""How much of a name must be right for it to be a slip: `edtions`, but not `editorial`."""
_WORD: Final = (".docx", ".doc", ".odt", ".rtf", ".pages")
_BACKUP: Final = ("~", ".bak", ".orig", ".old", ".swp", ".tmp", ".rej", ".txt")
"""What editors and people put behind a name."""


def unread_problems(folder: Path) -> Iterator[Problem]:
    """Name what a content folder holds that is not read and looks as if it should be.

    An error where something would go out, or be removed, because of it: an edition that has
    another ending, a `publish.yml`, a folder `Editions`.
    """
    names = _names(folder, is_content_folder=True)
    for name in names:
        if name not in {*_FILES, *_FOLDERS} and not name.startswith("."):
            yield from _beside(folder, name, names)
    for part in sorted(_PARTS):
        for name in _names(folder / part):
            if not is_content(name):
                yield from _within(folder / part / name, part)


def is_unread(names: Iterable[str]) -> bool:
    """Return whether there are names in a folder of editions or therapists that are not read."""
    return not all(map(is_content, names))


def _names(folder: Path, *, is_content_folder: bool = False) -> list[str]:
    try:
        return names_in(folder, is_content_folder=is_content_folder)
    except ContentError:  # it is said elsewhere
        return []


def _beside(folder: Path, name: str, names: list[str]) -> Iterator[Problem]:
    """Judge what lies beside `series.yaml`."""
    path = folder / name
    meant = _meant(name, is_folder=path.is_dir())
    if meant is None or _is_same(path, folder / meant):
        return
    if path.is_dir():
        if meant in _PARTS and not _holds_content(path):
            return
        is_lost = meant in _PARTS
        message = f"the folder `{name}` is not read; the {meant} of a series lie in `{meant}`"
        hint = f"move its files into {meant}/" if meant in names else f"rename it to {meant}"
    else:
        is_lost = meant not in names
        message = f"this file is not read; what it seems to be is read from `{meant}`"
        hint = f"rename it to {meant}" if is_lost else f"remove it, or move it into {meant}"
    severity = Severity.ERROR if is_lost else Severity.WARNING
    yield Problem(code="TBH101", message=message, file=name, severity=severity, hint=hint)


def _meant(name: str, *, is_folder: bool) -> str | None:
    """Find which of our names a name was to be."""
    folded = name.casefold()
    if is_folder:
        from difflib import get_close_matches  # 5 ms, only where other folders lie there

        near = get_close_matches(folded, _FOLDERS, 1, _ALIKE)
        alike = (each for each in _FOLDERS if folded == each.removesuffix("s"))
        return next(alike, near[0] if near else None)
    stem, _, ending = _without_backup(folded).rpartition(".")
    if ending not in _DATA:
        return None
    return next((each for each in _FILES if stem == each.partition(".")[0]), None)


def _without_backup(name: str) -> str:
    ending = next((each for each in _BACKUP if name.endswith(each)), "")
    return name.removesuffix(ending)


def _is_same(path: Path, other: Path) -> bool:
    """Return whether two names are of one file, as they are where case makes no difference."""
    try:
        return path.samefile(other)
    except OSError:
        return False


def _holds_content(folder: Path) -> bool:
    return any(is_content(name) for _, _, names in os.walk(folder) for name in names)


def _within(path: Path, part: str) -> Iterator[Problem]:
    """Judge what lies among editions or therapists."""
    name = path.name
    folded = name.casefold()
    bare = _without_backup(folded)
    hint = "rename it, or move it elsewhere"
    severity = Severity.WARNING
    if bare != folded and is_content(bare):
        has_original = path.with_name(name[: len(bare)]).is_file()
        message = "this copy of a file is not read"
        hint = "remove it, or move it elsewhere"
        severity = Severity.INFO if has_original else Severity.ERROR
    elif is_hidden(name):
        return
    elif path.is_dir():
        message = "this folder is not read, nor what is in it"
        hint = f"move its files up into {part}/"
        severity = Severity.ERROR if _holds_content(path) else severity
    elif folded.endswith(_WORD):
        message = "a document of a word processor is not read"
        hint = f"save its text as Markdown, in a file `{path.stem}.md`"
    else:
        message = "this file is not read: its name does not end with .yaml or .md"
        if folded.endswith(_TEXT):
            severity = Severity.ERROR
            hint = f"name it `{_renamed(name)}`"
    file = f"{part}/{name}"
    yield Problem(code="TBH101", message=message, file=file, severity=severity, hint=hint)


def _renamed(name: str) -> str:
    stem, _, ending = name.rpartition(".")
    is_markdown = ending.casefold().startswith(("md", "mk", "mark"))
    return f"{stem}.md" if is_markdown else f"{stem}.yaml"

"""Index of the positions of the parts of a series by id."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Final

from tbh_model._attrs import define, evolve, field
from tbh_model._problems import ContentError, Problem
from tbh_model.content._names import TherapistNames
from tbh_model.content._node import AnyNode, MappingNode, ScalarNode, SequenceNode, is_shown
from tbh_model.content._references import ContentEntry
from tbh_model.content._source_files import ContentFile, ContentListing, list_content
from tbh_model.model import Attribution, Series
from tbh_model.text import shorten

_STEP: Final = re.compile(r"(\w+)|\[(\d+)\]")
# Length at which the name of a person or the title of an edition is cut.
_MAX_NAME: Final = 80
# Defaults of the keys.
_DEFAULTS: Final = {"kind": "other"}
# Key of each list, and the key that identifies its items.
_KEYS: Final[Mapping[str, tuple[str, str]]] = {
    "response": ("responses", "id"),
    "call to action": ("calls_to_action", "key"),
    "notice": ("notices", "kind"),
}


@define
class ContentIndex:
    """Finds the place of an edition, a therapist, or a part of one in the files of a series."""

    series: ContentEntry | None
    """The document of the series."""
    # Returns the entry of a therapist or an edition by folder name and id.
    _entry: Callable[[str, str], ContentEntry | None]
    _cache: dict[tuple[str, str], ContentEntry | None] = field(factory=dict, init=False)
    # Titles and names by the id of their nodes, which the trees keep alive.
    _texts: dict[int, str | None] = field(factory=dict, init=False)

    def entry(self, folder: str, id_: str) -> ContentEntry | None:
        """Return an edition or therapist as it is written, where its file can be read."""
        if (folder, id_) not in self._cache:
            self._cache[folder, id_] = self._entry(folder, id_)
        return self._cache[folder, id_]

    def locate(
        self, problem: Problem, kind: str, id_: str, edition: str | None, paths: tuple[str, ...]
    ) -> Problem:
        """Return a problem that points at a part of the series; as it is where there is none.

        Args:
            problem: What there is to say.
            kind: What it is about: `edition`, `therapist`, `series`, or a part of one of them such
                as `response` or `call to action`.
            id_: Its id.
            edition: The id of the edition that it is a part of, if it is.
            paths: The fields of it that are meant; the first one that is written counts.
        """
        owner = self.series
        if kind in {"edition", "therapist"}:
            owner = self.entry(f"{kind}s", id_)
        elif edition is not None:
            owner = self.entry("editions", edition)
        if owner is None:
            return problem
        whole = owner if kind == "edition" or edition is not None else None
        if kind in _KEYS:
            owner = next(_matching_items(owner, *_KEYS[kind], id_), owner)
        nodes = ((path, _node_at(owner.node, path)) for path in (*paths, "id"))
        path, node = next(((path, node) for path, node in nodes if node), ("", owner.node))
        located = _with_location(problem, node, ".".join(filter(None, (owner.path, path))))
        return located if whole is None else evolve(located, subject=self._subject(whole, located))

    def _subject(self, edition: ContentEntry, problem: Problem) -> str:
        """Return the part of an edition that a problem is in: `Zoë's answer in Leaving a Party`."""
        title = self._shown_text(edition, "title") or self._shown_text(edition, "id") or ""
        path = problem.path.removeprefix(edition.path).removeprefix(".")
        match = _IN_RESPONSE.match(path)
        response = None if match is None else _node_at(edition.node, match[0])
        if not isinstance(response, MappingNode):
            return title
        author = self._author(ContentEntry(response))
        return f"an answer in {title}" if author is None else f"{author}'s answer in {title}"

    def _author(self, response: ContentEntry) -> str | None:
        """Return who gave a response; None unless it may say so: logs may be public."""
        consents = response.node.get("consents")
        records = consents.items if isinstance(consents, SequenceNode) else ()
        for node in (response.node, *records):
            entry = ContentEntry(node) if isinstance(node, MappingNode) else None
            limit = None if entry is None else entry.scalar("attribution")
            if limit is not None and limit.text != Attribution.FULL:
                return None
        therapist = response.scalar("therapist")
        if therapist is None:
            return self._shown_text(response, "byline")
        person = self.entry("therapists", therapist.text)
        return None if person is None else self._shown_text(person, "name")

    def _shown_text(self, entry: ContentEntry, key: str) -> str | None:
        """Return a short form of a text, or None if its line may be private."""
        scalar = entry.scalar(key)
        if scalar is None:
            return None
        if id(scalar) not in self._texts:
            self._texts[id(scalar)] = shorten(scalar.text, _MAX_NAME) if is_shown(scalar) else None
        return self._texts[id(scalar)]

    def with_subjects(
        self, problems: Iterable[Problem], editions: Iterable[ContentEntry]
    ) -> Iterator[Problem]:
        """Yield problems, each with the edition or the answer that it is in.

        Args:
            problems: The problems, with their places.
            editions: The editions as they are written.
        """
        by_file: dict[str | None, list[ContentEntry]] = {}
        for entry in editions:
            by_file.setdefault(entry.node.source.file, []).append(entry)
        for problem in problems:
            entries = by_file.get(problem.file, ())
            edition = next((entry for entry in entries if _is_in(problem, entry)), None)
            if edition is not None and not problem.subject:
                yield evolve(problem, subject=self._subject(edition, problem))
            else:
                yield problem


def _is_in(problem: Problem, entry: ContentEntry) -> bool:
    return problem.line is not None and f"{problem.path}.".startswith(f"{entry.path}.".lstrip("."))


_IN_RESPONSE: Final = re.compile(r"responses\[\d+\]")


def build_index(
    root: MappingNode | None, entries: Mapping[str, list[ContentEntry]]
) -> ContentIndex:
    """Return an index of what has been read."""
    by_id = {
        (folder, id_.text): entry
        for folder, items in entries.items()
        for entry in items
        if (id_ := entry.scalar("id")) is not None
    }
    return ContentIndex(
        None if root is None else ContentEntry(root), lambda folder, id_: by_id.get((folder, id_))
    )


def content_index(series: Series, path: Path | None) -> ContentIndex:
    """Return an index of positions that reads a file on first access.

    Args:
        series: The series as it was loaded.
        path: The content folder or JSON file of the series, or None.

    >>> problem = tbh.Problem(code="TBH107", severity=tbh.Severity.ERROR, message="no such key")
    >>> index = content.content_index(series, series.folder)
    >>> index.locate(problem, "edition", edition.id, None, ("title",)).file
    'editions/saying-no-to-family.md'
    """
    listing = None if path is None else list_content(path)
    if listing is None or listing.root is None:
        return ContentIndex(None, lambda _, __: None)
    listing.set_names(TherapistNames.of_therapists(series.therapists))
    root = _root_of(listing.root)
    return ContentIndex(
        None if root is None else ContentEntry(root), partial(_find_entry, series, listing)
    )


def _root_of(file: ContentFile) -> MappingNode | None:
    try:
        return file.root
    except ContentError:  # it has changed since
        return None


def _find_entry(
    series: Series, listing: ContentListing, collection: str, id_: str
) -> ContentEntry | None:
    """Find an entry in the series, in the file that should hold it, or else in any other one."""
    name = series.edition(id_).slug if collection == "editions" else id_
    files = [*listing.files_of(collection)]
    likely = (file for file in files if file.kind is Series or file.stem == name)
    for file in chain(likely, files):
        if _root_of(file) is None:
            continue
        for entry in file.entries(collection):
            entry_id = entry.scalar("id")
            if entry_id is not None and entry_id.text == id_:
                return entry
    return None


def _matching_items(owner: ContentEntry, key: str, name: str, id_: str) -> Iterator[ContentEntry]:
    items = owner.node.get(key)
    for index, item in enumerate(items.items if isinstance(items, SequenceNode) else ()):
        if not isinstance(item, MappingNode):
            continue
        scalar = ContentEntry(item).scalar(name)
        if (_DEFAULTS.get(name) if scalar is None else scalar.text) == id_:
            yield ContentEntry(item, owner.path_to(f"{key}[{index}]"))


def _node_at(node: AnyNode, path: str) -> AnyNode | None:
    """Find what a path leads to; of a block of keys or items, the key above it."""
    target: AnyNode = node
    for name, index in _STEP.findall(path):
        if name and isinstance(node, MappingNode) and name in node.pairs:
            key, node = node.pairs[name]
            target = node if isinstance(node, ScalarNode) else key
        elif index and isinstance(node, SequenceNode) and int(index) < len(node.items):
            target = node = node.items[int(index)]
        else:
            return None
    return target


def _with_location(problem: Problem, node: AnyNode, path: str) -> Problem:
    location = node.problem(problem.code, problem.message)
    return Problem(
        code=problem.code,
        message=problem.message,
        severity=problem.severity,
        file=location.file,
        line=location.line,
        column=location.column,
        path=path,
        hint=problem.hint,
        length=location.length,
    )

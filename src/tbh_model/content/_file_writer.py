"""The bytes of a file of content: what is there changes only where it is to say something else.

In a page of Markdown the texts of an edition stand below the front matter. `_BodyWriter` decides
which of them can, and leaves every text as it is written that still says the same; `_yaml_patch`
edits the front matter.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final
from unicodedata import normalize

from tbh_model._attrs import define, evolve, field
from tbh_model._problems import ContentError
from tbh_model.content._converter import content_converter
from tbh_model.content._front_matter import body_start, front_range
from tbh_model.content._markdown_body import (
    INTRODUCTION,
    NOTICES,
    PARTS,
    RESPONSES,
    TEXT_PARTS,
    BodyPart,
    PageSection,
    add_parts,
    is_heading,
    split_parts,
)
from tbh_model.content._names import TherapistNames
from tbh_model.content._node import (
    AnyNode,
    MappingNode,
    NamedTherapist,
    ScalarKind,
    ScalarNode,
    SequenceNode,
    Source,
)
from tbh_model.content._references import ContentEntry
from tbh_model.content._source_files import ContentFile
from tbh_model.content._yaml_lines import begins_with_known_key
from tbh_model.content._yaml_patch import (
    Edit,
    apply_edits,
    apply_edits_to_bytes,
    differing_keys,
    patch,
    span,
    written_fields,
)
from tbh_model.content._yaml_writer import write_entries
from tbh_model.model import Edition, Notice, Response
from tbh_model.text import RichText, escape_markdown, write_markdown

Fields = Mapping[str, Any]


def file_bytes(
    file: ContentFile,
    fields: Fields,
    name: str,
    *,
    is_new: bool,
    extra_keys: frozenset[str] = frozenset(),
) -> bytes:
    """Return the bytes of a file that says what the fields of its class are to be.

    A file that is written in a way that no change fits into is written anew.

    Args:
        file: The file, whose names of therapists are those that are to be written.
        fields: What each field is to be; one that is not there has its default.
        name: The name that the file is to have.
        is_new: Whether there is no such file yet.
        extra_keys: Keys that are no fields, and are left alone.
    """
    target = evolve(file, name=name)
    for data in _candidates(file, fields, target, extra_keys, is_new=is_new):
        if _reads_back(data, target, fields, extra_keys):
            return data
    return _page(fields) if target.ending == ".md" else _text(fields)


def _candidates(
    file: ContentFile,
    fields: Fields,
    target: ContentFile,
    extra_keys: frozenset[str],
    *,
    is_new: bool,
) -> Iterator[bytes]:
    if not is_new:
        yield _patch(file, fields, target, extra_keys)
    if target.ending == ".md" and target.kind is Edition:
        yield _new_page(target, fields)


def _reads_back(
    data: bytes, target: ContentFile, fields: Fields, extra_keys: frozenset[str]
) -> bool:
    """Return whether the bytes of a file are read as what its fields are to be."""
    try:
        root = evolve(target, new_data=data).root
    except ContentError:
        return False
    return not root.source.problems and not differing_keys(root, target.kind, fields, extra_keys)


def _text(fields: Fields) -> bytes:
    return "".join(f"{line}\n" for line in write_entries(fields)).encode()


def _page(fields: Fields, body: str = "") -> bytes:
    return b"---\n" + _text(fields) + b"---\n" + (f"\n{body}".encode() if body else b"")


def _new_page(file: ContentFile, fields: Fields) -> bytes:
    """Return a new page of an edition, with its texts below the front matter."""
    writer = _BodyWriter(file, fields)
    body = writer.write().strip("\n")
    front = {
        name: written_fields(value, writer.in_body)
        for name, value in fields.items()
        if name not in writer.top and not (name == file.key and _is_implied(file, value))
    }
    return _page(front, f"{body}\n" if body else "")


def _is_implied(file: ContentFile, slug: object) -> bool:
    """Return whether the name of a file says the slug of its edition."""
    return file.kind is Edition and slug == normalize("NFC", file.stem)


def _patch(
    file: ContentFile, fields: Fields, target: ContentFile, extra_keys: frozenset[str]
) -> bytes:
    """Return the bytes of a file that is there, changed where it has to."""
    root, writer = file.root, _BodyWriter(file, fields)
    edits: list[Edit] = []
    if file.ending == ".md":
        writer.read(root, body_start(root.source.text))
        text = root.source.text
        body = writer.write()
        if body != text[writer.start :]:
            line_end = "" if text[writer.start - 1] == "\n" else "\n"
            edits.append(Edit(writer.start, len(text), f"{line_end}{body}"))
    exclude = frozenset(writer.top)
    if file.key not in front_matter(root).pairs and _is_implied(target, fields.get(file.key)):
        exclude |= {file.key}
    changed_names = differing_keys(root, file.kind, fields, exclude | extra_keys)
    edits += _therapist_edits(root, file.names or TherapistNames())
    edits += patch(
        front_matter(root),
        file.kind,
        fields,
        exclude=exclude,
        extra_keys=extra_keys,
        in_body=writer.in_body,
        changed_names=changed_names,
    )
    return apply_edits_to_bytes(file.data, edits)


def _therapist_edits(root: MappingNode, names: TherapistNames) -> Iterator[Edit]:
    """Write the id of each therapist who is named by what is not their name any more."""
    responses = root.get("responses")
    for response in responses if isinstance(responses, SequenceNode) else ():
        node = response.get("therapist") if isinstance(response, MappingNode) else None
        if not isinstance(node, NamedTherapist):
            continue
        if names.current_id(node.name) != node.text:
            yield Edit(*span(node), node.text)


def converted_bytes(file: ContentFile, fields: Fields, name: str) -> bytes:
    """Return the bytes of the file of an edition as a page of Markdown, or as YAML.

    Comments and layout of the keys stay. What is in its form already stays byte for byte.

    Args:
        file: The file as it is.
        fields: What it says.
        name: The name that it is to have.
    """
    target = evolve(file, name=name)
    data = _as_page(file, fields, target) if target.ending == ".md" else _as_yaml(file, fields)
    if _reads_back(data, target, fields, frozenset()):
        return data
    return _new_page(target, fields) if target.ending == ".md" else _text(fields)


def _as_page(file: ContentFile, fields: Fields, target: ContentFile) -> bytes:
    """Put the texts of an edition below its keys."""
    root, writer = front_matter(file.root), _BodyWriter(target, fields)
    body = writer.write().strip("\n")
    front = {name: value for name, value in fields.items() if name not in writer.top}
    if _is_implied(target, fields.get(file.key)):
        del front[file.key]
    changed_names = [name for name in root.pairs if name not in front]
    changed_names += [name for name, value in front.items() if _has_texts(value, writer.in_body)]
    edits = patch(root, Edition, front, in_body=writer.in_body, changed_names=changed_names)
    text, below = root.source.text, f"\n{body}\n" if body else ""
    if file.ending == ".md":
        is_done = not edits  # nothing of the front matter belongs below it
        edits.append(Edit(body_start(text), len(text), below))
        return file.data if is_done else apply_edits_to_bytes(file.data, edits)
    end = "---\n" if text.endswith("\n") else "\n---\n"
    edits += [Edit(0, 0, "---\n"), Edit(len(text), len(text), f"{end}{below}")]
    return apply_edits_to_bytes(file.data, edits)


def _has_texts(value: object, in_body: Mapping[int, frozenset[str]]) -> bool:
    values = value if isinstance(value, tuple) else (value,)
    return any(id(item) in in_body for item in values)


def _as_yaml(file: ContentFile, fields: Fields) -> bytes:
    """Put the texts of a page of Markdown among its keys."""
    root = file.root
    text = root.source.text
    front = front_matter(root)
    first, last = front_range(text)
    slug = frozenset() if file.key in front.pairs else {file.key}
    edits = patch(front, Edition, fields, exclude=frozenset(slug))
    return apply_edits_to_bytes(file.data, (Edit(0, first, ""), *edits, Edit(last, len(text), "")))


def front_matter(root: MappingNode) -> MappingNode:
    """Return a tree without what is not written in its YAML."""
    pairs: dict[str, tuple[ScalarNode, AnyNode]] = {}
    for name, (key, value) in root.pairs.items():
        if key.span is not None:
            pairs[name] = (key, _front_value(value))
    node = MappingNode(root.source, root.line, root.column, pairs)
    node.span = root.span
    return node


def _front_value(value: AnyNode) -> AnyNode:
    if isinstance(value, MappingNode):
        if value.span is None:  # a short form that became a group: its one value is written
            return next(iter(value.pairs.values()))[1]
        return front_matter(value)
    if isinstance(value, SequenceNode):
        node = SequenceNode(value.source, value.line, value.column, [*map(_front_value, value)])
        node.span = value.span
        return node
    return value


@define
class _BodyWriter:
    """Writes the text below the front matter of a page of Markdown."""

    file: ContentFile
    fields: Fields
    in_body: dict[int, frozenset[str]] = field(factory=dict)
    """The fields of each value that stand below the front matter, by its identity."""
    top: set[str] = field(factory=set)
    """The fields of the edition itself that do."""
    root: MappingNode | None = None
    start: int = 0
    """The first character of the text in the file as it is."""
    _parts: dict[str, BodyPart] = field(factory=dict)

    def read(self, root: MappingNode, start: int) -> None:
        """Take what is written there, which stays as it is where it says the same."""
        self.root, self.start = root, start
        if self.file.kind is Edition:
            parts = split_parts(root.source, start)
            self._parts = {part.section.heading.text: part for part in parts}

    def write(self) -> str:
        """Return the text, and decide what stands in it."""
        if self.file.kind is not Edition:
            return self._one_text(self.file.body, self._old_text())
        chunks = {"": self._one_text(INTRODUCTION, self._slice(self._parts.get("")))}
        for part, (key, name) in TEXT_PARTS.items():
            chunks[part] = self._text_part(part, key, name)
        chunks[RESPONSES] = self._responses()
        chunks[NOTICES] = self._notices()
        text = _join(chunks[name] for name in self._order() if chunks[name])
        is_end_new = text.endswith("\n\n") and not self._old_text().endswith("\n\n")
        return f"{text.rstrip()}\n" if is_end_new else text

    def _order(self) -> list[str]:
        """Return the parts in the order in which they stand, new ones in their usual place."""
        order = [name for name in self._parts if name in PARTS]
        for place, name in enumerate(PARTS):
            if name not in order:
                above = [order.index(other) + 1 for other in PARTS[:place] if other in order]
                order.insert(max(above, default=0), name)
        return ["", *order]

    def _old_text(self) -> str:
        return "" if self.root is None else self.root.source.text[self.start :]

    def _slice(self, part: BodyPart | None) -> str:
        if part is None or self.root is None:
            return ""
        return self.root.source.text[part.section.start : part.end]

    def _one_text(self, key: str, old: str) -> str:
        """Return the text that stands alone, or above all parts."""
        node = _body_node(self.root, key)
        if _is_in_front(self.root, key) or (self.root is None and self.file.kind is not Edition):
            return old
        value = self.fields.get(key, RichText())
        if node is not None and _says(node, value):
            self.top.add(key)
            return old
        if not value:
            return "" if node is not None or self.root is None else old
        words = _markdown(value)
        if self.file.kind is Edition and not _stands_alone(words):
            return ""
        self.top.add(key)
        if node is None or node.span is None:
            return f"\n{words}\n\n"
        begin, end = (position - self.start for position in node.span)
        return f"{old[:begin]}{words}{old[end:]}"

    def _text_part(self, part: str, key: str, name: str) -> str:
        """Return a part that is one text."""
        value = self.fields.get(key)
        group = None if self.root is None else self.root.get(key)
        group = group if isinstance(group, MappingNode) else None
        node, old = _body_node(group, name), self._parts.get(part)
        words = RichText() if value is None else getattr(value, name)
        if not words:
            return self._slice(old) if node is None else ""
        if _is_in_front(group, name):
            return self._slice(old)
        if node is not None and _says(node, words):
            self.in_body[id(value)] = frozenset({name})
            return self._slice(old)
        text = _markdown(words)
        expected = {**_NEXT, key: {name: f"{text}\n"}}
        if _read(f"# {part}\n\n{text}\n\n{_NEXT_PART}") != expected:
            return ""
        self.in_body[id(value)] = frozenset({name})
        if old is None or self.root is None:
            return f"\n# {part}\n\n{text}\n\n"
        if node is None or node.span is None:
            return f"{self._slice(old).rstrip()}\n\n{text}\n\n"
        whole = self.root.source.text
        begin, end = node.span
        return f"{whole[old.section.start : begin]}{text}{whole[end : old.end]}"

    def _responses(self) -> str:
        responses: tuple[Response, ...] = self.fields.get("responses", ())
        sections = self._sections_of_responses()
        old = self._parts.get(RESPONSES)
        all_in_front = self.root is not None and bool(self._old_responses()) and not sections
        chunks = [
            self._response(response, sections, all_in_front=all_in_front) for response in responses
        ]
        text = _join(filter(None, chunks))
        if old is None:
            return f"\n# {RESPONSES}\n{text}" if text else ""
        head = self._old_text()[old.section.start - self.start : old.section.end - self.start]
        return _join((head, text)) if text or not sections else ""

    def _old_responses(self) -> dict[str, MappingNode]:
        items = None if self.root is None else self.root.get("responses")
        return {
            id_.text: item
            for item in (items if isinstance(items, SequenceNode) else ())
            if isinstance(item, MappingNode) and (id_ := ContentEntry(item).scalar("id"))
        }

    def _sections_of_responses(self) -> dict[str, tuple[PageSection, str | None]]:
        """Return the section of each response, and the key that its heading repeats."""
        if self.root is None or RESPONSES not in self._parts:
            return {}
        sections = {section.heading.span: section for section in self._parts[RESPONSES].children}
        headings = self.root.source.headings
        ids = ((ContentEntry(heading.response).scalar("id"), heading) for heading in headings)
        return {
            id_.text: (sections[heading.node.span], heading.key)
            for id_, heading in ids
            if id_ is not None and heading.node.span in sections
        }

    def _response(
        self,
        response: Response,
        sections: Mapping[str, tuple[PageSection, str | None]],
        *,
        all_in_front: bool,
    ) -> str:
        """Return the section of a response, and note which of its texts stand in it."""
        node = self._old_responses().get(response.id)
        section, key = sections.get(response.id, (None, None))
        texts = {name: text for name, text in _texts_of(response) if not _is_in_front(node, name)}
        if node is None and all_in_front:
            return ""
        old_nodes = {name: old for name in _TEXTS if (old := _body_node(node, name)) is not None}
        unchanged = {name for name, old in old_nodes.items() if _says(old, getattr(response, name))}
        names = frozenset(texts) if unchanged == texts.keys() else _names_that_fit(texts, unchanged)
        if not names:
            return ""
        self.in_body[id(response)] = names
        if section is None or self.root is None or old_nodes.keys() != names:
            chosen = {name: text for name, text in texts.items() if name in names}
            return _section_text(self._heading(response), chosen)
        whole = self.root.source.text
        edits = [
            Edit(*span(old), _response_text(name, texts[name]))
            for name, old in old_nodes.items()
            if name not in unchanged
        ]
        if not self._is_heading_of(section.heading.text, key, response):
            edits.append(Edit(*span(section.heading), self._heading(response)))
        return apply_edits(whole, edits, start=section.start, end=section.end)

    def _is_heading_of(self, words: str, key: str | None, response: Response) -> bool:
        """Return whether a heading still names a response."""
        if key is not None:
            return words == (response.id if key == "id" else response.therapist)
        names = self.file.names or TherapistNames()
        return names.current_id(words) == response.therapist

    def _heading(self, response: Response) -> str:
        """Return what names a response: the name of its therapist, if nobody else can be meant."""
        panel = [item.therapist for item in self.fields.get("responses", ())]
        names = self.file.names or TherapistNames()
        taken = {item.id for item in self.fields.get("responses", ())} | {*panel}
        name = names.name_of(response.therapist)
        is_clear = panel.count(response.therapist) == 1 and name not in taken
        return name if name and is_clear and is_heading(name) else response.id

    def _notices(self) -> str:
        """Return the notices, all of which stand here or none."""
        notices: tuple[Notice, ...] = self.fields.get("notices", ())
        old = self._parts.get(NOTICES)
        node = None if self.root is None else self.root.get("notices")
        if not notices or _is_in_front(self.root, "notices"):
            return ""
        if node is not None and _says(node, notices, tuple[Notice, ...]):
            self.top.add("notices")
            return self._slice(old)
        texts = [(str(notice.kind), _markdown(notice.text)) for notice in notices]
        chunks = [f"## {kind}\n\n{text}\n\n" for kind, text in texts]
        words = f"\n# {NOTICES}\n\n{''.join(chunks)}"
        expected = [{"kind": kind, "text": f"{text}\n"} for kind, text in texts]
        has_channels = any(notice.channels is not None for notice in notices)
        if has_channels or _read(f"{words}{_NEXT_PART}") != {**_NEXT, "notices": expected}:
            return ""
        self.top.add("notices")
        return words


def _is_in_front(node: MappingNode | None, key: str) -> bool:
    """Return whether a key stands in the front matter."""
    return node is not None and key in node.pairs and node.pairs[key][0].span is not None


def _body_node(node: MappingNode | None, key: str) -> ScalarNode | None:
    """Return the text of a key that stands below the front matter."""
    value = None if node is None or _is_in_front(node, key) else node.get(key)
    return value if isinstance(value, ScalarNode) else None


def _says(node: AnyNode, value: object, kind: Any = RichText) -> bool:
    """Return whether a node says a value, or the words of a quote."""
    if isinstance(value, str):
        return isinstance(node, ScalarNode) and node.text == value
    written: object = content_converter().structure(node, kind)
    return written == value


def _markdown(text: RichText) -> str:
    return (text.source or write_markdown(text)).strip("\n")


def _texts_of(response: Response) -> Iterator[tuple[str, str]]:
    """Yield the texts of a response as they are to be read back."""
    if response.quote is not None:
        yield "quote", response.quote
    if response.answer:
        yield "answer", f"{_markdown(response.answer)}\n"


def _response_text(name: str, text: str) -> str:
    """Return a text of a response as it is written."""
    if name == "answer":
        return text.strip("\n")
    return "\n".join(f"> {line}".rstrip(" ") for line in text.split("\n"))


def _section_text(heading: str, texts: Mapping[str, str]) -> str:
    words = "".join(f"{_response_text(name, text)}\n\n" for name, text in texts.items())
    return f"\n## {heading}\n\n{words}"


def _stands_alone(words: str) -> bool:
    """Return whether a text is read as the introduction."""
    first_line = words.partition("\n")[0]
    expected = {**_NEXT, INTRODUCTION: f"{words}\n"}
    is_text = not begins_with_known_key(first_line)
    return is_text and _read(f"{words}\n\n{_NEXT_PART}") == expected


# The texts of a response, in the order in which they are written.
_TEXTS: Final = ("quote", "answer")


def _names_that_fit(texts: Mapping[str, str], unchanged: Collection[str]) -> frozenset[str]:
    """Return which texts of a response can stand below the front matter and be read back.

    A quote that stands there already may have signs that Markdown would not print.
    """
    for names in (_TEXTS, *((name,) for name in reversed(_TEXTS))):
        chosen = {name: texts[name] for name in names if name in texts}
        is_plain = "quote" in unchanged or _is_plain(chosen.get("quote", ""))
        if len(chosen) == len(names) and is_plain:
            section = _section_text(_FIRST_ID, chosen)
            first = {"id": _FIRST_ID, **chosen}
            expected = {"responses": [first, *_NEXT["responses"]]}
            if _read(f"# {RESPONSES}\n\n{section}{_NEXT_RESPONSE}", _FIRST_ID) == expected:
                return frozenset(names)
    return frozenset()


def _is_plain(quote: str) -> bool:
    """Return whether Markdown would print a quote as it is written."""
    lines = quote.split("\n")
    return all(line == line.strip() and escape_markdown(f"{line}.") == f"{line}." for line in lines)


# What follows a text, so that one that would run on into it is seen.
_FIRST_ID, _NEXT_ID = "r-1", "r-2"
_NEXT_RESPONSE: Final = f"## {_NEXT_ID}\n\nNext.\n"
_NEXT_PART: Final = f"# {RESPONSES}\n\n{_NEXT_RESPONSE}"
_NEXT: Final[Mapping[str, Any]] = {"responses": [{"id": _NEXT_ID, "answer": "Next.\n"}]}


def _read(body: str, *ids: str) -> object:
    """Return how a text below front matter is read, as plain data; None with its problems."""
    source = Source(None, body)
    items: list[AnyNode] = [
        MappingNode(source, 1, 1, {"id": (_word(source, "id"), _word(source, id_))})
        for id_ in (*ids, _NEXT_ID)
    ]
    responses = SequenceNode(source, 1, 1, items)
    root = MappingNode(source, 1, 1, {"responses": (_word(source, "responses"), responses)})
    return None if add_parts(root, source, 0) else _plain(root)


def _word(source: Source, text: str) -> ScalarNode:
    return ScalarNode(source, 1, 1, text, ScalarKind.TEXT)


def _plain(node: AnyNode) -> object:
    if isinstance(node, MappingNode):
        return {key: _plain(value) for key, (_, value) in node.pairs.items()}
    if isinstance(node, SequenceNode):
        return [_plain(item) for item in node]
    return node.text


def _join(chunks: Iterable[str]) -> str:
    """Join texts, of which a new one begins with a line feed: it wants an empty line above it."""
    text = ""
    for chunk in chunks:
        if chunk.startswith("\n") or not text.endswith("\n"):
            text = f"{text.rstrip()}\n\n" if text.strip() else ""
        text += chunk.removeprefix("\n") if text else chunk
    return text

"""The text below the front matter of an edition: its parts, and its responses by their headings.

A heading of level one begins a part, and one of level two a response or a notice. Everything else
is the Markdown of some field. The texts become nodes in the tree of the front matter, so that
whoever reads the tree need not know where they are written.
"""

import re
from collections.abc import Iterator
from typing import Final

from tbh_model._attrs import define, field, frozen
from tbh_model._errors import closest
from tbh_model._problems import Problem
from tbh_model.content._node import (
    BLOCK_QUOTE,
    AnyNode,
    MappingNode,
    Node,
    ResponseHeading,
    ScalarKind,
    ScalarNode,
    SequenceNode,
    Source,
    describe,
)
from tbh_model.content._references import ContentEntry

# The key of the text above the first part.
INTRODUCTION: Final = "introduction"
# The parts that hold one text: the field of the edition, and the one of its value.
TEXT_PARTS: Final = {
    "Challenge": ("challenge", "background"),
    "Challengers": ("challengers", "introduction"),
}
RESPONSES: Final = "Responses"
NOTICES: Final = "Notices"
PARTS: Final = (*TEXT_PARTS, RESPONSES, NOTICES)
_ATX: Final = re.compile(r"^(#{1,2})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$", re.MULTILINE)
# What may hide a heading, or be one that does not begin with `#` at the left: code, HTML, an
# underline, an indented line. Without it, every line that looks like a heading is one.
_UNCLEAR: Final = re.compile(
    r"^ {0,3}(?:```|~~~|<|=+[ \t]*$|-+[ \t]*$)|^ {1,3}#{1,2}(?:[ \t]|$)", re.MULTILINE
)
# What is cut at the edges of a text; other white space, such as U+00A0, is a part of it.
_BLANK: Final = " \t\n"
_NO_SPACE: Final = re.compile(r"#{1,2}([^\s#].*)")
_QUOTE_LINE: Final = re.compile(r" {0,3}> ?(.*)")


@frozen
class PageSection:
    """A heading of level one or two with the text below it; the first one has no heading."""

    level: int
    heading: ScalarNode
    """The words of the heading, where they stand."""
    start: int
    """The first character of the heading in the source."""
    body: int
    """The first character of the text."""
    end: int
    """The character behind the text."""


def split_sections(source: Source, start: int) -> list[PageSection]:
    """Return the sections of a text that begins at some character of a source."""
    text = source.text[start:]
    marks = _parsed_headings(text) if _UNCLEAR.search(text) else _atx_headings(text)
    ends = [mark[1] for mark in marks[1:]]
    sections: list[PageSection] = []
    for (level, begin, below, words), end in zip(marks, [*ends, len(text)], strict=True):
        line = source.line_at(start + begin)
        written = source.text.find(words, start + begin) if words else start + begin
        column = written - source.text.rfind("\n", 0, written)
        heading = ScalarNode(source, line, column, words, ScalarKind.TEXT)
        heading.span = (written, written + len(words))
        sections.append(PageSection(level, heading, start + begin, start + below, start + end))
    return sections


# A heading: its level, where it begins, where the text below it begins, and its words.
_Mark = tuple[int, int, int, str]


def is_heading(words: str) -> bool:
    """Return whether words are read back when they are written as a heading."""
    match = _ATX.fullmatch(f"## {words}")
    return match is not None and match[2] == words


def _atx_headings(text: str) -> list[_Mark]:
    """Return the headings of a text in which every line that looks like one is one."""
    marks: list[_Mark] = [(0, 0, 0, "")]
    # a search for each `#` at the left is several times as fast as a pattern on every line
    lines = f"\n{text}"
    at = lines.find("\n#")
    while at >= 0:
        match = _ATX.match(text, at)
        if match is not None:
            marks.append((len(match[1]), at, min(match.end() + 1, len(text)), match[2] or ""))
        at = lines.find("\n#", at + 1)
    return marks


def _parsed_headings(text: str) -> list[_Mark]:
    """Return the headings that a parser of Markdown sees outside lists, quotations and code."""
    import pyromark  # a compiled library, only for those who read Markdown

    marks: list[_Mark] = [(0, 0, 0, "")]
    data = text.encode()
    depth = 0
    for event, place in pyromark.events_with_range(text):
        if not isinstance(event, dict):
            continue
        if "Start" in event:
            level = _heading_level(event["Start"])
            if depth == 0 and level in {1, 2}:
                begin = len(data[: place["start"]].decode())
                raw = data[place["start"] : place["end"]].decode()
                below = begin + len(raw)
                marks.append((level, begin, below, _heading_words(raw)))
            depth += 1
        elif "End" in event:
            depth -= 1
    return marks


def _heading_level(start: object) -> int:
    """Return the level of the heading that an event opens; 0 for anything else."""
    data = start.get("Heading") if isinstance(start, dict) else None
    name = str(data.get("level", "")) if isinstance(data, dict) else ""
    return int(name[1:]) if name[:1] == "H" else 0


def _heading_words(raw: str) -> str:
    """Return the words of a heading as they are written."""
    first = raw.split("\n", 1)[0].strip()
    match = _ATX.match(first)
    return (match[2] or "") if match else first


@frozen
class BodyPart:
    """A part of an edition: its heading, and the sections of level two within it."""

    section: PageSection
    children: tuple[PageSection, ...] = ()

    @property
    def end(self) -> int:
        """The character behind its text."""
        return self.children[-1].end if self.children else self.section.end


def split_parts(source: Source, start: int) -> list[BodyPart]:
    """Return the parts of a text; the first one is what stands above all headings."""
    parts: list[list[PageSection]] = []
    for section in split_sections(source, start):
        if section.level == HEADING_OF_RESPONSE:
            parts[-1].append(section)
        else:
            parts.append([section])
    return [BodyPart(section, tuple(children)) for section, *children in parts]


# Level of the heading of a response or a notice.
HEADING_OF_RESPONSE: Final = 2


def add_parts(root: MappingNode, source: Source, start: int) -> list[Problem]:
    """Add the texts below the front matter of an edition to its tree, and return the problems."""
    return _PartReader(source, root).read(split_parts(source, start))


def text_node(source: Source, start: int, end: int) -> ScalarNode | None:
    """Return the text of a range of a source, without blank lines around it; None without words."""
    text = source.text[start:end]
    words = text.strip(_BLANK)
    if not words:
        return None
    first = max(start, source.text.rfind("\n", start, start + text.index(words)) + 1)
    last = start + len(text.rstrip(_BLANK))
    line = source.line_at(first)
    node = ScalarNode(source, line, 1, f"{source.text[first:last]}\n", ScalarKind.TEXT)
    node.span = (first, last)
    return node


def quote_end(text: str, start: int, end: int) -> int | None:
    """Return the end of the block quote that a range of a text begins with, if it does."""
    position = start
    is_quote = False
    while position < end:
        stop = text.find("\n", position, end)
        stop = end if stop < 0 else stop
        line = text[position:stop]
        if _QUOTE_LINE.fullmatch(line):
            is_quote = True
        elif is_quote or line.strip():
            break
        position = min(stop + 1, end)
    return position if is_quote else None


def add_text(node: MappingNode, key: str, place: Node, value: AnyNode) -> list[Problem]:
    """Add a key that stands below the front matter, unless the front matter has it already."""
    if key in node.pairs:
        message = f"`{key}` stands in the front matter and below it"
        related = (place.position("and here"),)
        return [
            node.pairs[key][0].problem(
                "TBH105", message, hint="keep one of the two", related=related
            )
        ]
    # without a span: who edits the front matter passes over it
    name = ScalarNode(node.source, place.line, place.column, key, ScalarKind.TEXT)
    node.pairs[key] = (name, value)
    return []


@define
class _PartReader:
    """Adds the parts of one edition to its tree."""

    source: Source
    root: MappingNode
    problems: list[Problem] = field(factory=list)
    _sections_by_name: dict[str, PageSection] = field(factory=dict)
    _responses_by_key: dict[str, dict[str | None, list[MappingNode]]] = field(factory=dict)

    def read(self, parts: list[BodyPart]) -> list[Problem]:
        """Add all parts, and return what is wrong with them."""
        introduction, *others = parts
        heading = introduction.section.heading
        self._add_text(
            self.root, INTRODUCTION, heading, introduction.section.start, introduction.end
        )
        for part in others:
            heading = part.section.heading
            if heading.text not in PARTS:
                self.problems.append(_unknown_part(heading))
            elif self._is_first(heading.text, part.section):
                self._add_part(part)
        return self.problems

    def _add_part(self, part: BodyPart) -> None:
        heading = part.section.heading
        if heading.text == RESPONSES:
            self._refuse_text(part.section, "a heading `## Name` begins the answer of that person")
            for section in part.children:
                self._add_response(section)
        elif heading.text == NOTICES:
            self._add_notices(part)
        else:
            key, name = TEXT_PARTS[heading.text]
            node = self._group(key, heading)
            if node is not None:
                self._add_text(node, name, heading, part.section.body, part.end)

    def _group(self, key: str, heading: ScalarNode) -> MappingNode | None:
        """Return the group of a key of the front matter; a short form becomes one."""
        place = ScalarNode(self.source, heading.line, heading.column, key, ScalarKind.TEXT)
        own_key, value = self.root.pairs.get(key, (place, None))
        if value is None or (isinstance(value, ScalarNode) and value.is_null):
            group = MappingNode(self.source, heading.line, heading.column, {})
        elif isinstance(value, ScalarNode) and key == "challengers":
            group = MappingNode(self.source, value.line, value.column, {"name": (own_key, value)})
        else:
            return value if isinstance(value, MappingNode) else None
        self.root.pairs[key] = (own_key, group)
        return group

    def _is_first(self, name: str, section: PageSection) -> bool:
        first = self._sections_by_name.setdefault(name, section)
        if first is not section:
            message = f"the heading {describe(section.heading)} stands twice"
            related = (first.heading.position("first used here"),)
            self.problems.append(
                section.heading.problem(
                    "TBH105", message, hint="put the texts under one of them", related=related
                )
            )
        return first is section

    def _add_text(
        self, node: MappingNode, key: str, heading: ScalarNode, start: int, end: int
    ) -> None:
        text = text_node(self.source, start, end)
        if text is not None:
            self.problems += add_text(node, key, heading, text)

    def _refuse_text(self, section: PageSection, hint: str) -> None:
        """Report words between the heading of a part and the first one below it."""
        text = text_node(self.source, section.body, section.end)
        if text is not None:
            message = f"this text under `# {section.heading.text}` belongs to nobody"
            self.problems.append(_first_line(text).problem("TBH138", message, hint=hint))

    def _add_response(self, section: PageSection) -> None:
        response = self._response_of(section)
        if response is None:
            return
        source, start = self.source, section.body
        stop = quote_end(source.text, section.body, section.end)
        if stop is not None:
            quote = _quote_node(source, start, stop)
            self.problems += add_text(response, "quote", section.heading, quote)
            rest = source.text[stop : section.end].partition("\n")[0]
            if rest.strip():
                self.problems.append(_torn_quote(Node(source, source.line_at(stop), 1), rest))
            start = stop
        self._add_text(response, "answer", section.heading, start, section.end)
        self.problems += _missing_spaces(source, section)

    def _response_of(self, section: PageSection) -> MappingNode | None:
        """Return the response that a heading names, or report why it names none."""
        heading = section.heading
        matches, key = self._matches(heading.text)
        if len(matches) != 1:
            self.problems.append(self._unknown_response(heading, matches))
            return None
        if not self._is_first(str(id(matches[0])), section):
            return None
        self.source.headings.append(ResponseHeading(heading, matches[0], key))
        self.source.uses_names |= key is None
        return matches[0]

    def _matches(self, words: str) -> tuple[list[MappingNode], str | None]:
        """Return the responses that words may stand for, and by which of their keys."""
        for key in ("id", "therapist"):
            matches = self._responses_with(key, words)
            if matches:
                return matches, key
        ids = self.source.names.ids_of(words)
        if len(ids) > 1:
            return [], None
        matches = [match for id_ in ids for match in self._responses_with("therapist", id_)]
        return matches or self._responses_by_nobody(), None

    def _responses_by_nobody(self) -> list[MappingNode]:
        """Return the response whose therapist there is not, if it is the only one.

        The heading is its own, most likely, and what is wrong is the reference.
        """
        known_ids = self.source.names.ids
        strangers = [
            response
            for response in self._responses()
            if (_scalar_text(response, "therapist") or "") not in {"", *known_ids}
        ]
        return strangers if known_ids and len(strangers) == 1 else []

    def _responses_with(self, key: str, text: str) -> list[MappingNode]:
        """Return the responses whose id, or whose therapist, is a text."""
        if not self._responses_by_key:
            self._responses_by_key = {"id": {}, "therapist": {}}
            for name, index in self._responses_by_key.items():
                for response in self._responses():
                    index.setdefault(_scalar_text(response, name), []).append(response)
        return self._responses_by_key[key].get(text, [])

    def _responses(self) -> Iterator[MappingNode]:
        items = self.root.get("responses")
        for item in items if isinstance(items, SequenceNode) else ():
            if isinstance(item, MappingNode):
                yield item

    def _unknown_response(self, heading: ScalarNode, matches: list[MappingNode]) -> Problem:
        """Return the problem of a heading that names no response, or several."""
        names = self.source.names
        if matches:
            ids = tuple(_scalar_text(match, "id") or "..." for match in matches)
            message = f"{len(ids)} responses are by {describe(heading)}"
            hint = f"write the id: {' or '.join(f'`## {id_}`' for id_ in ids)}"
            return heading.problem("TBH130", message, hint=hint)
        ids = names.ids_of(heading.text)
        if len(ids) > 1:
            message = f"{describe(heading)} is the name of {len(ids)} therapists"
            hint = f"write the id of one: {' or '.join(f'`## {id_}`' for id_ in ids)}"
            return heading.problem("TBH130", message, hint=hint)
        message = f"no response of this edition is by {describe(heading)}"
        if ids:
            hint = f"add `- {{id: ..., therapist: {ids[0]}}}` to `responses` in the front matter"
            return heading.problem("TBH130", message, hint=hint)
        suggestion = closest(heading.text, tuple(self._heading_names()))
        hint = "write the name, or the id, of somebody in `responses` of the front matter"
        if suggestion:
            hint = f"did you mean `## {suggestion}`?"
        return heading.problem("TBH130", message, hint=hint)

    def _heading_names(self) -> Iterator[str]:
        """Yield every heading that would name a response."""
        for response in self._responses():
            therapist = _scalar_text(response, "therapist")
            yield from filter(None, (_scalar_text(response, "id"), therapist))
            name = self.source.names.name_of(therapist)
            if name is not None:
                yield name

    def _add_notices(self, part: BodyPart) -> None:
        heading = part.section.heading
        notices = SequenceNode(self.source, heading.line, heading.column, [])
        self._refuse_text(part.section, "a heading such as `## crisis` says which notice it is")
        for section in part.children:
            text = text_node(self.source, section.body, section.end)
            if text is not None and self._is_first(f"## {section.heading.text}", section):
                pairs: dict[str, tuple[ScalarNode, AnyNode]] = {}
                notice = MappingNode(
                    self.source, section.heading.line, section.heading.column, pairs
                )
                add_text(notice, "kind", section.heading, section.heading)
                add_text(notice, "text", section.heading, text)
                notices.items.append(notice)
        if notices.items:
            self.problems += add_text(self.root, "notices", heading, notices)


def _scalar_text(node: MappingNode, key: str) -> str | None:
    scalar = ContentEntry(node).scalar(key)
    return None if scalar is None else scalar.text


def _quote_node(source: Source, start: int, end: int) -> ScalarNode:
    """Return the words of a block quote, byte for byte."""
    first = source.text.index(">", start)
    first = source.text.rfind("\n", 0, first) + 1
    last = first + len(source.text[first:end].rstrip("\n"))
    lines = source.text[first:last].split("\n")
    words = "\n".join(match[1] for line in lines if (match := _QUOTE_LINE.fullmatch(line)))
    node = ScalarNode(source, source.line_at(first), 1, words, ScalarKind.TEXT, BLOCK_QUOTE)
    node.span = (first, last)
    return node


def _first_line(text: ScalarNode) -> Node:
    line = text.text.partition("\n")[0]
    indent = len(line) - len(line.lstrip())
    return ScalarNode(text.source, text.line, indent + 1, line.strip(), ScalarKind.TEXT)


def _unknown_part(heading: ScalarNode) -> Problem:
    suggestion = closest(heading.text, PARTS)
    message = f"{describe(heading)} is no part of an edition"
    hint = (
        f"did you mean `# {suggestion}`?"
        if suggestion
        else (
            f"parts are {', '.join(f'`# {name}`' for name in PARTS)}; "
            "begin a heading within a text with more `#`"
        )
    )
    return heading.problem("TBH138", message, hint=hint)


def _torn_quote(place: Node, rest: str) -> Problem:
    message = "this line follows the block quote without an empty line between them"
    hint = "begin it with `>`, if it is quoted; or leave an empty line above it"
    node = ScalarNode(place.source, place.line, 1, rest.rstrip(), ScalarKind.TEXT)
    return node.problem("TBH138", message, hint=hint)


def _missing_spaces(source: Source, section: PageSection) -> Iterator[Problem]:
    """Report what was to be a heading, and would be printed among the words of somebody else."""
    if "\n#" not in source.text[section.body - 1 : section.end]:
        return
    first = source.line_at(section.body)
    is_code = False
    for number, line in enumerate(source.text[section.body : section.end].split("\n"), first):
        is_code ^= line.lstrip().startswith(("```", "~~~"))
        match = None if is_code else _NO_SPACE.fullmatch(line)
        if match and (line.startswith("##") or match[1].strip() in PARTS):
            node = ScalarNode(source, number, 1, line, ScalarKind.TEXT)
            marks = "##" if line.startswith("##") else "#"
            message = f"a space is missing after `{marks}`, so that this is no heading"
            yield node.problem("TBH138", message, hint=f"write `{marks} {match[1].strip()}`")

"""Parts of old posts: quotes, the lines that sign them, and what is told of a page."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from tbh_model._attrs import define, field
from tbh_model.importers._columns import plain_words, read_instant
from tbh_model.importers._contract import AccountLine, Cell, Fate
from tbh_model.model import Series
from tbh_model.text import Block, BlockQuote, LineBreak, Paragraph, RichText, words, write_plain

QUOTED: Final = re.compile(r"[“«„\"]\s*(.*?)\s*[”»“\"]", re.DOTALL)
_ATTRIBUTION: Final = re.compile(r"\s*[—–―-]{1,2}\s*(\S.*)", re.DOTALL)
# Characters of the longest line that can be a title or sign a quote.
LONGEST_HEADING: Final = 200


def one_line_text(text: str) -> str:
    """Return a text on one line."""
    return " ".join(text.split())


def first_quote(blocks: Sequence[Block]) -> int | None:
    """Return the number of the first quote that somebody has signed."""
    for number, block in enumerate(blocks):
        quote = quote_of(block)
        following = blocks[number + 1] if number + 1 < len(blocks) else None
        is_signed = following is not None and attribution_of(following) is not None
        if quote is not None and (quote[1] is not None or is_signed):
            return number
    return None


def quote_of(block: Block) -> tuple[str, str | None] | None:
    """Return the words of a block that is a quote, and the line below them that signs it."""
    if isinstance(block, BlockQuote):
        lines = write_plain(RichText(blocks=(block,))).split("\n")
        text = "\n".join(line.removeprefix(">").removeprefix(" ") for line in lines)
    elif isinstance(block, Paragraph):
        text = "".join(
            "\n" if isinstance(inline, LineBreak) else words((inline,)) for inline in block.children
        )
    else:
        return None
    head, _, last = text.strip().rpartition("\n")
    signature = _ATTRIBUTION.fullmatch(last) if head else None
    quoted = head.strip() if signature else text.strip()
    inside = QUOTED.fullmatch(quoted)
    is_whole = inside is not None and not re.search(r"[“”«»]", _outside_nested(inside[1]))
    if not isinstance(block, BlockQuote) and not is_whole:
        return None
    by = one_line_text(signature[1]) if signature else None
    quote = inside[1] if inside is not None and is_whole else quoted
    return (quote, by) if quote.strip() else None


def _outside_nested(text: str) -> str:
    """Return a text without quotations inside it, of which each is opened and closed."""
    return re.sub(r"“[^“”]*”|«[^«»]*»", "", text)


def attribution_of(block: Block) -> str | None:
    """Return the name in a line such as `— Dana Okafor, RP`."""
    if not isinstance(block, Paragraph):
        return None
    found = _ATTRIBUTION.fullmatch(words(block.children))
    return one_line_text(found[1]) if found and len(found[1]) <= LONGEST_HEADING else None


@define
class Metadata:
    """Reads what a source tells of a post: dates, author, description, tags."""

    series: Series
    title: str
    place: str
    """Where the post is in its source; empty if it is the whole."""
    account: list[AccountLine] = field(factory=list)

    def read(self, cells: Sequence[Cell]) -> Iterator[tuple[str, object]]:
        """Yield fields of an edition; each only once."""
        found: set[str] = set()
        for cell in cells:
            name = next(
                (name for name, known in _METADATA.items() if plain_words(cell.heading) in known),
                None,
            )
            value = None if name in found or name is None else self._value(name, cell.text)
            note = "it tells of the page" if name is None else "it cannot be used"
            if name is not None and value is not None:
                found.add(name)
                yield name, value
            elif name is not None and name in found:
                note = "the same is told before"
            elif one_line_text(cell.text) == self.title:
                value, name = self.title, "title"
            fate = Fate.LEFT_OUT if value is None else Fate.PLACED
            self.account.append(
                AccountLine(
                    place=", ".join(filter(None, (self.place, f'"{cell.heading}"'))),
                    text=cell.text,
                    fate=fate,
                    note=note if value is None else name or "",
                )
            )

    def _value(self, name: str, text: str) -> object:
        match name:
            case "published":
                return self._instant(text)
            case "byline":
                return (one_line_text(text),)
            case "tags":
                parts = re.split(r"[,;\n]", text.strip("[] \n"))
                tags = (one_line_text(part.strip(" -\"'")) for part in parts)
                return tuple(dict.fromkeys(filter(None, tags))) or None
            case _:
                return text.strip() or None

    def _instant(self, text: str) -> datetime | None:
        zone = self.series.time_zone
        return read_instant(text.strip("\"'"), "", has_day_first=True, time_zone=zone)


_METADATA: Final[Mapping[str, frozenset[str]]] = {
    "published": frozenset({"published", "date", "time", "article published time", "pubdate"}),
    "byline": frozenset({"author", "byline", "creator"}),
    "summary": frozenset({"description", "summary", "excerpt", "og description"}),
    "tags": frozenset({"tags", "keywords", "categories"}),
}

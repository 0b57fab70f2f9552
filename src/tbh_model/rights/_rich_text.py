"""Names taken out of rich text, where a name may lie across a link or an emphasis."""

from collections.abc import Callable, Mapping

from attrs import evolve, frozen

from tbh_model.text import (
    Block,
    BlockQuote,
    BulletList,
    Code,
    CodeBlock,
    Emphasis,
    Heading,
    Image,
    Inline,
    Link,
    OrderedList,
    Paragraph,
    RichText,
    Strong,
    Text,
    has_name,
    places_of,
    write_plain,
)

InAddress = Callable[[str], bool]
"""Tells whether an address holds one of the names."""


@frozen
class Replacing:
    """Names, and what takes the place of each."""

    names: Mapping[str, str]
    """In the order in which they are looked for."""

    def sub(self, text: str) -> str:
        """Replace each of them; the very same text if none stands in it."""
        for name, now in self.names.items():
            if has_name(text, name):
                for start, end in reversed([*places_of(text, name)]):
                    text = f"{text[:start]}{now}{text[end:]}"
        return text

    def finds(self, text: str) -> bool:
        """Return whether there is something to replace."""
        return any(has_name(text, name) for name in self.names)


def without_names(text: RichText, replacing: Replacing, in_address: InAddress) -> RichText:
    """Return a rich text without some names; the very same one if it has none."""
    cleaning = _Cleaning(replacing, in_address)
    before = text.read()
    blocks = tuple(made for block in before if (made := cleaning.block(block)) is not None)
    return text if blocks == before else RichText(blocks=blocks)


@frozen
class _Cleaning:
    replacing: Replacing
    in_address: InAddress

    def block(self, block: Block) -> Block | None:
        """Return a block without the names; nothing where nothing is left of it."""
        match block:
            case Paragraph(children=children) | Heading(children=children):
                inlines = self.line(children)
                return evolve(block, children=inlines) if inlines else None
            case BlockQuote(children=children):
                return evolve(block, children=self.blocks(children))
            case BulletList(children=items) | OrderedList(children=items):
                made = tuple(evolve(item, children=self.blocks(item.children)) for item in items)
                return evolve(block, children=made)
            case CodeBlock(value=value):
                return evolve(block, value=self.replacing.sub(value), meta=None)
            case _:
                return block

    def blocks(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        """Return blocks inside another one."""
        return tuple(made for block in blocks if (made := self.block(block)) is not None)

    def line(self, inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
        """Return the inlines of one block; a name that lies across several costs the markup."""
        made = tuple(piece for inline in inlines for piece in self.inline(inline))
        if not any(not isinstance(piece, Text) for piece in made):
            return made
        plain = write_plain(RichText(blocks=(Paragraph(children=made),))).strip()
        return (Text(value=self.replacing.sub(plain)),) if self.replacing.finds(plain) else made

    def inline(self, inline: Inline) -> tuple[Inline, ...]:
        """Return one inline without the names: what leads to an address of that name is no link."""
        match inline:
            case Text(value=value) | Code(value=value):
                return (evolve(inline, value=self.replacing.sub(value)),)
            case Emphasis(children=children) | Strong(children=children):
                inside = self.inlines(children)
                return (evolve(inline, children=inside),) if inside else ()
            case Link(url=url, children=children, title=title):
                inside = self.inlines(children)
                if self.in_address(url):
                    return inside
                said = None if title is None else self.replacing.sub(title)
                return (evolve(inline, children=inside, title=said),)
            case Image(url=url, alt=alt, title=title):
                said = self.replacing.sub(alt)
                if self.in_address(url):
                    return (Text(value=said),) if said else ()
                shown = None if title is None else self.replacing.sub(title)
                return (evolve(inline, alt=said, title=shown),)
            case _:
                return (inline,)

    def inlines(self, inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
        """Return inlines inside another one."""
        return tuple(piece for inline in inlines for piece in self.inline(inline))

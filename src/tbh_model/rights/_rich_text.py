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
    Inline,
    InlineImage,
    Link,
    OrderedList,
    Paragraph,
    RichText,
    Strong,
    Text,
    has_name,
    name_ranges,
    write_plain,
)

InAddress = Callable[[str], bool]
"""Tells whether an address holds one of the names."""


@frozen
class NameReplacer:
    """Names, and what takes the place of each."""

    names: Mapping[str, str]
    """In the order in which they are looked for."""

    def sub(self, text: str) -> str:
        """Replace each of them; the very same text if none stands in it."""
        for name, replacement in self.names.items():
            if has_name(text, name):
                for start, end in reversed([*name_ranges(text, name)]):
                    text = f"{text[:start]}{replacement}{text[end:]}"
        return text

    def matches(self, text: str) -> bool:
        """Return whether there is something to replace."""
        return any(has_name(text, name) for name in self.names)


def remove_names(text: RichText, replacer: NameReplacer, in_address: InAddress) -> RichText:
    """Return a rich text without some names; the very same one if it has none."""
    remover = _NameRemover(replacer, in_address)
    original = text.parse()
    blocks = tuple(cleaned for block in original if (cleaned := remover.block(block)) is not None)
    return text if blocks == original else RichText(blocks=blocks)


@frozen
class _NameRemover:
    replacer: NameReplacer
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
                cleaned_items = tuple(
                    evolve(item, children=self.blocks(item.children)) for item in items
                )
                return evolve(block, children=cleaned_items)
            case CodeBlock(value=value):
                return evolve(block, value=self.replacer.sub(value), meta=None)
            case _:
                return block

    def blocks(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        """Return blocks inside another one."""
        return tuple(cleaned for block in blocks if (cleaned := self.block(block)) is not None)

    def line(self, inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
        """Return the inlines of one block; a name that lies across several costs the markup."""
        cleaned = tuple(part for inline in inlines for part in self.inline(inline))
        if not any(not isinstance(part, Text) for part in cleaned):
            return cleaned
        plain = write_plain(RichText(blocks=(Paragraph(children=cleaned),))).strip()
        return (Text(value=self.replacer.sub(plain)),) if self.replacer.matches(plain) else cleaned

    def inline(self, inline: Inline) -> tuple[Inline, ...]:
        """Return one inline without the names: what leads to an address of that name is no link."""
        match inline:
            case Text(value=value) | Code(value=value):
                return (evolve(inline, value=self.replacer.sub(value)),)
            case Emphasis(children=children) | Strong(children=children):
                inside = self.inlines(children)
                return (evolve(inline, children=inside),) if inside else ()
            case Link(url=url, children=children, title=title):
                inside = self.inlines(children)
                if self.in_address(url):
                    return inside
                clean_text = None if title is None else self.replacer.sub(title)
                return (evolve(inline, children=inside, title=clean_text),)
            case InlineImage(url=url, alt=alt, title=title):
                clean_text = self.replacer.sub(alt)
                if self.in_address(url):
                    return (Text(value=clean_text),) if clean_text else ()
                clean_title = None if title is None else self.replacer.sub(title)
                return (evolve(inline, alt=clean_text, title=clean_title),)
            case _:
                return (inline,)

    def inlines(self, inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
        """Return inlines inside another one."""
        return tuple(piece for inline in inlines for piece in self.inline(inline))

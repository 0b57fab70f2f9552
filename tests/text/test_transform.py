"""Rich text is walked and changed in one way, whoever does it."""

from tbh_model.text import (
    Block,
    Emphasis,
    Heading,
    Inline,
    InlineImage,
    Link,
    RichText,
    Text,
    map_links,
    map_text,
    markdown,
    walk,
    write_markdown,
)

SOURCE = """\
# One *two*

Three [four ![five](5.png)](#6).

> - seven
>
>   eight

```
nine
```
"""


def names(text: RichText) -> list[str]:
    return [type(node).__name__ for node in walk(text.blocks)]


def shout(inline: Inline) -> tuple[Inline, ...]:
    return (Text(value=inline.value.upper()),) if isinstance(inline, Text) else (inline,)


def test_every_node_is_walked_in_the_order_of_the_text() -> None:
    """What holds others comes before them."""
    assert names(markdown(SOURCE)) == [
        *("Heading", "Text", "Emphasis", "Text"),
        *("Paragraph", "Text", "Link", "Text", "InlineImage", "Text"),
        *("BlockQuote", "BulletList", "ListItem", "Paragraph", "Text", "Paragraph", "Text"),
        "CodeBlock",
    ]


def test_a_text_in_which_nothing_changes_is_the_same_object() -> None:
    """Its parts are, too, where others change."""
    text = markdown(SOURCE)

    assert map_text(text) is text
    changed = map_text(text, shout)
    assert changed.blocks[-1] is text.blocks[-1]
    assert "SEVEN" in write_markdown(changed)
    assert "nine" in write_markdown(changed)


def test_an_inline_is_changed_after_those_that_it_holds() -> None:
    """So what takes the place of a link can be its words, changed already."""

    def unlink(inline: Inline) -> tuple[Inline, ...]:
        return inline.children if isinstance(inline, Link) else shout(inline)

    assert write_markdown(map_text(markdown("a [b *c*](#d)"), unlink)).strip() == "A B *C*"


def test_what_nothing_is_left_of_is_left_out() -> None:
    """A paragraph, and an emphasis; a heading only where somebody says so."""

    def without_images(inline: Inline) -> tuple[Inline, ...]:
        assert not (isinstance(inline, Emphasis) and not inline.children)
        return () if isinstance(inline, InlineImage) else (inline,)

    text = markdown("# ![a](b.png)\n\n***![a](b.png)***\n\nc *![a](b.png)*")

    assert names(map_text(text, without_images)) == ["Heading", "Paragraph", "Text"]


def test_blocks_are_changed_in_the_order_of_the_text() -> None:
    """Those that hold no blocks, however deep they lie; `None` takes one out."""
    seen: list[str] = []

    def look(block: Block) -> Block | None:
        seen.append(type(block).__name__)
        return None if isinstance(block, Heading) else block

    changed = map_text(markdown(SOURCE), block=look)

    assert seen == ["Heading", "Paragraph", "Paragraph", "Paragraph", "CodeBlock"]
    assert not isinstance(changed.blocks[0], Heading)


def test_an_image_that_leads_nowhere_leaves_its_description() -> None:
    """And nothing, where it has none; one that stays is the same object."""
    text = markdown("![a](b.png) ![](c.png) ![d](e.png)")

    changed = map_links(text, str, lambda url: url if url == "e.png" else None)

    assert write_markdown(changed).strip() == "a  ![d](e.png)"
    assert map_links(text, str) is text

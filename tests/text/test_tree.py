import copy
import pickle
from collections.abc import Callable
from typing import cast

import attrs
import pytest

from tbh_model import _errors
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
    LineBreak,
    Link,
    ListItem,
    OrderedList,
    Paragraph,
    RichText,
    RichTextError,
    Strong,
    Text,
    ThematicBreak,
    parse_lazily,
)


def text(value: str) -> Text:
    """Words."""
    return Text(value=value)


def paragraph(*children: Inline) -> Paragraph:
    """A paragraph."""
    return Paragraph(children=children)


def item(*children: Block) -> ListItem:
    """An item of a list."""
    return ListItem(children=children)


def wrong(value: object) -> str:
    """Hand over what the signature does not allow."""
    return cast("str", value)


def test_an_empty_rich_text_is_falsy() -> None:
    """Nothing written is nothing to show."""
    assert not RichText()


def test_a_rich_text_with_a_block_is_truthy() -> None:
    """Even a rule is something to show."""
    assert RichText(blocks=(ThematicBreak(),))


def test_equal_trees_have_equal_hashes() -> None:
    """Trees can be keys, so that what was rendered once can be kept."""
    assert hash(RichText(blocks=(paragraph(text("a")),))) == hash(
        RichText(blocks=(paragraph(text("a")),))
    )


def test_a_tree_survives_pickling() -> None:
    """Trees travel to other processes."""
    tree = RichText(blocks=(BulletList(children=(item(paragraph(text("a"))),), tight=True),))

    assert pickle.loads(pickle.dumps(tree)) == tree  # noqa: S301 - our own bytes


def test_a_copy_of_a_tree_is_the_tree() -> None:
    """What cannot change needs no copy, however deep it is."""
    tree = RichText(blocks=(paragraph(text("a")),))

    assert copy.deepcopy(tree) is tree


def test_a_tree_cannot_be_changed() -> None:
    """A tree stays what it was when it was checked."""
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(RichText(), "blocks", ())  # noqa: B010 - a type checker would refuse it too


@pytest.mark.parametrize(
    ("block", "shown"),
    [
        (paragraph(Emphasis(children=(text("How do"),)), text(" you?")), "'How do you?'"),
        (Heading(level=1, children=(Code(value="x"), InlineImage(url="", alt="y"))), "'xy'"),
        (paragraph(text("a"), LineBreak(), text("b")), "'a\\nb'"),
        (paragraph(text("x" * 31)), f"'{'x' * 30}…'"),
        (CodeBlock(value="print()"), "'print()'"),
        (ThematicBreak(), "''"),
    ],
)
def test_the_repr_is_short(block: Block, shown: str) -> None:
    """A log line shows how much there is and how it begins, not the whole tree."""
    assert repr(RichText(blocks=(block,))) == f"<RichText 1 blocks {shown}>"


def test_the_repr_of_an_empty_tree_is_short() -> None:
    """Nothing to show is shown as nothing."""
    assert repr(RichText()) == "<RichText 0 blocks ''>"


@pytest.mark.parametrize(
    ("children", "normal"),
    [
        ((text("a"), text(""), text("b")), (text("ab"),)),
        ((Code(value="a"), Code(value="b")), (Code(value="ab"),)),
        (
            (Emphasis(children=(text("a"),)), Emphasis(children=(text("b"),))),
            (Emphasis(children=(text("ab"),)),),
        ),
        (
            (Strong(children=(text("a"),)), Strong(children=(text("b"),))),
            (Strong(children=(text("ab"),)),),
        ),
        (
            (Emphasis(children=(LineBreak(), text("a"), LineBreak())), text("b")),
            (LineBreak(), Emphasis(children=(text("a"),)), LineBreak(), text("b")),
        ),
        ((text("a"), LineBreak(), LineBreak()), (text("a"),)),
        (
            (
                InlineImage(url="a"),
                InlineImage(url="b"),
                text(""),
                LineBreak(),
                LineBreak(),
                text("c"),
            ),
            (InlineImage(url="a"), InlineImage(url="b"), LineBreak(), LineBreak(), text("c")),
        ),
    ],
)
def test_inlines_are_put_into_normal_form(
    children: tuple[Inline, ...], normal: tuple[Inline, ...]
) -> None:
    """Trees that say the same are equal."""
    assert paragraph(*children).children == normal


def test_emphasis_in_emphasis_is_that_emphasis() -> None:
    """The same stress twice is no more stress, however deep it is hidden."""
    deep = Link(url="/", children=(Strong(children=(Emphasis(children=(text("b"),)),)),))

    assert Emphasis(children=(text("a"), deep)) == Emphasis(
        children=(text("a"), Link(url="/", children=(Strong(children=(text("b"),)),)))
    )


def test_strong_in_strong_is_that_strong() -> None:
    """As for emphasis."""
    assert Strong(children=(Strong(children=(text("a"),)), Code(value="b"))) == Strong(
        children=(text("a"), Code(value="b"))
    )


def test_a_heading_stands_on_one_line() -> None:
    """No Markdown heading can hold a line break."""
    children = (text("a\nb"), Emphasis(children=(text("c"), LineBreak(), Code(value="d"))))

    assert Heading(level=1, children=children).children == (
        text("a b"),
        Emphasis(children=(text("c "), Code(value="d"))),
    )


def test_every_line_ending_is_a_line_feed() -> None:
    """Text from Windows and from old Macs is the same text."""
    assert text("a\r\nb\rc") == text("a\nb\nc")


def test_code_stands_on_one_line() -> None:
    """No Markdown code span can hold a line ending."""
    assert Code(value="a\r\nb") == Code(value="a b")


def test_an_address_has_no_space_around_it() -> None:
    """Space around an address is never part of it."""
    assert InlineImage(url=" /a\n").url == "/a"


def test_an_empty_title_is_unknown() -> None:
    """Markdown cannot tell the two apart."""
    assert Link(url="/", children=(), title="").title is None


def test_the_meta_of_code_has_single_spaces() -> None:
    """Markdown cannot carry other space there."""
    assert CodeBlock(value="", language="py", meta=" a \n b ").meta == "a b"


def test_blank_meta_is_unknown() -> None:
    """Nothing but space says nothing."""
    assert CodeBlock(value="", language="py", meta=" ").meta is None


@pytest.mark.parametrize(
    "items",
    [
        (item(paragraph(text("a"))),),
        (item(Heading(level=1, children=())), item(ThematicBreak())),
        (item(), item(CodeBlock(value="a"), CodeBlock(value="b"))),
    ],
)
def test_a_list_is_tight_where_nobody_could_tell(items: tuple[ListItem, ...]) -> None:
    """The wish for space counts only where it shows."""
    assert BulletList(children=items, tight=False).tight


@pytest.mark.parametrize(
    "below",
    [
        paragraph(text("b")),
        OrderedList(children=(item(paragraph(text("b"))),), start=2),
        BulletList(children=(item(),)),
    ],
)
def test_a_list_is_not_tight_where_blocks_would_run_together(below: Block) -> None:
    """Without a blank line the second block would be words of the first."""
    assert not BulletList(children=(item(paragraph(text("a")), below),), tight=True).tight


@pytest.mark.parametrize(
    "below",
    [
        BulletList(children=(item(paragraph(text("b"))),)),
        BlockQuote(children=()),
        ThematicBreak(),
    ],
)
def test_a_list_is_tight_where_blocks_keep_apart(below: Block) -> None:
    """The wish counts where Markdown can follow it."""
    assert OrderedList(children=(item(paragraph(text("a")), below),), tight=True).tight


def test_a_list_with_space_is_not_tight_when_asked() -> None:
    """Two items with paragraphs may stand apart."""
    items = (item(paragraph(text("a"))), item(paragraph(text("b"))))

    assert not BulletList(children=items, tight=False).tight


def test_empty_items_at_the_end_of_a_list_with_space_go() -> None:
    """They say nothing, and the parser loses its place after them."""
    items = (item(paragraph(text("a"))), item(paragraph(text("b"))), item(), item())

    assert OrderedList(children=items, tight=False).children == items[:2]


def test_all_violations_are_reported_at_once() -> None:
    """Nobody wants the second mistake after mending the first."""
    with pytest.raises(RichTextError) as caught:
        Link(url="javascript:x", children=cast("tuple[Inline, ...]", "words"), title="\ud800")

    assert [(one.code, one.path) for one in caught.value.problems] == [
        ("TBH121", "Link.url"),
        ("TBH125", "Link.children"),
        ("TBH123", "Link.title"),
    ]


def test_the_error_says_what_was_found_and_what_to_do() -> None:
    """The sentence alone is enough to mend it."""
    with pytest.raises(RichTextError) as caught:
        Paragraph(children=cast("tuple[Inline, ...]", "words"))

    assert str(caught.value) == (
        "Paragraph.children: expected a tuple of inlines, found 'words' (str); "
        "write (Text(value=...),) [TBH125]"
    )


def test_the_error_survives_pickling() -> None:
    """Errors travel back from other processes."""
    with pytest.raises(RichTextError) as caught:
        Code(value="")

    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own bytes
    assert again.problems == caught.value.problems


def test_the_error_is_one_of_ours_and_a_value_error() -> None:
    """It is caught with all of ours, and by who expects what Python would raise."""
    assert issubclass(RichTextError, _errors.TBHError)
    assert issubclass(RichTextError, ValueError)


_A = (Text(value="a"),)
_LIST = cast("tuple[Inline, ...]", [Text(value="a")])
_LONG = cast("tuple[Inline, ...]", "x" * 50)
_BLOCK = cast("tuple[Inline, ...]", (ThematicBreak(),))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Text(value=wrong(None)), r"Text.value: expected text, found None \(NoneType\)"),
        (lambda: Text(value=type("Words", (str,), {})("a")), r"expected text, found 'a' \(Words\)"),
        (lambda: Text(value="a\x00"), r"the character U\+0000 at index 1 cannot be written"),
        (lambda: Text(value="\udc80"), r"the character U\+DC80 at index 0 cannot be written"),
        (lambda: Code(value=""), "a code without a character"),
        (lambda: Code(value=wrong(7)), r"Code.value: expected text, found 7 \(int\)"),
        (lambda: Code(value="a\x01"), r"the character U\+0001 at index 1 cannot be carried"),
        (lambda: CodeBlock(value="\x7f"), r"the character U\+007F at index 0 cannot be carried"),
        (lambda: CodeBlock(value="", language="a b"), "expected one word, found 'a b'"),
        (lambda: CodeBlock(value="", language=wrong(7)), "CodeBlock.language: expected text"),
        (lambda: CodeBlock(value="", meta="a"), "meta without a language"),
        (lambda: CodeBlock(value="", language="a", meta=wrong(7)), "CodeBlock.meta: expected text"),
        (lambda: InlineImage(url=wrong(7)), "Image.url: expected text, found 7"),
        (lambda: InlineImage(url="data:x", alt=wrong(7)), "(?s)'data:x' has a scheme.*Image.alt"),
        (lambda: InlineImage(url="http:///x", alt=""), "'http:///x' has no host; write the host"),
        (
            lambda: InlineImage(url="//a:b@c", alt=""),
            "'//a:b@c' holds a user or a password; leave out",
        ),
        (lambda: Emphasis(children=()), "an emphasis with nothing in it"),
        (lambda: Strong(children=(LineBreak(),)), "Strong.children: an emphasis with nothing in"),
        (lambda: Emphasis(children=_LIST), r"found \[Text\(value='a'\)\] \(list\); put the nodes"),
        (lambda: Strong(children=_BLOCK), r"\[0\]: expected inline, found ThematicBreak\(\)"),
        (lambda: Paragraph(children=_LONG), "found 'x{39}… "),
        (lambda: Paragraph(children=(text(""),)), "a paragraph with nothing in it"),
        (lambda: Heading(level=7, children=_LIST), "(?s)number from 1 to 6, found 7.*tuple of inl"),
        (lambda: Heading(level=True, children=_A), r"found True \(bool\)"),
        (
            lambda: Link(url="", children=(Strong(children=(Link(url="", children=()),)),)),
            "a link inside a link",
        ),
        (lambda: BulletList(children=()), "BulletList.children: a list without an item"),
        (
            lambda: BulletList(children=(item(),), tight=cast("bool", 1)),
            "BulletList.tight: expected True or False",
        ),
        (
            lambda: OrderedList(children=cast("tuple[ListItem]", _A), start=-1),
            r"(?s)expected list item, found Text\(value='a'\).*from 0 to 999999999, found -1",
        ),
        (lambda: RichText(blocks=cast("tuple[Block]", _A)), "RichText.blocks.0.: expected block"),
        (lambda: BlockQuote(children=cast("tuple[Block]", "a")), "tuple of blocks, found 'a'"),
        (lambda: ListItem(children=cast("tuple[Block]", _A)), "ListItem.children.0.: expected blo"),
    ],
)
def test_what_no_writer_could_write_is_refused(make: Callable[[], object], message: str) -> None:
    """Whoever holds a tree need not check it again."""
    with pytest.raises(RichTextError, match=message):
        make()


def test_a_tree_is_at_most_a_hundred_levels_deep() -> None:
    """Nobody reads deeper, and no writer runs out of stack."""
    quote = BlockQuote(children=())
    for _ in range(98):
        quote = BlockQuote(children=(BulletList(children=(item(),)), quote))
    deepest = BlockQuote(children=(quote,))

    with pytest.raises(RichTextError, match="more than 100 block quotes and list items"):
        BlockQuote(children=(deepest,))


@pytest.mark.parametrize(
    ("source", "is_harmless"),
    [
        ("> " * 100 + "a", False),
        ("\n".join(f"{'  ' * depth}- a" for depth in range(100)), False),
        ("\n".join("\t" * depth + "1. a" for depth in range(60)), False),
        ("It was late. " * 500 + "\n\n- And so on." * 200, True),
        ("See [the list](https://panel.example/list?a=1&b=2#c) or [this](http://a.b).", True),
        ("![A map](https://panel.example/map.png)", True),
        ("See [the list](list.html), or [this](https://dana@panel.example/).", False),
        ("[a [b](https://panel.example/) c](https://panel.example/)", False),
    ],
)
def test_a_text_is_read_later_if_nothing_can_be_wrong(source: str, *, is_harmless: bool) -> None:
    """However long it is; what may be nested too deep, or lead nowhere, is looked at at once."""
    assert (parse_lazily(source) is not None) is is_harmless


def test_a_text_knows_what_it_was_loaded_from() -> None:
    """Until then it need not be read; one that was made as a tree has no source."""
    later = parse_lazily("Later.")
    assert later is not None
    made = RichText(blocks=(Paragraph(children=(Text(value="Later."),)),))

    assert (later.source, made.source) == ("Later.", None)
    assert pickle.loads(pickle.dumps(made)) == later  # noqa: S301 - our own bytes
    assert pickle.loads(pickle.dumps(later)).source == "Later."  # noqa: S301 - our own bytes

"""The law of our XML: what any parser reads back is what lxml was told."""

from typing import Final

from hypothesis import given, strategies as st
from lxml import etree

from tbh_model.exporters.feeds._xml import stream_xml
from tbh_model.text import replace_unencodable

SPACE: Final = "https://example.org/ns"
WORDS: Final = st.text().map(replace_unencodable)
TAGS: Final = st.sampled_from(["a", "b", f"{{{SPACE}}}c", f"{{{SPACE}}}d"])
GIVEN: Final = st.dictionaries(
    st.sampled_from(["x", f"{{{SPACE}}}y", "{http://www.w3.org/XML/1998/namespace}lang"]), WORDS
)


def made(tag: str, given: dict[str, str], text: str, inner: list[etree._Element]) -> etree._Element:
    element = etree.Element(tag, given)
    element.text = None if inner else text
    element.extend(inner)
    return element


ELEMENTS: Final = st.recursive(
    st.builds(made, TAGS, GIVEN, WORDS, st.just([])),
    lambda inner: st.builds(made, TAGS, GIVEN, WORDS, st.lists(inner, max_size=3)),
    max_leaves=6,
)


def told(element: etree._Element) -> tuple[object, ...]:
    """Return what an element says, without how it is laid out."""
    inner = [told(child) for child in element]
    return (element.tag, dict(element.attrib), None if inner else element.text or "", inner)


@given(st.lists(ELEMENTS, max_size=4), GIVEN, WORDS.map(lambda text: text.replace("?>", "")))
def test_what_is_written_is_read_back(
    elements: list[etree._Element], given: dict[str, str], stylesheet: str
) -> None:
    """Whatever the words are, and whether or not an element counts as HTML."""
    pieces = stream_xml(
        (("root", given), ("inner", {})),
        {"s": SPACE},
        elements,
        html=frozenset({"a"}),
        stylesheet=stylesheet,
    )
    root = etree.fromstring(b"".join(pieces))

    assert dict(root.attrib) == given
    assert [told(each) for each in root[0]] == [told(each) for each in elements]
    line = root.getprevious()
    assert line is not None
    assert line.get("type") == "text/css"

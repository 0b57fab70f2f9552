"""Where links, images and headings of a text stand."""

from tbh_model.text import find_elements


def test_places_count_characters_and_not_bytes() -> None:
    """Whatever stands in front of them, in any script."""
    source = "é 漢 [wörds](a) and ![älso](b)\n\n# Überschrift\n"

    found = [(source[each.start : each.end], each.words) for each in find_elements(source)]

    assert found == [
        ("wörds", "wörds"),
        ("![älso](b)", "älso"),
        ("# Überschrift", "Überschrift"),
    ]


def test_of_images_nested_without_end_each_is_found() -> None:
    """The words inside belong to the innermost hundred: more is refused elsewhere."""
    found = find_elements("![" * 300 + "a" + "](b)" * 300)

    assert len(found) == 300
    assert [each.words for each in (found[0], found[99], found[-1])] == ["a", "a", ""]

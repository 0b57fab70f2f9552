"""Classes of values: they compare, hash and print as those of attrs do, with methods they share."""

from typing import Any

import attrs
import pytest

import tbh_model as tbh
from tbh_model import _attrs


def classes(library: Any) -> tuple[Any, Any, Any]:
    """Return a frozen class, one that can change, and one without fields."""

    @library.frozen(kw_only=True)
    class Point:
        x: int
        name: str = library.field(default="", eq=str.casefold)
        note: object = library.field(default=None, eq=False)
        key: str = library.field(default="secret", repr=False)

    @library.define
    class Box:
        items: list[object] = library.field(factory=list)

    @library.frozen
    class Nothing:
        pass

    return Point, Box, Nothing


OURS, THEIRS = classes(_attrs), classes(attrs)


@pytest.mark.parametrize(
    "fields", [{}, {"name": "A"}, {"name": "a"}, {"note": 1}, {"key": "other"}, {"x": 2}], ids=str
)
def test_values_compare_as_those_of_attrs(fields: dict[str, object]) -> None:
    """Fields may be compared by a key, or not at all; equal values have one hash."""
    (ours, _, nothing), (theirs, *_) = OURS, THEIRS
    one, other = ours(x=1), ours(**{"x": 1, **fields})

    assert (one == other) is (theirs(x=1) == theirs(**{"x": 1, **fields}))
    assert (one != other) is (theirs(x=1) != theirs(**{"x": 1, **fields}))
    assert (len({one, other}) == 1) is (one == other)
    assert one != theirs(x=1)
    assert nothing() == nothing()
    assert hash(nothing()) == hash(nothing())


def test_what_can_change_has_no_hash() -> None:
    """Two boxes are equal as long as what is in them is."""
    for _, box, _ in (OURS, THEIRS):
        assert box([1]) == box([1]) != box([2])
        with pytest.raises(TypeError, match="unhashable"):
            hash(box())


def test_values_print_as_those_of_attrs() -> None:
    """Without fields that are not shown, and with dots for what contains itself."""
    ours, theirs = [
        (point(x=1, note=box([2])), nothing()) for point, box, nothing in (OURS, THEIRS)
    ]
    assert repr(ours) == repr(theirs) == "(Point(x=1, name='', note=Box(items=[2])), Nothing())"
    for _, box, _ in (OURS, THEIRS):
        own = box()
        own.items.append(own)
        assert repr(own) == "Box(items=[...])"


def test_the_methods_are_compiled_once() -> None:
    """A class of the model has none of its own, unless somebody wrote it."""
    assert tbh.Edition.__eq__ is tbh.Consent.__eq__
    assert tbh.Edition.__hash__ is tbh.Consent.__hash__
    assert tbh.Consent.__repr__ is tbh.Image.__repr__ is not tbh.Edition.__repr__

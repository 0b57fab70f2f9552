"""Numbers that fall together."""

import pytest

from tbh_wordpress import _names
from tbh_wordpress._names import numbers


def test_of_two_keys_with_one_number_the_older_keeps_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is there already is not renumbered by what is new."""
    monkeypatch.setattr(_names, "_SPAN", 2)

    before, after = numbers(("a", "b")), numbers(("a", "b", "c"))

    assert {name: after[name] for name in before} == before
    assert len(set(after.values())) == 3

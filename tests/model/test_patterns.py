"""Shapes of texts: what one part of the library refuses, no other one lets through."""

import re
from typing import get_args

import pytest

import tbh_model as tbh
from tbh_model.content import schema
from tbh_model.model import Constraint, field_types, path_error

SLUG = field_types(tbh.Edition)["slug"]
IDENTIFIER = next(each for each in get_args(SLUG) if isinstance(each, Constraint))


def in_schema(text: str) -> bool:
    """Return whether the schema of an edition takes a text as its slug."""
    definition = schema("edition")["$defs"]["slug"]
    return re.search(definition["pattern"], text) is not None


@pytest.mark.parametrize("name", ["con", "CON.txt", "Aux.tar.gz", "com0", "LPT9", "com²", "lpt³.x"])
def test_a_name_of_a_device_is_no_identifier_no_file_and_in_no_schema(name: str) -> None:
    """Windows makes no file of it, with any ending."""
    assert path_error(f"a/{name}") == f"{name!r} is reserved on Windows"
    assert not IDENTIFIER.accepts(name)
    assert not in_schema(name)


@pytest.mark.parametrize("name", ["conference", "com10", "com٣", "lpt", "com1x", "a.con"])
def test_a_name_that_only_looks_like_one_is_good_everywhere(name: str) -> None:
    """Other digits than those of ASCII and the three raised ones are no number of a device."""
    assert path_error(f"a/{name}") is None
    assert IDENTIFIER.accepts(name)
    assert in_schema(name)
    assert tbh.Therapist(id=name, name="A").id == name

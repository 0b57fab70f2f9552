"""Shapes of texts: what one part of the library refuses, no other one lets through."""

import re
from typing import get_args

import pytest

import tbh_model as tbh
from tbh_model.content import schema
from tbh_model.model import Constraint, field_types, path_error


def constraint(owner: type, field: str) -> Constraint:
    """Return what a field asks of its text."""
    hint = field_types(owner)[field]
    return next(each for each in get_args(hint) if isinstance(each, Constraint))


IDENTIFIER = constraint(tbh.Edition, "slug")


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


@pytest.mark.parametrize("host", ["[x]", "[::1]x", "x[::1]", "[", "a:0", "a:65536", "ab\ud800"])
def test_a_host_that_there_cannot_be_is_refused(host: str) -> None:
    """By what a pattern can say, or else by Python."""
    assert not constraint(tbh.Series, "url").accepts(f"https://{host}/")
    assert constraint(tbh.Series, "url").accepts("https://[::1]:8080/")


def test_a_time_zone_is_one_of_the_database() -> None:
    """Its pattern knows the areas, and only the database the places."""
    zone = constraint(tbh.Series, "time_zone")

    assert zone.accepts("America/Toronto")
    assert not zone.accepts("America/Atlantis")
    assert re.fullmatch(zone.pattern or "", "America/Atlantis")
    assert not re.fullmatch(zone.pattern or "", "Atlantis/Poseidonis")

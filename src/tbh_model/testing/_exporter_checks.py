"""Checks of an exporter as a class and a value: what it says of itself, and that it can travel."""

import pickle
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import attrs
from attrs import evolve

from tbh_model.documents import schemas_of
from tbh_model.exporters import Exporter, check_exporter, options_of, with_options
from tbh_model.model import field_types
from tbh_model.testing._check import fail, skip
from tbh_model.testing._exported import exported

_SAYING: Final = frozenset({"type", "enum", "const", "$ref", "oneOf", "allOf"})
"""What a schema says something with."""


def _says_something(schema: Mapping[str, Any]) -> bool:
    kinds = schema.get("anyOf", [schema])
    return all(_SAYING.intersection(each) for each in kinds)


def registration(exporter: Exporter) -> None:
    """Check that the class could be registered."""
    check_exporter(type(exporter))


def options(exporter: Exporter) -> None:
    """Check that options are values: equal when made again, and described one by one."""
    kind = type(exporter)
    given = {name: getattr(exporter, name) for name in field_types(kind)}
    again = with_options(kind, given)
    if again != exporter or hash(again) != hash(exporter):
        fail(f"made again from its own options it is {again!r}, and was {exporter!r}")
    if {each.name for each in options_of(kind)} != set(given):
        fail("some of its options are not described by `tbh exporters show`")


def schema(exporter: Exporter) -> None:
    """Check that editors can complete its options."""
    (made,), _ = schemas_of((type(exporter),))
    told = made.get("properties", {})
    for name in field_types(type(exporter)):
        if not _says_something(told.get(name, {})):
            fail(f"the JSON Schema says nothing of the option {name!r}; declare a narrower type")


def defaults(exporter: Exporter) -> None:
    """Check that it runs without any option, as `tbh build` runs it."""
    kind = type(exporter)
    needed = [
        each.name
        for each in attrs.fields(kind)  # type: ignore[arg-type]  # `registration` says if it is none
        if each.init and each.default is attrs.NOTHING
    ]
    if needed:
        skip(f"it needs the options {', '.join(needed)}")
    with_options(kind, {})


def pickles(exporter: Exporter) -> None:
    """Check that exporter and artifacts can be sent to another process, and give the same there."""
    if pickle.loads(pickle.dumps(exporter)) != exporter:  # noqa: S301 - our own bytes
        fail("an exporter that was pickled is not equal to what it was")
    for artifact in exported(exporter, "everything"):
        bare = evolve(artifact, depends_on=None)  # as a build sends it
        sent = pickle.loads(pickle.dumps(bare))  # noqa: S301
        if sent.body != artifact.body:
            fail(f"{artifact.path} has other bytes when it is made in another process")


def threads(exporter: Exporter) -> None:
    """Check that it runs in several threads at once."""

    def run(_: int) -> list[tuple[str, bytes]]:
        return [(each.path, each.body) for each in exported(exporter, "everything")]

    alone = run(0)
    with ThreadPoolExecutor(4) as pool:
        together = tuple(pool.map(run, range(8)))
    if any(each != alone for each in together):
        fail("it makes other files when it runs in several threads at once")

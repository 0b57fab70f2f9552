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
from tbh_model.testing._exported import export_corpus

_CONSTRAINING_KEYWORDS: Final = frozenset({"type", "enum", "const", "$ref", "oneOf", "allOf"})
"""What a schema says something with."""


def _constrains_value(schema: Mapping[str, Any]) -> bool:
    kinds = schema.get("anyOf", [schema])
    return all(_CONSTRAINING_KEYWORDS.intersection(alternative) for alternative in kinds)


def registration(exporter: Exporter) -> None:
    """Check that the class could be registered."""
    check_exporter(type(exporter))


def options(exporter: Exporter) -> None:
    """Check that options are values: equal when made again, and described one by one."""
    kind = type(exporter)
    values = {name: getattr(exporter, name) for name in field_types(kind)}
    copy = with_options(kind, values)
    if copy != exporter or hash(copy) != hash(exporter):
        fail(f"made again from its own options it is {copy!r}, and was {exporter!r}")
    if {option.name for option in options_of(kind)} != set(values):
        fail("some of its options are not described by `tbh exporters show`")


def schema(exporter: Exporter) -> None:
    """Check that editors can complete its options."""
    (exporter_schema,), _ = schemas_of((type(exporter),))
    properties = exporter_schema.get("properties", {})
    for name in field_types(type(exporter)):
        if not _constrains_value(properties.get(name, {})):
            fail(f"the JSON Schema says nothing of the option {name!r}; declare a narrower type")


def defaults(exporter: Exporter) -> None:
    """Check that it runs without any option, as `tbh build` runs it."""
    kind = type(exporter)
    required = [
        attribute.name
        for attribute in attrs.fields(kind)  # type: ignore[arg-type]  # `registration` says if it is none
        if attribute.init and attribute.default is attrs.NOTHING
    ]
    if required:
        skip(f"it needs the options {', '.join(required)}")
    with_options(kind, {})


def pickles(exporter: Exporter) -> None:
    """Check that exporter and artifacts can be sent to another process, and give the same there."""
    if pickle.loads(pickle.dumps(exporter)) != exporter:  # noqa: S301 - our own bytes
        fail("an exporter that was pickled is not equal to what it was")
    for artifact in export_corpus(exporter, "everything"):
        without_dependencies = evolve(artifact, depends_on=None)  # as a build sends it
        unpickled = pickle.loads(pickle.dumps(without_dependencies))  # noqa: S301
        if unpickled.body != artifact.body:
            fail(f"{artifact.path} has other bytes when it is made in another process")


def threads(exporter: Exporter) -> None:
    """Check that it runs in several threads at once."""

    def run(_: int) -> list[tuple[str, bytes]]:
        return [
            (artifact.path, artifact.body) for artifact in export_corpus(exporter, "everything")
        ]

    expected = run(0)
    with ThreadPoolExecutor(4) as pool:
        results = tuple(pool.map(run, range(8)))
    if any(files != expected for files in results):
        fail("it makes other files when it runs in several threads at once")

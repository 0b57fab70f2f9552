"""Files and JSON <-> model: every problem reported at once, each with its place and a remedy."""

from tbh_model.documents._converter import structure, structure_fields, unstructure
from tbh_model.documents._files import read_image, read_settings, read_tree
from tbh_model.documents._folder import FORMAT, check, dumps, load, loads
from tbh_model.documents._located import (
    AnyNode,
    ContentError,
    Mapping,
    Scalar,
    Sequence,
    one_line,
)
from tbh_model.documents._problem_formats import problems_json
from tbh_model.documents._problem_text import printable, problem_text, report

__all__ = [
    "FORMAT",
    "AnyNode",
    "ContentError",
    "Mapping",
    "Scalar",
    "Sequence",
    "check",
    "dumps",
    "load",
    "loads",
    "one_line",
    "printable",
    "problem_text",
    "problems_json",
    "read_image",
    "read_settings",
    "read_tree",
    "report",
    "structure",
    "structure_fields",
    "unstructure",
]

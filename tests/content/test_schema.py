"""JSON Schemas: what they say beside what they accept."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
import regress
from attrs import define, frozen
from hypothesis import given, strategies as st
from jsonschema import Draft202012Validator

import tbh_model as tbh
from conftest import EXAMPLE
from laws.test_schema import POOL
from small import edition, response, series, therapist
from tbh_model import model
from tbh_model.content import (
    FileKind,
    UnknownKindError,
    has_schema,
    project_schema,
    schema,
    schema_of,
    schemas_of,
)
from tbh_model.model import Constraint, field_types, is_private

CHECK = Path(sys.executable).with_name("check-jsonschema")
KINDS = [kind for kind in FileKind if kind is not FileKind.PUBLISH]


def parts(made: Any) -> Iterator[dict[str, Any]]:
    """Yield each object of a schema."""
    if isinstance(made, dict):
        yield made
        made = list(made.values())
    for each in made if isinstance(made, list) else ():
        yield from parts(each)


def constraints() -> dict[str, Constraint]:
    """Return every constraint that a field of the model has."""
    hints = [
        hint
        for kind in vars(model).values()
        if isinstance(kind, type) and hasattr(kind, "__attrs_attrs__") and kind is not Constraint
        for hint in field_types(kind).values()
    ]
    nested = [part for hint in hints for part in (hint, *getattr(hint, "__args__", ()))]
    found = (each for hint in nested for each in getattr(hint, "__metadata__", ()))
    return {each.name: each for each in found}


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_is_one_by_the_metaschema(kind: FileKind) -> None:
    """Valid JSON Schema 2020-12, and the same text each time."""
    Draft202012Validator.check_schema(schema(kind))

    assert json.dumps(schema(kind)) == json.dumps(schema(kind))


@pytest.mark.parametrize("kind", KINDS)
def test_the_command_of_others_finds_the_schemas_valid(kind: FileKind, tmp_path: Path) -> None:
    """`check-jsonschema` reads them with the regular expressions of ECMAScript."""
    (tmp_path / "schema.json").write_text(json.dumps(schema(kind)), encoding="utf-8")

    subprocess.run([CHECK, "--check-metaschema", tmp_path / "schema.json"], check=True)


@pytest.mark.parametrize(
    ("kind", "files"),
    [
        ("series", "series.yaml"),
        ("therapist", "therapists/*.yaml"),
        ("edition", "editions/*.md"),
    ],
)
def test_the_example_is_valid_file_by_file(kind: str, files: str, tmp_path: Path) -> None:
    """As another program reads YAML 1.2, with dates and all; of a page, its front matter."""
    (tmp_path / "schema.json").write_text(json.dumps(schema(kind)), encoding="utf-8")
    for file in sorted(EXAMPLE.glob(files)):
        text = file.read_text(encoding="utf-8")
        front_matter = text.split("---\n")[1] if file.suffix == ".md" else text
        (tmp_path / f"{file.stem}.yaml").write_text(front_matter, encoding="utf-8")

    done = subprocess.run(
        [CHECK, "--schemafile", tmp_path / "schema.json", *sorted(tmp_path.glob("*.yaml"))],
        capture_output=True,
        check=False,
        text=True,
    )

    assert (done.returncode, done.stdout) == (0, "ok -- validation done\n")


def test_the_example_is_valid_as_one_document() -> None:
    """As `dumps` writes it."""
    whole = json.loads(tbh.dumps(tbh.load(EXAMPLE)))

    assert [*Draft202012Validator(schema("document")).iter_errors(whole)] == []


def test_the_id_of_a_schema_names_kind_and_format_and_no_host() -> None:
    """One for each kind; that of a project is another one."""
    ids = [schema(kind)["$id"] for kind in KINDS]

    assert ids[0] == "tag:tbh-model,2026:format-1/series"
    assert len(set(ids)) == len(KINDS)
    assert project_schema("series", series())["$id"] == f"{ids[0]}/project"


@pytest.mark.parametrize("kind", KINDS)
def test_every_group_of_keys_is_closed_and_says_what_it_is(kind: FileKind) -> None:
    """Unknown keys are refused wherever keys are known, and each group has words on it."""
    objects = [part for part in parts(schema(kind)) if part.get("type") == "object"]
    groups = [part for part in objects if "properties" in part]  # not keys of a user

    assert groups
    assert all(group["additionalProperties"] is False for group in groups)
    assert all(group.get("description") for group in groups if "title" in group)


def test_there_are_schemas_where_python_keeps_no_docstrings() -> None:
    """Which say less, and ask for the same."""
    program = "import tbh_model as t, json; print(json.dumps(t.schema('edition')))"
    done = subprocess.run(
        [sys.executable, "-OO", "-c", program], check=True, capture_output=True, text=True
    )
    bare, whole = json.loads(done.stdout), tbh.schema("edition")

    assert "description" not in bare
    assert bare["properties"].keys() == whole["properties"].keys()
    assert bare["required"] == whole["required"]


def test_a_field_says_what_the_source_says_of_it() -> None:
    """The words under a field, its default, and whether it is private."""
    fields = schema("edition")["properties"]
    consent = schema("edition")["$defs"]["Consent"]

    assert fields["published"]["description"] == (
        "When it goes out, or went out; in the future it is scheduled."
    )
    assert fields["status"]["default"] == "draft"
    assert "default" not in fields["title"]
    assert consent["properties"]["evidence"]["writeOnly"] is True
    assert consent["required"] == ["uses", "granted"]
    assert consent["title"] == "Consent"
    assert schema("edition")["$defs"]["CallToAction"]["title"] == "Call to action"


@pytest.mark.parametrize("kind", KINDS)
def test_no_editor_shows_a_pattern_to_an_author(kind: FileKind) -> None:
    """Each pattern has words that say what to write."""
    patterned = [part for part in parts(schema(kind)) if isinstance(part.get("pattern"), str)]

    assert patterned
    assert all(part["patternErrorMessage"].endswith(".") for part in patterned)


def test_each_choice_says_what_it_means() -> None:
    """What stands under a member of an enumeration is shown beside it."""
    made = schema("edition")["$defs"]["EditionStatus"]

    assert made["enum"] == ["draft", "ready", "retracted"]
    assert made["markdownEnumDescriptions"][2] == "The editor has taken down the edition."


def test_exactly_the_private_fields_are_write_only() -> None:
    """No private field can be told from another by accident."""
    definitions = schema("document")["$defs"]
    marked = {
        f"{owner}.{name}"
        for owner, made in definitions.items()
        for name, field in made.get("properties", {}).items()
        if field.get("writeOnly")
    }
    private = {
        f"{owner}.{field.name}"
        for owner in definitions
        for field in getattr(getattr(model, owner, None), "__attrs_attrs__", ())
        if is_private(field)
    }

    assert marked == private
    assert len(private) == 13


def test_a_schema_says_how_much_lint_matters() -> None:
    """The levels of a series and of a document are known, with the name of each rule."""
    for kind in ("series", "document"):
        levels = schema(kind)["properties"]["lint"]["anyOf"][0]["properties"]
        assert levels["TBH401"]["enum"] == ["off", "error", "warning", "info"]
        assert levels["TBH401"]["description"]


def test_every_constraint_of_a_text_has_a_pattern() -> None:
    """An editor knows as much of each as an expression can say."""
    assert [name for name, each in constraints().items() if each.pattern is None] == [
        "count",
        "size",
    ]


CONSTRAINTS = constraints()
TEXTS = [each for each in POOL if isinstance(each, str)]
PATTERNS = {name: each.pattern for name, each in CONSTRAINTS.items() if each.pattern}


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_means_the_same_to_ecmascript(name: str) -> None:
    """As browsers and editors read it, and as Python does."""
    pattern = f"^(?:{PATTERNS[name]})$"
    here, there = re.compile(pattern), regress.Regex(pattern, flags="u")
    # a lone surrogate is no text to ECMAScript, and before a last line feed `$` differs
    texts = [each for each in TEXTS if "\ud800" not in each and not each.endswith("\n")]

    assert [each for each in texts if bool(here.search(each)) != bool(there.find(each))] == []


@pytest.mark.parametrize("name", PATTERNS)
@given(text=st.text(max_size=30) | st.sampled_from(TEXTS))
def test_what_a_constraint_accepts_has_its_pattern(name: str, text: str) -> None:
    """A pattern refuses nothing that the model takes; the model may know better."""
    if CONSTRAINTS[name].accepts(text):
        assert re.fullmatch(PATTERNS[name], text)


@pytest.mark.parametrize("name", PATTERNS)
def test_an_example_is_what_its_constraint_asks_for(name: str) -> None:
    """What an editor offers is right."""
    constraint = CONSTRAINTS[name]

    assert all(map(constraint.accepts, constraint.examples))


def test_a_project_knows_its_therapists() -> None:
    """A reference is one of their ids or names, with the name beside it, markup undone."""
    people = (therapist(id="t-1", name="Ann *B*"), therapist(id="t-2", name="C D"))
    made = project_schema("edition", series(therapists=people))

    field = made["$defs"]["Response"]["properties"]["therapist"]
    reference = field["anyOf"][0]
    assert reference["enum"] == ["t-1", "t-2", "Ann *B*", "C D"]
    assert reference["markdownEnumDescriptions"] == ["Ann \\*B\\*", "C D"] * 2
    assert reference["x-tbh-ref"] == "therapist"


def test_a_reference_that_leads_nowhere_is_marked_in_a_project() -> None:
    """And one that leads somewhere, or is not there, is not."""
    whole = series(
        therapists=(therapist(id="t-1"),),
        editions=(edition(responses=(response(id="r-1", therapist="t-1"),)),),
    )
    validator = Draft202012Validator(project_schema("document", whole))
    data = json.loads(tbh.dumps(whole))

    assert validator.is_valid(data)
    data["editions"][0]["responses"][0]["therapist"] = "t-2"
    assert not validator.is_valid(data)
    data["editions"][0]["responses"][0]["therapist"] = None
    assert validator.is_valid(data)


@pytest.mark.parametrize(("kind", "form"), [("edition", "line"), ("document", "identifier")])
def test_without_a_project_a_reference_is_any_id(kind: str, form: str) -> None:
    """In a file of its own also a name. It says what it leads to."""
    field = schema(kind)["$defs"]["Response"]["properties"]["therapist"]

    assert field["anyOf"][0] == {"$ref": f"#/$defs/{form}", "x-tbh-ref": "therapist"}


def test_a_kind_that_there_is_not_is_met_with_what_there_is() -> None:
    """Or with what was probably meant."""
    with pytest.raises(
        UnknownKindError, match=r"no schema named 'edtion'; did you mean 'edition'\?"
    ):
        schema("edtion")
    with pytest.raises(UnknownKindError, match="there are series, therapist, edition, publish"):
        schema("?")


class Size(StrEnum):
    """How large."""

    SMALL = "small"


@frozen(kw_only=True)
class Line:
    width: int = 3
    next: "Line | None" = None
    """The one after it."""


@frozen(kw_only=True)
class Options:
    """What a package of somebody else may ask for."""

    line: Line
    own: Annotated[str, Constraint("line", "three letters", lambda text: len(text) == 3)]
    ours: model.Line
    plain: Annotated[str, "a note of theirs"]
    either: int | str
    odd: int | Size
    digits: Annotated[str, Constraint("digits", "digits", str.isdigit)] = "1"
    table: dict[str, int] | None = None
    share: float = 0.5
    vague: complex = 1j
    sizes: tuple[Size | None, ...] = ()
    flag: bool = True


def test_a_class_of_others_is_described_as_far_as_it_can_be() -> None:
    """A constraint that only has our name gets no pattern of ours; what is unknown is anything."""
    made = schema_of(Options)

    Draft202012Validator.check_schema(made)
    assert made["required"] == ["line", "own", "ours", "plain", "either", "odd"]
    assert made["$defs"]["line"] == {"description": "Three letters.", "type": "string"}
    assert "pattern" in made["$defs"]["line-2"]
    assert made["properties"]["plain"] == {"$ref": "#/$defs/any-text"}
    assert made["properties"]["either"]["anyOf"] == [
        {"$ref": "#/$defs/whole-number"},
        {"$ref": "#/$defs/any-text"},
    ]
    assert made["properties"]["vague"]["anyOf"][0] == {}
    assert made["$defs"]["number"] == {"type": "number"}
    assert made["properties"]["table"]["anyOf"][0] == {
        "type": "object",
        "additionalProperties": {"$ref": "#/$defs/whole-number"},
    }
    assert made["$defs"]["digits"]["type"] == ["string", "number"]
    assert made["$defs"]["digits"]["minimum"] == 0
    assert made["properties"]["sizes"]["anyOf"][0]["items"]["anyOf"][1] == {"type": "null"}
    assert made["$defs"]["Line"]["properties"]["next"]["anyOf"][0] == {"$ref": "#/$defs/Line"}


def test_what_can_be_described_is_told_from_what_cannot() -> None:
    """Everything that has a schema, a check and a way to be read; a class may hold its own kind."""
    is_known = {name: has_schema(hint) for name, hint in model.field_types(Options).items()}

    assert [name for name, known in is_known.items() if not known] == [
        "plain",
        "odd",
        "vague",
    ]
    assert has_schema(Literal["one", "two"])
    assert not has_schema(Literal[1])
    assert not has_schema(tuple[int, int])
    assert not has_schema(define(type("Mutable", (), {})))


def test_a_choice_of_words_is_described() -> None:
    """As the words that there are."""

    @frozen(kw_only=True)
    class Choice:
        size: Literal["small", "large"] = "small"

    found = schema_of(Choice)["properties"]["size"]["anyOf"][0]
    assert found == {"enum": ["small", "large"]}


def test_a_class_without_source_is_described_without_words() -> None:
    """As in a program that was frozen, or at a prompt."""
    kind = type("Made", (), {"__annotations__": {"n": int}, "__module__": "nowhere"})

    made = schema_of(frozen(kind))

    assert made["properties"] == {"n": {"$ref": "#/$defs/whole-number"}}
    assert "description" not in made["properties"]["n"]


def test_several_classes_share_their_definitions() -> None:
    """One definition for both, and none where none is needed."""
    groups, definitions = schemas_of([Line, model.Image])

    assert [group["title"] for group in groups] == ["Line", "Image"]
    assert list(definitions) == sorted(definitions)
    assert "$defs" not in schema_of(frozen(type("Empty", (), {})))

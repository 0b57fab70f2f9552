"""`tbh schema`: what it prints."""

import json

import pytest
from click.testing import CliRunner

import tbh_model as tbh
from conftest import EXAMPLE
from tbh_model.cli._main import tbh as command
from tbh_model.content import FileKind
from tbh_model.publishing import schema


@pytest.mark.parametrize("kind", FileKind)
def test_each_kind_is_printed_as_json(kind: FileKind) -> None:
    """Nothing but the schema, whatever stands in the current folder."""
    done = CliRunner().invoke(command, ["schema", kind.value])

    assert (done.exit_code, done.stderr) == (0, "")
    assert json.loads(done.stdout) == schema(kind)


def test_a_project_gives_its_ids() -> None:
    """Those of the content that is named, and the names that an edition may write."""
    done = CliRunner().invoke(command, ["schema", "edition", str(EXAMPLE), "--project"])

    found = json.loads(done.stdout)["$defs"]["Response"]["properties"]["therapist"]["anyOf"][0]
    people = tbh.load(EXAMPLE).therapists
    assert found["enum"] == [*(each.id for each in people), *(each.name for each in people)]


def test_a_project_must_be_there() -> None:
    """Exit status 1 where there is no content, 2 for a kind that there is not."""
    assert CliRunner().invoke(command, ["schema", "edition", "nowhere", "--project"]).exit_code == 1
    assert CliRunner().invoke(command, ["schema", "nothing"]).exit_code == 2

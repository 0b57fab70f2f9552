"""Classes of the model in pydantic models and FastAPI, which know them without a wrapper."""

import json
import subprocess
import sys
from typing import Annotated
from warnings import catch_warnings, simplefilter

import pytest
from attrs import evolve
from fastapi import Body, FastAPI
from jsonschema import Draft202012Validator
from pydantic import BaseModel, ValidationError

import tbh_model as tbh
from conftest import EXAMPLE

SERIES = evolve(tbh.load(EXAMPLE), folder=None)


class Issue(BaseModel):
    """What some program of somebody's keeps."""

    number: int
    series: tbh.Series
    cover: tbh.Image | None = None


def test_a_field_takes_a_value_and_its_data() -> None:
    """And gives the data back, as JSON too."""
    issue = Issue(number=1, series=SERIES)

    assert issue.series is SERIES
    assert Issue.model_validate_json(issue.model_dump_json()) == issue
    assert Issue.model_validate(issue.model_dump()) == issue
    assert Issue.model_validate({"number": 1, "series": SERIES, "cover": {"src": "a.png"}}).cover


@pytest.mark.parametrize(
    ("cover", "message"),
    [
        ({"source": "a.png"}, "cover.*unknown key 'source' in an image.*did you mean"),
        ({}, "the key `src` is missing from an image"),
        ("a.png", "give a Image, or a dictionary of its fields"),
    ],
)
def test_what_is_wrong_is_in_the_error_of_pydantic(cover: object, message: str) -> None:
    """In our words, at its field."""
    with pytest.raises(ValidationError, match=f"(?s){message}"):
        Issue.model_validate({"number": 1, "series": SERIES, "cover": cover})


def test_a_model_has_a_json_schema() -> None:
    """One that what is written is valid by, and what is misspelled is not."""
    schema = Issue.model_json_schema()
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    data = json.loads(Issue(number=1, series=SERIES).model_dump_json())

    assert validator.is_valid(data)
    assert not validator.is_valid({**data, "series": {**data["series"], "titel": "x"}})


def test_fastapi_takes_and_returns_them() -> None:
    """With the schema in its OpenAPI."""
    api = FastAPI()

    @api.post("/therapists")
    def rename(therapist: Annotated[tbh.Therapist, Body()]) -> tbh.Therapist:
        return evolve(therapist, name=therapist.name.upper())

    with catch_warnings():
        simplefilter("ignore")  # of a client that it would rather use
        from fastapi.testclient import TestClient
    client = TestClient(api)
    renamed = client.post("/therapists", json={"id": 7, "name": "Dana Okafor"})
    refused = client.post("/therapists", json={"id": 7})
    described = client.get("/openapi.json").json()

    assert renamed.json() == {"id": "7", "name": "DANA OKAFOR"}
    assert refused.status_code == 422
    (problem,) = refused.json()["detail"][0]["ctx"]["problems"]
    assert (problem["code"], problem["path"]) == ("TBH106", "name")
    body = described["paths"]["/therapists"]["post"]["requestBody"]["content"]["application/json"]
    assert "credentials" in json.dumps(body)


def test_nobody_else_loads_pydantic() -> None:
    """It is no dependency, and takes a tenth of a second."""
    code = (
        "import sys, tbh_model as tbh; tbh.load(sys.argv[1]); print('pydantic_core' in sys.modules)"
    )

    loaded = subprocess.run(
        [sys.executable, "-c", code, str(EXAMPLE)], capture_output=True, text=True, check=True
    )

    assert loaded.stdout.strip() == "False"

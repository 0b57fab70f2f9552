"""A small series for imports, and files as services and mail programs write them."""

from typing import Any

import tbh_model as tbh
from tbh_model.importers import AnswerImport, ImportSource, import_answers

QUESTION = "What is on the table by the door?"
PEOPLE = (
    ("t-1", "Ada Linde", "ada@pier.example"),
    ("t-2", "Bo Castell", "bo@pier.example"),
    ("t-3", "Chloé Marin", "chloe@quai.example"),
)


def series(**fields: Any) -> tbh.Series:
    """A series of one edition, whose panel has not answered yet."""
    return tbh.Series(
        id="tag:pier.example,2026:small-hours",
        title="Small Hours",
        url="https://pier.example/",
        publisher=tbh.Publisher(name="Pier"),
        time_zone="America/Halifax",
        therapists=tuple(
            tbh.Therapist(id=id_, name=name, email=email) for id_, name, email in PEOPLE
        ),
        editions=(
            tbh.Edition(
                id="e-1",
                slug="by-the-door",
                title="By the Door",
                challenge=tbh.Challenge(topic="Doors", prompt=QUESTION),
                challengers=tbh.Challengers(name="Counsellors"),
                **fields,
            ),
        ),
    )


def answers(
    data: str | bytes, name: str = "form.csv", content: tbh.Series | None = None, **options: Any
) -> AnswerImport:
    """Import a file into the series."""
    source = ImportSource(name=name, data=data.encode() if isinstance(data, str) else data)
    return import_answers(content or series(), "e-1", source, **options)


def responses(result: AnswerImport) -> tuple[tbh.Response, ...]:
    return result.series.editions[0].responses

"""How a person is named."""

from datetime import date

import pytest

import tbh_model as tbh
from small import response, series, therapist
from tbh_model.model import format_byline

A = tbh.Attribution


@pytest.mark.parametrize(
    ("attribution", "expected"),
    [
        (A.FULL, "Dana Okafor, RP"),
        (A.FIRST_NAME, "Dana, RP"),
        (A.INITIALS, "D.O., RP"),
        (A.ROLE, "a registered psychotherapist in Ontario"),
        (A.ANONYMOUS, None),
    ],
)
def test_each_attribution_shows_less(attribution: tbh.Attribution, expected: str | None) -> None:
    """From the full name to nothing at all."""
    assert series().byline(response(attribution=attribution)) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Marie-Ève Bouchard", "M.-È.B."),
        ("ليلى حداد", "ل.ح."),
        ("Cher", "C."),
        ("Ana - Li", "A.L."),
    ],
)
def test_initials_of_names_from_everywhere(name: str, expected: str) -> None:
    """One letter for each part of the name."""
    person = therapist(name=name, credentials=())

    assert format_byline(person, A.INITIALS) == expected


@pytest.mark.parametrize(
    ("title", "jurisdiction", "language", "expected"),
    [
        ("Registered Psychotherapist (Qualifying)", "CA-ON", "en",
         "a registered psychotherapist (qualifying) in Ontario"),
        ("Occupational Therapist", None, "en", "an occupational therapist"),
        ("EMDR Therapist", "CA-NT", "en-CA", "an EMDR therapist in the Northwest Territories"),
        ("Psychothérapeute autorisée", "CA-QC", "fr-CA", "psychothérapeute autorisée, Québec"),
        ("Travailleuse sociale", None, "fr", "travailleuse sociale"),
    ],
)  # fmt: skip
def test_a_role_is_the_title_and_where_it_holds(
    title: str, jurisdiction: str | None, language: str, expected: str
) -> None:
    """It says no more than the title does."""
    credential = tbh.Credential(title=title, abbreviation="X", jurisdiction=jurisdiction)

    assert (
        format_byline(therapist(credentials=(credential,)), A.ROLE, language=language) == expected
    )


def test_only_titles_in_force_are_shown() -> None:
    """A title that has run out is not printed, and the role falls back to what is left."""
    past = tbh.Credential(title="Social Worker", abbreviation="RSW", valid_until=date(2025, 12, 31))
    person = therapist(credentials=(past,), role="a counsellor")
    day = date(2026, 1, 1)

    assert format_byline(person, A.FULL, on=day) == "Dana Okafor"
    assert format_byline(person, A.FULL, on=date(2025, 12, 31)) == "Dana Okafor, RSW"
    assert format_byline(person, A.ROLE, on=day) == "a counsellor"


def test_a_response_without_a_therapist_has_its_own_byline_or_none() -> None:
    """Nobody is invented for words whose speaker is unknown."""
    assert series().byline(response(therapist=None)) is None
    assert series().byline(response(therapist=None, byline="A guest")) == "A guest"
    assert series().profile(response(therapist=None)) is None


def test_only_a_full_attribution_leads_to_the_person() -> None:
    """Initials are not a link."""
    assert series().profile(response()) == therapist()
    assert series().profile(response(attribution=A.INITIALS)) is None

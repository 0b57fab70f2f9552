"""Lint for where a series is published: titles, the sender of a newsletter, the crisis notice."""

from collections.abc import Callable
from pathlib import Path

import pytest

import tbh_model as tbh
from small_folder import EDITION, THERAPIST, WITHOUT_SENDER as SERIES, write

PUBLISHER = "  jurisdiction: CA-ON\n"
CRISIS = "notices:\n  - {kind: crisis, text: Call or text 9-8-8.}\n"
CRPO = "College of Registered Psychotherapists of Ontario"

Found = list[tuple[str, str, str | None]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder in Ontario in which nothing is wrong."""
    write(tmp_path, "series.yaml", SERIES + PUBLISHER + CRISIS)
    write(tmp_path, "therapists/t-1.yaml", THERAPIST)
    write(tmp_path, "editions/patience.yaml", EDITION)
    return tmp_path


@pytest.fixture
def titled(folder: Path) -> Callable[..., Found]:
    """Return the therapist credentials, and say what lint finds."""

    def found(*credentials: str) -> Found:
        items = "".join(f"  - {{{each}}}\n" for each in credentials)
        write(folder, "therapists/t-1.yaml", f"{THERAPIST}credentials:\n{items}")
        return [(each.code, each.path, each.hint) for each in tbh.check(folder)]

    return found


def credential(title: str, abbreviation: str, issuer: str = CRPO, more: str = "") -> str:
    return f"title: {title!r}, abbreviation: {abbreviation!r}, issuer: {issuer!r}{more}"


def test_a_series_in_ontario_can_be_clean(folder: Path) -> None:
    """With its jurisdiction and a crisis notice it has everything that is asked of it."""
    assert tbh.check(folder) == ()


@pytest.mark.parametrize(
    ("title", "abbreviation", "issuer"),
    [
        ("Registered Psychotherapist", "RP", CRPO),
        ("registered  psychotherapist", "R.P.", "CRPO"),
        ("Registered Psychotherapist (Qualifying)", "RP (Qualifying)", f"{CRPO} (CRPO)"),
        ("Registered Psychotherapist", "RP, CCC", CRPO),
        ("Registered Psychotherapist, Sex Therapist", "RP", CRPO),
        ("Psychothérapeute autorisée", "PA", "Ordre des psychothérapeutes autorisés de l'Ontario"),
        ("Psychothérapeute autorisé·e (stagiaire)", "PA (stagiaire)", "OPAO"),
        ("Psychothérapeute autorisé (inactif)", "what is not known", "CRPO"),
        ("Travailleuse sociale inscrite", "TSI", "OTSTTSO"),
        ("Social Worker", "RSW", "OCSWSSW"),
        ("Psychologist", "CPsych", "College of Psychologists of Ontario"),
        ("Psychologue", "C. Psych.", "CPBAO"),
    ],
)
def test_a_title_of_the_table_is_left_alone(
    titled: Callable[..., Found], title: str, abbreviation: str, issuer: str
) -> None:
    """In English and French, by the long and the short name of the college, dots or no dots."""
    assert titled(credential(title, abbreviation, issuer)) == []


@pytest.mark.parametrize(
    "written",
    [
        "title: Psychotherapist, abbreviation: UKCP, issuer: UKCP",
        "title: Licensed Clinical Social Worker, abbreviation: LCSW, jurisdiction: US-NY",
        "title: Licensed Clinical Social Worker, abbreviation: LCSW",
        "title: Master of Social Work, abbreviation: MSW, issuer: University of Toronto",
        "title: Master of Arts, abbreviation: MA, jurisdiction: CA-ON",
        "title: Occupational Therapist, abbreviation: OT Reg. (Ont.), jurisdiction: Ontario",
        "title: RN, abbreviation: RN, issuer: College of Nurses of Ontario, jurisdiction: CA-ON",
        "title: Registered Psychotherapist, abbreviation: PA, issuer: CRPO, jurisdiction: CA-BC",
    ],
)
def test_what_comes_from_elsewhere_is_left_alone(
    titled: Callable[..., Found], written: str
) -> None:
    """A wrong reproach is worse than none: degrees, other colleges, other places."""
    assert titled(written) == []


@pytest.mark.parametrize(
    ("written", "step", "hint"),
    [
        (credential("Registered Psychotherapist", "C.Psych."), "abbreviation", "write `RP`"),
        (credential("Psychothérapeute autorisée", "RP"), "abbreviation", "write `PA`"),
        (
            credential("Registered Psycotherapist", "RP"),
            "title",
            "did you mean `Registered Psychotherapist`?",
        ),
        (
            credential("TSI", "TSI", "OTSTTSO"),
            "title",
            "did you mean `Travailleur social inscrit`?",
        ),
        (
            credential("Family Healer", "FH", "CPBAO"),
            "title",
            (
                "known titles: Psychologist, Psychological Associate, Psychologist (Supervised "
                "Practice), Psychological Associate (Supervised Practice), Behaviour Analyst, "
                "Psychologue, Associé en psychologie, Psychologue (exercice supervisé), "
                "Analyste du comportement"
            ),
        ),
        (
            credential("Clinical Social Worker", "RSW", "OCSWSSW"),
            "title",
            "write `Registered Social Worker`",
        ),
        (credential("Registered Social Worker", "LCSW", "OCSWSSW"), "abbreviation", "write `RSW`"),
        (
            "title: Travailleuse sociale clinique, abbreviation: TSC, jurisdiction: Ontario",
            "title",
            "write `Travailleur social inscrit`",
        ),
        (
            "title: Registered Psychotherapist, abbreviation: RT, jurisdiction: 'Ontario, Canada'",
            "abbreviation",
            "write `RP`",
        ),
        (
            "title: Certified Psychotherapist, abbreviation: CP, jurisdiction: CA-ON",
            "title",
            "did you mean `Registered Psychotherapist`?",
        ),
    ],
)
def test_a_title_that_is_not_in_the_table_is_reported(
    titled: Callable[..., Found], written: str, step: str, hint: str
) -> None:
    """With what to write; of what names no college only where it uses a restricted word."""
    assert titled(written) == [("TBH409", f"credentials[0].{step}", hint)]


def test_a_finding_on_a_title_says_what_was_found_where_and_as_of_when(folder: Path) -> None:
    """The place is that of the title, and the college is named."""
    text = f"{THERAPIST}credentials:\n  - {{title: Healer, abbreviation: H, issuer: CRPO}}\n"
    write(folder, "therapists/t-1.yaml", text)

    (problem,) = tbh.check(folder)

    assert (problem.file, problem.line, problem.column, problem.length) == (
        "therapists/t-1.yaml",
        4,
        13,
        6,
    )
    assert problem.message == "`Healer` is no title of CRPO that is known (as of 2026-11-23)"
    assert problem.severity is tbh.Severity.WARNING


def test_q_is_said_once(titled: Callable[..., Found]) -> None:
    """What TBH406 reports is not reported again as an unknown title."""
    written = credential("Registered Psychotherapist (Q)", "RP (Q)")

    assert [(code, path) for code, path, _ in titled(written)] == [
        ("TBH406", "credentials[0].title"),
        ("TBH406", "credentials[0].abbreviation"),
    ]


def test_a_degree_before_the_title_of_crpo_is_reported(titled: Callable[..., Found]) -> None:
    """As a credential of its own, and within one abbreviation; by what it is called, too."""
    title = credential("Registered Psychotherapist", "RP", "CRPO")
    first = [("TBH410", "credentials[0].abbreviation", "put `RP` first")]

    assert titled("title: Master of Arts, abbreviation: M.A.", title) == first
    assert titled("title: Maîtrise en counseling, abbreviation: M.C.", title) == first
    assert titled(credential("Registered Psychotherapist", "MA, RP", "CRPO")) == first
    french = credential("Psychothérapeute autorisé", "PA", "CRPO")
    assert titled("title: Doctorat, abbreviation: D.Ps.", french) == [
        ("TBH410", "credentials[0].abbreviation", "put `PA` first")
    ]


@pytest.mark.parametrize(
    "credentials",
    [
        (credential("Registered Psychotherapist", "RP"), "title: MA, abbreviation: MA"),
        ("title: MA, abbreviation: MA", "title: Registered Psychotherapist, abbreviation: RP"),
        ("title: MA, abbreviation: MA", "title: X, abbreviation: X"),
        (
            credential("Registered Nurse", "RN", "CNO"),
            credential("Registered Psychotherapist", "RP"),
        ),
        ("title: MSW, abbreviation: MSW", credential("Registered Social Worker", "RSW", "OCSWSSW")),
        ("title: PhD, abbreviation: PhD", credential("Psychologist", "C.Psych.", "CPBAO")),
    ],
    ids=["behind", "no college", "no title", "another profession", "social work", "psychology"],
)
def test_an_order_that_is_allowed_is_left_alone(
    titled: Callable[..., Found], credentials: tuple[str, ...]
) -> None:
    """Only CRPO asks for it, and only degrees and the like must stand behind."""
    assert titled(*credentials) == []


def test_what_is_missing_from_a_credential_is_an_error_and_no_lint(
    titled: Callable[..., Found],
) -> None:
    """Without title or abbreviation there is nothing to judge."""
    assert [code for code, *_ in titled(f"title: X, issuer: {CRPO}")] == ["TBH106"]
    assert [code for code, *_ in titled("abbreviation: MA", "abbreviation: RP, issuer: CRPO")] == [
        "TBH106",
        "TBH106",
    ]


@pytest.mark.parametrize(
    ("more", "is_found"),
    [("", False), (", valid_from: 2030-01-01", False), (", valid_until: soon", True)],
)
def test_a_day_that_cannot_be_read_is_passed_over(
    titled: Callable[..., Found], more: str, *, is_found: bool
) -> None:
    """The loader says what is wrong with it."""
    found = titled(credential("Registered Psychotherapist", "RP", more=more))

    assert [code for code, *_ in found] == (["TBH108"] if is_found else [])


CONSENT = "    consents: [{uses: [web, newsletter], granted: 2026-01-01}]\n"


def test_a_newsletter_needs_a_sender(folder: Path) -> None:
    """One problem at the publisher lists everything that is missing."""
    write(folder, "editions/patience.yaml", EDITION + CONSENT)

    (problem,) = tbh.check(folder)

    assert (problem.code, problem.path, problem.line, problem.column, problem.length) == (
        "TBH411",
        "publisher",
        5,
        3,
        1,
    )
    assert problem.message == (
        "the rules for CA-ON (as of 2026-11-23) ask a newsletter for a postal address, an e-mail "
        "address or a website, a way to unsubscribe"
    )
    assert problem.hint == "add `postal_address`, `email` or `url`, `unsubscribe_url`"


def test_a_sender_who_says_everything_is_left_alone(folder: Path) -> None:
    """A website is as good as an e-mail address."""
    more = "  url: https://a.example/\n  postal_address: 1 Larch Street\n  unsubscribe_url: /stop\n"
    write(folder, "series.yaml", SERIES + PUBLISHER + more + CRISIS)
    write(folder, "editions/patience.yaml", EDITION + CONSENT)

    assert tbh.check(folder) == ()


@pytest.mark.parametrize(
    "more",
    ["", "    consents: [{uses: [web], granted: 2026-01-01}]\n", "    consents:\n"],
)
def test_without_a_newsletter_no_sender_is_asked_for(folder: Path, more: str) -> None:
    """Feeds and pages are no messages."""
    write(folder, "editions/patience.yaml", EDITION + more)

    assert tbh.check(folder) == ()


@pytest.mark.parametrize(
    ("notices", "expected"),
    [
        ("", (1, 1, "notices")),
        ("notices: []\n", (7, 10, "notices")),
        ("notices:\n  - {kind: disclaimer, text: Call 9-8-8.}\n", (8, 3, "notices")),
        ("notices:\n  - {kind: crisis, text: Call 911.}\n", (8, 26, "notices[0].text")),
        ("notices:\n  - {kind: crisis, text: 'Call 519-988-0142.'}\n", (8, 26, "notices[0].text")),
    ],
)
def test_a_series_in_canada_names_the_crisis_line(
    folder: Path, notices: str, expected: tuple[int, int, str]
) -> None:
    """In a notice of that kind, and as a number of its own."""
    write(folder, "series.yaml", SERIES + PUBLISHER + notices)

    found = [(each.code, each.line, each.column, each.path) for each in tbh.check(folder)]

    assert found == [("TBH412", *expected)]


@pytest.mark.parametrize(
    "text",
    [
        "Call 9-8-8.",
        "Call [the line](tel:988).",
        "Appelez le 9‑8‑8 en tout temps.",
        "Call (988), or +1 519 555 0142.",
    ],
)
def test_the_crisis_line_may_be_written_in_many_ways(folder: Path, text: str) -> None:
    """What stands between the digits does not matter."""
    write(
        folder, "series.yaml", f"{SERIES}{PUBLISHER}notices:\n  - kind: crisis\n    text: {text}\n"
    )

    assert tbh.check(folder) == ()


def test_two_crisis_notices_are_read_as_one(folder: Path) -> None:
    """One may hold the emergency number, and the other the crisis line."""
    more = "  - {kind: crisis, text: 'In an emergency, call 911.'}\n"
    write(folder, "series.yaml", SERIES + PUBLISHER + CRISIS + more)

    assert tbh.check(folder) == ()


def test_an_edition_with_a_crisis_notice_of_its_own_is_asked_the_same(folder: Path) -> None:
    """It is printed in place of that of the series; where each edition has one, that is enough."""
    write(folder, "editions/patience.yaml", EDITION + CRISIS.replace("9-8-8", "911"))
    assert [(each.code, each.path) for each in tbh.check(folder)] == [("TBH412", "notices[0].text")]

    write(folder, "series.yaml", SERIES + PUBLISHER)
    write(folder, "editions/patience.yaml", EDITION + CRISIS)
    assert tbh.check(folder) == ()


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "the Suicide Crisis Helpline"), ("fr-CA", "la Ligne d’aide"), ("ar", "the Suicide")],
)
def test_the_hint_is_a_notice_in_the_language_of_the_series(
    folder: Path, language: str, words: str
) -> None:
    """Ready to be copied, on one line; English where there is none."""
    write(folder, "series.yaml", f"language: {language}\n{SERIES}{PUBLISHER}")

    (problem,) = tbh.check(folder)

    assert problem.message == (
        "the rules for CA-ON (as of 2026-11-23) ask for a `crisis` notice; this series has none"
    )
    assert problem.hint is not None
    assert words in problem.hint
    assert "\n" not in problem.hint


@pytest.mark.parametrize("jurisdiction", ["CA-BC", "CA", "CA-QC"])
def test_the_rest_of_canada_has_the_rules_of_the_country(folder: Path, jurisdiction: str) -> None:
    """The crisis line, but no titles of Ontario."""
    write(folder, "series.yaml", f"{SERIES}  jurisdiction: {jurisdiction}\n")
    write(
        folder,
        "therapists/t-1.yaml",
        THERAPIST + "credentials: [{title: Healer, abbreviation: H, issuer: CRPO}]\n",
    )

    assert [each.code for each in tbh.check(folder)] == ["TBH412"]


@pytest.mark.parametrize(
    "jurisdiction", ["", "  jurisdiction: US-NY\n", "  jurisdiction: GB-SCT\n"]
)
def test_elsewhere_nothing_is_asked(folder: Path, jurisdiction: str) -> None:
    """What nobody has written rules for is left alone."""
    write(folder, "series.yaml", SERIES + jurisdiction)
    write(
        folder,
        "therapists/t-1.yaml",
        THERAPIST + "credentials: [{title: Healer, abbreviation: H, issuer: CRPO}]\n",
    )
    write(folder, "editions/patience.yaml", EDITION + CONSENT)

    assert tbh.check(folder) == ()


def test_a_rule_of_a_jurisdiction_is_turned_off_as_any_other(folder: Path) -> None:
    """In `series.yaml`, by code."""
    lint = "lint: {TBH412: off}\n"
    write(folder, "series.yaml", SERIES + PUBLISHER + lint)

    assert tbh.check(folder) == ()


def test_private_fields_are_never_shown(folder: Path) -> None:
    """Neither the number in the register nor what was received stands in a message or hint."""
    more = ", number: 'N-4711'"
    text = f"{THERAPIST}credentials:\n  - {{{credential('Healer', 'H', more=more)}}}\n"
    write(folder, "therapists/t-1.yaml", text)

    (problem,) = tbh.check(folder)

    assert problem.code == "TBH409"
    assert "4711" not in f"{problem.message}{problem.hint}"
    shown = str(tbh.content.problem_text(problem, lambda _: text))
    assert "4711" not in shown


@pytest.mark.parametrize(
    ("jurisdiction", "hint"),
    [
        ("CA-XX", None),
        ("ca-on", "CA-ON"),
        ("CA_ON", "CA-ON"),
        ("Ontario", "CA-ON"),
        ("québec", "CA-QC"),
        ("British Colombia", "CA-BC"),
        ("US-QQ", None),
        ("UK", "GB"),
        ("UK-SCT", "GB-SCT"),
        ("XX", None),
    ],
)
def test_a_jurisdiction_that_there_is_not_is_told_what_was_meant(
    folder: Path, jurisdiction: str, hint: str | None
) -> None:
    """Under such a code no rules are found, and nothing else would say so."""
    write(folder, "series.yaml", f"{SERIES}  jurisdiction: {jurisdiction}\n{CRISIS}")

    (problem,) = (each for each in tbh.check(folder) if each.code == "TBH446")

    assert (problem.file, problem.path, problem.line) == (
        "series.yaml",
        "publisher.jurisdiction",
        6,
    )
    assert problem.severity is tbh.Severity.WARNING
    assert hint is None or problem.hint == f"did you mean `{hint}`?"


@pytest.mark.parametrize(
    ("place", "is_unknown"),
    [("Ontario", False), ("CA-BC", False), ("CA-XX", True), ("ca-on", True)],
)
def test_the_jurisdiction_of_a_credential_may_be_a_name(
    titled: Callable[..., Found], place: str, *, is_unknown: bool
) -> None:
    """Where it looks like a code, it has to be one."""
    found = titled(credential("Registered Psychotherapist", "RP", more=f", jurisdiction: {place}"))

    assert ("TBH446" in {code for code, *_ in found}) is is_unknown


def test_a_jurisdiction_for_which_the_folder_brings_rules_is_known(folder: Path) -> None:
    """Whatever its code is."""
    write(folder, "series.yaml", f"{SERIES}  jurisdiction: X-OURS\n")
    write(folder, "rules.yaml", "jurisdiction: X-OURS\nas_of: 2026-01-01\n")

    assert tbh.check(folder) == ()

"""Rules by jurisdiction: what ships is whole, and a file in the content folder replaces it."""

from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

import tbh_model as tbh
from small_folder import EDITION, SERIES, THERAPIST, write
from tbh_model.content._files import read_tree
from tbh_model.content._folder import content_files
from tbh_model.content._node import MappingNode
from tbh_model.content._references import ContentEntry
from tbh_model.content.lint._engine import lint
from tbh_model.content.lint._rule_packages import (
    OWN_ENTRIES,
    RuleSelection,
    installed_rules,
    select_rules,
)
from tbh_model.content.lint._rulebook import (
    College,
    RequiredNotice,
    RuleBook,
    Title,
)
from tbh_model.model import InvalidValueError, NoticeKind
from tbh_model.text import write_plain

RULES = """\
jurisdiction: XX
as_of: 2026-01-31
"""
HEALERS = """\
jurisdiction: XX
as_of: 2026-01-31
names: [Exland]
colleges: [{id: COH, names: [College of Healers], title_first: true}]
titles:
  - {college: COH, category: full, language: fr, title: Guérisseuse, abbreviation: G}
  - {college: COH, category: old, language: en, title: Leech, valid_until: 2020-12-31}
  - {college: COH, category: new, language: en, title: Healer, valid_from: 2027-01-01}
after_title: [MA]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder in Ontario that has no crisis notice."""
    write(tmp_path, "series.yaml", f"{SERIES}  jurisdiction: CA-ON\n")
    write(tmp_path, "therapists/t-1.yaml", THERAPIST)
    write(tmp_path, "editions/patience.yaml", EDITION)
    return tmp_path


def found(folder: Path) -> list[tuple[str, str | None, int | None, int | None, str]]:
    """Describe what lint finds in a content folder, by the rules that lie in it."""

    def entry(file: Path) -> ContentEntry:
        node = read_tree(file, folder)
        assert isinstance(node, MappingNode)
        return ContentEntry(node)

    root = entry(folder / "series.yaml").node
    therapists = [*map(entry, content_files(folder / "therapists"))]
    editions = [*map(entry, content_files(folder / "editions"))]
    problems = lint((), root, therapists, editions, folder)
    return [(each.code, each.file, each.line, each.column, each.path) for each in problems]


def with_credential(folder: Path, credential: str) -> list[str]:
    write(folder, "therapists/t-1.yaml", f"{THERAPIST}credentials: [{{{credential}}}]\n")
    return [code for code, *_ in found(folder)]


@pytest.mark.parametrize("name", [entry.name for entry in OWN_ENTRIES])
def test_what_is_shipped_is_dated_has_sources_and_is_no_legal_advice(name: str) -> None:
    """In the data, and in the comment above it."""
    book = installed_rules(name).book
    file = files("tbh_model.content").joinpath("rules", f"{name.lower()}.yaml")

    assert book is not None
    assert book.jurisdiction == name
    assert date(2026, 1, 1) < book.as_of
    assert book.sources
    assert "No legal advice." in file.read_text(encoding="utf-8")


def test_every_file_that_is_shipped_can_be_asked_for() -> None:
    """And there is none for any other jurisdiction."""
    names = {file.name for file in files("tbh_model.content").joinpath("rules").iterdir()}

    assert {name for name in names if name.endswith(".yaml")} == {
        f"{entry.name.lower()}.yaml" for entry in OWN_ENTRIES
    }


@pytest.mark.parametrize(
    ("jurisdiction", "expected"),
    [("CA-ON", "CA-ON"), ("ca-on", "CA-ON"), ("CA-NU", "CA"), ("CA", "CA"), ("FR", None)],
)
def test_a_part_of_a_country_has_its_own_rules_or_those_of_the_country(
    jurisdiction: str, expected: str | None
) -> None:
    """Elsewhere there are none."""
    book = installed_rules(jurisdiction).book

    assert (None if book is None else book.jurisdiction) == expected
    assert installed_rules(None) == RuleSelection()


@pytest.mark.parametrize("language", ["en-CA", "fr-CA"])
def test_the_shipped_crisis_notice_mentions_what_is_asked_of_it(language: str) -> None:
    """Ontario has that of the country, in both languages."""
    book = installed_rules("CA-ON").book
    notice = book.notice(NoticeKind.CRISIS) if book else None
    text = notice.text_in(language) if notice else None

    assert notice is not None
    assert text is not None
    assert all(words in write_plain(text) for words in notice.mentions)
    assert ("gratuit" in write_plain(text)) is (language == "fr-CA")


def test_a_notice_without_a_text_has_none() -> None:
    """Nothing is invented."""
    notice = RequiredNotice(kind=NoticeKind.CRISIS)

    assert notice.text_in("en") is None
    assert RuleBook(jurisdiction="XX", as_of=date(2026, 1, 1)).notice(NoticeKind.CRISIS) is None


def test_rules_in_the_content_folder_take_the_place_of_the_shipped_ones(folder: Path) -> None:
    """Nothing is asked that they do not ask for, and what they ask for is."""
    assert [code for code, *_ in found(folder)] == ["TBH412"]

    write(folder, "rules.yaml", RULES)
    assert found(folder) == []

    write(folder, "rules.yaml", RULES + "notices: [{kind: crisis, mentions: [112]}]\n")
    assert found(folder) == [("TBH412", "series.yaml", 1, 1, "notices")]


def test_rules_of_ones_own_hold_without_a_jurisdiction(folder: Path) -> None:
    """Whoever writes them means them."""
    write(folder, "series.yaml", SERIES)
    write(folder, "rules.yaml", RULES + "includes: [CA]\n")

    assert [code for code, *_ in found(folder)] == ["TBH412"]


def test_titles_of_ones_own_replace_those_of_ontario(folder: Path) -> None:
    """In another place, in French, and with the days on which each is granted."""
    write(folder, "rules.yaml", HEALERS)

    assert with_credential(folder, "title: Guérisseuse, abbreviation: G, issuer: COH") == []
    assert with_credential(folder, "title: Guérisseuse, abbreviation: H, issuer: COH") == ["TBH409"]
    assert with_credential(folder, "title: Healer, abbreviation: RP, issuer: CRPO") == []
    assert with_credential(folder, "title: Quack, abbreviation: Q, jurisdiction: Exland") == []
    assert with_credential(folder, "title: Guérisseuse, abbreviation: 'MA, G', issuer: COH") == [
        "TBH410"
    ]


@pytest.mark.parametrize(
    ("credential", "is_found"),
    [
        ("title: Leech, abbreviation: L", True),
        ("title: Leech, abbreviation: L, valid_until: 2019-12-31", False),
        ("title: Healer, abbreviation: H", True),
        ("title: Healer, abbreviation: H, valid_from: 2027-03-01", False),
        ("title: Leech, abbreviation: L, valid_from: 2010-01-01, valid_until: 2030-01-01", True),
    ],
)
def test_a_title_is_judged_by_the_day_of_the_rules_or_the_nearest_of_its_own(
    folder: Path, credential: str, *, is_found: bool
) -> None:
    """No clock is asked: the same content has the same problems tomorrow."""
    write(folder, "rules.yaml", HEALERS)

    codes = with_credential(folder, f"{credential}, issuer: College of Healers")

    assert codes == (["TBH409"] if is_found else [])


def test_shipped_rules_can_be_included(folder: Path) -> None:
    """What is written goes before them; the rest stays as it is shipped."""
    own = (
        "includes: [CA-ON]\n"
        "colleges: [{id: CRPO, names: [The College]}]\n"
        "notices: [{kind: crisis, mentions: [112]}]\n"
    )
    write(folder, "rules.yaml", RULES + own)

    rules = select_rules(None, folder)
    book = rules.book

    assert rules.problems == ()
    assert book is not None
    assert [college.id for college in book.colleges] == ["CRPO", "OCSWSSW", "CPBAO"]
    assert book.colleges[0].names == ("The College",)
    assert [notice.mentions for notice in book.notices] == [("112",)]
    assert book.titles
    assert book.newsletter


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (RULES + "title: []\n", ("TBH107", 3, 1, "title")),
        ("jurisdiction: XX\n", ("TBH106", 1, 1, "as_of")),
        (RULES.replace("31", "32"), ("TBH108", 2, 8, "as_of")),
        (RULES + "includes: [CA-OM]\n", ("TBH109", 3, 12, "includes[0]")),
        (RULES + "newsletter: [{needs: x, any_of: [mail]}]\n",
         ("TBH109", 3, 34, "newsletter[0].any_of[0]")),
        (RULES + "notices: [{kind: crisis, texts: [{language: en, text: <b>x</b>}]}]\n",
         ("TBH120", 3, 55, "notices[0].texts[0].text")),
        (RULES + "titles: [{college: A, category: b, language: en, title: T}]\n",
         ("TBH111", 3, 20, "titles[0].college")),
        (HEALERS.replace("valid_until", "valid_from: 2021-01-01, valid_until"),
         ("TBH111", 7, 100, "titles[1].valid_until")),
        ("jurisdiction: [\n", ("TBH103", 1, 15, "")),
    ],
)  # fmt: skip
def test_a_mistake_in_the_replaced_file_is_a_problem_at_its_place(
    folder: Path, text: str, expected: tuple[str, int, int, str]
) -> None:
    """As in any other file; the rules are then left out, and never in the way of loading."""
    write(folder, "rules.yaml", text)
    code, line, column, path = expected

    assert found(folder) == [(code, "rules.yaml", line, column, path)]
    assert tbh.load(folder).editions


def test_an_unknown_college_is_answered_with_those_that_are_known() -> None:
    """In Python as in a file."""
    title = Title(college="B", category="c", language="en", title="T")
    with pytest.raises(InvalidValueError, match="the id of a college: A"):
        RuleBook(
            jurisdiction="XX", as_of=date(2026, 1, 1), colleges=(College(id="A"),), titles=(title,)
        )
    with pytest.raises(InvalidValueError, match="list it under `colleges`"):
        RuleBook(jurisdiction="XX", as_of=date(2026, 1, 1), titles=(title,))


def test_one_json_document_has_the_shipped_rules() -> None:
    """A text from anywhere has no folder that could hold others."""
    assert select_rules("CA-ON") == installed_rules("CA-ON")

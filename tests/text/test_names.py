"""Names of people, in whatever way they are written."""

from unicodedata import normalize

import pytest
from hypothesis import given, strategies as st

from tbh_model.text import has_name, name_ranges


def found(text: str, name: str) -> list[str]:
    assert has_name(text, name) is any(name_ranges(text, name))
    return [text[start:end] for start, end in name_ranges(text, name)]


@pytest.mark.parametrize(
    ("name", "text", "written"),
    [
        ("Dana Kowal", "By DANA\n  kowal.", "DANA\n  kowal"),
        ("Dana Kowal", "Da\xadna Ko\u200bwal", "Da\xadna Ko\u200bwal"),
        ("Dana Kowal", "at https://a.example/dana-kowal", "dana-kowal"),
        ("Dana Kowal", "dana.kowal@a.example", "dana.kowal"),
        ("Dana Kowal", "#DanaKowal", "DanaKowal"),
        ("Dana Kowal", "_Dana_Kowal_", "Dana_Kowal"),
        ("Dana Kowal", "see Kowal, Dana, page 3", "Kowal, Dana"),
        ("Dana Kowal", "dana_kowal2", "dana_kowal"),
        ("Mary O'Neil", "Mary O’Neil", "Mary O’Neil"),
        ("Mary O’Neil", "mary oneil", "mary oneil"),
        ("Anne-Marie Doe", "Anne\u2011Marie Doe", "Anne\u2011Marie Doe"),
        ("J. R. Smith", "J.R. Smith", "J.R. Smith"),
        ("Anna Groß", "ANNA GROSS", "ANNA GROSS"),
        ("Zoë Ångström", "Zoe Angstrom", "Zoe Angstrom"),
        ("Zoë Ångström", normalize("NFD", "Zoë Ångström") + ".", normalize("NFD", "Zoë Ångström")),
        ("José", "Jose\u0301!", "Jose\u0301"),
        ("前田花子", "昨日、前田花子さんは言った", "前田花子"),
        ("김민수", "김민수는 말했다", "김민수"),
        ("สมชาย ใจดี", "ขอบคุณสมชาย ใจดีมาก", "สมชาย ใจดี"),
        ("ليلى حداد", "قالت وليلى حداد أيضا", "ليلى حداد"),
        ("ليلى حداد", "لَيْلَى حَدَّاد", "لَيْلَى حَدَّاد"),
        ("<Al> & Bo", "by <al> & bo", "al> & bo"),
        ("🌸", "by 🌸.", "🌸"),
    ],
)
def test_a_name_is_found_however_it_is_spelled(name: str, text: str, written: str) -> None:
    """All of it, and nothing beside it."""
    assert found(text, name) == [written]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Dana Kowal", "Dana met Kowal"),
        ("Dana Kowal", "Indana Kowalski"),
        ("Dana", "Danab"),
        ("Al An", "Alan"),
        ("Ève", "the eve of it"),
        ("José", "jose"),
        ("ليلى حداد", "وفيليلى حداد"),
        ("Dana", ""),
    ],
)
def test_what_only_looks_like_a_name_is_none(name: str, text: str) -> None:
    """Another word, or two people."""
    assert found(text, name) == []


PARTS = st.lists(st.text("abcdefghéßöñ", min_size=2, max_size=6), min_size=2, max_size=3)


@given(PARTS, st.sampled_from("' -’‑_."), st.sampled_from(["NFC", "NFD"]), st.booleans())
def test_spelling_makes_no_difference(
    parts: list[str],
    sign: str,
    form: str,
    is_loud: bool,  # noqa: FBT001 - a case
) -> None:
    """A sign between the parts, the form of Unicode, capital letters."""
    written = normalize(form, sign.join(parts))  # type: ignore[arg-type]  # one of its words
    written = written.upper() if is_loud else written

    assert found(f"by {written} and", " ".join(parts)) == [written]

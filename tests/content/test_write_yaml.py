"""YAML that is written: how it looks, and that everybody reads the same texts in it."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import given, strategies as st

import small
import tbh_model as tbh
from tbh_model import content
from tbh_model.content import write_text
from tbh_model.content._yaml_writer import write_entry


def saved(folder: Path, series: tbh.Series) -> str:
    """Return the only edition of a series as it is written in YAML."""
    tbh.save(series, folder)
    content.convert(folder, to="yaml")
    return (folder / "editions/patience.yaml").read_bytes().decode()


def test_a_file_is_a_pleasure_to_read(tmp_path: Path) -> None:
    """Keys in the order of the fields, no defaults, blocks for long texts, words on one line."""
    edition = small.edition(
        introduction=tbh.markdown("Hello, *you*.\n\nAnd you."),
        responses=(
            small.response(quote="One\n  two", consents=(small.consent(expires=date(2027, 1, 1)),)),
            small.response("r-2", quote="No: never."),
        ),
        overview=tbh.Overview(),
        tags=("no", "patience"),
        former_urls=("https://example.org/a/",),
    )

    assert saved(tmp_path, small.series(editions=(edition,))) == (
        "id: e-patience\n"
        "title: What is patience for?\n"
        "challenge:\n"
        "  topic: Patience\n"
        "  prompt: What is patience for?\n"
        "challengers:\n"
        "  name: Psychotherapists\n"
        "status: ready\n"
        "published: 2026-05-01T09:00:00+00:00\n"
        "introduction: |\n"
        "  Hello, *you*.\n"
        "\n"
        "  And you.\n"
        "overview: {}\n"
        "responses:\n"
        "  - id: r-1\n"
        "    therapist: t-1\n"
        "    quote: |-\n"
        "      One\n"
        "        two\n"
        "    consents:\n"
        "      - uses: [web, feed, newsletter, social]\n"
        "        granted: 2026-01-01\n"
        "        expires: 2027-01-01\n"
        "  - id: r-2\n"
        "    therapist: t-1\n"
        '    quote: "No: never."\n'
        'tags: ["no", patience]\n'
        "former_urls:\n"
        "  - https://example.org/a/\n"
    )


def test_a_list_that_is_too_long_for_a_line_has_a_line_for_each() -> None:
    """Eighty-eight columns, with the key."""
    tags = tuple(f"a tag of some length {number}" for number in range(4))

    lines = write_entry("tags", tags, 0)

    assert list(lines) == ["tags:", *(f"  - {tag}" for tag in tags)]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("\n  lines\nof text\n", "|2\n\n    lines\n  of text"),
        ("  two\nlines", "|2-\n    two\n  lines"),
        ("\ttab\nbed", "|2-\n  \ttab\n  bed"),
        ("# no comment\n- no item\n", "|\n  # no comment\n  - no item"),
        ("space \nat an end", '"space \\nat an end"'),
        ("two\n\n", '"two\\n\\n"'),
        ("a\rb\nc", '"a\\rb\\nc"'),
        ("a\u2028b\nc", '"a\\u2028b\\nc"'),
        ("a\x85b\nc", '"a\\u0085b\\nc"'),
        ("a\x07b\nc", '"a\\u0007b\\nc"'),
    ],
)
def test_a_text_of_several_lines_is_a_block_where_nothing_is_lost(text: str, written: str) -> None:
    """Else it stands in quotation marks."""
    lines = "\n".join(write_entry("text", text, 0))

    assert lines == f"text: {written}"
    assert yaml.safe_load(lines + "\n") == {"text": text}


_NOT_PLAIN = (
    *("no", "on", "Yes", "y", "N", "null", "~", "12:30", "1.10", "010", "0x1F", "0o17", "1e3"),
    *(".5", "-5", "+1", "2024-05-01", "2024-05-01 12:30:00", "1_000", "- x", "a: b", "a #b"),
    *("# c", "*a", "&a", "!a", "%", "@a", "`a", " a", "a ", ":a", "a:", "?", "[a]", "{a}", "'a"),
    *("|", ">", "=", "<<", "...", "---", ", a", ""),
)


@pytest.mark.parametrize("text", _NOT_PLAIN)
def test_what_looks_like_something_else_stands_in_quotation_marks(text: str) -> None:
    """To YAML 1.1 or 1.2, whoever reads it."""
    assert write_text(text) == f'"{text}"'


@pytest.mark.parametrize(
    "text", ["Patience", "it's", "9 to 5", "https://a.example/b?c=d#e", "é, “x”", "3rd", 'a "b"']
)
def test_plain_words_stand_without_quotation_marks(text: str) -> None:
    """Nothing is quoted for no reason."""
    assert write_text(text) == text


def test_double_quotation_marks_are_put_into_single_ones() -> None:
    """They are easier to read than escapes."""
    assert write_text('"It\'s"') == "'\"It''s\"'"


def test_words_in_brackets_are_quoted_where_brackets_need_it() -> None:
    """A comma would end a word."""
    assert write_text("a, b", in_brackets=True) == '"a, b"'


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_any_text_is_read_back_by_other_tools(text: str) -> None:
    """On its own, in brackets, and as a value that may be a block."""
    entry = "\n".join(write_entry("text", text, 2))

    assert yaml.safe_load(f"- {write_text(text)}\n") == [text]
    assert yaml.safe_load(f"[{write_text(text, in_brackets=True)}]\n") == [text]
    assert yaml.safe_load(f"a:\n{entry}\nb: c\n") == {"a": {"text": text}, "b": "c"}


def test_an_instant_is_written_with_its_offset(tmp_path: Path) -> None:
    """As it was given."""
    edition = small.edition(updated=datetime(2026, 6, 1, 12, tzinfo=UTC))

    assert "updated: 2026-06-01T12:00:00+00:00\n" in saved(
        tmp_path, small.series(editions=(edition,))
    )


def test_an_item_that_has_but_defaults_is_a_pair_of_braces() -> None:
    """Nothing is left of it but that it is there."""
    lines = write_entry("items", (tbh.Overview(),), 0)

    assert list(lines) == ["items:", "  - {}"]


def test_rich_text_that_says_nothing_is_an_empty_text() -> None:
    """Where a text must be given."""
    notice = tbh.Notice(text=tbh.markdown(""))

    assert list(write_entry("notices", (notice,), 0)) == ["notices:", '  - text: ""']

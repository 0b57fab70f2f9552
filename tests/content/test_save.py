"""Saving a series: a folder that is new, and one that somebody has written by hand."""

from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest

import small
import tbh_model as tbh

SERIES = """\
# ours
format: 1
id: tag:example.org,2026:small
title:   Small Talk   # a working title
url: 'https://example.org/small/'

publisher: {name: The Small Practice}
lint: {TBH401: off}
"""
THERAPIST = """\
id: t-1
name: "Dana Okafor"
credentials:
- title: Registered Psychotherapist
  abbreviation: RP
  jurisdiction: Ontario
"""
EDITION = """\
# the first one
id: e-patience
slug: patience
title: What is patience for?
status: ready
published: 2026-05-01 05:00:00-04:00

challenge:
    # four columns here
    topic: Patience
    prompt: What is patience for?
challengers: { name: Psychotherapists }
responses:

  # asked first
  - id: r-1   # hers
    therapist: t-1
    quote: >-
      Patience is
      a long room.

  # asked later
  - quote: Second.
    # whose?
    id: r-2

  - {id: r-3, quote: 'Third.'}
# the end
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder as a person writes one."""
    for name, text in (
        ("series.yaml", SERIES),
        ("therapists/t-1.yaml", THERAPIST),
        ("editions/patience.yaml", EDITION),
        ("publish.yaml", "exporters: {rss: {}}\n"),
        ("images/a.svg", "<svg/>"),
        ("editions/notes.txt", "Not read.\n"),
    ):
        write(tmp_path, name, text)
    return tmp_path


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes(text.encode())


def contents(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


def edited(folder: Path, **changes: Any) -> tuple[str, tuple[str, ...]]:
    """Save with another edition, and give what the edition then is and which files changed."""
    series = tbh.load(folder)
    edition = attrs.evolve(series.editions[0], **changes)
    after = attrs.evolve(series, editions=(edition,))
    changed = tbh.save(after, folder)
    assert tbh.load(folder) == after
    return (folder / "editions/patience.yaml").read_bytes().decode(), changed


def test_a_new_folder_holds_a_file_for_each(tmp_path: Path) -> None:
    """It is made, with all that are above it."""
    folder = tmp_path / "a" / "b"

    changed = tbh.save(small.series(), folder)

    assert changed == ("editions/patience.md", "series.yaml", "therapists/t-1.yaml")
    assert tbh.load(folder) == small.series()


def test_what_says_the_same_is_not_touched(folder: Path) -> None:
    """However it is written."""
    before = {file: file.stat().st_mtime_ns for file in folder.rglob("*")}

    assert tbh.save(tbh.load(folder), folder) == ()
    assert {file: file.stat().st_mtime_ns for file in folder.rglob("*")} == before


def test_a_value_is_changed_where_it_stands(folder: Path) -> None:
    """What stands around it stays: spaces, comments, quotation marks, the file beside it."""
    series = tbh.load(folder)

    changed = tbh.save(attrs.evolve(series, title="No: talk"), folder)

    text = (folder / "series.yaml").read_bytes().decode()
    assert changed == ("series.yaml",)
    assert text == SERIES.replace("Small Talk ", '"No: talk" ')


def test_a_key_is_added_in_the_order_of_the_fields(folder: Path) -> None:
    """After the nearest one before it, indented as that is."""
    text, _ = edited(
        folder,
        number=3,
        summary="Short.",
        challenge=tbh.Challenge(
            topic="Patience", prompt="What is patience for?", heading="A heading"
        ),
    )

    assert text == EDITION.replace(
        "name: Psychotherapists }\n", "name: Psychotherapists }\nnumber: 3\n"
    ).replace("05:00:00-04:00\n", "05:00:00-04:00\nsummary: Short.\n").replace(
        "    prompt: What is patience for?\n",
        "    prompt: What is patience for?\n    heading: A heading\n",
    )


def test_a_key_before_all_others_is_added_before_them(folder: Path) -> None:
    """Under the comments with which the file begins, and beside the hyphen of an item."""
    write(folder, "editions/patience.yaml", EDITION.replace("  - {id: r-3, quote: 'Third.'}\n", ""))
    first, second = tbh.load(folder).editions[0].responses

    text, _ = edited(folder, responses=(first, attrs.evolve(second, therapist="t-1")))

    assert "  - quote: Second.\n    # whose?\n    id: r-2\n    therapist: t-1\n" in text


def test_a_key_goes_with_its_lines(folder: Path) -> None:
    """And with the comment on them; comments on lines of their own stay."""
    first, second, third = tbh.load(folder).editions[0].responses

    text, _ = edited(
        folder,
        published=None,
        responses=(
            attrs.evolve(first, therapist=None),
            attrs.evolve(second, quote=None, answer=tbh.markdown("An answer.")),
            third,
        ),
    )

    assert text == EDITION.replace("published: 2026-05-01 05:00:00-04:00\n", "").replace(
        "    therapist: t-1\n", ""
    ).replace(
        "  - quote: Second.\n    # whose?\n    id: r-2\n",
        "  - # whose?\n    id: r-2\n    answer: |\n      An answer.\n",
    )


def test_items_are_known_by_their_ids(folder: Path) -> None:
    """They may change places, come and go; what is written above one goes where it goes."""
    first, second, third = tbh.load(folder).editions[0].responses
    new = tbh.Response(id="r-4", quote="Fourth.")

    text, _ = edited(folder, responses=(third, new, attrs.evolve(first, quote="Other words.")))

    start = EDITION.index("  # asked first")
    assert text == EDITION[:start] + (
        "  # asked first\n"
        "\n"
        "  # asked later\n"
        "\n"
        "  - {id: r-3, quote: 'Third.'}\n"
        "\n"
        "  - id: r-4\n"
        "    quote: Fourth.\n"
        "  - id: r-1   # hers\n"
        "    therapist: t-1\n"
        "    quote: Other words.\n"
        "# the end\n"
    )
    assert second not in tbh.load(folder).editions[0].responses


def test_a_group_in_braces_stays_one(folder: Path) -> None:
    """With a key more, with another value, and with one less."""
    *others, third = tbh.load(folder).editions[0].responses
    more = attrs.evolve(third, quote="A, b", therapist="t-1", language="fr")

    text, _ = edited(folder, responses=(*others, more))
    assert '{id: r-3, therapist: t-1, quote: "A, b", language: fr}' in text

    text, _ = edited(folder, responses=(*others, attrs.evolve(more, therapist=None)))
    assert '{id: r-3, quote: "A, b", language: fr}' in text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("overview: {results: R}\n", "overview: {results: R, challenge: C}\n"),
        (
            "overview:\n   # why\n   results: R\n",
            "overview:\n   # why\n   challenge: C\n   results: R\n",
        ),
        ("overview: {}\n", "overview:\n  challenge: C\n  results: R\n"),
        ("overview: {challengers: X} # all\n", "overview: # all\n  challenge: C\n  results: R\n"),
        ("overview:\n", "overview:\n  challenge: C\n  results: R\n"),
        ("", "overview:\n  challenge: C\n  results: R\n"),
    ],
)
def test_a_group_gets_keys_however_it_is_written(folder: Path, before: str, after: str) -> None:
    """In braces or in lines, empty or not there."""
    start = EDITION.removesuffix("# the end\n")
    write(folder, "editions/patience.yaml", before + start.removeprefix("# the first one\n"))

    text, _ = edited(folder, overview=tbh.Overview(challenge="C", results="R"))

    assert after in text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("summary: >-\n  Folded\n  text.\n\nnumber: 1\n", "summary: New.\n\nnumber: 1\n"),
        ("summary: |+\n  Kept\n\nnumber: 1\n", "summary: New.\nnumber: 1\n"),
        ("summary: Plain\n  text. # so\n", "summary: New. # so\n"),
        ("summary:\n  'below'\n", "summary: New.\n"),
        ('"summary" : "a"\n', '"summary" : New.\n'),
        ("summary:\nnumber: 1\n", "summary: New.\nnumber: 1\n"),
    ],
)
def test_a_text_is_replaced_however_it_is_written(folder: Path, before: str, after: str) -> None:
    """With everything that belongs to it, and nothing else."""
    write(folder, "editions/patience.yaml", before + EDITION)

    text, _ = edited(folder, summary="New.")

    assert text == after + EDITION


def test_a_block_takes_the_place_of_words_and_leaves_the_comment(folder: Path) -> None:
    """It stands on the line on which the block begins."""
    write(folder, "editions/patience.yaml", "summary: Words.  # short\n" + EDITION)

    text, _ = edited(folder, summary="Several\nlines.")

    assert text == "summary: |-  # short\n  Several\n  lines.\n" + EDITION


def test_a_key_on_the_first_line_can_go(folder: Path) -> None:
    """So can one on the last, which may have no end."""
    write(folder, "editions/patience.yaml", "number: 1\n" + EDITION + "summary: S")

    text, _ = edited(folder, number=None, summary=None)

    assert text == EDITION.removesuffix("\n")


def test_a_key_can_be_added_where_the_file_has_no_end_of_line(folder: Path) -> None:
    """A line feed comes first."""
    write(folder, "therapists/t-1.yaml", "name: Dana Okafor\nid: t-1")
    series = tbh.load(folder)
    therapist = attrs.evolve(series.therapists[0], pronouns="she")

    tbh.save(attrs.evolve(series, therapists=(therapist,)), folder)

    text = (folder / "therapists/t-1.yaml").read_bytes()
    assert text == b"name: Dana Okafor\npronouns: she\nid: t-1"


def test_two_keys_beside_a_hyphen_can_go(folder: Path) -> None:
    """What follows them moves up."""
    item = "  - byline: A guest\n    language: fr\n    id: r-9\n    quote: Hm.\n"
    write(folder, "editions/patience.yaml", EDITION.removesuffix("# the end\n") + item)
    *others, last = tbh.load(folder).editions[0].responses

    text, _ = edited(folder, responses=(*others, attrs.evolve(last, byline=None, language=None)))

    assert text.endswith("  - id: r-9\n    quote: Hm.\n")


def test_a_key_is_added_below_the_comments_of_what_stands_above(folder: Path) -> None:
    """They are indented as deep as the last item of the list."""
    text = EDITION.removesuffix("# the end\n") + "    # consents: []\n# the end\n"
    write(folder, "editions/patience.yaml", text)

    after, _ = edited(folder, due=date(2026, 5, 1))

    assert after == text.replace("# the end", "due: 2026-05-01\n# the end")


def test_a_hyphen_may_stand_alone_on_its_line(folder: Path) -> None:
    """The item is written below it."""
    item = "  -\n   # -- a guest\n    id: r-9\n    quote: Hm.\n"
    write(folder, "editions/patience.yaml", EDITION.removesuffix("# the end\n") + item)
    *others, last = tbh.load(folder).editions[0].responses

    text, _ = edited(folder, responses=(attrs.evolve(last, quote="Oh."), *others))

    assert item.replace("Hm.", "Oh.") in text


def test_a_file_written_in_an_unusual_way_is_written_anew(folder: Path) -> None:
    """Where no change fits into it: here each value stands below its key, after a colon."""
    write(folder, "therapists/t-1.yaml", "? id\n# a: b\n: t-1\n? name\n# c: d\n: Dana Okafor\n")
    series = tbh.load(folder)
    therapist = attrs.evolve(series.therapists[0], name="Dana")

    tbh.save(attrs.evolve(series, therapists=(therapist,)), folder)

    assert (folder / "therapists/t-1.yaml").read_bytes() == b"id: t-1\nname: Dana\n"


def test_a_patch_that_is_no_yaml_is_never_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a file looks like, what is written says what it is to say."""
    monkeypatch.setattr("tbh_model.content._file_writer._patch", lambda *_: b"id: [")

    text, _ = edited(folder, summary="New.")

    assert "summary: New.\n" in text


def test_a_response_in_braces_may_get_all_it_can_have(folder: Path) -> None:
    """Texts, lists and groups, on one line."""
    *others, third = tbh.load(folder).editions[0].responses
    more = attrs.evolve(third, answer=tbh.markdown("*Yes*: a"), consents=(small.consent(),))

    text, _ = edited(folder, responses=(*others, more))

    assert (
        "  - {id: r-3, quote: 'Third.', answer: \"*Yes*: a\", "
        "consents: [{uses: [web, feed, newsletter, social], granted: 2026-01-01}]}\n"
    ) in text


MARKDOWN = "---\n{}# the end\n---\n\nHello, __you__.\n".format(EDITION.removesuffix("# the end\n"))


def as_markdown(folder: Path, text: str = MARKDOWN) -> None:
    (folder / "editions/patience.yaml").unlink(missing_ok=True)
    write(folder, "editions/patience.md", text)


def saved_markdown(folder: Path, **changes: Any) -> str:
    series = tbh.load(folder)
    after = attrs.evolve(series, editions=(attrs.evolve(series.editions[0], **changes),))
    tbh.save(after, folder)
    assert tbh.load(folder) == after
    return (folder / "editions/patience.md").read_bytes().decode()


def test_a_markdown_file_stays_one(folder: Path) -> None:
    """A change to its keys leaves the text below alone."""
    as_markdown(folder)

    text = saved_markdown(folder, tags=("a",))

    assert text == MARKDOWN.replace("# the end", "tags: [a]\n# the end")


@pytest.mark.parametrize(("introduction", "below"), [("Hi *you*.", "\n\nHi *you*.\n"), ("", "\n")])
def test_the_text_below_front_matter_changes_alone(
    folder: Path, introduction: str, below: str
) -> None:
    """Into other words or none."""
    as_markdown(folder)

    text = saved_markdown(folder, introduction=tbh.markdown(introduction))

    assert text == MARKDOWN.replace("\n\nHello, __you__.\n", below)


def test_a_text_is_added_below_front_matter(folder: Path) -> None:
    """Where there was none."""
    as_markdown(folder, MARKDOWN.partition("\n\nHello")[0])

    assert saved_markdown(folder, introduction=tbh.markdown("Hi.")).endswith("---\n\nHi.\n")


def test_front_matter_may_hold_the_introduction(folder: Path) -> None:
    """It stays there."""
    text = MARKDOWN.partition("\nHello")[0].replace("# the end", "introduction: Hello.")
    as_markdown(folder, text)

    assert saved_markdown(folder, introduction=tbh.markdown("Hi.")) == text.replace(
        "introduction: Hello.", "introduction: |\n  Hi."
    )


def test_front_matter_written_in_an_unusual_way_is_written_anew(folder: Path) -> None:
    """With all of its keys above, and nothing below."""
    text = "---\n? id\n# a: b\n: t-1\n? name\n# c: d\n: Dana Okafor\n---\nBio.\n"
    (folder / "therapists/t-1.yaml").unlink()
    write(folder, "therapists/t-1.md", text)
    series = tbh.load(folder)
    therapist = attrs.evolve(series.therapists[0], name="Dana")

    tbh.save(attrs.evolve(series, therapists=(therapist,)), folder)

    assert (folder / "therapists/t-1.md").read_bytes() == (
        b"---\nid: t-1\nname: Dana\nbio: |\n  Bio.\n---\n"
    )
    assert tbh.load(folder).therapists == (therapist,)


def test_windows_line_ends_and_a_byte_order_mark_stay(folder: Path) -> None:
    """New lines end as the others do."""
    before = "\ufeff" + EDITION.replace("\n", "\r\n")
    write(folder, "editions/patience.yaml", before)

    text, _ = edited(folder, summary="Two\nlines.")

    assert text == before.replace(
        "05:00:00-04:00\r\n", "05:00:00-04:00\r\nsummary: |-\r\n  Two\r\n  lines.\r\n"
    )


def test_a_new_slug_is_a_new_name_for_the_same_file(folder: Path) -> None:
    """Its comments move with it."""
    series = tbh.load(folder)
    edition = attrs.evolve(series.editions[0], slug="waiting")

    changed = tbh.save(attrs.evolve(series, editions=(edition,)), folder)

    assert changed == ("editions/patience.yaml", "editions/waiting.yaml")
    assert not (folder / "editions/patience.yaml").exists()
    assert (folder / "editions/waiting.yaml").read_bytes().decode() == EDITION.replace(
        "slug: patience", "slug: waiting"
    )


def test_two_editions_may_change_slugs(folder: Path) -> None:
    """Each file is then the other's."""
    series = tbh.load(folder)
    (first,) = series.editions
    second = small.edition("hope", responses=())
    tbh.save(attrs.evolve(series, editions=(first, second)), folder)
    swapped = (attrs.evolve(first, slug="hope"), attrs.evolve(second, slug="patience"))

    tbh.save(attrs.evolve(series, editions=swapped), folder)

    assert tbh.load(folder).editions == swapped


def test_names_that_are_one_on_some_systems_are_kept_apart(tmp_path: Path) -> None:
    """By a number, of which `tbh check` speaks."""
    therapists = (small.therapist("t-1"), small.therapist("T-1"), small.therapist("t-1~2"))
    series = small.series(therapists=therapists)

    assert (
        tbh.save(series, tmp_path)[2:]
        == (
            "therapists/T-1~3.yaml",
            "therapists/t-1.yaml",
            "therapists/t-1~2.yaml",
        )
        or tbh.load(tmp_path) == series
    )


def test_what_is_gone_is_removed_and_nothing_else_is(folder: Path) -> None:
    """Images, settings and files that nobody reads stay."""
    before = contents(folder)
    series = attrs.evolve(tbh.load(folder), editions=(), therapists=())

    changed = tbh.save(series, folder)

    assert changed == ("editions/patience.yaml", "therapists/t-1.yaml")
    assert contents(folder) == {name: before[name] for name in before if name not in changed}


def test_what_stands_in_the_series_itself_stays_there(folder: Path) -> None:
    """What is new gets a file; a list of which nothing is left goes."""
    item = THERAPIST.replace("\n", "\n    ").rstrip()
    write(folder, "series.yaml", f"{SERIES}therapists:\n  # her\n  - {item}\n")
    (folder / "therapists/t-1.yaml").unlink()
    series = tbh.load(folder)
    known = attrs.evolve(series.therapists[0], name="Dana")
    after = attrs.evolve(series, therapists=(known, small.therapist("t-2")))

    assert tbh.save(after, folder) == ("series.yaml", "therapists/t-2.yaml")
    assert tbh.load(folder) == after
    assert f"therapists:\n  # her\n  - {item}\n".replace('"Dana Okafor"', "Dana") in (
        folder / "series.yaml"
    ).read_text(encoding="utf-8")

    none = attrs.evolve(series, therapists=(), editions=())
    tbh.save(none, folder)
    assert (folder / "series.yaml").read_bytes().decode() == SERIES


def test_keys_that_are_no_fields_stay_in_braces_too(folder: Path) -> None:
    """The levels of lint rules are no part of a series."""
    braces = (
        '{id: "tag:example.org,2026:small", title: T, url: "https://example.org/small/", '
        "description: D, publisher: {name: P}, lint: {TBH401: off}}\n"
    )
    write(folder, "series.yaml", braces)
    series = tbh.load(folder)

    tbh.save(attrs.evolve(series, description=None), folder)

    text = (folder / "series.yaml").read_bytes().decode()
    assert text == braces.replace("description: D, ", "")


@pytest.mark.parametrize("name", ["series.yaml", "therapists/t-1.yaml"])
def test_content_with_errors_is_not_saved_over(folder: Path, name: str) -> None:
    """It is touched by nobody but its author."""
    series = tbh.load(folder)
    write(folder, name, "id: [\n")
    before = contents(folder)

    with pytest.raises(tbh.ContentError):
        tbh.save(series, folder)

    assert contents(folder) == before


def test_files_without_a_series_are_not_mixed_with_a_new_one(folder: Path) -> None:
    """They would be loaded with it."""
    series = tbh.load(folder)
    (folder / "series.yaml").unlink()

    with pytest.raises(tbh.ContentError, match=r"holds no series\.yaml"):
        tbh.save(series, folder)


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    """And stays."""
    write(tmp_path, "content", "x")

    with pytest.raises(tbh.WriteError, match="a file stands where a folder must be"):
        tbh.save(small.series(), tmp_path / "content")

    assert (tmp_path / "content").read_bytes() == b"x"


def test_a_name_that_is_too_long_is_said(tmp_path: Path) -> None:
    """Slugs may have a hundred letters, of four bytes each."""
    series = small.series(editions=(small.edition("\U00020000" * 100, id="e-1"),))

    with pytest.raises(tbh.WriteError, match="its name is too long; choose a shorter slug"):
        tbh.save(series, tmp_path / "new")

    assert not (tmp_path / "new").exists()

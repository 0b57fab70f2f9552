"""Editions as pages of Markdown: how they are read, and what is said of mistakes in them."""

from datetime import date
from pathlib import Path
from typing import Any, Literal

import attrs
import pytest

import tbh_model as tbh
from tbh_model import content

SERIES = """\
id: tag:example.org,2026:small
title: Small Talk
url: https://example.org/small/
publisher: {name: The Small Practice}
time_zone: America/Toronto
"""
FRONT = """\
id: e-1
title: What is patience for?
published: 2026-05-01 08:00
status: ready
challenge: {topic: Patience, prompt: What is patience for?}
challengers: Psychotherapists   # a short form
responses:
  - {id: r-1, therapist: t-1}   # hers
  - id: r-2
    therapist: Zoë O'Brien
  - {id: r-3, byline: A guest}
"""
BODY = """\
Everybody waits.

# Challenge

The background.

## With a heading

And more.

# Challengers

Who they are.

# Responses

## Dana Okafor

> Patience is
> a long room.
>
> It has chairs.

I wait.

> A quotation in the answer.

### A heading

- with a list

## Zoë O'Brien

The kettle.

## r-3

> Third.

# Notices

## crisis

Call 988.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder with two therapists and one page."""
    write(tmp_path, "series.yaml", SERIES)
    write(tmp_path, "therapists/t-1.yaml", "id: t-1\nname: Dana Okafor\n")
    write(tmp_path, "therapists/t-2.yaml", "id: t-2\nname: Zoë O'Brien\n")
    return tmp_path


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes(text.encode())


def page(folder: Path, body: str = BODY, front: str = FRONT, name: str = "patience") -> tbh.Edition:
    write(folder, f"editions/{name}.md", f"---\n{front}---\n\n{body}")
    return tbh.load(folder).editions[0]


def errors(folder: Path, body: str, front: str = FRONT) -> list[tuple[str, int | None, str]]:
    write(folder, "editions/patience.md", f"---\n{front}---\n\n{body}")
    return [
        (each.code, each.line, f"{each.message}: {each.hint}")
        for each in tbh.check(folder)
        if each.severity is tbh.Severity.ERROR
    ]


# The line of the file that the first line of the body stands on.
FIRST = FRONT.count("\n") + 4


def test_a_page_holds_the_texts_of_an_edition_below_its_front_matter(folder: Path) -> None:
    """Each part and each response under its heading."""
    edition = page(folder)

    first, second, third = edition.responses
    assert edition.introduction == tbh.markdown("Everybody waits.")
    assert edition.challenge.background == tbh.markdown(
        "The background.\n\n## With a heading\n\nAnd more."
    )
    assert edition.challengers == tbh.Challengers(
        name="Psychotherapists", introduction=tbh.markdown("Who they are.")
    )
    assert first.quote == "Patience is\na long room.\n\nIt has chairs."
    assert first.answer == tbh.markdown(
        "I wait.\n\n> A quotation in the answer.\n\n### A heading\n\n- with a list"
    )
    assert (second.therapist, second.quote) == ("t-2", None)
    assert second.answer == tbh.markdown("The kettle.")
    assert (third.quote, third.answer) == ("Third.", None)
    assert edition.notices == (
        tbh.Notice(kind=tbh.NoticeKind.CRISIS, text=tbh.markdown("Call 988.")),
    )


def test_the_slug_is_the_name_of_the_file_unless_one_is_written(folder: Path) -> None:
    """Also where the name of the file has its accents apart."""
    assert page(folder, name="the\u0301").slug == "thé"
    (folder / "editions/the\u0301.md").unlink()
    assert page(folder, front=f"slug: waiting\n{FRONT}").slug == "waiting"


def test_a_page_of_windows_is_read_and_edited_like_any_other(folder: Path) -> None:
    """With a byte order mark, and its line ends."""
    text = f"\ufeff---\n{FRONT}---\n\n{BODY}".replace("\n", "\r\n")
    write(folder, "editions/patience.md", text)
    series = tbh.load(folder)
    edition = series.editions[0]
    second = attrs.evolve(edition.responses[1], answer=tbh.markdown("No kettle.\n\nTea."))
    responses = (edition.responses[0], second, edition.responses[2])

    after = attrs.evolve(series, editions=(attrs.evolve(edition, responses=responses),))
    tbh.save(after, folder)

    assert (folder / "editions/patience.md").read_bytes().decode() == text.replace(
        "The kettle.", "No kettle.\r\n\r\nTea."
    )


def test_what_looks_like_a_heading_in_code_is_none(folder: Path) -> None:
    """Nor what is one within a list, or a quotation."""
    answer = "```\n# Notices\n## Nobody\n```\n\n- item\n\n  # Notices\n\n> # Challenge"
    edition = page(
        folder, f"# Responses\n\n## Dana Okafor\n\n{answer}\n\n## r-2\n\nA\n\n## r-3\n\nB\n"
    )

    assert edition.responses[0].answer == tbh.markdown(answer)


def test_a_notice_without_words_is_none(folder: Path) -> None:
    """Its heading waits for them."""
    assert page(folder, BODY.replace("Call 988.\n", "")).notices == ()


def test_a_heading_may_be_underlined(folder: Path) -> None:
    """As Markdown has it."""
    edition = page(folder, BODY.replace("# Challengers", "Challengers\n==========="))

    assert edition.challengers is not None
    assert edition.challengers.introduction == tbh.markdown("Who they are.")


def test_an_empty_page_has_no_texts(folder: Path) -> None:
    """Its responses have none, which is said."""
    assert [code for code, *_ in errors(folder, "")] == ["TBH111"] * 3


@pytest.mark.parametrize(
    ("old", "new", "code", "at", "words"),
    [
        ("# Challenge\n", "# Chalenge\n", "TBH138", "# Chalenge", "did you mean `# Challenge`"),
        ("# Challenge\n", "# Our Title\n", "TBH138", "# Our Title", "parts are `# Challenge`"),
        ("## Dana Okafor", "## Dana Okafr", "TBH130", "## Dana", "did you mean `## Dana Okafor`"),
        ("## Dana Okafor", "## Somebody", "TBH130", "## Somebody", "no response of this edition"),
        ("## Dana Okafor", "##Dana Okafor", "TBH138", "##Dana", "belongs to nobody"),
        ("## Zoë O'Brien", "##Zoë O'Brien", "TBH138", "##Zoë", "write `## Zoë O'Brien`"),
        ("# Notices", "#Notices", "TBH138", "#Notices", "write `# Notices`"),
        ("## r-3", "## r-2", "TBH105", "## r-2", "stands twice"),
        ("# Notices", "# Challenge", "TBH105", "# Challenge\n\n## cr", "stands twice"),
        ("> It has chairs.\n\n", "> It has chairs.\n", "TBH138", "I wait", "begin it with `>`"),
        ("# Notices\n", "# Notices\n\nHello.\n", "TBH138", "Hello", "belongs to nobody"),
        ("## crisis", "## crises", "TBH109", "## crises", "did you mean `crisis`"),
    ],
)
def test_a_mistake_in_the_text_is_reported_where_it_stands(  # noqa: PLR0913, PLR0917 - the row
    folder: Path, old: str, new: str, code: str, at: str, words: str
) -> None:
    """One problem, with what to write."""
    body = BODY.replace(old, new)
    line = FIRST + body[: body.rindex(at)].count("\n")

    found = errors(folder, body)

    assert [(each[0], each[1]) for each in found][:1] == [(code, line)]
    assert words in found[0][2]


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("introduction: Hello.\n", 12),
        ("notices: [{text: Hello.}]\n", 12),
    ],
)
def test_a_text_that_stands_twice_is_reported(folder: Path, key: str, line: int) -> None:
    """In the front matter and below it."""
    ((code, number, words),) = errors(folder, BODY, FRONT + key)

    assert (code, number) == ("TBH105", line + 1)
    assert "stands in the front matter and below it" in words


def test_a_text_of_a_group_that_stands_twice_is_reported(folder: Path) -> None:
    """A background, and an answer."""
    front = FRONT.replace("prompt: What is patience for?}", "prompt: P, background: B}")
    assert [each[:2] for each in errors(folder, BODY, front)] == [("TBH105", 6)]
    front = FRONT.replace("{id: r-1, therapist: t-1}", "{id: r-1, therapist: t-1, answer: A}")
    assert [each[:2] for each in errors(folder, BODY, front)] == [("TBH105", 9)]


def test_a_part_may_lack_its_keys(folder: Path) -> None:
    """The heading is where that is said."""
    front = FRONT.replace("challengers: Psychotherapists   # a short form\n", "")

    ((code, line, words),) = errors(folder, BODY, front)

    assert (code, line) == (
        "TBH106",
        FIRST - 1 + BODY[: BODY.index("# Challengers")].count("\n"),
    )
    assert "`name`" in words


def test_who_answers_twice_is_told_apart_by_id(folder: Path) -> None:
    """A name, or the id of a therapist, would say too little."""
    front = FRONT.replace("therapist: Zoë O'Brien", "therapist: t-1")
    body = BODY.replace("## Zoë O'Brien", "## r-2")

    (found,) = errors(folder, body, front)

    assert found[:2] == ("TBH130", FIRST + BODY[: BODY.index("## Dana")].count("\n"))
    assert "write the id: `## r-1` or `## r-2`" in found[2]


def test_a_name_that_two_have_names_nobody(folder: Path) -> None:
    """Neither in a heading nor in the front matter."""
    write(folder, "therapists/t-3.yaml", "id: t-3\nname: Dana Okafor\n")

    (found,) = errors(folder, BODY)

    assert "the name of 2 therapists: write the id of one: `## t-1` or `## t-3`" in found[2]


def test_somebody_who_is_not_asked_is_offered_their_id(folder: Path) -> None:
    """In `responses`."""
    write(folder, "therapists/t-3.yaml", "id: t-3\nname: Lev Brandt\n")

    body = BODY.replace("# Notices", "## Lev Brandt\n\nYes.\n\n# Notices")
    ((*_, words),) = errors(folder, body)
    assert "add `- {id: ..., therapist: t-3}` to `responses`" in words


@pytest.mark.parametrize(
    "heading", ["## Dana Okafor", "## t-1", "## r-1", "## Dana  Okafor ##", "##\tDana Okafor"]
)
def test_a_response_is_named_by_name_or_id(folder: Path, heading: str) -> None:
    """However the heading is written."""
    edition = page(folder, BODY.replace("## Dana Okafor", heading))

    assert edition.responses[0].quote is not None


def test_an_edit_changes_the_words_that_it_changes(folder: Path) -> None:
    """Every other byte of the page stays: comments, layout, spelling."""
    edition = page(folder)
    first, second, third = edition.responses
    changed = attrs.evolve(first, quote="Patience is short.")

    assert _saved(folder, responses=(changed, second, third)) == _text().replace(
        "> Patience is\n> a long room.\n>\n> It has chairs.\n", "> Patience is short.\n"
    )


def _text(body: str = BODY, front: str = FRONT) -> str:
    return f"---\n{front}---\n\n{body}"


def _saved(folder: Path, **changes: Any) -> str:
    """Save the edition of a folder with other fields, and return what its page then is."""
    series = tbh.load(folder)
    edition = attrs.evolve(series.editions[0], **changes)
    after = attrs.evolve(series, editions=(edition,))
    tbh.save(after, folder)
    assert tbh.load(folder) == after
    (file,) = folder.glob("editions/*.md")
    return file.read_bytes().decode()


def test_a_response_is_added_and_removed_with_its_section(folder: Path) -> None:
    """A new one gets a heading with the name, and its keys in the front matter."""
    write(folder, "therapists/t-3.yaml", "id: t-3\nname: Lev Brandt\n")
    first, second, third = page(folder).responses
    new = tbh.Response(id="r-4", therapist="t-3", quote="Yes.", answer=tbh.markdown("Yes, *now*."))

    text = _saved(folder, responses=(first, second, third, new))

    assert text == _text(
        BODY.replace("# Notices", "## Lev Brandt\n\n> Yes.\n\nYes, *now*.\n\n# Notices"),
        f"{FRONT}  - id: r-4\n    therapist: t-3\n",
    )
    assert _saved(folder, responses=(first, third)) == _text(
        BODY.replace("## Zoë O'Brien\n\nThe kettle.\n\n", ""),
        FRONT.replace("  - id: r-2\n    therapist: Zoë O'Brien\n", ""),
    )


def test_responses_are_reordered_with_their_sections(folder: Path) -> None:
    """As they are printed."""
    first, second, third = page(folder).responses

    text = _saved(folder, responses=(second, first, third))

    assert text.index("## Zoë O'Brien") < text.index("## Dana Okafor") < text.index("## r-3")


def test_what_markdown_would_change_stands_in_the_front_matter(folder: Path) -> None:
    """A quote with signs, an answer with a heading of a part, one that begins with a quotation."""
    first, second, third = page(folder).responses
    marked = attrs.evolve(first, quote="I *mean* it.")
    parted = attrs.evolve(second, answer=tbh.markdown("# Notices\n\nNone."))
    quoting = attrs.evolve(third, quote=None, answer=tbh.markdown("> Said somebody.\n\nYes."))

    text = _saved(folder, responses=(marked, parted, quoting))
    front, _, body = text.partition("\n---\n")

    assert "I *mean* it." in front
    assert "# Notices\n" in front
    assert "> Said somebody." in front
    assert "## Zoë O'Brien" not in body
    assert "I wait." in body


def test_the_parts_of_a_page_are_changed_added_and_removed(folder: Path) -> None:
    """New ones in their usual place."""
    edition = page(folder)
    assert edition.challengers is not None
    text = _saved(
        folder,
        introduction=tbh.markdown("Nobody waits."),
        challenge=attrs.evolve(edition.challenge, background=tbh.RichText()),
        notices=(*edition.notices, tbh.Notice(text=tbh.markdown("Written by us."))),
    )
    assert text == _text(
        BODY.replace("Everybody", "Nobody")
        .replace("# Challenge\n\nThe background.\n\n## With a heading\n\nAnd more.\n\n", "")
        .replace("Call 988.\n", "Call 988.\n\n## other\n\nWritten by us.\n")
    )
    text = _saved(
        folder, challenge=attrs.evolve(edition.challenge, background=tbh.markdown("Again."))
    )
    assert "Nobody waits.\n\n# Challenge\n\nAgain.\n\n# Challengers" in text


def test_notices_for_some_channels_stand_in_the_front_matter(folder: Path) -> None:
    """A heading has no place for them."""
    (notice,) = page(folder).notices

    text = _saved(folder, notices=(attrs.evolve(notice, channels=frozenset({"web"})),))

    front, _, body = text.partition("\n---\n")
    assert "channels: [web]" in front
    assert "# Notices" not in body


def test_a_renamed_therapist_is_written_by_id(folder: Path) -> None:
    """The old name would name nobody any more."""
    page(folder)
    series = tbh.load(folder)
    people = tuple(
        attrs.evolve(person, name="Zoe Brien") if person.id == "t-2" else person
        for person in series.therapists
    )

    after = attrs.evolve(series, therapists=people)
    tbh.save(after, folder)

    assert tbh.load(folder) == after
    text = (folder / "editions/patience.md").read_text("utf-8")
    assert "therapist: t-2" in text
    assert "## Zoe Brien\n" in text
    assert "# hers" in text


def test_a_former_name_still_names_its_bearer(folder: Path) -> None:
    """In a page that was written before; the next save writes the present one. None is printed."""
    page(folder)
    write(folder, "therapists/t-2.yaml", "id: t-2\nname: Zoe Brien\nformer_names: [Zoë O'Brien]\n")
    series = tbh.load(folder)
    assert series.editions[0].responses[1].therapist == "t-2"
    assert series.editions[0].responses[1].answer == tbh.markdown("The kettle.")

    text = _saved(folder, title="Waiting")

    assert "O'Brien" not in text
    assert "## Zoe Brien\n" in text


def test_another_slug_renames_the_page(folder: Path) -> None:
    """By `save`, and by `tbh rename`; a slug that is not written stays unwritten."""
    page(folder)
    series = tbh.load(folder)
    edition = attrs.evolve(series.editions[0], slug="waiting")
    tbh.save(attrs.evolve(series, editions=(edition,)), folder)
    assert (folder / "editions/waiting.md").read_text("utf-8") == _text()

    content.rename(folder, "waiting", "patience")
    text = (folder / "editions/patience.md").read_text("utf-8")
    assert "slug" not in text
    assert "former_urls:\n  - https://example.org/small/editions/waiting/\n" in text


def test_ids_are_renamed_in_headings_too(folder: Path) -> None:
    """Names are left alone."""
    page(folder, BODY.replace("## Dana Okafor", "## t-1"))

    content.rename(folder, "t-1", "t-9")
    content.rename(folder, "r-3", "r-9")
    content.rename(folder, "t-2", "t-8")

    text = (folder / "editions/patience.md").read_text("utf-8")
    assert "## t-9\n" in text
    assert "## r-9\n" in text
    assert "therapist: Zoë O'Brien" in text
    assert [each.message for each in content.references(folder, "t-9")][1:] == [
        "the response `r-1` of the edition `e-1` is by this therapist",
        "this heading names a response by it",
    ]


def test_a_page_is_converted_with_its_comments(folder: Path) -> None:
    """To YAML and back."""
    edition = page(folder)

    assert content.convert(folder, to="yaml") == (
        ("editions/patience.md", "editions/patience.yaml"),
    )
    text = (folder / "editions/patience.yaml").read_text("utf-8")
    assert tbh.load(folder).editions == (edition,)
    assert "# hers" in text

    assert content.convert(folder, to="md", dry_run=True) != ()
    assert (folder / "editions/patience.yaml").exists()
    content.convert(folder, to="md")
    assert tbh.load(folder).editions == (edition,)
    assert "# hers" in (folder / "editions/patience.md").read_text("utf-8")


def test_nothing_is_overwritten_by_a_conversion(folder: Path) -> None:
    """Another edition is called so."""
    page(folder)
    other = FRONT.replace("e-1", "e-2").replace("therapist: Zoë O'Brien", "quote: Q")
    other = other.replace("therapist: t-1}", "quote: Q}").replace("A guest}", "A, quote: Q}")
    write(folder, "editions/patience.yaml", f"slug: other\n{other}")

    with pytest.raises(content.RenameError, match=r"there is a file editions/patience\.yaml"):
        content.convert(folder, to="yaml")


def test_a_cached_page_is_read_again_when_a_name_changes(folder: Path) -> None:
    """What it says depends on the names of therapists."""
    page(folder)
    cache = tbh.ContentCache()
    assert tbh.load(folder, cache=cache).editions[0].responses[1].therapist == "t-2"

    write(folder, "therapists/t-2.yaml", "id: t-2\nname: Lev Brandt\n")
    with pytest.raises(tbh.ContentError):
        tbh.load(folder, cache=cache)
    write(folder, "therapists/t-3.yaml", "id: t-3\nname: Zoë O'Brien\n")
    assert tbh.load(folder, cache=cache).editions[0].responses[1].therapist == "t-3"


@pytest.mark.parametrize(
    ("old", "new", "code", "column"),
    [
        ("I wait.", "I <b>wait</b>.", "TBH120", 3),
        ("The kettle.", "The [kettle](javascript:x).", "TBH121", 14),
        ("> a long room.", "> a long\u00ad room.", "TBH430", 9),
        ("> Third.", ">Third\u00ad.", "TBH430", 7),
        ("The background.", "The\u00ad background.", "TBH430", 4),
    ],
)
def test_a_problem_of_the_prose_points_at_the_prose(
    folder: Path, old: str, new: str, code: str, column: int
) -> None:
    """Line and column of the page, also within a block quote."""
    body = BODY.replace(old, new)
    write(folder, "editions/patience.md", _text(body))

    found = [(each.line, each.column) for each in tbh.check(folder) if each.code == code]

    line = FIRST + body[: body.index(new)].count("\n")
    assert (line, column) in found


def test_a_page_is_tidied_in_place(folder: Path) -> None:
    """Also its block quotes."""
    body = BODY.replace("long room", "long\u00ad room").replace("I wait.", "I\u200b wait.")
    write(folder, "editions/patience.md", _text(body))

    repairs = content.tidy(folder)

    assert [repair.obstacle for repair in repairs] == [None, None]
    assert (folder / "editions/patience.md").read_text("utf-8") == _text()


def test_an_approval_and_a_withdrawal_change_the_front_matter_alone(folder: Path) -> None:
    """What was approved is the words below."""
    page(folder)
    series = tbh.approve(tbh.load(folder), "r-3", on=date(2026, 5, 2))
    tbh.save(series, folder)
    front, _, body = (folder / "editions/patience.md").read_text("utf-8").partition("\n---\n")
    assert "approval: {on: 2026-05-02, digest: " in front
    assert body == f"\n{BODY}"
    assert tbh.load(folder) == series


def test_a_part_is_edited_in_place_and_filled_if_it_was_empty(folder: Path) -> None:
    """The heading is there already."""
    edition = page(folder)
    background = tbh.markdown("Another background.")
    challenge = attrs.evolve(edition.challenge, background=background)
    old = "The background.\n\n## With a heading\n\nAnd more.\n"
    assert _saved(folder, challenge=challenge) == _text(BODY.replace(old, "Another background.\n"))

    page(folder, BODY.replace(f"{old}\n", ""))
    assert "# Challenge\n\nAnother background.\n\n# Challengers" in _saved(
        folder, challenge=challenge
    )


def test_a_short_form_stays_short(folder: Path) -> None:
    """Another name of the panel takes the place of the old one."""
    edition = page(folder)
    assert edition.challengers is not None

    text = _saved(folder, challengers=attrs.evolve(edition.challengers, name="Counsellors"))

    assert text == _text(front=FRONT.replace("Psychotherapists", "Counsellors"))


def test_a_page_with_all_answers_in_its_front_matter_stays_so(folder: Path) -> None:
    """A new answer stands where the others do."""
    front = FRONT.replace("- {id: r-1, therapist: t-1}", "- {id: r-1, quote: One.}")
    front = front.replace("therapist: Zoë O'Brien", "quote: Two.").replace("A guest", "A, quote: Q")
    first, second, third = page(folder, "Everybody waits.\n", front).responses
    new = tbh.Response(id="r-4", quote="Four.")

    text = _saved(folder, responses=(first, second, third, new))

    assert text == _text("Everybody waits.\n", f"{front}  - id: r-4\n    quote: Four.\n")


def test_a_slug_of_its_own_is_kept_by_a_conversion(folder: Path) -> None:
    """Where the file is called otherwise."""
    edition = page(folder, front=f"slug: waiting\n{FRONT}")
    content.convert(folder, to="yaml")
    content.convert(folder, to="md")

    assert tbh.load(folder).editions == (edition,)
    assert "slug: waiting\n" in (folder / "editions/patience.md").read_text("utf-8")


@pytest.mark.parametrize(("to", "function"), [("md", "_as_page"), ("yaml", "_as_yaml")])
def test_a_conversion_that_says_something_else_is_written_anew(
    folder: Path, monkeypatch: pytest.MonkeyPatch, to: Literal["md", "yaml"], function: str
) -> None:
    """Whatever a file looks like, what is written says what it said."""
    edition = page(folder)
    if to == "md":
        content.convert(folder, to="yaml")
    monkeypatch.setattr(f"tbh_model.content._file_writer.{function}", lambda *_: b"---\nid: [")

    content.convert(folder, to=to)

    assert tbh.load(folder).editions == (edition,)


def test_a_wrong_kind_of_value_is_said_once(folder: Path) -> None:
    """The texts below it have no place, and are no mistake of their own."""
    front = FRONT.replace(
        "challenge: {topic: Patience, prompt: What is patience for?}", "challenge: 1"
    )
    assert [each[:2] for each in errors(folder, BODY, front)] == [("TBH108", 6)]
    front = FRONT.replace("- {id: r-1, therapist: t-1}", "- x")
    found = errors(folder, BODY, front)
    assert ("TBH108", 9) in [each[:2] for each in found]


def test_a_page_is_read_by_itself(folder: Path) -> None:
    """Then the names of the therapists are looked up."""
    page(folder)

    file = content.ContentFile.at(folder, "editions/patience.md")

    assert file is not None
    assert [each.key for each in file.root.source.headings] == [None, None, "id"]


def test_texts_in_the_front_matter_of_a_page_are_moved_below_it(folder: Path) -> None:
    """By a conversion to Markdown; by nothing else."""
    front = FRONT.replace("prompt: What is patience for?}", "prompt: P, background: Words.}")
    body = BODY.replace("# Challenge\n\nThe background.\n\n## With a heading\n\nAnd more.\n\n", "")
    page(folder, body, front)
    assert _saved(folder, title="Waiting") == _text(
        body, front.replace("title: What is patience for?", "title: Waiting")
    )

    assert content.convert(folder, to="md") == (("editions/patience.md", "editions/patience.md"),)
    assert content.convert(folder, to="md") == ()
    text = (folder / "editions/patience.md").read_text("utf-8")
    assert "background" not in text
    assert "# Challenge\n\nWords.\n" in text


def test_the_words_of_a_panel_with_a_short_name_change_alone(folder: Path) -> None:
    """The name stays as short as it was."""
    challengers = page(folder).challengers
    assert challengers is not None

    text = _saved(
        folder, challengers=attrs.evolve(challengers, introduction=tbh.markdown("All of them."))
    )

    assert text == _text(BODY.replace("Who they are.", "All of them."))


def test_what_somebody_wrote_below_stays_though_save_would_not_write_it_there(
    folder: Path,
) -> None:
    """A quote with signs, a fence that nobody closed: as long as they say the same."""
    body = BODY.replace("> Third.", "> I *mean* it.").partition("# Notices")[0]
    body = f"{body}~~~\nnever closed\n"
    first, second, third = page(folder, body).responses
    changed = attrs.evolve(second, answer=tbh.markdown("No kettle."))

    text = _saved(folder, responses=(first, changed, third))

    assert text == _text(body.replace("The kettle.", "No kettle."))


def test_an_answer_changes_below_a_quote_with_signs(folder: Path) -> None:
    """The quote stays where it stands."""
    body = BODY.replace("> Patience is\n> a long room.", "> *Patience* is\n> a long room.")
    first, *others = page(folder, body).responses
    changed = attrs.evolve(first, answer=tbh.markdown("I wait no more."))

    text = _saved(folder, responses=(changed, *others))

    assert "> *Patience* is\n> a long room.\n>\n> It has chairs.\n\nI wait no more.\n" in text


def test_a_text_that_is_removed_leaves_its_page(folder: Path) -> None:
    """A quote, and the comment in the front matter stays."""
    first, *others = page(folder).responses

    text = _saved(folder, responses=(attrs.evolve(first, quote=None), *others))

    quote = "> Patience is\n> a long room.\n>\n> It has chairs.\n\n"
    assert text == _text(BODY.replace(quote, ""))


def test_a_text_that_says_the_same_keeps_its_spelling(folder: Path) -> None:
    """However a program has made it."""
    body = BODY.replace("- with a list", "* with a\n  list")
    first, *others = page(folder, body).responses
    assert first.answer is not None
    answer = tbh.RichText(blocks=first.answer.blocks)

    assert _saved(folder, responses=(attrs.evolve(first, answer=answer), *others)) == _text(body)
    assert _saved(folder, responses=(attrs.evolve(first, answer=answer), others[0])) == _text(
        body.replace("## r-3\n\n> Third.\n\n", ""),
        FRONT.replace("  - {id: r-3, byline: A guest}\n", ""),
    )

"""Lint: links that lead nowhere, headings without words, images without a description."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

import tbh_model as tbh
from small_folder import EDITION, THERAPIST, WITHOUT_SENDER as SERIES, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder in which nothing is wrong."""
    write(tmp_path, "series.yaml", SERIES)
    write(tmp_path, "therapists/t-1.yaml", THERAPIST)
    write(tmp_path, "editions/patience.yaml", f"{EDITION}tags: [C#]\n")
    return tmp_path


def found(folder: Path, more: str) -> list[tuple[str, int | None, str, str | None]]:
    """Return what is found when the edition says more."""
    write(folder, "editions/patience.yaml", f"{EDITION}tags: [C#]\n{more}")
    return [(each.code, each.line, each.message, each.hint) for each in tbh.check(folder)]


@pytest.mark.parametrize(
    ("link", "meant"),
    [
        ("www.h.example", "https://www.h.example"),
        ("ann@h.example", "mailto:ann@h.example"),
        ("https//h.example", "https://h.example"),
        ("https://https://h.example", "https://h.example"),
    ],
)
def test_a_mistyped_address_in_a_text_is_named(folder: Path, link: str, meant: str) -> None:
    """Where its words are, with what was meant."""
    ((code, line, message, hint),) = found(folder, f"introduction: See [our list]({link}).\n")

    assert (code, line) == ("TBH422", 16)
    assert message == f"the address `{link}` of the link `our list` is mistyped"
    assert (hint or "").startswith(f"did you mean {meant}?")


def test_a_mistyped_address_in_a_field_is_named(folder: Path) -> None:
    """In those of calls to action, of therapists, of the publisher and of editions."""
    write(folder, "series.yaml", SERIES + "  unsubscribe_url: h.example/u\n")
    write(folder, "therapists/t-1.yaml", THERAPIST + "booking_url: 'https//h.example/b'\n")
    calls = "calls_to_action:\n- {key: a, kind: book, text: Book., url: h.example/book}\n"
    former = "former_urls: ['https://https://h.example/']\n"

    assert [(code, line, hint) for code, line, _, hint in found(folder, calls + former)] == [
        (
            "TBH422",
            17,
            (
                "did you mean https://h.example/book? "
                "A page of the site itself is written ./h.example/book"
            ),
        ),
        ("TBH422", 18, "did you mean https://h.example/?"),
        (
            "TBH422",
            6,
            "did you mean https://h.example/u? A page of the site itself is written ./h.example/u",
        ),
        ("TBH422", 3, "did you mean https://h.example/b?"),
    ]


@pytest.mark.parametrize(
    ("url", "meant"),
    [("h.example/book", "https://h.example/book"), ("htps://h.example", "https://h.example")],
)
def test_a_refused_address_says_what_was_meant(folder: Path, url: str, meant: str) -> None:
    """Where a field takes no other."""
    write(folder, "series.yaml", SERIES + f"  url: {url}\n")

    (problem,) = tbh.check(folder)

    assert (problem.code, problem.line) == ("TBH110", 6)
    assert problem.hint == f"did you mean {meant}?"


@pytest.mark.parametrize("link", ["[book an hour]()", "[our list](<>)", "[x](<  >)"])
def test_a_link_without_an_address_is_named(folder: Path, link: str) -> None:
    """It is not made, and its words stand alone."""
    ((code, line, message, _),) = found(folder, f"introduction: See {link}.\n")

    assert (code, line) == ("TBH422", 16)
    assert message.endswith("leads nowhere: there is no address")


@pytest.mark.parametrize(
    ("link", "hint"),
    [
        ("#r-2", "did you mean `#r-1`?"),
        ("#nobody", "write the id of a response there"),
        ("editions/patience/#r-9", "did you mean `#r-1`?"),
        ("therapists/t-2/", "did you mean `therapists/t-1/`?"),
        ("editions/patince/", "did you mean `editions/patience/`?"),
        ("https://example.org/small/topics/xyz/", None),
    ],
)
def test_a_link_within_the_site_leads_somewhere(folder: Path, link: str, hint: str | None) -> None:
    """To a page that is known, and to a place on it."""
    ((code, line, _, said),) = found(folder, f"introduction: See [our list]({link}).\n")

    assert (code, line) == ("TBH423", 16)
    assert hint is None or said == hint


@pytest.mark.parametrize(
    "link",
    [
        *("#r-1", "#", "#_overview", "?q=1", "editions/patience/", "editions/patience/#r-1"),
        *("therapists/t-1/", "topics/", "topics/c-d0d8/", "subscribe/", "search/?q=a", "../other/"),
        *("/elsewhere", "//h.example/x", "https://example.org/small/", "#r%2D1", "editions/old/"),
    ],
)
def test_a_link_that_leads_somewhere_is_fine(folder: Path, link: str) -> None:
    """Or where nobody can tell, as to a page that some other exporter makes."""
    from tbh_model.model import topic_slug

    link = link.replace("c-d0d8", topic_slug("C#"))
    former = "former_urls: ['https://example.org/small/editions/old/']\n"

    assert found(folder, f"introduction: See [our list]({link}).\n{former}") == []


def test_a_call_to_action_leads_somewhere_too(folder: Path) -> None:
    """As a link in a text does."""
    call = "calls_to_action:\n- {key: a, kind: book, text: Book., url: '#r-5'}\n"

    ((code, line, message, _),) = found(folder, call)

    assert (code, line) == ("TBH423", 17)
    assert message == "`#r-5` leads to no place: there is no response `r-5`"


def test_editions_may_lie_anywhere(folder: Path) -> None:
    """Where they lie beside other pages, not every page is known."""
    write(folder, "series.yaml", SERIES + "permalink: '{url}{slug}/'\n")

    assert found(folder, "introduction: See [our list](patince/).\n") == []


@pytest.mark.parametrize("heading", ["#", "## \u200b", "# #"])
def test_a_heading_without_words_is_named(folder: Path, heading: str) -> None:
    """People who go from heading to heading would stop at nothing."""
    codes = {code for code, *_ in found(folder, f"introduction: |\n  {heading}\n\n  Words.\n")}

    assert "TBH426" in codes


@pytest.mark.parametrize("alt", ["   ", "\u200b\u00ad", "\u2800"])
def test_a_description_that_nobody_sees_is_none(folder: Path, alt: str) -> None:
    """Spaces and invisible signs say nothing."""
    write(folder, "images/a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>')
    field = f'image: {{src: images/a.svg, alt: "{alt}"}}\n'

    codes = {code for code, *_ in found(folder, field)}
    in_text = {
        code for code, *_ in found(folder, f"introduction: Here is ![{alt}](images/a.svg).\n")
    }

    assert "TBH402" in codes & in_text


@pytest.mark.parametrize(
    ("series", "edition", "place"),
    [
        ("permalink: '{url}{slug}/'\n", ("slug: patience", "slug: topics"), ("slug", 2)),
        ("permalink: '{url}con/{slug}/'\n", ("", ""), ("permalink", 6)),
        ("", ("title:", "url: https://example.org/small/\ntitle:"), ("url", 3)),
        ("", ("title:", "url: https://example.org/small/nul.txt/\ntitle:"), ("url", 3)),
    ],
)
def test_a_page_that_cannot_be_at_its_address_is_an_error(
    folder: Path, series: str, edition: tuple[str, str], place: tuple[str, int]
) -> None:
    """At the field that decides it; a build says the same, and makes the page where it can be."""
    write(folder, "series.yaml", SERIES + series)
    write(folder, "editions/patience.yaml", EDITION.replace(*edition, 1))

    (problem,) = (each for each in tbh.check(folder) if each.code == "TBH115")

    assert (problem.path, problem.line, problem.severity) == (*place, tbh.Severity.ERROR)
    assert place[0] in (problem.hint or "")
    report = tbh.publish(tbh.load(folder), folder.parent / "out", exporters=["html"])
    (failure,) = report.failures
    assert problem.message in str(failure)
    assert "editions/patience/index.html" in report.written or place[0] == "slug"


def test_a_pattern_that_no_page_can_have_is_one_error(folder: Path) -> None:
    """However many editions there are."""
    write(folder, "series.yaml", SERIES + "permalink: '{url}con/{slug}/'\n")
    other = EDITION.replace("e-1", "e-2").replace("slug: patience", "slug: b")
    write(folder, "editions/b.yaml", other.replace("2026-05-01", "2026-05-02"))

    assert [each.path for each in tbh.check(folder) if each.code == "TBH115"] == ["permalink"]


def test_two_editions_at_one_address_are_an_error(folder: Path) -> None:
    """At the younger one, with the place of the older one."""
    other = EDITION.replace("e-1", "e-2").replace("slug: patience", "slug: b")
    write(
        folder,
        "editions/b.yaml",
        other.replace("2026-05-01", "2026-05-02")
        + "url: https://example.org/small/editions/patience/\n",
    )

    (problem,) = tbh.check(folder)

    assert (problem.code, problem.file, problem.path) == ("TBH115", "editions/b.yaml", "url")
    assert [place.file for place in problem.related] == ["editions/patience.yaml"]


def test_the_work_for_links_grows_as_their_number() -> None:
    """Where each is written is found in one walk through the text, whatever their number."""
    few, many = (_calls_for(number) for number in (100, 400))

    assert many < 6 * few


def _calls_for(number: int) -> int:
    """Count the calls of functions for a check of a text with some links."""
    calls = 0

    def count(_: object, event: str, __: object) -> None:
        nonlocal calls
        calls += event == "call"

    with TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, "series.yaml", SERIES)
        write(folder, "therapists/t-1.yaml", THERAPIST)
        links = "".join(f"  See [it](https://h.example/{index}).\n\n" for index in range(number))
        write(folder, "editions/patience.yaml", f"{EDITION}introduction: |\n{links}")
        tbh.check(folder)  # what is loaded when first used is loaded
        links = links.replace("See", "Now")
        write(folder, "editions/patience.yaml", f"{EDITION}introduction: |\n{links}")
        sys.setprofile(count)
        try:
            tbh.check(folder)
        finally:
            sys.setprofile(None)
    return calls

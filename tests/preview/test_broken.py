"""What is shown when something is wrong."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import ClassVar

import pytest
from attrs import frozen

import tbh_model as tbh
from installed import Packages
from preview.browser import Browser
from private_breaks import CANARY, CHANGES, TEXTS
from small_folder import EDITION, write


def test_the_last_good_page_stays_below_the_problem(browse: Browser) -> None:
    """With the line that is wrong, and what to do about it."""
    browse.save("editions/patience.yaml", EDITION.replace("slug:", "slugg:"))
    page = browse.get("/editions/patience/").text

    assert "Patience is a long room." in page
    assert "unknown key `slugg` in an edition" in page
    assert "slugg: [may be private: not shown]" in page
    assert "did you mean `slug`?" in page


@pytest.mark.parametrize(("line", "change"), [(21, "no indentation"), (25, "no colon")])
def test_no_private_word_is_on_a_page(browse: Browser, line: int, change: str) -> None:
    """Whatever is broken around it: the line is named, and not shown."""
    lines = TEXTS["editions/patience.yaml"].split("\n")
    browse.save("editions/patience.yaml", "\n".join(CHANGES[change](lines, line - 1)))
    pages = [browse.get(path).text for path in ("/", "/editions/patience/", "/_tbh/problems/")]

    assert all("is not shown]" in page for page in pages[2:])
    assert CANARY not in "\n".join(pages)


def test_a_problem_goes_when_it_is_mended(browse: Browser) -> None:
    """And the page is the new one."""
    browse.save("editions/patience.yaml", EDITION.replace("slug:", "slugg:"))
    browse.save("editions/patience.yaml", EDITION.replace("long", "wide"))
    page = browse.get("/editions/patience/").text

    assert "a wide room" in page
    assert "unknown key" not in page


def test_a_problem_between_files_is_found(browse: Browser) -> None:
    """What no file shows by itself: an id that is nowhere."""
    browse.save("editions/patience.yaml", EDITION.replace("t-1", "t-9"))

    assert "t-9" in browse.get("/_tbh/problems/").text
    assert "Patience is a long room." in browse.get("/editions/patience/").text


def test_what_came_with_a_new_therapist_is_no_problem(browse: Browser) -> None:
    """Their file may have another name than they have."""
    browse.save("editions/patience.yaml", EDITION.replace("t-1", "t-9"))
    assert "unknown therapist" in browse.get("/_tbh/problems/").text

    browse.save("therapists/maria.yaml", "id: t-9\nname: Maria Ober\n")

    assert not browse.preview.content_state.is_broken
    assert "Maria Ober" in browse.get("/editions/patience/").text


def test_a_problem_stays_while_another_file_is_saved(browse: Browser) -> None:
    """And what was saved in the meantime is there when it is mended."""
    browse.save("editions/patience.yaml", EDITION.replace("slug:", "slugg:"))
    browse.save("therapists/t-1.yaml", "id: t-1\nname: Dana Rivers\n")
    assert "unknown key `slugg`" in browse.get("/").text

    browse.save("editions/patience.yaml", EDITION)

    assert "Dana Rivers" in browse.get("/editions/patience/").text


def test_where_nothing_was_ever_good_there_are_the_problems(folder: Path) -> None:
    """On every page, with the address still right when it is mended."""
    write(folder, "editions/patience.yaml", "slug: [")
    browser = Browser(folder)
    page = browser.get("/editions/patience/")
    assert page.status_code == 500
    assert "editions/patience.yaml" in page.text

    browser.save("editions/patience.yaml", EDITION)

    assert browser.get("/editions/patience/").status_code == 200


@pytest.mark.parametrize(
    "text",
    [b"", b"id: \xff\xfe", b"id: e-1\nslug: pat", b"\x00", b"- a list", b"---\n", b"a: *b"],
    ids=["empty", "not UTF-8", "half", "NUL", "list", "fence", "alias"],
)
@pytest.mark.parametrize("name", ["editions/patience.yaml", "series.yaml", "publish.yaml"])
def test_no_content_ends_the_preview(browse: Browser, name: str, text: bytes) -> None:
    """Whatever stands in a file while it is written."""
    browse.save(name, text)

    assert browse.get("/").status_code == 200
    assert browse.preview.content_state.is_broken


def test_a_folder_may_go_and_come_back(browse: Browser, tmp_path: Path) -> None:
    """The page stays, with what is wrong below it."""
    shutil.move(browse.folder, tmp_path / "elsewhere")
    browse.preview.refresh()
    assert "there is nothing at" in browse.get("/").text

    shutil.move(tmp_path / "elsewhere", browse.folder)
    browse.preview.refresh()

    assert not browse.preview.content_state.is_broken


def test_a_mistake_in_a_template_is_shown_with_its_place(browse: Browser) -> None:
    """On the pages that use it; the others are as they were."""
    browse.save("templates/html/edition.html", "{{ nonsense }}")
    page = browse.get("/editions/patience/")

    assert page.status_code == 500
    assert "templates/html/edition.html:1" in page.text
    assert "live.js" in page.text
    assert browse.get("/").status_code == 200


@frozen(kw_only=True)
class _Crashes:
    """An exporter with a mistake in it."""

    info: ClassVar = tbh.ExporterInfo(name="crashes", channel=tbh.Channel.WEB, summary="Crashes")

    def export(self, release: tbh.Release, /) -> Iterator[tbh.Artifact]:
        yield tbh.Artifact.text("fine.txt", "fine")
        raise ZeroDivisionError(release.series.title)


@frozen(kw_only=True)
class _CrashesLate:
    """An exporter whose file cannot be made."""

    info: ClassVar = tbh.ExporterInfo(name="late", channel=tbh.Channel.WEB, summary="Crashes")

    def export(self, release: tbh.Release, /) -> Iterator[tbh.Artifact]:
        yield tbh.Artifact.lazy("late.txt", "text/plain", int, release.series.title)  # type: ignore[arg-type]  # a mistake


@pytest.fixture
def crashing(folder: Path) -> Iterator[Browser]:
    """A preview with two exporters that fail, and one that does not."""
    for kind in (_Crashes, _CrashesLate):
        tbh.register(kind)
    write(folder, "publish.yaml", "exporters:\n  crashes: {}\n  late: {}\n  html: {}\n")
    yield Browser(folder)
    tbh.default_registry.cache_clear()


def test_an_exporter_that_crashes_spoils_nothing_else(crashing: Browser) -> None:
    """The index says what happened, the site is as it was."""
    assert "ZeroDivisionError: Small Talk" in crashing.get("/_tbh/").text
    assert crashing.get("/editions/patience/").status_code == 200


@pytest.mark.parametrize("module", ["import nowhere", "", "raise SystemExit(0)"])
def test_an_exporter_that_cannot_be_imported_spoils_nothing_else(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    """It is named among the problems, and the pages are there."""
    packages = Packages(tmp_path / "packages")
    packages.install("wall-paper", "wall-paper = wall_paper:It", module)
    monkeypatch.syspath_prepend(packages.folder)
    tbh.default_registry.cache_clear()
    write(folder, "publish.yaml", "exporters:\n  wall-paper: {}\n  html: {}\n")
    browser = Browser(folder, pause=0.0)

    page = browser.get("/editions/patience/")
    found = _problems(browser)

    assert page.status_code == 200
    assert "Patience is a long room." in page.text
    assert [(each.file, each.line) for each in found if "wall-paper" in each.message] == [
        ("publish.yaml", 2)
    ]
    assert "wall-paper" in browser.get("/_tbh/problems/").text
    browser.preview.close()
    tbh.default_registry.cache_clear()


def _problems(browser: Browser) -> tuple[tbh.Problem, ...]:
    """Wait for what is found in the background."""
    end = monotonic() + 20
    while not browser.preview.problems and monotonic() < end:
        sleep(0.05)
    return browser.preview.problems


def test_a_file_that_cannot_be_made_says_why(crashing: Browser) -> None:
    """At its path, and where it would be shown."""
    for address in ("/late.txt", "/_tbh/artifacts/late.txt"):
        page = crashing.get(address)

        assert page.status_code == 500
        assert "ValueError: invalid literal for int()" in page.text.replace("&#39;", "'")


def test_private_lines_are_not_shown(browse: Browser) -> None:
    """A snippet never quotes one, not even to its author's browser."""
    private = "    consents: [{uses: [web], granted: soon, evidence: my secret}]\n"
    browse.save("editions/patience.yaml", EDITION + private)
    page = browse.get("/_tbh/problems/").text

    assert "private field" in page
    assert "my secret" not in page


def test_what_could_be_better_is_found_in_the_background(folder: Path) -> None:
    """Nobody waits for it, and open pages are told."""
    from threading import Event

    from tbh_model.preview._session import BackgroundCheck

    write(folder, "editions/patience.txt", "not read")
    done = Event()
    found: list[tbh.Problem] = []

    def take(problems: tuple[tbh.Problem, ...]) -> None:
        found.extend(problems)
        done.set()

    BackgroundCheck(folder, take, 0.0).start(1)

    assert done.wait(10)
    assert "TBH101" in {problem.code for problem in found}


@pytest.mark.parametrize("editions", [1, 1000])
def test_a_change_begins_the_check_anew(folder: Path, editions: int) -> None:
    """What was under way is let go, in a thread or in a process of its own."""
    from tbh_model.preview._session import BackgroundCheck

    found: list[int] = []
    checking = BackgroundCheck(folder, lambda problems: found.append(len(problems)), 0.1)
    checking.start(editions)
    checking.stop()
    sleep(0.3)

    assert found == []


def test_a_preview_takes_local_time(browse: Browser) -> None:
    """Also where it looks at one file by itself."""
    browse.save("editions/patience.yaml", EDITION.replace("T09:00:00-04:00", " 09:00"))

    assert not browse.preview.content_state.is_broken


LINTED = "    answer: |\n      Secret <b>words</b> of theirs.\n"


@pytest.mark.parametrize(
    "why",
    [
        "    consents: [{uses: [web], granted: 2026-04-01, withdrawn: 2026-05-02}]\n",
        "    consents: [{uses: [web], granted: 2026-04-01, expires: 2026-05-02}]\n",
        "    consents: [{uses: [feed], granted: 2026-04-01}]\n",
    ],
)
def test_withheld_words_are_not_shown_at_a_problem(browse: Browser, why: str) -> None:
    """Where it is, and that something is wrong; the words are on no page, and so not here."""
    browse.save("editions/patience.yaml", EDITION + why)
    browse.save("editions/patience.yaml", EDITION + why + LINTED)
    page = browse.get("/_tbh/problems/").text

    assert "editions/patience.yaml" in page
    assert "these words are withheld, and are not shown" in page
    assert "Secret" not in page


def test_words_that_the_page_shows_are_shown_at_a_problem(browse: Browser) -> None:
    """The editor sees what is wrong with them."""
    browse.save("editions/patience.yaml", EDITION + LINTED)
    assert "Secret &lt;b&gt;words" in browse.get("/_tbh/problems/").text

    browse.save("editions/patience.yaml", EDITION.replace("title: What", "title: Well: what"))
    assert "title: Well: what" in browse.get("/_tbh/problems/").text


def test_a_broken_line_among_withheld_answers_is_not_shown(browse: Browser) -> None:
    """What cannot be read has no field, and may be an answer."""
    held = "    consents: [{uses: [feed], granted: 2026-04-01}]\n"
    browse.save("editions/patience.yaml", EDITION + held)
    browse.save("editions/patience.yaml", EDITION.replace("quote: P", "quote: Secret: P") + held)
    assert "Secret" not in browse.get("/_tbh/problems/").text

    browse.save("editions/patience.yaml", EDITION.replace("title: W", "title: Well: W") + held)
    assert "title: Well: W" in browse.get("/_tbh/problems/").text


def test_words_of_a_draft_are_not_shown_where_drafts_are_not(folder: Path) -> None:
    """The preview shows what the public would see."""
    wrong = EDITION.replace("title: W", "title: Secret: W")
    write(folder, "editions/patience.yaml", EDITION.replace("ready", "draft"))
    browse = Browser(folder, drafts=False)
    browse.save("editions/patience.yaml", wrong.replace("ready", "draft"))
    page = browse.get("/_tbh/problems/").text

    assert "these words are withheld, and are not shown" in page
    assert "Secret" not in page


def test_of_an_edition_that_was_never_read_no_answer_is_shown(browse: Browser) -> None:
    """Nobody knows yet who consented; everything else is shown."""
    new = EDITION.replace("e-1", "e-2").replace("slug: patience", "slug: new")
    browse.save("editions/new.yaml", new.replace("quote: P", "quote: Secret: P"))
    assert "Secret" not in browse.get("/_tbh/problems/").text

    browse.save("editions/new.yaml", new.replace("title: W", "title: Well: W"))
    assert "title: Well: W" in browse.get("/_tbh/problems/").text


def test_words_of_a_therapist_who_is_on_no_page_are_not_shown(browse: Browser) -> None:
    """Their answer goes out without a name."""
    browse.save("editions/patience.yaml", f"{EDITION}    attribution: anonymous\n")
    browse.save("therapists/t-1.yaml", "id: t-1\nname: Dana: Okafor\n")
    page = browse.get("/_tbh/problems/").text

    assert "these words are withheld, and are not shown" in page
    assert "Okafor" not in page

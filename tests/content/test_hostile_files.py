"""Links, pipes, devices and sparse files in a content folder: named, and never read."""

import os
import signal
import socket
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

import tbh_model as tbh
from small_folder import EDITION, SERIES, THERAPIST, digests, write
from tbh_model._regular_files import FileRefusedError, FileTooLargeError, read_regular
from tbh_model.content import rename
from tbh_model.publishing import publish_problems

AT = tbh.load(Path(__file__).parents[2] / "examples/therapists-being-human").editions[0].published
PNG = b"\x89PNG\r\n\x1a\n"
PICTURE = "image: {src: images/a.png, alt: A door}\n"
Plant = Callable[[Path], None]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there are no pipes in folders there")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder, and beside it files that are no business of its readers."""
    (tmp_path / "secret.txt").write_text("secret: yes\n", encoding="utf-8")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.png").write_bytes(PNG + b"secret")
    (tmp_path / "elsewhere" / "x.yaml").write_text("secret: yes\n", encoding="utf-8")
    content = tmp_path / "content"
    content.mkdir()
    write(content, "series.yaml", SERIES)
    write(content, "therapists/t-1.yaml", THERAPIST)
    write(content, "editions/patience.yaml", EDITION + PICTURE)
    write(content, "images/a.png", PNG)
    write(content, "publish.yaml", "exporters: {rss: {}, html: {}}\n")
    write(content, "templates/index.html", "{{ series.title }}")
    return content


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    """Let whoever waits for a pipe or reads a device without end fail, and not hang."""

    def stop(*_: object) -> None:
        message = "it waits"
        raise TimeoutError(message)

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(30)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def a_link_to_outside(file: Path) -> None:
    (content,) = (each for each in file.parents if each.name == "content")
    file.symlink_to(content.parent / "secret.txt")


def a_link_to_a_device(file: Path) -> None:
    file.symlink_to("/dev/zero")


def a_link_to_nothing(file: Path) -> None:
    file.symlink_to("nothing.yaml")


def a_link_to_itself(file: Path) -> None:
    file.symlink_to(file.name)


def a_pipe(file: Path) -> None:
    os.mkfifo(file)


def a_socket(file: Path) -> None:
    before = Path.cwd()
    os.chdir(file.parent)  # the path of a socket is short
    try:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(file.name)
    finally:
        os.chdir(before)


WORDS: Mapping[Plant, str] = {
    a_link_to_outside: "leads out of the content folder",
    a_link_to_a_device: "leads out of the content folder",
    a_link_to_nothing: "is a link to nothing",
    a_link_to_itself: "is a link that leads to itself",
    a_pipe: "this is a pipe, and not a regular file",
    a_socket: "this is a socket, and not a regular file",
}
FILES = (
    "series.yaml", "therapists/t-1.yaml", "editions/patience.yaml", "editions/new.yaml",
    "editions/new.md", "publish.yaml", "rules.yaml", "templates/index.html", "images/a.png",
)  # fmt: skip


def put(file: Path, plant: Plant) -> None:
    file.unlink(missing_ok=True)
    plant(file)


def problems(folder: Path) -> tuple[tbh.Problem, ...]:
    return tbh.check(folder) + publish_problems(folder)


@pytest.mark.parametrize("plant", WORDS, ids=lambda plant: plant.__name__)
@pytest.mark.parametrize("name", FILES)
def test_what_is_no_regular_file_of_the_folder_is_a_problem_with_its_name(
    folder: Path, name: str, plant: Plant
) -> None:
    """Whatever kind of file it stands in the place of, and none of what it leads to is shown."""
    put(folder / name, plant)

    refused = [each for each in problems(folder) if each.code == "TBH150"]

    assert refused
    assert all(name in f"{each.file} {each.message}" for each in refused)
    assert all(WORDS[plant] in each.message for each in refused)
    assert all(each.severity is tbh.Severity.ERROR for each in refused)
    assert not any("secret: yes" in str(each) for each in problems(folder))


@pytest.mark.parametrize("plant", WORDS, ids=lambda plant: plant.__name__)
@pytest.mark.parametrize("name", FILES[:5])
def test_content_that_is_no_regular_file_is_not_loaded(
    folder: Path, name: str, plant: Plant
) -> None:
    """Neither to be published nor to be changed."""
    put(folder / name, plant)

    with pytest.raises(tbh.ContentError, match=WORDS[plant]):
        tbh.load(folder)
    with pytest.raises(tbh.ContentError, match=WORDS[plant]):
        rename(folder, "t-1", "t-9")


@pytest.mark.parametrize("name", ["editions", "therapists", "templates", "images"])
def test_a_folder_that_is_a_link_to_outside_is_a_problem(folder: Path, name: str) -> None:
    """Its files are those of somebody else."""
    (folder / name).rename(folder / f"old-{name}")
    (folder / name).symlink_to("../elsewhere")

    refused = [each for each in problems(folder) if each.code == "TBH150"]

    assert f"`{name}` leads out of the content folder" in refused[0].message


@pytest.mark.parametrize("plant", WORDS, ids=lambda plant: plant.__name__)
@pytest.mark.parametrize("name", ["images/a.png", "publish.yaml", "templates/html/404.html"])
def test_nothing_is_removed_from_what_is_published_because_of_it(
    folder: Path, tmp_path: Path, name: str, plant: Plant
) -> None:
    """The page or picture stays as it was, and the build says why."""
    write(folder, "templates/html/404.html", "mine")
    out = tmp_path / "out"
    assert tbh.publish(tbh.load(folder), out, AT, jobs=1).is_complete
    before = digests(out)
    put(folder / name, plant)

    try:
        words = " ".join(map(str, tbh.publish(tbh.load(folder), out, AT, jobs=1).failures))
    except tbh.ContentError as error:
        words = str(error)

    assert WORDS[plant] in words
    assert digests(out).keys() == before.keys()
    assert digests(out).get("images/a.png") == before["images/a.png"]
    assert digests(out).get("404.html") == before["404.html"]


def test_a_folder_in_the_place_of_an_image_removes_no_picture(folder: Path, tmp_path: Path) -> None:
    """As little as a pipe in the place of all images does."""
    out = tmp_path / "out"
    tbh.publish(tbh.load(folder), out, AT, jobs=1)
    (folder / "images/a.png").unlink()
    (folder / "images/a.png").mkdir()

    report = tbh.publish(tbh.load(folder), out, AT, jobs=1)
    assert [each.message for each in tbh.check(folder)] == [
        "image `images/a.png`: this is a folder, not a file"
    ]
    (folder / "images/a.png").rmdir()
    (folder / "images").rmdir()
    os.mkfifo(folder / "images")
    again = tbh.publish(tbh.load(folder), out, AT, jobs=1)

    assert not report.is_complete
    assert not again.is_complete
    assert (out / "images/a.png").read_bytes() == PNG
    assert [each.message for each in tbh.check(folder)] == [
        "image `images/a.png`: a file stands where its folder belongs"
    ]


def test_links_inside_the_folder_and_to_the_folder_are_followed(
    folder: Path, tmp_path: Path
) -> None:
    """To a file, to a folder, upwards and down again, and from wherever the folder is reached."""
    (folder / "shared").mkdir()
    (folder / "shared/pot.png").write_bytes(PNG)
    put(folder / "images/a.png", lambda file: file.symlink_to("../shared/pot.png"))
    (folder / "templates").rename(folder / "shared/templates")
    (folder / "templates").symlink_to("shared/templates")
    (folder / "shared/templates/again").symlink_to("..")
    (folder / "editions").rename(folder / "shared/editions")
    (folder / "editions").symlink_to(folder / "shared/editions")
    (tmp_path / "alias").symlink_to("content")

    for path in (folder, tmp_path / "alias", tmp_path / "alias" / "series.yaml"):
        assert problems(path if path.is_dir() else path.parent) == ()
        assert [each.slug for each in tbh.load(path).editions] == ["patience"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("editions/patience.yaml", "this file has 9536743 MB"),
        ("publish.yaml", "this file has 9536743 MB"),
        ("templates/index.html", "this file has 9536743 MB"),
        ("images/a.png", "image `images/a.png`: this file has 9536743 MB"),
    ],
)
def test_a_file_without_an_end_is_named_and_not_read(folder: Path, name: str, words: str) -> None:
    """Ten terabytes on the disk of a laptop are a hole with a size."""
    with (folder / name).open("wb") as hole:
        hole.truncate(10**13)

    assert [each.message[: len(words)] for each in problems(folder) if each.code == "TBH101"] == [
        words
    ]


def test_a_file_that_grows_while_it_is_read_is_read_to_its_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is said of its size first is no promise."""
    (tmp_path / "a").write_bytes(b"x" * 1000)
    status = os.fstat

    def small(descriptor: int) -> os.stat_result:
        known = status(descriptor)
        return os.stat_result((*known[:6], 10, *known[7:10]))

    monkeypatch.setattr(os, "fstat", small)

    assert read_regular(tmp_path, "a", 1000) == b"x" * 1000
    with pytest.raises(FileTooLargeError):
        read_regular(tmp_path, "a", 999)


def test_a_file_that_becomes_a_pipe_before_it_is_opened_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is looked at again when it is open."""
    file = tmp_path / "a"
    file.write_bytes(b"x")
    opened = os.open

    def late(path: str, flags: int) -> int:
        put(file, a_pipe)
        return opened(path, flags)

    monkeypatch.setattr(os, "open", late)

    with pytest.raises(FileRefusedError, match="this is a pipe"):
        read_regular(tmp_path, "a", 10)


@pytest.mark.parametrize("name", ["../secret.txt", "a/../../secret.txt", "/etc/hostname"])
def test_a_name_leads_no_further_than_a_link_does(tmp_path: Path, name: str) -> None:
    """Upwards or from the root."""
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (tmp_path / "content" / "a").mkdir(parents=True)

    with pytest.raises(FileRefusedError, match="leads out of the content folder"):
        read_regular(tmp_path / "content", name, 100)


def test_an_image_that_may_not_be_read_is_said_before_a_build(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build would fail at it."""
    monkeypatch.setattr(os, "access", lambda *_: False)

    assert [each.message for each in tbh.check(folder)] == [
        "image `images/a.png`: this image may not be read"
    ]


def test_a_folder_of_images_that_may_not_be_entered_is_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the system says it."""
    status = os.lstat

    def refused(path: str) -> os.stat_result:
        if str(path).endswith("a.png"):
            raise PermissionError(13, "Permission denied")
        return status(path)

    monkeypatch.setattr(os, "lstat", refused)

    assert [each.message for each in tbh.check(folder)] == [
        "image `images/a.png`: this image cannot be read: permission denied"
    ]


def test_a_template_folder_that_may_not_be_listed_is_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rather than built without."""
    listed = os.listdir

    def refused(path: object) -> list[str]:
        if str(path).endswith("templates"):
            raise PermissionError(13, "Permission denied")
        return listed(str(path))

    monkeypatch.setattr(os, "listdir", refused)

    assert [(each.file, each.message) for each in tbh.check(folder)] == [
        ("templates", "this folder cannot be read: permission denied")
    ]


def test_a_document_is_read_wherever_it_was_named(folder: Path, tmp_path: Path) -> None:
    """A link that somebody asked for by name is followed; what lies beside it is not."""
    document = tmp_path / "elsewhere" / "series.json"
    document.write_text(tbh.dumps(tbh.load(folder)), encoding="utf-8")

    assert tbh.load(document).title == "Small Talk"
    put(tmp_path / "elsewhere" / "pipe.json", a_pipe)
    with pytest.raises(tbh.ContentError, match=r"pipe\.json cannot be read: not a directory"):
        tbh.load(tmp_path / "elsewhere" / "pipe.json")

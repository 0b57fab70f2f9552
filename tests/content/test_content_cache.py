"""What was read before: quicker, and never anything else than what the files say."""

import os
import pickle
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

import tbh_model as tbh
from small_folder import EDITION, SERIES, THERAPIST, write
from tbh_model import _cache_dir as _cache
from tbh_model.content import ContentCache

_KEPT = ".tbh/cache/content"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder with one therapist and three editions."""
    write(tmp_path, "series.yaml", SERIES)
    write(tmp_path, "therapists/t-1.yaml", THERAPIST)
    for number in range(3):
        write(tmp_path, f"editions/p-{number}.yaml", _edition(number))
    return tmp_path


def _edition(number: int, title: str = "Patience") -> str:
    text = EDITION.replace("e-1", f"e-{number}").replace("slug: p", f"slug: p-{number}-")
    return text.replace("title: What is patience for?", f"title: {title}")


def test_only_what_changed_is_read_again(folder: Path) -> None:
    """Everything else is the very value that it was."""
    cache = ContentCache()
    before = tbh.load(folder, cache=cache)
    write(folder, "editions/p-1.yaml", _edition(1, "Anger"))
    after = tbh.load(folder, cache=cache)

    assert after == tbh.load(folder)
    assert after.editions[1].title == "Anger"
    assert [a is b for a, b in zip(before.editions, after.editions, strict=True)] == [
        True,
        False,
        True,
    ]
    assert after.therapists[0] is before.therapists[0]


def test_a_file_that_is_written_anew_with_the_same_bytes_is_known(folder: Path) -> None:
    """What counts is what it says, and no time of a clock."""
    cache = ContentCache()
    before = tbh.load(folder, cache=cache)
    write(folder, "editions/p-1.yaml", _edition(1))
    os.utime(folder / "editions/p-2.yaml", (0, 0))

    after = tbh.load(folder, cache=cache)
    assert all(a is b for a, b in zip(before.editions, after.editions, strict=True))


def test_a_change_that_keeps_size_and_time_is_seen(folder: Path) -> None:
    """Because the bytes are looked at."""
    cache, file = ContentCache(), folder / "editions/p-1.yaml"
    tbh.load(folder, cache=cache)
    before = file.stat()
    write(folder, "editions/p-1.yaml", _edition(1, "Patients"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert file.stat().st_size == before.st_size
    assert tbh.load(folder, cache=cache).editions[1].title == "Patients"


_STEPS = st.lists(
    st.tuples(
        st.sampled_from(["write", "remove", "rename", "keep", "spoil"]),
        st.integers(0, 3),
        st.sampled_from(["Patience", "Anger", "Rest"]),
    ),
    max_size=8,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_STEPS)
def test_whatever_happens_the_series_is_that_of_the_files(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, str]]
) -> None:
    """Files are edited, renamed and removed, and now and then the program ends."""
    folder, cache = tmp_path_factory.mktemp("content"), ContentCache()
    write(folder, "series.yaml", SERIES)
    write(folder, "therapists/t-1.yaml", THERAPIST)
    for step, number, title in steps:
        file = folder / f"editions/p-{number}.yaml"
        match step:
            case "write":
                write(folder, f"editions/p-{number}.yaml", _edition(number, title))
            case "remove":
                file.unlink(missing_ok=True)
            case "rename" if file.is_file():
                file.rename(file.with_name(f"other-{number}.yaml"))
            case "spoil":
                write(folder, "editions/p-0.yaml", "title: [")
            case _:
                cache.keep(folder)
                cache = ContentCache.of(folder)
        assert _loaded(folder, cache) == _loaded(folder, None)


def _loaded(folder: Path, cache: ContentCache | None) -> tbh.Series | str:
    try:
        return tbh.load(folder, cache=cache)
    except tbh.ContentError as error:
        return str(error)


def test_it_can_be_kept_for_another_program(folder: Path) -> None:
    """Beside the content, and out of the way of version control."""
    cache = ContentCache()
    series = tbh.load(folder, cache=cache)
    cache.keep(folder)
    known = ContentCache.of(folder)

    assert (folder / ".tbh/cache/.gitignore").read_text() == "*\n"
    assert tbh.load(folder, cache=known) == series
    assert known.get("editions/p-1.yaml", folder) == series.editions[1]


def test_it_is_written_only_when_there_is_something_new(folder: Path) -> None:
    """A file that is gone is news, too."""
    cache = ContentCache()
    tbh.load(folder, cache=cache)
    cache.keep(folder)
    (folder / _KEPT).unlink()
    tbh.load(folder, cache=cache)
    cache.keep(folder)
    assert not (folder / _KEPT).exists()

    (folder / "editions/p-1.yaml").unlink()
    tbh.load(folder, cache=cache)
    cache.keep(folder)
    assert (folder / _KEPT).exists()


def test_what_a_killed_run_was_keeping_is_swept_away(folder: Path) -> None:
    """By the next one that has something to keep."""
    write(folder, "series.yaml", SERIES)
    cache = ContentCache()
    tbh.load(folder, cache=cache)
    (folder / ".tbh").mkdir()
    write(folder, ".tbh/cache/.tbh-77.partial", "half")
    cache.keep(folder)

    assert [each.name for each in (folder / ".tbh/cache").iterdir()] == ["content"]


class _Bomb:
    def __reduce__(self) -> tuple[object, ...]:
        return os.system, ("touch exploded",)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no pickle",
        pickle.dumps(None),
        pickle.dumps(("another stamp", {})),
        pickle.dumps((_cache.code_fingerprint(), _Bomb())),
        b"\x80\x04\x8c\x16tbh_model.text._parser\x8c\x02re\x93.",
        b"\x80\x04\x8c\x10tbh_model.text.x\x8c\x05sys.x\x93.",
    ],
)
def test_a_cache_that_cannot_be_used_is_as_none(
    folder: Path, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever stands in it, no code of it runs."""
    monkeypatch.chdir(folder)
    (folder / _KEPT).parent.mkdir(parents=True)
    (folder / _KEPT).write_bytes(data)

    assert ContentCache.of(folder) == ContentCache()
    assert not (folder / "exploded").exists()


def test_what_other_code_made_is_not_used(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new release may read the same bytes in another way."""
    cache = ContentCache()
    tbh.load(folder, cache=cache)
    cache.keep(folder)
    monkeypatch.setattr("tbh_model.content._cache.code_fingerprint", lambda: "newer")

    assert ContentCache.of(folder) == ContentCache()


def test_a_place_where_nothing_can_be_kept_is_no_failure(folder: Path) -> None:
    """It is only slower the next time."""
    cache = ContentCache()
    tbh.load(folder, cache=cache)
    write(folder, ".tbh", "a file, where a folder would have to be")
    cache.keep(folder)

    assert ContentCache.of(folder) == ContentCache()


def test_one_state_of_the_code_is_told_from_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By every file of the package, templates included, and not by what Python compiled of it."""
    package = tmp_path / "some_exporter"
    write(package, "__init__.py", "")
    write(package, "templates/a.html", "a")
    monkeypatch.syspath_prepend(tmp_path)

    def stamped() -> str | None:
        _cache.code_fingerprint.cache_clear()
        return _cache.code_fingerprint("some_exporter.pages")

    first = stamped()
    write(package, "__pycache__/a.pyc", "")
    assert stamped() == first
    write(package, "templates/a.html", "ab")
    assert stamped() != first
    assert _cache.code_fingerprint("no_such_package") != _cache.code_fingerprint("some_exporter")


def test_who_knows_what_changed_has_no_other_file_opened(folder: Path) -> None:
    """Somebody watches the folder; what is not named is taken as it was."""
    cache = ContentCache()
    tbh.load(folder, cache=cache)
    for number in (1, 2):
        write(folder, f"editions/p-{number}.yaml", _edition(number, "Anger"))
    cache.changed_files = {"editions/p-1.yaml"}
    titles = [edition.title for edition in tbh.load(folder, cache=cache).editions]

    assert titles == ["Patience", "Anger", "Patience"]


def test_another_time_zone_means_another_instant(folder: Path) -> None:
    """Of a file whose bytes are the same: the clock of the series is what its instants go by."""
    write(folder, "editions/p-1.yaml", _edition(1).replace("09:00:00-04:00", "09:00:00"))
    cache = ContentCache()
    before = tbh.load(folder, cache=cache).editions[1].published

    write(folder, "series.yaml", SERIES + "time_zone: America/Toronto\n")
    after = tbh.load(folder, cache=cache).editions[1].published

    assert before is not None
    assert after is not None
    assert (after - before).total_seconds() == 4 * 3600
    cache.keep(folder)
    assert tbh.load(folder, cache=ContentCache.of(folder)).editions[1].published == after


def test_a_file_that_cannot_be_read_any_more_is_said(folder: Path) -> None:
    """Nothing goes out that is only remembered."""
    cache = ContentCache()
    tbh.load(folder, cache=cache)
    (folder / "editions/p-1.yaml").unlink()
    (folder / "editions/p-1.yaml").mkdir()

    with pytest.raises(tbh.ContentError, match="this is a folder, not a file"):
        tbh.load(folder, cache=cache)

"""Laws of saving: what was written is read back, and what was not changed stays as it was."""

import os
import re
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs
import pytest
from hypothesis import HealthCheck, given, settings

import tbh_model as tbh
from strategies_model import SERIES
from tbh_model import content


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SERIES)
def test_a_series_is_read_back_as_it_was_saved(series: tbh.Series) -> None:
    """Whatever it holds."""
    with TemporaryDirectory() as folder:
        tbh.save(series, folder)

        assert tbh.load(folder) == series


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SERIES)
def test_saving_a_second_time_touches_nothing(series: tbh.Series) -> None:
    """Not even the time of a file."""
    with TemporaryDirectory() as folder:
        tbh.save(series, folder)
        before = {file: file.stat().st_mtime_ns for file in Path(folder).rglob("*")}

        assert tbh.save(series, folder) == ()
        assert {file: file.stat().st_mtime_ns for file in Path(folder).rglob("*")} == before


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SERIES, SERIES)
def test_any_series_can_be_saved_over_any_other(first: tbh.Series, second: tbh.Series) -> None:
    """Also where somebody has written comments between the keys."""
    with TemporaryDirectory() as folder:
        tbh.save(first, folder)
        content.convert(folder, to="yaml")
        for file in Path(folder).glob("**/*.yaml"):
            _comment(file)

        tbh.save(second, folder)

        assert tbh.load(folder) == second


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SERIES, SERIES)
def test_comments_beside_what_stays_are_kept(series: tbh.Series, other: tbh.Series) -> None:
    """Every comment that stands between keys of the edition, the first and the last included."""
    before = series.editions[0]
    given = {name: getattr(other.editions[0], name) for name in _REPLACED}
    responses = tuple(attrs.evolve(each, quote="Others.") for each in before.responses)
    after = attrs.evolve(before, **given, responses=responses[::-1])
    with TemporaryDirectory() as folder:
        tbh.save(attrs.evolve(series, editions=(before,)), folder)
        content.convert(folder, to="yaml")
        (file,) = Path(folder).glob("editions/*.yaml")
        _comment(file)
        text = file.read_bytes().decode()
        responses_text = text.partition("\nresponses:")[2]
        in_responses = re.split(r"^(?=\w)", responses_text, flags=re.MULTILINE)[0]
        marks = {*_marks(text), *_marks(in_responses, indent=4)}

        tbh.save(attrs.evolve(series, editions=(after,)), folder)

        assert tbh.load(folder).editions == (after,)
        left = re.findall(r"^ *(# \d+)$", file.read_bytes().decode(), re.MULTILINE)
        assert marks - {*left} == set()


@pytest.fixture(autouse=True)
def _quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is on the disk when the power fails is not what these laws speak of."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


_REPLACED = (
    *("title", "summary", "sign_off", "next_time", "tags", "overview", "introduction", "number"),
    *("image", "byline", "corrections", "calls_to_action", "notices", "former_urls", "challenge"),
)


def _marks(text: str, indent: int = 0) -> list[str]:
    return re.findall(rf"^ {{{indent}}}(# \d+)$", text, re.MULTILINE)


def _comment(file: Path) -> None:
    """Write a comment above each key of a file, but not inside a block, where it would be text."""
    lines: list[str] = []
    block: int | None = None
    for line in file.read_bytes().decode().split("\n"):
        key = re.match(r"( *)(- )?[a-z_]+:", line)
        indent = len(line) - len(line.lstrip(" "))
        if block is not None and (not line or indent > block):
            lines.append(line)
            continue
        is_block = key and re.search(r": \|\d?-?$", line)
        block = len(key[1]) + len(key[2] or "") if key and is_block else None
        if key:
            lines.append(f"{key[1]}# {len(lines)}")
        lines.append(line)
    file.write_bytes("\n".join(lines).encode())

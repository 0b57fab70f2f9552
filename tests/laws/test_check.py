"""Whatever bytes it is given, `check` gives problems and never raises."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings, strategies as st

import tbh_model as tbh
from conftest import EXAMPLE

MANY = settings(
    max_examples=int(os.environ.get("TBH_FUZZ_EXAMPLES", 7 * settings().max_examples)),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
FILES = ("series.yaml", "therapists/t-7k2m.yaml", "editions/a-bad-day-of-your-own.md")
TOKENS = (
    *(b": ", b"- ", b"\n", b"  ", b"\t", b'"', b"'", b"|", b">", b"{", b"}", b"[", b"]", b","),
    *(b"&a ", b"*a", b"!!str ", b"---\n", b"...\n", b"? ", b"%YAML 9.9\n", b"null", b"~", b"#"),
    *(b"2026-02-30", b"1e999", b"\x00", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80"),
    *("\u2028".encode(), "\u202e".encode(), "😀".encode(), b"\r", b"\x85", b"\\", b"\\u"),
    *(b"<b>", b"](javascript:x)", b"id:", b"responses:", b"therapist: t-1"),
    *(b"[" * 60, b"{a: " * 60, b"9" * 400, b"> " * 200),
)


@st.composite
def mutations(draw: st.DrawFn) -> list[tuple[float, float, bytes]]:
    """Places in a file, and what is put there instead of what stands there."""
    part = st.one_of(st.sampled_from(TOKENS), st.binary(max_size=6))
    place = st.tuples(st.floats(0, 1), st.sampled_from([0, 0, 0, 1e-4, 1e-3, 0.05]), part)
    return draw(st.lists(place, min_size=1, max_size=4))


def mutated(data: bytes, places: list[tuple[float, float, bytes]]) -> bytes:
    for at, length, part in places:
        start = int(at * len(data))
        data = data[:start] + part + data[start + int(length * len(data)) :]
    return data


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder of three files: small, so that many of them can be tried."""
    with tempfile.TemporaryDirectory() as name:
        for file in FILES:
            target = Path(name) / file
            target.parent.mkdir(exist_ok=True)
            target.write_bytes((EXAMPLE / file).read_bytes())
        yield Path(name)


@pytest.mark.parametrize("file", FILES)
@MANY
@given(mutations())
def test_no_mutated_file_raises(
    folder: Path, file: str, places: list[tuple[float, float, bytes]]
) -> None:
    """YAML and front matter: each problem has a place that is in the file."""
    data = mutated((EXAMPLE / file).read_bytes(), places)
    (folder / file).write_bytes(data)
    try:
        problems = tbh.check(folder)
    finally:
        (folder / file).write_bytes((EXAMPLE / file).read_bytes())

    lines = data.count(b"\n") + data.count(b"\r") + data.count(b"\x85") + data.count(b"\xa8") + 2
    for problem in problems:
        assert problem.message
        assert problem.line is None or 1 <= problem.line <= max(lines, 300)
        assert problem.column is None or problem.column >= 1


@MANY
@given(mutations())
def test_no_mutated_json_raises(places: list[tuple[float, float, bytes]]) -> None:
    """A JSON text loads, or says in problems why it does not."""
    text = mutated(JSON, places).decode(errors="surrogateescape")
    try:
        tbh.loads(text)
    except tbh.ContentError as error:
        assert error.problems  # noqa: PT017 - both ends are right, and any other error is not


_SERIES = tbh.load(EXAMPLE)
JSON = tbh.dumps(evolve(_SERIES, editions=_SERIES.editions[:1])).encode()

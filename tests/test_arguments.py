"""What a caller in a hurry gives to the face: taken where it is clear, else told what to write."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import pytest
from cattrs import Converter

import tbh_model as tbh
from small import AT, edition, response, series
from tbh_model import exporters, text
from tbh_model.preview import Preview

SERIES: Final = series()
TREE: Final = tbh.markdown("Words.")
RESPONSE: Final = response()
RELEASE: Final = tbh.release(SERIES, channel=tbh.Channel.FEED, at=AT)

CALLS: Final[dict[str, tuple[Callable[..., object], dict[str, object]]]] = {
    # every function, with arguments that it takes; those before the star go by position
    "approval_digest": (tbh.approval_digest, {"*response": RESPONSE}),
    "approve": (tbh.approve, {"*series": SERIES, "*response": "r-1", "on": date(2026, 6, 1)}),
    "approve_edition": (
        tbh.approve_edition,
        {"*series": SERIES, "*edition": "e-patience", "on": date(2026, 6, 1)},
    ),
    "match_reply": (
        tbh.match_reply,
        {"*series": SERIES, "*text": "Yes.", "history": "", "sender": "a@example.org"},
    ),
    "check": (tbh.check, {"path": "nothing"}),
    "configure_converter": (tbh.configure_converter, {"converter": Converter()}),
    "dumps": (tbh.dumps, {"series": SERIES}),
    "from_dict": (tbh.from_dict, {"kind": tbh.Image, "data": {"src": "a.png"}}),
    "to_dict": (tbh.to_dict, {"value": SERIES}),
    "edition_fragment": (tbh.edition_fragment, {"release": RELEASE, "edition": "patience"}),
    "edition_html": (tbh.edition_html, {"release": RELEASE, "edition": "patience"}),
    "edition_markdown": (
        tbh.edition_markdown,
        {"release": RELEASE, "edition": "patience", "profile": "ghost"},
    ),
    "edition_text": (tbh.edition_text, {"release": RELEASE, "edition": SERIES.editions[0]}),
    "export": (tbh.export, {"*series": SERIES, "*exporter": "rss", "at": AT, "images": {}}),
    "load": (tbh.load, {"path": "content", "jobs": 1, "cache": None}),
    "loads": (tbh.loads, {"text": tbh.dumps(SERIES)}),
    "markdown": (tbh.markdown, {"source": "Words."}),
    "changes_between": (tbh.changes_between, {"*series": SERIES, "start": AT, "end": AT}),
    "next_change": (tbh.next_change, {"*series": SERIES, "at": AT}),
    "outline": (tbh.outline, {"series": SERIES, "edition": SERIES.editions[0]}),
    "publish": (
        tbh.publish,
        {
            "*series": SERIES,
            "to": "out",
            "at": AT,
            "exporters": ["rss"],
            "images": {"images/a.png": b""},
            "jobs": 1,
        },
    ),
    "read_ledger": (tbh.read_ledger, {"folder": Path("nothing")}),
    "read_markdown": (tbh.read_markdown, {"source": "Words."}),
    "register": (tbh.register, {"*kind": tbh.RSS, "replace": True}),
    "release": (tbh.release, {"*series": SERIES, "channel": "web", "at": AT}),
    "save": (tbh.save, {"series": SERIES, "folder": "saved"}),
    "schema": (tbh.schema, {"kind": "series", "series": SERIES}),
    "status": (tbh.status, {"*series": SERIES, "at": AT}),
    "withdraw": (tbh.withdraw, {"*series": SERIES, "*response": "r-1", "on": date(2026, 6, 1)}),
    "write_html": (tbh.write_html, {"tree": TREE, "base_url": "https://h.example/"}),
    "write_markdown": (tbh.write_markdown, {"tree": TREE, "base_url": "https://h.example/"}),
    "write_plain": (tbh.write_plain, {"tree": TREE, "base_url": "https://h.example/"}),
    "Series.byline": (SERIES.byline, {"*response": RESPONSE}),
    "Series.edition": (SERIES.edition, {"*id": "e-patience"}),
    "Series.entry_id": (SERIES.entry_id, {"*edition": SERIES.editions[0]}),
    "Series.language_of": (SERIES.language_of, {"*edition": SERIES.editions[0]}),
    "Series.profile": (SERIES.profile, {"*response": RESPONSE}),
    "Series.therapist": (SERIES.therapist, {"*id": "t-1"}),
    "Series.url_of": (SERIES.url_of, {"*edition": SERIES.editions[0]}),
    "Series.words": (SERIES.words, {"*edition": SERIES.editions[0]}),
    "Series": (series, {"folder": "content"}),
    "Artifact.text": (tbh.Artifact.text, {"path": "a.txt", "text": "Words."}),
    "Artifact.lazy": (
        tbh.Artifact.lazy,
        {"*path": "a.txt", "*media_type": "text/plain", "*function": str},
    ),
    "Registry.get": (tbh.default_registry().get, {"*name": "rss"}),
    "Registry.entry": (tbh.default_registry().entry, {"*name": "rss"}),
    "Registry.register": (tbh.default_registry().register, {"*kind": tbh.RSS, "replace": True}),
    "options_of": (exporters.options_of, {"kind": tbh.RSS}),
    "count_words": (text.count_words, {"tree": TREE}),
    "Preview": (Preview, {"content": "nothing", "at": AT}),
}
WRONG: Final[dict[str, object]] = {
    "bytes": b"words",
    "dict": {},
    "Path": Path("nowhere"),
    "str": "words",
    "None": None,
    "number": 3,
    "date": date(2026, 6, 1),
    "naive datetime": datetime(2026, 6, 1),  # noqa: DTZ001 - that is the point
    "edition": edition(),
    "response": RESPONSE,
    "rich text": TREE,
    "exporter": tbh.RSS(),
    "class of an exporter": tbh.RSS,
    "class": tbh.Series,
    "list": ["words"],
    "function": len,
}


def cases() -> Iterator[Any]:
    for name, (_, arguments) in CALLS.items():
        for argument in arguments:
            for kind in WRONG:
                yield pytest.param(name, argument, kind, id=f"{name}-{argument}-{kind}")


@pytest.fixture
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    tbh.save(SERIES, tmp_path / "content")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("at_home")
@pytest.mark.parametrize(("name", "argument", "kind"), list(cases()))
def test_whatever_is_given_there_is_a_result_or_an_error_of_ours(
    name: str, argument: str, kind: str
) -> None:
    """Never an `AttributeError` from inside; the root of our errors is told."""
    function, arguments = CALLS[name]
    given = {**arguments, argument: WRONG[kind]}
    by_position = [value for key, value in given.items() if key.startswith("*")]
    by_name = {key: value for key, value in given.items() if not key.startswith("*")}
    try:
        function(*by_position, **by_name)
    except tbh.TBHError as error:
        assert str(error)  # noqa: PT017 - a result will do as well


def test_every_function_of_the_face_is_tried() -> None:
    """One that is added to the face has its place above."""
    functions = {
        name
        for name in vars(tbh)["__all__"]
        if callable(getattr(tbh, name)) and not isinstance(getattr(tbh, name), type)
    }

    assert functions - {"default_registry"} <= CALLS.keys()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (
            lambda: tbh.loads({}),  # type: ignore[arg-type]
            "loads(): `text` is of the type dict; give str or bytes or bytearray",
        ),
        (
            lambda: tbh.release(SERIES, "web", at="2026-01-01"),  # type: ignore[arg-type]
            (
                "release(): `at` is str '2026-01-01'; give a datetime with a time zone: "
                "datetime(2026, 3, 31, 9, tzinfo=UTC)"
            ),
        ),
        (
            lambda: tbh.export(SERIES, "rss", at=date(2026, 1, 1)),  # type: ignore[arg-type]
            (
                "export(): `at` is the date 2026-01-01; give a datetime with a time zone: "
                "datetime(2026, 3, 31, 9, tzinfo=UTC)"
            ),
        ),
        (
            lambda: tbh.publish(SERIES.editions[0], "out"),  # type: ignore[arg-type]
            (
                "publish(): `series` is of the type Edition; "
                "give a series, as tbh.load(...) or tbh.Series(...) makes it"
            ),
        ),
        (
            lambda: tbh.publish(SERIES, "out", exporters="rss"),
            "publish(): `exporters` is str 'rss'; give a list",
        ),
        (
            lambda: tbh.approve(SERIES, "r-1", on=datetime(2026, 1, 1, tzinfo=UTC)),
            (
                "approve(): `on` is the datetime 2026-01-01 00:00:00+00:00; "
                "give a date without a time: date(2026, 3, 31)"
            ),
        ),
        (
            lambda: tbh.write_plain("words"),  # type: ignore[arg-type]
            (
                "write_plain(): `tree` is str 'words'; "
                'give rich text, as tbh.markdown("...") makes it'
            ),
        ),
        (
            lambda: tbh.load(None),  # type: ignore[arg-type]
            'load(): `path` is None; give a path, such as "content" or Path("content")',
        ),
    ],
)
def test_a_wrong_type_is_told_with_what_to_write(call: Callable[[], object], words: str) -> None:
    """It is a `TypeError` as well, as Python would have it."""
    with pytest.raises(TypeError) as refused:
        call()

    assert str(refused.value) == words
    assert isinstance(refused.value, tbh.ArgumentError)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_document_can_be_bytes(mark: bytes) -> None:
    """As they come from a request or a file, with or without a byte order mark."""
    written = mark + tbh.dumps(SERIES).encode()

    assert tbh.loads(written) == tbh.loads(bytearray(written)) == SERIES
    assert tbh.loads(written.decode()) == SERIES


def test_bytes_that_are_no_text_are_told_where() -> None:
    """As a file is."""
    with pytest.raises(tbh.ContentError) as refused:
        tbh.loads(b'{"id": "\xe9"}')

    (problem,) = refused.value.problems
    assert (problem.code, problem.line, problem.column) == ("TBH102", 1, 9)


def test_a_folder_can_be_a_text(tmp_path: Path) -> None:
    """As everywhere where a path is taken."""
    assert series(folder=str(tmp_path)).folder == tmp_path
    assert series(folder=None).folder is None
    with pytest.raises(tbh.ArgumentError, match=r"`folder` is int 3; give a path"):
        series(folder=3)


def test_an_exporter_is_no_class_and_nothing_else() -> None:
    """Told at once, and not as a failure of a build."""
    with pytest.raises(tbh.InvalidExporterError, match=r"it is the class of one; write RSS\(\)"):
        tbh.export(SERIES, tbh.RSS)  # type: ignore[arg-type]
    with pytest.raises(tbh.InvalidExporterError, match="it is of the type dict"):
        tbh.export(SERIES, {"name": "rss"})  # type: ignore[arg-type]
    with pytest.raises(tbh.InvalidExporterError, match="it is of the type dict"):
        tbh.publish(SERIES, "out", exporters=[{"name": "rss"}])  # type: ignore[list-item]


def test_a_json_document_survives() -> None:
    """Bytes of another program's JSON are read as a document."""
    assert tbh.loads(json.dumps(json.loads(tbh.dumps(SERIES))).encode()) == SERIES

"""A file to be: at once, on demand, in pieces."""

import pickle
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tbh_model import Artifact

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)


def words(count: int) -> str:
    return "é" * count


def letters(count: int) -> Iterator[bytes]:
    for _ in range(count):
        yield "é".encode()


@pytest.mark.parametrize(
    "artifact",
    [
        Artifact.text("a.txt", "ééé"),
        Artifact(path="a.txt", media_type="text/plain", body="ééé".encode()),
        Artifact.lazy("a.txt", "text/plain", words, 3),
        Artifact.lazy("a.txt", "text/plain", letters, 3),
    ],
)
def test_a_body_is_the_same_however_it_is_made(artifact: Artifact) -> None:
    """Bytes, text, a function, or pieces; also in another process, and a second time."""
    copy = pickle.loads(pickle.dumps(artifact))  # noqa: S301 - our own bytes

    assert artifact.body == b"".join(artifact.chunks()) == copy.body == "ééé".encode()
    assert artifact.etag == copy.etag == Artifact.text("b.txt", "ééé").etag
    assert artifact.etag != Artifact.text("a.txt", "éé").etag


def test_pieces_are_made_one_by_one() -> None:
    """Whoever stops early has not made the rest."""
    made: list[int] = []

    def piece(count: int) -> Iterator[bytes]:
        for number in range(count):
            made.append(number)
            yield b"x"

    next(Artifact.lazy("a", "text/plain", piece, 5).chunks())

    assert made == [0]


def test_a_tag_is_strong_and_stands_in_quotation_marks() -> None:
    """As RFC 9110 writes it."""
    tag = Artifact.text("a", "").etag

    assert tag[0] == tag[-1] == '"'
    assert not tag.startswith("W/")


def test_an_artifact_may_know_when_it_last_changed() -> None:
    """By the content; nothing where nobody knows."""
    assert Artifact.text("a", "", last_modified=AT).last_modified == AT
    assert Artifact.lazy("a", "text/plain", words, 1, last_modified=AT).last_modified == AT
    assert Artifact.text("a", "").last_modified is None

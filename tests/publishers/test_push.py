"""A push, beyond what the kit holds of each publisher."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from attrs import evolve, frozen

import tbh_model as tbh
from publishers.board import SIMULATION, TOKEN, Board, publisher_at
from tbh_model.publishers import (
    RECEIPTS,
    Action,
    Credentials,
    DuplicatePostError,
    InvalidPublisherError,
    MissingCredentialError,
    PlatformError,
    Post,
    Publisher,
    PublisherInfo,
    RemotePost,
    StepOutcome,
    check_publisher,
    plan_push,
    push,
    read_credentials,
    read_receipts,
    visible_words,
    word_changes,
)
from tbh_model.testing import _publisher_checks as kit, publisher_checks

FULL = ("the shelf", "is full (413)", "take something down")
AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
INFO = PublisherInfo(name="shelf", channel="web", summary="A shelf")


def series(**quotes: str) -> tbh.Series:
    """Return a series with an edition of one answer for each name."""
    return kit._series(**quotes)


@frozen(kw_only=True)
class Shelf:
    """A publisher without a network, whose posts are in a dictionary."""

    info: ClassVar[PublisherInfo] = INFO

    name: str = "shelf"
    """Which of the shelves."""

    @property
    def target(self) -> str:
        return f"shelf:{self.name}"

    def posts(self, release: tbh.Release, /) -> Iterable[Post]:
        for edition in release.series.editions:
            html = tbh.edition_html(release, edition)
            yield Post(
                edition=edition.id,
                identity=release.series.entry_id(edition),
                title=edition.title,
                content=html,
                words=visible_words(html),
            )

    def connect(self, _: Credentials, /) -> "Shelves":
        return SHELVES


class Shelves:
    """What is on the shelf; `garble` changes what is put there."""

    def __init__(self) -> None:
        self.posts: dict[str, Post] = {}
        self.garble = False
        self.fails_on = ""

    def find(self, identity: str, /) -> RemotePost | None:
        found = [id_ for id_, post in self.posts.items() if post.identity == identity]
        return self.read(found[0]) if found else None

    def read(self, post: str, /) -> RemotePost | None:
        if post not in self.posts:
            return None
        words = self.posts[post].words
        shown = words.upper() if self.garble else words
        return RemotePost(id=post, url=f"shelf:{post}", words=shown, state=self.posts[post].content)

    def create(self, post: Post, /) -> str:
        if post.edition == self.fails_on:
            raise PlatformError(*FULL, status=413)
        self.posts[post.edition] = post
        return post.edition

    def update(self, remote: str, post: Post, /) -> None:
        self.posts[remote] = post

    def take_down(self, remote: str, /) -> None:
        del self.posts[remote]

    def close(self) -> None:
        pass


SHELVES = Shelves()


@pytest.fixture(autouse=True)
def _empty() -> None:
    SHELVES.__init__()  # type: ignore[misc]  # the same shelf, empty


def pushed(folder: Path, series: tbh.Series, **options: Any) -> list[tuple[str, str, str]]:
    """Push to the shelf, and return edition, action and outcome of each step."""
    report = push(
        series,
        Shelf(),
        **{"folder": folder, "at": AT, "credentials": Credentials({}), **options},
    )
    return [(item.step.edition, item.step.action, item.outcome) for item in report.results]


def test_what_is_taken_down_comes_first(tmp_path: Path) -> None:
    """Then what is updated, then what is new: words that were taken back leave first."""
    pushed(tmp_path, series(one="Tea.", two="Talk."))

    assert pushed(tmp_path, series(new="Rest.", two="Talk more.")) == [
        ("one", "take down", "done"),
        ("two", "update", "done"),
        ("new", "create", "done"),
    ]


def test_other_words_than_were_sent_are_shown(tmp_path: Path) -> None:
    """A platform may change what it is given."""
    SHELVES.garble = True

    report = push(series(one="Tea."), Shelf(), folder=tmp_path, at=AT, credentials=Credentials({}))

    (result,) = report.results
    assert result.outcome is StepOutcome.DIFFERS
    assert any("TEA." in line for line in result.changes)
    assert not report.is_complete


def test_one_post_that_is_refused_keeps_no_other_back(tmp_path: Path) -> None:
    """And the next push makes it."""
    SHELVES.fails_on = "one"
    content = series(one="Tea.", two="Talk.")

    assert pushed(tmp_path, content) == [("one", "create", "failed"), ("two", "create", "done")]
    SHELVES.fails_on = ""
    assert pushed(tmp_path, content) == [("one", "create", "done"), ("two", "leave", "left")]


def test_a_post_that_was_removed_by_hand_stays_away(tmp_path: Path) -> None:
    """Until it is asked for with force."""
    pushed(tmp_path, series(one="Tea."))
    SHELVES.posts.clear()

    assert pushed(tmp_path, series(one="Rest.")) == [("one", "update", "changed by hand")]
    assert pushed(tmp_path, series(one="Rest."), force=True) == [("one", "create", "done")]


def test_a_post_is_found_again_without_receipts(tmp_path: Path) -> None:
    """By the identity of its edition, if it has the same words; else it is somebody's."""
    pushed(tmp_path, series(one="Tea."))
    (tmp_path / RECEIPTS).unlink()

    assert pushed(tmp_path, series(one="Tea.")) == [("one", "update", "done")]
    (tmp_path / RECEIPTS).unlink()
    assert pushed(tmp_path, series(one="Rest.")) == [("one", "create", "changed by hand")]
    assert len(SHELVES.posts) == 1


def test_a_withdrawn_answer_leaves_and_is_in_no_receipt(tmp_path: Path) -> None:
    """Neither its words nor its id are in what is written after it."""
    pushed(tmp_path, series(one="Tea.", two="Secret."))

    pushed(tmp_path, series(one="Tea."))

    assert list(SHELVES.posts) == ["one"]
    assert "Secret" not in (tmp_path / RECEIPTS).read_text(encoding="utf-8")
    last = read_receipts(tmp_path)[-1]
    assert (last.action, last.is_done, last.responses) == (Action.TAKE_DOWN, True, ())


def test_an_interrupted_create_of_an_edition_that_is_gone_is_taken_down(tmp_path: Path) -> None:
    """It is looked for by the identity in the receipt."""

    class Killed(BaseException):
        pass

    calls = iter((AT, None))

    def now() -> datetime:
        value = next(calls)
        if value is None:
            raise Killed
        return value

    with pytest.raises(Killed):
        pushed(tmp_path, series(one="Tea."), now=now)
    assert list(SHELVES.posts) == ["one"]

    assert pushed(tmp_path, series()) == [("one", "take down", "done")]
    assert SHELVES.posts == {}


def test_two_targets_have_receipts_of_their_own(tmp_path: Path) -> None:
    """One series may be on two sites."""
    content = series(one="Tea.")
    pushed(tmp_path, content)

    plan = plan_push(content, Shelf(name="other"), read_receipts(tmp_path), AT)

    assert [step.action for step in plan.steps] == [Action.CREATE]


def test_what_is_scheduled_is_not_pushed(tmp_path: Path) -> None:
    """The gate decides, as for every exporter."""
    content = series(one="Tea.", two="Talk.")

    assert pushed(tmp_path, content, at=AT - timedelta(days=4000)) == []


@pytest.mark.parametrize("count", [0, 2])
def test_each_edition_has_one_post(tmp_path: Path, count: int) -> None:
    """A publisher that gives none or two is refused before anything is sent."""

    @frozen(kw_only=True)
    class Odd:
        info: ClassVar[PublisherInfo] = INFO
        target: str = "odd"
        """The target."""

        def posts(self, release: tbh.Release, /) -> Iterable[Post]:
            return list(Shelf().posts(release)) * count

        def connect(self, _: Credentials, /) -> Any:
            raise AssertionError

    with pytest.raises(DuplicatePostError, match="give one for each edition"):
        plan_push(series(one="Tea."), Odd(), (), AT)


def test_credentials_come_from_the_environment() -> None:
    """The error names the variables, and not what is in them."""
    info = evolve(INFO, credentials=("SHELF_USER", "SHELF_KEY"))

    assert read_credentials(info, {"SHELF_USER": "x2", "SHELF_KEY": "x1"})["SHELF_KEY"] == "x1"
    with pytest.raises(MissingCredentialError, match="SHELF_KEY is not set") as caught:
        read_credentials(info, {"SHELF_USER": "x2"})
    assert "x2" not in str(caught.value)


def test_credentials_show_themselves_nowhere() -> None:
    """Neither printed nor pickled."""
    credentials = Credentials({"SHELF_KEY": "x1y2"})

    assert "x1y2" not in f"{credentials!r} {credentials}"
    assert credentials.redact("key x1y2!") == "key ***!"
    with pytest.raises(TypeError, match="not written anywhere"):
        credentials.__reduce__()


def test_visible_words_are_those_of_a_reader() -> None:
    """Without comments, scripts and markup; words of two blocks stay apart."""
    html = "<!-- wp:x --><p>One<b>two</b></p><script>no</script><ul><li>a<li>b &amp; c</ul>"

    assert visible_words(html) == "Onetwo a b & c"


def test_a_long_difference_is_cut() -> None:
    """With the number of what is left out."""
    ours = " ".join(f"w{number} x x x x x x x x x" for number in range(40))

    lines = word_changes(ours, ours.replace("w", "v"))

    assert len(lines) == 25
    assert lines[-1] == "  and 28 more changes"


@pytest.mark.parametrize(
    ("kind", "reason"),
    [(tbh.RSS, "it has no `info`|its `info` is"), (Board, "it is no attrs class")],
)
def test_what_is_no_publisher_is_told_why(kind: type, reason: str) -> None:
    """With its article."""
    with pytest.raises(InvalidPublisherError, match=f"is not a publisher: ({reason})"):
        check_publisher(kind)


class Forgetful(Board):
    """A board that does not keep the key, so that no notice is found again."""

    def respond(self, request: Any, /) -> Any:
        answer = super().respond(request)
        for notice in self.notices.values():
            notice["key"] = "lost"
        return answer


@contextmanager
def _failing(check: str, board: type[Board] = Board) -> Iterator[None]:
    simulation = evolve(SIMULATION, platform=board)
    checks = {item.id: item for item in publisher_checks(publisher_at("http://x.y"), simulation)}
    with pytest.raises(AssertionError) as caught:
        checks[check]()
    yield
    assert TOKEN not in str(caught.value)


def test_the_kit_finds_posts_that_are_made_twice() -> None:
    """A platform that cannot find a post makes it again after a kill."""
    with _failing("kills", Forgetful):
        pass


class Stubborn(Board):
    """A board that removes nothing."""

    def respond(self, request: Any, /) -> Any:
        return super().respond(evolve(request, method=request.method.replace("DELETE", "GET")))


def test_the_kit_finds_posts_that_stay() -> None:
    """A publisher must see to it that they are gone."""
    with _failing("life", Stubborn):
        pass


def test_a_publisher_is_one_by_its_protocol() -> None:
    """At run time too."""
    assert isinstance(Shelf(), Publisher)


def test_several_pushes_may_be_killed_one_after_the_other(tmp_path: Path) -> None:
    """The platform may have what any of them has sent; it is not taken for a change by hand."""
    pushed(tmp_path, series(one="Tea."))
    _killed_after(2, tmp_path, series(one="Sent, and no receipt."))
    _killed_after(1, tmp_path, series(one="Begun, and not sent."), reads=1)

    assert pushed(tmp_path, series(one="Rest.")) == [("one", "update", "done")]


def _killed_after(clocks: int, folder: Path, content: tbh.Series, reads: int = 9) -> None:
    """Push, and be killed when the clock is asked for the last time, or at a read after some."""
    left = [clocks, reads]

    class KilledError(BaseException):
        pass

    def now() -> datetime:
        left[0] -= 1
        if left[0] == 0 and reads == 9:
            raise KilledError
        return AT

    def update(remote: str, post: Post) -> None:
        if reads < 9:
            raise KilledError
        SHELVES.posts[remote] = post

    SHELVES.update = update  # type: ignore[method-assign]  # for this push
    with pytest.raises(KilledError):
        pushed(folder, content, now=now)
    del SHELVES.update

"""The checks of publishers, against a simulation of the platform that is served on this machine."""

import json
import logging
import pickle
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from time import sleep
from typing import Any, Final, Protocol
from urllib.parse import parse_qsl, urlsplit

from tbh_model._attrs import evolve, field, frozen
from tbh_model._errors import TBHError
from tbh_model._final import final
from tbh_model.model import (
    Challenge,
    Challengers,
    Edition,
    EditionStatus,
    Response,
    Series,
    Therapist,
)
from tbh_model.publishers import (
    RECEIPTS,
    Credentials,
    Platform,
    Post,
    Publisher,
    PublisherInfo,
    PushReport,
    StepOutcome,
    check_publisher,
    dry_run,
    hurry,
    plan_push,
    push,
    read_receipts,
)
from tbh_model.rights import Release, release
from tbh_model.testing._check import fail, skip
from tbh_model.testing._corpus import AT, PRACTICE, corpus, with_channel
from tbh_model.testing._exporter_checks import defaults, options, schema


@final
@frozen(kw_only=True)
class PlatformRequest:
    """A request that a simulated platform receives."""

    method: str
    """Such as `GET`."""
    path: str
    """The path, without the query."""
    query: Mapping[str, str]
    """The query; of several values of a name, the last."""
    headers: Mapping[str, str] = field(repr=False)
    """The headers, with names in lower case."""
    body: bytes = field(repr=False)
    """The body."""

    @property
    def data(self) -> Any:
        """The JSON of the body; None if it is empty."""
        return json.loads(self.body) if self.body else None


@final
@frozen(kw_only=True)
class PlatformResponse:
    """What a simulated platform answers."""

    status: int = 200
    """The status."""
    data: Any = None
    """What is sent as JSON."""
    headers: Mapping[str, str] = field(factory=dict)
    """More headers."""


class SimulatedPlatform(Protocol):
    """Protocol of simulated platforms, which answer in memory as the API of theirs does."""

    def respond(self, request: PlatformRequest, /) -> PlatformResponse:
        """Return the answer to a request, and remember what it has changed."""
        ...

    def texts(self) -> Mapping[str, str]:
        """Return the markup of each post that is not taken down, by its id."""
        ...

    def edit(self, post: str, words: str, /) -> None:
        """Change a post by hand: add a paragraph with some words."""
        ...


@final
@frozen(kw_only=True)
class Simulation:
    """A platform for the conformance kit."""

    publisher_at: Callable[[str], Publisher]
    """Returns the publisher for the address of a served platform, such as `http://127.0.0.1:8000`."""
    platform: Callable[[], SimulatedPlatform]
    """Returns an empty platform."""
    credentials: Mapping[str, str] = field(factory=dict, repr=False)
    """Credentials that the platform accepts."""


_Case = tuple[Publisher, Simulation | None]
# The answer of a platform that fails, from the request of a number on.
_Fault = Callable[[int], "int | str | None"]
_SILENT, _DROPPED, _CUT = "gives no answer", "closes the connection", "cuts its answer"
_FAULTS: Final = (401, 403, 404, 409, 413, 422, 429, 500, 503, _DROPPED, _CUT, _SILENT)
_TIMEOUT_SECONDS: Final = 0.05


class PlatformServer(ThreadingHTTPServer):
    """Server of a simulated platform on this machine."""

    daemon_threads = True
    """Whether its threads end with the process."""

    def __init__(self, platform: SimulatedPlatform) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.platform = platform
        self.log: list[PlatformRequest] = []
        """The requests so far."""
        self.fault: _Fault = lambda _: None
        """Returns how the request of a number fails; None if it does not."""

    @property
    def url(self) -> str:
        """The address."""
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # it waits 40 ms between the headers and a body
    server: PlatformServer  # pyright: ignore[reportIncompatibleVariableOverride]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):
            return self._respond
        raise AttributeError(name)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as it is called
        """Print nothing."""

    def _respond(self) -> None:
        parts = urlsplit(self.path)
        request = PlatformRequest(
            method=self.command,
            path=parts.path,
            query=dict(parse_qsl(parts.query, keep_blank_values=True)),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(int(self.headers.get("content-length") or 0)),
        )
        self.server.log.append(request)
        fault = self.server.fault(len(self.server.log))
        if fault == _SILENT:
            sleep(2 * _TIMEOUT_SECONDS)
        if isinstance(fault, int):
            answer = PlatformResponse(status=fault, data={"message": f"no: {request.headers}"})
        else:
            answer = self.server.platform.respond(request)
        self.close_connection = fault is not None
        if fault not in {_SILENT, _DROPPED}:
            self._send(answer, is_cut=fault == _CUT)

    def _send(self, answer: PlatformResponse, *, is_cut: bool) -> None:
        body = b"" if answer.data is None else json.dumps(answer.data).encode()
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body) + (10 if is_cut else 0)))
        self.end_headers()
        self.wfile.write(body)


class KilledError(BaseException):
    """A push is killed at this point."""


class _Killable:
    """Platform that kills the push before or after the call of a number."""

    def __init__(self, platform: Platform, at: int) -> None:
        self._platform, self._left = platform, at

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._platform, name)
        if name == "close":
            return method

        def call(*arguments: Any) -> Any:
            self._count()
            result = method(*arguments)
            self._count()
            return result

        return call

    def _count(self) -> None:
        self._left -= 1
        if self._left == 0:
            raise KilledError


@frozen
class _KillablePublisher:
    """Publisher whose push is killed at a point."""

    publisher: Publisher
    at: int

    @property
    def info(self) -> PublisherInfo:
        return self.publisher.info

    @property
    def target(self) -> str:
        return self.publisher.target

    def posts(self, release: Release, /) -> Any:
        return self.publisher.posts(release)

    def connect(self, credentials: Credentials, /) -> Any:
        return _Killable(self.publisher.connect(credentials), self.at)


class _Bench:
    """A served platform, an empty content folder, and pushes from one to the other."""

    def __init__(self, simulation: Simulation, server: PlatformServer, folder: Path) -> None:
        self.simulation, self.server, self.folder = simulation, server, folder
        self.publisher = simulation.publisher_at(server.url)
        self.sleeps: list[float] = []

    def push(self, series: Series, *, kill_at: int = 0, force: bool = False) -> PushReport:
        """Push a series, at most to the point at which the push is killed."""
        publisher: Any = self.publisher
        if kill_at:
            publisher = _KillablePublisher(publisher, kill_at)
        channel = self.publisher.info.channel
        with hurry(_TIMEOUT_SECONDS if self.server.fault(1) == _SILENT else 10, self.sleeps.append):
            return push(
                with_channel(series, channel),
                publisher,
                folder=self.folder,
                at=AT,
                credentials=Credentials(self.simulation.credentials),
                force=force,
            )

    def expect(self, report: PushReport, series: Series, when: str) -> None:
        """Check that a push is complete, and the platform has one post for each edition."""
        for result in report.results:
            if result.outcome not in {StepOutcome.DONE, StepOutcome.LEFT}:
                more = "".join(f"\n  {line}" for line in result.changes)
                fail(f"{when}: {result.step.edition}: {result.outcome}: {result.problem}{more}")
        texts = tuple(self.server.platform.texts().values())
        if len(texts) != len(series.editions):
            fail(f"{when}: {len(texts)} posts are there, and not {len(series.editions)}")
        for edition in series.editions:
            for response in edition.responses:
                if sum(str(response.quote) in text for text in texts) != 1:
                    fail(f"{when}: {response.quote!r} is not in one post")


@contextmanager
def _bench(simulation: Simulation | None) -> Iterator[_Bench]:
    if simulation is None:
        skip("there is no simulation of its platform")
    with TemporaryDirectory() as folder, serve(simulation.platform()) as server:
        yield _Bench(simulation, server, Path(folder))


@contextmanager
def serve(platform: SimulatedPlatform) -> Iterator[PlatformServer]:
    """Return a context manager that serves a simulated platform on this machine.

    >>> with testing.serve(platform) as server:  # doctest: +SKIP
    ...     publisher = NoticeBoard(url=server.url)
    """
    with PlatformServer(platform) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def _series(**words: str) -> Series:
    """Return a series with an edition for each name, which has one answer."""
    return Series(
        id="tag:example.org,2026:kit",
        title="Kit",
        url="https://example.org/",
        publisher=PRACTICE,
        therapists=(Therapist(id="t-1", name="Dana Okafor"),),
        editions=tuple(
            Edition(
                id=name,
                slug=name,
                title=f"Edition {name}",
                status=EditionStatus.READY,
                published=AT - timedelta(days=number + 1),
                challenge=Challenge(topic="Tea", prompt=f"What of {name}?"),
                challengers=Challengers(name="Psychotherapists"),
                responses=(Response(id=f"r-{name}", therapist="t-1", quote=quote),),
            )
            for number, (name, quote) in enumerate(words.items())
        ),
    )


_FIRST: Final = _series(one="Tea comes first.", two="Then we talk.")
_SECOND: Final = _series(one="Tea comes last.", three="Nobody hurries.")
_THIRD: Final = _series(one="Tea comes twice.", two="Then we rest.", three="Nobody waits.")
_SINGLE: Final = _series(one="Tea comes first.")


def _registration(case: _Case) -> None:
    check_publisher(type(case[0]))


def _options(case: _Case) -> None:
    options(case[0])


def _schema(case: _Case) -> None:
    schema(case[0])


def _defaults(case: _Case) -> None:
    defaults(case[0])


def _pickles(case: _Case) -> None:
    if pickle.loads(pickle.dumps(case[0])) != case[0]:  # noqa: S301 - our own bytes
        fail("a publisher that was pickled is not equal to what it was")


def _corpus_posts(publisher: Publisher) -> Iterator[tuple[Release, tuple[Post, ...]]]:
    channel = publisher.info.channel
    for name, series in corpus().items():
        all_of_it = release(with_channel(series, channel), channel, AT)
        bare = evolve(all_of_it, withheld=(), warnings=())
        try:
            posts = tuple(publisher.posts(bare))
        except TBHError:
            if name == "everything":
                raise
            continue  # the content has a problem, and it says which
        yield bare, posts


def _posts(case: _Case) -> None:
    """Check that each edition has one post, the same each time, with every quote in order."""
    for bare, posts in _corpus_posts(case[0]):
        if [post.edition for post in posts] != [edition.id for edition in bare.series.editions]:
            fail("it does not give one post for each edition, in the order of the release")
        if posts != tuple(case[0].posts(bare)):
            fail("it gives other posts the second time")
        for post in posts:
            _check_quotes(post, bare.series.edition(post.edition))


def _check_quotes(post: Post, edition: Edition) -> None:
    position = 0
    for response in edition.responses:
        quote = " ".join((response.quote or "").split())
        found = post.words.find(quote, position)
        if found < 0:
            fail(f"the quote {quote!r} of {edition.id} is not in its words, or not in order")
        position = found + len(quote)


def _life(case: _Case) -> None:
    """Check that posts are made, changed and taken down."""
    with _bench(case[1]) as bench:
        bench.expect(bench.push(_FIRST), _FIRST, "the first push")
        bench.expect(bench.push(_SECOND), _SECOND, "the push of a change")
        bench.expect(bench.push(_FIRST), _FIRST, "the push of an edition that was taken down")
        for receipt in read_receipts(bench.folder):
            if receipt.is_up and receipt.remote is None:
                fail("a receipt has no id of the post")


def _idempotent(case: _Case) -> None:
    """Check that a second push sends nothing."""
    with _bench(case[1]) as bench:
        bench.expect(bench.push(_FIRST), _FIRST, "the first push")
        count = len(bench.server.log)
        report = bench.push(_FIRST)
        if len(bench.server.log) > count or any(
            result.outcome is not StepOutcome.LEFT for result in report.results
        ):
            fail("a push that has nothing to do sends something")


def _dry_run(case: _Case) -> None:
    """Check that a plan sends nothing."""
    with _bench(case[1]) as bench:
        channel = bench.publisher.info.channel
        plan = plan_push(with_channel(_FIRST, channel), bench.publisher, (), AT)
        outcomes = [result.outcome for result in dry_run(plan).results]
        if outcomes != [StepOutcome.PLANNED] * 2:
            fail(f"of two editions it plans {outcomes}")
        if bench.server.log:
            fail(f"a plan sends {bench.server.log[0]!r}")


def _hand_edits(case: _Case) -> None:
    """Check that a change by hand stays, is shown, and yields to `force`."""
    with _bench(case[1]) as bench:
        bench.expect(bench.push(_SINGLE), _SINGLE, "the first push")
        (post,) = bench.server.platform.texts()
        bench.server.platform.edit(post, "Added by hand.")
        (result,) = bench.push(_series(one="Tea comes last.")).results
        (text,) = bench.server.platform.texts().values()
        if result.outcome is not StepOutcome.CONFLICT or "Added by hand." not in text:
            fail("a post that was changed by hand is replaced")
        if not any("Added by hand." in line for line in result.changes):
            fail("the change by hand is not shown")
        taken = bench.push(_series()).results[0]
        if taken.outcome is not StepOutcome.CONFLICT or not bench.server.platform.texts():
            fail("a post that was changed by hand is taken down")
        after = _series(one="Tea comes last.")
        bench.expect(bench.push(after, force=True), after, "the push with force")


def _kills(case: _Case) -> None:
    """Check that a push that was killed at any step can be run again."""
    with _bench(case[1]) as bench:
        for point in range(1, _MOST_POINTS):
            bench.server.platform = bench.simulation.platform()
            (bench.folder / RECEIPTS).unlink(missing_ok=True)
            bench.push(_FIRST)
            try:
                bench.push(_SECOND, kill_at=point)
            except KilledError:
                when = f"killed at step {point} and run again"
            else:
                return
            with suppress(KilledError):  # again, after it has read and before it writes
                bench.push(_THIRD, kill_at=3)
            bench.expect(bench.push(_SECOND), _SECOND, when)
    fail("it makes more steps than there can be")


_MOST_POINTS: Final = 200


def _errors(case: _Case) -> None:
    """Check that each failure is told in words, and mended by the next push."""
    with _bench(case[1]) as bench:
        bench.push(_SINGLE)
        request_count = len(bench.server.log)
        for fault in _FAULTS:
            for first in range(1, request_count + 1):
                _check_fault(bench, fault, first)


def _check_fault(bench: _Bench, fault: int | str, first: int) -> None:
    server = bench.server
    server.platform = bench.simulation.platform()
    server.log.clear()
    (bench.folder / RECEIPTS).unlink(missing_ok=True)
    server.fault = lambda number: fault if number >= first else None
    when = f"when the platform {fault} from request {first} on"
    try:
        report = bench.push(_SINGLE)
    except TBHError as error:
        _check_secrets(bench, f"{error!r} {error}")
    except Exception as error:  # noqa: BLE001 - whatever it is, it is reported
        fail(f"{when} it makes {type(error).__name__}: {error}; raise PlatformError")
    else:
        for result in report.results:
            if result.outcome is StepOutcome.FAILED and not result.problem:
                fail(f"{when} it does not say what is wrong")
            _check_secrets(bench, f"{result!r} {result.problem}")
    server.fault = lambda _: None
    bench.expect(bench.push(_SINGLE), _SINGLE, f"the push after one {when}")


def _check_secrets(bench: _Bench, text: str) -> None:
    for value in bench.simulation.credentials.values():
        if value and value in text:
            fail(f"a credential is in {text.replace(value, '***')!r}")


def _rate(case: _Case) -> None:
    """Check that it waits as long as the platform asks, and goes on."""
    with _bench(case[1]) as bench:
        platform = bench.server.platform

        class Busy:
            """A platform that asks for patience once."""

            asked = False

            def respond(self, request: PlatformRequest, /) -> PlatformResponse:
                if not self.asked:
                    self.asked = True
                    return PlatformResponse(status=429, headers={"Retry-After": "7"})
                return platform.respond(request)

            def texts(self) -> Mapping[str, str]:
                return platform.texts()

            def edit(self, post: str, words: str, /) -> None:
                platform.edit(post, words)

        bench.server.platform = Busy()
        bench.expect(bench.push(_SINGLE), _SINGLE, "the push to a platform that asked to wait")
        if bench.sleeps and bench.sleeps[0] < 7:  # noqa: PLR2004 - as it asks for above
            fail(f"it waits {bench.sleeps[0]} seconds where the platform asks for 7")


class _Lines(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def _credentials(case: _Case) -> None:
    """Check that credentials are in no log, receipt, report or text of a value."""
    with _bench(case[1]) as bench:
        handler, root = _Lines(), logging.getLogger()
        level = root.level
        root.addHandler(handler)
        root.setLevel(logging.DEBUG)
        try:
            report = bench.push(_FIRST)
        finally:
            root.removeHandler(handler)
            root.setLevel(level)
        platform = bench.publisher.connect(Credentials(bench.simulation.credentials))
        try:
            _check_secrets(bench, f"{bench.publisher!r} {bench.publisher.target} {platform!r}")
        finally:
            platform.close()
        _check_secrets(bench, "\n".join(handler.lines))
        _check_secrets(bench, f"{report!r} {report.as_data()}")
        _check_secrets(bench, (bench.folder / RECEIPTS).read_text())


PUBLISHER_CHECKS: Final[tuple[tuple[str, str, Callable[[_Case], None]], ...]] = (
    ("registration", "The class can be registered", _registration),
    ("options", "Options are values, and each is described", _options),
    ("schema", "Options have a JSON Schema", _schema),
    ("defaults", "It runs without any option", _defaults),
    ("pickles", "It can be sent to another process", _pickles),
    ("posts", "Each edition has one post, with every quote in order", _posts),
    ("life", "Posts are made, changed and taken down", _life),
    ("idempotent", "A second push sends nothing", _idempotent),
    ("dry-run", "A plan sends nothing", _dry_run),
    ("hand-edits", "What was changed by hand stays, and is shown", _hand_edits),
    ("kills", "A push that was killed can be run again", _kills),
    ("errors", "Each failure is told in words, and mended by the next push", _errors),
    ("rate", "It waits as long as the platform asks", _rate),
    ("credentials", "Credentials are in no log, receipt or text", _credentials),
)

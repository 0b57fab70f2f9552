"""The client of platforms: what it tries again, and what it says."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from tbh_model.publishers import Credentials, HTTPClient, PlatformError, UnsafeAddressError, hurry
from tbh_model.testing import PlatformRequest, PlatformResponse, serve

SECRET = "canary-77aa"  # noqa: S105 - of nobody


class Answers:
    """A platform that gives answers one after the other, the last again and again."""

    def __init__(self, *answers: PlatformResponse) -> None:
        self.answers, self.count = list(answers), 0

    def respond(self, _: PlatformRequest, /) -> PlatformResponse:
        self.count += 1
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def texts(self) -> dict[str, str]:
        return {}

    def edit(self, post: str, words: str, /) -> None:
        pass


def asked(platform: Answers, method: str = "GET", **options: Any) -> tuple[Any, list[float]]:
    """Send a request to a platform, and return the answer and the waits."""
    with serve(platform) as server:
        sleeps: list[float] = []
        client = HTTPClient(server.url, service="Paper", credentials=Credentials({"KEY": SECRET}))
        with hurry(5, sleeps.append):
            try:
                return client.request(method, "/x", **options), sleeps
            except PlatformError as error:
                return error, sleeps
            finally:
                client.close()


def refusal(status: int, data: Any = None, **headers: str) -> PlatformResponse:
    """Return a refusal."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return PlatformResponse(status=status, data=data, headers=names)


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (refusal(401), "Paper does not accept the credentials (401); check them"),
        (refusal(403), "does not allow that (403); give the account the right"),
        (refusal(404), "has nothing there (404)"),
        (refusal(409), "has another version since (409); push again"),
        (refusal(413), "takes nothing that large (413)"),
        (refusal(418), "refuses GET /x (418)"),
        (refusal(422, {"errors": [{"message": "No\n title"}]}), "the post (422): No title; see"),
        (refusal(429, Retry_After="900"), "fewer requests (429); wait 900 seconds"),
        (refusal(500), "has a failure of its own (500); push again later"),
        (refusal(503), "has a failure of its own (503)"),
        (refusal(301, location="https://x.example/"), "has moved to https://x.example/; set"),
        (refusal(400, {"message": f"bad {SECRET}\x1b"}), r"(400): bad ***<U+001B>; see"),
    ],
)
def test_a_refusal_is_told_in_words(answer: PlatformResponse, text: str) -> None:
    """With what the platform says, on one line, and without credentials."""
    error, _ = asked(Answers(answer))

    assert text in str(error)
    assert SECRET not in f"{error} {error!r}"


@pytest.mark.parametrize(
    ("header", "wait"),
    [("7", 7.0), ("nonsense", 1.0), ("", 1.0)],
)
def test_it_waits_as_it_is_asked_to(header: str, wait: float) -> None:
    """In seconds; or a second, where it cannot tell."""
    answer, sleeps = asked(Answers(refusal(429, Retry_After=header), PlatformResponse(data=[1])))

    assert (answer.data, sleeps) == ([1], [wait])


def test_a_refusal_repeats_no_authorization() -> None:
    """What is made from credentials is one too, such as a token that a platform quotes."""
    platform = Answers(refusal(400, {"message": "bad header: Basic canary-b64"}))
    headers = {"Authorization": "Basic canary-b64"}

    error, _ = asked(platform, headers=headers)

    assert "(400): bad header: Basic ***; see" in str(error)


def test_what_may_not_be_there_is_none() -> None:
    """Every other refusal is an error."""
    platform = Answers(refusal(404), PlatformResponse(data=[1]), refusal(403))
    with serve(platform) as server:
        client = HTTPClient(server.url, service="Paper", credentials=Credentials({}))

        missing, there = client.get_or_none("/x"), client.get_or_none("/x", params={"a": 1})
        with pytest.raises(PlatformError, match="403"):
            client.get_or_none("/x")
        client.close()

    assert missing is None
    assert there is not None
    assert there.data == [1]


def test_it_waits_until_a_date() -> None:
    """The other form of `Retry-After`."""
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)

    answer, (wait,) = asked(Answers(refusal(503, Retry_After=date), PlatformResponse(data=[1])))

    assert answer.data == [1]
    assert 50 < wait <= 60


def test_what_cannot_be_repeated_is_sent_once() -> None:
    """A post that may have been made is not made again."""
    platform = Answers(refusal(502))

    error, sleeps = asked(platform, "POST", data={"a": 1})

    assert (error.status, platform.count, sleeps) == (502, 1, [])


def test_what_can_be_repeated_is_tried_four_times() -> None:
    """With longer and longer waits."""
    platform = Answers(refusal(502))

    error, sleeps = asked(platform, "PUT", data={"a": 1})

    assert (error.status, platform.count, sleeps) == (502, 4, [1.0, 2.0, 4.0])


def test_nobody_at_the_address() -> None:
    """It says where it looked."""
    client = HTTPClient("http://127.0.0.1:9", service="Paper", credentials=Credentials({}))
    with (
        hurry(1, lambda _: None),
        pytest.raises(PlatformError, match=r"reached at 127\.0\.0\.1:9; check"),
    ):
        client.request("GET", "/")
    client.close()


@pytest.mark.parametrize("url", ["http://blog.example", "ftp://blog.example", "blog.example"])
def test_credentials_travel_encrypted(url: str) -> None:
    """Or stay on this machine."""
    with pytest.raises(UnsafeAddressError, match="use https"):
        HTTPClient(url, service="Paper", credentials=Credentials({}))


def test_the_client_shows_no_credentials() -> None:
    """When it is printed."""
    client = HTTPClient("https://a.example", service="P", credentials=Credentials({"K": SECRET}))

    assert repr(client) == "<HTTPClient of P at https://a.example>"
    client.close()

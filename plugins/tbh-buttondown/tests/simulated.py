"""The part of the API of Buttondown that the publisher uses, as its description has it."""

from typing import Any, Final

from tbh_buttondown import Buttondown
from tbh_model.testing import PlatformRequest, PlatformResponse, Simulation

KEY: Final = "canary-0b77"
CREDENTIALS: Final = {"TBH_BUTTONDOWN_KEY": KEY}
_KNOWN: Final = {
    "subject",
    "body",
    "status",
    "description",
    "slug",
    "canonical_url",
    "metadata",
}
_PAGE: Final = 2


class Simulated:
    """An account of Buttondown. Its pages are small, so that there are several."""

    def __init__(self) -> None:
        self.emails: dict[str, dict[str, Any]] = {}
        self.count = 0

    def respond(self, request: PlatformRequest, /) -> PlatformResponse:
        """Answer as Buttondown does."""
        if request.headers.get("authorization") != f"Token {KEY}":
            return PlatformResponse(status=401, data={"detail": "Unauthorized"})
        id_ = request.path.removeprefix("/emails").strip("/")
        match request.method:
            case "GET" if not id_:
                return self._page(int(request.query["page"]))
            case "POST":
                return self._create(request.data)
            case _ if id_ not in self.emails:
                return PlatformResponse(status=404, data={"detail": "Not Found"})
            case "PATCH":
                assert set(request.data) <= _KNOWN - {"status"}
                self.emails[id_].update(request.data)
            case "DELETE":
                del self.emails[id_]
                return PlatformResponse(status=204)
        return PlatformResponse(data=self.emails[id_])

    def _page(self, number: int) -> PlatformResponse:
        emails = list(self.emails.values())
        shown = emails[(number - 1) * _PAGE : number * _PAGE]
        following = "there is more" if len(emails) > number * _PAGE else None
        return PlatformResponse(
            data={"results": shown, "count": len(emails), "next": following, "previous": None}
        )

    def _create(self, data: Any) -> PlatformResponse:
        assert set(data) <= _KNOWN
        self.count += 1
        id_ = f"em_{self.count}"
        url = f"https://buttondown.com/practice/archive/{data['slug']}/"
        self.emails[id_] = {**data, "id": id_, "absolute_url": url}
        return PlatformResponse(status=201, data=self.emails[id_])

    def texts(self) -> dict[str, str]:
        """Return the letters that are there."""
        return {id_: email["body"] for id_, email in self.emails.items()}

    def edit(self, post: str, words: str, /) -> None:
        """Add a paragraph by hand."""
        self.emails[post]["body"] += f"\n\n{words}"


SIMULATION: Final = Simulation(
    publisher_at=lambda url: Buttondown(url=url), platform=Simulated, credentials=CREDENTIALS
)

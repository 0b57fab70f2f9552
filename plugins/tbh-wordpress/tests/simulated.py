"""The part of the REST API of WordPress that the publisher uses, in memory."""

from base64 import b64encode
from typing import Any, Final

from tbh_model.testing import PlatformRequest, PlatformResponse, Simulation
from tbh_wordpress import WordPressSite

PASSWORD: Final = "canary abcd 1234"  # noqa: S105 - of nobody
CREDENTIALS: Final = {"TBH_WORDPRESS_USER": "canary-ann", "TBH_WORDPRESS_PASSWORD": PASSWORD}
_BASIC: Final = "Basic " + b64encode(":".join(CREDENTIALS.values()).encode()).decode()


class Simulated:
    """A WordPress."""

    def __init__(self) -> None:
        self.posts: dict[str, dict[str, Any]] = {}
        self.terms: dict[str, list[dict[str, Any]]] = {"categories": [], "tags": []}

    def respond(self, request: PlatformRequest, /) -> PlatformResponse:
        """Answer as WordPress does."""
        if request.headers.get("authorization") != _BASIC:
            message = "Sorry, you are not allowed to do that."
            return PlatformResponse(status=401, data={"code": "rest_forbidden", "message": message})
        _, _, kind, *rest = request.query["rest_route"].strip("/").split("/")
        if kind != "posts":
            return self._terms(kind, request)
        if not rest:
            return self._list(request) if request.method == "GET" else self._create(request)
        post = self.posts.get(rest[0])
        if post is None:
            message = "Invalid post ID."
            return PlatformResponse(status=404, data={"message": message})
        if request.method == "POST":
            post.update(_post(request.data))
        elif request.method == "DELETE":
            post["status"] = "trash"
        return PlatformResponse(data=post)

    def _terms(self, kind: str, request: PlatformRequest) -> PlatformResponse:
        terms = self.terms[kind]
        if request.method == "GET":
            words = request.query["search"]
            found = [term for term in terms if words.lower() in term["name"].lower()]
            return PlatformResponse(data=found)
        terms.append({"id": len(terms) + 7, "name": request.data["name"]})
        return PlatformResponse(status=201, data=terms[-1])

    def _list(self, request: PlatformRequest) -> PlatformResponse:
        found = [
            post
            for post in self.posts.values()
            if request.query["search"] in post["content"]["raw"] and post["status"] != "trash"
        ]
        return PlatformResponse(data=found)

    def _create(self, request: PlatformRequest) -> PlatformResponse:
        number = len(self.posts) + 40
        link = f"https://blog.example/?p={number}"
        post = {"id": number, "link": link, **_post(request.data), "status": request.data["status"]}
        self.posts[str(number)] = post
        return PlatformResponse(status=201, data=post)

    def texts(self) -> dict[str, str]:
        """Return the posts that are not in the trash."""
        posts = self.posts.items()
        return {id_: post["content"]["raw"] for id_, post in posts if post["status"] != "trash"}

    def edit(self, post: str, words: str, /) -> None:
        """Add a paragraph by hand."""
        content = self.posts[post]["content"]
        content["raw"] = content["rendered"] = f"{content['raw']}<p>{words}</p>"


def _post(data: Any) -> dict[str, Any]:
    shown = data["content"].replace("'", "&#8217;").replace("...", "&#8230;")
    return {
        "title": {"raw": data["title"]},
        "excerpt": {"raw": data["excerpt"]},
        "content": {"raw": data["content"], "rendered": shown},
        "categories": data["categories"],
        "tags": data["tags"],
    }


SIMULATION: Final = Simulation(
    publisher_at=lambda url: WordPressSite(url=url), platform=Simulated, credentials=CREDENTIALS
)

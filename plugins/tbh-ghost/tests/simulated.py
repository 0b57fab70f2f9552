"""The part of the Admin API of Ghost that the publisher uses, with the answers of Ghost 5 and 6."""

import re
from copy import deepcopy
from typing import Any, Final

import jwt

from tbh_ghost import Ghost
from tbh_model.testing import PlatformRequest, PlatformResponse, Simulation

ID: Final = "6748592f4b9b7700010f6564"
SECRET: Final = "ca7a" * 16
CREDENTIALS: Final = {"TBH_GHOST_KEY": f"{ID}:{SECRET}"}
_PATH: Final = "/ghost/api/admin/posts/"
_LIMITS: Final = {
    "title": 255,
    "slug": 191,
    "custom_excerpt": 300,
    "meta_description": 500,
    "canonical_url": 2000,
    "feature_image": 2000,
    "feature_image_alt": 191,
}
_CARD: Final = re.compile(r"(?s)<!--kg-card-begin: html-->\s*(.*?)\s*<!--kg-card-end: html-->")
_NEW: Final = {
    **dict.fromkeys(_LIMITS),
    "feature_image_caption": None,
    "html": "",
    "tags": (),
    "status": "draft",
    "visibility": "public",
}
_KNOWN: Final = {*_NEW, "published_at", "updated_at"}


class Simulated:
    """A Ghost."""

    def __init__(self) -> None:
        self.posts: dict[str, dict[str, Any]] = {}
        self.count = 0

    def respond(self, request: PlatformRequest, /) -> PlatformResponse:
        """Answer as Ghost does."""
        problem = _token_problem(request.headers.get("authorization", ""))
        if problem:
            return _refusal(401, "UnauthorizedError", problem)
        assert request.path.startswith(_PATH), "it redirects an address without a slash"
        assert request.path.endswith("/")
        assert request.headers["accept-version"] == "v5.0"
        assert not set(request.query) & {"newsletter", "email_segment"}, "it would send mails"
        id_ = request.path.removeprefix(_PATH).strip("/")
        if request.method == "GET" and not id_:
            return self._list(request.query)
        if request.method == "POST":
            return self._create(request)
        if id_ not in self.posts:
            message = "Resource not found error, cannot read post."
            return _refusal(404, "NotFoundError", message, "Post not found.")
        if request.method == "PUT":
            return self._update(self.posts[id_], request)
        if request.method == "DELETE":
            del self.posts[id_]
            return PlatformResponse(status=204)
        return _posts(self.posts[id_])

    def _list(self, query: Any) -> PlatformResponse:
        match = re.fullmatch(r"html:~'([\w-]+)'", query["filter"])
        assert match is not None
        assert query["order"] == "created_at asc"
        found = (post for post in self.posts.values() if match[1] in post["html"])
        return _posts(*sorted(found, key=lambda post: post["created_at"]))

    def _create(self, request: PlatformRequest) -> PlatformResponse:
        (data,) = request.data["posts"]
        refusal = _invalid(data, request.query)
        if refusal is not None:
            return refusal
        self.count += 1
        id_ = f"{self.count:024x}"
        post = {**_NEW, **_stored(data), "id": id_, "url": f"https://blog.example/p/{id_}/"}
        post["created_at"] = id_
        self.posts[id_] = post
        self._touch(post)
        return PlatformResponse(status=201, data=_posts(post).data)

    def _update(self, post: dict[str, Any], request: PlatformRequest) -> PlatformResponse:
        (data,) = request.data["posts"]
        if not data.get("updated_at"):
            text = "Validation error, cannot edit post."
            return _refusal(422, "ValidationError", text, "Validation failed for posts[0].")
        refusal = _invalid(data, request.query)
        if refusal is not None:
            return refusal
        version = data.pop("updated_at")
        stored = _stored(data)
        if all(post[name] == value for name, value in stored.items()):
            return _posts(post)  # it sees no collision where nothing changes
        if version != post["updated_at"]:
            text = "Saving failed! Someone else is editing this post."
            return _refusal(409, "UpdateCollisionError", text)
        post.update(stored)
        self._touch(post)
        return _posts(post)

    def _touch(self, post: dict[str, Any]) -> None:
        self.count += 1
        post["updated_at"] = f"2026-06-01T00:{self.count // 60:02}:{self.count % 60:02}.000Z"

    def texts(self) -> dict[str, str]:
        """Return the posts that are there."""
        return {id_: post["html"] for id_, post in self.posts.items()}

    def edit(self, post: str, words: str, /) -> None:
        """Add a paragraph by hand."""
        self.posts[post]["html"] += f"<p>{words}</p>"
        self._touch(self.posts[post])


def _token_problem(header: str) -> str:
    """Return what Ghost says of a token; empty if it accepts it."""
    scheme, _, token = header.partition(" ")
    if scheme != "Ghost":
        return 'Authorization header format is "Authorization: Ghost [token]"'
    if jwt.get_unverified_header(token)["kid"] != ID:
        return "Unknown Admin API Key"
    try:
        claims = jwt.decode(token, bytes.fromhex(SECRET), algorithms=["HS256"], audience="/admin/")
    except jwt.InvalidTokenError as error:
        return f"Invalid token: {error}"
    return "" if claims["exp"] - claims["iat"] <= 300 else "Invalid token: maxAge exceeded"


def _refusal(status: int, kind: str, text: str, context: str | None = None) -> PlatformResponse:
    error = {"message": text, "context": context, "type": kind, "details": None, "code": None}
    return PlatformResponse(status=status, data={"errors": [error]})


def _invalid(data: Any, query: Any) -> PlatformResponse | None:
    """Return the refusal of a post; None if it is accepted."""
    assert set(data) <= _KNOWN
    assert query["source"] == "html", "it would ignore the field html"
    for name, limit in _LIMITS.items():
        if len(data.get(name) or "") > limit:
            text = "Validation error, cannot save post."
            return _refusal(422, "ValidationError", text, f"Validation failed for {name}.")
    for tag in data["tags"]:
        if len(tag["name"]) > 191 or tag["name"].startswith(","):
            text = "Validation error, cannot save post."
            return _refusal(422, "ValidationError", text, "Validation failed for name.")
    return None


def _stored(data: Any) -> dict[str, Any]:
    """Return a post as it is stored: the card is kept, and what is around it would be converted."""
    match = _CARD.fullmatch(data["html"])
    assert match is not None
    html = f"\n<!--kg-card-begin: html-->\n{match[1]}\n<!--kg-card-end: html-->\n"
    tags = tuple({"name": tag["name"]} for tag in data["tags"])
    return {**data, "html": html, "tags": tags}


def _posts(*posts: dict[str, Any]) -> PlatformResponse:
    meta = {"pagination": {"page": 1, "limit": 15, "pages": 1, "total": len(posts)}}
    return PlatformResponse(data={"posts": deepcopy(list(posts)), "meta": meta})


SIMULATION: Final = Simulation(
    publisher_at=lambda url: Ghost(url=url), platform=Simulated, credentials=CREDENTIALS
)

"""The publisher: posts on a WordPress, by its REST API and an application password."""

import json
from base64 import b64encode
from collections.abc import Iterable, Mapping
from datetime import UTC
from enum import StrEnum
from html import escape, unescape
from typing import Any, ClassVar, Final, TypeAlias
from uuid import NAMESPACE_URL, uuid5

from attrs import frozen

import tbh_model as tbh
from tbh_model.exporters import base_url, published_release, without_svg
from tbh_model.model import Extra, Line, WebAddress, validate
from tbh_model.publishers import (
    Credentials,
    HTTPClient,
    Post,
    PublisherInfo,
    RemotePost,
    visible_words,
)
from tbh_wordpress._wordpress import Taxonomy

_USER: Final = "TBH_WORDPRESS_USER"
_PASSWORD: Final = "TBH_WORDPRESS_PASSWORD"  # noqa: S105 - the name of a variable
_POSTS: Final = "/wp/v2/posts"
_Query: TypeAlias = Mapping[str, str | int]


class PostStatus(StrEnum):
    """What a new post is."""

    DRAFT = "draft"
    PUBLISH = "publish"


@frozen(kw_only=True)
class WordPressSite:
    """A post for each edition, as a draft or published."""

    info: ClassVar[PublisherInfo] = PublisherInfo(
        name="wordpress",
        channel=tbh.Channel.WEB,
        summary="A post for each edition on a WordPress",
        credentials=(_USER, _PASSWORD),
    )

    url: WebAddress
    """The address of the site."""
    status: PostStatus = PostStatus.DRAFT
    """Whether a new post is a draft or published; one that is there keeps its status."""
    category: Line | None = None
    """The category of every post; the title of the series by default."""
    tags_as: Taxonomy = Taxonomy.TAG
    """Whether the tags of an edition are tags or categories there."""

    def __attrs_post_init__(self) -> None:
        """Check every option."""
        validate(self)

    @property
    def target(self) -> str:
        """The address of the site."""
        return self.url

    def posts(self, release: tbh.Release, /) -> Iterable[Post]:
        """Return a post for each edition, in blocks."""
        from tbh_wordpress._content import content  # lxml: 20 ms, only for those who push

        shown = without_svg(published_release(release))  # WordPress takes no SVG
        series = shown.series
        for edition in series.editions:
            identity = series.entry_id(edition)
            body = content(series, edition, base_url(series), anchor=_anchor(identity))
            yield Post(
                edition=edition.id,
                identity=identity,
                title=edition.title,
                content=body,
                words=visible_words(body),
                fields=self._fields(series, edition),
            )

    def _fields(self, series: tbh.Series, edition: tbh.Edition) -> Extra:
        tags = tuple(edition.tags)
        categories: tuple[str, ...] = (self.category or series.title,)
        if self.tags_as is Taxonomy.CATEGORY:
            categories, tags = (*categories, *tags), ()
        published = edition.published
        return Extra(
            {
                "slug": edition.slug,
                "excerpt": edition.summary or "",
                "date": None if published is None else published.astimezone(UTC).isoformat()[:19],
                "categories": list(dict.fromkeys(categories)),
                "tags": list(dict.fromkeys(tags)),
                "status": self.status.value,
            }
        )

    def connect(self, credentials: Credentials, /) -> "WordPressPlatform":
        """Return a connection to the site."""
        pair = f"{credentials[_USER]}:{credentials[_PASSWORD]}"
        headers = {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}
        client = HTTPClient(
            self.url, service="WordPress", credentials=credentials, headers=lambda: headers
        )
        return WordPressPlatform(client)


def _anchor(identity: str) -> str:
    """Return the anchor of a post: WordPress searches what is stored, and so finds it again."""
    return f"tbh-{uuid5(NAMESPACE_URL, identity)}"


class WordPressPlatform:
    """A connection to a WordPress."""

    def __init__(self, client: HTTPClient) -> None:
        self._client = client
        self._terms: dict[tuple[str, str], int] = {}

    def find(self, identity: str, /) -> RemotePost | None:
        """Return the post of an edition that is not in the trash."""
        anchor = _anchor(identity)
        query: _Query = {"search": anchor, "status": "any", "context": "edit", "per_page": 100}
        for post in self._request("GET", _POSTS, query):
            if f'id="{anchor}"' in post["content"]["raw"]:
                return _remote(post)
        return None

    def read(self, post: str, /) -> RemotePost | None:
        """Return the post of an id; None if it is in the trash."""
        query: _Query = {"rest_route": f"{_POSTS}/{post}", "context": "edit"}
        answer = self._client.get_or_none("/", params=query)
        if answer is None or answer.data["status"] == "trash":
            return None
        return _remote(answer.data)

    def create(self, post: Post, /) -> str:
        """Make a post."""
        data = {**self._data(post), "status": post.fields["status"]}
        if post.fields["date"] is not None:
            data["date_gmt"] = post.fields["date"]
        return str(self._request("POST", _POSTS, data=data)["id"])

    def update(self, remote: str, post: Post, /) -> None:
        """Replace what a post says; its status and date are those of the site."""
        data = self._data(post)
        self._request("POST", f"{_POSTS}/{remote}", data=data, is_repeatable=True)

    def take_down(self, remote: str, /) -> None:
        """Move a post into the trash."""
        self._request("DELETE", f"{_POSTS}/{remote}")

    def close(self) -> None:
        """End the connection."""
        self._client.close()

    def _data(self, post: Post) -> dict[str, Any]:
        return {
            # a title and an excerpt are HTML there
            "title": escape(post.title, quote=False),
            "excerpt": escape(str(post.fields["excerpt"]), quote=False),
            "content": post.content,
            "slug": post.fields["slug"],
            "categories": self._term_ids("categories", post.fields["categories"]),
            "tags": self._term_ids("tags", post.fields["tags"]),
            "comment_status": "closed",
            "ping_status": "closed",
        }

    def _term_ids(self, taxonomy: str, names: object) -> list[int]:
        return [self._term_id(taxonomy, str(name)) for name in names if isinstance(names, tuple)]  # type: ignore[attr-defined]  # a list of texts

    def _term_id(self, taxonomy: str, name: str) -> int:
        """Return the number of a category or a tag, which is made if there is none."""
        if (taxonomy, name) not in self._terms:
            stored = escape(name, quote=False)  # names are HTML there
            path = f"/wp/v2/{taxonomy}"
            query: _Query = {"search": stored, "per_page": 100}
            same = (
                term["id"]
                for term in self._request("GET", path, query)
                if unescape(term["name"]).casefold() == name.casefold()
            )
            number = next(same, None)
            if number is None:
                number = self._request("POST", path, data={"name": stored})["id"]
            self._terms[taxonomy, name] = number
        return self._terms[taxonomy, name]

    def _request(
        self,
        method: str,
        route: str,
        query: "_Query | None" = None,
        *,
        data: object = None,
        is_repeatable: bool | None = None,
    ) -> Any:
        """Send a request to a route, by the address that works with every kind of permalinks."""
        answer = self._client.request(
            method,
            "/",
            params={"rest_route": route, **(query or {})},
            data=data,
            is_repeatable=is_repeatable,
        )
        return answer.data


def _remote(post: Any) -> RemotePost:
    raw, shown = post["content"]["raw"], post["content"]["rendered"]
    words, shown_words = visible_words(raw), visible_words(shown)
    # curled quotation marks are how WordPress shows words, and not other words
    is_same = _fold(words) == _fold(shown_words)
    state = {
        name: post[name]["raw"] if isinstance(post[name], dict) else post[name]
        for name in ("title", "content", "excerpt", "categories", "tags")
    }
    return RemotePost(
        id=str(post["id"]),
        url=post["link"],
        is_public=post["status"] == "publish",
        words=words if is_same else shown_words,
        state=json.dumps(state, sort_keys=True),
    )


_CURLED: Final = str.maketrans(
    {**dict.fromkeys("‘’′ʼ", "'"), **dict.fromkeys("“”″", '"'), **dict.fromkeys("–—", "-")}
    | {"…": "...", "×": "x", "™": "(tm)"}
)


def _fold(words: str) -> str:
    """Return words without what WordPress does to their quotation marks and dashes."""
    folded = words.translate(_CURLED).replace("''", '"').replace("``", '"')
    while "--" in folded:
        folded = folded.replace("--", "-")
    return folded

"""The publisher: posts on a Ghost, by its Admin API and the key of an integration."""

import json
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from html import escape
from typing import Any, ClassVar, Final
from uuid import NAMESPACE_URL, uuid5

from attrs import frozen

import tbh_model as tbh
from tbh_ghost._token import admin_token
from tbh_model.exporters import image_url, published_release, without_svg
from tbh_model.model import Extra, WebAddress, validate
from tbh_model.publishers import (
    Credentials,
    HTTPClient,
    Post,
    PublisherInfo,
    RemotePost,
    visible_words,
)
from tbh_model.text import clip, collapse_spaces, shorten, uri

_KEY: Final = "TBH_GHOST_KEY"
_POSTS: Final = "/posts/"
# What is written here is read by Ghost 5 and 6 alike.
_VERSION: Final = "v5.0"

# Characters that Ghost takes.
_TITLE: Final = 255
_NAME: Final = 191  # of a slug, a tag, a description of a picture
_EXCERPT: Final = 300
_DESCRIPTION: Final = 500
_ADDRESS: Final = 2000

# Fields that a push overwrites.
_FIELDS: Final = (
    "slug",
    "custom_excerpt",
    "meta_description",
    "canonical_url",
    "feature_image",
    "feature_image_alt",
    "feature_image_caption",
)


class PostStatus(StrEnum):
    """What a new post is."""

    DRAFT = "draft"
    PUBLISHED = "published"


@frozen(kw_only=True)
class Ghost:
    """A post for each edition, as a draft or published. No newsletter is ever sent."""

    info: ClassVar[PublisherInfo] = PublisherInfo(
        name="ghost",
        channel=tbh.Channel.WEB,
        summary="A post for each edition on a Ghost",
        credentials=(_KEY,),
        cannot_recall="what somebody sent from there by mail cannot be called back",
    )

    url: WebAddress
    """The address of the Ghost."""
    status: PostStatus = PostStatus.DRAFT
    """Whether a new post is a draft or published; one that is there keeps its status."""
    canonical: bool = True
    """Whether search engines are told that the page of the series is the original."""

    def __attrs_post_init__(self) -> None:
        """Check every option."""
        validate(self)

    @property
    def target(self) -> str:
        """The address of the Ghost."""
        return self.url

    def posts(self, release: tbh.Release, /) -> Iterable[Post]:
        """Return a post for each edition: a fragment in one HTML card, which Ghost leaves as is."""
        shown = without_svg(published_release(release))  # no site shows an SVG in a preview
        series = shown.series
        for edition in series.editions:
            identity = series.entry_id(edition)
            content = _card(tbh.edition_fragment(shown, edition, title=False), identity)
            yield Post(
                edition=edition.id,
                identity=identity,
                title=shorten(edition.title, _TITLE),
                content=content,
                words=visible_words(content),
                fields=self._fields(series, edition),
            )

    def _fields(self, series: tbh.Series, edition: tbh.Edition) -> Extra:
        summary = collapse_spaces(edition.summary or "")
        canonical = uri(series.url_of(edition)) if self.canonical else ""
        tags = dict.fromkeys(filter(None, map(_tag, edition.tags)))
        published = edition.published
        return Extra(
            {
                "slug": clip(edition.slug, _NAME),
                "custom_excerpt": shorten(summary, _EXCERPT) or None,
                "meta_description": shorten(summary, _DESCRIPTION) or None,
                "canonical_url": _address(canonical),
                **_picture(series, edition.image),
                "tags": [{"name": name} for name in tags],
                "published_at": None if published is None else _instant(published),
                "status": self.status.value,
            }
        )

    def connect(self, credentials: Credentials, /) -> "GhostPlatform":
        """Return a connection to the Ghost.

        Raises:
            PlatformError: If the key has not the form of one.
        """
        admin_token(credentials[_KEY], 0)

        def headers() -> dict[str, str]:
            token = admin_token(credentials[_KEY], time.time())
            return {"Authorization": f"Ghost {token}", "Accept-Version": _VERSION}

        url = f"{self.url.rstrip('/')}/ghost/api/admin"
        return GhostPlatform(
            HTTPClient(url, service="Ghost", credentials=credentials, headers=headers)
        )


def _card(fragment: tbh.Fragment, identity: str) -> str:
    """Return an HTML card, between the comments by which Ghost knows one."""
    return (
        f'<!--kg-card-begin: html-->\n<div id="{_anchor(identity)}">\n'
        f"<style>\n{fragment.css.strip()}\n</style>\n{fragment.html.strip()}\n"
        "</div>\n<!--kg-card-end: html-->"
    )


def _anchor(identity: str) -> str:
    """Return the anchor of a post: Ghost filters by what is stored, and so finds it again."""
    return f"tbh-{uuid5(NAMESPACE_URL, identity)}"


def _picture(series: tbh.Series, image: tbh.Image | None) -> dict[str, str | None]:
    url = None if image is None else _address(image_url(series, image))
    if image is None or url is None:
        return dict.fromkeys(("feature_image", "feature_image_alt", "feature_image_caption"))
    caption = " · ".join(filter(None, (image.caption, image.credit)))
    return {
        "feature_image": url,
        "feature_image_alt": shorten(image.alt, _NAME) or None,
        "feature_image_caption": escape(caption, quote=False) or None,  # a caption is HTML there
    }


def _address(url: str) -> str | None:
    """Return an address, which cannot be cut: one that is too long for Ghost is left out."""
    return url if 0 < len(url) <= _ADDRESS else None


def _instant(date: datetime) -> str:
    return f"{date.astimezone(UTC).isoformat()[:19]}.000Z"


def _tag(name: str) -> str:
    """Return a tag that readers see: one that begins with `#` is internal there."""
    return clip(name.lstrip("#, "), _NAME)


class GhostPlatform:
    """A connection to a Ghost."""

    def __init__(self, client: HTTPClient) -> None:
        self._client = client
        # Each post as it was read: Ghost refuses an update of one that was changed since.
        self._versions: dict[str, str] = {}

    def find(self, identity: str, /) -> RemotePost | None:
        """Return the post of an edition: the oldest, for a copy has its anchor too."""
        anchor = _anchor(identity)
        params = {"filter": f"html:~'{anchor}'", "order": "created_at asc", "formats": "html"}
        answer = self._client.request("GET", _POSTS, params=params)
        return next(map(self._remote, answer.data["posts"]), None)

    def read(self, post: str, /) -> RemotePost | None:
        """Return the post of an id."""
        answer = self._client.get_or_none(f"{_POSTS}{post}/", params={"formats": "html"})
        return None if answer is None else self._remote(answer.data["posts"][0])

    def create(self, post: Post, /) -> str:
        """Make a post."""
        new = {name: post.fields[name] for name in ("status", "published_at")}
        return str(self._send("POST", _POSTS, {**_data(post), **new})["id"])

    def update(self, remote: str, post: Post, /) -> None:
        """Replace what a post says; its status and date are those of the site.

        Raises:
            PlatformError: Also if somebody has changed the post since it was read.
        """
        if remote not in self._versions:
            self.read(remote)
        version = {"updated_at": self._versions.get(remote)}
        self._send("PUT", f"{_POSTS}{remote}/", {**_data(post), **version})

    def take_down(self, remote: str, /) -> None:
        """Delete a post for good, with its revisions: Ghost has no trash."""
        self._client.request("DELETE", f"{_POSTS}{remote}/")

    def close(self) -> None:
        """End the connection."""
        self._client.close()

    def _send(self, method: str, path: str, post: dict[str, Any]) -> Any:
        params = {"source": "html", "formats": "html"}
        return self._client.request(method, path, params=params, data={"posts": [post]}).data[
            "posts"
        ][0]

    def _remote(self, post: Any) -> RemotePost:
        html = post["html"] or ""
        state = [post[name] for name in ("title", "html", *_FIELDS)]
        state.append([tag["name"] for tag in post["tags"]])
        id_ = str(post["id"])
        self._versions[id_] = post["updated_at"]
        return RemotePost(
            id=id_,
            url=post["url"],
            is_public=post["status"] == "published" and post["visibility"] == "public",
            words=visible_words(html),
            state=json.dumps(state),
        )


def _data(post: Post) -> dict[str, Any]:
    fields = post.fields.to_dict()
    return {
        "title": post.title,
        "html": post.content,
        **{name: fields[name] for name in _FIELDS},
        "tags": fields["tags"],
    }

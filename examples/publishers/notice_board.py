"""A publisher for the API of a notice board, in one file.

`tbh publishers show notice-board --plugin examples/publishers/notice_board.py`
"""

from collections.abc import Iterable
from typing import Any, ClassVar

from attrs import frozen

import tbh_model as tbh
from tbh_model.model import WebAddress
from tbh_model.publishers import (
    Credentials,
    HTTPClient,
    Post,
    PublisherInfo,
    RemotePost,
    visible_words,
)

_TOKEN = "TBH_NOTICE_BOARD_TOKEN"  # noqa: S105 - the name of a variable


@frozen(kw_only=True)
class NoticeBoard:
    """A notice for each edition."""

    info: ClassVar[PublisherInfo] = PublisherInfo(
        name="notice-board",
        channel="web",
        summary="A notice for each edition",
        credentials=(_TOKEN,),
    )

    url: WebAddress
    """The address of the API."""

    @property
    def target(self) -> str:
        """The address of the API."""
        return self.url

    def posts(self, release: tbh.Release, /) -> Iterable[Post]:
        """Return a notice for each edition."""
        for edition in release.series.editions:
            content = tbh.edition_html(release, edition)
            yield Post(
                edition=edition.id,
                identity=release.series.entry_id(edition),
                title=edition.title,
                content=content,
                words=visible_words(content),
            )

    def connect(self, credentials: Credentials, /) -> "NoticeBoardPlatform":
        """Return a connection to the board."""

        def headers() -> dict[str, str]:
            return {"Authorization": f"Bearer {credentials[_TOKEN]}"}

        client = HTTPClient(
            self.url, service="the notice board", credentials=credentials, headers=headers
        )
        return NoticeBoardPlatform(client)


class NoticeBoardPlatform:
    """A connection to the board."""

    def __init__(self, client: HTTPClient) -> None:
        self._client = client

    def find(self, identity: str, /) -> RemotePost | None:
        """Return the notice of an edition."""
        notices = self._client.request("GET", "/notices", params={"key": identity}).data
        return _remote(notices[0]) if notices else None

    def read(self, post: str, /) -> RemotePost | None:
        """Return the notice of an id."""
        answer = self._client.get_or_none(f"/notices/{post}")
        return None if answer is None else _remote(answer.data)

    def create(self, post: Post, /) -> str:
        """Make a notice."""
        answer = self._client.request("POST", "/notices", data=_data(post))
        return str(answer.data["id"])

    def update(self, remote: str, post: Post, /) -> None:
        """Replace a notice."""
        self._client.request("PUT", f"/notices/{remote}", data=_data(post))

    def take_down(self, remote: str, /) -> None:
        """Remove a notice."""
        self._client.request("DELETE", f"/notices/{remote}")

    def close(self) -> None:
        """End the connection."""
        self._client.close()


def _data(post: Post) -> dict[str, Any]:
    return {"key": post.identity, "title": post.title, "html": post.content}


def _remote(notice: Any) -> RemotePost:
    return RemotePost(
        id=str(notice["id"]),
        url=notice["url"],
        is_public=True,
        words=visible_words(notice["html"]),
        state=f"{notice['title']}\n{notice['html']}",
    )

"""The publisher: drafts on Buttondown, by its API and a key."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, Final

import pyromark
import yaml
from attrs import frozen

import tbh_model as tbh
from tbh_model.exporters import artifacts
from tbh_model.model import Extra, WebAddress, validate
from tbh_model.publishers import (
    Credentials,
    HTTPClient,
    Post,
    PublisherInfo,
    RemotePost,
    visible_words,
)

_KEY: Final = "TBH_BUTTONDOWN_KEY"
# The key of `metadata` by which a letter is found again.
_MARK: Final = "tbh"
_FIELDS: Final = ("description", "slug", "canonical_url")
# Letters that everybody can read in the archive.
_PUBLIC: Final = frozenset({"about_to_send", "imported", "in_flight", "resending", "sent"})
_FENCE: Final = "---\n"


@frozen(kw_only=True)
class Buttondown:
    """A draft of a letter for each edition. Nothing is ever sent."""

    info: ClassVar[PublisherInfo] = PublisherInfo(
        name="buttondown",
        channel=tbh.Channel.NEWSLETTER,
        summary="A draft of a letter for each edition on Buttondown",
        credentials=(_KEY,),
        cannot_recall="what was sent by mail cannot be called back",
    )

    url: WebAddress = "https://api.buttondown.com/v1"
    """The address of the API."""

    def __attrs_post_init__(self) -> None:
        """Check every option."""
        validate(self)

    @property
    def target(self) -> str:
        """The address of the API."""
        return self.url

    def posts(self, release: tbh.Release, /) -> Iterable[Post]:
        """Return a letter for each edition, in which the templates of Buttondown see only words.

        Raises:
            MissingSenderError: If the publisher has no postal address, which laws require.
        """
        editions = release.series.editions
        letters = tbh.Newsletter(profile="buttondown", limit=max(1, len(editions)))
        texts = {letter.path: letter.body.decode() for letter in artifacts(letters, release)}
        for edition in editions:
            _, front_matter, body = texts[f"newsletter/{edition.slug}.md"].split(_FENCE, 2)
            fields = yaml.safe_load(front_matter)
            yield Post(
                edition=edition.id,
                identity=release.series.entry_id(edition),
                title=str(fields["subject"]),
                content=body.strip(),
                words=_words(body),
                fields=Extra({name: str(fields[name]) for name in _FIELDS if fields.get(name)}),
            )

    def connect(self, credentials: Credentials, /) -> "ButtondownPlatform":
        """Return a connection to the account of the key."""
        headers = {"Authorization": f"Token {credentials[_KEY]}"}
        client = HTTPClient(
            self.url, service="Buttondown", credentials=credentials, headers=lambda: headers
        )
        return ButtondownPlatform(client)


def _words(markdown: str) -> str:
    return visible_words(pyromark.html(markdown))


class ButtondownPlatform:
    """A connection to an account of Buttondown."""

    def __init__(self, client: HTTPClient) -> None:
        self._client = client

    def find(self, identity: str, /) -> RemotePost | None:
        """Return the letter of an edition, by its metadata."""
        for email in self._emails():
            remote = _remote(email)
            if remote is not None and (email.get("metadata") or {}).get(_MARK) == identity:
                return remote
        return None

    def _emails(self) -> Iterator[Any]:
        """Yield each letter of the account, page by page."""
        page = 1
        while True:
            answer = self._client.request("GET", "/emails", params={"page": page}).data
            yield from answer["results"]
            if not answer.get("next"):
                return
            page += 1

    def read(self, post: str, /) -> RemotePost | None:
        """Return the letter of an id."""
        answer = self._client.get_or_none(f"/emails/{post}")
        return None if answer is None else _remote(answer.data)

    def create(self, post: Post, /) -> str:
        """Make a draft."""
        data = {**_data(post), "status": "draft"}
        return str(self._client.request("POST", "/emails", data=data).data["id"])

    def update(self, remote: str, post: Post, /) -> None:
        """Replace what a letter says; of one that was sent, this is the page in the archive."""
        self._client.request("PATCH", f"/emails/{remote}", data=_data(post))

    def take_down(self, remote: str, /) -> None:
        """Delete a letter, and its page in the archive."""
        self._client.request("DELETE", f"/emails/{remote}")

    def close(self) -> None:
        """End the connection."""
        self._client.close()


def _data(post: Post) -> dict[str, Any]:
    return {
        "subject": post.title,
        "body": post.content,
        **{name: post.fields.get(name, "") for name in _FIELDS},
        "metadata": {_MARK: post.identity},
    }


def _remote(email: Any) -> RemotePost | None:
    """Return a letter as it is; None if it was deleted."""
    if email.get("status") == "deleted":
        return None
    state = [email.get(name) for name in ("subject", "body", *_FIELDS)]
    return RemotePost(
        id=str(email["id"]),
        url=email.get("absolute_url") or None,
        is_public=email.get("status") in _PUBLIC,
        words=_words(email["body"]),
        state=json.dumps(state),
    )

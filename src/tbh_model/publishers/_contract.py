"""The contract of publishers: what one is, the posts that it sends, and what a platform says."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from hashlib import sha256
from html.parser import HTMLParser
from typing import ClassVar, Final, Protocol, runtime_checkable

from tbh_model._attrs import field, frozen
from tbh_model._errors import TBHError
from tbh_model._final import final
from tbh_model._plugins import PluginName
from tbh_model.model import ChannelName, Extra, Line, validate_on_init
from tbh_model.rights import Release


@final
@frozen(kw_only=True)
@validate_on_init
class PublisherInfo:
    """Name, channel and summary of a publisher."""

    noun: ClassVar = "publisher"

    name: PluginName
    """The name: lower-case letters, digits and hyphens, such as `wordpress`."""
    channel: ChannelName
    """The channel that it serves: it is given a release for this one."""
    summary: Line
    """What it does, in half a line."""
    credentials: tuple[Line, ...] = ()
    """The environment variables that hold its credentials, such as `TBH_WORDPRESS_PASSWORD`."""
    cannot_recall: Line | None = None
    """What it cannot take back, such as letters that were sent, as a sentence without full stop."""


@final
@frozen(kw_only=True)
class Post:
    """An edition as a publisher sends it to its platform."""

    edition: str
    """The id of the edition."""
    identity: str
    """What the platform keeps to find it again: the entry id of the edition, as in feeds."""
    title: str
    """The title, as plain text."""
    content: str = field(repr=False)
    """The markup of the body."""
    words: str = field(repr=False)
    """The visible words of the body in order, as `visible_words` returns them."""
    fields: Extra = field(factory=Extra, repr=False)
    """Whatever else is sent, such as slug, tags and excerpt."""

    @property
    def digest(self) -> str:
        """A digest of all that is sent: while it is the same, there is nothing to update."""
        parts = (self.identity, self.title, self.content, self.fields.to_dict())
        return digest_of(json.dumps(parts, sort_keys=True))


@final
@frozen(kw_only=True)
class RemotePost:
    """A post as it is on a platform."""

    id: str
    """The id that the platform gave it."""
    url: str | None = None
    """Its address."""
    is_public: bool = False
    """Whether everybody can read it; a draft is not public."""
    words: str = field(default="", repr=False)
    """The visible words of the body in order, as `visible_words` returns them."""
    state: str = field(default="", repr=False)
    """All that a push would overwrite, as the platform has it: another text is a change by hand.

    What people set there and no push changes, such as the status of a post, does not belong in it.
    """


class Platform(Protocol):
    """Protocol of the connection to a platform. Each method makes one step, and returns then.

    Raises:
        PlatformError: If a step fails; the text is for people.
    """

    def find(self, identity: str, /) -> RemotePost | None:
        """Return the post of an edition that is not taken down, if there is one."""
        ...

    def read(self, post: str, /) -> RemotePost | None:
        """Return the post of an id; None if it is taken down or never was."""
        ...

    def create(self, post: Post, /) -> str:
        """Make a post, and return its id. The platform keeps `post.identity` with it."""
        ...

    def update(self, remote: str, post: Post, /) -> None:
        """Replace all that a post has."""
        ...

    def take_down(self, remote: str, /) -> None:
        """Take a post down, so that nobody can read it; into a trash where there is one."""
        ...

    def close(self) -> None:
        """End the connection."""
        ...


@runtime_checkable
class Publisher(Protocol):
    """Protocol of publishers, which bring the editions of a release to a platform.

    A publisher is a frozen attrs class; its fields are its options. `posts` and `target` are pure:
    they ask no clock and reach no network. Credentials are no options: they are in the environment.
    """

    info: ClassVar[PublisherInfo]

    @property
    def target(self) -> str:
        """The site or the account to which it sends, without credentials."""
        ...

    def posts(self, release: Release, /) -> Iterable[Post]:
        """Return a post for each edition of a release."""
        ...

    def connect(self, credentials: "Credentials", /) -> Platform:
        """Return a connection to the platform; nothing is sent yet."""
        ...


class MissingCredentialError(TBHError, LookupError):
    """A publisher needs credentials that are not in the environment."""

    def __init__(self, publisher: str, names: tuple[str, ...]) -> None:
        super().__init__(publisher, names)
        self.publisher, self.names = publisher, names

    def __str__(self) -> str:
        """Name the variables."""
        names = " and ".join(self.names)
        verb = "is" if len(self.names) == 1 else "are"
        return (
            f"{self.publisher} cannot log in: {names} {verb} not set; set {names} in the "
            "environment, or keep each in the keyring under the service `tbh-model`"
        )


@final
class Credentials:
    """Credentials by name, for the connection of a publisher. No text of it shows them."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = dict(values)

    def __getitem__(self, name: str) -> str:
        """Return the credential of a name."""
        return self._values[name]

    def redact(self, text: str) -> str:
        """Return a text in which no credential is left."""
        for value in sorted(filter(None, self._values.values()), key=len, reverse=True):
            text = text.replace(value, "***")
        return text

    def __repr__(self) -> str:
        return f"<Credentials {', '.join(self._values) or 'none'}>"

    def __reduce__(self) -> str:
        message = "credentials are not written anywhere"
        raise TypeError(message)


def read_credentials(
    info: PublisherInfo, environment: Mapping[str, str] = os.environ
) -> Credentials:
    """Return the credentials of a publisher, from the environment, or else from the keyring.

    The keyring of the system is asked only if the package `keyring` is installed.

    Raises:
        MissingCredentialError: If one of them is in neither.

    >>> info = publishers.PublisherInfo(
    ...     name="wiki", channel="web", summary="A wiki", credentials=("WIKI_TOKEN",)
    ... )
    >>> publishers.read_credentials(info, {"WIKI_TOKEN": "s3cret"})
    <Credentials WIKI_TOKEN>
    """
    values = {name: environment.get(name) or _from_keyring(name) for name in info.credentials}
    missing = tuple(name for name, value in values.items() if not value)
    if missing:
        raise MissingCredentialError(info.name, missing)
    return Credentials({name: value for name, value in values.items() if value})


def _from_keyring(name: str) -> str | None:
    try:
        from keyring import get_password  # type: ignore[import-not-found,unused-ignore]  # an extra of theirs
    except ImportError:
        return None
    try:
        value: object = get_password("tbh-model", name)
    except Exception:  # noqa: BLE001 - each system has errors of its own, and no keyring is none
        return None
    return value if isinstance(value, str) else None


class PlatformError(TBHError):
    """A platform did not do what it was asked to."""

    def __init__(
        self, service: str, problem: str, remedy: str, *, status: int = 0, stops: bool = False
    ) -> None:
        super().__init__(service, problem, remedy)
        self.service, self.problem, self.remedy = service, problem, remedy
        self.status = status
        """The status of the answer; 0 if there was none."""
        self.stops = stops
        """Whether whatever comes next would fail too."""

    def __reduce__(self) -> tuple[object, ...]:
        state = {"status": self.status, "stops": self.stops}
        return type(self), (self.service, self.problem, self.remedy), state

    def __str__(self) -> str:
        """Name the platform, what went wrong, and what to do."""
        return f"{self.service} {self.problem}; {self.remedy}"


def digest_of(text: str) -> str:
    """Return the SHA-256 of a text, as `sha256:...`."""
    return f"sha256:{sha256(text.encode()).hexdigest()}"


_PHRASING: Final = """
a abbr b bdi bdo cite code data dfn em i kbd mark q rp rt ruby s samp small span strong sub sup time
u var wbr
"""
_IN_LINE: Final = frozenset(_PHRASING.split())
_UNSEEN: Final = frozenset(("script", "style", "template", "title"))


class _WordsReader(HTMLParser):
    """Reads the visible words of HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - of the base class
        self._unseen += tag in _UNSEEN
        self._separate(tag)

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN and self._unseen > 0
        self._separate(tag)

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(data)

    def _separate(self, tag: str) -> None:
        if tag not in _IN_LINE:
            self.parts.append(" ")


def visible_words(html: str) -> str:
    """Return the words that a reader of HTML sees, in order, with one space between them.

    >>> publishers.visible_words("<p>Tea <em>first</em>.</p><blockquote><p>Then talk.</p>")
    'Tea first. Then talk.'
    """
    reader = _WordsReader()
    reader.feed(html)
    reader.close()
    return " ".join("".join(reader.parts).split())


# Words around a change, and the most changes that are shown.
_AROUND: Final = 4
_MOST_CHANGES: Final = 12


def word_changes(ours: str, theirs: str) -> tuple[str, ...]:
    """Return where two texts have other words, in lines that begin with `-` and `+`.

    >>> publishers.word_changes("Tea comes first.", "Tea comes last.")
    ('- Tea comes first.', '+ Tea comes last.')
    """
    lines = tuple(_change_lines(ours.split(), theirs.split()))
    if len(lines) > 2 * _MOST_CHANGES:
        more = (len(lines) - 2 * _MOST_CHANGES) // 2
        return (*lines[: 2 * _MOST_CHANGES], f"  and {more} more changes")
    return lines


def _change_lines(ours: list[str], theirs: list[str]) -> Iterator[str]:
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    for group in matcher.get_grouped_opcodes(_AROUND):
        (_, start, _, other_start, _), (_, _, end, _, other_end) = group[0], group[-1]
        yield f"- {' '.join(ours[start:end])}"
        yield f"+ {' '.join(theirs[other_start:other_end])}"

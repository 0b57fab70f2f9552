"""Networks: what each allows in a post, and how it counts."""

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import Final

import regex
from attrs import frozen

_CLUSTERS: Final = regex.compile(r"\X")
_URL: Final = regex.compile(r"https?://\S+")
_EMOJI: Final = regex.compile(r"\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F|\u20E3")
_WORDS: Final = regex.compile(r"\S+\s*")
_SENTENCE_END: Final = regex.compile(r"[.!?…。！？।؟]['\"’”»」』)]*\s*$")
_NO_TAG: Final = regex.compile(r"[^\p{L}\p{M}\p{N}]+")
# Mastodon counts each address as this many characters.
_MASTODON_URL: Final = "x" * 23
_ELLIPSIS: Final = "…"


class Network(StrEnum):
    """A network with posts."""

    MASTODON = "mastodon"
    """Posts of 500 characters; an address counts as 23."""
    BLUESKY = "bluesky"
    """Posts of 300 graphemes and 3,000 bytes."""
    THREADS = "threads"
    """Posts of 500 characters; an emoji counts as its bytes."""
    LINKEDIN = "linkedin"
    """One post of 3,000 characters."""
    INSTAGRAM = "instagram"
    """A caption of 2,200 characters, without links."""


def _count_on_mastodon(text: str) -> int:
    return _graphemes(_URL.sub(_MASTODON_URL, text))


def _graphemes(text: str) -> int:
    return len(_CLUSTERS.findall(text))


def _count_on_bluesky(text: str) -> int:
    # ten bytes for each grapheme: the limits are 300 graphemes and 3,000 bytes
    return max(_graphemes(text), -(-len(text.encode()) // 10))


def _count_on_threads(text: str) -> int:
    clusters = _CLUSTERS.findall(text)
    return sum(len(each.encode()) if _EMOJI.search(each) else len(each) for each in clusters)


def _count_utf_16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@frozen(kw_only=True)
class Rules:
    """The rules of a network."""

    limit: int
    """The most that a post may have."""
    count: Callable[[str], int]
    """Returns what a text has, as the network counts it."""
    alt_limit: int
    """The most characters of a description of a picture."""
    hashtags: int = 5
    """The most hashtags that we write."""
    has_threads: bool = True
    """Whether several posts follow one another."""
    has_links: bool = True
    """Whether an address in a post is a link."""
    prefers_tall: bool = False
    """Whether a tall picture takes more of the screen."""

    def fits(self, text: str) -> bool:
        """Return whether a text fits into one post."""
        return self.count(text) <= self.limit


RULES: Final = {
    Network.MASTODON: Rules(limit=500, count=_count_on_mastodon, alt_limit=1500),
    Network.BLUESKY: Rules(limit=300, count=_count_on_bluesky, alt_limit=2000),
    Network.THREADS: Rules(
        limit=500, count=_count_on_threads, alt_limit=1000, hashtags=1, prefers_tall=True
    ),
    Network.LINKEDIN: Rules(limit=3000, count=_count_utf_16, alt_limit=4000, has_threads=False),
    Network.INSTAGRAM: Rules(
        limit=2200,
        count=_count_utf_16,
        alt_limit=1000,
        has_threads=False,
        has_links=False,
        prefers_tall=True,
    ),
}


def split(text: str, rules: Rules) -> list[str]:
    """Return a text in posts: one if it fits, or else several, cut after sentences or words."""
    if rules.fits(text):
        return [text]
    posts: list[str] = []
    rest = [piece for word in _WORDS.findall(text) for piece in _fitting(word, rules)]
    while rest:
        opening = f"{_ELLIPSIS} " if posts else ""
        count = _fitting_words(opening, rest, rules)
        posts.append(_joined(opening, rest[:count], is_last=count == len(rest)))
        rest = rest[count:]
    return posts


def _fitting_words(opening: str, words: list[str], rules: Rules) -> int:
    """Return how many words go into one post: to the end of a sentence in its second half."""
    low, high = 1, len(words)
    while low < high:  # a post is never empty, and counting is costly
        middle = (low + high + 1) // 2
        if rules.fits(_joined(opening, words[:middle], is_last=middle == len(words))):
            low = middle
        else:
            high = middle - 1
    if low == len(words):
        return low
    ends = (end for end in range(low, low // 2, -1) if _SENTENCE_END.search(words[end - 1]))
    return next(ends, low)


def _joined(opening: str, words: Iterable[str], *, is_last: bool) -> str:
    text = f"{opening}{''.join(words)}".rstrip()
    return text if is_last else f"{text} {_ELLIPSIS}"


def _fitting(word: str, rules: Rules) -> Iterator[str]:
    """Yield a word, cut between characters where it takes more than half a post; no address."""
    most = rules.limit // 2
    if rules.count(word) <= most or _URL.match(word):
        yield word
        return
    part = ""
    for cluster in _CLUSTERS.findall(word):
        if part and rules.count(part + cluster) > most:
            yield part
            part = ""
        part += cluster
    yield part


def hashtag(tag: str) -> str | None:
    """Return a tag as a hashtag, each word with a capital: `#WaitingRooms`; None without letters.

    Capitals let a screen reader tell the words apart.
    """
    words = _NO_TAG.sub(" ", tag).split()
    text = "".join(word[0].upper() + word[1:] for word in words)
    return f"#{text}" if text and not text.isdecimal() else None

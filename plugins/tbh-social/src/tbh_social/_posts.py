"""Posts of an edition: an announcement, a thread with every answer, and a post of each quote."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from attrs import frozen

import tbh_model as tbh
from tbh_model.exporters import PictureMaker, SharePicture
from tbh_model.i18n import with_colon, with_quotation_marks
from tbh_model.text import shorten, summary_words, uri
from tbh_social._networks import RULES, Network, Rules, hashtag, split

# An answer has no quote of its own: its beginning is posted.
_LONGEST_BEGINNING: Final = 280


@frozen(kw_only=True)
class Post:
    """A text to be posted, and a picture with it."""

    text: str
    length: int
    """As the network counts."""
    picture: str | None = None
    """The path of the file."""
    alt: str | None = None
    """The description of the picture."""

    def as_data(self) -> dict[str, Any]:
        """Return the post as plain data."""
        picture = None if self.picture is None else {"path": self.picture, "alt": self.alt}
        return {"text": self.text, "length": self.length, "picture": picture}


@frozen(kw_only=True)
class Posts:
    """All posts of an edition on one network."""

    network: Network
    announcement: tuple[Post, ...]
    """The question and the address of the edition."""
    thread: tuple[Post, ...]
    """The question, every answer and the address; one long post where there are no threads."""
    quotes: tuple[tuple[str, tuple[Post, ...]], ...]
    """The id of each response, and the posts of its quote."""
    left_out: tuple[str, ...] = ()
    """The ids of responses for which the long post has no room."""

    def as_data(self) -> dict[str, Any]:
        """Return the posts as plain data."""
        return {
            "limit": RULES[self.network].limit,
            "announcement": [post.as_data() for post in self.announcement],
            "thread": [post.as_data() for post in self.thread],
            "quotes": [
                {"response": id_, "posts": [post.as_data() for post in posts]}
                for id_, posts in self.quotes
            ],
            "left_out": list(self.left_out),
        }


@frozen(kw_only=True)
class Writer:
    """Writes the posts of one edition."""

    release: tbh.Release
    edition: tbh.Edition
    hashtags: bool
    pictures: PictureMaker | None

    def posts(self, network: Network) -> Posts:
        """Return the posts on a network."""
        thread, left_out = self._thread(network)
        return Posts(
            network=network,
            announcement=self.announcement(network),
            thread=thread,
            quotes=tuple(
                (response.id, self.quote(network, response)) for response in self.edition.responses
            ),
            left_out=left_out,
        )

    def announcement(self, network: Network) -> tuple[Post, ...]:
        """Return the question with the address of the edition and its hashtags."""
        text = _paragraphs(self._question, self._ending(network))
        return self._in_posts(network, text, self.share_pictures())

    def quote(self, network: Network, response: tbh.Response) -> tuple[Post, ...]:
        """Return the quote of a response with its address."""
        address = f"{self.release.series.url_of(self.edition)}#{response.id}"
        text = _paragraphs(self._words(response), self._ending(network, address))
        return self._in_posts(network, text, self.share_pictures(response))

    def share_pictures(self, response: tbh.Response | None = None) -> Sequence[SharePicture]:
        """Return the pictures of the edition, or of a response."""
        if self.pictures is None:
            return ()
        return self.pictures.share_pictures(self.release, self.edition, response)

    def quoted_words(self, response: tbh.Response) -> str:
        """Return the quote of a response, or else the beginning of its answer."""
        if response.quote is not None:
            return with_quotation_marks(response.quote, self._language(response))
        answer = "" if response.answer is None else summary_words(response.answer)
        return shorten(answer, _LONGEST_BEGINNING)

    def _language(self, response: tbh.Response) -> str:
        return response.language or self.release.series.language_of(self.edition)

    @property
    def _question(self) -> str:
        return self.edition.challenge.prompt

    def _thread(self, network: Network) -> tuple[tuple[Post, ...], tuple[str, ...]]:
        rules, ending = RULES[network], self._ending(network)
        if not rules.has_threads:
            return self._long_post(network)
        posts = [*self._in_posts(network, self._question, self.share_pictures())]
        for response in self.edition.responses:
            posts += self._in_posts(network, self._words(response), self.share_pictures(response))
        return (*posts, *self._in_posts(network, ending, ())), ()

    def _long_post(self, network: Network) -> tuple[tuple[Post, ...], tuple[str, ...]]:
        """Return one post with as many answers as fit, whole ones and in their order."""
        rules, ending = RULES[network], self._ending(network)
        words: list[str] = []
        left_out: list[str] = []
        for response in self.edition.responses:
            answer = self._words(response)
            if rules.fits(_paragraphs(self._question, *words, answer, ending)):
                words.append(answer)
            else:
                left_out.append(response.id)
        text = _paragraphs(self._question, *words, ending)
        return self._in_posts(network, text, self.share_pictures()), tuple(left_out)

    def _words(self, response: tbh.Response) -> str:
        """Return who said it, and what: the name first, so that no part of it has no name."""
        language, words = self._language(response), self.quoted_words(response)
        name = self.release.series.byline(response, language=language)
        return words if name is None else f"{with_colon(name, language)}\n{words}"

    def _ending(self, network: Network, address: str | None = None) -> str:
        """Return address and hashtags; the name of the series where addresses are no links."""
        series, rules = self.release.series, RULES[network]
        link = uri(address or series.url_of(self.edition))
        tags = (hashtag(tag) for tag in self.edition.tags) if self.hashtags else ()
        names = list(dict.fromkeys(tag for tag in tags if tag is not None))[: rules.hashtags]
        return _paragraphs(link if rules.has_links else series.title, " ".join(names))

    def _in_posts(
        self, network: Network, text: str, pictures: Sequence[SharePicture]
    ) -> tuple[Post, ...]:
        """Return a text in as many posts as it needs; the picture is with the first of them."""
        rules = RULES[network]
        picture = _picture(rules, pictures)
        posts = [Post(text=part, length=rules.count(part)) for part in split(text, rules)]
        if picture is not None:
            first, *rest = posts
            alt = shorten(picture.alt, rules.alt_limit)
            posts = [
                Post(text=first.text, length=first.length, picture=picture.artifact.path, alt=alt),
                *rest,
            ]
        return tuple(posts)


def _picture(rules: Rules, pictures: Iterable[SharePicture]) -> SharePicture | None:
    """Return the picture that a network shows best: the first one, or the tallest."""
    if rules.prefers_tall:
        return max(pictures, key=lambda picture: picture.height / picture.width, default=None)
    return next(iter(pictures), None)


def _paragraphs(*texts: str) -> str:
    return "\n\n".join(text for text in texts if text)


def as_text(title: str, all_posts: Iterable[Posts]) -> str:
    """Return the posts of an edition to be read and copied."""
    return "\n".join((title, *(line for posts in all_posts for line in _sections(posts)), ""))


def _sections(posts: Posts) -> Iterator[str]:
    limit = RULES[posts.network].limit
    sections = (
        ("thread" if RULES[posts.network].has_threads else "post", posts.thread),
        ("announcement", posts.announcement),
        *((f"quote {id_}", quote) for id_, quote in posts.quotes),
    )
    for name, section in sections:
        for number, post in enumerate(section, start=1):
            place = f" {number} of {len(section)}" if len(section) > 1 else ""
            yield from ("", f"--- {posts.network.value}: {name}{place} ({post.length} of {limit})")
            yield from ("", post.text)
            if post.picture is not None:
                yield from ("", f"[picture: {post.picture}]", f"[description: {post.alt}]")

"""Calls to action in the last paragraphs of an old post: sentences with their links."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from tbh_model._attrs import define, field
from tbh_model.importers._columns import plain_words
from tbh_model.model import CallToAction, CallToActionKind, InvalidValueError, Placement
from tbh_model.text import Inline, Link, Paragraph, collapse_spaces, walk, words

_INVITATION: Final = re.compile(
    r"\b(contact|let us know|write to|email us|reach out|book|appointment|get to know|find a|read "
    r"(our|more)|subscribe|sign up|share|follow|join|suggest|visit|meet|learn more|click|call us|"
    r"contactez|ecrivez|reservez|abonnez|partagez|decouvrez|rendez vous)\b"
)
_KINDS: Final[Mapping[CallToActionKind, str]] = {
    CallToActionKind.BOOK: r"\b(book|appointment|reservez|rendez vous)\b",
    CallToActionKind.SUGGEST_TOPIC: r"\b(topic|question|suggest|sujet)\b",
    CallToActionKind.SUBSCRIBE: r"\b(subscribe|sign up|abonnez|infolettre)\b",
    CallToActionKind.DIRECTORY: r"\b(find a|get to know|meet|directory|decouvrez)\b",
    CallToActionKind.ABOUT: r"\b(our story|about us|learn more|histoire)\b",
    CallToActionKind.CONTACT: r"\b(contact|let us know|write|email|contactez|ecrivez)\b",
    CallToActionKind.SHARE: r"\b(share|follow|partagez)\b",
}
_SENTENCE_END: Final = re.compile(r"(?<=[.!?])[”»\"']?\s+(?=[\w“«\"'])")


def is_invitation(paragraph: Paragraph) -> bool:
    """Return whether a paragraph invites readers to act: by its words, or by a link."""
    has_link = any(isinstance(node, Link) for node in walk((paragraph,)))
    return has_link or _INVITATION.search(plain_words(words(paragraph.children))) is not None


@define
class CallReader:
    """Reads paragraphs as calls to action, with keys that are used once."""

    calls: list[CallToAction] = field(factory=list)

    def add_line(self, text: str, placement: Placement) -> None:
        """Add a line that invites nobody by itself, such as a heading."""
        call = CallToAction(
            key=self._key(CallToActionKind.OTHER),
            kind=CallToActionKind.OTHER,
            text=text,
            placement=placement,
        )
        self.calls.append(call)

    def read(self, paragraph: Paragraph, placement: Placement) -> Iterator[str]:
        """Add the sentences of a paragraph; yield the addresses that no call has room for."""
        sentences = split_sentences(words(paragraph.children))
        links = [node for node in walk((paragraph,)) if isinstance(node, Link)]
        group = None if len(sentences) == 1 else f"paragraph-{len(self.calls) + 1}"
        for sentence in sentences:
            own = [link for link in links if _link_words(link) in sentence]
            links = [link for link in links if link not in own]
            used = self._add(sentence, own, placement, group)
            yield from (link.url for link in own if link is not used)
        yield from (link.url for link in links)

    def _add(
        self, text: str, links: Sequence[Link], placement: Placement, group: str | None
    ) -> Link | None:
        """Add a call with the first link that it can have; return that."""
        kind = _kind(text)
        for link in (*links, None):
            try:
                call = CallToAction(
                    key=self._key(kind),
                    kind=kind,
                    text=text,
                    link_text=None if link is None else _link_words(link),
                    url=None if link is None else link.url,
                    placement=placement,
                    group=group,
                )
            except InvalidValueError:
                continue  # an address that only the old page understood
            self.calls.append(call)
            return link
        return None

    def _key(self, kind: CallToActionKind) -> str:
        used = {call.key for call in self.calls}
        names = (kind.value if number == 1 else f"{kind}-{number}" for number in range(1, 999))
        return next(name for name in names if name not in used)


def split_sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of a text, each on one line."""
    return tuple(filter(None, _split(collapse_spaces(text).strip())))


def _split(text: str) -> Iterable[str]:
    start = 0
    for match in _SENTENCE_END.finditer(text):
        end = match.start() + len(match[0].rstrip())
        yield text[start:end]
        start = match.end()
    yield text[start:]


def _link_words(link: Link) -> str:
    return collapse_spaces(words(link.children)).strip()


def _kind(text: str) -> CallToActionKind:
    plain = plain_words(text)
    kinds = (kind for kind, pattern in _KINDS.items() if re.search(pattern, plain))
    return next(kinds, CallToActionKind.OTHER)


def one_line(inlines: Iterable[Inline]) -> str:
    """Return the words of inlines on one line."""
    return collapse_spaces(words(tuple(inlines))).strip()

"""The answer in a letter: without greeting, permission, signature, and what it quotes."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from tbh_model._attrs import define, frozen
from tbh_model.importers._columns import find_attribution, plain_words
from tbh_model.importers._contract import AccountLine, Fate
from tbh_model.model import Attribution, Channel
from tbh_model.text import (
    Block,
    BlockQuote,
    Inline,
    LineBreak,
    Paragraph,
    RichText,
    ThematicBreak,
    words,
    write_plain,
)

_GREETING: Final = re.compile(
    r"(dear|hi|hello|hey|good (morning|afternoon|evening)|bonjour|bonsoir|salut|chere?|coucou|"
    r"liebe[rs]?|hallo|guten (tag|morgen|abend)|sehr geehrte[rs]?|hola|estimad[oa]|querid[oa])\b"
    r"[^.?!;]{0,40}"
)
_CLOSING: Final = re.compile(
    r"(warmly|(all (the|my) )?best( wishes| regards)?|(kind|warm|best)(est)? (regards|wishes)|"
    r"regards|sincerely|(many )?thanks( again)?|thank you|cheers|love|yours( truly| sincerely)?|"
    r"take care|cordialement|bien (a|cordialement|amicalement).*|amicalement|amities|"
    r"merci( d avance)?|mfg|(viele|liebe|herzliche|beste) grusse|mit freundlichen grussen|danke|"
    r"saludos|un abrazo|gracias|atentamente)"
)
_DEVICE: Final = re.compile(
    r"(sent from|get outlook for|envoye (de|depuis)|gesendet (von|mit)|von meinem .* gesendet|"
    r"enviado desde)\b.*"
)
_ATTRIBUTION_LINE: Final = re.compile(
    r"(on|le|am|el)\b.*\b(wrote|a ecrit|schrieb|escribio)\b.*", re.DOTALL
)
_HEADER: Final = re.compile(r"\s*\**(from|de|von)\**\s*:", re.IGNORECASE)
_SECOND_HEADER: Final = re.compile(
    r"\s*\**(sent|date|to|subject|envoyé|à|objet|gesendet|datum|an|betreff|enviado|para|asunto)"
    r"\**\s*:",
    re.IGNORECASE,
)
_FORWARDED: Final = re.compile(
    r".*\b(original message|message d origine|message transfere|forwarded message|"
    r"ursprungliche nachricht|mensaje original)\b.*"
)
_PERMISSION: Final = re.compile(
    r"\b(you (may|can|could)|feel free to|(i )?(agree|consent)|i am (happy|fine)|vous pouvez|"
    r"j accepte|je consens|sie (durfen|konnen)|ihr durft|puede[ns]?)\b"
)
_PRINTING: Final = re.compile(
    r"\b(print(ed)?|publish(ed)?|use[ds]?|post(ed)?|share[ds]?|publier|imprimer|utiliser|diffuser|"
    r"veroffentlichen|drucken|publicar)\b"
)
_NEGATION: Final = re.compile(r"\b(not|don t|never|except|only|pas|jamais|sauf|nicht|nur)\b")
_WHERE: Final[Mapping[Channel, str]] = {
    Channel.WEB: r"\b((web ?)?sites?|web ?page|website|online|en ligne|webseite)\b",
    Channel.NEWSLETTER: r"\b(news ?letters?|letter|infolettre|lettre|rundbrief|boletin)\b",
    Channel.FEED: r"\b(feeds?|rss|flux)\b",
    Channel.SOCIAL: r"\b(social|linkedin|instagram|facebook|mastodon|bluesky|reseaux)\b",
}
_NAMING: Final = re.compile(r"\b(name|names|nom|prenom|namen|vornamen|nombre|initials|initiales)\b")
_MY_NAME: Final = re.compile(
    r"\b(with|under|avec|sous|mit|con) (my|mon|meinem|mi) (full )?(name|nom|namen|nombre)\b"
)
# Characters of the longest line that can be a greeting, a closing or a name.
_SHORT: Final = 60
# Characters of the longest paragraph that can be a permission.
_PERMISSION_LENGTH: Final = 300


@frozen(kw_only=True)
class Permission:
    """Sentences in which somebody says where their words may be printed."""

    text: str
    """The sentences, character for character."""
    channels: frozenset[str]
    """The channels that they name; none where they also say no to something."""
    attribution: Attribution | None
    """How the person may be named, if they say so."""


@frozen(kw_only=True)
class Letter:
    """A letter, taken apart."""

    answer: RichText
    """What is left: the answer."""
    left_out: tuple[AccountLine, ...]
    """The rest, part by part."""
    permissions: tuple[Permission, ...]
    """What it says of printing; each is in `left_out` too."""
    greeting: str
    """The greeting and the closing, which tell the language."""
    own_text: str
    """Everything that the person wrote."""
    history: str
    """Everything that it quotes."""


@define
class _Unit:
    """A line of a paragraph, or another block as a whole."""

    block: Block
    index: int
    inlines: tuple[Inline, ...] | None
    reason: str | None = None

    @property
    def text(self) -> str:
        if self.inlines is not None:
            return words(self.inlines)
        return write_plain(RichText(blocks=(self.block,)))

    @property
    def plain(self) -> str:
        return plain_words(self.text)


def read_letter(body: RichText, names: Iterable[str], *, is_mail: bool) -> Letter:
    """Return the answer of a letter and its other parts.

    Args:
        body: The text of the letter.
        names: Names that a signature may consist of.
        is_mail: Whether it came by mail: what it quotes then is what it answers.
    """
    units = [unit for index, block in enumerate(body.blocks) for unit in _units(block, index)]
    if is_mail:
        _mark_history(units)
    _mark_signature(units)
    _mark_greeting(units)
    _mark_closing(units, frozenset(map(plain_words, names)))
    permissions = tuple(_mark_permissions(units))
    salutations = [unit.text for unit in units if unit.reason in {_GREETING_NOTE, _CLOSING_NOTE}]
    return Letter(
        answer=_join([unit for unit in units if unit.reason is None]),
        left_out=tuple(_account(units)),
        permissions=permissions,
        greeting=" ".join(salutations),
        own_text="\n".join(unit.text for unit in units if unit.reason != _HISTORY_NOTE),
        history="\n".join(unit.text for unit in units if unit.reason == _HISTORY_NOTE),
    )


_HISTORY_NOTE: Final = "it quotes another message"
_SIGNATURE_NOTE: Final = "the signature"
_GREETING_NOTE: Final = "the greeting"
_CLOSING_NOTE: Final = "the closing"
_PERMISSION_NOTE: Final = "it says where the words may be printed"


def _units(block: Block, index: int) -> Iterator[_Unit]:
    if not isinstance(block, Paragraph):
        yield _Unit(block, index, None)
        return
    line: list[Inline] = []
    for inline in (*block.children, LineBreak()):
        if isinstance(inline, LineBreak):
            yield _Unit(block, index, tuple(line))
            line = []
        else:
            line.append(inline)


def _mark_history(units: Sequence[_Unit]) -> None:
    """Mark what is quoted, and everything below the headers of another message."""
    for at, unit in enumerate(units):
        following = [other.text for other in units[at : at + 5]]
        has_headers = bool(_HEADER.match(unit.text)) and any(
            map(_SECOND_HEADER.match, following[1:])
        )
        if has_headers or _FORWARDED.fullmatch(unit.plain):
            _mark(units[at:], _HISTORY_NOTE)
            _mark_rule(units[:at])
            return
        if isinstance(unit.block, BlockQuote):
            unit.reason = _HISTORY_NOTE
            _mark_attribution(units[max(0, at - 3) : at])


def _mark_attribution(above: Sequence[_Unit]) -> None:
    """Mark the lines above a quotation that say who wrote it, and when."""
    for start in range(len(above)):
        if _ATTRIBUTION_LINE.fullmatch(" ".join(unit.plain for unit in above[start:])):
            _mark(above[start:], _HISTORY_NOTE)


def _mark_rule(above: Sequence[_Unit]) -> None:
    if above and (isinstance(above[-1].block, ThematicBreak) or not above[-1].text.strip("_- ")):
        above[-1].reason = _HISTORY_NOTE


def _mark(units: Iterable[_Unit], reason: str) -> None:
    for unit in units:
        unit.reason = unit.reason or reason


def _mark_signature(units: Sequence[_Unit]) -> None:
    for at, unit in enumerate(units):
        if unit.reason is None and unit.text.strip() == "--":
            _mark(units[at:], _SIGNATURE_NOTE)
        elif unit.reason is None and _DEVICE.fullmatch(unit.plain):
            unit.reason = _SIGNATURE_NOTE


def _mark_greeting(units: Sequence[_Unit]) -> None:
    first = next((unit for unit in units if unit.reason is None), None)
    is_short = first is not None and first.inlines is not None and len(first.text) <= _SHORT
    if (
        first
        and is_short
        and _GREETING.fullmatch(first.plain)
        and first.text.strip()[-1] in ",!:.)"
    ):
        first.reason = _GREETING_NOTE


def _mark_closing(units: Sequence[_Unit], names: frozenset[str]) -> None:
    """Mark the closing words with the name below them, or the name alone."""
    left = [unit for unit in units if unit.reason is None]
    for at, unit in enumerate(left[-4:], max(0, len(left) - 4)):
        if at and len(unit.text) <= _SHORT and _CLOSING.fullmatch(unit.plain):
            _mark(left[at:], _CLOSING_NOTE)
            return
    parts = {part for name in names for part in (name, name.partition(" ")[0])}
    if len(left) > 1 and left[-1].plain.lstrip("- ") in parts:
        left[-1].reason = _CLOSING_NOTE


def _mark_permissions(units: Sequence[_Unit]) -> Iterator[Permission]:
    """Mark paragraphs that say where the words may be printed, and yield what they say."""
    for unit in units:
        plain, text = unit.plain, unit.text
        if unit.reason is not None or unit.inlines is None or len(text) > _PERMISSION_LENGTH:
            continue
        named = frozenset(
            channel.value for channel, pattern in _WHERE.items() if re.search(pattern, plain)
        )
        is_permission = _PERMISSION.search(plain) and _PRINTING.search(plain)
        if not is_permission or not (named or _NAMING.search(plain)):
            continue
        unit.reason = _PERMISSION_NOTE
        style = Attribution.FULL if _MY_NAME.search(plain) else find_attribution(text)
        channels = frozenset[str]() if _NEGATION.search(plain) else named
        yield Permission(text=text, channels=channels, attribution=style)


def _join(units: Sequence[_Unit]) -> RichText:
    """Return the blocks of units, with the lines of one paragraph together again."""
    blocks: list[Block] = []
    for _, group in groupby(units, key=lambda unit: unit.index):
        parts = tuple(group)
        block, lines = parts[0].block, [unit.inlines for unit in parts if unit.inlines]
        if not isinstance(block, Paragraph):
            blocks.append(block)
        elif lines:
            inlines = [inline for line in lines for inline in (LineBreak(), *line)]
            blocks.append(Paragraph(children=tuple(inlines[1:])))
    while blocks and isinstance(blocks[-1], ThematicBreak):
        blocks.pop()
    return RichText(blocks=tuple(blocks))


def _account(units: Sequence[_Unit]) -> Iterator[AccountLine]:
    """Yield what is left out, with neighbouring lines of one kind together."""
    parts: list[tuple[str, list[str]]] = []
    previous: str | None = None
    for unit in units:
        if unit.reason is not None and unit.text.strip():
            if unit.reason == previous:
                parts[-1][1].append(unit.text)
            else:
                parts.append((unit.reason, [unit.text]))
        previous = unit.reason
    for reason, texts in parts:
        is_permission = reason == _PERMISSION_NOTE
        yield AccountLine(
            place="body",
            text="\n".join(texts),
            fate=Fate.UNDECIDED if is_permission else Fate.LEFT_OUT,
            note=f"{reason}; record a consent" if is_permission else reason,
        )

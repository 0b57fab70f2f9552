"""Replies of the panel: forms that somebody has filled in, and answers to proofs.

An invitation has a form as plain text, with headings, and with brackets to put an x into. A proof
prints a line for each response, such as `Yes, print it so. [e-1/r-1 sha256:1f3a…]`: the reference
in brackets binds the reply to the exact words that the person has read. Both are written and read
here, and survive being quoted.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Final
from unicodedata import normalize

from tbh_model._arguments import check_arguments
from tbh_model._attrs import frozen
from tbh_model._final import final
from tbh_model.i18n import LANGUAGES
from tbh_model.model import Attribution, Edition, Response, Series, approval_digest
from tbh_model.rights._records import UnknownResponseError, find_response
from tbh_model.text import write_plain

# Number of hexadecimal digits of a digest in a reference.
_DIGITS: Final = 16
_REFERENCE: Final = re.compile(
    rf"\[\s*(?P<place>[^\s\[\]/]+/[^\s\[\]/]+)\s+sha256:(?P<digits>[0-9a-f]{{{_DIGITS},64}})\s*\]",
    re.IGNORECASE,
)
_QUOTE_MARKS: Final = re.compile(r"^(?:[ \t]*>)+[ \t]?", re.MULTILINE)
_WORD: Final = re.compile(r"\w+")
_LAYOUT: Final = re.compile(
    r"\(https?://[^\s()]*\)|<https?://[^\s<>]*>|^[ \t]*(?:[-*•]|\d+[.)])[ \t]+", re.MULTILINE
)
_MARKS: Final = str.maketrans("“”„«»‘’‚–—", '"""""\'\'\'--')


class Verdict(StrEnum):
    """What a reply to a proof says of one response."""

    APPROVED = "approved"
    """Yes to the present wording."""
    OTHER_WORDING = "other-wording"
    """A reply to a proof of other words than the present ones."""
    CHANGED_WORDS = "changed-words"
    """The words of the proof were changed in the reply."""
    REMARK = "remark"
    """The person says something else than yes, or something beside it."""
    OTHER_SENDER = "other-sender"
    """The reply is not from the recorded address of the person."""


@final
@frozen(kw_only=True)
class Reply:
    """A reply to the proof of one response."""

    edition: str
    """The id of the edition."""
    response: str
    """The id of the response."""
    verdict: Verdict
    """Whether it is an approval, or why somebody has to look at it."""
    text: str
    """What the person wrote, without references."""


def reply_reference(edition: Edition, response: Response) -> str:
    """Return the reference to the present wording of a response, which a reply brings back.

    Args:
        edition: The edition.
        response: One of its responses.

    >>> rights.reply_reference(edition, response)
    '[e-2026-03/r-c2v6 sha256:d36f7b2418a2096b]'
    """
    digits = approval_digest(response).removeprefix("sha256:")[:_DIGITS]
    return f"[{edition.id}/{response.id} sha256:{digits}]"


@check_arguments
def match_reply(
    series: Series, text: str, /, *, history: str = "", sender: str | None = None
) -> tuple[Reply, ...]:
    """Return which responses a reply to a proof approves, and which have to be looked at.

    A reply is an approval if the person writes nothing but yes, in any language that there are
    words for, and the reference is that of the present wording. The reference may stand in what
    the person wrote, or in the proof that is quoted below it. Whatever else the person wrote is a
    remark. The result is empty if the reply has no reference to a response of the series.

    Record an approval with `approve`. This function changes nothing.

    Args:
        series: The series.
        text: What the person wrote, without the quoted message and the signature.
        history: The message that the reply quotes, with or without `>` before its lines.
        sender: The address that the reply is from, which is compared with that of the therapist.

    >>> reference = rights.reply_reference(edition, response)
    >>> [reply.verdict.value for reply in rights.match_reply(series, f"Yes. {reference}")]
    ['approved']
    >>> [reply.verdict.value for reply in rights.match_reply(series, f"Not yet. {reference}")]
    ['remark']
    """
    proof, own_text = (_QUOTE_MARKS.sub("", part) for part in (history, text))
    references = _references(own_text) or _references(proof)
    words = _REFERENCE.sub(" ", own_text).strip()
    replies: list[Reply] = []
    for place, digits in references.items():
        try:
            target = find_response(series, place)
        except UnknownResponseError:
            continue
        if not _is_from(series, target.response, sender):
            verdict = Verdict.OTHER_SENDER
        elif not approval_digest(target.response).startswith(f"sha256:{digits}"):
            verdict = Verdict.OTHER_WORDING
        elif not _is_yes(words):
            verdict = Verdict.REMARK
        elif _references(proof) and not _has_words(proof, target.response):
            verdict = Verdict.CHANGED_WORDS
        else:
            verdict = Verdict.APPROVED
        edition, response = target.edition.id, target.response.id
        replies.append(Reply(edition=edition, response=response, verdict=verdict, text=words))
    return tuple(replies)


def _references(text: str) -> Mapping[str, str]:
    """Return the digits of the digest for each response that a text refers to."""
    return {match["place"]: match["digits"].lower() for match in _REFERENCE.finditer(text)}


def _is_from(series: Series, response: Response, sender: str | None) -> bool:
    therapist = response.therapist
    address = None if therapist is None else series.therapist(therapist).email
    return sender is None or address is None or sender.casefold() == address.casefold()


def _is_yes(text: str) -> bool:
    """Return whether every line of a text is a yes and nothing else, and there is one."""
    lines = [words for line in text.splitlines() if (words := _letters(line))]
    return bool(lines) and all(line in _yes_words() for line in lines)


@cache
def _yes_words() -> frozenset[str]:
    tables = (language.letters for language in LANGUAGES.values())
    return frozenset(_letters(words) for table in tables for words in (table.yes, *table.yes_words))


def _letters(text: str) -> str:
    return " ".join(_WORD.findall(normalize("NFKC", text).casefold()))


def _has_words(proof: str, response: Response) -> bool:
    """Return whether a quoted proof still has the words of a response, however it is laid out."""
    words = [] if response.quote is None else [response.quote]
    if response.answer is not None:
        words += write_plain(response.answer).split("\n\n")
    flat = _flatten(proof)
    return all(_flatten(paragraph) in flat for paragraph in words)


def _flatten(text: str) -> str:
    """Return a text without what mail programs change: spaces, bullets, addresses of links."""
    text = _LAYOUT.sub("", _QUOTE_MARKS.sub("", text)).translate(_MARKS)
    return "".join(normalize("NFKC", text).split())


@final
@frozen(kw_only=True)
class FilledForm:
    """The form of an invitation as somebody has filled it in."""

    edition: str | None
    """The id of the edition, if the form still has its reference."""
    therapist: str | None
    """The id of the therapist, if the form still has its reference."""
    answer: str
    """The answer; empty if there is none under its heading."""
    uses: frozenset[str]
    """The channels with an x."""
    attribution: Attribution | None
    """The attribution with an x, if exactly one has it."""


def form_heading(words: str) -> str:
    """Return a heading of a form; the last one, which ends it, has no words.

    >>> rights.form_heading("Your answer")
    '=== Your answer ==='
    """
    return f"=== {words} ===" if words else "======"


def form_option(key: str, words: str) -> str:
    """Return a line of a form with brackets to put an x into.

    Args:
        key: The channel or the attribution.
        words: What it means.

    >>> rights.form_option("web", "our website")
    '[ ] web: our website'
    """
    return f"[ ] {key}: {words}"


def form_reference(edition: str, therapist: str) -> str:
    """Return the reference by which a filled form is known.

    Args:
        edition: The id of the edition.
        therapist: The id of the therapist.

    >>> rights.form_reference("e-1", "t-1")
    '[invitation e-1/t-1]'
    """
    return f"[invitation {edition}/{therapist}]"


_HEADING: Final = re.compile(r"={3,}(?: (?P<words>[^=\n]+?) =+)?")
_OPTION: Final = re.compile(
    r"\[[ \t\u00a0]*(?P<x>[^\[\]\s]?)[ \t\u00a0]*\]\s*(?P<key>[a-z][a-z0-9-]*):"
)
_INVITATION: Final = re.compile(
    r"\[invitation\s+(?P<edition>[^\s\[\]/]+)/(?P<therapist>[^\s\[\]/]+)\]"
)


def read_form(text: str, /) -> FilledForm | None:
    r"""Return what somebody filled into the form of an invitation; None if there is no form.

    The form may be quoted, and stand in the text more than once: an x counts wherever it is.
    Anything between the brackets counts as one. What was written elsewhere is not a part of it.

    Args:
        text: The whole reply, with what it quotes.

    >>> form = rights.read_form("=== Your answer ===\nA room.\n=== Where ===\n[x] web: our site")
    >>> form.answer, sorted(form.uses)
    ('A room.', ['web'])
    """
    plain = _QUOTE_MARKS.sub("", text)
    headings = {language.letters.your_answer.casefold() for language in LANGUAGES.values()}
    marks = [*_HEADING.finditer(plain)]
    starts = [mark for mark in marks if (mark["words"] or "").casefold() in headings]
    if not starts:
        return None
    ends = {mark: after.start() for mark, after in zip(marks, [*marks[1:]], strict=False)}
    answers = [plain[mark.end() : ends.get(mark)].strip() for mark in starts]
    ticked = {match["key"] for match in _OPTION.finditer(plain) if match["x"]}
    styles = [style for style in Attribution if style in ticked]
    reference = _INVITATION.search(plain)
    return FilledForm(
        edition=None if reference is None else reference["edition"],
        therapist=None if reference is None else reference["therapist"],
        answer=next(filter(None, answers), ""),
        uses=frozenset(ticked.difference(Attribution)),
        attribution=styles[0] if len(styles) == 1 else None,
    )

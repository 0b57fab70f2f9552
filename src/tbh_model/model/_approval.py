"""What exactly a person approved, and what of it has changed since."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Final

from attrs import evolve

from tbh_model._arguments import explained_arguments
from tbh_model.model._response import Attribution, Response
from tbh_model.text import write_markdown

_NOTHING: Final = "-"
_SHORT: Final = 16
"""Hexadecimal digits of a part: enough to tell a change, and the digest binds."""


@explained_arguments
def approval_digest(response: Response, /) -> str:
    """Return the digest of what is shown of a response: quote, answer, attribution and language.

    SHA-256 over a JSON array of the four, as `sha256:` and 64 hexadecimal digits. It changes with
    every change of a character, and with nothing else.
    """
    text = json.dumps([*_shown(response).values()], ensure_ascii=False, separators=(",", ":"))
    return f"sha256:{_hashed(text)}"


def approval_parts(response: Response, /) -> str:
    """Return a short digest of each part, such as `quote=... answer=- attribution=full language=-`.

    It stands beside the digest in the record of an approval and binds nothing: it is there so that
    a stale approval can say which part was changed.
    """
    return " ".join(f"{name}={part}" for name, part in _parts(response).items())


def changed_since_approval(response: Response, /) -> tuple[str, ...]:
    """Name the parts of a response that are no longer as they were approved.

    Nothing for one that is as it was approved, or was never approved; `words` where the record
    does not tell quote and answer apart.
    """
    approval = response.approval
    if approval is None or approval.digest == approval_digest(response):
        return ()
    if approval.parts is None:
        return _guessed(response, approval.digest)
    before = dict(_split(approval.parts))
    changed = (name for name, part in _parts(response).items() if before.get(name) != part)
    return tuple(changed) or ("words",)


def _guessed(response: Response, digest: str) -> tuple[str, ...]:
    """Try the other attributions, and no language: what else was changed must be the words."""
    for style in Attribution:
        if approval_digest(evolve(response, attribution=style)) == digest:
            return ("attribution",)
    if approval_digest(evolve(response, language=None)) == digest:
        return ("language",)
    return ("words",)


def _shown(response: Response) -> Mapping[str, str | None]:
    answer = response.answer
    return {
        "quote": response.quote,
        "answer": None if answer is None else write_markdown(answer),
        "attribution": response.attribution.value,
        "language": response.language,
    }


def _parts(response: Response) -> Mapping[str, str]:
    shown = _shown(response)
    words = {
        name: _NOTHING if (said := shown[name]) is None else _hashed(said)[:_SHORT]
        for name in ("quote", "answer")
    }
    return {
        **words,
        "attribution": response.attribution.value,
        "language": response.language or _NOTHING,
    }


def _split(parts: str) -> Iterator[tuple[str, str]]:
    for each in parts.split():
        name, _, part = each.partition("=")
        yield name, part


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

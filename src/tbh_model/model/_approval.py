"""What exactly a person approved, and what of it has changed since."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Final

from attrs import evolve

from tbh_model._arguments import check_arguments_on_error
from tbh_model.model._response import Attribution, Response
from tbh_model.text import write_markdown

_ABSENT: Final = "-"
_SHORT_DIGEST_LENGTH: Final = 16
"""Hexadecimal digits of a part: enough to tell a change, and the digest binds."""


@check_arguments_on_error
def approval_digest(response: Response, /) -> str:
    """Return the digest of what is shown of a response: quote, answer, attribution and language.

    SHA-256 over a JSON array of the four, as `sha256:` and 64 hexadecimal digits. It changes with
    every change of a character, and with nothing else.
    """
    text = json.dumps(
        [*_approved_fields(response).values()], ensure_ascii=False, separators=(",", ":")
    )
    return f"sha256:{_sha256(text)}"


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
        return _guess_changed_parts(response, approval.digest)
    approved = dict(_parse_parts(approval.parts))
    changed = (name for name, part in _parts(response).items() if approved.get(name) != part)
    return tuple(changed) or ("words",)


def _guess_changed_parts(response: Response, digest: str) -> tuple[str, ...]:
    """Try the other attributions, and no language: what else was changed must be the words."""
    for style in Attribution:
        if approval_digest(evolve(response, attribution=style)) == digest:
            return ("attribution",)
    if approval_digest(evolve(response, language=None)) == digest:
        return ("language",)
    return ("words",)


def _approved_fields(response: Response) -> Mapping[str, str | None]:
    answer = response.answer
    return {
        "quote": response.quote,
        "answer": None if answer is None else write_markdown(answer),
        "attribution": response.attribution.value,
        "language": response.language,
    }


def _parts(response: Response) -> Mapping[str, str]:
    fields = _approved_fields(response)
    digests = {
        name: _ABSENT if (text := fields[name]) is None else _sha256(text)[:_SHORT_DIGEST_LENGTH]
        for name in ("quote", "answer")
    }
    return {
        **digests,
        "attribution": response.attribution.value,
        "language": response.language or _ABSENT,
    }


def _parse_parts(parts: str) -> Iterator[tuple[str, str]]:
    for item in parts.split():
        name, _, part = item.partition("=")
        yield name, part


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

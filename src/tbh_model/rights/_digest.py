"""What exactly a person approved."""

import hashlib
import json

from tbh_model.model import Response
from tbh_model.text import write_markdown


def approval_digest(response: Response, /) -> str:
    """Give the digest of what is shown of a response: quote, answer, attribution and language.

    SHA-256 over a JSON array of the four, as `sha256:` and 64 hexadecimal digits. It changes with
    every change of a character, and with nothing else.
    """
    shown = [
        response.quote,
        None if response.answer is None else write_markdown(response.answer),
        response.attribution.value,
        response.language,
    ]
    text = json.dumps(shown, ensure_ascii=False, separators=(",", ":"))
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"

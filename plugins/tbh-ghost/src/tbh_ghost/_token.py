"""Tokens of the Admin API of Ghost: JSON Web Tokens (RFC 7519), signed with HMAC SHA-256."""

import hmac
import json
import re
from base64 import urlsafe_b64encode
from typing import Final

from tbh_model.publishers import PlatformError

# Seconds: Ghost accepts nothing that is valid for longer.
_LIFETIME: Final = 300
_KEY: Final = re.compile(r"([0-9a-f]+):((?:[0-9a-f]{2})+)", re.IGNORECASE)


def admin_token(key: str, now: float) -> str:
    """Return a token for requests of the next five minutes.

    Args:
        key: The Admin API key of an integration: its id, a colon, and its secret in hexadecimal.
        now: The time, in seconds since 1970.

    Raises:
        PlatformError: If that is no such key.
    """
    match = _KEY.fullmatch(key.strip())
    if match is None:
        problem = "has no key of that form"
        remedy = "copy the Admin API key of a custom integration, with its colon"
        raise PlatformError("Ghost", problem, remedy, stops=True)
    id_, secret = match.groups()
    header = {"alg": "HS256", "typ": "JWT", "kid": id_}
    claims = {"iat": int(now), "exp": int(now) + _LIFETIME, "aud": "/admin/"}
    signed = f"{_encode(json.dumps(header).encode())}.{_encode(json.dumps(claims).encode())}"
    signature = hmac.digest(bytes.fromhex(secret), signed.encode(), "sha256")
    return f"{signed}.{_encode(signature)}"


def _encode(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()

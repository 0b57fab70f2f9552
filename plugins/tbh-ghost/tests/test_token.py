"""Tokens, as another library reads them."""

import jwt
import pytest

from tbh_ghost import admin_token
from tbh_model.publishers import PlatformError

ID, SECRET = "6748592f4b9b7700010f6564", "00ff" * 16
NOW = 1_780_000_000.9


def test_a_token_is_signed_for_five_minutes() -> None:
    """By the bytes of the secret, and for the Admin API."""
    token = admin_token(f"{ID}:{SECRET}\n", NOW)

    options = {"verify_exp": False, "verify_iat": False}
    claims = jwt.decode(
        token, bytes.fromhex(SECRET), algorithms=["HS256"], audience="/admin/", options=options
    )
    assert claims == {"iat": 1_780_000_000, "exp": 1_780_000_300, "aud": "/admin/"}
    assert jwt.get_unverified_header(token) == {"alg": "HS256", "typ": "JWT", "kid": ID}


def test_another_secret_does_not_verify_it() -> None:
    """Nor does another key's."""
    token = admin_token(f"{ID}:{SECRET}", NOW)

    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(token, b"\x11" * 32, algorithms=["HS256"], audience="/admin/")


@pytest.mark.parametrize("key", ["", ID, f"{ID}:", f"{ID}:xyz", f"{ID}:abc", f":{SECRET}"])
def test_what_is_no_key_is_refused(key: str) -> None:
    """And not repeated."""
    with pytest.raises(PlatformError, match="custom integration") as caught:
        admin_token(key, NOW)
    assert not key or key not in f"{caught.value}"

"""HTTP headers of files in a store far away, as each kind of store takes them."""

from collections.abc import Callable, Mapping
from typing import Final

from tbh_model.exporters import cache_control, content_type

Headers = Callable[[str], Mapping[str, object]]
"""Gives for a media type what a file system takes of HTTP headers, by the names that it has."""


def no_headers(_: str) -> Mapping[str, object]:
    """Return nothing, for a store that keeps none."""
    return {}


def _of_s3(media_type: str) -> Mapping[str, object]:
    return {"ContentType": content_type(media_type), "CacheControl": cache_control(media_type)}


def _of_google(media_type: str) -> Mapping[str, object]:
    return {
        "content_type": content_type(media_type),
        "fixed_key_metadata": {"cache_control": cache_control(media_type)},
    }


def _of_azure(media_type: str) -> Mapping[str, object]:
    # comes with the package for this store
    from azure.storage.blob import ContentSettings  # pyright: ignore[reportMissingImports]

    type_, cache = content_type(media_type), cache_control(media_type)
    return {"content_settings": ContentSettings(content_type=type_, cache_control=cache)}


HEADERS: Final[Mapping[str, Headers]] = {
    "s3": _of_s3,
    "s3a": _of_s3,
    "gs": _of_google,
    "gcs": _of_google,
    "az": _of_azure,
    "abfs": _of_azure,
    "abfss": _of_azure,
}
"""The stores that keep headers; they have no folders. All others have folders, and no headers."""

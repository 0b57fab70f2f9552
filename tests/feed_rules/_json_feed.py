"""JSON Feed: a schema written from its specification, and what no schema says."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from html5lib.html5parser import ParseError

from feed_rules._document import Finding, parsed

_STRING: Final = {"type": "string"}
_LINE: Final = {"type": "string", "pattern": r"\S"}
_URL: Final = {
    "type": "string",
    "pattern": '^https?://[^\\s<>"{}|\\\\^`/]+(/[^\\s<>"{}|\\\\^`]*)?$',
}
_INSTANT: Final = {
    "type": "string",
    "format": "date-time",
    "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$",
}
_TAGGED: Final = {"type": "string", "pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$"}
_EXTENSION: Final = {
    "^_[A-Za-z][^.]*$": {"type": "object", "propertyNames": {"not": {"pattern": "^_"}}}
}
_PEOPLE: Final = {
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": False,
        "patternProperties": _EXTENSION,
        "properties": {"name": _LINE, "url": _URL, "avatar": _URL},
    },
}
_ATTACHMENT: Final = {
    "type": "object",
    "required": ["url", "mime_type"],
    "additionalProperties": False,
    "patternProperties": _EXTENSION,
    "properties": {
        "url": _URL,
        "mime_type": {"type": "string", "pattern": "^[\\w.+-]+/[\\w.+-]+$"},
        "title": _LINE,
        "size_in_bytes": {"type": "integer", "minimum": 0},
        "duration_in_seconds": {"type": "number", "minimum": 0},
    },
}
_ITEM: Final = {
    "type": "object",
    "required": ["id"],
    "anyOf": [{"required": ["content_html"]}, {"required": ["content_text"]}],
    "additionalProperties": False,
    "patternProperties": _EXTENSION,
    "properties": {
        "id": _LINE,
        **dict.fromkeys(("url", "external_url", "image", "banner_image"), _URL),
        **dict.fromkeys(("title", "summary"), _LINE),
        **dict.fromkeys(("content_html", "content_text"), _STRING),
        **dict.fromkeys(("date_published", "date_modified"), _INSTANT),
        "authors": _PEOPLE,
        "tags": {"type": "array", "items": _LINE, "uniqueItems": True},
        "language": _TAGGED,
        "attachments": {"type": "array", "items": _ATTACHMENT},
    },
}
JSON_FEED: Final[Mapping[str, Any]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "JSON Feed, version 1.1",
    "type": "object",
    "required": ["version", "title", "home_page_url", "feed_url", "items"],
    "additionalProperties": False,
    "patternProperties": _EXTENSION,
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        **dict.fromkeys(("title", "description", "user_comment"), _LINE),
        **dict.fromkeys(("home_page_url", "feed_url", "next_url", "icon", "favicon"), _URL),
        "authors": _PEOPLE,
        "language": _TAGGED,
        "expired": {"type": "boolean"},
        "hubs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["type", "url"],
                "additionalProperties": False,
                "properties": {"type": _LINE, "url": _URL},
            },
        },
        "items": {"type": "array", "items": _ITEM},
    },
}
"""A feed that anybody may read: the specification asks a public one for both of its addresses."""


def json_findings(data: Any, url: str) -> list[Finding]:
    """Return what is wrong with a JSON Feed: by the schema, and what no schema can say."""
    from jsonschema import Draft202012Validator

    errors = Draft202012Validator(JSON_FEED).iter_errors(data)
    found = [Finding("schema", f"{error.json_path}: {error.message}"[:300]) for error in errors]
    return found or [*_json_rules(data, url)]


def _json_rules(data: Any, url: str) -> Iterator[Finding]:
    if data["feed_url"] != url:
        yield Finding("feed_url", data["feed_url"])
    if data.get("next_url") == url:
        yield Finding("next_url", "leads to itself")
    for value, count in Counter(item["id"] for item in data["items"]).items():
        if count > 1:
            yield Finding("id", value)
    for item in data["items"]:
        tree = parsed(item.get("content_html", ""))
        if isinstance(tree, ParseError):
            yield Finding("content_html", str(tree))

"""The patch of a whole file: what stands in its keys, and what stands below front matter."""

from collections.abc import Iterator, Mapping
from typing import Any

from tbh_model.documents._edit import Edit, edited_bytes
from tbh_model.documents._front_matter import FENCE
from tbh_model.documents._patch import differing, patch
from tbh_model.documents._sources import ContentFile
from tbh_model.text import write_markdown


def patched(file: ContentFile, fields: Mapping[str, Any], also: frozenset[str]) -> bytes:
    """Return the bytes of a file that is changed to say what the fields of its class are to be.

    Args:
        file: The file as it is.
        fields: What each field is to be; one that is not there has its default.
        also: Keys that are no fields, and are left alone.
    """
    if file.ending != ".md":
        return edited_bytes(file.data, patch(file.root, file.kind, fields, also=also))
    edits = patch(file.root, file.kind, fields, but=_below(file), also=also)
    return edited_bytes(file.data, (*edits, *_body_edits(file, fields)))


def _below(file: ContentFile) -> frozenset[str]:
    """Name the field that stands below the front matter, unless the front matter has it."""
    written = file.root.pairs.get(file.body)
    return frozenset() if written and written[0].span else frozenset({file.body})


def _body_edits(file: ContentFile, fields: Mapping[str, Any]) -> Iterator[Edit]:
    if file.body not in _below(file) or file.body not in differing(file.root, file.kind, fields):
        return
    text = file.root.source.text
    _, closing, *_ = FENCE.finditer(text)
    words = write_markdown(fields[file.body]) if file.body in fields else ""
    yield Edit(closing.end(), len(text), f"\n\n{words.rstrip()}\n" if words else "\n")

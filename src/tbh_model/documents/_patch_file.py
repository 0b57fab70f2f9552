"""The patch of a whole file: what stands in its keys, and what stands below front matter."""

from collections.abc import Iterator, Mapping
from typing import Any

from tbh_model.documents._edit import Edit, apply_edits_to_bytes
from tbh_model.documents._front_matter import FENCE
from tbh_model.documents._patch import differing_keys, patch
from tbh_model.documents._sources import ContentFile
from tbh_model.text import write_markdown


def patch_file(file: ContentFile, fields: Mapping[str, Any], extra_keys: frozenset[str]) -> bytes:
    """Return the bytes of a file that is changed to say what the fields of its class are to be.

    Args:
        file: The file as it is.
        fields: What each field is to be; one that is not there has its default.
        extra_keys: Keys that are no fields, and are left alone.
    """
    if file.ending != ".md":
        return apply_edits_to_bytes(
            file.data, patch(file.root, file.kind, fields, extra_keys=extra_keys)
        )
    edits = patch(file.root, file.kind, fields, exclude=_body_field(file), extra_keys=extra_keys)
    return apply_edits_to_bytes(file.data, (*edits, *_body_edits(file, fields)))


def _body_field(file: ContentFile) -> frozenset[str]:
    """Name the field that stands below the front matter, unless the front matter has it."""
    pair = file.root.pairs.get(file.body)
    return frozenset() if pair and pair[0].span else frozenset({file.body})


def _body_edits(file: ContentFile, fields: Mapping[str, Any]) -> Iterator[Edit]:
    if file.body not in _body_field(file) or file.body not in differing_keys(
        file.root, file.kind, fields
    ):
        return
    text = file.root.source.text
    _, closing, *_ = FENCE.finditer(text)
    words = write_markdown(fields[file.body]) if file.body in fields else ""
    yield Edit(closing.end(), len(text), f"\n\n{words.rstrip()}\n" if words else "\n")

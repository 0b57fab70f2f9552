"""The folders of a content folder, and what is in their files."""

from typing import Final

from attrs import AttrsInstance

from tbh_model.model import Edition, Therapist

CollectionSpec = tuple[str, type[AttrsInstance], str, str]

COLLECTIONS: Final[tuple[CollectionSpec, ...]] = (
    ("therapists", Therapist, "id", "bio"),
    ("editions", Edition, "slug", "introduction"),
)
"""For each folder of a content folder what its files hold, the field that is the name of the file,
and the field that the body of a Markdown file is."""

"""Build hook: the description for package indexes, which have the README but not the repository."""

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_IMAGE = re.compile(r"^!\[[^\]]*\]\((?!https?:)[^)]*\)\n\n?", re.MULTILINE)
_LINK = re.compile(r"\[(?P<text>[^\]]*)\]\((?!https?:|#)(?P<path>[^)]*)\)")


class DescriptionHook(MetadataHookInterface):
    """Set the field `readme`, which pyproject.toml declares as dynamic."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Add the description to the metadata of the project."""
        readme = Path(self.root, "README.md").read_text(encoding="utf-8")
        text = without_relative_links(readme)
        metadata["readme"] = {"content-type": "text/markdown", "text": text}


def without_relative_links(markdown: str) -> str:
    """Return Markdown without relative images, and with paths in the place of relative links.

    The source distribution has the files, so a path still says where to read on.
    """
    return _LINK.sub(r"\g<text> (`\g<path>`)", _IMAGE.sub("", markdown))

"""An exporter for tbh-model: each season of a series as an EPUB 3 book."""

from tbh_epub._exporter import EPUB, CoverError, Season

__all__ = ["EPUB", "CoverError", "Season"]

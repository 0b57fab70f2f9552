"""An exporter for tbh-model: a search page that works without a server, and its index."""

from tbh_search._search import Search

__all__ = ["Search"]

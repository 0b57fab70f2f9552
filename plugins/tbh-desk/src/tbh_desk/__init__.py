"""Edit a series of tbh-model in a browser, in forms over its files."""

from tbh_desk._access import Access
from tbh_desk._app import app
from tbh_desk._command import desk

__all__ = ["Access", "app", "desk"]

"""The site: an index, a page for each edition, topic and therapist, a page on how to subscribe."""

from tbh_model.exporters.html._exporter import HTML
from tbh_model.exporters.html._fragments import Fragment, edition_fragment

__all__ = ["HTML", "Fragment", "edition_fragment"]

"""The site: an index, a page for each edition, topic and therapist, a page on how to subscribe."""

from tbh_model.exporters.html._exporter import HTML
from tbh_model.exporters.html._images import media_type as image_type
from tbh_model.exporters.html._images import (
    picture_warnings,
    published_image_size,
    published_release,
)
from tbh_model.exporters.html._site import listing_pages

__all__ = [
    "HTML",
    "image_type",
    "listing_pages",
    "picture_warnings",
    "published_image_size",
    "published_release",
]

"""The site: an index, a page for each edition, topic and therapist, a page on how to subscribe."""

from tbh_model.exporters.html._images import media_type as image_type
from tbh_model.exporters.html._images import picture_warnings, published_release, size_of
from tbh_model.exporters.html._languages import direction, tongue
from tbh_model.exporters.html._places import address_book
from tbh_model.exporters.html._site import HTML

__all__ = [
    "HTML",
    "address_book",
    "direction",
    "image_type",
    "picture_warnings",
    "published_release",
    "size_of",
    "tongue",
]

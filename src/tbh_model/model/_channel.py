"""The ways to a reader."""

from enum import StrEnum


class Channel(StrEnum):
    """A way to the reader; consent is given for each one by itself."""

    WEB = "web"
    FEED = "feed"
    NEWSLETTER = "newsletter"
    SOCIAL = "social"

"""The options that all feeds have, in the same words."""

from enum import StrEnum

from attrs import frozen

from tbh_model.exporters._utm import Tracking
from tbh_model.exporters.feeds._list import FeedSplit
from tbh_model.model import Count, WebAddress, validate


class FeedContent(StrEnum):
    """How much of an edition a feed carries."""

    FULL = "full"
    """The whole edition."""
    SUMMARY = "summary"
    """The summary alone."""


@frozen(kw_only=True)
class FeedOptions:
    """What can be set of every feed."""

    limit: Count = 50
    """How many entries at most."""
    content: FeedContent = FeedContent.FULL
    """Whether an entry carries the whole edition or its summary alone."""
    archive: bool = False
    """Whether older editions stand in further files (RFC 5005), `limit` in each; once an archive
    is full only the newest one of them changes."""
    split: frozenset[FeedSplit] = frozenset()
    """Whether each topic, and each therapist who is named in full, has a feed of its own."""
    hub: tuple[WebAddress, ...] = ()
    """WebSub hubs that pass changes on to subscribers."""
    tracking: Tracking | None = None
    """Marks on the links in the content; none by default."""

    def __attrs_post_init__(self) -> None:
        """Check every option."""
        validate(self)

"""Options of all feeds."""

from enum import StrEnum

from attrs import frozen

from tbh_model.exporters._utm import Tracking
from tbh_model.exporters.feeds._list import FeedSplit
from tbh_model.model import Count, WebAddress, validate_on_init


class FeedContent(StrEnum):
    """Part of an edition that a feed has."""

    FULL = "full"
    """The whole edition."""
    SUMMARY = "summary"
    """The summary alone."""


@frozen(kw_only=True)
@validate_on_init
class FeedOptions:
    """Options of all feeds."""

    limit: Count = 50
    """The maximum number of entries."""
    content: FeedContent = FeedContent.FULL
    """Whether an entry has the whole edition or only its summary."""
    archive: bool = False
    """Whether older editions are in archives (RFC 5005), `limit` in each. Of the full ones, only
    the newest one changes."""
    split: frozenset[FeedSplit] = frozenset()
    """Whether each topic, and each therapist who is named in full, has a feed."""
    hub: tuple[WebAddress, ...] = ()
    """WebSub hubs that pass changes on to subscribers."""
    tracking: Tracking | None = None
    """The UTM parameters of links in the content; none by default."""

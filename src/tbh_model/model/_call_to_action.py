"""Calls to action."""

from collections.abc import Iterable, Iterator
from enum import StrEnum

from attrs.converters import optional

from tbh_model._attrs import field, frozen
from tbh_model._final import final
from tbh_model.model._constraints import Identifier, Line, LinkTarget
from tbh_model.model._response import ChannelName, to_channels
from tbh_model.model._validation import RawViolation, short_repr, to_tuple, validate


class CallToActionKind(StrEnum):
    """Kind of action that the reader is invited to take."""

    BOOK = "book"
    """Book an appointment."""
    CONTACT = "contact"
    """Write or call."""
    DIRECTORY = "directory"
    """See the list of therapists."""
    ABOUT = "about"
    """Read about the publisher."""
    SUGGEST_TOPIC = "suggest-topic"
    """Suggest a topic."""
    SUBSCRIBE = "subscribe"
    """Subscribe to the series."""
    SHARE = "share"
    """Share the edition."""
    OTHER = "other"
    """Any other action."""


class Placement(StrEnum):
    """Place of a call to action."""

    SIGN_OFF = "sign-off"
    """Right after the sign-off and the words on next time."""
    CLOSING = "closing"
    """Under the closing heading."""


@final
@frozen(kw_only=True)
class CallToAction:
    """Sentence that invites the reader to act, with a link."""

    key: Identifier
    """Stable name, for tracking and for tests of what readers do."""
    kind: CallToActionKind
    """The action that the reader is invited to take."""
    text: Line
    """The whole sentence, as it is printed."""
    link_text: Line | None = None
    """The part of the sentence that is the link; the whole sentence by default."""
    url: LinkTarget | None = None
    """Where it leads; unknown for content taken over from print. Relative to the series' URL."""
    placement: Placement = Placement.CLOSING
    """The place on the page."""
    group: Identifier | None = None
    """Calls of one group share a paragraph."""
    channels: frozenset[ChannelName] | None = field(default=None, converter=optional(to_channels))
    """Where it is printed; everywhere by default."""

    def __attrs_post_init__(self) -> None:
        """Check every field, and that the link is a part of the sentence."""
        validate(self, _link_is_in_text)

    def __repr__(self) -> str:
        """Show the identifying fields."""
        return short_repr(self, "key", "text")

    @property
    def split(self) -> tuple[str, str, str]:
        """The text before the link, the text of the link, and the text after it."""
        if self.link_text is None:
            return "", self.text, ""
        before, link, after = self.text.partition(self.link_text)
        return before, link, after


def _link_is_in_text(call: CallToAction) -> Iterator[RawViolation]:
    if call.link_text is not None and call.link_text not in call.text:
        yield "link_text", repr(call.link_text), f"a part of the text {call.text!r}"


def to_calls(values: Iterable[CallToAction]) -> tuple[CallToAction, ...]:
    """Return a tuple of calls to action."""
    return to_tuple(values)

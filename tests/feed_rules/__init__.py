"""What the W3C feed validator and the profile of the RSS Advisory Board ask for, as functions.

A rule looks at one document and yields a finding for each fault, under the name that the validator
gives its message (https://validator.w3.org/feed/docs/). JSON Feed has a schema instead, written
from its specification (https://www.jsonfeed.org/version/1.1/).
"""

from datetime import datetime
from typing import Final

from feed_rules import _addresses, _dates, _elements, _html, _identity, _rss, _words
from feed_rules._document import RULES, Document, Finding
from feed_rules._file import declaration, well_formed
from feed_rules._json_feed import json_findings

__all__ = ["MESSAGES", "RULES", "Document", "Finding", "findings", "json_findings"]

_MODULES: Final = (_addresses, _dates, _elements, _html, _identity, _rss, _words)
"""A rule is known when its module has been read."""
MESSAGES: Final = frozenset().union(*(names for _, names in RULES))


def findings(body: bytes, url: str, at: datetime) -> list[Finding]:
    """Return all that the validator has to say of an RSS or Atom feed.

    Args:
        body: The file.
        url: Where it lies.
        at: When it is looked at: no date in it may be later.
    """
    document = Document(body, url, at)
    fatal = [*declaration(document), *well_formed(document)]
    if fatal:
        return fatal
    return [each for check, _ in RULES for each in check(document)]

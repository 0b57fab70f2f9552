"""Did you mean ...?"""

from collections.abc import Iterable


def closest(word: str, known: Iterable[str]) -> str | None:
    """Give the known word that is most like a mistyped one, if any is like it at all."""
    from difflib import get_close_matches  # only for somebody who mistyped

    candidates = {candidate.casefold(): candidate for candidate in sorted(known)}
    matches = get_close_matches(word.casefold()[:100], candidates, n=1, cutoff=0.6)
    return candidates[matches[0]] if matches else None

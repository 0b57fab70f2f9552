"""Titles as their colleges grant them: only where it is said that one of them did.

A wrong reproach is worse than none. What comes from elsewhere, and what nobody is named for, is
left alone.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final
from unicodedata import normalize

from attrs import frozen

from tbh_model._suggest import closest
from tbh_model.documents._lint_spots import (
    Finding,
    Site,
    Spot,
    groups_in,
    place_of,
    scalar_in,
    text_in,
)
from tbh_model.documents._lint_words import BARE_Q
from tbh_model.documents._located import AnyNode, ScalarNode
from tbh_model.documents._places import Place
from tbh_model.documents._rules import RuleBook, Title


def unknown_title(spot: Spot, site: Site) -> Iterator[Finding]:
    """Find titles that no college grants, and abbreviations of another title."""
    title, abbreviation = spot.scalar("title"), spot.scalar("abbreviation")
    if site.rules is None or title is None or abbreviation is None:
        return
    rows = _granted(spot.node, site.rules)
    refused = tuple(_refused(rows, {"title": title, "abbreviation": abbreviation}))
    if refused:
        yield refused[0]
        return
    meant = tuple(_meant(title.text, rows))
    if meant:
        yield from _other_abbreviation(meant, abbreviation)
    elif rows and _must_be_known(spot, site.rules, title.text):
        yield _not_granted(title, rows, site.rules)


def title_not_first(spot: Spot, site: Site) -> Iterator[Finding]:
    """Find a degree before a title whose college wants it to stand first."""
    before: _Part | None = None
    for part in _parts_of(spot, site.rules) if site.rules is not None else ():
        if part.stands_after:
            before = before or part
        elif part.first_title is not None:
            if before is not None:
                message = f"`{before.words}` stands before the title `{part.first_title}`"
                hint = f"put `{part.words}` first"
                yield Finding(before.place, message, hint, before.step)
            return


@frozen(kw_only=True)
class _Part:
    """One of the abbreviations that stand after a name."""

    words: str
    place: Place
    step: str
    stands_after: bool
    """Whether it is a degree or the like."""
    first_title: str | None
    """The title that it stands for, if that is one which comes first."""


def _parts_of(spot: Spot, rules: RuleBook) -> Iterator[_Part]:
    first = {college.id for college in rules.colleges if college.title_first}
    for index, credential in groups_in(spot.node, "credentials"):
        abbreviation = scalar_in(credential, "abbreviation")
        if abbreviation is None:
            continue
        title = text_in(credential, "title") or ""
        meant = tuple(_meant(title, _granted(credential, rules)))
        for start, end in _ranges(abbreviation.text):
            words = abbreviation.text[start:end]
            yield _Part(
                words=words,
                place=abbreviation.places.span(start, end),
                step=f"credentials[{index}].abbreviation",
                stands_after=_stands_after(words, "" if meant else title, rules),
                first_title=next((row.title for row in meant if row.college in first), None),
            )


def _granted(credential: AnyNode, rules: RuleBook) -> tuple[Title, ...]:
    """Return the titles among which a credential must be; none where that cannot be said."""
    issuer, place = text_in(credential, "issuer"), text_in(credential, "jurisdiction")
    here = {_folded(name) for name in (rules.jurisdiction, *rules.names)}
    if place is not None and _folded(place.split(",")[0]) not in here:
        return ()
    if issuer is None and place is None:
        return ()
    day = _day_of(credential, rules.as_of)
    colleges = {
        college.id
        for college in rules.colleges
        if issuer is None or _is_named(issuer, (college.id, *college.names))
    }
    return tuple(row for row in rules.titles if row.college in colleges and row.holds(day))


def _is_named(issuer: str, names: tuple[str, ...]) -> bool:
    """Return whether an issuer is meant, perhaps with its short name in parentheses."""
    bare = _folded(re.sub(r"\s*\([^)]*\)\s*$", "", issuer))
    return bare in {_folded(name) for name in names}


def _day_of(credential: AnyNode, today: date) -> date:
    """Return the day on which a credential is checked: that of the rules, or the nearest."""
    first, last = (_read_day(text_in(credential, key)) for key in ("valid_from", "valid_until"))
    if first is not None and first > today:
        return first
    return last if last is not None and last < today else today


def _read_day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        return None  # the loader says so


def _refused(rows: tuple[Title, ...], written: dict[str, ScalarNode]) -> Iterator[Finding]:
    """Find forms that a college says it does not accept, but for those that TBH406 is about."""
    for row in rows:
        for form in row.never:
            for step, scalar in written.items() if not BARE_Q.fullmatch(form) else ():
                found = _word(form).search(scalar.text)
                if found is None:
                    continue
                instead = row.title if step == "title" else row.abbreviation or row.title
                message = f"{row.college} does not accept `{found[0]}`"
                place = scalar.places.span(*found.span())
                yield Finding(place, message, f"write `{instead}`", step)


def _meant(title: str, rows: tuple[Title, ...]) -> Iterator[Title]:
    """Yield the titles that a title is, as a whole or as one of several with commas between."""
    whole = BARE_Q.sub("(Qualifying)", title)
    written = {_folded(words) for words in (whole, *whole.split(","))}
    for row in rows:
        if written & {_folded(words) for words in (row.title, *row.also)}:
            yield row


def _other_abbreviation(meant: tuple[Title, ...], abbreviation: ScalarNode) -> Iterator[Finding]:
    right = tuple(row.abbreviation for row in meant if row.abbreviation is not None)
    text = BARE_Q.sub("(Qualifying)", abbreviation.text)
    written = {_bare(text), *(_bare(text[start:end]) for start, end in _ranges(text))}
    if len(right) < len(meant) or written & set(map(_bare, right)):
        return
    message = f"`{abbreviation.text}` is not the abbreviation of `{meant[0].title}`"
    yield Finding(place_of(abbreviation), message, f"write `{right[0]}`", "abbreviation")


def _must_be_known(spot: Spot, rules: RuleBook, title: str) -> bool:
    """Return whether a title must be a known one: it has a college or a restricted word."""
    if spot.scalar("issuer") is not None:
        return True
    return any(_word(word).search(title) for word in rules.restricted)


def _not_granted(title: ScalarNode, rows: tuple[Title, ...], rules: RuleBook) -> Finding:
    known = tuple(dict.fromkeys(row.title for row in rows))
    colleges = " or ".join(dict.fromkeys(row.college for row in rows))
    short = {_bare(row.abbreviation): row.title for row in rows if row.abbreviation is not None}
    near = short.get(_bare(title.text)) or closest(title.text, known)
    message = f"`{title.text}` is no title of {colleges} that is known (as of {rules.as_of})"
    hint = f"did you mean `{near}`?" if near else f"known titles: {', '.join(known)}"
    return Finding(place_of(title), message, hint, "title")


def _stands_after(words: str, title: str, rules: RuleBook) -> bool:
    if _bare(words) in set(map(_bare, rules.after_title)):
        return True
    return any(_word(start).match(title) for start in rules.after_title)


def _ranges(abbreviation: str) -> Iterator[tuple[int, int]]:
    """Yield the range of each of several abbreviations with commas between."""
    yield from (found.span() for found in _BETWEEN_COMMAS.finditer(abbreviation))


def _folded(words: str) -> str:
    """Return words without capitals, repeated spaces and curly apostrophes."""
    return " ".join(normalize("NFC", words).replace("’", "'").casefold().split())


def _bare(abbreviation: str) -> str:
    """Return an abbreviation without its dots and spaces: `C. Psych.` is `CPsych`."""
    return re.sub(r"[.\s]", "", abbreviation).casefold()


def _word(words: str) -> "re.Pattern[str]":
    """Look for words that stand by themselves."""
    return re.compile(rf"(?<!\w){re.escape(words)}(?!\w)", re.IGNORECASE)


_BETWEEN_COMMAS: Final = re.compile(r"[^\s,;/](?:[^,;/]*[^\s,;/])?")

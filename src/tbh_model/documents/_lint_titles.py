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
    LintContext,
    LintTarget,
    groups_in,
    scalar_in,
    source_range,
    text_in,
)
from tbh_model.documents._lint_words import BARE_Q
from tbh_model.documents._located import AnyNode, ScalarNode
from tbh_model.documents._places import SourceRange
from tbh_model.documents._rules import RuleBook, Title


def unknown_title(target: LintTarget, context: LintContext) -> Iterator[Finding]:
    """Find titles that no college grants, and abbreviations of another title."""
    title, abbreviation = target.scalar("title"), target.scalar("abbreviation")
    if context.rules is None or title is None or abbreviation is None:
        return
    rows = _possible_titles(target.node, context.rules)
    refusals = tuple(_unaccepted_forms(rows, {"title": title, "abbreviation": abbreviation}))
    if refusals:
        yield refusals[0]
        return
    titles = tuple(_matching_titles(title.text, rows))
    if titles:
        yield from _wrong_abbreviation(titles, abbreviation)
    elif rows and _must_be_known(target, context.rules, title.text):
        yield _unknown_title_finding(title, rows, context.rules)


def title_not_first(target: LintTarget, context: LintContext) -> Iterator[Finding]:
    """Find a degree before a title whose college wants it to stand first."""
    degree: _Abbreviation | None = None
    for part in _abbreviations(target, context.rules) if context.rules is not None else ():
        if part.stands_after:
            degree = degree or part
        elif part.first_title is not None:
            if degree is not None:
                message = f"`{degree.words}` stands before the title `{part.first_title}`"
                hint = f"put `{part.words}` first"
                yield Finding(degree.place, message, hint, degree.step)
            return


@frozen(kw_only=True)
class _Abbreviation:
    """One of the abbreviations that stand after a name."""

    words: str
    place: SourceRange
    step: str
    stands_after: bool
    """Whether it is a degree or the like."""
    first_title: str | None
    """The title that it stands for, if that is one which comes first."""


def _abbreviations(target: LintTarget, rules: RuleBook) -> Iterator[_Abbreviation]:
    first = {college.id for college in rules.colleges if college.title_first}
    for index, credential in groups_in(target.node, "credentials"):
        abbreviation = scalar_in(credential, "abbreviation")
        if abbreviation is None:
            continue
        title = text_in(credential, "title") or ""
        titles = tuple(_matching_titles(title, _possible_titles(credential, rules)))
        for start, end in _abbreviation_ranges(abbreviation.text):
            words = abbreviation.text[start:end]
            yield _Abbreviation(
                words=words,
                place=abbreviation.source_map.span(start, end),
                step=f"credentials[{index}].abbreviation",
                stands_after=_stands_after(words, "" if titles else title, rules),
                first_title=next((row.title for row in titles if row.college in first), None),
            )


def _possible_titles(credential: AnyNode, rules: RuleBook) -> tuple[Title, ...]:
    """Return the titles among which a credential must be; none where that cannot be said."""
    issuer, place = text_in(credential, "issuer"), text_in(credential, "jurisdiction")
    local_names = {_normalize_words(name) for name in (rules.jurisdiction, *rules.names)}
    if place is not None and _normalize_words(place.split(",")[0]) not in local_names:
        return ()
    if issuer is None and place is None:
        return ()
    day = _day_of(credential, rules.as_of)
    colleges = {
        college.id
        for college in rules.colleges
        if issuer is None or _is_issuer(issuer, (college.id, *college.names))
    }
    return tuple(row for row in rules.titles if row.college in colleges and row.is_granted_on(day))


def _is_issuer(issuer: str, names: tuple[str, ...]) -> bool:
    """Return whether an issuer is meant, perhaps with its short name in parentheses."""
    bare = _normalize_words(re.sub(r"\s*\([^)]*\)\s*$", "", issuer))
    return bare in {_normalize_words(name) for name in names}


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


def _unaccepted_forms(rows: tuple[Title, ...], fields: dict[str, ScalarNode]) -> Iterator[Finding]:
    """Find forms that a college says it does not accept, but for those that TBH406 is about."""
    for row in rows:
        for form in row.never:
            for step, scalar in fields.items() if not BARE_Q.fullmatch(form) else ():
                match = _word_pattern(form).search(scalar.text)
                if match is None:
                    continue
                instead = row.title if step == "title" else row.abbreviation or row.title
                message = f"{row.college} does not accept `{match[0]}`"
                place = scalar.source_map.span(*match.span())
                yield Finding(place, message, f"write `{instead}`", step)


def _matching_titles(title: str, rows: tuple[Title, ...]) -> Iterator[Title]:
    """Yield the titles that a title is, as a whole or as one of several with commas between."""
    full_title = BARE_Q.sub("(Qualifying)", title)
    names = {_normalize_words(words) for words in (full_title, *full_title.split(","))}
    for row in rows:
        if names & {_normalize_words(words) for words in (row.title, *row.also)}:
            yield row


def _wrong_abbreviation(titles: tuple[Title, ...], abbreviation: ScalarNode) -> Iterator[Finding]:
    right = tuple(row.abbreviation for row in titles if row.abbreviation is not None)
    text = BARE_Q.sub("(Qualifying)", abbreviation.text)
    abbreviations = {
        _strip_dots(text),
        *(_strip_dots(text[start:end]) for start, end in _abbreviation_ranges(text)),
    }
    if len(right) < len(titles) or abbreviations & set(map(_strip_dots, right)):
        return
    message = f"`{abbreviation.text}` is not the abbreviation of `{titles[0].title}`"
    yield Finding(source_range(abbreviation), message, f"write `{right[0]}`", "abbreviation")


def _must_be_known(target: LintTarget, rules: RuleBook, title: str) -> bool:
    """Return whether a title must be a known one: it has a college or a restricted word."""
    if target.scalar("issuer") is not None:
        return True
    return any(_word_pattern(word).search(title) for word in rules.restricted)


def _unknown_title_finding(title: ScalarNode, rows: tuple[Title, ...], rules: RuleBook) -> Finding:
    known_titles = tuple(dict.fromkeys(row.title for row in rows))
    colleges = " or ".join(dict.fromkeys(row.college for row in rows))
    short = {
        _strip_dots(row.abbreviation): row.title for row in rows if row.abbreviation is not None
    }
    suggestion = short.get(_strip_dots(title.text)) or closest(title.text, known_titles)
    message = f"`{title.text}` is no title of {colleges} that is known (as of {rules.as_of})"
    hint = (
        f"did you mean `{suggestion}`?"
        if suggestion
        else f"known titles: {', '.join(known_titles)}"
    )
    return Finding(source_range(title), message, hint, "title")


def _stands_after(words: str, title: str, rules: RuleBook) -> bool:
    if _strip_dots(words) in set(map(_strip_dots, rules.after_title)):
        return True
    return any(_word_pattern(start).match(title) for start in rules.after_title)


def _abbreviation_ranges(abbreviation: str) -> Iterator[tuple[int, int]]:
    """Yield the range of each of several abbreviations with commas between."""
    yield from (match.span() for match in _BETWEEN_COMMAS.finditer(abbreviation))


def _normalize_words(words: str) -> str:
    """Return words without capitals, repeated spaces and curly apostrophes."""
    return " ".join(normalize("NFC", words).replace("’", "'").casefold().split())


def _strip_dots(abbreviation: str) -> str:
    """Return an abbreviation without its dots and spaces: `C. Psych.` is `CPsych`."""
    return re.sub(r"[.\s]", "", abbreviation).casefold()


def _word_pattern(words: str) -> "re.Pattern[str]":
    """Look for words that stand by themselves."""
    return re.compile(rf"(?<!\w){re.escape(words)}(?!\w)", re.IGNORECASE)


_BETWEEN_COMMAS: Final = re.compile(r"[^\s,;/](?:[^,;/]*[^\s,;/])?")

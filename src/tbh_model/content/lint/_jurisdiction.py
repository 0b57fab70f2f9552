"""Lint: protected titles, required notices and codes of jurisdictions."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final
from unicodedata import normalize

from tbh_model._attrs import frozen
from tbh_model._errors import closest
from tbh_model.content._node import AnyNode, MappingNode, ScalarNode, SequenceNode, SourceRange
from tbh_model.content.lint._context import (
    BARE_Q,
    Finding,
    LintContext,
    LintTarget,
    groups_in,
    scalar_in,
    source_range,
    text_in,
)
from tbh_model.content.lint._rulebook import RequiredNotice, RuleBook, Title
from tbh_model.i18n import LANGUAGES
from tbh_model.model import Channel, NoticeKind, Publisher, Series
from tbh_model.text import write_plain


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
    """Find a degree before a title that the college requires to be first."""
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
    """Abbreviation after a name."""

    words: str
    place: SourceRange
    step: str
    # Whether it is a degree or the like.
    stands_after: bool
    # The title that it stands for, if that is one which comes first.
    first_title: str | None


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
    """Return a pattern of whole words."""
    return re.compile(rf"(?<!\w){re.escape(words)}(?!\w)", re.IGNORECASE)


_BETWEEN_COMMAS: Final = re.compile(r"[^\s,;/](?:[^,;/]*[^\s,;/])?")


def missing_sender(target: LintTarget, context: LintContext) -> Iterator[Finding]:
    """Find what a newsletter would have to say of the publisher, if there is one."""
    if context.rules is None or not any(map(_is_for_newsletter, context.editions)):
        return
    missing = [
        requirement
        for requirement in context.rules.newsletter
        if not any(target.scalar(name) is not None for name in requirement.any_of)
    ]
    if missing:
        needs = ", ".join(requirement.needs for requirement in missing)
        keys = ", ".join(
            " or ".join(f"`{name}`" for name in requirement.any_of) for requirement in missing
        )
        message = f"{_citation(context.rules)} ask a newsletter for {needs}"
        yield Finding(_start_range(target.node), message, f"add {keys}")


def missing_notice(target: LintTarget, context: LintContext) -> Iterator[Finding]:
    """Find a missing crisis notice, or one without the crisis line."""
    rule = None if context.rules is None else context.rules.notice(NoticeKind.CRISIS)
    if context.rules is None or rule is None:
        return
    notices = tuple(_notices(target.node, rule.kind))
    if notices:
        yield from _missing_mentions(rule, notices)
    elif target.kind is Series and not _is_in_every_edition(rule.kind, context.editions):
        where = target.node.get("notices") if isinstance(target.node, MappingNode) else None
        place = _start_range(target.node if where is None else where)
        message = f"{_citation(context.rules)} ask for a `{rule.kind}` notice; this series has none"
        yield Finding(place, message, _notice_hint(rule, context.language), "notices")


def _citation(rules: RuleBook) -> str:
    return f"the rules for {rules.jurisdiction} (as of {rules.as_of})"


def _is_for_newsletter(edition: MappingNode) -> bool:
    """Return whether a consent of one of its responses covers the newsletter."""
    uses = (
        consent.get("uses")
        for _, response in groups_in(edition, "responses")
        for _, consent in groups_in(response, "consents")
    )
    items = (
        item for channels in uses if isinstance(channels, SequenceNode) for item in channels.items
    )
    return any(isinstance(item, ScalarNode) and item.text == Channel.NEWSLETTER for item in items)


def _is_in_every_edition(kind: NoticeKind, editions: tuple[MappingNode, ...]) -> bool:
    return bool(editions) and all(any(_notices(edition, kind)) for edition in editions)


def _notices(node: AnyNode, kind: NoticeKind) -> Iterator[tuple[int, ScalarNode]]:
    """Yield the text of each notice of a kind, with its index."""
    for index, notice in groups_in(node, "notices"):
        text = scalar_in(notice, "text")
        if text_in(notice, "kind") == kind and text is not None:
            yield index, text


def _missing_mentions(
    rule: RequiredNotice, notices: tuple[tuple[int, ScalarNode], ...]
) -> Iterator[Finding]:
    """Return what no notice mentions; an emergency number may be in a notice of its own."""
    all_text = "\n".join(text.text for _, text in notices)
    missing = [words for words in rule.mentions if not _mention_pattern(words).search(all_text)]
    if missing:
        index, text = notices[0]
        words = " and ".join(f"`{phrase}`" for phrase in missing)
        message = f"this {rule.kind} notice does not mention {words}"
        yield Finding(
            source_range(text), message, f"say how to reach {words}", f"notices[{index}].text"
        )


def _mention_pattern(words: str) -> "re.Pattern[str]":
    """Return a pattern of words; `9-8-8` also matches `988`, but no part of a longer number."""
    signs = r"\W?".join(map(re.escape, re.findall(r"\w", words)))
    return re.compile(rf"(?<!\w)(?<!\d[-. ]){signs}(?!\w)(?![-. ]\d)", re.IGNORECASE)


def _notice_hint(rule: RequiredNotice, language: str) -> str:
    text = rule.text_in(language)
    start = f"add a notice of kind `{rule.kind}`"
    return start if text is None else f"{start}, such as: {' '.join(write_plain(text).split())}"


def _start_range(node: AnyNode) -> SourceRange:
    """Return the range of the start of a value, for something that it lacks."""
    return SourceRange(node.line, node.column)


# ISO 3166-1.
_COUNTRIES: Final = frozenset(
    re.findall(
        r"\w+",
        "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ "
        "BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM "
        "DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS "
        "GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN "
        "KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ "
        "MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM "
        "PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV "
        "SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI "
        "VN VU WF WS YE YT ZA ZM ZW",
    )
)
# ISO 3166-2 of the United States, after `US-`.
_STATES: Final = frozenset(
    re.findall(
        r"\w+",
        "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ "
        "NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC AS GU MP PR UM VI",
    )
)
_NAMES: Final = {
    **{
        name.casefold(): code
        for table in LANGUAGES.values()
        for code, name in table.regions.items()
    },
    "canada": "CA",
    "united states": "US",
    "usa": "US",
    "united kingdom": "GB",
    "uk": "GB",
}
_PROVINCES: Final = LANGUAGES["en"].regions
_CODE: Final = re.compile(r"([A-Z]{2})(?:-([A-Z0-9]{1,3}))?", re.ASCII)
_LIKE_CODE: Final = re.compile(r"[A-Za-z]{2}(?:[-_ ][A-Za-z0-9]{1,3})?", re.ASCII)


def unknown_jurisdiction(spot: LintTarget, site: LintContext) -> Iterator[Finding]:
    """Find a code that no country or part of one has; a credential may have a name instead."""
    written = spot.scalar("jurisdiction")
    if written is None or _is_known(written.text):
        return
    if site.rules is not None and written.text == site.rules.jurisdiction:
        return  # the content folder brings rules for it
    if spot.kind is not Publisher and _LIKE_CODE.fullmatch(written.text) is None:
        return
    meant = _meant(written.text)
    hint = (
        f"did you mean `{meant}`?" if meant else "write an ISO 3166 code, such as `CA-ON` or `GB`"
    )
    message = f"`{written.text}` is not the code of a country or of a part of one"
    yield Finding(source_range(written), message, hint, "jurisdiction")


def unusable_rules(target: LintTarget, context: LintContext) -> Iterator[Finding]:
    """Find that rules for the jurisdiction are installed, and cannot be used."""
    jurisdiction = target.scalar("jurisdiction")
    if jurisdiction is None:
        return
    for error in context.unusable_rules:
        yield Finding(source_range(jurisdiction), error.problem, error.remedy, "jurisdiction")


def _is_known(code: str) -> bool:
    found = _CODE.fullmatch(code)
    if found is None or found[1] not in _COUNTRIES:
        return False
    if found[2] is None:
        return True
    parts = {"CA": code in _PROVINCES, "US": found[2] in _STATES}
    return parts.get(found[1], True)  # those of other countries are not looked up


def _meant(text: str) -> str | None:
    folded = " ".join(text.casefold().split())
    if folded in _NAMES:
        return _NAMES[folded]
    code = re.sub(r"[\s_]+", "-", text.strip().upper())
    if _is_known(code):
        return code
    if code.startswith("UK-") and _is_known(f"GB{code[2:]}"):
        return f"GB{code[2:]}"
    if _LIKE_CODE.fullmatch(text):
        return closest(code, _PROVINCES) if code.startswith("CA") else None
    near = closest(folded, _NAMES)
    return None if near is None else _NAMES[near]

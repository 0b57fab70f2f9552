"""Columns of forms: what each is about, and what its cells say of channels, names and time."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Final
from unicodedata import combining, normalize
from zoneinfo import ZoneInfo

from tbh_model._attrs import frozen
from tbh_model._errors import TBHError
from tbh_model.i18n import localized_date, primary_language
from tbh_model.importers._contract import Record
from tbh_model.model import Attribution, Channel, Edition, Series


class ColumnRole(StrEnum):
    """What a column of a form holds."""

    ANSWER = "answer"
    """The answer."""
    QUOTE = "quote"
    """The words that the person wants to see printed large."""
    NAME = "name"
    """The name of the person."""
    EMAIL = "email"
    """The address of the person."""
    CREDENTIALS = "credentials"
    """Titles and letters after the name."""
    CHANNELS = "channels"
    """Where the answer may be printed, in one cell."""
    CHANNEL = "channel"
    """Whether it may be printed on one channel, as in `channel web`."""
    ATTRIBUTION = "attribution"
    """How the person may be named."""
    AGREEMENT = "agreement"
    """Whether the person agrees to be printed at all."""
    RECEIVED = "received"
    """When the answer came."""
    MODIFIED = "modified"
    """When the answer was last changed."""
    ID = "id"
    """The id of the submission."""
    RESPONDENT = "respondent"
    """The id that the form service has for the person."""
    IGNORE = "ignore"
    """Nothing that a series has a place for."""


@frozen(kw_only=True)
class Column:
    """A heading, and what is below it."""

    heading: str
    role: ColumnRole | None
    """None if the heading says nothing that is understood."""
    channel: str | None = None
    """The channel of a column for one channel."""

    @property
    def text(self) -> str:
        """The role as a mapping file has it."""
        role = ColumnRole.IGNORE if self.role is None else self.role
        return f"{role} {self.channel}" if self.channel else role.value


class UnsureColumnsError(TBHError):
    """It is not clear what the columns of a form are."""

    def __init__(self, problem: str, columns: Mapping[str, str]) -> None:
        super().__init__(problem, columns)
        self.problem, self.columns = problem, columns

    def __str__(self) -> str:
        """Describe the problem and a remedy."""
        return f"{self.problem}; tell which column is which"


def plain_words(text: str) -> str:
    """Return a text as headings are compared: no markup, accents, capitals or punctuation."""
    text = re.sub(r"<[^>]*>", " ", text)
    if re.fullmatch(r"[\w.\[\]-]+", text):  # a key of JSON, such as `data[0].submittedAt`
        text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text.rpartition(".")[2]).replace("_", " ")
    letters = normalize("NFKD", text.casefold())
    words = "".join(letter for letter in letters if not combining(letter))
    return " ".join(re.sub(r"[^\w#]+|_", " ", words).split())


# The first pattern that a heading matches decides; English, French, German and Spanish.
_HEADINGS: Final[tuple[tuple[ColumnRole, str], ...]] = (
    (ColumnRole.ID, r"#|id|(submission|response) id|token|message id|numero|identifiant"),
    (ColumnRole.RESPONDENT, r"respondent( id)?"),
    (
        ColumnRole.IGNORE,
        (
            r"response type|finished|network id|tags|score|quiz.*|(total )?points|start (date|time)"
            r"( utc)?|started at|stage date( utc)?|heure de debut|startzeit|hora de inicio|to|cc|"
            r"subject|in reply to|reply to|url|ip( address)?|user agent|country|language|langue"
        ),
    ),
    (
        ColumnRole.MODIFIED,
        r".*\b(last (modified|submitted)|updated at|derniere modification|zuletzt geandert)\b.*",
    ),
    (
        ColumnRole.RECEIVED,
        (
            r"timestamp|horodateur|zeitstempel|marca temporal|"
            r"(submitted|created|finished|end(ed)?) at|"
            r"(submit|created?|completion|end) (date|time)( utc)?|heure de fin|fertigstellungszeit|"
            r"hora de finalizacion|date|datum|fecha|received"
        ),
    ),
    (
        ColumnRole.ATTRIBUTION,
        (
            r".*\b(use|print|publish|show) your( full)? name\b.*|.*\bname you\b.*|attribution|"
            r".*\bvous nommer\b.*|.*\bnamentlich\b.*|.*\bnennen\b.*|.*\bsu nombre\b.*publicar.*"
        ),
    ),
    (
        ColumnRole.EMAIL,
        (
            r"(.*\b(your|email|votre|ihre|su) )?(e ?mail|courriel|correo)( address| adresse)?|"
            r".*\b(e ?mail address|adresse (de messagerie|e ?mail|electronique)|courriel)\b.*|"
            r".*\bcorreo electronico\b.*|respondent email"
        ),
    ),
    (ColumnRole.QUOTE, r".*\b(print(ed)? large|pull quote|one sentence|en grand)\b.*|quote"),
    (
        ColumnRole.CREDENTIALS,
        r".*\b(letters after|credentials?|your titles?|qualifications?|(vos )?titres|titel)\b.*",
    ),
    (
        ColumnRole.NAME,
        (
            r"(first and last |full )?name|who( are you)?|nom( complet)?|"
            r"nombre( completo)?|from|prenom et nom|"
            r".*\b(your|full|ihr) (full )?name\b.*|.*\bvotre nom\b.*|.*\bsu nombre\b.*"
        ),
    ),
    (
        ColumnRole.CHANNELS,
        (
            r".*\b(where|ou|wo|donde)\b.*\b(print|publish|use|publier|imprimer|drucken|"
            r"veroffentlichen|publicar)\b.*|channels?|canaux"
        ),
    ),
    (
        ColumnRole.AGREEMENT,
        (
            r".*\b(i (agree|consent|accept)|j accepte|je consens|ich stimme|acepto)\b.*|consent|"
            r".*\b(may we|can we|pouvons nous|durfen wir) "
            r"(print|publish|post|share|use|send|publier|imprimer|partager|drucken|teilen)\b.*"
        ),
    ),
    (
        ColumnRole.ANSWER,
        (
            r".*\b(own words|propres mots|eigenen worten|propias palabras)\b.*|"
            r"(your |votre |ihre |su )?(answer|response|reponse|antwort|respuesta)"
        ),
    ),
)
_ARTICLE: Final = re.compile(
    r"(?:(?:on|in|sur|dans|auf|in der) )?(?:(?:the|our|your|le|la|les|l|notre|die|der|das|el) )?"
)
_CHANNELS: Final[Mapping[Channel, str]] = {
    Channel.WEB: r"(web ?)?(site|page|seite)|web|online|en ligne|blog|sitio( web)?",
    Channel.NEWSLETTER: r"news ?letter|letter|infolettre|lettre|rundbrief|boletin|e ?mail",
    Channel.FEED: r"(rss |news )?feeds?( readers?)?|rss|flux( rss)?|agregateurs",
    Channel.SOCIAL: r"social( media| networks?)?|reseaux( sociaux)?|soziale (medien|netzwerke)|"
    r"redes( sociales)?|linkedin|instagram|facebook|mastodon|bluesky",
}


def find_channel(text: str, series: Series) -> str | None:
    """Return the channel that a choice of a form names, if it names nothing else."""
    words = plain_words(text)
    bare = words[match.end() :] if (match := _ARTICLE.match(words)) else words
    for channel in series.all_channels:
        pattern = _CHANNELS.get(Channel(channel)) if channel in set(Channel) else None
        if bare == plain_words(channel) or (pattern and re.fullmatch(pattern, bare)):
            return channel
    return None


def split_choices(text: str) -> tuple[str, ...]:
    """Return the choices that a service has joined in one cell."""
    separator = next((mark for mark in (";", "\n", "|") if mark in text), ",")
    return tuple(choice for part in text.split(separator) if (choice := part.strip()))


_TRUE: Final = frozenset(
    {"true", "1", "yes", "y", "oui", "ja", "si", "vrai", "wahr", "x", "checked"}
)
_FALSE: Final = frozenset({"false", "0", "no", "n", "non", "nein", "faux", "falsch", "unchecked"})
_ATTRIBUTIONS: Final[tuple[tuple[Attribution, str], ...]] = (
    (Attribution.FIRST_NAME, r".*\b(first name|prenom|vorname|nombre de pila)\b.*"),
    (Attribution.INITIALS, r".*\b(initials?|initiales?|initialen|iniciales)\b.*"),
    (Attribution.ROLE, r".*\b(my|only|the|seulement) (role|title|profession|fonction)\b.*|role"),
    (Attribution.ANONYMOUS, r".*\b(anonym\w*|without (my |a )?name|sans (mon )?nom)\b.*"),
    (Attribution.FULL, r".*\b(full name|nom complet|vollen namen|nombre completo)\b.*"),
)
_NEGATIONS: Final = re.compile(r"\b(not|don t|never|pas|jamais|nicht|kein\w*|nunca)\b")


def truth(text: str) -> bool | None:
    """Return whether a cell is ticked; None if it is neither ticked nor crossed out."""
    words = plain_words(text)
    if words in _TRUE or text.strip() in {"✓", "✔", "☑"}:
        return True
    return False if words in _FALSE else None


def find_attribution(text: str) -> Attribution | None:
    """Return how somebody may be named, according to what they have chosen."""
    words = plain_words(text)
    if _NEGATIONS.search(words):
        return None
    for style, pattern in _ATTRIBUTIONS:
        if re.fullmatch(pattern, words):
            return style
    answer = truth(text)
    first = truth(words.partition(" ")[0])
    if answer is None and len(words.split()) <= _SHORT_ANSWER:
        answer = first
    return None if answer is None else Attribution.FULL if answer else Attribution.ANONYMOUS


# The number of words up to which the first one of an answer, a yes or a no, is all of it.
_SHORT_ANSWER: Final = 4


def find_columns(
    records: Sequence[Record], series: Series, edition: Edition, known: Mapping[str, str]
) -> Mapping[str, Column]:
    """Return what each heading of some records is about.

    Args:
        records: The records.
        series: The series, which may declare channels.
        edition: The edition, whose question may be a heading.
        known: Roles by heading, which a mapping file has told.

    Raises:
        UnsureColumnsError: If no column, or more than one, may hold the answer.
    """
    headings = dict.fromkeys(cell.heading for record in records for cell in record.cells)
    columns = {
        heading: _column_of_mapping(heading, known[heading], series)
        if heading in known
        else _column(heading, series, edition)
        for heading in headings
    }
    if known or not columns or any(record.body is not None for record in records):
        return columns
    return {column.heading: column for column in _with_answer(columns.values(), records)}


def _column_of_mapping(heading: str, text: str, series: Series) -> Column:
    """Return the column that a mapping file tells of."""
    role, _, channel = text.partition(" ")
    try:
        found = ColumnRole(role)
    except ValueError:
        found = None
    if found is None or (found is ColumnRole.CHANNEL) != (channel in series.all_channels):
        choices = ", ".join(ColumnRole)
        problem = f"{heading!r} cannot be {text!r}: a column is one of {choices}, as in channel web"
        raise UnsureColumnsError(problem, {})
    return Column(heading=heading, role=found, channel=channel or None)


def _column(heading: str, series: Series, edition: Edition) -> Column:
    words, prompt = plain_words(heading), plain_words(edition.challenge.prompt)
    if prompt and len(words) > _SHORT_HEADING and (prompt in words or words in prompt):
        return Column(heading=heading, role=ColumnRole.ANSWER)
    choice = re.search(r"[(\[]([^()\[\]]+)[)\]]\s*$", heading)
    channel = find_channel(choice[1] if choice else heading, series)
    if channel is not None and not _is_question(words, ColumnRole.EMAIL):
        return Column(heading=heading, role=ColumnRole.CHANNEL, channel=channel)
    role = next((role for role, pattern in _HEADINGS if re.fullmatch(pattern, words)), None)
    channel = _asked_channel(words, series) if role is ColumnRole.AGREEMENT else None
    if channel is not None:
        return Column(heading=heading, role=ColumnRole.CHANNEL, channel=channel)
    return Column(heading=heading, role=role)


def _asked_channel(words: str, series: Series) -> str | None:
    """Return the channel at the end of a question, such as "May we print it on our website?"."""
    tail = words.split()[-_LONGEST_CHANNEL:]
    endings = (" ".join(tail[start:]) for start in range(len(tail)))
    return next((channel for end in endings if (channel := find_channel(end, series))), None)


# The number of words that name a channel, with their article and preposition.
_LONGEST_CHANNEL: Final = 5


def _is_question(words: str, role: ColumnRole) -> bool:
    return any(kind is role and re.fullmatch(pattern, words) for kind, pattern in _HEADINGS)


# Characters up to which a heading does not tell whether it is the question.
_SHORT_HEADING: Final = 12


def _with_answer(columns: Iterable[Column], records: Sequence[Record]) -> Iterator[Column]:
    """Yield the columns if one is the answer.

    Raises:
        UnsureColumnsError: With the most likely answer, if none is.
    """
    columns = tuple(columns)
    answers = [column.heading for column in columns if column.role is ColumnRole.ANSWER]
    candidates = answers or [column.heading for column in columns if column.role is None]
    if len(answers) == 1 or not candidates:
        yield from columns
        return
    lengths = dict.fromkeys(candidates, 0)
    for record in records:
        for cell in record.cells:
            if cell.heading in lengths:
                lengths[cell.heading] += len(cell.text)
    longest = max(lengths, key=lambda heading: lengths[heading], default=None)
    guesses = {
        column.heading: ColumnRole.ANSWER.value
        if column.heading == longest
        else ColumnRole.IGNORE.value
        if column.role is ColumnRole.ANSWER
        else column.text
        for column in columns
    }
    names = " and ".join(map(repr, answers))
    problem = f"{names} may both be the answer" if answers else "no column is the answer for sure"
    raise UnsureColumnsError(problem, guesses)


_NUMERIC: Final = re.compile(r"\s*(\d{1,4})([/.-])(\d{1,2})\2(\d{1,4})(.*)", re.DOTALL)
_CLOCK: Final = re.compile(
    r"[\s,T]*(?:(\d{1,2})[:h.](\d{2})(?:[:.](\d{2})(?:\.\d+)?)?\s*([ap])?\.?m?\.?)?\s*"
    r"(Z|(?:GMT|UTC)?\s*(?:([+-])(\d{1,2}):?(\d{2})?)?)\s*",
    re.IGNORECASE,
)
_YEAR_DIGITS: Final = 4
_LONGEST_MONTH: Final = 12


def day_first(texts: Iterable[str], heading: str, series: Series) -> tuple[bool, str]:
    """Return whether days come before months in dates, and by what that is known.

    Args:
        texts: All dates of the column.
        heading: The heading of the column.
        series: The series, whose language decides where nothing else does.
    """
    for text in texts:
        found = _NUMERIC.match(text)
        if found and len(found[1]) < _YEAR_DIGITS and int(found[1]) > _LONGEST_MONTH:
            return True, f"as {text.strip()!r} shows"
        if found and len(found[1]) < _YEAR_DIGITS and int(found[3]) > _LONGEST_MONTH:
            return False, f"as {text.strip()!r} shows"
    words = plain_words(heading)
    for language, pattern in _TIME_WORDS.items():
        if re.search(pattern, words):
            return True, f"as in the language of the heading, {language}"
    example = localized_date(date(2026, 1, 2), series.language)
    return example[0].isdigit(), f"as in {series.language}, the language of the series"


_TIME_WORDS: Final[Mapping[str, str]] = {
    "French": r"\b(horodateur|heure|date de)\b",
    "German": r"\b(zeitstempel|zeit|uhrzeit|datum)\b",
    "Spanish": r"\b(marca temporal|hora|fecha)\b",
}


def is_ambiguous(text: str) -> bool:
    """Return whether a date has its day and its month as numbers in an order of its own."""
    found = _NUMERIC.match(text)
    return found is not None and len(found[1]) < _YEAR_DIGITS


def read_instant(
    text: str, heading: str, *, has_day_first: bool, time_zone: str
) -> datetime | None:
    """Return the instant that a cell has; None if it has none.

    Without an offset it is in UTC if the heading says so, and else in the given time zone.
    """
    zone = UTC if re.search(r"\bUTC\b", heading) else ZoneInfo(time_zone)
    text = text.strip()
    instant = (
        _read_iso(text) or _read_numeric(text, has_day_first=has_day_first) or _read_mail_date(text)
    )
    if instant is None:
        return None
    return instant if instant.tzinfo is not None else instant.replace(tzinfo=zone)


def _read_iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _read_mail_date(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _read_numeric(text: str, *, has_day_first: bool) -> datetime | None:
    found = _NUMERIC.match(text)
    clock = _CLOCK.fullmatch(found[5]) if found else None
    if found is None or clock is None:
        return None
    first, second, third = int(found[1]), int(found[3]), int(found[4])
    if len(found[1]) == _YEAR_DIGITS:
        year, month, day = first, second, third
    else:
        day, month = (first, second) if has_day_first else (second, first)
        year = third + 2000 if len(found[4]) <= 2 else third  # noqa: PLR2004 - 26 for 2026
    hour, minute, second = (int(clock[index] or 0) for index in (1, 2, 3))
    if clock[4]:
        hour = hour % 12 + (12 if clock[4].lower() == "p" else 0)
    offset = None
    if clock[5]:
        sign = -1 if clock[6] == "-" else 1
        offset = timezone(sign * timedelta(hours=int(clock[7] or 0), minutes=int(clock[8] or 0)))
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=offset)
    except ValueError:
        return None


# Words that tell languages apart.
_COMMON_WORDS: Final[Mapping[str, frozenset[str]]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the and is are you your my what how when they them it that have of to i",
        "fr": "le la les des une est et je vous vos nous que qui dans pour pas sur de du leur l "
        "puis ils elle bonjour quand avec ce",
        "de": "der die das und ist ich sie wir nicht mit ein eine zu den es auf was",
        "es": "el los las una y es yo que no con por para se lo su en como mi",
    }.items()
}
_ENOUGH_WORDS: Final = 2


def find_language(text: str, expected: str) -> str | None:
    """Return the language of a text, if it is clearly another one than expected.

    Args:
        text: The text.
        expected: The language tag of the edition.
    """
    words = plain_words(text).split()
    counts = {
        language: sum(word in common for word in words)
        for language, common in _COMMON_WORDS.items()
    }
    best = max(counts, key=lambda language: counts[language])
    usual = primary_language(expected)
    is_clear = counts[best] >= _ENOUGH_WORDS and counts[best] > 2 * counts.get(usual, 0)
    return best if best != usual and is_clear else None

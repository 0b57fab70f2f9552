"""The words of a language: one table, which reaches every channel."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from attrs import asdict, evolve
from babel import Locale
from lxml import html

import tbh_model as tbh
from small import AT, EVERYWHERE, edition, response, series, therapist
from tbh_model.i18n import (
    LANGUAGES,
    LabelStrings,
    Language,
    direction,
    language_for,
    localized_date,
)
from tbh_model.model import (
    Attribution,
    CallToAction,
    CallToActionKind,
    Channel,
    Consent,
    Correction,
    CorrectionKind,
    Credential,
    Enclosure,
    Image,
    NewsletterForm,
    Overview,
    Publisher,
    TherapistStatus,
)

CODE = "tlh"
"""A registered language that there are no words for."""
FORMS = {
    "date": lambda day, _region: f"⟦date {day.isoformat()}⟧",
    "time": lambda clock, _region: f"⟦time {clock:%H.%M}⟧",
    "role": lambda title, place: f"⟦role {title} {place}⟧",
    "meet": lambda panel: f"⟦meet {panel}⟧",
}
OF_CHECKS = {"empty_links", "relative_times"}
"""What is looked for in the content, and printed nowhere."""


def _mark(name: str, original: str) -> str:
    return f"⟦{name}⟧{'{}' if '{}' in original else ''}"


def _marked(name: str, value: object) -> object:
    """Return a word that says which one it is, and tables of such words."""
    match value:
        case str() if name not in OF_CHECKS:
            return _mark(name, value)
        case LabelStrings():
            return LabelStrings(**{key: _mark(key, text) for key, text in asdict(value).items()})
        case dict():
            return {key: _mark(f"{name} {key}", text) for key, text in value.items()}
        case _:
            return value


def _words(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value.replace("{}", "")
        case LabelStrings():
            yield from asdict(value).values()
        case dict():
            yield from (text.replace("{}", "") for text in value.values())


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch) -> Language:
    """Register the language for one test, as a line in `LANGUAGES` would."""
    words: dict[str, Any] = {
        name: _marked(name, value) for name, value in asdict(LANGUAGES["en"], recurse=False).items()
    }
    language = Language(**{**words, **FORMS, "code": CODE})
    monkeypatch.setitem(LANGUAGES, CODE, language)
    return language


class _Search:
    """Says where the search page is."""

    def search_page(self) -> str:
        return "search/index.html"


def _print_everything() -> dict[str, str]:
    """Return every file of the built-in exporters for series that have all there is."""
    full = (
        _full_series(),
        (tbh.HTML(search=_Search()), tbh.RSS(limit=1), tbh.Atom(), tbh.JSONFeed()),
    )
    letters = (_full_series(), (tbh.Newsletter(),))
    services = (_full_series(), (tbh.Newsletter(profile="listmonk"),))
    empty = (series(language=CODE, editions=()), (tbh.HTML(),))
    many = tuple(edition(f"undated-{number}", published=None) for number in range(51))
    undated = (series(language=CODE, editions=many), (tbh.HTML(),))
    return {
        f"{number}/{artifact.path}": artifact.body.decode()
        for number, (content, exporters) in enumerate((full, letters, services, empty, undated))
        for exporter in exporters
        for artifact in tbh.export(content, exporter, at=AT)
        if artifact.media_type.startswith(("text/", "application/"))
    }


def test_a_language_that_is_added_is_printed_on_every_channel(made_up: Language) -> None:
    """Its table and its entry in `LANGUAGES` are enough: no word of another one is left."""
    files = _print_everything()
    everything = "\n".join(files.values()).replace("\\_", "_")
    fields = asdict(made_up, recurse=False)
    words = {
        word
        for name in fields.keys() - {*OF_CHECKS, "code", "name", "regions"}
        for word in _words(fields[name])
    }
    english = {
        word
        for name, value in asdict(LANGUAGES["en"], recurse=False).items()
        if name not in OF_CHECKS
        for word in _words(value)
    }

    assert {word for word in words if word not in everything} == set()
    for form in FORMS:
        assert f"⟦{form} " in everything or form in {"time", "meet"}
    for path, text in files.items():
        assert {
            word for word in english if re.search(rf">\s*{re.escape(word)}\s*<", text)
        } == set(), path


def _full_series() -> tbh.Series:
    """Return a series that has all that any word stands beside."""
    web_only = Consent(uses=frozenset({Channel.WEB}), granted=date(2026, 1, 1))
    by_role = Consent(uses=EVERYWHERE, granted=date(2026, 1, 1), attribution=Attribution.ROLE)
    taken_back = Consent(uses=EVERYWHERE, granted=date(2026, 1, 1), withdrawn=date(2026, 5, 20))
    registered = Credential(
        title="Registered Psychotherapist", abbreviation="RP", jurisdiction="CA-ON"
    )
    full = edition(
        "full",
        number=3,
        byline=("Ada Lund",),
        introduction=tbh.markdown("Formerly Ida Brandt."),
        updated=datetime(2026, 5, 3, tzinfo=UTC),
        published=datetime(2026, 5, 2, tzinfo=UTC),
        image=Image(src="https://example.org/a.png", credit="Bo", width=8, height=8),
        former_urls=("https://example.org/small/old/",),
        tags=("Patience",),
        responses=(
            response("r-1", consents=(by_role,), attribution=Attribution.ROLE),
            response(
                "r-2",
                therapist="t-2",
                consents=(web_only,),
                answer=tbh.markdown("It is long. " * 400),
            ),
        ),
        corrections=tuple(
            Correction(on=date(2026, 5, 2), kind=kind, text="This was that.")
            for kind in CorrectionKind
        ),
        overview=Overview(),
    )
    files = [
        Enclosure(url=f"https://example.org/{number}", type=type_, length=number)
        for number, type_ in enumerate(("audio/mpeg", "video/mp4", "application/pdf"))
    ]
    closing = CallToAction(
        key="letter", kind=CallToActionKind.SUBSCRIBE, text="Write", url="https://example.org/n"
    )
    withdrawn = [
        response(f"w-{number}", consents=(taken_back,), therapist=None, quote=f"Word {number}.")
        for number in range(3)
    ]
    return series(
        language=CODE,
        therapists=(
            therapist(credentials=(registered,), url="https://example.org/dana"),
            therapist("t-2", name="Bo Aas", booking_url="https://example.org/book"),
            therapist("t-3", name="Cleo Dahl", status=TherapistStatus.ALUMNI),
            therapist("t-4", name="Ida Falk", former_names=("Ida Brandt",)),
        ),
        calls_to_action=(closing,),
        publisher=Publisher(
            name="Small",
            postal_address="1 Lane",
            unsubscribe_url="https://example.org/unsubscribe",
            newsletter_form=NewsletterForm(action="https://example.org/sign-up"),
        ),
        editions=(
            full,
            *(
                edition(
                    f"older-{month}",
                    published=datetime(2025, month, 1, tzinfo=UTC),
                    enclosure=files[month - 1],
                )
                for month in (1, 2, 3)
            ),
            edition("translated", language=f"{CODE}-Latn", translation_of=full.id),
            edition("gone", status=tbh.EditionStatus.RETRACTED),
            edition("one", responses=(response(therapist="t-3"), withdrawn[0])),
            edition("two", responses=(response(), *withdrawn[1:])),
        ),
    )


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
def test_every_word_of_a_language_takes_what_the_english_one_takes(language: Language) -> None:
    """Numbers and names are put in, and every kind of correction and province has its word."""
    english = asdict(LANGUAGES["en"], recurse=False)
    for name, value in asdict(language, recurse=False).items():
        if name in {"answers", "minutes"}:
            assert value.keys() == {language.plural(count) for count in range(200)}, name
            assert value["other"].count("{}") == 1, name
        elif isinstance(value, dict):
            assert value.keys() == english[name].keys(), name
        elif isinstance(value, str) and name not in OF_CHECKS:
            assert value.strip(), name
            assert value.count("{}") == english[name].count("{}"), name
    re.compile(language.relative_times)
    assert set(language.correction_kinds) == {kind.value for kind in CorrectionKind}


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
def test_every_letter_of_a_language_takes_what_the_english_one_takes(language: Language) -> None:
    """Names, titles and days are put in, and each channel has its name and its meaning."""
    english = asdict(LANGUAGES["en"].letters)
    for name, value in asdict(language.letters).items():
        if isinstance(value, str):
            assert sorted(re.findall(r"{\w*}", value)) == sorted(
                re.findall(r"{\w*}", english[name])
            ), name
        elif isinstance(value, dict):
            assert value.keys() == english[name].keys(), name
            assert all(value.values()), name
        else:
            assert value, name
    assert {text.casefold() for text in language.letters.yes_words} == language.letters.yes_words


@pytest.mark.parametrize("code", sorted({table.code for table in LANGUAGES.values()}))
def test_the_plural_of_a_language_is_that_of_the_cldr(code: str) -> None:
    """By the names of its categories."""
    language = LANGUAGES[code]
    for count in range(1000):
        assert language.plural(count) == Locale.parse(code).plural_form(count)


@pytest.mark.parametrize(
    ("language", "counts", "times"),
    [
        ("en", ["0 answers", "1 answer", "2 answers"], "2 min read"),
        ("fr", ["0 réponse", "1 réponse", "2 réponses"], "2 min de lecture"),
        ("es", ["0 respuestas", "1 respuesta", "2 respuestas"], "2 min de lectura"),
        ("he", ["0 תשובות", "תשובה אחת", "שתי תשובות"], "שתי דקות קריאה"),
    ],
)
def test_numbers_have_the_forms_of_the_language(
    language: str, counts: list[str], times: str
) -> None:
    """Of one, of two and of more, as the language has them."""
    words = language_for(language)

    assert [words.count_answers(count) for count in range(3)] == counts
    assert words.reading_time(2) == times


@pytest.mark.parametrize(
    ("language", "by_newsletter"),
    [
        ("fr", "Par courriel"),
        ("fr-CA", "Par courriel"),
        ("fr-FR", "Par e-mail"),
        ("fr-Latn-ch", "Par e-mail"),
        ("FR-be", "Par e-mail"),
    ],
)
def test_a_region_has_words_of_its_own(language: str, by_newsletter: str) -> None:
    """Canada and Europe name mail and letters differently; Canada has no space before `;`."""
    words = language_for(language)

    assert words.by_newsletter == by_newsletter
    assert ("\u202f;" in words.feed_instructions) == (by_newsletter == "Par e-mail")
    assert words.code == "fr"


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "click here"), ("fr", "cliquez ici"), ("es", "haga clic aquí"), ("he", "לחצו כאן")],
)
def test_the_checks_know_the_empty_links_of_every_language(language: str, words: str) -> None:
    """Whatever language the text is in: people quote."""
    assert words in LANGUAGES[language].empty_links


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_site_is_all_in_its_language_and_direction(language: str) -> None:
    """No word of ours says that it is in another, and a date is never broken within a line."""
    content = evolve(_full_series(), language=language)
    pages = {file.path: file.body.decode() for file in tbh.export(content, tbh.HTML(), at=AT)}
    style = pages["assets/style.css"]
    page = html.fromstring(pages["editions/full/index.html"])

    assert (page.get("lang"), page.get("dir")) == (language, direction(language))
    assert {*page.xpath("//nav//@lang")} <= {"tlh-Latn"}  # that of a title of the content
    assert page.xpath("//*[@class='skip']/@lang") == []
    day = localized_date(date(2026, 5, 2), language)
    assert page.xpath("//main//text()[contains(., $day)]/parent::*", day=day) == page.xpath(
        "//main//time[contains(., $day)]", day=day
    )
    assert "time { white-space: nowrap; }" in style
    # sides of the text and no sides of the window: they change places where it runs from the right
    assert (
        re.findall(r"(?:margin|padding|border)-(?:left|right)|text-align: (?:left|right)", style)
        == []
    )

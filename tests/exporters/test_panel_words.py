"""A series that asks developers: no output says therapist."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import small_folder
import tbh_model as tbh
from site_reader import site
from small import AT, consent, edition, response, series, therapist
from tbh_model.exporters import BUILT_IN_NAMES, NAMES_ON_REQUEST, Exporter, default_registry

LABELS = tbh.Labels(therapists="Developers", therapists_path="developers")
DOCUMENTED = re.compile(rb'^ *"therapist": \{$', re.MULTILINE)
"""The key of a person in JSON Feed, below `_tbh`."""
CALL = tbh.CallToAction(
    key="hire",
    kind=tbh.CallToActionKind.BOOK,
    text="Hire one.",
    url="https://a.example/",
    placement=tbh.Placement.CLOSING,
)


def developers(language: str = "en", **fields: Any) -> tbh.Series:
    """Make a roundup of developers that has everything, in two languages."""
    credential = tbh.Credential(title="Certified Developer", abbreviation="CD")
    people = tuple(
        therapist(
            f"d-{number}",
            name=f"Ada {number}",
            role="Developer",
            credentials=(credential,),
            bio=tbh.markdown("Writes *tests*."),
            booking_url="https://a.example/book",
            status=tbh.TherapistStatus.ALUMNI if number == 1 else tbh.TherapistStatus.ACTIVE,
        )
        for number in range(30)
    )
    answers = tuple(
        response(f"r-{number}", therapist=person.id, consents=(consent(),), attribution=attribution)
        for number, (person, attribution) in enumerate(
            (person, attribution)
            for person in people
            for attribution in (tbh.Attribution.FULL, tbh.Attribution.ROLE)
        )
    )
    correction = tbh.Correction(
        on=date(2026, 5, 2), kind=tbh.CorrectionKind.RESPONSE_REMOVED, text="One is gone."
    )
    out: dict[str, Any] = {
        "responses": answers,
        "tags": ("Tests",),
        "corrections": (correction,),
        "challengers": None,
    }
    return series(
        **{
            "language": language,
            "challengers": tbh.Challengers(name="Developers"),
            "labels": LABELS,
            "calls_to_action": (CALL,),
            "therapists": people,
            "editions": (
                edition(**out),
                edition("french", language="fr-CA", **out),
                edition("gone", status=tbh.EditionStatus.RETRACTED, **out),
            ),
            **fields,
        }
    )


def exporters() -> list[Exporter]:
    """Return every built-in exporter, with what it does on request."""
    registry = default_registry()
    made = [registry.get(name)() for name in (*BUILT_IN_NAMES, *NAMES_ON_REQUEST)]
    split = frozenset(tbh.FeedSplit)
    return [*made, tbh.HTML(split=split), tbh.RSS(split=split), tbh.OPML(split=split)]


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_no_output_says_therapist(language: str) -> None:
    """No path and no byte, but for one documented key of JSON Feed."""
    files = 0
    for exporter in exporters():
        for artifact in tbh.export(developers(language), exporter, at=AT):
            body = artifact.body
            if artifact.path.endswith("feed.json"):
                body = DOCUMENTED.sub(b"", body)
            found = re.findall(rb"(?i).{0,40}th(?:e|\xc3\xa9)rap.{0,40}", body)
            assert not found, artifact.path
            assert "therap" not in artifact.path.lower()
            files += 1
    assert files > 80


def test_pages_of_people_lie_in_the_folder_of_the_series() -> None:
    """Navigation, headings and structured data have its word; the pages lead to each other."""
    made = site(developers())
    page = made.page("developers/index.html")

    assert page.xpath("string(//h1)") == "Developers"
    assert page.xpath("string(//nav//a[@aria-current])") == "Developers"
    assert "developers/d-3/index.html" in made.pages
    assert '"name":"Developers"' in made.text("developers/index.html")
    assert "Meet the Developers" in made.text("editions/patience/index.html")
    assert "developers/d-3/" in "".join(made.relative_links("editions/patience/index.html"))


def test_the_word_of_the_series_is_marked_on_a_page_in_another_language() -> None:
    """A built-in word in that language would name somebody else."""
    page = site(developers()).page("editions/french/index.html")

    (link,) = page.xpath("//nav//a[text()='Developers']")
    assert link.get("lang") == "en"
    assert "Rencontrez les developers" in "".join(page.itertext())
    assert site(series()).page("editions/patience/index.html").xpath("//nav//a/@lang") == []


@pytest.mark.parametrize(
    ("language", "word", "closing"),
    [
        ("en", "Developers", "Meet the Developers"),
        ("fr", "Développeurs", "Rencontrez les développeurs"),
        ("fr", "UX designers", "Rencontrez les UX designers"),
        ("it", "Sviluppatori", "Meet the Sviluppatori"),
    ],
)
def test_the_closing_label_follows_the_word_for_the_panel(
    language: str, word: str, closing: str
) -> None:
    """Unless there is one."""
    assert tbh.Labels(therapists=word).within(language).closing == closing
    assert tbh.Labels(therapists=word, closing="Now you").within(language).closing == "Now you"


@pytest.mark.parametrize(
    "path", ["topics", "Archive", "assets", "rss.xml", "editions", "images", "a/b", "", "_headers"]
)
def test_a_folder_that_something_else_has_is_refused(path: str) -> None:
    """And one that is no name of a folder."""
    with pytest.raises(tbh.InvalidValueError, match="therapists_path"):
        series(labels=tbh.Labels(therapists_path=path))


def test_an_edition_at_the_folder_of_the_panel_is_displaced() -> None:
    """As at any other page of the site."""
    at_list = edition(url="https://example.org/small/developers/")
    made = series(labels=LABELS, editions=(at_list,))
    (page,) = made.displaced_pages

    assert page.reason == "the list of the panel is there"
    assert site(made).page("developers/index.html").xpath("string(//h1)") == "Developers"
    assert series(editions=(at_list,)).displaced_pages == ()


def test_links_to_people_are_checked_in_the_folder_of_the_panel(tmp_path: Path) -> None:
    """A link to the built-in folder leads nowhere there."""
    labels = "labels: {therapists: Developers, therapists_path: developers}\n"
    link = "introduction: See [her](developers/t-1/) and [him](therapists/t-1/).\n"
    small_folder.write(tmp_path, "series.yaml", small_folder.SERIES + labels)
    small_folder.write(tmp_path, "therapists/t-1.yaml", small_folder.THERAPIST)
    small_folder.write(tmp_path, "editions/patience.yaml", small_folder.EDITION + link)

    (problem,) = [each for each in tbh.check(tmp_path) if each.code == "TBH423"]
    assert "therapists/t-1/" in problem.message
    assert problem.hint == "did you mean `developers/t-1/`?"

"""Editions in several languages: checked, and linked on pages and in feeds."""

import json
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from lxml import etree

import small_folder
import tbh_model as tbh
from site_reader import Site, site
from small import AT, edition, series

ATOM = {"a": "http://www.w3.org/2005/Atom"}
ENGLISH = edition("apologies", title="Apologies")
FRENCH = edition("excuses", title="Les excuses", language="fr-CA", translation_of="e-apologies")
GERMAN = edition("verzeihung", title="Verzeihung", language="de", translation_of="e-apologies")
URL = "https://example.org/small/editions"


def three(**of_english: Any) -> tbh.Series:
    return series(editions=(GERMAN, evolve(ENGLISH, **of_english), FRENCH, edition("other")))


def links(made: Site, slug: str) -> list[tuple[str, str]]:
    page = made.page(f"editions/{slug}/index.html")
    found = page.xpath("//link[@rel='alternate'][@hreflang]")
    return [(link.get("hreflang"), link.get("href")) for link in found]


def posting(made: Site, slug: str) -> dict[str, Any]:
    (script,) = made.page(f"editions/{slug}/index.html").xpath("//script/text()")
    nodes = json.loads(script)["@graph"]
    posting: dict[str, Any] = next(node for node in nodes if node["@type"] == "BlogPosting")
    return posting


def test_an_edition_knows_its_other_languages() -> None:
    """The original first, the others by language; alone, it has none."""
    made = three()

    assert made.translations(FRENCH) == (ENGLISH, GERMAN)
    assert made.translations(ENGLISH) == (GERMAN, FRENCH)
    assert made.translations(edition("other")) == ()


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"translation_of": "e-apologise"}, "'e-apologise'; allowed: .* such as 'e-apologies'"),
        ({"id": "e-1", "translation_of": "e-1"}, "'e-1'; allowed: the id of the original"),
        ({"translation_of": "e-excuses"}, "'e-excuses'; allowed: the id of the original"),
        ({"translation_of": "e-apologies"}, "the language 'en'; allowed: a language"),
        ({"translation_of": "e-apologies", "language": "FR-ca"}, "the language 'FR-ca'"),
    ],
)
def test_a_wrong_translation_is_refused(fields: dict[str, Any], found: str) -> None:
    """One of an unknown edition, of itself, of a translation, or in the same language."""
    wrong = edition("wrong", **fields)
    words = rf"editions\[2\]\.translation_of: found {found}"
    with pytest.raises(tbh.InvalidValueError, match=words):
        series(editions=(ENGLISH, FRENCH, wrong))


def test_a_wrong_translation_is_reported_in_its_file(tmp_path: Path) -> None:
    """As is anything else that only the whole series can tell."""
    small_folder.write(tmp_path, "series.yaml", small_folder.SERIES)
    small_folder.write(tmp_path, "therapists/t-1.yaml", small_folder.THERAPIST)
    small_folder.write(tmp_path, "editions/a.yaml", small_folder.EDITION)
    other = small_folder.EDITION.replace("e-1", "e-2").replace("slug: patience", "slug: b")
    small_folder.write(tmp_path, "editions/b.yaml", f"{other}translation_of: e-1\n")
    (problem,) = [item for item in tbh.check(tmp_path) if item.code == "TBH111"]

    assert (problem.file, problem.line) == ("editions/b.yaml", 15)
    assert problem.path == "translation_of"


def test_pages_link_to_each_other_in_head_and_text() -> None:
    """Each page names all versions with absolute addresses, its own too."""
    made = site(three())
    expected = {
        ("en", f"{URL}/apologies/"),
        ("fr-CA", f"{URL}/excuses/"),
        ("de", f"{URL}/verzeihung/"),
    }

    for slug in ("apologies", "excuses", "verzeihung"):
        assert set(links(made, slug)) == expected
    assert links(made, "other") == []
    page = made.page("editions/excuses/index.html")
    nav = page.xpath("//nav[@aria-label='Cette édition dans d’autres langues']/span/a")
    assert [(link.get("hreflang"), link.get("href")) for link in nav] == [
        ("en", "../../editions/apologies/"),
        ("de", "../../editions/verzeihung/"),
    ]
    assert nav[1].get("lang") == "de"


def test_structured_data_names_original_and_translations() -> None:
    """In the words of schema.org."""
    made = site(three())

    assert posting(made, "excuses")["translationOfWork"] == {"@id": f"{URL}/apologies/#edition"}
    assert posting(made, "apologies")["workTranslation"] == [
        {"@id": f"{URL}/verzeihung/#edition"},
        {"@id": f"{URL}/excuses/#edition"},
    ]
    assert not {"translationOfWork", "workTranslation"} & posting(made, "other").keys()


def test_atom_relates_other_languages() -> None:
    """They are no alternates, of which some readers open the last one."""
    (feed,) = tbh.export(three(), "atom", at=AT)
    root = etree.fromstring(feed.body)
    entry = next(
        entry
        for entry in root.findall("a:entry", ATOM)
        if entry.findtext("a:title", namespaces=ATOM) == "Apologies"
    )
    links_of_entry = [
        (link.get("rel"), link.get("hreflang"), link.get("href"))
        for link in entry.findall("a:link", ATOM)
    ]
    assert links_of_entry == [
        ("alternate", "en", f"{URL}/apologies/"),
        ("related", "de", f"{URL}/verzeihung/"),
        ("related", "fr-CA", f"{URL}/excuses/"),
    ]


def test_nothing_links_to_a_version_that_is_withheld() -> None:
    """Nor is its id named; what is left of the versions stands alone."""
    held = three(status=tbh.EditionStatus.DRAFT)
    released = tbh.release(held, "web", AT)

    assert {one.translation_of for one in released.series.editions} == {None}
    assert tbh.release(released.series, "web", AT).series == released.series
    assert links(site(held), "excuses") == []
    only_french = series(editions=(ENGLISH, FRENCH, evolve(GERMAN, expires=AT)))
    assert [language for language, _ in links(site(only_french), "excuses")] == ["fr-CA", "en"]


def test_every_round_trip_keeps_the_translation(tmp_path: Path) -> None:
    """As files, JSON and plain data."""
    made = three()
    tbh.save(made, tmp_path)
    assert tbh.load(tmp_path) == tbh.loads(tbh.dumps(made)) == made
    assert tbh.from_dict(tbh.Series, tbh.to_dict(made)) == made

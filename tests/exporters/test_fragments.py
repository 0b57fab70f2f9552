"""Editions and answers as one element, for the pages of other systems."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import html5lib
import pytest
from hypothesis import given

import tbh_model as tbh
from small import consent, edition, response, series
from strategies_model import SERIES

EXAMPLE: Final = Path(__file__).parents[2] / "examples" / "therapists-being-human"
AT: Final = datetime(2026, 11, 20, 12, tzinfo=UTC)
ADDRESSES: Final = ("href", "src", "cite")


@pytest.fixture(scope="module")
def web() -> tbh.Release:
    return tbh.release(tbh.load(EXAMPLE), channel="web", at=AT)


def parsed(html: str) -> Any:
    """Return the only element of a fragment."""
    nodes = html5lib.parseFragment(html, treebuilder="lxml", namespaceHTMLElements=False)
    (only,) = (node for node in nodes if not isinstance(node, str) or node.strip())
    return only


def words(element: Any) -> str:
    return " ".join(element.xpath("string()").split())


def fragments(release: tbh.Release) -> Iterator[tbh.Fragment]:
    """Yield all that a release can give."""
    for each in release.series.editions:
        yield tbh.edition_fragment(release, each)
        for printed in each.responses:
            yield tbh.edition_fragment(release, each.slug, response=printed.id)


def test_an_edition_is_one_element_with_all_its_words(web: tbh.Release) -> None:
    """In the order of the page."""
    for each in web.series.editions:
        said = words(parsed(tbh.edition_fragment(web, each).html))
        for expected in (
            each.title,
            each.challenge.prompt,
            *(r.quote or "" for r in each.responses),
        ):
            _, found, said = said.partition(" ".join(expected.split()))
            assert found, expected


def test_title_and_picture_are_left_to_a_page_that_has_them(web: tbh.Release) -> None:
    """Nothing else is left out."""
    for each in web.series.editions:
        whole = parsed(tbh.edition_fragment(web, each).html)
        bare = parsed(tbh.edition_fragment(web, each, title=False).html)

        assert bare.xpath("//*[@class='tbh-title' or @class='tbh-picture']") == []
        assert words(whole) == f"{' '.join(each.title.split())} {words(bare)}"


def test_an_answer_is_one_element_with_its_words_alone(web: tbh.Release) -> None:
    """And leads to the edition that it is from."""
    for each in web.series.editions:
        for printed in each.responses:
            element = parsed(tbh.edition_fragment(web, each.id, response=printed.id).html)
            assert len(element.findall(".//figure")) == 1
            assert " ".join((printed.quote or "").split()) in words(element)
            assert element.find(".//p[@class='tbh-source']/a").text == each.title


@given(content=SERIES)
def test_names_are_prefixed_and_addresses_whole(content: tbh.Series) -> None:
    """Whatever the page around it has, nothing of it is meant, and nothing leads astray."""
    for fragment in fragments(tbh.release(content, channel="web", at=AT)):
        for element in parsed(fragment.html).iter():
            names = f"{element.get('class', '')} {element.get('id', '')}".split()
            assert all(name.startswith(("tbh-", "language-")) for name in names)
            for attribute in ADDRESSES:
                assert re.match(r"[a-z][a-z0-9+.-]*:|$", element.get(attribute, ""))
            assert element.tag not in {"script", "style", "link", "iframe"}


def test_the_style_sheet_touches_nothing_else(web: tbh.Release) -> None:
    """Each selector begins with a class of ours."""
    fragment = tbh.edition_fragment(web, "what-makes-an-apology-work")
    rules = re.sub(r"/\*.*?\*/|\{[^}]*\}", "\n", fragment.css, flags=re.DOTALL)
    selectors = [each.strip() for each in re.split(r"[,\n]", rules) if each.strip()]

    assert selectors
    assert all(each.startswith(".tbh-") for each in selectors)
    assert len(fragment.css) < 2_000


def test_what_is_withheld_is_in_no_fragment() -> None:
    """Also where the edition that is given is the whole one."""
    refused = response(
        "r-2", quote="Never to be read.", consents=(consent(uses=frozenset({"newsletter"})),)
    )
    content = series(editions=(edition(responses=(response("r-1", quote="Mine."), refused)),))
    release = tbh.release(content, channel="web", at=AT)

    html = tbh.edition_fragment(release, content.editions[0]).html

    assert "Mine." in html
    assert "Never" not in html
    with pytest.raises(tbh.UnknownIdError, match="no response 'r-2'"):
        tbh.edition_fragment(release, content.editions[0], response="r-2")


def test_the_exporter_writes_what_the_function_returns(web: tbh.Release) -> None:
    """A file for each edition and each answer, the style sheet, and the pictures."""
    made = {each.path: each for each in tbh.export(tbh.load(EXAMPLE), "html", at=AT, fragment=True)}

    assert "index.html" not in made
    expected = {"fragments/fragment.css"}
    for each in web.series.editions:
        body = made[f"fragments/{each.slug}.html"].body.decode()
        assert body == tbh.edition_fragment(web, each).html
        expected |= {f"fragments/{each.slug}.html"}
        expected |= {f"fragments/{each.slug}/{printed.id}.html" for printed in each.responses}
    assert {path for path in made if path.startswith("fragments/")} == expected

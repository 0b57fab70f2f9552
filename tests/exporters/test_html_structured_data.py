"""What pages say to machines: honest types, and nobody who is not named."""

import json
from typing import Any

import tbh_model as tbh
from site_reader import site
from small import edition, response, series, therapist

EDITION = "editions/patience/index.html"


def graph(content: tbh.Series, path: str = EDITION) -> dict[str, Any]:
    """Return the nodes of a page by their types."""
    (script,) = site(content).page(path).xpath("//script[@type='application/ld+json']/text()")
    return {node["@type"]: node for node in json.loads(script)["@graph"]}


def test_an_edition_is_a_posting_that_quotes_people() -> None:
    """The therapists are quoted, and the publisher is the author where nobody else is."""
    nodes = graph(series(editions=(edition(number=3, tags=("patience",)),)))

    posting = nodes["BlogPosting"]
    (quotation,) = posting["hasPart"]
    assert posting["author"] == {"@id": nodes["Organization"]["@id"]}
    assert posting["isPartOf"] == {"@id": nodes["CreativeWorkSeries"]["@id"]}
    assert posting["position"] == 3
    assert posting["about"]["text"] == "What is patience for?"
    assert quotation["text"] == "Patience is a long room."
    assert quotation["@id"] == "https://example.org/small/editions/patience/#r-1"
    assert quotation["creator"] == {"@id": nodes["Person"]["@id"]}
    assert nodes["Person"]["honorificSuffix"] == "RP"
    assert [step["position"] for step in nodes["BreadcrumbList"]["itemListElement"]] == [1, 2]


def test_authors_are_persons_of_the_byline() -> None:
    """Each one by themselves."""
    posting = graph(series(editions=(edition(byline=("Nell", "Mireille")),)))["BlogPosting"]

    assert [author["name"] for author in posting["author"]] == ["Nell", "Mireille"]


def test_nobody_is_named_who_is_not_named_on_the_page() -> None:
    """A first name is a line and no person; anonymous words have neither."""
    first = response(attribution=tbh.Attribution.FIRST_NAME)
    nobody = response("r-2", attribution=tbh.Attribution.ANONYMOUS)
    nodes = graph(series(editions=(edition(responses=(first, nobody)),)))

    named, unnamed = nodes["BlogPosting"]["hasPart"]
    assert "Person" not in nodes
    assert "creator" not in named
    assert named["creditText"] == "Dana, RP"
    assert not {"creator", "creditText"} & unnamed.keys()
    assert "Okafor" not in json.dumps(nodes)


def test_no_text_ends_the_script() -> None:
    """Every sign that could is written as an escape, and reads back as itself."""
    summary = "</script><!-- \u2028 &amp;"
    content = series(editions=(edition(summary=summary),))

    assert graph(content)["BlogPosting"]["abstract"] == summary
    source = site(content).text(EDITION).partition('ld+json">')[2].partition("</script>")[0]
    assert not set("<>&\u2028") & set(source)


def test_a_therapist_is_a_person_with_a_page() -> None:
    """With what a college granted, and a page of their own where it is one."""
    person = therapist(url="https://dana.example/", role="Psychotherapist")
    nodes = graph(series(therapists=(person,)), "therapists/t-1/index.html")

    assert nodes["ProfilePage"]["mainEntity"] == {"@id": nodes["Person"]["@id"]}
    assert nodes["Person"]["sameAs"] == "https://dana.example/"
    assert nodes["Person"]["hasCredential"][0]["name"] == "Registered Psychotherapist"


def test_it_can_be_left_out() -> None:
    """With an option; the pages are the same otherwise."""
    made = site(series(), structured_data=False)

    assert made.page(EDITION).xpath("//script") == []

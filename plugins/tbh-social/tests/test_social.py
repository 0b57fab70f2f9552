"""Posts of an edition, and the share kits of those who are named."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

import pytest
from attrs import frozen
from lxml import etree, html

import tbh_model as tbh
from talk import AT, QUOTE, consent, edition, response, series, therapist
from tbh_model.exporters import SharePicture, connect_exporters, export
from tbh_social import Network, Social
from tbh_social._networks import RULES

URL = "https://example.org/small/editions/lateness/"
TWO = edition(response(), response(2, quote="Nothing at all."), tags=("being late", "doors"))
LONG = " ".join(f"Nobody asked me {number} times, and I said it." for number in range(60))


@frozen(kw_only=True)
class Painter:
    """Draws nothing, in two sizes."""

    info: ClassVar = tbh.ExporterInfo(name="painter", channel=tbh.Channel.SOCIAL, summary="Cards")
    repeats: int = 1
    """How often the description says what it says."""

    def export(self, release: tbh.Release, /) -> Iterable[tbh.Artifact]:
        return ()

    def share_pictures(
        self,
        release: tbh.Release,
        edition: tbh.Edition | None = None,
        response: tbh.Response | None = None,
        /,
    ) -> Sequence[SharePicture]:
        name = "edition" if response is None else response.id
        alt = f"Card of {name}. " * self.repeats
        return tuple(
            SharePicture(
                artifact=tbh.Artifact(
                    path=f"cards/{name}-{width}.png", media_type="image/png", body=b"\x89PNG"
                ),
                alt=alt.strip(),
                width=width,
                height=height,
            )
            for width, height in ((1200, 630), (1080, 1350))
        )


def files(made: tbh.Series, exporter: Any = None) -> dict[str, bytes]:
    exporter = Social() if exporter is None else exporter
    return {artifact.path: artifact.body for artifact in export(made, exporter, at=AT)}


def networks(made: tbh.Series, exporter: Any = None) -> dict[str, Any]:
    data = json.loads(files(made, exporter)["social/lateness.json"])
    found: dict[str, Any] = data["networks"]
    return found


def texts(posts: list[dict[str, Any]]) -> list[str]:
    return [post["text"] for post in posts]


def test_a_thread_has_question_answers_and_address() -> None:
    """Each with the name first; what was granted and no more."""
    made = series(
        edition(response(), response(2, quote="No.", attribution=tbh.Attribution.ANONYMOUS))
    )

    assert texts(networks(made)["mastodon"]["thread"]) == [
        "What do you say when you are late?",
        f"Danylo Wasylkiw:\n“{QUOTE}”",
        "“No.”",
        URL,
    ]


def test_an_announcement_has_the_address_and_hashtags_if_wished() -> None:
    """As many as suit the network."""
    found = networks(series(TWO), Social(hashtags=True))

    question = "What do you say when you are late?"
    assert texts(found["bluesky"]["announcement"]) == [f"{question}\n\n{URL}\n\n#BeingLate #Doors"]
    assert texts(found["threads"]["announcement"]) == [f"{question}\n\n{URL}\n\n#BeingLate"]
    assert texts(networks(series(TWO))["bluesky"]["announcement"]) == [f"{question}\n\n{URL}"]


def test_a_quote_leads_to_its_place() -> None:
    """In a post of its own."""
    (first, _) = networks(series(TWO))["mastodon"]["quotes"]

    assert first["response"] == "r-1"
    assert texts(first["posts"]) == [f"Danylo Wasylkiw:\n“{QUOTE}”\n\n{URL}#r-1"]


def test_a_caption_has_no_links() -> None:
    """On Instagram they would be mere text: the name of the series is there."""
    (post,) = networks(series(TWO))["instagram"]["thread"]

    assert "https://" not in post["text"]
    assert post["text"].endswith("Small Talk")
    assert QUOTE in post["text"]


def test_a_long_post_has_whole_answers() -> None:
    """Those for which there is no room are named, and the others stay in their order."""
    made = series(edition(response(quote=LONG), response(2, quote=LONG), response(3, quote="No.")))
    found = networks(made)["linkedin"]

    assert found["left_out"] == ["r-2"]
    assert LONG in found["thread"][0]["text"]
    assert "“No.”" in found["thread"][0]["text"]
    assert len(networks(made)["mastodon"]["thread"]) > 5


@pytest.mark.parametrize("network", Network)
def test_every_post_is_within_its_limits(network: Network) -> None:
    """Text and description."""
    made = series(edition(response(quote=LONG), response(2, quote="👩🏽‍⚕️" * 200)))
    site, _ = connect_exporters([Social(hashtags=True), Painter(repeats=200)])
    found = networks(made, site)[network.value]
    rules = RULES[network]
    posts = [*found["thread"], *found["announcement"]]
    posts += [post for quote in found["quotes"] for post in quote["posts"]]

    assert all(rules.count(post["text"]) == post["length"] <= rules.limit for post in posts)
    alts = [post["picture"]["alt"] for post in posts if post["picture"]]
    assert len(alts) >= 3
    assert all(len(alt) <= rules.alt_limit for alt in alts)


def test_a_post_has_the_card_of_its_quote() -> None:
    """The tall one where that fills the screen."""
    social, _ = connect_exporters([Social(), Painter()])
    found = networks(series(), social)

    assert found["mastodon"]["quotes"][0]["posts"][0]["picture"]["path"] == "cards/r-1-1200.png"
    assert found["instagram"]["quotes"][0]["posts"][0]["picture"]["path"] == "cards/r-1-1080.png"
    assert networks(series())["mastodon"]["thread"][0]["picture"] is None


def test_the_text_file_has_what_is_to_be_copied() -> None:
    """With the count of each post."""
    text = files(series(), Social(networks=frozenset({Network.BLUESKY})))["social/lateness.txt"]

    assert f"--- bluesky: thread 2 of 3 (51 of 300)\n\nDanylo Wasylkiw:\n“{QUOTE}”" in text.decode()


def test_a_kit_has_only_what_its_person_said() -> None:
    """Their cards, texts, a snippet and a badge; nothing of anybody else."""
    social, _ = connect_exporters([Social(), Painter()])
    found = files(series(TWO), social)
    own = {path: body for path, body in found.items() if path.startswith("social/kit/t-1/")}

    assert {path.removeprefix("social/kit/t-1/") for path in own} == {
        "lateness-r-1-1200x630.png",
        "lateness-r-1-1080x1350.png",
        "lateness-r-1.txt",
        "lateness-r-1.html",
        "badge.svg",
        "badge.html",
    }
    everything = b" ".join(own.values())
    assert b"Nothing at all" not in everything
    assert b"Ngozi" not in everything
    assert b"--- mastodon, bluesky, threads, linkedin\n" in own["social/kit/t-1/lateness-r-1.txt"]


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({}, True),
        ({"attribution": tbh.Attribution.FIRST_NAME}, False),
        ({"consents": (consent("web"),)}, False),
    ],
    ids=["named", "first name", "not on social networks"],
)
def test_only_who_may_be_named_has_a_kit(
    fields: dict[str, Any],
    named: bool,  # noqa: FBT001 - as the parametrization gives it
) -> None:
    """By their own consent."""
    found = files(series(edition(response(2), response(**fields))))

    assert any("kit/t-1" in path for path in found) is named
    assert any("kit/t-2" in path for path in found)
    assert not any("/kit/" in path for path in files(series(), Social(kits=False)))


def test_only_what_may_go_out_is_posted() -> None:
    """Neither words nor names that social networks may not have are in any byte."""
    secret = response(2, quote="WEBONLY words.", consents=(consent("web"),))
    people = (therapist(1), therapist(2, name="Wanda Webonly"))
    social, _ = connect_exporters([Social(), Painter()])
    found = files(series(edition(response(), secret), therapists=people), social)

    everything = b" ".join((*found.values(), *(path.encode() for path in found)))
    assert QUOTE.encode() in everything
    assert b"ebonly" not in everything.lower()
    assert b"r-2" not in everything


def test_a_snippet_is_plain_markup() -> None:
    """Whatever the words are; nothing in it is loaded or run."""
    words = '<b>Late</b> & "never"\nsorry'
    found = files(series(edition(response(quote=words), title="<i>How</i> Late?")))
    figure = html.fragment_fromstring(found["social/kit/t-1/lateness-r-1.html"].decode())

    assert [each.text for each in figure.iter("p")] == ['“<b>Late</b> & "never"', "sorry”"]
    assert figure.xpath("string(figcaption)") == "Danylo Wasylkiw, <i>How</i> Late?"
    assert figure.xpath("//a/@href") == [f"{URL}#r-1"]
    assert {each.tag for each in figure.iter()} == {
        "figure",
        "blockquote",
        "p",
        "figcaption",
        "a",
    }
    badge = etree.fromstring(found["social/kit/t-1/badge.svg"])
    assert [each.text for each in badge] == ["Small Talk", None, "Small Talk"]

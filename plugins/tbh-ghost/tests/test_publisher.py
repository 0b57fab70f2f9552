"""The publisher, by the kit and on a simulated Ghost."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import html5lib
import pytest

import tbh_model as tbh
from simulated import CREDENTIALS, SIMULATION, Simulated
from small import AT, edition, response, series
from tbh_ghost import Ghost, GhostPlatform, PostStatus
from tbh_model.publishers import (
    RECEIPTS,
    Credentials,
    PlatformError,
    Post,
    PushReport,
    StepOutcome,
    push,
    visible_words,
)
from tbh_model.testing import Check, PlatformRequest, PlatformResponse, publisher_checks, serve

GHOST = Ghost(url="https://blog.example")


@pytest.mark.parametrize("check", publisher_checks(GHOST, SIMULATION), ids=str)
def test_conformance(check: Check) -> None:
    """Each check of the conformance kit, on a simulated Ghost."""
    check()


def post(publisher: Ghost = GHOST, content: tbh.Series | None = None, **fields: Any) -> Post:
    """Return the post of one edition."""
    shown = content or series(editions=(edition(**fields),))
    (only,) = publisher.posts(tbh.release(shown, tbh.Channel.WEB, at=AT))
    return only


class Site(Simulated):
    """A simulated Ghost that is served, and pushes to it."""

    url: str
    folder: Path

    def push(self, content: tbh.Series, **options: Any) -> PushReport:
        return push(
            content,
            Ghost(url=self.url),
            folder=self.folder,
            at=AT,
            credentials=Credentials(CREDENTIALS),
            **options,
        )

    def connect(self) -> GhostPlatform:
        return Ghost(url=self.url).connect(Credentials(CREDENTIALS))


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Serve a simulated Ghost."""
    platform = Site()
    with serve(platform) as server:
        platform.url, platform.folder = server.url, tmp_path
        yield platform


def card(content: str) -> Any:
    """Return the only element of an HTML card."""
    begin, end = "<!--kg-card-begin: html-->\n", "\n<!--kg-card-end: html-->"
    assert content.startswith(begin)
    assert content.endswith(end)
    body = content.removeprefix(begin).removesuffix(end)
    assert "<!--" not in body
    nodes = html5lib.parseFragment(body, treebuilder="lxml", namespaceHTMLElements=False)
    (element,) = (node for node in nodes if not isinstance(node, str) or node.strip())
    return element


def test_an_edition_is_one_html_card() -> None:
    """Figure, caption, language and anchors are in it, and the style sheet; no title."""
    french = edition(
        language="fr-CA", responses=(response(id="r-7", answer=tbh.markdown("*Oui*.")),)
    )
    content = post(content=series(editions=(french,))).content

    element = card(content)
    (style, article) = element
    (figure,) = article.xpath("figure")

    assert element.get("id").startswith("tbh-")
    assert style.tag == "style"
    assert ".tbh-quote" in style.text
    assert article.get("lang") == "fr-CA"
    assert figure.get("id") == "tbh-r-7"
    assert figure.xpath("figcaption//text()")[0] == "Dana Okafor"
    assert figure.xpath("blockquote//em/text()") == ["Oui"]
    assert article.xpath(".//h1 | .//h2") == []


def test_words_cannot_end_the_card() -> None:
    """They are escaped."""
    quote = "<!--kg-card-end: html--> {{ghost_head}} </style>"
    content = post(responses=(response(quote=quote),)).content

    assert quote in visible_words(content)
    card(content)


def test_the_anchor_depends_on_the_edition_alone() -> None:
    """By it the post is found again."""
    first, second = post(), post(id="e-patience", title="Another title", slug="another")

    assert card(first.content).get("id") == card(second.content).get("id")


def test_a_post_is_a_draft_with_slug_date_excerpt_and_tags() -> None:
    """The date is in UTC, and the page of the series is the original."""
    fields = post(summary="What it is\nfor.", tags=("patience", "R&D", "#hidden", ",comma")).fields

    assert fields.to_dict() == {
        "slug": "patience",
        "custom_excerpt": "What it is for.",
        "meta_description": "What it is for.",
        "canonical_url": "https://example.org/small/editions/patience/",
        "feature_image": None,
        "feature_image_alt": None,
        "feature_image_caption": None,
        "tags": [{"name": name} for name in ("patience", "R&D", "hidden", "comma")],
        "published_at": "2026-05-01T09:00:00.000Z",
        "status": "draft",
    }


def test_a_post_may_be_published_and_the_original() -> None:
    """By options."""
    fields = post(Ghost(url=GHOST.url, status=PostStatus.PUBLISHED, canonical=False)).fields

    assert (fields["status"], fields["canonical_url"]) == ("published", None)


def test_the_picture_of_an_edition_is_the_feature_image() -> None:
    """With its description; caption and credit are HTML there. It is not in the card too."""
    image = tbh.Image(
        src="https://pics.example/tür.png", alt="A door", caption="A & B", credit="Ann"
    )
    made = post(image=image)

    assert made.fields["feature_image"] == "https://pics.example/t%C3%BCr.png"
    assert made.fields["feature_image_alt"] == "A door"
    assert made.fields["feature_image_caption"] == "A &amp; B · Ann"
    assert "pics.example" not in made.content


def test_an_svg_is_no_feature_image() -> None:
    """No site shows one in a preview."""
    image = tbh.Image(src="https://pics.example/door.svg", alt="A door")

    assert post(image=image).fields["feature_image"] is None


def test_whatever_is_too_long_for_ghost_is_shortened(site: Site) -> None:
    """An address cannot be shortened, and is left out."""
    image = tbh.Image(src=f"https://pics.example/{'x' * 2000}.png", alt="A door")
    long = "Many words follow. " * 60
    wide = edition(title=long.strip(), summary=long.strip(), tags=("x" * 200,), image=image)

    (result,) = site.push(series(editions=(wide,))).results

    (stored,) = site.posts.values()
    assert result.outcome is StepOutcome.DONE, result.problem
    assert stored["feature_image"] is None
    assert 200 < len(stored["title"]) <= 255
    assert 280 < len(stored["custom_excerpt"]) <= 300
    assert 480 < len(stored["meta_description"]) <= 500


def test_a_change_between_reading_and_writing_is_kept(site: Site) -> None:
    """Ghost refuses the update: it is of another version."""
    platform = site.connect()
    id_ = platform.create(post())
    platform.read(id_)
    site.edit(id_, "By hand.")

    with pytest.raises(PlatformError, match=r"another version since \(409\): Saving failed"):
        platform.update(id_, post(title="Another title"))

    assert "By hand." in site.texts()[id_]
    platform.close()


def test_a_connection_that_has_not_read_a_post_can_update_it(site: Site) -> None:
    """It reads it first."""
    platform = site.connect()
    id_ = platform.create(post())

    platform.update(id_, post(title="Another title"))

    assert site.posts[id_]["title"] == "Another title"
    platform.close()


@pytest.mark.parametrize(
    ("name", "value"),
    [("tags", ({"name": "mine"},)), ("feature_image", "https://a.example/x.png")],
)
def test_what_was_changed_by_hand_stays(site: Site, name: str, value: object) -> None:
    """Whatever a push would overwrite, and not the words alone."""
    site.push(series())
    (stored,) = site.posts.values()
    stored[name] = value

    (result,) = site.push(series(editions=(edition(title="Another title"),))).results

    assert result.outcome is StepOutcome.CONFLICT
    assert stored[name] == value


def test_status_and_visibility_are_those_of_the_site(site: Site) -> None:
    """What somebody has published stays published, and is no change by hand."""
    site.push(series())
    (stored,) = site.posts.values()
    stored["status"] = "published"

    (result,) = site.push(series(editions=(edition(title="Another title"),))).results

    assert (result.outcome, result.is_public) == (StepOutcome.DONE, True)
    assert (stored["title"], stored["status"]) == ("Another title", "published")
    stored["visibility"] = "members"
    assert not site.push(series()).results[0].is_public


def test_the_original_is_found_and_not_its_copy(site: Site) -> None:
    """Ghost duplicates a post with its anchor: without receipts, the oldest is meant."""
    site.push(series())
    ((id_, stored),) = site.posts.items()
    site.posts = {"copy": {**stored, "id": "copy", "created_at": "9"}, id_: stored}
    (site.folder / RECEIPTS).unlink()

    site.push(series(editions=(edition(title="Another title"),)))

    assert stored["title"] == "Another title"
    assert site.posts["copy"]["title"] != "Another title"


class Refusing:
    """A Ghost that answers one thing."""

    def __init__(self, status: int, text: str, **headers: str) -> None:
        error = {"message": text, "context": "Look here.", "type": "SomeError", "code": None}
        self.answer = PlatformResponse(status=status, data={"errors": [error]}, headers=headers)

    def respond(self, _: PlatformRequest, /) -> PlatformResponse:
        return self.answer

    def texts(self) -> dict[str, str]:
        return {}

    def edit(self, post: str, words: str, /) -> None:
        pass


@pytest.mark.parametrize(
    ("status", "text", "expected"),
    [
        (
            401,
            "Unknown Admin API Key",
            r"the credentials \(401\): Unknown Admin API Key Look here\.",
        ),
        (413, "An unexpected error", r"nothing that large \(413\): An unexpected error"),
        (422, "Validation error", r"the post \(422\): Validation error, cannot|the post \(422\)"),
        (500, "Oh no", r"a failure of its own \(500\): Oh no"),
    ],
)
def test_what_ghost_says_is_passed_on(status: int, text: str, expected: str) -> None:
    """With its context, which has the name of the field."""
    with serve(Refusing(status, text)) as server:
        platform = Ghost(url=server.url).connect(Credentials(CREDENTIALS))
        with pytest.raises(PlatformError, match=expected):
            platform.create(post())
        platform.close()


def test_nothing_is_sent_with_a_key_of_another_form() -> None:
    """The Content API has keys without a colon."""
    with pytest.raises(PlatformError, match="with its colon") as caught:
        GHOST.connect(Credentials({"TBH_GHOST_KEY": "22444f78447824223cefc48062"}))

    assert "22444" not in f"{caught.value} {caught.value!r}"


def test_an_edition_is_taken_down_for_good(site: Site) -> None:
    """Ghost has no trash."""
    site.push(series())
    assert len(site.posts) == 1

    report = site.push(series(editions=()))

    assert report.is_complete
    assert site.posts == {}

"""The publisher, by the kit and on a simulated account."""

from datetime import UTC, datetime
from tempfile import TemporaryDirectory

import pytest
from attrs import evolve

import tbh_model as tbh
from simulated import CREDENTIALS, SIMULATION, Simulated
from tbh_buttondown import Buttondown
from tbh_model.publishers import Credentials, Post, PushReport, push
from tbh_model.testing import Check, publisher_checks, serve

AT = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.mark.parametrize("check", publisher_checks(Buttondown(), SIMULATION), ids=str)
def test_conformance(check: Check) -> None:
    """Each check of the conformance kit, on a simulated account."""
    check()


def series(count: int = 1, quote: str = "Soon enough.", **fields: str) -> tbh.Series:
    """Return a series with some editions of one answer."""
    return tbh.Series(
        id="tag:example.org,2026:small",
        title="Small Talk",
        url="https://example.org/small/",
        publisher=tbh.Publisher(name="The Small Practice", postal_address="1 Small Lane"),
        therapists=(tbh.Therapist(id="t-1", name="Zoë Ångström"),),
        editions=tuple(
            tbh.Edition(
                **{
                    "id": f"e-{number}",
                    "slug": f"edition-{number}",
                    "title": f"Number {number}",
                    "status": tbh.EditionStatus.READY,
                    "published": datetime(2026, 1, number, 2, 30, tzinfo=UTC),
                    "challenge": tbh.Challenge(topic="Patience", prompt="What is it for?"),
                    "challengers": tbh.Challengers(name="Psychotherapists"),
                    "responses": (tbh.Response(id="r-1", therapist="t-1", quote=quote),),
                    **fields,
                }
            )
            for number in range(1, count + 1)
        ),
    )


def letter(content: tbh.Series) -> Post:
    """Return the first letter of a series."""
    return next(iter(Buttondown().posts(tbh.release(content, "newsletter", at=AT))))


def pushed(site: Simulated, folder: str, content: tbh.Series) -> PushReport:
    """Push to a simulated account."""
    with serve(site) as server:
        publisher = Buttondown(url=server.url)
        credentials = Credentials(CREDENTIALS)
        return push(content, publisher, folder=folder, at=AT, credentials=credentials)


def test_a_letter_is_a_draft_with_subject_slug_and_preview() -> None:
    """It is found again by its metadata."""
    site = Simulated()
    with TemporaryDirectory() as folder:
        (result,) = pushed(site, folder, series(summary="What it is for.")).results

    (email,) = site.emails.values()
    assert email["status"] == "draft"
    assert (email["subject"], email["slug"]) == ("Number 1", "edition-1")
    assert email["description"] == "What it is for."
    assert email["metadata"] == {"tbh": "tag:example.org,2026:small/e-1"}
    assert result.url == "https://buttondown.com/practice/archive/edition-1/"
    assert not result.is_public


def test_words_that_look_like_a_template_stay_words() -> None:
    """In the body and in the subject: Buttondown runs what is between two braces."""
    post = letter(series(quote="{{ subscriber.email }} {% if x %}", title="On {{ braces }}"))

    assert "{{ subscriber" not in post.content
    assert "{% if" not in post.content
    assert "{{ braces" not in post.title
    assert "{{ subscriber.email }} {% if x %}" in post.words


def test_a_letter_that_was_deleted_is_gone() -> None:
    """Buttondown may keep it, with that status."""
    site = Simulated()
    with serve(site) as server:
        platform = Buttondown(url=server.url).connect(Credentials(CREDENTIALS))
        id_ = platform.create(letter(series()))
        site.emails[id_]["status"] = "deleted"

        assert platform.read(id_) is None
        assert platform.find("tag:example.org,2026:small/e-1") is None
        platform.close()


def test_a_letter_is_found_on_any_page() -> None:
    """Without receipts, none is made twice."""
    site = Simulated()
    for _ in range(2):
        with TemporaryDirectory() as folder:
            report = pushed(site, folder, series(5))
            assert report.is_complete
    assert len(site.emails) == 5


def test_a_series_without_a_postal_address_is_refused() -> None:
    """As every letter is."""
    content = evolve(series(), publisher=tbh.Publisher(name="Nobody"))

    with pytest.raises(tbh.MissingSenderError, match="postal_address"):
        letter(content)

"""Forms write the files, and nothing beside what was changed."""

import difflib

import tbh_model as tbh
from browser import EDITION, SERIES, THERAPIST, Browser, fields, write

ANSWER = "/editions/e-1/responses/r-1/"


def changes(old: str, new: str) -> list[str]:
    """Return the lines that differ."""
    compared = difflib.ndiff(old.splitlines(), new.splitlines())
    return [line for line in compared if line[0] in "+-"]


def test_a_form_that_nobody_touched_changes_nothing(browser: Browser) -> None:
    """No byte of any file."""
    for path in ("/series/", "/editions/e-1/", ANSWER, "/therapists/t-1/", f"{ANSWER}consents/0/"):
        assert browser.save(path).status_code == 303

    assert browser.text("series.yaml") == SERIES
    assert browser.text("editions/patience.md") == EDITION
    assert browser.text("therapists/t-1.yaml") == THERAPIST


def test_a_changed_field_changes_its_line(browser: Browser) -> None:
    """Comments, order and layout stay."""
    browser.save("/editions/e-1/", challenge__topic="Waiting")
    browser.save("/series/", title="Smaller Talk")

    assert changes(EDITION, browser.text("editions/patience.md")) == [
        "- challenge: {topic: Patience, prompt: What is it for?}",
        "+ challenge: {topic: Waiting, prompt: What is it for?}",
    ]
    assert browser.text("series.yaml") == SERIES.replace("Small", "Smaller", 1)


def test_an_answer_is_changed_where_it_stands(browser: Browser) -> None:
    """Below its heading, in Markdown."""
    browser.save(ANSWER, answer="It is for *waiting*.\r\n\r\nNothing else.")

    assert browser.text("editions/patience.md") == EDITION.replace(
        "It is for waiting, and\nnothing else.", "It is for *waiting*.\n\nNothing else."
    )


def test_an_instant_is_in_the_time_of_the_series(browser: Browser) -> None:
    """As it is shown."""
    browser.save("/editions/e-1/", published="2026-12-01T18:30")

    edition = tbh.load(browser.folder).edition("e-1")
    assert edition.published is not None
    assert edition.published.isoformat() == "2026-12-01T18:30:00+01:00"
    assert fields(browser.page("/editions/e-1/"))["published"] == "2026-12-01T18:30"


def test_an_hour_that_is_left_out_is_a_mistake(browser: Browser) -> None:
    """In the night when clocks go forward."""
    refused = browser.save("/editions/e-1/", published="2026-03-29T02:30")

    assert refused.status_code == 422
    assert 'href="#f-published"' in refused.text


def test_another_slug_moves_the_file_and_leads_on(browser: Browser) -> None:
    """The old address is out already."""
    browser.save("/editions/e-1/", slug="waiting")

    edition = tbh.load(browser.folder).edition("waiting")
    assert edition.former_urls == ("https://example.org/small/editions/patience/",)
    assert not (browser.folder / "editions/patience.md").exists()
    assert "# Asked in the spring." in browser.text("editions/waiting.md")


def test_mistakes_are_named_beside_their_fields(browser: Browser) -> None:
    """All at once, with links to them; what was entered is still there."""
    refused = browser.save(
        "/editions/e-1/", title="", slug="a b", published="yesterday", summary="Kept & kept."
    )

    assert refused.status_code == 422
    for name in ("title", "slug", "published"):
        assert f'href="#f-{name}"' in refused.text
        assert f'id="f-{name}-error"' in refused.text
    assert "Title is missing" in refused.text
    entered = fields(refused.text)
    assert (entered["slug"], entered["summary"]) == ("a b", "Kept & kept.")
    assert browser.text("editions/patience.md") == EDITION


def test_a_slug_that_another_edition_has_is_a_mistake_of_the_slug(browser: Browser) -> None:
    """What holds between files is said beside a field, too."""
    write(browser.folder, "editions/doors.yaml", DOORS)

    refused = browser.save("/editions/e-2/", slug="patience")

    assert refused.status_code == 422
    assert 'id="f-slug-error"' in refused.text


DOORS = """\
id: e-2
slug: doors
title: Doors
challenge: {topic: Doors, prompt: Who closes it?}
challengers: {name: Psychotherapists}
"""


def test_an_edition_in_yaml_stays_in_yaml(browser: Browser) -> None:
    """Each file is edited in its own form."""
    write(browser.folder, "editions/doors.yaml", DOORS)

    browser.save("/editions/e-2/", challenge__topic="Doors, and walls", introduction="Knock.")

    assert browser.text("editions/doors.yaml").startswith(DOORS.split("challenge", maxsplit=1)[0])
    edition = tbh.load(browser.folder).edition("e-2")
    assert edition.challenge.topic == "Doors, and walls"
    assert tbh.write_plain(edition.introduction).strip() == "Knock."


def test_a_file_that_changed_meanwhile_is_not_written(browser: Browser) -> None:
    """Both wordings are shown, what the form left alone is taken over, and nothing is lost."""
    form = fields(browser.page("/editions/e-1/"))
    theirs = EDITION.replace("topic: Patience", "topic: Theirs").replace("An intro", "Their intro")
    write(browser.folder, "editions/patience.md", theirs)

    refused = browser.send(
        "/editions/e-1/", form | {"challenge.topic": "Mine", "title": "My title"}
    )

    assert refused.status_code == 409
    assert browser.text("editions/patience.md") == theirs
    entered = fields(refused.text)
    assert (entered["challenge.topic"], entered["title"]) == ("Mine", "My title")
    assert entered["introduction"] == "Their introduction."
    assert '<p class="wording">Theirs</p>' in refused.text

    assert browser.send("/editions/e-1/", entered).status_code == 303
    edition = tbh.load(browser.folder).edition("e-1")
    assert (edition.challenge.topic, edition.title) == ("Mine", "My title")
    assert tbh.write_plain(edition.introduction).strip() == "Their introduction."


def test_words_that_changed_meanwhile_are_not_approved(browser: Browser) -> None:
    """An approval is of what was seen."""
    form = fields(browser.page(f"{ANSWER}approve/"))
    write(browser.folder, "editions/patience.md", EDITION.replace("For waiting", "For nothing"))

    refused = browser.send(f"{ANSWER}approve/", form)

    assert refused.status_code == 409
    assert "For nothing" in refused.text
    assert tbh.load(browser.folder).edition("e-1").responses[0].approval is None


def test_approval_and_withdrawal_are_recorded(browser: Browser) -> None:
    """As `tbh approve` and `tbh withdraw` do."""
    browser.save(f"{ANSWER}approve/", on="2026-05-20")
    assert "Approved on 20 May 2026." in browser.page(ANSWER)
    browser.save(ANSWER, quote="For hurrying.")
    assert "changed since then: quote" in browser.page(ANSWER)
    browser.save(f"{ANSWER}withdraw/", on="2026-05-25", uses=["web"])

    response = tbh.load(browser.folder).edition("e-1").responses[0]
    assert [(sorted(item.uses), str(item.withdrawn)) for item in response.consents] == [
        (["feed", "web"], "None"),
        (["web"], "2026-05-25"),
    ]


def test_a_withdrawal_of_nothing_says_so(browser: Browser) -> None:
    """In the words of the library."""
    refused = browser.save(f"{ANSWER}withdraw/", uses=["social"])

    assert refused.status_code == 422
    assert "has no consent for social that could be withdrawn" in refused.text


def test_a_consent_is_added_and_ended(browser: Browser) -> None:
    """What was granted stays on record."""
    browser.save(f"{ANSWER}consent/", uses=["newsletter"], evidence="mail of 3 May")
    browser.save(f"{ANSWER}consents/0/", expires="2026-06-30")

    consents = tbh.load(browser.folder).edition("e-1").responses[0].consents
    assert [(sorted(item.uses), str(item.expires), item.evidence) for item in consents] == [
        (["feed", "web"], "2026-06-30", "drawer 2"),
        (["newsletter"], "None", "mail of 3 May"),
    ]


def test_a_whole_edition_is_made_from_nothing(browser: Browser) -> None:
    """A person, an edition, an answer with consent and approval; then it goes out."""
    person = browser.save(
        "/new/therapist/",
        **{"name": "Dana Okafor", "credentials[0].title": "Registered Counsellor"},
        **{"credentials[0].abbreviation": "RC"},
    ).headers["location"]
    edition = browser.save(
        "/new/edition/",
        title="Who Closes the Door?",
        challenge__prompt="Who closes it?",
        challenge__topic="Doors",
        challengers__name="Counsellors",
    ).headers["location"]
    edition = edition.removeprefix("/_desk").removesuffix("?saved")
    answer = (
        browser.save(f"{edition}answer/", therapist=person.split("/")[3], quote="I do.")
        .headers["location"]
        .removeprefix("/_desk")
        .removesuffix("?saved")
    )
    browser.save(f"{answer}consent/", uses=["web"], granted="2026-05-01")
    browser.save(f"{answer}approve/", on="2026-05-02")
    browser.save(edition, status="ready", published="2026-05-03T09:00")

    pages = {page.path: page.body for page in tbh.export(tbh.load(browser.folder), "html")}
    assert b"I do." in pages["editions/who-closes-the-door/index.html"]
    assert b"Dana Okafor, RC" in pages["editions/who-closes-the-door/index.html"]
    assert (browser.folder / "editions/who-closes-the-door.md").is_file()


def test_problems_of_the_content_are_beside_their_fields(browser: Browser) -> None:
    """With what `tbh check` says of the file."""
    text = EDITION.replace(
        "tags: [patience]", "summary: Lorem ipsum dolor sit amet.\ntags: [patience]"
    )
    write(browser.folder, "editions/patience.md", text)
    found = [item for item in tbh.check(browser.folder) if item.path == "summary"]

    page = browser.page("/editions/e-1/")

    assert bool(found) == ('href="#f-summary"' in page)
    assert "has no consent for this channel (newsletter)" in page
    assert f'href="/_desk{ANSWER}"' in page


def test_content_that_cannot_be_read_is_explained(browser: Browser) -> None:
    """With the words of `tbh check`."""
    write(browser.folder, "series.yaml", "title: [")

    page = browser.ask("GET", "/_desk/")

    assert page.status_code == 500
    assert "<strong>series.yaml</strong>" in page.text


def test_what_was_entered_is_shown_where_nothing_can_be_saved(browser: Browser) -> None:
    """Because another file has an error since the form was opened, or cannot be written."""
    form = fields(browser.page("/editions/e-1/")) | {"introduction": "Long & mine."}
    write(browser.folder, "therapists/t-1.yaml", "name: [")

    refused = browser.send("/editions/e-1/", form)

    assert refused.status_code == 500
    assert "<strong>therapists/t-1.yaml</strong>" in refused.text
    assert "Long &amp; mine." in refused.text
    assert form["form-token"] not in refused.text
    assert browser.text("editions/patience.md") == EDITION

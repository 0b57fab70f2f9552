"""What is to be seen at which address."""

import re
from email.message import EmailMessage
from pathlib import Path

import pytest

import tbh_model as tbh
from preview.browser import DRAFT, NOW, SCHEDULED, Browser
from small import AT
from small_folder import EDITION, SERIES, THERAPIST, write
from tbh_model.preview._file_viewer import render_file_view
from tbh_model.publishing import PlannedFile


def test_the_site_is_at_the_root(browse: Browser) -> None:
    """The home page of the site, as the exporter makes it, with the bar at its end."""
    page = browse.get("/")

    assert page.status_code == 200
    assert "Small Talk" in page.text
    assert "<tbh-preview" in page.text


def test_raw_is_what_will_be_published(browse: Browser) -> None:
    """With `?raw` a page is the bytes of the exporter and nothing else."""
    page = browse.get("/editions/patience/?raw")

    assert "Patience is a long room." in page.text
    assert "tbh-preview" not in page.text


def test_a_folder_gets_its_slash(browse: Browser) -> None:
    """As on a static host, and with what was asked for behind it."""
    page = browse.get("/editions/patience?at=now")

    assert page.status_code == 307
    assert page.headers["Location"] == "/editions/patience/?at=now"


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/rss.xml", "application/rss+xml; charset=utf-8"),
        ("/atom.xml", "application/atom+xml; charset=utf-8"),
        ("/feed.json", "application/feed+json; charset=utf-8"),
        ("/newsletter/patience.md", "text/markdown; charset=utf-8"),
        ("/assets/style.css", "text/css; charset=utf-8"),
    ],
)
def test_every_file_is_at_its_path_as_what_it_is(
    browse: Browser, path: str, media_type: str
) -> None:
    """Whichever exporter makes it."""
    answer = browse.get(path)

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, media_type)


@pytest.mark.parametrize("path", ["rss.xml", "atom.xml", "feed.json"])
def test_a_feed_is_shown_as_readers_show_it(browse: Browser, path: str) -> None:
    """Title, date in the zone of the series, author, and the content in a frame without scripts."""
    page = browse.get(f"/_tbh/artifacts/{path}").text

    assert "What is patience for?" in page
    assert "1 May 2026, 13:00 UTC" in page
    assert "The Small Practice" in page
    assert 'sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"' in page
    assert "srcdoc=&#34;" not in page
    assert "&lt;p&gt;" in page


def test_a_feed_of_summaries_is_shown_without_the_editions(folder: Path) -> None:
    """Only what is in the file."""
    write(folder, "publish.yaml", "exporters:\n  rss: {content: summary}\n")
    page = Browser(folder).get("/_tbh/artifacts/rss.xml").text

    assert '<p class="summary">' in page
    assert "<iframe" not in page


def test_the_feed_of_a_topic_is_shown_with_its_own_entries(folder: Path) -> None:
    """And no others."""
    doors = EDITION.replace("e-1", "e-2").replace("patience", "doors").replace("Patience", "Doors")
    write(folder, "editions/doors.yaml", f"{doors}tags: [Doors]\n")
    write(folder, "publish.yaml", "exporters:\n  rss: {split: [topic]}\n")
    page = Browser(folder).get("/_tbh/artifacts/topics/doors/rss.xml").text

    assert "What is doors for?" in page
    assert "What is patience for?" not in page


def test_a_newsletter_is_shown_as_a_letter(browse: Browser) -> None:
    """Its front matter as a table, its text as markup, its source below."""
    page = browse.get("/_tbh/artifacts/newsletter/patience.md").text

    assert "<dt>subject</dt><dd>What is patience for?</dd>" in page
    assert "&lt;h2&gt;What is patience for?&lt;/h2&gt;" in page
    assert "# What is patience for?" in page


def test_a_letter_is_shown_as_wide_as_a_phone_and_a_desk(browse: Browser) -> None:
    """One below the other in a narrow window."""
    page = browse.get("/_tbh/artifacts/newsletter/patience.md").text

    assert page.count("<iframe") == 2
    assert [*re.findall(r'<figure class="(\w+)">', page)] == ["phone", "desk"]


def test_a_letter_can_be_copied_with_the_addresses_of_the_site(browse: Browser) -> None:
    """Not with those of the preview, which lead nowhere for anybody else."""
    page = browse.get("/_tbh/artifacts/newsletter/patience.md").text
    (copied,) = re.findall(r'<template id="rich-text">(.*?)</template>', page, re.DOTALL)

    assert 'href="https://example.org/small/editions/patience/"' in copied
    assert "Patience is a long room." in copied
    assert "data-copy hidden" in page  # until a script finds that it can


def test_a_message_is_shown_with_the_pictures_that_it_brings_along(folder: Path) -> None:
    """As a mail program shows it: its page, and not its source alone."""
    message = EmailMessage()
    message["Subject"], message["From"] = "What is patience for?", "Small <hello@example.org>"
    message.set_content("Patience is a long room.")
    message.add_alternative('<p>A long room <img src="cid:door" alt=""></p>', subtype="html")
    page = message.get_body(("html",))
    assert page is not None
    page.add_related(b"PNG", "image", "png", cid="<door>")
    body = message.as_bytes()
    artifact = tbh.Artifact(path="letter.eml", media_type="message/rfc822", body=body)
    series = tbh.load(folder)
    planned = PlannedFile(exporter=tbh.RSS(), artifact=artifact)

    view = render_file_view(planned, body, tbh.release(series, "feed", at=NOW))

    assert view.letter is not None
    assert dict(view.letter.head)["Subject"] == "What is patience for?"
    assert 'src="data:image/png;base64,UE5H"' in view.letter.html
    assert view.letter.is_page


def test_a_message_without_a_page_is_shown_as_it_is(folder: Path) -> None:
    """Its source can be read."""
    body = b"Subject: Hello\n\nPatience is a long room.\n"
    artifact = tbh.Artifact(path="letter.eml", media_type="message/rfc822", body=body)
    planned = PlannedFile(exporter=tbh.RSS(), artifact=artifact)

    view = render_file_view(planned, body, tbh.release(tbh.load(folder), "feed", at=NOW))

    assert (view.letter, view.source) == (None, body.decode())


def test_a_code_leads_to_its_explanation(folder: Path) -> None:
    """On the page of problems, and what it leads to is what `tbh explain` says."""
    browse = Browser(folder)
    browse.save("editions/doors.yaml", DRAFT.replace("slug:", "slgu:"))
    problems = browse.get("/_tbh/problems/").text

    explained = browse.get("/_tbh/problems/TBH107/").text

    assert 'href="/_tbh/problems/TBH107/"' in problems
    assert "<h1>Nobody knows this key</h1>" in explained
    assert browse.get("/_tbh/problems/TBH999/").status_code == 404


def test_what_is_withheld_is_named_as_an_editor_knows_it(folder: Path) -> None:
    """By title, and by the person only where somebody may read the name at all."""
    refused = "consents: [{uses: [newsletter], granted: 2026-01-01}]"
    stranger = DRAFT.replace(
        "therapist: t-1, quote: Not me.", f"therapist: t-2, quote: N., {refused}"
    )
    write(folder, "therapists/t-2.yaml", THERAPIST.replace("t-1", "t-2").replace("Dana", "Ada"))
    write(folder, "editions/doors.yaml", stranger)
    page = Browser(folder).get("/_tbh/").text

    assert "answer r-2 to “Who closes the door?” has no consent" in page
    assert "Ada" not in page


def test_a_list_of_feeds_is_shown_as_one(browse: Browser) -> None:
    """OPML: each feed with its address."""
    page = browse.get("/_tbh/artifacts/feeds.opml").text

    assert '<span class="quiet when">https://example.org/small/rss.xml</span>' in page


def test_what_is_shown_readably_is_one_click_from_its_bytes(browse: Browser) -> None:
    """`?raw` gives the same as the true path."""
    raw = browse.get("/_tbh/artifacts/rss.xml?raw")

    assert raw.content == browse.get("/rss.xml").content
    assert raw.headers["Content-Type"].startswith("application/rss+xml")


def test_the_index_lists_editions_and_every_exporter(folder: Path) -> None:
    """With badges for what is not out."""
    write(folder, "editions/doors.yaml", SCHEDULED)
    page = Browser(folder).get("/_tbh/").text

    for name in ("rss", "atom", "json-feed", "html", "newsletter", "opml"):
        assert f'href="/_tbh/exporters/{name}/"' in page
    assert '<span class="badge scheduled">Scheduled</span>' in page
    assert '<span class="badge out">Out</span>' in page


def test_an_exporter_lists_all_its_files(browse: Browser) -> None:
    """Pages lead to where they are, other files to where they are shown readably."""
    page = browse.get("/_tbh/exporters/html/").text

    assert 'href="/editions/patience/"' in page
    assert 'href="/_tbh/artifacts/assets/style.css"' in page


def test_a_draft_is_shown_and_said_to_be_one(folder: Path) -> None:
    """On its page, in the bar; its words are as they would go out."""
    write(folder, "editions/doors.yaml", DRAFT)
    page = Browser(folder).get("/editions/doors/").text

    assert "Not me." in page
    assert '<strong class="badge">Draft</strong>' in page


def test_a_scheduled_edition_keeps_its_date(folder: Path) -> None:
    """And the bar says when it goes out."""
    write(folder, "editions/doors.yaml", SCHEDULED)
    page = Browser(folder).get("/editions/doors/").text

    assert "July 1, 2026" in page
    assert "Goes out on 1 July 2026, 13:00 UTC." in page


def test_no_draft_is_shown_where_none_is_wanted(folder: Path) -> None:
    """Then the preview is exactly what goes out."""
    write(folder, "editions/doors.yaml", DRAFT)
    browser = Browser(folder, drafts=False)

    assert browser.get("/editions/doors/").status_code == 404
    assert "Who closes the door?" not in browser.get("/rss.xml").text


def test_a_topic_of_the_same_name_is_no_draft(folder: Path) -> None:
    """A page is about an edition by its address, and not because its name looks like one."""
    write(folder, "editions/doors.yaml", f"{SCHEDULED}tags: [doors]\n")
    page = Browser(folder).get("/topics/doors/").text

    assert '<strong class="badge">' not in page
    assert "1 edition shown that is not out" in page


def test_consent_counts_in_a_preview_too(folder: Path) -> None:
    """What may not go out is not in a draft either; the bar says why, and what to do."""
    refused = "consents: [{uses: [newsletter], granted: 2026-01-01}]"
    text = DRAFT.replace("quote: Not me.", f"quote: Not me., {refused}")
    write(folder, "editions/doors.yaml", text)
    page = Browser(folder).get("/editions/doors/").text

    assert "Not me." not in page
    assert "Dana Okafor’s answer to “Who closes the door?” has no consent for this channel" in page
    assert "ask for consent to this use, and record it" in page


def test_what_is_not_there_is_the_page_of_the_site(browse: Browser) -> None:
    """With its addresses leading to the preview, as they cannot lead to a site that is not out."""
    page = browse.get("/nowhere/at/all")

    assert page.status_code == 404
    assert 'href="/assets/style.css"' in page.text


def test_without_a_site_the_root_leads_to_the_index(folder: Path) -> None:
    """Where no exporter makes a home page."""
    write(folder, "publish.yaml", "exporters:\n  rss: {}\n")
    page = Browser(folder).get("/")

    assert (page.status_code, page.headers["Location"]) == (307, "/_tbh/")


def test_a_json_file_is_previewed_as_well(folder: Path) -> None:
    """A whole series in one file."""
    import tbh_model as tbh

    file = folder.parent / "series.json"
    file.write_text(tbh.dumps(tbh.load(folder)), encoding="utf-8")

    assert "Patience is a long room." in Browser(file).get("/editions/patience/").text


def test_a_page_follows_what_is_saved(browse: Browser) -> None:
    """An edition, and the version that open pages are told."""
    before = browse.preview.version
    browse.save("editions/patience.yaml", EDITION.replace("a long room", "a short room"))

    assert "a short room" in browse.get("/editions/patience/").text
    assert browse.preview.version != before


def test_a_template_that_is_new_is_used(browse: Browser) -> None:
    """Although the one that it replaces was read already."""
    browse.get("/editions/patience/")
    text = '{% extends "tbh/html/edition.html" %}{% block skip %}<b>Mine</b>{% endblock %}'
    browse.save("templates/html/edition.html", text)

    assert "<b>Mine</b>" in browse.get("/editions/patience/").text


def test_an_image_that_is_new_is_shown(browse: Browser) -> None:
    """It becomes a part of the site when it is there."""
    picture = "image: {src: images/a.svg, alt: A door}\n"
    browse.save("editions/patience.yaml", EDITION + picture)
    assert browse.get("/images/a.svg").status_code == 404

    browse.save("images/a.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")

    assert browse.get("/images/a.svg").headers["Content-Type"].startswith("image/svg+xml")


def test_what_is_published_can_be_chosen_while_it_runs(browse: Browser) -> None:
    """`publish.yaml` counts from the moment it is saved."""
    browse.save("publish.yaml", "exporters:\n  rss: {}\n")

    assert browse.get("/atom.xml").status_code == 404
    assert browse.get("/rss.xml").status_code == 200


def test_a_letter_without_its_sender_is_shown_as_a_draft(folder: Path) -> None:
    """A build refuses it; nobody sends what the preview shows."""
    write(folder, "series.yaml", SERIES.replace("  postal_address: 1 Lane, Town\n", ""))
    browse = Browser(folder)

    assert "# What is patience for?" in browse.get("/newsletter/patience.md").text
    (problem,) = (each for each in tbh.check(folder, AT) if each.code == "TBH209")
    assert (problem.file, problem.path) == ("series.yaml", "publisher")
    assert "`publisher.postal_address`" in problem.message


def test_a_letter_that_is_asked_for_and_lacks_its_sender_is_an_error(folder: Path) -> None:
    """At the publisher, with the field that is missing."""
    write(folder, "series.yaml", SERIES.replace("  postal_address: 1 Lane, Town\n", ""))
    write(folder, "publish.yaml", "exporters: {newsletter: {}}\n")
    (problem,) = (each for each in tbh.check(folder, AT) if "postal_address" in each.message)

    assert (problem.severity, problem.file) == (tbh.Severity.ERROR, "series.yaml")
    assert problem.hint == "add it to the series, or leave newsletter out"

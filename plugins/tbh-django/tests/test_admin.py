"""The administration, by requests; a browser clicks through it in the tests of the repository."""

from django.contrib.admin.sites import site
from django.test import Client

from rows import consent, edition, response, roundup, series, therapist
from tbh_django.models import Edition, Response, Series, Therapist

ADMIN = "/admin/tbh_django"


def test_every_page_opens(editor: Client) -> None:
    """The lists, and the forms of new and old rows."""
    answer = roundup()
    rows = (answer, answer.edition, answer.edition.series, answer.therapist)
    for row in rows:
        name = type(row).__name__.lower()
        for page in ("", "add/", f"{row.pk}/change/"):
            assert editor.get(f"{ADMIN}/{name}/{page}").status_code == 200
    assert {Series, Therapist, Edition, Response} <= {*site._registry}


def test_a_mistake_is_shown_beside_its_field(editor: Client) -> None:
    """Before it is saved."""
    fields = {"key": "a", "uri": "tag:a.example,2026:a", "title": "A", "url": "ftp://a.example"}
    others = {
        "language": "en",
        "time_zone": "UTC",
        "publisher": "A",
        "challengers": "B",
        "more": "{}",
    }
    page = editor.post(f"{ADMIN}/series/add/", {**fields, **others})

    assert "url" in page.context["adminform"].errors
    assert not Series.objects.exists()


def test_responses_are_approved_and_withdrawn(editor: Client) -> None:
    """By the actions of their list; the second time there is nothing to withdraw."""
    answer = roundup()
    for action in ("approve", "withdraw", "withdraw"):
        data = {"action": action, "_selected_action": [answer.pk]}
        page = editor.post(f"{ADMIN}/response/", data, follow=True)
        said = [str(message) for message in page.context["messages"]]
    answer.refresh_from_db()
    (record,) = answer.consents.all()

    assert answer.approved_on is not None
    assert record.withdrawn is not None
    assert "Nothing" in said[0]
    assert editor.get(f"{ADMIN}/response/{answer.pk}/history/").content.count(b"Withdrew") == 1


def test_a_change_after_the_approval_is_shown(editor: Client) -> None:
    """The approval is of other words."""
    answer = roundup()
    answer.approve(answer.edition.series.today())
    before = editor.get(f"{ADMIN}/response/").content.decode()
    answer.quote = "How early."
    answer.save()

    assert "changed since" not in before
    assert "quote changed since" in editor.get(f"{ADMIN}/response/").content.decode()


def test_an_edition_says_what_is_withheld(editor: Client) -> None:
    """And why."""
    parent = edition(series())
    response(parent, therapist())
    page = editor.get(f"{ADMIN}/edition/{parent.pk}/change/").content.decode()

    assert "web: response “Ines Moreau: How late I am.” has no record of consent" in page


def test_the_list_of_responses_shows_consent(editor: Client) -> None:
    """Of today."""
    parent = edition(series())
    consent(response(parent, therapist()), newsletter=False)
    response(parent, None)
    page = editor.get(f"{ADMIN}/response/").content.decode()

    assert "feed, web" in page
    assert ">none<" in page

"""The page in a browser, opened from the disk."""

from collections.abc import Callable

import tbh_model as tbh
from small_talk import edition, response, series
from tbh_search import Search


def test_the_page_finds_from_the_disk_and_leads_to_the_answer(
    browse: Callable[..., str],
) -> None:
    """The query of the address is asked; what is found is marked, signed and linked to a file."""
    content = series(edition(1, responses=(response("Patience is a long röom."),)))
    page = browse(content, "LONG+room")

    assert '<p id="count" role="status">1 edition</p>' in page
    assert "Patience is a <mark>long</mark> <mark>röom</mark>." in page
    assert '<a href="../editions/edition-1/index.html#r-1">Zoë Ångström</a>' in page


def test_words_stay_words(browse: Callable[..., str]) -> None:
    """What looks like markup in the index or in the query is shown as it is."""
    attack = "<img src=x onerror=alert()> word"
    made = edition(1, title=attack, tags=(attack,), responses=(response(attack),))
    page = browse(series(made, title=attack), "%3Cimg+word")

    assert "&lt;<mark>img</mark> src=x onerror=alert()&gt; <mark>word</mark>" in page
    assert "<img" not in page


def test_what_is_not_there_is_said(browse: Callable[..., str]) -> None:
    """Somebody who cannot see the list hears it, in the language of the page."""
    page = browse(series(edition(1), language="fr"), "nulle-part")

    assert "Aucune édition ne contient tous ces mots." in page


def test_an_answer_in_another_language_says_so(browse: Callable[..., str]) -> None:
    """It is read aloud in that language, and runs as it does; nobody is named below it."""
    said = response("الصبر غرفة طويلة", language="ar", attribution=tbh.Attribution.ANONYMOUS)
    page = browse(series(edition(1, responses=(said,))), "الصبر")

    assert '<p lang="ar"><mark>الصبر</mark> غرفة طويلة</p>' in page
    assert '#r-1" lang="en">Read the answer</a>' in page


def test_what_is_too_much_for_one_look_waits_behind_a_button(browse: Callable[..., str]) -> None:
    """All are counted, and the newest is shown."""
    page = browse(series(edition(1), edition(2)), "number", Search(results=1))

    assert "2 editions" in page
    assert page.count("<li>") == 1
    assert '<button id="more" type="button">' in page

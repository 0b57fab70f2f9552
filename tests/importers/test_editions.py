"""Old posts become drafts: whole, in order, and with what is still to decide."""

from datetime import UTC, datetime
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st

import tbh_model as tbh
from importers.panel import series
from importers.post import CALLS, QUOTES, html, markdown, texts
from tbh_model import importers
from tbh_model.importers import EditionImport, Fate, ImportSource, import_edition

EMPTY = attrs.evolve(series(), editions=())
FORMS = {
    "headings.html": html(),
    "quotes.html": html(blockquotes=True),
    "paragraphs.html": html(headings=False),
    "post.md": markdown(),
}


def load(name: str, text: str | None = None, content: tbh.Series = EMPTY) -> EditionImport:
    data = (FORMS[name] if text is None else text).encode()
    return import_edition(content, ImportSource(name=name, data=data))


def only(result: EditionImport) -> tbh.Edition:
    (id_,) = result.added
    return result.series.edition(id_)


def printed(result: EditionImport) -> str:
    """The edition as the newsletter prints it, in single spaces."""
    ready = attrs.evolve(only(result), status=tbh.EditionStatus.READY)
    content = attrs.evolve(result.series, editions=(ready,))
    released = tbh.release(content, "newsletter", datetime(2027, 1, 1, tzinfo=UTC))
    (edition,) = released.series.editions
    text = tbh.edition_text(released, edition)
    return " ".join(text.replace("\n> ", "\n").replace("- ", "").split())


@pytest.mark.parametrize("name", FORMS)
def test_every_line_comes_out_in_order(name: str) -> None:
    """In whatever form the page was saved."""
    rest = printed(load(name))

    # plain text prints the line of who said it above the words
    for line in (line for line in texts()[1:] if not line.startswith("— ")):
        for sentence in line.replace(" here.", "").split(". "):
            part = " ".join(sentence.rstrip(".").split())
            part = part.partition(" the shed")[0].partition(" our list")[0].partition("Our Sto")[0]
            _, found, rest = rest.partition(part)
            assert found, part


@pytest.mark.parametrize("name", FORMS)
def test_each_part_is_in_its_place(name: str) -> None:
    """As in an edition that was written as one."""
    edition = only(load(name))

    assert edition.title == "What Do Gardeners Do about Slugs?"
    assert edition.status is tbh.EditionStatus.DRAFT
    assert (edition.challenge.topic, edition.challenge.prompt) == (
        "Slugs",
        "In your own words, what do you do about slugs?",
    )
    assert edition.challengers is not None
    assert edition.challengers.name == "Allotment Holders"
    assert edition.overview == tbh.Overview(
        challenge="Slugs", challengers="Gardeners", results="What Gardeners Do"
    )
    assert edition.results_heading == "Here’s What Gardeners Do"
    assert edition.sign_off == "So that is that!"
    assert edition.next_time == "Join us next time, when we ask about moles. They are worse."
    assert len(edition.challenge.background.blocks) == 4


@pytest.mark.parametrize("name", FORMS)
def test_quotes_after_the_heading_are_responses_and_no_others(name: str) -> None:
    """What people typically say is prose."""
    responses = only(load(name)).responses

    assert tuple(response.quote for response in responses) == QUOTES
    assert [response.therapist for response in responses] == [None, "t-1", None]
    assert [response.byline for response in responses] == [None, None, "Xaver Yildiz"]
    assert all(response.consents == () for response in responses)


@pytest.mark.parametrize("name", FORMS)
def test_calls_are_calls(name: str) -> None:
    """A sentence each, with its link; those of one paragraph stay together."""
    calls = only(load(name)).calls_to_action

    assert tuple((call.text, call.url) for call in calls) == CALLS
    assert [call.placement for call in calls] == ["sign-off", "closing", "closing", "closing"]
    assert [call.group for call in calls][:2] == [None, None]
    assert calls[2].group == calls[3].group is not None


def test_what_is_to_decide_is_told() -> None:
    """Who said it, consent, when it went out."""
    result = load("post.md")
    first, _, third = only(result).responses

    assert result.decisions == (
        f"responses/{first.id}: who said it?",
        f"responses/{third.id}: who said it, signed 'Xaver Yildiz'?",
        "consents: none is on record; basis: legacy-published says that it was public",
        "published: when did it go out?",
        "status: it is a draft",
    )


@pytest.mark.parametrize("name", FORMS)
def test_every_text_is_in_the_account(name: str) -> None:
    """With where it went."""
    told = "\n".join(line.text for line in load(name).account)

    for line in texts():
        assert line.split(" the shed")[0].split(" here")[0].split(" our list")[0] in told


def test_a_post_that_is_there_changes_nothing() -> None:
    """Also after an editor has worked on it."""
    first = load("post.md")
    edited = attrs.evolve(only(first), title="Slugs")
    content = attrs.evolve(first.series, editions=(edited,))

    again = load("post.md", content=content)

    assert again.series == content
    assert (again.added, again.present) == ((), (edited.id,))
    assert all(line.fate is not Fate.PLACED for line in again.account)


def test_a_heading_over_the_calls_is_a_label_of_a_series_without_editions() -> None:
    """In another series it is left to the editor, and stays where it was."""
    assert load("post.md").series.labels.closing == "Meet the Allotment"
    result = load("post.md", content=series())

    assert result.series.labels == series().labels
    assert "Meet the Allotment" in [call.text for call in only(result).calls_to_action]
    assert "is it labels.closing of the series?" in result.decisions[0]


PEOPLE = """
# Late Again

We asked.

## The Results: Why They Are Late

### Ada Linde

> I stop for cats.

There are many cats.

### Xaver Yildiz, Baker

The bread decides.

- Rye is slow.

See you soon.
"""


def test_a_heading_may_name_who_answered() -> None:
    """What is below it is the quote and the answer."""
    first, second = only(load("people.md", PEOPLE)).responses

    assert (first.therapist, first.quote) == ("t-1", "I stop for cats.")
    assert first.answer == tbh.markdown("There are many cats.")
    assert (second.byline, second.quote) == ("Xaver Yildiz, Baker", None)


def test_quotes_that_are_signed_are_responses_without_any_label() -> None:
    """The rest is prose in its place."""
    quotes = "> I run.\n\n— Ada Linde\n\n> I walk.\n> \n> — Bo Castell"
    page = f"# Late Again\n\nWe asked.\n\n{quotes}\n\nBye."
    edition = only(load("a.md", page))

    assert [response.therapist for response in edition.responses] == ["t-1", "t-2"]
    assert edition.introduction == tbh.markdown("We asked.")
    assert edition.sign_off == "Bye."


def test_a_heading_of_the_results_needs_no_words_behind_its_label() -> None:
    """The quotes below it are responses."""
    edition = only(load("a.md", "# Late\n\nWe asked.\n\n## The Results\n\n> I run.\n\n> I walk.\n"))

    assert [response.quote for response in edition.responses] == ["I run.", "I walk."]
    assert edition.results_heading is None


def test_quotation_marks_around_nothing_are_no_quote() -> None:
    """They stay prose."""
    result = load("a.md", "# Late\n\n## The Results: Why\n\n“”\n\n> I run.\n")

    assert [response.quote for response in only(result).responses] == ["I run."]
    assert "“”" in [line.text for line in result.account]


def test_a_post_without_any_shape_is_prose() -> None:
    """Headings and quotations in it stay."""
    page = "# Late Again\n\nWe asked.\n\n## Why\n\n> Buses.\n\nThat was all."
    result = load("a.md", page)
    edition = only(result)

    assert edition.introduction == tbh.markdown("We asked.\n\n## Why\n\n> Buses.\n\nThat was all.")
    assert edition.responses == ()
    assert edition.challenge == tbh.Challenge(topic="Late Again", prompt="…")
    assert result.decisions[:2] == (
        "challenge.prompt: which question was put to the panel?",
        "challengers.name: who was asked?",
    )


def test_what_a_page_tells_of_itself_is_used() -> None:
    """Date, author, description and tags; the rest is left out by name."""
    front = "title: Late\ndate: 2019-05-02 09:00\nauthor: Jo Park\ndescription: Buses.\n"
    result = load(
        "a.md", f"---\n{front}tags: [buses, time]\nlayout: post\n---\n# Late\n\nWe asked."
    )
    edition = only(result)

    assert edition.published is not None
    assert edition.published.isoformat() == "2019-05-02T09:00:00-03:00"
    assert (edition.byline, edition.summary) == (("Jo Park",), "Buses.")
    assert edition.tags == ("buses", "time")
    assert [line.text for line in result.account if line.fate is Fate.LEFT_OUT] == ["post"]


def test_notices_stay_at_the_end() -> None:
    """By their kind, where their words say it."""
    page = f"{markdown()}\nThis is not a substitute for care.\n\nIn an emergency, call 112.\n"

    kinds = [notice.kind for notice in only(load("a.md", page)).notices]
    assert kinds == ["disclaimer", "crisis"]


def test_a_source_without_text_is_answered() -> None:
    """A table is no post."""
    with pytest.raises(importers.UnreadableSourceError, match="it has no running text"):
        load("a.csv", "Name,Answer\nAda Linde,A bowl.\n")


BLOCKS = st.sampled_from([
    "# Late Again", "## The Results: Why", "## Why", "### Ada Linde", "The Challenge: “Why?”",
    "The Challenge: Time", "The Challengers: Cooks", "Today’s Challenge:", "- The Challenge: A",
    "- B", "> I run.", "“I walk.”", "— Ada Linde", "— x", "Join us next time.", "Bye!",
    "Book [here](/a/).",
    "***", "```\ncode\n```", "1. One", "Get to know us", "Not a [b](c) d. E f.", "#", "“”", "—",
])  # fmt: skip


@given(st.lists(BLOCKS, min_size=1, max_size=10))
def test_no_block_of_a_post_is_lost_in_silence(blocks: list[str]) -> None:
    """Each word is in the account, and a second import changes nothing."""
    page = "\n\n".join(blocks)
    try:
        result = load("a.md", page)
    except importers.UnreadableSourceError:
        return
    told = " ".join(line.text for line in result.account)

    def words(block: Any) -> list[str]:
        text = tbh.write_plain(tbh.RichText(blocks=(block,)))
        return [word for word in text.split() if any(map(str.isalnum, word))]

    for block in tbh.markdown(page).blocks:
        assert [word for word in words(block) if word not in told] == []
    assert load("a.md", page, content=result.series).series == result.series
    assert tbh.loads(tbh.dumps(result.series)) == result.series


PARTS = st.sampled_from(["article", "main", "section", "div", "aside", "nav", "footer", "header"])


@given(st.lists(st.tuples(PARTS, st.lists(BLOCKS, min_size=1, max_size=4)), min_size=1, max_size=4))
def test_no_text_of_a_saved_page_is_lost_in_silence(parts: list[tuple[str, list[str]]]) -> None:
    """Each word of it is in the account, wherever on the page it stands."""
    texts = [(tag, tbh.markdown("\n\n".join(blocks))) for tag, blocks in parts]
    body = "".join(f"<{tag}>{tbh.write_html(text)}</{tag}>" for tag, text in texts)
    page = f"<!doctype html><html><head><title>By the Door</title></head><body>{body}</body></html>"
    try:
        result = load("a.html", page)
    except importers.UnreadableSourceError:
        return
    told = " ".join(line.text for line in result.account)

    for _, text in texts:
        words = [word for word in tbh.write_plain(text).split() if word.isalnum()]
        assert [word for word in words if word not in told] == []
    assert load("a.html", page, content=result.series).series == result.series


@pytest.mark.parametrize(("title", "slug"), [("Con", "con-1"), ("語" * 100, "語" * 60)])
def test_a_slug_can_be_the_name_of_a_file(title: str, slug: str) -> None:
    """On every system, as `tbh new edition` makes it."""
    result = load("a.md", f"# {title}\n\nWords.\n")

    assert result.series.editions[-1].slug == slug

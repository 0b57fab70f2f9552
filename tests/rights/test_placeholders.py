"""Placeholders: what stands for words that are still to be written never goes out."""

import gc
import re
from pathlib import Path
from typing import Any
from weakref import ref

import pytest
from attrs import evolve

import tbh_model as tbh
from small import AT, consent, edition, response, series, therapist
from tbh_model import Channel, Reason
from tbh_model.rights._placeholders import is_placeholder

STARTER = Path(tbh.__file__).parent / "cli" / "starter"
BOOK = tbh.CallToActionKind.BOOK


@pytest.mark.parametrize(
    "text",
    [
        *("…", "...", "\u00a0…\n", "—", "???", "“…”", "[…]", "_____", "«...»"),
        *("TODO", "todo.", "TBD", "[tbd]", "TK", "FIXME", "xxx", "TODO: ask Dana again"),
        *("[quote]", "<answer>", "[Your quote here]", "(insert quote)", "Quote goes here."),
        *("your answer here", "Lorem ipsum", "Lorem ipsum dolor sit amet. " * 20, "À compléter"),
        "The printed words, byte for byte.",
    ],
)
def test_the_mark_of_unfinished_words_is_a_placeholder(text: str) -> None:
    """Dots, a note to oneself, a word in brackets, dummy text, the words of the starter."""
    assert is_placeholder(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "No.",
            "Yes!",
            "Why?",
            "7",
            "42%",
            "👍",
            "I…",
            "🙂…",
            "Ja.",
            "はい。",
            "Enough",
            "Quote.",
        ),
        *("[laughs]", "(laughs)", "Tea.", "To do lists.", "I write TODO on everything.", "X."),
        *("Your name here is enough.", "Lorem ipsum is what my mind says.", "Insert a coin.", "+"),
    ],
)
def test_a_short_answer_is_an_answer(text: str) -> None:
    """Somebody may have said just that."""
    assert not is_placeholder(text)


def test_every_example_text_of_the_starter_is_a_placeholder() -> None:
    """Whoever takes away the # and goes on has written nothing yet."""
    keys = "description|sign_off|next_time|text|summary|byline|quote|role|location|alt"
    written = re.compile(rf"^[# ]*(?:{keys}): (?![|{{])\[?(.*?)\]?$", re.MULTILINE)
    block = re.compile(r"^[# ]*\w+: \|\n[# ]*(?!{{)(.+)$", re.MULTILINE)
    texts = [
        found
        for file in STARTER.glob("*.yaml")
        for pattern in (written, block)
        for found in pattern.findall(file.read_text())
    ]

    assert len(texts) >= 16
    assert [text for text in texts if not is_placeholder(text) and "{{" not in text] == []


@pytest.mark.parametrize("channel", list(Channel))
@pytest.mark.parametrize(
    ("fields", "detail"),
    [
        ({"quote": "…"}, "quote"),
        ({"quote": None, "answer": tbh.markdown("*TODO*")}, "answer"),
        ({"answer": tbh.markdown("…")}, "answer"),
        ({"therapist": None, "byline": "TBD"}, "byline"),
        ({"therapist": "t-2"}, "name of the therapist"),
    ],
)
def test_nobody_is_made_to_have_said_a_placeholder(
    channel: Channel, fields: dict[str, Any], detail: str
) -> None:
    """Whatever the policy, the response is withheld, and the rest goes out."""
    unwritten = response("r-2", consents=(consent(),), **fields)
    made = series(
        therapists=(therapist(), therapist("t-2", name="[name]")),
        editions=(edition(responses=(response(), unwritten)),),
    )
    released = tbh.release(made, channel, AT)

    assert [each.id for each in released.series.editions[0].responses] == ["r-1"]
    assert str(released.withheld[0]) == (
        f"response r-2 of edition e-patience is still a placeholder ({detail})"
    )
    assert released.withheld[0].reason.remedy == "write the words, or take it out"


@pytest.mark.parametrize(
    ("made", "detail"),
    [
        (series(editions=(edition(title="TBD"),)), "title"),
        (
            series(
                editions=(edition(challenge=tbh.Challenge(topic="Tea", prompt="…")),),
            ),
            "challenge.prompt",
        ),
        (
            series(editions=(edition(challengers=tbh.Challengers(name="[name]")),)),
            "challengers.name",
        ),
        (series(title="Lorem ipsum"), "series.title"),
        (series(publisher=tbh.Publisher(name="[publisher name]")), None),
        (series(publisher=tbh.Publisher(name="TODO")), "series.publisher.name"),
    ],
)
def test_an_edition_without_a_title_or_a_question_is_withheld(
    made: tbh.Series, detail: str | None
) -> None:
    """No edition can do without them."""
    held = [each for each in tbh.release(made, "web", AT).withheld if each.kind == "edition"]

    assert [each.detail for each in held] == ([] if detail is None else [detail])
    assert {each.reason for each in held} <= {Reason.PLACEHOLDER}


def test_a_text_that_an_edition_can_do_without_is_left_out() -> None:
    """And named, with the edition, the series or the person that it is a text of."""
    kind = tbh.CorrectionKind.UPDATE
    made = series(
        description="…",
        therapists=(therapist(bio=tbh.markdown("TODO"), portrait=tbh.Image(src="a.png", alt="…")),),
        editions=(
            edition(
                summary="What we asked, and why.",
                introduction=tbh.markdown("How the question came up, in Markdown."),
                challenge=tbh.Challenge(topic="Tea", prompt="Why tea?", heading="TBD"),
                overview=tbh.Overview(challenge="…", results="They said it."),
                byline=("Whoever asked and wrote", "Nell Quill"),
                corrections=(tbh.Correction(on=AT.date(), kind=kind, text="TODO"),),
                calls_to_action=(tbh.CallToAction(key="book", kind=BOOK, text="[text]"),),
                notices=(tbh.Notice(text=tbh.markdown("…")), tbh.Notice(text=tbh.markdown("Hm."))),
            ),
        ),
    )
    released = tbh.release(made, "web", AT)
    (shown,) = released.series.editions

    assert (shown.summary, shown.byline, shown.corrections) == (None, ("Nell Quill",), ())
    assert (bool(shown.introduction), shown.challenge.heading) == (False, None)
    assert shown.overview == tbh.Overview(results="They said it.")
    assert (shown.calls_to_action, len(shown.notices)) == ((), 1)
    assert released.series.description is None
    assert not released.series.therapists[0].bio
    portrait = released.series.therapists[0].portrait
    assert portrait is not None
    assert portrait.alt == ""
    assert [(each.kind, each.id, each.edition) for each in released.withheld] == [
        ("text", "summary", "e-patience"),
        ("text", "introduction", "e-patience"),
        ("text", "challenge.heading", "e-patience"),
        ("text", "overview.challenge", "e-patience"),
        ("text", "byline", "e-patience"),
        ("text", "corrections", "e-patience"),
        ("call to action", "book", "e-patience"),
        ("notice", "other", "e-patience"),
        ("text", "t-1.bio", None),
        ("text", "t-1.portrait.alt", None),
        ("text", "series.description", None),
    ]
    assert tbh.release(released.series, "web", AT).series == released.series


def test_what_has_no_words_by_nature_is_no_placeholder() -> None:
    """A picture, or a rule between two parts, stands for itself."""
    for text in ("![](images/a.png)", "* * *"):
        made = series(editions=(edition(introduction=tbh.markdown(text)),))

        assert tbh.release(made, "web", AT).withheld == ()


def test_a_name_that_is_cut_to_nothing_leaves_no_byline() -> None:
    """Its first word may have no letter; the gate twice is the gate once."""
    person = therapist(name="{{ Moreau", credentials=())
    made = edition(responses=(response(attribution=tbh.Attribution.FIRST_NAME),))
    released = tbh.release(series(editions=(made,), therapists=(person,)), "web", AT)
    (answer,) = released.series.editions[0].responses

    assert answer.byline is None
    assert tbh.release(released.series, "web", AT).series == released.series


def test_a_preview_may_see_what_is_unfinished() -> None:
    """It is named all the same, and placeholders in the place of words stay out of it."""
    made = edition(title="TBD", responses=(response(quote="…"),))
    whole = series(editions=(made, edition("tea", responses=())))
    released = tbh.release(whole, "web", AT, unfinished=True)

    assert [each.id for each in released.series.editions] == ["e-patience", "e-tea"]
    assert released.series.editions[0].responses == ()
    assert {(each.kind, each.id, each.reason) for each in released.withheld} == {
        ("edition", "e-patience", Reason.PLACEHOLDER),
        ("response", "r-1", Reason.PLACEHOLDER),
        ("edition", "e-tea", Reason.TOO_FEW_RESPONSES),
        ("therapist", "t-1", Reason.NOT_NAMED),
    }
    assert tbh.release(evolve(whole, editions=()), "web", AT, unfinished=True).tombstones == ()


def test_an_edition_that_was_released_does_not_stay_in_memory() -> None:
    """What is remembered of it goes with it."""
    made = edition(summary="A summary.")
    kept = ref(made)
    tbh.release(series(editions=(made,)), "web", AT)
    del made
    gc.collect()

    assert kept() is None

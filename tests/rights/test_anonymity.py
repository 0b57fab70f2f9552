"""Who may not be named leaves no trace."""

from datetime import date, timedelta
from typing import Any

import pytest
from attrs import evolve

import tbh_model as tbh
from small import AT, consent, edition, response, series, therapist
from tbh_model import Attribution, Channel, Reason

HIDDEN = {"attribution": Attribution.ANONYMOUS}


def guest(**fields: Any) -> tbh.Response:
    return response("r-2", **{"therapist": None, "byline": "A guest", **fields})


def released(made: tbh.Series, channel: str = "web") -> tbh.Series:
    return tbh.release(made, channel, AT).series


def ids(made: tbh.Series) -> list[str]:
    return [answer.id for each in released(made).editions for answer in each.responses]


@pytest.mark.parametrize(
    "telling",
    ["dana", "answer-okafor", "r.Dana-1", "danaokafor", "do", "r-DO", "t-person-1", "Ökafor"],
)
def test_an_id_that_tells_who_it_was_is_replaced(telling: str) -> None:
    """By a part of the name, by initials, by the id of the therapist."""
    person = therapist("t-person")
    answer = response(telling, therapist="t-person", **HIDDEN)
    (shown,) = ids(series(therapists=(person,), editions=(edition(responses=(answer,)),)))

    assert shown.startswith("r-")
    assert shown != telling
    assert not {"dana", "okafor", "do", "person"} & set(shown.split("-"))


@pytest.mark.parametrize("opaque", ["r-1", "the-short-one", "done", "r-0zj7"])
def test_an_id_that_tells_nothing_stays(opaque: str) -> None:
    """Links to the answer keep working."""
    assert ids(series(editions=(edition(responses=(response(opaque, **HIDDEN),)),))) == [opaque]


def test_the_id_of_somebody_who_is_named_stays() -> None:
    """There is nothing to hide."""
    assert ids(series(editions=(edition(responses=(response("dana"),)),))) == ["dana"]


def test_a_replaced_id_depends_on_the_printed_words_alone() -> None:
    """Whoever knows the names can try them all and learns nothing."""
    answer = response("dana", **HIDDEN)
    other = therapist(name="Dana Quill")

    def shown(person: tbh.Therapist, channel: str) -> str:
        made = series(therapists=(person,), editions=(edition(responses=(answer,)),))
        return released(made, channel).editions[0].responses[0].id

    assert (
        len({shown(person, channel) for person in (therapist(), other) for channel in Channel}) == 1
    )


def test_a_replaced_id_is_nobody_elses() -> None:
    """Two hidden answers of the same words are still two."""
    twins = (response("dana-1", **HIDDEN), response("dana-2", **HIDDEN))
    first = ids(series(editions=(edition(responses=twins[:1]),)))
    taken = response(first[0], therapist=None, byline="A guest", quote="Mine.")
    made = series(editions=(edition(responses=(*twins, taken)),))

    assert len(set(ids(made))) == 3


def test_an_answer_without_a_quote_has_an_id_too() -> None:
    """Its words are those of the answer."""
    answer = response("dana", quote=None, answer=tbh.markdown("*Slowly.*"), **HIDDEN)

    assert ids(series(editions=(edition(responses=(answer,)),)))[0].startswith("r-")


def test_records_do_not_tie_two_answers_together() -> None:
    """Named in one, hidden in the other: the same day and the same terms would tell."""
    same = (consent(granted=date(2026, 3, 17), expires=date(2027, 3, 17)),)
    named = response(consents=same)
    hidden = response("r-2", consents=same, **HIDDEN)
    approved = evolve(
        hidden,
        approval=tbh.Approval(on=date(2026, 3, 18), digest=tbh.approval_digest(hidden), parts="x"),
    )
    made = series(editions=(edition(responses=(named, approved)),))
    _, shown = released(made).editions[0].responses

    assert shown.consents == (
        tbh.Consent(
            uses=frozenset({Channel.WEB}), granted=date.min, attribution=Attribution.ANONYMOUS
        ),
    )
    assert shown.approval is not None
    assert (shown.approval.on, shown.approval.parts) == (date.min, None)


def test_a_release_opens_no_other_channel() -> None:
    """What was let through on one is not let through on another."""
    made = series(editions=(edition(responses=(response(consents=(consent(),)), guest())),))
    web = released(made, "web")

    assert released(web, "web") == web
    assert [answer.id for answer in released(web, "feed").editions[0].responses] == ["r-2"]


BOOK = tbh.CallToActionKind.BOOK
PLACES: list[dict[str, Any]] = [
    {"title": "An hour with Dana Okafor"},
    {"introduction": tbh.markdown("Thank you, dana  okafor!")},
    {"introduction": tbh.markdown("Thank you, *Dana* Okafor!")},
    {"introduction": tbh.markdown("Thank [you](/team/dana-okafor/).")},
    {"image": tbh.Image(src="images/a.jpg", alt="Dana Okafor at a desk")},
    {"image": tbh.Image(src="images/Dana-Okafor.jpg", alt="A desk")},
    {"summary": "With Dana Okafor."},
    {"tags": ("Dana Okafor",)},
    {"summary": "With Dana\u00ad \u200bOkafor."},
    {"summary": "Okafor, Dana, was there."},
    {"slug": "an-hour-with-dana-okafor"},
    {"id": "e-dana-okafor"},
    {"url": "https://example.org/dana-okafor/"},
    {"calls_to_action": (tbh.CallToAction(key="dana-okafor", kind=BOOK, text="Book an hour."),)},
]


@pytest.mark.parametrize("place", PLACES, ids=map(str, range(len(PLACES))))
def test_an_answer_is_withheld_where_the_text_names_who_may_not_be(place: dict[str, Any]) -> None:
    """The reason says what to do, and not the name."""
    other = guest(quote="Soon.")
    made = series(editions=(edition(responses=(response(**HIDDEN), other), **place),))
    found = tbh.release(made, "web", AT)

    assert [answer.id for answer in found.series.editions[0].responses] == ["r-2"]
    assert found.withheld[0].reason is Reason.NAME_IN_TEXT
    assert "Dana" not in f"{found.withheld[0]} {found.withheld[0].reason.remedy}"


@pytest.mark.parametrize(
    "fields",
    [
        {"byline": ("Dana Okafor",)},  # who asks may be one of those who answer
        {"summary": "Okafor is a name."},
        {"responses": (response(**HIDDEN), response("r-2")), "summary": "With Dana Okafor."},
        {"responses": (response(**HIDDEN), response("r-2", quote="Dana said it."))},
    ],
)
def test_a_name_is_no_trace_where_it_may_stand(fields: dict[str, Any]) -> None:
    """Of an author, in part, or of somebody who is named in the same edition."""
    made = series(editions=(edition(**{"responses": (response(**HIDDEN),), **fields}),))

    assert "r-1" in ids(made)


def test_a_name_of_one_word_may_be_a_word() -> None:
    """Nothing is held back for what is no evidence."""
    person = therapist(name="Grace")
    made = series(
        therapists=(person,),
        editions=(edition(summary="Saying grace.", responses=(response(**HIDDEN),)),),
    )

    assert ids(made) == ["r-1"]


@pytest.mark.parametrize(
    "answers",
    [
        (response(quote="I am Dana Okafor, and I nap.", **HIDDEN),),
        (response(answer=tbh.markdown("Call me *Dana* Okafor."), **HIDDEN),),
        (response(**HIDDEN), guest(quote="Dana Okafor told me the same.")),
    ],
)
def test_an_answer_that_names_who_may_not_be_tells_too(answers: tuple[tbh.Response, ...]) -> None:
    """Their own, or that of somebody else."""
    made = series(editions=(edition(responses=answers),))

    assert "r-1" not in ids(made)
    assert tbh.release(made, "web", AT).withheld[0].reason is Reason.NAME_IN_TEXT


def test_an_answer_that_does_not_go_out_tells_nothing() -> None:
    """Of those that do, none names anybody."""
    only_web = consent(uses=frozenset({Channel.WEB}))
    other = guest(quote="Dana Okafor told me.", consents=(only_web,))
    made = series(editions=(edition(responses=(response(**HIDDEN), other)),))

    assert [each.id for each in released(made, "feed").editions[0].responses] == ["r-1"]
    assert ids(made) == ["r-2"]


@pytest.mark.parametrize("name", ["山田太郎", "김민수"])
def test_a_name_that_is_written_without_spaces_is_one(name: str) -> None:
    """It is found inside a sentence, and no part of it passes for a first name."""
    person = therapist(name=name, credentials=())
    hidden = series(
        therapists=(person,),
        editions=(edition(responses=(response(**HIDDEN),), summary=f"{name}さん"),),
    )
    in_part = series(
        therapists=(person,),
        editions=(edition(responses=(response(attribution=Attribution.FIRST_NAME),)),),
    )

    assert ids(hidden) == []
    assert name not in str(released(in_part).editions[0].responses[0].byline)


FORMER = therapist(former_names=("Dana Kowal", "Dée Kowal"))


def renamed(**fields: Any) -> tbh.Series:
    return series(therapists=(FORMER,), editions=(edition(**fields),))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"title": "Dana Kowal, again"}, "Dana Okafor, again"),
        ({"title": "DANA  KOWAL’s day"}, "Dana Okafor’s day"),
        ({"title": "De\u0301e Kowal"}, "Dana Okafor"),
        ({"title": "Dana Kowalski"}, "Dana Kowalski"),
    ],
)
def test_a_former_name_gives_way_to_the_present_one(fields: dict[str, Any], expected: str) -> None:
    """In any case, and only as a whole name."""
    assert released(renamed(**fields)).editions[0].title == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("By Dana Kowal.", "By Dana Okafor."),
        ("By *Dana* Kowal.", "By Dana Okafor."),
        ("By **Dana Kowal**.", "By **Dana Okafor**."),
        ("By Dana\\\nKowal.", "By Dana Okafor."),
        ("[Dana Kowal](https://a.example/dana-kowal) `Dana Kowal`", "Dana Okafor `Dana Okafor`"),
        ('[a](../b "Dana Kowal")', '[a](../b "Dana Okafor")'),
        ("![Dana Kowal](images/dana_kowal.png)", "Dana Okafor"),
        ("![](images/DanaKowal.png)\n\nb", "b"),
        ("*![](images/DanaKowal.png)*\n\nb", "b"),
        ('![Dana Kowal](images/a.png "Dana Kowal")', '![Dana Okafor](images/a.png "Dana Okafor")'),
        ("> - ## Dana Kowal", "> - ## Dana Okafor"),
        ("1. Dana Kowal", "1. Dana Okafor"),
        ("```\nDana Kowal\n```", "```\nDana Okafor\n```"),
        ("---", "---"),
    ],
)
def test_rich_text_loses_former_names(source: str, expected: str) -> None:
    """In words, links, images and programs, also across a border of markup."""
    made = renamed(introduction=tbh.markdown(source))

    assert released(made).editions[0].introduction == tbh.markdown(expected)


def test_addresses_of_a_former_name_are_left_out() -> None:
    """Links of the person and the picture: nothing leads there any more."""
    person = evolve(
        FORMER,
        url="https://a.example/dana-kowal/",
        booking_url="https://a.example/b?who=Dana%20Kowal",
        portrait=tbh.Image(src="images/kowal-dana-kowal.jpg", alt="Dana Kowal"),
    )
    made = series(
        therapists=(person,),
        editions=(
            edition(
                former_urls=("https://a.example/dana-kowal", "https://a.example/b"),
                image=tbh.Image(src="images/a.jpg", alt="Dana Kowal", credit="Dana Kowal"),
            ),
        ),
    )
    shown = released(made)

    assert shown.therapists[0].url is None
    assert shown.therapists[0].booking_url is None
    assert shown.therapists[0].portrait is None
    assert shown.editions[0].former_urls == ("https://a.example/b",)
    assert shown.editions[0].image == tbh.Image(
        src="images/a.jpg", alt="Dana Okafor", credit="Dana Okafor"
    )


@pytest.mark.parametrize(
    "fields",
    [{"slug": "dana-kowal"}, {"id": "e-dana-kowal"}, {"url": "https://a.example/DanaKowal"}],
)
def test_an_edition_at_an_address_of_a_former_name_is_withheld(fields: dict[str, Any]) -> None:
    """An address cannot be changed in passing: its author renames it."""
    made = series(therapists=(FORMER,), editions=(edition(**fields),))
    found = tbh.release(made, "web", AT)

    assert found.series.editions == ()
    assert found.tombstones == ()
    assert found.withheld[0].reason is Reason.FORMER_NAME


def test_the_id_of_a_therapist_that_holds_a_former_name_is_replaced() -> None:
    """And so is the address of their page; everything still refers to them."""
    person = evolve(FORMER, id="dana-kowal")
    other = therapist("t-2", name="Idris Vale")
    answers = (response(therapist="dana-kowal"), response("r-2", therapist="t-2"))
    shown = released(series(therapists=(person, other), editions=(edition(responses=answers),)))
    first, second = shown.editions[0].responses

    assert first.therapist is not None
    assert shown.therapist(first.therapist).name == "Dana Okafor"
    assert first.therapist.startswith("t-")
    assert second.therapist == "t-2"


def test_a_call_to_action_keeps_no_former_name() -> None:
    """Its sentence is mended, its link too; one known by that name is withheld."""
    call = tbh.CallToAction(
        key="book",
        kind=tbh.CallToActionKind.BOOK,
        text="Book with Dana Kowal here.",
        link_text="Dana Kowal here",
        url="https://a.example/dana-kowal",
    )
    split = evolve(call, key="split", link_text="Kowal here")
    named = evolve(call, key="dana-kowal")
    found = tbh.release(renamed(calls_to_action=(call, split, named)), "web", AT)

    assert found.series.editions[0].calls_to_action == (
        evolve(call, text="Book with Dana Okafor here.", link_text="Dana Okafor here", url=None),
        evolve(split, text="Book with Dana Okafor here.", link_text=None, url=None),
    )
    assert [each.id for each in found.withheld if each.reason is Reason.FORMER_NAME] == [
        "dana-kowal"
    ]


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "By [name removed]."), ("fr", "By [nom retiré]."), ("ar", "By [name removed].")],
)
def test_whoever_is_not_named_is_not_named_by_a_new_name_either(
    language: str, expected: str
) -> None:
    """The present name of somebody hidden does not take the place of a former one."""
    made = series(
        language=language,
        therapists=(FORMER,),
        editions=(edition(summary="By Dana Kowal.", responses=(response(**HIDDEN),)),),
    )

    assert released(made).editions[0].summary == expected


def test_a_former_name_tells_as_much_as_a_present_one() -> None:
    """An id made from it is replaced."""
    made = renamed(responses=(response("kowal", **HIDDEN),))

    assert ids(made)[0].startswith("r-")


def test_tags_that_become_one_are_one() -> None:
    """An edition has each tag once."""
    made = renamed(tags=("Dana Kowal", "Dana Okafor", "patience"))

    assert released(made).editions[0].tags == ("Dana Okafor", "patience")


@pytest.mark.parametrize("other", ["Dana Kowal", "DANA  KOWAL"])
def test_a_former_name_of_two_gives_way_to_neither(other: str) -> None:
    """Nobody can tell who is meant, and the order of the files must not decide."""
    people = (FORMER, therapist("t-2", name="Bo Ray", former_names=(other,)))
    shown = edition(
        title="Dana Kowal, again", responses=(response(), response("r-2", therapist="t-2"))
    )
    for order in (people, people[::-1]):
        made = series(therapists=order, editions=(shown,))

        assert released(made).editions[0].title == "[name removed], again"


def test_former_names_are_not_released() -> None:
    """Whoever has the release cannot look them up."""
    assert released(renamed()).therapists[0].former_names == ()


def test_a_name_without_letters_is_found_in_no_address() -> None:
    """There is nothing to look for."""
    person = therapist(former_names=("42",))

    assert len(released(series(therapists=(person,))).editions) == 1


def test_somebody_who_left_keeps_the_name_and_loses_the_present_tense() -> None:
    """No title, no role, no way to book: the practice looks after none of them any more."""
    person = therapist(status="alumni", role="Clinical lead", booking_url="https://a.example/b")
    made = series(
        therapists=(person,),
        editions=(edition(responses=(response(), response("r-2", attribution="role"))),),
    )
    shown = released(made)

    assert [shown.byline(answer) for answer in shown.editions[0].responses] == ["Dana Okafor", None]
    assert shown.therapists[0].credentials == ()
    assert (shown.therapists[0].role, shown.therapists[0].booking_url) == (None, None)


def test_a_role_is_the_first_title_that_is_true() -> None:
    """Of a title that has ended nothing is said."""
    titles = (
        tbh.Credential(
            title="Registered Psychotherapist",
            abbreviation="RP",
            jurisdiction="CA-ON",
            valid_from=AT.date() + timedelta(days=1),
        ),
        tbh.Credential(
            title="Registered Psychotherapist (Qualifying)",
            abbreviation="RP (Qualifying)",
            jurisdiction="CA-ON",
            valid_until=AT.date(),
        ),
    )
    made = series(
        therapists=(therapist(credentials=titles),),
        editions=(edition(responses=(response(attribution="role"),)),),
    )

    def line(later: int) -> str | None:
        shown = tbh.release(made, "web", AT + timedelta(days=later)).series
        return shown.editions[0].responses[0].byline

    assert line(0) == "a registered psychotherapist (qualifying) in Ontario"
    assert line(1) == "a registered psychotherapist in Ontario"


def test_an_approval_holds_for_words_without_a_former_name() -> None:
    """A release of the release still shows them."""
    answer = response(quote="Ask Dana Kowal.")
    approved = tbh.approve(renamed(responses=(answer,)), "r-1", on=AT.date())
    once = released(approved)

    assert once.editions[0].responses[0].quote == "Ask Dana Okafor."
    assert released(once) == once

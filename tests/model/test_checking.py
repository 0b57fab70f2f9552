"""What a constructor says of a value that cannot be."""

import pickle
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, Literal
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve, frozen

import tbh_model as tbh
from small import edition, response, series, therapist
from tbh_model.model import Line, validate_on_init


def violations(kind: Callable[..., object], **fields: Any) -> dict[str, str]:
    with pytest.raises(tbh.InvalidValueError) as caught:
        kind(**fields)
    return {each.field: each.value for each in caught.value.violations}


def test_all_violations_come_in_one_error() -> None:
    """Ten mistakes are ten violations of one error, not the first of them."""
    found = violations(
        tbh.Image, src="../secret.png", alt=3, width=0, height=-1, credit="", caption="a\nb"
    )

    assert list(found) == ["src", "alt", "width", "height", "credit", "caption"]


def test_a_violation_names_class_field_finding_and_what_is_allowed() -> None:
    """The sentence can be mended by somebody who has never seen the code."""
    with pytest.raises(tbh.InvalidValueError) as caught:
        tbh.Credential(title="", abbreviation="RP")

    assert str(caught.value) == (
        "Credential.title: found the text ''; "
        "allowed: text on one line, without spaces around it, not blank"
    )


def test_rich_text_is_never_made_from_bare_text() -> None:
    """A string where rich text belongs is refused, with the remedy."""
    with pytest.raises(tbh.InvalidValueError, match="allowed: rich text, as"):
        tbh.Notice(text="Call 9-8-8.")  # type: ignore[arg-type]  # the mistake under test


def test_an_instant_without_a_time_zone_is_refused() -> None:
    """A naive datetime means nothing, so it is no instant."""
    found = violations(edition, published=datetime(2026, 5, 1, 9, 0))  # noqa: DTZ001 - the mistake under test

    assert found == {"published": "2026-05-01T09:00:00, which has no time zone"}


def test_a_datetime_is_not_a_day() -> None:
    """A day has no time."""
    found = violations(tbh.Approval, on=datetime(2026, 5, 1, 9, 0), digest="sha256:0")  # noqa: DTZ001 - the mistake under test

    assert list(found) == ["on"]


def test_lists_and_sets_become_immutable() -> None:
    """Whatever was given, what is kept cannot change."""
    made = edition(tags=["a", "b"], byline=["Ann"])
    call = tbh.CallToAction(key="k", kind="book", text="Book.", channels={"web"})  # type: ignore[arg-type]  # the leniency under test

    assert (made.tags, made.byline) == (("a", "b"), ("Ann",))
    assert call.channels == frozenset({tbh.Channel.WEB})
    assert call.kind is tbh.CallToActionKind.BOOK


def test_a_generator_is_read_once_wherever_a_list_is_taken() -> None:
    """Items that are wrong are named by their index all the same."""
    made = edition(tags=(word for word in ("a", "b")), responses=iter(()))
    uses = (channel for channel in (tbh.Channel.WEB, "feed"))
    consent = tbh.Consent(uses=uses, granted=date(2026, 5, 1))

    assert consent.uses == {"web", "feed"}
    assert (made.tags, made.responses) == (("a", "b"), ())
    assert violations(edition, tags=(word for word in ("a", " b"))) == {"tags[1]": "the text ' b'"}
    assert violations(edition, tags={"a": 1}) == {"tags": "a dict"}
    assert violations(edition, tags=3) == {"tags": "the number 3"}


def test_none_is_the_same_as_an_empty_text() -> None:
    """A column of a database that may be empty needs no case of its own."""
    assert edition(introduction=None) == edition()
    assert tbh.Therapist(id="t-1", name="A", bio=None).bio == tbh.RichText()
    assert tbh.Challenge(topic="A", prompt="B", background=None).background == tbh.RichText()
    assert tbh.Challengers(name="A", introduction=None).introduction == tbh.RichText()


def test_a_set_has_no_order_that_could_be_kept() -> None:
    """Each process would print another one first."""
    assert violations(edition, tags={"a"}) == {"tags": "a set"}
    assert violations(edition, byline=frozenset({"Ann"})) == {"byline": "a frozenset"}


def test_what_cannot_be_in_a_set_is_named() -> None:
    """As any other value that does not belong there."""
    assert violations(tbh.Consent, uses=[["web"]], granted=date(2026, 5, 1)) == {
        "uses[0]": "a list"
    }


def test_an_instant_is_kept_at_a_fixed_offset() -> None:
    """Two of one zone would be compared by their clocks, which go through one hour twice."""
    toronto = ZoneInfo("America/Toronto")
    first = datetime(2026, 11, 1, 1, 45, tzinfo=toronto)
    second = datetime(2026, 11, 1, 1, 30, fold=1, tzinfo=toronto)

    made = edition(published=first, expires=second)

    assert (made.published, made.expires) == (first.astimezone(UTC), second.astimezone(UTC))
    assert str(made.published) == "2026-11-01 01:45:00-04:00"
    with pytest.raises(tbh.InvalidValueError, match="expires"):
        edition(published=second, expires=first)


@pytest.mark.parametrize(
    "instant",
    [
        datetime(1890, 1, 1, tzinfo=ZoneInfo("Europe/Paris")),  # nine minutes and 21 seconds
        datetime(2026, 1, 1, tzinfo=timezone(timedelta(microseconds=1))),
        datetime(2026, 1, 1, fold=1, tzinfo=timezone(timedelta(hours=1))),
        datetime(2026, 3, 8, 2, 30, tzinfo=ZoneInfo("America/Toronto")),  # it never was
    ],
)
def test_an_instant_of_any_zone_is_read_back_as_it_was(instant: datetime) -> None:
    """An offset is written in whole minutes."""
    made = series(editions=(edition(published=instant),))

    assert made.editions[0].published == instant.astimezone(UTC)
    assert tbh.loads(tbh.dumps(made)) == made


def test_a_number_that_no_file_could_hold_is_refused() -> None:
    """In words, however long it is."""
    assert violations(edition, number=10**18) == {"number": "the number 1000000000000000000"}
    for endless in (10**5000, -(10**5000)):
        assert violations(edition, number=endless) == {"number": "a very long number"}


def test_one_value_where_several_belong_is_refused() -> None:
    """A string is not a list of letters."""
    assert violations(edition, tags="anger") == {"tags": "the text 'anger'"}


def test_an_item_is_named_by_its_index() -> None:
    """The second tag is wrong, and it is the second that is named."""
    assert violations(edition, tags=("anger", " ")) == {"tags[1]": "the text ' '"}


def test_an_unknown_choice_is_answered_with_the_choices() -> None:
    """The allowed values are listed."""
    with pytest.raises(tbh.InvalidValueError, match="allowed: draft, ready, retracted"):
        edition(status="live")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "nothing"),
        (True, "true"),
        (False, "false"),
        (4.5, "the number 4.5"),
        (date(2026, 5, 1), "2026-05-01"),
        (tbh.Channel.WEB, "'web'"),
        ({}, "a dict"),
        (therapist(), "a Therapist"),
        (edition(), "an Edition"),
        ("\n" + "x" * 70, "the text '\\n" + "x" * 58 + "…'"),
    ],
)
def test_what_was_found_is_said_in_words(value: object, words: str) -> None:
    """Findings are in the words of somebody who does not write Python."""
    assert violations(tbh.Publisher, name=value) == {"name": words}


def test_a_private_value_is_never_quoted() -> None:
    """An error text may end in a public log."""
    found = violations(therapist, email="not an address at all")

    assert found == {"email": "a value that is kept private"}


def test_a_repr_shows_nothing_private() -> None:
    """Nor does a repr."""
    shown = repr(therapist(email="dana@example.org")) + repr(response(verbatim="as received"))
    shown += repr(tbh.Consent(uses=frozenset(), granted=date(2026, 1, 1), evidence="drawer 2"))

    assert "dana@" not in shown
    assert "received" not in shown
    assert "drawer" not in shown


def test_reprs_are_short() -> None:
    """A series of a thousand editions still fits on a line."""
    assert repr(series()) == (
        "Series(id='tag:example.org,2026:small', title='Small Talk', therapists=1, editions=1)"
    )
    assert repr(edition()) == (
        "Edition(id='e-patience', slug='patience', title='What is patience for?')"
    )
    assert repr(response()) == (
        "Response(id='r-1', therapist='t-1', quote='Patience is a long room.')"
    )
    assert repr(response(quote=None, answer=tbh.markdown("Long."))) == (
        "Response(id='r-1', therapist='t-1')"
    )


def test_values_compare_hash_and_pickle_by_content() -> None:
    """A value is its content, in this process and the next."""
    first, second = series(), series()
    first.edition("patience")  # fills the index, which is no part of the value

    assert first == second
    assert hash(first) == hash(second)
    assert pickle.loads(pickle.dumps(first)) == first  # noqa: S301 - our own bytes
    assert pickle.loads(pickle.dumps(first)).therapist("t-1").name == "Dana Okafor"  # noqa: S301


def test_errors_pickle() -> None:
    """An error raised in another process arrives whole."""
    with pytest.raises(tbh.InvalidValueError) as caught:
        tbh.Publisher(name="")

    copy = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own bytes

    assert copy.violations == caught.value.violations


def test_evolve_checks_again() -> None:
    """A changed copy is as valid as the first one was."""
    with pytest.raises(tbh.InvalidValueError, match=r"Edition\.slug"):
        evolve(edition(), slug="two words")


@pytest.mark.parametrize(
    ("kind", "field", "good", "bad"),
    [
        (tbh.Publisher, "url", "https://example.org", "ftp://example.org"),
        (tbh.Publisher, "url", "http://example.org:8080/a?b=c#d", "http://exa mple.org"),
        (tbh.Publisher, "url", "https://xn--bcher-kva.example/", "https:///nowhere"),
        (tbh.Publisher, "url", "https://[::1]/", "https://[::1/"),
        (tbh.Publisher, "url", "https://a.example/", "https://\u2100.example/"),
        (tbh.Publisher, "url", "https://example.org/?a@b", "https://dana:secret@example.org"),
        (tbh.Publisher, "email", "a.b+c@example.org", "a b@example.org"),
        (tbh.NewsletterForm, "action", "https://l.example/a?b=c", "http://l.example/a"),
        (tbh.NewsletterForm, "action", "HTTPS://l.example/", "https:///a"),
        (tbh.Publisher, "unsubscribe_url", "mailto:stop@example.org", "javascript:alert(1)"),
        (tbh.Publisher, "unsubscribe_url", "https://example.org", "https://"),
        (therapist, "url", "//example.org/dana", "///dana"),
        (therapist, "booking_url", "http://example.org:80/@dana", "http://dana@example.org/"),
        (therapist, "url", "mailto:dana@example.org", "//dana:secret@example.org/"),
        (tbh.Publisher, "postal_address", "1 Lane\nTown", "  "),
        (tbh.Publisher, "postal_address", "1 Lane\u200b", "\u200b \n\ufeff"),
        (series, "title", "\u200bA", "\u200b"),
        (series, "title", "A\ufeffB", "\ufeffA"),
        (series, "title", "A\u200b", "A\ufeff"),
        (series, "title", "\U0001f469\u200d\U0001f467", "\u200d"),
        (
            series,
            "title",
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
            "\u200c\u200f\u061c\u202b",
        ),
        (series, "title", "\u2764\ufe0f", "\ufe0f\ufe0e"),
        (series, "title", "1\ufe0f\u20e3", "\u2060\ufeff\u00ad"),
        (series, "title", "\u115f\u1161", "\u115f\u3164\uffa0"),
        (series, "title", "\u2801", "\u2800"),
        (series, "title", "\U0001f3f4\U000e0067\U000e007f", "\U000e0067\U000e007f\U000e0100"),
        (therapist, "id", "é-1", "a/b"),
        (therapist, "id", "x" * 100, "x" * 101),
        (therapist, "id", "9", "-9"),
        (therapist, "id", "a.b", "a."),
        (edition, "slug", "conduct", "CON"),
        (edition, "slug", "aux-autres", "aux.fr"),
        (therapist, "id", "\u00e9", "e\u0301"),
        (series, "url", "https://example.org/@dana/", "https://example.org/?q=a"),
        (series, "url", "http://[::1]:80", "https://example.org/#b"),
        (series, "url", "https://example.org//a@b/", "https://dana:secret@example.org/"),
        (series, "language", "fr-CA", "English"),
        (series, "language", "zh-Hant-TW", "e"),
        (series, "language", "de-CH-1996-u-co-phonebk-x-a", "de--CH"),
        (series, "time_zone", "America/Toronto", "Toronto"),
        (series, "time_zone", "UTC", "../../etc/passwd"),
        (series, "id", "urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8", "https://example.org/"),
        (series, "id", "tag:a@example.org,2026-01-02:x", "tag:example.org:x"),
        (series, "permalink", "{url}{slug}.html", "{url}{title}"),
        (series, "permalink", "https://example.org/{id}", "{slug}"),
        (series, "permalink", "https://{slug}.example.org/", "https:///{slug}"),
        (series, "permalink", "https://example.org:80/@{id}", "https://a:b@example.org/{id}"),
        (series, "permalink", "https://[::1]/{slug}", "https://[x/{slug}"),
        (series, "permalink", "{url}?p={slug}", "https://example.org:99999/{slug}"),
        (series, "format", 1, 0),
        (series, "title", "It’s “fine”", "two\u2028lines"),
        (response, "id", "r.1", "r 1"),
        (tbh.Image, "src", "images/a.svg", "/etc/passwd"),
        (tbh.Image, "src", "https://example.org/a.png", "a/../../b.png"),
        (tbh.Image, "src", "images/a@2x.png", "https://dana:secret@example.org/a.png"),
        (tbh.Image, "src", "images/é.svg", "images\\a.svg"),
        (response, "quote", "  spaces are kept  ", "\ud800"),
    ],
)
def test_each_kind_of_text_has_its_limits(
    kind: Callable[..., Any], field: str, good: object, bad: object
) -> None:
    """What is good is taken as it is; what is bad is refused."""
    rest = {"name": "P"} if kind is tbh.Publisher else {}

    assert getattr(kind(**rest, **{field: good}), field) == good
    assert list(violations(kind, **rest, **{field: bad})) == [field]


def test_an_image_is_remote_or_in_the_folder() -> None:
    """Its address tells."""
    assert tbh.Image(src="https://example.org/a.png").is_remote
    assert not tbh.Image(src="images/a.png").is_remote


@frozen(kw_only=True)
@validate_on_init
class Options:
    mode: Literal["fast", "safe"] = "safe"
    who: tbh.Publisher | tbh.Therapist
    maybe: tbh.Publisher | tbh.Therapist | None = None


def test_classes_of_others_are_checked_by_the_same_pass() -> None:
    """Exporters declare literals and unions as options."""
    assert Options(mode="fast", who=therapist()).maybe is None
    assert violations(Options, mode="slow", who=3, maybe="x") == {
        "mode": "the text 'slow'",
        "who": "the number 3",
        "maybe": "the text 'x'",
    }
    with pytest.raises(tbh.InvalidValueError, match="allowed: Publisher or Therapist"):
        Options(who=None)  # type: ignore[arg-type]  # the mistake under test


def test_a_class_of_one_field_or_none_is_checked() -> None:
    """As an exporter without options is."""

    @frozen(kw_only=True)
    @validate_on_init
    class One:
        text: Line = "A"

    @frozen(kw_only=True)
    @validate_on_init
    class Nothing:
        pass

    assert (One().text, Nothing()) == ("A", Nothing())
    assert violations(One, text=" ") == {"text": "the text ' '"}


def test_what_is_said_of_an_image_may_be_empty_but_must_be_text() -> None:
    """An image without words is decoration; half a character is nothing."""
    assert tbh.Image(src="a.svg").alt == ""
    assert violations(tbh.Image, src="a.svg", alt="\ud800") == {"alt": "the text '\\ud800'"}


@pytest.mark.parametrize(
    "instant",
    [
        datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))),
        datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-12))),
    ],
)
def test_an_instant_beyond_the_calendar_is_none(instant: datetime) -> None:
    """No clock of another zone could show it; the last one of UTC is a way to say never."""
    with pytest.raises(tbh.InvalidValueError, match="an instant of the years 1 to 9999 in UTC"):
        edition(published=instant)

    assert edition(expires=datetime.max.replace(tzinfo=UTC)).expires is not None


def test_a_link_that_no_browser_can_follow_is_refused() -> None:
    """An open bracket where a host should be."""
    with pytest.raises(tbh.InvalidValueError, match="a mailto or tel URL, or a relative one"):
        tbh.Therapist(id="t-1", name="Dana Okafor", url="https://[::1")

"""What machines may read: the words of those who say so, where the series allows it."""

from datetime import date
from typing import Any

import pytest
from attrs import evolve
from lxml import etree
from markdown_it import MarkdownIt

import tbh_model as tbh
from small import AT, consent, edition, response, series, therapist
from tbh_model import AIUse
from tbh_model.testing import Check, exporter_checks

OPEN = frozenset({"web", "ai-input"})
COPY = "editions/patience/index.html.md"


def answer(id_: str, *consents: tbh.Consent, **fields: Any) -> tbh.Response:
    return response(id_, quote=f"Words of {id_}.", consents=consents, **fields)


def open_series(*responses: tbh.Response, ai: str = "input", **fields: Any) -> tbh.Series:
    return series(
        editions=(edition(responses=responses),), rights=tbh.RightsPolicy(ai=AIUse(ai)), **fields
    )


def quotes(made: tbh.Series, channel: str = "ai-input") -> list[str]:
    released = tbh.release(made, channel, AT).series
    return [each.id for edition_ in released.editions for each in edition_.responses]


@pytest.mark.parametrize("check", exporter_checks(tbh.LLMsTxt()), ids=str)
def test_it_passes_the_kit(check: Check) -> None:
    """As every exporter does; canaries are part of it."""
    check()


def test_only_the_words_of_those_who_say_so_are_for_models() -> None:
    """And the rest is told to the editor, with the reason."""
    made = open_series(
        answer("r-yes", consent(uses=OPEN)),
        answer("r-web", consent(uses={"web", "feed"})),
        answer("r-train", consent(uses={"web", "ai-train"})),
        answer("r-not-web", consent(uses={"ai-input", "feed"})),
        answer("r-back", consent(uses=OPEN), consent(uses={"web"}, withdrawn=date(2026, 5, 1))),
    )
    files = tbh.export(made, "llms-txt", at=AT)
    text = {file.path: file.body.decode() for file in files}

    assert quotes(made) == ["r-yes"]
    assert "Words of r-yes." in text[COPY]
    assert all(f"Words of {id_}" not in text[COPY] for id_ in ("r-web", "r-train", "r-not-web"))
    assert {each.id: each.reason for each in files.withheld if each.kind == "response"} == {
        "r-web": "use-not-covered",
        "r-train": "use-not-covered",
        "r-not-web": "use-not-covered",
        "r-back": "consent-withdrawn",
    }


@pytest.mark.parametrize("consents", ["recorded", "required"])
def test_words_without_a_record_follow_the_policy_of_the_series(consents: str) -> None:
    """As on every channel; whoever has said no to the web has said no."""
    refusal = consent(uses={"web"}, basis="refused")
    made = open_series(answer("r-1"), answer("r-2", refusal))
    strict = evolve(made, rights=evolve(made.rights, consent=tbh.Enforcement(consents)))

    assert quotes(strict) == (["r-1"] if consents == "recorded" else [])


@pytest.mark.parametrize("ai", ["none", "search"])
def test_a_series_that_does_not_allow_it_has_no_file_for_models(ai: str) -> None:
    """That is the default, whatever people say."""
    files = tbh.export(open_series(answer("r", consent(uses=OPEN)), ai=ai), "llms-txt", at=AT)

    assert not files
    assert [str(each) for each in files.withheld if each.kind == "edition"] == [
        "edition e-patience is not allowed to machines"
    ]


def test_nothing_is_written_for_models_unless_the_exporter_is_named(tmp_path: Any) -> None:
    """Not even where everybody agrees."""
    made = open_series(answer("r", consent(uses=OPEN)))
    report = tbh.publish(made, tmp_path, AT, ["html", "sitemap"])

    assert not [path for path in report.written if path.endswith((".md", "llms.txt"))]
    assert "llms-txt" not in tbh.exporters.BUILT_IN_NAMES


def test_a_name_is_no_more_than_both_consents_allow() -> None:
    """That of the web, and that to what machines do."""
    made = open_series(
        answer("r-1", consent(uses={"web"}), consent(uses={"ai-input"}, attribution="initials")),
        answer("r-2", consent(uses={"ai-input"}), consent(uses={"web"}, attribution="role")),
    )
    (released,) = tbh.release(made, "ai-input", AT).series.editions

    assert [each.attribution for each in released.responses] == ["initials", "role"]
    assert not tbh.release(made, "ai-input", AT).series.therapists


def test_the_index_names_each_copy_by_its_address() -> None:
    """In Markdown, whose words stay words."""
    made = open_series(answer("r", consent(uses=OPEN)), title="*Small* [talk](x)")
    made = evolve(made, editions=(evolve(made.editions[0], summary="Two\n\nlines <b>"),))
    files = {file.path: file.body.decode() for file in tbh.export(made, "llms-txt", at=AT)}
    tokens = MarkdownIt().parse(files["llms.txt"])
    html = MarkdownIt().render(files["llms.txt"])

    assert tokens[1].content == r"\*Small\* \[talk\](x)"
    assert f'<a href="https://example.org/small/{COPY}">What is patience for?</a>: Two' in html
    assert "<b>" not in html
    assert set(files) == {"llms.txt", COPY}


def test_a_site_asks_no_more_of_machines_than_everybody_on_it_allows() -> None:
    """One person who does not consent to training closes it for pages that have their words."""
    yes = answer("r-1", consent(uses={"web", "ai-input", "ai-train"}))
    some = answer("r-2", consent(uses=OPEN))
    none = answer("r-3", consent(uses={"web"}))
    answers = {"1": (yes,), "12": (yes, some), "13": (yes, none)}
    web = {
        ids: tbh.release(open_series(*responses, ai="train"), "web", AT)
        for ids, responses in answers.items()
    }

    assert {ids: release.series.rights.ai for ids, release in web.items()} == {
        "1": AIUse.TRAIN,
        "12": AIUse.INPUT,
        "13": AIUse.SEARCH,
    }
    (missing,) = (str(each) for each in web["12"].withheld if each.kind == "use")
    assert missing.startswith("use ai-train is not allowed to machines (not everybody who answers")
    for released in web.values():
        assert tbh.release(released.series, "web", AT).series == released.series


def test_training_under_a_name_that_machines_may_not_have_is_no_consent() -> None:
    """The page prints the full name, and the consent to training allows initials."""
    consents = (consent(uses=OPEN), consent(uses={"ai-train"}, attribution="initials"))
    released = tbh.release(open_series(answer("r", *consents), ai="train"), "web", AT)

    assert released.series.rights.ai is AIUse.INPUT


def test_who_takes_everything_back_takes_it_back_from_machines_too() -> None:
    """Also where the series does not allow it now."""
    made = open_series(answer("r", consent(uses=OPEN)), ai="search")
    changed = tbh.withdraw(made, "r", on=date(2026, 5, 2))
    (record,) = changed.editions[0].responses[0].consents

    assert record.uses == OPEN
    assert record.withdrawn == date(2026, 5, 2)
    assert quotes(evolve(changed, rights=tbh.RightsPolicy(ai=AIUse.INPUT))) == []


def test_a_misspelled_use_is_answered_with_the_right_one() -> None:
    """A use by machines is known in every series."""
    with pytest.raises(tbh.InvalidValueError, match="did you mean 'ai-input'"):
        open_series(answer("r", consent(uses={"ai-imput"})))
    with pytest.raises(tbh.InvalidValueError, match="a channel that is not there yet"):
        series(channels=("ai-input",))


def test_people_are_asked_only_for_what_the_series_allows() -> None:
    """An invitation to a series without it says nothing of models."""
    assert "ai-input" not in series(therapists=(therapist(),)).all_channels
    assert open_series(ai="input").all_channels[-1] == "ai-input"
    assert open_series(ai="train").all_channels[-2:] == ("ai-input", "ai-train")


@pytest.mark.parametrize(
    ("ai", "permits", "prohibits"),
    [
        ("none", "", "search ai-input ai-train"),
        ("search", "search", "ai-input ai-train"),
        ("input", "search ai-input", "ai-train"),
        ("train", "search ai-input ai-train", ""),
    ],
)
def test_a_licence_says_the_same_where_it_is_wished(ai: str, permits: str, prohibits: str) -> None:
    """In the words of RSL, named by `robots.txt` and by a header."""
    everything = frozenset({"web", "ai-input", "ai-train"})
    made = evolve(
        open_series(answer("r", consent(uses=everything)), ai=ai), url="https://example.org/"
    )
    files = {file.path: file.body.decode() for file in tbh.export(made, "sitemap", at=AT, rsl=True)}
    namespaces = {"r": "https://rslstandard.org/rsl"}
    root = etree.fromstring(files["license.xml"].encode())
    (headers,) = tbh.export(made, "headers", at=AT, rsl=True)

    def said(name: str) -> str:
        return str(
            root.xpath(f"string(//r:license/r:{name}[@type='usage'])", namespaces=namespaces)
        )

    assert (said("permits"), said("prohibits")) == (permits, prohibits)
    assert root.xpath("string(//r:content/@url)", namespaces=namespaces) == "https://example.org/"
    assert "License: https://example.org/license.xml\n" in files["robots.txt"]
    link = '  Link: </license.xml>; rel="license"; type="application/rsl+xml"\n'
    assert link in headers.body.decode()
    assert "license.xml" not in {file.path for file in tbh.export(made, "sitemap", at=AT)}

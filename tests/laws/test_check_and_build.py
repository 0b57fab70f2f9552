"""What `check` lets pass, `build` makes; and what a build leaves out, `check` has said before."""

import json
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from click.testing import CliRunner
from hypothesis import HealthCheck, event, given, settings, strategies as st

from tbh_model.cli._main import tbh as command

MANY = settings(
    max_examples=int(os.environ.get("TBH_CHECK_EXAMPLES", settings().max_examples)),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
AT: Final = "2026-06-01T12:00:00Z"
INSTANTS: Final = (
    *("2026-05-01T09:00:00Z", "2026-05-01T09:00:00Z", "2026-06-01T12:00:00Z"),
    *("2027-01-01T00:00:00+14:00", "1999-01-01T00:00:00Z", "9999-12-31T23:59:59Z"),
)
DAYS: Final = ("2020-01-01", "2026-05-31", "2026-06-01", "2026-06-02", "2030-01-01")
WORDS: Final = (
    *("…", "TODO", "No.", "Dana", "Dana Okafor", "Tea & <b>biscuits</b>", "a\u202eb", "ok \u0001"),
    *("What is patience for?", "x" * 5000, "{{ name }}", "*|FNAME|*", "café", "cafe\u0301"),
    *("نص", "1e3", "# no heading", "- no list", "> no quote", "[x](https://example.org/)"),
)
TEXTS: Final = (
    *WORDS,
    *("> " * 39 + "deep", "> " * 99 + "deeper", "- " * 38 + "list", "  " * 20 + "code"),
    *("*" * 30 + "a" + "*" * 30, "![a picture](images/none.png)", "![](images/a.png)"),
    *("| a |\n|---|\n| b |", "---", "1. one\n2. two", "[far](https://example.org/a?b=%zz#c)"),
    *("[here](#r-1)", "<https://example.org/>", "`code`", "line  \nbreak", "a\n\n\n\nb"),
)
SLUGS: Final = ("tea", "Tea", "404", "index", "topics", "con", "café", "a.b", "~", "x" * 100)
CHANNELS: Final = ("web", "feed", "newsletter", "social")
OPTIONS: Final[Mapping[str, tuple[dict[str, Any], ...]]] = {
    "html": (
        {},
        {"structured_data": False},
        {"file_links": True},
        {"feeds": []},
        {"split": ["topic"]},
    ),
    "rss": ({}, {"limit": 1}, {"limit": 1, "archive": True}, {"content": "summary"}, {"limit": 0}),
    "atom": ({}, {"split": ["topic", "therapist"]}, {"tracking": {"source": "a"}}, {"nonsense": 1}),
    "json-feed": ({}, {"content": "summary"}, {"limit": 2}),
    "newsletter": ({}, {"limit": 1}),
    "opml": ({}, {"feeds": ["rss"]}),
    "headers": ({}, {"folder": "/series/"}, {"folder": "series"}),
    "atmo": ({},),
}


def maybe(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)


def some(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)


CONSENTS = st.lists(
    st.builds(
        dict.__or__,
        st.fixed_dictionaries(
            {
                "uses": st.lists(some(*CHANNELS), min_size=1, max_size=4, unique=True),
                "granted": some(*DAYS[:3]),
            }
        ),
        maybe(
            expires=some(*DAYS[3:]),
            withdrawn=some(*DAYS[2:]),
            attribution=some("full", "anonymous", "initials"),
            basis=some("explicit", "refused", "legacy-published"),
        ),
    ),
    max_size=2,
)
RESPONSES = st.builds(
    dict.__or__,
    st.fixed_dictionaries({"quote": some(*WORDS), "consents": CONSENTS}),
    maybe(
        answer=some(*TEXTS),
        therapist=some("t-1", "t-2"),
        attribution=some("full", "role", "anonymous"),
        approval=st.just({"on": "2026-05-01", "digest": "sha256:old"}),
        language=some("en", "ar"),
    ),
)
CALLS = st.lists(
    st.builds(
        dict.__or__,
        st.fixed_dictionaries({"kind": some("book", "share"), "text": some(*WORDS)}),
        maybe(channels=st.lists(some(*CHANNELS), max_size=2, unique=True)),
    ),
    max_size=2,
)
EDITIONS = st.builds(
    dict.__or__,
    st.fixed_dictionaries(
        {
            "slug": some(*SLUGS),
            "title": some(*WORDS),
            "status": some("ready", "ready", "ready", "draft", "retracted"),
            "challenge": st.fixed_dictionaries({"topic": some(*WORDS), "prompt": some(*WORDS)}),
            "challengers": st.just({"name": "Counsellors"}),
            "responses": st.lists(RESPONSES, max_size=3),
        }
    ),
    maybe(
        published=some(*INSTANTS),
        updated=some(*INSTANTS),
        embargo_until=some(*INSTANTS),
        expires=some(*INSTANTS),
        summary=some(*WORDS),
        introduction=some(*TEXTS),
        tags=st.lists(some("Tea", "tea", "!", "C#", "C", "con"), max_size=3, unique=True),
        url=some(
            "https://example.org/tea/", "https://example.com/x", "https://example.org/404.html"
        ),
        former_urls=st.lists(
            some("https://example.org/old/", "https://example.org/tea/"), max_size=2
        ),
        calls_to_action=CALLS,
        language=some("fr", "he"),
        image=st.just({"src": "images/none.png", "alt": "A chair"}),
        corrections=st.just([{"on": "2026-05-20", "kind": "update", "text": "It was Tuesday."}]),
        byline=st.just(["Nell Quill"]),
    ),
)
SERIES = st.builds(
    dict.__or__,
    st.fixed_dictionaries({"title": some(*WORDS[:6], "Small Talk", "Small Talk")}),
    maybe(
        permalink=some("{url}{slug}/", "{url}{slug}.html", "{url}e/{id}"),
        rights=maybe(
            consent=some("required", "recorded"),
            approval=some("required"),
            minimum_responses=some(1, 2, 3),
        ),
        calls_to_action=CALLS,
        sign_off=some(*WORDS),
        description=some(*WORDS),
    ),
)
PUBLISH = st.none() | st.lists(some(*OPTIONS), min_size=1, max_size=4, unique=True).flatmap(
    lambda names: st.fixed_dictionaries({name: some(*OPTIONS[name]) for name in names})
)
TEMPLATES = st.none() | some(
    "{% extends 'tbh/html/edition.html' %}",
    "{{ page.nothing }}",
    "{% if %}",
    "{% extends 'tbh/html/edition.html' %}{% block tags %}{{ page.edition.nothing }}{% endblock %}",
)


@st.composite
def contents(draw: st.DrawFn) -> dict[str, str]:
    """Draw the files of a content folder, which may be wrong in any way."""
    files: dict[str, Any] = {
        "series.yaml": {
            "id": "tag:example.org,2026:small",
            "url": "https://example.org/",
            "publisher": {"name": "The Small Practice"},
            **draw(SERIES),
        },
        "therapists/t-1.yaml": {"id": "t-1", "name": "Dana Okafor"},
        "therapists/t-2.yaml": {"id": "t-2", "name": draw(some("Bo Lind", "Dana Okafor", "TBD"))},
    }
    for index, edition in enumerate(draw(st.lists(EDITIONS, min_size=1, max_size=3))):
        for number, response in enumerate(edition["responses"]):
            response["id"] = f"r-{number}"
            if "therapist" not in response:
                response["byline"] = "A guest"
        for number, call in enumerate(edition.get("calls_to_action", ())):
            call["key"] = f"call-{number}"
        name = draw(some(edition["slug"], edition["slug"], f"other-{index}"))
        files[f"editions/{name}.yaml"] = {"id": f"e-{index}", **edition}
    for number, call in enumerate(files["series.yaml"].get("calls_to_action", ())):
        call["key"] = f"call-{number}"
    exporters = draw(PUBLISH)
    if exporters is not None:
        files["publish.yaml"] = {"exporters": exporters}
    texts = {name: json.dumps(content) for name, content in files.items()}
    template = draw(TEMPLATES)
    if template is not None:
        texts["templates/html/edition.html"] = template
    return texts


def run(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(command, arguments)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout, done.stderr


@MANY
@given(contents())
def test_what_check_lets_pass_is_built_and_what_is_left_out_was_said(files: dict[str, str]) -> None:
    """Without errors a build exits 0, and says nothing of the content that `check` did not say."""
    with tempfile.TemporaryDirectory() as home:
        content = Path(home, "content")
        for name, text in files.items():
            (content / name).parent.mkdir(parents=True, exist_ok=True)
            (content / name).write_text(text, encoding="utf-8")
        checked, written, _ = run("check", str(content), "--format", "json", "--at", AT)
        options = ("--no-ledger", "--no-cache", "--jobs", "1", "--json")
        built, report, errors = run(
            "build", str(content), "--to", str(Path(home, "out")), "--at", AT, *options
        )

    problems = json.loads(written)
    messages = {problem["message"] for problem in problems}
    assert checked == (1 if any(each["severity"] == "error" for each in problems) else 0)
    event("is built" if checked == 0 else "has errors")
    if checked == 0:
        assert (built, errors) == (0, "")
    if not report:
        return
    data = json.loads(report)
    for each in data["withheld"]:
        said = [message for message in messages if message.startswith(f"{each['message']} (")]
        assert any(each["channel"] in message.rpartition("(")[2] for message in said), each
    for each in data["warnings"]:  # of a picture, check says at its field what is wrong with it
        picture = re.match("the picture (`[^`]+`)", each)
        assert each in messages or (picture and any(picture[1] in said for said in messages)), each
    assert all(any(message in each for message in messages) for each in data["failures"])
    for each in problems:
        assert each["file"], each
        assert each["line"], each

"""Extensions: elements of other namespaces, in RSS, Atom and JSON Feed alike."""

import json
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, ClassVar, Final

import feedparser
import pytest
from attrs import define, evolve, frozen
from lxml import etree

import tbh_model as tbh
from small import AT, edition, series
from tbh_model import FeedElement, FeedEntry
from tbh_model.exporters import FeedSplit, SourceMarkdown
from tbh_model.publishing._incremental import _modules
from tbh_model.testing import Check, NotApplicable, exporter_checks, extension_checks

TEA: Final = "https://tea.example/ns/"
FEEDS: Final = (tbh.RSS, tbh.Atom, tbh.JSONFeed)
NAMES: Final = pytest.mark.parametrize("name", ["rss", "atom", "json-feed"])


@frozen
class Tea:
    """Adds a tea to a feed, and another to each entry."""

    prefix: ClassVar = "tea"
    namespace: ClassVar = TEA
    kind: str = "green"

    def feed(self, series: tbh.Series, /) -> Iterable[FeedElement]:
        label = f"{series.title} <&> \"'\n]]>"
        yield FeedElement("pot", attributes={"of": label}, children=[FeedElement("cup", label)])
        yield FeedElement("cup", label)

    def entry(self, _series: tbh.Series, entry: FeedEntry, /) -> Iterable[FeedElement]:
        yield FeedElement("leaf", self.kind)
        yield FeedElement("leaf", entry.edition.slug, attributes={"n": "2"})


def body(name: str, extension: Any = Tea(), whole: tbh.Series | None = None) -> bytes:
    made = whole or series()
    (artifact,) = tbh.export(made, name, at=AT, extensions=[extension])
    return artifact.body


LABEL: Final = "Small Talk <&> \"'\n]]>"


@pytest.mark.parametrize("name", ["rss", "atom"])
def test_elements_stand_in_their_namespace(name: str) -> None:
    """Once with the feed and once with each entry; every character of them is there."""
    root: Any = etree.fromstring(body(name))
    entry = "item" if name == "rss" else "{http://www.w3.org/2005/Atom}entry"
    (feed,) = [each.getparent() for each in root.iter(entry)]

    assert root.nsmap["tea"] == TEA
    (pot,) = feed.findall(f"{{{TEA}}}pot")
    assert dict(pot.attrib) == {"of": LABEL}
    assert [(each.tag, each.text) for each in pot] == [(f"{{{TEA}}}cup", LABEL)]
    assert feed.findtext(f"{{{TEA}}}cup") == LABEL
    leaves = feed.find(entry).findall(f"{{{TEA}}}leaf")
    assert [(each.text, dict(each.attrib)) for each in leaves] == [
        ("green", {}),
        ("patience", {"n": "2"}),
    ]
    assert not feedparser.parse(body(name)).bozo


def test_json_feed_has_an_object_with_the_prefix() -> None:
    """A repeated name is a list, and an element that is not text alone is an object."""
    feed = json.loads(body("json-feed"))
    (item,) = feed["items"]

    assert feed["_tea"] == {
        "about": TEA,
        "pot": {"of": LABEL, "cup": LABEL},
        "cup": LABEL,
    }
    assert item["_tea"] == {"about": TEA, "leaf": ["green", {"n": "2", "text": "patience"}]}


@NAMES
def test_feeds_of_topics_and_archives_have_the_elements_too(name: str) -> None:
    """Every file of the feed."""
    editions = tuple(edition(slug, tags=("Tea",)) for slug in ("a", "b"))
    options: Any = {"split": [FeedSplit.TOPIC], "archive": True, "limit": 1}
    files = tbh.export(series(editions=editions), name, at=AT, extensions=[Tea()], **options)

    assert len(files) == 6
    assert all(b"green" in file.body and b"cup" in file.body for file in files)


@frozen
class Other(Tea):
    """The same under another prefix and namespace."""

    prefix: ClassVar = "other"
    namespace: ClassVar = "urn:uuid:1"


@NAMES
def test_a_feed_may_have_several_extensions(name: str) -> None:
    """Each under its own name."""
    (artifact,) = tbh.export(series(), name, at=AT, extensions=(Tea(), Other(kind="black")))

    assert b"green" in artifact.body
    assert b"black" in artifact.body


@define
class Changing:
    """Not frozen."""

    prefix: ClassVar = "tea"
    namespace: ClassVar = TEA
    feed: Any = len
    entry: Any = len


def variant(**fields: Any) -> Any:
    return type("Variant", (Tea,), fields)()


@pytest.mark.parametrize(
    ("extensions", "words"),
    [
        ([Tea(), Tea(kind="black")], "extension Tea: 'tea' is also that of extension Tea; let one"),
        ([Tea(), variant(prefix="tee")], f"extension Variant: '{TEA}' is also that of extension"),
        ([Tea], r"extension Tea: it is a class and not a value of it; write Tea\(\)"),
        (["tea"], "extension str: it has no `prefix` and `namespace` and `feed` and `entry`"),
        (Tea(), "extensions: this is of the type Tea; give a list"),
        ([variant(prefix="")], "'' is no prefix; write letters"),
        ([variant(prefix="a:b")], "'a:b' is no prefix"),
        ([variant(prefix="a.b")], "'a.b' is no prefix"),
        ([variant(prefix=3)], "3 is no prefix"),
        ([variant(prefix="atom")], "the prefix 'atom' is reserved"),
        ([variant(prefix="tbh")], "the prefix 'tbh' is reserved"),
        ([variant(prefix="XMLtea")], "the prefix 'XMLtea' is reserved"),
        ([variant(namespace="")], "'' is no namespace; write its URI"),
        ([variant(namespace='https://tea.example/"x')], "is no namespace"),
        ([variant(namespace="tea")], "'tea' is no namespace"),
        (
            [variant(namespace="http://www.w3.org/2005/Atom")],
            "the namespace http://www.w3.org/2005/Atom is that of the feed itself",
        ),
        ([Changing()], "extension Changing: it can change; put @attrs.frozen"),
    ],
)
@pytest.mark.parametrize("kind", FEEDS)
def test_what_is_no_extension_or_clashes_is_refused(kind: Any, extensions: Any, words: str) -> None:
    """When the exporter is made, in words that say what to write."""
    with pytest.raises(tbh.FeedExtensionError, match=words):
        kind(extensions=extensions)
    with pytest.raises(tbh.OptionError, match=words):
        tbh.export(series(), kind.info.name, extensions=extensions)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: FeedElement(""), "element '': '' is no name; write letters"),
        (lambda: FeedElement("tea:pot"), "'tea:pot' is no name; .* no prefix"),
        (lambda: FeedElement("pot><x"), "is no name"),
        (lambda: FeedElement("XmlPot"), "the name 'XmlPot' is reserved by XML"),
        (lambda: FeedElement("pot", attributes={"a b": "c"}), "'a b' is no name"),
        (lambda: FeedElement("pot", attributes={"xmlns": "c"}), "'xmlns' is reserved"),
        (lambda: FeedElement("pot", attributes=(("a", "b"), ("a", "c"))), "'a' is there twice"),
        (lambda: FeedElement("pot", "a\x0b"), r"the text has U\+000B at 1, .*replace_unencodable"),
        (lambda: FeedElement("pot", "\ud800"), r"U\+D800 at 0"),
        (lambda: FeedElement("pot", attributes={"a": "\ufffe"}), r"attribute 'a' has U\+FFFE at 0"),
        (lambda: FeedElement("pot", 3), "the text is of the type int; give text"),  # type: ignore[arg-type]
        (lambda: FeedElement("pot", children=["cup"]), "one of its children is something else"),  # type: ignore[list-item]
        (lambda: FeedElement("pot", "a", children=[FeedElement("b")]), "a text and children"),
    ],
)
def test_what_xml_cannot_have_is_refused(make: Callable[[], object], words: str) -> None:
    """When the element is made: whoever made it is still on the stack."""
    with pytest.raises(tbh.FeedExtensionError, match=words):
        make()


def test_all_that_is_wrong_with_an_element_is_told_at_once() -> None:
    """One line each."""
    with pytest.raises(tbh.FeedExtensionError) as caught:
        FeedElement("a b", "\0", attributes={"xml": "c"})

    assert len(str(caught.value).split("\n")) == 3


def _raise(*_: object) -> Iterable[FeedElement]:
    message = "no tea"
    raise KeyError(message)


@NAMES
def test_an_extension_that_fails_is_named_with_its_place(name: str) -> None:
    """And the edition, and the line of its own code."""
    where = rf"extension Variant: it failed at the edition e-patience, in .*{__name__}\.py:\d+"
    with pytest.raises(tbh.FeedExtensionError, match=f"{where}; KeyError: 'no tea'"):
        body(name, variant(entry=_raise))
    with pytest.raises(tbh.FeedExtensionError, match="what it gave for the feed is no element"):
        body(name, variant(feed=lambda *_: ["tea"]))


@frozen
class Talkative:
    """Prints all that it is given."""

    prefix: ClassVar = "talk"
    namespace: ClassVar = "https://talk.example/"

    def feed(self, series: tbh.Series, /) -> Iterator[FeedElement]:
        yield FeedElement("all", _dump(series))

    def entry(self, series: tbh.Series, entry: FeedEntry, /) -> Iterator[FeedElement]:
        yield FeedElement("all", _dump(series))
        yield FeedElement("edition", _dump(evolve(series, editions=(entry.edition,))))


def _dump(whole: tbh.Series) -> str:
    return json.dumps(tbh.to_dict(evolve(whole, folder=None)), ensure_ascii=True)


@pytest.mark.parametrize("name", ["canaries", "extension"])
def test_an_extension_is_given_what_is_released(name: str) -> None:
    """One that prints everything gives nothing away."""
    chosen = [check for check in extension_checks(Talkative()) if check.id.endswith(f"-{name}")]
    assert len(chosen) == 3
    for check in chosen:
        check()


@frozen
class Late(Tea):
    """Reads the clock."""

    def feed(self, _series: tbh.Series, /) -> Iterable[FeedElement]:
        yield FeedElement("now", str(time.time()))


@frozen
class Silent(Tea):
    """Adds nothing."""

    def feed(self, _series: tbh.Series, /) -> Iterable[FeedElement]:
        return ()

    def entry(self, _series: tbh.Series, _entry: FeedEntry, /) -> Iterable[FeedElement]:
        return ()


@pytest.mark.parametrize("check", extension_checks(Tea()), ids=str)
def test_an_extension_passes_the_kit(check: Check) -> None:
    """In all three formats."""
    check()


def test_the_kit_finds_faults_of_extensions() -> None:
    """By the check of that name, in each format."""
    by_name = {check.id: check for check in extension_checks(Late())}
    for feed in ("rss", "atom", "json-feed"):
        with pytest.raises(AssertionError, match=r"reads the clock: time at .*test_feed_ext"):
            by_name[f"{feed}-clock"]()
        with pytest.raises(AssertionError):
            by_name[f"{feed}-deterministic"]()
    (first, *_) = extension_checks(Silent())
    with pytest.raises(NotApplicable, match="adds nothing"):
        first()


@pytest.mark.parametrize("kind", FEEDS)
def test_the_kit_finds_a_feed_that_an_extension_changed(
    kind: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the exporter does with it."""
    original = kind.export

    def export(self: Any, release: tbh.Release, /) -> Iterable[tbh.Artifact]:
        renamed = evolve(release, series=evolve(release.series, title="Another"))
        return original(self, renamed if self.extensions else release)  # type: ignore[no-any-return]

    monkeypatch.setattr(kind, "export", export)
    (check,) = [
        each for each in extension_checks(Tea()) if each.id == f"{kind.info.name}-extension"
    ]
    with pytest.raises(AssertionError, match="another feed without the elements"):
        check()


def test_a_build_notices_new_code_of_an_extension() -> None:
    """Its module is part of what the file follows from."""
    assert __name__ in set(_modules(tbh.RSS(extensions=[Tea()])))
    assert __name__ not in set(_modules(tbh.RSS()))


def test_rss_has_an_option_for_it() -> None:
    """The same elements as those of the extension; a feed cannot have both."""
    (artifact,) = tbh.export(series(), tbh.RSS(source_markdown=True), at=AT)

    assert artifact.body == body("rss", SourceMarkdown())
    root: Any = etree.fromstring(artifact.body)
    markdown = root.findtext("channel/item/{http://source.scripting.com/}markdown")
    assert markdown.startswith("# The Challenge: Patience\n")
    with pytest.raises(tbh.FeedExtensionError, match="'source' is also that of"):
        tbh.RSS(source_markdown=True, extensions=[SourceMarkdown()])
    with pytest.raises(tbh.InvalidValueError, match="source_markdown"):
        tbh.RSS(source_markdown="yes")  # type: ignore[arg-type]


@pytest.mark.parametrize("check", exporter_checks(tbh.RSS(source_markdown=True)), ids=str)
def test_rss_with_markdown_passes_the_kit(check: Check) -> None:
    """As without it."""
    check()


def test_source_markdown_is_an_extension_in_the_box() -> None:
    """The whole edition as Markdown, in which every URL is absolute."""
    made = series(editions=(edition(introduction=tbh.markdown("[on](more/)")),))
    (item,) = json.loads(body("json-feed", SourceMarkdown(), made))["items"]
    markdown = item["_source"]["markdown"]

    assert markdown.startswith(
        "[on](https://example.org/small/more/)\n\n# The Challenge: Patience\n"
    )
    assert "> “Patience is a long room.”" in markdown
    assert tbh.write_html(tbh.markdown(markdown), heading_level=2) == item["content_html"]

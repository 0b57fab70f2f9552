"""Every link of a built site leads somewhere, as a web server serves it: old addresses, too."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.client import HTTPConnection
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Final
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from attrs import define, evolve, field
from lxml import html

import tbh_model as tbh
from small import AT, consent, edition, response, series, therapist
from small_folder import EDITION, SERIES, THERAPIST, write
from tbh_model import content

EXAMPLE: Final = Path(__file__).parents[2] / "examples" / "therapists-being-human"
EXAMPLE_AT: Final = AT.replace(year=2026, month=12)
MARKUP: Final = re.compile(r"[\s\"'<>()\\]")


class Handler(SimpleHTTPRequestHandler):
    """A static host; where it is given rules of `_redirects`, they come first."""

    def __init__(self, *args: Any, rules: dict[str, str], **kwargs: Any) -> None:
        self.rules = rules
        super().__init__(*args, **kwargs)

    def do_GET(self) -> None:
        target = self.rules.get(self.path)
        if target is None:
            super().do_GET()
            return
        self.send_response(301)
        self.send_header("Location", target)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        """Keep the output of the tests clean."""


@contextmanager
def serving(folder: Path, rules: dict[str, str] | None = None) -> Iterator[str]:
    """Serve a folder for as long as it is needed, and give its host and port."""
    handler = partial(Handler, directory=str(folder), rules=rules or {})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@define
class Checker:
    """A link checker: it asks for every address below the home page, each one once."""

    home: str
    host: str
    elsewhere: frozenset[str] = frozenset()
    """Addresses below the home page that something else than the site answers."""
    broken: list[str] = field(factory=list)
    pages: dict[str, str] = field(factory=dict)
    """The text at the end of each address, by address without its fragment."""
    ends: dict[str, str] = field(factory=dict)
    """The address at which each one ends."""

    def check(self, *starts: str) -> None:
        """Follow the home page, some addresses more, and all that they lead to."""
        waiting = [(start, "the start") for start in (self.home, *starts)]
        while waiting:
            link, origin = waiting.pop()
            url, fragment = urldefrag(link)
            if url not in self.pages:
                self.pages[url] = self._fetch(url, origin)
                waiting += ((found, url) for found in self._links(url))
            if fragment and not self._has_place(url, fragment):
                self.broken.append(f"{link} (no such place), from {origin}")

    def _fetch(self, url: str, origin: str, redirects: int = 5) -> str:
        connection = HTTPConnection(self.host, timeout=10)
        connection.request("GET", urlsplit(url).path)
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
        connection.close()
        location = answer.headers["Location"]
        if answer.status in {301, 302} and redirects:
            self.ends[url] = urljoin(url, location)
            return self._fetch(self.ends[url], origin, redirects - 1)
        if answer.status != 200:
            self.broken.append(f"{url} ({answer.status}), from {origin}")
        return text

    def _links(self, url: str) -> Iterator[str]:
        text = self.pages[url]
        if text.lstrip().startswith("<!DOCTYPE html"):
            links = html.fromstring(text.encode()).iterlinks()
            addresses = (urljoin(url, link) for element, _, link, _ in links if link)
        else:  # a feed, a sitemap, an index for models: all of their addresses are absolute
            addresses = (self.home + each for each in text.split(self.home)[1:])
            addresses = (MARKUP.split(each)[0] for each in addresses)
        for address in addresses:
            if address.startswith(self.home) and address not in self.elsewhere:
                yield address

    def _has_place(self, url: str, fragment: str) -> bool:
        ids = html.fromstring(self.pages[url].encode()).xpath("//@id")
        return unquote(fragment) in ids

    def refresh(self, url: str) -> str:
        """Return where a browser goes from a redirect page."""
        (words,) = html.fromstring(self.pages[url].encode()).xpath(
            "//meta[@http-equiv='refresh']/@content"
        )
        return urljoin(url, str(words).partition("url=")[2])


def publish(made: tbh.Series, folder: Path, at: Any, *more: str) -> Path:
    """Build a site where its address says that it is, and return the root of the server."""
    path = unquote(urlsplit(made.url).path).strip("/")
    names = [*(name for name in tbh.exporters.BUILT_IN_NAMES if name != "newsletter"), *more]
    tbh.publish(made, folder / path, at, names)
    return folder


def renamed(folder: Path) -> tbh.Series:
    """Return a series whose edition was renamed twice, with `tbh rename`'s own function."""
    write(folder, "series.yaml", SERIES)
    write(folder, "therapists/t-1.yaml", THERAPIST)
    write(folder, "editions/patience.yaml", EDITION)
    content.rename(folder, "patience", "waiting")
    content.rename(folder, "waiting", "on-waiting")
    return tbh.load(folder)


def test_every_link_of_the_example_leads_somewhere(tmp_path: Path) -> None:
    """Pages, pictures, feeds, the sitemap, places on pages and former addresses."""
    made = tbh.load(EXAMPLE)
    former = [url for each in made.editions for url in each.former_urls]
    with serving(publish(made, tmp_path, EXAMPLE_AT)) as host:
        # the practice's own form, to which a call to action of the series leads
        checker = Checker(made.url, host, frozenset({f"{made.url}shoebox/"}))
        checker.check(*former, f"{made.url}sitemap.xml", f"{made.url}feeds.opml")

    assert checker.broken == []
    assert former
    assert len(checker.pages) > 40
    assert {".svg", ".css", ".xml", ".json"} <= {Path(url).suffix for url in checker.pages}


def test_an_old_address_leads_on_wherever_the_site_is(tmp_path: Path) -> None:
    """A page at each of them sends on to the present one in one step."""
    made = renamed(tmp_path / "content")
    old = tuple(f"{made.url}editions/{slug}/" for slug in ("patience", "waiting"))
    with serving(publish(made, tmp_path / "public", AT)) as host:
        checker = Checker(made.url, host)
        checker.check(*old)
        ends = [checker.refresh(url) for url in old]

    assert checker.broken == []
    assert ends == [f"{made.url}editions/on-waiting/"] * 2
    assert set(ends) <= checker.pages.keys()


def test_an_old_address_leads_on_by_a_rule_of_the_host(tmp_path: Path) -> None:
    """The lines of `_redirects`, which a host reads in its root, say the same as the pages."""
    made = evolve(renamed(tmp_path / "content"), url="https://example.org/")
    old = tuple(f"{made.url}editions/{slug}/" for slug in ("patience", "waiting"))
    made = evolve(made, editions=(evolve(made.editions[0], former_urls=old),))
    folder = publish(made, tmp_path / "public", AT, "headers")
    lines = (folder / "_redirects").read_text(encoding="utf-8").splitlines()
    rules = {source: target for source, target, _ in map(str.split, lines)}
    with serving(folder, rules) as host:
        checker = Checker(made.url, host)
        checker.check(*old)

    assert checker.broken == []
    assert [checker.ends[url] for url in old] == [f"{made.url}editions/on-waiting/"] * 2


def test_the_links_of_what_models_read_lead_somewhere(tmp_path: Path) -> None:
    """The index names each copy, and each copy its page."""
    uses = {"web", "ai-input"}
    made = series(
        editions=(edition(responses=(response(consents=(consent(uses=uses),)),)),),
        therapists=(therapist(),),
        rights=tbh.RightsPolicy(ai=tbh.AIUse.INPUT),
    )
    with serving(publish(made, tmp_path, AT, "llms-txt")) as host:
        checker = Checker(made.url, host)
        checker.check(f"{made.url}llms.txt")

    assert checker.broken == []
    assert f"{made.url}editions/patience/index.html.md" in checker.pages


@pytest.mark.parametrize("mistake", ['href="../nowhere/"', 'href="#nowhere"', 'src="gone.png"'])
def test_the_checker_finds_a_broken_link(tmp_path: Path, mistake: str) -> None:
    """Or it would prove nothing."""
    tag = "img alt=''" if mistake.startswith("src") else "a"
    (tmp_path / "index.html").write_text(f"<!DOCTYPE html><title>x</title><{tag} {mistake}>")
    with serving(tmp_path) as host:
        checker = Checker("https://example.org/", host)
        checker.check()

    assert len(checker.broken) == 1

"""UTM parameters on links in feeds and newsletters.

They are off by default. The permalink of an edition, the URL of a feed and a guid never have them,
because these identify something.
"""

from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from tbh_model._attrs import evolve, frozen
from tbh_model._final import final
from tbh_model.exporters._edition_body import Section
from tbh_model.exporters._urls import base_url
from tbh_model.model import CallToAction, Edition, Line, Series, validate_on_init
from tbh_model.text import join, map_links


@final
@frozen(kw_only=True)
@validate_on_init
class Tracking:
    """UTM parameters for links to some hosts."""

    hosts: tuple[Line, ...]
    """The hosts whose links are marked, and no others: `example.org`, without subdomains."""
    source: Line
    """The value of `utm_source`."""
    medium: Line | None = None
    """The value of `utm_medium`."""
    campaign: Line | None = None
    """The value of `utm_campaign`."""
    content: Line | None = None
    """The value of `utm_content`. By default, that of a call to action is its key, and other links
    have none."""

    def add_utm(self, url: str, key: str | None = None) -> str:
        """Return a URL with the marks; query and fragment stay, and marks that are there win.

        Args:
            url: An absolute URL.
            key: What `utm_content` is, unless `content` says it.
        """
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or parts.hostname not in self._folded_hosts:
            return url
        existing = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
        parameters = urlencode(
            [parameter for parameter in self._utm_parameters(key) if parameter[0] not in existing]
        )
        query = "&".join(filter(None, (parts.query, parameters)))
        return urlunsplit(parts._replace(query=query))

    @property
    def _folded_hosts(self) -> frozenset[str]:
        return frozenset(host.lower() for host in self.hosts)

    def _utm_parameters(self, key: str | None) -> Iterator[tuple[str, str]]:
        for name, value in (
            ("source", self.source),
            ("medium", self.medium),
            ("campaign", self.campaign),
            ("content", self.content or key),
        ):
            if value is not None:
                yield f"utm_{name}", value


def with_tracked_calls(series: Series, edition: Edition, tracking: Tracking | None) -> Edition:
    """Return an edition whose calls to action have marks of their own.

    Args:
        series: The series whose calls are printed where the edition has none.
        edition: The edition.
        tracking: The marks; `None` for none.
    """
    calls = edition.calls_to_action or series.calls_to_action
    if tracking is None or not calls:
        return edition
    page = series.url_of(edition)
    return evolve(
        edition, calls_to_action=tuple(_call(series, call, tracking, page) for call in calls)
    )


def _call(series: Series, call: CallToAction, tracking: Tracking, page: str) -> CallToAction:
    if call.url is None:
        return call
    url = join(base_url(series), call.url, page)
    # what leads to a place on the page itself is no link that a reader comes by
    return (
        call if url.partition("#")[0] == page else evolve(call, url=tracking.add_utm(url, call.key))
    )


def add_utm_to_sections(
    sections: tuple[Section, ...], tracking: Tracking | None, base: str, exclude: str
) -> tuple[Section, ...]:
    """Return passages with marks on their links.

    Args:
        sections: Those of an edition.
        tracking: The marks; `None` for none.
        base: What relative links are joined to before their host is looked at.
        exclude: The permalink, which is never marked.
    """
    if tracking is None:
        return sections

    def track_url(url: str) -> str:
        """Return the address of a link; one that needs no mark stays as it is written."""
        absolute_url = join(base, url, exclude)
        tracked_url = (
            absolute_url
            if absolute_url.partition("#")[0] == exclude
            else tracking.add_utm(absolute_url)
        )
        return url if tracked_url == absolute_url else tracked_url

    return tuple(
        evolve(section, texts=tuple(map_links(text, track_url) for text in section.texts))
        for section in sections
    )

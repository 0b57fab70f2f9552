"""Dependencies of the pages, for incremental builds.

The built-in templates use only these. Templates of a content folder may use the whole site; if they
do, their pages have no known dependencies, and are rendered in each build.
"""

import re
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Final

from tbh_model._attrs import evolve, frozen
from tbh_model.content import template_files
from tbh_model.exporters._contract import Dependencies
from tbh_model.exporters._images import (
    edition_sources,
    series_sources,
    therapist_sources,
)
from tbh_model.exporters._site import (
    EDITIONS_ON_ERROR_PAGES,
    EDITIONS_ON_HOME,
    THERAPISTS_ON_HOME,
    Site,
)
from tbh_model.model import Edition, Therapist

# Pattern of names in a template that may lead beyond the page.
_USES_WHOLE_SITE: Final = re.compile(
    r"\bsite\b|\bseries\b(?!\.(?:title|language|description|url)\b)"
)


@frozen
class PageDependencies:
    """Dependencies of the pages of one site."""

    site: Site

    @cached_property
    def common(self) -> tuple[object, ...]:
        """Dependencies of all pages."""
        site = self.site
        return (
            evolve(site.series, editions=(), therapists=()),
            site.structured_data,
            site.file_links,
            site.feeds,
            tuple(sorted(site.split)),
            site.has_archive,
            bool(site.therapists),
            bool(site.topics),
            site.search,
            self._published_sources(series_sources(site.series)),
            site.pictures.get(None),
        )

    @cached_property
    def list_items(self) -> dict[str, str]:
        """Dependencies of lists on each edition, by id, as text because they are used often."""
        return {edition.id: repr(self._list_item(edition)) for edition in self.site.editions}

    @cached_property
    def people(self) -> dict[str, tuple[object, ...]]:
        """Dependencies on each therapist, by id."""
        return {person.id: self._person(person) for person in self.site.therapists}

    @cached_property
    def override_templates(self) -> str:
        """The templates of pages that the content folder has."""
        return "\n".join(_override_templates(self.site.series.folder))

    @cached_property
    def uses_whole_site(self) -> bool:
        """Whether one of them looks further than the page that it makes."""
        return _USES_WHOLE_SITE.search(self.override_templates) is not None

    def edition(self, edition: Edition) -> Dependencies:
        """Return what the page of an edition follows from."""
        if self.uses_whole_site:
            return None
        site, series = self.site, self.site.series
        return (
            self.common,
            edition,
            site.edition_paths[edition.id],
            self._published_sources(edition_sources(edition)),
            self._named_panel(edition),
            tuple(site.topic_paths[tag] for tag in edition.tags),
            self._adjacent_edition(site.older(edition)),
            self._adjacent_edition(site.newer(edition)),
            tuple(self.list_items[version.id] for version in series.translations(edition)),
            tuple(self.list_items[other.id] for other in site.related_to(edition)),
            site.pictures.get(edition.id),
        )

    def therapist(self, therapist: Therapist) -> Dependencies:
        """Return what the page of a therapist follows from."""
        answers = (
            (self.list_items[edition.id], response.id, response.quote, response.language)
            for edition, response in self.site.answers.get(therapist.id, ())
        )
        return self._site_wide(self.people[therapist.id], tuple(answers))

    def topic(self, tag: str) -> Dependencies:
        """Return what the page of a topic follows from."""
        cards = tuple(
            (self.list_items[edition.id], *self._image(edition))
            for edition in self.site.editions_by_tag[tag]
        )
        return self._site_wide(tag, self.site.topic_paths[tag], cards)

    def home(self) -> Dependencies:
        """Dependencies of the home page."""
        editions = self.site.editions[:EDITIONS_ON_HOME]
        latest = tuple(self._image(edition) for edition in editions)
        panel = self.site.panel
        return self._site_wide(
            tuple(self.list_items[edition.id] for edition in editions),
            latest,
            tuple(self.people[person.id] for person in panel[: THERAPISTS_ON_HOME + 1]),
            tuple(self._named_panel(edition) for edition in editions),
            self._topic_counts(),
        )

    def archive(self) -> Dependencies:
        """Dependencies of the archive."""
        return self._site_wide(tuple(self.list_items.values()))

    def therapists(self) -> Dependencies:
        """Dependencies of the list of therapists."""
        return self._site_wide(tuple(self.people.values()))

    def topics(self) -> Dependencies:
        """Dependencies of the list of topics."""
        return self._site_wide(self._topic_counts())

    def static(self) -> Dependencies:
        """Dependencies of a page without content of its own."""
        return self._site_wide()

    def error(self) -> Dependencies:
        """Dependencies of the page for unknown URLs, and of those of removed editions."""
        editions = self.site.editions[:EDITIONS_ON_ERROR_PAGES]
        items = tuple(self.list_items[edition.id] for edition in editions)
        return self._site_wide(items, self.site.theme)

    def redirect(self, edition: Edition) -> Dependencies:
        """Dependencies of the page at a former URL of an edition."""
        return self._site_wide(edition, self.site.pictures.get(edition.id))

    def _site_wide(self, *values: object) -> Dependencies:
        return None if self.override_templates else (self.common, *values)

    def _published_sources(self, sources: Iterable[str]) -> tuple[object, ...]:
        """Return what a page shows of images beside the model: which there are, and how large."""
        images, variants = self.site.images, self.site.image_variants
        if not images:
            return ()
        return tuple((src, images[src], variants.get(src)) for src in sources if src in images)

    def _image(self, edition: Edition) -> tuple[object, ...]:
        return edition.image, self._published_sources(edition_sources(edition))

    def _person(self, therapist: Therapist) -> tuple[object, ...]:
        path = self.site.therapist_paths[therapist.id]
        return therapist, path, self._published_sources(therapist_sources(therapist))

    def _named_panel(self, edition: Edition) -> tuple[object, ...]:
        return tuple(self.people[person.id] for person in self.site.named_panel(edition))

    def _list_item(self, edition: Edition) -> tuple[object, ...]:
        series = self.site.series
        return (
            edition.title,
            edition.summary,
            edition.challenge.prompt,
            edition.published,
            series.language_of(edition),
            len(edition.responses),
            self.site.edition_paths[edition.id],
            series.url_of(edition),
        )

    def _adjacent_edition(self, edition: Edition | None) -> tuple[object, ...] | None:
        if edition is None:
            return None
        path = self.site.edition_paths[edition.id]
        return edition.title, self.site.series.language_of(edition), path

    def _topic_counts(self) -> tuple[tuple[object, ...], ...]:
        site = self.site
        return tuple(
            (tag, site.topic_paths[tag], len(site.editions_by_tag[tag])) for tag in site.topics
        )


def _override_templates(folder: Path | None) -> Iterable[str]:
    bodies, problems = template_files(folder)
    yield from (body.decode(errors="replace") for body in bodies.values())
    yield from ("site" for _ in problems)  # whatever it says, nobody can tell

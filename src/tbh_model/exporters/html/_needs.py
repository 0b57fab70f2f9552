"""What each page follows from: a build makes again only the pages for which that has changed.

Our templates show no more than this. Those of a content folder may show anything that can be
reached from the site: where they look further, nothing is said, and a page is made in each build.
"""

import re
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Final

from attrs import evolve, frozen

from tbh_model.documents import template_files
from tbh_model.exporters._artifact import Needs
from tbh_model.exporters.html._images import (
    edition_sources,
    standing_sources,
    therapist_sources,
)
from tbh_model.exporters.html._places import ON_HOME, PEOPLE_ON_HOME, Site
from tbh_model.model import Edition, Therapist

_LOOKS_AROUND: Final = re.compile(r"\bsite\b|\bseries\b(?!\.(?:title|language|description|url)\b)")
"""In a template, what may lead to more than the page is about."""


@frozen
class PageNeeds:
    """What the pages of one site follow from."""

    site: Site

    @cached_property
    def around(self) -> tuple[object, ...]:
        """What is on every page."""
        site = self.site
        return (
            evolve(site.series, editions=(), therapists=()),
            site.structured_data,
            site.file_links,
            tuple(feed.path for feed in site.feeds),
            tuple(sorted(site.split)),
            site.has_archive,
            bool(site.therapists),
            bool(site.topics),
            self._shown(standing_sources(site.series)),
        )

    @cached_property
    def cards(self) -> dict[str, str]:
        """What lists show of each edition, by its id; as a text, because many of them do."""
        return {edition.id: repr(self._card(edition)) for edition in self.site.editions}

    @cached_property
    def people(self) -> dict[str, tuple[object, ...]]:
        """What is shown of each therapist, by their id."""
        return {person.id: self._person(person) for person in self.site.therapists}

    @cached_property
    def own_pages(self) -> str:
        """The templates of pages that the content folder has."""
        return "\n".join(_own_pages(self.site.series.folder))

    @cached_property
    def looks_around(self) -> bool:
        """Whether one of them looks further than the page that it makes."""
        return _LOOKS_AROUND.search(self.own_pages) is not None

    def edition(self, edition: Edition) -> Needs:
        """Return what the page of an edition follows from."""
        if self.looks_around:
            return None
        site, series = self.site, self.site.series
        profiles = (series.profile(response) for response in edition.responses)
        people = dict.fromkeys(person for person in profiles if person is not None)
        return (
            self.around,
            edition,
            site.edition_paths[edition.id],
            self._shown(edition_sources(edition)),
            tuple(self.people[person.id] for person in people),
            tuple(site.topic_paths[tag] for tag in edition.tags),
            self._neighbour(site.older(edition)),
            self._neighbour(site.newer(edition)),
        )

    def therapist(self, therapist: Therapist) -> Needs:
        """Return what the page of a therapist follows from."""
        answers = (
            (self.cards[edition.id], response.id, response.quote, response.language)
            for edition, response in self.site.answers.get(therapist.id, ())
        )
        return self._list(self.people[therapist.id], tuple(answers))

    def topic(self, tag: str) -> Needs:
        """Return what the page of a topic follows from."""
        cards = tuple(self.cards[edition.id] for edition in self.site.tagged[tag])
        return self._list(tag, self.site.topic_paths[tag], cards)

    def home(self) -> Needs:
        """What the home page follows from."""
        listed = self.site.editions[:ON_HOME]
        latest = tuple((edition.image, self._shown(edition_sources(edition))) for edition in listed)
        panel = self.site.panel
        return self._list(
            tuple(self.cards[edition.id] for edition in listed),
            latest[:1],
            tuple(self.people[person.id] for person in panel[: PEOPLE_ON_HOME + 1]),
            self._counts(),
        )

    def archive(self) -> Needs:
        """What the list of all editions follows from."""
        return self._list(tuple(self.cards.values()))

    def therapists(self) -> Needs:
        """What the list of all therapists follows from."""
        return self._list(tuple(self.people.values()))

    def topics(self) -> Needs:
        """What the list of all topics follows from."""
        return self._list(self._counts())

    def standing(self) -> Needs:
        """What a page follows from that shows nothing of its own."""
        return self._list()

    def redirect(self, edition: Edition) -> Needs:
        """What the page at a former address of an edition follows from."""
        return self._list(edition)

    def _list(self, *needs: object) -> Needs:
        return None if self.own_pages else (self.around, *needs)

    def _shown(self, sources: Iterable[str]) -> tuple[str, ...]:
        images = self.site.images
        return tuple(src for src in sources if src in images) if images else ()

    def _person(self, therapist: Therapist) -> tuple[object, ...]:
        path = self.site.therapist_paths[therapist.id]
        return therapist, path, self._shown(therapist_sources(therapist))

    def _card(self, edition: Edition) -> tuple[object, ...]:
        series = self.site.series
        return (
            edition.title,
            edition.summary,
            edition.published,
            series.language_of(edition),
            len(edition.responses),
            self.site.edition_paths[edition.id],
            series.url_of(edition),
        )

    def _neighbour(self, edition: Edition | None) -> tuple[object, ...] | None:
        if edition is None:
            return None
        path = self.site.edition_paths[edition.id]
        return edition.title, self.site.series.language_of(edition), path

    def _counts(self) -> tuple[tuple[object, ...], ...]:
        site = self.site
        return tuple((tag, site.topic_paths[tag], len(site.tagged[tag])) for tag in site.topics)


def _own_pages(folder: Path | None) -> Iterable[str]:
    bodies, problems = template_files(folder)
    yield from (body.decode(errors="replace") for body in bodies.values())
    yield from ("site" for _ in problems)  # whatever it says, nobody can tell

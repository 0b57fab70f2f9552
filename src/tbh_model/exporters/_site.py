"""Site index: the pages of a site, their paths and their order."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final
from unicodedata import combining, normalize

from tbh_model._attrs import field, frozen
from tbh_model.exporters._image_variants import ImageVariant, image_variants
from tbh_model.exporters._images import image_info, local_images
from tbh_model.exporters._paths import PagePaths, PathError, Paths, address, path_problem
from tbh_model.exporters._urls import base_url
from tbh_model.exporters.feeds._files import FeedFile, FeedFormat, FeedSplit, feed_files
from tbh_model.model import (
    Edition,
    Image,
    Response,
    Series,
    Therapist,
    TherapistStatus,
    newest_first,
    page_path,
    standing_pages,
    topic_slug,
)
from tbh_model.rights import Tombstone
from tbh_model.text import uri

HOME: Final = "index.html"
ARCHIVE: Final = "archive/index.html"
TOPICS: Final = "topics/index.html"
SUBSCRIBE: Final = "subscribe/index.html"
NOT_FOUND: Final = "404.html"
STYLE: Final = "assets/style.css"
ICON: Final = "assets/icon.svg"
# Number of editions on the home page; if there are more, the archive lists all of them.
EDITIONS_ON_HOME: Final = 10
EDITIONS_ON_ERROR_PAGES: Final = 3
THERAPISTS_ON_HOME: Final = 12
TOPICS_ON_HOME: Final = 40
RELATED_EDITIONS: Final = 3
# How much it counts that two editions have a topic or a person in common.
_SAME_TOPIC: Final = 2
_SAME_PERSON: Final = 1
# Number of editions of one topic or person, before and after an edition, that may be related to it:
# with more of them, a site of thousands of editions would compare each with all.
_REACH: Final = 6


@frozen(kw_only=True, eq=False)
class Site:
    """Series as a site: its pages, their order and their paths."""

    series: Series
    """The series of the release."""
    structured_data: bool
    """Whether pages have JSON-LD."""
    file_links: bool
    """Whether links name `index.html`."""
    feeds: tuple[FeedFile, ...]
    """The feeds of the series, RSS first."""
    split: frozenset[FeedSplit]
    """The kinds of pages with feeds of their own."""
    editions: tuple[Edition, ...]
    """All editions, newest first, those without a date last."""
    therapists: tuple[Therapist, ...]
    """All therapists, by name."""
    topics: tuple[str, ...]
    """The tags of all editions, by name."""
    edition_paths: Mapping[str, str]
    """The path of each edition, by its id."""
    therapist_paths: Mapping[str, str]
    """The path of each therapist, by id."""
    topic_paths: Mapping[str, str]
    """The path of each topic, by its tag."""
    positions: Mapping[str, int]
    """The index of each edition in `editions`, by its id."""
    editions_by_tag: Mapping[str, tuple[Edition, ...]]
    """The editions of each tag, newest first."""
    images: Mapping[str, tuple[int, int] | None]
    """The images of the content folder that the site publishes: width and height of each."""
    image_files: tuple[str, ...]
    """These, and invalid ones: no page shows them, but rendering them reports the error."""
    tombstone_paths: tuple[str, ...]
    """The paths of removed editions that no other page has."""
    image_variants: Mapping[str, tuple[ImageVariant, ...]] = field(factory=dict)
    """The smaller copies of those images that have some."""
    pictures: Mapping[str | None, Image] = field(factory=dict)
    """Pictures for previews: those of editions by id, and that of the series under None."""
    search: str | None = None
    """The path of the search page, if an exporter of the build writes one."""
    theme: str = ""
    """The rules that options add to the style sheet."""

    @property
    def therapists_path(self) -> str:
        """The path of the list of therapists."""
        return f"{self.series.panel_folder}/{HOME}"

    @property
    def panel(self) -> tuple[Therapist, ...]:
        """The active therapists, by name."""
        return tuple(
            therapist for therapist in self.therapists if therapist.status is TherapistStatus.ACTIVE
        )

    @property
    def alumni(self) -> tuple[Therapist, ...]:
        """The former therapists, by name."""
        return tuple(
            therapist for therapist in self.therapists if therapist.status is TherapistStatus.ALUMNI
        )

    @cached_property
    def answers(self) -> Mapping[str, tuple[tuple[Edition, Response], ...]]:
        """The responses of each therapist under their full name, newest first, by id."""
        answers: defaultdict[str, list[tuple[Edition, Response]]] = defaultdict(list)
        for edition in self.editions:
            for response in edition.responses:
                person = self.series.profile(response)
                if person is not None:
                    answers[person.id].append((edition, response))
        return {person: tuple(answers_given) for person, answers_given in answers.items()}

    @cached_property
    def root(self) -> str:
        """URL of the home page, with a final slash."""
        return base_url(self.series)

    @property
    def has_archive(self) -> bool:
        """Whether there are more editions than the home page lists."""
        return len(self.editions) > EDITIONS_ON_HOME

    @cached_property
    def listed_topics(self) -> tuple[str, ...]:
        """The topics of several editions; all topics while there is none."""
        return (
            tuple(tag for tag in self.topics if len(self.editions_by_tag[tag]) > 1) or self.topics
        )

    def named_panel(self, edition: Edition) -> tuple[Therapist, ...]:
        """Return the therapists whom an edition names in full, in the order of their answers."""
        profiles = map(self.series.profile, edition.responses)
        return tuple({person.id: person for person in profiles if person is not None}.values())

    def related_to(self, edition: Edition) -> tuple[Edition, ...]:
        """Return the editions that have most topics and people in common with one, the most first.

        They are in its language. The editions right before and after it are not among them: its
        page links to them anyway.
        """
        position, series = self.positions[edition.id], self.series
        language = series.language_of(edition)
        scores: Counter[int] = Counter()
        for weight, group in self._groups(edition):
            index = bisect_left(group, position)
            for other in group[max(0, index - _REACH) : index + _REACH + 1]:
                if (
                    abs(other - position) > 1
                    and series.language_of(self.editions[other]) == language
                ):
                    scores[other] += weight
        ranked = sorted(scores, key=lambda other: (-scores[other], abs(other - position), other))
        return tuple(self.editions[other] for other in ranked[:RELATED_EDITIONS])

    def _groups(self, edition: Edition) -> Iterator[tuple[int, Sequence[int]]]:
        """Yield the positions of the editions of each topic and each person of an edition."""
        for tag in edition.tags:
            yield _SAME_TOPIC, self._positions_by_topic[tag]
        for person in self.named_panel(edition):
            yield _SAME_PERSON, self._positions_by_person[person.id]

    @cached_property
    def _positions_by_topic(self) -> Mapping[str, Sequence[int]]:
        return {
            tag: [self.positions[edition.id] for edition in editions]
            for tag, editions in self.editions_by_tag.items()
        }

    @cached_property
    def _positions_by_person(self) -> Mapping[str, Sequence[int]]:
        return {
            person: sorted({self.positions[edition.id] for edition, _ in answers})
            for person, answers in self.answers.items()
        }

    def url(self, path: str) -> str:
        """Return the absolute URL of a path of the site."""
        return self.root + address(folder_url_path(path))

    def dimensions(self, image: Image) -> tuple[int | None, int | None]:
        """Return width and height of an image: those of the author, or else those of its file."""
        if image.width is None and image.height is None:
            return self.images.get(image.src) or (None, None)
        return image.width, image.height

    def newer(self, edition: Edition) -> Edition | None:
        """Return the next newer edition."""
        position = self.positions[edition.id]
        return self.editions[position - 1] if position else None

    def older(self, edition: Edition) -> Edition | None:
        """Return the next older edition."""
        following = self.positions[edition.id] + 1
        return self.editions[following] if following < len(self.editions) else None


def build_site(  # noqa: PLR0913 - one for each option of the site
    series: Series,
    gone: Iterable[Tombstone] = (),
    *,
    structured_data: bool = True,
    file_links: bool = False,
    feeds: Collection[FeedFormat] = (),
    split: frozenset[FeedSplit] = frozenset(),
    feed_paths: Collection[FeedFile] = (),
    image_widths: Collection[int] = (),
) -> Site:
    """Find out what is where; what is gone takes no path that something else has."""
    editions = newest_first(series.editions)
    therapists = tuple(
        sorted(series.therapists, key=lambda person: (_sort_key(person.name), person.id))
    )
    editions_by_tag = _editions_by_tag(editions)
    topics = tuple(sorted(editions_by_tag, key=lambda tag: (_sort_key(tag), tag)))
    paths = PagePaths()
    for path in standing_pages(series.panel_folder):
        paths.reserve_exact(path)
    return Site(
        series=series,
        structured_data=structured_data,
        file_links=file_links,
        feeds=feed_files(series, feeds, feed_paths),
        split=split,
        editions=editions,
        therapists=therapists,
        topics=topics,
        # the order decides who gets a path that two of them want, images and removed editions last
        edition_paths=_edition_paths(series, paths),
        therapist_paths=_therapist_paths(series, paths),
        topic_paths=_topic_paths(editions, topics, paths),
        positions={edition.id: position for position, edition in enumerate(editions)},
        editions_by_tag=editions_by_tag,
        image_files=(files := _image_paths(series, paths)),
        images=(
            images := {
                src: info.dimensions
                for src in files
                if (info := image_info(series, src)) is not None
            }
        ),
        tombstone_paths=tuple(_tombstone_paths(series, gone, paths)),
        image_variants=image_variants(series, images, image_widths, paths),
    )


def _image_paths(series: Series, paths: PagePaths) -> tuple[str, ...]:
    """Reserve the path of each existing image, unless a page has it."""
    return tuple(sorted(src for src in local_images(series) if paths.reserve_exact(src)))


@frozen(kw_only=True)
class ListingPage:
    """The page of a topic or a therapist, and the editions that it lists."""

    name: str
    folder: str
    """The folder, relative to the home page, with a final slash."""
    url: str
    """The absolute URL."""
    editions: frozenset[str]
    """The ids of its editions."""


def listing_pages(series: Series, kind: str) -> tuple[ListingPage, ...]:
    """Return the page of each topic (`topic`), or of each therapist who is named (`therapist`)."""
    site = build_site(series)
    if kind == "topic":
        return tuple(
            _listing_page(site, tag, path, site.editions_by_tag[tag])
            for tag, path in site.topic_paths.items()
        )
    return tuple(
        _listing_page(
            site,
            person.name,
            site.therapist_paths[person.id],
            (edition for edition, _ in site.answers.get(person.id, ())),
        )
        for person in site.therapists
    )


def _listing_page(site: Site, name: str, path: str, editions: Iterable[Edition]) -> ListingPage:
    ids = frozenset(edition.id for edition in editions)
    return ListingPage(name=name, folder=folder_url_path(path), url=site.url(path), editions=ids)


def folder_url_path(path: str) -> str:
    """Return the path that a web server shows `index.html` at: that of its folder."""
    return path[: -len(HOME)] if path == HOME or path.endswith(f"/{HOME}") else path


def _sort_key(name: str) -> str:
    """Return the sort key of a name, without accents and case."""
    characters = (sign for sign in normalize("NFKD", name.casefold()) if not combining(sign))
    return "".join(characters)


def _editions_by_tag(editions: Iterable[Edition]) -> Mapping[str, tuple[Edition, ...]]:
    by_tag: defaultdict[str, list[Edition]] = defaultdict(list)
    for edition in editions:
        for tag in edition.tags:
            by_tag[tag].append(edition)
    return {tag: tuple(tagged_editions) for tag, tagged_editions in by_tag.items()}


def _tombstone_paths(series: Series, gone: Iterable[Tombstone], paths: PagePaths) -> Iterator[str]:
    for tombstone in gone:
        path = page_path(tombstone.url, base_url(series))
        if path is not None and paths.reserve_exact(path):
            yield path


def _edition_paths(series: Series, paths: PagePaths) -> Mapping[str, str]:
    """Return the path of each edition: that of its permalink, or `editions/<slug>/`."""
    root = base_url(series)
    permalinks = ((edition, page_path(series.url_of(edition), root)) for edition in series.editions)
    return {
        edition.id: paths.reserve(
            *([] if path is None else [path]),
            f"editions/{edition.slug}/index.html",
            key=edition.id,
        )
        for edition, path in permalinks
    }


def _therapist_paths(series: Series, paths: PagePaths) -> Mapping[str, str]:
    """Return the path of each therapist, derived from the id, which a new name does not change."""
    return {
        id_: paths.reserve(f"{series.panel_folder}/{id_}/index.html", key=id_)
        for id_ in sorted(person.id for person in series.therapists)
    }


def _topic_paths(
    editions: tuple[Edition, ...], topics: Iterable[str], paths: PagePaths
) -> Mapping[str, str]:
    """Return the path of each topic, older topics first, so that a new one changes no path."""
    age = {tag: age for age, edition in enumerate(editions) for tag in edition.tags}
    oldest_first = sorted(topics, key=lambda tag: (-age[tag], tag))
    paths_by_tag = {
        tag: paths.reserve(f"topics/{topic_slug(tag)}/index.html", key=tag) for tag in oldest_first
    }
    return {tag: paths_by_tag[tag] for tag in topics}


@frozen(kw_only=True)
class Redirect:
    """A former address of an edition, under the address of the series."""

    path: str
    """The path of the file that a server shows."""
    source: str
    """The path of the address, relative to the home page, as it is written in a URL."""
    edition: Edition
    target: str
    """Absolute URL of the edition."""


def redirects(site: Site) -> Mapping[str, Redirect]:
    """Return the redirects of a site by path; none where a present page has the address."""
    reserved = Paths()
    for path in _page_paths(site):
        reserved.reserve(path, "html")
    by_path: dict[str, Redirect] = {}
    for edition in site.editions:
        for redirect in _edition_redirects(site, edition):
            try:
                reserved.reserve(redirect.path, "html")
            except PathError:
                continue
            by_path[redirect.path] = redirect
    return by_path


def _page_paths(site: Site) -> Iterator[str]:
    yield from standing_pages(site.series.panel_folder)
    for paths in (site.edition_paths, site.therapist_paths, site.topic_paths):
        yield from paths.values()
    yield from site.tombstone_paths
    yield from site.images


def _edition_redirects(site: Site, edition: Edition) -> Iterator[Redirect]:
    target = uri(site.series.url_of(edition))
    for url in edition.former_urls:
        path = page_path(uri(url), site.root)
        # an address of another system may be no file that can be written, such as `aux/`
        if path is not None and path_problem(path) is None and uri(url) != target:
            source = uri(url).removeprefix(uri(site.root))
            yield Redirect(path=path, source=source, edition=edition, target=target)

"""The exporter: which cards there are, what is on them, and where they lie."""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cache, partial
from importlib.metadata import version
from typing import Annotated, ClassVar, Final

from attrs import astuple, evolve, frozen

import tbh_model as tbh
from tbh_cards._design import (
    LANDSCAPE,
    LEAST_CONTRAST,
    PORTRAIT,
    SQUARE,
    Canvas,
    Card,
    Colours,
    contrast,
)
from tbh_cards._drawing import (
    Draw,
    Sources,
    draw_png,
    draw_svg,
    is_drawable,
    missing_glyphs,
    sources_of,
)
from tbh_model.exporters import SharePicture
from tbh_model.i18n import with_quotation_marks
from tbh_model.model import Constraint, FolderPath, validate
from tbh_model.text import replace_unencodable, shorten, summary_words

_COLOUR: Final = re.compile(r"#[0-9a-f]{6}", re.ASCII | re.IGNORECASE)
_FONT_FILE: Final = re.compile(r"(?!.*(?:^|/)\.)[\w .-]+(?:/[\w .-]+)*\.(?:ttf|otf)", re.ASCII)
# An answer has no quote of its own: its beginning stands on the card.
_LONGEST_BEGINNING: Final = 280
_MOST_FACES: Final = 6
_LONGEST_PROMPT: Final = 220

Colour = Annotated[
    str,
    Constraint(
        "colour",
        "a colour as six digits, such as #a3341c",
        lambda value: _COLOUR.fullmatch(value) is not None,
    ),
]
FontFile = Annotated[
    str,
    Constraint(
        "font-file",
        "a font of the content folder, such as fonts/brand.ttf",
        lambda value: _FONT_FILE.fullmatch(value) is not None,
    ),
]


class CardFormat(StrEnum):
    """Width and height of a card in pixels."""

    LANDSCAPE = "1200x630"
    """For previews of links."""
    PORTRAIT = "1080x1350"
    """For feeds on a phone."""
    SQUARE = "1080x1080"
    """For networks that show squares."""


_CANVASES: Final = {
    CardFormat.LANDSCAPE: LANDSCAPE,
    CardFormat.PORTRAIT: PORTRAIT,
    CardFormat.SQUARE: SQUARE,
}


@frozen(kw_only=True)
class Cards:
    """A card of each quote and of each edition, for social networks, with its words beside it.

    In a build with a site, it also draws the picture that each page is shared with.
    """

    info: ClassVar[tbh.ExporterInfo] = tbh.ExporterInfo(
        name="cards",
        channel=tbh.Channel.SOCIAL,
        summary="Cards of quotes for social networks, and pictures of pages",
    )

    folder: FolderPath = "cards"
    """Where the cards lie. Pictures of the pages of a site are in the folder with `-web` added."""
    formats: frozenset[CardFormat] = frozenset(CardFormat)
    """The sizes of the cards."""
    svg: bool = True
    """Whether there is an SVG beside each PNG."""
    faces: bool = True
    """Whether portraits are shown of those who are named in full."""
    paper: Colour = "#f7f2e7"
    """The colour of the card."""
    ink: Colour = "#1f1b16"
    """The colour of the words."""
    accent: Colour = "#a3341c"
    """The colour of the name of the series and of the quotation mark."""
    fonts: tuple[FontFile, ...] = ()
    """Fonts of the content folder, which come before those of the package."""

    def __attrs_post_init__(self) -> None:
        """Check every option."""
        validate(self)
        for name, colour in (("ink", self.ink), ("accent", self.accent)):
            if contrast(colour, self.paper) < LEAST_CONTRAST:
                found = f"{colour} on {self.paper} has {contrast(colour, self.paper):.1f} : 1"
                message = f"`{name}` cannot be read on `paper`: {found}; at least 4.5 : 1 is needed"
                raise ValueError(message)

    def export(self, release: tbh.Release, /) -> Iterable[tbh.Artifact]:
        """Yield the files of each card, drawn on demand."""
        for edition in release.series.editions:
            yield from self._files(release, edition)
            for response in edition.responses:
                yield from self._files(release, edition, response)

    def warnings(self, release: tbh.Release, /) -> Iterator[tbh.Problem]:
        """Yield a problem for each edition with a card that cannot be drawn."""
        for edition in release.series.editions:
            jobs = (self._job(release, edition, each) for each in (None, *edition.responses))
            errors = (missing_glyphs(job.card, job.sources) for job in jobs)
            for error in [error for error in errors if error is not None][:1]:
                yield tbh.Problem(
                    code="TBH449",
                    message=error.reason,
                    severity=tbh.Severity.WARNING,
                    path=f"{edition.id}.responses",
                    hint=error.hint,
                )

    def share_pictures(
        self,
        release: tbh.Release,
        edition: tbh.Edition | None = None,
        response: tbh.Response | None = None,
        /,
    ) -> tuple[SharePicture, ...]:
        """Return the pictures of a response, an edition or the series, landscape first."""
        job = self._job(release, edition, response)
        formats = list(CardFormat) if release.channel == self.info.channel else [*CardFormat][:1]
        return tuple(
            SharePicture(
                artifact=job.png(card_format),
                alt=job.alt,
                width=_CANVASES[card_format].width,
                height=_CANVASES[card_format].height,
            )
            for card_format in formats
            if card_format in self.formats or release.channel != self.info.channel
        )

    def _files(
        self, release: tbh.Release, edition: tbh.Edition, response: tbh.Response | None = None
    ) -> Iterator[tbh.Artifact]:
        job = self._job(release, edition, response)
        yield tbh.Artifact.text(f"{job.path}.txt", f"{job.alt}\n")
        for card_format in sorted(self.formats):
            yield job.png(card_format)
            if self.svg:
                yield job.svg(card_format)

    def _job(
        self, release: tbh.Release, edition: tbh.Edition | None, response: tbh.Response | None
    ) -> "Job":
        series = release.series
        names = [self.folder if release.channel == self.info.channel else self._other(release)]
        names += [edition.slug] if edition is not None else []
        names += [response.id] if response is not None else []
        if edition is None:
            card = _series_card(series)
        elif response is None:
            card = _edition_card(series, edition)
        else:
            card = _response_card(series, edition, response)
        card = card if self.faces else evolve(card, faces=())
        return Job(
            path="/".join(names),
            card=card,
            colours=Colours(paper=self.paper, ink=self.ink, accent=self.accent),
            sources=sources_of(series, card.faces, self.fonts),
        )

    def _other(self, release: tbh.Release) -> str:
        return f"{self.folder}-{release.channel}"


@frozen(kw_only=True)
class Job:
    """A card to be drawn in several formats, and the path of its files without their endings."""

    path: str
    card: Card
    colours: Colours
    sources: Sources

    @property
    def alt(self) -> str:
        """All words of the card."""
        card = self.card
        parts = (card.words, card.name, card.source, card.head)
        return replace_unencodable(" · ".join(part for part in parts if part))

    def png(self, card_format: CardFormat) -> tbh.Artifact:
        """Return the card as PNG."""
        return self._artifact(
            f"{card_format.value}.png", "image/png", draw_png, _CANVASES[card_format]
        )

    def svg(self, card_format: CardFormat) -> tbh.Artifact:
        """Return the card as SVG."""
        return self._artifact(
            f"{card_format.value}.svg", "image/svg+xml", draw_svg, _CANVASES[card_format]
        )

    def _artifact(
        self,
        ending: str,
        media_type: str,
        draw: Draw,
        canvas: Canvas,
    ) -> tbh.Artifact:
        arguments = (self.card, canvas, self.colours, self.alt, self.sources)
        path, depends_on = f"{self.path}-{ending}", partial(_dependencies, *arguments)
        return tbh.Artifact.lazy(path, media_type, draw, *arguments, depends_on=depends_on)


def _dependencies(
    card: Card,
    canvas: Canvas,
    colours: Colours,
    alt: str,
    sources: Sources,
) -> tuple[object, ...]:
    """Return what decides the bytes of a card: words, design, files and libraries."""
    design = (*astuple(card), *astuple(canvas), *astuple(colours))
    return (*design, alt, sources.digests(card.faces), _library_versions())


@cache
def _library_versions() -> tuple[str, ...]:
    return tuple(map(version, ("resvg-py", "uharfbuzz", "budoux", "python-bidi")))


def _response_card(series: tbh.Series, edition: tbh.Edition, response: tbh.Response) -> Card:
    language = response.language or series.language_of(edition)
    if response.quote is not None:
        words = with_quotation_marks(response.quote, language)
    else:
        answer = "" if response.answer is None else summary_words(response.answer)
        words = shorten(answer, _LONGEST_BEGINNING)
    therapist = series.profile(response)
    return Card(
        words=words,
        language=language,
        head=series.title,
        name=series.byline(response, language=language),
        source=edition.title,
        faces=() if therapist is None else tuple(_faces([therapist])),
    )


def _edition_card(series: tbh.Series, edition: tbh.Edition) -> Card:
    prompt = edition.challenge.prompt
    profiles = (series.profile(response) for response in edition.responses)
    people = {person.id: person for person in profiles if person is not None}
    return Card(
        words=prompt if len(prompt) <= _LONGEST_PROMPT else edition.title,
        language=series.language_of(edition),
        head=series.title,
        name=series.challengers_of(edition).name,
        source=series.publisher.name,
        faces=tuple(_faces(people.values()))[:_MOST_FACES],
        weight=500,
    )


def _series_card(series: tbh.Series) -> Card:
    return Card(
        words=series.title,
        language=series.language,
        head=series.publisher.name,
        name=None,
        source=series.description or "",
        weight=500,
    )


def _faces(people: Iterable[tbh.Therapist]) -> Iterator[str]:
    """Yield the paths of the portraits that can be drawn."""
    for person in people:
        if person.portrait is not None and is_drawable(person.portrait.src):
            yield person.portrait.src

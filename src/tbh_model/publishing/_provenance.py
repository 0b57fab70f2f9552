"""Provenance: the words of whom stand in a file or a post, and the consents that they rest on."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Final

from tbh_model._arguments import check_arguments
from tbh_model._attrs import frozen
from tbh_model._errors import TBHError
from tbh_model._final import final
from tbh_model.exporters import Artifact, Exporter, body_of, is_text
from tbh_model.model import Channel, Consent, Edition, Response, Series, day_of
from tbh_model.publishers import Receipt
from tbh_model.publishing._plan import PlannedFile, plan
from tbh_model.rights import Release, consent_in_force
from tbh_model.text import write_plain


class NoSuchOutputError(TBHError, LookupError):
    """No exporter makes a file of a path at an instant."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path

    def __str__(self) -> str:
        """Name the path."""
        return (
            f"no exporter makes {self.path} at this instant; see `tbh build --json` for all files"
        )


@final
@frozen(kw_only=True)
class Basis:
    """An answer of which words stand in a file."""

    edition: str
    """The id of the edition."""
    response: str
    """The id of the answer, as it is in the content."""
    texts: tuple[str, ...]
    """Which of its texts: `quote`, `answer`."""
    consent: Consent | None
    """The consent in force; None if nothing is on record."""


@final
@frozen(kw_only=True)
class Provenance:
    """What a file rests on."""

    path: str
    """The path of the file."""
    exporter: str
    """The exporter that makes it."""
    channel: str
    """The channel."""
    bases: tuple[Basis, ...]
    """The answers in it, in the order of the content."""
    is_readable: bool
    """Whether it has words; if not, as in a picture, `bases` is empty."""


@check_arguments
def provenance(
    series: Series, path: str, at: datetime, exporters: Iterable[Exporter]
) -> Provenance:
    """Return the answers of which words stand in a file of the output, with their consents.

    The file is made and read: a quotation or a part of an answer that stands in it counts, whatever
    page, feed or letter it is.

    Args:
        series: The whole series.
        path: The path of the file in the output; a folder is its `index.html`. What stands before
            it, such as `public/`, is passed over.
        at: The date and time of the release.
        exporters: The exporters that run.

    Raises:
        NoSuchOutputError: If none of them makes it.
        ExportError: If it cannot be made.

    >>> found = publishing.provenance(series, "rss.xml", at, [exporters.RSS()])
    >>> found.channel, len(found.bases) > 10
    (<Channel.FEED: 'feed'>, True)
    """
    build_plan = plan(series, exporters, at)
    planned = _find(path, build_plan.files)
    channel = planned.exporter.info.channel
    artifact = planned.artifact
    words = _words_of(artifact, body_of(artifact, planned.exporter))
    released = build_plan.releases[channel]
    return Provenance(
        path=artifact.path,
        exporter=planned.name,
        channel=channel,
        bases=() if words is None else tuple(_bases(series, released, words)),
        is_readable=words is not None,
    )


def post_bases(series: Series, receipt: Receipt, at: datetime) -> tuple[Basis, ...]:
    """Return the answers that were sent to a platform with a post, with their consents.

    One that is no longer in the content is left out: its consent went with it.

    Args:
        series: The whole series.
        receipt: The receipt of the post.
        at: The date and time at which consents are looked at.

    >>> receipt = publishers.Receipt(
    ...     at=at, publisher="wordpress", target="https://practice.example", edition="e-2026-10",
    ...     identity="tag:practice.example,2026:e-2026-10", action=publishers.Action.CREATE,
    ...     is_done=True, responses=("r-7gm2",),
    ... )
    >>> [basis.response for basis in publishing.post_bases(series, receipt, at)]
    ['r-7gm2']
    """
    edition = next((each for each in series.editions if each.id == receipt.edition), None)
    day = day_of(at, series.time_zone)
    bases: list[Basis] = []
    for id_ in receipt.responses if edition is not None else ():
        response = None if edition is None else edition.response(id_)
        if response is not None:
            texts = ("quote", "answer")
            consent = _consent(response, Channel.WEB, day)
            present = tuple(name for name in texts if getattr(response, name))
            basis = Basis(edition=receipt.edition, response=id_, texts=present, consent=consent)
            bases.append(basis)
    return tuple(bases)


def _consent(response: Response, channel: str, day: date) -> Consent | None:
    consent = consent_in_force(response.consents, channel, day)
    return consent if isinstance(consent, Consent) else None


def _find(path: str, files: Iterable[PlannedFile]) -> PlannedFile:
    by_path = {planned.artifact.path: planned for planned in files}
    steps = [step for step in path.replace("\\", "/").split("/") if step not in {"", "."}]
    is_root = len(steps) <= 1 and path.endswith(("/", "."))  # such as `public/`
    for start in range(len(steps) + is_root):
        rest = "/".join(steps[start:])
        for name in (rest, f"{rest}/index.html" if rest else "index.html"):
            if name in by_path:
                return by_path[name]
    raise NoSuchOutputError(path)


def _bases(series: Series, released: Release, words: str) -> Iterator[Basis]:
    withheld = {(item.edition, item.id) for item in released.withheld if item.kind == "response"}
    day = day_of(released.at, series.time_zone)
    for edition in released.series.editions:
        for response in series.edition(edition.id).responses:
            if (edition.id, response.id) in withheld:
                continue
            texts = tuple(_texts_in(response, edition, words))
            if texts:
                consent = _consent(response, released.channel, day)
                yield Basis(edition=edition.id, response=response.id, texts=texts, consent=consent)


def _texts_in(response: Response, edition: Edition, words: str) -> Iterator[str]:
    """Yield the texts of an answer that stand in some words."""
    quote = _letters(response.quote or "")
    # a quotation of few words may stand anywhere: it counts where its edition is named
    is_long = quote.count(" ") >= _FEW_WORDS
    if quote and _has(words, quote) and (is_long or _has(words, _letters(edition.title))):
        yield "quote"
    answer = _letters(write_plain(response.answer)).split() if response.answer else []
    runs = (answer[at : at + _RUN] for at in range(0, max(1, len(answer) - _RUN + 1), _RUN // 2))
    # the quotation is often a sentence of the answer
    own = (run for run in map(" ".join, runs) if run and not _has(f" {quote} ", run))
    if any(_has(words, run) for run in own):
        yield "answer"


_FEW_WORDS: Final = 3
# Number of words in a row that are enough to know an answer by.
_RUN: Final = 8
_WORD: Final = re.compile(r"[^\W_]+")


def _has(words: str, run: str) -> bool:
    return f" {run} " in words


def _letters(text: str) -> str:
    """Return the words of a text without marks, which each format writes in its own way."""
    return " ".join(_WORD.findall(text.casefold()))


def _words_of(artifact: Artifact, body: bytes) -> str | None:
    """Return the words of a file; None for one that has none, such as a picture."""
    from tbh_model.exporters._text_extraction import NotReadableError, extract_text  # reads YAML

    try:
        text = "\n".join(extract_text(artifact.media_type, body))
    except NotReadableError:
        return None
    is_words = bool(text) or is_text(artifact.media_type)
    return f" {_letters(text)} " if is_words else None

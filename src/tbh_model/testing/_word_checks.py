"""Checks of the words: every quote, whose it is, nothing that may not be said."""

import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tbh_model.documents import load, save
from tbh_model.exporters import Artifact, Exporter, artifacts
from tbh_model.model import Edition, Response, Series
from tbh_model.rights import release
from tbh_model.testing._canaries import Canaries
from tbh_model.testing._check import fail, skip
from tbh_model.testing._corpus import HOSTILE
from tbh_model.testing._exported import corpus_release, export_corpus
from tbh_model.testing._marked_series import CANARY_AT, MarkedContent
from tbh_model.testing._marked_series import series as marked_series
from tbh_model.testing._markup import intruders
from tbh_model.testing._readings import collapse_whitespace, extract_text
from tbh_model.text import RichText

_QUOTE_SERIES: Final = ("everything", "anonymous", "scripts", "hostile", "many")


def quotes(exporter: Exporter) -> None:
    """Check that every quote is there, word for word and in order."""
    _skip_without_words(exporter)
    for name in _QUOTE_SERIES:
        series, files = corpus_release(exporter, name).series, _texts_of(exporter, name)
        for edition in series.editions:
            missing = min((_missing(edition, text) for text in files), key=len, default=None)
            if missing:
                fail(f"in no file of the series {name!r} stands {missing[0]!r} in its place")


def attribution(exporter: Exporter) -> None:
    """Check that each quote stands beside the line of who said it, as that was granted."""
    _skip_without_words(exporter)
    for name in ("everything", "anonymous", "scripts"):
        series, files = corpus_release(exporter, name).series, _texts_of(exporter, name)
        for edition in series.editions:
            for index in range(len(edition.responses)):
                if not any(_is_signed(series, edition, index, text) for text in files):
                    line = series.byline(edition.responses[index])
                    fail(f"{_words(edition.responses[index])[0]!r} does not stand beside {line!r}")


def canaries(exporter: Exporter) -> None:
    """Check that nothing that may not go out is in any byte, in any encoding."""
    channel = exporter.info.channel
    with TemporaryDirectory() as name:
        content = MarkedContent(Path(name), Canaries())
        save(marked_series(content), content.folder)
        channel_release = release(load(content.folder), channel, CANARY_AT)
        for artifact in artifacts(exporter, channel_release):
            leaks = content.canaries.leaks(channel, artifact.path, artifact.body)
            if leaks:
                fail(f"{artifact.path} holds what may not go out: {', '.join(leaks)}")
            if name in artifact.path or name.encode() in artifact.body:
                fail(f"{artifact.path} tells where the content lies on this machine")


def hostile(exporter: Exporter) -> None:
    """Check that words stay words: no element, attribute, link or script is made of them."""
    for artifact in export_corpus(exporter, "hostile"):
        intruder = next(intruders(artifact.media_type, artifact.body, HOSTILE), None)
        if intruder is not None:
            fail(f"{artifact.path} takes words for {intruder}; escape them where they are written")


def _skip_without_words(exporter: Exporter) -> None:
    if not exporter.info.has_responses:
        skip("it prints no responses (`has_responses=False`)")
    if not any(_texts_of(exporter, "everything")):
        skip("its files have no words that the kit can read")


def _texts_of(exporter: Exporter, name: str) -> list[str]:
    """Return what each file says, and what all of them say one after the other."""
    files = [_text(artifact) for artifact in export_corpus(exporter, name)]
    return [*files, " ".join(files)]


def _text(artifact: Artifact) -> str:
    return collapse_whitespace(" ".join(extract_text(artifact.media_type, artifact.body)))


def _missing(edition: Edition, text: str) -> list[str]:
    """Return the words of an edition that a text does not hold where they belong."""
    start, missing = 0, []
    for words in (words for response in edition.responses for words in _words(response)):
        index = text.find(words, start)
        if index < 0:
            missing.append(words)
        else:
            start = index + len(words)
    return missing


def _words(response: Response) -> list[str]:
    """Return the words of a response, line by line: its quote, or else its answer."""
    if response.quote is not None:
        lines = response.quote.split("\n")
    else:
        lines = list(_leaves(response.answer or RichText()))
    return [collapse_whitespace(line) for line in lines if line.strip()]


def _leaves(value: object) -> Iterator[str]:
    for node in value.parse() if isinstance(value, RichText) else getattr(value, "children", ()):
        words = getattr(node, "value", None)
        if words is not None:
            yield words
        else:
            yield from _leaves(node)


def _is_signed(series: Series, edition: Edition, index: int, text: str) -> bool:
    """Return whether the line of a response stands between its neighbours somewhere in a text."""
    response = edition.responses[index]
    line = series.byline(response)
    words, openings = _words(response), [_words(other)[0] for other in edition.responses]
    for match in re.finditer(re.escape(words[0]), text):
        start = max(
            (text.rfind(opening, 0, match.start()) for opening in openings if opening != words[0]),
            default=-1,
        )
        following = [text.find(opening, match.end()) for opening in openings if opening != words[0]]
        end = min((position for position in following if position >= 0), default=len(text))
        if line is None or collapse_whitespace(line) in text[max(start, 0) : end]:
            return True
    return False

"""Checks, and exports of the corpus for them."""

import unittest
from collections.abc import Callable, Mapping
from typing import NoReturn

from tbh_model._attrs import field, frozen
from tbh_model._errors import TBHError
from tbh_model._final import final
from tbh_model.exporters import Artifact, ArtifactError, Exporter, ExportError, artifacts
from tbh_model.importers import Importer
from tbh_model.publishers import Publisher
from tbh_model.rights import Release, release
from tbh_model.testing._corpus import AT, corpus, with_channel


def corpus_release(exporter: Exporter, name: str) -> Release:
    """Return a series of the corpus as the channel of an exporter may carry it."""
    channel = exporter.info.channel
    return release(with_channel(corpus()[name], channel), channel, AT)


def export_corpus(exporter: Exporter, name: str) -> tuple[Artifact, ...]:
    """Return the artifacts of a series of the corpus.

    Raises:
        NotApplicable: If the exporter cannot use it, and says so as a problem of the content.
    """
    try:
        return tuple(artifacts(exporter, corpus_release(exporter, name)))
    except (ExportError, ArtifactError):
        raise  # it is the exporter that fails, and not the content
    except TBHError as error:
        if name == "everything":
            raise
        skip(f"of the series {name!r} it says: {error}")


def corpus_bodies(exporter: Exporter, name: str) -> Mapping[str, bytes]:
    """Return the bytes that an exporter makes of a series, by path."""
    return {artifact.path: artifact.body for artifact in export_corpus(exporter, name)}


class NotApplicable(unittest.SkipTest):
    """A check has nothing to say of a plugin; the reason says why. To pytest it is a skip."""


@final
@frozen(kw_only=True, repr=False)
class Check:
    """Check of an exporter, importer or publisher. A call raises an error if it fails.

    Raises:
        AssertionError: If it does not hold, with what was found.
        NotApplicable: If it has nothing to say of this one.
    """

    id: str
    """The permanent id, such as `deterministic`."""
    summary: str
    """The requirement in one line."""
    plugin: Exporter | Importer | Publisher = field(eq=False)
    """The exporter, importer or publisher to check."""
    run: Callable[[], None] = field(eq=False)
    """The function of the check; call the check itself instead."""

    @property
    def exporter(self) -> Exporter | Importer | Publisher:
        """The same as `plugin`."""
        return self.plugin

    def __call__(self) -> None:
        """Run the check."""
        self.run()

    def __str__(self) -> str:
        """Return the id, which is used as the name of a test."""
        return self.id

    def __repr__(self) -> str:
        return f"<Check {self.id!r} of {self.plugin.info.noun} {self.plugin.info.name!r}>"


def fail(message: str) -> NoReturn:
    """Raise `AssertionError` with a message."""
    raise AssertionError(message)


def skip(reason: str) -> NoReturn:
    """Raise `NotApplicable` with a reason."""
    raise NotApplicable(reason)

"""What an exporter makes of a series of the corpus."""

from collections.abc import Mapping

from tbh_model._errors import TBHError
from tbh_model.exporters import Artifact, ArtifactError, Exporter, ExportError, artifacts
from tbh_model.rights import Release, release
from tbh_model.testing._check import skip
from tbh_model.testing._corpus import AT, corpus


def corpus_release(exporter: Exporter, name: str) -> Release:
    """Return a series of the corpus as the channel of an exporter may carry it."""
    return release(corpus()[name], exporter.info.channel, AT)


def export_corpus(exporter: Exporter, name: str) -> tuple[Artifact, ...]:
    """Export a series of the corpus.

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

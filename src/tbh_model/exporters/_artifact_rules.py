"""What every artifact must be, whoever made it: found before anything is written."""

import re
from typing import Final

from tbh_model.exporters._artifact import Artifact
from tbh_model.exporters._paths import ArtifactError

_MEDIA_TYPE_PART: Final = r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}"
_MEDIA_TYPE: Final = re.compile(f"{_MEDIA_TYPE_PART}/{_MEDIA_TYPE_PART}")
"""Type and subtype of RFC 6838 (section 4.2), in small letters and without parameters."""
_TEXT: Final = re.compile(r"text/.*|.*[/+](?:xml|json|yaml|javascript)|application/x-ndjson")


def is_text(media_type: str) -> bool:
    """Return whether a file of a media type is text, which is always UTF-8."""
    return _TEXT.fullmatch(media_type) is not None


def check_artifact(artifact: object, exporter: str) -> None:
    """Check that something is an artifact with a media type and a body; not its path.

    Raises:
        ArtifactError: If it is not.
    """
    if not isinstance(artifact, Artifact):
        message = f"it gave {type(artifact).__name__!r} where an Artifact belongs"
        raise ArtifactError("?", exporter, f"{message}; give `Artifact.text(path, text)`")
    if type(artifact.path) is not str:
        message = f"the path is {type(artifact.path).__name__!r}; give a text"
        raise ArtifactError(str(artifact.path), exporter, message)
    media_type = artifact.media_type
    if type(media_type) is not str or not _MEDIA_TYPE.fullmatch(media_type):
        message = f"{media_type!r} is no media type; write one such as 'text/html'"
        raise ArtifactError(artifact.path, exporter, message)
    if not artifact.has_body:
        message = "its body is no bytes; give bytes, or use `Artifact.text(path, text)`"
        raise ArtifactError(artifact.path, exporter, message)


def check_body(artifact: Artifact, body: object, exporter: str) -> bytes:
    """Return the bytes of an artifact if they are what its media type says.

    Raises:
        ArtifactError: If the function that makes them gave something else, or text is not UTF-8.
    """
    if not isinstance(body, bytes):
        message = f"its function gave {type(body).__name__!r}; give bytes or text"
        raise ArtifactError(artifact.path, exporter, message)
    if is_text(artifact.media_type):
        try:
            body.decode()
        except UnicodeDecodeError as error:
            message = (
                f"byte {error.start} of {len(body)} is not UTF-8, as all text is; encode it so"
            )
            raise ArtifactError(artifact.path, exporter, message) from None
    return body

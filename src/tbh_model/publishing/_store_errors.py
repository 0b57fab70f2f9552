"""What goes wrong with a store far away, in words, whichever package says it."""

from collections.abc import Iterator, Mapping
from typing import Final

from tbh_model.publishing._destination import shown

Words = tuple[str, str]
"""What was found, and what to do."""

PACKAGES: Final[Mapping[str, str]] = {
    "s3": "s3fs",
    "s3a": "s3fs",
    "gs": "gcsfs",
    "gcs": "gcsfs",
    "az": "adlfs",
    "abfs": "adlfs",
    "abfss": "adlfs",
    "sftp": "paramiko",
    "ssh": "paramiko",
}
"""For each kind of store the package that `fsspec` needs for it."""


def words_for(error: Exception) -> Words:
    """Describe an error; kinds are known by name, as their packages are optional."""
    for kind in _kinds(error):
        if kind in _WORDS:
            return _WORDS[kind]
    said = f"{type(error).__name__}: {error}".partition("\n")[0].removesuffix(": ")
    return f"the store failed ({shown(said)})", "try again"


def _kinds(error: BaseException | None) -> Iterator[str]:
    """Name an error and what it is a kind of, and then the same for what caused it."""
    while error is not None:
        yield from (kind.__name__ for kind in type(error).__mro__)
        error = error.__cause__


_NO_CREDENTIALS: Final = (
    "there are no credentials for it",
    "give them as the tools of that store take them, such as AWS_PROFILE",
)
_NOBODY: Final = ("nobody answers there", "check the address and the network, and try again")
_FORBIDDEN: Final = ("it may not be done with these credentials", "check what they allow")
_WORDS: Final[Mapping[str, Words]] = {
    "NoCredentialsError": _NO_CREDENTIALS,
    "PartialCredentialsError": _NO_CREDENTIALS,
    "CredentialRetrievalError": _NO_CREDENTIALS,
    "DefaultCredentialsError": _NO_CREDENTIALS,
    "RefreshError": _NO_CREDENTIALS,
    "ClientAuthenticationError": _FORBIDDEN,
    "AuthenticationException": _FORBIDDEN,
    "PermissionError": _FORBIDDEN,
    "FileNotFoundError": ("there is no such bucket or folder", "make it, or check the address"),
    "FileExistsError": ("a file stands where a folder must be", "remove the file"),
    "NotADirectoryError": ("a file stands where a folder must be", "remove the file"),
    "IsADirectoryError": ("there is a folder of that name", "remove the folder"),
    "NotImplementedError": ("it can only be read", "give the address of a store to write to"),
    "ConnectionError": _NOBODY,
    "HTTPClientError": _NOBODY,
    "ClientConnectionError": _NOBODY,
    "TimeoutError": _NOBODY,
    "gaierror": _NOBODY,
    "NoValidConnectionsError": _NOBODY,
}

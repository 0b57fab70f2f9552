"""What goes wrong with a store far away, in words, whichever package says it."""

from collections.abc import Iterator, Mapping
from typing import Final

from tbh_model.publishing._destination import redact_password

ErrorDescription = tuple[str, str]
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


def describe_error(error: Exception) -> ErrorDescription:
    """Describe an error; kinds are known by name, as their packages are optional."""
    for kind in _error_class_names(error):
        if kind in _DESCRIPTIONS:
            return _DESCRIPTIONS[kind]
    text = f"{type(error).__name__}: {error}".partition("\n")[0].removesuffix(": ")
    return f"the store failed ({redact_password(text)})", "try again"


def _error_class_names(error: BaseException | None) -> Iterator[str]:
    """Name an error and what it is a kind of, and then the same for what caused it."""
    while error is not None:
        yield from (kind.__name__ for kind in type(error).__mro__)
        error = error.__cause__


_NO_CREDENTIALS: Final = (
    "there are no credentials for it",
    "give them as the tools of that store take them, such as AWS_PROFILE",
)
_UNREACHABLE: Final = ("nobody answers there", "check the address and the network, and try again")
_FORBIDDEN: Final = ("it may not be done with these credentials", "check what they allow")
_DESCRIPTIONS: Final[Mapping[str, ErrorDescription]] = {
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
    "ConnectionError": _UNREACHABLE,
    "HTTPClientError": _UNREACHABLE,
    "ClientConnectionError": _UNREACHABLE,
    "TimeoutError": _UNREACHABLE,
    "gaierror": _UNREACHABLE,
    "NoValidConnectionsError": _UNREACHABLE,
}

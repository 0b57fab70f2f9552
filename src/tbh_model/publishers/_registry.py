"""The registry of publishers. None comes with the package: each platform has one of its own."""

from functools import cache
from pathlib import Path
from typing import Final, TypeVar

from tbh_model._arguments import check_arguments
from tbh_model._plugins import (
    BrokenPluginError,
    InvalidPluginError,
    PluginConflictError,
    PluginContract,
    PluginErrors,
    PluginRegistry,
    PluginSwitchedOffError,
    UnknownPluginError,
    UnusablePluginError,
    check_plugin,
    load_plugin_file,
)
from tbh_model.publishers._contract import Publisher, PublisherInfo

R = TypeVar("R", bound=Publisher)


class UnknownPublisherError(UnknownPluginError):
    """No publisher has the name."""

    noun = "publisher"


class UnusablePublisherError(UnusablePluginError):
    """Base class: a publisher cannot be used."""

    noun = "publisher"


class PublisherConflictError(PluginConflictError, UnusablePublisherError):
    """Several packages have a publisher with the name."""


class BrokenPublisherError(BrokenPluginError, UnusablePublisherError):
    """A package brings a publisher that cannot be imported."""


class PublisherSwitchedOffError(PluginSwitchedOffError, UnusablePublisherError):
    """A publisher is installed, and the environment keeps it out."""

    switch = "TBH_PUBLISHERS"


class InvalidPublisherError(InvalidPluginError, UnusablePublisherError):
    """The value is not a publisher."""


PUBLISHERS: Final = PluginContract(
    group="tbh_model.publishers",
    switch=PublisherSwitchedOffError.switch,
    built_in={},
    info=PublisherInfo,
    info_advice="write `info: ClassVar = PublisherInfo(name=..., channel=..., summary=...)`",
    methods={
        "posts": "write `def posts(self, release: Release, /) -> Iterable[Post]`",
        "connect": "write `def connect(self, credentials: Credentials, /) -> Platform`",
    },
    reserved={"target": "it is the property with the address of the site"},
    errors=PluginErrors(
        unknown=UnknownPublisherError,
        conflict=PublisherConflictError,
        broken=BrokenPublisherError,
        switched_off=PublisherSwitchedOffError,
        invalid=InvalidPublisherError,
    ),
)


def check_publisher(kind: object) -> None:
    """Check that a class is a publisher.

    Raises:
        InvalidPublisherError: If it is not.

    >>> (NoticeBoard,) = publishers.load_plugin("examples/publishers/notice_board.py")
    >>> publishers.check_publisher(NoticeBoard)
    """
    check_plugin(kind, PUBLISHERS)


class PublisherRegistry(PluginRegistry[Publisher]):
    """Registry of publishers by name. It is thread-safe.

    A name means what was registered for it in this process, else the one publisher that has it.
    Where several packages bring one name, each is had by `name@distribution`. Which packages are
    installed is read once.
    """

    def __init__(self) -> None:
        super().__init__(PUBLISHERS)


@cache
def default_registry() -> PublisherRegistry:
    """Return the registry of publishers that the library uses by default.

    >>> publishers.default_registry().contract.group
    'tbh_model.publishers'
    """
    return PublisherRegistry()


def register(kind: type[R], /, *, replace: bool = False) -> type[R]:
    """Register a publisher class under its name in this process, and return the class.

    The function works as a decorator. A class of the same module and name replaces the earlier one.

    Raises:
        InvalidPublisherError: If the class is not a publisher, or its name is taken.

    >>> (NoticeBoard,) = publishers.load_plugin("examples/publishers/notice_board.py")
    >>> publishers.register(NoticeBoard) is NoticeBoard
    True
    """
    return default_registry().register(kind, replace=replace)


@check_arguments
def load_plugin(path: str | Path) -> tuple[type[Publisher], ...]:
    """Run a Python file, and register the publishers that it defines.

    Args:
        path: A file whose name ends in `.py`.

    Returns:
        The classes, in the order in which they are defined.

    Raises:
        PluginError: If the file cannot be read or run, or defines no publisher.
        InvalidPublisherError: If one of the classes is no publisher, or its name is taken.

    >>> [kind.info.name for kind in publishers.load_plugin("examples/publishers/notice_board.py")]
    ['notice-board']
    """
    return load_plugin_file(path, default_registry())

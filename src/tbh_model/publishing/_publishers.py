"""The publishers of a content folder, with the options that `publish.yaml` gives them."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from tbh_model._plugins import with_options
from tbh_model.content import ContentError, MappingNode, read_tree
from tbh_model.publishers import Publisher, default_registry
from tbh_model.publishing._plan import PUBLISH_FILE, configured_plugins, has_publish_file


def chosen_publishers(folder: Path | None, only: Iterable[str] = ()) -> tuple[Publisher, ...]:
    """Return the publishers of `publish.yaml` with their options, or those of some names.

    Args:
        folder: The content folder; None if there is no `publish.yaml`.
        only: Names of publishers. One that `publish.yaml` does not name has its default options.

    Raises:
        ContentError: If `publish.yaml` is invalid.
        UnknownPublisherError: If no publisher has one of the names.
        OptionError: If one of them needs options.

    >>> publishing.chosen_publishers(series.folder)
    ()
    """
    configured, broken = read_publishers(folder)
    for error in broken.values() if not only else map(broken.get, only):
        if error is not None:
            raise error
    if not only:
        return tuple(configured.values())
    return tuple(
        configured[name] if name in configured else with_options(default_registry().get(name), {})
        for name in only
    )


def read_publishers(
    folder: Path | None,
) -> tuple[Mapping[str, Publisher], Mapping[str, ContentError]]:
    """Return the publishers that a `publish.yaml` names, and what is wrong with the others."""
    if folder is None or not has_publish_file(folder):
        return {}, {}
    root = read_tree(folder / PUBLISH_FILE, folder)
    groups = root.get("publishers") if isinstance(root, MappingNode) else None
    if groups is None:
        return {}, {}
    if not isinstance(groups, MappingNode):
        message = "`publishers` must hold a group of publishers, each with its options"
        raise ContentError((groups.problem("TBH106", message, hint="write `publishers:`"),))
    return configured_plugins(groups, default_registry())

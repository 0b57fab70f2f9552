"""What is served: the settings, and a series that is read once while its rows are equal."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from attrs import evolve
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.core.signals import setting_changed
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString, mark_safe

import tbh_model as tbh
from tbh_django import models
from tbh_model.exporters import ArtifactCache

DEFAULTS: Final[dict[str, Any]] = {
    "EXPORTERS": ["rss", "atom", "json-feed", "html"],
    "SERIES": "tbh_django.serving.series_of_rows",
    "PUBLISH_TO": None,
}
"""The keys of the setting `TBH`, with their defaults."""

_TABLES: Final = (
    *(models.Series, models.Therapist, models.Credential),
    *(models.Edition, models.Response, models.Consent),
)
_artifacts: dict[str | None, ArtifactCache] = {}
_series: dict[str | None, tuple[object, tbh.Series]] = {}


def setting(name: str) -> Any:
    """Return a value of the setting `TBH`, or its default."""
    return {**DEFAULTS, **getattr(settings, "TBH", {})}[name]


def exporters() -> Sequence[tbh.Exporter | str]:
    """Return the exporters of the project."""
    chosen: Sequence[tbh.Exporter | str] = setting("EXPORTERS")
    return chosen


def load_series(key: str | None = None) -> tbh.Series:
    """Return a series by its key, or the only one, from wherever the project keeps it.

    Raises:
        ObjectDoesNotExist: If there is none.
    """
    load: Callable[[str | None], tbh.Series] = import_string(setting("SERIES"))
    return load(key)


def series_of_rows(key: str | None = None) -> tbh.Series:
    """Return a series of the models of this app: the same one while no row has changed.

    All rows are compared, so that no change is missed, whoever made it. That takes a tenth of a
    second for five hundred editions with eight responses each.

    Raises:
        DoesNotExist: If there is no series with the key, or without a key not exactly one.
        ContentError: If the rows do not make a valid series.
    """
    rows = [[*table.objects.order_by("pk").values_list()] for table in _TABLES]
    before = _series.get(key)
    if before is not None and before[0] == rows:
        return before[1]
    found = models.Series.objects.filter(**({} if key is None else {"key": key}))
    if len(found) != 1:
        named = "there is no series, or more than one" if key is None else f"no series {key!r}"
        raise models.Series.DoesNotExist(named)
    _series[key] = rows, found[0].to_series()
    return _series[key][1]


def find_artifact(key: str | None, path: str) -> tbh.Artifact | None:
    """Return the artifact of a series with a path, rendered once while nothing changes."""
    series = load_series(key)
    if key not in _artifacts:
        _artifacts[key] = ArtifactCache(*exporters())
    return _artifacts[key].find(series, path)


def edition_html(edition: str, series: str | None = None) -> SafeString:
    """Return an edition as HTML for a page of the project; nothing if it may not go out now.

    Args:
        edition: Its id or slug.
        series: The key of its series; not needed if there is only one.
    """
    try:
        whole = load_series(series)
        one = evolve(whole.edition(edition), translation_of=None)  # its original is not there
        alone = evolve(whole, editions=(one,))  # the gate then reads one edition
        release = tbh.release(alone, channel=tbh.Channel.WEB, at=timezone.now())
        return mark_safe(tbh.edition_html(release, edition))  # noqa: S308 - escaped by construction
    except (ObjectDoesNotExist, tbh.UnknownIdError):
        return mark_safe("")


def clear_cache(*, setting: str = "TBH", **_: object) -> None:
    """Forget series and artifacts."""
    if setting == "TBH":
        _artifacts.clear()
        _series.clear()


setting_changed.connect(clear_cache)

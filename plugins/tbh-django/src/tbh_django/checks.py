"""System checks: of the settings, and with `check --database default` of every series."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db import DatabaseError
from django.utils.module_loading import import_string

import tbh_model as tbh
from tbh_django.models import Series
from tbh_django.serving import DEFAULTS, exporters, setting


def check_settings(**_: Any) -> list[CheckMessage]:
    """Return what is wrong with the settings of the project."""
    return [*_setting_errors()]


def _setting_errors() -> Iterator[CheckMessage]:
    if not settings.USE_TZ:
        message = "USE_TZ is False, so that datetimes of editions have no time zone."
        yield Error(message, "Set USE_TZ = True.", id="tbh_django.E001")
    for key in getattr(settings, "TBH", {}):
        if key not in DEFAULTS:
            close = get_close_matches(key, DEFAULTS, 1, 0.0)[0]
            yield Error(
                f"TBH has the unknown key {key!r}.",
                f"Did you mean {close!r}?",
                id="tbh_django.E002",
            )
    for exporter in exporters():
        try:
            if isinstance(exporter, str):
                tbh.default_registry().get(exporter)
        except tbh.TBHError as error:
            yield Error(f"TBH['EXPORTERS']: {error}.", id="tbh_django.E003")
    try:
        import_string(setting("SERIES"))
    except ImportError as error:
        hint = "Name a function that takes a key and returns a tbh_model.Series."
        yield Error(f"TBH['SERIES']: {error}.", hint, id="tbh_django.E004")


def check_series(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Return what is wrong with the series in the databases."""
    try:
        return [
            error
            for database in databases or ()
            for row in Series.objects.using(database)
            for error in _series_errors(row)
        ]
    except DatabaseError:  # `migrate` checks first, when tables or columns may not be there yet
        return []


def _series_errors(row: Series) -> Iterator[CheckMessage]:
    try:
        row.to_series()
    except tbh.ContentError as error:
        for problem in error.problems:
            yield Error(
                f"{problem.path}: {problem.message}", problem.hint, obj=row, id="tbh_django.E005"
            )

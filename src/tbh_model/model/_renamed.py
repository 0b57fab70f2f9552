"""Fields that had another name: said in their type, so that the default stays where it was."""

from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import attrs
from attrs import frozen

from tbh_model._final import final


@final
@frozen
class RenamedFrom:
    """Marks an option that had another name: `limit: Annotated[int, RenamedFrom("count")] = 20`.

    The former name still works where options are written by name, with a warning.
    """

    name: str
    """The former name."""


@cache
def former_names(owner: type) -> dict[str, str]:
    """Return the name of the field of a class for each name that it had."""
    hints = get_type_hints(owner, include_extras=True)
    return {
        mark.name: field.name
        for field in attrs.fields(owner)
        for mark in get_args(hints[field.name])
        if isinstance(mark, RenamedFrom)
    }


def without_former_names(hint: Any) -> Any:
    """Return the type of a field without the marks that say how it was named."""
    if get_origin(hint) is not Annotated:
        return hint
    plain, *marks = get_args(hint)
    remaining = [mark for mark in marks if not isinstance(mark, RenamedFrom)]
    return Annotated[(plain, *remaining)] if remaining else plain

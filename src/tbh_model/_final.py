"""Final classes, for type checkers and at run time."""

from typing import TYPE_CHECKING, NoReturn, TypeVar

from tbh_model._errors import TBHError

__all__ = ["FinalClassError", "final"]

C = TypeVar("C", bound=type)


class FinalClassError(TBHError, TypeError):
    """A class of the library was inherited from that is closed."""

    def __init__(self, name: str, parent: str) -> None:
        super().__init__(name, parent)
        self.name, self.parent = name, parent

    def __str__(self) -> str:
        """Describe the reason and an alternative."""
        return (
            f"class {self.name!r} cannot inherit from {self.parent}, which is final: neither the "
            "gate nor the files know what a subclass adds, so it could go out where it may not, "
            "and would be lost on saving. Keep data of your own in `extra`, a field of Series, "
            "Edition, Response and Therapist; or beside it, in a class of yours with a field that "
            f"holds the {self.parent.rpartition('.')[2]}"
        )


if TYPE_CHECKING:
    from typing import final
else:
    from typing import final as _marked

    def final(kind: C) -> C:
        """Make subclassing raise an error. Use it above `frozen`, which creates a new class."""

        def refuse(subclass: type) -> NoReturn:
            raise FinalClassError(subclass.__name__, f"{_room(kind)}.{kind.__name__}")

        kind.__init_subclass__ = classmethod(refuse)
        return _marked(kind)


def _room(kind: type) -> str:
    return kind.__module__.partition("._")[0]

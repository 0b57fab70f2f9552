"""Flags that take what a field of the model takes, and that are asked for on a terminal."""

import sys
from typing import Any, get_args

import click

from tbh_model.documents import printable
from tbh_model.model import Constraint, field_types


def constraint_of(owner: type, field: str) -> Constraint:
    """Return what a field of the model asks of its text."""
    hint = field_types(owner)[field]
    return next(argument for argument in get_args(hint) if isinstance(argument, Constraint))


class ConstraintParam(click.ParamType[str]):
    """A text that a field of the model accepts; anything else is wrong usage."""

    def __init__(self, owner: type, field: str) -> None:
        self.constraint = constraint_of(owner, field)
        self.name = self.constraint.name

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Refuse a text that the field would refuse, in the words of the field."""
        text = str(value)
        if not self.constraint.accepts(text):
            message = f"{printable(text)!r} is not {self.constraint.allowed}"
            self.fail(message, param, ctx)
        return text


class WordListParam(click.ParamType[tuple[str, ...]]):
    """Several words, with commas between."""

    name = "words"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ARG002 - click's
        """Part them; what stands there twice counts once."""
        if isinstance(value, tuple):
            return value
        return tuple(dict.fromkeys(filter(None, map(str.strip, str(value).split(",")))))


def prompt_if_tty(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """Ask for what is missing if somebody sits at a terminal; in a pipe it is wrong usage."""
    if value is not None or context.resilient_parsing:
        return value
    if not sys.stdin.isatty():
        raise click.MissingParameter(ctx=context, param=option)
    answer: str = click.prompt(f"{option.name}".capitalize(), type=option.type, err=True)
    return answer

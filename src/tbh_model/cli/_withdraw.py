"""`tbh withdraw`: a person takes back what they allowed."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import click

from tbh_model.cli._console import (
    Day,
    content_argument,
    echo,
    handle_errors,
    load_content,
    pluralize,
    printable_lines,
    save_content,
    stderr_console,
    today,
)
from tbh_model.model import Channel, Series
from tbh_model.publishing import Effect, effects, read_ledger
from tbh_model.rights import find_response
from tbh_model.rights import withdraw as withdraw_response


class Channels(click.ParamType[frozenset[Channel]]):
    """Channels, with commas between."""

    name = "channels"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> frozenset[Channel]:
        """Refuse what is no channel."""
        if isinstance(value, frozenset):
            return value
        names = [name for name in map(str.strip, str(value).split(",")) if name]
        channel_names = ", ".join(Channel)
        for name in names:
            if name not in list(Channel):
                self.fail(f"{name!r} is no channel; there are {channel_names}", param, ctx)
        if not names:
            self.fail(f"name at least one of {channel_names}", param, ctx)
        return frozenset(map(Channel, names))


@click.command()
@click.argument("response")
@content_argument
@click.option(
    "--on",
    type=Day(),
    help="The first day on which it is taken back, from that of the consent on. Default: today.",
)
@click.option(
    "--uses",
    type=Channels(),
    default=",".join(Channel),
    show_default=True,
    metavar="CHANNEL,...",
    help="The channels that it is taken back for.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what happens as JSON.")
@handle_errors
def withdraw(
    response: str, content: Path, on: date | None, uses: frozenset[Channel], *, as_json: bool
) -> None:
    """Record that the consent to a response was taken back, and tell what that does.

    RESPONSE is the id of a response, or EDITION/RESPONSE where several have that id. The file keeps
    its comments and layout. The ledger tells on which channels the words had gone out; the next
    build takes them out of everything that it makes.
    """
    series = load_content(content)
    day = on or today(series)
    changed_series = withdraw_response(series, response, on=day, uses=uses)
    files = save_content(changed_series, content)
    ledger = () if series.folder is None else read_ledger(series.folder)
    all_effects = effects(
        changed_series, response, uses=uses, on=day, at=datetime.now(UTC), ledger=ledger
    )
    if as_json:
        data = {
            "response": response,
            "on": day.isoformat(),
            "files": list(files),
            "channels": [effect.as_data() for effect in all_effects],
        }
        echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    for name in files:
        echo(printable_lines(name))
    for recorded_day in sorted(_recorded_days(series, changed_series, response) - {day}):
        stderr_console().print(
            f"taken back on {recorded_day}: there was no consent before", markup=False
        )
    for effect in all_effects:
        echo(printable_lines(_effect_line(effect)))


def _recorded_days(old_series: Series, new_series: Series, response: str) -> set[date]:
    """Return the days that were written down: none lies before that of the consent."""
    old, new = (
        find_response(series, response).response.consents for series in (old_series, new_series)
    )
    days = (consent.withdrawal_date for consent in new if consent not in old)
    return {day for day in days if day is not None}


def _effect_line(effect: Effect) -> str:
    when = "" if effect.published_at is None else f"out since {effect.published_at.isoformat()}; "
    few = ""
    if effect.is_too_few:
        remaining = pluralize(effect.remaining, "answer")
        few = f"\n  the edition has {remaining} left there: too few, so that it is withheld"
    return f"{effect.channel}: {when}{effect.consequence}{few}"

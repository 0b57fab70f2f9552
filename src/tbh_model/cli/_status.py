"""`tbh status`: the editor's morning."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
from attrs import frozen

from tbh_model.cli._console import (
    at_option,
    content_argument,
    echo,
    handle_errors,
    load_content,
    printable_lines,
)
from tbh_model.documents import write_json
from tbh_model.model import Series, in_time_zone
from tbh_model.rights import Expiring, Outstanding, OutstandingKind, Status
from tbh_model.rights import status as status_of


@click.command()
@content_argument
@at_option
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@handle_errors
def status(content: Path, at: datetime | None, *, as_json: bool) -> None:
    """Show who still owes what, what runs out in the next 30 days, and what goes out next."""
    series = load_content(content)
    report = status_of(series, at or datetime.now(UTC))
    if as_json:
        echo(write_json(report.as_data()))
        return
    for line in _StatusText(series, report).lines():
        echo(printable_lines(line))


@frozen
class _StatusText:
    """A status in words."""

    series: Series
    status: Status

    def lines(self) -> Iterator[str]:
        yield f"{self.series.title}, {self._when(self.status.at)}"
        parts = (
            ("Owed", [self._outstanding_line(item) for item in self.status.owed]),
            (
                "Runs out within 30 days",
                [self._expiring_line(item) for item in self.status.expiring],
            ),
            (
                "Goes out next",
                [
                    f"{self._when(upcoming.at)}  {upcoming.edition}: {upcoming.title}"
                    for upcoming in self.status.upcoming
                ],
            ),
        )
        for heading, lines in parts:
            yield ""
            yield heading if lines else f"{heading}: nothing"
            yield from (f"  {line}" for line in lines)
        following = self.status.next_change
        yield ""
        when = "when a file changes" if following is None else self._when(following)
        yield f"Build again: {when}"

    def _when(self, instant: datetime) -> str:
        local = in_time_zone(instant, self.series.time_zone)
        clock = local.replace(tzinfo=None).isoformat(" ", "minutes")  # also before the year 1000
        return f"{clock} {local.tzname()}"

    def _who(self, therapist: str | None) -> str:
        return "somebody" if therapist is None else self.series.therapist(therapist).name

    def _outstanding_line(self, item: Outstanding) -> str:
        where = f"{item.edition}/{item.response}"
        match item.debt:
            case OutstandingKind.ANSWER:
                what = "an answer"
            case OutstandingKind.CONSENT:
                channels = ", ".join(item.channels)
                what = f"a consent for {channels}"
            case OutstandingKind.APPROVAL:
                what = "an approval"
        why = "" if item.reason is None else f": it {item.reason.description}"
        more = f" ({item.detail})" if item.detail else ""
        return f"{where}  {self._who(item.therapist)} owes {what}{why}{more}"

    def _expiring_line(self, expiring: Expiring) -> str:
        when = self._when(expiring.at)
        match expiring.what:
            case "edition":
                return f"{when}  edition {expiring.edition}"
            case "title":
                return f"{when}  {expiring.title} of {self._who(expiring.therapist)}"
            case _:
                channels = ", ".join(expiring.channels)
                where = f"{expiring.edition}/{expiring.response}"
                return f"{when}  consent of {self._who(expiring.therapist)} to {where}: {channels}"

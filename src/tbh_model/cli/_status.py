"""`tbh status`: the editor's morning."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
from attrs import frozen

from tbh_model.cli._console import (
    at_option,
    content_argument,
    loaded,
    printable_lines,
    result,
    speaks_plainly,
)
from tbh_model.documents import write_json
from tbh_model.model import Series, in_time_zone
from tbh_model.rights import Expiring, Outstanding, OutstandingKind, Status
from tbh_model.rights import status as status_of


@click.command()
@content_argument
@at_option
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@speaks_plainly
def status(content: Path, at: datetime | None, *, as_json: bool) -> None:
    """Show who still owes what, what runs out in the next 30 days, and what goes out next."""
    series = loaded(content)
    found = status_of(series, at or datetime.now(UTC))
    if as_json:
        result(write_json(found.as_data()))
        return
    for line in _Morning(series, found).lines():
        result(printable_lines(line))


@frozen
class _Morning:
    """A status in words."""

    series: Series
    status: Status

    def lines(self) -> Iterator[str]:
        yield f"{self.series.title}, {self._when(self.status.at)}"
        parts = (
            ("Owed", [self._owed(each) for each in self.status.owed]),
            ("Runs out within 30 days", [self._expiring(each) for each in self.status.expiring]),
            (
                "Goes out next",
                [
                    f"{self._when(each.at)}  {each.edition}: {each.title}"
                    for each in self.status.upcoming
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

    def _owed(self, owed: Outstanding) -> str:
        where = f"{owed.edition}/{owed.response}"
        match owed.debt:
            case OutstandingKind.ANSWER:
                what = "an answer"
            case OutstandingKind.CONSENT:
                channels = ", ".join(owed.channels)
                what = f"a consent for {channels}"
            case OutstandingKind.APPROVAL:
                what = "an approval"
        why = "" if owed.reason is None else f": it {owed.reason.description}"
        more = f" ({owed.detail})" if owed.detail else ""
        return f"{where}  {self._who(owed.therapist)} owes {what}{why}{more}"

    def _expiring(self, expiring: Expiring) -> str:
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

"""`tbh approve`, `tbh withdraw`, `tbh ledger`, `tbh status` and `tbh next`."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path

import click

from tbh_model._attrs import frozen
from tbh_model._errors import TBHError
from tbh_model._regular_files import resolve_content_path
from tbh_model.cli._console import (
    Day,
    at_option,
    content_argument,
    echo,
    examples,
    handle_errors,
    load_content,
    pluralize,
    printable_lines,
    save_content,
    stderr_console,
    today,
)
from tbh_model.content import write_json
from tbh_model.model import Channel, Series, in_time_zone
from tbh_model.publishers import Receipt, chain_digest, plan_push, read_receipts
from tbh_model.publishing import (
    LEDGER,
    Effect,
    LedgerEntry,
    PlatformEffect,
    chosen_publishers,
    effects,
    outlook,
    platform_effects,
    read_ledger,
)
from tbh_model.rights import (
    Expiring,
    FoundResponse,
    Outstanding,
    OutstandingKind,
    PanelMember,
    Status,
    approval_digest,
    approve as approve_response,
    approve_edition,
    find_response,
    next_change,
    status as status_of,
    withdraw as withdraw_response,
)


@click.command(epilog=examples("tbh approve r-k8sw --on 2026-05-04", "tbh approve e-2026-05 --all"))
@click.argument("response")
@content_argument
@click.option("--all", "is_whole", is_flag=True, help="Approve all responses of an edition.")
@click.option("--on", type=Day(), help="The date of the approval. Default: today.")
@handle_errors
def approve(response: str, content: Path, on: date | None, *, is_whole: bool) -> None:
    """Record that a response was approved in its present wording.

    RESPONSE is the id of a response, or EDITION/RESPONSE if several have that id; with --all it is
    the id or slug of an edition. A later change of the quote, the answer, the attribution or the
    language makes the approval stale. The response is then withheld until it is approved again.
    Comments and layout of the file do not change. An answer that is approved already keeps its day.
    """
    series = load_content(content)
    day = on or today(series)
    if is_whole:
        approved = approve_edition(series, response, on=day)
        edition, before = approved.edition(response), series.edition(response)
        targets = tuple(
            FoundResponse(edition=edition, response=new)
            for new, old in zip(edition.responses, before.responses, strict=True)
            if new != old
        )
    else:
        approved = approve_response(series, response, on=day)
        targets = (find_response(approved, response),)
    for name in save_content(approved, content):
        echo(printable_lines(name))
    for target in targets:
        echo(printable_lines(_approval_line(approved, target)))
    if not targets:
        stderr_console().print("There is nothing to approve.")


def _approval_line(series: Series, target: FoundResponse) -> str:
    """Return the digest of what is approved, and whose answer it is."""
    author = series.author(target.response) or "somebody"
    place = f"[{target.edition.id}/{target.response.id}]"
    return f"{approval_digest(target.response)}  {author} in {target.edition.title} {place}"


class Channels(click.ParamType[frozenset[str]]):
    """Parameter type: channels separated by commas."""

    name = "channels"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> frozenset[str]:
        """Return the channels, of which the series knows whether it has them."""
        if isinstance(value, frozenset):
            return value
        names = [name for name in map(str.strip, str(value).split(",")) if name]
        if not names:
            self.fail(f"name at least one of {', '.join(Channel)}", param, ctx)
        return frozenset(names)


@click.command(epilog=examples("tbh withdraw r-k8sw --uses social"))
@click.argument("response")
@content_argument
@click.option(
    "--on",
    type=Day(),
    help="The first day without consent. Default: today.",
)
@click.option(
    "--uses",
    type=Channels(),
    metavar="CHANNEL,...",
    help="The channels without consent. Default: all.",
)
@click.option("--dry-run", is_flag=True, help="Show what would happen, and record nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@handle_errors
def withdraw(  # noqa: PLR0913 - one parameter for each option
    response: str,
    content: Path,
    on: date | None,
    uses: frozenset[str] | None,
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Record that consent to a response was withdrawn.

    RESPONSE is the id of a response, or EDITION/RESPONSE if several have that id. The command
    prints for each channel whether the response was published there, and what the next build does,
    and for each post at a platform what `tbh push` does. The next build removes the response from
    all its output. Comments and layout of the file do not change.
    """
    series = load_content(content)
    day = on or today(series)
    changed_series = withdraw_response(series, response, on=day, uses=uses)
    files = () if dry_run else save_content(changed_series, content)
    ledger = () if series.folder is None else read_ledger(series.folder)
    now = datetime.now(UTC)
    channels = frozenset(series.all_channels) if uses is None else uses
    all_effects = effects(changed_series, response, uses=channels, on=day, at=now, ledger=ledger)
    receipts = read_receipts(content.parent if content.is_file() else content)
    posts = platform_effects(changed_series, response, on=day, at=now, receipts=receipts)
    if as_json:
        data = {
            "response": response,
            "on": day.isoformat(),
            "files": list(files),
            "channels": [effect.as_data() for effect in all_effects],
            "posts": [effect.as_data() for effect in posts],
        }
        echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    for name in files:
        echo(printable_lines(name))
    for recorded_day in sorted(_recorded_days(series, changed_series, response) - {day}):
        stderr_console().print(
            f"taken back on {recorded_day}: there was no consent before", markup=False
        )
    for line in (*map(_effect_line, all_effects), *map(_post_line, posts)):
        echo(printable_lines(line))
    if dry_run:
        stderr_console().print("Nothing was recorded.")


def _post_line(effect: PlatformEffect) -> str:
    address = effect.url or effect.target
    since = effect.since.isoformat()
    return f"{effect.publisher}: {address}: there since {since}; {effect.consequence}"


def _recorded_days(old_series: Series, new_series: Series, response: str) -> set[date]:
    """Return the recorded dates of withdrawal, of which none is before that of the consent."""
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


@click.command(epilog=examples("tbh ledger --edition e-2026-03", "tbh ledger verify"))
@click.argument("words", nargs=-1, metavar="[verify] [CONTENT]")
@click.option("--edition", metavar="ID", help="Show only this edition.")
@click.option("--response", metavar="ID", help="Show only editions with this response.")
@click.option("--json", "as_json", is_flag=True, help="Print an array of objects.")
@handle_errors
def ledger(
    words: tuple[str, ...], edition: str | None, response: str | None, *, as_json: bool
) -> None:
    """Show what was published on which channel, and when.

    The oldest entry comes first. `tbh build` adds an entry whenever an edition is published in a
    new form, and `tbh push` adds a receipt for each step at a platform. The ledger is the file
    .tbh/ledger.jsonl beside the content, and the receipts are in .tbh/receipts.jsonl. With
    `verify`, both are read whole, the chain of the receipts is checked, and its last digest is
    printed: keep it elsewhere, and it proves later that nothing was taken away.
    """
    is_check, rest = words[:1] == ("verify",), words[1:] if words[:1] == ("verify",) else words
    if len(rest) > 1:
        message = f"unexpected argument {rest[1]!r}"
        raise click.UsageError(message)
    content = resolve_content_path(rest[0] if rest else ".")
    folder = content.parent if content.is_file() else content
    lines: tuple[LedgerEntry | Receipt, ...] = (*read_ledger(folder), *read_receipts(folder))
    entries = [
        entry
        for entry in lines
        if edition in {None, entry.edition} and (response is None or response in entry.responses)
    ]
    entries.sort(key=lambda entry: entry.at)
    if is_check:
        echo(_chain_line(folder))
        return
    if as_json:
        data = [entry.as_data() for entry in entries]
        echo(write_json(data))
        return
    for entry in entries:
        line = _receipt_line(entry) if isinstance(entry, Receipt) else _line(entry)
        echo(printable_lines(line))
    if not entries:
        stderr_console().print(f"Nothing is in {LEDGER}.", markup=False)


def _chain_line(folder: Path) -> str:
    count = pluralize(len(read_receipts(folder)), "receipt")
    last = chain_digest(folder)
    ledger = pluralize(len(read_ledger(folder)), "line")
    end = "" if last is None else f", the last is {last}"
    return f"the ledger has {ledger}, all readable; {count} in one chain{end}"


def _receipt_line(receipt: Receipt) -> str:
    begun = "" if receipt.is_done else "begun: "
    address = receipt.url or receipt.target
    answers = ", ".join(receipt.responses)
    answer_list = f"  {pluralize(len(receipt.responses), 'answer')}: {answers}" if answers else ""
    return (
        f"{receipt.at.isoformat()}  {receipt.publisher:10}  {receipt.edition}  "
        f"{begun}{receipt.action}  {address}{answer_list}"
    )


def _line(entry: LedgerEntry) -> str:
    answers = ", ".join(entry.responses)
    what = "taken down" if entry.digest is None else f"{pluralize(len(entry.responses), 'answer')}"
    digest = "" if entry.digest is None else f"  {entry.digest[:15]}…"
    answer_list = f": {answers}" if answers else ""
    return (
        f"{entry.at.isoformat()}  {entry.channel:10}  {entry.edition}{digest}  {what}{answer_list}"
    )


@click.command(epilog=examples("tbh status --at 2026-12-24T18:00:00Z"))
@content_argument
@at_option
@click.option("--json", "as_json", is_flag=True, help="Print an object.")
@handle_errors
def status(content: Path, at: datetime | None, *, as_json: bool) -> None:
    """Show who has answered, what is missing, and what is due.

    The panel is listed with who was asked, and until when. What is missing: answers, consents and
    approvals. What is due: consents and titles that expire
    in the next 30 days, and scheduled editions. At the end stands, for each edition, what keeps it
    from being published.
    """
    series = load_content(content)
    report = status_of(series, at or datetime.now(UTC))
    ahead = outlook(series, report.at)
    if as_json:
        echo(write_json({**report.as_data(), "outlook": list(ahead)}))
        return
    for line in (*_StatusText(series, report).lines(), *_outlook_lines(ahead)):
        echo(printable_lines(line))


def _outlook_lines(lines: tuple[str, ...]) -> Iterator[str]:
    if lines:
        yield ""
        yield "Between the editions and their readers"
        yield from (f"  {line}" for line in lines)


@frozen
class _StatusText:
    """Text form of a status."""

    series: Series
    status: Status

    def lines(self) -> Iterator[str]:
        yield f"{self.series.title}, {self._when(self.status.at)}"
        parts = (
            *([("Panel", list(self._panel_lines()))] if self.status.panel else []),
            ("Owed", [self._outstanding_line(item) for item in self.status.owed]),
            (
                "Runs out within 30 days",
                [self._expiring_line(item) for item in self.status.expiring],
            ),
            (
                "Goes out next",
                [
                    f"{self._when(upcoming.at)}  {upcoming.title} [{upcoming.edition}]"
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

    def _panel_lines(self) -> Iterator[str]:
        for edition, members in groupby(self.status.panel, key=lambda member: member.edition):
            yield self._title(edition)
            for member in members:
                name = self._who(edition, member.response)
                yield f"  {name}: {', '.join(_progress(member))} [{edition}/{member.response}]"

    def _who(self, edition: str, response: str) -> str:
        target = find_response(self.series, f"{edition}/{response}")
        return self.series.author(target.response) or "somebody"

    def _title(self, edition: str) -> str:
        return f"{self.series.edition(edition).title} [{edition}]"

    def _outstanding_line(self, item: Outstanding) -> str:
        match item.debt:
            case OutstandingKind.ANSWER:
                what = "an answer in"
            case OutstandingKind.CONSENT:
                what = f"a consent for {', '.join(item.channels)} to the answer in"
            case OutstandingKind.APPROVAL:
                what = "an approval of the answer in"
        why = "" if item.reason is None else f": it {item.reason.description}"
        more = f" ({item.detail})" if item.detail else ""
        title = self.series.edition(item.edition).title
        place = f"[{item.edition}/{item.response}]"
        return f"{self._who(item.edition, item.response)} owes {what} {title} {place}{why}{more}"

    def _expiring_line(self, expiring: Expiring) -> str:
        when = self._when(expiring.at)
        edition, response = expiring.edition, expiring.response
        if edition is None:
            name = self.series.therapist(expiring.therapist or "").name
            return f"{when}  {expiring.title} of {name}"
        if response is None:
            return f"{when}  edition {self._title(edition)}"
        answer = f"to the answer in {self.series.edition(edition).title} [{edition}/{response}]"
        channels = ", ".join(expiring.channels)
        return f"{when}  consent of {self._who(edition, response)} {answer}: {channels}"


def _progress(member: PanelMember) -> Iterator[str]:
    """Yield whether somebody was asked, has answered and has approved, and how late they are."""
    if member.asked is not None:
        yield f"asked on {member.asked}"
    if member.has_answered:
        yield "answered" if member.received is None else f"answered on {member.received}"
        yield "not approved" if member.approved is None else f"approved on {member.approved}"
        return
    yield "not asked yet" if member.asked is None else "no answer yet"
    if member.due is not None:
        yield f"due on {member.due}"
    if member.days_overdue:
        yield f"{pluralize(member.days_overdue, 'day')} overdue"


@click.command("next", epilog=examples("tbh next"))
@content_argument
@at_option
@handle_errors
def next_instant(content: Path, at: datetime | None) -> None:
    """Print when the output changes next without a change of a file.

    The output changes when an edition is due, or when a consent or a title expires. Build at that
    time, and the output is never out of date. The time is in the time zone of the series. Nothing
    is printed if nothing is due. What `tbh push` would change already now is printed to standard
    error.
    """
    series, now = load_content(content), at or datetime.now(UTC)
    instant = next_change(series, now)
    if instant is None:
        stderr_console().print("Nothing changes any more unless a file does.")
    else:
        echo(in_time_zone(instant, series.time_zone).isoformat())
    for line in _push_lines(series, now):
        stderr_console().print(printable_lines(line), markup=False)


def _push_lines(series: Series, at: datetime) -> Iterator[str]:
    """Yield what a push to each publisher of `publish.yaml` would change now."""
    try:
        for publisher in chosen_publishers(series.folder):
            receipts = read_receipts(series.folder or Path())
            changes = plan_push(series, publisher, receipts, at).changes
            counts = Counter(step.action for step in changes)
            if counts:
                what = ", ".join(f"{action} {count}" for action, count in counts.items())
                yield f"`tbh push {publisher.info.name}` would now {what}."
    except TBHError as error:  # the instant is told all the same
        yield f"What a push would change is not known: {error}"

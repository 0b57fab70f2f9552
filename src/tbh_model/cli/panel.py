"""`tbh invite` and `tbh proof`."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import click

from tbh_model.cli._console import (
    ConstraintParam,
    Day,
    WordListParam,
    at_option,
    content_argument,
    echo,
    examples,
    handle_errors,
    load_content,
    printable_lines,
    save_content,
    stderr_console,
)
from tbh_model.content import TherapistNames
from tbh_model.model import Publisher, Series, day_of
from tbh_model.panel import PanelLetter, invitations, proofs, record_invitations
from tbh_model.publishing import write_file

_to_option = click.option(
    "--to",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="The folder for the letters. Default: outbox/ and the slug of the edition.",
)
_from_option = click.option(
    "--from",
    "sender",
    type=ConstraintParam(Publisher, "email"),
    metavar="ADDRESS",
    help="The address that the messages are from. Default: that of the publisher.",
)


@click.command(epilog=examples("tbh invite running-late --panel 'Ines Moreau' --due 2026-06-10"))
@click.argument("edition")
@content_argument
@click.option(
    "--panel",
    type=WordListParam(),
    default=(),
    metavar="ID|NAME,...",
    help="Whom to ask. Default: who has a response in the edition and has not answered.",
)
@click.option("--due", type=Day(), help="The last day for answers. It is recorded.")
@click.option("--words", type=click.IntRange(min=1), help="The length to ask for, in words.")
@_to_option
@_from_option
@at_option
@click.option("--no-record", is_flag=True, help="Write letters only, and leave the content as is.")
@handle_errors
def invite(  # noqa: PLR0913, PLR0917 - one parameter for each option
    edition: str,
    content: Path,
    panel: tuple[str, ...],
    due: date | None,
    words: int | None,
    to: Path | None,
    sender: str | None,
    at: datetime | None,
    *,
    no_record: bool,
) -> None:
    """Write an invitation for each person of the panel. Nothing is sent.

    EDITION is the id or slug of an edition. Each letter has the question, the last day for the
    answer, what consent to each channel means, and a form to fill in. It is a text, and a message
    (.eml) if the address of the therapist is on record. The day on which a person was asked is
    recorded as `asked`, and `--due` as `due` of the edition; somebody without a response gets one.
    """
    series = load_content(content)
    instant = at or datetime.now(UTC)
    names = TherapistNames.of_therapists(series.therapists)
    people = tuple(map(names.find, panel))
    if not people:
        people = tuple(_asked_again(invitations(series, edition, at=instant)))
    recorded = record_invitations(
        series, edition, panel=people, on=day_of(instant, series.time_zone), due=due
    )
    letters = (
        invitations(recorded, edition, at=instant, panel=people, words=words) if people else ()
    )
    _write(letters, to or _outbox(series, edition), sender)
    if letters and not no_record:
        for name in save_content(recorded, content):
            echo(printable_lines(name))


@click.command(epilog=examples("tbh proof running-late --to proofs"))
@click.argument("edition")
@content_argument
@_to_option
@_from_option
@at_option
@handle_errors
def proof(
    edition: str, content: Path, to: Path | None, sender: str | None, at: datetime | None
) -> None:
    """Write a proof for each person who has answered. Nothing is sent.

    EDITION is the id or slug of an edition, which may be a draft. Each proof shows what every
    channel would print of this person, and a line to reply with. It is a page (.html), and a
    message (.eml) if the address of the therapist is on record.
    """
    series = load_content(content)
    letters = proofs(series, edition, at=at or datetime.now(UTC))
    _write(letters, to or _outbox(series, edition), sender)


def _outbox(series: Series, edition: str) -> Path:
    return Path("outbox", series.edition(edition).slug)


def _asked_again(letters: Iterable[PanelLetter]) -> Iterator[str]:
    """Yield the therapists of invitations."""
    return (letter.therapist for letter in letters if letter.therapist is not None)


def _write(letters: tuple[PanelLetter, ...], folder: Path, sender: str | None) -> None:
    """Write the files of letters, and print each with the person whom it is for."""
    files = [(letter, name, data) for letter in letters for name, data in letter.files(sender)]
    for letter, name, data in files:
        write_file(folder, name, data)
        address = f" <{letter.address}>" if letter.address and name.endswith(".eml") else ""
        echo(printable_lines(f"{folder / name}  {letter.name}{address}"))
    without = [letter.name for letter in letters if letter.address is None]
    if without:
        names = ", ".join(without)
        message = f"no message for {names}: no `email` on record"
        stderr_console().print(printable_lines(message), markup=False)
    if not letters:
        stderr_console().print("There is nobody to write to.", markup=False)

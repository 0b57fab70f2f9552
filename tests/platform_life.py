"""What happens to a series on a platform: words come, change and leave, and pushes are killed."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from attrs import evolve

from small import AT, edition, response, series, therapist
from tbh_model import Channel, Consent, EditionStatus, Series, save, withdraw
from tbh_model.publishers import Publisher

Stage = tuple[Series, tuple[str, ...]]


def five_editions() -> Series:
    """Return five editions, with signs that platforms like to change."""
    answers = (
        (response(quote="Changed-Word."),),
        (response(quote='It\'s "soon" enough... -- or [never].'),),
        (
            response(quote="Stays."),
            response(id="r-2", quote="Withdrawn-Word of mine.", therapist="t-2"),
        ),
        (response(quote="Gone soon."),),
        (response(quote="Ça coûte: « rien » 🙂 & <b>tout</b>"),),
    )
    first, second, third, fourth, fifth = (
        edition(
            f"edition-{number}",
            id=f"e-{number}",
            title=f"Number {number}",
            published=datetime(2026, 1, number, 2, 30, tzinfo=UTC),
            responses=responses,
        )
        for number, responses in enumerate(answers, 1)
    )
    return series(
        url="https://small.example/",
        editions=(
            evolve(
                first, title="Grudges & <Debts>", tags=("grudges", "R&D"), summary="On grudges."
            ),
            second,
            third,
            evolve(
                fourth,
                title="Retracted-Title",
                summary="Retracted-Summary.",
                tags=("Retracted-Tag",),
            ),
            fifth,
        ),
        therapists=(therapist(name="Zoë Ångström"), therapist("t-2", name="Withdrawn-Name")),
    )


PUBLISHED_WORDS: Final = ("Changed-Word.", "Withdrawn-Word", "Withdrawn-Name", "Retracted-Summary")
"""Words of the five editions that leave one after the other."""


def stages() -> Iterator[Stage]:
    """Yield a series as it changes, and the words that may be nowhere then.

    A word changes, then an answer is withdrawn, and then an edition retracted.
    """
    content = five_editions()
    yield content, ()

    content = _replace(content, "e-1", responses=(response(quote="Later than soon."),))
    yield content, ("Changed-Word.",)

    consent = Consent(uses=frozenset({Channel.WEB}), granted=date(2026, 1, 1))
    kept, withdrawn = content.edition("e-3").responses
    content = _replace(content, "e-3", responses=(kept, evolve(withdrawn, consents=(consent,))))
    content = withdraw(content, "e-3/r-2", on=date(2026, 5, 1), uses=frozenset({Channel.WEB}))
    yield content, ("Changed-Word.", "Withdrawn-Word", "Withdrawn-Name")

    content = _replace(content, "e-4", status=EditionStatus.RETRACTED)
    yield content, (*PUBLISHED_WORDS, "Retracted-Title")


def _replace(content: Series, id_: str, **fields: Any) -> Series:
    editions = (evolve(each, **fields) if each.id == id_ else each for each in content.editions)
    return evolve(content, editions=tuple(editions))


_PUSH: Final = """
import sys
from tbh_model import publishers
from {module} import {name}
publishers.register({name})
from tbh_model.cli import main
sys.argv[1:] = {words}
main()
"""
_LONGEST_SECONDS: Final = 0.35


def kill_pushes(
    publisher: Publisher, folder: Path, credentials: Mapping[str, str], count: int, *settings: str
) -> tuple[Series, int]:
    """Kill `tbh push` at random moments, each time with something to do.

    Two editions change each turn, and one comes and goes.

    Returns:
        The series of the last turn, and how many pushes were killed before their end.
    """
    kind, name = type(publisher), publisher.info.name
    words = ["push", name, str(folder), "--at", AT.isoformat()]
    for setting in (f"url={publisher.target}", *settings):
        words += ["--set", setting]
    code = _PUSH.format(module=kind.__module__, name=kind.__name__, words=words)
    source = os.pathsep.join(filter(None, sys.path))
    environment = {**os.environ, "PYTHONPATH": source, **credentials}
    dice = random.Random(25)  # noqa: S311 - the same moments each time
    killed = 0
    for turn in range(count):
        save(turn_of(turn), folder)
        with subprocess.Popen(
            [sys.executable, "-c", code],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()  # it has planned, and begins
            time.sleep(dice.uniform(0, _LONGEST_SECONDS))
            killed += process.poll() is None
            process.kill()
    return turn_of(count - 1), killed


def turn_of(number: int) -> Series:
    """Return the series of a turn, whose words say its number."""
    answers = (response(quote=f"Turn {number}."),)
    slugs = ("one", "two", "three") if number % 3 else ("one", "two")
    return series(editions=tuple(edition(slug, responses=answers) for slug in slugs))

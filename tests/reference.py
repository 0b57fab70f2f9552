"""The page that the model was drawn from, read line by line into the model.

None of its sentences is in this repository: it is read from a file beside it, where there is one.
What each line is follows from where it stands and from the labels that the page itself brings.
"""

import os
from pathlib import Path

from attrs import frozen

import tbh_model as tbh
from tbh_model.text import Paragraph, RichText, Text

PAGE = Path(
    os.environ.get("TBH_REFERENCE_PAGE")
    or Path(__file__).parents[2] / "shared" / "reference" / "empathy-page.txt"
)


@frozen(kw_only=True)
class Reference:
    """The page as lines and as a series of one edition."""

    lines: tuple[str, ...]
    series: tbh.Series


def read_reference() -> Reference:
    """Read the page into the model; nothing is added but ids, a slug and a URL."""
    page = PAGE.read_text(encoding="utf-8")
    lines = [line.strip() for line in page.splitlines() if line.strip()]
    at = next(index for index, line in enumerate(lines) if line.endswith(":"))
    items = [line.removeprefix("- ").split(": ", 1) for line in lines[at + 1 : at + 4]]
    labels, values = zip(*items, strict=True)
    body = lines[at + 4 :]
    headings = [_heading(body, label) for label in labels]
    prompt = next(i for i, line in enumerate(body) if line.startswith(f"{labels[0]}: “"))
    quotes = [line for line in body[headings[2] + 1 :] if line.startswith("“")]
    tail = body[headings[2] + 1 + len(quotes) :]
    edition = tbh.Edition(
        id="e-1",
        slug="reference",
        title=lines[0],
        status=tbh.EditionStatus.READY,
        introduction=_prose(lines[1:at]),
        overview=tbh.Overview(challenge=values[0], challengers=values[1], results=values[2]),
        challenge=tbh.Challenge(
            topic=_value(body[headings[0]], labels[0]),
            prompt=_value(body[prompt], labels[0])[1:-1],
            background=_prose(body[headings[0] + 1 : headings[1]]),
        ),
        challengers=tbh.Challengers(
            name=_value(body[headings[1]], labels[1]),
            introduction=_prose(body[headings[1] + 1 : prompt]),
        ),
        results_heading=_value(body[headings[2]], labels[2]),
        responses=tuple(_response(number, quote) for number, quote in enumerate(quotes)),
        sign_off=tail[0],
        next_time=tail[1],
        calls_to_action=tuple(_calls(tail[2], tail[4:])),
    )
    series = tbh.Series(
        id="tag:example.org,2026:reference",
        title="Reference",
        url="https://example.org/",
        publisher=tbh.Publisher(
            name="Publisher", postal_address="Address", unsubscribe_url="https://example.org/stop"
        ),
        labels=tbh.Labels(
            overview=lines[at].removesuffix(":"),
            challenge=labels[0],
            challengers=labels[1],
            results=labels[2],
            closing=tail[3],
        ),
        editions=(edition,),
    )
    return Reference(lines=tuple(lines), series=series)


def _heading(body: list[str], label: str) -> int:
    return next(index for index, line in enumerate(body) if line.startswith(f"{label}: "))


def _value(line: str, label: str) -> str:
    return line.removeprefix(f"{label}: ")


def _prose(lines: list[str]) -> RichText:
    return RichText(blocks=tuple(Paragraph(children=(Text(value=line),)) for line in lines))


def _response(number: int, line: str) -> tbh.Response:
    return tbh.Response(id=f"r-{number + 1}", quote=line[1:-1])


def _calls(after_sign_off: str, closing: list[str]) -> list[tbh.CallToAction]:
    other, kind = tbh.CallToActionKind.OTHER, tbh.Placement.SIGN_OFF
    calls = [tbh.CallToAction(key="c-0", kind=other, text=after_sign_off, placement=kind)]
    for number, line in enumerate(closing):
        for sentence in line.replace(". ", ".\n").splitlines():
            key = f"c-{len(calls)}"
            calls.append(tbh.CallToAction(key=key, kind=other, text=sentence, group=f"g-{number}"))
    return calls

"""Content whose private words are canaries, and everything that can go wrong with one line."""

import json
from collections.abc import Callable, Iterator

CANARY = "Zqx"
"""What all private words begin with."""

_THERAPIST = """\
id: t-1
name: Dana Okafor
email: Zqx1@zqx.example
deadname: Zqx2 Old
credentials:
  - title: Registered Psychotherapist
    abbreviation: RP
    number: Zqx3
former_names:
  - Zqx4 Name
  - "Zqx5: Name"
bio: |
  She *listens*.

  A second paragraph, with [a link](https://example.org/).
role: Psychotherapist
"""
_FLOW = """\
id: t-1
name: Dana Okafor
credentials: [{title: Registered Psychotherapist, abbreviation: RP, number: Zqx1},
  {title: Other, abbreviation: O, number:
  Zqx2, licence_number: Zqx3}]
former_names: [Zqx4, "Zqx5,
  Zqx6"]
email_address: {work: Zqx7, home: Zqx8}
role: Psychotherapist
"""
_EDITION = """\
id: e-1
slug: patience
title: What is patience for?
status: ready
published: 2026-05-01T09:00:00-04:00
number: 7
challenge:
  topic: Patience
  prompt: What is patience for?
challengers:
  name: Psychotherapists
responses:
  - id: r-1
    therapist: t-1
    quote: Patience is a long room.
    verbatim: |
      Zqx1 patience is a long room.

      # Zqx2 heading
      - Zqx3 item: and so on
      Zqx4: a sentence with a colon.
      | Zqx5 | <b>Zqx6</b> |
    consents:
      - uses: [web, feed]
        granted: 2026-04-01
        evidence: signed form, Zqx7 drawer
      - uses: [newsletter]
        granted: 2026-04-02
        evidence: >-
          Zqx8 said so on the phone,
          Zqx9 too
  - id: r-2
    therapist: t-1
    verbatim: "Zqx10 begins here
      and: Zqx11 goes on

      title: Zqx12 ends here"
    answer: |
      A room.

      A long room.
    consents:
      - {uses: [web], granted: 2026-04-01, evidence: Zqx13}
      - uses: [feed]
        granted: 2026-04-01
        evidence: 'Zqx14''s letter'
        notes_of_ours: Zqx15
    diagnosis: Zqx16
tags: [patience]
"""
_MARKDOWN = f"---\n{_EDITION}---\n\nHow it *began*.\n\n---\n\nA second part.\n"


def _as_json() -> str:
    response = {
        "id": "r-1",
        "therapist": "t-1",
        "quote": "Patience.",
        "verbatim": 'Zqx1 "title": Zqx2\nquote: Zqx3',
        "consents": [{"uses": ["web"], "granted": "2026-04-01", "evidence": "Zqx4"}],
    }
    therapist = {
        "id": "t-1",
        "name": "Dana Okafor",
        "email": "Zqx5@zqx.example",
        "credentials": [{"title": "RP", "abbreviation": "RP", "number": "Zqx6"}],
        "former_names": ["Zqx7", "Zqx8"],
        "deadname": "Zqx9",
    }
    edition = {
        "id": "e-1",
        "slug": "patience",
        "title": "Patience",
        "challenge": {"topic": "Patience", "prompt": "What?"},
        "challengers": {"name": "Psychotherapists"},
        "responses": [response],
    }
    series = {
        "id": "tag:example.org,2026:small",
        "title": "Small Talk",
        "url": "https://example.org/small/",
        "publisher": {"name": "The Small Practice"},
        "therapists": [therapist],
        "editions": [edition],
    }
    return json.dumps(series, indent=2)


TEXTS: dict[str, str] = {
    "therapists/t-1.yaml": _THERAPIST,
    "therapists/t-2.yaml": _FLOW,
    "editions/patience.yaml": _EDITION,
    "editions/patience.md": _MARKDOWN,
    "series.json": _as_json(),
    "small.json": _as_json().replace('": "', '":\n"'),
}

Change = Callable[[list[str], int], list[str]]


def _line(change: Callable[[str], str]) -> Change:
    return lambda lines, at: [*lines[:at], change(lines[at]), *lines[at + 1 :]]


def _half(line: str) -> str:
    middle = line.rfind(" ", 0, max(1, len(line) * 2 // 3)) + 1 or len(line) // 2
    return f"{line[:middle]}\n{line[middle:]}"


def _start(line: str, new: str) -> str:
    return line[: len(line) - len(line.lstrip())] + new + line.lstrip()


CHANGES: dict[str, Change] = {
    "no indentation": _line(str.lstrip),
    "a tab": _line(lambda line: f"\t{line.lstrip()}"),
    "a tab inside": _line(lambda line: f"  \t{line.lstrip()}"),
    "one space less": _line(lambda line: line.removeprefix(" ")),
    "two spaces less": _line(lambda line: line.removeprefix("  ")),
    "four spaces less": _line(lambda line: line.removeprefix("    ")),
    "one space more": _line(lambda line: f" {line}"),
    "four spaces more": _line(lambda line: f"    {line}"),
    "no-break spaces": _line(lambda line: f"\xa0\xa0{line.lstrip()}"),
    "no colon": _line(lambda line: line.replace(":", "", 1)),
    "no space behind the colon": _line(lambda line: line.replace(": ", ":", 1)),
    "an equals sign": _line(lambda line: line.replace(":", " =", 1)),
    "no key": _line(lambda line: _start(line, "").replace(line.lstrip().split(":")[0], "", 1)),
    "no key and no colon": _line(lambda line: line.partition(":")[2] or line),
    "nothing but the value": _line(lambda line: line.partition(": ")[2] or line),
    "no hyphen": _line(lambda line: line.replace("- ", "  ", 1)),
    "a hyphen": _line(lambda line: _start(line, "- ")),
    "a hyphen without space": _line(lambda line: line.replace("- ", "-", 1)),
    "a quotation mark": _line(lambda line: line.replace(": ", ': "', 1)),
    "a quotation mark at the end": _line(lambda line: f'{line}"'),
    "an apostrophe": _line(lambda line: line.replace(": ", ": '", 1)),
    "a quotation mark inside": _line(
        lambda line: line[: len(line) // 2] + '"' + line[len(line) // 2 :]
    ),
    "no quotation marks": _line(lambda line: line.replace('"', "", 1)),
    "no last mark": _line(lambda line: line[:-1]),
    "a bracket": _line(lambda line: line.replace(": ", ": [", 1)),
    "a brace": _line(lambda line: line.replace(": ", ": {", 1)),
    "a bracket at the start": _line(lambda line: _start(line, "[")),
    "no bracket": _line(lambda line: line.replace("]", "", 1)),
    "no brace": _line(lambda line: line.replace("}", "", 1)),
    "no comma": _line(lambda line: line.replace(",", "", 1)),
    "a colon for a comma": _line(lambda line: line.replace(",", ":", 1)),
    "a tag": _line(lambda line: line.replace(": ", ": !", 1)),
    "an anchor": _line(lambda line: line.replace(": ", ": &", 1)),
    "an alias": _line(lambda line: line.replace(": ", ": *", 1)),
    "an at sign": _line(lambda line: line.replace(": ", ": @", 1)),
    "a percent sign": _line(lambda line: f"%{line.lstrip()}"),
    "a block mark": _line(lambda line: line.partition(":")[0] + ": |"),
    "no block mark": _line(lambda line: line.rstrip("|>-")),
    "text behind the block mark": _line(lambda line: line.replace(": |", ": | x", 1)),
    "a misspelled key": _line(lambda line: line.replace("e", "", 1)),
    "another key": _line(lambda line: _start(line, "x_")),
    "a comment": _line(lambda line: f"# {line}"),
    "a question mark": _line(lambda line: _start(line, "? ")),
    "a document mark": _line(lambda line: f"---\n{line}"),
    "a document mark in its place": _line(lambda _: "---"),
    "a conflict": _line(lambda line: f"<<<<<<< HEAD\n{line}"),
    "an escape": _line(lambda line: line.replace(": ", ': "\\q', 1)),
    "a line separator": _line(lambda line: line.replace(" ", "\u2028", 1)),
    "a byte order mark": _line(lambda line: f"\ufeff{line}"),
    "a control character": _line(lambda line: line.replace(": ", ": \x07", 1)),
    "two lines": _line(_half),
    "two lines without indentation": _line(lambda line: _half(line).replace("\n ", "\n")),
    "no line": lambda lines, at: lines[:at] + lines[at + 1 :],
    "the line twice": lambda lines, at: [*lines[: at + 1], *lines[at:]],
    "joined with the next": lambda lines, at: [
        *lines[:at],
        " ".join(part.strip() if n else part for n, part in enumerate(lines[at : at + 2])),
        *lines[at + 2 :],
    ],
}


def broken_texts(file: str) -> Iterator[tuple[str, str]]:
    """Yield every text with one line broken, and what was done to it."""
    lines = TEXTS[file].split("\n")
    for at in range(len(lines)):
        for name, change in CHANGES.items():
            text = "\n".join(change(lines, at))
            if text != TEXTS[file]:
                yield f"{file}:{at + 1}: {name}", text

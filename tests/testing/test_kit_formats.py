"""The conformance kit judges formats in formats: for each one exporter is right, one is wrong."""

import csv
import html
import io
import json
import textwrap
from collections.abc import Callable, Iterable, Iterator
from email.message import EmailMessage
from typing import Any, ClassVar
from urllib.parse import urlencode
from xml.sax.saxutils import escape

import pytest
import yaml
from attrs import frozen

import tbh_model as tbh
from tbh_model.testing import exporter_checks

Lines = list[tuple[str, str]]
"""Each response and whose it is."""


@frozen(kw_only=True)
class Written:
    """One file in some format."""

    info: ClassVar = tbh.ExporterInfo(name="written", channel=tbh.Channel.WEB, summary="A file")
    media_type: str
    write: Callable[[Lines], str | bytes]

    def export(self, release: tbh.Release, /) -> Iterable[tbh.Artifact]:
        body = self.write(list(lines_of(release)))
        data = body if isinstance(body, bytes) else body.encode()
        yield tbh.Artifact(path="a.out", media_type=self.media_type, body=data)


def lines_of(release: tbh.Release) -> Iterator[tuple[str, str]]:
    series = release.series
    for edition in series.editions:
        for response in edition.responses:
            said = response.quote or tbh.write_plain(response.answer or tbh.RichText())
            yield said, series.byline(response) or ""


def rows(lines: Lines, dialect: str) -> str:
    file = io.StringIO(newline="")
    csv.writer(file, dialect).writerows(lines)
    return file.getvalue()


def glued(lines: Lines, between: str) -> str:
    return "".join(f'"{said}"{between}"{who}"\r\n' for said, who in lines)


def every(lines: Lines) -> Iterator[str]:
    return (text for line in lines for text in line)


def wrapped(lines: Lines, start: str = "") -> str:
    wrapper = textwrap.TextWrapper(
        72,
        initial_indent=start,
        subsequent_indent=start,
        break_on_hyphens=False,
        break_long_words=False,
    )
    return "\n\n".join(wrapper.fill(part) for text in every(lines) for part in text.split("\n"))


def calendar(lines: Lines, *, folds: bool) -> bytes:
    out = b"BEGIN:VCALENDAR\r\n"
    for text in every(lines):
        words = (
            text.replace("\\", "\\\\").replace("\n", "\\n").replace(",", "\\,").replace(";", "\\;")
        )
        line = f"DESCRIPTION:{words}"
        if folds:
            for at in range(0, len(line), 20):
                out += (b" " if at else b"") + line[at : at + 20].encode() + b"\r\n"
        else:
            out += line[:75].encode() + b"\r\n"
    return out + b"END:VCALENDAR\r\n"


def mail(lines: Lines, encoding: str, subtype: str, write: Callable[[str], str]) -> bytes:
    message = EmailMessage()
    body = "\n\n".join(map(write, every(lines)))
    message.set_content(body, subtype=subtype, cte=encoding)
    return message.as_bytes()


def cdata(text: str) -> str:
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"


def xml(lines: Lines, write: Callable[[str], str]) -> str:
    return "<all>" + "".join(f"<one>{write(text)}</one>" for text in every(lines)) + "</all>"


def paragraph(text: str) -> str:
    return f"<p>{'<br>'.join(map(html.escape, text.split(chr(10))))}</p>"


JSON, CSV, MAIL = "application/json", "text/csv", "message/rfc822"
RIGHT: dict[str, tuple[str, Callable[[Lines], str | bytes]]] = {
    "HTML where JSON says so": (
        JSON,
        lambda lines: json.dumps([{"content_html": html.escape(text)} for text in every(lines)]),
    ),
    "escaped as a platform wants it": (
        JSON,
        lambda lines: json.dumps([{"text": html.escape(text)} for text in every(lines)]),
    ),
    "escaped for a script": (
        JSON,
        lambda lines: (
            json.dumps([{"text": text} for text in every(lines)])
            .replace("<", "\\u003c")
            .replace("&", "\\u0026")
        ),
    ),
    "HTML in a text": (
        JSON,
        lambda lines: json.dumps([{"body": paragraph(text)} for text in every(lines)]),
    ),
    "HTML escaped twice": (
        JSON,
        lambda lines: json.dumps([{"body": html.escape(paragraph(text))} for text in every(lines)]),
    ),
    "JSON in JSON": (
        JSON,
        lambda lines: json.dumps({"d": json.dumps([*every(lines)]).replace("<", "\\u003c")}),
    ),
    "a table": (CSV, lambda lines: rows(lines, "excel")),
    "a table with a mark": (CSV, lambda lines: "\ufeff" + rows(lines, "excel")),
    "a table by tabs": ("text/tab-separated-values", lambda lines: rows(lines, "excel-tab")),
    "wrapped lines": ("text/plain", wrapped),
    "wrapped quotations": ("text/plain", lambda lines: wrapped(lines, "> ")),
    "a calendar": ("text/calendar", lambda lines: calendar(lines, folds=True)),
    "quoted-printable": (MAIL, lambda lines: mail(lines, "quoted-printable", "plain", str)),
    "base64": (MAIL, lambda lines: mail(lines, "base64", "html", paragraph)),
    "CDATA": ("application/xml", lambda lines: xml(lines, cdata)),
    "escaped XML": ("application/xml", lambda lines: xml(lines, escape)),
    "a form": (
        "application/x-www-form-urlencoded",
        lambda lines: urlencode([("t", text) for text in every(lines)]),
    ),
    "front matter": (
        "text/markdown",
        lambda lines: (
            f"---\n{yaml.safe_dump({'all': [*every(lines)]}, allow_unicode=True)}---\nHi.\n"
        ),
    ),
}
WRONG: dict[str, tuple[str, Callable[[Lines], str | bytes], str]] = {
    "HTML where JSON says so, not escaped": (
        JSON,
        lambda lines: json.dumps([{"content_html": text} for text in every(lines)]),
        "quotes hostile",
    ),
    "HTML in a text, not escaped": (
        JSON,
        lambda lines: json.dumps([{"body": f"<p>{text}</p>"} for text in every(lines)]),
        "hostile",
    ),
    "glued JSON": (
        JSON,
        lambda lines: "[" + ", ".join(f'"{text}"' for text in every(lines)) + "]",
        "quotes parses",
    ),
    "a glued table": (CSV, lambda lines: glued(lines, ","), "parses"),
    "a glued table by tabs": (
        "text/tab-separated-values",
        lambda lines: glued(lines, "\t"),
        "parses",
    ),
    "lines that are cut": (
        "text/plain",
        lambda lines: "\n".join(text[:40] for text in every(lines)),
        "quotes",
    ),
    "a calendar that is cut": (
        "text/calendar",
        lambda lines: calendar(lines, folds=False),
        "quotes",
    ),
    "mail as HTML, not escaped": (
        MAIL,
        lambda lines: mail(lines, "base64", "html", str),
        "quotes hostile",
    ),
    "glued CDATA": (
        "application/xml",
        lambda lines: xml(lines, lambda text: f"<![CDATA[{text}]]>"),
        "parses",
    ),
    "glued front matter": (
        "text/markdown",
        lambda lines: "---\n" + "".join(f"a: {text}\n" for text in every(lines)) + "---\nHi.\n",
        "quotes",
    ),
}
CHECKS = ("parses", "quotes", "attribution", "hostile")


def failed(
    media_type: str, write: Callable[[Lines], str | bytes], **readers: Any
) -> dict[str, str]:
    """Return the checks that fail, and why."""
    found = {}
    for check in exporter_checks(Written(media_type=media_type, write=write), **readers):
        if check.id in CHECKS:
            try:
                check()
            except Exception as error:  # noqa: BLE001 - whatever it is
                found[check.id] = str(error)
    return found


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_right_passes(name: str) -> None:
    """In whatever its format wraps the words."""
    assert failed(*RIGHT[name]) == {}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_fails(name: str) -> None:
    """Each by a check that is there for it."""
    media_type, write, checks = WRONG[name]

    assert failed(media_type, write).keys() & {*checks.split()}


CARDS = "application/x-cards"


def cards(lines: Lines) -> bytes:
    """Write a format that nobody knows: texts with their lengths in front."""
    return b"".join(len(text.encode()).to_bytes(4) + text.encode() for text in every(lines))


def read_cards(body: bytes) -> Iterator[str]:
    while body:
        size = int.from_bytes(body[:4])
        if len(body) < 4 + size:
            message = "the last text is too short"
            raise EOFError(message)
        yield body[4 : 4 + size].decode()
        body = body[4 + size :]


def test_a_format_that_only_its_author_knows_is_read_by_a_reader_of_theirs() -> None:
    """The kit then checks it as any other; without one it says that it reads nothing."""
    readers = {CARDS: read_cards}

    assert failed(CARDS, cards, readers=readers) == {}
    lacks = failed(CARDS, lambda lines: cards(lines[1:]), readers=readers)
    assert "is missing from a.out, or stands in another place" in lacks["quotes"]
    invalid = failed(CARDS, lambda lines: cards(lines)[:-1], readers=readers)
    assert "a.out is no valid application/x-cards: EOFError: the last text" in invalid["parses"]
    assert "give it `readers`" in failed(CARDS, cards)["quotes"]

"""Somebody who edits a folder in a browser without scripts."""

import asyncio
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

from httpx import ASGITransport, AsyncClient, Response

from tbh_desk import Access, app
from tbh_model.preview import Preview

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
SERIES = """\
id: tag:example.org,2026:small
title: Small Talk  # the comment stays
url: https://example.org/small/
time_zone: Europe/Paris
publisher: {name: Larch}
"""
THERAPIST = "id: t-1\nname: Ines Moreau\nemail: ines@example.org\n"
EDITION = """\
---
# Asked in the spring.
id: e-1
title: What is patience for?
status: ready
published: 2026-05-01 09:00
tags: [patience]   # one is enough
challenge: {topic: Patience, prompt: What is it for?}
challengers: Psychotherapists
responses:
  - id: r-1
    therapist: t-1
    consents: [{uses: [web, feed], granted: 2026-03-02, evidence: drawer 2}]
---
An introduction.

# Responses

## Ines Moreau
> For waiting.

It is for waiting, and
nothing else.
"""
_INPUT = re.compile(r'<input type="(\w[\w-]*)"([^>]*)>')
_AREA = re.compile(r'<textarea name="([^"]*)"[^>]*>\n?(.*?)</textarea>', re.DOTALL)
_SELECT = re.compile(r'<select name="([^"]*)".*?</select>', re.DOTALL)


def write(folder: Path, name: str, text: str) -> None:
    """Write a file of a content folder."""
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def content(folder: Path) -> Path:
    """Write a small content folder."""
    write(folder, "series.yaml", SERIES)
    write(folder, "therapists/t-1.yaml", THERAPIST)
    write(folder, "editions/patience.md", EDITION)
    return folder


class Browser:
    """A browser that was let in, unless it was not."""

    def __init__(self, folder: Path, *, enters: bool = True) -> None:
        self.folder = folder
        self.links: list[str] = []
        self.access = Access(self.links.append)
        self.preview = Preview(folder, clock=lambda: NOW, pause=None)
        transport = ASGITransport(app(self.preview, self.access))
        self.client = AsyncClient(transport=transport, base_url="http://127.0.0.1:8000")
        if enters:
            self.ask("GET", self.access.link)

    def ask(
        self,
        method: str,
        address: str,
        headers: Mapping[str, str] | None = None,
        data: Mapping[str, str | list[str]] | None = None,
    ) -> Response:
        """Ask for anything, and follow nothing."""
        asked = self.client.request(method, address, headers=headers, data=data)
        return asyncio.run(asked)

    def page(self, path: str) -> str:
        """Return a page of the desk."""
        response = self.ask("GET", f"/_desk{path}")
        assert response.status_code == 200, response.text
        return response.text

    def send(
        self,
        path: str,
        form: Mapping[str, str | list[str]],
        *,
        origin: str = "http://127.0.0.1:8000",
    ) -> Response:
        """Send a form as it is."""
        return self.ask("POST", f"/_desk{path}", {"Origin": origin}, form)

    def save(self, path: str, **changes: str | list[str]) -> Response:
        """Fill a few fields of a form in, and send it; `__` stands for a dot."""
        named = {name.replace("__", "."): value for name, value in changes.items()}
        return self.send(path, fields(self.page(path)) | named)

    def text(self, name: str) -> str:
        """Return a file of the content folder."""
        return (self.folder / name).read_text(encoding="utf-8")


def fields(page: str) -> dict[str, str | list[str]]:
    """Return what a browser would send of a form that nobody has touched."""
    found: dict[str, str | list[str]] = {}
    for kind, attributes in _INPUT.findall(page):
        named = dict(re.findall(r'([\w-]+)="([^"]*)"', attributes))
        name, value = named["name"], unescape(named.get("value", ""))
        if kind != "checkbox":
            found[name] = value
        elif " checked" in attributes:
            boxes = found.setdefault(name, [])
            assert isinstance(boxes, list)
            boxes.append(value)
    for name, text in _AREA.findall(page):
        found[name] = unescape(text).replace("\n", "\r\n")
    for match in _SELECT.finditer(page):
        chosen = re.search(r'value="([^"]*)" selected', match[0])
        found[match[1]] = unescape(chosen[1]) if chosen else ""
    return found

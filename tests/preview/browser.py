"""Somebody who looks at a preview."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from httpx import ASGITransport, AsyncClient, Response

from tbh_model.preview import Preview, app

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
DRAFT = """\
id: e-2
slug: doors
title: Who closes the door?
challenge: {topic: Doors, prompt: Who closes it?}
challengers: {name: Psychotherapists}
responses:
  - {id: r-2, therapist: t-1, quote: Not me.}
"""
SCHEDULED = f"{DRAFT}status: ready\npublished: 2026-07-01T09:00:00-04:00\n"


class Browser:
    """A browser beside a preview that nobody watches files for."""

    def __init__(
        self,
        folder: Path,
        *,
        drafts: bool = True,
        at: datetime | None = None,
        pause: float | None = None,
    ) -> None:
        self.folder = folder
        self.preview = Preview(folder, at=at, drafts=drafts, clock=lambda: NOW, pause=pause)
        transport = ASGITransport(app(self.preview))
        self.client = AsyncClient(transport=transport, base_url="http://127.0.0.1:8000")

    def get(self, address: str, **headers: str) -> Response:
        """Ask for a page, and follow nothing."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.ask("GET", address, headers=list(named.items()))

    def ask(
        self,
        method: str,
        address: str,
        *,
        headers: Sequence[tuple[str, str]] = (),
        params: Mapping[str, str] | None = None,
    ) -> Response:
        """Ask for anything."""
        asked = self.client.request(method, address, headers=headers, params=params)
        return asyncio.run(asked)

    def save(self, name: str, text: str | bytes) -> None:
        """Save a file, and let the preview know."""
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        self.preview.refresh((name,))

"""The program of docs/how-to/ask-a-panel.md, with a real server for mail."""

import re
import socket
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path
from typing import Any, Final

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

import tbh_model as tbh
from small import AT, edition, response, series, therapist
from tbh_model import panel

PAGE: Final = Path(__file__).parents[2] / "docs" / "how-to" / "ask-a-panel.md"


class Inbox:
    """Takes every message."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []

    async def handle_DATA(  # noqa: N802 - as aiosmtpd calls it
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        self.envelopes.append(envelope)
        return "250 OK"


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def server(inbox: Inbox) -> Iterator[Controller]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield controller
    controller.stop()


def program() -> dict[str, Any]:
    """Return the names of the program of the page."""
    (source,) = re.findall(r"```python\n(# send_letters\.py,.*?)```", PAGE.read_text(), re.DOTALL)
    names: dict[str, Any] = {"__name__": "send_letters"}
    exec(compile(source, "send_letters.py", "exec"), names)  # noqa: S102 - it is ours
    return names


def test_a_folder_of_letters_is_sent_once(server: Controller, inbox: Inbox, tmp_path: Path) -> None:
    """Invitations and proofs, to the person of each, word for word."""
    made = series(
        publisher=tbh.Publisher(name="Größe & Söhne", email="desk@example.org"),
        therapists=(
            therapist(email="dana@example.org"),
            therapist("t-2", name="Zoë Lind", email="zoe@example.org"),
        ),
        editions=(edition(responses=(response(quote="…"), response("r-2", therapist="t-2"))),),
    )
    letters = (
        *panel.invitations(made, "patience", at=AT),
        *panel.proofs(made, "patience", at=AT),
    )
    for letter in letters:
        for name, data in letter.files():
            (tmp_path / name).write_bytes(data)
    send, port = program()["send"], server.port

    assert send(tmp_path, "127.0.0.1", port) == 2
    assert send(tmp_path, "127.0.0.1", port) == 0
    assert [envelope.rcpt_tos for envelope in inbox.envelopes] == [
        ["dana@example.org"],
        ["zoe@example.org"],
    ]
    for letter, envelope in zip(letters, inbox.envelopes, strict=True):
        assert isinstance(envelope.content, bytes)
        sent = message_from_bytes(envelope.content)
        body = next(part for part in sent.walk() if part.get_content_type() == "text/plain")
        text = body.get_payload(decode=True)
        assert isinstance(text, bytes)
        assert text.decode().replace("\r\n", "\n") == letter.text
        assert sent["Message-ID"] == letter.message_id
        assert envelope.mail_from == "desk@example.org"

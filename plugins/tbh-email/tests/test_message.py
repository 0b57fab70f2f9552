"""The message, read by two parsers and taken by a server."""

import re
import smtplib
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage

import mailparser
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from attrs import evolve

import tbh_model as tbh
from talk import AT, PUBLISHER, edition, message, part, response, series, written
from tbh_email import Email, Pictures

HOSTILE = (
    "Größe, «Größe» und so",
    "a =?utf-8?q?b?= c",
    'He said "no", (twice) <b@c.example>',
    "Why  two spaces?",
    "long " * 40 + "end",
    "x" * 120,
    "ما معنى الصبر؟ وماذا بعد ذلك كله، وما الذي يبقى منه في آخر الأمر؟",
    "忍耐有什么用？" * 12,
    "👩🏽‍⚕️ and 👍🏽",
    "Bcc: someone@example.org",
)
PNG = bytes.fromhex("89504e470d0a1a0a")


@pytest.mark.parametrize("words", HOSTILE)
def test_a_subject_and_a_name_are_read_back_by_both_parsers(words: str) -> None:
    """Encoded where they must be, in lines that servers take, in ASCII."""
    name = words[:30].strip()
    content = series(
        title=words,
        publisher=evolve(PUBLISHER, name=name),
        editions=(edition(title=words, responses=(response(quote=words),)),),
    )
    data = written(content)
    parsed = message_from_bytes(data, policy=policy.default)
    other = mailparser.parse_from_bytes(data)

    assert parsed["Subject"] == words
    # the newer parser of Python 3.11 loses the rule for spaces between words that are encoded
    raw = message_from_bytes(data)["From"].rpartition("<")[0].strip(' "').replace('\\"', '"')
    assert str(make_header(decode_header(raw))) == name
    assert parsed["From"].addresses[0].addr_spec == "desk@example.org"
    assert other.subject.replace("\r\n", "") == words
    assert other.from_[0] == (name, "desk@example.org")
    assert parsed.defects == []
    assert set(parsed.keys()) == {
        *("From", "Subject", "Date", "Message-ID", "List-Id", "List-Unsubscribe"),
        *("Content-Language", "Content-Type", "MIME-Version"),
    }
    assert max(map(len, data.split(b"\r\n"))) <= 998
    assert data.isascii()
    assert b"\n" not in data.replace(b"\r\n", b"")


def test_both_parsers_read_the_same_parts() -> None:
    """Plain text first, then the page, each in UTF-8."""
    data = written(series(editions=(edition(title="Größe?"),)))
    parsed = message_from_bytes(data, policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    other = mailparser.parse_from_bytes(data)

    kinds = [each.get_content_type() for each in parsed.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"]
    assert other.text_plain[0].replace("\r\n", "\n") == part(parsed, "plain")
    assert other.text_html[0].replace("\r\n", "\n") == part(parsed, "html")
    assert "Größe?" in part(parsed, "plain")
    assert "Größe?" in part(parsed, "html")


def test_the_date_is_that_of_the_edition() -> None:
    """And a letter that has not changed is the same message, byte for byte."""
    content = series()
    first, second = written(content), written(content)
    changed = written(series(editions=(edition(responses=(response(quote="Another."),)),)))

    assert first == second
    assert message(content)["Date"].datetime == datetime(2026, 5, 1, 9, tzinfo=UTC)
    ids = {
        re.findall(rb"Message-ID: (<e-1\.[0-9a-f]+@example\.org>)", each)[0]
        for each in (first, changed)
    }
    assert len(ids) == 2


def test_a_subscription_ends_with_one_request_where_there_is_an_address_for_it() -> None:
    """As RFC 8058 says; otherwise the header names the page of the publisher."""
    plain = message(series())
    one_click = message(series(), one_click_url="https://example.org/off?list=1")

    assert plain["List-Unsubscribe"] == "<https://example.org/stop>"
    assert plain["List-Unsubscribe-Post"] is None
    assert one_click["List-Unsubscribe"] == "<https://example.org/off?list=1>"
    assert one_click["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert plain["List-Id"] == "Small Talk <small.example.org>"


@pytest.mark.parametrize(
    ("publisher", "fields"),
    [
        (tbh.Publisher(name="P", email="a@b.example"), ("postal_address", "unsubscribe_url")),
        (evolve(PUBLISHER, unsubscribe_url=None), ("unsubscribe_url",)),
    ],
)
def test_a_letter_without_what_laws_require_is_refused(
    publisher: tbh.Publisher, fields: tuple[str, ...]
) -> None:
    """With the names of the fields; a draft is not refused."""
    content = series(publisher=publisher)
    with pytest.raises(tbh.MissingSenderError) as caught:
        written(content)

    assert caught.value.fields == fields
    assert written(content, draft=True)


@pytest.mark.parametrize("email", [None, "größe@example.org"])
def test_a_letter_without_an_address_to_be_from_is_refused(email: str | None) -> None:
    """An option names one; a host in any script is written in ASCII."""
    content = series(publisher=evolve(PUBLISHER, email=email))
    with pytest.raises(tbh.TBHError, match=r"publisher\.email"):
        written(content)

    assert written(content, draft=True)
    assert (
        message(content, sender="a@größe.example")["From"].addresses[0].domain
        == "xn--gre-6ka8i.example"
    )


def test_pictures_are_links_or_parts_of_the_message() -> None:
    """As the option says; only those of the content folder can be parts."""
    words = tbh.markdown("![a pond](images/pond.png) ![a hill](https://h.example/hill.png)")
    image = tbh.Image(src="images/bench.png", alt="A bench")
    content = series(editions=(edition(image=image, introduction=words),))
    files = {"images/pond.png": PNG, "images/bench.png": PNG + b"2"}
    pages = {}
    for pictures in Pictures:
        (artifact,) = tbh.export(content, Email(pictures=pictures), at=AT, images=files)
        letter = message_from_bytes(artifact.body, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        pages[pictures] = part(letter, "html")
        attached = {
            each["Content-ID"]: each.get_content()
            for each in letter.walk()
            if each.get_content_maintype() == "image"
        }

    assert 'src="https://example.org/small/images/pond.png"' in pages[Pictures.URL]
    assert 'src="cid:picture-1.png"' in pages[Pictures.CID]
    assert 'src="cid:picture-2.png"' in pages[Pictures.CID]
    assert 'src="https://h.example/hill.png"' in pages[Pictures.CID]
    assert attached == {"<picture-1.png>": PNG + b"2", "<picture-2.png>": PNG}


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


def test_a_server_takes_every_letter_as_it_is(server: Controller, inbox: Inbox) -> None:
    """Also one of Arabic, with pictures; not a byte is changed on the way."""
    content = series(language="ar", editions=(edition(title="ما معنى الصبر؟"),))
    letters = [written(each, pictures=Pictures.CID) for each in (content, series())]
    with smtplib.SMTP("127.0.0.1", server.port) as client:
        for letter in letters:
            assert client.sendmail("desk@example.org", ["reader@example.org"], letter) == {}

    assert [envelope.content for envelope in inbox.envelopes] == letters

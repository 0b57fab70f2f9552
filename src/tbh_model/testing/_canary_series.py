"""A series in which every field has a mark of its own, and most of it may not go out."""

import re
import struct
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tbh_model._attrs import evolve, frozen
from tbh_model.model import (
    AI_CHANNELS,
    AIUse,
    Approval,
    Attribution,
    CallToAction,
    CallToActionKind,
    Challenge,
    Challengers,
    Channel,
    Consent,
    Correction,
    CorrectionKind,
    Credential,
    Edition,
    EditionStatus,
    Enclosure,
    Enforcement,
    Extra,
    Image,
    Notice,
    Overview,
    Publisher,
    Response,
    RightsPolicy,
    Series,
    Therapist,
)
from tbh_model.testing._leaks import Canaries
from tbh_model.text import RichText, markdown

CANARY_AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
TODAY = CANARY_AT.date()
PRACTICE = Publisher(
    name="A Practice",
    postal_address="1 Lane",
    email="post@a.example",
    unsubscribe_url="https://a.example/off/",
)
EVERY = tuple(channel.value for channel in Channel)
# Text beside a marker, so that every format has something to escape.
SALT = ' é&<"\u202fx'


def picture(mark: str) -> bytes:
    """Return a PNG of one pixel with a marker in its metadata, plain and compressed."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", header),
            chunk(b"tEXt", b"Author\0" + mark.encode()),
            # compressed, so that a search of the bytes alone would miss it
            chunk(b"zTXt", b"Comment\0\0" + zlib.compress(mark.encode())),
            chunk(b"IDAT", zlib.compress(b"\0\0\0\0")),
            chunk(b"IEND", b""),
        )
    )


@frozen
class MarkedContent:
    """A content folder in which everything has a mark of its own."""

    folder: Path
    canaries: Canaries
    every: tuple[str, ...] = EVERY
    """The channels of the series."""

    @property
    def own_channels(self) -> tuple[str, ...]:
        """The channels that the series declares."""
        return tuple(name for name in self.every if name not in {*Channel, *AI_CHANNELS})

    @property
    def rights(self) -> RightsPolicy:
        """The rights of the series, which allows machines what is among its channels."""
        uses = AI_CHANNELS.intersection(self.every)
        return RightsPolicy(
            consent=Enforcement.REQUIRED,
            public_extra=("public",),
            ai=AIUse.TRAIN if uses else AIUse.SEARCH,
        )

    def mark(self, what: str, *channels: str) -> str:
        return self.canaries.mark(what, *channels)

    def text(self, what: str, *channels: str) -> str:
        return f"{self.mark(what, *channels)}{SALT}"

    def image(self, what: str, *channels: str) -> Image:
        path = f"images/{self.mark(f'file name of {what}', *channels)}.png"
        (self.folder / "images").mkdir(exist_ok=True)
        (self.folder / path).write_bytes(picture(self.mark(f"metadata of {what}", *channels)))
        return Image(src=path, alt=self.text(f"alt of {what}", *channels).strip())

    def private_data(self, what: str) -> Extra:
        """Return data of which nothing is public."""
        return Extra(
            {"note": self.text(f"extra of {what}"), "list": [self.mark(f"item of {what}")]}
        )

    def therapist(self, id_: str, what: str, *channels: str, **fields: Any) -> Therapist:
        """Return a therapist with markers that some channels at most may show."""

        def line(field: str) -> str:
            return self.text(f"{field} of {what}", *channels).strip()

        def title(field: str, *seen: str, **more: Any) -> Credential:
            mark = self.mark(f"{field} of {what}", *seen)
            return Credential(title=f"T {mark}", abbreviation=f"A {mark}", **more)

        makers: dict[str, Callable[[], Any]] = {
            "name": lambda: f"Vorname {line('name')}",
            "former_names": lambda: (f"Frueher {self.text(f'former name of {what}').strip()}",),
            "pronouns": lambda: line("pronouns"),
            "credentials": lambda: (
                title("title", *channels, number=self.mark(f"number of {what}")),
                title("lapsed title", valid_until=TODAY - DAY),
                title("later title", valid_from=TODAY + DAY),
            ),
            "role": lambda: line("role"),
            "location": lambda: line("location"),
            "bio": lambda: markdown(line("bio").replace("<", "")),
            "portrait": lambda: self.image(f"portrait of {what}", *channels),
            "url": lambda: f"https://a.example/{self.mark(f'url of {what}', *channels)}",
            "booking_url": lambda: (
                f"https://a.example/{self.mark(f'booking of {what}', *channels)}"
            ),
            "email": lambda: f"{self.mark(f'email of {what}')}@a.example",
            "extra": lambda: self.private_data(what),
        }
        rest = {name: make() for name, make in makers.items() if name not in fields}
        return Therapist(id=id_, **rest, **fields)

    def response(self, id_: str, what: str, *channels: str, **fields: Any) -> Response:
        """Return a response with markers that some channels at most may show."""
        answer = self.text(f"answer of {what}", *channels).replace("<", "")
        consents = fields.pop("consents") if "consents" in fields else (self.consent(what),)
        return Response(
            id=id_,
            quote=self.text(f"quote of {what}", *channels),
            answer=markdown(answer),
            asked=self.canaries.day("day on which somebody was asked"),
            due=self.canaries.day("last day for an answer"),
            verbatim=self.text(f"verbatim of {what}"),
            received=datetime.combine(self.canaries.day("day of receipt"), time(12), UTC),
            source=self.text(f"source of {what}").strip(),
            extra=self.private_data(f"the response {what}"),
            consents=consents,
            **fields,
        )

    def consent(self, what: str, **fields: Any) -> Consent:
        values = {"uses": frozenset(self.every), "granted": date(2026, 1, 1), **fields}
        return Consent(evidence=self.text(f"evidence of {what}").strip(), **values)

    def enclosure(self, what: str, *channels: str) -> Enclosure:
        url = f"https://a.example/{self.mark(f'enclosure of {what}', *channels)}"
        return Enclosure(url=url, type="audio/mpeg", length=1)

    def edition(self, id_: str, what: str, *channels: str, **fields: Any) -> Edition:
        """Return an edition with markers that some channels at most may show."""

        def line(field: str) -> str:
            return self.text(f"{field} of {what}", *channels).strip()

        def prose(field: str) -> RichText:
            return markdown(line(field).replace("<", ""))

        call = CallToAction(
            key=f"key-{id_}",
            kind=CallToActionKind.BOOK,
            text=line("call"),
            url=f"https://a.example/{self.mark(f'call url of {what}', *channels)}",
        )
        return Edition(
            **{
                "id": id_,
                "slug": id_,
                "title": line("title"),
                "status": EditionStatus.READY,
                "published": datetime(2026, 5, 1, 9, tzinfo=UTC),
                "summary": line("summary"),
                "byline": (line("byline"),),
                "introduction": prose("introduction"),
                "overview": Overview(results=line("overview")),
                "challenge": Challenge(
                    topic=line("topic"), prompt=line("prompt"), background=prose("background")
                ),
                "challengers": Challengers(name=line("panel"), introduction=prose("panel text")),
                "sign_off": line("sign-off"),
                "next_time": fields.get("next_time") or line("next time"),
                "tags": (line("tag"),),
                "image": self.image(what, *channels),
                "enclosure": self.enclosure(what, *channels),
                "due": self.canaries.day("last day for the answers"),
                "calls_to_action": (call,),
                "notices": (Notice(text=prose("notice")),),
                **fields,
            }
        )


def series(content: MarkedContent) -> Series:
    """Return a series with all kinds of withheld content beside published content."""
    people = _People.of(content)
    published = _published_edition(content, people)
    former = people.named.former_names[0]
    return Series(
        id="tag:a.example,2026:canaries",
        title="Canaries",
        url="https://a.example/",
        publisher=PRACTICE,
        channels=content.own_channels,
        rights=content.rights,
        extra=content.private_data("the series"),
        calls_to_action=tuple(_call(content, channel) for channel in content.every),
        notices=tuple(_notice(content, channel) for channel in content.every),
        therapists=people.all,
        editions=(
            published,
            evolve(
                published,
                id="e-plain",
                slug="plain",
                calls_to_action=(),
                notices=(),
                former_urls=(),
            ),
            _withheld_edition(content, "draft", status=EditionStatus.DRAFT),
            _withheld_edition(
                content, "retracted", status=EditionStatus.RETRACTED, updated=CANARY_AT - DAY
            ),
            _withheld_edition(content, "scheduled", published=CANARY_AT + DAY),
            _withheld_edition(
                content, "embargoed", published=CANARY_AT - DAY, embargo_until=CANARY_AT + DAY
            ),
            _withheld_edition(content, "expired", expires=CANARY_AT),
            _withheld_edition(content, "former", slug="-".join(re.findall(r"\w+", former)).lower()),
        ),
        folder=content.folder,
    )


@frozen(kw_only=True)
class _People:
    """Therapists for each way of being named or withheld."""

    named: Therapist
    hidden: Therapist
    capped: Therapist
    departed: Therapist
    # One therapist for each withheld response.
    withheld: tuple[Therapist, ...]
    # The responses of these therapists.
    answers: tuple[Response, ...]

    @classmethod
    def of(cls, content: MarkedContent) -> "_People":
        answers = _withheld_responses(content)
        withheld = tuple(
            content.therapist(f"t-{content.mark(f'id of author {number}')}", f"author {number}")
            for number in range(len(answers))
        )
        return cls(
            named=content.therapist("t-named", "somebody named", *content.every),
            hidden=content.therapist(content.mark("id of somebody hidden"), "somebody hidden"),
            capped=content.therapist(content.mark("id of somebody capped"), "somebody capped"),
            departed=_departed_therapist(content),
            withheld=withheld,
            answers=tuple(
                evolve(response, therapist=person.id)
                for response, person in zip(answers, withheld, strict=True)
            ),
        )

    @property
    def all(self) -> tuple[Therapist, ...]:
        return (self.named, self.hidden, self.capped, self.departed, *self.withheld)


def _departed_therapist(content: MarkedContent) -> Therapist:
    # the gate leaves these two, so that they hold no marks
    kept_fields = {"name": "Who Left", "bio": markdown("They left.")}
    removed_fields = dict.fromkeys(("pronouns", "location", "portrait", "url"))
    return content.therapist(
        "t-left", "somebody who left", status="alumni", **kept_fields, **removed_fields
    )


def _withheld_responses(content: MarkedContent) -> list[Response]:
    """Yield a response for each reason to withhold."""
    old = {"granted": date(2026, 1, 1)}

    def withheld_response(what: str, *records: dict[str, Any], **fields: Any) -> Response:
        consents = tuple(content.consent(what, **{**old, **record}) for record in records)
        id_ = f"r-{content.mark(f'id of {what}')}"
        return content.response(id_, what, **{"consents": consents, **fields})

    return [
        withheld_response("no consent"),
        withheld_response("consent to nothing", {"uses": frozenset()}),
        withheld_response("withdrawn", {"withdrawn": TODAY}),
        withheld_response(
            "withdrawn in another record", {}, {"granted": TODAY - DAY, "withdrawn": TODAY}
        ),
        withheld_response("expired", {"expires": TODAY}),
        withheld_response("not yet", {"granted": TODAY + DAY}),
        withheld_response("stale", {}, approval=Approval(on=TODAY, digest="sha256:0")),
    ]


def _shown_responses(content: MarkedContent, people: _People) -> Iterator[Response]:
    """Yield the responses that some channel may show."""
    on_the_web = content.consent("web only", uses=frozenset({Channel.WEB}))
    unnamed = content.consent("capped", attribution=Attribution.ANONYMOUS)
    yield content.response("r-named", "named", *content.every, therapist="t-named")
    yield content.response("r-web", "web only", "web", therapist="t-named", consents=(on_the_web,))
    yield content.response(
        f"r-{people.hidden.id}-1",
        "hidden",
        *content.every,
        therapist=people.hidden.id,
        attribution=Attribution.ANONYMOUS,
    )
    yield content.response(
        "r-capped", "capped", *content.every, therapist=people.capped.id, consents=(unnamed,)
    )
    yield content.response("r-left", "left", *content.every, therapist="t-left")


def _published_edition(content: MarkedContent, people: _People) -> Edition:
    former = people.named.former_names[0]
    tomorrow = Correction(
        on=TODAY + DAY, kind=CorrectionKind.UPDATE, text=content.text("correction of tomorrow")
    )
    return content.edition(
        "out",
        "the edition",
        *content.every,
        responses=(*_shown_responses(content, people), *people.answers),
        corrections=(tomorrow,),
        next_time=f"By {former}, [{former}], {former.upper()}.",
        former_urls=(f"https://a.example/{quote(former)}",),
        extra={"note": content.text("extra"), "public": [f"By {former}.", {former: 1}]},
    )


def _withheld_edition(content: MarkedContent, what: str, **fields: Any) -> Edition:
    """Return an edition that is withheld."""
    ids = {"id": f"e-{what}", "slug": f"s-{what}"}
    # What was out leaves a tombstone with its id and URL. Those of what never was are secret.
    if "published" in fields or fields.get("status") is EditionStatus.DRAFT:
        ids = {name: content.mark(f"{name} of {what}") for name in ids}
    answer = content.response(
        f"r-{content.mark(f'id of answer of {what}')}", f"answer of {what}", therapist="t-named"
    )
    return content.edition(**{"id_": "x", "what": what, **ids, "responses": (answer,), **fields})


def _readers(channel: str) -> tuple[str, ...]:
    """Return the channels that show what is for one: machines read what is for the web."""
    return (channel, *(AI_CHANNELS if channel == Channel.WEB else ()))


def _call(content: MarkedContent, channel: str) -> CallToAction:
    return CallToAction(
        key=f"only-{channel}",
        kind=CallToActionKind.OTHER,
        text=content.text(f"call for {channel}", *_readers(channel)),
        channels=frozenset({channel}),
    )


def _notice(content: MarkedContent, channel: str) -> Notice:
    return Notice(
        text=markdown(content.mark(f"notice for {channel}", *_readers(channel))),
        channels=frozenset({channel}),
    )

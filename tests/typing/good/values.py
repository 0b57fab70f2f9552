"""Values from lists, generators and None, as rows of a database give them."""

from collections.abc import Iterator
from datetime import date
from typing import assert_type

import tbh_model as tbh


def therapists() -> Iterator[tbh.Therapist]:
    yield tbh.Therapist(
        id="t-1",
        name="Ines Moreau",
        former_names=["Ines Duval"],
        credentials=[tbh.Credential(title="Registered Counsellor", abbreviation="RC")],
        bio=None,
    )


edition = tbh.Edition(
    id="e-1",
    slug="one",
    title="One",
    tags=(word for word in ("one", "two")),
    introduction=None,
    challenge=tbh.Challenge(topic="One", prompt="Why?", background=None),
    challengers=tbh.Challengers(name="Counsellors", introduction=None),
    responses=[tbh.Response(id="r-1", quote="Because.", answer=None, consents=iter(()))],
    notices=[tbh.Notice(text=tbh.markdown("Words."), channels=["web"])],
    corrections=[],
    former_urls=[],
)
consent = tbh.Consent(uses={tbh.Channel.WEB, "podcast"}, granted=date(2026, 5, 1))
series = tbh.Series(
    id="tag:panel.example,2026:one",
    title="One",
    url="https://panel.example/",
    publisher=tbh.Publisher(name="The Panel"),
    channels=["podcast"],
    therapists=therapists(),
    editions=[edition],
)
assert_type(series.therapists, tuple[tbh.Therapist, ...])
assert_type(edition.tags, tuple[str, ...])
assert_type(edition.introduction, tbh.RichText)

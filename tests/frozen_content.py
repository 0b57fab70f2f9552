"""A content folder of any number of editions, with the markup and the mishaps of real ones."""

import json
import random
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

_ZONE = ZoneInfo("America/Toronto")
_FIRST = datetime(2019, 3, 5, 9, tzinfo=_ZONE)
_WORDS = [
    *("kettle", "harbour", "letter", "neighbour", "winter", "train", "answer", "silence"),
    *("stairs", "orchard", "listen", "carry", "forget", "begin", "slowly", "perhaps", "between"),
    *("without", "often", "'small'", "crowded", "honest", "tired", '"late"', "café", "naïve"),
    *("Zoë", "&", "3", "<", "4", "{{ name }}", "*|X|*", "50%", "C#", "https://h.example/a_(b)?c=d&e"),
]  # fmt: skip
_FRENCH = [
    *("bouilloire", "port", "lettre", "voisine", "hiver", "réponse", "écouter", "doucement"),
    *("peut-être", "« tard »"),
]
_TAGS = ("Listening", "Self-care", "C#", "Grief & loss", "Été", "الاستماع", "first/second", "2026")
_STATES = ("ready", "ready", "ready", "ready", "ready", "ready", "draft", "retracted")


def write_content(folder: Path, count: int) -> Path:
    """Write a series of `count` editions, always the same one; the folder is returned."""
    chance = random.Random(count)  # noqa: S311 - nothing is kept secret with it
    people = [f"person-{number}" for number in range(max(3, count // 20))]
    (folder / "therapists").mkdir(parents=True)
    (folder / "editions").mkdir()
    _write(folder / "series.yaml", _series(count))
    for number, person in enumerate(people):
        _write(folder / "therapists" / f"{person}.yaml", _therapist(chance, person, number))
    for number in range(count):
        edition = _edition(chance, number, people)
        _write(folder / "editions" / f"{edition['slug']}.yaml", edition)
    return folder


def _write(path: Path, fields: dict[str, object]) -> None:
    """Write a mapping as YAML, of which JSON is a part."""
    present = {name: value for name, value in fields.items() if value is not None}
    path.write_text(json.dumps(present, ensure_ascii=False, indent=1), "utf-8")


def _series(count: int) -> dict[str, object]:
    return {
        "format": 1,
        "id": f"tag:h.example,2019:tea-{count}",
        "title": "Tea & Answers",
        "description": "A question, and *five* people who have an answer.",
        "url": "https://h.example/tea/",
        "language": "en-CA",
        "time_zone": "America/Toronto",
        "publisher": {
            "name": "The Tea House",
            "postal_address": "1 Harbour Street\nPort Example",
            "email": "post@h.example",
            "unsubscribe_url": "https://h.example/off?u=1&v=2",
        },
        "calls_to_action": [
            {
                "key": "book",
                "kind": "book",
                "text": "Book an hour with one of us.",
                "link_text": "Book an hour",
                "url": "https://h.example/book/",
            }
        ],
        "notices": [{"kind": "disclaimer", "text": "This is *no* advice for you alone."}],
    }


def _therapist(chance: random.Random, person: str, number: int) -> dict[str, object]:
    first = ("Zoë", "Amara", "نور", "Jean-Luc", "Li", "O'Brien")[number % 6]
    return {
        "id": person,
        "name": f"{first} {person.title()}",
        "role": chance.choice(("Counsellor", "Couples therapist", None)),
        "pronouns": chance.choice(("she/her", "they/them", None)),
        "bio": _prose(chance, 2) if number % 2 else None,
        "url": "https://h.example/ä/?q=é" if number % 4 == 3 else None,
    }


def _edition(chance: random.Random, number: int, people: list[str]) -> dict[str, object]:
    french = number % 10 == 7
    words = _FRENCH if french else _WORDS
    published = _FIRST + timedelta(days=7 * number)
    return {
        "id": f"e-{number}",
        "slug": f"edition-{number}",
        "number": number + 1,
        "title": f"{number}: {_sentence(chance, words, 5)}",
        "status": _STATES[number % len(_STATES)],
        "published": published.isoformat(),
        "updated": (published + timedelta(hours=30)).isoformat()
        if number % 3 == 0 or number % 8 == 7
        else None,
        "language": "fr-CA" if french else None,
        "summary": _sentence(chance, words, 40) if number % 2 else None,
        "challenge": {
            "topic": _sentence(chance, words, 3),
            "prompt": f"{_sentence(chance, words, 9)}?",
            "background": _prose(chance, 1, words),
        },
        "challengers": {"name": "The Tea House", "introduction": _prose(chance, 1, words)},
        "introduction": _prose(chance, 3, words),
        "responses": [
            _response(chance, index, person, words)
            for index, person in enumerate(chance.sample(people, 3))
        ],
        "sign_off": "Until the kettle boils again.",
        "next_time": f"{_sentence(chance, words, 6)}?",
        "tags": chance.sample(_TAGS, 3),
        "former_urls": [f"https://h.example/tea/old/{number}/"] if number % 5 == 0 else [],
        "corrections": [
            {"on": published.date().isoformat(), "kind": "correction", "text": "A name was wrong."}
        ]
        if number % 6 == 0
        else [],
    }


def _response(
    chance: random.Random, index: int, person: str, words: list[str]
) -> dict[str, object]:
    uses = ["web", "feed", "newsletter"] if index else ["web"]
    quote = _sentence(chance, words, 8)
    return {
        "id": f"r-{index}",
        "therapist": person,
        "quote": quote if index != 1 else None,
        "answer": f"{quote}\n\n{_prose(chance, 2, words)}",
        "language": "ar" if chance.random() < 0.1 else None,
        "consents": [
            {"uses": uses, "granted": "2018-01-01", "attribution": "full"},
        ],
    }


def _sentence(chance: random.Random, words: list[str], length: int) -> str:
    return " ".join(chance.choices(words, k=length)).capitalize()


def _prose(chance: random.Random, paragraphs: int, words: list[str] = _WORDS) -> str:
    """Return some paragraphs of Markdown, now and then with a list, a quotation or a heading."""
    parts = []
    for _ in range(paragraphs):
        plain = _sentence(chance, words, chance.randint(12, 60))
        marked = f"*{_sentence(chance, words[:8], 2)}* [a link](#r-1) **{words[0]}** `code`"
        parts.append(f"{plain} {marked}.")
        parts.append(
            chance.choice(
                (
                    "- one\n- *two*\n\n  more of it\n- three",
                    "> Quoted words,\n> of two lines.",
                    "## A heading",
                    "1. first\n2. second",
                    "A line  \nand [another](../there/?a=b&c) one\\\nbroken.",
                    "A plain paragraph, [mail](mailto:a@b.example), ![a picture](https://h.example/p.png)",
                )
            )
        )
    return "\n\n".join(parts)

"""Generate a content folder of any size, with the markup that editors write.

An edition has about 1,040 words and four responses. Its introduction has emphasis, links, a
quotation and a list; its title often has `#`, `&` or quotation marks; one in ten is in French. Half
of the editions are Markdown files, half YAML. The same number always gives the same texts.
"""

import json
import random
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

ENGLISH: Final = [
    "room",
    "chair",
    "window",
    "letter",
    "kitchen",
    "afternoon",
    "question",
    "answer",
    "silence",
    "hand",
    "door",
    "street",
    "table",
    "coffee",
    "train",
    "winter",
    "garden",
    "neighbour",
    "story",
    "habit",
    "promise",
    "mistake",
    "patience",
    "weather",
    "slowly",
    "often",
    "rarely",
    "again",
    "perhaps",
    "outside",
    "between",
    "because",
    "without",
    "nearly",
    "almost",
    "quiet",
    "enough",
    "somebody",
    "listening",
    "borrowed",
    "Tuesday",
    "grandmother’s",
    "don’t",
    "café",
    "naïve",
    "half-open",
]
FRENCH: Final = [
    "chambre",
    "fenêtre",
    "lettre",
    "cuisine",
    "après-midi",
    "question",
    "réponse",
    "silence",
    "porte",
    "rue",
    "table",
    "café",
    "train",
    "hiver",
    "jardin",
    "voisine",
    "histoire",
    "habitude",
    "promesse",
    "erreur",
    "patience",
    "doucement",
    "souvent",
    "rarement",
    "peut-être",
    "dehors",
    "entre",
    "parce",
    "presque",
    "tranquille",
    "assez",
    "quelqu’un",
    "l’été",
    "aujourd’hui",
]
TAGS: Final = [
    "anger",
    "apology",
    "change",
    "children",
    "couples",
    "deadlines",
    "family",
    "food",
    "friends",
    "grief",
    "holidays",
    "home",
    "humour",
    "listening",
    "money",
    "parents",
    "patience",
    "rest",
    "sleep",
    "silence",
    "sport",
    "stress",
    "winter",
    "work",
]
NAMES: Final = ("Zoë Achterberg", "Danylo Wasylkiw", "Amélie Côté", "José Núñez", "Ines Moreau")
CHANNELS: Final = "[web, feed, newsletter, social]"
FIRST: Final = datetime(2000, 1, 1, 9, tzinfo=UTC)
MINIMUM_THERAPISTS: Final = 8


class Writer:
    """Writes the texts of one edition."""

    def __init__(self, number: int) -> None:
        self.pick = random.Random(number)  # noqa: S311 - reproducible on purpose
        self.is_french = number % 10 == 3  # noqa: PLR2004 - one in ten
        self.vocabulary = FRENCH if self.is_french else ENGLISH

    def words(self, count: int) -> list[str]:
        """Return some words."""
        return [self.pick.choice(self.vocabulary) for _ in range(count)]

    def line(self, count: int) -> str:
        """Return some words as sentences, without markup."""
        chosen = self.words(count)
        for index in range(9, count - 1, 13):
            chosen[index] += "."
            chosen[index + 1] = capital(chosen[index + 1])
        return f"{capital(' '.join(chosen))}."

    def paragraph(self, count: int) -> str:
        """Return some words as a paragraph with emphasis, and here and there a link."""
        text = self.line(count).split(" ")
        for index in range(6, count, 41):
            text[index] = f"*{text[index].rstrip('.')}*"
        for index in range(21, count, 53):
            text[index] = f"**{text[index].rstrip('.')}**"
        if count > 50:  # noqa: PLR2004 - of a longer paragraph
            text[30] = (
                f"[{text[30].rstrip('.')}](https://{self.pick.choice(TAGS)}.example/read?a=1&b=2)"
            )
        return " ".join(text)

    def paragraphs(self, *counts: int) -> str:
        """Return several paragraphs."""
        return "\n\n".join(map(self.paragraph, counts))

    def quotation(self, count: int) -> str:
        """Return a block quote, in the quotation marks of the language."""
        start, end = ("« ", " »") if self.is_french else ("“", "”")
        return f"> {start}{self.line(count)}{end}"

    def items(self, count: int) -> str:
        """Return a list."""
        return "\n".join(f"- {self.paragraph(9)}" for _ in range(count))

    def title(self) -> str:
        """Return a title, often with signs that formats must escape."""
        first, second, third = map(capital, self.words(3))
        quoted = f"« {second} »" if self.is_french else f"“{second}”"
        return self.pick.choice(
            [
                f"What Is {first} {second} {third}?",
                f"{first} & {second}: Which {third}?",
                f"The {quoted} of {first} #{self.pick.randrange(2, 9)}",
                f"{first} <{second}> {third}",
                f"{first}, {second} and {third}",
            ]
        )


def capital(word: str) -> str:
    """Return a word with a capital letter."""
    return word[:1].upper() + word[1:]


def block(text: str, indent: str) -> str:
    """Return a text as a literal block of YAML."""
    return "|\n" + "\n".join(f"{indent}{line}" if line else "" for line in text.split("\n"))


def is_markdown(number: int, count: int) -> bool:
    """Return whether an edition is a Markdown file: every other one, and not the newest."""
    return (count - number) % 2 == 0


def edition_file(number: int, count: int) -> tuple[str, str]:
    """Return the name and the text of the file of an edition."""
    writer = Writer(number)
    introduction = "\n\n".join(
        (writer.paragraphs(70, 55), writer.quotation(24), writer.items(4), writer.paragraph(30))
    )
    front = fields(number, count, writer)
    if is_markdown(number, count):
        return f"edition-{number}.md", f"---\n{front}---\n\n{introduction}\n"
    return f"edition-{number}.yaml", f"{front}introduction: {block(introduction, '  ')}\n"


def fields(number: int, count: int, writer: Writer) -> str:
    """Return all keys of an edition but its introduction, as YAML."""
    published = FIRST + timedelta(days=number)
    background = writer.paragraphs(75, 55)
    if number % 5 == 0:
        background = f"{background}\n\n# {writer.line(4)[:-1]}\n\n{writer.paragraph(30)}"
    responses = "".join(response(number, index, count, writer) for index in range(4))
    language = "language: fr\n" if writer.is_french else ""
    return (
        f"id: e-{number}\nslug: edition-{number}\ntitle: {quoted(writer.title())}\n"
        f"number: {number + 1}\nstatus: ready\npublished: {published.isoformat()}\n{language}"
        f"summary: {quoted(writer.line(18))}\nbyline: [Ann Author]\n"
        f"tags: [{', '.join(writer.pick.sample(TAGS, 4))}]\n"
        f"challenge:\n  topic: {quoted(capital(writer.words(1)[0]))}\n"
        f"  prompt: {quoted(writer.line(9)[:-1] + '?')}\n"
        f"  background: {block(background, '    ')}\n"
        f"challengers:\n  name: Therapists\n  introduction: {block(writer.paragraph(45), '    ')}\n"
        f"results_heading: What they said\nresponses:\n{responses}"
    )


def response(number: int, index: int, count: int, writer: Writer) -> str:
    """Return a response as an item of YAML."""
    size = writer.pick.randrange(60, 113)
    quote = writer.line(16)
    answer = f"{quote} {writer.paragraphs(size // 2, size - size // 2)}"
    person = (number * 3 + index * 5) % therapists(count)
    return (
        f"  - id: r-{number}-{index}\n    therapist: t-{person}\n"
        f"    quote: {quoted(quote)}\n    answer: {block(answer, '      ')}\n"
        f"    consents:\n      - uses: {CHANNELS}\n        granted: 2000-01-01\n"
    )


def quoted(text: str) -> str:
    """Return a text in quotation marks of YAML, which are those of JSON."""
    return json.dumps(text, ensure_ascii=False)


def therapists(count: int) -> int:
    """Return how many therapists answer so many editions."""
    return max(MINIMUM_THERAPISTS, count // 20)


def write_corpus(folder: Path, count: int) -> None:
    """Write a content folder with so many editions."""
    for name in ("therapists", "editions"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "series.yaml").write_text(
        "id: tag:example.org,2000:bench\ntitle: Bench\nurl: https://example.org/bench/\n"
        "publisher: {name: Bench Practice, postal_address: 1 Example Lane, "
        "unsubscribe_url: https://example.org/stop}\nsign_off: That was it.\ncalls_to_action:\n"
        "  - {key: book, kind: book, text: Book an hour with one of us., link_text: Book an hour, "
        "url: https://example.org/book/}\n"
        "  - {key: ask, kind: suggest-topic, text: What should we ask next?, "
        "url: https://example.org/ask/}\n"
        "  - {key: about, kind: about, text: Read who we are., url: https://example.org/about/}\n",
        encoding="utf-8",
    )
    for index in range(therapists(count)):
        (folder / "therapists" / f"t-{index}.yaml").write_text(
            f"id: t-{index}\nname: {NAMES[index % len(NAMES)]} {index}\n"
            "credentials: [{title: Registered Psychotherapist, abbreviation: RP}]\n",
            encoding="utf-8",
        )
    for number in range(count):
        name, text = edition_file(number, count)
        (folder / "editions" / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_corpus(Path(sys.argv[1]), int(sys.argv[2]))

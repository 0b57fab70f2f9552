"""Generate a content folder of any size: about 900 words an edition, four responses each."""

import random
import sys
from pathlib import Path

WORDS = [
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
]
CHANNELS = "[web, feed, newsletter, social]"


def words(pick: random.Random, count: int) -> str:
    """Return some words as sentences, with a little Markdown here and there."""
    chosen = [pick.choice(WORDS) for _ in range(count)]
    for index in range(11, count, 37):
        chosen[index] = f"*{chosen[index]}*"
    for index in range(12, count, 13):
        chosen[index] += "."
    return " ".join(chosen).capitalize() + "."


def block(pick: random.Random, paragraphs: int, count: int, indent: str) -> str:
    """Return paragraphs as a literal block of YAML."""
    texts = [words(pick, count) for _ in range(paragraphs)]
    return "|\n" + "\n\n".join(f"{indent}{text}" for text in texts)


def edition(number: int) -> str:
    """Return one edition as YAML; the same number gives the same text."""
    pick = random.Random(number)  # noqa: S311 - reproducible on purpose
    year, day = 2000 + number // 365, number % 365
    published = f"{year}-{day // 31 + 1:02}-{day % 28 + 1:02}T09:00:00Z"
    responses = "\n".join(
        f"  - id: r-{number}-{index}\n"
        f"    therapist: t-{(number + index) % 20}\n"
        f"    quote: {words(pick, 16)}\n"
        f"    answer: {block(pick, 2, 65, '      ')}\n"
        f"    consents:\n      - uses: {CHANNELS}\n        granted: 2000-01-01"
        for index in range(4)
    )
    return (
        f"id: e-{number}\nslug: edition-{number}\ntitle: What is {words(pick, 3)[:-1]}?\n"
        f"number: {number + 1}\nstatus: ready\npublished: {published}\n"
        f"summary: {words(pick, 18)}\nbyline: [Ann Author]\n"
        f"introduction: {block(pick, 2, 60, '  ')}\n"
        f"challenge:\n  topic: {pick.choice(WORDS)}\n  prompt: What is it, {words(pick, 8)[:-1]}?\n"
        f"  background: {block(pick, 2, 60, '    ')}\n"
        f"challengers:\n  name: Therapists\n  introduction: {block(pick, 1, 40, '    ')}\n"
        f"results_heading: What they said\ntags: [{pick.choice(WORDS)}]\n"
        f"responses:\n{responses}\n"
    )


def write_corpus(folder: Path, count: int) -> None:
    """Write a content folder with so many editions and twenty therapists."""
    for name in ("therapists", "editions"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "series.yaml").write_text(
        "id: tag:example.org,2000:bench\ntitle: Bench\nurl: https://example.org/bench/\n"
        "publisher: {name: Bench Practice}\nsign_off: That was it.\n"
    )
    for index in range(20):
        (folder / "therapists" / f"t-{index}.yaml").write_text(
            f"id: t-{index}\nname: Person {index} Example\n"
            "credentials: [{title: Registered Psychotherapist, abbreviation: RP}]\n"
        )
    for number in range(count):
        (folder / "editions" / f"edition-{number}.yaml").write_text(edition(number))


if __name__ == "__main__":
    write_corpus(Path(sys.argv[1]), int(sys.argv[2]))

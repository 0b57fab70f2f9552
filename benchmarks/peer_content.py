"""The words of a content folder as the other generators want them: Markdown with front matter."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from unicodedata import combining, normalize

import yaml

import tbh_model as tbh
from tbh_model.text import write_markdown

Dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
Front = Mapping[str, object]
Place = Callable[[tbh.Therapist], str]
Page = Callable[[tbh.Series, tbh.Edition], str]


def body(series: tbh.Series, edition: tbh.Edition, place: Place) -> str:
    """Return an edition as Markdown, its parts in our order."""
    challengers = series.challengers_of(edition)
    parts = [
        write_markdown(edition.introduction),
        f"## The Challenge: {edition.challenge.topic}",
        write_markdown(edition.challenge.background),
        f"## The Challengers: {challengers.name}",
        write_markdown(challengers.introduction),
        f"**The Challenge:** “{edition.challenge.prompt}”",
        f"## The Results: {edition.results_heading}",
        *(_response(series, each, place) for each in edition.responses),
        series.sign_off or "",
        *(f"[{call.text}]({call.url})" for call in series.calls_to_action),
    ]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _response(series: tbh.Series, response: tbh.Response, place: Place) -> str:
    """Return what somebody said as a quotation under a name; the printed words are plain text."""
    therapist = _therapist(series, response)
    quote = (response.quote or "").replace("*", r"\*")
    answer = "" if response.answer is None else write_markdown(response.answer)
    said = f"“{quote}”\n\n{answer}".strip().splitlines()
    quoted = "\n".join(f"> {line}".rstrip() for line in said)
    link = f"[{therapist.name}](../../therapists/{place(therapist)}/)"
    return f"### {link}, {titles(therapist)}\n\n{quoted}"


def _therapist(series: tbh.Series, response: tbh.Response) -> tbh.Therapist:
    return series.therapist(response.therapist or "")


def titles(therapist: tbh.Therapist) -> str:
    """Return what stands behind a name."""
    return ", ".join(each.abbreviation for each in therapist.credentials)


def by_id(therapist: tbh.Therapist) -> str:
    """Name the folder of the page of a therapist, as we do."""
    return therapist.id


def by_name(therapist: tbh.Therapist) -> str:
    """Name the folder of the page of a therapist, as Pelican does for an author."""
    letters = normalize("NFKD", therapist.name.lower())
    return "".join(sign for sign in letters if not combining(sign)).replace(" ", "-")


def yaml_page(series: tbh.Series, edition: tbh.Edition) -> str:
    """Return an edition with front matter in YAML, as Hugo and Eleventy read it."""
    front: Front = {
        "title": edition.title,
        "date": edition.published,
        "description": edition.summary,
        "author": ", ".join(edition.byline),
        "topics": list(edition.tags),
        "therapists": [each.therapist for each in edition.responses],
        "prompt": edition.challenge.prompt,
        "responses": [
            {
                "therapist": each.therapist,
                "name": _therapist(series, each).name,
                "quote": each.quote,
            }
            for each in edition.responses
        ],
    }
    return f"{front_matter(front)}{body(series, edition, by_id)}"


def front_matter(front: Front) -> str:
    """Return some data between the lines that set it apart."""
    text = yaml.dump(front, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=1000)
    return f"---\n{text}---\n"


def pelican_page(series: tbh.Series, edition: tbh.Edition) -> str:
    """Return an edition with the metadata that Pelican reads: a key and its lines."""
    people = [_therapist(series, each).name for each in edition.responses]
    lines: Mapping[str, Sequence[str]] = {
        "Title": [edition.title],
        "Date": [edition.published.isoformat() if edition.published else ""],
        "Slug": [edition.slug],
        "Summary": [(edition.summary or "").replace("*", r"\*")],
        "Tags": [", ".join(edition.tags)],
        "Authors": ["; ".join(people)],
        "By": [", ".join(edition.byline)],
        "Prompt": [edition.challenge.prompt],
        "Quotes": [each.quote or "" for each in edition.responses],
    }
    head = "".join(key + ": " + "\n    ".join(values) + "\n" for key, values in lines.items())
    return f"{head}\n{body(series, edition, by_name)}"


def write_editions(series: tbh.Series, page: Page, folder: Path) -> None:
    """Write each edition as a page of a peer."""
    folder.mkdir(parents=True, exist_ok=True)
    for edition in series.editions:
        file = folder / f"{edition.slug}.md"
        file.write_text(page(series, edition), encoding="utf-8")


def write_therapists(series: tbh.Series, folder: Path, name: str) -> None:
    """Write each therapist who answered as a page of a peer; `name` is that of a file for one."""
    answered = {each.therapist for edition in series.editions for each in edition.responses}
    for therapist in series.therapists:
        if therapist.id not in answered:
            continue
        file = folder / name.format(id=therapist.id)
        file.parent.mkdir(parents=True, exist_ok=True)
        front = {"title": therapist.name, "credentials": titles(therapist)}
        file.write_text(front_matter(front), encoding="utf-8")

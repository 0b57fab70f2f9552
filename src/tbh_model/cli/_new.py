"""`tbh new`: a series, a therapist or an edition to begin with."""

import re
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urlsplit
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

import click

from tbh_model.cli._console import Instant, content_argument, handle_errors
from tbh_model.cli._flags import ConstraintParam, WordListParam, constraint_of, prompt_if_tty
from tbh_model.cli._schema import schema_text
from tbh_model.cli._slug import edition_id, slug_of, therapist_id
from tbh_model.cli._starter import (
    SCHEMA_FOLDER,
    FileExistsHereError,
    read_folder_contents,
    render_template,
    write_new_files,
)
from tbh_model.documents import FileKind, printable, shipped_rules
from tbh_model.model import (
    Challenge,
    Edition,
    NoticeKind,
    Publisher,
    Series,
    Therapist,
)
from tbh_model.publishing import schema as schema_of
from tbh_model.text import write_markdown


def _jurisdiction(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """Take the code of a country or of a part of one."""
    if value is None or _JURISDICTION.fullmatch(value.upper()):
        return None if value is None else value.upper()
    message = f"{printable(value)!r} is not an ISO 3166 code, such as CA-ON or CA"
    raise click.BadParameter(message)


_JURISDICTION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", re.ASCII)


@click.group()
def new() -> None:
    """Begin a series, or add a therapist or an edition to one.

    Nothing is ever overwritten, and nothing is asked where the flags say it all.
    """


@new.command()
@click.argument("folder", default=".", type=click.Path(path_type=Path), metavar="[FOLDER]")
@click.option(
    "--title",
    type=ConstraintParam(Series, "title"),
    callback=prompt_if_tty,
    help="What it is called.",
)
@click.option(
    "--publisher",
    type=ConstraintParam(Publisher, "name"),
    callback=prompt_if_tty,
    help="Who answers for it.",
)
@click.option(
    "--url",
    type=ConstraintParam(Series, "url"),
    default="https://series.example/",
    show_default=True,
    help="Its home page.",
)
@click.option(
    "--language",
    type=ConstraintParam(Series, "language"),
    default="en",
    show_default=True,
    help="Its language, such as fr-CA.",
)
@click.option(
    "--time-zone",
    type=ConstraintParam(Series, "time_zone"),
    default="UTC",
    show_default=True,
    help="Where its days begin and end, such as America/Toronto.",
)
@click.option(
    "--jurisdiction",
    callback=_jurisdiction,
    metavar="CODE",
    help="Where it is published, such as CA-ON: with the crisis notice that we know for it.",
)
@click.option(
    "--id",
    "id_",
    type=ConstraintParam(Series, "id"),
    help="Its permanent id. Default: a tag: URI made from the host, the year and the title.",
)
@handle_errors
def series(  # noqa: PLR0913, PLR0917 - one parameter for each option
    folder: Path,
    title: str,
    publisher: str,
    url: str,
    language: str,
    time_zone: str,
    jurisdiction: str | None,
    id_: str | None,
) -> None:
    """Make a content folder that is ready for an editor.

    FOLDER is the current folder if none is given. With the content come the schemas that let an
    editor complete keys, and settings that tell VS Code where they are.
    """
    values = {
        "id": id_ or _series_id(title, url, datetime.now(ZoneInfo(time_zone)).year),
        "title": title,
        "publisher": publisher,
        "url": url,
        "language": language,
        "time_zone": time_zone,
        "jurisdiction": jurisdiction,
        **_notice(jurisdiction, language),
    }
    files = {path: render_template(name, values) for path, name in _SERIES_FILES.items()}
    for kind in FileKind:
        if kind is not FileKind.DOCUMENT:
            files[f"{SCHEMA_FOLDER}/{kind}.json"] = f"{schema_text(schema_of(kind))}\n"
    write_new_files(folder, files, optional=_OPTIONAL)


@new.command()
@content_argument
@click.option(
    "--name",
    type=ConstraintParam(Therapist, "name"),
    callback=prompt_if_tty,
    help="Without titles.",
)
@click.option(
    "--id",
    "id_",
    type=ConstraintParam(Therapist, "id"),
    help="The permanent id. Default: one that says nothing of the person, such as t-7k2m.",
)
@handle_errors
def therapist(content: Path, name: str, id_: str | None) -> None:
    """Add a therapist to a content folder."""
    contents = read_folder_contents(content)
    new_id = id_ or therapist_id(contents.therapists)
    existing = contents.existing_files("therapists", new_id)
    if existing:
        raise FileExistsHereError(existing)
    values = {"id": new_id, "name": name, "schema": contents.schema("therapist")}
    write_new_files(
        content, {f"therapists/{new_id}.yaml": render_template("therapist.yaml", values)}
    )


@new.command()
@content_argument
@click.option(
    "--title", type=ConstraintParam(Edition, "title"), callback=prompt_if_tty, help="Its headline."
)
@click.option(
    "--slug",
    type=ConstraintParam(Edition, "slug"),
    help="The last part of its address. Default: made from the title.",
)
@click.option(
    "--id",
    "id_",
    type=ConstraintParam(Edition, "id"),
    help="The permanent id. Default: made from the day, such as e-2026-03-31.",
)
@click.option(
    "--topic", type=ConstraintParam(Challenge, "topic"), help="The subject. Default: the title."
)
@click.option(
    "--prompt",
    type=ConstraintParam(Challenge, "prompt"),
    help="The question as it is put to the panel. Default: the title.",
)
@click.option(
    "--panel",
    type=WordListParam(),
    default=(),
    metavar="ID|NAME,...",
    help="The therapists who are asked, each by id or by a name that nobody else has.",
)
@click.option("--at", type=Instant(), help="The instant that gives the day. Default: now.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["yaml", "md"]),
    default="yaml",
    show_default=True,
    help="YAML, or Markdown with the introduction below the keys.",
)
@handle_errors
def edition(  # noqa: PLR0913, PLR0917 - one parameter for each option
    content: Path,
    title: str,
    slug: str | None,
    id_: str | None,
    topic: str | None,
    prompt: str | None,
    panel: tuple[str, ...],
    at: datetime | None,
    form: str,
) -> None:
    """Add an edition to a content folder, as a draft.

    Each of the panel gets a response that waits for their words. Who consented to what is for you
    to write down: nothing is recorded that nobody said.
    """
    contents = read_folder_contents(content)
    panel_ids = tuple(dict.fromkeys(map(contents.therapist, panel)))
    at = (at or datetime.now(UTC)).astimezone(contents.zone).replace(microsecond=0)
    new_id = id_ or edition_id(at.date(), contents.editions)
    new_slug = slug or slug_of(title, new_id)
    existing = contents.existing_files("editions", new_slug)
    if existing:
        raise FileExistsHereError(existing)
    values = {
        "id": new_id,
        "slug": new_slug,
        "title": title,
        "topic": topic or title,
        "prompt": prompt or title,
        "panel": panel_ids,
        "at": at,
        "schema": contents.schema("edition"),
    }
    write_new_files(
        content, {f"editions/{new_slug}.{form}": render_template(f"edition.{form}", values)}
    )


def _notice(jurisdiction: str | None, language: str) -> dict[str, str | None]:
    """Return the crisis notice for a jurisdiction, and the day as of which it is known."""
    rules = shipped_rules(jurisdiction)
    notice = None if rules is None else rules.notice(NoticeKind.CRISIS)
    text = None if notice is None else notice.text_in(language)
    if rules is None or text is None:
        return {"notice": None, "as_of": None}
    return {"notice": write_markdown(text).strip(), "as_of": rules.as_of.isoformat()}


def _series_id(title: str, url: str, year: int) -> str:
    """Make a tag: URI from a host, or where the host has no place in one, a URN from the URL."""
    host = urlsplit(url).hostname or ""
    tag_uri = f"tag:{host},{year}:{quote(slug_of(title, 'series'), safe='')}"
    is_permanent = constraint_of(Series, "id").accepts(tag_uri)
    return tag_uri if is_permanent else f"urn:uuid:{uuid5(NAMESPACE_URL, url)}"


_SERIES_FILES = {
    "series.yaml": "series.yaml",
    "publish.yaml": "publish.yaml",
    "therapists/.gitkeep": "empty",
    "editions/.gitkeep": "empty",
    "images/.gitkeep": "empty",
    ".gitignore": "gitignore",
    ".vscode/settings.json": "settings.json",
    ".vscode/extensions.json": "extensions.json",
}
_OPTIONAL = tuple(path for path in _SERIES_FILES if path.startswith(".") or "/." in path)
"""What others may have written before us, and may go on with."""

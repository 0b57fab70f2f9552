"""`tbh new`: slugs, unused ids and starter files."""

import os
import re
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

import click

from tbh_model._attrs import field, frozen
from tbh_model._errors import TBHError, closest
from tbh_model.cli._console import (
    ConstraintParam,
    Instant,
    WordListParam,
    constraint_of,
    content_argument,
    echo,
    examples,
    handle_errors,
    printable_lines,
    prompt_if_tty,
    stderr_console,
)
from tbh_model.cli.check import schema_text
from tbh_model.content import (
    ContentEntry,
    ContentError,
    ContentListing,
    FileKind,
    TherapistNames,
    installed_rules,
    list_content,
    printable,
    write_text,
)
from tbh_model.model import (
    Challenge,
    Edition,
    NoticeKind,
    Publisher,
    Series,
    Therapist,
    UnknownIdError,
    edition_slug,
)
from tbh_model.publishing import schema as schema_of, write_file
from tbh_model.text import write_markdown

# Letters and digits that are not easily confused.
_LETTERS: Final = "23456789abcdefghjkmnpqrstuvwxyz"


def edition_id(day: date, existing_ids: Collection[str]) -> str:
    """Return an unused id from a date, such as `e-2026-03-31`."""
    names = (f"e-{day.isoformat()}{'' if number == 1 else f'-{number}'}" for number in count(1))
    return next(name for name in names if name not in existing_ids)


def therapist_id(existing_ids: Collection[str]) -> str:
    """Return an unused random id, such as `t-7k2m`, which says nothing of the person."""
    while (new_id := f"t-{''.join(secrets.choice(_LETTERS) for _ in range(4))}") in existing_ids:
        pass
    return new_id


# Folder of the schemas in a content folder.
SCHEMA_FOLDER: Final = ".tbh/schema"
_ENDINGS: Final = (".yaml", ".yml", ".md")


class FileExistsHereError(TBHError):
    """A file to be created exists already."""

    def __init__(self, paths: tuple[str, ...]) -> None:
        super().__init__(paths)
        self.paths = paths

    def __str__(self) -> str:
        """Name the existing file."""
        verb = "is" if len(self.paths) == 1 else "are"
        return f"{', '.join(self.paths)} {verb} there already; nothing was written"


class NoSeriesError(TBHError, LookupError):
    """The folder has no series."""

    def __init__(self, folder: str) -> None:
        super().__init__(folder)
        self.folder = folder

    def __str__(self) -> str:
        """Describe how to make one."""
        return f"there is no series.yaml in {self.folder}; make one with: tbh new series"


@frozen(kw_only=True)
class FolderContents:
    """Ids, names and time zone of a content folder, for new files."""

    folder: Path
    zone: ZoneInfo
    therapists: tuple[str, ...] = field(repr=False)
    editions: tuple[str, ...] = field(repr=False)
    """The ids of its editions."""
    names: TherapistNames = field(repr=False)
    """The names of the therapists."""
    has_challengers: bool
    """Whether the series has a panel for editions without their own."""

    def therapist(self, id_or_name: str) -> str:
        """Return the id of a therapist, given by id or by a unique name.

        Raises:
            UnknownIdError: If there is none.
            AmbiguousNameError: If there are several of that name.
        """
        return self.names.find(id_or_name, self.therapists)

    def schema(self, name: str) -> str | None:
        """Return the path of a schema from a file one folder below, if it exists."""
        path = f"{SCHEMA_FOLDER}/{name}.json"
        return f"../{path}" if (self.folder / path).is_file() else None

    def existing_files(self, folder: str, stem: str) -> tuple[str, ...]:
        """Return the files of a folder with a name, in any case and with any suffix."""
        return tuple(
            display_path(self.folder, f"{folder}/{file.name}")
            for file in sorted((self.folder / folder).glob("*"))
            if file.suffix in _ENDINGS and file.stem.casefold() == stem.casefold()
        )


def read_folder_contents(folder: Path) -> FolderContents:
    """Return the ids, names and time zone of a content folder, which may have problems.

    Raises:
        NoSeriesError: If there is no series in it.
        ContentError: If its `series.yaml` cannot be read at all.
    """
    if not (folder / "series.yaml").is_file():
        raise NoSeriesError(printable_lines(folder.as_posix()))
    listing = list_content(folder)
    if listing.root is None:
        raise ContentError(listing.problems)
    root = ContentEntry(listing.root.root)
    zone = root.scalar("time_zone")
    is_valid_zone = zone is not None and constraint_of(Series, "time_zone").accepts(zone.text)
    names = listing.written_names()
    listing.set_names(names)
    return FolderContents(
        folder=folder,
        zone=ZoneInfo(zone.text if zone is not None and is_valid_zone else "UTC"),
        therapists=tuple(_ids(listing, "therapists")),
        editions=tuple(_ids(listing, "editions")),
        names=names,
        has_challengers="challengers" in root.node.pairs,
    )


def render_template(name: str, values: Mapping[str, object]) -> str:
    """Return a rendered starter file; the filter `yaml` quotes text for YAML."""
    from jinja2 import Environment, PackageLoader, StrictUndefined  # only for those who begin

    environment = Environment(
        loader=PackageLoader("tbh_model.cli", "starter"),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701 - YAML is no markup, and has a filter of its own
    )
    environment.filters["yaml"] = write_text
    return environment.get_template(name).render(values)


def write_new_files(folder: Path, files: Mapping[str, str], optional: Iterable[str] = ()) -> None:
    """Write new files and print their paths, or nothing if one of them exists.

    Args:
        folder: Where they belong.
        files: Text by path.
        optional: Paths that are passed over, with a word on it, where a file stands already.

    Raises:
        FileExistsHereError: If another stands there already.
    """
    # a link to nothing belongs to somebody, too
    existing = [path for path in files if os.path.lexists(folder / path)]
    conflicts = [path for path in existing if path not in set(optional)]
    if conflicts:
        raise FileExistsHereError(tuple(display_path(folder, path) for path in conflicts))
    for path, text in files.items():
        if path in existing:
            stderr_console().print(
                f"kept {display_path(folder, path)}, which was there already", markup=False
            )
            continue
        write_file(folder, path, text.encode())
        echo(display_path(folder, path))


def display_path(folder: Path, path: str) -> str:
    """Write a path as it is printed."""
    return printable_lines((folder / path).as_posix())


def _ids(listing: ContentListing, collection: str) -> Iterator[str]:
    """Yield the ids of therapists or editions, of their files and of the series."""
    for file in listing.files_of(collection):
        try:
            entries = tuple(file.entries(collection))
        except ContentError:
            yield file.stem  # `tbh check` says what is wrong with it
            continue
        for entry in entries:
            id_ = entry.scalar("id")
            if id_ is not None:
                yield id_.text
            elif file.kind is not Series:
                yield file.stem


def _jurisdiction(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """Return the ISO 3166 code of a country or subdivision, or fail."""
    if value is None or _JURISDICTION.fullmatch(value.upper()):
        return None if value is None else value.upper()
    message = f"{printable(value)!r} is not an ISO 3166 code, such as CA-ON or CA"
    raise click.BadParameter(message)


_JURISDICTION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", re.ASCII)


@click.group(epilog=examples("tbh new therapist --name 'Ines Moreau'"))
def new() -> None:
    """Create a series, or add a therapist or an edition to one.

    No existing file is overwritten. On a terminal, the command prompts for required values.
    """


@new.command(epilog=examples("tbh new series my-series --title 'Off the Clock' --publisher Larch"))
@click.argument("folder", default=".", type=click.Path(path_type=Path), metavar="[FOLDER]")
@click.option(
    "--title",
    type=ConstraintParam(Series, "title"),
    callback=prompt_if_tty,
    help="The title of the series.",
)
@click.option(
    "--publisher",
    type=ConstraintParam(Publisher, "name"),
    callback=prompt_if_tty,
    help="The name of the publisher.",
)
@click.option(
    "--url",
    type=ConstraintParam(Series, "url"),
    default="https://series.example/",
    show_default=True,
    help="The URL of its home page.",
)
@click.option(
    "--language",
    type=ConstraintParam(Series, "language"),
    default="en",
    show_default=True,
    help="The language, such as fr-CA.",
)
@click.option(
    "--time-zone",
    type=ConstraintParam(Series, "time_zone"),
    default="UTC",
    show_default=True,
    help="The time zone, such as America/Toronto.",
)
@click.option(
    "--jurisdiction",
    callback=_jurisdiction,
    metavar="CODE",
    help="The jurisdiction of the publisher, such as CA-ON. Adds its crisis notice, if known.",
)
@click.option(
    "--id",
    "id_",
    type=ConstraintParam(Series, "id"),
    help="The permanent id. Default: a tag: URI of the host, the year and the title.",
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
    """Create a content folder for a new series.

    FOLDER is the current folder by default. The folder also gets JSON Schemas, with which an editor
    completes keys, and settings of VS Code that refer to them. No existing file is overwritten.
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


@new.command(epilog=examples("tbh new therapist --name 'Ines Moreau'"))
@content_argument
@click.option(
    "--name",
    type=ConstraintParam(Therapist, "name"),
    callback=prompt_if_tty,
    help="The name, without titles.",
)
@click.option(
    "--id",
    "id_",
    type=ConstraintParam(Therapist, "id"),
    help="The permanent id. Default: a random one, such as t-7k2m.",
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


@new.command(epilog=examples("tbh new edition --title 'Running Late' --panel t-7k2m,t-9jse"))
@content_argument
@click.option(
    "--title", type=ConstraintParam(Edition, "title"), callback=prompt_if_tty, help="The headline."
)
@click.option(
    "--slug",
    type=ConstraintParam(Edition, "slug"),
    help="The last part of the URL. Default: derived from the title.",
)
@click.option(
    "--id",
    "id_",
    type=ConstraintParam(Edition, "id"),
    help="The permanent id. Default: derived from the date, such as e-2026-03-31.",
)
@click.option(
    "--topic", type=ConstraintParam(Challenge, "topic"), help="The subject. Default: the title."
)
@click.option(
    "--prompt",
    type=ConstraintParam(Challenge, "prompt"),
    help="The question to the panel. Default: the title.",
)
@click.option(
    "--panel",
    type=WordListParam(),
    default=(),
    metavar="ID|NAME,...",
    help="The therapists of the panel, each by id or by a unique name.",
)
@click.option(
    "--add-missing",
    is_flag=True,
    help="Add a therapist for each name of the panel that nobody has.",
)
@click.option("--at", type=Instant(), help="The date and time for the id. Default: now.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["md", "yaml"]),
    default="md",
    show_default=True,
    help="A page of Markdown with the texts below its keys, or YAML.",
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
    *,
    add_missing: bool,
) -> None:
    """Add a draft of an edition to a content folder.

    The edition has an empty response for each therapist of the panel. Add the consents yourself:
    none is recorded that nobody gave.
    """
    contents = read_folder_contents(content)
    new_people = _new_people(contents, panel) if add_missing else {}
    panel_ids = tuple(
        dict.fromkeys(new_people.get(who) or contents.therapist(who) for who in panel)
    )
    new_names = {new_id: name for name, new_id in new_people.items()}
    at = (at or datetime.now(UTC)).astimezone(contents.zone).replace(microsecond=0)
    new_id = id_ or edition_id(at.date(), contents.editions)
    new_slug = slug or edition_slug(title, new_id)
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
        "headings": [new_names.get(id_) or contents.names.name_of(id_) or id_ for id_ in panel_ids],
        "has_challengers": contents.has_challengers,
        "at": at,
        "schema": contents.schema("edition"),
    }
    files = {
        f"therapists/{id_}.yaml": render_template(
            "therapist.yaml", {"id": id_, "name": name, "schema": contents.schema("therapist")}
        )
        for name, id_ in new_people.items()
    }
    files[f"editions/{new_slug}.{form}"] = render_template(f"edition.{form}", values)
    write_new_files(content, files)


def _new_people(contents: FolderContents, panel: Iterable[str]) -> dict[str, str]:
    """Return a new id for each name that nobody has, and that is not like one somebody has."""
    people: dict[str, str] = {}
    for who in panel:
        try:
            contents.therapist(who)
        except UnknownIdError:
            if closest(who, (*contents.therapists, *contents.names.current)) is not None:
                raise  # it was misspelled, more likely than not
            people[who] = therapist_id({*contents.therapists, *people.values()})
    return people


def _notice(jurisdiction: str | None, language: str) -> dict[str, str | None]:
    """Return the crisis notice for a jurisdiction, and the day as of which it is known."""
    rules = installed_rules(jurisdiction).book
    notice = None if rules is None else rules.notice(NoticeKind.CRISIS)
    text = None if notice is None else notice.text_in(language)
    if rules is None or text is None:
        return {"notice": None, "as_of": None}
    return {"notice": write_markdown(text).strip(), "as_of": rules.as_of.isoformat()}


def _series_id(title: str, url: str, year: int) -> str:
    """Return a tag: URI for a host, or a URN of the URL if the host is invalid in a tag: URI."""
    host = urlsplit(url).hostname or ""
    tag_uri = f"tag:{host},{year}:{quote(edition_slug(title, 'series'), safe='')}"
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
# Files that may already exist, and are kept.
_OPTIONAL = tuple(path for path in _SERIES_FILES if path.startswith(".") or "/." in path)

"""`tbh import`: answers of the panel, and editions that were published elsewhere."""

import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import click
from attrs import asdict

from tbh_model._errors import TBHError
from tbh_model.cli._console import (
    Day,
    content_argument,
    echo,
    examples,
    handle_errors,
    load_content,
    plugin_option,
    print_error,
    printable_lines,
    save_content,
    settings_option,
    stderr_console,
)
from tbh_model.cli.new import read_folder_contents, write_new_files
from tbh_model.content import (
    ContentError,
    MappingNode,
    ScalarNode,
    read_settings,
    read_tree,
    write_json,
    write_text,
)
from tbh_model.importers import (
    STANDARD_INPUT,
    AnswerChange,
    AnswerImport,
    ConsentProposal,
    EditionImport,
    Fate,
    Importer,
    ImportSource,
    UnsureColumnsError,
    default_registry,
    from_document,
    import_answers,
    import_edition,
)
from tbh_model.model import Consent, Response, Series
from tbh_model.rights import find_response


@click.group("import", epilog=examples("tbh import answers form.csv --edition e-2026-10"))
def import_() -> None:
    """Import answers of the panel, and old posts as editions.

    What the content has already is never overwritten.
    """


class MappingFileError(TBHError):
    """A mapping file cannot be used."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(path, problem)
        self.path, self.problem = path, problem

    def __str__(self) -> str:
        """Name the file, the problem and a remedy."""
        return f"{self.path}: {self.problem}; write a line for each heading, `heading: role`"


@import_.command(epilog=examples("tbh import answers form.csv --edition e-2026-10 --dry-run"))
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@content_argument
@click.option("--edition", required=True, metavar="ID", help="The id or the slug of the edition.")
@click.option(
    "--therapist", metavar="ID", help="Who answered, by id or name, if FILE does not say."
)
@click.option("--on", type=Day(), help="The date of consents, if FILE has no dates.")
@click.option(
    "--accept-consents", is_flag=True, help="Record consents that somebody gave in a sentence."
)
@click.option(
    "--columns",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="What each column is. Default: FILE with the ending .columns.yaml, if it exists.",
)
@click.option("--importer", metavar="NAME", help="The importer. Default: the one for FILE.")
@settings_option("importer")
@click.option("--dry-run", is_flag=True, help="Change nothing, and print what would change.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as an object.")
@plugin_option("importer")
@handle_errors
def answers(  # noqa: PLR0913, PLR0917 - one parameter for each option
    file: Path,
    content: Path,
    edition: str,
    therapist: str | None,
    on: date | None,
    importer: str | None,
    columns: Path | None,
    settings: tuple[str, ...],
    *,
    accept_consents: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Add the answers of a form, a mail or a document to an edition.

    FILE is a table (CSV, TSV) or JSON of a form, a message (.eml), Markdown, text or a web page, or
    - for standard input. The id or the address of each person decides whose answer it is. Nothing
    is overwritten: what differs from the content is printed. A second import of the same file
    changes nothing. Exit status 1 if an answer could not be imported.
    """
    series = load_content(content)
    mapping = columns or file.with_suffix(".columns.yaml")
    is_mapped = columns is not None or (str(file) != STANDARD_INPUT and mapping.is_file())
    try:
        result = import_answers(
            series,
            edition,
            _read_source(file),
            importer=_importer(importer, settings, file),
            therapist=None if therapist is None else _therapist(content, therapist),
            columns=_read_mapping(mapping) if is_mapped else None,
            on=on,
            accept_consents=accept_consents,
        )
    except UnsureColumnsError as error:
        _write_mapping(error, mapping, is_mapped=is_mapped)
        sys.exit(1)
    files = () if dry_run or result.series == series else save_content(result.series, content)
    _print_answers(result, files, file, as_json=as_json, dry_run=dry_run)
    sys.exit(1 if result.unresolved else 0)


@import_.command(epilog=examples("tbh import edition old-post.html --dry-run"))
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@content_argument
@click.option("--importer", metavar="NAME", help="The importer. Default: the one for FILE.")
@settings_option("importer")
@click.option("--dry-run", is_flag=True, help="Change nothing, and print what would change.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as an object.")
@plugin_option("importer")
@handle_errors
def edition(  # noqa: PLR0913 - one parameter for each option
    file: Path,
    content: Path,
    importer: str | None,
    settings: tuple[str, ...],
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Add an old post to a series, as a draft of an edition.

    FILE is a saved web page, Markdown or text. Headings with the labels of the series, quotes with
    the lines below them, and calls to action are recognised; all else stays prose where it was. The
    command prints what you must still decide, and where each text went. An edition that is there
    already does not change.
    """
    series = load_content(content)
    chosen = _importer(importer, settings, file)
    result = import_edition(series, _read_source(file), importer=chosen)
    files = () if dry_run or result.series == series else save_content(result.series, content)
    if as_json:
        echo(write_json(_edition_data(result, files)))
    else:
        for line in (*files, *_edition_lines(result)):
            echo(printable_lines(line))
    _print_notes(result.notes)
    if dry_run:
        stderr_console().print("Nothing was changed.")
    elif not files:
        stderr_console().print("There is nothing new.")


def _edition_data(result: EditionImport, files: tuple[str, ...]) -> dict[str, object]:
    return {
        "files": list(files),
        "added": list(result.added),
        "present": list(result.present),
        "decisions": list(result.decisions),
        "account": [asdict(line) for line in result.account],
        "notes": list(result.notes),
    }


def _edition_lines(result: EditionImport) -> Iterator[str]:
    for id_ in result.added:
        yield f"added: {id_}, {result.series.edition(id_).title}"
    for id_ in result.present:
        yield f"unchanged: {id_}, {result.series.edition(id_).title}"
    yield from (f"decide: {decision}" for decision in result.decisions)
    yield from map(str, result.account)


def _read_source(file: Path) -> ImportSource:
    if str(file) == STANDARD_INPUT:
        return ImportSource(name=STANDARD_INPUT, data=sys.stdin.buffer.read())
    return ImportSource(name=file.name, data=file.read_bytes())


def _importer(name: str | None, settings: tuple[str, ...], file: Path) -> Importer | None:
    """Return an importer with its options; None for the one that the file decides."""
    if name is None and not settings:
        return None
    registry = default_registry()
    source = ImportSource(name=file.name, data=b"")
    kind = type(registry.for_source(source)) if name is None else registry.get(name)
    return from_document(kind, read_settings(settings))


def _therapist(content: Path, id_or_name: str) -> str:
    return read_folder_contents(content).therapist(id_or_name) if content.is_dir() else id_or_name


def _read_mapping(file: Path) -> Mapping[str, str]:
    """Return the role of each heading.

    Raises:
        MappingFileError: If it says anything else.
    """
    try:
        tree = read_tree(file, file.parent)
    except ContentError as error:
        raise MappingFileError(file.as_posix(), error.problems[0].message) from None
    roles = {
        heading: node.text
        for heading, (_, node) in (tree.pairs.items() if isinstance(tree, MappingNode) else ())
        if isinstance(node, ScalarNode)
    }
    if not isinstance(tree, MappingNode) or len(roles) < len(tree.pairs):
        raise MappingFileError(file.as_posix(), "it is no list of headings with their roles")
    return roles


def _write_mapping(error: UnsureColumnsError, file: Path, *, is_mapped: bool) -> None:
    """Print the error; without a mapping file, write one with what is likely."""
    if is_mapped or not error.columns:
        print_error(f"{error} in {file.as_posix()}")
        return
    lines = (f"{write_text(heading)}: {role}\n" for heading, role in error.columns.items())
    write_new_files(file.parent, {file.name: f"{_MAPPING_HEAD}{''.join(lines)}"})
    print_error(f"{error} in {file.as_posix()}, and run the command again")


_MAPPING_HEAD = """\
# What each column is: answer, quote, name, email, credentials, channels, attribution, agreement,
# received, modified, id, respondent or ignore; or one channel, such as `channel web`.
"""


def _print_answers(
    result: AnswerImport, files: tuple[str, ...], file: Path, *, as_json: bool, dry_run: bool
) -> None:
    if as_json:
        echo(write_json(_answer_data(result, files)))
    else:
        for line in (*files, *_answer_lines(result)):
            echo(printable_lines(line))
    _print_notes(result.notes)
    console = stderr_console()
    for message in result.unresolved:
        print_error(f"{file.name}: {message}")
    if any("nobody" in message or "tell" in message for message in result.unresolved):
        console.print(_WHO_HINT, markup=False)
    if dry_run:
        console.print("Nothing was changed.")
    elif not files:
        console.print("There is nothing new.")


def _print_notes(notes: tuple[str, ...]) -> None:
    for note in notes:
        stderr_console().print(printable_lines(f"note: {note}"), markup=False)


_WHO_HINT = (
    "Add people with: tbh new therapist --name NAME. Or write --therapist ID, for a file with the "
    "answer of one person."
)


def _answer_data(result: AnswerImport, files: tuple[str, ...]) -> dict[str, object]:
    proposals = (
        {
            "place": proposal.place,
            "response": proposal.response,
            "words": proposal.words,
            "consent": None if proposal.consent is None else _terms(proposal.consent),
        }
        for proposal in result.proposals
    )
    return {
        "edition": result.edition,
        "files": list(files),
        "added": list(result.added),
        "completed": list(result.completed),
        "approved": list(result.approved),
        "changes": [asdict(change) for change in result.changes],
        "proposals": list(proposals),
        "unresolved": list(result.unresolved),
        "account": [asdict(line) for line in result.account],
        "notes": list(result.notes),
    }


def _answer_lines(result: AnswerImport) -> Iterator[str]:
    """Yield what was done, what somebody has to look at, and what was left out."""
    for verb, ids in (("added", result.added), ("completed", result.completed)):
        for id_ in ids:
            response = find_response(result.series, f"{result.edition}/{id_}").response
            yield f"{verb}: {_response_text(result.series, response)}"
    for place in result.approved:
        yield f"approved: {place}"
    for change in result.changes:
        yield from _change_lines(change)
    for proposal in result.proposals:
        yield _proposal_text(proposal)
    obstacles = {message.partition(": ")[2] for message in result.unresolved}
    for line in result.account:
        is_reported = line.fate is Fate.UNDECIDED and line.note in obstacles
        if line.fate in {Fate.LEFT_OUT, Fate.UNDECIDED} and not is_reported:
            yield str(line)


def _response_text(series: Series, response: Response) -> str:
    who = "somebody" if response.therapist is None else series.therapist(response.therapist).name
    parts = [name for name in ("quote", "answer") if getattr(response, name)]
    consents = "; ".join(map(_terms, response.consents)) or "none"
    return f"{response.id}, {who}: {' and '.join(parts)}; consents: {consents}"


def _terms(consent: Consent) -> str:
    return f"{', '.join(sorted(consent.uses))} ({consent.attribution})"


def _change_lines(change: AnswerChange) -> Iterator[str]:
    yield f"differs: {change.place} from {change.field} of {change.response}, which stays:"
    yield from (f"  - {line}" for line in change.old.splitlines())
    yield from (f"  + {line}" for line in change.new.splitlines())


def _proposal_text(proposal: ConsentProposal) -> str:
    words = " ".join(proposal.words.split())
    if proposal.consent is None:
        return f"consent? {proposal.place} of {proposal.response}: “{words}”; record it by hand"
    terms = _terms(proposal.consent)
    return (
        f"consent? {proposal.place} of {proposal.response}: “{words}”; "
        f"--accept-consents records {terms}"
    )

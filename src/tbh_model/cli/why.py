"""`tbh why`."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from tbh_model.cli._console import (
    at_option,
    content_argument,
    echo,
    examples,
    handle_errors,
    load_content,
    plugin_options,
    printable_lines,
)
from tbh_model.content import write_json
from tbh_model.model import Consent, Series, order_channels
from tbh_model.publishers import latest_receipts, read_receipts
from tbh_model.publishing import Basis, post_bases, provenance, usable_exporters
from tbh_model.rights import find_response


@click.command(epilog=examples("tbh why editions/what-is-silence-for/", "tbh why rss.xml"))
@click.argument("path", metavar="PATH")
@content_argument
@at_option
@plugin_options
@click.option("--json", "as_json", is_flag=True, help="Print an object.")
@handle_errors
def why(path: str, content: Path, at: datetime | None, *, as_json: bool) -> None:
    """Say whose words stand in a file of the output, and on which consents they rest.

    The file is made and read: page, feed, letter or post. For the address of a post at a platform,
    the receipts of `tbh push` say what was sent to it.
    """
    series, instant = load_content(content), at or datetime.now(UTC)
    receipts = latest_receipts(read_receipts(series.folder or content.parent)).values()
    receipt = next((each for each in receipts if each.url == path), None)
    if receipt is not None:
        what = f"{path} of {receipt.publisher}, pushed at {receipt.at.isoformat()}"
        bases, is_readable = post_bases(series, receipt, instant), True
    else:
        exporters, _ = usable_exporters(series.folder)
        found = provenance(series, path, instant, exporters)
        what = f"{found.path} of {found.exporter}, channel {found.channel}"
        bases, is_readable = found.bases, found.is_readable
    if as_json:
        echo(write_json({"what": what, "bases": [_data(basis) for basis in bases]}))
        return
    echo(printable_lines(what))
    for line in _lines(series, bases):
        echo(printable_lines(line))
    if not is_readable:
        click.echo("It has no words that can be read.", err=True)
    elif not bases:
        click.echo("No words of an answer are in it.", err=True)


def _lines(series: Series, bases: tuple[Basis, ...]) -> Iterator[str]:
    edition = None
    for basis in bases:
        if basis.edition != edition:
            edition = basis.edition
            yield f"“{series.edition(edition).title}” [{edition}]"
        response = find_response(series, f"{basis.edition}/{basis.response}").response
        person = response.byline or "nobody named"
        if response.therapist is not None:
            person = series.therapist(response.therapist).name
        texts = " and ".join(basis.texts)
        yield f"  {person} [{basis.response}], {texts}: {_basis(basis.consent)}"
        if response.approval is not None:
            yield f"    approved on {response.approval.on}"


def _basis(consent: Consent | None) -> str:
    if consent is None:
        return "no consent is on record"
    uses = ", ".join(order_channels(consent.uses))
    until = "" if consent.expires is None else f", until {consent.expires}"
    evidence = "" if consent.evidence is None else f"; evidence: {consent.evidence}"
    named = consent.attribution.value
    return f"consent since {consent.granted}{until} to {uses}; named: {named}{evidence}"


def _data(basis: Basis) -> dict[str, object]:
    consent = basis.consent
    return {
        "edition": basis.edition,
        "response": basis.response,
        "texts": list(basis.texts),
        "consent": None
        if consent is None
        else {
            "uses": order_channels(consent.uses),
            "granted": consent.granted.isoformat(),
            "expires": None if consent.expires is None else consent.expires.isoformat(),
            "attribution": consent.attribution.value,
            "evidence": consent.evidence,
        },
    }

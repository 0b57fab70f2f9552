"""What a letter shows of its sender."""

from collections.abc import Iterator

import tbh_model as tbh
from tbh_model.i18n import language_for


def sender_lines(series: tbh.Series) -> Iterator[str]:
    """Yield the lines of the sender as plain text, with the address at which one unsubscribes."""
    yield from address_lines(series.publisher)
    if series.publisher.email is not None:
        yield series.publisher.email
    if series.publisher.unsubscribe_url is not None:
        words = language_for(series.language).unsubscribe
        yield f"{words}: {series.publisher.unsubscribe_url}"


def address_lines(publisher: tbh.Publisher) -> tuple[str, ...]:
    """Return the name of a publisher and its postal address, line by line."""
    address = (publisher.postal_address or "").splitlines()
    return (publisher.legal_name or publisher.name, *(line for line in address if line.strip()))

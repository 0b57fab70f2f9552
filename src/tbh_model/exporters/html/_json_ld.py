"""Structured data of pages: JSON-LD with types of schema.org.

Responses are quotations, and therapists are not authors of the page. Only people who are named on
the page are named here.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from tbh_model._memo import memoize_by_identity
from tbh_model.exporters._paths import address
from tbh_model.exporters._site import HOME, Site
from tbh_model.exporters._template_filters import utc
from tbh_model.model import (
    Correction,
    Credential,
    Edition,
    Enclosure,
    Image,
    PrintedResponse,
    Therapist,
)
from tbh_model.text import join, summary_words, uri

Node = Mapping[str, object]

# `<` could begin the end tag of the script. The last two end a line in JavaScript before ES2019.
_NOT_IN_SCRIPT: Final = {sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def script(nodes: Iterable[Node]) -> str:
    """Write a graph so that no text in it can end the element around it."""
    graph = {"@context": "https://schema.org", "@graph": list(nodes)}
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":"))
    for sign, escaped in _NOT_IN_SCRIPT.items():  # a hundred times as fast as `translate`
        text = text.replace(sign, escaped)
    return text


def home_nodes(site: Site, editions: Iterable[Edition]) -> Iterator[Node]:
    """Describe the series and the editions that its home page lists."""
    yield {**_series(site), "hasPart": [_edition_reference(site, edition) for edition in editions]}
    yield _publisher(site)


def list_nodes(site: Site, name: str, path: str, editions: Iterable[Edition]) -> Iterator[Node]:
    """Describe a page that lists editions."""
    url = site.url(path)
    yield {
        "@type": "CollectionPage",
        "@id": url,
        "url": url,
        "name": name,
        "isPartOf": {"@id": f"{site.root}#series"},
        "hasPart": [_edition_reference(site, edition) for edition in editions],
    }
    yield _series(site)
    yield _publisher(site)
    yield _breadcrumbs(site, name, url)


def therapist_nodes(site: Site, therapist: Therapist) -> Iterator[Node]:
    """Describe the page of a therapist."""
    url = site.url(site.therapist_paths[therapist.id])
    yield _drop_empty(
        {
            "@type": "ProfilePage",
            "@id": url,
            "url": url,
            "inLanguage": site.series.language,
            "isPartOf": {"@id": f"{site.root}#series"},
            "mainEntity": {"@id": f"{url}#person"},
        }
    )
    yield _people(site)[therapist.id]
    yield _series(site)
    yield _publisher(site)
    yield _breadcrumbs(site, therapist.name, url)


def edition_nodes(
    site: Site,
    edition: Edition,
    answers: Collection[PrintedResponse],
    count: int | None,
    minutes: int,
) -> Iterator[Node]:
    """Describe an edition: the posting, who is quoted in it, and where it belongs.

    Args:
        site: Where it belongs.
        edition: The edition.
        answers: The answers, as they are printed.
        count: How many words it has, where words can be counted.
        minutes: How long it takes to read.
    """
    url = site.series.url_of(edition)
    yield _drop_empty(
        {
            **_posting(site, edition, url),
            "wordCount": count,
            "timeRequired": None if count is None else f"PT{minutes}M",
            "hasPart": [_quotation(site, edition, printed, url) for printed in answers],
        }
    )
    quoted_ids = dict.fromkeys(printed.therapist.id for printed in answers if printed.therapist)
    yield from (_people(site)[id_] for id_ in quoted_ids)
    yield _series(site)
    yield _publisher(site)
    yield _breadcrumbs(site, edition.title, url)


def absolute_image(site: Site, image: Image | None) -> str | None:
    """Return the absolute URL of an image, if it is published."""
    if image is None or not (image.is_remote or image.src in site.images):
        return None
    return uri(image.src) if image.is_remote else site.root + address(image.src)


def _posting(site: Site, edition: Edition, url: str) -> dict[str, object]:
    changed = edition.last_change
    return {
        "@type": "BlogPosting",
        "@id": f"{url}#edition",
        "url": url,
        "mainEntityOfPage": url,
        "headline": edition.title,
        "abstract": edition.summary,
        "inLanguage": site.series.language_of(edition),
        "datePublished": None if edition.published is None else utc(edition.published),
        "dateModified": None if changed is None else utc(changed),
        "image": absolute_image(site, edition.image),
        "associatedMedia": None if edition.enclosure is None else _media(edition.enclosure),
        "author": [{"@type": "Person", "name": name} for name in edition.byline]
        or {"@id": f"{site.root}#publisher"},
        "publisher": {"@id": f"{site.root}#publisher"},
        "isPartOf": {"@id": f"{site.root}#series"},
        **_translations(site, edition),
        "position": edition.number,
        "keywords": list(edition.tags),
        "about": {
            "@type": "Question",
            "name": edition.challenge.topic,
            "text": edition.challenge.prompt,
        },
        "correction": [_correction(correction) for correction in edition.corrections],
    }


def _translations(site: Site, edition: Edition) -> dict[str, object]:
    """Name the original of a translation, or the translations of an original."""
    versions = site.series.translations(edition)
    ids = [{"@id": f"{site.series.url_of(version)}#edition"} for version in versions]
    if edition.translation_of is None:
        return {"workTranslation": ids}
    return {"translationOfWork": ids[0]}


def _media(enclosure: Enclosure) -> dict[str, object]:
    types = {"audio": "AudioObject", "video": "VideoObject", "file": "MediaObject"}
    size = {"contentSize": str(enclosure.length)} if enclosure.length else {}
    return {
        "@type": types[enclosure.kind],
        "contentUrl": uri(enclosure.url),
        "encodingFormat": enclosure.type,
        **size,
    }


def _quotation(site: Site, edition: Edition, printed: PrintedResponse, url: str) -> Node:
    """Return the node of a quotation; it has a person only if the page names them in full."""
    response, therapist = printed.response, printed.therapist
    is_same_language = printed.language == site.series.language_of(edition)
    text = response.quote or (None if response.answer is None else summary_words(response.answer))
    return _drop_empty(
        {
            "@type": "Quotation",
            "@id": f"{url}#{address(response.id)}",
            "url": f"{url}#{address(response.id)}",
            "text": text,
            "inLanguage": None if is_same_language else printed.language,
            "creator": None if therapist is None else {"@id": _person_id(site, therapist)},
            "creditText": printed.byline,
        }
    )


@memoize_by_identity
def _people(site: Site) -> Mapping[str, Node]:
    """Describe everybody who has a page, by their id."""
    return {therapist.id: _person(site, therapist) for therapist in site.therapists}


def _person_id(site: Site, therapist: Therapist) -> str:
    return f"{site.url(site.therapist_paths[therapist.id])}#person"


def _person(site: Site, therapist: Therapist) -> Node:
    titles = ", ".join(credential.abbreviation for credential in therapist.credentials)
    own_url = None if therapist.url is None else uri(join(site.root, therapist.url))
    return _drop_empty(
        {
            "@type": "Person",
            "@id": _person_id(site, therapist),
            "name": therapist.name,
            "url": site.url(site.therapist_paths[therapist.id]),
            "honorificSuffix": titles or None,
            "jobTitle": therapist.role,
            "image": absolute_image(site, therapist.portrait),
            "sameAs": own_url if own_url is not None and own_url.startswith("http") else None,
            "hasCredential": [_credential(credential) for credential in therapist.credentials],
        }
    )


def _credential(credential: Credential) -> Node:
    issuer = credential.issuer
    return _drop_empty(
        {
            "@type": "EducationalOccupationalCredential",
            "name": credential.title,
            "alternateName": credential.abbreviation,
            "recognizedBy": None if issuer is None else {"@type": "Organization", "name": issuer},
        }
    )


def _correction(correction: Correction) -> Node:
    return {
        "@type": "CorrectionComment",
        "text": correction.text,
        "datePublished": correction.on.isoformat(),
    }


def _edition_reference(site: Site, edition: Edition) -> Node:
    url = site.series.url_of(edition)
    return _drop_empty(
        {
            "@type": "BlogPosting",
            "@id": f"{url}#edition",
            "url": url,
            "headline": edition.title,
            "datePublished": None if edition.published is None else utc(edition.published),
        }
    )


@memoize_by_identity
def _series(site: Site) -> Node:
    series = site.series
    return _drop_empty(
        {
            "@type": "CreativeWorkSeries",
            "@id": f"{site.root}#series",
            "url": site.root,
            "name": series.title,
            "description": series.description,
            "inLanguage": series.language,
            "image": absolute_image(site, series.image),
            "publisher": {"@id": f"{site.root}#publisher"},
        }
    )


@memoize_by_identity
def _publisher(site: Site) -> Node:
    publisher = site.series.publisher
    return _drop_empty(
        {
            "@type": "Organization",
            "@id": f"{site.root}#publisher",
            "name": publisher.name,
            "legalName": publisher.legal_name,
            "url": None if publisher.url is None else uri(publisher.url),
            "email": publisher.email,
            "address": publisher.postal_address,
            "logo": absolute_image(site, publisher.logo),
            "sameAs": list(map(uri, publisher.profiles)),
        }
    )


def _breadcrumbs(site: Site, name: str, url: str) -> Node:
    steps = ((site.series.title, site.url(HOME)), (name, url))
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": label, "item": item}
            for position, (label, item) in enumerate(steps, start=1)
        ],
    }


def _drop_empty(node: Mapping[str, object]) -> Node:
    """Return a node without unknown and empty values."""
    return {key: value for key, value in node.items() if value not in (None, [])}

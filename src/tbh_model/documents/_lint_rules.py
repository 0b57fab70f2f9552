"""What lint looks for: one small function for each rule, and the table of them.

A rule says what is written and where. It never repeats a private text.
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final, get_args
from unicodedata import normalize

from tbh_model.documents._lint_anonymity import place_tells, telling_ids
from tbh_model.documents._lint_duplicates import (
    same_name,
    shared_address,
    tag_spelled_otherwise,
)
from tbh_model.documents._lint_duties import missing_notice, missing_sender
from tbh_model.documents._lint_images import (
    metadata,
    no_image,
    no_image_in_text,
    refused_image,
    unused_images,
)
from tbh_model.documents._lint_jurisdiction import unknown_jurisdiction
from tbh_model.documents._lint_links import (
    former_address_elsewhere,
    link_within_the_site,
    mistyped_address,
    mistyped_address_in_text,
)
from tbh_model.documents._lint_rights import former_name, stale_approval
from tbh_model.documents._lint_spots import (
    Check,
    Finding,
    Site,
    Spot,
    groups_in,
    place_of,
    scalars_in,
    text_in,
)
from tbh_model.documents._lint_titles import title_not_first, unknown_title
from tbh_model.documents._lint_words import BARE_Q, EMPTY_LINKS, RELATIVE_TIMES
from tbh_model.documents._located import MappingNode, ScalarNode
from tbh_model.documents._pasted import CODES, pasted
from tbh_model.model import (
    CallToAction,
    Challenge,
    Challengers,
    Correction,
    Credential,
    Edition,
    Image,
    Labels,
    Notice,
    Overview,
    Publisher,
    Response,
    Series,
    Therapist,
    field_types,
)
from tbh_model.text import MarkdownElementKind, RichText, is_unseen, read_markdown, write_plain

LONGEST_QUOTE: Final = 600
"""Characters of a quote that may stand without an answer behind it."""


_LINK_HINT: Final = "put the link on the words that say where it leads"


def _is_empty(words: str) -> bool:
    return _plain(words).strip(" .,:;!?…'\"()[]<>→›-").casefold() in EMPTY_LINKS


def _plain(words: str) -> str:
    """Fold white space and typographic quotation marks."""
    words = _GUILLEMETS.sub('"', normalize("NFC", words)).translate(_MARKS)
    return " ".join(words.split())


_GUILLEMETS: Final = re.compile(r"«\s*|\s*»")
_MARKS: Final = str.maketrans(dict.fromkeys("“”„‟", '"') | dict.fromkeys("‘’‚‛ʼ", "'"))


def _empty_links(spot: Spot, _: Site) -> Iterator[Finding]:
    for link, place in spot.marked(MarkdownElementKind.LINK):
        if _is_empty(link.words):
            message = f"the link text `{' '.join(link.words.split())}` does not say where it leads"
            yield Finding(place, message, _LINK_HINT)


def _empty_call(spot: Spot, _: Site) -> Iterator[Finding]:
    step = "text" if spot.scalar("link_text") is None else "link_text"
    words = spot.scalar(step)
    if words is not None and _is_empty(words.text):
        message = f"the link text `{words.text}` does not say where it leads"
        yield Finding(place_of(words), message, _LINK_HINT, step)


def _image_without_alt(key: str, noun: str) -> Check:
    def check(spot: Spot, _: Site) -> Iterator[Finding]:
        image = spot.node.get(key) if isinstance(spot.node, MappingNode) else None
        if not isinstance(image, MappingNode):
            return
        alt = image.get("alt")
        if alt is None or (isinstance(alt, ScalarNode) and is_unseen(alt.text)):
            where = alt or image.get("src") or image
            hint = "add `alt: ...`, which says what is to be seen"
            yield Finding(place_of(where), f"{noun} has no description", hint, f"{key}.alt")

    return check


def _images_without_alt(spot: Spot, _: Site) -> Iterator[Finding]:
    for image, place in spot.marked(MarkdownElementKind.IMAGE):
        if is_unseen(image.words):
            hint = "write what is to be seen between the brackets"
            yield Finding(place, "this image has no description", hint)


def _empty_headings(spot: Spot, _: Site) -> Iterator[Finding]:
    for heading, place in spot.marked(MarkdownElementKind.HEADING):
        if is_unseen(heading.words):
            hint = "write its words, or put a backslash before the `#` if the sign is meant"
            yield Finding(place, "this heading has no words, and is left out", hint)


def _skipped_levels(spot: Spot, _: Site) -> Iterator[Finding]:
    before = 0
    for heading, place in spot.marked(MarkdownElementKind.HEADING):
        if heading.level > before + 1:
            after = f"follows one of level {before}" if before else "is the first one"
            message = f"a heading of level {heading.level} {after}"
            yield Finding(place, message, f"begin it with `{'#' * (before + 1)} `")
        before = heading.level


def _changed_address(spot: Spot, site: Site) -> Iterator[Finding]:
    slug, id_ = spot.scalar("slug"), spot.scalar("id")
    if slug is None or id_ is None:
        return
    own = spot.scalar("url")
    current = own.text if own is not None else site.permalink(slug.text, id_.text)
    former = scalars_in(spot.node, "former_urls")
    for index, item in enumerate(former):
        if item.text == current:
            message = "the address of the edition is one of its own former addresses"
            yield Finding(place_of(item), message, "take it out", f"former_urls[{index}]")
    old = _old_address(spot, slug, id_, site) if own is None else None
    if old is not None and old != current and old not in {item.text for item in former}:
        message = f"the slug of a published edition was changed: {old} leads nowhere"
        hint = f"add {old} to `former_urls`, and name the file after the slug"
        yield Finding(place_of(slug), message, hint, "slug")


def _old_address(spot: Spot, slug: ScalarNode, id_: ScalarNode, site: Site) -> str | None:
    """Return the address that a published edition has by the name of its file."""
    status, file = spot.scalar("status"), slug.source.file
    is_out = status is not None and status.text == "ready" and spot.scalar("published") is not None
    if not is_out or file is None or spot.path:
        return None
    name = PurePosixPath(file).stem
    _, slugs = get_args(field_types(Edition)["slug"])
    # a name that can be no slug, such as one that is not UTF-8, was never an address
    return site.permalink(name, id_.text) if slugs.accepts(name) else None


def _not_verbatim(spot: Spot, _: Site) -> Iterator[Finding]:
    quote, verbatim = spot.scalar("quote"), spot.scalar("verbatim")
    if quote is None or verbatim is None:
        return
    received, at = _plain(verbatim.text), 0
    for start, end in _fragments(quote.text):
        words = _plain(quote.text[start:end])
        found = received.find(words, at)
        if found < 0:
            message = "these words of the quote are not in `verbatim`, or not in this order"
            hint = "print what was received, or mark a change with [brackets] and a cut with …"
            yield Finding(quote.places.span(start, end), message, hint, "quote")
            return
        at = found + len(words)


def _fragments(quote: str) -> Iterator[tuple[int, int]]:
    """Yield the range of each part of a quote that claims to be what was received."""
    start = 0
    for cut, after in ((each.start(), each.end()) for each in _CUT.finditer(f"{quote}…")):
        part = quote[start:cut]
        if any(map(str.isalnum, part)):
            begin = start + len(part) - len(part.lstrip())
            yield begin, begin + len(part.strip())
        start = after


def _not_in_answer(spot: Spot, _: Site) -> Iterator[Finding]:
    quote, answer = spot.scalar("quote"), spot.scalar("answer")
    if quote is None or answer is None or spot.scalar("verbatim") is not None:
        return
    missing = _missing(quote.text, _letters(answer.text))  # nearly every quote is there
    if missing is not None and _READ_OTHERWISE.search(answer.text) is not None:
        plain = write_plain(read_markdown(answer.text).tree)
        missing = _missing(quote.text, _letters(_ADDRESS.sub(" ", plain)))
    if missing is not None:
        message = "these words of the quote are not in `answer`, or not in this order"
        hint = "quote the answer, or mark a change with [brackets] and a cut with …"
        yield Finding(quote.places.span(*missing), message, hint, "quote")


def _missing(quote: str, given: str) -> tuple[int, int] | None:
    """Find the first part of a quote that is not where it should be in the letters of a text."""
    at = 0
    for start, end in _fragments(quote):
        words = _letters(quote[start:end])
        found = given.find(words, at)
        if found < 0:
            return start, end
        at = found + len(words)
    return None


def _letters(words: str) -> str:
    """Keep of a text what somebody says: letters and digits, whatever their case."""
    return "".join(filter(str.isalnum, normalize("NFKC", words).casefold()))


_READ_OTHERWISE: Final = re.compile(r"[\[\]<&`~\\0-9:/]")
"""What Markdown has letters and digits beside that nobody reads: addresses, references, numbers."""
_ADDRESS: Final = re.compile(r"\((?:https?|mailto|tel):[^)]*\)")
"""What plain text has beside the words of a link."""


def _retracted_without_day(spot: Spot, _: Site) -> Iterator[Finding]:
    status = spot.scalar("status")
    if status is None or status.text != "retracted" or spot.scalar("updated") is not None:
        return
    kinds = (text_in(each, "kind") for _, each in groups_in(spot.node, "corrections"))
    if "retraction" not in kinds and spot.scalar("expires") is None:
        message = "nothing says since when this edition is retracted"
        hint = "set `updated` to when it was taken down, so that feeds can say so"
        yield Finding(place_of(status), message, hint, "status")


_CUT: Final = re.compile(r"\[[^\]]*\]|…|\.(?:\s?\.){2,}")


def _long_quote(spot: Spot, _: Site) -> Iterator[Finding]:
    quote = spot.scalar("quote")
    if quote is None or len(quote.text) <= LONGEST_QUOTE or spot.scalar("answer") is not None:
        return
    message = f"this quote has {len(quote.text)} characters, and there is no answer behind it"
    hint = "move the words to `answer`, and keep the line that is to be set apart as `quote`"
    yield Finding(place_of(quote), message, hint, "quote")


def _bare_q(spot: Spot, _: Site) -> Iterator[Finding]:
    for step in ("title", "abbreviation"):
        words = spot.scalar(step)
        if words is None:
            continue
        for found in BARE_Q.finditer(words.text):
            message = f"found `{found[0]}` where `(Qualifying)` is meant"
            hint = f"write `{BARE_Q.sub('(Qualifying)', found.string)}`"
            yield Finding(words.places.span(*found.span()), message, hint, step)


def _relative_times(spot: Spot, _: Site) -> Iterator[Finding]:
    text = spot.scalar("text")
    if text is None:
        return
    for found in RELATIVE_TIMES.finditer(text.text):
        words = " ".join(found[0].split())
        message = f"a notice stands for years, and `{words}` is true for a while"
        yield Finding(text.places.span(*found.span()), message, "write the date", "text")


_WITH_WORDS: Final = (
    CallToAction,
    Challenge,
    Challengers,
    Correction,
    Credential,
    Edition,
    Image,
    Labels,
    Overview,
    Publisher,
    Response,
    RichText,
    Series,
    Therapist,
)
"""The classes that hold words somebody may have pasted."""
RULES: Final[tuple[tuple[str, type, Check], ...]] = (
    ("TBH401", RichText, _empty_links),
    ("TBH401", CallToAction, _empty_call),
    ("TBH402", RichText, _images_without_alt),
    ("TBH402", Therapist, _image_without_alt("portrait", "this portrait")),
    ("TBH402", Edition, _image_without_alt("image", "the image of the edition")),
    ("TBH402", Series, _image_without_alt("image", "the image of the series")),
    ("TBH403", RichText, _skipped_levels),
    ("TBH404", Edition, _changed_address),
    ("TBH405", Response, _not_verbatim),
    ("TBH406", Credential, _bare_q),
    ("TBH407", Notice, _relative_times),
    ("TBH408", Response, _long_quote),
    ("TBH409", Credential, unknown_title),
    ("TBH410", Therapist, title_not_first),
    ("TBH411", Publisher, missing_sender),
    ("TBH412", Series, missing_notice),
    ("TBH412", Edition, missing_notice),
    ("TBH413", Edition, place_tells),
    ("TBH414", Edition, telling_ids),
    ("TBH415", Response, stale_approval),
    ("TBH416", Series, former_name),
    ("TBH416", Therapist, former_name),
    ("TBH416", Edition, former_name),
    ("TBH417", Image, no_image),
    ("TBH418", Response, _not_in_answer),
    ("TBH419", Edition, _retracted_without_day),
    ("TBH420", Edition, shared_address),
    ("TBH421", Therapist, same_name),
    ("TBH417", RichText, no_image_in_text),
    *(
        ("TBH422", kind, mistyped_address(kind))
        for kind in (CallToAction, Edition, Publisher, Series, Therapist)
    ),
    ("TBH422", RichText, mistyped_address_in_text),
    ("TBH423", Edition, link_within_the_site),
    *(("TBH424", kind, metadata) for kind in (Image, RichText)),
    *(("TBH425", kind, refused_image) for kind in (Image, RichText)),
    ("TBH426", RichText, _empty_headings),
    ("TBH441", Series, unused_images),
    ("TBH443", Edition, tag_spelled_otherwise),
    ("TBH445", Edition, former_address_elsewhere),
    *(("TBH446", kind, unknown_jurisdiction) for kind in (Publisher, Credential)),
    *(
        (code, kind, pasted(code))
        for code in CODES
        for kind in _WITH_WORDS
        if (code, kind) != ("TBH432", Credential)  # a title is known whatever its spaces are
    ),
)
"""The code of each rule, the class that it looks at, and what looks."""

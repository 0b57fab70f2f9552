"""Lint: the rules for rights and for single texts."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final, get_args
from unicodedata import normalize

from tbh_model._problems import ContentError
from tbh_model.content._converter import structure
from tbh_model.content._node import AnyNode, MappingNode, ScalarNode, SequenceNode
from tbh_model.content.lint._anonymity import id_reveals_author, order_reveals_author
from tbh_model.content.lint._context import (
    BARE_Q,
    EMPTY_LINKS,
    RELATIVE_TIMES,
    Check,
    Finding,
    LintContext,
    LintTarget,
    groups_in,
    scalar_in,
    scalars_in,
    source_range,
    text_in,
)
from tbh_model.content.lint._duplicates import same_name, shared_address, tag_spelled_otherwise
from tbh_model.content.lint._images import (
    image_metadata,
    oversized_image,
    refused_image,
    unused_images,
    wrong_image_format,
    wrong_image_format_in_text,
)
from tbh_model.content.lint._jurisdiction import (
    missing_notice,
    missing_sender,
    title_not_first,
    unknown_jurisdiction,
    unknown_title,
    unusable_rules,
)
from tbh_model.content.lint._links import (
    address_key,
    broken_internal_link,
    former_address_elsewhere,
    mistyped_address,
    mistyped_address_in_text,
)
from tbh_model.content.lint._pasted import FLAW_CODES, pasted_text_rule
from tbh_model.model import (
    CallToAction,
    Challenge,
    Challengers,
    Correction,
    Credential,
    Edition,
    Image,
    Labels,
    NewsletterForm,
    Notice,
    Overview,
    Publisher,
    Response,
    Series,
    Therapist,
    changed_since_approval,
    field_types,
)
from tbh_model.text import (
    MarkdownElementKind,
    RichText,
    has_name,
    is_unseen,
    name_ranges,
    read_markdown,
    write_plain,
)

# Keys whose lines are hidden.
_PRIVATE: Final = frozenset({"former_names", "verbatim", "evidence", "email", "number", "extra"})


def stale_approval(target: LintTarget, _: LintContext) -> Iterator[Finding]:
    """Find an approval of an earlier text."""
    approval = target.node.get("approval") if isinstance(target.node, MappingNode) else None
    if not isinstance(approval, MappingNode):
        return
    try:
        response = structure(target.node, Response)
    except ContentError:
        return  # what is wrong with it is said already
    changed_fields = changed_since_approval(response)
    if changed_fields:
        message = f"this was changed after it was approved: {', '.join(changed_fields)}"
        hint = f"have it approved again, and record that: tbh approve {response.id}"
        place = source_range(scalar_in(approval, "digest") or approval)
        yield Finding(place, message, hint, "approval")


def former_name(target: LintTarget, context: LintContext) -> Iterator[Finding]:
    """Find occurrences of former names."""
    names = tuple(_former_names(context))
    for scalar in _public_scalars(target.node):
        text = scalar.text
        spans = {span for name in names if has_name(text, name) for span in name_ranges(text, name)}
        for start, end in sorted(spans):
            message = "a former name stands here; it is taken out of everything that goes out"
            hint = "write the present name, or say it without one"
            yield Finding(scalar.source_map.span(start, end), message, hint)


def _former_names(context: LintContext) -> Iterator[str]:
    for therapist in context.therapists.values():
        names = therapist.get("former_names")
        for name in names.items if isinstance(names, SequenceNode) else ():
            if isinstance(name, ScalarNode) and name.text.split():
                yield name.text


def _public_scalars(node: AnyNode) -> Iterator[ScalarNode]:
    match node:
        case ScalarNode():
            yield node
        case SequenceNode(items=items):
            for item in items:
                yield from _public_scalars(item)
        case _:
            for name, (_, value) in node.pairs.items():
                if name not in _PRIVATE:
                    yield from _public_scalars(value)


# Maximum length of a quote without an answer.
MAX_QUOTE_LENGTH: Final = 600


_LINK_HINT: Final = "put the link on the words that say where it leads"


def _is_empty(words: str) -> bool:
    return _fold_typography(words).strip(" .,:;!?…'\"()[]<>→›-").casefold() in EMPTY_LINKS


def _fold_typography(words: str) -> str:
    """Fold white space and typographic quotation marks."""
    words = _GUILLEMETS.sub('"', normalize("NFC", words)).translate(_QUOTATION_MARKS)
    return " ".join(words.split())


_GUILLEMETS: Final = re.compile(r"«\s*|\s*»")
_QUOTATION_MARKS: Final = str.maketrans(dict.fromkeys("“”„‟", '"') | dict.fromkeys("‘’‚‛ʼ", "'"))


def _empty_links(target: LintTarget, _: LintContext) -> Iterator[Finding]:
    for link, place in target.elements_of(MarkdownElementKind.LINK):
        if _is_empty(link.words):
            message = f"the link text `{' '.join(link.words.split())}` does not say where it leads"
            yield Finding(place, message, _LINK_HINT)


def _empty_call(target: LintTarget, _: LintContext) -> Iterator[Finding]:
    step = "text" if target.scalar("link_text") is None else "link_text"
    words = target.scalar(step)
    if words is not None and _is_empty(words.text):
        message = f"the link text `{words.text}` does not say where it leads"
        yield Finding(source_range(words), message, _LINK_HINT, step)


def _image_without_alt(key: str, noun: str) -> Check:
    def check(target: LintTarget, _: LintContext) -> Iterator[Finding]:
        image = target.node.get(key) if isinstance(target.node, MappingNode) else None
        if not isinstance(image, MappingNode):
            return
        alt = image.get("alt")
        if alt is None or (isinstance(alt, ScalarNode) and is_unseen(alt.text)):
            where = alt or image.get("src") or image
            hint = "add `alt: ...`, which says what is to be seen"
            yield Finding(source_range(where), f"{noun} has no description", hint, f"{key}.alt")

    return check


def _images_without_alt(target: LintTarget, _: LintContext) -> Iterator[Finding]:
    for image, place in target.elements_of(MarkdownElementKind.IMAGE):
        if is_unseen(image.words):
            hint = "write what is to be seen between the brackets"
            yield Finding(place, "this image has no description", hint)


def _empty_headings(target: LintTarget, _: LintContext) -> Iterator[Finding]:
    for heading, place in target.elements_of(MarkdownElementKind.HEADING):
        if is_unseen(heading.words):
            hint = "write its words, or put a backslash before the `#` if the sign is meant"
            yield Finding(place, "this heading has no words, and is left out", hint)


def _skipped_levels(target: LintTarget, _: LintContext) -> Iterator[Finding]:
    previous_level = 0
    for heading, place in target.elements_of(MarkdownElementKind.HEADING):
        if heading.level > previous_level + 1:
            relation = (
                f"follows one of level {previous_level}" if previous_level else "is the first one"
            )
            message = f"a heading of level {heading.level} {relation}"
            yield Finding(place, message, f"begin it with `{'#' * (previous_level + 1)} `")
        previous_level = heading.level


def _changed_address(target: LintTarget, context: LintContext) -> Iterator[Finding]:
    slug, id_ = target.scalar("slug"), target.scalar("id")
    if slug is None or id_ is None:
        return
    own = target.scalar("url")
    current = own.text if own is not None else context.permalink(slug.text, id_.text)
    former = scalars_in(target.node, "former_urls")
    for index, item in enumerate(former):
        if current is not None and address_key(item.text, context) == address_key(current, context):
            message = "the address of the edition is one of its own former addresses"
            yield Finding(source_range(item), message, "take it out", f"former_urls[{index}]")
    old = _old_address(target, slug, id_, context) if own is None else None
    if old is not None and old != current and old not in {item.text for item in former}:
        message = f"the slug of a published edition was changed: {old} leads nowhere"
        hint = f"add {old} to `former_urls`, and name the file after the slug"
        yield Finding(source_range(slug), message, hint, "slug")


def _old_address(
    target: LintTarget, slug: ScalarNode, id_: ScalarNode, context: LintContext
) -> str | None:
    """Return the address that a published edition has by the name of its file."""
    status, file = target.scalar("status"), slug.source.file
    is_out = (
        status is not None and status.text == "ready" and target.scalar("published") is not None
    )
    if not is_out or file is None or target.path:
        return None
    name = PurePosixPath(file).stem
    _, slugs = get_args(field_types(Edition)["slug"])
    # a name that can be no slug, such as one that is not UTF-8, was never an address
    return context.permalink(name, id_.text) if slugs.accepts(name) else None


def _not_verbatim(target: LintTarget, _: LintContext) -> Iterator[Finding]:
    quote, verbatim = target.scalar("quote"), target.scalar("verbatim")
    if quote is None or verbatim is None:
        return
    verbatim_text, at = _fold_typography(verbatim.text), 0
    for start, end in _verbatim_ranges(quote.text):
        words = _fold_typography(quote.text[start:end])
        position = verbatim_text.find(words, at)
        if position < 0:
            message = "these words of the quote are not in `verbatim`, or not in this order"
            hint = "print what was received, or mark a change with [brackets] and a cut with …"
            yield Finding(quote.source_map.span(start, end), message, hint, "quote")
            return
        at = position + len(words)


def _verbatim_ranges(quote: str) -> Iterator[tuple[int, int]]:
    """Yield the range of each part of a quote that claims to be what was received."""
    start = 0
    for cut, next_start in (
        (match.start(), match.end()) for match in _EDITORIAL_MARKS.finditer(f"{quote}…")
    ):
        part = quote[start:cut]
        if any(map(str.isalnum, part)):
            begin = start + len(part) - len(part.lstrip())
            yield begin, begin + len(part.strip())
        start = next_start


def _not_in_answer(target: LintTarget, _: LintContext) -> Iterator[Finding]:
    quote, answer = target.scalar("quote"), target.scalar("answer")
    if quote is None or answer is None or target.scalar("verbatim") is not None:
        return
    missing = _first_missing(quote.text, _only_letters(answer.text))  # nearly every quote is there
    if missing is not None and _MARKUP_CHARACTERS.search(answer.text) is not None:
        plain = write_plain(read_markdown(answer.text).tree)
        missing = _first_missing(quote.text, _only_letters(_LINK_ADDRESS.sub(" ", plain)))
    if missing is not None:
        message = "these words of the quote are not in `answer`, or not in this order"
        hint = "quote the answer, or mark a change with [brackets] and a cut with …"
        yield Finding(quote.source_map.span(*missing), message, hint, "quote")


def _first_missing(quote: str, source_letters: str) -> tuple[int, int] | None:
    """Find the first part of a quote that is not where it should be in the letters of a text."""
    at = 0
    for start, end in _verbatim_ranges(quote):
        words = _only_letters(quote[start:end])
        position = source_letters.find(words, at)
        if position < 0:
            return start, end
        at = position + len(words)
    return None


def _only_letters(words: str) -> str:
    """Return the letters and digits of a text, case-folded."""
    return "".join(filter(str.isalnum, normalize("NFKC", words).casefold()))


# Markup with letters or digits that is not shown: URLs, references, numbers.
_MARKUP_CHARACTERS: Final = re.compile(r"[\[\]<&`~\\0-9:/]")
# The URL after the text of a link in plain text.
_LINK_ADDRESS: Final = re.compile(r"\((?:https?|mailto|tel):[^)]*\)")


def _retracted_without_day(target: LintTarget, _: LintContext) -> Iterator[Finding]:
    status = target.scalar("status")
    if status is None or status.text != "retracted" or target.scalar("updated") is not None:
        return
    kinds = (text_in(correction, "kind") for _, correction in groups_in(target.node, "corrections"))
    if "retraction" not in kinds and target.scalar("expires") is None:
        message = "nothing says since when this edition is retracted"
        hint = "set `updated` to when it was taken down, so that feeds can say so"
        yield Finding(source_range(status), message, hint, "status")


_EDITORIAL_MARKS: Final = re.compile(r"\[[^\]]*\]|…|\.(?:\s?\.){2,}")


def _long_quote(target: LintTarget, _: LintContext) -> Iterator[Finding]:
    quote = target.scalar("quote")
    if quote is None or len(quote.text) <= MAX_QUOTE_LENGTH or target.scalar("answer") is not None:
        return
    message = f"this quote has {len(quote.text)} characters, and there is no answer behind it"
    hint = "move the words to `answer`, and keep the line that is to be set apart as `quote`"
    yield Finding(source_range(quote), message, hint, "quote")


def _bare_qualifying(target: LintTarget, _: LintContext) -> Iterator[Finding]:
    for step in ("title", "abbreviation"):
        words = target.scalar(step)
        if words is None:
            continue
        for match in BARE_Q.finditer(words.text):
            message = f"found `{match[0]}` where `(Qualifying)` is meant"
            hint = f"write `{BARE_Q.sub('(Qualifying)', match.string)}`"
            yield Finding(words.source_map.span(*match.span()), message, hint, step)


def _relative_times(target: LintTarget, _: LintContext) -> Iterator[Finding]:
    text = target.scalar("text")
    if text is None:
        return
    for match in RELATIVE_TIMES.finditer(text.text):
        words = " ".join(match[0].split())
        message = f"a notice stands for years, and `{words}` is true for a while"
        yield Finding(text.source_map.span(*match.span()), message, "write the date", "text")


# The classes that hold words somebody may have pasted.
_PRINTED_CLASSES: Final = (
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
# The code of each rule, the class that it looks at, and what looks.
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
    ("TBH406", Credential, _bare_qualifying),
    ("TBH407", Notice, _relative_times),
    ("TBH408", Response, _long_quote),
    ("TBH409", Credential, unknown_title),
    ("TBH410", Therapist, title_not_first),
    ("TBH411", Publisher, missing_sender),
    ("TBH412", Series, missing_notice),
    ("TBH412", Edition, missing_notice),
    ("TBH413", Edition, order_reveals_author),
    ("TBH414", Edition, id_reveals_author),
    ("TBH415", Response, stale_approval),
    ("TBH416", Series, former_name),
    ("TBH416", Therapist, former_name),
    ("TBH416", Edition, former_name),
    ("TBH417", Image, wrong_image_format),
    ("TBH418", Response, _not_in_answer),
    ("TBH419", Edition, _retracted_without_day),
    ("TBH420", Edition, shared_address),
    ("TBH421", Therapist, same_name),
    ("TBH417", RichText, wrong_image_format_in_text),
    *(
        ("TBH422", kind, mistyped_address(kind))
        for kind in (CallToAction, Edition, NewsletterForm, Publisher, Series, Therapist)
    ),
    ("TBH422", RichText, mistyped_address_in_text),
    ("TBH423", Edition, broken_internal_link),
    *(("TBH424", kind, image_metadata) for kind in (Image, RichText)),
    *(("TBH425", kind, refused_image) for kind in (Image, RichText)),
    ("TBH426", RichText, _empty_headings),
    *(("TBH427", kind, oversized_image) for kind in (Image, RichText)),
    ("TBH441", Series, unused_images),
    ("TBH443", Edition, tag_spelled_otherwise),
    ("TBH445", Edition, former_address_elsewhere),
    *(("TBH446", kind, unknown_jurisdiction) for kind in (Publisher, Credential)),
    ("TBH447", Publisher, unusable_rules),
    *(
        (code, kind, pasted_text_rule(code))
        for code in FLAW_CODES
        for kind in _PRINTED_CLASSES
        # a title is known whatever its spaces are
        if kind is not Credential or code not in {"TBH432", "TBH437"}
    ),
)

"""What a series must say where it is published: who sends a newsletter, and where help is."""

import re
from collections.abc import Iterator

from tbh_model.documents._lint_spots import (
    Finding,
    Site,
    Spot,
    groups_in,
    place_of,
    scalar_in,
    text_in,
)
from tbh_model.documents._located import AnyNode, MappingNode, ScalarNode, SequenceNode
from tbh_model.documents._places import Place
from tbh_model.documents._rules import RequiredNotice, RuleBook
from tbh_model.model import Channel, NoticeKind, Series
from tbh_model.text import write_plain


def missing_sender(spot: Spot, site: Site) -> Iterator[Finding]:
    """Find what a newsletter would have to say of the publisher, if there is one."""
    if site.rules is None or not any(map(_is_for_newsletter, site.editions)):
        return
    missing = [
        each
        for each in site.rules.newsletter
        if not any(spot.scalar(name) is not None for name in each.any_of)
    ]
    if missing:
        needs = ", ".join(each.needs for each in missing)
        keys = ", ".join(" or ".join(f"`{name}`" for name in each.any_of) for each in missing)
        message = f"{_named(site.rules)} ask a newsletter for {needs}"
        yield Finding(_start_of(spot.node), message, f"add {keys}")


def missing_notice(spot: Spot, site: Site) -> Iterator[Finding]:
    """Find that there is no crisis notice, or one that does not name the crisis line."""
    asked = None if site.rules is None else site.rules.notice(NoticeKind.CRISIS)
    if site.rules is None or asked is None:
        return
    notices = tuple(_notices(spot.node, asked.kind))
    if notices:
        yield from _unmentioned(asked, notices)
    elif spot.kind is Series and not _is_in_each(asked.kind, site.editions):
        where = spot.node.get("notices") if isinstance(spot.node, MappingNode) else None
        place = _start_of(spot.node if where is None else where)
        message = f"{_named(site.rules)} ask for a `{asked.kind}` notice; this series has none"
        yield Finding(place, message, _advice(asked, site.language), "notices")


def _named(rules: RuleBook) -> str:
    return f"the rules for {rules.jurisdiction} (as of {rules.as_of})"


def _is_for_newsletter(edition: MappingNode) -> bool:
    """Return whether a consent of one of its responses covers the newsletter."""
    uses = (
        consent.get("uses")
        for _, response in groups_in(edition, "responses")
        for _, consent in groups_in(response, "consents")
    )
    items = (item for each in uses if isinstance(each, SequenceNode) for item in each.items)
    return any(isinstance(item, ScalarNode) and item.text == Channel.NEWSLETTER for item in items)


def _is_in_each(kind: NoticeKind, editions: tuple[MappingNode, ...]) -> bool:
    return bool(editions) and all(any(_notices(edition, kind)) for edition in editions)


def _notices(node: AnyNode, kind: NoticeKind) -> Iterator[tuple[int, ScalarNode]]:
    """Yield the text of each notice of a kind, with its index."""
    for index, notice in groups_in(node, "notices"):
        text = scalar_in(notice, "text")
        if text_in(notice, "kind") == kind and text is not None:
            yield index, text


def _unmentioned(
    asked: RequiredNotice, notices: tuple[tuple[int, ScalarNode], ...]
) -> Iterator[Finding]:
    """Describe what no notice mentions; an emergency number may stand in one of its own."""
    together = "\n".join(text.text for _, text in notices)
    missing = [words for words in asked.mentions if not _mention(words).search(together)]
    if missing:
        index, text = notices[0]
        words = " and ".join(f"`{each}`" for each in missing)
        message = f"this {asked.kind} notice does not mention {words}"
        yield Finding(
            place_of(text), message, f"say how to reach {words}", f"notices[{index}].text"
        )


def _mention(words: str) -> "re.Pattern[str]":
    """Look for words; `9-8-8` is also `988`, but not a part of a longer number."""
    signs = r"\W?".join(map(re.escape, re.findall(r"\w", words)))
    return re.compile(rf"(?<!\w)(?<!\d[-. ]){signs}(?!\w)(?![-. ]\d)", re.IGNORECASE)


def _advice(asked: RequiredNotice, language: str) -> str:
    text = asked.text_in(language)
    start = f"add a notice of kind `{asked.kind}`"
    return start if text is None else f"{start}, such as: {' '.join(write_plain(text).split())}"


def _start_of(node: AnyNode) -> Place:
    """Point at where something begins, for what is missing from it."""
    return Place(node.line, node.column)

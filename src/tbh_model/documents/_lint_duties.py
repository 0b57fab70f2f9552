"""What a series must say where it is published: who sends a newsletter, and where help is."""

import re
from collections.abc import Iterator

from tbh_model.documents._lint_spots import (
    Finding,
    LintContext,
    LintTarget,
    groups_in,
    scalar_in,
    source_range,
    text_in,
)
from tbh_model.documents._located import AnyNode, MappingNode, ScalarNode, SequenceNode
from tbh_model.documents._places import SourceRange
from tbh_model.documents._rules import RequiredNotice, RuleBook
from tbh_model.model import Channel, NoticeKind, Series
from tbh_model.text import write_plain


def missing_sender(target: LintTarget, context: LintContext) -> Iterator[Finding]:
    """Find what a newsletter would have to say of the publisher, if there is one."""
    if context.rules is None or not any(map(_is_for_newsletter, context.editions)):
        return
    missing = [
        requirement
        for requirement in context.rules.newsletter
        if not any(target.scalar(name) is not None for name in requirement.any_of)
    ]
    if missing:
        needs = ", ".join(requirement.needs for requirement in missing)
        keys = ", ".join(
            " or ".join(f"`{name}`" for name in requirement.any_of) for requirement in missing
        )
        message = f"{_citation(context.rules)} ask a newsletter for {needs}"
        yield Finding(_start_range(target.node), message, f"add {keys}")


def missing_notice(target: LintTarget, context: LintContext) -> Iterator[Finding]:
    """Find that there is no crisis notice, or one that does not name the crisis line."""
    rule = None if context.rules is None else context.rules.notice(NoticeKind.CRISIS)
    if context.rules is None or rule is None:
        return
    notices = tuple(_notices(target.node, rule.kind))
    if notices:
        yield from _missing_mentions(rule, notices)
    elif target.kind is Series and not _is_in_every_edition(rule.kind, context.editions):
        where = target.node.get("notices") if isinstance(target.node, MappingNode) else None
        place = _start_range(target.node if where is None else where)
        message = f"{_citation(context.rules)} ask for a `{rule.kind}` notice; this series has none"
        yield Finding(place, message, _notice_hint(rule, context.language), "notices")


def _citation(rules: RuleBook) -> str:
    return f"the rules for {rules.jurisdiction} (as of {rules.as_of})"


def _is_for_newsletter(edition: MappingNode) -> bool:
    """Return whether a consent of one of its responses covers the newsletter."""
    uses = (
        consent.get("uses")
        for _, response in groups_in(edition, "responses")
        for _, consent in groups_in(response, "consents")
    )
    items = (
        item for channels in uses if isinstance(channels, SequenceNode) for item in channels.items
    )
    return any(isinstance(item, ScalarNode) and item.text == Channel.NEWSLETTER for item in items)


def _is_in_every_edition(kind: NoticeKind, editions: tuple[MappingNode, ...]) -> bool:
    return bool(editions) and all(any(_notices(edition, kind)) for edition in editions)


def _notices(node: AnyNode, kind: NoticeKind) -> Iterator[tuple[int, ScalarNode]]:
    """Yield the text of each notice of a kind, with its index."""
    for index, notice in groups_in(node, "notices"):
        text = scalar_in(notice, "text")
        if text_in(notice, "kind") == kind and text is not None:
            yield index, text


def _missing_mentions(
    rule: RequiredNotice, notices: tuple[tuple[int, ScalarNode], ...]
) -> Iterator[Finding]:
    """Describe what no notice mentions; an emergency number may stand in one of its own."""
    all_text = "\n".join(text.text for _, text in notices)
    missing = [words for words in rule.mentions if not _mention_pattern(words).search(all_text)]
    if missing:
        index, text = notices[0]
        words = " and ".join(f"`{phrase}`" for phrase in missing)
        message = f"this {rule.kind} notice does not mention {words}"
        yield Finding(
            source_range(text), message, f"say how to reach {words}", f"notices[{index}].text"
        )


def _mention_pattern(words: str) -> "re.Pattern[str]":
    """Look for words; `9-8-8` is also `988`, but not a part of a longer number."""
    signs = r"\W?".join(map(re.escape, re.findall(r"\w", words)))
    return re.compile(rf"(?<!\w)(?<!\d[-. ]){signs}(?!\w)(?![-. ]\d)", re.IGNORECASE)


def _notice_hint(rule: RequiredNotice, language: str) -> str:
    text = rule.text_in(language)
    start = f"add a notice of kind `{rule.kind}`"
    return start if text is None else f"{start}, such as: {' '.join(write_plain(text).split())}"


def _start_range(node: AnyNode) -> SourceRange:
    """Point at where something begins, for what is missing from it."""
    return SourceRange(node.line, node.column)

"""Lint: order and ids of responses that reveal hidden authors.

No finding has a name, or the position of a line with one.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from tbh_model._attrs import frozen
from tbh_model.content._node import MappingNode, ScalarNode, SourceRange
from tbh_model.content.lint._context import (
    Finding,
    LintContext,
    LintTarget,
    groups_in,
    scalar_in,
    source_range,
    text_in,
)
from tbh_model.model import Attribution
from tbh_model.text import letter_runs

# Minimum number of names from which their order is significant.
_MIN_NAMES: Final = 3
# Minimum length of a significant part of a name or an id.
_MIN_LETTERS: Final = 3


def order_reveals_author(target: LintTarget, context: LintContext) -> Iterator[Finding]:
    """Find answers whose position among alphabetically sorted names reveals their authors."""
    answers = tuple(_answers(target, context))
    revealing_answers: dict[int, _Answer] = {}
    for last in (False, True):
        revealing_answers |= {
            answer.index: answer for answer in _revealed_by_order(answers, is_by_last=last)
        }
    for _, answer in sorted(revealing_answers.items()):
        message = "the names beside this answer are in alphabetical order, and so is the hidden one"
        hint = "move the answer to the end, or put the answers in another order"
        yield Finding(_safe_location(answer, target), message, hint, answer.step)


def id_reveals_author(target: LintTarget, context: LintContext) -> Iterator[Finding]:
    """Find ids that hold a part of a name that is not shown."""
    reported_therapists: set[str] = set()
    for answer in _answers(target, context):
        if answer.attribution is Attribution.FULL:
            continue
        hidden = answer.hidden_parts
        if _contains_name(answer.id, hidden):
            message, noun = "the id of this answer holds a part of the name that is hidden", "an id"
        elif _contains_id(answer.id, answer.therapist):
            message = "the id of this answer holds that of the therapist, whose name is hidden"
            noun = "an id"
        elif (
            _contains_name(answer.therapist, hidden) and answer.therapist not in reported_therapists
        ):
            reported_therapists.add(answer.therapist)
            message = "the id of the therapist holds a part of the name that is hidden here"
            noun = "the therapist an id"
        else:
            continue
        hint = f"give {noun} that says nothing of the person, such as `7k2m`, with `tbh rename`"
        yield Finding(
            _safe_location(answer, target), message, hint, f"responses[{answer.index}].id"
        )


@frozen(kw_only=True)
class _Answer:
    """A response whose therapist is known, and how much of them it shows."""

    index: int
    id: str
    therapist: str
    name: str
    attribution: Attribution
    # The node of the attribution, or of the therapist if there is none.
    scalar: ScalarNode
    step: str

    @property
    def hidden_parts(self) -> frozenset[str]:
        """The parts of the name that are not printed under the answer."""
        words = self.name.split()
        shown_name = words[0] if self.attribution is Attribution.FIRST_NAME else ""
        return frozenset(letter_runs(self.name)) - frozenset(letter_runs(shown_name))

    def key(self, *, is_by_last: bool) -> str:
        """Return the name by which it would be sorted."""
        return "".join(letter_runs(self.name.split()[-1 if is_by_last else 0]))

    def shows_key(self, *, is_by_last: bool) -> bool:
        """Return whether that name is printed under the answer."""
        if self.attribution is Attribution.FIRST_NAME:
            return not is_by_last
        return self.attribution is Attribution.FULL


def _answers(target: LintTarget, context: LintContext) -> Iterator[_Answer]:
    for index, response in groups_in(target.node, "responses"):
        reference = scalar_in(response, "therapist")
        therapist = None if reference is None else context.therapists.get(reference.text)
        name = "" if therapist is None else text_in(therapist, "name") or ""
        if reference is None or not letter_runs(name):
            continue
        attribution, scalar, step = _attribution_of(response)
        yield _Answer(
            index=index,
            id=text_in(response, "id") or "",
            therapist=reference.text,
            name=name,
            attribution=attribution,
            scalar=scalar or reference,
            step=f"responses[{index}].{step}",
        )


def _attribution_of(response: MappingNode) -> tuple[Attribution, ScalarNode | None, str]:
    """Return how much of a person is shown at most, and what says so."""
    own, scalar = _read_attribution(response)
    consents = [
        (*_read_attribution(consent), f"consents[{index}].attribution")
        for index, consent in groups_in(response, "consents")
    ]
    narrowest = min(consents, key=lambda consent: consent[0].rank, default=None)
    if narrowest is not None and narrowest[0].rank > own.rank:
        return narrowest
    return own, scalar, "attribution" if scalar is not None else "therapist"


def _read_attribution(node: MappingNode) -> tuple[Attribution, ScalarNode | None]:
    scalar = scalar_in(node, "attribution")
    is_known = scalar is not None and scalar.text in set(Attribution)
    return Attribution(scalar.text) if scalar and is_known else Attribution.FULL, scalar


def _revealed_by_order(answers: tuple[_Answer, ...], *, is_by_last: bool) -> Iterator[_Answer]:
    named_answers = [answer for answer in answers if answer.shows_key(is_by_last=is_by_last)]
    keys = [answer.key(is_by_last=is_by_last) for answer in named_answers]
    if len(set(keys)) < _MIN_NAMES or keys != sorted(keys):
        return
    for answer in answers:
        keys_before = [
            key
            for key, named_answer in zip(keys, named_answers, strict=True)
            if named_answer.index < answer.index
        ]
        keys_after = keys[len(keys_before) :]
        if answer in named_answers or not keys_before or not keys_after:
            continue
        if keys_before[-1] <= answer.key(is_by_last=is_by_last) <= keys_after[0]:
            yield answer


def _contains_name(id_: str, parts: Iterable[str]) -> bool:
    """Return whether an id holds a part of a name."""
    # A part of three letters must stand by itself, because many words hold three given letters.
    words = letter_runs(id_)
    for part in parts:
        if len(part) < _MIN_LETTERS:
            continue
        if part in words or (len(part) > _MIN_LETTERS and any(part in word for word in words)):
            return True
    return False


def _contains_id(id_: str, therapist: str) -> bool:
    if len(therapist) < _MIN_LETTERS:
        return False
    return (
        re.search(rf"(?<![^\W_]){re.escape(therapist)}(?![^\W_])", id_, re.IGNORECASE) is not None
    )


def _safe_location(answer: _Answer, target: LintTarget) -> SourceRange:
    """Return a place on a line that does not hold the name, since the line will be shown."""
    fallbacks = (scalar_in(target.node, key) for key in ("slug", "id", "status"))
    nodes = [node for node in (answer.scalar, *fallbacks) if node is not None]
    safe_nodes = (
        node
        for node in nodes
        if not _contains_name(node.source.rest_of_line(node.line, 1), letter_runs(answer.name))
    )
    return source_range(next(safe_nodes, nodes[-1]))

"""What tells who gave an answer though the name is not shown: an order, or an id.

No finding holds a name, or points at a line that does.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from attrs import frozen

from tbh_model.documents._lint_spots import (
    Finding,
    Site,
    Spot,
    groups_in,
    place_of,
    scalar_in,
    text_in,
)
from tbh_model.documents._located import MappingNode, ScalarNode
from tbh_model.documents._places import Place
from tbh_model.model import Attribution
from tbh_model.text import letter_runs

_LEAST_NAMED: Final = 3
"""Names that must be in order before the order says anything."""
_LEAST_LETTERS: Final = 3
"""Letters of a part of a name, and signs of an id, that tell something."""


def place_tells(spot: Spot, site: Site) -> Iterator[Finding]:
    """Find answers whose place among names in alphabetical order tells whose they are."""
    answers = tuple(_answers(spot, site))
    found: dict[int, _Answer] = {}
    for last in (False, True):
        found |= {answer.index: answer for answer in _told_by_order(answers, is_by_last=last)}
    for _, answer in sorted(found.items()):
        message = "the names beside this answer are in alphabetical order, and so is the hidden one"
        hint = "move the answer to the end, or put the answers in another order"
        yield Finding(_quiet_place(answer, spot), message, hint, answer.step)


def telling_ids(spot: Spot, site: Site) -> Iterator[Finding]:
    """Find ids that hold a part of a name that is not shown."""
    seen: set[str] = set()
    for answer in _answers(spot, site):
        if answer.attribution is Attribution.FULL:
            continue
        hidden = answer.hidden_parts
        if _holds_name(answer.id, hidden):
            message, what = "the id of this answer holds a part of the name that is hidden", "an id"
        elif _holds_id(answer.id, answer.therapist):
            message = "the id of this answer holds that of the therapist, whose name is hidden"
            what = "an id"
        elif _holds_name(answer.therapist, hidden) and answer.therapist not in seen:
            seen.add(answer.therapist)
            message = "the id of the therapist holds a part of the name that is hidden here"
            what = "the therapist an id"
        else:
            continue
        hint = f"give {what} that says nothing of the person, such as `7k2m`, with `tbh rename`"
        yield Finding(_quiet_place(answer, spot), message, hint, f"responses[{answer.index}].id")


@frozen(kw_only=True)
class _Answer:
    """A response whose therapist is known, and how much of them it shows."""

    index: int
    id: str
    therapist: str
    name: str
    attribution: Attribution
    scalar: ScalarNode
    """What says how much is shown, or the therapist where nothing does."""
    step: str

    @property
    def hidden_parts(self) -> frozenset[str]:
        """The parts of the name that are not printed under the answer."""
        words = self.name.split()
        shown = words[0] if self.attribution is Attribution.FIRST_NAME else ""
        return frozenset(letter_runs(self.name)) - frozenset(letter_runs(shown))

    def key(self, *, is_by_last: bool) -> str:
        """Return the name by which it would be sorted."""
        return "".join(letter_runs(self.name.split()[-1 if is_by_last else 0]))

    def shows_key(self, *, is_by_last: bool) -> bool:
        """Return whether that name is printed under the answer."""
        if self.attribution is Attribution.FIRST_NAME:
            return not is_by_last
        return self.attribution is Attribution.FULL


def _answers(spot: Spot, site: Site) -> Iterator[_Answer]:
    for index, response in groups_in(spot.node, "responses"):
        reference = scalar_in(response, "therapist")
        therapist = None if reference is None else site.therapists.get(reference.text)
        name = "" if therapist is None else text_in(therapist, "name") or ""
        if reference is None or not letter_runs(name):
            continue
        attribution, scalar, step = _shown(response)
        yield _Answer(
            index=index,
            id=text_in(response, "id") or "",
            therapist=reference.text,
            name=name,
            attribution=attribution,
            scalar=scalar or reference,
            step=f"responses[{index}].{step}",
        )


def _shown(response: MappingNode) -> tuple[Attribution, ScalarNode | None, str]:
    """Return how much of a person is shown at most, and what says so."""
    own, written = _read(response)
    consents = [
        (*_read(consent), f"consents[{index}].attribution")
        for index, consent in groups_in(response, "consents")
    ]
    allowed = min(consents, key=lambda each: each[0].rank, default=None)
    if allowed is not None and allowed[0].rank > own.rank:
        return allowed
    return own, written, "attribution" if written is not None else "therapist"


def _read(node: MappingNode) -> tuple[Attribution, ScalarNode | None]:
    written = scalar_in(node, "attribution")
    is_known = written is not None and written.text in set(Attribution)
    return Attribution(written.text) if written and is_known else Attribution.FULL, written


def _told_by_order(answers: tuple[_Answer, ...], *, is_by_last: bool) -> Iterator[_Answer]:
    named = [answer for answer in answers if answer.shows_key(is_by_last=is_by_last)]
    keys = [answer.key(is_by_last=is_by_last) for answer in named]
    if len(set(keys)) < _LEAST_NAMED or keys != sorted(keys):
        return
    for answer in answers:
        before = [key for key, each in zip(keys, named, strict=True) if each.index < answer.index]
        after = keys[len(before) :]
        if answer in named or not before or not after:
            continue
        if before[-1] <= answer.key(is_by_last=is_by_last) <= after[0]:
            yield answer


def _holds_name(id_: str, parts: Iterable[str]) -> bool:
    """Return whether an id holds a part of a name.

    A part of three letters must stand by itself, because many words hold three given letters.
    """
    words = letter_runs(id_)
    for part in parts:
        if len(part) < _LEAST_LETTERS:
            continue
        if part in words or (len(part) > _LEAST_LETTERS and any(part in word for word in words)):
            return True
    return False


def _holds_id(id_: str, therapist: str) -> bool:
    if len(therapist) < _LEAST_LETTERS:
        return False
    return (
        re.search(rf"(?<![^\W_]){re.escape(therapist)}(?![^\W_])", id_, re.IGNORECASE) is not None
    )


def _quiet_place(answer: _Answer, spot: Spot) -> Place:
    """Return a place on a line that does not hold the name, since the line will be shown."""
    others = (scalar_in(spot.node, key) for key in ("slug", "id", "status"))
    nodes = [node for node in (answer.scalar, *others) if node is not None]
    quiet = (
        node
        for node in nodes
        if not _holds_name(node.source.rest(node.line, 1), letter_runs(answer.name))
    )
    return place_of(next(quiet, nodes[-1]))

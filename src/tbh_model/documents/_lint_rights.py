"""What the gate would hold back or take out: said while it is being written."""

from collections.abc import Iterator
from typing import Final

from tbh_model.documents._converter import structure
from tbh_model.documents._lint_spots import (
    Finding,
    LintContext,
    LintTarget,
    scalar_in,
    source_range,
)
from tbh_model.documents._located import (
    AnyNode,
    ContentError,
    MappingNode,
    ScalarNode,
    SequenceNode,
)
from tbh_model.model import Response, changed_since_approval
from tbh_model.text import has_name, name_ranges

_PRIVATE: Final = frozenset({"former_names", "verbatim", "evidence", "email", "number"})
"""Keys whose lines are never shown."""


def stale_approval(target: LintTarget, _: LintContext) -> Iterator[Finding]:
    """Find an approval of other words than those that stand there now."""
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
    """Find where a name stands that may never appear again."""
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

"""Check of references: every used id is defined, and defined once."""

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, TypeGuard, get_args

from tbh_model._attrs import evolve, frozen
from tbh_model._errors import closest
from tbh_model._problems import Problem, Severity
from tbh_model.content._names import TherapistNames, normalize_name
from tbh_model.content._node import (
    AnyNode,
    MappingNode,
    NamedTherapist,
    ScalarNode,
    SequenceNode,
    describe,
    is_shown,
)
from tbh_model.model import (
    AIChannel,
    Channel,
    ChannelName,
    Constraint,
    Series,
    Therapist,
    field_types,
)


@frozen
class ContentEntry:
    """One therapist or edition as it is written, with its path from the root of its file."""

    node: MappingNode
    """The node."""
    path: str = ""
    """The path of the node from the root of the file."""

    def scalar(self, key: str) -> ScalarNode | None:
        """Return the scalar that a key holds, if it does."""
        value = self.node.get(key)
        return value if isinstance(value, ScalarNode) and not value.is_null else None

    def path_to(self, key: str) -> str:
        """Return the path of one of its keys."""
        return f"{self.path}.{key}" if self.path else key


def reference_problems(
    therapists: Iterable[ContentEntry],
    editions: Iterable[ContentEntry],
    unreadable: frozenset[str],
) -> Iterator[Problem]:
    """Report ids that are defined twice, unknown, of the wrong kind, or never used.

    Args:
        therapists: Every therapist that could be read.
        editions: Every edition that could be read.
        unreadable: Names of the files that could not: what refers to such a therapist is not a
            mistake of its own, and such an edition may use any of them.
    """
    therapists, editions = tuple(therapists), tuple(editions)
    yield from _duplicates(therapists, "id", "therapist")
    yield from _duplicates(editions, "id", "edition")
    yield from _duplicates(editions, "slug", "edition", str.casefold)
    therapist_ids = {id_.text for entry in therapists if (id_ := entry.scalar("id"))}
    edition_ids = {id_.text for entry in editions if (id_ := entry.scalar("id"))}
    names = TherapistNames.of(written_people(therapists))
    used_ids: set[str | None] = set()
    for path, reference in _therapist_references(editions):
        used_ids.add(reference.text)
        if reference.text not in therapist_ids:
            suggestion = closest(
                reference.text, (*therapist_ids, *names.current)
            )  # one mistake, one message
            used_ids |= {
                suggestion,
                *names.ids_of(suggestion or ""),
                *names.ids_of(reference.text),
            }
        if reference.text not in therapist_ids and reference.text not in unreadable:
            yield evolve(
                _unknown_therapist(reference, therapist_ids, edition_ids, names), path=path
            )
    for entry in () if unreadable else therapists:
        id_ = entry.scalar("id")
        if id_ is not None and id_.text not in used_ids:
            message = f"no response is by the therapist {describe(id_)}"
            hint = "nothing to do, if somebody has just joined"
            problem = id_.problem("TBH133", message, hint=hint, severity=Severity.INFO)
            yield evolve(problem, path=entry.path_to("id"))


def panel_problems(root: MappingNode, editions: Iterable[ContentEntry]) -> Iterator[Problem]:
    """Report editions without a panel, if the series has none for them."""
    if _has_value(root):
        return
    for entry in editions:
        if not _has_value(entry.node):
            message = "the key `challengers` is missing from an edition, and from the series"
            hint = "add `challengers: ...`, here or in the series, for all its editions"
            problem = entry.node.problem("TBH106", message, hint=hint)
            yield evolve(problem, path=entry.path_to("challengers"), length=1)


def channel_problems(nodes: Iterable[ContentEntry], known: Collection[str]) -> Iterator[Problem]:
    """Report channels that are neither built in nor declared by the series.

    Args:
        nodes: The document of the series, and the editions.
        known: The channels of the series.
    """
    for entry in nodes:
        for path, scalar in _channels_in(entry.node):
            # what is no name at all is reported where it is read
            if (
                isinstance(scalar, ScalarNode)
                and _is_name(scalar.text)
                and scalar.text not in (uses := (*known, *AIChannel))
            ):
                near = closest(scalar.text, uses)
                message = f"found {describe(scalar)}, which is none of {', '.join(known)}"
                declare = "declare it in `channels` of the series"
                hint = f"did you mean `{near}`?" if near else declare
                problem = scalar.problem("TBH109", message, hint=hint)
                yield evolve(problem, path=entry.path_to(path))


def _is_name(text: str) -> bool:
    constraint: Constraint = get_args(ChannelName)[1]
    return constraint.accepts(text)


def _channels_in(node: MappingNode) -> Iterator[tuple[str, AnyNode]]:
    """Yield each channel that a series or an edition names, with its path."""
    for key in ("calls_to_action", "notices"):
        for index, item in _items(node, key):
            for place, scalar in _items(item, "channels"):
                yield f"{key}[{index}].channels[{place}]", scalar
    for index, response in _items(node, "responses"):
        for number, consent in _items(response, "consents"):
            for place, scalar in _items(consent, "uses"):
                yield f"responses[{index}].consents[{number}].uses[{place}]", scalar


def _items(node: AnyNode, key: str) -> Iterator[tuple[int, Any]]:
    value = node.get(key) if isinstance(node, MappingNode) else None
    return enumerate(value.items if isinstance(value, SequenceNode) else ())


def channels_of(root: MappingNode) -> tuple[str, ...]:
    """Return the channels of a series as it is written."""
    scalars = (item for _, item in _items(root, "channels") if isinstance(item, ScalarNode))
    return (*Channel, *(scalar.text for scalar in scalars))


def _has_value(node: MappingNode) -> bool:
    value = node.get("challengers")
    return not (value is None or (isinstance(value, ScalarNode) and value.is_null))


def address_problems(
    series: Series, root: MappingNode, editions: Iterable[ContentEntry]
) -> Iterator[Problem]:
    """Yield a problem for each edition whose page cannot have the path of its URL.

    Args:
        series: The series that was made of them.
        root: The document of the series.
        editions: Every edition, as it is written.
    """
    entries = {id_.text: entry for entry in editions if (id_ := entry.scalar("id"))}
    pattern = ContentEntry(root).scalar("permalink")
    is_pattern_reported = False
    for page in series.displaced_pages:
        entry = entries[page.edition]
        own, message = entry.scalar("url"), page.message
        if own is None and pattern is not None and page.is_impossible:
            if not is_pattern_reported:  # once: it is the same for every edition
                hint = "give the series another `permalink`"
                yield evolve(pattern.problem("TBH115", message, hint=hint), path="permalink")
            is_pattern_reported = True
            continue
        where, key = (own, "url") if own is not None else (entry.scalar("slug"), "slug")
        hint = f"give it another {key}"
        if own is None and pattern is not None:
            hint += ", or the series another `permalink`"
        other_id = None if page.other is None else entries[page.other].scalar("id")
        related = () if other_id is None else (other_id.position("which has it already"),)
        problem = (where or entry.node).problem("TBH115", message, hint=hint, related=related)
        yield evolve(problem, path=entry.path_to(key))


def unknown_therapists(edition: ContentEntry, therapist_ids: Collection[str]) -> Iterator[Problem]:
    """Report what an edition says of therapists that there are not, given those that there are."""
    for path, reference in _therapist_references((edition,)):
        if reference.text not in therapist_ids:
            yield evolve(
                _unknown_therapist(reference, therapist_ids, (), TherapistNames()), path=path
            )


def _duplicates(
    entries: tuple[ContentEntry, ...], key: str, kind: str, form: Callable[[str], str] = str
) -> Iterator[Problem]:
    first: dict[str, ScalarNode] = {}
    for entry in entries:
        value = entry.scalar(key)
        if value is None:
            continue
        first_use = first.setdefault(form(value.text), value)
        if first_use is not value:
            problem = value.problem(
                "TBH131",
                f"another {kind} has the {key} {describe(first_use)} already",
                hint=f"give one of the two another {key}",
                related=(first_use.position("first used here"),),
            )
            yield evolve(problem, path=entry.path_to(key))


def _therapist_references(editions: tuple[ContentEntry, ...]) -> Iterator[tuple[str, ScalarNode]]:
    for entry in editions:
        responses = entry.node.get("responses")
        for index, response in enumerate(responses if isinstance(responses, SequenceNode) else ()):
            reference = (
                ContentEntry(response).scalar("therapist")
                if isinstance(response, MappingNode)
                else None
            )
            if reference is not None:
                yield entry.path_to(f"responses[{index}].therapist"), reference


def written_people(
    therapists: Iterable[ContentEntry],
) -> Iterator[tuple[str, str, Iterable[str]]]:
    """Yield id, name and former names of each therapist as they are written."""
    for entry in therapists:
        name, id_ = entry.scalar("name"), entry.scalar("id")
        if name is not None and id_ is not None:
            yield id_.text, name.text, _former_names(entry.node)


def _former_names(node: MappingNode) -> Iterator[str]:
    items = (item for _, item in _items(node, "former_names"))
    yield from (item.text for item in items if isinstance(item, ScalarNode))


def resolve_names(root: MappingNode, names: TherapistNames) -> None:
    """Put the ids of therapists in the place of their names, in the responses of an edition."""
    known_ids = names.ids
    for _, response in _items(root, "responses"):
        scalar = ContentEntry(response).scalar("therapist") if _is_group(response) else None
        if scalar is None or scalar.text in known_ids:
            continue
        ids = names.ids_of(scalar.text)
        if len(ids) != 1:
            continue
        key, _ = response.pairs["therapist"]
        node = NamedTherapist(
            scalar.source,
            scalar.line,
            scalar.column,
            ids[0],
            scalar.kind,
            scalar.style,
            name=scalar.text,
        )
        node.span = scalar.span
        response.pairs["therapist"] = (key, node)
        root.source.uses_names = True


def _is_group(node: object) -> TypeGuard[MappingNode]:
    return isinstance(node, MappingNode)


def _unknown_therapist(
    reference: ScalarNode,
    therapist_ids: Collection[str],
    edition_ids: Collection[str],
    names: TherapistNames,
) -> Problem:
    if reference.text in edition_ids:
        message = f"{describe(reference)} is an edition, not a therapist"
        return reference.problem("TBH132", message, hint="write the id of a therapist")
    ids = names.current.get(normalize_name(reference.text), ())
    if ids:
        description = (
            "the name of a therapist" if len(ids) == 1 else f"the name of {len(ids)} therapists"
        )
        message = f"{describe(reference)} is {description}, and not an id"
        hint = f"write {' or '.join(f'`therapist: {id_}`' for id_ in ids)}"
        return reference.problem("TBH130", message, hint=hint)
    suggestion = closest(reference.text, (*therapist_ids, *names.current))
    suggestion = names.current.get(suggestion or "", (suggestion,))[0]
    hint = f"did you mean `{suggestion}`?" if suggestion else "write the id of a therapist"
    if not suggestion and _is_id(reference.text) and is_shown(reference):
        hint = f"write `therapists/{reference.text}.yaml`"
    return reference.problem("TBH130", f"unknown therapist {describe(reference)}", hint=hint)


def time_zone_of(root: AnyNode | None) -> str | None:
    """Return the time zone of a series, UTC by default; nothing where it names one that is none."""
    if not isinstance(root, MappingNode):
        return None
    scalar = ContentEntry(root).scalar("time_zone")
    constraints = get_args(field_types(Series)["time_zone"])
    name = "UTC" if scalar is None else scalar.text
    checks = (item.accepts(name) for item in constraints if isinstance(item, Constraint))
    return name if all(checks) else None


def _is_id(text: str) -> bool:
    """Return whether a text can be the id of a therapist."""
    constraints = get_args(field_types(Therapist)["id"])
    return all(item.accepts(text) for item in constraints if isinstance(item, Constraint))

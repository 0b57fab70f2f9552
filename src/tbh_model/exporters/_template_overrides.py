"""Templates of a content folder beside those of packages, whose place they take. Loads jinja2."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Final

from jinja2 import Environment, PackageLoader, TemplateSyntaxError, meta, nodes

from tbh_model._attrs import frozen
from tbh_model._errors import closest
from tbh_model._problems import Problem, Severity
from tbh_model.content import read_text, template_files
from tbh_model.exporters._contract import Exporter
from tbh_model.exporters._jinja_environment import BUILT_IN

_FOLDER: Final = "templates/"
# The first line of a copy: what it is a copy of, so that a change of that can be seen.
_COPY: Final = re.compile(r"\{# copy of (\S+), sha256 ([0-9a-f]{16}) #\}\n")


@frozen(kw_only=True)
class PackageTemplate:
    """A template of a package, whose place one of a content folder can take."""

    name: str
    """Its name, such as `html/edition.html`."""
    package: str
    """The package that has it, such as `tbh_model.exporters.html`."""
    source: str
    """Its text."""

    @property
    def blocks(self) -> tuple[str, ...]:
        """The names of the blocks that it defines, in their order."""
        tree = Environment().parse(self.source)  # noqa: S701 - nothing is rendered
        return tuple(block.name for block in tree.find_all(nodes.Block))

    @property
    def copy(self) -> str:
        """The text of a copy for a content folder. It says what it is a copy of."""
        return f"{{# copy of {self.name}, sha256 {_digest(self.source)} #}}\n{self.source}"

    def override(self, blocks: Iterable[str]) -> str:
        """Return a template that extends this one and prints some of its blocks as it does."""
        prefix = "tbh" if self.package == BUILT_IN else self.package
        bodies = (
            f"\n{{% block {name} %}}\n{{{{ super() -}}}}\n{{% endblock %}}\n" for name in blocks
        )
        return f'{{% extends "{prefix}/{self.name}" %}}\n{"".join(bodies)}'


def _digest(source: str) -> str:
    return sha256(source.encode()).hexdigest()[:16]


def package_templates(exporters: Iterable[Exporter]) -> tuple[PackageTemplate, ...]:
    """Return the templates of the packages of some exporters, by name."""
    # what comes with the library is read by every exporter that has templates
    packages = dict.fromkeys(
        package for exporter in exporters for package in _packages_of(exporter)
    )
    templates: dict[str, PackageTemplate] = {}
    for package in (*packages, BUILT_IN) if packages else ():
        for name, source in _sources_of(package).items():
            template = PackageTemplate(name=name, package=package, source=source)
            templates.setdefault(name, template)
    return tuple(templates[name] for name in sorted(templates))


def outdated_copies(folder: Path, exporters: Iterable[Exporter]) -> Iterator[Problem]:
    """Yield a warning for each copy in a content folder whose original is another one today."""
    originals = {template.name: template for template in package_templates(exporters)}
    for file, body in template_files(folder)[0].items():
        mark = _COPY.match(_decode(body))
        original = None if mark is None else originals.get(mark[1])
        if mark is not None and original is not None and _digest(original.source) != mark[2]:
            yield Problem(
                code="TBH460",
                message=f"`{original.name}` of {original.package} has changed since it was copied",
                severity=Severity.WARNING,
                file=file,
                line=1,
                column=1,
                hint="move this file away, eject the template again, and make your changes there",
            )


def unread_templates(folder: Path, exporters: Iterable[Exporter]) -> Iterator[Problem]:
    """Yield a warning for each template of a content folder that no exporter reads.

    A template is read if an exporter has one of its name, or if one that is read names it. Nothing
    is said where that cannot be known: of a template whose name is put together, or is an option.
    """
    content_templates = {
        name.removeprefix(_FOLDER): _decode(body)
        for name, body in template_files(folder)[0].items()
        if not _is_readme(name)
    }
    exporters = tuple(exporters)
    packages = {package for exporter in exporters for package in _packages_of(exporter)}
    read, is_complete = _used_templates(content_templates, packages)
    is_complete = is_complete and not any(map(_may_read_others, exporters))
    options = read_text(folder, "publish.yaml") or ""
    all_names = {*_sources_of(BUILT_IN), *read}
    for name in sorted(content_templates.keys() - read):
        suggestion = _intended_name(name, all_names - content_templates.keys())
        if name not in options and (is_complete or suggestion is not None or name in all_names):
            yield _problem(name, suggestion, is_known=name in all_names)


def _problem(name: str, suggestion: str | None, *, is_known: bool) -> Problem:
    hint = "give it the name of the template whose place it is to take, or remove it"
    if is_known:
        hint = "let the exporter run that has a template of this name, or remove it"
    elif suggestion is not None:
        hint = f"did you mean `{_FOLDER}{suggestion}`?"
    return Problem(
        code="TBH442",
        message="no exporter that runs reads this template",
        severity=Severity.WARNING,
        file=f"{_FOLDER}{name}",
        line=1,
        column=1,
        hint=hint,
    )


def _used_templates(content_templates: dict[str, str], packages: set[str]) -> tuple[set[str], bool]:
    """Return the names that are read, and whether there can be no others."""
    # There can where a template of the content puts the name of another one together.
    package_templates = {
        name: text for package in packages for name, text in _sources_of(package).items()
    }
    queue, used, is_complete = [*package_templates], set[str](), True
    while queue:
        name = queue.pop()
        if name in used:
            continue
        used.add(name)
        references = _references(content_templates.get(name, ""))
        is_complete = is_complete and None not in references
        overridden = package_templates.get(name) or _sources_of(BUILT_IN).get(
            name.removeprefix("tbh/"), ""
        )
        queue += filter(None, (*references, *_references(overridden)))
    return used, is_complete


@cache
def _references(text: str) -> set[str | None]:
    """Return the templates that one names; `None` among them where a name is put together."""
    if "{%" not in text:
        return set()
    try:
        return set(meta.find_referenced_templates(Environment().parse(text)))  # noqa: S701 - read
    except TemplateSyntaxError:  # another problem says so
        return {None}


def _packages_of(exporter: Exporter) -> Iterator[str]:
    """Yield the packages around the class of an exporter that have templates."""
    parts = type(exporter).__module__.split(".")
    names = (".".join(parts[:end]) for end in range(1, len(parts) + 1))
    return (name for name in names if _sources_of(name))


@cache
def _sources_of(package: str) -> Mapping[str, str]:
    """Return the templates of a package by name; none where it has no such folder."""
    try:
        loader = PackageLoader(package)
    except (ImportError, ValueError):
        return {}
    environment = Environment()  # noqa: S701 - nothing is rendered
    return {name: loader.get_source(environment, name)[0] for name in loader.list_templates()}


def _intended_name(name: str, names: set[str]) -> str | None:
    """Find the template that a name was to be: one in another folder, or one that is spelled so."""
    path = PurePosixPath(name)
    stems = {
        candidate.stem: str(candidate)
        for candidate in map(PurePosixPath, sorted(names, reverse=True))
        if candidate.suffix == path.suffix
    }
    return stems.get(path.stem) or stems.get(closest(path.stem, stems) or "")


def _may_read_others(exporter: Exporter) -> bool:
    """Return whether an exporter may read templates of which nothing is known here."""
    is_ours = type(exporter).__module__.startswith("tbh_model.")
    return not is_ours and not any(_packages_of(exporter))


def _is_readme(name: str) -> bool:
    return PurePosixPath(name).name.casefold().startswith(("readme", "license"))


def _decode(body: bytes) -> str:
    return body.decode(errors="replace")

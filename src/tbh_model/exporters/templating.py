"""Jinja2 templates for exporters: lookup, escaping and errors.

An exporter creates a value of `Templates`, and renders with it:

    PAGES = Templates(package=__name__, media_type="text/html")

    def page(series: Series, edition_id: str) -> str:
        return PAGES.render("lines/edition.html", series, series.edition(edition_id))
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tbh_model._attrs import frozen
from tbh_model._errors import TBHError
from tbh_model._problems import Problem
from tbh_model._regular_files import exists
from tbh_model.exporters._contract import Exporter
from tbh_model.exporters._template_filters import Filters
from tbh_model.exporters._urls import base_url
from tbh_model.model import Edition, Series
from tbh_model.text import replace_unencodable

if TYPE_CHECKING:  # jinja2 loads with the first template
    from jinja2 import Environment

    from tbh_model.exporters._template_overrides import PackageTemplate

__all__ = [
    "TemplateError",
    "Templates",
    "clear_template_cache",
    "is_markup",
    "override_problems",
    "package_templates",
    "template_problems",
]

_MARKUP: Final = re.compile(r"text/html|[\w.-]+/(?:[\w.-]+\+)?xml", re.ASCII | re.IGNORECASE)


class TemplateError(TBHError):
    """A template cannot be read, or asks for something that there is not."""

    def __init__(
        self, template: str, line: int | None, reason: str, edition: str | None = None
    ) -> None:
        super().__init__(template, line, reason, edition)
        self.template, self.line, self.reason, self.edition = template, line, reason, edition

    @property
    def mistake(self) -> str:
        """The problem with its position, the same for all affected editions."""
        location = self.template if self.line is None else f"{self.template}:{self.line}"
        return f"template {location}: {self.reason}"

    def __str__(self) -> str:
        """Describe what is wrong, where, and in which edition."""
        suffix = "" if self.edition is None else f" (edition {self.edition!r})"
        return f"{self.mistake}{suffix}"


@frozen(kw_only=True)
class Templates:
    """The templates of an exporter, for one kind of file. A value: it compares, and pickles.

    A template is looked for in `templates/` of the content folder, then in the exporter's own
    package, then among those that come with the library. With the prefix `tbh/` a name always
    means one that comes with the library, and with that of the package, such as `tbh_lines/`, one
    of the exporter's own: so that a template can extend what it replaces.

    A name that is not there is a mistake, and so is a block that no template above it has.
    """

    package: str
    """The package that has a folder `templates`, or the module beside it: write `__name__`."""
    media_type: str
    """The media type of the output, such as `text/html`; it decides on escaping (`is_markup`)."""
    filters: tuple[Callable[..., object], ...] = ()
    """Additional filters, which are functions of a module."""

    def render(
        self,
        template: str,
        series: Series,
        edition: Edition | None = None,
        /,
        *,
        language: str | None = None,
        **context: object,
    ) -> str:
        """Return a rendered template, whose context has `series`, `language` and perhaps `edition`.

        In markup, characters that HTML or XML 1.0 forbid become U+FFFD.

        Args:
            template: Its name, such as `lines/edition.html`.
            series: The series of the release.
            edition: The edition of the file; an error names it.
            language: The language of the file; by default that of the edition or of the series.
            context: Further variables of the template.

        Raises:
            TemplateError: If it cannot be read, or fails.
        """
        from tbh_model.exporters import _jinja_environment as _jinja  # jinja2: 25 ms

        template_language = language or (
            series.language_of(edition) if edition else series.language
        )
        variables = {"series": series, "language": template_language, **context}
        if edition is not None:
            variables.setdefault("edition", edition)
        env = self.environment(series, template_language)
        try:
            text = env.get_template(template).render(variables)
        except Exception as error:
            location = _jinja.error_location(error)
            name = (
                template
                if location is None
                else self._display_name(Path(location[0]), series.folder)
            )
            line = None if location is None else location[1]
            message = _jinja.error_message(error, template, env)
            slug = None if edition is None else edition.slug
            raise TemplateError(name, line, message, slug) from error
        return replace_unencodable(text) if is_markup(self.media_type) else text

    def environment(self, series: Series, language: str | None = None) -> "Environment":
        """Return the environment that templates are rendered in; it is made once, and shared.

        Raises:
            TemplateError: If the package has no templates.
        """
        filters = Filters(
            language=language or series.language,
            time_zone=series.time_zone,
            base_url=base_url(series),
        )
        folder = series.folder
        override_folder = folder if folder is not None and exists(folder / "templates") else None
        return _environment(self, override_folder, filters)

    def _display_name(self, file: Path, folder: Path | None) -> str:
        """Name the file of a template as its author knows it."""
        if folder is not None and file.is_relative_to(folder / "templates"):
            return file.relative_to(folder).as_posix()
        prefix = "tbh" if Path(__file__).parent in file.parents else self.package
        return f"{prefix}/{file.as_posix().rpartition('/templates/')[2]}"


def is_markup(media_type: str) -> bool:
    """Return whether templates escape text for a media type: HTML, XHTML, SVG and all other XML.

    For other types, such as Markdown and plain text, a template escapes text itself: with
    `escape_markdown` in Markdown, with `tojson` in JSON.

    >>> templating.is_markup("text/html"), templating.is_markup("text/markdown")
    (True, False)
    """
    return _MARKUP.fullmatch(media_type.partition(";")[0].strip()) is not None


def template_problems(folder: Path | None) -> tuple[Problem, ...]:
    """Return the problems of the templates of a content folder, without rendering them.

    >>> exporters.template_problems(Path("examples/therapists-being-human"))
    ()
    """
    if folder is None or not exists(folder / "templates"):
        return ()
    from tbh_model.exporters import _jinja_environment as _jinja  # jinja2: 25 ms

    return _jinja.problems_in(folder)


def package_templates(exporters: Iterable[Exporter]) -> "tuple[PackageTemplate, ...]":
    """Return the templates of the packages of some exporters, whose place others can take.

    >>> [template.name for template in templating.package_templates([exporters.HTML()])][:2]
    ['html/404.html', 'html/archive.html']
    """
    from tbh_model.exporters import _template_overrides as _overrides  # jinja2: 25 ms

    return _overrides.package_templates(exporters)


def override_problems(folder: Path, exporters: Iterable[Exporter]) -> tuple[Problem, ...]:
    """Return a warning of each template of a content folder that is not read, or an old copy.

    >>> templating.override_problems(Path("examples/therapists-being-human"), [exporters.HTML()])
    ()
    """
    if not exists(folder / "templates"):
        return ()
    from tbh_model.exporters import _template_overrides as _overrides  # jinja2: 25 ms

    exporters = tuple(exporters)
    return (
        *_overrides.unread_templates(folder, exporters),
        *_overrides.outdated_copies(folder, exporters),
    )


def clear_template_cache() -> None:
    """Clear the cache of template lookups, so that a new template replaces another.

    A changed template is read again without this.

    >>> templating.clear_template_cache()
    """
    _environment.cache_clear()


@lru_cache(maxsize=32)
def _environment(templates: Templates, folder: Path | None, filters: Filters) -> "Environment":
    from tbh_model.exporters import _jinja_environment as _jinja  # jinja2: 25 ms

    own_filters = {function.__name__: function for function in templates.filters}
    try:
        return _jinja.make_environment(
            templates.package,
            folder,
            {**filters.by_name(), **own_filters},
            is_markup=is_markup(templates.media_type),
        )
    except (ImportError, ValueError) as error:
        message = "there is no such package, or it has no folder `templates`"
        raise TemplateError(templates.package, None, message) from error

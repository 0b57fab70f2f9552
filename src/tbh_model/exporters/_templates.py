"""Jinja2 for exporters: whose template wins, what is escaped, what a mistake says."""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from tbh_model._errors import TBHError

if TYPE_CHECKING:  # jinja2 loads with the first template
    from jinja2 import Environment


class TemplateError(TBHError):
    """A template cannot be read, or asks for something that there is not."""

    def __init__(self, template: str, line: int | None, found: str) -> None:
        super().__init__(template, line, found)
        self.template, self.line, self.found = template, line, found

    def __str__(self) -> str:
        """Say what was found, and where."""
        place = self.template if self.line is None else f"{self.template}:{self.line}"
        return f"template {place}: {self.found}"


@lru_cache(maxsize=8)
def environment(package: str, folder: Path | None = None) -> "Environment":
    """Give the environment of an exporter.

    A template is looked for in `templates/` of the content folder, then in the exporter's own
    package. With the prefix `tbh/` it is always the exporter's own, so that an override can
    extend what it replaces. Everything is escaped, and a name that is not there is a mistake.

    Args:
        package: The package that has a folder `templates`.
        folder: The content folder, if the series has one.
    """
    from jinja2 import (  # loads with the first template: 25 ms
        ChoiceLoader,
        Environment,
        FileSystemLoader,
        PackageLoader,
        PrefixLoader,
        StrictUndefined,
    )

    own = PackageLoader(package)
    users = [] if folder is None else [FileSystemLoader(folder / "templates")]
    return Environment(
        loader=ChoiceLoader([*users, own, PrefixLoader({"tbh": own})]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def rendered(made: "Environment", template: str, **context: object) -> str:
    """Render a template.

    Raises:
        TemplateError: If it cannot be read, or uses a name that there is not.
    """
    from jinja2 import TemplateSyntaxError
    from jinja2.exceptions import TemplateNotFound, TemplateRuntimeError

    try:
        return made.get_template(template).render(context)
    except TemplateNotFound as error:
        name = str(error.name or template)
        raise TemplateError(name, None, "there is no such template") from None
    except TemplateSyntaxError as error:
        found = error.message or "this is not valid"
        raise TemplateError(error.name or template, error.lineno, found) from None
    except TemplateRuntimeError as error:
        name, line = _place(error, template)
        raise TemplateError(name, line, error.message or "unknown name") from None


def _place(error: Exception, template: str) -> tuple[str, int | None]:
    """Give the template in which it went wrong, which may be one that is included, and the line."""
    name, line, trace = template, None, error.__traceback__
    while trace is not None:
        if "__jinja_exception__" in trace.tb_frame.f_globals:  # Jinja2's mark of its own frames
            file = Path(trace.tb_frame.f_code.co_filename).as_posix()
            name, line = file.rpartition("/templates/")[2], trace.tb_lineno
        trace = trace.tb_next
    return name, line

"""The pages that the preview adds: templates and assets of its own, and headers that lock them."""

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:  # jinja2 loads with the first page
    from jinja2 import Environment

PREFIX: Final = "_tbh"
"""The folder of addresses that the preview keeps for itself: what an exporter writes there is not
seen at its own path."""

ASSETS: Final = {
    "desk.css": "text/css",
    "desk.js": "text/javascript",
    "live.js": "text/javascript",
}

_SOURCES: Final = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",  # letters and entries bring styles of their own
    "img-src": "'self' data: https:",
    "connect-src": "'self'",
    "frame-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}

POLICY: Final = {
    "Content-Security-Policy": "; ".join(f"{kind} {what}" for kind, what in _SOURCES.items()),
    "Referrer-Policy": "no-referrer",
}


def render_page(template: str, **context: object) -> str:
    """Render a page, or a part of one."""
    return _environment().get_template(template).render(context)


def read_asset(name: str) -> bytes:
    """Return an asset, by its name."""
    return files("tbh_model.preview").joinpath("assets", name).read_bytes()


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("tbh_model.preview"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["style"] = read_asset("bar.css").decode()
    return environment

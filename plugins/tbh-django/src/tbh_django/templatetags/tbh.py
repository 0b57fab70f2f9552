"""Template tags: `{% load tbh %}`."""

from django import template
from django.utils.safestring import SafeString

from tbh_django import serving

register = template.Library()


@register.simple_tag
def tbh_edition(edition: str, series: str | None = None) -> SafeString:
    """Return an edition as HTML by its slug: `{% tbh_edition "running-late" %}`."""
    return serving.edition_html(edition, series)

"""A block for Wagtail that embeds an edition in a page; it needs the extra `wagtail`."""

from collections.abc import Mapping
from typing import Any

from django.utils.safestring import SafeString
from wagtail.blocks import ChoiceBlock

from tbh_django.models import Edition
from tbh_django.serving import edition_html


def edition_choices() -> list[tuple[str, str]]:
    """Return every edition, drafts too: a page can be prepared before they go out."""
    rows = Edition.objects.select_related("series").order_by("series__title", "-published", "-pk")
    return [(f"{row.series.key}/{row.key}", f"{row.series}: {row}") for row in rows]


class EditionBlock(ChoiceBlock):  # type: ignore[misc]  # Wagtail has no types
    """A block in which an editor chooses an edition, and a reader sees what may go out of it.

    A template of the block (`Meta.template`) finds the HTML under the name `edition`.
    """

    choices = staticmethod(edition_choices)  # a function, so that no migration lists editions

    class Meta:  # pyright: ignore[reportIncompatibleVariableOverride] - Wagtail merges them
        """How it is shown to editors."""

        label = "Edition"
        icon = "openquote"

    def get_context(
        self, value: str, parent_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Return the context of the template, with the HTML of the edition."""
        context = super().get_context(value, parent_context=parent_context)
        return {**context, "edition": self.render_basic(value)}

    def render_basic(self, value: str, context: Mapping[str, Any] | None = None) -> SafeString:  # noqa: ARG002 - as Wagtail calls it
        """Return the edition as HTML; nothing if it may not go out now."""
        series, _, edition = (value or "").partition("/")
        return edition_html(edition, series)

"""An edition in pages of the project: by a template tag, and by a block of Wagtail."""

from datetime import date

import pytest
from django.template import Context, Template

from rows import edition, roundup, series


def rendered(tag: str) -> str:
    return Template(f"{{% load tbh %}}{{% {tag} %}}").render(Context())


def test_a_template_shows_an_edition() -> None:
    """By its slug, as HTML, and only what may go out."""
    answer = roundup()
    shown = rendered('tbh_edition "running-late"')
    answer.withdraw(date(2026, 6, 1))

    assert "<p>The bus was <em>early</em>.</p>" in shown
    assert "How late I am." in shown
    assert "How late I am." not in rendered('tbh_edition "running-late"')


def test_an_edition_that_may_not_go_out_is_nothing() -> None:
    """A draft, or one that is not there."""
    edition(series(), status="draft")

    assert rendered('tbh_edition "running-late" "off-the-clock"') == ""
    assert rendered('tbh_edition "another"') == ""


def test_an_editor_of_wagtail_chooses_an_edition() -> None:
    """And a reader sees what may go out of it, also in a stream of blocks."""
    pytest.importorskip("wagtail", reason="Wagtail is not installed")
    from wagtail.blocks import StreamBlock

    from tbh_django.wagtail import EditionBlock, edition_choices

    answer = roundup()
    value = f"off-the-clock/{answer.edition.key}"
    stream = StreamBlock([("edition", EditionBlock())])
    page = stream.to_python([{"type": "edition", "value": value}])
    assert edition_choices() == [(value, "Off the Clock: Running Late")]
    assert "How late I am." in page.render_as_block()
    assert EditionBlock().get_context(value)["edition"] == EditionBlock().render(value)

    answer.withdraw(date(2026, 6, 1))
    assert "How late I am." not in page.render_as_block()
    assert EditionBlock(required=False).render("") == ""


def test_a_migration_of_wagtail_lists_no_editions() -> None:
    """It names the function that does."""
    pytest.importorskip("wagtail", reason="Wagtail is not installed")
    from tbh_django.wagtail import EditionBlock, edition_choices

    _, _, arguments = EditionBlock().deconstruct()

    assert arguments["choices"] is edition_choices

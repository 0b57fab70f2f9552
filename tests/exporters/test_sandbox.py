"""Templates that come with the content: they print what they are given, and reach nothing else."""

import os
import sys
from importlib import invalidate_caches
from pathlib import Path

import pytest

import tbh_model as tbh
from small import AT, series
from tbh_model.exporters import template_problems
from tbh_model.exporters.templating import TemplateError, Templates

PART = "html/parts/challenge.html"
ESCAPES = {
    "cycler": "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "namespace": "{{ namespace.__init__.__globals__ }}",
    "self": "{{ self._TemplateReference__context }}",
    "class": "{{ ''.__class__.__mro__ }}",
    "item": "{{ series['__class__']['__init__'] }}",
    "attr": "{{ series|attr('__init__') }}",
    "joined": "{{ series|attr('__in' ~ 'it__') }}",
    "map": "{{ [cycler]|map(attribute='__init__.__globals__')|list }}",
    "map attr": "{{ [cycler]|map('attr', '__init__')|first }}",
    "groupby": "{% for a, b in [cycler]|groupby('__init__') %}{{ a }}{% endfor %}",
    "join": "{{ [cycler]|join(',', attribute='__init__') }}",
    "format": "{{ '{0.__class__}'.format(series) }}",
    "format map": "{{ '{x.__class__}'.format_map({'x': series}) }}",
    "format attr": "{{ ('{0.__class__}'|attr('format'))(series) }}",
    "folder": "{{ series.folder.parent }}",
    "read": "{{ series.folder.joinpath('/etc/passwd').read_text() }}",
    "format folder": "{{ '{0.folder}'.format(series) }}",
    "write": "{{ context.site.series.folder.joinpath('pwned').write_text('x') }}",
    "method": "{{ context.link_to.__func__.__globals__ }}",
    "filter": "{% set f = context.html.__self__ %}{{ f }}",
    "zones": "{{ edition.published.tzinfo.clear_cache() }}{{ [].__class__ }}",
    "change": "{% set x = [] %}{{ x.append(1) }}",
    "macro": "{% macro m() %}{% endmacro %}{{ m.__globals__ }}",
    "import": "{% import 'tbh/html/macros.html' as m %}{{ m.__dict__ }}",
    "range": "{% for i in range(10 ** 9) %}{% endfor %}",
    "long range": "{{ range(10 ** 30) }}",
    "product": "{{ 'a' * 1000000000 }}",
    "power": "{{ 9 ** 999999 }}",
    "centre": "{{ 'a'.center(1000000000) }}",
    "lipsum": "{{ lipsum(n=1000000000) }}",
}


def override(folder: Path, text: str, name: str = PART) -> tbh.Series:
    file = folder / "templates" / name
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    return series(folder=folder)


def pages(made: tbh.Series) -> dict[str, str]:
    return {
        artifact.path: artifact.body.decode()
        for artifact in tbh.export(made, "html", at=AT)
        if artifact.path.endswith(".html")
    }


@pytest.mark.parametrize("text", ESCAPES.values(), ids=ESCAPES)
@pytest.mark.parametrize("name", [PART, "html/edition.html"])
def test_a_template_of_the_content_reaches_nothing_of_python(
    tmp_path: Path, name: str, text: str
) -> None:
    """Whether it is the whole page, or a part that a template of the library includes."""
    made = override(tmp_path, f"first\n{text}\n", name)

    with pytest.raises(TemplateError) as caught:
        pages(made)

    assert str(caught.value).startswith(f"template templates/{name}:2: ")
    assert not (tmp_path / "pwned").exists()


def test_what_is_forbidden_is_said_in_plain_words(tmp_path: Path) -> None:
    """With the file, the line and the name that was asked for."""
    made = override(tmp_path, "first\n\n{{ cycler.__init__.__globals__ }}\n")

    with pytest.raises(TemplateError) as caught:
        pages(made)

    assert str(caught.value) == (
        f"template templates/{PART}:3: a template of the content may not use `__init__`: "
        "it can print what it is given, and reach nothing else (edition 'patience')"
    )


def test_a_template_of_the_content_still_does_what_templates_do(tmp_path: Path) -> None:
    """Loops, macros, filters, formats, inheritance and everything that pages are made of."""
    text = (
        '{% extends "tbh/html/edition.html" %}{% import "tbh/html/macros.html" as m %}'
        "{% macro twice(x) %}{{ x }}{{ x }}{% endmacro %}"
        "{% block parts %}{{ super() }}<p>{{ twice('ab') }} {{ '{:>4}'.format('x') }} {{ 2 * 3 }}"
        "{% for i in range(3) %}{{ loop.index }}{{ loop.cycle('a', 'b') }}{% endfor %}"
        "{{ series.therapists|map(attribute='name')|join(', ') }}"
        "{{ edition.published|day }}{{ context.link_to_edition(edition) }}</p>{% endblock %}"
    )
    page = pages(override(tmp_path, text, "html/edition.html"))["editions/patience/index.html"]
    plain = pages(series())["editions/patience/index.html"]

    added = page[page.index("<p>abab") : page.index("</p>", page.index("<p>abab")) + 4]
    assert added.startswith("<p>abab    x 61a2b3a")
    assert page.replace(added, "") == plain


def test_without_templates_of_its_own_content_is_rendered_in_the_ordinary_environment(
    tmp_path: Path,
) -> None:
    """Which is as fast as it was; a folder of templates that is added later is seen."""
    templates = Templates(package="tbh_model.exporters.html", media_type="text/html")
    made = series(folder=tmp_path)

    assert templates.environment(made).globals["range"] is range
    assert pages(made) == pages(series())
    override(tmp_path, "mine", "html/404.html")
    assert pages(made)["404.html"] == "mine"


def test_templates_of_an_installed_package_are_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside templates of the content as without them; what they include of the content is not."""
    package = f"trusted_{os.getpid()}"
    below = tmp_path / "site-packages" / package / "templates" / "lines"
    below.mkdir(parents=True)
    (below.parents[1] / "__init__.py").touch()
    (below / "a.txt").write_text(
        "{% set x = [] %}{% set _ = x.append('own') %}{{ x[0] }} {{ x.__class__.__name__ }} "
        "{% include 'lines/b.txt' %}",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(tmp_path / "site-packages")
    invalidate_caches()
    templates = Templates(package=package, media_type="text/plain")
    content = tmp_path / "content"

    made = override(content, "{{ series.title }}", "lines/b.txt")
    assert templates.render("lines/a.txt", made) == f"own list {made.title}"

    (content / "templates/lines/b.txt").write_text("{{ series.__class__ }}", encoding="utf-8")
    with pytest.raises(
        TemplateError, match=r"templates/lines/b\.txt:1: .* may not use `__class__`"
    ):
        templates.render("lines/a.txt", made)
    del sys.modules[package]


@pytest.mark.parametrize(
    "name",
    ["/etc/hostname", "../secret.txt", "html/../../secret.txt", "html\\\\..\\\\..\\\\secret.txt"],
)
def test_a_template_includes_nothing_from_outside(tmp_path: Path, name: str) -> None:
    """Neither by a path from the root nor by one that leads upwards."""
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    made = override(tmp_path / "content", f'{{% include "{name}" %}}')

    with pytest.raises(TemplateError, match="there is no template"):
        pages(made)


def test_a_template_that_is_a_link_to_outside_is_refused(tmp_path: Path) -> None:
    """Its page is not made, and what it leads to is in none."""
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    made = override(tmp_path / "content", "")
    (tmp_path / "content" / "templates" / PART).unlink()
    (tmp_path / "content" / "templates" / PART).symlink_to(tmp_path / "secret.txt")

    with pytest.raises(TemplateError, match=r"challenge\.html` leads out of the content folder"):
        pages(made)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a\n{{ cycler.__init__ }}", 2, "may not use `__init__`"),
        ("{{ x['__class__'] }}", 1, "may not use `__class__`"),
        ("\n\n{{ x|attr('_private') }}", 3, "may not use `_private`"),
        ("{{ x|map(attribute='a.__b__')|list }}", 1, "may not use `__b__`"),
        ("a\n\n{% if %}\n", 3, "Expected an expression"),
    ],
)
def test_a_check_reads_the_templates_of_the_content(
    tmp_path: Path, text: str, line: int, words: str
) -> None:
    """What no page could be made with is known before anything is built."""
    override(tmp_path, text)

    (problem,) = template_problems(tmp_path)

    assert (problem.code, problem.file, problem.line) == ("TBH151", f"templates/{PART}", line)
    assert words in problem.message


def test_templates_that_are_right_have_no_problem(tmp_path: Path) -> None:
    """Nor have pictures that lie among them, nor content without any."""
    assert template_problems(tmp_path) == template_problems(None) == ()
    override(tmp_path, '{% extends "tbh/html/edition.html" %}{{ series.title }}')
    (tmp_path / "templates/logo.png").write_bytes(b"\x89PNG\xff")

    assert template_problems(tmp_path) == ()

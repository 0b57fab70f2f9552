"""Templates: whose wins, what is escaped, what a mistake says."""

import pickle
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import invalidate_caches
from pathlib import Path

import pytest
from click.testing import CliRunner

import tbh_model as tbh
from small import AT, edition, series
from tbh_model.cli._main import tbh as command
from tbh_model.exporters.templating import TemplateError, Templates, is_markup

INDEX = "index.html"
Plugin = Callable[..., Templates]


def index(made: tbh.Series) -> str:
    artifacts = tbh.export(made, "html", at=AT)
    return next(artifact.body.decode() for artifact in artifacts if artifact.path == INDEX)


def override(folder: Path, text: str) -> tbh.Series:
    file = folder / "templates" / "html" / "index.html"
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    return series(folder=folder)


def test_a_template_of_the_content_folder_wins(tmp_path: Path) -> None:
    """It replaces the one of the exporter."""
    assert index(override(tmp_path, "Mine, and nothing else.\n")) == "Mine, and nothing else.\n"


def test_an_override_can_extend_what_it_replaces(tmp_path: Path) -> None:
    """The one of the exporter stays there under its prefix."""
    made = override(tmp_path, '{% extends "tbh/html/index.html" %}')

    assert index(made) == index(series())


def test_a_template_in_another_encoding_is_told_what_to_do(tmp_path: Path) -> None:
    """In words for whoever saved it."""
    made = override(tmp_path, "")
    (tmp_path / "templates/html/index.html").write_bytes("Été".encode("latin-1"))

    with pytest.raises(TemplateError, match="it is not UTF-8; save it as UTF-8"):
        index(made)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a\n{{ nowhere }}\n", "template templates/html/index.html:2: 'nowhere' is undefined"),
        ("a\n\n{% if %}\n", "template templates/html/index.html:3: "),
        (
            '{% extends "html/none.html" %}',
            "template templates/html/index.html:1: there is no template 'html/none.html'",
        ),
    ],
)
def test_a_mistake_is_named_with_template_and_line(tmp_path: Path, text: str, words: str) -> None:
    """For whoever wrote the override."""
    with pytest.raises(tbh.TemplateError) as caught:
        index(override(tmp_path, text))

    assert str(caught.value).startswith(words)


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Plugin:
    """A package that brings templates, with the texts of some."""

    def made(media_type: str = "text/html", **templates: str) -> Templates:
        package = f"plugin_{tmp_path.name.replace('-', '_')}"
        folder = tmp_path / "site-packages" / package
        (folder / "templates" / "lines").mkdir(parents=True, exist_ok=True)
        (folder / "__init__.py").touch()
        for name, text in templates.items():
            file = folder / "templates" / "lines" / f"{name}.txt"
            file.write_text(text, encoding="utf-8")
        monkeypatch.syspath_prepend(folder.parent)
        invalidate_caches()
        return Templates(package=package, media_type=media_type)

    return made


def content(folder: Path, **templates: str) -> tbh.Series:
    """A series whose content folder overrides templates."""
    below = folder / "content" / "templates" / "lines"
    below.mkdir(parents=True)
    for name, text in templates.items():
        (below / f"{name}.txt").write_text(text, encoding="utf-8")
    return series(folder=folder / "content")


def one(templates: Templates, text: str, made: tbh.Series | None = None, **context: object) -> str:
    """Render a text that stands in a template."""
    return templates.environment(made or series()).from_string(text).render(context)


def test_the_content_folder_wins_over_the_package_and_it_over_the_library(
    plugin: Plugin, tmp_path: Path
) -> None:
    """Each is looked into where the one before it has no such template."""
    made = plugin(a="theirs", b="theirs {% include 'html/icon.svg' %}")
    overridden = content(tmp_path, a="mine")

    assert made.render("lines/a.txt", overridden) == "mine"
    assert made.render("lines/b.txt", overridden).startswith("theirs <svg")
    assert made.render("lines/a.txt", series()) == "theirs"


def test_a_template_of_a_plugin_is_extended_by_the_name_of_its_package(
    plugin: Plugin, tmp_path: Path
) -> None:
    """So that an override changes one block, and keeps the rest."""
    made = plugin(a="[{% block words %}theirs{% endblock %}]")
    text = f"{{% extends '{made.package}/lines/a.txt' %}}{{% block words %}}mine{{% endblock %}}"

    assert made.render("lines/a.txt", content(tmp_path, a=text)) == "[mine]"


def test_a_template_that_extends_itself_is_told_how_to_mean_the_other(
    plugin: Plugin, tmp_path: Path
) -> None:
    """Without the prefix it would be looked for in the content folder for ever."""
    made = plugin(a="theirs")
    overridden = content(tmp_path, a="{% extends 'lines/a.txt' %}")

    with pytest.raises(TemplateError) as caught:
        made.render("lines/a.txt", overridden)

    assert str(caught.value) == (
        "template templates/lines/a.txt:1: it extends itself; "
        f"extend '{made.package}/lines/a.txt', which it replaces"
    )


def test_templates_that_extend_each_other_are_a_mistake(plugin: Plugin, tmp_path: Path) -> None:
    """Rather than a build that never ends."""
    made = plugin(a="{% extends 'lines/b.txt' %}", b="{% extends 'lines/a.txt' %}")
    overridden = content(tmp_path, c="{% extends 'lines/a.txt' %}{% block x %}{% endblock %}")

    with pytest.raises(TemplateError, match="extends, includes or calls itself without end"):
        made.render("lines/c.txt", overridden)


@pytest.mark.parametrize(
    ("media_type", "expected"),
    [
        ("text/html", True),
        ("Text/HTML; charset=utf-8", True),
        ("application/xhtml+xml", True),
        ("image/svg+xml", True),
        ("application/rss+xml", True),
        ("application/xml", True),
        ("text/xml", True),
        ("text/markdown", False),
        ("text/plain", False),
        ("text/css", False),
        ("application/json", False),
    ],
)
def test_text_is_escaped_by_what_is_made(
    plugin: Plugin, media_type: str, *, expected: bool
) -> None:
    """And not by what the file of the template is called."""
    made = plugin(media_type, a="{{ series.title }}\N{BACKSPACE}")
    text = made.render("lines/a.txt", series(title="You & <Me>"))

    assert is_markup(media_type) is expected
    assert text == ("You &amp; &lt;Me&gt;\ufffd" if expected else "You & <Me>\N{BACKSPACE}")


RICH = tbh.markdown("# Why\n\n[Not](../there)? *A & B*")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "{{ rich|html }}",
            '<h2>Why</h2>\n<p><a href="https://example.org/there">Not</a>? <em>A &amp; B</em></p>',
        ),
        (
            "{{ rich|html(heading_level=4, base_url='../') }}",
            '<h4>Why</h4>\n<p><a href="../../there">Not</a>? <em>A &amp; B</em></p>',
        ),
        (
            "{{ rich|markdown|safe }}",
            "## Why\n\n[Not](https://example.org/there)? *A & B*",
        ),
        ("{{ rich|markdown(3, '../')|safe }}", "### Why\n\n[Not](../../there)? *A & B*"),
        ("{{ rich|plain|safe }}", "Why\n\nNot (https://example.org/there)? A & B"),
        ("{{ rich|markdown }}", "## Why\n\n[Not](https://example.org/there)? *A &amp; B*"),
        ("{{ '# <b> *not*'|escape_markdown|safe }}", r"\# &lt;b> \*not\*"),
    ],
)
def test_rich_text_is_written_as_the_template_asks(
    plugin: Plugin, text: str, expected: str
) -> None:
    """Only what is HTML already is markup; addresses are absolute unless a base is given."""
    assert one(plugin(), text, rich=RICH) == expected


PLACES = tbh.markdown("[a](#r-1) [b](?q=1) [c](x.png) [d](../e)")
PAGE = "https://example.org/small/editions/patience/"


@pytest.mark.parametrize("name", ["html", "markdown", "plain"])
def test_a_place_alone_in_a_text_leads_to_the_page_of_the_edition(
    plugin: Plugin, name: str
) -> None:
    """As on every channel that comes with the library; paths are relative to the series."""
    made = plugin(
        "text/plain",
        ours=f"{{{{ words|{name} }}}}",
        given=f"{{{{ words|{name}(page='https://h.example/p/') }}}}",
    )

    def urls(template: str, *editions: tbh.Edition) -> list[str]:
        text = made.render(f"lines/{template}.txt", series(), *editions, words=PLACES)
        return re.findall(r"https:[^\s)\"]+", text)

    paths = ["https://example.org/small/x.png", "https://example.org/e"]
    assert urls("ours", edition()) == [f"{PAGE}#r-1", f"{PAGE}?q=1", *paths]
    assert urls("given", edition()) == [
        "https://h.example/p/#r-1",
        "https://h.example/p/?q=1",
        *paths,
    ]
    root = "https://example.org/small/"
    assert urls("ours") == [f"{root}#r-1", f"{root}?q=1", *paths]


@pytest.mark.parametrize("name", ["html", "markdown"])
def test_a_template_with_a_base_of_its_own_writes_the_page_itself(
    plugin: Plugin, name: str
) -> None:
    """There a place alone stays one."""
    made = plugin("text/plain", a=f"{{{{ words|{name}(base_url='../../') }}}}")

    text = made.render("lines/a.txt", series(), edition(), words=PLACES)

    found = re.findall(r'(?:href="|\()([^)"]+)', text)
    assert found == ["#r-1", "?q=1", "../../x.png", "../../../e"]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("{{ at|day }}", "en", "April 30, 2026"),
        ("{{ at|day }}", "fr-CA", "30 avril 2026"),
        ("{{ at.date()|day }}", "fr", "1er mai 2026"),
        ("{{ at|instant }}", "en", "April 30, 2026, 10:30\u00a0PM"),
        ("{{ at|instant }}", "fr-CA", "30 avril 2026, 22\u00a0h\u00a030"),
        ("{{ at|iso }}", "fr", "2026-05-01T02:30:00Z"),
        ("{{ at.date()|iso }}", "fr", "2026-05-01"),
        ("{{ at|rfc822 }}", "fr", "Fri, 01 May 2026 02:30:00 GMT"),
        ("{{ 'oui'|quoted }}", "fr", "«\u00a0oui\u00a0»"),
        ("{{ 'yes'|quoted }}", "en", "“yes”"),
    ],
)
def test_dates_and_words_are_those_of_the_series(
    plugin: Plugin, text: str, language: str, expected: str
) -> None:
    """In its language, and by its clocks."""
    made = series(language=language, time_zone="America/Toronto")

    assert one(plugin(), text, made, at=datetime(2026, 5, 1, 2, 30, tzinfo=UTC)) == expected


def test_an_instant_at_either_end_of_the_calendar_is_written(plugin: Plugin) -> None:
    """As it is, where the clocks of the series show no such year."""
    first, last = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, tzinfo=UTC)
    west, east = series(time_zone="America/Toronto"), series(time_zone="Asia/Tokyo")

    assert one(plugin(), "{{ at|instant }}", west, at=first).startswith("January 1, 1, 12:00")
    assert one(plugin(), "{{ at|instant }}", east, at=last).startswith("December 31, 9999, 11:00")


def test_the_language_is_that_of_the_edition(plugin: Plugin) -> None:
    """Which the template can also ask for; a caller may say another one."""
    made = plugin(a="{{ edition.slug }} {{ language }} {{ edition.published|day }}")
    french = edition(language="fr")

    assert made.render("lines/a.txt", series(), french) == "patience fr 1er mai 2026"
    assert made.render("lines/a.txt", series(), french, language="de").endswith("de 2026-05-01")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{{ nowhere }}", "'nowhere' is undefined"),
        ("{{ nowhere|html }}", "'nowhere' is undefined"),
        ("{{ edition.title|html }}", "a rich text is needed here, and this is the text 'What is "),
        ("{{ edition.summary|plain }}", "a rich text is needed here, and this is nothing"),
        ("{{ edition.summary }}", "something to print is needed here, and this is nothing"),
        ("{{ edition.summary|e }}", "something to print is needed here, and this is nothing"),
        ("{{ edition.summary|trim|upper }}", "something to print is needed here, and this is no"),
        ("{{ edition.summary|replace('a', 'b') }}", "something to print is needed here, and th"),
        ("{{ edition.summary|truncate(9) }}", "something to print is needed here, and this is"),
        ("{{ edition.summary|quoted }}", "something to print is needed here, and this is noth"),
        ("{{ none|escape_markdown }}", "something to print is needed here, and this is nothing"),
        ("{{ 7|day }}", "a day or an instant is needed here, and this is the number 7"),
        ("{{ edition.published.date()|instant }}", "an instant is needed here, and this is 2026-"),
        ("{{ edition.title + 1 }}", "TypeError: can only concatenate str"),
        ("{{ series.edition('hope') }}", "no edition 'hope'"),
        (
            "{% include 'lines/b.txt' %}",
            "there is no template 'lines/b.txt'; did you mean 'lines/a",
        ),
        ("{{ 1|nothing }}", "No filter named 'nothing'"),
    ],
)
def test_a_mistake_is_named_with_file_line_and_edition(
    plugin: Plugin, text: str, found: str
) -> None:
    """Whatever went wrong in the template."""
    made = plugin(a=f"one\n{text}")

    with pytest.raises(TemplateError) as caught:
        made.render("lines/a.txt", series(), edition())

    error = caught.value
    assert error.template == f"{made.package}/lines/a.txt"
    assert (error.line, error.edition) == (2, "patience")
    assert error.reason.startswith(found)
    assert str(error).endswith("(edition 'patience')")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301 - our own


def test_filters_of_words_write_words(plugin: Plugin) -> None:
    """As they always did."""
    made = plugin(a="{{ '<b> a '|trim|upper|e }} {{ 'abc'|replace('b', 'x') }} {{ 1|string }}")

    assert made.render("lines/a.txt", series(), edition()) == "&lt;B&gt; A axc 1"


def test_a_template_that_there_is_not_is_named(plugin: Plugin) -> None:
    """With the nearest that there is."""
    made = plugin(edition="")

    with pytest.raises(TemplateError) as caught:
        made.render("lines/editon.txt", series())

    assert str(caught.value).startswith(
        "template lines/editon.txt: there is no such template; did you mean 'lines/edition.txt'?"
    )


@pytest.mark.parametrize("package", ["json", "no_such_package"])
def test_a_package_without_templates_is_named(package: str) -> None:
    """Whoever wrote the exporter forgot them, or the wheel did."""
    made = Templates(package=package, media_type="text/html")

    with pytest.raises(TemplateError, match=rf"template {package}: .* no folder `templates`"):
        made.render("lines/a.txt", series())


BASE = "{% block head %}{% endblock %}{% block main %}{% endblock %}"


@pytest.mark.parametrize(
    ("override", "found"),
    [
        ("{% block mian %}x{% endblock %}", "has a block 'mian'; did you mean 'main'?"),
        ("{% block foot %}x{% endblock %}", "has a block 'foot'; there are head, main"),
        ("{% block main %}{% block mine %}x{% endblock %}{% endblock %}", None),
        ("{% block mine %}x{% endblock %}{% block main %}{{ self.mine() }}{% endblock %}", None),
    ],
)
def test_a_block_that_nothing_prints_is_a_mistake(
    plugin: Plugin, tmp_path: Path, override: str, found: str | None
) -> None:
    """Jinja2 itself would say nothing, and leave it out."""
    made = plugin(base=BASE, a="{% extends 'lines/base.txt' %}{% block head %}{% endblock %}")
    text = f"{{% extends '{made.package}/lines/a.txt' %}}\n{override}"
    overridden = content(tmp_path, a=text)

    if found is None:
        assert made.render("lines/a.txt", overridden) == "x"
        return
    with pytest.raises(TemplateError) as caught:
        made.render("lines/a.txt", overridden)
    assert str(caught.value).endswith(found)
    assert str(caught.value).startswith("template templates/lines/a.txt:2: ")


def shouted(words: str) -> str:
    return words.upper()


def test_an_exporter_can_bring_filters_of_its_own(plugin: Plugin) -> None:
    """By the names of their functions."""
    package = plugin().package
    made = Templates(package=package, media_type="text/plain", filters=(shouted,))

    assert one(made, "{{ 'oh'|shouted }}") == "OH"
    assert pickle.loads(pickle.dumps(made)) == made  # noqa: S301 - our own


def test_a_mistake_that_spoils_every_page_is_said_once(tmp_path: Path) -> None:
    """With how often it did, and where first."""
    two = series(editions=(edition(), edition("hope")), folder=tmp_path)
    tbh.save(two, tmp_path)
    part = tmp_path / "templates" / "html" / "edition.html"
    part.parent.mkdir(parents=True)
    part.write_text("{{ page.nothing }}", encoding="utf-8")

    arguments = ["build", str(tmp_path), "--to", str(tmp_path / "to"), "--only", "html", "--quiet"]
    done = CliRunner().invoke(command, arguments)

    assert done.exit_code == 1
    assert done.stderr.count("error: template templates/html/edition.html:1: ") == 1
    assert "has no attribute 'nothing' (2 times, first in edition 'hope')" in done.stderr


def test_the_module_loads_no_jinja() -> None:
    """It loads with the first template."""
    code = "import sys, tbh_model.exporters.templating; print('jinja2' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"

"""Templates: whose wins, what is escaped, what a mistake says."""

from pathlib import Path

import pytest

import tbh_model as tbh
from small import AT, series

INDEX = "index.html"


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


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a\n{{ nowhere }}\n", "template html/index.html:2: 'nowhere' is undefined"),
        ("a\n\n{% if %}\n", "template html/index.html:3: "),
        ('{% extends "html/none.html" %}', "template html/none.html: there is no such template"),
    ],
)
def test_a_mistake_is_named_with_template_and_line(tmp_path: Path, text: str, words: str) -> None:
    """For whoever wrote the override."""
    with pytest.raises(tbh.TemplateError) as caught:
        index(override(tmp_path, text))

    assert str(caught.value).startswith(words)

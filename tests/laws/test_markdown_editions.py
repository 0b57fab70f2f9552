"""Laws of editions as pages of Markdown: every form says the same, and an edit is one edit."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs
import pytest
from hypothesis import HealthCheck, assume, given, settings, strategies as st

import small
import tbh_model as tbh
from strategies_model import SERIES
from tbh_model import content
from tbh_model.testing import strategies

_QUICK = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@_QUICK
@given(SERIES)
def test_the_three_forms_of_an_edition_give_equal_series(series: tbh.Series) -> None:
    """A page with its texts below, one with everything in the front matter, and YAML."""
    with TemporaryDirectory() as folder:
        tbh.save(series, folder)
        content.convert(folder, to="yaml")
        as_yaml = tbh.load(folder)
        for file in Path(folder).glob("editions/*.yaml"):
            file.write_bytes(b"---\n" + file.read_bytes() + b"---\n")
            file.rename(file.with_suffix(".md"))
        with_front_matter = tbh.load(folder)

        assert as_yaml == with_front_matter == series


@_QUICK
@given(SERIES)
def test_converting_there_and_back_gives_the_same_series(series: tbh.Series) -> None:
    """A second time nothing is left to convert."""
    with TemporaryDirectory() as folder:
        tbh.save(series, folder)
        content.convert(folder, to="yaml")
        content.convert(folder, to="md")

        assert content.convert(folder, to="md") == ()
        assert tbh.load(folder) == series


@_QUICK
@given(strategies.editions(), strategies.rich_texts(), st.data())
def test_an_edit_of_one_response_leaves_every_other_byte(
    edition: tbh.Edition, answer: tbh.RichText, data: st.DataObject
) -> None:
    """What stands above its section and below it is there as it was, spelled as it was."""
    responses = tuple(
        tbh.Response(id=f"r-{number}", answer=tbh.markdown(f"Words of {number}."))
        for number in range(3)
    )
    edition = attrs.evolve(edition, responses=responses, challengers=_CHALLENGERS)
    place = data.draw(st.integers(0, 2))
    changed = attrs.evolve(responses[place], answer=answer or tbh.markdown("Others."))
    new_responses = (*responses[:place], changed, *responses[place + 1 :])
    base = small.series(editions=(edition,))
    with TemporaryDirectory() as folder:
        tbh.save(base, folder)
        (file,) = Path(folder).glob("editions/*.md")
        before = file.read_bytes().decode()
        heading = f"## r-{place}\n\n"
        start = before.index(heading) + len(heading)
        words = f"Words of {place}."
        assert before.startswith(words, start)

        after = attrs.evolve(edition, responses=new_responses)
        tbh.save(attrs.evolve(base, editions=(after,)), folder)

        text = file.read_bytes().decode()
        assert tbh.load(folder).editions == (after,)
        assume(heading in text)  # what cannot stand there stands in the front matter
        assert text.startswith(before[:start])
        assert text.endswith(before[start + len(words) :])


_CHALLENGERS = tbh.Challengers(name="Psychotherapists")


@_QUICK
@given(strategies.rich_texts(), strategies.rich_texts(), strategies.rich_texts())
def test_any_markdown_in_any_part_survives(
    first: tbh.RichText, second: tbh.RichText, third: tbh.RichText
) -> None:
    """What cannot stand below the front matter stands in it."""
    base = small.series()
    edition = base.editions[0]
    response = attrs.evolve(edition.responses[0], answer=first or tbh.markdown("Words."))
    after = attrs.evolve(
        edition,
        introduction=second,
        challenge=attrs.evolve(edition.challenge, background=third),
        responses=(response,),
    )
    series = attrs.evolve(base, editions=(after,))
    with TemporaryDirectory() as folder:
        tbh.save(series, folder)

        assert tbh.load(folder) == series


@pytest.fixture(autouse=True)
def _quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is on the disk when the power fails is not what these laws speak of."""
    monkeypatch.setattr(os, "fsync", lambda _: None)

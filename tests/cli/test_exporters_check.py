"""`tbh exporters check`: the conformance kit on the command line."""

import json

from click.testing import CliRunner, Result

from bad_exporters import Curious
from tbh_model.cli._main import tbh
from tbh_model.exporters import default_registry


def run(*words: str) -> Result:
    return CliRunner().invoke(tbh, ["exporters", "check", *words])


def test_every_check_is_reported() -> None:
    """With the number of them, and exit status 0 when all is well."""
    done = run("opml", "--set", "feeds=[rss]")

    assert done.exit_code == 0
    assert done.stdout.splitlines()[-1] == "20 checks: 17 passed, 3 not applicable"


def test_the_report_is_json_on_request() -> None:
    """For programs."""
    data = json.loads(run("opml", "--json").stdout)

    assert (data["exporter"], data["conformant"]) == ("opml", True)


def test_a_promise_that_is_broken_is_exit_status_1() -> None:
    """And it is said which."""
    with default_registry().overlay(Curious):
        done = run("curious")

    assert done.exit_code == 1
    assert "clock          failed: it reads the clock: time at bad_exporters" in done.stdout


def test_an_exporter_that_there_is_not_is_answered() -> None:
    """As everywhere."""
    done = run("opmll")

    assert done.exit_code == 1
    assert "did you mean" in done.stderr

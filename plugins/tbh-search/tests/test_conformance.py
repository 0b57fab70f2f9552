"""What every exporter promises, checked by the kit that comes with tbh-model."""

import pytest

import tbh_model as tbh
from small_talk import AT, edition, series
from tbh_model.exporters import connect_exporters
from tbh_model.testing import Check, exporter_checks
from tbh_search import Search


@pytest.mark.parametrize("check", exporter_checks(Search()), ids=str)
def test_conformance(check: Check) -> None:
    """Each check of the conformance kit."""
    check()


def test_the_navigation_of_the_site_leads_to_the_page() -> None:
    """In a build with both, by the hook of the core."""
    html, _ = connect_exporters([tbh.HTML(), Search(folder="find/it")])

    home, *_ = tbh.export(series(edition(1)), html, at=AT)

    assert b'href="find/it/">Search</a>' in home.body

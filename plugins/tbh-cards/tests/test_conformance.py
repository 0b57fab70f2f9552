"""What every exporter promises, checked by the kit that comes with tbh-model."""

import pytest

from tbh_cards import CardFormat, Cards
from tbh_model.testing import Check, exporter_checks

# one size: each check draws every card of some hundred
SMALL = Cards(formats=frozenset({CardFormat.LANDSCAPE}), svg=True)


@pytest.mark.parametrize("check", exporter_checks(SMALL), ids=str)
def test_conformance(check: Check) -> None:
    """Each check of the conformance kit."""
    check()

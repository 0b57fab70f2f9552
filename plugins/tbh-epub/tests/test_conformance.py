"""What every exporter promises, checked by the kit that comes with tbh-model."""

import pytest

from tbh_epub import EPUB
from tbh_model.testing import Check, exporter_checks


@pytest.mark.parametrize("check", exporter_checks(EPUB()), ids=str)
def test_conformance(check: Check) -> None:
    """Each check of the conformance kit."""
    check()

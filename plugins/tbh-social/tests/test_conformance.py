"""What every exporter promises, checked by the kit that comes with tbh-model."""

import pytest

from tbh_model.testing import Check, exporter_checks
from tbh_social import Social


@pytest.mark.parametrize("check", exporter_checks(Social()), ids=str)
def test_conformance(check: Check) -> None:
    """Each check of the conformance kit."""
    check()

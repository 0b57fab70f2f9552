"""What every exporter promises, checked by the kit that comes with tbh-model."""

import pytest

from tbh_email import Email, Pictures
from tbh_model.testing import Check, exporter_checks

CHECKS = (
    *exporter_checks(Email()),
    *exporter_checks(Email(pictures=Pictures.CID)),
)


@pytest.mark.parametrize("check", CHECKS, ids=str)
def test_conformance(check: Check) -> None:
    """Each check of the conformance kit."""
    check()

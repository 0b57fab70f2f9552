"""What exporter authors test with; it ships in the wheel, and needs no test runner.

The conformance kit is here. `strategies` makes series of every kind for property tests, and needs
the package `hypothesis`, which the extra `testing` brings.
"""

from tbh_model.testing._check import Check, NotApplicable
from tbh_model.testing._corpus import corpus
from tbh_model.testing._kit import (
    CheckResult,
    CheckStatus,
    ConformanceReport,
    exporter_checks,
    run_checks,
)

__all__ = [
    "Check",
    "CheckResult",
    "CheckStatus",
    "ConformanceReport",
    "NotApplicable",
    "corpus",
    "exporter_checks",
    "run_checks",
]

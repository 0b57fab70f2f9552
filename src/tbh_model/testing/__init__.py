"""What exporter authors test with; it ships in the wheel, and needs no test runner.

The conformance kit is here. `strategies` makes series of every kind for property tests, and needs
the package `hypothesis`, which the extra `testing` brings.
"""

from tbh_model.testing._check import (
    Check,
    NotApplicable,
    UnexpectedPassError,
    UnknownCheckError,
)
from tbh_model.testing._corpus import corpus
from tbh_model.testing._kit import (
    LEVEL,
    CheckResult,
    CheckStatus,
    ConformanceReport,
    exporter_checks,
    run_checks,
)

__all__ = [
    "LEVEL",
    "Check",
    "CheckResult",
    "CheckStatus",
    "ConformanceReport",
    "NotApplicable",
    "UnexpectedPassError",
    "UnknownCheckError",
    "corpus",
    "exporter_checks",
    "run_checks",
]

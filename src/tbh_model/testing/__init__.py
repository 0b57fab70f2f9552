"""Conformance kit for exporters, which needs no test runner.

`strategies` generates series for property tests, and needs the package `hypothesis` (extra
`testing`).
"""

from tbh_model.testing._check import Check, NotApplicable
from tbh_model.testing._corpus import corpus
from tbh_model.testing._kit import (
    CheckResult,
    CheckStatus,
    ConformanceReport,
    exporter_checks,
    extension_checks,
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
    "extension_checks",
    "run_checks",
]

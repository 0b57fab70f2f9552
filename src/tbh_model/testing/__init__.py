"""Conformance kits for exporters and importers, which needs no test runner.

`strategies` generates series for property tests, and needs the package `hypothesis` (extra
`testing`).
"""

from tbh_model.testing._check import Check, NotApplicable
from tbh_model.testing._corpus import corpus
from tbh_model.testing._importer_checks import Sample
from tbh_model.testing._kit import (
    CheckResult,
    CheckStatus,
    ConformanceReport,
    exporter_checks,
    extension_checks,
    importer_checks,
    run_checks,
    run_importer_checks,
)

__all__ = [
    "Check",
    "CheckResult",
    "CheckStatus",
    "ConformanceReport",
    "NotApplicable",
    "Sample",
    "corpus",
    "exporter_checks",
    "extension_checks",
    "importer_checks",
    "run_checks",
    "run_importer_checks",
]

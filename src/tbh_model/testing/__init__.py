"""Conformance kits for exporters, importers and publishers, which need no test runner.

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
    publisher_checks,
    run_checks,
    run_importer_checks,
    run_publisher_checks,
)
from tbh_model.testing._publisher_checks import (
    PlatformRequest,
    PlatformResponse,
    PlatformServer,
    SimulatedPlatform,
    Simulation,
    serve,
)

__all__ = [
    "Check",
    "CheckResult",
    "CheckStatus",
    "ConformanceReport",
    "NotApplicable",
    "PlatformRequest",
    "PlatformResponse",
    "PlatformServer",
    "Sample",
    "SimulatedPlatform",
    "Simulation",
    "corpus",
    "exporter_checks",
    "extension_checks",
    "importer_checks",
    "publisher_checks",
    "run_checks",
    "run_importer_checks",
    "run_publisher_checks",
    "serve",
]

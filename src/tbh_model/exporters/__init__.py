"""Exporters: the contract, the registry, and the ones that come with the package."""

from typing import TYPE_CHECKING

from tbh_model._when_used import lazy_getattr
from tbh_model.exporters._addresses import base_url, image_url
from tbh_model.exporters._artifact import Artifact
from tbh_model.exporters._artifact_rules import is_text
from tbh_model.exporters._atom import Atom, MissingDateError
from tbh_model.exporters._contract import Exporter, ExporterInfo
from tbh_model.exporters._entries import (
    BUILT_IN_NAMES,
    NAMES_ON_REQUEST,
    ExporterEntry,
    Origin,
)
from tbh_model.exporters._export import (
    Artifacts,
    artifacts,
    body_of,
    check_instance,
    export,
    log_release,
    log_warnings,
)
from tbh_model.exporters._export_error import ExportError
from tbh_model.exporters._exporter_errors import (
    BrokenExporterError,
    ExporterConflictError,
    ExporterGenerationError,
    ExporterSwitchedOffError,
    InvalidExporterError,
    UnknownExporterError,
    UnusableExporterError,
)
from tbh_model.exporters._feed_list import FeedFormat, FeedSplit
from tbh_model.exporters._feed_options import FeedContent
from tbh_model.exporters._json_feed import JSONFeed
from tbh_model.exporters._newsletter import Newsletter, NewsletterProfile, subject_warnings
from tbh_model.exporters._opml import OPML
from tbh_model.exporters._options import (
    Option,
    OptionError,
    former_options,
    from_document,
    options_of,
    with_options,
)
from tbh_model.exporters._paths import ArtifactError, PathError, Paths, path_key
from tbh_model.exporters._registry import (
    ExporterHealth,
    ExporterRegistry,
    ExporterState,
    default_registry,
    register,
)
from tbh_model.exporters._rss import RSS, UpdatePeriod
from tbh_model.exporters._tracking import Tracking
from tbh_model.exporters._validation import check_exporter
from tbh_model.exporters.html import HTML, direction, picture_warnings, published_release
from tbh_model.exporters.templating import TemplateError, Templates, template_problems
from tbh_model.model import RenamedFrom

if TYPE_CHECKING:  # what does not run by default
    from tbh_model.exporters._headers import Headers
    from tbh_model.exporters._serving import cache_control, content_type, security_policy
else:
    __getattr__ = lazy_getattr(
        __name__, {"_headers": "Headers", "_serving": "cache_control content_type security_policy"}
    )

__all__ = [
    "BUILT_IN_NAMES",
    "HTML",
    "NAMES_ON_REQUEST",
    "OPML",
    "RSS",
    "Artifact",
    "ArtifactError",
    "Artifacts",
    "Atom",
    "BrokenExporterError",
    "ExportError",
    "Exporter",
    "ExporterConflictError",
    "ExporterEntry",
    "ExporterGenerationError",
    "ExporterHealth",
    "ExporterInfo",
    "ExporterRegistry",
    "ExporterState",
    "ExporterSwitchedOffError",
    "FeedContent",
    "FeedFormat",
    "FeedSplit",
    "Headers",
    "InvalidExporterError",
    "JSONFeed",
    "MissingDateError",
    "Newsletter",
    "NewsletterProfile",
    "Option",
    "OptionError",
    "Origin",
    "PathError",
    "Paths",
    "RenamedFrom",
    "TemplateError",
    "Templates",
    "Tracking",
    "UnknownExporterError",
    "UnusableExporterError",
    "UpdatePeriod",
    "artifacts",
    "base_url",
    "body_of",
    "cache_control",
    "check_exporter",
    "check_instance",
    "content_type",
    "default_registry",
    "direction",
    "export",
    "former_options",
    "from_document",
    "image_url",
    "is_text",
    "log_release",
    "log_warnings",
    "options_of",
    "path_key",
    "picture_warnings",
    "published_release",
    "register",
    "security_policy",
    "subject_warnings",
    "template_problems",
    "with_options",
]

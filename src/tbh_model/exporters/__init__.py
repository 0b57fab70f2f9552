"""Exporters: the contract, the registry, and the ones that come with the package."""

from typing import TYPE_CHECKING

from tbh_model._lazy import lazy_getattr
from tbh_model.exporters._contract import Artifact, Exporter, ExporterInfo, is_text
from tbh_model.exporters._discovery import (
    BUILT_IN_NAMES,
    NAMES_ON_REQUEST,
    BrokenExporterError,
    ExporterConflictError,
    ExporterEntry,
    ExporterSwitchedOffError,
    InvalidExporterError,
    Origin,
    UnknownExporterError,
    UnusableExporterError,
    check_exporter,
)
from tbh_model.exporters._export import (
    Artifacts,
    ExportError,
    artifacts,
    body_of,
    check_instance,
    export,
    log_release,
    log_warnings,
)
from tbh_model.exporters._images import picture_warnings, published_release
from tbh_model.exporters._newsletter import Newsletter, NewsletterProfile, subject_warnings
from tbh_model.exporters._options import (
    Option,
    OptionError,
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
from tbh_model.exporters._urls import base_url, image_url
from tbh_model.exporters._utm import Tracking
from tbh_model.exporters.feeds._atom import Atom, MissingDateError
from tbh_model.exporters.feeds._json_feed import JSONFeed
from tbh_model.exporters.feeds._list import FeedFormat, FeedSplit
from tbh_model.exporters.feeds._opml import OPML
from tbh_model.exporters.feeds._options import FeedContent
from tbh_model.exporters.feeds._rss import RSS, UpdatePeriod
from tbh_model.exporters.html import HTML
from tbh_model.exporters.templating import TemplateError, Templates, template_problems

if TYPE_CHECKING:  # what does not run by default
    from tbh_model.exporters._http import Headers, cache_control, content_type, security_policy
else:
    __getattr__ = lazy_getattr(
        __name__, {"_http": "Headers cache_control content_type security_policy"}
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
    "export",
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

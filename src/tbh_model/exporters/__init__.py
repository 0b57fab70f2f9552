"""Exporters: the contract, the registry, and the built-in ones."""

from typing import TYPE_CHECKING

from tbh_model._lazy import lazy_names

if TYPE_CHECKING:  # an export needs one of them
    from tbh_model._entry_points import allows_plugins as allows_plugins
    from tbh_model._plugins import (
        Option as Option,
        OptionError as OptionError,
        Origin as Origin,
        PluginEntry as PluginEntry,
        PluginError as PluginError,
        PluginHealth as PluginHealth,
        PluginState as PluginState,
        from_document as from_document,
        options_of as options_of,
        with_options as with_options,
    )
    from tbh_model.exporters._contract import (
        Artifact as Artifact,
        Exporter as Exporter,
        ExporterInfo as ExporterInfo,
        PictureMaker as PictureMaker,
        SearchProvider as SearchProvider,
        SharePicture as SharePicture,
        is_text as is_text,
    )
    from tbh_model.exporters._export import (
        Artifacts as Artifacts,
        ExportError as ExportError,
        artifacts as artifacts,
        body_of as body_of,
        check_instance as check_instance,
        connect_exporters as connect_exporters,
        export as export,
        log_release as log_release,
        log_warnings as log_warnings,
        output_warnings as output_warnings,
    )
    from tbh_model.exporters._http import (
        Headers as Headers,
        cache_control as cache_control,
        content_type as content_type,
        content_usage as content_usage,
        security_policy as security_policy,
    )
    from tbh_model.exporters._images import (
        image_mentions as image_mentions,
        image_type as image_type,
        picture_warnings as picture_warnings,
        published_dimensions as published_dimensions,
        published_release as published_release,
        with_images as with_images,
        without_svg as without_svg,
    )
    from tbh_model.exporters._llms_txt import LLMsTxt as LLMsTxt
    from tbh_model.exporters._newsletter import (
        Newsletter as Newsletter,
        edition_markdown as edition_markdown,
    )
    from tbh_model.exporters._newsletter_profiles import (
        MissingSenderError as MissingSenderError,
        NewsletterProfile as NewsletterProfile,
        UnknownProfileError as UnknownProfileError,
        UnusableProfileError as UnusableProfileError,
        newsletter_profile as newsletter_profile,
        profile_modules as profile_modules,
    )
    from tbh_model.exporters._paths import (
        ArtifactError as ArtifactError,
        PathError as PathError,
        Paths as Paths,
        path_key as path_key,
    )
    from tbh_model.exporters._registry import (
        BUILT_IN_NAMES as BUILT_IN_NAMES,
        EXPORTERS as EXPORTERS,
        NAMES_ON_REQUEST as NAMES_ON_REQUEST,
        BrokenExporterError as BrokenExporterError,
        ExporterConflictError as ExporterConflictError,
        ExporterEntry as ExporterEntry,
        ExporterHealth as ExporterHealth,
        ExporterRegistry as ExporterRegistry,
        ExporterState as ExporterState,
        ExporterSwitchedOffError as ExporterSwitchedOffError,
        InvalidExporterError as InvalidExporterError,
        UnknownExporterError as UnknownExporterError,
        UnusableExporterError as UnusableExporterError,
        check_exporter as check_exporter,
        default_registry as default_registry,
        load_plugin as load_plugin,
        register as register,
    )
    from tbh_model.exporters._serving import (
        ArtifactCache as ArtifactCache,
        HTTPResponse as HTTPResponse,
        http_response as http_response,
    )
    from tbh_model.exporters._sitemap import Sitemap as Sitemap
    from tbh_model.exporters._urls import base_url as base_url, image_url as image_url
    from tbh_model.exporters._utm import Tracking as Tracking
    from tbh_model.exporters.feeds._atom import Atom as Atom, MissingDateError as MissingDateError
    from tbh_model.exporters.feeds._entry import (
        FeedEntry as FeedEntry,
        edition_html as edition_html,
        edition_text as edition_text,
    )
    from tbh_model.exporters.feeds._extensions import (
        FeedElement as FeedElement,
        FeedExtension as FeedExtension,
        FeedExtensionError as FeedExtensionError,
        SourceMarkdown as SourceMarkdown,
    )
    from tbh_model.exporters.feeds._files import (
        FeedFile as FeedFile,
        FeedFormat as FeedFormat,
        FeedSplit as FeedSplit,
    )
    from tbh_model.exporters.feeds._json_feed import JSONFeed as JSONFeed
    from tbh_model.exporters.feeds._opml import OPML as OPML
    from tbh_model.exporters.feeds._options import FeedContent as FeedContent
    from tbh_model.exporters.feeds._plan import find_feed as find_feed
    from tbh_model.exporters.feeds._rss import RSS as RSS, UpdatePeriod as UpdatePeriod
    from tbh_model.exporters.html import (
        HTML as HTML,
        Fragment as Fragment,
        edition_fragment as edition_fragment,
    )
    from tbh_model.exporters.templating import (
        TemplateError as TemplateError,
        Templates as Templates,
        template_problems as template_problems,
    )
else:
    __getattr__, __all__ = lazy_names(
        globals(),
        {
            "._entry_points": "allows_plugins",
            "._plugins": """
                Option OptionError Origin PluginEntry PluginError PluginHealth PluginState
                from_document options_of with_options
            """,
            "_contract": """
                Artifact Exporter ExporterInfo PictureMaker SearchProvider SharePicture is_text
            """,
            "_export": """
                Artifacts ExportError artifacts body_of check_instance connect_exporters export
                log_release log_warnings output_warnings
            """,
            "_images": """
                image_mentions image_type picture_warnings published_dimensions
                published_release with_images
                without_svg
            """,
            "_registry": """
                BUILT_IN_NAMES EXPORTERS NAMES_ON_REQUEST BrokenExporterError ExporterConflictError
                ExporterEntry ExporterHealth ExporterRegistry ExporterState ExporterSwitchedOffError
                InvalidExporterError UnknownExporterError UnusableExporterError check_exporter
                default_registry load_plugin register
            """,
            "_http": "Headers cache_control content_usage content_type security_policy",
            "_llms_txt": "LLMsTxt",
            "_newsletter": "Newsletter edition_markdown",
            "_newsletter_profiles": (
                "MissingSenderError NewsletterProfile UnknownProfileError UnusableProfileError "
                "newsletter_profile profile_modules"
            ),
            "_paths": "ArtifactError PathError Paths path_key",
            "_sitemap": "Sitemap",
            "_urls": "base_url image_url",
            "_utm": "Tracking",
            "feeds._atom": "Atom MissingDateError",
            "feeds._entry": "FeedEntry edition_html edition_text",
            "feeds._extensions": "FeedElement FeedExtension FeedExtensionError SourceMarkdown",
            "feeds._json_feed": "JSONFeed",
            "feeds._files": "FeedFile FeedFormat FeedSplit",
            "feeds._opml": "OPML",
            "feeds._options": "FeedContent",
            "feeds._plan": "find_feed",
            "feeds._rss": "RSS UpdatePeriod",
            "html": "HTML Fragment edition_fragment",
            "templating": "TemplateError Templates template_problems",
            "_serving": "ArtifactCache HTTPResponse http_response",
        },
    )

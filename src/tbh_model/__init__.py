"""A typed content model for expert roundups, exported to every channel from one source.

A series is loaded from a content folder or built in Python, passes the gate, and is exported:

    import tbh_model as tbh

    series = tbh.load("examples/therapists-being-human")
    (feed,) = tbh.export(series, tbh.RSS(limit=20))

Nothing heavy loads with the package: a name loads its package when it is first used.
"""

from typing import TYPE_CHECKING, Any, Final

from tbh_model._version import __version__ as __version__

if TYPE_CHECKING:  # at run time a name is looked up when it is first used, see `__getattr__`
    from tbh_model import (
        content as content,
        exporters as exporters,
        i18n as i18n,
        importers as importers,
        model as model,
        publishing as publishing,
        rights as rights,
        text as text,
    )
    from tbh_model._arguments import ArgumentError as ArgumentError
    from tbh_model._errors import TBHError as TBHError
    from tbh_model._final import FinalClassError as FinalClassError
    from tbh_model._problems import Position as Position, Problem as Problem, Severity as Severity
    from tbh_model.content import (
        ContentCache as ContentCache,
        ContentError as ContentError,
        UnknownKindError as UnknownKindError,
        configure_converter as configure_converter,
        dumps as dumps,
        from_dict as from_dict,
        load as load,
        loads as loads,
        save as save,
        to_dict as to_dict,
    )
    from tbh_model.exporters import (
        HTML as HTML,
        OPML as OPML,
        RSS as RSS,
        Artifact as Artifact,
        ArtifactError as ArtifactError,
        Artifacts as Artifacts,
        Atom as Atom,
        BrokenExporterError as BrokenExporterError,
        Exporter as Exporter,
        ExporterConflictError as ExporterConflictError,
        ExporterEntry as ExporterEntry,
        ExporterHealth as ExporterHealth,
        ExporterInfo as ExporterInfo,
        ExporterRegistry as ExporterRegistry,
        ExportError as ExportError,
        ExporterState as ExporterState,
        ExporterSwitchedOffError as ExporterSwitchedOffError,
        FeedContent as FeedContent,
        FeedElement as FeedElement,
        FeedEntry as FeedEntry,
        FeedExtension as FeedExtension,
        FeedExtensionError as FeedExtensionError,
        FeedFile as FeedFile,
        FeedFormat as FeedFormat,
        FeedSplit as FeedSplit,
        Fragment as Fragment,
        Headers as Headers,
        InvalidExporterError as InvalidExporterError,
        JSONFeed as JSONFeed,
        LLMsTxt as LLMsTxt,
        MissingDateError as MissingDateError,
        MissingSenderError as MissingSenderError,
        Newsletter as Newsletter,
        OptionError as OptionError,
        PathError as PathError,
        Sitemap as Sitemap,
        TemplateError as TemplateError,
        Tracking as Tracking,
        UnknownExporterError as UnknownExporterError,
        UnusableExporterError as UnusableExporterError,
        UpdatePeriod as UpdatePeriod,
        default_registry as default_registry,
        edition_fragment as edition_fragment,
        edition_html as edition_html,
        edition_markdown as edition_markdown,
        edition_text as edition_text,
        export as export,
        register as register,
    )
    from tbh_model.model import (
        AIChannel as AIChannel,
        AIUse as AIUse,
        Approval as Approval,
        Attribution as Attribution,
        CallToAction as CallToAction,
        CallToActionKind as CallToActionKind,
        Challenge as Challenge,
        Challengers as Challengers,
        Channel as Channel,
        Consent as Consent,
        ConsentBasis as ConsentBasis,
        Correction as Correction,
        CorrectionKind as CorrectionKind,
        Credential as Credential,
        Edition as Edition,
        EditionStatus as EditionStatus,
        Enclosure as Enclosure,
        Enforcement as Enforcement,
        Extra as Extra,
        Image as Image,
        InvalidValueError as InvalidValueError,
        Labels as Labels,
        NewsletterForm as NewsletterForm,
        Notice as Notice,
        NoticeKind as NoticeKind,
        Overview as Overview,
        Placement as Placement,
        Publisher as Publisher,
        Response as Response,
        RightsPolicy as RightsPolicy,
        Series as Series,
        Therapist as Therapist,
        TherapistStatus as TherapistStatus,
        UnknownIdError as UnknownIdError,
        Violation as Violation,
        outline as outline,
    )
    from tbh_model.publishing import (
        DestinationError as DestinationError,
        FolderInUseError as FolderInUseError,
        LedgerEntry as LedgerEntry,
        LedgerError as LedgerError,
        Outcome as Outcome,
        PublishReport as PublishReport,
        WriteError as WriteError,
        check as check,
        publish as publish,
        read_ledger as read_ledger,
        schema as schema,
    )
    from tbh_model.rights import (
        Change as Change,
        ChangeKind as ChangeKind,
        Expiring as Expiring,
        NaiveInstantError as NaiveInstantError,
        NothingToWithdrawError as NothingToWithdrawError,
        Outstanding as Outstanding,
        OutstandingKind as OutstandingKind,
        PanelMember as PanelMember,
        Reason as Reason,
        Release as Release,
        Reply as Reply,
        Status as Status,
        Tombstone as Tombstone,
        UnknownChannelError as UnknownChannelError,
        UnknownResponseError as UnknownResponseError,
        Upcoming as Upcoming,
        Verdict as Verdict,
        Withheld as Withheld,
        approval_digest as approval_digest,
        approve as approve,
        approve_edition as approve_edition,
        changes_between as changes_between,
        match_reply as match_reply,
        next_change as next_change,
        release as release,
        status as status,
        withdraw as withdraw,
    )
    from tbh_model.text import (
        RichText as RichText,
        RichTextError as RichTextError,
        markdown as markdown,
        read_markdown as read_markdown,
        write_html as write_html,
        write_markdown as write_markdown,
        write_plain as write_plain,
    )

_PACKAGES: Final = {
    "_arguments": "ArgumentError",
    "_errors": "TBHError",
    "_final": "FinalClassError",
    "_problems": "Position Problem Severity",
    "content": """
        ContentCache ContentError UnknownKindError configure_converter dumps from_dict load loads
        save to_dict
    """,
    "exporters": """
        Artifact ArtifactError Artifacts Atom BrokenExporterError Exporter ExporterConflictError
        ExporterEntry ExporterHealth ExporterInfo ExporterRegistry
        ExporterState ExporterSwitchedOffError ExportError FeedContent FeedElement FeedEntry
        FeedExtension FeedExtensionError FeedFile FeedFormat FeedSplit Fragment Headers HTML
        InvalidExporterError JSONFeed LLMsTxt MissingDateError MissingSenderError Newsletter OPML
        OptionError PathError RSS Sitemap TemplateError Tracking UnknownExporterError
        UnusableExporterError UpdatePeriod default_registry edition_fragment edition_html
        edition_markdown edition_text export register
    """,
    "i18n": "",
    "importers": "",
    "model": """
        AIChannel AIUse Approval Attribution CallToAction CallToActionKind Challenge Challengers
        Channel Consent ConsentBasis Correction CorrectionKind Credential Edition EditionStatus
        Enclosure Enforcement Extra Image InvalidValueError Labels NewsletterForm Notice NoticeKind
        Overview Placement Publisher Response RightsPolicy Series Therapist TherapistStatus
        UnknownIdError Violation outline
    """,
    "panel": "",
    "publishing": """
        DestinationError FolderInUseError LedgerEntry LedgerError Outcome PublishReport
        WriteError check publish read_ledger schema
    """,
    "rights": """
        Change ChangeKind Expiring NaiveInstantError NothingToWithdrawError Outstanding
        OutstandingKind PanelMember Reason Release Reply Status Tombstone UnknownChannelError
        UnknownResponseError Upcoming Verdict Withheld approval_digest approve approve_edition
        changes_between match_reply next_change release status withdraw
    """,
    "text": """
        RichText RichTextError markdown read_markdown write_html write_markdown write_plain
    """,
}
_PACKAGE_OF: Final = {
    name: package for package, names in _PACKAGES.items() for name in names.split()
}


if not TYPE_CHECKING:  # a type checker that saw it would take every misspelled name
    __all__: list[str] = [*sorted(_PACKAGE_OF), "__version__"]  # noqa: PLE0604 - they are texts

    def __getattr__(name: str) -> Any:
        from importlib import import_module  # a second import of a module costs nothing

        if name in _PACKAGES and not name.startswith("_"):
            return import_module(f"tbh_model.{name}")
        if name not in _PACKAGE_OF:
            raise AttributeError(_unknown(name))
        value = getattr(import_module(f"tbh_model.{_PACKAGE_OF[name]}"), name)
        globals()[name] = value
        return value


def _unknown(name: str) -> str:
    from tbh_model._errors import advice

    names = () if name.startswith("_") else _PACKAGE_OF
    return f"module 'tbh_model' has no attribute {name!r}{advice(name, names)}"


def __dir__() -> list[str]:
    return sorted({*globals(), *_PACKAGE_OF})

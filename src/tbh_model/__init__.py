"""A typed content model for expert roundups, exported to every channel from one source.

A series is loaded from a content folder or built in Python, passes the gate, and is exported:

    import tbh_model as tbh

    series = tbh.load("examples/therapists-being-human")
    (feed,) = tbh.export(series, tbh.RSS(limit=20))

Nothing heavy loads with the package: a name loads its package when it is first used.
"""

from typing import TYPE_CHECKING, Any, Final

from tbh_model._version import __version__

if TYPE_CHECKING:  # at run time a name is looked up when it is first used, see `__getattr__`
    from tbh_model import content as content
    from tbh_model import exporters as exporters
    from tbh_model import i18n as i18n
    from tbh_model import model as model
    from tbh_model import publishing as publishing
    from tbh_model import rights as rights
    from tbh_model import text as text
    from tbh_model._arguments import ArgumentError
    from tbh_model._errors import TBHError
    from tbh_model._final import FinalClassError
    from tbh_model._problems import Position, Problem, Severity
    from tbh_model.content import (
        ContentCache,
        ContentError,
        UnknownKindError,
        dumps,
        load,
        loads,
        save,
    )
    from tbh_model.exporters import (
        HTML,
        OPML,
        RSS,
        Artifact,
        ArtifactError,
        Artifacts,
        Atom,
        BrokenExporterError,
        Exporter,
        ExporterConflictError,
        ExporterEntry,
        ExporterHealth,
        ExporterInfo,
        ExporterRegistry,
        ExportError,
        ExporterState,
        ExporterSwitchedOffError,
        FeedContent,
        FeedFormat,
        FeedSplit,
        Headers,
        InvalidExporterError,
        JSONFeed,
        MissingDateError,
        Newsletter,
        OptionError,
        PathError,
        TemplateError,
        Tracking,
        UnknownExporterError,
        UnusableExporterError,
        UpdatePeriod,
        default_registry,
        export,
        register,
    )
    from tbh_model.model import (
        Approval,
        Attribution,
        CallToAction,
        CallToActionKind,
        Challenge,
        Challengers,
        Channel,
        Consent,
        ConsentBasis,
        Correction,
        CorrectionKind,
        Credential,
        Edition,
        EditionStatus,
        Enforcement,
        Image,
        InvalidValueError,
        Labels,
        Notice,
        NoticeKind,
        Overview,
        Placement,
        Publisher,
        Response,
        RightsPolicy,
        Series,
        Therapist,
        TherapistStatus,
        UnknownIdError,
        Violation,
        outline,
    )
    from tbh_model.publishing import (
        DestinationError,
        FolderInUseError,
        LedgerEntry,
        LedgerError,
        Outcome,
        PublishReport,
        WriteError,
        check,
        publish,
        read_ledger,
        schema,
    )
    from tbh_model.rights import (
        Expiring,
        NaiveInstantError,
        NothingToWithdrawError,
        Outstanding,
        OutstandingKind,
        Reason,
        Release,
        Status,
        Tombstone,
        UnknownChannelError,
        UnknownResponseError,
        Upcoming,
        Withheld,
        approval_digest,
        approve,
        next_change,
        release,
        status,
        withdraw,
    )
    from tbh_model.text import (
        RichText,
        RichTextError,
        markdown,
        read_markdown,
        write_html,
        write_markdown,
        write_plain,
    )

_PACKAGES: Final = {
    "_arguments": "ArgumentError",
    "_errors": "TBHError",
    "_final": "FinalClassError",
    "_problems": "Position Problem Severity",
    "content": "ContentCache ContentError UnknownKindError dumps load loads save",
    "exporters": """
        Artifact ArtifactError Artifacts Atom BrokenExporterError Exporter ExporterConflictError
        ExporterEntry ExporterHealth ExporterInfo ExporterRegistry
        ExporterState ExporterSwitchedOffError ExportError FeedContent FeedFormat FeedSplit
        Headers HTML InvalidExporterError JSONFeed MissingDateError Newsletter OPML OptionError
        PathError RSS TemplateError Tracking UnknownExporterError
        UnusableExporterError UpdatePeriod default_registry export register
    """,
    "i18n": "",
    "model": """
        Approval Attribution CallToAction CallToActionKind Challenge Challengers Channel Consent
        ConsentBasis Correction CorrectionKind Credential Edition EditionStatus Enforcement Image
        InvalidValueError Labels Notice NoticeKind Overview Placement Publisher Response
        RightsPolicy Series Therapist TherapistStatus UnknownIdError Violation outline
    """,
    "publishing": """
        DestinationError FolderInUseError LedgerEntry LedgerError Outcome PublishReport
        WriteError check publish read_ledger schema
    """,
    "rights": """
        Expiring NaiveInstantError NothingToWithdrawError Outstanding OutstandingKind Reason Release
        Status Tombstone UnknownChannelError UnknownResponseError Upcoming Withheld approval_digest
        approve next_change release status withdraw
    """,
    "text": """
        RichText RichTextError markdown read_markdown write_html write_markdown write_plain
    """,
}
_PACKAGE_OF: Final = {
    name: package for package, names in _PACKAGES.items() for name in names.split()
}


if not TYPE_CHECKING:  # a type checker that saw it would take every misspelled name

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
    from tbh_model._suggest import closest

    near = None if name.startswith("_") else closest(name, _PACKAGE_OF)
    advice = f"; did you mean {near!r}?" if near else ""
    return f"module 'tbh_model' has no attribute {name!r}{advice}"


def __dir__() -> list[str]:
    return sorted({*globals(), *_PACKAGE_OF})


__all__ = [
    "HTML",
    "OPML",
    "RSS",
    "Approval",
    "ArgumentError",
    "Artifact",
    "ArtifactError",
    "Artifacts",
    "Atom",
    "Attribution",
    "BrokenExporterError",
    "CallToAction",
    "CallToActionKind",
    "Challenge",
    "Challengers",
    "Channel",
    "Consent",
    "ConsentBasis",
    "ContentCache",
    "ContentError",
    "Correction",
    "CorrectionKind",
    "Credential",
    "DestinationError",
    "Edition",
    "EditionStatus",
    "Enforcement",
    "Expiring",
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
    "FinalClassError",
    "FolderInUseError",
    "Headers",
    "Image",
    "InvalidExporterError",
    "InvalidValueError",
    "JSONFeed",
    "Labels",
    "LedgerEntry",
    "LedgerError",
    "MissingDateError",
    "NaiveInstantError",
    "Newsletter",
    "NothingToWithdrawError",
    "Notice",
    "NoticeKind",
    "OptionError",
    "Outcome",
    "Outstanding",
    "OutstandingKind",
    "Overview",
    "PathError",
    "Placement",
    "Position",
    "Problem",
    "PublishReport",
    "Publisher",
    "Reason",
    "Release",
    "Response",
    "RichText",
    "RichTextError",
    "RightsPolicy",
    "Series",
    "Severity",
    "Status",
    "TBHError",
    "TemplateError",
    "Therapist",
    "TherapistStatus",
    "Tombstone",
    "Tracking",
    "UnknownChannelError",
    "UnknownExporterError",
    "UnknownIdError",
    "UnknownKindError",
    "UnknownResponseError",
    "UnusableExporterError",
    "Upcoming",
    "UpdatePeriod",
    "Violation",
    "Withheld",
    "WriteError",
    "__version__",
    "approval_digest",
    "approve",
    "check",
    "default_registry",
    "dumps",
    "export",
    "load",
    "loads",
    "markdown",
    "next_change",
    "outline",
    "publish",
    "read_ledger",
    "read_markdown",
    "register",
    "release",
    "save",
    "schema",
    "status",
    "withdraw",
    "write_html",
    "write_markdown",
    "write_plain",
]

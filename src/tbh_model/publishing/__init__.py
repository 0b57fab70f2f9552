"""Publishing: plans a build, renders the files and writes them."""

from typing import TYPE_CHECKING

from tbh_model._lazy import lazy_names

if TYPE_CHECKING:  # what a build has no use for
    from tbh_model._atomic import WriteError as WriteError
    from tbh_model._lock import FolderInUseError as FolderInUseError
    from tbh_model.publishing._check import (
        BuildCheck as BuildCheck,
        check as check,
        check_build as check_build,
        failure_problem as failure_problem,
        outlook as outlook,
        withheld_notes as withheld_notes,
    )
    from tbh_model.publishing._destination import (
        DestinationError as DestinationError,
        Outcome as Outcome,
        write_file as write_file,
    )
    from tbh_model.publishing._last_build import (
        LEDGER as LEDGER,
        BuildSummary as BuildSummary,
        LastBuild as LastBuild,
    )
    from tbh_model.publishing._ledger import (
        LedgerEntry as LedgerEntry,
        LedgerError as LedgerError,
        read_ledger as read_ledger,
    )
    from tbh_model.publishing._plan import (
        PlannedFile as PlannedFile,
        chosen_exporters as chosen_exporters,
        has_publish_file as has_publish_file,
        publish_problems as publish_problems,
        usable_exporters as usable_exporters,
    )
    from tbh_model.publishing._provenance import (
        Basis as Basis,
        NoSuchOutputError as NoSuchOutputError,
        Provenance as Provenance,
        post_bases as post_bases,
        provenance as provenance,
    )
    from tbh_model.publishing._publish import publish as publish
    from tbh_model.publishing._publishers import chosen_publishers as chosen_publishers
    from tbh_model.publishing._render import processor_count as processor_count
    from tbh_model.publishing._report import PublishReport as PublishReport
    from tbh_model.publishing._schema import publish_schema as publish_schema, schema as schema
    from tbh_model.publishing._withdrawal import (
        Effect as Effect,
        PlatformEffect as PlatformEffect,
        effects as effects,
        platform_effects as platform_effects,
    )
else:
    __getattr__, __all__ = lazy_names(
        globals(),
        {
            "._atomic": "WriteError",
            "._lock": "FolderInUseError",
            "_destination": "DestinationError Outcome write_file",
            "_last_build": "LEDGER BuildSummary LastBuild",
            "_ledger": "LedgerEntry LedgerError read_ledger",
            "_plan": """
                PlannedFile chosen_exporters has_publish_file publish_problems usable_exporters
            """,
            "_provenance": "Basis NoSuchOutputError Provenance post_bases provenance",
            "_publish": "publish",
            "_publishers": "chosen_publishers",
            "_render": "processor_count",
            "_report": "PublishReport",
            "_check": "BuildCheck check check_build failure_problem outlook withheld_notes",
            "_withdrawal": "Effect PlatformEffect effects platform_effects",
            "_schema": "publish_schema schema",
        },
    )

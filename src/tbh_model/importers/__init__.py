"""Importers: the contract, the registry, the built-in ones, and what is made of what they read."""

from typing import TYPE_CHECKING

from tbh_model._lazy import lazy_names
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
from tbh_model.importers._contract import (
    AccountLine as AccountLine,
    Cell as Cell,
    Fate as Fate,
    Imported as Imported,
    Importer as Importer,
    ImporterInfo as ImporterInfo,
    ImportSource as ImportSource,
    Record as Record,
    UnreadableSourceError as UnreadableSourceError,
    decode as decode,
)
from tbh_model.importers._registry import (
    IMPORTERS as IMPORTERS,
    STANDARD_INPUT as STANDARD_INPUT,
    BrokenImporterError as BrokenImporterError,
    ImporterConflictError as ImporterConflictError,
    ImporterRegistry as ImporterRegistry,
    ImporterSwitchedOffError as ImporterSwitchedOffError,
    InvalidImporterError as InvalidImporterError,
    NoImporterError as NoImporterError,
    UnknownImporterError as UnknownImporterError,
    UnusableImporterError as UnusableImporterError,
    check_importer as check_importer,
    default_registry as default_registry,
    load_plugin as load_plugin,
    read as read,
    register as register,
)

if TYPE_CHECKING:  # an import needs one of them
    from tbh_model.importers._answers import (
        AnswerChange as AnswerChange,
        AnswerImport as AnswerImport,
        ConsentProposal as ConsentProposal,
        import_answers as import_answers,
    )
    from tbh_model.importers._columns import UnsureColumnsError as UnsureColumnsError
    from tbh_model.importers._documents import (
        HTMLFile as HTMLFile,
        MarkdownFile as MarkdownFile,
        TextFile as TextFile,
        from_page as from_page,
        from_plain as from_plain,
    )
    from tbh_model.importers._edition import (
        EditionImport as EditionImport,
        import_edition as import_edition,
    )
    from tbh_model.importers._mail import Mail as Mail, unflow as unflow
    from tbh_model.importers._tables import JSONForm as JSONForm, Table as Table
else:
    __getattr__, __all__ = lazy_names(
        globals(),
        {
            "_answers": "AnswerChange AnswerImport ConsentProposal import_answers",
            "_columns": "UnsureColumnsError",
            "_documents": "HTMLFile MarkdownFile TextFile from_page from_plain",
            "_edition": "EditionImport import_edition",
            "_mail": "Mail unflow",
            "_tables": "JSONForm Table",
        },
    )

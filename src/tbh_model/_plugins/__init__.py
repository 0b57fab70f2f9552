"""Plugins of any kind: found in metadata, checked, loaded, and given their options."""

from tbh_model._plugins._discovery import (
    BrokenPluginError as BrokenPluginError,
    InvalidPluginError as InvalidPluginError,
    Origin as Origin,
    PluginConflictError as PluginConflictError,
    PluginContract as PluginContract,
    PluginEntry as PluginEntry,
    PluginErrors as PluginErrors,
    PluginName as PluginName,
    PluginSwitchedOffError as PluginSwitchedOffError,
    UnknownPluginError as UnknownPluginError,
    UnusablePluginError as UnusablePluginError,
    built_in_entries as built_in_entries,
    check_plugin as check_plugin,
)
from tbh_model._plugins._files import (
    PluginError as PluginError,
    load_plugin_file as load_plugin_file,
)
from tbh_model._plugins._options import (
    Option as Option,
    OptionError as OptionError,
    from_document as from_document,
    options_of as options_of,
    with_options as with_options,
)
from tbh_model._plugins._registry import (
    PluginHealth as PluginHealth,
    PluginRegistry as PluginRegistry,
    PluginState as PluginState,
)

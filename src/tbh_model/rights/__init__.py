"""The gate: what may go out on which channel at which instant, and why something may not."""

from tbh_model.rights._digest import approval_digest
from tbh_model.rights._gate import NaiveInstantError, UnknownChannelError, release
from tbh_model.rights._release import Gone, Reason, Release, Withheld

__all__ = [
    "Gone",
    "NaiveInstantError",
    "Reason",
    "Release",
    "UnknownChannelError",
    "Withheld",
    "approval_digest",
    "release",
]

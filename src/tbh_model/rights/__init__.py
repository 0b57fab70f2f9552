"""The gate: what may go out on which channel at which instant, and why something may not."""

from typing import TYPE_CHECKING

from tbh_model._when_used import lazy_getattr
from tbh_model.model import approval_digest
from tbh_model.rights._gate import NaiveInstantError, UnknownChannelError, release
from tbh_model.rights._gate_memory import ReleaseCache
from tbh_model.rights._release import Reason, Release, Tombstone, Withheld
from tbh_model.rights._rules import Withholding, edition_withholding

if TYPE_CHECKING:  # what a build has no use for
    from tbh_model.rights._next_change import next_change
    from tbh_model.rights._records import (
        FoundResponse,
        NothingToWithdrawError,
        UnknownResponseError,
        approve,
        find_response,
        withdraw,
    )
    from tbh_model.rights._status import (
        Expiring,
        Outstanding,
        OutstandingKind,
        Status,
        Upcoming,
        status,
    )
else:
    __getattr__ = lazy_getattr(
        __name__,
        {
            "_next_change": "next_change",
            "_records": """
                FoundResponse NothingToWithdrawError UnknownResponseError approve find_response
                withdraw
            """,
            "_status": "OutstandingKind Expiring Outstanding Status Upcoming status",
        },
    )

__all__ = [
    "Expiring",
    "FoundResponse",
    "NaiveInstantError",
    "NothingToWithdrawError",
    "Outstanding",
    "OutstandingKind",
    "Reason",
    "Release",
    "ReleaseCache",
    "Status",
    "Tombstone",
    "UnknownChannelError",
    "UnknownResponseError",
    "Upcoming",
    "Withheld",
    "Withholding",
    "approval_digest",
    "approve",
    "edition_withholding",
    "find_response",
    "next_change",
    "release",
    "status",
    "withdraw",
]

"""The gate: what may go out on which channel at which instant, and why something may not."""

from typing import TYPE_CHECKING

from tbh_model._lazy import lazy_getattr
from tbh_model.model import approval_digest
from tbh_model.rights._gate import NaiveInstantError, UnknownChannelError, release
from tbh_model.rights._policy import Withholding, edition_withholding
from tbh_model.rights._release import Reason, Release, Tombstone, Withheld
from tbh_model.rights._release_cache import ReleaseCache

if TYPE_CHECKING:  # what a build has no use for
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
        next_change,
        status,
    )
else:
    __getattr__ = lazy_getattr(
        __name__,
        {
            "_records": """
                FoundResponse NothingToWithdrawError UnknownResponseError approve find_response
                withdraw
            """,
            "_status": "Expiring Outstanding OutstandingKind Status Upcoming next_change status",
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

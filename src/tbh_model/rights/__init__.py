"""The gate: what may go out on which channel at which instant, and why something may not."""

from typing import TYPE_CHECKING

from tbh_model._when_used import when_used
from tbh_model.model import approval_digest
from tbh_model.rights._gate import NaiveInstantError, UnknownChannelError, release
from tbh_model.rights._gate_memory import GateMemory
from tbh_model.rights._release import Gone, Reason, Release, Withheld
from tbh_model.rights._rules import Hold, edition_hold

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
    from tbh_model.rights._status import Debt, Expiring, Owed, Status, Upcoming, status
else:
    __getattr__ = when_used(
        __name__,
        {
            "_next_change": "next_change",
            "_records": """
                FoundResponse NothingToWithdrawError UnknownResponseError approve find_response
                withdraw
            """,
            "_status": "Debt Expiring Owed Status Upcoming status",
        },
    )

__all__ = [
    "Debt",
    "Expiring",
    "FoundResponse",
    "GateMemory",
    "Gone",
    "Hold",
    "NaiveInstantError",
    "NothingToWithdrawError",
    "Owed",
    "Reason",
    "Release",
    "Status",
    "UnknownChannelError",
    "UnknownResponseError",
    "Upcoming",
    "Withheld",
    "approval_digest",
    "approve",
    "edition_hold",
    "find_response",
    "next_change",
    "release",
    "status",
    "withdraw",
]

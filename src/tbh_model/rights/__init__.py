"""The gate: what may go out on which channel at which instant, and why something may not."""

from typing import TYPE_CHECKING

from tbh_model._lazy import lazy_names

if TYPE_CHECKING:  # what a build has no use for
    from tbh_model.model import approval_digest as approval_digest
    from tbh_model.rights._compare import (
        Change as Change,
        ChangeKind as ChangeKind,
        changes_between as changes_between,
    )
    from tbh_model.rights._gate import (
        NaiveInstantError as NaiveInstantError,
        UnknownChannelError as UnknownChannelError,
        release as release,
    )
    from tbh_model.rights._placeholders import response_placeholders as response_placeholders
    from tbh_model.rights._policy import (
        Withholding as Withholding,
        consent_in_force as consent_in_force,
        edition_withholding as edition_withholding,
    )
    from tbh_model.rights._records import (
        FoundResponse as FoundResponse,
        NothingToWithdrawError as NothingToWithdrawError,
        UnknownResponseError as UnknownResponseError,
        approve as approve,
        approve_edition as approve_edition,
        find_response as find_response,
        withdraw as withdraw,
        withdraw_consents as withdraw_consents,
    )
    from tbh_model.rights._release import (
        Reason as Reason,
        Release as Release,
        ReleaseCache as ReleaseCache,
        Tombstone as Tombstone,
        Withheld as Withheld,
    )
    from tbh_model.rights._replies import (
        FilledForm as FilledForm,
        Reply as Reply,
        Verdict as Verdict,
        form_heading as form_heading,
        form_option as form_option,
        form_reference as form_reference,
        match_reply as match_reply,
        read_form as read_form,
        reply_reference as reply_reference,
    )
    from tbh_model.rights._status import (
        Expiring as Expiring,
        Outstanding as Outstanding,
        OutstandingKind as OutstandingKind,
        PanelMember as PanelMember,
        Status as Status,
        Upcoming as Upcoming,
        due_day as due_day,
        next_change as next_change,
        status as status,
        unchanging_period as unchanging_period,
    )
else:
    __getattr__, __all__ = lazy_names(
        globals(),
        {
            ".model": "approval_digest",
            "_compare": "Change ChangeKind changes_between",
            "_gate": "NaiveInstantError UnknownChannelError release",
            "_placeholders": "response_placeholders",
            "_policy": "Withholding consent_in_force edition_withholding",
            "_release": "Reason Release ReleaseCache Tombstone Withheld",
            "_records": """
                FoundResponse NothingToWithdrawError UnknownResponseError approve approve_edition
                find_response withdraw withdraw_consents
            """,
            "_replies": """
                FilledForm Reply Verdict form_heading form_option form_reference match_reply
                read_form reply_reference
            """,
            "_status": """
                Expiring Outstanding OutstandingKind PanelMember Status Upcoming due_day
                next_change status unchanging_period
            """,
        },
    )

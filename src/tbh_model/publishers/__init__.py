"""Publishers: the contract, the registry, plans and pushes, receipts, and an HTTP client."""

from typing import TYPE_CHECKING

from tbh_model._lazy import lazy_names
from tbh_model._plugins import (
    Option as Option,
    OptionError as OptionError,
    PluginEntry as PluginEntry,
    PluginError as PluginError,
    from_document as from_document,
    options_of as options_of,
    with_options as with_options,
)
from tbh_model.publishers._contract import (
    Credentials as Credentials,
    MissingCredentialError as MissingCredentialError,
    Platform as Platform,
    PlatformError as PlatformError,
    Post as Post,
    Publisher as Publisher,
    PublisherInfo as PublisherInfo,
    RemotePost as RemotePost,
    read_credentials as read_credentials,
    visible_words as visible_words,
    word_changes as word_changes,
)
from tbh_model.publishers._registry import (
    PUBLISHERS as PUBLISHERS,
    BrokenPublisherError as BrokenPublisherError,
    InvalidPublisherError as InvalidPublisherError,
    PublisherConflictError as PublisherConflictError,
    PublisherRegistry as PublisherRegistry,
    PublisherSwitchedOffError as PublisherSwitchedOffError,
    UnknownPublisherError as UnknownPublisherError,
    UnusablePublisherError as UnusablePublisherError,
    check_publisher as check_publisher,
    default_registry as default_registry,
    load_plugin as load_plugin,
    register as register,
)

if TYPE_CHECKING:  # what a plan has no use for
    from tbh_model.publishers._http import (
        HTTPAnswer as HTTPAnswer,
        HTTPClient as HTTPClient,
        MissingClientError as MissingClientError,
        UnsafeAddressError as UnsafeAddressError,
        hurry as hurry,
    )
    from tbh_model.publishers._push import (
        DuplicatePostError as DuplicatePostError,
        PushPlan as PushPlan,
        PushReport as PushReport,
        Step as Step,
        StepOutcome as StepOutcome,
        StepResult as StepResult,
        dry_run as dry_run,
        plan_push as plan_push,
        push as push,
    )
    from tbh_model.publishers._receipts import (
        RECEIPTS as RECEIPTS,
        Action as Action,
        Receipt as Receipt,
        ReceiptError as ReceiptError,
        chain_digest as chain_digest,
        latest_receipts as latest_receipts,
        read_receipts as read_receipts,
        unfinished_receipts as unfinished_receipts,
    )
else:
    __getattr__, __all__ = lazy_names(
        globals(),
        {
            "_http": "HTTPAnswer HTTPClient MissingClientError UnsafeAddressError hurry",
            "_push": """
                DuplicatePostError PushPlan PushReport Step StepOutcome StepResult dry_run plan_push
                push
            """,
            "_receipts": """
                RECEIPTS Action Receipt ReceiptError chain_digest latest_receipts read_receipts
                unfinished_receipts
            """,
        },
    )

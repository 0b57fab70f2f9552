"""The typed content: series, edition, challenge, therapist, response, call to action.

Every class is frozen, deeply immutable and born valid: a constructor reports everything that is
wrong in one `InvalidValueError`.
"""

from tbh_model.model._approval import (
    approval_digest,
    approval_parts,
    changed_since_approval,
)
from tbh_model.model._byline import credentials_in_force, named
from tbh_model.model._call_to_action import CallToAction, CallToActionKind, Placement
from tbh_model.model._channel import Channel
from tbh_model.model._checking import (
    PRIVATE,
    InvalidValueError,
    Violation,
    check,
    describe,
    field_types,
    fields_checked,
    is_private,
    made_of_checked,
    replaced,
    shortened,
)
from tbh_model.model._constraints import PROSE, Constraint, Count, Line, LinkTarget, WebAddress
from tbh_model.model._days import at_fixed_offset, day_of, is_in_calendar, start_of
from tbh_model.model._edition import (
    Challenge,
    Challengers,
    Correction,
    CorrectionKind,
    Edition,
    EditionStatus,
    Notice,
    NoticeKind,
    Overview,
)
from tbh_model.model._image import Image
from tbh_model.model._labels import Labels, Words, written_correction
from tbh_model.model._outline import (
    CallsToActionPart,
    ChallengePart,
    ChallengersPart,
    CorrectionsPart,
    IntroductionPart,
    Labelled,
    NextTimePart,
    NoticesPart,
    OverviewPart,
    Part,
    PrintedResponse,
    ResultsPart,
    SignOffPart,
    TitlePart,
    outline,
)
from tbh_model.model._permalink import DEFAULT_PERMALINK, permalink_of
from tbh_model.model._renamed import RenamedFrom, former_names
from tbh_model.model._response import (
    Approval,
    Attribution,
    Consent,
    ConsentBasis,
    Response,
)
from tbh_model.model._series import Enforcement, Publisher, RightsPolicy, Series, UnknownIdError
from tbh_model.model._therapist import Credential, Therapist, TherapistStatus
from tbh_model.model._typography import primary, quoted, with_colon, written_day, written_instant

__all__ = [
    "DEFAULT_PERMALINK",
    "PRIVATE",
    "PROSE",
    "Approval",
    "Attribution",
    "CallToAction",
    "CallToActionKind",
    "CallsToActionPart",
    "Challenge",
    "ChallengePart",
    "Challengers",
    "ChallengersPart",
    "Channel",
    "Consent",
    "ConsentBasis",
    "Constraint",
    "Correction",
    "CorrectionKind",
    "CorrectionsPart",
    "Count",
    "Credential",
    "Edition",
    "EditionStatus",
    "Enforcement",
    "Image",
    "IntroductionPart",
    "InvalidValueError",
    "Labelled",
    "Labels",
    "Line",
    "LinkTarget",
    "NextTimePart",
    "Notice",
    "NoticeKind",
    "NoticesPart",
    "Overview",
    "OverviewPart",
    "Part",
    "Placement",
    "PrintedResponse",
    "Publisher",
    "RenamedFrom",
    "Response",
    "ResultsPart",
    "RightsPolicy",
    "Series",
    "SignOffPart",
    "Therapist",
    "TherapistStatus",
    "TitlePart",
    "UnknownIdError",
    "Violation",
    "WebAddress",
    "Words",
    "approval_digest",
    "approval_parts",
    "at_fixed_offset",
    "changed_since_approval",
    "check",
    "credentials_in_force",
    "day_of",
    "describe",
    "field_types",
    "fields_checked",
    "former_names",
    "is_in_calendar",
    "is_private",
    "made_of_checked",
    "named",
    "outline",
    "permalink_of",
    "primary",
    "quoted",
    "replaced",
    "shortened",
    "start_of",
    "with_colon",
    "written_correction",
    "written_day",
    "written_instant",
]

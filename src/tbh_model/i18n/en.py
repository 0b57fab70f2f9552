"""English."""

import re
from datetime import date, time
from typing import Final

from tbh_model.i18n._language import LabelStrings, Language, LetterStrings

_NO_BREAK: Final = "\u00a0"
_NOON: Final = 12
# Where English has the month before the day; so it has where no region is named.
_MONTH_FIRST: Final = frozenset(
    {"AS", "BI", "CA", "GU", "JP", "MH", "MP", "PH", "PR", "UM", "US", "VI"}
)
# Where English is written with a clock of twenty-four hours.
_TWENTY_FOUR_HOURS: Final = frozenset(
    re.findall(
        r"\w+",
        "150 AI AT BE BI BW BZ CC CH CK CM CX CZ DE DG DK EE ES FI FK FR GB GE GG GI GS "
        "HU ID IE IL IM IO IT JE JP KE LT LV MG MS MT MU MV NF NG NL NO NR NU PL PN PT RO "
        "RW SC SE SH SI SK SX TK TV TZ UA UG ZA ZM ZW",
    )
)
# Where a clock of twelve hours has capital letters, as also where no region is named.
_CAPITAL_HALVES: Final = frozenset(
    {"AE", "AS", "GU", "IN", "MH", "MP", "PH", "PR", "UM", "US", "VI"}
)
# capital letters begin an acronym here, and are read by their names: an EMDR therapist
_SPOKEN_WITH_A_VOWEL: Final = frozenset("aeiouAEFHILMNORSX")
_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _date(day: date, region: str | None) -> str:
    month = _MONTHS[day.month - 1]
    if (region or "US") in _MONTH_FIRST:
        return f"{month} {day.day}, {day.year}"
    return f"{day.day} {month} {day.year}"


def _time(clock: time, region: str | None) -> str:
    if region in _TWENTY_FOUR_HOURS:
        return f"{clock:%H:%M}"
    half = "am" if clock.hour < _NOON else "pm"
    if region == "CA":
        half = f"{half[0]}.m."
    elif (region or "US") in _CAPITAL_HALVES:
        half = half.upper()
    return f"{clock.hour % _NOON or _NOON}:{clock.minute:02}{_NO_BREAK}{half}"


def _role(title: str, place: str | None) -> str:
    article = "an" if title[0] in _SPOKEN_WITH_A_VOWEL else "a"
    return f"{article} {title}" if place is None else f"{article} {title} in {place}"


ENGLISH: Final = Language(
    code="en",
    name="English",
    date=_date,
    time=_time,
    role=_role,
    meet="Meet the {}".format,
    regions={
        "CA-AB": "Alberta",
        "CA-BC": "British Columbia",
        "CA-MB": "Manitoba",
        "CA-NB": "New Brunswick",
        "CA-NL": "Newfoundland and Labrador",
        "CA-NS": "Nova Scotia",
        "CA-NT": "the Northwest Territories",
        "CA-NU": "Nunavut",
        "CA-ON": "Ontario",
        "CA-PE": "Prince Edward Island",
        "CA-QC": "Quebec",
        "CA-SK": "Saskatchewan",
        "CA-YT": "Yukon",
    },
    labels=LabelStrings(
        overview="Today’s Challenge",
        challenge="The Challenge",
        challengers="The Challengers",
        results="The Results",
        prompt="The Challenge",
        closing="Meet the Therapists",
    ),
    answer_removed="An answer has been removed from this edition.",
    answers_removed="Answers have been removed from this edition.",
    name_removed="[name removed]",
    more_answers="There are more answers on the web page of this edition.",
    read_on_web="Read on the web",
    web_version="View this letter in a browser",
    unsubscribe="Unsubscribe",
    letters=LetterStrings(
        greeting="Dear {},",
        sender="{publisher} publishes {series}.",
        invitation_subject="One question: {}",
        invitation_opening="For the edition “{}” we ask you one question:",
        length="About {} words are enough.",
        due="Please answer by {}.",
        how_to_answer=(
            "Reply to this message, and fill in the form below: write under “Your answer”, and put "
            "an x between the brackets of what you agree to."
        ),
        your_answer="Your answer",
        your_channels="Where your answer may be printed",
        channels_note=(
            "Nothing is printed where there is no x. You can take back your consent at any time."
        ),
        channel_meanings={
            "web": "our website, where search engines find it; we can take it down at any time",
            "feed": "our feed, which readers and other sites copy; copies cannot be called back",
            "newsletter": "our newsletter; a letter that was sent cannot be called back",
            "social": "social networks, where others share it; copies cannot be called back",
            "ai-input": "our website, from which AI assistants may answer their users",
            "ai-train": "training of AI models; what a model has learned cannot be called back",
        },
        your_name="How you are named (one x)",
        anonymous="without a name",
        no_answer="If you would rather not answer, a word is enough, and we do not ask again.",
        thanks="Thank you.",
        proof_subject="Please check your answer in “{}”",
        proof_opening="This is exactly what we would print of yours in “{}”. Please read it.",
        question="The question",
        answer_of="Answer {}",
        channel_names={
            "web": "website",
            "feed": "feed",
            "newsletter": "newsletter",
            "social": "social networks",
            "ai-input": "AI assistants",
            "ai-train": "training of AI models",
        },
        printed_on="Printed on: {}",
        with_consent="Only if you agree to it, since we have no consent of yours: {}",
        not_printed_on="Not printed on: {}",
        attribution="Named as",
        about_you="Printed about you on the website",
        how_to_approve="If it is right, reply with this line:",
        yes="Yes, print it so.",
        yes_words=frozenset({"yes", "yes please", "yes print it", "approved", "i approve", "ok"}),
        how_to_change=(
            "If something is to change, write what. You will see it again before it is printed."
        ),
        approved="You approved these words on {}.",
    ),
    skip_link="Skip to the text",
    main_nav_label="This site",
    editions="Editions",
    therapists="Therapists",
    topics="Topics",
    search="Search",
    subscribe="Subscribe",
    all_editions="All editions",
    latest="Latest edition",
    earlier="Earlier editions",
    undated="Undated",
    numbered="Edition {}",
    by="By",
    updated="Updated",
    minutes={"one": "{} min read", "other": "{} min read"},
    answers={"one": "{} answer", "other": "{} answers"},
    link_to_answer="Link to this answer",
    next_answer="Next answer",
    previous_answer="Previous answer",
    older="Previous edition",
    newer="Next edition",
    translation="In another language",
    translations_nav_label="This edition in other languages",
    related="Related editions",
    adjacent_nav_label="Editions before and after",
    corrections="Corrections",
    correction_kinds={
        "correction": "Correction",
        "clarification": "Clarification",
        "update": "Update",
        "retraction": "Retraction",
        "response-removed": "Answer removed",
    },
    enclosure_links={
        "audio": "Listen to this edition",
        "video": "Watch this edition",
        "file": "Download the file of this edition",
    },
    photo="Image: {}",
    titles="Titles",
    more_about="More about {}",
    book="Book with {}",
    answers_by="Answers by {}",
    topic="Topic",
    published_by="Published by",
    nothing_yet="Nothing has been published yet.",
    alumni="Former members of the panel",
    gone_title="This edition is no longer available",
    gone_text="It was published at this address, and has since been taken down.",
    moved_title="This page has moved",
    not_found_title="This page is not here",
    not_found_text="It may have moved, or been taken down, or the address may have a slip in it.",
    all_editions_link="See all editions",
    feed_intro=(
        "A feed is a file that lists the newest editions. A feed reader, which is an app or a "
        "website, looks at it now and then and shows you what is new. You give no name and no "
        "address, and you can stop at any time."
    ),
    feed_instructions=(
        "Copy one of these addresses into a feed reader of your choice. They all carry the same "
        "editions; if one does not work for you, take another."
    ),
    feed_formats={
        "rss": "RSS, for every reader",
        "atom": "Atom, for most readers",
        "json-feed": "JSON Feed, for newer readers",
    },
    by_feed="With a feed reader",
    by_newsletter="By e-mail",
    email_address="Your e-mail address",
    newsletter_consent=(
        "By subscribing you agree that {} sends you this newsletter. You can unsubscribe at any "
        "time."
    ),
    empty_links=frozenset(
        {
            "",
            "click",
            "click here",
            "find out more",
            "follow this link",
            "go",
            "go here",
            "here",
            "learn more",
            "link",
            "more",
            "page",
            "read more",
            "read this",
            "see here",
            "see more",
            "tap here",
            "that",
            "the link",
            "there",
            "this",
            "this link",
            "this page",
            "this site",
            "this website",
            "website",
        }
    ),
    relative_times=(
        r"today|tonight|tomorrow|yesterday|"
        r"(?:this|next|last)\s+(?:morning|afternoon|evening|week|weekend|month|year|"
        r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|spring|summer|autumn|fall|winter)"
    ),
)

"""Base class of errors, and suggestions for misspelled names."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final


class TBHError(Exception):
    """Base class of errors that a person can fix; the message has the problem and a remedy.

    Catch this class to catch everything that `tbh_model` raises on purpose. Whatever else
    escapes is a bug in `tbh_model`, or in an exporter that it was asked to run.
    """


_SYNONYMS: Final = """
answer: body text content reply full_answer
attribution: credit shown_as
approval: approved ok
asked: asked_on invited requested
alt: alt_text description alternative
background: body context
basis: legal_basis
bio: biography about description body profile
booking_url: booking book book_url appointments
byline: author authors writer writers by editor credit
calls_to_action: cta ctas call_to_action calls buttons button promo links
caption: description legend
challenge: question task topic
challengers: panel experts expert speakers panelists respondents therapists
consents: consent permission permissions release
corrections: errata erratum amendments updates correction
credentials: credential degrees degree qualifications licences licenses suffix titles
credit: photographer copyright source
due: deadline due_date answer_by
embargo_until: embargo embargoed embargoed_until not_before
evidence: proof record
expires: expiry expires_at expiry_date expiration until end_date
former_urls: aliases alias redirects redirect_from old_urls former_url
granted: date given given_on since
image: picture photo cover thumbnail hero img
introduction: body intro content lede opening preface text
language: lang locale
link_text: anchor label button
next_time: next upcoming coming_up
notices: disclaimer disclaimers notice warnings
number: no nr issue episode
on: date day when
overview: summary_list at_a_glance
permalink: url_pattern pattern
portrait: photo picture image avatar headshot
prompt: question query ask
published: date publish_date published_at publication_date pub_date pubdate posted released day
publisher: brand site organization organisation company owner
quote: pull_quote callout highlight quotation testimonial words said
received: received_on received_at arrived
responses: answers replies quotes testimonials response
results_heading: results answers_heading
sign_off: outro closing signoff ending goodbye
slug: permalink path name url
source: message_id submission_id
src: file path url source image
status: state draft
summary: excerpt abstract description dek teaser standfirst blurb preheader
tags: keywords categories category topics labels tag
text: body content words message
therapist: author expert speaker person who name respondent challenger
time_zone: timezone tz zone
title: headline heading name label
topic: subject theme title
updated: modified updated_at lastmod last_modified changed date_modified
url: link href website homepage permalink site
uses: channels channel use allowed
valid_from: from since start
valid_until: until expires to end
verbatim: original as_received raw
withdrawn: revoked withdrawn_on
draft: unpublished hidden wip private pending in_progress
ready: published live publish public final done approved online
retracted: deleted removed withdrawn gone archived unpublished
web: site website web_site page pages html blog online www
feed: rss atom feeds syndication reader
newsletter: email e_mail mail letter emails newsletters mailing
social: twitter x facebook instagram linkedin mastodon bluesky threads socials social_media
first_name: firstname given_name
full: name full_name fullname everything
initials: initial
anonymous: anon none nobody hidden anonym
alumni: former past left inactive alumnus alumna retired
active: current present
explicit: written consent signed yes
book: booking appointment appointments
contact: email mail write
suggest_topic: suggest suggestion ask
closing: end bottom footer
sign_off: outro
correction: fix erratum error
required: require must strict
recorded: record optional
"""


@cache
def _synonyms() -> Mapping[str, tuple[str, ...]]:
    """Return the words of this library for each foreign word, the likeliest first."""
    synonyms: dict[str, tuple[str, ...]] = {}
    for line in _SYNONYMS.strip().split("\n"):
        term, _, others = line.partition(": ")
        for word in others.split():
            synonyms[word] = (*synonyms.get(word, ()), term)
    return synonyms


def closest(word: str, names: Iterable[str]) -> str | None:
    """Return the known word that is most like a mistyped one, or means the same, if any."""
    from difflib import get_close_matches  # only for somebody who mistyped

    candidates = {candidate.casefold(): candidate for candidate in sorted(names)}
    folded = word.casefold()[:_MAX_WORD_LENGTH]
    plain = {_normalize(candidate): candidate for candidate in candidates}
    if _normalize(folded) in plain:
        return candidates[plain[_normalize(folded)]]
    for synonym in _synonyms().get(_normalize(folded), ()):
        if synonym in plain:
            return candidates[plain[synonym]]
    if len(candidates) > _MAX_CANDIDATES:  # of a few the best is looked for, of many a likely one
        candidates = {word: candidates[word] for word in candidates if word[:1] == folded[:1]}
    matches = get_close_matches(folded, [*candidates][:_MAX_CANDIDATES], n=1, cutoff=0.6)
    return candidates[matches[0]] if matches else None


def advice(word: str, names: Iterable[str], otherwise: str = "") -> str:
    """Return how to go on after a message on a word that is not known.

    Args:
        word: What was written.
        names: What there is.
        otherwise: What is said where nothing of it is like the word.
    """
    near = closest(word, names)
    text = otherwise if near is None else f"did you mean {near!r}?"
    return f"; {text}" if text else ""


def there_are(names: Iterable[str]) -> str:
    """List what there is, for the end of a message."""
    return f"there are {', '.join(names) or 'none'}"


def with_article(noun: str) -> str:
    """Return a noun with its indefinite article."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _normalize(word: str) -> str:
    """Write a word as it is compared: however its parts are joined."""
    return word.strip().replace("-", "_").replace(" ", "_")


# Maximum number of compared words.
_MAX_CANDIDATES: Final = 500
# Maximum length of a compared word.
_MAX_WORD_LENGTH: Final = 100

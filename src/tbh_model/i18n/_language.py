"""Built-in strings and formats of one language."""

from collections.abc import Callable, Mapping
from datetime import date, time

from tbh_model._attrs import frozen


def title_and_place(title: str, place: str | None) -> str:
    """Return a title with the place after a comma, if there is a place.

    >>> i18n.title_and_place("A therapist", "Toronto")
    'A therapist, Toronto'
    """
    return title if place is None else f"{title}, {place}"


def one_or_other(count: int) -> str:
    """Return the plural category of a number in English and its like: `one` or `other`.

    >>> i18n.one_or_other(1), i18n.one_or_other(0)
    ('one', 'other')
    """
    return "one" if count == 1 else "other"


@frozen(kw_only=True)
class LabelStrings:
    """Labels of the parts of an edition; see `tbh_model.model.Labels`."""

    overview: str
    """Over the list of values at the top."""
    challenge: str
    """Before the challenge."""
    challengers: str
    """Before the challengers."""
    results: str
    """Before the results."""
    prompt: str
    """Before the question."""
    closing: str
    """Over the calls to action at the end."""


@frozen(kw_only=True)
class LetterStrings:
    """Words of the letters to the panel: invitations, proofs, and the replies to them."""

    greeting: str
    """With the name of the person in `{}`."""
    sender: str
    """Who publishes what, with the publisher and the series in `{publisher}` and `{series}`."""
    invitation_subject: str
    """With the topic in `{}`."""
    invitation_opening: str
    """What is asked for, before the question, with the title of the edition in `{}`."""
    length: str
    """With a number of words in `{}`."""
    due: str
    """With the last day for the answer in `{}`."""
    how_to_answer: str
    """How to fill in the form."""
    your_answer: str
    """The heading of the answer in the form."""
    your_channels: str
    """The heading of the channels in the form."""
    channels_note: str
    """What it means to tick none, and that consent can be taken back."""
    channel_meanings: Mapping[str, str]
    """What consent to each built-in channel means."""
    your_name: str
    """The heading of the attributions in the form."""
    anonymous: str
    """In place of a byline."""
    no_answer: str
    """How to decline."""
    thanks: str
    """The closing words."""
    proof_subject: str
    """With the title of the edition in `{}`."""
    proof_opening: str
    """What a proof is, with the title of the edition in `{}`."""
    question: str
    """The heading of the question."""
    answer_of: str
    """The heading of one of several answers, with its number in `{}`."""
    channel_names: Mapping[str, str]
    """Name of each built-in channel."""
    printed_on: str
    """The heading of what channels print, with the channels in `{}`."""
    with_consent: str
    """That nothing is printed there before the person agrees, with the channels in `{}`."""
    not_printed_on: str
    """That nothing is printed there, with the channels in `{}`."""
    attribution: str
    """Before the printed byline."""
    about_you: str
    """The heading of what the site prints about the person."""
    how_to_approve: str
    """Before the line to answer with."""
    yes: str
    """The line to answer with."""
    yes_words: frozenset[str]
    """Other words for yes, in small letters and without punctuation."""
    how_to_change: str
    """What to do if something is to change."""
    approved: str
    """That the present wording is approved, with the day in `{}`."""


@frozen(kw_only=True)
class Language:
    """Built-in strings and formats of one language.

    To add a language, write a module such as `en` with its table, and name it in `LANGUAGES`.
    Type checkers name each word that is still missing.
    """

    code: str
    """The first subtag of its tags, in lower case: `fr`."""
    name: str
    """What its readers call it: "Français"."""

    # Forms
    date: Callable[[date, str | None], str]
    """Returns a date for readers in a region, or in none."""
    time: Callable[[time, str | None], str]
    """Returns a time to the minute for readers in a region, or in none."""
    colon: str = ":"
    """The colon with the space before it."""
    role: Callable[[str, str | None], str] = title_and_place
    """Returns a description by title and place: "a therapist in Ontario"."""
    plural: Callable[[int], str] = one_or_other
    """Returns the plural category of a number, by its name in the Unicode CLDR."""
    meet: Callable[[str], str]
    """Returns the label of the closing calls for another panel: "Meet the Developers"."""
    regions: Mapping[str, str]
    """Names of provinces, as `role` prints them, by their ISO 3166-2 codes."""

    # Words of an edition, on every channel
    labels: LabelStrings
    """The labels of the parts of an edition."""
    answer_removed: str
    """The notice in an edition from which one answer was taken out."""
    answers_removed: str
    """The same of several answers."""
    name_removed: str
    """In place of a former name."""
    more_answers: str
    """The link from a feed or a letter to a page that has more answers."""
    read_on_web: str
    """The link at the beginning of a letter to the page of its edition."""
    web_version: str
    """The link at the end of a letter to the copy that a mailing service has."""
    unsubscribe: str
    """The link at the end of a letter."""

    letters: LetterStrings
    """The words of the letters to the panel."""

    # Words of the site
    skip_link: str
    """The link past the navigation."""
    main_nav_label: str
    """Name of the navigation."""
    editions: str
    """The heading of the list of editions."""
    therapists: str
    """The heading of the list of the panel."""
    topics: str
    """The heading of the list of topics."""
    search: str
    """The link to the search page."""
    subscribe: str
    """The heading of the page on feeds and newsletter."""
    all_editions: str
    """The heading of the archive."""
    latest: str
    """Over the newest edition."""
    earlier: str
    """Over the editions before it."""
    undated: str
    """Over editions without a date."""
    numbered: str
    """With the number of an edition in `{}`."""
    by: str
    """Before the authors."""
    updated: str
    """Before the date of the last change."""
    minutes: Mapping[str, str]
    """The reading time by the plural category of the minutes, with their number in `{}`."""
    answers: Mapping[str, str]
    """The number of answers by its plural category, with the number in `{}`."""
    link_to_answer: str
    """Name of the link to one answer."""
    next_answer: str
    """The link from one answer to the one after it."""
    previous_answer: str
    """The link from one answer to the one before it."""
    older: str
    """Before the title of the edition before."""
    newer: str
    """Before the title of the next edition."""
    translation: str
    """Before the title of an edition in another language."""
    translations_nav_label: str
    """Name of the navigation between languages."""
    related: str
    """Over other editions on the same topics, or with the same people."""
    adjacent_nav_label: str
    """Name of the navigation between editions."""
    corrections: str
    """The heading of the corrections."""
    correction_kinds: Mapping[str, str]
    """Each kind of correction, by its value in `CorrectionKind`."""
    enclosure_links: Mapping[str, str]
    """The link to the file of an edition, by the kind of it: `audio`, `video` or `file`."""
    photo: str
    """With who made an image in `{}`."""
    titles: str
    """Over what a college granted."""
    more_about: str
    """The link to a person's own page."""
    book: str
    """With the name of a person in `{}`."""
    answers_by: str
    """With the name of a person in `{}`."""
    topic: str
    """Before the name of a topic."""
    published_by: str
    """Before the name of the publisher."""
    nothing_yet: str
    """On a site without editions."""
    alumni: str
    """Over those who no longer work with the publisher."""
    gone_title: str
    """Where an edition was that has been taken down."""
    gone_text: str
    """What its page says."""
    moved_title: str
    """Where an edition was that has another address now."""
    not_found_title: str
    """The heading of the page for addresses that do not exist."""
    not_found_text: str
    """What that page says."""
    all_editions_link: str
    """The link to the archive."""
    feed_intro: str
    """What a feed is."""
    feed_instructions: str
    """How to subscribe to a feed."""
    feed_formats: Mapping[str, str]
    """Name of each feed, by its format."""
    by_feed: str
    """Over the feeds."""
    by_newsletter: str
    """Over the newsletter."""
    email_address: str
    """The label of the field in which readers write their address."""
    newsletter_consent: str
    """What readers agree to with the form, with the name of the publisher in `{}`."""

    # What the checks of the content look for
    empty_links: frozenset[str]
    """Link texts, in small letters, that say nothing of where the link leads."""
    relative_times: str
    """A regular expression for words on time that are only true for a while, such as "today"."""

    def count_answers(self, count: int) -> str:
        """Return how many answers there are, in words."""
        return self.answers[self.plural(count)].format(count)

    def reading_time(self, minutes: int) -> str:
        """Return how long a text takes to read, in words."""
        return self.minutes[self.plural(minutes)].format(minutes)

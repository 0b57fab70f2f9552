"""The words of the site itself, around those of the series, in English and French."""

from collections.abc import Mapping
from typing import Final

from attrs import frozen

from tbh_model.model import CorrectionKind, primary_language


@frozen(kw_only=True)
class UIStrings:
    """Every word that a page says and no author wrote."""

    language: str
    skip_link: str
    """The link past the navigation."""
    main_nav_label: str
    """Name of the navigation."""
    editions: str
    therapists: str
    topics: str
    subscribe: str
    all_editions: str
    latest: str
    earlier: str
    undated: str
    numbered: str
    """With the number of an edition in `{}`."""
    by: str
    updated: str
    one_minute: str
    minutes: str
    """With a number in `{}`."""
    one_answer: str
    answers: str
    """With a number in `{}`."""
    link_to_answer: str
    older: str
    newer: str
    adjacent_nav_label: str
    """Name of the navigation between editions."""
    corrections: str
    correction_kinds: Mapping[CorrectionKind, str]
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
    published_by: str
    nothing_yet: str
    alumni: str
    """Over those who no longer work with the publisher."""
    gone_title: str
    """Where an edition was that has been taken down."""
    gone_text: str
    moved_title: str
    """Where an edition was that has another address now."""
    not_found_title: str
    not_found_text: str
    all_editions_link: str
    feed_intro: str
    """What a feed is."""
    feed_instructions: str
    feed_formats: Mapping[str, str]
    """Name of each feed, by its file."""
    by_feed: str
    by_newsletter: str

    def count_answers(self, count: int) -> str:
        """Describe how many answers there are."""
        return self.one_answer if count == 1 else self.answers.format(count)

    def reading_time(self, minutes: int) -> str:
        """Describe how long a text takes to read."""
        return self.one_minute if minutes == 1 else self.minutes.format(minutes)


def ui_strings(language: str) -> UIStrings:
    """Return our words in a language; in English where we do not speak it."""
    return _STRINGS.get(primary_language(language), _ENGLISH)


_ENGLISH: Final = UIStrings(
    language="en",
    skip_link="Skip to the text",
    main_nav_label="This site",
    editions="Editions",
    therapists="Therapists",
    topics="Topics",
    subscribe="Subscribe",
    all_editions="All editions",
    latest="Latest edition",
    earlier="Earlier editions",
    undated="Undated",
    numbered="Edition {}",
    by="By",
    updated="Updated",
    one_minute="1 min read",
    minutes="{} min read",
    one_answer="1 answer",
    answers="{} answers",
    link_to_answer="Link to this answer",
    older="Previous edition",
    newer="Next edition",
    adjacent_nav_label="Editions before and after",
    corrections="Corrections",
    correction_kinds={
        CorrectionKind.CORRECTION: "Correction",
        CorrectionKind.CLARIFICATION: "Clarification",
        CorrectionKind.UPDATE: "Update",
        CorrectionKind.RETRACTION: "Retraction",
        CorrectionKind.RESPONSE_REMOVED: "Answer removed",
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
        "rss.xml": "RSS, for every reader",
        "atom.xml": "Atom, for most readers",
        "feed.json": "JSON Feed, for newer readers",
    },
    by_feed="With a feed reader",
    by_newsletter="By e-mail",
)
_FRENCH: Final = UIStrings(
    language="fr",
    skip_link="Aller au texte",
    main_nav_label="Ce site",
    editions="Éditions",
    therapists="Thérapeutes",
    topics="Thèmes",
    subscribe="S’abonner",
    all_editions="Toutes les éditions",
    latest="Dernière édition",
    earlier="Éditions précédentes",
    undated="Sans date",
    numbered="Édition {}",
    by="Par",
    updated="Mis à jour le",
    one_minute="1 min de lecture",
    minutes="{} min de lecture",
    one_answer="1 réponse",
    answers="{} réponses",
    link_to_answer="Lien vers cette réponse",
    older="Édition précédente",
    newer="Édition suivante",
    adjacent_nav_label="Éditions voisines",
    corrections="Corrections",
    correction_kinds={
        CorrectionKind.CORRECTION: "Correction",
        CorrectionKind.CLARIFICATION: "Précision",
        CorrectionKind.UPDATE: "Mise à jour",
        CorrectionKind.RETRACTION: "Rétractation",
        CorrectionKind.RESPONSE_REMOVED: "Réponse retirée",
    },
    photo="Image : {}",
    titles="Titres",
    more_about="En savoir plus : {}",
    book="Prendre rendez-vous : {}",
    answers_by="Réponses de {}",
    topic="Thème",
    published_by="Une publication de",
    nothing_yet="Rien n’a encore été publié.",
    alumni="Ont fait partie du panel",
    gone_title="Cette édition n’est plus disponible",
    gone_text="Elle a été publiée à cette adresse, puis retirée.",
    moved_title="Cette page a changé d’adresse",
    not_found_title="Cette page n’est pas ici",
    not_found_text=(
        "Elle a peut-être changé d’adresse ou été retirée, ou bien l’adresse contient une faute."
    ),
    all_editions_link="Voir toutes les éditions",
    feed_intro=(
        "Un fil est un fichier qui énumère les dernières éditions. Un lecteur de fils, qui est une "
        "application ou un site, le consulte de temps en temps et vous montre ce qui est nouveau. "
        "Vous ne donnez ni nom ni adresse, et vous pouvez arrêter quand vous voulez."
    ),
    feed_instructions=(
        "Copiez l’une de ces adresses dans le lecteur de votre choix. Toutes portent les mêmes "
        "éditions; si l’une ne vous convient pas, prenez-en une autre."
    ),
    feed_formats={
        "rss.xml": "RSS, pour tous les lecteurs",
        "atom.xml": "Atom, pour la plupart des lecteurs",
        "feed.json": "JSON Feed, pour les lecteurs récents",
    },
    by_feed="Avec un lecteur de fils",
    by_newsletter="Par courriel",
)
_STRINGS: Final[Mapping[str, UIStrings]] = {"en": _ENGLISH, "fr": _FRENCH}

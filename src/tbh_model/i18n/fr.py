"""French."""

from datetime import date, time
from typing import Final

from tbh_model._attrs import evolve
from tbh_model.i18n._language import LabelStrings, Language, LetterStrings

_NO_BREAK: Final = "\u00a0"
_NOON: Final = 12
# Where French has a clock of twelve hours, after the Unicode CLDR.
_TWELVE_HOURS: Final = frozenset({"DJ", "DZ", "MR", "SY", "TD", "TN", "VU"})
_MONTHS: Final = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


def _date(day: date, _region: str | None) -> str:
    ordinal = "1er" if day.day == 1 else f"{day.day}"
    return f"{ordinal} {_MONTHS[day.month - 1]} {day.year}"


def _time(clock: time, region: str | None) -> str:
    if region == "CA":  # and there the full hour has no minutes
        minutes = f"{_NO_BREAK}{clock.minute:02}" if clock.minute else ""
        return f"{clock.hour}{_NO_BREAK}h{minutes}"
    if region in _TWELVE_HOURS:
        half = "AM" if clock.hour < _NOON else "PM"
        return f"{clock.hour % _NOON or _NOON}:{clock.minute:02}{_NO_BREAK}{half}"
    return f"{clock:%H:%M}"


def _plural(count: int) -> str:
    return "one" if count in {0, 1} else "other"


def _meet(panel: str) -> str:
    is_word = panel[1:2].islower()  # and no abbreviation
    return f"Rencontrez les {panel[0].lower() if is_word else panel[0]}{panel[1:]}"


FRENCH: Final = Language(
    code="fr",
    name="Français",
    date=_date,
    time=_time,
    plural=_plural,
    colon=f"{_NO_BREAK}:",
    meet=_meet,
    regions={
        "CA-AB": "Alberta",
        "CA-BC": "Colombie-Britannique",
        "CA-MB": "Manitoba",
        "CA-NB": "Nouveau-Brunswick",
        "CA-NL": "Terre-Neuve-et-Labrador",
        "CA-NS": "Nouvelle-Écosse",
        "CA-NT": "Territoires du Nord-Ouest",
        "CA-NU": "Nunavut",
        "CA-ON": "Ontario",
        "CA-PE": "Île-du-Prince-Édouard",
        "CA-QC": "Québec",
        "CA-SK": "Saskatchewan",
        "CA-YT": "Yukon",
    },
    labels=LabelStrings(
        overview="Le défi du jour",
        challenge="Le défi",
        challengers="Le panel",
        results="Les réponses",
        prompt="Le défi",
        closing="Rencontrez les thérapeutes",
    ),
    answer_removed="Une réponse a été retirée de cette édition.",
    answers_removed="Des réponses ont été retirées de cette édition.",
    name_removed="[nom retiré]",
    more_answers="La page web de cette édition contient d’autres réponses.",
    read_on_web="Lire sur le web",
    web_version="Voir cette lettre dans un navigateur",
    unsubscribe="Se désabonner",
    letters=LetterStrings(
        greeting="Bonjour {},",
        sender="{publisher} publie {series}.",
        invitation_subject="Une question : {}",
        invitation_opening="Pour l’édition « {} », nous vous posons une question :",
        length="Environ {} mots suffisent.",
        due="Merci de répondre au plus tard le {}.",
        how_to_answer=(
            "Répondez à ce message et remplissez le formulaire ci-dessous : écrivez sous « Votre "
            "réponse », et mettez un x entre les crochets de ce que vous acceptez."
        ),
        your_answer="Votre réponse",
        your_channels="Où votre réponse peut paraître",
        channels_note=(
            "Rien ne paraît là où il n’y a pas de x. Vous pouvez retirer votre accord à tout "
            "moment."
        ),
        channel_meanings={
            "web": (
                "notre site, où les moteurs de recherche la trouvent; nous pouvons la retirer à "
                "tout moment"
            ),
            "feed": (
                "notre fil, que lecteurs et autres sites copient; une copie ne se rappelle pas"
            ),
            "newsletter": "notre infolettre; une lettre envoyée ne se rappelle pas",
            "social": "les réseaux sociaux, où d’autres partagent; une copie ne se rappelle pas",
            "ai-input": "notre site, dont des assistants d’IA peuvent tirer leurs réponses",
            "ai-train": "l’entraînement de modèles d’IA; ce qui est appris ne se rappelle pas",
        },
        your_name="Sous quel nom (un seul x)",
        anonymous="sans nom",
        no_answer=("Si vous préférez ne pas répondre, un mot suffit, et nous ne demanderons plus."),
        thanks="Merci.",
        proof_subject="Votre réponse dans « {} » : à vérifier",
        proof_opening=(
            "Voici exactement ce que nous publierions de vous dans « {} ». Merci de le lire."
        ),
        question="La question",
        answer_of="Réponse {}",
        channel_names={
            "web": "site",
            "feed": "fil",
            "newsletter": "infolettre",
            "social": "réseaux sociaux",
            "ai-input": "assistants d’IA",
            "ai-train": "entraînement de modèles d’IA",
        },
        printed_on="Paraît sur : {}",
        with_consent="Seulement si vous l’acceptez, car nous n’avons pas votre accord : {}",
        not_printed_on="Ne paraît pas sur : {}",
        attribution="Signature",
        about_you="Ce que le site publie sur vous",
        how_to_approve="Si c’est juste, répondez avec cette ligne :",
        yes="Oui, publiez ainsi.",
        yes_words=frozenset({"oui", "oui merci", "d’accord", "j’approuve", "approuvé", "ok"}),
        how_to_change=(
            "Si quelque chose doit changer, écrivez quoi. Vous le reverrez avant la publication."
        ),
        approved="Vous avez approuvé ces mots le {}.",
    ),
    skip_link="Aller au texte",
    main_nav_label="Ce site",
    editions="Éditions",
    therapists="Thérapeutes",
    topics="Thèmes",
    search="Recherche",
    subscribe="S’abonner",
    all_editions="Toutes les éditions",
    latest="Dernière édition",
    earlier="Éditions précédentes",
    undated="Sans date",
    numbered="Édition {}",
    by="Par",
    updated="Mis à jour le",
    minutes={"one": "{} min de lecture", "other": "{} min de lecture"},
    answers={"one": "{} réponse", "other": "{} réponses"},
    link_to_answer="Lien vers cette réponse",
    next_answer="Réponse suivante",
    previous_answer="Réponse précédente",
    older="Édition précédente",
    newer="Édition suivante",
    translation="Dans une autre langue",
    translations_nav_label="Cette édition dans d’autres langues",
    related="À lire aussi",
    adjacent_nav_label="Éditions voisines",
    corrections="Corrections",
    correction_kinds={
        "correction": "Rectificatif",
        "clarification": "Précision",
        "update": "Mise à jour",
        "retraction": "Rétractation",
        "response-removed": "Réponse retirée",
    },
    enclosure_links={
        "audio": "Écouter cette édition",
        "video": "Regarder cette édition",
        "file": "Télécharger le fichier de cette édition",
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
        "rss": "RSS, pour tous les lecteurs",
        "atom": "Atom, pour la plupart des lecteurs",
        "json-feed": "JSON Feed, pour les lecteurs récents",
    },
    by_feed="Avec un lecteur de fils",
    by_newsletter="Par courriel",
    email_address="Votre adresse de courriel",
    newsletter_consent=(
        "En vous abonnant, vous acceptez de recevoir cette infolettre de {}. Vous pouvez vous "
        "désabonner à tout moment."
    ),
    empty_links=frozenset(
        {
            "ce lien",
            "ce site",
            "cette page",
            "cliquer ici",
            "cliquez",
            "cliquez ici",
            "en savoir plus",
            "ici",
            "là",
            "le lien",
            "lien",
            "lire la suite",
            "lisez la suite",
            "par ici",
            "plus",
            "suivez ce lien",
            "voir ici",
            "voir plus",
        }
    ),
    relative_times=(
        r"aujourd['’]hui|demain|hier|ce\s+(?:soir|matin|mois(?:-ci)?|week-end)|"
        r"cet(?:te)?\s+(?:après-midi|semaine|année|été|automne|hiver)|"
        r"(?:la\s+semaine|l['’]année)\s+(?:prochaine|dernière|passée)|"
        r"le\s+mois\s+(?:prochain|dernier|passé)|l['’]an\s+(?:prochain|dernier|passé)"
    ),
)


def _as_in_europe(text: str) -> str:
    """Return a text with the words of Europe, and a thin space before its semicolons."""
    for canadian, european in (
        (";", "\u202f;"),
        ("courriel", "e-mail"),
        ("infolettre", "newsletter"),
    ):
        text = text.replace(canadian, european)
    return text


EUROPEAN_FRENCH: Final = evolve(
    FRENCH,
    feed_instructions=_as_in_europe(FRENCH.feed_instructions),
    by_newsletter=_as_in_europe(FRENCH.by_newsletter),
    email_address="Votre adresse e-mail",
    newsletter_consent=_as_in_europe(FRENCH.newsletter_consent),
    letters=evolve(
        FRENCH.letters,
        channel_meanings={
            channel: _as_in_europe(text)
            for channel, text in FRENCH.letters.channel_meanings.items()
        },
        channel_names={
            channel: _as_in_europe(text) for channel, text in FRENCH.letters.channel_names.items()
        },
    ),
)
"""The words of France, Belgium, Luxembourg, Monaco and Switzerland."""

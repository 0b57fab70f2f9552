"""The words of the book itself, around those of the series, in four languages."""

from collections.abc import Mapping
from typing import Final

from attrs import frozen

from tbh_model.i18n import primary_language


@frozen(kw_only=True)
class Words:
    """Every word that a page says and no author wrote."""

    language: str
    contents: str
    cover: str
    title_page: str
    start: str
    """Where the editions begin."""
    panel: str
    answers: str
    """Before the editions in which a person answers, with its colon."""
    by: str
    more: str
    """The link to an edition of which the web shows more answers."""
    image_by: str
    """With who made an image in `{}`."""
    accessibility: str
    """What can be said of every book."""


def words(language: str) -> Words:
    """Return our words in a language, or else in English."""
    return _WORDS.get(primary_language(language), _WORDS["en"])


_WORDS: Final[Mapping[str, Words]] = {
    "en": Words(
        language="en",
        contents="Contents",
        cover="Cover",
        title_page="Title page",
        start="The editions",
        panel="The panel",
        answers="Answers in:",
        by="By",
        more="There are more answers on the web.",
        image_by="Image: {}",
        accessibility=(
            "All of the book is text in its reading order, under headings and with a table of "
            "contents; pictures that say something are described, and colours and type can be "
            "chosen by the reader."
        ),
    ),
    "fr": Words(
        language="fr",
        contents="Table des matières",
        cover="Couverture",
        title_page="Page de titre",
        start="Les éditions",
        panel="Le panel",
        answers="Réponses dans\u00a0:",
        by="Par",
        more="Il y a d’autres réponses sur le web.",
        image_by="Image\u00a0: {}",
        accessibility=(
            "Tout le livre est du texte dans l’ordre de lecture, sous des titres et avec une table "
            "des matières; les images qui disent quelque chose sont décrites, et le choix des "
            "couleurs et des caractères appartient à qui lit."
        ),
    ),
    "es": Words(
        language="es",
        contents="Índice",
        cover="Cubierta",
        title_page="Portada",
        start="Las ediciones",
        panel="El panel",
        answers="Respuestas en:",
        by="Por",
        more="Hay más respuestas en la web.",
        image_by="Imagen: {}",
        accessibility=(
            "Todo el libro es texto en su orden de lectura, bajo encabezados y con un índice; las "
            "imágenes que dicen algo están descritas, y quien lee puede elegir los colores y la "
            "letra."
        ),
    ),
    "he": Words(
        language="he",
        contents="תוכן העניינים",
        cover="כריכה",
        title_page="שער",
        start="הגיליונות",
        panel="המשתתפים",
        answers="תשובות בגיליונות:",
        by="מאת",
        more="באתר יש תשובות נוספות.",
        image_by="תמונה: {}",
        accessibility=(
            "כל הספר הוא טקסט בסדר הקריאה שלו, תחת כותרות ועם תוכן עניינים; תמונות שאומרות משהו "
            "מתוארות, והקורא יכול לבחור צבעים וגופן."
        ),
    ),
}

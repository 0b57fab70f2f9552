"""The words of the page itself, in English, French, Spanish and Hebrew."""

from collections.abc import Mapping
from typing import Final

from attrs import frozen

from tbh_model.i18n import primary_language


@frozen(kw_only=True)
class Words:
    """Every word that the page says and no author wrote."""

    language: str
    search: str
    """The title of the page."""
    label: str
    """Before the field."""
    button: str
    hint: str
    """Below the field."""
    none: str
    one: str
    """One edition was found."""
    many: str
    """With how many editions were found in `{}`."""
    answer: str
    """The link to an answer of somebody who is not named."""
    more: str
    """The button that shows the next ones."""
    no_script: str

    def is_in(self, language: str) -> bool:
        """Return whether the words are in a language."""
        return self.language == primary_language(language)


def words(language: str) -> Words:
    """Return the words in a language, or else in English."""
    return _WORDS.get(primary_language(language), _WORDS["en"])


_WORDS: Final[Mapping[str, Words]] = {
    "en": Words(
        language="en",
        search="Search",
        label="Words to look for",
        button="Search",
        hint="Finds editions that have all of the words. The beginning of a word is enough.",
        none="No edition has all of these words.",
        one="1 edition",
        many="{} editions",
        answer="Read the answer",
        more="Show more",
        no_script="The search needs JavaScript. All editions are on the home page.",
    ),
    "fr": Words(
        language="fr",
        search="Rechercher",
        label="Mots à chercher",
        button="Rechercher",
        hint="Trouve les éditions qui contiennent tous les mots. Le début d’un mot suffit.",
        none="Aucune édition ne contient tous ces mots.",
        one="1 édition",
        many="{} éditions",
        answer="Lire la réponse",
        more="Afficher la suite",
        no_script="La recherche a besoin de JavaScript. Toutes les éditions sont à l’accueil.",
    ),
    "es": Words(
        language="es",
        search="Buscar",
        label="Palabras que buscar",
        button="Buscar",
        hint="Encuentra las ediciones que tienen todas las palabras. Basta el principio de una.",
        none="Ninguna edición tiene todas estas palabras.",
        one="1 edición",
        many="{} ediciones",
        answer="Leer la respuesta",
        more="Mostrar más",
        no_script=(
            "La búsqueda necesita JavaScript. Todas las ediciones están en la página de inicio."
        ),
    ),
    "he": Words(
        language="he",
        search="חיפוש",
        label="מילים לחיפוש",
        button="חיפוש",
        hint="מוצא גיליונות שיש בהם כל המילים. די בתחילת המילה.",
        none="אין גיליון שיש בו כל המילים האלה.",
        one="גיליון אחד",
        many="{} גיליונות",
        answer="לקריאת התשובה",
        more="הצגת עוד",
        no_script="החיפוש זקוק ל־JavaScript. כל הגיליונות נמצאים בדף הבית.",
    ),
}

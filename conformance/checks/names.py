"""Names and how they are written: cases, the words in them, and lists of words in the languages of the guides."""

import re
from collections.abc import Collection, Iterable
from functools import lru_cache


def vocabulary(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


CASES = {
    "kebab": re.compile(r"[a-z0-9]+(-[a-z0-9]+)*"),
    "camel": re.compile(r"[a-z][a-zA-Z0-9]*"),
    "snake": re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*"),
    "pascal": re.compile(r"[A-Z][a-zA-Z0-9]*"),
    "train": re.compile(r"[A-Z][a-zA-Z0-9]*(-[A-Z0-9][a-zA-Z0-9]*)*"),
}
LOOKS = {
    "kebab": "kebab-case",
    "camel": "lowerCamelCase",
    "snake": "snake_case",
    "pascal": "UpperCamelCase",
    "train": "Kebab-Case-With-Capitals",
}
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_]+")

# What can only be an act, in the imperative or the infinitive, in a name that should be a noun. Words that are nouns
# as well (search, order, zoek, update, bestelling) are left out: nobody is accused by a word with two readings.
ACTS = {
    "en": vocabulary(
        """add authenticate calculate convert create delete deregister disable edit enable execute fetch find get
        modify perform put remove retrieve save send submit unregister unsubscribe validate verify
        """
    ),
    "nl": vocabulary(
        """aanmaken aanmelden aanpassen afmelden berekenen bewerken bijwerken controleren indienen
        inschrijven intrekken ophalen opslaan opvragen opzoeken raadplegen registreren toevoegen uitschrijven
        valideren verifieren versturen verwerken verwijderen verzenden wijzigen zoeken
        """
    ),
    "it": vocabulary(
        """aggiornare aggiungere calcolare cancellare cercare creare eliminare inserire inviare modificare ottenere
        recuperare rimuovere salvare verificare
        """
    ),
    "fr": vocabulary(
        """ajouter calculer chercher creer effacer enregistrer envoyer modifier obtenir rechercher recuperer
        supprimer valider verifier
        """
    ),
}
_PLURAL_ENDINGS = {
    "en": ("s", "men", "children", "people", "data", "media", "feet", "teeth", "ria", "i"),
    "nl": ("s", "en", "eren", "data", "media", "a", "lui", "i"),
    "fr": ("s", "x"),
    "de": ("en", "er", "e", "n", "s"),
    "it": ("i", "e", "a"),
}
# Words for many things that have no plural, or whose plural nobody writes.
_COLLECTIVE = vocabulary(
    """audit apparatuur cache content documentatie equipment feed historie history informatie info information
    inventory logging metadata nieuws news personeel post software staff trail verkeer
    """
)


def fits(name: str, case: str) -> bool:
    """Whether a name is written in that case; a name of one lower-case word fits most."""
    return CASES[case].fullmatch(name) is not None


@lru_cache(maxsize=8192)
def words(name: str) -> tuple[str, ...]:
    """The words of a name in lower case: `expiration_Date` and `expirationDate` are expiration and date."""
    return tuple(word.lower() for word in _WORD.findall(name))


def bare(name: str) -> str:
    """A name without case and separators, so that `page-size`, `page_size` and `pageSize` are the same."""
    return "".join(words(name))


def styles(names: Iterable[str]) -> dict[str, str]:
    """The styles of compound names that occur, each with the first name that shows it: snake, camel, kebab, other."""
    found: dict[str, str] = {}
    for name in names:
        style = _style(name)
        if style:
            found.setdefault(style, name)
    return found


def _style(name: str) -> str:
    if fits(name, "snake") and "_" in name:
        return "snake"
    if fits(name, "camel") and not name.islower():
        return "camel"
    if "-" in name or ("_" in name.strip("_") and not name.startswith("_")):
        return "other"
    return ""


def is_act(name: str, languages: Collection[str]) -> bool:
    """Whether a name begins with a word that can only be an act: `opvragen-gebouw`, `getBuildings`."""
    first = next(iter(words(name)), "")
    return any(first in ACTS.get(language, ()) for language in languages)


def is_plural(name: str, languages: Collection[str]) -> bool:
    """Whether a name may be a plural in one of the languages, or a word for many things."""
    last = next(reversed(words(name)), "")
    return (
        last.endswith(tuple(_COLLECTIVE))
        or last.isdigit()
        or any(last.endswith(_PLURAL_ENDINGS.get(language, ())) for language in languages)
    )

"""How the number of a rule is worded: « 15 jours », « six mois ». The number is that of a `Delai`, of a constant or of
a setting; a sentence never types it again. No Django here."""

PETITS = (
    "zéro",
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
    "dix-sept",
    "dix-huit",
    "dix-neuf",
)
DIZAINES = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante"}
EN_LETTRES_JUSQU_A = 69
FEMININS = frozenset(
    {"semaine", "heure", "minute", "seconde", "personne", "promotion", "convocation", "copie", "lettre"}
)


def accorder(nombre: int, unite: str) -> str:
    """« jour » or « jours »; « mois » is the same."""
    return f"{unite}s" if nombre > 1 and not unite.endswith("s") else unite


def en_lettres(nombre: int, *, feminin: bool = False) -> str:
    """« quinze », « vingt et un », « quarante-deux »; digits past sixty-nine, where French is no shorter to read."""
    if nombre > EN_LETTRES_JUSQU_A:
        return str(nombre)
    dizaine, unite = divmod(nombre, 10)
    if nombre < len(PETITS):
        mots = PETITS[nombre]
    elif not unite:
        mots = DIZAINES[dizaine]
    else:
        mots = f"{DIZAINES[dizaine]}{' et ' if unite == 1 else '-'}{PETITS[unite]}"
    return f"{mots}e" if feminin and unite == 1 and nombre != 11 else mots


def compte(nombre: int, unite: str) -> str:
    """« 15 jours », « 1 mois », « 0 jour »."""
    return f"{nombre} {accorder(nombre, unite)}"


def compte_en_lettres(nombre: int, unite: str) -> str:
    """« quinze jours », « une heure »."""
    return f"{en_lettres(nombre, feminin=unite in FEMININS)} {accorder(nombre, unite)}"


def secondes_en_lettres(secondes: int) -> str:
    """A setting in seconds, in the largest whole unit: « une heure », « dix minutes »."""
    for taille, unite in ((86400, "jour"), (3600, "heure"), (60, "minute")):
        if secondes >= taille and secondes % taille == 0:
            return compte_en_lettres(secondes // taille, unite)
    return compte_en_lettres(secondes, "seconde")

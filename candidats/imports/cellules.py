"""One cell to one value, or the sentence that says what was expected. A number keeps every digit it has."""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from candidats.donnees import PersonneCitee
from candidats.imports.colonnes import OUI_NON, Colonne, Genre
from candidats.imports.lecture import Cellule
from candidats.regles.inscription import pays, siret_valide
from certif_portal.commun.departements import departement
from certif_portal.commun.identifiants import code_nace
from certif_portal.commun.textes import cle_recherche, nettoyer_texte

SCIENTIFIQUE = re.compile(r"[0-9]+([.,][0-9]+)?E\+?[0-9]+", re.IGNORECASE)
COURRIEL_ORDINAIRE = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*@(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,20}")
"""Most addresses, all of them good for Django, which is asked for the others only."""
FORMATEUR = re.compile(r"([^<]+)<([^>]*)>")
DATES = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M")
ORIGINE_EXCEL, ORIGINE_1904 = date(1899, 12, 30), date(1904, 1, 1)
NACE_NOMBRE = re.compile(r"[0-9]{1,2}[.,][0-9]{1,2}")
SERIE_MINIMUM, SERIE_MAXIMUM = 3_000, 80_000  # 1908 to 2119
DERNIERS_CHIFFRES_PERDUS = (
    "14 chiffres. La cellule contient un nombre arrondi par Excel : les derniers chiffres sont perdus, "
    "ressaisissez-les."
)
ZEROS_SUSPECTS = (
    "14 chiffres dont la clé est juste. La clé est fausse et le numéro finit par des zéros : Excel a "
    "remplacé les derniers chiffres, ressaisissez-les."
)
SIREN_SEUL = "14 chiffres. Neuf chiffres sont un SIREN : ajoutez les cinq de l’établissement."
SANS_VALEUR = (
    "Une valeur : la formule de cette cellule n’a jamais été calculée. Ouvrez le classeur, "
    "enregistrez-le, ou saisissez la valeur."
)


class CelluleRefusee(Exception):
    """A cell that cannot be read as its column wants; says what was expected."""


@lru_cache(maxsize=4096)
def en_chiffres(jour: date) -> str:
    return f"{jour:%d/%m/%Y}"


def montrer(cellule: Cellule) -> str:
    """The cell as the reader knows it: « 02/10/2026 », « 25.62 », « 73282932000074 »."""
    if isinstance(cellule, datetime):
        cellule = cellule.date()
    if isinstance(cellule, date):
        return en_chiffres(cellule)
    if isinstance(cellule, bool):
        return "vrai" if cellule else "faux"
    if isinstance(cellule, float) and cellule.is_integer() and abs(cellule) < 1e15:
        return str(int(cellule))
    return str(cellule)


def convertir(colonne: Colonne, cellule: Cellule, depuis_1904: bool = False) -> object:
    """The value of a filled cell; raises CelluleRefusee."""
    match colonne.genre:
        case Genre.DATE:
            return _date(cellule, ORIGINE_1904 if depuis_1904 else ORIGINE_EXCEL)
        case Genre.SIRET:
            return _siret(cellule)
        case Genre.CHOIX:
            return _choix(colonne, _texte(cellule))
        case Genre.LISTE:
            return tuple(dict.fromkeys(_choix(colonne, morceau) for morceau in _morceaux(_texte(cellule))))
        case Genre.OUI_NON:
            return cellule if isinstance(cellule, bool) else _choix_parmi(OUI_NON, _texte(cellule)) == "oui"
        case Genre.FORMATEURS:
            return _formateurs(_texte(cellule), colonne.longueur)
        case Genre.BLOCS:
            return tuple(morceau.upper().replace(" ", "") for morceau in _morceaux(_texte(cellule)))
    texte = _texte_du_genre(colonne.genre, cellule)
    if colonne.longueur and len(texte) > colonne.longueur:
        raise CelluleRefusee(f"{colonne.longueur} caractères au plus : le texte en compte {len(texte)}.")
    return texte


def _texte(cellule: Cellule) -> str:
    if isinstance(cellule, (date, datetime)):
        raise CelluleRefusee("Du texte : la cellule contient une date.")
    return " ".join(nettoyer_texte(montrer(cellule)).split())


def _texte_du_genre(genre: Genre, cellule: Cellule) -> str:
    """A code that Excel turned into a number gets back the zeros it lost."""
    nombre = isinstance(cellule, (int, float)) and not isinstance(cellule, bool)
    if genre == Genre.NACE and nombre:
        return _nace(float(cellule))  # type: ignore[arg-type]
    texte = _texte(cellule)
    if genre in (Genre.COMMUNE, Genre.CODE_POSTAL):
        code = texte.replace(" ", "").upper()
        return code.zfill(5) if code[:1].isdigit() else code
    if genre == Genre.DEPARTEMENT:
        return departement(texte)
    if genre == Genre.NACE:
        return _nace(float(texte.replace(",", "."))) if NACE_NOMBRE.fullmatch(texte) else code_nace(texte)
    if genre == Genre.TELEPHONE and nombre:
        return texte.zfill(10)
    if genre == Genre.COURRIEL and not _est_courriel(texte):
        raise CelluleRefusee("Une adresse de courriel, par exemple prenom.nom@exemple.fr.")
    if genre == Genre.PAYS:
        return pays(texte)
    return texte


def _est_courriel(texte: str) -> bool:
    if len(texte) <= 60 and COURRIEL_ORDINAIRE.fullmatch(texte):
        return True
    try:
        validate_email(texte)
    except ValidationError:
        return False
    return True


def _nace(nombre: float) -> str:
    """25.62 and 2562 both mean « 25.62 »; 1.1 is « 01.10 »."""
    return code_nace(f"{int(nombre):04d}" if nombre.is_integer() and nombre >= 100 else f"{nombre:05.2f}")


def _date(cellule: Cellule, origine: date) -> date:
    if isinstance(cellule, datetime):
        return cellule.date()
    if isinstance(cellule, date):
        return cellule
    if isinstance(cellule, (int, float)) and not isinstance(cellule, bool) and SERIE_MINIMUM < cellule < SERIE_MAXIMUM:
        return origine + timedelta(days=int(cellule))
    for modele in DATES:
        try:
            return datetime.strptime(_texte(cellule), modele).date()  # noqa: DTZ007 a civil date has no time zone
        except ValueError:
            continue
    raise CelluleRefusee("Une date qui existe, avec son année entière : jj/mm/aaaa.")


def _siret(cellule: Cellule) -> str:
    """A numeric cell keeps its digits even when Excel shows 7,32829E+13; a rounded text has lost them."""
    if isinstance(cellule, float) and not cellule.is_integer():
        raise CelluleRefusee("14 chiffres, sans virgule.")
    texte = re.sub(r"[\s.\u00a0\u202f-]", "", _texte(cellule)) if not isinstance(cellule, float) else f"{cellule:.0f}"
    if isinstance(cellule, str) and SCIENTIFIQUE.fullmatch(nettoyer_texte(cellule).replace(" ", "")):
        raise CelluleRefusee(DERNIERS_CHIFFRES_PERDUS)
    if not texte.isdigit():
        raise CelluleRefusee("14 chiffres.")
    if len(texte) == 14 and texte.endswith("000") and not siret_valide(texte):
        raise CelluleRefusee(ZEROS_SUSPECTS)
    if len(texte) == 9:
        raise CelluleRefusee(SIREN_SEUL)
    return texte.zfill(14) if len(texte) >= 11 else texte  # a SIREN begins with three zeros at most


def _morceaux(texte: str) -> list[str]:
    return [morceau.strip() for morceau in re.split(r"[;\n]", texte) if morceau.strip()]


def _choix(colonne: Colonne, texte: str) -> str:
    return _choix_parmi(colonne.choix, texte)


def _choix_parmi(choix: tuple[tuple[str, str], ...], texte: str) -> str:
    """A closed list accepts its code or its words, whatever accents and case."""
    cherche = cle_recherche(texte)
    for code, libelle in choix:
        if cherche in (cle_recherche(code), cle_recherche(libelle)):
            return code
    valeurs = " ; ".join(code if len(code) <= 6 else libelle for code, libelle in choix)
    raise CelluleRefusee(f"Une valeur de la liste : {valeurs}.")


def _formateurs(texte: str, longueur: int) -> tuple[PersonneCitee, ...]:
    formateurs = []
    for morceau in _morceaux(texte):
        trouve = FORMATEUR.fullmatch(morceau)
        nom, courriel = (trouve[1].strip(), trouve[2].strip()) if trouve else (morceau, "")
        if courriel and not _est_courriel(courriel):
            raise CelluleRefusee("Prénom et nom, puis au besoin le courriel entre < et >.")
        if len(nom) > longueur:
            raise CelluleRefusee(f"Des noms de {longueur} caractères au plus, séparés par « ; ».")
        formateurs.append(PersonneCitee(nom, courriel))
    return tuple(formateurs)

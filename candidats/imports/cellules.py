"""One cell to one value, or the sentence that says what was expected. A number keeps every digit it has."""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from candidats.choix import PrecisionNaissance
from candidats.donnees import Naissance, PersonneCitee
from candidats.imports.colonnes import COLONNES, Colonne, Genre
from candidats.imports.lecture import Cellule
from candidats.regles.dates import (
    DateDouteuse,
    du_parcours,
    jour_non_montre,
    jour_ou_mois,
    lire_date,
    lire_naissance,
    mois_d_abord,
    nombre_ambigu,
    plausible,
    sans_heure,
)
from candidats.regles.inscription import DEPARTEMENT, pays
from candidats.regles.mots_du_lieu import A_L_ETRANGER
from candidats.regles.noms import casse_du_nom, casse_du_prenom, defaut_de_nom, doute_de_nom
from candidats.regles.saisie import defaut_d_entreprise, defaut_de_personne, defaut_de_saisie, defaut_de_ville
from candidats.regles.vocabulaire import OUI_NON, Choix, comprendre, libelles
from certif_portal.commun.adresses import est_joignable
from certif_portal.commun.departements import departement
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.glyphes import defaut_de_texte
from certif_portal.commun.identifiants import code_nace, normaliser_telephone, siret_juste
from certif_portal.commun.textes import CONTROLES, cle_recherche, mot_sur, nettoyer_texte

SCIENTIFIQUE = re.compile(r"[0-9]+([.,][0-9]+)?E\+?[0-9]+", re.IGNORECASE)
COURRIEL_ORDINAIRE = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*@(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,20}")
"""Most addresses, all of them good for the portal, which is asked for the others only."""
FORMATEUR = re.compile(r"([^<]+)<([^>]*)>")
PLUSIEURS = re.compile(r"[,+/&|]| et ")
ET = re.compile(r" [/+&] | et ")
"""Between two trainers; a comma may stand between the family name and the first name of one."""
ORIGINE_EXCEL, ORIGINE_1904 = date(1899, 12, 30), date(1904, 1, 1)
SERIE_MINIMUM, SERIE_MAXIMUM = 3_000, 80_000  # 1908 to 2119
DERNIERS_CHIFFRES_PERDUS = (
    "14 chiffres. La cellule contient un nombre arrondi par Excel : les derniers chiffres sont perdus, "
    "ressaisissez-les."
)
ZEROS_SUSPECTS = (
    "14 chiffres dont la clé est juste. La clé est fausse et le numéro finit par des zéros : Excel a remplacé "
    "les derniers chiffres, ressaisissez-les."
)
SIREN_SEUL_LONGUEUR = 9
ZEROS_PERDUS = (
    "14 chiffres ; {lus} sont lus. Si le numéro commence par des zéros que le tableur a retirés, écrivez {siret} ; "
    "sinon, un chiffre manque."
)
SIREN_SEUL = "14 chiffres. Neuf chiffres sont un SIREN : ajoutez les cinq de l’établissement."
ARRONDI = (
    "Une valeur entière. La cellule contient un nombre arrondi par Excel : des chiffres sont perdus, "
    "ressaisissez-la comme du texte."
)
CHIFFRES_SURS = 10**15
"""Excel keeps fifteen digits of a number."""
SANS_VALEUR = (
    "Une valeur : la formule de cette cellule n’a jamais été calculée, ou donne une erreur (« #N/A »). Corrigez-la, "
    "enregistrez le classeur, ou saisissez la valeur."
)


NOMS = (Genre.NOM, Genre.PRENOM, Genre.PRENOMS)


class CelluleRefusee(Exception):
    """A cell that cannot be read as its column wants; says what was expected."""


@lru_cache(maxsize=4096)
def en_chiffres(jour: date) -> str:
    return f"{jour:%d/%m/%Y}"


def montrer(cellule: Cellule) -> str:
    """The cell as the reader knows it: « 02/10/2026 », « 25.62 », « 73282932000074 »."""
    if isinstance(cellule, datetime):
        return en_chiffres(cellule.date()) + (f" {cellule:%H:%M:%S}" if cellule.time() != time() else "")
    if isinstance(cellule, date):
        return en_chiffres(cellule)
    if isinstance(cellule, bool):
        return "vrai" if cellule else "faux"
    if isinstance(cellule, float) and cellule.is_integer() and abs(cellule) < CHIFFRES_SURS:
        return str(int(cellule))
    return str(cellule)


def convertir(colonne: Colonne, cellule: Cellule, le: date, depuis_1904: bool = False) -> object:
    """The value of a filled cell, read on `le`; raises CelluleRefusee."""
    if colonne.genre in DATES:
        return DATES[colonne.genre](cellule, ORIGINE_1904 if depuis_1904 else ORIGINE_EXCEL, le)
    if colonne.genre in AUTRES:
        return AUTRES[colonne.genre](colonne, cellule)
    texte = _texte_du_genre(colonne.genre, cellule)
    if colonne.genre == Genre.TEXTE and (defaut := DEFAUTS.get(colonne.cle, defaut_de_saisie)(texte)):
        raise CelluleRefusee(defaut)
    if colonne.longueur and len(texte) > colonne.longueur:
        raise CelluleRefusee(f"{colonne.longueur} caractères au plus : le texte en compte {len(texte)}.")
    return texte


def _texte(cellule: Cellule) -> str:
    """One line of text, cleaned; what a spreadsheet turned into something else is refused, as what no document
    prints."""
    if isinstance(cellule, (date, time, timedelta)):
        raise CelluleRefusee("Du texte : la cellule contient une date ou un horaire.")
    if isinstance(cellule, bool):
        raise CelluleRefusee("Du texte : la cellule contient une valeur vrai ou faux.")
    if isinstance(cellule, (int, float)) and abs(cellule) >= CHIFFRES_SURS:
        raise CelluleRefusee(ARRONDI)
    lu = montrer(cellule)
    if isinstance(cellule, str) and SCIENTIFIQUE.fullmatch(lu.strip()):
        raise CelluleRefusee(ARRONDI)
    if CONTROLES.search(lu):
        raise CelluleRefusee(defaut_de_texte(lu))
    texte = " ".join(nettoyer_texte(lu).split())
    if defaut := defaut_de_texte(texte):
        raise CelluleRefusee(defaut)
    return texte


def exiger_un_nom(colonne: Colonne, nom: object) -> None:
    """What is rarely a name is asked; `nom`: as it was read."""
    if colonne.genre in NOMS and isinstance(nom, str):
        prenom, plusieurs = colonne.genre != Genre.NOM, colonne.genre == Genre.PRENOMS
        if doute := doute_de_nom(nom, prenom=prenom, plusieurs=plusieurs):
            raise CelluleRefusee(f"{doute} Si la pièce d’identité le porte ainsi, confirmez-le.")


def _nom(genre: Genre, texte: str) -> str:
    if defaut := defaut_de_nom(texte, plusieurs=genre == Genre.PRENOMS):
        raise CelluleRefusee(defaut)
    return casse_du_nom(texte) if genre == Genre.NOM else casse_du_prenom(texte)


def _texte_du_genre(genre: Genre, cellule: Cellule) -> str:
    """A code that Excel turned into a number gets back the zeros it lost."""
    nombre = isinstance(cellule, (int, float)) and not isinstance(cellule, bool)
    if genre == Genre.NACE and nombre:
        return _nace(float(cellule))  # type: ignore[arg-type]
    if genre != Genre.TEXTE and isinstance(cellule, float) and not cellule.is_integer():
        raise CelluleRefusee("Un nombre entier : la cellule contient une virgule.")
    texte = _texte(cellule)
    if genre in NOMS:
        return _nom(genre, texte)
    if genre in CODES:
        return CODES[genre](texte, nombre)
    if genre == Genre.DEPARTEMENT:
        return _departement(texte)
    if genre == Genre.NACE:
        return code_nace(texte)
    if genre == Genre.TELEPHONE:
        return _telephone(f"0{texte}" if nombre and len(texte) == 9 else texte)
    if genre == Genre.COURRIEL and not _est_courriel(texte):
        raise CelluleRefusee("Une adresse de courriel, par exemple prenom.nom@exemple.fr.")
    return texte


def _pays(texte: str, nombre: bool) -> str:
    if not mot_sur(texte):
        raise CelluleRefusee("Le nom d’un pays : Algérie, États-Unis.")
    return pays(texte)


def _departement(texte: str) -> str:
    """Words that name none are asked; a number is held against the place of birth."""
    numero = departement(texte)
    if not DEPARTEMENT.fullmatch(numero) and cle_recherche(texte) not in A_L_ETRANGER and any(map(str.isalpha, texte)):
        raise CelluleRefusee("Le numéro ou le nom d’un département : 44, Loire-Atlantique.")
    return numero


def _telephone(texte: str) -> str:
    try:
        return normaliser_telephone(texte)
    except ErreurMetier as refus:
        raise CelluleRefusee(str(refus)) from refus


def _code_postal(texte: str, nombre: bool) -> str:
    """Of an address anywhere: four digits are asked by the rules."""
    return texte.replace(" ", "").upper()


def _code_postal_france(texte: str, nombre: bool) -> str:
    """Of a company: a number lost its zero to Excel, a text of four digits is asked by the rules."""
    code = _code_postal(texte, nombre)
    return f"0{code}" if nombre and len(code) == 4 else code


def code_lu(texte: str) -> str:
    """The INSEE code « 1053 » lost its zero to Excel: « 01053 », held against the name. Shorter, it was never a code:
    it is left as it is."""
    code = texte.replace(" ", "").upper()
    return f"0{code}" if len(code) == 4 and code.isdigit() else code


def _est_courriel(texte: str) -> bool:
    return (len(texte) <= 60 and bool(COURRIEL_ORDINAIRE.fullmatch(texte))) or est_joignable(texte)


def _nace(nombre: float) -> str:
    """25.62 and 2562 both mean « 25.62 »; 1.1 is « 01.10 »."""
    return code_nace(f"{int(nombre):04d}" if nombre.is_integer() and nombre >= 100 else f"{nombre:05.2f}")


def _date(cellule: Cellule, origine: date, le: date) -> date:
    try:
        jour = _jour(cellule, origine)
        return jour if jour else lire_date(_texte_de_date(cellule), du_parcours(le))
    except DateDouteuse as doute:
        raise CelluleRefusee(str(doute)) from doute


def _naissance(cellule: Cellule, origine: date, le: date) -> Naissance:
    try:
        jour = _jour(cellule, origine)
        return Naissance(jour) if jour else lire_naissance(_texte_de_date(cellule), le)
    except DateDouteuse as doute:
        raise CelluleRefusee(str(doute)) from doute


def exiger_le_jour(cellule: Cellule, lue: object) -> None:
    """A first of the month that its cell shows without a day: what was typed may be a month, or a year."""
    if isinstance(cellule, str):
        return
    if isinstance(lue, Naissance) and lue.jour.day == 1:
        raise CelluleRefusee(jour_non_montre(lue.jour, naissance=True))
    if isinstance(lue, date) and lue.day == 1:
        raise CelluleRefusee(jour_non_montre(lue))


def temoins(lignes: Iterable[dict[str, Cellule]]) -> tuple[dict[str, str], set[str]]:
    """Of the columns whose texts are written the month first, one that has no other reading; and the columns whose
    cells of dates are sure: a spreadsheet that reads « 03/04 » day first leaves « 03/25 » as a text, so that one day
    over the 12th was not made by it."""
    trouves: dict[str, str] = {}
    sures = set()
    for cle, cellule in ((cle, ligne[cle]) for ligne in lignes for cle in DATEES if cle in ligne):
        if isinstance(cellule, date) and cellule.day > 12:
            sures.add(cle)
        elif isinstance(cellule, str) and cle not in trouves and mois_d_abord(cellule):
            trouves[cle] = cellule.strip()
    return trouves, sures


def exiger_l_ordre(cellule: Cellule, lue: object, temoin: str) -> None:
    """A day that may be a month, in such a column."""
    jour = lue.jour if isinstance(lue, Naissance) and lue.precision == PrecisionNaissance.JOUR else lue
    if not isinstance(jour, date):
        return
    if doute := jour_ou_mois(cellule if isinstance(cellule, str) else "", jour, temoin):
        raise CelluleRefusee(doute)


def _jour(cellule: Cellule, origine: date) -> date | None:
    """The day of a cell that holds one, or a number of days; raises DateDouteuse when it holds an hour too."""
    if isinstance(cellule, datetime):
        return sans_heure(cellule)
    if isinstance(cellule, date):
        return plausible(cellule)
    if isinstance(cellule, (int, float)) and not isinstance(cellule, bool) and SERIE_MINIMUM < cellule < SERIE_MAXIMUM:
        secondes = round(cellule % 1 * 86_400)
        jour = sans_heure(datetime(origine.year, origine.month, origine.day) + timedelta(int(cellule), secondes))  # noqa: DTZ001
        if doute := nombre_ambigu(int(cellule), jour):
            raise DateDouteuse(doute)
        return jour
    return None


def _texte_de_date(cellule: Cellule) -> str:
    return _texte(cellule) if not isinstance(cellule, (time, timedelta, bool)) else ""


def _siret(_: Colonne, cellule: Cellule) -> str:
    """A numeric cell keeps its digits even when Excel shows 7,32829E+13; a rounded text has lost them."""
    if isinstance(cellule, float) and not cellule.is_integer():
        raise CelluleRefusee("14 chiffres, sans virgule.")
    if isinstance(cellule, str) and SCIENTIFIQUE.fullmatch(nettoyer_texte(cellule).replace(" ", "")):
        raise CelluleRefusee(DERNIERS_CHIFFRES_PERDUS)
    texte = re.sub(r"[\s.\u00a0\u202f-]", "", _texte(cellule)) if not isinstance(cellule, float) else f"{cellule:.0f}"
    if not (texte.isascii() and texte.isdigit()):
        raise CelluleRefusee("14 chiffres.")
    if len(texte) == 14 and texte.endswith("000") and not siret_juste(texte):
        raise CelluleRefusee(ZEROS_SUSPECTS)
    if len(texte) == SIREN_SEUL_LONGUEUR:
        raise CelluleRefusee(SIREN_SEUL)
    if SIREN_SEUL_LONGUEUR < len(texte) < 14 and siret_juste(texte.zfill(14)):
        raise CelluleRefusee(ZEROS_PERDUS.format(lus=len(texte), siret=texte.zfill(14)))
    return texte


def _morceaux(cellule: Cellule) -> list[str]:
    """A cell of several values, separated by « ; » or one a line."""
    texte = _texte(cellule.replace("\n", ";") if isinstance(cellule, str) else cellule)
    return [morceau.strip() for morceau in texte.split(";") if morceau.strip()]


def _choix(colonne: Colonne, cellule: Cellule) -> str:
    return _choix_parmi(colonne.cle, colonne.choix, _texte(cellule))


def _choix_multiple(colonne: Colonne, cellule: Cellule) -> tuple[str, ...]:
    """« CPF ; PDC », and « CPF, PDC », « CPF + PDC » where every part is understood."""
    codes: list[str] = []
    for morceau in _morceaux(cellule):
        parties = [partie.strip() for partie in PLUSIEURS.split(morceau) if partie.strip()]
        compris = [comprendre(colonne.cle, colonne.choix, partie) for partie in parties]
        entier = comprendre(colonne.cle, colonne.choix, morceau)
        if entier and None not in compris and set(compris) != {entier}:  # « CPF, PTP »: two, or the CPF of the PTP?
            raise CelluleRefusee(f"Les valeurs de la liste, séparées par « ; » : {libelles(colonne.choix)}.")
        if entier is None and compris and None not in compris:
            codes += [code for code in compris if code]
        else:
            codes.append(entier or _choix_parmi(colonne.cle, colonne.choix, morceau))
    return tuple(dict.fromkeys(codes))


def _oui_non(colonne: Colonne, cellule: Cellule) -> bool:
    return cellule if isinstance(cellule, bool) else _choix_parmi(colonne.cle, OUI_NON, _texte(cellule)) == "oui"


def _blocs(_: Colonne, cellule: Cellule) -> tuple[str, ...]:
    return tuple(morceau.upper().replace(" ", "") for morceau in _morceaux(cellule))


def _choix_parmi(cle: str, choix: Choix, texte: str) -> str:
    code = comprendre(cle, choix, texte)
    if code is None:
        raise CelluleRefusee(f"Une valeur de la liste : {libelles(choix)}.")
    return code


def _separes(morceaux: list[str]) -> list[str]:
    """« Paul Brévin et Anne Le Dû » are two; « Paul et Anne Brévin » are asked: each has a name and a first name."""
    separes: list[str] = []
    for morceau in morceaux:
        parties = [partie.strip() for partie in ET.split(morceau)]
        separes += parties if all(len(partie.split()) > 1 for partie in parties) else [morceau]
    return separes


def _formateurs(colonne: Colonne, cellule: Cellule) -> tuple[PersonneCitee, ...]:
    formateurs = []
    for morceau in _separes(_morceaux(cellule)):
        trouve = FORMATEUR.fullmatch(morceau)
        nom, courriel = (trouve[1].strip(), trouve[2].strip()) if trouve else (morceau, "")
        if courriel and not _est_courriel(courriel):
            raise CelluleRefusee("Prénom et nom, puis au besoin le courriel entre < et >.")
        if defaut := defaut_de_personne(nom):
            raise CelluleRefusee(f"{defaut} Séparez les formateurs par « ; », le courriel entre < et >.")
        if len(nom) > colonne.longueur:
            raise CelluleRefusee(f"Des noms de {colonne.longueur} caractères au plus, séparés par « ; ».")
        formateurs.append(PersonneCitee(nom, courriel))
    return tuple(formateurs)


DEFAUTS: dict[str, Callable[[str], str]] = {
    "entreprise_raison_sociale": defaut_d_entreprise,
    "entreprise_ville": defaut_de_ville,
    "ville": defaut_de_ville,
    "superieur_nom": defaut_de_personne,
    "tuteur_nom": defaut_de_personne,
}
"""Column -> why its text cannot be what it names."""
CODES: dict[Genre, Callable[[str, bool], str]] = {
    Genre.COMMUNE: lambda texte, nombre: code_lu(texte),
    Genre.CODE_POSTAL: _code_postal,
    Genre.CODE_POSTAL_FRANCE: _code_postal_france,
    Genre.PAYS: _pays,
}
"""Of the text of the cell, and whether it was a number."""
DATES: dict[Genre, Callable[[Cellule, date, date], object]] = {Genre.DATE: _date, Genre.NAISSANCE: _naissance}
DATEES = tuple(colonne.cle for colonne in COLONNES if colonne.genre in DATES)
AUTRES: dict[Genre, Callable[[Colonne, Cellule], object]] = {
    Genre.SIRET: _siret,
    Genre.CHOIX: _choix,
    Genre.LISTE: _choix_multiple,
    Genre.OUI_NON: _oui_non,
    Genre.FORMATEURS: _formateurs,
    Genre.BLOCS: _blocs,
}
"""What is not one line of text."""

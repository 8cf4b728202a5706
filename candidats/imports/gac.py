"""The numbers the national system gives back: bytes to rows. No database here."""

import csv
import io
from dataclasses import dataclass

from candidats.imports.lecture import lire_feuilles
from certif_portal.commun.erreurs import FichierRefuse
from certif_portal.commun.textes import cle_recherche

LIGNES_D_ENTETE, LIGNES_MAXIMUM = 20, 20_000


@dataclass(frozen=True)
class LigneRetour:
    """One row as the spreadsheet numbers it, with what it says."""

    ligne: int
    reference: str
    numero: str


def lire_retour(nom: str, octets: bytes, *, titre_reference: str, titre_numero: str) -> list[LigneRetour]:
    """Rows of an .xlsx or a .csv whose headers bear these two titles, in any order, among any others.

    Raises FichierRefuse with one sentence that says why. A row with neither value is no row.
    """
    cellules = _csv(octets) if nom.lower().endswith(".csv") else _classeur(octets)
    if len(cellules) > LIGNES_MAXIMUM:
        raise FichierRefuse(f"Ce fichier compte {len(cellules)} lignes : {LIGNES_MAXIMUM} au plus sont lues.")
    voulus = cle_recherche(titre_reference), cle_recherche(titre_numero)
    for rang, ligne in enumerate(cellules[:LIGNES_D_ENTETE]):
        titres = [cle_recherche(texte) for texte in ligne]
        if all(voulu in titres for voulu in voulus):
            places = [titres.index(voulu) for voulu in voulus]
            return _lignes(cellules, rang + 1, *places)
    raise FichierRefuse(
        f"Les en-têtes « {titre_reference} » et « {titre_numero} » sont attendus parmi les {LIGNES_D_ENTETE} "
        "premières lignes."
    )


def _lignes(cellules: list[list[str]], depuis: int, reference: int, numero: int) -> list[LigneRetour]:
    def valeur(ligne: list[str], rang: int) -> str:
        return " ".join(ligne[rang].split()) if rang < len(ligne) else ""

    lues = [
        LigneRetour(rang + 1, valeur(ligne, reference), valeur(ligne, numero))
        for rang, ligne in enumerate(cellules)
        if rang >= depuis
    ]
    return [lue for lue in lues if lue.reference or lue.numero]


def _classeur(octets: bytes) -> list[list[str]]:
    return [[_texte(valeur) for valeur in ligne] for ligne in lire_feuilles(octets, {})[0].lignes]


def _texte(valeur: object) -> str:
    """A number that Excel turned into 12345.0 is « 12345 »."""
    if isinstance(valeur, float) and valeur.is_integer():
        return str(int(valeur))
    return str(valeur)


def _csv(octets: bytes) -> list[list[str]]:
    try:
        texte = octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        texte = octets.decode("cp1252", errors="replace")
    if "\x00" in texte:
        raise FichierRefuse("Ce fichier .csv n’est pas du texte : enregistrez-le en CSV UTF-8.")
    premiere = texte.partition("\n")[0]
    separateur = max(";,\t", key=premiere.count)
    try:
        return list(csv.reader(io.StringIO(texte), delimiter=separateur))
    except csv.Error as erreur:
        raise FichierRefuse("Ce fichier .csv est illisible : enregistrez-le de nouveau.") from erreur

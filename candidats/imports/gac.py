"""The numbers the national system gives back: bytes to rows. No database here."""

import io
from dataclasses import dataclass

from python_calamine import CalamineError, load_workbook

from candidats.imports.textes import lire_lignes
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
    cellules = lire_lignes(octets) if nom.lower().endswith(".csv") else _classeur(octets)
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
    try:
        classeur = load_workbook(io.BytesIO(octets))
        feuille = classeur.get_sheet_by_index(0)
        lignes = feuille.to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError) as erreur:
        raise FichierRefuse("Ce classeur est illisible : enregistrez-le en .xlsx, puis déposez-le.") from erreur
    return [[_texte(valeur) for valeur in ligne] for ligne in lignes]


def _texte(valeur: object) -> str:
    """A number that Excel turned into 12345.0 is « 12345 »."""
    if isinstance(valeur, float) and valeur.is_integer():
        return str(int(valeur))
    return str(valeur)

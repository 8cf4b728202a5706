"""What the national system answers, row by row: bytes to rows. No database here."""

from dataclasses import dataclass

from candidats.imports.textes import lire_lignes
from certif_portal.commun.erreurs import FichierRefuse
from certif_portal.commun.feuilles import lire_feuilles
from certif_portal.commun.textes import cle_recherche

TITRES = ("reference", "statut", "motif")
LIGNES_D_ENTETE = 20


@dataclass(frozen=True)
class LigneRetour:
    """One row as the spreadsheet numbers it."""

    ligne: int
    reference: str
    statut: str
    motif: str


def lire_retour(nom: str, octets: bytes) -> list[LigneRetour]:
    """Rows of an .xlsx or a .csv whose headers bear « Référence », « Statut » and « Motif », among any others. A row
    without a status is no answer yet. Raises FichierRefuse with one sentence that says why."""
    feuilles = [lire_lignes(octets)] if nom.lower().endswith(".csv") else _classeur(octets)
    for cellules in feuilles:
        for rang, ligne in enumerate(cellules[:LIGNES_D_ENTETE]):
            titres = [cle_recherche(texte) for texte in ligne]
            if all(titre in titres for titre in TITRES):
                return _lignes(cellules, rang + 1, [titres.index(titre) for titre in TITRES])
    raise FichierRefuse(
        f"Les en-têtes « Référence », « Statut » et « Motif » sont attendus parmi les {LIGNES_D_ENTETE} premières "
        "lignes."
    )


def _lignes(cellules: list[list[str]], depuis: int, colonnes: list[int]) -> list[LigneRetour]:
    lues = [
        LigneRetour(rang, *(" ".join(ligne[c].split()) if c < len(ligne) else "" for c in colonnes))
        for rang, ligne in enumerate(cellules[depuis:], start=depuis + 1)
    ]
    return [lue for lue in lues if lue.statut]


def _classeur(octets: bytes) -> list[list[list[str]]]:
    _, feuilles = lire_feuilles(octets)
    visibles = [feuille for feuille in feuilles if not feuille.masquee]
    return [[["" if v is None else str(v) for v in ligne] for ligne in feuille.lignes] for feuille in visibles]

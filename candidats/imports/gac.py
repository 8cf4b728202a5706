"""The numbers the national system gives back: bytes to rows. No database here."""

from dataclasses import dataclass

from candidats.imports.cellules import CHIFFRES_SURS, SCIENTIFIQUE
from candidats.imports.textes import lire_lignes
from certif_portal.commun.erreurs import FichierRefuse
from certif_portal.commun.feuilles import lire_feuilles
from certif_portal.commun.glyphes import defaut_de_texte
from certif_portal.commun.textes import cle_recherche

LIGNES_D_ENTETE = 20


@dataclass(frozen=True)
class LigneRetour:
    """One row as the spreadsheet numbers it, with what it says."""

    ligne: int
    reference: str
    numero: str

    @property
    def defaut(self) -> str:
        """Why the number cannot be the one that was given, or nothing."""
        if SCIENTIFIQUE.fullmatch(self.numero):
            return f"le numéro « {self.numero} » a été arrondi par Excel, des chiffres sont perdus."
        if self.numero in ("vrai", "faux"):
            return f"« {self.numero} » n’est pas un numéro."
        defaut = defaut_de_texte(self.numero)
        return f"{defaut[0].lower()}{defaut[1:]}" if defaut else ""


def lire_retour(nom: str, octets: bytes, *, titre_reference: str, titre_numero: str) -> list[LigneRetour]:
    """Rows of an .xlsx or a .csv whose headers bear these two titles, in any order, among any others.

    Raises FichierRefuse with one sentence that says why. A row with neither value is no row.
    """
    feuilles = [lire_lignes(octets)] if nom.lower().endswith(".csv") else _classeur(octets)
    voulus = cle_recherche(titre_reference), cle_recherche(titre_numero)
    trouvees = [lues for cellules in feuilles if (lues := _lire_feuille(cellules, *voulus)) is not None]
    if len(trouvees) > 1:
        raise FichierRefuse("Plusieurs feuilles de ce classeur portent ces en-têtes : n’en gardez qu’une.")
    if trouvees:
        return trouvees[0]
    raise FichierRefuse(
        f"Les en-têtes « {titre_reference} » et « {titre_numero} » sont attendus parmi les {LIGNES_D_ENTETE} "
        "premières lignes."
    )


def _lire_feuille(cellules: list[list[str]], reference: str, numero: str) -> list[LigneRetour] | None:
    """The rows under these two titles; None where they are not."""
    for rang, ligne in enumerate(cellules[:LIGNES_D_ENTETE]):
        titres = [cle_recherche(texte) for texte in ligne]
        if reference in titres and numero in titres:
            return _lignes(cellules, rang + 1, titres.index(reference), titres.index(numero))
    return None


def _lignes(cellules: list[list[str]], depuis: int, reference: int, numero: int) -> list[LigneRetour]:
    def valeur(ligne: list[str], rang: int) -> str:
        return " ".join(ligne[rang].split()) if rang < len(ligne) else ""

    lues = [
        LigneRetour(rang + 1, valeur(ligne, reference), valeur(ligne, numero))
        for rang, ligne in enumerate(cellules)
        if rang >= depuis
    ]
    return [lue for lue in lues if lue.reference or lue.numero]


def _classeur(octets: bytes) -> list[list[list[str]]]:
    """The cells of each visible sheet."""
    _, feuilles = lire_feuilles(octets)
    visibles = [feuille for feuille in feuilles if not feuille.masquee]
    return [[[_texte(valeur) for valeur in ligne] for ligne in feuille.lignes] for feuille in visibles]


def _texte(valeur: object) -> str:
    """A number that Excel turned into 12345.0 is « 12345 »; one that it rounded shows it (« 1,23E+15 »)."""
    if isinstance(valeur, bool):
        return "vrai" if valeur else "faux"
    if isinstance(valeur, float) and valeur.is_integer():
        return str(int(valeur)) if abs(valeur) < CHIFFRES_SURS else f"{valeur:.5E}"
    return str(valeur)

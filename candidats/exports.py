"""The list of registrations as a workbook: typed cells, and no text that a spreadsheet would take for a formula."""

import io
from collections.abc import Iterable
from datetime import date

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from candidats.queries.listes import Ligne

Valeur = str | date | None
COLONNES: tuple[tuple[str, int], ...] = (
    ("Nom de naissance", 24),
    ("Nom d’usage", 24),
    ("Prénom", 18),
    ("Date de naissance", 14),
    ("Type", 8),
    ("Certification", 44),
    ("Numéro", 20),
    ("Portée", 22),
    ("Organisme", 30),
    ("Voie", 22),
    ("Origine", 10),
    ("Entreprise", 30),
    ("Entrée en formation", 14),
    ("Fin de formation", 14),
    ("Évaluation", 14),
    ("Premier dépôt", 14),
    ("Acceptée le", 14),
    ("État", 16),
    ("Suite", 44),
    ("Au plus tard le", 14),
)
# What a spreadsheet takes for the beginning of a formula, full-width forms included (some versions fold them).
DEBUTS_DE_FORMULE = tuple("=+-@\t\r\n＝＋－＠")


def exporter_inscriptions(lignes: Iterable[Ligne]) -> bytes:
    """The bytes of an .xlsx with one line per registration, in the order given."""
    classeur = Workbook()
    feuille = classeur.active
    if not isinstance(feuille, Worksheet):  # pragma: no cover - openpyxl always opens a worksheet
        raise TypeError("openpyxl n’a pas ouvert de feuille.")
    feuille.title = "Inscriptions"
    for rang, (titre, largeur) in enumerate(COLONNES, start=1):
        feuille.cell(row=1, column=rang, value=titre).font = Font(bold=True)
        feuille.column_dimensions[get_column_letter(rang)].width = largeur
    numero = 1
    for numero, ligne in enumerate(lignes, start=2):
        for rang, valeur in enumerate(_valeurs(ligne), start=1):
            _ecrire(feuille, numero, rang, valeur)
    feuille.freeze_panes = "D2"
    feuille.auto_filter.ref = f"A1:{get_column_letter(len(COLONNES))}{numero}"
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()


def _ecrire(feuille: Worksheet, ligne: int, colonne: int, valeur: Valeur) -> None:
    """A date stays a date; a text stays a text, whatever it begins with."""
    cellule = feuille.cell(row=ligne, column=colonne)
    if isinstance(valeur, date):
        cellule.value, cellule.number_format = valeur, "DD/MM/YYYY"
    elif valeur:
        cellule.value = valeur
        cellule.data_type = "s"
        cellule.quotePrefix = valeur.startswith(DEBUTS_DE_FORMULE)


def _valeurs(ligne: Ligne) -> tuple[Valeur, ...]:
    inscription = ligne.inscription
    candidat, referentiel = inscription.candidat, inscription.referentiel
    return (
        candidat.nom_naissance.upper(),
        candidat.nom_usage.upper(),
        candidat.prenom,
        candidat.date_naissance,
        referentiel.certification.type,
        referentiel.intitule,
        referentiel.certification.code,
        inscription.get_portee_display(),
        inscription.organisme.nom if inscription.organisme else "",
        inscription.get_voie_display(),
        inscription.origine,
        inscription.entreprise.raison_sociale if inscription.entreprise else "",
        inscription.entree_formation,
        inscription.fin_formation,
        inscription.date_evaluation,
        inscription.deposee_le,
        inscription.acceptee_le.date() if inscription.acceptee_le else None,
        inscription.get_etat_display(),
        ligne.suite.texte,
        ligne.suite.limite,
    )

"""The template of the workbook, made for the certifications open that day."""

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from candidats.donnees import DonneesInscription
from candidats.imports.colonnes import COLONNES, FEUILLE, FEUILLE_AIDE, FEUILLE_LISTES, VERSION_MODELE, Colonne, Genre
from candidats.imports.contexte import ProjetConnu
from candidats.imports.lecture import LIGNES_MAXIMUM
from candidats.regles.constat import FaitsReferentiel
from certif_portal.commun.tableur import ecrire_cellule
from certif_portal.commun.typographie import date_longue

LIGNES_PREPAREES = 500
"""Lines that carry formats and drop-down lists."""
ACIER, FORGE, BLANC = "1F3A55", "B83C0A", "FFFFFF"
TEXTE_SEUL = frozenset(
    {
        Genre.SIRET,
        Genre.NACE,
        Genre.DEPARTEMENT,
        Genre.CODE_POSTAL,
        Genre.CODE_POSTAL_FRANCE,
        Genre.COMMUNE,
        Genre.TELEPHONE,
        Genre.BLOCS,
    }
)
"""Cells typed as text: Excel rounds no SIRET and drops no zero there."""
CONSEILS = (
    (
        "Une ligne par candidat, sous les titres de la feuille « Inscriptions ». L’ordre des colonnes est "
        "libre ; un autre titre se range à l’écran, une fois."
    ),
    "Les titres sur fond orangé sont toujours attendus ; les autres dépendent de la voie et de l’origine du candidat.",
    "Chaque titre porte une note : laissez la souris dessus.",
    "Nom, prénom et date de naissance : recopiez-les de la pièce d’identité, accents compris.",
    "Dates : jj/mm/aaaa. SIRET : 14 chiffres, saisis comme du texte.",
    "Plusieurs valeurs dans une cellule (blocs, formateurs, financements, aménagements) : séparées par « ; ».",
    (
        "Le portail lit le classeur, montre ligne par ligne ce qui est à corriger, et n’enregistre que ce "
        "que vous confirmez."
    ),
    "Les lignes enregistrées deviennent des brouillons : ajoutez la pièce d’identité de chacun, puis déposez.",
    f"{LIGNES_MAXIMUM} lignes au plus par classeur. Sans macro, sans mot de passe.",
)


def ecrire_modele(
    referentiels: Iterable[FaitsReferentiel],
    le: date,
    inscriptions: Sequence[tuple[DonneesInscription, FaitsReferentiel]] = (),
    projets: Iterable[ProjetConnu] = (),
) -> bytes:
    """The bytes of a workbook with its lists, its notes and its instructions: empty, or holding these registrations."""
    classeur = Workbook()
    classeur.properties.title, classeur.properties.language = "Inscriptions", "fr-FR"
    feuille = classeur.active
    if not isinstance(feuille, Worksheet):  # pragma: no cover - openpyxl always opens a worksheet
        raise TypeError("openpyxl n’a pas ouvert de feuille.")
    feuille.title = FEUILLE
    _instructions(classeur.create_sheet(FEUILLE_AIDE), le)
    connus = {projet.pk: projet for projet in projets}
    listes = _listes(classeur, referentiels, [str(projet) for projet in connus.values() if projet.ouvert])
    for rang, colonne in enumerate(COLONNES, start=1):
        _titrer(feuille, rang, colonne)
        _preparer(feuille, rang, colonne, listes, len(inscriptions))
    for numero, (donnees, faits) in enumerate(inscriptions, start=2):
        for rang, valeur in enumerate(_valeurs(donnees, faits, connus), start=1):
            ecrire_cellule(feuille.cell(row=numero, column=rang), valeur)
    feuille.freeze_panes = "A2"
    feuille.print_title_rows = "1:1"
    feuille.row_dimensions[1].height = 36
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()


def _titrer(feuille: Worksheet, rang: int, colonne: Colonne) -> None:
    cellule = feuille.cell(row=1, column=rang, value=colonne.titre)
    cellule.font = Font(bold=True, color=BLANC)
    cellule.fill = PatternFill("solid", start_color=FORGE if colonne.requise else ACIER)
    cellule.alignment = Alignment(wrap_text=True, vertical="center")
    if colonne.note:
        cellule.comment = Comment(colonne.note, "Portail", width=320, height=90)
    feuille.column_dimensions[get_column_letter(rang)].width = max(14, min(34, len(colonne.titre) + 3))


def _valeurs(
    donnees: DonneesInscription, faits: FaitsReferentiel, projets: dict[int, ProjetConnu]
) -> Iterator[str | date]:
    """One registration, cell by cell, as a line of the workbook would say it."""
    numeros = {bloc.version_id: bloc.numero for bloc in faits.blocs}
    for colonne in COLONNES:
        valeur = getattr(donnees, colonne.cle)
        if colonne.genre == Genre.CERTIFICATION:
            yield str(faits)
        elif colonne.genre == Genre.NAISSANCE:
            naissance = donnees.naissance
            yield (naissance.jour if naissance.entiere else naissance.saisie) if naissance else ""
        elif colonne.genre == Genre.PROJET:
            yield str(projets.get(valeur, ""))
        elif colonne.genre == Genre.BLOCS:
            yield " ; ".join(numeros[bloc] for bloc in valeur if bloc in numeros)
        elif colonne.genre == Genre.OUI_NON:
            yield "oui" if valeur else ""
        elif colonne.genre == Genre.CHOIX:
            yield next((code if len(code) <= 2 else libelle for code, libelle in colonne.choix if code == valeur), "")
        elif colonne.genre == Genre.LISTE:
            yield " ; ".join(valeur)
        elif isinstance(valeur, tuple):
            yield " ; ".join(map(str, valeur))
        else:
            yield valeur or ""


def _preparer(feuille: Worksheet, rang: int, colonne: Colonne, listes: dict[str, str], remplies: int) -> None:
    """Format and drop-down list of the lines to fill."""
    lettre = get_column_letter(rang)
    derniere = max(LIGNES_PREPAREES, remplies) + 1
    plage = f"{lettre}2:{lettre}{derniere}"
    formats = {Genre.DATE: "DD/MM/YYYY", Genre.NAISSANCE: "DD/MM/YYYY"} | dict.fromkeys(TEXTE_SEUL, "@")
    if colonne.genre in formats:
        for ligne in range(2, derniere + 1):
            feuille.cell(row=ligne, column=rang).number_format = formats[colonne.genre]
    if colonne.cle in listes:
        validation = DataValidation(type="list", formula1=f"={listes[colonne.cle]}", allow_blank=True)
        validation.error, validation.errorTitle = "Choisissez une valeur de la liste.", colonne.titre
        validation.showErrorMessage = True
        feuille.add_data_validation(validation)
        validation.add(plage)


def _listes(classeur: Workbook, referentiels: Iterable[FaitsReferentiel], projets: list[str]) -> dict[str, str]:
    """Write the closed lists on their own sheet; returns the name of the range of each column."""
    feuille = classeur.create_sheet(FEUILLE_LISTES)
    valeurs = {"referentiel_id": list(dict.fromkeys(str(faits) for faits in referentiels))}
    if projets:
        valeurs["projet_id"] = projets
    for colonne in COLONNES:
        if colonne.genre == Genre.CHOIX:
            valeurs[colonne.cle] = [code if len(code) <= 2 else libelle for code, libelle in colonne.choix]
        elif colonne.genre == Genre.OUI_NON:
            valeurs[colonne.cle] = ["oui", "non"]
    noms = {}
    for rang, (cle, liste) in enumerate(valeurs.items(), start=1):
        titre = next(colonne.titre for colonne in COLONNES if colonne.cle == cle)
        feuille.cell(row=1, column=rang, value=titre).font = Font(bold=True)
        for ligne, valeur in enumerate(liste, start=2):
            ecrire_cellule(feuille.cell(row=ligne, column=rang), valeur)
        lettre = get_column_letter(rang)
        feuille.column_dimensions[lettre].width = 48 if cle in ("referentiel_id", "projet_id") else 24
        noms[cle] = f"liste_{cle}"
        plage = f"'{FEUILLE_LISTES}'!${lettre}$2:${lettre}${len(liste) + 1}"
        classeur.defined_names[noms[cle]] = DefinedName(noms[cle], attr_text=plage)
    return noms


def _instructions(feuille: Worksheet, le: date) -> None:
    feuille.column_dimensions["A"].width, feuille.column_dimensions["B"].width = 16, 110
    feuille["A1"] = "Inscriptions à la certification"
    feuille["A1"].font = Font(bold=True, size=14)
    feuille["A2"], feuille["B2"] = "Modèle", VERSION_MODELE
    feuille["A3"], feuille["B3"] = "Certifications", f"celles ouvertes le {date_longue(le)}"
    for rang, conseil in enumerate(CONSEILS, start=1):
        feuille.cell(row=4 + rang, column=1, value=rang)
        cellule = feuille.cell(row=4 + rang, column=2, value=conseil)
        cellule.alignment = Alignment(wrap_text=True, vertical="top")

"""A référentiel as a Word document on the model of the branch (annexe 1 for a CQPM, annexe 2 for a CCPM).

The document imports back equal: what the reader takes for a heading, a label or a list is written as such.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from referentiels.exports.word_mise_en_page import (
    PUCE,
    ecrire_elements,
    ecrire_paragraphe,
    fusionner,
    nouveau_document,
    nouveau_tableau,
    vider,
)
from referentiels.imports.modele import FAMILLES, BlocLu, CompetenceLue, ModaliteLue, ReferentielLu
from referentiels.imports.rubriques import lire_titre_modalite

# Word writes the hour of its making in the file: a fixed one makes two exports of one version identical.
_DATE = datetime(2020, 10, 27)  # noqa: DTZ001 - core properties are naive
_COMMISSION = "Commission paritaire nationale de l’emploi et de la formation professionnelle de la métallurgie"
_TITRES_FAMILLES = {
    "methodes": "En matière de méthodes utilisées :",
    "moyens": "En matière de moyens utilisés :",
    "liens": "En matière de liens professionnels / relationnels :",
    "contraintes": "En matière de contraintes liées au milieu et environnement de travail :",
}
_TITRE_RESULTATS = "En matière de résultats :"
_COLONNES_BLOCS = ("Blocs de compétences", "Compétences professionnelles", "Connaissances associées")
_COLONNES_CQPM = (
    *("Compétences professionnelles", "Conditions de réalisation"),
    *("Critères mesurables et observables", "Résultats attendus"),
)
_COLONNES_CCPM = ("Compétences professionnelles", "Critères mesurables et observables", "Résultats attendus")
_TITRES_MODALITES = {
    "observation": "ÉVALUATION EN SITUATION PROFESSIONNELLE RÉELLE",
    "questionnement": "ÉVALUATION EN SITUATION PROFESSIONNELLE RÉELLE",
    "projet": "PRÉSENTATION DES PROJETS OU ACTIVITÉS RÉALISÉS EN MILIEU PROFESSIONNEL",
    "reconstituee": "ÉVALUATION EN SITUATION RECONSTITUÉE",
}


def exporter_word(lu: ReferentielLu) -> bytes:
    """The bytes of the .docx; two calls on one référentiel give the same document."""
    document = nouveau_document()
    _ecrire_entete(document, lu)
    if lu.type in {"CQPM", "CQPI"}:
        _ecrire_activites(document, lu)
        _ecrire_competences(document, lu)
        _ecrire_evaluations(document, lu, _COLONNES_CQPM, "3. REFERENTIEL D’EVALUATIONS", "3.1. ")
        _ecrire_modalites(document, lu, "3.2. MODALITES D’EVALUATION")
        _ecrire_texte(document, "4. CONDITIONS D’ADMISSIBILITE", lu.conditions_admission)
    else:
        _ecrire_competences_listees(document, lu)
        _ecrire_evaluations(document, lu, _COLONNES_CCPM, "2. Référentiel d’évaluation :", "1. ")
        _ecrire_modalites(document, lu, "2. Modalités d’évaluation")
        _ecrire_texte(document, "3. Conditions d’admissibilité", lu.conditions_admission)
    proprietes = document.core_properties
    proprietes.title, proprietes.author, proprietes.language = f"{lu.type} {lu.intitule}", "", "fr-FR"
    proprietes.created = proprietes.modified = _DATE
    sortie = io.BytesIO()
    document.save(sortie)
    return _figer(sortie.getvalue())


def _figer(octets: bytes) -> bytes:
    """The same archive with one date on every member."""
    sortie = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(octets)) as source, zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as copie:
        for nom in source.namelist():
            membre = zipfile.ZipInfo(nom, _DATE.timetuple()[:6])
            membre.compress_type = zipfile.ZIP_DEFLATED
            copie.writestr(membre, source.read(nom))
    return sortie.getvalue()


def _ecrire_entete(document: Any, lu: ReferentielLu) -> None:
    ecrire_paragraphe(document, _COMMISSION, style="entete")
    libelle = "Qualification" if lu.type in {"CQPM", "CQPI"} else "Certification professionnelle"
    champs = (
        (libelle, lu.numero_a_imprimer),
        ("Niveau", str(lu.niveau or "")),
        ("Catégorie", lu.categorie or ""),
        ("Dernière modification", f"{lu.date_gtp:%d/%m/%Y}" if lu.date_gtp else ""),
    )
    for nom, valeur in champs:
        if valeur:
            ecrire_paragraphe(document, f"{nom} : {valeur}", style="entete")
    ecrire_paragraphe(document, f"REFERENTIEL DU {lu.type}", style="titre")
    if lu.intitule:
        ecrire_paragraphe(document, f"Titre du {lu.type} : {lu.intitule}", style="sous_titre")


def _ecrire_activites(document: Any, lu: ReferentielLu) -> None:
    ecrire_paragraphe(document, f"1. REFERENTIEL D’ACTIVITES DU {lu.type}", style="chapitre")
    ecrire_paragraphe(
        document, "1.1. Mission (s) et activités visées par la certification professionnelle", style="section"
    )
    _ecrire_paragraphes(document, lu.mission)
    if lu.activites:
        ecrire_paragraphe(
            document,
            "En fonction des différents contextes et/ou organisations des entreprises, les missions ou activités du "
            "titulaire portent sur :",
        )
    for activite in lu.activites:
        ecrire_paragraphe(document, activite.intitule, puce=True, italique=True)
        _ecrire_paragraphes(document, activite.texte)
    _ecrire_texte(document, "1.2. Environnement de travail", lu.environnement)
    _ecrire_texte(document, "1.3. Interactions dans l’environnement de travail", lu.interactions)
    _ecrire_texte(document, "1.4. Analyse et évolutions du métier", lu.evolutions)


def _ecrire_competences(document: Any, lu: ReferentielLu) -> None:
    ecrire_paragraphe(document, "2. REFERENTIEL DE COMPETENCES", style="chapitre")
    ecrire_paragraphe(document, f"Compétences et connaissances afférentes au {lu.type} visé :", style="section")
    ecrire_paragraphe(document, "Pour cela, il (elle) doit être capable de :")
    if all(bloc.numero is None and bloc.intitule is None for bloc in lu.blocs):
        _ecrire_liste(document, lu.blocs)
        return
    tableau = nouveau_tableau(document, _COLONNES_BLOCS, (5.5, 6.5, 5.5))
    for bloc in lu.blocs:
        rangees = [tableau.add_row() for _ in bloc.competences]
        for rangee, competence in zip(rangees, bloc.competences, strict=True):
            vider(rangee)
            ecrire_paragraphe(rangee.cells[1], _numerote(competence.numero, competence.intitule))
        ecrire_paragraphe(rangees[0].cells[0], f"{bloc.numero or ''} {bloc.intitule or ''}".strip(), gras=True)
        ecrire_elements(rangees[0].cells[2], bloc.connaissances, liste=True)
        fusionner(rangees, (0, 2))


def _ecrire_liste(document: Any, blocs: Iterable[BlocLu]) -> None:
    """A référentiel of before the blocs: its competences, one under the other."""
    for bloc in blocs:
        for competence in bloc.competences:
            ecrire_paragraphe(document, _numerote(competence.numero, competence.intitule))


def _ecrire_competences_listees(document: Any, lu: ReferentielLu) -> None:
    ecrire_paragraphe(document, "1. Référentiel de compétences :", style="chapitre")
    _ecrire_paragraphes(document, lu.mission)
    ecrire_paragraphe(document, "Les compétences nécessaires à l’exercice de la mission sont :")
    for rang, competence in enumerate(lu.competences, start=1):
        ecrire_paragraphe(document, f"Compétence {competence.numero or rang} : {competence.intitule}")


def _numerote(numero: int | None, intitule: str) -> str:
    return f"{numero}. {intitule}" if numero is not None else intitule


def _ecrire_evaluations(
    document: Any, lu: ReferentielLu, colonnes: tuple[str, ...], chapitre: str, section: str
) -> None:
    evaluees = [competence for competence in lu.competences if _est_evaluee(competence)]
    if lu.competences and not evaluees:
        return
    ecrire_paragraphe(document, chapitre, style="chapitre")
    titre = (
        "Conditions de réalisation et d’évaluation des compétences professionnelles selon les critères mesurables, "
        "observables et les résultats attendus"
        if len(colonnes) == 4
        else "Critères mesurables et observables et résultats attendus"
    )
    ecrire_paragraphe(document, f"{section}{titre}", style="section")
    tableau = nouveau_tableau(document, colonnes, (4.0, 4.5, 6.0, 4.0) if len(colonnes) == 4 else (4.5, 8.5, 5.5))
    for rang, competence in enumerate(lu.competences, start=1):
        _ecrire_evaluation(tableau, rang, competence, avec_conditions=len(colonnes) == 4)


def _est_evaluee(competence: CompetenceLue) -> bool:
    criteres = [elements for _, elements in competence.criteres.familles()]
    return any((competence.conditions, competence.resultats, *criteres))


def _ecrire_evaluation(tableau: Any, rang: int, competence: CompetenceLue, *, avec_conditions: bool) -> None:
    """Four rows, one per family; the other columns are merged over them."""
    rangees = [tableau.add_row() for _ in FAMILLES]
    for rangee in rangees:
        vider(rangee)
    premiere, derniere = rangees[0].cells, len(rangees[0].cells) - 1
    ecrire_paragraphe(premiere[0], f"{rang}. {competence.intitule}")
    if avec_conditions:
        ecrire_elements(premiere[1], competence.conditions)
    if not avec_conditions and competence.resultats:
        ecrire_paragraphe(premiere[derniere], _TITRE_RESULTATS, souligne=True)
    ecrire_elements(premiere[derniere], competence.resultats)
    for rangee, (famille, elements) in zip(rangees, competence.criteres.familles(), strict=True):
        if elements:
            cellule = rangee.cells[derniere - 1]
            ecrire_paragraphe(cellule, _TITRES_FAMILLES[famille], souligne=True)
            ecrire_elements(cellule, elements)
    fusionner(rangees, (*range(derniere - 1), derniere))


def _ecrire_modalites(document: Any, lu: ReferentielLu, titre: str) -> None:
    ecrire_paragraphe(document, titre, style="chapitre")
    for texte in lu.mise_en_oeuvre:
        ecrire_paragraphe(document, texte, puce=True)
    colonnes = ("COMMISSION D’EVALUATION", "ENTREPRISE") if lu.avis_entreprise else ("COMMISSION D’EVALUATION",)
    tableau = nouveau_tableau(document, colonnes, (11.0, 7.5) if lu.avis_entreprise else (18.5,))
    rangee = tableau.add_row()
    vider(rangee)
    ecrire_paragraphe(rangee.cells[0], "Les différentes modalités d’évaluation sont les suivantes :")
    titres: set[str] = set()
    for modalite in lu.modalites:
        for texte in _textes_de_modalite(modalite, titres):
            ecrire_paragraphe(rangee.cells[0], texte, gras=texte.isupper())
    if lu.avis_entreprise:
        ecrire_paragraphe(rangee.cells[1], "AVIS DE L’ENTREPRISE", gras=True)
        for texte in lu.avis_entreprise.split("\n"):
            ecrire_paragraphe(rangee.cells[1], texte)


def _textes_de_modalite(modalite: ModaliteLue, deja: set[str]) -> list[str]:
    """Its lines, under the title of the model; observation and questioning share one."""
    lignes = [ligne for ligne in modalite.texte.split("\n") if ligne.strip()]
    modele = _TITRES_MODALITES.get(modalite.nature, "")
    porte_un_titre = bool(lignes) and bool(lire_titre_modalite(lignes[0]))
    titre = [modele] if modele and modele not in deja and not porte_un_titre else []
    deja.add(modele)
    return [*titre, *lignes]


def _ecrire_texte(document: Any, titre: str, texte: str | None) -> None:
    if texte:
        ecrire_paragraphe(document, titre, style="section")
        _ecrire_paragraphes(document, texte)


def _ecrire_paragraphes(document: Any, texte: str | None) -> None:
    """Paragraphs parted by blank lines; a line of a list keeps its bullet."""
    for ligne in (texte or "").split("\n"):
        if ligne.strip():
            ecrire_paragraphe(document, ligne.removeprefix(PUCE).strip(), puce=ligne.startswith(PUCE))

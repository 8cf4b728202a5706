"""PDF documents printed from the same content, with the troubles of real ones."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

from tests.referentiels.imports.contenu import (
    AVIS,
    COLONNES,
    COLONNES_BLOCS,
    COMMISSION,
    MISE_EN_OEUVRE,
    TITRES_FAMILLES,
    competences,
)

_CSS = """
@page { size: A4 landscape; margin: 1.6cm; %s }
body { font: 9pt 'DejaVu Sans', sans-serif; orphans: 1; widows: 1; }
table { border-collapse: collapse; width: 100%%; table-layout: fixed; margin: 0; }
td, th { border: 0.6pt solid black; padding: 3pt; vertical-align: top; text-align: left; font-weight: normal; }
p { margin: 2pt 0 5pt 0; } h1, h2 { font-size: 10pt; margin: 6pt 0 4pt 0; } ul { margin: 2pt 0 2pt 12pt; padding: 0; }
%s
"""


@dataclass(frozen=True)
class Mise:
    """How the pages are laid out."""

    familles: str = "rangees"  # rangees | une_cellule
    entete_sur_chaque_page: bool = True
    accoles: bool = False  # no text between the two tables
    petites_pages: bool = False  # tables are cut over pages
    numerotation: bool = True
    sans_filets: bool = False


def page_html(contenu: dict[str, Any], mise: Mise = Mise()) -> str:
    """A page with rowspan cells, lists and headings."""
    annee, mois, jour = contenu["date_gtp"].split("-")
    numero = " ".join(
        str(m) for m in (contenu["prefixe"], contenu["annee"], contenu["numero"], contenu["suffixe"]) if m
    )
    libelle = "Qualification" if contenu["type"] == "CQPM" else "Certification professionnelle"
    morceaux = [
        "<p>Commission paritaire nationale de l’emploi et de la formation professionnelle de la métallurgie</p>",
        f"<p>{libelle} : {numero}</p>",
        f"<p>Niveau : {contenu['niveau']}</p>" if contenu["niveau"] else "",
        f"<p>Dernière modification : {jour}/{mois}/{annee}</p>",
        f"<h1>REFERENTIEL DU {contenu['type']}</h1>",
        f"<p>Titre du {contenu['type']} : <b>{escape(contenu['intitule'])}</b></p>",
    ]
    morceaux += _cqpm(contenu, mise) if contenu["type"] == "CQPM" else _ccpm(contenu)
    morceaux += [_evaluations(contenu, mise), _modalites(contenu), "<h1>4. CONDITIONS D’ADMISSIBILITE</h1>"]
    return "\n".join([*morceaux, _textes(contenu["conditions_admission"])])


def imprimer(corps: str, mise: Mise = Mise(), css: str = "") -> bytes:
    from weasyprint import HTML

    pied = "@bottom-center { content: 'Page ' counter(page) ' sur ' counter(pages); }" if mise.numerotation else ""
    plus = "@page { size: 29.7cm 13cm; }" if mise.petites_pages else ""
    plus += " thead { display: table-row-group; }" if not mise.entete_sur_chaque_page else ""
    plus += " td, th { border: none; }" if mise.sans_filets else ""
    return HTML(
        string=f"<html lang='fr'><style>{_CSS % (pied, plus + css)}</style><body>{corps}</body></html>"
    ).write_pdf()


def _textes(texte: str | None) -> str:
    return "".join(f"<p>{escape(paragraphe)}</p>" for paragraphe in (texte or "").split("\n\n") if paragraphe)


def _cqpm(contenu: dict[str, Any], mise: Mise) -> list[str]:
    morceaux = [
        "<h1>1. REFERENTIEL D’ACTIVITES DU CQPM</h1>",
        "<h2>1.1. Mission (s) et activités visées par la certification professionnelle</h2>",
        _textes(contenu["mission"]),
        "<p>En fonction des différents contextes et/ou organisations des entreprises, les missions ou activités du "
        "titulaire portent sur :</p>",
    ]
    for activite in contenu["activites"]:
        morceaux += [f"<ul><li><i>{escape(activite['intitule'])} ;</i></li></ul>", _textes(activite["texte"])]
    for titre, cle in (
        ("1.2. Environnement de travail", "environnement"),
        ("1.3. Interactions dans l’environnement de travail", "interactions"),
        ("1.4. Analyse et évolutions du métier", "evolutions"),
    ):
        if contenu[cle]:
            morceaux += [f"<h2>{titre}</h2>", _textes(contenu[cle])]
    morceaux += [
        "<h1>2. REFERENTIEL DE COMPETENCES</h1>",
        "<p>Compétences et connaissances afférentes au CQPM visé :</p>",
        "<p>Pour cela, il (elle) doit être capable de :</p>",
        _blocs(contenu),
    ]
    if mise.accoles:
        return morceaux
    return [
        *morceaux,
        "<h1>3. REFERENTIEL D’EVALUATIONS</h1>",
        "<h2>3.1. Conditions de réalisation et d’évaluation des compétences professionnelles selon les critères "
        "mesurables, observables et les résultats attendus</h2>",
    ]


def _ccpm(contenu: dict[str, Any]) -> list[str]:
    listees = [
        f"<p><b>Compétence {rang} :</b> {escape(competence['intitule'])}</p>"
        for rang, competence in enumerate(competences(contenu), start=1)
    ]
    return [
        "<h1>1. Référentiel de compétences :</h1>",
        _textes(contenu["mission"]),
        "<p>Les compétences nécessaires à l’exercice de la mission sont :</p>",
        *listees,
        "<h1>2. Référentiel d’évaluation :</h1>",
        "<h2>1. Critères mesurables et observables et résultats attendus</h2>",
    ]


def _table(colonnes: tuple[str, ...], rangees: list[str]) -> str:
    entete = "".join(f"<th>{colonne}</th>" for colonne in colonnes)
    return f"<table><thead><tr>{entete}</tr></thead><tbody>{''.join(rangees)}</tbody></table>"


def _blocs(contenu: dict[str, Any]) -> str:
    rangees = []
    for bloc in contenu["blocs"]:
        for rang, competence in enumerate(bloc["competences"], start=1):
            haut = f" rowspan={len(bloc['competences'])}"
            bloc_html = f"<td{haut}>{bloc['numero']} {escape(bloc['intitule'])}</td>" if rang == 1 else ""
            liste = f"<td{haut}>{_elements(bloc['connaissances'], puces=True)}</td>" if rang == 1 else ""
            rangees.append(f"<tr>{bloc_html}<td>{rang}. {escape(competence['intitule'])}</td>{liste}</tr>")
    return _table(COLONNES_BLOCS, rangees)


def _elements(textes: list[str], *, puces: bool = False) -> str:
    sortie, liste = "", []
    for texte in [*textes, ""]:
        if texte and (puces or texte[0].islower()):
            liste.append(f"<li>{escape(texte)}</li>")
            continue
        sortie += f"<ul>{''.join(liste)}</ul>" if liste else ""
        liste = []
        sortie += f"<p>{escape(texte)}</p>" if texte else ""
    return sortie


def _evaluations(contenu: dict[str, Any], mise: Mise) -> str:
    cqpm = contenu["type"] == "CQPM"
    rangees = []
    for rang, competence in enumerate(competences(contenu), start=1):
        familles = [
            f"<p><u>{TITRES_FAMILLES[famille]}</u></p>{_elements(textes)}"
            for famille, textes in competence["criteres"].items()
        ]
        if mise.familles == "une_cellule":
            familles = ["".join(familles)]
        haut = f" rowspan={len(familles)}"
        for place, famille in enumerate(familles):
            if place:
                rangees.append(f"<tr><td>{famille}</td></tr>")
                continue
            conditions = f"<td{haut}>{_elements(competence['conditions'])}</td>" if cqpm else ""
            titre = "" if cqpm else "<p><u>En matière de résultats :</u></p>"
            resultats = f"<td{haut}>{titre}{_elements(competence['resultats'], puces=not cqpm)}</td>"
            rangees.append(
                f"<tr><td{haut}>{rang}. "
                f"{escape(competence['intitule'])}</td>{conditions}<td>{famille}</td>{resultats}</tr>"
            )
    return _table(COLONNES if cqpm else (COLONNES[0], *COLONNES[2:]), rangees)


def _modalites(contenu: dict[str, Any]) -> str:
    liste = "".join(f"<li>{texte}</li>" for texte in MISE_EN_OEUVRE)
    gauche = "".join(f"<p>{escape(texte)}</p>" for texte in "\n".join(contenu["modalites"]).split("\n"))
    return (
        "<h1>3.2. MODALITES D’EVALUATION</h1><h2>3.2.1. Conditions de mise en œuvre des évaluations en vue de la "
        f"certification</h2><ul>{liste}</ul><table><tr><td><p>COMMISSION "
        f"D’EVALUATION</p><p>{COMMISSION}</p></td><td><p>ENTREPRISE</p><p>(hors VAE)</p></td></tr><tr><td><p>Les "
        f"différentes modalités d’évaluation sont les suivantes :</p>{gauche}</td><td><p>AVIS DE "
        f"L’ENTREPRISE.</p><p>{AVIS}</p></td></tr></table>"
    )

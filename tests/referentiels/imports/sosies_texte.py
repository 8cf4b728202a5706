"""Texts of the same content: Markdown, tabulations, and what a copy from a PDF leaves of the tables."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
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

COMMISSION_NATIONALE = "Commission paritaire nationale de l’emploi et de la formation professionnelle de la métallurgie"


@dataclass(frozen=True)
class Copie:
    """How the text layer of the PDF was copied."""

    ordre: str = "cellule"  # cellule: all criteria together, then results; rangee: results after the first family
    largeur: int = 0  # wrap the text at this width
    vides: bool = False  # a blank line between two cells
    une_ligne: bool = False  # the whole page on one line
    puces: str = "• "
    resultats: str = ""  # a heading above the results
    pages: bool = False  # page numbers in the middle of the text


def entete(contenu: dict[str, Any]) -> list[str]:
    annee, mois, jour = contenu["date_gtp"].split("-")
    numero = contenu.get("imprime") or " ".join(
        str(m) for m in (contenu["prefixe"], contenu["annee"], contenu["numero"], contenu["suffixe"]) if m
    )
    libelle = "Qualification" if contenu["type"] == "CQPM" else "Certification professionnelle"
    return [
        COMMISSION_NATIONALE,
        f"{libelle} : {numero}",
        *([f"Niveau : {contenu['niveau']}"] if contenu["niveau"] else []),
        *([f"Catégorie : {contenu['categorie']}"] if contenu["categorie"] else []),
        f"Dernière modification : {jour}/{mois}/{annee}",
        f"REFERENTIEL DU {contenu['type']}",
        f"Titre du {contenu['type']} : {contenu['intitule']}",
    ]


def debut(contenu: dict[str, Any], puce: str = "• ") -> list[str]:
    """Everything before the tables, one paragraph per entry."""
    lignes = entete(contenu)
    if contenu["type"] == "CCPM":
        return [
            *lignes,
            "1. Référentiel de compétences :",
            contenu["mission"],
            "Les compétences nécessaires à l’exercice de la mission sont :",
            *(f"Compétence {rang} : {c['intitule']}" for rang, c in enumerate(competences(contenu), start=1)),
            "2. Référentiel d’évaluation :",
            "1. Critères mesurables et observables et résultats attendus",
        ]
    lignes += [
        "1. REFERENTIEL D’ACTIVITES DU CQPM",
        "1.1. Mission (s) et activités visées par la certification professionnelle",
        *contenu["mission"].split("\n\n"),
        "En fonction des différents contextes et/ou organisations des entreprises, les missions ou activités du "
        "titulaire portent sur :",
    ]
    for activite in contenu["activites"]:
        lignes += [f"{puce}{activite['intitule']} ;", activite["texte"]]
    for titre, cle in (
        ("1.2. Environnement de travail", "environnement"),
        ("1.3. Interactions dans l’environnement de travail", "interactions"),
        ("1.4. Analyse et évolutions du métier", "evolutions"),
    ):
        lignes += [titre, *(contenu[cle] or "").split("\n\n")]
    return [
        *lignes,
        "2. REFERENTIEL DE COMPETENCES",
        "Compétences et connaissances afférentes au CQPM visé :",
        "Pour cela, il (elle) doit être capable de :",
    ]


EVALUATIONS = [
    "3. REFERENTIEL D’EVALUATIONS",
    "3.1. Conditions de réalisation et d’évaluation des compétences professionnelles selon les critères mesurables, "
    "observables et les résultats attendus",
]


def fin(contenu: dict[str, Any]) -> list[str]:
    return [
        "3.2. MODALITES D’EVALUATION",
        "3.2.1. Conditions de mise en œuvre des évaluations en vue de la certification",
        *(f"- {texte}" for texte in MISE_EN_OEUVRE),
        "COMMISSION D’EVALUATION",
        COMMISSION,
        "Les différentes modalités d’évaluation sont les suivantes :",
        *"\n".join(contenu["modalites"]).split("\n"),
        "AVIS DE L’ENTREPRISE.",
        AVIS,
        "4. CONDITIONS D’ADMISSIBILITE",
        contenu["conditions_admission"],
    ]


# -- tables written as such


def markdown(contenu: dict[str, Any], saut: str = "<br>") -> str:
    """Pipes; merged cells left blank; paragraphs and bullets of a cell parted by `<br>`."""

    def cellule(textes: list[str], *, puces: bool = False) -> str:
        return saut.join(f"• {texte}" if puces or texte[0].islower() else texte for texte in textes)

    lignes = debut(contenu, "- *")
    lignes = [f"{ligne}*" if ligne.startswith("- *") else ligne for ligne in lignes]
    if contenu["type"] == "CQPM":
        blocs = [_rangee(COLONNES_BLOCS), _rangee(("---",) * 3)]
        for bloc in contenu["blocs"]:
            for rang, competence in enumerate(bloc["competences"], start=1):
                nom = f"**{bloc['numero']}** {bloc['intitule']}" if rang == 1 else ""
                savoirs = cellule(bloc["connaissances"], puces=True) if rang == 1 else ""
                blocs.append(_rangee((nom, f"{rang}. {competence['intitule']}", savoirs)))
        lignes += ["\n".join(blocs), *EVALUATIONS]
    colonnes = COLONNES if contenu["type"] == "CQPM" else (COLONNES[0], *COLONNES[2:])
    rangees = [_rangee(colonnes), _rangee((":---",) * len(colonnes))]
    for rang, competence in enumerate(competences(contenu), start=1):
        for place, (famille, textes) in enumerate(competence["criteres"].items()):
            titre = cellule([f"<u>{TITRES_FAMILLES[famille]}</u>", *textes])
            resultats = "" if len(colonnes) == 4 else f"**En matière de résultats :**{saut}"
            resultats += cellule(competence["resultats"], puces=len(colonnes) == 3)
            conditions = (cellule(competence["conditions"]),) if len(colonnes) == 4 else ()
            tete, suite = (f"{rang}. {competence['intitule']}", *conditions), resultats
            if place:
                tete, suite = ("",) * len(tete), ""
            rangees.append(_rangee((*tete, titre, suite)))
    return "\n\n".join([*lignes, "\n".join(rangees), *fin(contenu)])


def _rangee(cellules: tuple[str, ...]) -> str:
    return f"| {' | '.join(cellule.replace('|', chr(92) + '|') for cellule in cellules)} |"


# -- tables whose cells are lost


def copie(contenu: dict[str, Any], facon: Copie = Copie()) -> str:
    """The text of the pages, cells one after the other."""
    cellules: list[list[str]] = [[ligne] for ligne in debut(contenu, facon.puces)]
    if contenu["type"] == "CQPM":
        cellules.append([" ".join(COLONNES_BLOCS)])
        for bloc in contenu["blocs"]:
            savoirs = [f"{facon.puces}{texte}" for texte in bloc["connaissances"]]
            premiere, *autres = [f"{rang}. {c['intitule']}" for rang, c in enumerate(bloc["competences"], start=1)]
            cellules += [[f"{bloc['numero']} {bloc['intitule']}"], [premiere], savoirs, *([autre] for autre in autres)]
        cellules += [[ligne] for ligne in EVALUATIONS]
    colonnes = COLONNES if contenu["type"] == "CQPM" else (COLONNES[0], *COLONNES[2:])
    cellules.append([" ".join(colonnes)])
    for rang, competence in enumerate(competences(contenu), start=1):
        cellules += _evaluation(rang, competence, facon)
        if facon.pages:
            cellules.append([f"Page {rang} sur 9"])
    cellules += [[ligne] for ligne in fin(contenu)]
    return _mettre_en_page(cellules, facon)


def _evaluation(rang: int, competence: dict[str, Any], facon: Copie) -> list[list[str]]:
    def textes(liste: list[str]) -> list[str]:
        return [f"{facon.puces}{texte}" if texte[0].islower() else texte for texte in liste]

    resultats = [*([facon.resultats] if facon.resultats else []), *textes(competence["resultats"])]
    familles = [[TITRES_FAMILLES[famille], *textes(liste)] for famille, liste in competence["criteres"].items()]
    tete = [
        [f"{rang}. {competence['intitule']}"],
        *([textes(competence["conditions"])] if competence["conditions"] else []),
    ]
    if facon.ordre == "rangee":
        return [*tete, familles[0], resultats, *familles[1:]]
    return [*tete, *familles, resultats]


def _mettre_en_page(cellules: list[list[str]], facon: Copie) -> str:
    if facon.une_ligne:
        return " ".join(texte for cellule in cellules for texte in cellule)
    pliees = [
        "\n".join(ligne for texte in cellule for ligne in (_plier(texte, facon.largeur) if facon.largeur else [texte]))
        for cellule in cellules
    ]
    return ("\n\n" if facon.vides else "\n").join(pliees)


def _plier(texte: str, largeur: int) -> list[str]:
    return textwrap.wrap(texte, largeur, break_long_words=False, break_on_hyphens=False)

"""What the jury checks before it examines the syntheses: the items of its checklist of conformity, declared once.

« Vérifie que l’organisation des actions d’évaluation est conforme au présent dispositif et au référentiel de la
certification visée » (part 2, chapter 3, §3.A-1): the text gives no list, ours is drawn from its chapters 1 and 2
(decision 0240). Printed blank for the table, recorded in the deliberation: both read `ELEMENTS`.
"""

from collections.abc import Collection
from dataclasses import dataclass

from candidats.choix import VOIES_VAE, Voie
from certif_portal.commun.regles import Effet, Regle, Source, dispositif

JURY_CONFORMITE = Regle(
    code="JURY-CONFORMITE",
    enonce="Le jury vérifie que l’organisation des actions d’évaluation est conforme au dispositif et au référentiel "
    "de la certification visée.",
    source=dispositif(partie=2, chapitre=3, paragraphe="3.A-1, décision"),
    effet=Effet.ALERTE,
)


@dataclass(frozen=True)
class Element:
    """One thing the jury finds conform, or not. `code` is what a record keeps; `voies`: the routes it concerns."""

    code: str
    enonce: str
    source: Source
    voies: frozenset[str] = frozenset(Voie.values)


FORMATION = frozenset(Voie.values) - VOIES_VAE

ELEMENTS: tuple[Element, ...] = (
    Element(
        "inscription",
        "Chaque candidat était inscrit auprès du centre avant ses évaluations.",
        dispositif(partie=2, chapitre=2, paragraphe="1.A, inscription, et 2.A"),
    ),
    Element(
        "habilitation",
        "Les organismes de formation qui suivent des candidats étaient habilités.",
        dispositif(partie=2, chapitre=1),
        FORMATION,
    ),
    Element(
        "referentiel",
        "Les compétences évaluées sont celles du référentiel visé, toutes, dans la version du candidat.",
        dispositif(partie=2, chapitre=2, paragraphe="1.B, déroulement des évaluations"),
    ),
    Element(
        "modalites",
        "Les modalités d’évaluation sont de celles que prévoit le référentiel, convenues avec l’entreprise ou, à "
        "défaut, avec le candidat.",
        dispositif(partie=2, chapitre=2, paragraphe="1.B, modalités d’évaluation"),
        FORMATION,
    ),
    Element(
        "amenagements",
        "Les moyens de compensation demandés par les candidats en situation de handicap leur ont été proposés.",
        dispositif(partie=2, chapitre=2, paragraphe="1.B, modalités d’évaluation"),
    ),
    Element(
        "commission",
        "Chaque commission d’évaluation réunissait plusieurs membres qualifiés, sans lien avec le candidat.",
        dispositif(partie=2, chapitre=2, paragraphe="1.B, acteurs des évaluations"),
    ),
    Element(
        "criteres",
        "Chaque compétence est appréciée par les critères et les résultats attendus du référentiel, "
        "sur une grille signée.",
        dispositif(partie=2, chapitre=2, paragraphe="1.B, modalités d’évaluation"),
    ),
    Element(
        "avis",
        "L’avis de l’entreprise complète l’évaluation, ou la dispense en est dite (hors VAE, CCPM et initiative du "
        "salarié sans accord).",
        dispositif(partie=2, chapitre=2, paragraphe="1.B, acteurs des évaluations"),
        FORMATION,
    ),
    Element(
        "recevabilite",
        "VAE : la recevabilité a été déclarée au candidat avant la commission, et son dossier de preuves produit.",
        dispositif(partie=2, chapitre=2, paragraphe="2.B, commission de validation VAE"),
        VOIES_VAE,
    ),
    Element(
        "validation",
        "VAE : la commission de validation était présidée par le représentant du centre.",
        dispositif(partie=2, chapitre=2, paragraphe="2.B, commission de validation VAE"),
        VOIES_VAE,
    ),
    Element(
        "anonymat",
        "La synthèse des évaluations est anonyme : rien n’y désigne un candidat, une entreprise ou un organisme.",
        dispositif(partie=2, chapitre=3, paragraphe="3, décision du jury"),
    ),
)


def elements_de(voies: Collection[str]) -> list[Element]:
    """The items that concern a jury, by the routes of its candidates."""
    return [element for element in ELEMENTS if not element.voies.isdisjoint(voies)]

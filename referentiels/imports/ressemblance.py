"""Headings, labels, columns and families whose letters are damaged: lost ligatures, lost accents, slips.

What is close to one phrase of the model, and to one only, is taken for it; whoever calls says so in a doubt.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache

from referentiels.imports.rubriques import COLONNES, Rubrique
from referentiels.imports.texte import cle

_TITRE, _LIBELLE, _COLONNE, _FAMILLE = 0.86, 0.82, 0.84, 0.84
_NUMERO = re.compile(r"^(?:(?:\d+|[A-Z]|[IVX]+)\s*[.)–-]?\s+|\d+(?:\.\d+)+\.?\s*)*")
_TITRES = {
    "référentiel du CQPM": Rubrique.TITRE,
    "référentiel du CCPM": Rubrique.TITRE,
    "référentiel d’activités": Rubrique.ACTIVITES,
    "référentiel d’activités du CQPM": Rubrique.ACTIVITES,
    "missions et activités visées par la certification professionnelle": Rubrique.MISSION,
    "mission (s) et activités visées par la qualification": Rubrique.MISSION,
    "objectif professionnel du CQPM": Rubrique.MISSION,
    "environnement de travail": Rubrique.ENVIRONNEMENT,
    "interactions dans l’environnement de travail": Rubrique.INTERACTIONS,
    "analyse et évolutions du métier": Rubrique.EVOLUTIONS,
    "référentiel de compétences": Rubrique.COMPETENCES,
    "référentiel d’évaluations": Rubrique.EVALUATIONS,
    "modalités d’évaluation": Rubrique.MODALITES,
    "conditions d’admissibilité": Rubrique.ADMISSION,
}
_LIBELLES = {
    "qualification": "certification",
    "certification professionnelle": "certification",
    "niveau": "niveau",
    "catégorie": "categorie",
    "dernière modification": "date_gtp",
    "titre du CQPM": "titre",
    "titre du CCPM": "titre",
}
_FAMILLES = {
    "en matière de méthodes utilisées": "methodes",
    "en matière de moyens utilisés": "moyens",
    "en matière de liens professionnels relationnels": "liens",
    "en matière de contraintes liées au milieu et environnement de travail": "contraintes",
    "en matière de résultats": "resultats",
}


@lru_cache(maxsize=4096)
def lire_titre_abime(texte: str) -> tuple[Rubrique, str] | None:
    """(rubric, heading of the model) when the line is nearly that heading."""
    if not 8 <= len(texte) <= 140 or texte.rstrip().endswith((".", ";", ",")):
        return None
    propre = _NUMERO.sub("", texte, count=1)
    modele = _plus_proche(cle(propre).replace("frequentiel", "referentiel"), _TITRES, _TITRE)
    return (_TITRES[modele], modele) if modele else None


def lire_libelle_abime(texte: str) -> tuple[str, str, str, str] | None:
    """(field, label as printed, value, label of the model) for « Quali cation : CQPM 2006 0248 »."""
    imprime, deux_points, valeur = texte.partition(":")
    modele = _plus_proche(imprime, _LIBELLES, _LIBELLE) if deux_points and len(imprime) < 40 else None
    return (_LIBELLES[modele], f"{imprime}:", valeur.strip(), modele) if modele else None


def lire_colonnes_abimees(textes: list[str]) -> list[str] | None:
    """The role of each column when the row is nearly the header of a known table."""
    if len(textes) < 3 or any(not 5 < len(texte) < 60 for texte in textes):
        return None
    modeles = [_plus_proche(texte, COLONNES, _COLONNE) for texte in textes]
    roles = [COLONNES[modele] for modele in modeles if modele]
    return roles if len(roles) == len(textes) == len(set(roles)) else None


def lire_famille_abimee(texte: str) -> tuple[str, str, str, str] | None:
    """(family, heading as printed, text after it, heading of the model)."""
    imprime, deux_points, reste = texte.partition(":")
    if not cle(imprime).startswith(("en ma", "en te", "selon")) or not 15 < len(imprime) < 100:
        return None
    modele = _plus_proche(imprime, _FAMILLES, _FAMILLE)
    return (_FAMILLES[modele], imprime + deux_points, reste.strip(), modele) if modele else None


def _plus_proche(texte: str, modeles: dict[str, str] | dict[str, Rubrique], seuil: float) -> str | None:
    """The one phrase of the model that the text is nearly; None when none or two different ones are."""
    compact = cle(texte).replace(" ", "")
    notes = {modele: _note(compact, cle(modele).replace(" ", ""), seuil) for modele in modeles}
    meilleur = max(notes, key=lambda modele: notes[modele])
    if notes[meilleur] < seuil:
        return None
    rivaux = {modeles[modele] for modele, note in notes.items() if note >= notes[meilleur] - 0.04}
    return meilleur if len(rivaux) == 1 else None


def _note(texte: str, modele: str, seuil: float) -> float:
    """The likeness, from 0 to 1; 0 at once when the lengths or the letters already rule it out."""
    comparaison = SequenceMatcher(None, texte, modele, autojunk=False)
    if comparaison.real_quick_ratio() < seuil or comparaison.quick_ratio() < seuil:
        return 0.0
    return comparaison.ratio()

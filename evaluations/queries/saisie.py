"""The lines and notes that a batch of operations writes on, read once; what a tablet is shown of a line."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from evaluations.models import Appreciation, NoteEvaluateur
from evaluations.models.saisie import Saisie
from evaluations.regles.saisie import Valeur, lire_valeur

Cle = tuple[int, int]
"""A grid, a competence."""


@dataclass
class Lot:
    """What one transaction reads and writes: each table in one query, and only when it is asked for."""

    cles: frozenset[Cle]
    ecrites: dict[int, Saisie] = field(default_factory=dict)

    @cached_property
    def lignes(self) -> dict[Cle, Appreciation]:
        return {(ligne.grille_id, ligne.competence_id): ligne for ligne in self._lire(Appreciation)}

    @cached_property
    def notes(self) -> dict[Cle, list[NoteEvaluateur]]:
        par_cle: dict[Cle, list[NoteEvaluateur]] = {cle: [] for cle in self.cles}
        for note in self._lire(NoteEvaluateur):
            par_cle.setdefault((note.grille_id, note.competence_id), []).append(note)
        return par_cle

    def ecrire(self, ligne: Saisie) -> None:
        self.ecrites[id(ligne)] = ligne

    def _lire(self, modele: Any) -> Iterable[Any]:
        grilles, competences = {grille for grille, _ in self.cles}, {competence for _, competence in self.cles}
        return modele.objects.filter(grille__in=grilles, competence__in=competences).select_related(
            "saisie_par__utilisateur"
        )


def valeurs_contraires(ligne: Saisie) -> list[dict[str, Any]]:
    """What others had written without having seen the line: who, when, what."""
    return [{"par": autre["nom"], "le": autre["le"], **autre["valeur"]} for autre in ligne.autres]


@dataclass(frozen=True)
class ValeurGardable:
    """One of the values of a line to be settled: `cle`, what the form answers; `par`, who wrote it."""

    cle: str
    par: str
    le: datetime
    valeur: Valeur

    @property
    def mot(self) -> str:
        mots = {True: "maîtrisée en toute autonomie", False: "pas maîtrisée en toute autonomie", None: "sans décision"}
        return mots[self.valeur.maitrisee]


def valeurs_a_trancher(ligne: Appreciation | None) -> list[ValeurGardable]:
    """What several have written without seeing one another, the line first; the notes when it is they that differ: no
    query, or 1."""
    if ligne is None or not ligne.tranchable:
        return []
    if not ligne.autres:
        return [
            ValeurGardable(f"note-{note.saisie_par_id}", str(note.saisie_par), note.saisie_le, note.valeur)
            for note in NoteEvaluateur.objects.filter(
                grille=ligne.grille_id, competence=ligne.competence_id, maitrisee__isnull=False
            )
            .select_related("saisie_par__utilisateur")
            .order_by("pk")
        ]
    ecrite = ValeurGardable("ligne", ligne.auteur, ligne.saisie_le, ligne.valeur)
    autres = [
        ValeurGardable(f"autre-{rang}", autre["nom"], datetime.fromisoformat(autre["le"]), lire_valeur(autre["valeur"]))
        for rang, autre in enumerate(ligne.autres)
    ]
    return [ecrite, *autres]


def ligne_en_json(ligne: Saisie) -> dict[str, Any]:
    """A line under the names of the protocol; `a_trancher`: somebody who sees both has still to say which stands."""
    return {
        **ligne.valeur.en_json(),
        "version": ligne.version,
        "par": "" if ligne.valeur == Valeur() else ligne.auteur,
        "le": ligne.saisie_le.isoformat(),
        "a_trancher": bool(ligne.tranchable),
        "conflit": valeurs_contraires(ligne),
    }

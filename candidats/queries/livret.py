"""The livret as it is read and as its form starts."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from candidats.models import LigneLivret, Livret
from referentiels.choix import EN_SITUATION_DE_TRAVAIL, MODALITES_COURTES
from referentiels.models import VersionBloc
from referentiels.queries.competence import CompetenceNumerotee


@dataclass(frozen=True)
class LigneLue:
    """One competence of the livret; `bloc` on the first of each bloc only."""

    numero: int
    intitule: str
    bloc: VersionBloc | None
    modalites: tuple[str, ...]
    en_situation: bool
    situation: str
    lieu: str
    tuteur: str
    motif: str


def _lignes(livret: Livret) -> tuple[list[LigneLivret], dict[int, list[tuple[int, str]]]]:
    """Lines and their modalities (id, nature): two queries."""
    lignes = list(livret.lignes.all())
    natures: dict[int, list[tuple[int, str]]] = defaultdict(list)
    choisies = LigneLivret.modalites.through.objects.filter(lignelivret__livret=livret).order_by("modalite__ordre")
    for ligne, modalite, nature in choisies.values_list("lignelivret_id", "modalite_id", "modalite__nature"):
        natures[ligne].append((modalite, nature))
    return lignes, natures


def lignes_du_livret(livret: Livret, competences: Sequence[CompetenceNumerotee]) -> list[LigneLue]:
    """What the livret says of each competence aimed at, in running order."""
    lignes, natures = _lignes(livret)
    par_competence = {ligne.competence_id: ligne for ligne in lignes}
    lues, precedent = [], None
    for numerotee in competences:
        ligne = par_competence.get(numerotee.competence.pk)
        choisies = natures[ligne.pk] if ligne else []
        lues.append(
            LigneLue(
                numero=numerotee.numero,
                intitule=numerotee.competence.intitule,
                bloc=numerotee.version_bloc if numerotee.version_bloc.pk != precedent else None,
                modalites=tuple(MODALITES_COURTES[nature] for _, nature in choisies),
                en_situation=any(nature in EN_SITUATION_DE_TRAVAIL for _, nature in choisies),
                situation=ligne.situation if ligne else "",
                lieu=ligne.lieu if ligne else "",
                tuteur=ligne.tuteur if ligne else "",
                motif=ligne.motif_hors_situation if ligne else "",
            )
        )
        precedent = numerotee.version_bloc.pk
    return lues


def saisie_du_livret(livret: Livret) -> dict[str, Any]:
    """The initial values of the form that corrects a livret."""
    valeurs: dict[str, Any] = {
        champ: getattr(livret, champ) for champ in ("accord", "accord_nom", "accord_qualite", "accord_le")
    }
    lignes, natures = _lignes(livret)
    for ligne in lignes:
        valeurs[f"modalites_{ligne.competence_id}"] = [modalite for modalite, _ in natures[ligne.pk]]
        valeurs[f"situation_{ligne.competence_id}"] = ligne.situation
        valeurs[f"lieu_{ligne.competence_id}"] = ligne.lieu
        valeurs[f"tuteur_{ligne.competence_id}"] = ligne.tuteur
        valeurs[f"motif_{ligne.competence_id}"] = ligne.motif_hors_situation
    return valeurs

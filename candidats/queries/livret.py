"""The livret as it is read and as its form starts."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from candidats.models import LigneLivret, Livret
from certif_portal.commun.durees import compte
from certif_portal.commun.typographie import date_longue
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


Natures = dict[int, list[tuple[int, str]]]


def _lignes_de(livrets: Sequence[Livret]) -> tuple[dict[int, list[LigneLivret]], Natures]:
    """By livret its lines, and by line its modalities (id, nature): two queries."""
    lignes: dict[int, list[LigneLivret]] = defaultdict(list)
    for ligne in LigneLivret.objects.filter(livret__in=livrets).order_by("pk"):
        lignes[ligne.livret_id].append(ligne)
    natures: Natures = defaultdict(list)
    choisies = LigneLivret.modalites.through.objects.filter(lignelivret__livret__in=livrets).order_by("modalite__ordre")
    for pk, modalite, nature in choisies.values_list("lignelivret_id", "modalite_id", "modalite__nature"):
        natures[pk].append((modalite, nature))
    return lignes, natures


def lignes_du_livret(livret: Livret, competences: Sequence[CompetenceNumerotee]) -> list[LigneLue]:
    """What the livret says of each competence aimed at, in running order."""
    lignes, natures = _lignes_de([livret])
    par_competence = {ligne.competence_id: ligne for ligne in lignes[livret.pk]}
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
    """The initial values of the form that corrects a livret: 2 queries."""
    return saisies_des_livrets([livret])[livret.inscription_id]


def saisies_des_livrets(livrets: Iterable[Livret]) -> dict[int, dict[str, Any]]:
    """The same for many, by registration: 2 queries whatever their number."""
    livrets = list(livrets)
    lignes, natures = _lignes_de(livrets)
    saisies: dict[int, dict[str, Any]] = {}
    for livret in livrets:
        valeurs = {champ: getattr(livret, champ) for champ in ("accord", "accord_nom", "accord_qualite", "accord_le")}
        for ligne in lignes[livret.pk]:
            valeurs[f"modalites_{ligne.competence_id}"] = [modalite for modalite, _ in natures[ligne.pk]]
            valeurs[f"situation_{ligne.competence_id}"] = ligne.situation
            valeurs[f"lieu_{ligne.competence_id}"] = ligne.lieu
            valeurs[f"tuteur_{ligne.competence_id}"] = ligne.tuteur
            valeurs[f"motif_{ligne.competence_id}"] = ligne.motif_hors_situation
        saisies[livret.inscription_id] = valeurs
    return saisies


def resumes_des_livrets(livrets: Iterable[Livret]) -> dict[int, str]:
    """What each says, in a line, by registration: 2 queries whatever their number."""
    livrets = list(livrets)
    lignes, natures = _lignes_de(livrets)
    return {
        livret.inscription_id: resume_du_livret(
            (nature for ligne in lignes[livret.pk] for _, nature in natures[ligne.pk]),
            len(lignes[livret.pk]),
            accord=f"{livret.get_accord_display().lower()}, {livret.accord_nom}",
            le=livret.accord_le,
        )
        for livret in livrets
    }


def resume_du_livret(natures: Iterable[str], competences: int, *, accord: str, le: date) -> str:
    """« 8 compétences : Observation en situation de travail ; accord : l’entreprise, Anne Prigent, le 12 mars 2026 »"""
    mots = ", ".join(dict.fromkeys(MODALITES_COURTES[nature] for nature in natures))
    dites = f"{compte(competences, 'compétence')} : {mots}" if competences else "modalités dans le document signé"
    return f"{dites} ; accord : {accord}, le {date_longue(le)}"

"""Why a submitted registration cannot be accepted yet: judged here alone, for the act, its button and what is kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from candidats.choix import EtatDerogation
from candidats.donnees import DonneesInscription
from candidats.regles.engagement import Engagement
from candidats.regles.inscription import (
    IDENTITE_VERIFIEE,
    INSCRIPTION_DELAI,
    date_limite_inscription,
    est_tardive,
)
from candidats.regles.projet import manques_de_projet
from certif_portal.commun.erreurs import RegleNonRespectee
from certif_portal.commun.typographie import date_longue
from referentiels.regles import APPLICATION, PARCOURS_ENGAGE


@dataclass(frozen=True)
class FaitsAcceptation:
    """What is true of a submitted registration. `projet_exige`: of this one, by the centre's setting."""

    engagement: Engagement
    identite: bool = True
    entree_formation: date | None = None
    deposee_le: date | None = None
    inscription_jours: int = 0
    derogation: EtatDerogation | None = None
    projet_exige: bool = False
    projet_id: int | None = None
    positionnement_le: date | None = None
    positionnement_resultat: str = ""


def obstacles(faits: FaitsAcceptation) -> list[RegleNonRespectee]:
    """Everything that stops the acceptance, at once; empty when nothing does."""
    return [*_identite(faits), *_derogation(faits), *_projet(faits), *_suppression(faits), *_version(faits)]


def phrase_du_retard(entree_formation: date, jours: int) -> str:
    """« Entrée en formation le 2 octobre : l’inscription était attendue au plus tard le 17 octobre. »"""
    limite = date_longue(date_limite_inscription(entree_formation, jours))
    entree = date_longue(entree_formation)
    return f"Entrée en formation le {entree} : l’inscription était attendue au plus tard le {limite}."


def _identite(faits: FaitsAcceptation) -> Iterator[RegleNonRespectee]:
    if not faits.identite:
        yield RegleNonRespectee(IDENTITE_VERIFIEE, "L’identité n’est pas encore vérifiée.")


def _derogation(faits: FaitsAcceptation) -> Iterator[RegleNonRespectee]:
    """Late at the first deposit, by the setting of today."""
    entree, depot, jours = faits.entree_formation, faits.deposee_le, faits.inscription_jours
    if entree is None or depot is None or not est_tardive(entree, depot, jours):
        return
    if faits.derogation == EtatDerogation.ACCORDEE:
        return
    etat = "Aucune dérogation n’est demandée."
    if faits.derogation is not None:
        etat = f"La dérogation est {faits.derogation.label.lower()}."
    yield RegleNonRespectee(INSCRIPTION_DELAI, f"{phrase_du_retard(entree, jours)} {etat}")


def _projet(faits: FaitsAcceptation) -> Iterator[RegleNonRespectee]:
    """The setting may have come between the deposit and the acceptance."""
    if not faits.projet_exige:
        return
    saisi = DonneesInscription(
        projet_id=faits.projet_id,
        positionnement_le=faits.positionnement_le,
        positionnement_resultat=faits.positionnement_resultat,
    )
    yield from (RegleNonRespectee(m.regle, m.message) for m in manques_de_projet(saisi) if m.regle)


def _suppression(faits: FaitsAcceptation) -> Iterator[RegleNonRespectee]:
    """The certification may have been suppressed between the deposit and an entry in training that came later."""
    engagement = faits.engagement
    if engagement.supprimee_le is not None and not engagement.acheve:
        detail = (
            f"Candidat engagé le {date_longue(engagement.le)}, "
            f"certification supprimée depuis le {date_longue(engagement.supprimee_le)}."
        )
        yield RegleNonRespectee(PARCOURS_ENGAGE, detail)


def _version(faits: FaitsAcceptation) -> Iterator[RegleNonRespectee]:
    """The same for a version replaced meanwhile: sent back, the registration takes the one in force at the
    engagement."""
    engagement = faits.engagement
    if engagement.remplacee_le is not None and engagement.version_perimee:
        detail = (
            f"Candidat engagé le {date_longue(engagement.le)} : la version choisie est remplacée depuis le "
            f"{date_longue(engagement.remplacee_le)}. Renvoyez l’inscription pour qu’elle prenne la version de ce jour."
        )
        yield RegleNonRespectee(APPLICATION, detail)

"""Whom to invite: who is free, suitable and has come least. Facts come in, a rank and its reasons go out."""

from dataclasses import dataclass
from datetime import date

from certif_portal.commun.durees import compte
from certif_portal.commun.regles import Delai, Effet, Origine, Regle, decision
from certif_portal.commun.typographie import date_longue

ROTATION = Regle(
    code="EVALUATEUR-ROTATION",
    enonce="Le portail propose d’abord qui est libre, sans lien, compétent et est le moins venu dans l’année.",
    source=decision(318, "Qui le portail propose pour une commission"),
    origine=Origine.LECTURE,
    effet=Effet.ALERTE,
)
RAPPEL_SEANCE = Delai(
    code="EVALUATEUR-RAPPEL",
    enonce="Un évaluateur qui siège reçoit un rappel {duree} avant la séance.",
    source=decision(319, "L’invitation d’un évaluateur"),
    origine=Origine.LECTURE,
    effet=Effet.ALERTE,
    jours=3,
)


@dataclass(frozen=True)
class FaitsEvaluateur:
    """`ailleurs`: the other sittings of that day. `liens`: what the data show against him. `convient`: None when
    nobody said what he can evaluate. `decline`: he has already declined this sitting."""

    nom: str
    ailleurs: tuple[str, ...] = ()
    liens: tuple[str, ...] = ()
    convient: bool | None = None
    cette_annee: int = 0
    derniere_le: date | None = None
    decline: bool = False


def rang(faits: FaitsEvaluateur) -> tuple[object, ...]:
    """EVALUATEUR-ROTATION: the first in this order is proposed first."""
    return (
        faits.decline or bool(faits.liens),
        bool(faits.ailleurs),
        {True: 0, None: 1, False: 2}[faits.convient],
        faits.cette_annee,
        faits.derniere_le or date.min,
        faits.nom,
    )


def est_propose(faits: FaitsEvaluateur) -> bool:
    """Nothing stands against the invitation."""
    return not (faits.decline or faits.liens or faits.ailleurs or faits.convient is False)


def raisons(faits: FaitsEvaluateur) -> list[str]:
    """Why he is where he is in the list, what stands against him first."""
    dites = ["a décliné cette séance"] if faits.decline else []
    dites += faits.liens
    dites += [f"siège ce jour-là : {seance}" for seance in faits.ailleurs] or ["libre ce jour-là"]
    dites.append(
        {
            True: "peut évaluer ces certifications",
            None: "certifications qu’il peut évaluer non renseignées",
            False: "n’évalue pas ces certifications",
        }[faits.convient]
    )
    dites.append(f"{compte(faits.cette_annee, 'séance')} cette année" if faits.cette_annee else "pas venu cette année")
    if faits.derniere_le:
        dites.append(f"dernière le {date_longue(faits.derniere_le)}")
    return dites


def a_rappeler(seance: date, le: date) -> bool:
    """EVALUATEUR-RAPPEL: from that day on, the day itself left out."""
    return RAPPEL_SEANCE.avant(seance) <= le < seance

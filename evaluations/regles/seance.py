"""The day of a sitting: where each candidate stands, and what an incident entails."""

from enum import StrEnum

from evaluations.choix import NatureIncidentSeance

CONSEQUENCES: dict[str, str] = {
    NatureIncidentSeance.RETARD: "La séance le reçoit si son créneau, ou un autre, le permet encore ; sinon son "
    "absence se note, et son évaluation se replanifie.",
    NatureIncidentSeance.MATERIEL: "Ce qui a été vu reste acquis à la grille ; ce qui n’a pas pu l’être se replanifie "
    "à une autre séance, sans rien recommencer.",
    NatureIncidentSeance.FRAUDE: "L’évaluation s’arrête. Le responsable du centre lit ce récit avant que la grille "
    "n’aille au jury, qui décide seul.",
    NatureIncidentSeance.ARRET: "Les compétences non évaluées redeviennent à planifier ; celles déjà évaluées restent.",
}
"""By kind of incident (decision 0320)."""


class EtatDuJour(StrEnum):
    ATTENDU = "attendu"
    PRESENT = "présent"
    EN_COURS = "en cours"
    A_SIGNER = "à signer"
    EN_SIGNATURE = "en signature"
    SCELLEE = "grille scellée"


def etat_du_jour(*, arrive: bool, evaluees: int, attendues: int, signatures: int, scellee: bool) -> EtatDuJour:
    """Where a candidate stands: what the grid says comes before a box not ticked at arrival."""
    if scellee:
        return EtatDuJour.SCELLEE
    if signatures:
        return EtatDuJour.EN_SIGNATURE
    if evaluees and evaluees >= attendues:
        return EtatDuJour.A_SIGNER
    if evaluees:
        return EtatDuJour.EN_COURS
    return EtatDuJour.PRESENT if arrive else EtatDuJour.ATTENDU

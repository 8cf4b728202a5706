"""The day of a sitting, as its page and its live part read it."""

from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from certif_portal.comptes.models import Utilisateur
from evaluations.choix import EtatGrille
from evaluations.models import Absence, Commission, IncidentSeance, MembreCommission, Passage
from evaluations.queries.commission import absences_de, passages_de
from evaluations.regles.seance import CONSEQUENCES, EtatDuJour, etat_du_jour


@dataclass(frozen=True)
class LigneDuJour:
    passage: Passage
    etat: EtatDuJour


@dataclass(frozen=True)
class Journee:
    """`signature`: changes when anything shown changes."""

    lignes: tuple[LigneDuJour, ...]
    membres: tuple[MembreCommission, ...]
    incidents: tuple[tuple[IncidentSeance, str], ...]
    absences: tuple[Absence, ...]
    signature: str

    @property
    def comptes(self) -> Counter[EtatDuJour]:
        return Counter(ligne.etat for ligne in self.lignes)

    @property
    def resume(self) -> str:
        """One sentence, said by the live region."""
        comptes, total = self.comptes, len(self.lignes)
        presents = total - comptes[EtatDuJour.ATTENDU]
        membres = sum(membre.arrive_le is not None for membre in self.membres)
        return (
            f"{presents} candidat{'s' if presents > 1 else ''} sur {total} présent{'s' if presents > 1 else ''}, "
            f"{membres} évaluateur{'s' if membres > 1 else ''} sur {len(self.membres)} ; "
            f"{comptes[EtatDuJour.EN_COURS]} en cours, "
            f"{comptes[EtatDuJour.A_SIGNER] + comptes[EtatDuJour.EN_SIGNATURE]} à signer, "
            f"{comptes[EtatDuJour.SCELLEE]} scellées."
        )


def journee(commission: Commission, personne: Utilisateur) -> Journee:
    """6 queries, whatever the number of candidates."""
    lignes = tuple(LigneDuJour(passage, _etat(passage)) for passage in passages_de(commission, personne))
    membres = tuple(commission.membres.select_related("evaluateur__utilisateur").order_by("-preside", "pk"))
    incidents = tuple(
        (incident, CONSEQUENCES[incident.nature])
        for incident in commission.incidents.select_related("inscription__candidat", "note_par")
    )
    absences = tuple(absences_de(commission))
    vu: list[Any] = [
        (ligne.passage.pk, ligne.etat, ligne.passage.arrive_le, ligne.passage.nombre_evaluees) for ligne in lignes
    ]
    vu += [(membre.pk, membre.arrive_le) for membre in membres]
    vu += [incident.pk for incident, _ in incidents] + [absence.pk for absence in absences]
    return Journee(lignes, membres, incidents, absences, sha256(repr(vu).encode()).hexdigest()[:16])


def _etat(passage: Passage) -> EtatDuJour:
    grille = passage.inscription.grille
    return etat_du_jour(
        arrive=passage.arrive_le is not None,
        evaluees=passage.nombre_evaluees,
        attendues=passage.nombre_competences,
        signatures=passage.nombre_signatures,
        scellee=grille.etat == EtatGrille.SCELLEE,
    )

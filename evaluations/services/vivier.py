"""The centre's own list enters the pool: new people are invited, those already there completed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from certif_portal.commun.actes import acte
from certif_portal.commun.journal import journaliser
from certif_portal.comptes.models import Utilisateur
from evaluations.models import Evaluateur
from evaluations.services.evaluateur import Situation, inviter_evaluateur
from referentiels.models import Certification


@dataclass(frozen=True)
class Personne:
    """One line of the list, checked; `certifications`: ids."""

    valeurs: dict[str, str]
    certifications: tuple[int, ...] = ()


@acte
def reprendre_vivier(*, personnes: Iterable[Personne], par: Utilisateur, a: datetime) -> tuple[int, int]:
    """How many were invited, how many completed: a filled cell replaces, an empty one leaves what is known."""
    personnes = list(personnes)
    connus = {
        evaluateur.utilisateur.email.lower(): evaluateur
        for evaluateur in Evaluateur.objects.select_for_update(of=("self",), no_key=True).select_related("utilisateur")
    }
    certifications = Certification.objects.in_bulk([pk for personne in personnes for pk in personne.certifications])
    invites = 0
    for personne in personnes:
        valeurs: dict[str, Any] = dict(personne.valeurs)
        identite = {cle: valeurs.pop(cle) for cle in ("courriel", "prenom", "nom")}
        siennes = tuple(certifications[pk] for pk in personne.certifications if pk in certifications)
        evaluateur = connus.get(identite["courriel"].lower())
        if evaluateur is None:
            situation = Situation(**valeurs, certifications=siennes)
            inviter_evaluateur(**identite, situation=situation, par=par, a=a)
            invites += 1
        else:
            _completer(evaluateur, valeurs, siennes)
            journaliser(evaluateur, "modification", f"Fiche de {evaluateur} complétée par une liste.", par=par, a=a)
    return invites, len(personnes) - invites


def _completer(evaluateur: Evaluateur, valeurs: dict[str, str], certifications: tuple[Certification, ...]) -> None:
    for champ, valeur in valeurs.items():
        if valeur:
            setattr(evaluateur, champ, valeur)
    evaluateur.full_clean()
    evaluateur.save()
    evaluateur.certifications.add(*certifications)

"""The address of a person's calendar: opened, changed, closed."""

import secrets
from datetime import datetime

from certif_portal.commun.actes import acte
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.models import AbonnementAgenda

OCTETS = 16  # 128 bits, 22 letters


@acte
def abonner_agenda(*, personne: Utilisateur, a: datetime) -> AbonnementAgenda:
    """A new address; the former one, if any, answers nothing any more."""
    graine = secrets.token_urlsafe(OCTETS)
    return AbonnementAgenda.objects.update_or_create(personne=personne, defaults={"graine": graine, "cree_le": a})[0]


@acte
def desabonner_agenda(*, personne: Utilisateur) -> None:
    AbonnementAgenda.objects.filter(personne=personne).delete()

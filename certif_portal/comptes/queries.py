"""Lists of accesses."""

from datetime import date, datetime

from django.db.models import Q

from certif_portal.commun.sql import SansAccents
from certif_portal.commun.textes import cle_recherche
from certif_portal.commun.tri import rang_de
from certif_portal.comptes.choix import EtatInvitation, Role
from certif_portal.comptes.models import Attribution, Invitation, InvitationQuerySet, Utilisateur
from certif_portal.comptes.regles import EQUIPE

EXPIREE = "expiree"


COLONNES = {
    "personne": (SansAccents("utilisateur__nom"), SansAccents("utilisateur__prenom")),
    "role": rang_de("role", Role.values),
    "envoyee": "envoyee_le",
    "acces": "fin_acces",
    "etat": rang_de("etat", EtatInvitation.values),
}


def invitations_pour(personne: Utilisateur, *, etat: str = "", texte: str = "", a: datetime) -> InvitationQuerySet:
    """Invitations this person may see, the latest first; `etat` is a state, or « expiree »."""
    invitations = Invitation.objects.visibles_par(personne).select_related("utilisateur", "envoyee_par")
    if etat == EXPIREE:
        invitations = invitations.filter(etat=EtatInvitation.ENVOYEE, expire_le__lt=a)
    elif etat == EtatInvitation.ENVOYEE:
        invitations = invitations.filter(etat=etat, expire_le__gte=a)
    elif etat:
        invitations = invitations.filter(etat=etat)
    for mot in texte.split():
        invitations = invitations.filter(
            Q(utilisateur__nom__icontains=mot)
            | Q(utilisateur__prenom__icontains=mot)
            | Q(utilisateur__email__icontains=mot)
        )
    return invitations


def equipe(personne: Utilisateur, le: date) -> list[Attribution]:
    """Roles of the centre's team held on that day or later, by name whatever its accents."""
    attributions = (
        Attribution.objects.visibles_par(personne)
        .filter(Q(fin__isnull=True) | Q(fin__gte=le), role__in=EQUIPE, retiree_le__isnull=True)
        .select_related("utilisateur")
    )
    return sorted(attributions, key=lambda a: (cle_recherche(a.utilisateur.nom, a.utilisateur.prenom), a.role))

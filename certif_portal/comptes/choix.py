"""Roles of the rights matrix. Anonymous visitors and tutors by link have no account."""

from django.db import models


class Role(models.TextChoices):
    AGENT = "agent", "Agent de certification"
    RESPONSABLE = "responsable", "Responsable des certifications"
    AUDITEUR = "auditeur", "Auditeur, délégué à la protection des données"
    ADMIN = "admin", "Administrateur technique"
    ORGANISME = "organisme", "Organisme de formation"
    EVALUATEUR = "evaluateur", "Évaluateur"
    JURE = "jure", "Membre de jury"


CENTRE = frozenset({Role.AGENT, Role.RESPONSABLE})
CONSULTATION = CENTRE | {Role.AUDITEUR}


class EtatInvitation(models.TextChoices):
    ENVOYEE = "envoyee", "Envoyée"
    ACCEPTEE = "acceptee", "Acceptée"
    REVOQUEE = "revoquee", "Révoquée"


TRANSITIONS_INVITATION: dict[EtatInvitation, set[EtatInvitation]] = {
    EtatInvitation.ENVOYEE: {EtatInvitation.ACCEPTEE, EtatInvitation.REVOQUEE},
    EtatInvitation.ACCEPTEE: {EtatInvitation.REVOQUEE},
    EtatInvitation.REVOQUEE: set(),
}


class EtatRetrait(models.TextChoices):
    """Of the lost second factor of somebody: asked by one, confirmed by another."""

    DEMANDE = "demande", "À confirmer"
    CONFIRME = "confirme", "Confirmé"
    ECARTE = "ecarte", "Écarté"


TRANSITIONS_RETRAIT: dict[EtatRetrait, set[EtatRetrait]] = {
    EtatRetrait.DEMANDE: {EtatRetrait.CONFIRME, EtatRetrait.ECARTE},
    EtatRetrait.CONFIRME: set(),
    EtatRetrait.ECARTE: set(),
}

"""Who may open an access, for how long a link lives. No database here."""

from certif_portal.commun.regles import Delai, Origine, Regle, decision
from certif_portal.comptes.choix import CENTRE, Role

INVITATION_LIEN = Delai(
    code="INVITATION-LIEN",
    enonce="Le lien d’une invitation vaut {duree} et une seule fois.",
    source=decision(20, "Accès sur invitation"),
    origine=Origine.LECTURE,
    jours=3,
)
ROLE_SOI_MEME = Regle(
    code="ROLE-SOI-MEME",
    enonce="Personne ne s’attribue ni ne se retire un rôle à soi-même.",
    source=decision(20, "Accès sur invitation"),
    origine=Origine.LECTURE,
)
ROLE_INVITATION = Regle(
    code="ROLE-INVITATION",
    enonce="Le responsable invite l’équipe du centre ; l’équipe invite les organismes, les évaluateurs et les membres "
    "de jury ; un organisme invite ses propres utilisateurs.",
    source=decision(20, "Accès sur invitation"),
    origine=Origine.LECTURE,
)

EQUIPE = frozenset({Role.AGENT, Role.RESPONSABLE, Role.AUDITEUR, Role.ADMIN})
INVITATEURS: dict[Role, frozenset[Role]] = {
    **dict.fromkeys(EQUIPE, frozenset({Role.RESPONSABLE})),
    Role.ORGANISME: CENTRE | {Role.ORGANISME},
    Role.EVALUATEUR: CENTRE,
    Role.JURE: CENTRE,
}


def peut_inviter(roles: frozenset[str], role: str) -> bool:
    """True when somebody who holds `roles` may open `role` to another person."""
    return not roles.isdisjoint(INVITATEURS[Role(role)])

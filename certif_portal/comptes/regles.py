"""Who may open an access, for how long a link lives, how somebody proves who they are. No database here."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from unicodedata import combining, normalize

from certif_portal.commun.durees import compte
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

SECOND_FACTEUR = Regle(
    code="SECOND-FACTEUR",
    enonce="Qui tient un rôle du centre, préside un jury ou gère les accès d’un organisme se connecte avec un second "
    "facteur.",
    source=decision(411, "Second facteur obligatoire"),
    origine=Origine.LECTURE,
)
FACTEUR_PERDU = Regle(
    code="SECOND-FACTEUR-PERDU",
    enonce="Un second facteur perdu se retire à deux : un responsable le demande, une autre personne du centre le "
    "confirme, et ni l’une ni l’autre n’est celle qui l’a perdu.",
    source=decision(412, "Second facteur perdu"),
    origine=Origine.LECTURE,
)
ESSAIS_LIBRES, ESSAIS_PAR_JOUR = 10, 25
PREMIERE_ATTENTE, FENETRE = timedelta(seconds=30), timedelta(days=1)
ESSAIS_CONNEXION = Regle(
    code="ESSAIS-CONNEXION",
    enonce=f"Après {compte(ESSAIS_LIBRES, 'essai')} manqués, chaque essai de plus attend deux fois plus longtemps ; un "
    f"compte n’en reçoit pas plus de {ESSAIS_PAR_JOUR} en vingt-quatre heures, d’où qu’ils viennent.",
    source=decision(413, "Essais de connexion"),
    origine=Origine.LECTURE,
)

ANNUAIRE_INVITES = Regle(
    code="ANNUAIRE-INVITES",
    enonce="Par l’annuaire du centre n’entre que qui tient déjà un rôle de l’équipe : l’annuaire n’ouvre aucun accès, "
    "et un accès lié à une personne de l’annuaire n’en sert pas une autre.",
    source=decision(415, "Connexion par l’annuaire du centre"),
    origine=Origine.LECTURE,
)
ANNUAIRE_FACTEUR = Regle(
    code="ANNUAIRE-FACTEUR",
    enonce="L’annuaire tient lieu de second facteur quand il dit en avoir vu un, par l’une des preuves que le centre "
    "admet ; sinon le portail demande le sien.",
    source=decision(415, "Connexion par l’annuaire du centre"),
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


def exige_second_facteur(roles: frozenset[str], *, gestionnaire: bool, preside: bool) -> bool:
    """SECOND-FACTEUR. `gestionnaire`: keeps the accesses of an OF, where the portal's settings ask it;
    `preside`: chairs a jury."""
    return not roles.isdisjoint(EQUIPE) or gestionnaire or preside


def annuaire_prouve(preuves: Iterable[str], admises: Iterable[str]) -> bool:
    """ANNUAIRE-FACTEUR: whether what the directory says that it saw (`amr`, `acr`) is a proof the centre admits."""
    return not set(preuves).isdisjoint(admises)


def entre_par_annuaire(roles: Iterable[str]) -> bool:
    """The directory is that of the centre's team: it speaks for nobody else."""
    return not EQUIPE.isdisjoint(roles)


MOTS_DEVINES = (
    *("metallurgie", "certification", "certifications", "certificat", "competences", "organisme", "evaluateur"),
    *("responsable", "formation", "evaluation", "motdepasse", "password", "candidat", "portail", "candidats"),
    *("bonjour", "azerty", "qwerty", "centre", "soleil", "agent", "cqpm", "cqpi", "uimm", "jury", "mdp"),
)
"""What anybody who knows this portal would try first."""
SIGNES_PROPRES = 6
"""Different signs that a password has besides those words."""


def mot_de_passe_devine(mot_de_passe: str) -> bool:
    """Made of the words of the portal, or of a few signs repeated; otherwise anything may be in it (decision 0448)."""
    nu = "".join(signe for signe in normalize("NFKD", mot_de_passe.casefold()) if not combining(signe))
    for mot in sorted(MOTS_DEVINES, key=len, reverse=True):
        nu = nu.replace(mot, "")
    return len(set(nu)) < SIGNES_PROPRES


def attente(instants: Sequence[datetime], a: datetime) -> timedelta:
    """ESSAIS-CONNEXION: how long before the next try, after those already missed; nothing when it may be made now."""
    du_jour = sorted(instant for instant in instants if instant > a - FENETRE)
    if len(du_jour) < ESSAIS_LIBRES:
        return timedelta()
    if len(du_jour) >= ESSAIS_PAR_JOUR:
        return du_jour[-ESSAIS_PAR_JOUR] + FENETRE - a
    pas = min(PREMIERE_ATTENTE * 2 ** (len(du_jour) - ESSAIS_LIBRES), FENETRE)
    return max(du_jour[-1] + pas - a, timedelta())


def reste_de_session(
    *, ouverte: datetime, vue: datetime, a: datetime, roles: frozenset[str], inactivites: Mapping[str, int], totale: int
) -> timedelta:
    """What is left of a session: the shorter of its whole length and of the idle time of the roles held (in seconds);
    several roles have the shortest, none has that of the strictest. Nothing left, or less: it is over."""
    oisive = min((inactivites[role] for role in roles if role in inactivites), default=min(inactivites.values()))
    return min(ouverte + timedelta(seconds=totale), vue + timedelta(seconds=oisive)) - a

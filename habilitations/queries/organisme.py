"""OF as the screens show them, and the question every other app asks: accredited that day?"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Exists, OuterRef, QuerySet, Subquery, When

from certif_portal.commun.sql import SansAccents
from certif_portal.commun.textes import cle_recherche
from certif_portal.commun.typographie import date_longue
from certif_portal.comptes.choix import EtatInvitation, Role
from certif_portal.comptes.models import Attribution, Invitation, Utilisateur
from habilitations.models import Habilitation, MembreOrganisme, OrganismeFormation, Perimetre, Suspension
from habilitations.regles import FIN_6, a_renouveler, derniere_fin_a_renouveler

ETATS = {
    "habilite": "Habilités",
    "bientot": f"Fin dans {FIN_6.en_lettres}",
    "suspendu": "Suspendus",
    "non": "Non habilités",
}
COLONNES = {
    "nom": "cle_recherche",
    "ville": SansAccents("ville"),
    "siret": "siret",
    "fin": "fin_habilitation",
    "etat": (
        Case(When(fin_habilitation__isnull=False, then=0), When(acte_ouvert=True, then=1), default=2),
        "fin_habilitation",
    ),
}


def habilitation_le(organisme: OrganismeFormation, le: date) -> Habilitation | None:
    """The act in force on that day, or None: the OF may not act. Withdrawals and suspensions count, for any past
    day."""
    return Habilitation.objects.en_cours(le).filter(organisme=organisme).first()


def acte_ouvert_le(organisme: OrganismeFormation, le: date) -> Habilitation | None:
    """The act that runs on that day, suspended or not: what is audited, suspended, withdrawn."""
    return Habilitation.objects.ouvertes(le).filter(organisme=organisme).first()


@dataclass(frozen=True)
class Reponse:
    """« Cet organisme était-il habilité ce jour-là ? », with what proves it."""

    le: date
    habilite: bool
    raison: str
    acte: Habilitation | None = None
    suspension: Suspension | None = None
    perimetre: Perimetre | None = None


def reponse_habilitation(organisme: OrganismeFormation, le: date) -> Reponse:
    """The answer for any day, the acts of the OF read once: 5 queries at most."""
    actes = list(organisme.habilitations.select_related("acte"))
    acte = next((acte for acte in actes if acte.couvre(le)), None)
    if acte is None:
        passe = next((acte for acte in actes if acte.date_effet <= le), None)
        return Reponse(le, False, _pas_d_acte(passe), passe)
    perimetre = perimetre_le(acte, le)
    suspension = acte.suspensions.couvrant(le).select_related("lettre").first()
    if suspension:
        fin = f" au {date_longue(suspension.au)}" if suspension.au else ", sans date de fin à ce jour"
        raison = f"Habilitation suspendue du {date_longue(suspension.du)}{fin}."
        return Reponse(le, False, raison, acte, suspension, perimetre)
    raison = f"Habilitation du {date_longue(acte.date_effet)} au {date_longue(acte.date_fin)}."
    return Reponse(le, True, raison, acte, None, perimetre)


def _pas_d_acte(passe: Habilitation | None) -> str:
    """`passe`: the last act begun before that day."""
    if passe is None:
        return "Aucune habilitation n’avait pris effet."
    if passe.retiree_le:
        return f"Habilitation retirée à compter du {date_longue(passe.retiree_le)}."
    return f"La dernière habilitation a pris fin le {date_longue(passe.date_fin)}."


def perimetre_le(habilitation: Habilitation, le: date) -> Perimetre | None:
    """The scope of an act that day: the last one fixed; None when none was."""
    return habilitation.perimetres.filter(du__lte=le).prefetch_related("certifications", "blocs").first()


def organismes_pour(
    personne: Utilisateur, *, le: date, texte: str = "", etat: str = ""
) -> "QuerySet[OrganismeFormation]":
    """OF this person may see, each with `fin_habilitation`: last day of the act in force, or None; `acte_ouvert` then
    means suspended."""
    en_cours = Habilitation.objects.en_cours(le).filter(organisme=OuterRef("pk")).values("date_fin")[:1]
    ouverts = Habilitation.objects.ouvertes(le).filter(organisme=OuterRef("pk"))
    organismes = OrganismeFormation.objects.visibles_par(personne).annotate(
        fin_habilitation=Subquery(en_cours), acte_ouvert=Exists(ouverts)
    )
    for mot in cle_recherche(texte).split():
        organismes = organismes.filter(cle_recherche__contains=mot)
    if etat == "habilite":
        organismes = organismes.filter(fin_habilitation__isnull=False)
    elif etat == "bientot":
        organismes = organismes.filter(fin_habilitation__lte=derniere_fin_a_renouveler(le))
    elif etat == "suspendu":
        organismes = organismes.filter(fin_habilitation__isnull=True, acte_ouvert=True)
    elif etat == "non":
        organismes = organismes.filter(fin_habilitation__isnull=True)
    return organismes.order_by("cle_recherche", "pk")


def sorte_habilitation(fin: date | None, le: date, *, acte_ouvert: bool) -> tuple[str, str]:
    """State of an OF on that day: how it looks, what it says."""
    if fin is None:
        return "refus", "suspendu" if acte_ouvert else "non habilité"
    return ("attente", "habilité, à renouveler") if a_renouveler(fin, le) else ("fait", "habilité")


def gere_un_organisme(utilisateur: int) -> bool:
    """Whether this account keeps the accesses of an OF: 1 query."""
    membres = MembreOrganisme.objects.filter(utilisateur=utilisateur, gestionnaire=True, retire_le__isnull=True)
    return membres.exists()


def gestionnaires_ouverts(organisme: OrganismeFormation, le: date) -> QuerySet[MembreOrganisme]:
    """Managers of the OF whose access is open that day: an invitation not accepted yet manages nothing."""
    roles = Attribution.objects.en_cours(le).filter(role=Role.ORGANISME, utilisateur__is_active=True)
    return organisme.membres.filter(
        gestionnaire=True, retire_le__isnull=True, utilisateur__in=roles.values("utilisateur")
    )


@dataclass(frozen=True)
class LigneMembre:
    membre: MembreOrganisme
    sorte: str
    etat: str


def membres_de(organisme: OrganismeFormation, le: date) -> list[LigneMembre]:
    """Users of the OF, each with what their access is worth on that day; three queries."""
    membres = sorted(
        organisme.membres.filter(retire_le__isnull=True).select_related("utilisateur", "organisme"),
        key=lambda membre: cle_recherche(membre.utilisateur.nom, membre.utilisateur.prenom),
    )
    personnes = [membre.utilisateur_id for membre in membres]
    roles = Attribution.objects.en_cours(le).filter(
        utilisateur__in=personnes, utilisateur__is_active=True, role=Role.ORGANISME
    )
    liens = Invitation.objects.filter(utilisateur__in=personnes, role=Role.ORGANISME, etat=EtatInvitation.ENVOYEE)
    ouverts = set(roles.values_list("utilisateur_id", flat=True))
    invites = set(liens.values_list("utilisateur_id", flat=True))
    return [LigneMembre(membre, *_etat_membre(membre.utilisateur_id, ouverts, invites)) for membre in membres]


def _etat_membre(identifiant: int, ouverts: set[int], invites: set[int]) -> tuple[str, str]:
    if identifiant in ouverts:
        return "fait", "accès ouvert"
    return ("attente", "invitation envoyée") if identifiant in invites else ("neutre", "accès fermé")


def habilitations_des_siens(personne: Utilisateur, le: date) -> QuerySet[Habilitation]:
    """Under which the person's OF may register that day."""
    return Habilitation.objects.en_cours(le).filter(organisme__in=OrganismeFormation.objects.visibles_par(personne))


def habilite_un_des_siens(personne: Utilisateur, le: date) -> bool:
    """Whether one at least of the person's OF may register that day: 1 query."""
    return habilitations_des_siens(personne, le).exists()


def sans_habilitation(personne: Utilisateur, le: date) -> list[tuple[OrganismeFormation, Reponse]]:
    """The person's OF that may not register that day, and why: 1 query when all may."""
    siens = organismes_pour(personne, le=le)
    return [(o, reponse_habilitation(o, le)) for o in siens if o.fin_habilitation is None]

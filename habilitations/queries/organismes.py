"""OF as the screens show them, and the question every other app asks: accredited that day?"""

from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta
from django.db.models import F, OuterRef, QuerySet, Subquery

from certif_portal.commun.textes import cle_recherche
from certif_portal.comptes.choix import EtatInvitation, Role
from certif_portal.comptes.models import Attribution, Invitation, Utilisateur
from habilitations.models import Habilitation, MembreOrganisme, OrganismeFormation

FIN_PROCHE = relativedelta(months=6)
ETATS = {"habilite": "Habilités", "bientot": "Fin dans six mois", "non": "Non habilités"}
TRIS = {"nom": "cle_recherche", "fin": "fin_habilitation", "ville": "ville"}


def habilitation_le(organisme: OrganismeFormation, le: date) -> Habilitation | None:
    """The act in force on that day, or None: the OF may not act."""
    return Habilitation.objects.en_cours(le).filter(organisme=organisme).first()


def organismes_pour(
    personne: Utilisateur, *, le: date, texte: str = "", etat: str = "", tri: str = "nom"
) -> "QuerySet[OrganismeFormation]":
    """OF this person may see, each with `fin_habilitation`: last day of the act in force, or None."""
    en_cours = Habilitation.objects.en_cours(le).filter(organisme=OuterRef("pk")).values("date_fin")[:1]
    organismes = OrganismeFormation.objects.visibles_par(personne).annotate(fin_habilitation=Subquery(en_cours))
    for mot in cle_recherche(texte).split():
        organismes = organismes.filter(cle_recherche__contains=mot)
    if etat == "habilite":
        organismes = organismes.filter(fin_habilitation__isnull=False)
    elif etat == "bientot":
        organismes = organismes.filter(fin_habilitation__lte=le + FIN_PROCHE)
    elif etat == "non":
        organismes = organismes.filter(fin_habilitation__isnull=True)
    colonne = F(TRIS.get(tri.removeprefix("-"), "cle_recherche"))
    ordre = colonne.desc(nulls_last=True) if tri.startswith("-") else colonne.asc(nulls_last=True)
    return organismes.order_by(ordre, "cle_recherche", "pk")


def sorte_habilitation(fin: date | None, le: date) -> tuple[str, str]:
    """State of an OF on that day: how it looks, what it says."""
    if fin is None:
        return "refus", "non habilité"
    return ("attente", "habilité, à renouveler") if fin <= le + FIN_PROCHE else ("fait", "habilité")


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

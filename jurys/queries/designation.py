"""What the pages of the unions read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from certif_portal.comptes.choix import EtatInvitation, Role
from certif_portal.comptes.models import Attribution, Invitation
from jurys.models import Jury, MembreJury
from jurys.queries.ecrans import DemandeLue, membres_de


@dataclass(frozen=True)
class LigneOrganisation:
    """A union representative on the day of the jury, and who it sends."""

    demande: DemandeLue
    designes: list[MembreJury]


def par_organisation(jury: Jury, demandes: Iterable[DemandeLue]) -> list[LigneOrganisation]:
    """The unions in the order given, with those they designated: 1 query."""
    membres = membres_de(jury)
    return [
        LigneOrganisation(demande, [m for m in membres if m.organisation_id == demande.organisation_id])
        for demande in demandes
    ]


@dataclass(frozen=True)
class APrevenir:
    """Who must know that a jury moves, or is cancelled. `sans_adresse`: those to be told by post or by telephone."""

    adresses: list[tuple[str, str]]
    """Mail address, and the name of the person or of the union."""
    sans_adresse: list[str]


def a_prevenir(jury: Jury) -> APrevenir:
    """The unions asked and everybody designated: 2 queries."""
    demandes = jury.demandes.select_related("organisation").order_by("organisation__sigle")
    tous = [(demande.organisation.courriel, demande.organisation.nom) for demande in demandes]
    tous += [
        (membre.courriel or (membre.utilisateur.email if membre.utilisateur else ""), f"{membre.prenom} {membre.nom}")
        for membre in membres_de(jury)
    ]
    return APrevenir(
        adresses=[(adresse, nom) for adresse, nom in tous if adresse],
        sans_adresse=[nom for adresse, nom in tous if not adresse],
    )


def acces_a_prolonger(jury: Jury, fin: date, le: date) -> QuerySet[MembreJury]:
    """The members whose access is open, or offered by a link not followed yet, and ends before `fin`: 1 query."""
    de_jure = {"utilisateur": OuterRef("utilisateur"), "role": Role.JURE}
    tenus = Attribution.objects.en_cours(le).filter(**de_jure, utilisateur__is_active=True, fin__lt=fin)
    offerts = Invitation.objects.filter(**de_jure, etat=EtatInvitation.ENVOYEE, fin_acces__lt=fin)
    return jury.membres.select_related("jury", "utilisateur").filter(Q(Exists(tenus)) | Q(Exists(offerts)))

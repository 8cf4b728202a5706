"""What is due on audits: corrective actions."""

from datetime import date

from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.echeances import Echeance
from certif_portal.commun.typographie import date_longue
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Attribution
from habilitations.choix import EtatAudit, EtatNonConformite
from habilitations.models import MembreOrganisme, NonConformite
from habilitations.regles import ACTIONS_CORRECTIVES


def echeances(le: date, centre: ParametresCentre | None = None) -> list[Echeance]:
    """One per non-conformity still open on an audit still running, for the OF's managers: 2 queries at most."""
    ouvertes = list(
        NonConformite.objects.filter(etat=EtatNonConformite.OUVERTE)
        .exclude(audit__etat=EtatAudit.CLOS)
        .select_related("audit__organisme", "constat")
        .order_by("echeance", "pk")
    )
    if not ouvertes:
        return []
    gestionnaires: dict[int, list[str]] = {}
    membres = MembreOrganisme.objects.filter(
        organisme__in={nc.audit.organisme_id for nc in ouvertes},
        retire_le__isnull=True,
        gestionnaire=True,
        utilisateur__is_active=True,
        utilisateur__in=Attribution.objects.en_cours(le).filter(role=Role.ORGANISME).values("utilisateur"),
    )
    for organisme, courriel in membres.values_list("organisme", "utilisateur__email"):
        gestionnaires.setdefault(organisme, []).append(courriel)
    return [_echeance(nc, tuple(sorted(gestionnaires.get(nc.audit.organisme_id, ())))) for nc in ouvertes]


def _echeance(nc: NonConformite, courriels: tuple[str, ...]) -> Echeance:
    notifie = nc.audit.notifie_le
    return Echeance(
        regle=ACTIONS_CORRECTIVES,
        date_limite=nc.echeance,
        libelle=f"Action corrective, indicateur {nc.constat.code}",
        pour=nc.audit.organisme.nom,
        explication=f"constats notifiés le {date_longue(notifie)}" if notifie else "",
        dossier_type=nc._meta.label_lower,
        dossier_id=nc.pk,
        cle=f"{ACTIONS_CORRECTIVES.code}:{nc.pk}:{nc.echeance.isoformat()}",
        destinataires=courriels or (nc.audit.organisme.courriel,),
    )

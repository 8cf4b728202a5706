"""What is due on audits: corrective actions."""

from datetime import date

from django.db.models import Exists, F, OuterRef, Q

from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.echeances import Echeance
from certif_portal.commun.typographie import date_longue
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Attribution
from habilitations.choix import EtatAudit, EtatNonConformite
from habilitations.models import NonConformite
from habilitations.regles import ACTIONS_CORRECTIVES


def echeances(le: date, centre: ParametresCentre | None = None) -> list[Echeance]:
    """One per non-conformity still open on an audit still running, for the OF's managers: one query, a line per member."""
    membre = "audit__organisme__membres"
    roles = Attribution.objects.en_cours(le).filter(role=Role.ORGANISME, utilisateur=OuterRef(f"{membre}__utilisateur"))
    lignes = (
        NonConformite.objects.filter(etat=EtatNonConformite.OUVERTE)
        .exclude(audit__etat=EtatAudit.CLOS)
        .select_related("audit__organisme", "constat")
        .annotate(
            courriel=F(f"{membre}__utilisateur__email"),
            previent=Exists(roles)
            & Q(
                **{
                    f"{membre}__retire_le": None,
                    f"{membre}__gestionnaire": True,
                    f"{membre}__utilisateur__is_active": True,
                }
            ),
        )
        .order_by("echeance", "pk")
    )
    ouvertes: dict[int, NonConformite] = {}
    courriels: dict[int, list[str]] = {}
    for ligne in lignes:
        ouvertes[ligne.pk] = ligne
        courriels.setdefault(ligne.pk, []).extend([ligne.courriel] if ligne.previent else [])
    return [_echeance(nc, tuple(sorted(set(courriels[nc.pk])))) for nc in ouvertes.values()]


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

"""What is due: corrective actions of audits, changes of the list to tell France compétences."""

from datetime import date

from django.db.models import Exists, F, OuterRef, Q

from certif_portal.centre.models import ParametresCentre, parametres
from certif_portal.commun.echeances import Echeance
from certif_portal.commun.typographie import date_longue
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Attribution
from habilitations.choix import Destinataire, EtatAudit, EtatNonConformite
from habilitations.models import NonConformite
from habilitations.queries.liste import a_transmettre
from habilitations.regles import ACTIONS_CORRECTIVES, LISTE_DEUX_MOIS


def echeances(le: date, centre: ParametresCentre | None = None) -> list[Echeance]:
    """Corrections and changes of the list: 2 queries, and the centre's settings when they are not given."""
    return [*_corrections(le), *_changements(centre or parametres())]


def _changements(centre: ParametresCentre) -> list[Echeance]:
    """HABILITATION-LISTE-FC: one per change that France compétences was not told, for the centre."""
    return [
        Echeance(
            regle=LISTE_DEUX_MOIS,
            date_limite=changement.limite,
            libelle="France compétences à informer",
            pour=changement.habilitation.organisme.nom,
            explication=f"{changement.get_nature_display()}, à compter du {date_longue(changement.le)}",
            dossier_type=changement.habilitation._meta.label_lower,
            dossier_id=changement.habilitation_id,
            cle=f"{LISTE_DEUX_MOIS.code}:{changement.pk}:{changement.limite.isoformat()}",
            destinataires=(centre.courriel,) if centre.courriel else (),
        )
        for changement in a_transmettre(Destinataire.FRANCE_COMPETENCES)
    ]


def _corrections(le: date) -> list[Echeance]:
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

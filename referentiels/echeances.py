"""What is due on the catalogue: a fiche of a répertoire that ends without a renewal, then its last delivery."""

from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import JSONObject

from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.echeances import Echeance
from certif_portal.commun.ecrites import lire
from certif_portal.commun.typographie import date_longue
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Attribution
from referentiels.models import Certification, Enregistrement
from referentiels.regles import DELIVRANCE_APRES_ECHEANCE, RNCP_ALERTE_12, alerte_rncp, alertes_rncp


def echeances(le: date, centre: ParametresCentre | None = None) -> list[Echeance]:
    """One per fiche in its last year, or in the last year of its deliveries, for the responsables: 1 query. A
    suppressed certification is not renewed; its last certificates have a day all the same."""
    lignes = lire(_lignes, le)
    courriels = tuple(sorted({valeurs["courriel"] for genre, valeurs in lignes if genre == "responsable"}))
    lues = [valeurs for genre, valeurs in lignes if genre == "fiche"]
    trouvees = [lire_une(fiche, le, courriels) for fiche in lues for lire_une in (_fin, _derniere_delivrance)]
    return [echeance for echeance in trouvees if echeance is not None]


def _lignes(le: date) -> QuerySet[Any]:
    fiches = _finissantes(le).values_list(
        Value("fiche"),
        JSONObject(
            pk="pk",
            code="code",
            fin="date_fin",
            derniere="date_limite_delivrance",
            supprimee="certification__supprimee_le",
            certification="certification_id",
            intitule="certification__intitule",
            type="certification__type",
        ),
    )
    responsables = (
        Attribution.objects.en_cours(le)
        .filter(role=Role.RESPONSABLE, utilisateur__is_active=True)
        .values_list(Value("responsable"), JSONObject(courriel="utilisateur__email"))
    )
    return fiches.order_by().union(responsables.order_by(), all=True)


def _finissantes(le: date) -> QuerySet[Enregistrement]:
    """Fiches that end within the longest alert, without another one of the same répertoire after them."""
    suites = Enregistrement.objects.filter(
        certification=OuterRef("certification"),
        repertoire=OuterRef("repertoire"),
        date_enregistrement__gt=OuterRef("date_enregistrement"),
    )
    un_an = le + relativedelta(months=RNCP_ALERTE_12.mois, days=3)  # a margin for the ends of months: the rule decides
    finissent = Q(date_fin__range=(le, un_an), certification__supprimee_le__isnull=True)
    return Enregistrement.objects.filter(
        finissent | Q(date_fin__isnull=False, date_limite_delivrance__range=(le, un_an)),
        ~Exists(suites.filter(date_fin__isnull=True)),
        ~Exists(suites.filter(date_fin__gt=OuterRef("date_fin"))),
    )


def _fin(fiche: dict[str, str], le: date, courriels: tuple[str, ...]) -> Echeance | None:
    fin = date.fromisoformat(fiche["fin"][:10])
    alerte = alerte_rncp(fin, le)
    if alerte is None or fiche["supprimee"]:
        return None
    return Echeance(
        regle=alerte,
        date_limite=fin,
        libelle=f"Fin d’enregistrement de {fiche['code']}",
        pour=f"{fiche['type']} {fiche['intitule']}",
        explication=f"La fiche {fiche['code']} finit le {date_longue(fin)} et aucune suite n’est enregistrée.",
        dossier_type=Certification._meta.label_lower,
        dossier_id=int(fiche["certification"]),
        cle=f"RNCP-FIN:{fiche['pk']}:{fin.isoformat()}",
        destinataires=courriels,
        acteur="responsable",
        etapes=alertes_rncp(fin),
    )


def _derniere_delivrance(fiche: dict[str, str], le: date, courriels: tuple[str, ...]) -> Echeance | None:
    """RNCP-DERNIERE-DELIVRANCE: its last day of delivery, after its end; the jury that gives them is before it."""
    fin = date.fromisoformat(fiche["fin"][:10])
    derniere = date.fromisoformat(fiche["derniere"][:10]) if fiche["derniere"] else fin
    if derniere <= fin or alerte_rncp(derniere, le) is None:
        return None
    return Echeance(
        regle=DELIVRANCE_APRES_ECHEANCE,
        date_limite=derniere,
        libelle=f"Dernière délivrance sous {fiche['code']}",
        pour=f"{fiche['type']} {fiche['intitule']}",
        explication=f"La fiche {fiche['code']} finit le {date_longue(fin)} ; ses derniers certificats se délivrent "
        f"au plus tard le {date_longue(derniere)}.",
        dossier_type=Certification._meta.label_lower,
        dossier_id=int(fiche["certification"]),
        cle=f"{DELIVRANCE_APRES_ECHEANCE.code}:{fiche['pk']}:{derniere.isoformat()}",
        destinataires=courriels,
        acteur="responsable",
        etapes=alertes_rncp(derniere),
        repere=fin,
    )

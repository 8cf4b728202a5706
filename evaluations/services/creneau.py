"""The slots of a sitting, laid in one act."""

from datetime import date, datetime, time, timedelta

from django.db.models import F

from certif_portal.commun.actes import acte
from certif_portal.commun.durees import compte
from certif_portal.commun.erreurs import ErreurMetier, TransitionInterdite
from certif_portal.commun.journal import journaliser
from certif_portal.commun.typographie import heure
from certif_portal.comptes.models import Utilisateur
from evaluations.choix import EtatCommission
from evaluations.models import Appreciation, Commission, Passage
from evaluations.services.dossier import changer_le_dossier


def creneaux(debut: time, minutes: int, nombre: int) -> list[time]:
    """One every so many minutes; ErreurMetier when the last would begin the next day."""
    depart = datetime.combine(date.min, debut)
    suite = [depart + timedelta(minutes=minutes * rang) for rang in range(nombre)]
    if suite and suite[-1].date() != depart.date():
        qui = compte(nombre, "candidat")
        raise ErreurMetier(f"{qui} toutes les {minutes} minutes ne tiennent pas dans la journée.")
    return [instant.time() for instant in suite]


@acte
def repartir_creneaux(
    *, commission: Commission, debut: time, minutes: int, par: Utilisateur, a: datetime
) -> list[Passage]:
    """Those already placed keep their order, then by name. Whoever changes of hour is to be convened again."""
    commission = Commission.objects.select_for_update(of=("self",), no_key=True).get(pk=commission.pk)
    if commission.etat != EtatCommission.PLANIFIEE:
        raise TransitionInterdite(f"Cette commission est « {commission.get_etat_display()} » : elle ne change plus.")
    passages = list(
        commission.passages.select_for_update(of=("self",), no_key=True)
        .select_related("inscription__candidat")
        .order_by(F("heure").asc(nulls_last=True), "inscription__candidat__cle_recherche")
    )
    if not passages:
        raise ErreurMetier("Aucun candidat n’est prévu : ajoutez-les d’abord.")
    if Appreciation.objects.filter(passage__commission=commission).exists():
        raise ErreurMetier("Des compétences sont déjà évaluées à cette séance : ses créneaux ne changent plus.")
    changes = []
    for passage, creneau in zip(passages, creneaux(debut, minutes, len(passages)), strict=True):
        if passage.heure != creneau:
            passage.heure, passage.convoque_le, passage.lettre = creneau, None, None
            changes.append(passage)
    if changes:
        Passage.objects.bulk_update(changes, ["heure", "convoque_le", "lettre"])
        phrase = f"Créneaux répartis : un candidat toutes les {minutes} minutes à partir de {heure(debut)}."
        journaliser(commission, "creneaux", phrase, par=par, a=a)
        changer_le_dossier(commission, "les créneaux ont changé", par, a, [p.inscription for p in changes])
    return changes

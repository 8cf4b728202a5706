"""An act on many registrations: at once when they are few, apart and followed when they are not (decision 0359)."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from candidats.choix_suivi import ActeDossier
from candidats.models import Inscription
from candidats.queries.livret import resumes_des_livrets
from candidats.queries.livret_prepare import Attendu, lire_attendus, livrets_attendus_de
from candidats.queries.personne import doubles_des
from certif_portal.centre.models import ParametresCentre, parametres
from certif_portal.commun.actes import acte
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail import lots
from certif_portal.portail.models import LotActes
from certif_portal.portail.queries.echeance import des_dossiers
from evaluations.models import Commission
from evaluations.queries.planification import delais_du_centre

A_PART = 20
"""Rows from which the act is done apart: fewer hold within the three seconds of a page."""
PAR_PAS = 10
"""Rows between two words on the progress."""
ABANDON = timedelta(seconds=settings.CELERY_TASK_TIME_LIMIT)
PLUS_DE_ROLE = "Votre rôle ne permet plus cet acte."
ARRETE = "Non fait : une panne a arrêté l’acte, elle est signalée. Recommencez pour cette ligne."


def contexte_du_lot(
    voulu: lots.ActeParLot,
    inscriptions: Sequence[Inscription],
    *,
    par: Utilisateur,
    centre: ParametresCentre,
    le: date,
    a: datetime,
    vus: Collection[str] = (),
    commission: Commission | None = None,
) -> lots.Contexte:
    """What the act needs beside the rows."""
    echeances = des_dossiers([i.pk for i in inscriptions], le, centre)[:] if voulu.relance else []
    return lots.Contexte(
        par,
        le,
        a,
        tuple(echeances),
        commission=commission,
        livret=centre.livret_nom,
        delais=delais_du_centre(centre),
        prepares=_prepares(par, inscriptions, le) if voulu.livrets == lots.PREPARES else {},
        deposes=_deposes(inscriptions) if voulu.livrets == lots.DEPOSES else {},
        doubles=_doubles(par, inscriptions) if voulu.compare else {},
        vus=frozenset(vus),
    )


def _doubles(par: Utilisateur, inscriptions: Iterable[Inscription]) -> dict[int, str]:
    """Who, in the person's own scope, may be the same as each candidate."""
    inscriptions = list(inscriptions)
    doubles = doubles_des([i.candidat for i in inscriptions], par)
    phrase = "Peut-être la même personne que {}, né(e) le même jour : comparez avant."
    return {
        i.pk: phrase.format(", ".join(map(str, doubles[i.candidat_id])))
        for i in inscriptions
        if i.candidat_id in doubles
    }


def _prepares(par: Utilisateur, inscriptions: Iterable[Inscription], le: date) -> dict[int, Attendu]:
    """The livrets that this person is to deposit, as they are prepared."""
    attendues = livrets_attendus_de(par).filter(pk__in=[i.pk for i in inscriptions])
    return {attendu.inscription.pk: attendu for attendu in lire_attendus(list(attendues), le)}


def _deposes(inscriptions: Iterable[Inscription]) -> dict[int, str]:
    """What the livrets to validate say."""
    attendent = [i for i in inscriptions if i.est_suivie and i.suivi.acte == ActeDossier.VALIDER_LIVRET]
    return resumes_des_livrets(i.livret for i in attendent)


@acte
def demander_actes(
    *,
    voulu: lots.ActeParLot,
    inscriptions: Iterable[Inscription],
    vus: Iterable[str],
    commission: Commission | None,
    retour: str,
    par: Utilisateur,
    a: datetime,
) -> LotActes:
    """Keep what is asked; a task does it."""
    return LotActes.objects.create(
        acte=voulu.code,
        inscriptions=[inscription.pk for inscription in inscriptions],
        vus=list(vus),
        commission=commission,
        retour=retour[:1000],
        par=par,
        demande_le=a,
    )


def executer_lot(lot_id: int, *, le: date, a: Callable[[], datetime]) -> int:
    """Do what is left of it, each row in its own transaction; how many rows. Done, or under way elsewhere: nothing."""
    lot = _prendre(lot_id, a())
    if lot is None:
        return 0
    lot.par.ouvrir_roles(le)
    centre = parametres()
    traitees = {ligne[0] for ligne in lot.resultats}
    reste = list(
        Inscription.objects.visibles_par(lot.par)
        .pour_listes()
        .filter(pk__in=[pk for pk in lot.inscriptions if pk not in traitees])
        .order_by("candidat__cle_recherche", "pk")
    )
    voulu = next((un for un in lots.actes_de(lot.par, centre) if un.code == lot.acte), None)
    if voulu is None:
        lot.resultats += [[inscription.pk, False, PLUS_DE_ROLE] for inscription in reste]
    else:
        contexte = contexte_du_lot(
            voulu, reste, par=lot.par, centre=centre, le=le, a=a(), vus=lot.vus, commission=lot.commission
        )
        try:
            for rang, resultat in enumerate(lots.executer(voulu, reste, contexte), start=1):
                lot.resultats.append([resultat.inscription.pk, resultat.fait, resultat.phrase])
                if rang % PAR_PAS == 0:
                    lot.save(update_fields=["resultats"])
        except Exception:  # nobody waits for an act that would fail again at each turn: the task says what broke
            faites = {ligne[0] for ligne in lot.resultats}
            lot.resultats += [[inscription.pk, False, ARRETE] for inscription in reste if inscription.pk not in faites]
            _finir(lot, a())
            raise
    _finir(lot, a())
    return len(reste)


def _finir(lot: LotActes, a: datetime) -> None:
    lot.termine_le = a
    lot.save(update_fields=["resultats", "termine_le"])


@transaction.atomic
def _prendre(lot_id: int, a: datetime) -> LotActes | None:
    """For one worker alone; what a killed one held is taken up once it can no longer be at it."""
    libres = LotActes.objects.filter(Q(pris_le=None) | Q(pris_le__lte=a - ABANDON), pk=lot_id, termine_le=None)
    lot = libres.select_for_update(of=("self",), no_key=True).select_related("par", "commission").first()
    if lot:
        lot.pris_le = a
        lot.save(update_fields=["pris_le"])
    return lot

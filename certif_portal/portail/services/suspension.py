"""The reminders of one file, held for a reason until a day, and resumed."""

from datetime import date, datetime

from candidats.models import Inscription
from candidats.services.verrou import exiger_motif, verrouiller
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.journal import journaliser
from certif_portal.commun.typographie import date_longue, jour_de
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.models import SuspensionRelances
from certif_portal.portail.regles import RELANCE_PAUSE, relances_suspendues


@acte
def suspendre_relances(
    *, inscription: Inscription, motif: str, jusqu_au: date, par: Utilisateur, a: datetime
) -> SuspensionRelances:
    """RELANCE-PAUSE. A suspension already open gives way to this one."""
    inscription, motif = verrouiller(inscription), exiger_motif(motif)
    if not relances_suspendues(jusqu_au, jour_de(a)):
        raise RegleNonRespectee(RELANCE_PAUSE, f"Le {date_longue(jusqu_au)} est passé : choisissez un jour à venir.")
    SuspensionRelances.objects.filter(inscription=inscription, levee_le__isnull=True).update(levee_le=a)
    suspension = SuspensionRelances(inscription=inscription, motif=motif, jusqu_au=jusqu_au, par=par, cree_le=a)
    suspension.full_clean()
    suspension.save(force_insert=True)
    phrase = f"Relances suspendues jusqu’au {date_longue(jusqu_au)} : {motif}"
    journaliser(inscription, "relances-suspendues", phrase, par=par, a=a)
    return suspension


@acte
def reprendre_relances(*, inscription: Inscription, par: Utilisateur, a: datetime) -> None:
    """Before the day that was said."""
    inscription = verrouiller(inscription)
    if not SuspensionRelances.objects.en_cours(jour_de(a)).filter(inscription=inscription).update(levee_le=a):
        raise ErreurMetier("Les relances de ce dossier ne sont pas suspendues.")
    journaliser(inscription, "relances-reprises", "Relances reprises.", par=par, a=a)

"""What a person read of their notifications, how they choose to be told, the mails they asked to receive together."""

from datetime import datetime

from certif_portal.commun.actes import acte
from certif_portal.commun.choix import TRANSITIONS_COURRIEL, Cadence, EtatCourriel
from certif_portal.commun.courriels import deposer_courriel
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.models import Courriel
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.choix import OBLIGATOIRES
from certif_portal.portail.models import LectureNotifications, PreferenceCourriel


@acte
def noter_lecture(*, personne: Utilisateur, jusqu_a: datetime) -> LectureNotifications:
    """All was read up to the latest that the page showed: what came since stays new."""
    lecture, _ = LectureNotifications.objects.get_or_create(personne=personne, defaults={"jusqu_a": jusqu_a})
    lecture.jusqu_a = max(lecture.jusqu_a, jusqu_a)
    lecture.save(update_fields=["jusqu_a"])
    return lecture


@acte
def regler_preferences(*, par: Utilisateur, a: datetime, **cadences: str) -> None:
    """One's own choice for each kind that is named; what may not be refused is left out. What was chosen for a role
    suspended while its holder sits in a jury, and is not named, stays."""
    choisies = {nature: c for nature, c in cadences.items() if nature not in OBLIGATOIRES and c != Cadence.AU_FIL}
    PreferenceCourriel.objects.filter(personne=par, nature__in=cadences).delete()
    PreferenceCourriel.objects.bulk_create(
        PreferenceCourriel(personne=par, nature=nature, cadence=cadence) for nature, cadence in choisies.items()
    )


def reunir_courriels(*, a: datetime) -> int:
    """One mail for each person who asked for it, of what was put aside for them; how many are written."""
    adresses = Courriel.objects.filter(etat=EtatCourriel.A_REUNIR).order_by("destinataire")
    return sum(_reunir(adresse, a) for adresse in adresses.values_list("destinataire", flat=True).distinct())


@acte
def _reunir(adresse: str, a: datetime) -> int:
    """Two rounds at once: the second finds nothing left."""
    attendent = Courriel.objects.select_for_update(of=("self",), no_key=True)
    courriels = list(attendent.filter(etat=EtatCourriel.A_REUNIR, destinataire=adresse).order_by("cree_le", "pk"))
    if not courriels:
        return 0
    for courriel in courriels:
        verifier_transition(TRANSITIONS_COURRIEL, courriel, EtatCourriel.REUNI)
        courriel.etat = EtatCourriel.REUNI
    Courriel.objects.bulk_update(courriels, ["etat"])
    deposer_courriel(destinataire=adresse, acte="recapitulatif", contexte={"elements": courriels}, a=a)
    return 1

"""The numbers that the national system gives, typed before the closing of a jury."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from certif_portal.centre.models import parametres
from certif_portal.commun.cadre import acte, saisie
from certif_portal.comptes.choix import CENTRE
from certif_portal.comptes.permissions import reserve_a
from jurys.choix import EtatJury
from jurys.forms.certificat import NumerosForm
from jurys.models import Jury
from jurys.queries.numero import certificats_a_numeroter, numeros_saisis
from jurys.regles.numero import NUMERO_NATIONAL
from jurys.services.numero import enregistrer_numeros
from jurys.views.commun import page_jury, trouver_jury


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def jury_numeros(request: HttpRequest, pk: int) -> HttpResponse:
    jury = trouver_jury(request, pk)
    attendus = certificats_a_numeroter(jury)
    page = page_jury(
        jury,
        "Numéros des certificats",
        "Les numéros sont enregistrés.",
        regle=NUMERO_NATIONAL,
        empechement=_empechement(jury, len(attendus)),
        note="Un numéro laissé vide peut être saisi plus tard : la clôture les attend tous.",
        retour=reverse("jury_deliberation", args=[jury.pk]),
    )
    objet = jury if attendus else None  # nothing to compare without a field
    form = NumerosForm(**saisie(request), objet=objet, attendus=attendus, saisis=numeros_saisis(jury))
    return acte(request, form, page, partial(enregistrer_numeros, jury=jury))


def _empechement(jury: Jury, attendus: int) -> str:
    if not parametres().numeros_nationaux:
        return "Le centre suit sa propre série : aucun numéro ne se saisit (paramètres du centre)."
    if jury.etat != EtatJury.DELIBERATION:
        return "Les numéros se saisissent pendant la délibération, avant la clôture."
    return "" if attendus else "Aucun candidat n’est encore déclaré admis."

"""The calendar of each role, by month or as a list; and the address that a telephone or a mailbox subscribes to."""

from datetime import date
from functools import partial

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from certif_portal.commun import horloge
from certif_portal.commun.agenda import flux_agenda
from certif_portal.commun.cadre import envoyer
from certif_portal.commun.dates import jour_lu
from certif_portal.commun.liens import sans_adresse
from certif_portal.commun.types_fichiers import AGENDA
from certif_portal.comptes.permissions import reserve_a
from certif_portal.portail.contexte import centre_de
from certif_portal.portail.queries.agenda import (
    AVEC_AGENDA,
    jeton_agenda,
    mois_de_l_agenda,
    personne_de_l_agenda,
    rendez_vous_de,
)
from certif_portal.portail.services.abonnement import abonner_agenda, desabonner_agenda

VUES = {"mois": "Mois", "liste": "Liste"}


@require_safe
@reserve_a(*AVEC_AGENDA)
def agenda(request: HttpRequest) -> HttpResponse:
    """One month, the one that runs by default."""
    le = horloge.aujourdhui()
    mois = (jour_lu(f"{request.GET.get('mois', '')}-01") or le).replace(day=1)
    vue = "liste" if request.GET.get("vue") == "liste" else "mois"
    jeton = jeton_agenda(request.user)
    semaines = mois_de_l_agenda(request.user, mois, le, centre_de(request))
    contexte = {
        "mois": mois,
        "precedent": _adresse(mois - relativedelta(months=1), vue),
        "suivant": _adresse(mois + relativedelta(months=1), vue),
        "ce_mois": None if mois == le.replace(day=1) else _adresse(le, vue),
        "semaines": semaines,
        "jours": [j for semaine in semaines for j in semaine if not j.hors and (j.evenements or j.echeances)],
        "vue": vue,
        "vues_agenda": [(libelle, code, _adresse(mois, code)) for code, libelle in VUES.items()],
        "flux": settings.ADRESSE_PUBLIQUE + reverse("agenda_flux", args=[jeton]) if jeton else "",
    }
    return render(request, "portail/agenda.html", contexte)


def _adresse(mois: date, vue: str) -> str:
    return f"{reverse('agenda')}?mois={mois:%Y-%m}&vue={vue}"


@require_POST
@reserve_a(*AVEC_AGENDA)
def agenda_abonner(request: HttpRequest) -> HttpResponse:
    precedente = " ; la précédente ne sert plus" if jeton_agenda(request.user) else ""
    abonner = partial(abonner_agenda, personne=request.user, a=horloge.maintenant())
    return envoyer(request, abonner, f"L’adresse de votre agenda est prête{precedente}.", "agenda")


@require_POST
@reserve_a(*AVEC_AGENDA)
def agenda_desabonner(request: HttpRequest) -> HttpResponse:
    fermer = partial(desabonner_agenda, personne=request.user)
    return envoyer(request, fermer, "L’adresse de votre agenda ne répond plus.", "agenda")


@login_not_required
@never_cache
@require_safe
def agenda_flux(request: HttpRequest, jeton: str) -> HttpResponse:
    """Read by a calendar, without a session: the address alone says whose it is."""
    personne = personne_de_l_agenda(jeton)
    if personne is None:
        raise Http404
    a = horloge.maintenant()
    le = horloge.aujourdhui()
    personne.ouvrir_roles(le)
    octets = flux_agenda(
        rendez_vous_de(personne, le, settings.ADRESSE_PUBLIQUE),
        nom=f"Certification, {centre_de(request).nom}",
        domaine=settings.EXPEDITEUR.rpartition("@")[2],
        a=a,
    )
    return sans_adresse(HttpResponse(octets, content_type=AGENDA))

"""The home page of each role."""

from datetime import date, datetime, timedelta
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from candidats.choix_suivi import Acteur
from candidats.queries.liste import AUTRES
from certif_portal.commun import horloge
from certif_portal.comptes.choix import CONSULTATION, Role
from certif_portal.comptes.permissions import est_du_centre
from certif_portal.portail.contexte import centre_de
from certif_portal.portail.queries import accueil as queries_accueil
from certif_portal.portail.queries.accueil import (
    alarme_en_cours,
    arrive_depuis,
    detail_des_retards,
    prochain_jury,
    signaux_de_l_organisme,
)
from certif_portal.portail.queries.attente import compter, compter_avec
from certif_portal.portail.queries.courriel import PATIENCE
from certif_portal.portail.queries.debut import Debut, debut_de
from certif_portal.portail.queries.echeance import (
    Echeances,
    FiltreEcheances,
    echeances_visibles_par,
    en_lignes_echeances,
)
from certif_portal.portail.queries.marche import lien
from certif_portal.portail.queries.organisme import (
    EnAttente,
    en_cours,
    nombres_en_cours,
    resultats_attendus,
    resultats_rendus,
    versions_en_cours,
)
from certif_portal.portail.queries.prochain import (
    choses_de_l_administrateur,
    choses_de_l_organisme,
    choses_du_centre,
    choses_du_jure,
)
from habilitations.queries.organisme import sans_habilitation
from habilitations.regles import HABILITATION_VALIDE
from jurys.choix import OUVERTS
from jurys.models import Jury

TUILES = 6


@require_safe
def accueil(request: HttpRequest) -> HttpResponse:
    """The home of the first role held, in the order of those who act most."""
    if request.user.a_role(*CONSULTATION):
        return _accueil_centre(request)
    if request.user.a_role(Role.ORGANISME):
        return _accueil_organisme(request)
    if request.user.a_role(Role.JURE):
        return _accueil_jure(request)
    if request.user.a_role(Role.EVALUATEUR):
        return redirect("mes_commissions")
    choses = []
    if request.user.a_role(Role.ADMIN):
        choses = choses_de_l_administrateur(queries_accueil.a_administrer(request.user, horloge.maintenant()))
    return render(request, "portail/accueil_autre.html", {"choses": choses})


def _accueil_centre(request: HttpRequest) -> HttpResponse:
    le, a, centre = horloge.aujourdhui(), horloge.maintenant(), centre_de(request)
    comptes, signaux = compter_avec(request.user, centre, le, queries_accueil.signaux_du_centre, a - PATIENCE)
    echeances = echeances_visibles_par(request.user, le, centre)
    filtres = FiltreEcheances(quand="retard"), FiltreEcheances(quand="quinze")
    retards, a_moins = echeances.compter(le, *filtres)
    en_retard, proches = (
        _debut_d_echeances(echeances, filtre, nombres.total(), le)
        for filtre, nombres in zip(filtres, (retards, a_moins), strict=True)
    )
    prochain = prochain_jury(le, centre.livret_nom)
    du = proches.lignes or en_retard.lignes or prochain or any(compte.nombre for compte in comptes)
    debutant = not du and request.user.a_role(Role.RESPONSABLE)
    premiers_pas = queries_accueil.premiers_pas(request.user) if debutant else []
    return render(
        request,
        "portail/accueil_centre.html",
        {
            "du_centre": est_du_centre(request.user),
            "tuiles": comptes[:TUILES],
            "autres": [compte for compte in comptes[TUILES:] if compte.nombre],
            "retards": retards.total(),
            "choses": choses_du_centre(comptes, prochain, retards.total(), le, agit=est_du_centre(request.user)),
            "detail_retards": detail_des_retards(retards),
            "en_retard": en_retard,
            "proches": proches,
            "prochain": prochain,
            "premiers_pas": premiers_pas,
            "arrive": [] if premiers_pas else arrive_depuis(_hier(a)),
            "signaux": signaux,
            "alarme": alarme_en_cours() if signaux["alarme"].nombre else None,
        },
    )


def _debut_d_echeances(echeances: Echeances, filtre: FiltreEcheances, nombre: int, le: date) -> Debut:
    """The first rows of the list of deadlines, as its address filters it."""
    adresse = f"{lien('echeance_liste')}?quand={filtre.quand}{'&hors=actes' if filtre.hors_actes else ''}"
    return debut_de(echeances.filtrer(filtre, le), nombre, adresse, partial(en_lignes_echeances, le=le))


def _lien_liste(qui: str) -> str:
    return f"{lien('inscription_liste')}?qui={qui}"


def _hier(maintenant: datetime) -> datetime:
    return maintenant - timedelta(days=1)


def _accueil_organisme(request: HttpRequest) -> HttpResponse:
    le = horloge.aujourdhui()
    centre = centre_de(request)
    nombres, en_mots = nombres_en_cours(request.user), partial(en_cours, livret=centre.livret_nom)
    a_faire, ailleurs = (
        debut_de(EnAttente(request.user, qui), nombre, _lien_liste(qui), en_mots)
        for qui, nombre in ((Acteur.ORGANISME, nombres.a_faire), (AUTRES, nombres.ailleurs))
    )
    echeances = echeances_visibles_par(request.user, le, centre)
    # an act of the organisation says its own date, once
    filtres = FiltreEcheances(quand="retard", hors_actes=True), FiltreEcheances(quand="venir", hors_actes=True)
    retards, *hors_actes = echeances.compter(le, FiltreEcheances(quand="retard"), *filtres)
    en_retard, a_venir = (
        _debut_d_echeances(echeances, filtre, siennes.total(), le)
        for filtre, siennes in zip(filtres, hors_actes, strict=True)
    )
    comptes, signaux = compter_avec(request.user, centre, le, signaux_de_l_organisme)
    return render(
        request,
        "portail/accueil_organisme.html",
        {
            "choses": choses_de_l_organisme(comptes, retards.total(), le),
            "sans_habilitation": sans_habilitation(request.user, le),
            "delegue": signaux["delegations"].nombre,
            "peut_inscrire": signaux["habilitations"].nombre,
            "regle_habilitation": HABILITATION_VALIDE,
            "tuiles": comptes,
            "a_faire": a_faire,
            "ailleurs": ailleurs,
            "versions": versions_en_cours(nombres),
            "resultats": resultats_rendus(request.user, 8),
            "attendus": resultats_attendus(request.user),
            "en_retard": en_retard,
            "a_venir": a_venir,
            "signaux": signaux,
        },
    )


def _accueil_jure(request: HttpRequest) -> HttpResponse:
    le, jurys = horloge.aujourdhui(), Jury.objects.visibles_par(request.user)
    a_venir = list(jurys.filter(etat__in=OUVERTS).order_by("date", "pk"))
    passes = jurys.exclude(etat__in=OUVERTS).order_by("-date", "-pk")
    contexte = {
        "a_venir": a_venir,
        "passes": debut_de(passes, passes.count(), lien("jury_liste"), list),
        "choses": choses_du_jure(a_venir, le),
        "tuiles": [compte for compte in compter(request.user, centre_de(request), le) if compte.nombre],
        "evaluateur": request.user.a_role(Role.EVALUATEUR),
    }
    return render(request, "portail/accueil_jure.html", contexte)

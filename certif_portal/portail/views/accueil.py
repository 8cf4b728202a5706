"""The home page of each role."""

from datetime import date, datetime, timedelta
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from candidats.choix_suivi import Acteur
from candidats.queries.liste import AUTRES
from candidats.queries.personne import doubles_probables
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
    suivis_en_attente,
)
from certif_portal.portail.queries.attente import compter
from certif_portal.portail.queries.courriel import etat_des_envois
from certif_portal.portail.queries.debut import Debut, debut_de
from certif_portal.portail.queries.echeance import (
    Echeances,
    FiltreEcheances,
    echeances_visibles_par,
    en_lignes_echeances,
)
from certif_portal.portail.queries.marche import lien
from certif_portal.portail.queries.organisme import (
    a_la_charge_de,
    avec_leur_acte,
    dossiers_en_cours,
    en_cours,
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
from evaluations.queries.delegation import delegations_de
from habilitations.queries.organisme import habilite_un_des_siens, sans_habilitation
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
    comptes = compter(request.user, centre, le)
    echeances = echeances_visibles_par(request.user, le, centre)
    en_retard, proches = (_debut_d_echeances(echeances, quand, le) for quand in ("retard", "quinze"))
    retards = echeances.en_retard(le).par_libelle()
    prochain = prochain_jury(le, centre.livret_nom)
    du = proches.lignes or en_retard.lignes or prochain or any(compte.nombre for compte in comptes)
    debutant = not du and request.user.a_role(Role.RESPONSABLE)
    nombre_retards = sum(nombre for _, nombre in retards)
    premiers_pas = queries_accueil.premiers_pas(request.user) if debutant else []
    return render(
        request,
        "portail/accueil_centre.html",
        {
            "du_centre": est_du_centre(request.user),
            "tuiles": comptes[:TUILES],
            "autres": [compte for compte in comptes[TUILES:] if compte.nombre],
            "retards": nombre_retards,
            "choses": choses_du_centre(comptes, prochain, nombre_retards, le, agit=est_du_centre(request.user)),
            "detail_retards": detail_des_retards(retards),
            "en_retard": en_retard,
            "proches": proches,
            "prochain": prochain,
            "premiers_pas": premiers_pas,
            "arrive": [] if premiers_pas else arrive_depuis(_hier(a)),
            "en_attente": suivis_en_attente(),
            "alarme": alarme_en_cours(),
            "envois": etat_des_envois(a),
            "doubles": doubles_probables(request.user, a_verifier=True).count() if est_du_centre(request.user) else 0,
        },
    )


def _debut_d_echeances(echeances: Echeances, quand: str, le: date, *, hors_actes: bool = False) -> Debut:
    """The first rows of the list of deadlines, as its address filters it; `hors_actes`: said once, with the act."""
    filtrees = echeances.filtrer(FiltreEcheances(quand=quand, hors_actes=hors_actes), le)
    adresse = f"{lien('echeance_liste')}?quand={quand}{'&hors=actes' if hors_actes else ''}"
    return debut_de(filtrees, adresse, partial(en_lignes_echeances, le=le))


def _lien_liste(qui: str) -> str:
    return f"{lien('inscription_liste')}?qui={qui}"


def _hier(maintenant: datetime) -> datetime:
    return maintenant - timedelta(days=1)


def _accueil_organisme(request: HttpRequest) -> HttpResponse:
    le = horloge.aujourdhui()
    centre = centre_de(request)
    dossiers = dossiers_en_cours(request.user)
    a_faire, ailleurs = (
        debut_de(avec_leur_acte(siens), _lien_liste(qui), partial(en_cours, livret=centre.livret_nom))
        for siens, qui in zip(a_la_charge_de(dossiers), (Acteur.ORGANISME, AUTRES), strict=True)
    )
    echeances = echeances_visibles_par(request.user, le, centre)
    comptes, en_retard = compter(request.user, centre, le), _debut_d_echeances(echeances, "retard", le, hors_actes=True)
    return render(
        request,
        "portail/accueil_organisme.html",
        {
            "choses": choses_de_l_organisme(comptes, echeances.en_retard(le).count(), le),
            "sans_habilitation": sans_habilitation(request.user, le),
            "delegue": delegations_de(request.user, le).exists(),
            "peut_inscrire": habilite_un_des_siens(request.user, le),
            "regle_habilitation": HABILITATION_VALIDE,
            "tuiles": comptes,
            "a_faire": a_faire,
            "ailleurs": ailleurs,
            "versions": versions_en_cours(dossiers),
            "resultats": resultats_rendus(request.user, 8),
            "attendus": resultats_attendus(request.user),
            "en_retard": en_retard,
            "a_venir": _debut_d_echeances(echeances, "venir", le, hors_actes=True),
            "en_attente": suivis_en_attente(),
        },
    )


def _accueil_jure(request: HttpRequest) -> HttpResponse:
    le, jurys = horloge.aujourdhui(), list(Jury.objects.visibles_par(request.user).order_by("-date"))
    contexte = {
        "a_venir": [jury for jury in reversed(jurys) if jury.etat in OUVERTS],
        "passes": [jury for jury in jurys if jury.etat not in OUVERTS],
        "choses": choses_du_jure(jurys, le),
        "tuiles": [compte for compte in compter(request.user, centre_de(request), le) if compte.nombre],
        "evaluateur": request.user.a_role(Role.EVALUATEUR),
    }
    return render(request, "portail/accueil_jure.html", contexte)

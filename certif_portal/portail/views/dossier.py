"""The candidate's file."""

from datetime import date
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candidats import permissions
from candidats.choix import NatureIncident
from candidats.forms.incident import SortieForm
from candidats.forms.liste import liste_filtree
from candidats.models import Inscription, Livret
from candidats.queries.liste import voisins
from candidats.views.commun import DOSSIER, avec_liste, exiger, suite_de_la_liste
from certif_portal.commun import horloge
from certif_portal.commun.cadre import Page, acte, essayer, refuser, reussir, saisie
from certif_portal.comptes.choix import CENTRE, Role
from certif_portal.comptes.permissions import est_du_centre, peut_tout_consulter, reserve_a
from certif_portal.portail.contexte import centre_de
from certif_portal.portail.queries import dossier as queries_dossier
from certif_portal.portail.queries.acte import actions
from certif_portal.portail.queries.alerte import alertes
from certif_portal.portail.queries.attente import PREFIXE
from certif_portal.portail.queries.dossier import inscription_complete
from certif_portal.portail.queries.echange import courriels_du_dossier, en_lignes, lettres_du_dossier
from certif_portal.portail.queries.garde import gardes_du_dossier
from certif_portal.portail.queries.journal import LECTEURS_DU_JOURNAL, journal_visible
from certif_portal.portail.services.dossier import consulter_dossier, mettre_fin, valider_livret

ENTREES_MONTREES = 8


@require_safe
def inscription_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One page for everybody who follows the candidate: each sees what their role may read."""
    inscription = inscription_complete(Inscription.objects.visibles_par(request.user), pk)
    if inscription is None:
        return _resultat_attendu(request, pk)
    le = horloge.aujourdhui()
    if request.user.a_role(Role.AUDITEUR):
        consulter_dossier(inscription=inscription, par=request.user, a=horloge.maintenant())
    dossier = queries_dossier.dossier(inscription, request.user, centre_de(request), le)
    journal = journal_visible(inscription, request.user)
    tout = request.GET.get("journal") == "tout"
    courriels, davantage = en_lignes(
        courriels_du_dossier(inscription, request.user), tous=request.GET.get("courriels") == "tous"
    )
    return render(
        request,
        "portail/inscription_detail.html",
        {
            "inscription": inscription,
            "dossier": dossier,
            "complet": peut_tout_consulter(request.user),
            "du_centre": est_du_centre(request.user),
            "gardes": gardes_du_dossier(inscription),
            "peut_geler": request.user.a_role(Role.RESPONSABLE),
            "lit_le_journal": request.user.a_role(*LECTEURS_DU_JOURNAL),
            "actions": actions(dossier, request.user, centre_de(request)),
            "alertes": alertes(dossier, request.user, le, centre_de(request)),
            "journal": list(journal if tout else journal[: ENTREES_MONTREES + 1]),
            "tout_le_journal": tout,
            "entrees_montrees": ENTREES_MONTREES,
            "courriels": courriels,
            "d_autres_courriels": davantage,
            "lettres": lettres_du_dossier(inscription, request.user),
            **_place(request, inscription, le),
        },
    )


def _resultat_attendu(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of a candidate whose result the centre has not told yet, for their OF; 404 for any other."""
    attendus = Inscription.objects.resultats_attendus_par(request.user).select_related("candidat")
    return render(request, "portail/resultat_attendu.html", {"inscription": get_object_or_404(attendus, pk=pk)})


def _place(request: HttpRequest, inscription: Inscription, le: date) -> dict[str, Any]:
    """Where the file stands in the list it was opened from (`?liste=` holds that list's address): 1 query then.

    Its place in a work queue is said by the frame, as on every page that a queue opens."""
    if request.GET.get("liste", PREFIXE).startswith(PREFIXE):
        return {"liste": None, "voisins": None}
    requete = request.GET["liste"]
    visibles = Inscription.objects.visibles_par(request.user)
    inscriptions = liste_filtree(visibles, requete, request.user, centre_de(request), le)
    pks = list(inscriptions.values_list("pk", flat=True))
    return {"liste": requete, "voisins": voisins(pks, inscription.pk)}


@require_POST
@reserve_a(*CENTRE)
def livret_valider(request: HttpRequest, pk: int) -> HttpResponse:
    """Validate the livret; the company is asked for its opinion at the same moment."""
    inscription = get_object_or_404(Inscription.objects.visibles_par(request.user), pk=pk)
    livret = get_object_or_404(Livret.objects.select_related("inscription"), inscription=inscription)
    suite = suite_de_la_liste(request, inscription)
    issue = essayer(lambda: valider_livret(livret=livret, par=request.user, a=horloge.maintenant()))
    if not issue.fait:
        refuser(request, *issue.phrases)
        return redirect(avec_liste(request, inscription.get_absolute_url()))
    _, avis = issue.valeur
    demande = " L’avis de l’entreprise est demandé." if avis else ""
    return reussir(request, f"Le {centre_de(request).livret_nom} de {inscription.candidat} est validé.{demande}", suite)


@require_http_methods(["GET", "POST"])
@reserve_a(*CENTRE, Role.ORGANISME)
def inscription_abandonner(request: HttpRequest, pk: int) -> HttpResponse:
    """End a registration, with its day and its reason."""
    inscription = get_object_or_404(
        Inscription.objects.visibles_par(request.user).select_related(
            "candidat", "organisme", "referentiel__certification"
        ),
        pk=pk,
    )
    exiger(permissions.peut_abandonner(request.user, inscription), inscription)
    form = SortieForm(**saisie(request), initial={"le": horloge.aujourdhui(), "nature": NatureIncident.ABANDON})
    page = Page(
        "Abandon, désistement",
        "L’inscription est close.",
        inscription,
        "Mettre fin au parcours",
        "L’inscription s’arrête à cette date : les rappels cessent, les passages à venir sont rendus et la pièce "
        "d’identité est supprimée. Le centre peut l’annuler tant que rien ne l’a suivi.",
        intitule="Mettre fin à ce parcours",
        danger=True,
    )
    finir = partial(mettre_fin, inscription=inscription)
    return acte(request, form, page, finir, DOSSIER, inscription=inscription)

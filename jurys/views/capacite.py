"""The capacity to award: withdrawn by the CPNEFP, given back; the files that the GTP has to decide meanwhile."""

from functools import partial

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse_lazy
from django.views.decorators.http import require_http_methods, require_safe

from certif_portal.commun import horloge
from certif_portal.commun.cadre import Page, acte, page_acte, reussir, saisie, tenter
from certif_portal.commun.durees import accorder, compte
from certif_portal.commun.fichiers import XLSX, reponse_fichier, telecharger
from certif_portal.commun.lectures import extraite, lue
from certif_portal.commun.tri import Tri
from certif_portal.commun.typographie import date_longue
from certif_portal.comptes.choix import CONSULTATION, Role
from certif_portal.comptes.permissions import reserve_a
from jurys.exports import ecrire_dossiers_concernes
from jurys.forms.gtp import RetourForm, RetraitForm
from jurys.models import RetraitCapacite
from jurys.queries.gtp import (
    COLONNES_CONCERNES,
    certificats_sans_capacite,
    dossiers_concernes,
    periodes_sans_capacite,
    retrait_en_cours,
)
from jurys.regles.gtp import CAPACITE_RETIREE
from jurys.services.capacite import rendre_capacite, retirer_capacite

PAR_PAGE = 50
PREUVES = ("preuve", "rendue_preuve")
FIL = (("Jurys", reverse_lazy("jury_liste")), ("Capacité d’attribuer", reverse_lazy("capacite")))


@require_safe
@reserve_a(*CONSULTATION)
def capacite(request: HttpRequest) -> HttpResponse:
    tri = Tri.lu(request.GET, COLONNES_CONCERNES)
    delivres = certificats_sans_capacite(periodes_sans_capacite())
    contexte = {
        "tri": tri,
        "en_cours": retrait_en_cours(),
        "delivres": delivres[:PAR_PAGE],
        "nombre_delivres": delivres.count(),
        "retraits": RetraitCapacite.objects.select_related("enregistre_par", "rendue_par"),
        "page": Paginator(tri.trier(dossiers_concernes()), PAR_PAGE).get_page(request.GET.get("page")),
        "regle": CAPACITE_RETIREE,
        "peut_retirer": request.user.a_role(Role.RESPONSABLE),
    }
    return render(request, "jurys/capacite.html", contexte)


@require_safe
@reserve_a(*CONSULTATION)
def capacite_classeur(request: HttpRequest) -> HttpResponse:
    """The files concerned, for the GTP."""
    delivres = certificats_sans_capacite(periodes_sans_capacite())
    octets = ecrire_dossiers_concernes(dossiers_concernes(), delivres)
    extrait = extraite("Dossiers concernés exportés pour le GTP.")
    return telecharger(octets, XLSX, "dossiers-pour-le-gtp.xlsx", lecture=extrait)


@require_safe
@reserve_a(*CONSULTATION)
def capacite_preuve(request: HttpRequest, pk: int, preuve_retrait: str) -> HttpResponse:
    retrait = get_object_or_404(RetraitCapacite.objects.select_related("preuve", "rendue_preuve"), pk=pk)
    fichier = getattr(retrait, preuve_retrait) if preuve_retrait in PREUVES else None
    if fichier is None:
        raise Http404
    return reponse_fichier(fichier, lue("Preuve du retrait de capacité lue.", retrait))


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(Role.RESPONSABLE)
def capacite_retirer(request: HttpRequest) -> HttpResponse:
    form = RetraitForm(**saisie(request))
    issue = tenter(
        request, form, lambda: retirer_capacite(**form.cleaned_data, par=request.user, a=horloge.maintenant())
    )
    if issue.fait:
        return reussir(request, _suite_du_retrait(issue.valeur), "capacite")
    page = Page(
        "Capacité retirée par la CPNEFP",
        "",
        "capacite",
        "Enregistrer le retrait",
        regle=CAPACITE_RETIREE,
        fil=FIL,
        danger=True,
        empechement="La capacité est déjà retirée : enregistrez d’abord l’acte qui la rend."
        if retrait_en_cours()
        else "",
    )
    return page_acte(request, form, page)


def _suite_du_retrait(retrait: RetraitCapacite) -> str:
    fait = "Le retrait est enregistré : aucun jury ne se clôt à compter de sa date."
    deja = certificats_sans_capacite([(retrait.effet, retrait.rendue_le)]).count()
    if not deja:
        return fait
    dits = f"{compte(deja, 'certificat')} {accorder(deja, 'délivré')}"
    return f"{fait} {dits} depuis cette date par des jurys déjà clos : ils sont nommés ci-dessous, à soumettre au GTP."


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(Role.RESPONSABLE)
def capacite_rendre(request: HttpRequest, pk: int) -> HttpResponse:
    retrait = get_object_or_404(RetraitCapacite, pk=pk)
    deja = f"La capacité est déjà rendue depuis le {date_longue(retrait.rendue_le)}." if retrait.rendue_le else ""
    fait = "La capacité d’attribuer est rendue."
    page = Page("Capacité rendue par la CPNEFP", fait, "capacite", empechement=deja, fil=FIL)
    return acte(request, RetourForm(**saisie(request)), page, partial(rendre_capacite, retrait=retrait))

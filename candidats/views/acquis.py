"""What is taken over from an earlier jury."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from candidats import permissions
from candidats.forms.acquis import ReprisesForm
from candidats.queries.acquis import lignes_de_reprise
from candidats.queries.detenteur import COLONNES, detenteurs
from candidats.regles.acquis import ACQUIS_REPRIS
from candidats.services.acquis import reprendre_acquis
from candidats.views.commun import exiger, moment, montrer, personne_de, trouver
from certif_portal.centre.models import parametres
from certif_portal.commun.cadre import Page, page_acte, reussir, saisie, tenter
from certif_portal.commun.durees import compte
from certif_portal.commun.tri import Tri
from certif_portal.comptes.choix import CENTRE, CONSULTATION
from certif_portal.comptes.permissions import est_du_centre, reserve_a

PAR_PAGE = 50


@require_http_methods(["GET", "POST"])
@reserve_a(*CENTRE)
def acquis_reprendre(request: HttpRequest, pk: int) -> HttpResponse:
    """The competences that earlier juries declared acquired, whichever organisation presented the person."""
    inscription = trouver(request, pk)
    exiger(permissions.peut_reprendre_acquis(request.user, inscription), inscription)
    le, a = moment()
    lignes = lignes_de_reprise(inscription, le)
    proposees = [ligne.pk for ligne in lignes if ligne.acquis]
    deja = [ligne.pk for ligne in lignes if ligne.reprise]
    form = ReprisesForm(**saisie(request), objet=inscription, lignes=lignes, initial={"competences": deja or proposees})
    issue = tenter(
        request,
        form,
        lambda: reprendre_acquis(
            inscription=inscription, competences=form.cleaned_data["competences"], par=personne_de(request), a=a
        ),
    )
    if issue.fait:
        return reussir(request, "Ce qui est repris est enregistré ; le reste sera évalué.", inscription)
    page = Page(
        "Acquis",
        "",
        inscription,
        texte=f"{len(proposees)} sur {compte(len(lignes), 'compétence')}. Ce qui reste coché n’est pas évalué de "
        f"nouveau : le {parametres().livret_nom}, les séances et la grille ne portent que sur le reste.",
        regle=ACQUIS_REPRIS,
        intitule="Ce qui est déjà acquis",
    )
    contexte = {"inscription": inscription, "proposees": proposees}
    return page_acte(request, form, page, "candidats/acquis_reprendre.html", **contexte)


@require_safe
@reserve_a(*CONSULTATION)
def detenteur_liste(request: HttpRequest) -> HttpResponse:
    """Who holds every bloc, to be proposed for the whole certification."""
    le, _ = moment()
    tri = Tri.lu(request.GET, COLONNES)
    return montrer(
        request,
        "detenteur_liste",
        tri=tri,
        page=Paginator(tri.ranger(detenteurs(le)), PAR_PAGE).get_page(request.GET.get("page")),
        regle=ACQUIS_REPRIS,
        du_centre=est_du_centre(request.user),
    )

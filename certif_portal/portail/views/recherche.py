"""Search, and who is ready for the jury."""

from functools import partial

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from candidats.choix import Voie
from certif_portal.commun import horloge
from certif_portal.commun.cadre import envoyer
from certif_portal.commun.textes import en_entier
from certif_portal.commun.tri import Tri
from certif_portal.comptes.choix import CONSULTATION
from certif_portal.comptes.permissions import reserve_a
from certif_portal.comptes.services import regler_raccourci
from certif_portal.portail.contexte import centre_de
from certif_portal.portail.queries.conseil import conseils
from certif_portal.portail.queries.navigation import CHERCHEURS
from certif_portal.portail.queries.numero_proche import est_un_numero, numeros_proches
from certif_portal.portail.queries.pret import COLONNES, FiltrePrets, candidatures, en_candidatures, table_des_pieces
from certif_portal.portail.queries.recent import ouvrir, recents
from certif_portal.portail.queries.recherche import LONGUEUR, chercher
from jurys.models import Jury

PAR_PAGE = 50
JURYS_PROPOSES = 12


@require_safe
@reserve_a(*CHERCHEURS)
def recherche(request: HttpRequest) -> HttpResponse:
    """The answer by kind; without a question, what was opened last. `apercu`: its beginning, under the field."""
    texte, le = request.GET.get("q", "")[:LONGUEUR].strip(), horloge.aujourdhui()
    if "proches" in request.GET:
        groupes = numeros_proches(texte, request.user)
    else:
        groupes = chercher(texte, request.user, le) if texte else recents(request.session, request.user)
    contexte = {
        "q": texte,
        "groupes": groupes,
        "conseils": () if groupes else conseils(texte, le),
        "est_un_numero": any(groupe.designe for groupe in groupes) and est_un_numero(texte),
    }
    gabarit = "portail/_trouvailles.html" if "apercu" in request.GET else "portail/recherche.html"
    return render(request, gabarit, contexte | {"apercu": "apercu" in request.GET})


@require_safe
@reserve_a(*CHERCHEURS)
def recherche_ouvrir(request: HttpRequest) -> HttpResponse:
    """Where a line of the answer leads, by way of the recent ones."""
    return redirect(ouvrir(request.session, request.user, request.GET.get("quoi", "")) or "recherche")


@require_POST
@reserve_a(*CHERCHEURS)
def raccourci_regler(request: HttpRequest) -> HttpResponse:
    """Whether « / » leads to the search, for this account alone."""
    actif = request.POST.get("actif") == "oui"
    fait = "La touche / mène de nouveau à la recherche." if actif else "La touche / ne mène plus à la recherche."
    return envoyer(request, partial(regler_raccourci, compte=request.user, actif=actif), fait, "mon_compte")


@require_safe
@reserve_a(*CONSULTATION)
def pret_liste(request: HttpRequest) -> HttpResponse:
    """Who is ready, what each lacks, and the table that decides."""
    le, centre = horloge.aujourdhui(), centre_de(request)
    filtre = FiltrePrets(
        jury=en_entier(request.GET.get("jury", "")),
        prets=request.GET.get("prets") == "1",
        q=request.GET.get("q", "")[:LONGUEUR],
    )
    lignes = candidatures(filtre, request.user, le)
    tri = Tri.lu(request.GET, COLONNES)
    brute = Paginator(tri.trier(lignes), PAR_PAGE).get_page(request.GET.get("page"))
    page = Page(en_candidatures(brute.object_list, le, centre.livret_nom), brute.number, brute.paginator)
    return render(
        request,
        "portail/pret_liste.html",
        {
            "page": page,
            "tri": tri,
            "filtre": filtre,
            "jurys": Jury.objects.visibles_par(request.user).order_by("-date")[:JURYS_PROPOSES],
            "voies": [voie.label for voie in Voie],
            "table": table_des_pieces(centre.livret_nom),
        },
    )

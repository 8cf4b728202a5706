"""The list of accredited OF: what changed and who was told, the workbooks, the public page."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from certif_portal.commun import horloge
from certif_portal.commun.cadre import envoyer, refuser
from certif_portal.commun.fichiers import XLSX, reponse_fichier, telecharger
from certif_portal.commun.lectures import extraite
from certif_portal.comptes.choix import CENTRE, CONSULTATION
from certif_portal.comptes.permissions import est_du_centre, reserve_a
from habilitations import regles
from habilitations.choix import Destinataire
from habilitations.documents.acte import classeur_changements, classeur_liste
from habilitations.models import Transmission
from habilitations.queries import liste as queries
from habilitations.services.liste import transmettre_liste

PAR_PAGE = 50
LOTS_MONTRES = 12


@require_safe
@reserve_a(*CONSULTATION)
def liste_habilites(request: HttpRequest) -> HttpResponse:
    """What is not transmitted yet, with its countdown, then the batches sent."""
    changements, le = list(queries.changements_en_attente()), horloge.aujourdhui()
    contexte = {
        "changements": changements,
        "en_retard": sum(1 for c in changements if not c.dit_fc and c.limite < le),
        "destinataires": [
            (Destinataire.GTP, sum(1 for c in changements if not c.dit_gtp), regles.LISTE_GTP),
            (Destinataire.FRANCE_COMPETENCES, sum(1 for c in changements if not c.dit_fc), regles.LISTE_DEUX_MOIS),
        ],
        "lots": queries.lots_transmis()[:LOTS_MONTRES],
        "peut_transmettre": est_du_centre(request.user),
    }
    return render(request, "habilitations/liste_habilites.html", contexte)


def _classeur(octets: bytes, nom: str) -> HttpResponse:
    nom = f"{nom}-{horloge.aujourdhui():%Y-%m-%d}.xlsx"
    return telecharger(octets, XLSX, nom, lecture=extraite(f"Liste « {nom} » exportée."))


@require_safe
@reserve_a(*CONSULTATION)
def liste_exporter(request: HttpRequest) -> HttpResponse:
    return _classeur(classeur_liste(queries.liste_habilites(horloge.aujourdhui())), "organismes-habilites")


@require_safe
@reserve_a(*CONSULTATION)
def changements_exporter(request: HttpRequest) -> HttpResponse:
    """Every change that one of the two was not told yet."""
    return _classeur(classeur_changements(queries.changements_en_attente()), "changements")


@require_POST
@reserve_a(*CENTRE)
def liste_transmettre(request: HttpRequest) -> HttpResponse:
    destinataire = request.POST.get("destinataire", "")
    if destinataire not in Destinataire:
        refuser(request, "Dites à qui la liste est transmise.")
        return redirect("liste_habilites")
    return envoyer(
        request,
        lambda: transmettre_liste(destinataire=Destinataire(destinataire), par=request.user, a=horloge.maintenant()),
        lambda lot: f"Noté : {lot}. Son fichier est gardé ci-dessous.",
        "liste_habilites",
    )


@require_safe
@reserve_a(*CONSULTATION)
def transmission_fichier(request: HttpRequest, pk: int) -> HttpResponse:
    transmission = get_object_or_404(Transmission.objects.select_related("fichier"), pk=pk)
    return reponse_fichier(transmission.fichier, extraite("Liste transmise téléchargée.", transmission))


@login_not_required
@require_safe
def organismes_habilites(request: HttpRequest) -> HttpResponse:
    """For anybody: who is accredited today, for what, where. No person is named."""
    texte = request.GET.get("q", "")[:80]
    page = Paginator(queries.habilites_publies(horloge.aujourdhui(), texte), PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {"page": page, "lignes": queries.en_lignes(page.object_list), "texte": texte}
    return render(request, "habilitations/organismes_habilites.html", contexte)

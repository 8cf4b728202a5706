"""A workbook too long for a page: asked for, followed while it is written, kept for its asker."""

from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from certif_portal.commun import horloge
from certif_portal.commun.cadre import Page, avertir, essayer, page_acte, refuser
from certif_portal.commun.courtier import lancer
from certif_portal.commun.durees import accorder, compte_en_lettres
from certif_portal.commun.fichiers import reponse_fichier
from certif_portal.commun.lectures import extraite
from certif_portal.commun.page_chargement import suivre
from certif_portal.comptes.choix import CONSULTATION, Role
from certif_portal.comptes.permissions import reserve_a
from certif_portal.portail import tasks
from certif_portal.portail.choix import EtatExport
from certif_portal.portail.contexte import centre_de
from certif_portal.portail.exports import NATURES
from certif_portal.portail.models import Export
from certif_portal.portail.services.export import GARDE, demander_export

LECTEURS = (*CONSULTATION, Role.ORGANISME)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*LECTEURS)
def export_creer(request: HttpRequest, nature: str) -> HttpResponse:
    """Shown: how many lines it will hold. Sent: the task starts."""
    if nature not in NATURES:
        raise Http404
    voulue = NATURES[nature]
    nombre = voulue.compter(request.user, request.GET, centre_de(request), horloge.aujourdhui())
    liste = f"{reverse(voulue.liste)}?{request.GET.urlencode()}"
    if request.method == "POST":
        return _demander(request, nature, nombre, liste)
    page = Page(
        "Préparer un classeur",
        "",
        liste,
        "Préparer le classeur",
        "Il est écrit à part, pour ne faire attendre personne. Vous pourrez quitter la page pendant ce temps ; le "
        f"classeur est gardé {compte_en_lettres(GARDE.days, 'jour')}, pour vous seul.",
        sous_titre=f"{intcomma(nombre)} {accorder(nombre, 'ligne')}, {accorder(nombre, 'telle')} que la liste les "
        "montre.",
        fil=((voulue.titre, liste),),
    )
    return page_acte(request, None, page)


def _demander(request: HttpRequest, nature: str, nombre: int, liste: str) -> HttpResponse:
    requete, a = request.GET.urlencode(), horloge.maintenant()
    issue = essayer(lambda: demander_export(personne=request.user, nature=nature, requete=requete, nombre=nombre, a=a))
    if not issue.fait:
        refuser(request, *issue.phrases)
        return redirect(liste)
    if not lancer(tasks.preparer_export, issue.valeur.pk):
        avertir(request, "Le travail n’a pas pu commencer : demandez-le de nouveau dans une minute.")
    return redirect(issue.valeur)


@require_safe
@reserve_a(*LECTEURS)
def export_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Where it stands; the page looks again by itself until the workbook is there."""
    export = get_object_or_404(Export.objects.visibles_par(request.user), pk=pk)
    nature = NATURES[export.nature]
    contexte = {
        "export": export,
        "nature": nature,
        "liste": f"{reverse(nature.liste)}?{export.requete}",
        "faites": cache.get(tasks.cle_avancement(export.pk), 0),
    }
    return suivre(render(request, "portail/export_detail.html", contexte), export.etat == EtatExport.EN_COURS)


@require_safe
@reserve_a(*LECTEURS)
def export_fichier(request: HttpRequest, pk: int) -> HttpResponse:
    prets = Export.objects.visibles_par(request.user).filter(fichier__isnull=False)
    export = get_object_or_404(prets.select_related("fichier"), pk=pk)
    if export.fichier is None:
        raise Http404
    return reponse_fichier(export.fichier, extraite(f"Export « {export.fichier.nom} » téléchargé.", export))

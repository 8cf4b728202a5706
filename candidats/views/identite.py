"""Identity papers checked in a row: the paper beside the data, one word, the next."""

from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candidats import permissions
from candidats.forms.liste import liste_filtree
from candidats.forms.piece import ConformeForm, DefautForm
from candidats.models import Inscription, PieceIdentite
from candidats.queries.liste import voisins
from candidats.queries.personne import doubles_de
from candidats.queries.piece import bilan_des_verifications, identites_a_verifier, meme_image, pages_de
from candidats.services.depot import renvoyer_inscription
from candidats.services.identite import annuler_verification
from candidats.views.commun import et_prevenu, exiger, moment, montrer, personne_de, piece_lue, trouver
from candidats.views.examen import verifier
from certif_portal.centre.models import parametres
from certif_portal.commun.cadre import Issue, conclure, essayer, reussir, saisie, tenter
from certif_portal.commun.fichiers import reponse_image
from certif_portal.comptes.choix import CENTRE
from certif_portal.comptes.permissions import reserve_a

RENVOYER = "renvoyer"  # the field of the form that sends back


def _attendues(request: HttpRequest) -> QuerySet[Inscription]:
    """Of the list this was opened from, or all."""
    visibles: QuerySet[Inscription] = Inscription.objects.visibles_par(request.user)
    if "liste" in request.GET:
        le, _ = moment()
        visibles = liste_filtree(visibles, request.GET["liste"], personne_de(request), parametres(), le)
    return identites_a_verifier(visibles)


def _adresse(request: HttpRequest, pk: int | None) -> str:
    """The page of one of them; without, the summary."""
    adresse = reverse("identite_controler", args=[pk]) if pk else f"{reverse('identite_liste')}?bilan=1"
    if "liste" not in request.GET:
        return adresse
    return f"{adresse}{'&' if '?' in adresse else '?'}{urlencode({'liste': request.GET['liste']})}"


@require_safe
@reserve_a(*CENTRE)
def identite_liste(request: HttpRequest) -> HttpResponse:
    """The first of the row; once it is over, what was done today and what is left."""
    premiere = _attendues(request).values_list("pk", flat=True).first()
    if premiere and "bilan" not in request.GET:
        return redirect(_adresse(request, premiere))
    le, _ = moment()
    bilan = bilan_des_verifications(personne_de(request), le)
    reste = _attendues(request).count()
    return montrer(request, "identite_liste", bilan=bilan, reste=reste, premiere=premiere)


@require_http_methods(["GET", "POST"])
@reserve_a(*CENTRE)
def identite_controler(request: HttpRequest, pk: int) -> HttpResponse:
    """One click says that the paper is that person's, and the next comes; the other asks why not."""
    inscription = trouver(request, pk)
    exiger(permissions.peut_examiner(request.user, inscription), inscription)
    pages = pages_de(inscription)
    place = voisins(list(_attendues(request).values_list("pk", flat=True)), pk)
    suite = _adresse(request, place.suivant if place else None)
    initial = {"type_document": pages[0].type if pages else None}
    liee = saisie(request)
    renvoi = RENVOYER in liee.get("data", {})
    conforme = ConformeForm(
        **({} if renvoi else liee),
        candidat=inscription.candidat,
        papiers=[page.pk for page in pages],
        initial=initial,
    )
    defaut = DefautForm(**(liee if renvoi else {}))
    issue = _renvoyer(request, inscription, defaut) if renvoi else verifier(request, inscription, conforme)
    if issue.fait:
        dite = f"renvoyée{et_prevenu(inscription)}" if renvoi else "conforme."
        return reussir(request, f"{inscription.candidat} : {dite}", suite)
    return montrer(
        request,
        "identite_controler",
        inscription=inscription,
        pages=pages,
        place=place,
        suite=suite,
        precedent=_adresse(request, place.precedent) if place and place.precedent else "",
        formulaire=defaut if renvoi else conforme,
        conforme=conforme,
        defaut=defaut,
        renvoi=renvoi,
        doubles=doubles_de(inscription.candidat, request.user),
        memes=meme_image(pages),
        derniere=_derniere(request),
    )


def _renvoyer(request: HttpRequest, inscription: Inscription, form: DefautForm) -> Issue[Inscription]:
    _, a = moment()
    return tenter(
        request,
        form,
        lambda: renvoyer_inscription(inscription=inscription, motif=form.motif, par=personne_de(request), a=a),
    )


def _derniere(request: HttpRequest) -> Inscription | None:
    le, _ = moment()
    return bilan_des_verifications(personne_de(request), le).derniere


@require_POST
@reserve_a(*CENTRE)
def identite_annuler(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back the last word, and look at that one again."""
    inscription = trouver(request, pk)
    _, a = moment()
    issue = essayer(lambda: annuler_verification(inscription=inscription, par=personne_de(request), a=a))
    vers = _adresse(request, pk if issue.fait else None)
    return conclure(request, issue, f"{inscription.candidat} : la vérification est annulée.", vers)


@require_safe
@reserve_a(*CENTRE)
def piece_identite_image(request: HttpRequest, pk: int) -> HttpResponse:
    """A page of the paper as a picture, PDF included; each reading goes to the journal."""
    piece = get_object_or_404(PieceIdentite.objects.select_related("inscription", "fichier"), pk=pk)
    trouver(request, piece.inscription_id)
    fichier = piece.fichier
    if fichier is None:  # deleted: its trace alone remains
        raise Http404
    lue = essayer(lambda: reponse_image(fichier, piece_lue(piece)))
    if not lue.fait:
        raise Http404
    return lue.valeur

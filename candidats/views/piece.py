"""Identity papers in number: the OF drops them, they find their candidate, it joins them."""

from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.views.decorators.http import require_POST, require_safe

from candidats.forms.liste import liste_filtree
from candidats.forms.piece import ANNULER, ATTRIBUER, ORDONNER, REMETTRE, PapierForm, RangerForm
from candidats.models import Candidat, Inscription, PieceRecue
from candidats.queries.piece import AAttribuer, Bac, a_completer, bac_de
from candidats.services.piece import (
    DUREE,
    Reception,
    attribuer_piece,
    ecarter_piece,
    joindre_pieces,
    ordonner_pieces,
    recevoir_piece,
)
from candidats.views.commun import moment, montrer, personne_de
from candidats.views.inscription import organisme_de
from certif_portal.centre.models import parametres
from certif_portal.commun.cadre import envoyer, essayer, refuser, reussir, saisie, tenter
from certif_portal.commun.durees import compte
from certif_portal.commun.fichiers import reponse_image
from certif_portal.commun.lectures import lue
from certif_portal.commun.textes import en_entier, en_entiers
from certif_portal.comptes.choix import Role
from certif_portal.comptes.permissions import reserve_a
from habilitations.models import OrganismeFormation

PAR_ENVOI = "piece"  # what the page's script calls itself


def _organisme(request: HttpRequest) -> OrganismeFormation:
    organisme = organisme_de(request)
    if organisme is None:
        raise PermissionDenied
    return organisme


def _bac(request: HttpRequest, organisme: OrganismeFormation) -> Bac:
    """Held against the registrations of the list this page was opened from, or all those of the OF."""
    visibles: QuerySet[Inscription] = Inscription.objects.visibles_par(request.user)
    if "liste" in request.GET:
        le, _ = moment()
        visibles = liste_filtree(visibles, request.GET["liste"], personne_de(request), parametres(), le)
    return bac_de(organisme, a_completer(visibles, organisme))


def _page(request: HttpRequest, piece: int | None = None) -> str:
    garde = {nom: request.GET[nom] for nom in ("liste", "organisme") if nom in request.GET}
    suite = urlencode(garde | ({"piece": piece} if piece else {}))
    return reverse("piece_recue_liste") + (f"?{suite}" if suite else "")


def _montree(bac: Bac, voulue: str) -> AAttribuer | PieceRecue | None:
    """The paper shown beside the names: the one asked for, else the first that is asked about."""
    for attendue in bac.attendues:
        for page in attendue.pages:
            if str(page.pk) == voulue:
                return page
    return next((a for a in bac.a_attribuer if str(a.piece.pk) == voulue), next(iter(bac.a_attribuer), None))


@require_safe
@reserve_a(Role.ORGANISME)
def piece_recue_liste(request: HttpRequest) -> HttpResponse:
    """What was received, whose it is, what is asked, who is still without a paper."""
    organisme = _organisme(request)
    bac = _bac(request, organisme)
    montree = _montree(bac, request.GET.get("piece", ""))
    question = montree if isinstance(montree, AAttribuer) else None
    piece = question.piece if question else montree
    return montrer(
        request,
        "piece_recue_liste",
        bac=bac,
        organisme=organisme,
        organismes=OrganismeFormation.objects.visibles_par(request.user),
        question=question,
        piece=piece,
        pages_montrees=[piece] if piece else [],
        proposes=[attendue.candidat.pk for attendue in question.proposes] if question else [],
        seul=len(question.proposes) == 1 if question else False,
        liste=request.GET.get("liste", ""),
        duree=compte(DUREE.days, "jour"),
    )


@require_POST
@reserve_a(Role.ORGANISME)
def piece_recue_recevoir(request: HttpRequest) -> HttpResponse:
    """The files of the page: one at a time by its script, all at once without it; each is taken or refused alone."""
    organisme, (_, a) = _organisme(request), moment()
    dites: list[str] = []
    for fichier in request.FILES.getlist("fichier"):
        form = PapierForm(data={}, files=MultiValueDict({"fichier": [fichier]}))
        if not form.is_valid():
            dites += form.errors["fichier"]
            continue

        def recevoir(recu: PapierForm = form) -> Reception:
            donnee = recu.cleaned_data["fichier"]
            return recevoir_piece(organisme=organisme, fichier=donnee, par=personne_de(request), a=a)

        dites += essayer(recevoir).phrases
    if request.headers.get("X-Requested-With") == PAR_ENVOI:
        return JsonResponse({"phrases": dites}, status=400 if dites or not request.FILES else 200)
    refuser(request, *(dites if request.FILES else ["Choisissez d’abord des fichiers."]))
    return redirect(_page(request))


def _recue(request: HttpRequest, pk: int) -> PieceRecue:
    recues = PieceRecue.objects.visibles_par(request.user).select_related("fichier", "organisme").distinct()
    return get_object_or_404(recues, pk=pk)


@require_safe
@reserve_a(Role.ORGANISME)
def piece_recue_image(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper, for the OF that sent it, until it is joined."""
    recue = _recue(request, pk)
    phrase = f"Pièce reçue « {recue.fichier.nom} » lue."
    issue = essayer(lambda: reponse_image(recue.fichier, lue(phrase, recue.organisme)))
    if not issue.fait:
        raise Http404
    return issue.valeur


@require_POST
@reserve_a(Role.ORGANISME)
def piece_recue_ranger(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a paper to somebody, take that back, set it aside; then the next one that is asked about."""
    piece = _recue(request, pk)
    bac = _bac(request, piece.organisme)
    form = RangerForm(**saisie(request), candidats={a.candidat.pk: str(a.candidat) for a in bac.attendues})
    issue = tenter(request, form, lambda: _ranger(form, piece, bac))
    if issue.fait:
        return reussir(request, issue.valeur, _page(request))
    refuser(request, *issue.phrases, *(phrase for phrases in form.errors.values() for phrase in phrases))
    return redirect(_page(request, piece.pk))


def _ranger(form: RangerForm, piece: PieceRecue, bac: Bac) -> str:
    _, a = moment()
    geste, cle = form.cleaned_data["geste"], form.cleaned_data["candidat"]
    candidat: Candidat | None = next((a.candidat for a in bac.attendues if a.candidat.pk == cle), None)
    if geste == ATTRIBUER:
        attribuer_piece(piece=piece, candidat=candidat)
        return f"« {piece.nom} » est la pièce de {candidat}."
    if geste == ORDONNER and candidat:
        ordre = en_entiers(form.cleaned_data["pages"].split(","))
        pages = [page for a in bac.attendues if a.candidat == candidat for page in a.pages]
        rangees = sorted(pages, key=lambda page: ordre.index(page.pk) if page.pk in ordre else len(ordre))
        ordonner_pieces(pieces=rangees, candidat=candidat)
        return f"Les {len(rangees)} fichiers de {candidat} sont gardés dans cet ordre."
    if geste in (ANNULER, REMETTRE):
        attribuer_piece(piece=piece, candidat=None)
        return f"« {piece.nom} » est de nouveau à ranger."
    ecarter_piece(piece=piece, a=a)
    return f"« {piece.nom} » est écartée."


@require_POST
@reserve_a(Role.ORGANISME)
def piece_recue_joindre(request: HttpRequest) -> HttpResponse:
    """Join what the page showed as sure, and nothing else."""
    organisme, (_, a) = _organisme(request), moment()
    vues = {en_entier(nom.removeprefix("c-")): str(cles) for nom, cles in request.POST.items() if nom.startswith("c-")}
    pages = {candidat: en_entiers(cles.split(",")) for candidat, cles in vues.items() if candidat is not None}
    inscriptions = [i.pk for a in _bac(request, organisme).attendues for i in a.inscriptions]
    return envoyer(
        request,
        lambda: joindre_pieces(
            organisme=organisme, inscriptions=inscriptions, pages=pages, par=personne_de(request), a=a
        ),
        _jointes,
        _page(request),
    )


def _jointes(nombre: int) -> str:
    mot = "pièce est jointe" if nombre == 1 else "pièces sont jointes"
    return f"{nombre} {mot} : seul le centre peut désormais les lire."

"""What was rendered, signed by hand and deposited; the certificates handed over."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certif_portal.commun import horloge
from certif_portal.commun.cadre import acte, envoyer, page_acte, reussir, saisie, tenter
from certif_portal.commun.etats import empechement_de
from certif_portal.commun.fichiers import reponse_fichier
from certif_portal.commun.lectures import lue
from certif_portal.comptes.choix import CENTRE, CONSULTATION
from certif_portal.comptes.permissions import reserve_a
from jurys.choix import TRANSITIONS_PIECE, EtatJury, EtatPiece
from jurys.choix_gtp import EtatDossierGTP
from jurys.forms.certificat import RemiseJuryForm
from jurys.forms.jury import RemplacementForm, ScanForm, SignesForm
from jurys.models import Jury, PieceJury
from jurys.queries.gtp import documents_a_signer
from jurys.regles.delai import CERTIFICATS_REMISE
from jurys.services.certificat import remettre_certificats
from jurys.services.emargement import editer_emargement
from jurys.services.piece import deposer_piece_signee, deposer_signes, remplacer_scan
from jurys.tasks import demander_archive
from jurys.views.commun import page_jury, trouver_jury

PAR_PAGE = 50


def _piece(request: HttpRequest, pk: int) -> PieceJury:
    visibles = PieceJury.objects.filter(jury__in=Jury.objects.visibles_par(request.user))
    return get_object_or_404(
        visibles.select_related("jury", "document__fichier", "scan", "certification", "version_bloc__bloc"), pk=pk
    )


@require_safe
@reserve_a(*CONSULTATION)
def piece_jury_fichier(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper as rendered, or its signed scan with `?scan=1`."""
    piece = _piece(request, pk)
    lecture = lue(f"{piece} : document lu.", piece.jury)
    if request.GET.get("scan") and piece.scan:
        return reponse_fichier(piece.scan, lecture)
    if piece.document is None:
        raise Http404("Cette pièce n’est pas encore éditée.")
    return reponse_fichier(piece.document.fichier, lecture, en_ligne=True)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def piece_jury_deposer(request: HttpRequest, pk: int) -> HttpResponse:
    piece = _piece(request, pk)
    sujet = f", {piece.titre}" if piece.titre else ""
    page = page_jury(
        piece.jury,
        f"{piece.get_nature_display()}{sujet}",
        "Le document signé est déposé.",
        "Déposer le document signé",
        texte="Imprimez le document, faites-le signer à la main, numérisez-le, puis déposez-le ici.",
        empechement=empechement_de(TRANSITIONS_PIECE, piece, EtatPiece.SIGNE),
    )
    return acte(
        request,
        ScanForm(**saisie(request)),
        page,
        lambda scan, **qui: deposer_piece_signee(piece=piece, fichier=scan, **qui),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def jury_signes(request: HttpRequest, pk: int) -> HttpResponse:
    """Every signed document on one page, instead of one page each."""
    jury, a = trouver_jury(request, pk), horloge.maintenant()
    attendus = documents_a_signer(jury)
    form = SignesForm(**saisie(request), attendus=attendus)
    issue = tenter(request, form, lambda: deposer_signes(jury=jury, fichiers=form.fichiers(), par=request.user, a=a))
    if issue.fait:
        dossier = issue.valeur
        if dossier and dossier.etat == EtatDossierGTP.COMPOSITION:
            demander_archive(dossier)
        return reussir(request, f"Documents signés déposés : {len(form.fichiers())}.", dossier or jury)
    page = page_jury(
        jury,
        "Déposer les documents signés",
        "",
        "Déposer",
        texte="Un fichier par document, PDF ou image, 10 Mo au plus. Ce qui n’est pas encore signé reste vide et se "
        "dépose plus tard.",
        empechement="" if attendus else "Aucun document édité n’attend d’être signé.",
    )
    return page_acte(request, form if attendus else None, page)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def piece_jury_remplacer(request: HttpRequest, pk: int) -> HttpResponse:
    piece = _piece(request, pk)
    sujet = f", {piece.titre}" if piece.titre else ""
    page = page_jury(
        piece.jury,
        f"Remplacer : {piece.get_nature_display()}{sujet}",
        "Le document signé est remplacé.",
        "Remplacer le document signé",
        texte="Le document déposé par erreur est gardé, avec votre nom et votre motif.",
        empechement="" if piece.scan else "Aucun document signé n’est déposé : déposez-le.",
    )
    return acte(
        request,
        RemplacementForm(**saisie(request)),
        page,
        lambda scan, motif, **qui: remplacer_scan(piece=piece, fichier=scan, motif=motif, **qui),
    )


@require_POST
@reserve_a(*CENTRE)
def jury_emargement(request: HttpRequest, pk: int) -> HttpResponse:
    """Printed before the meeting, edited again when something changed."""
    jury = trouver_jury(request, pk)
    editer = partial(editer_emargement, jury=jury, par=request.user, a=horloge.maintenant())
    return envoyer(
        request, editer, "La feuille d’émargement est à imprimer : chaque membre la signe en arrivant.", jury
    )


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def jury_remettre(request: HttpRequest, pk: int) -> HttpResponse:
    jury, le = trouver_jury(request, pk), horloge.aujourdhui()
    form = RemiseJuryForm(**saisie(request), initial={"le": le}, maximum=le, libelle="Certificats remis le")
    remettre = partial(remettre_certificats, jury=jury, par=request.user, a=horloge.maintenant())
    issue = tenter(request, form, lambda: remettre(**form.cleaned_data))
    if issue.fait:
        return reussir(request, f"La remise des certificats est enregistrée. {issue.valeur}", jury)
    page = page_jury(
        jury,
        "Remise des certificats",
        "",
        "Enregistrer la remise",
        regle=CERTIFICATS_REMISE,
        empechement="" if jury.etat == EtatJury.CLOS else "Le jury n’est pas clos.",
    )
    return page_acte(request, form, page)

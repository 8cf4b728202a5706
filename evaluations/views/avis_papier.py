"""The company's opinion for the centre: read, and when it came on paper, deposited, typed, checked."""

from collections.abc import Iterable
from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from candidats.models import Inscription
from candidats.views.commun import DOSSIER
from certif_portal.centre.models import parametres, valeurs_avis
from certif_portal.commun import horloge
from certif_portal.commun.cadre import Page, page_acte, reussir, saisie, telecharger_rendu, tenter
from certif_portal.commun.fichiers import reponse_image
from certif_portal.commun.formulaires import MotifForm
from certif_portal.commun.lectures import lue
from certif_portal.comptes.choix import CENTRE, CONSULTATION, Role
from certif_portal.comptes.permissions import est_du_centre, peut_tout_consulter, reserve_a
from evaluations.choix import EtatAvis
from evaluations.documents.avis import avis_en_pdf, nom_du_pdf
from evaluations.documents.feuille import avis_a_signer_en_pdf
from evaluations.forms.avis import AvisPapierForm, PapierAvisForm
from evaluations.forms.verification import ConformeForm
from evaluations.models import AvisEntreprise
from evaluations.queries.avis import activites_pour_avis, avis_pour_page, empreinte_saisie
from evaluations.queries.delegation import avis_a_saisir
from evaluations.regles.avis import AVIS_PAPIER, obstacle_a_la_verification
from evaluations.services.avis_papier import (
    deposer_papier_avis,
    renvoyer_saisie_avis,
    saisir_avis_papier,
    verifier_avis_papier,
)
from evaluations.views.commun import deposant

DITS = ("signe_le", "valeur", "commentaire", "nom", "qualite")
RENVOYER = "renvoyer"  # the field of the form that sends back


def _avis(request: HttpRequest, pk: int, *etats: EtatAvis) -> AvisEntreprise:
    """The opinion of registration `pk`, in one of these states when some are given."""
    avis = avis_pour_page(Inscription.objects.visibles_par(request.user))
    return get_object_or_404(avis.filter(etat__in=etats) if etats else avis, inscription=pk)


def _avis_a_saisir(request: HttpRequest, pk: int) -> AvisEntreprise:
    """One awaited: any for the centre; for a delegated OF, its candidates' own (decision 0338)."""
    avis = _avis(request, pk, EtatAvis.ATTENDU)
    organisme = deposant(request)
    if organisme and not avis_a_saisir(organisme).filter(pk=avis.pk).exists():
        raise PermissionDenied
    return avis


@require_safe
@reserve_a(*CONSULTATION)
def avis_detail(request: HttpRequest, pk: int) -> HttpResponse:
    avis = _avis(request, pk)
    contexte = {
        "avis": avis,
        "inscription": avis.inscription,
        "lignes": avis.par_activite.select_related("activite", "valeur").order_by("activite__ordre"),
        "pages": [avis.inscription],
        "liens": avis.liens.order_by("pk"),
        "du_centre": est_du_centre(request.user),
    }
    return render(request, "evaluations/avis_detail.html", contexte)


@require_safe
@reserve_a(*CONSULTATION)
def avis_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Rendered when asked for: an opinion given changes no more."""
    avis = _avis(request, pk, EtatAvis.RENDU)
    ecrire, nom = partial(avis_en_pdf, avis, parametres()), nom_du_pdf(avis)
    lecture = lue("Avis de l’entreprise lu.", avis.inscription)
    return telecharger_rendu(request, ecrire, nom, "avis_detail", pk, lecture=lecture)


@require_safe
@reserve_a(*CENTRE, Role.ORGANISME)
def avis_imprimer(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of this candidate, to be signed by hand, while an opinion is awaited."""
    avis = _avis(request, pk, EtatAvis.ATTENDU)
    nom = nom_du_pdf(avis)
    ecrire, lecture = partial(avis_a_signer_en_pdf, avis, parametres()), lue("Avis à signer édité.", avis.inscription)
    return telecharger_rendu(request, ecrire, nom, "inscription_detail", pk, lecture=lecture)


@require_safe
@reserve_a(*CONSULTATION, Role.ORGANISME)
def avis_papier_image(request: HttpRequest, pk: int) -> HttpResponse:
    avis = _avis(request, pk) if peut_tout_consulter(request.user) else _avis_a_saisir(request, pk)
    if avis.papier is None:
        raise Http404
    return reponse_image(avis.papier, lue("Avis de l’entreprise sur papier lu.", avis.inscription))


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE, Role.ORGANISME)
def avis_papier_deposer(request: HttpRequest, pk: int) -> HttpResponse:
    avis = _avis_a_saisir(request, pk)
    form = PapierAvisForm(**saisie(request))

    def deposer() -> AvisEntreprise:
        nom, octets, type_mime = form.cleaned_data["papier"]
        return deposer_papier_avis(
            avis=avis, nom=nom, octets=octets, type_mime=type_mime, par=request.user, a=horloge.maintenant()
        )

    if tenter(request, form, deposer).fait:
        return reussir(request, "Le scan est déposé : saisissez ce qu’il dit.", "avis_saisir", pk)
    page = Page(
        "Déposer un avis signé sur papier",
        "",
        avis.inscription,
        "Déposer et saisir",
        "Vous saisissez ensuite ce que dit le papier, à côté de son image ; une autre personne du centre le vérifie.",
        regle=AVIS_PAPIER,
        icone="deposer",
    )
    return page_acte(request, form, page, DOSSIER, inscription=avis.inscription)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE, Role.ORGANISME)
def avis_saisir(request: HttpRequest, pk: int) -> HttpResponse:
    """The fields beside the scan; without one, it is asked first."""
    avis = _avis_a_saisir(request, pk)
    if avis.papier_id is None:
        return redirect("avis_papier_deposer", pk)
    retour = reverse("avis_detail", args=[pk]) if est_du_centre(request.user) else reverse("numerisation_liste")
    activites = activites_pour_avis(avis.inscription)
    initial = _deja_saisi(avis) if avis.valeur_id else {}
    form = AvisPapierForm(**saisie(request), objet=avis, activites=activites, valeurs=valeurs_avis(), initial=initial)

    def saisir() -> AvisEntreprise:
        dits = {nom: form.cleaned_data[nom] for nom in DITS}
        return saisir_avis_papier(
            avis=avis, par_activite=form.par_activite(), **dits, par=request.user, a=horloge.maintenant()
        )

    if tenter(request, form, saisir).fait:
        return reussir(
            request, "L’avis est saisi. Une autre personne, du centre, le vérifie avant qu’il compte.", retour
        )
    return _a_cote_du_papier(request, "evaluations/avis_saisir.html", avis, formulaire=form, retour=retour)


def _deja_saisi(avis: AvisEntreprise) -> dict[str, object]:
    """What was typed before it was sent back: only what differs is typed again."""
    dits: dict[str, object] = {nom: getattr(avis, nom) for nom in DITS if nom != "valeur"}
    par_activite = {f"activite_{ligne.activite_id}": ligne.valeur_id for ligne in avis.par_activite.all()}
    return dits | {"valeur": avis.valeur_id} | par_activite


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def avis_verifier(request: HttpRequest, pk: int) -> HttpResponse:
    """The scan beside what was typed: right, or to be typed again."""
    avis = _avis(request, pk, EtatAvis.A_VERIFIER)
    liee = saisie(request)
    renvoi = RENVOYER in liee.get("data", {})
    conforme = ConformeForm(**({} if renvoi else liee), empreinte=empreinte_saisie(avis))
    defaut = MotifForm(**(liee if renvoi else {}), libelle="Ce qui diffère du papier, ou ce qui y manque")
    qui = {"avis": avis, "par": request.user, "a": horloge.maintenant()}
    if renvoi and tenter(request, defaut, lambda: renvoyer_saisie_avis(**qui, **defaut.cleaned_data)).fait:
        return reussir(request, "L’avis est à saisir de nouveau.", avis.inscription)
    if not renvoi and tenter(request, conforme, lambda: verifier_avis_papier(**qui, **conforme.cleaned_data)).fait:
        return reussir(request, "L’avis est vérifié : il est rendu.", avis.inscription)
    return _a_cote_du_papier(
        request,
        "evaluations/avis_verifier.html",
        avis,
        formulaire=defaut if renvoi else conforme,
        conforme=conforme,
        defaut=defaut,
        renvoi=renvoi,
        lignes=avis.par_activite.select_related("activite", "valeur").order_by("activite__ordre"),
        empechement=obstacle_a_la_verification(avis.saisi_par_id, request.user.pk),
    )


def _a_cote_du_papier(request: HttpRequest, gabarit: str, avis: AvisEntreprise, **contexte: object) -> HttpResponse:
    pages: Iterable[Inscription] = [avis.inscription]  # the address of the picture is that of the file
    commun = {"avis": avis, "inscription": avis.inscription, "pages": pages, "regle": AVIS_PAPIER}
    return render(request, gabarit, {**commun, **contexte})

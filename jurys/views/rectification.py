"""Rectify the PV of a closed jury: opened, written line by line, edited, signed or cancelled."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certif_portal.centre.models import parametres
from certif_portal.commun import horloge
from certif_portal.commun.cadre import Page, acte, envoyer, page_acte, reussir, saisie, tenter
from certif_portal.commun.etats import empechement_de
from certif_portal.commun.fichiers import reponse_fichier
from certif_portal.commun.formulaires import MotifForm
from certif_portal.commun.lectures import lue
from certif_portal.commun.textes import en_entier
from certif_portal.comptes.choix import CONSULTATION, Role
from certif_portal.comptes.permissions import reserve_a
from jurys import permissions
from jurys.choix import RECTIFICATIONS_EN_COURS, TRANSITIONS_RECTIFICATION, EtatJury, EtatRectification
from jurys.forms.rectification import DecisionRectifieeForm, MentionRectifieeForm, RectificatifSigneForm
from jurys.models import Jury, LigneRectification, Presentation, Rectification
from jurys.queries.numero import a_numeroter
from jurys.queries.rectification import MOTS, admis_par, sujet_de, titres_du_jury
from jurys.queries.synthese import lire_synthese
from jurys.regles.deliberation import JURY_RECTIFIE, decision_inverse
from jurys.services.deliberation import titre_lu
from jurys.services.rectification import (
    annuler_rectification,
    editer_rectificatif,
    ouvrir_rectification,
    rectifier_decision,
    rectifier_mention,
    retirer_ligne,
    signer_rectification,
)
from jurys.tasks import demander_edition
from jurys.views.commun import page_jury, trouver_jury


def _rectification(request: HttpRequest, pk: int) -> Rectification:
    visibles = Rectification.objects.filter(jury__in=Jury.objects.visibles_par(request.user))
    lues = visibles.select_related("jury", "document__fichier", "ouverte_par", "close_par")
    return get_object_or_404(lues, pk=pk)


def _page(rectification: Rectification, titre: str, fait: str, bouton: str = "Enregistrer", **quoi: Any) -> Page:
    jury = rectification.jury
    fil = (
        ("Jurys", reverse("jury_liste")),
        (jury.numero, jury.get_absolute_url()),
        (f"Rectificatif n° {rectification.rang}", rectification.get_absolute_url()),
    )
    return Page(titre, fait, rectification, bouton, fil=fil, sous_titre=str(rectification), **quoi)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(Role.RESPONSABLE)
def jury_rectifier(request: HttpRequest, pk: int) -> HttpResponse:
    jury = trouver_jury(request, pk)
    form = MotifForm(**saisie(request))
    issue = tenter(
        request,
        form,
        lambda: ouvrir_rectification(jury=jury, **form.cleaned_data, par=request.user, a=horloge.maintenant()),
    )
    if issue.fait:
        return reussir(request, "La rectification est ouverte : dites ce qui est à rectifier.", issue.valeur)
    page = page_jury(
        jury,
        "Rectifier un procès-verbal",
        "",
        "Ouvrir la rectification",
        regle=JURY_RECTIFIE,
        empechement=_pas_encore(jury),
        consequences=[
            "Le procès-verbal signé reste tel qu’il est, avec ce qu’il dit.",
            "Un procès-verbal rectificatif s’y ajoute : il n’a d’effet qu’une fois signé du président et déposé.",
        ],
    )
    return page_acte(request, form, page)


def _pas_encore(jury: Jury) -> str:
    if jury.etat != EtatJury.CLOS:
        return f"Le jury est « {jury.get_etat_display()} » : il se corrige encore."
    en_cours = jury.rectifications.filter(etat__in=RECTIFICATIONS_EN_COURS).first()
    return f"{en_cours} est déjà en cours : signez-le, ou annulez-le." if en_cours else ""


@require_safe
@reserve_a(*CONSULTATION)
def rectification_detail(request: HttpRequest, pk: int) -> HttpResponse:
    rectification = _rectification(request, pk)
    peut = permissions.peut_rectifier(request.user)
    modifiable = peut and rectification.etat == EtatRectification.OUVERTE
    contexte = {
        "rectification": rectification,
        "jury": rectification.jury,
        "lignes": list(rectification.lignes.all()),
        "titres": titres_du_jury(rectification.jury) if modifiable else [],
        "modifiable": modifiable,
        "en_cours": rectification.etat in RECTIFICATIONS_EN_COURS,
        "peut_rectifier": peut,
    }
    return render(request, "jurys/rectification_detail.html", contexte)


def _fermee(rectification: Rectification) -> str:
    if rectification.etat == EtatRectification.OUVERTE:
        return ""
    return f"Cette rectification est « {rectification.get_etat_display().lower()} » : ce qu’elle dit ne change plus."


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(Role.RESPONSABLE)
def rectification_decision(request: HttpRequest, pk: int, presentation_pk: int) -> HttpResponse:
    rectification = _rectification(request, pk)
    siennes = Presentation.objects.defer(None).filter(jury=rectification.jury_id, synthese__isnull=False)
    presentation = get_object_or_404(siennes, pk=presentation_pk)
    nomme = request.GET.get("bloc", "")
    bloc = en_entier(nomme)
    titres = titres_du_jury(rectification.jury, presentation.pk)
    titre = next((titre for titre in titres if titre.bloc_pk == bloc), None)
    if titre is None or (nomme and bloc is None):
        raise Http404("Ce jury n’a rien décidé de ce titre.")
    vers = decision_inverse(titre.decision)
    synthese = titre_lu(lire_synthese(presentation.synthese), bloc)
    form = DecisionRectifieeForm(**saisie(request), synthese=synthese, admis=vers == "A")
    page = _page(
        rectification,
        "Rectifier une décision",
        "La décision est au rectificatif.",
        "Ajouter au rectificatif",
        regle=JURY_RECTIFIE,
        empechement=_fermee(rectification),
        texte=f"{sujet_de(titre)} : le procès-verbal dit « {MOTS[titre.decision]} », le jury avait décidé "
        f"« {MOTS[vers.value]} ».",
    )
    faire = partial(rectifier_decision, rectification=rectification, presentation=presentation, bloc=bloc)
    return acte(request, form, page, faire)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(Role.RESPONSABLE)
def rectification_mention(request: HttpRequest, pk: int) -> HttpResponse:
    rectification = _rectification(request, pk)
    form = MentionRectifieeForm(**saisie(request), jury=rectification.jury)
    page = _page(
        rectification,
        "Rectifier une mention",
        "La mention est au rectificatif.",
        "Ajouter au rectificatif",
        empechement=_fermee(rectification),
        texte="Un nom, un lieu, la qualité d’un membre… L’état civil d’un candidat se corrige d’abord sur sa fiche.",
    )
    return acte(request, form, page, partial(rectifier_mention, rectification=rectification))


@require_POST
@reserve_a(Role.RESPONSABLE)
def rectification_retirer(request: HttpRequest, pk: int) -> HttpResponse:
    lignes = LigneRectification.objects.filter(rectification__jury__in=Jury.objects.visibles_par(request.user))
    ligne = get_object_or_404(lignes.select_related("rectification__jury"), pk=pk)
    return envoyer(
        request,
        lambda: retirer_ligne(ligne=ligne, par=request.user, a=horloge.maintenant()),
        "La ligne est retirée.",
        ligne.rectification,
    )


@require_POST
@reserve_a(Role.RESPONSABLE)
def rectification_editer(request: HttpRequest, pk: int) -> HttpResponse:
    rectification = _rectification(request, pk)
    return envoyer(
        request,
        lambda: editer_rectificatif(rectification=rectification, par=request.user, a=horloge.maintenant()),
        "Le rectificatif est édité : imprimez-le, faites-le signer du président du jury, puis déposez-le.",
        rectification,
    )


@require_safe
@reserve_a(*CONSULTATION)
def rectification_fichier(request: HttpRequest, pk: int) -> HttpResponse:
    rectification = _rectification(request, pk)
    if rectification.document is None:
        raise Http404("Ce rectificatif n’est pas encore édité.")
    lecture = lue(f"{rectification} lu.", rectification.jury)
    return reponse_fichier(rectification.document.fichier, lecture, en_ligne=True)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(Role.RESPONSABLE)
def rectification_signer(request: HttpRequest, pk: int) -> HttpResponse:
    rectification = _rectification(request, pk)
    national = parametres().numeros_nationaux
    attendus = a_numeroter(admis_par(rectification), rectification.jury) if national else []
    form = RectificatifSigneForm(**saisie(request), attendus=attendus, saisis={})

    def signer() -> Rectification:
        lus = {"fichier": form.cleaned_data["scan"], "numeros": form.cleaned_data["numeros"]}
        return signer_rectification(rectification=rectification, **lus, par=request.user, a=horloge.maintenant())

    if tenter(request, form, signer).fait:
        demander_edition(rectification.jury)
        return reussir(request, "Le rectificatif est en vigueur ; ses papiers s’éditent.", rectification)
    page = _page(
        rectification,
        "Déposer le rectificatif signé",
        "",
        "Déposer et mettre en vigueur",
        empechement=empechement_de(TRANSITIONS_RECTIFICATION, rectification, EtatRectification.SIGNEE),
        consequences=[str(ligne) for ligne in rectification.lignes.all()]
        + ["Certificats, acquis, échéances et lettres suivent ; le premier procès-verbal reste."],
    )
    return page_acte(request, form, page)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(Role.RESPONSABLE)
def rectification_annuler(request: HttpRequest, pk: int) -> HttpResponse:
    rectification = _rectification(request, pk)
    page = _page(
        rectification,
        "Annuler la rectification",
        "La rectification est annulée : rien n’a changé.",
        "Annuler la rectification",
        danger=True,
        empechement=empechement_de(TRANSITIONS_RECTIFICATION, rectification, EtatRectification.ANNULEE),
        consequences=["Elle reste écrite, avec votre motif ; le procès-verbal du jury est inchangé."],
    )
    return acte(
        request, MotifForm(**saisie(request)), page, partial(annuler_rectification, rectification=rectification)
    )

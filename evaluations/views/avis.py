"""The company's opinion: the tutor's public page, and what the staff do about it."""

from datetime import datetime
from functools import partial

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from candidats.models import Inscription
from certif_portal.centre.models import valeurs_avis
from certif_portal.commun import horloge
from certif_portal.commun.cadre import Page, acte, dire, page_acte, reussir, saisie, tenter
from certif_portal.commun.formulaires import MotifForm
from certif_portal.commun.liens import empreinte_jeton, sans_adresse
from certif_portal.commun.pages import nom_de_saisie
from certif_portal.commun.typographie import date_longue
from certif_portal.comptes.choix import CENTRE
from certif_portal.comptes.permissions import reserve_a
from evaluations.choix import EtatAvis
from evaluations.forms.avis import AvisForm, LienAvisForm, PasserAvisForm
from evaluations.models import AvisEntreprise, LienAvis
from evaluations.permissions import est_responsable
from evaluations.queries.avis import activites_pour_avis, lien_courant
from evaluations.regles.avis import AVIS_ABSENCE, AVIS_ENTREPRISE, peut_constater_absence
from evaluations.services.avis import (
    LienInutilisable,
    constater_absence_avis,
    lien_utilisable,
    passer_avis,
    rendre_avis,
    renvoyer_lien_avis,
)

DITS = ("valeur", "commentaire", "nom", "qualite", "signature", "nom_vaut_signature")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def avis_repondre(request: HttpRequest, jeton: str) -> HttpResponse:
    """Reading the link consumes nothing (mail scanners read it too); sending the form uses it up."""
    a = horloge.maintenant()
    lien = _lien(jeton)
    if lien is None or not lien_utilisable(lien, a):
        return _lien_ferme(request, lien, a)
    inscription = lien.avis.inscription
    activites = activites_pour_avis(inscription)
    form = AvisForm(
        **saisie(request),
        activites=activites,
        valeurs=valeurs_avis(),
        initial={"nom": inscription.tuteur_nom, "qualite": inscription.tuteur_qualite},
    )

    def rendre() -> AvisEntreprise:
        dits = {nom: form.cleaned_data[nom] for nom in DITS}
        return rendre_avis(lien=lien, par_activite=form.par_activite(), **dits, a=a)

    issue = tenter(request, form, rendre)
    if isinstance(issue.refus, LienInutilisable):
        return _lien_ferme(request, _lien(jeton), a)
    if issue.fait:
        return sans_adresse(redirect("avis_repondre", jeton))
    contexte = {"lien": lien, "inscription": inscription, "formulaire": form, "regle": AVIS_ENTREPRISE, "jeton": jeton}
    return sans_adresse(render(request, "evaluations/avis_repondre.html", contexte))


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def avis_passer(request: HttpRequest, jeton: str) -> HttpResponse:
    """Whoever received the link gives it to a colleague: one mail leaves, and this link serves no more."""
    a = horloge.maintenant()
    lien = _lien(jeton)
    if lien is None or not lien_utilisable(lien, a):
        return _lien_ferme(request, lien, a)
    form = PasserAvisForm(**saisie(request))
    issue = tenter(request, form, lambda: passer_avis(lien=lien, destinataire=form.cleaned_data["destinataire"], a=a))
    if issue.fait:
        phrase = f"L’avis est demandé à {issue.valeur.destinataire}. Vous n’avez plus rien à faire."
        dire(request, phrase, recue=nom_de_saisie(request.path))
        return sans_adresse(redirect("avis_repondre", jeton))
    page = Page(
        "Passer la main à un collègue",
        "",
        reverse("avis_repondre", args=[jeton]),
        "Envoyer le lien à mon collègue",
        "Un lien personnel lui est envoyé ; le vôtre ne servira plus. Le centre en est informé.",
        icone="envoyer",
    )
    reponse = page_acte(request, form, page, "evaluations/avis_passer.html", inscription=lien.avis.inscription)
    return sans_adresse(reponse)


def _lien(jeton: str) -> LienAvis | None:
    return (
        LienAvis.objects.select_related(
            "avis__inscription__candidat",
            "avis__inscription__entreprise",
            "avis__inscription__referentiel__certification",
        )
        .filter(jeton_sha256=empreinte_jeton(jeton))
        .first()
    )


def _lien_ferme(request: HttpRequest, lien: LienAvis | None, a: datetime) -> HttpResponse:
    """The receipt of an opinion given, or what became of the link; a link never sent says nothing more."""
    contexte = {
        "lien": lien,
        "recu": lien.avis if lien and lien.utilise_le else None,
        "remplace": bool(lien and lien.revoque_le),
        "clos": bool(lien and not lien.avis.inscription.est_suivie),
        "expire": bool(lien and lien.revoque_le is None and lien.expire(a)),
    }
    statut = 200 if contexte["recu"] else 410 if lien else 404
    return sans_adresse(render(request, "evaluations/avis_ferme.html", contexte, status=statut))


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def avis_renvoyer_lien(request: HttpRequest, pk: int) -> HttpResponse:
    avis = avis_attendu(request, pk)
    initial = {"destinataire": avis.inscription.tuteur_courriel}
    form = LienAvisForm(**saisie(request), initial=initial)
    issue = tenter(
        request,
        form,
        lambda: renvoyer_lien_avis(
            avis=avis, destinataire=form.cleaned_data["destinataire"], par=request.user, a=horloge.maintenant()
        ),
    )
    if issue.fait:
        envoye = issue.valeur.destinataire
        return reussir(request, f"Un nouveau lien est envoyé à {envoye} ; le précédent ne sert plus.", avis.inscription)
    lien = lien_courant(avis)
    page = Page(
        "Demander l’avis de l’entreprise",
        "",
        avis.inscription,
        "Envoyer un nouveau lien",
        f"Le dernier lien est parti le {date_longue(lien.cree_le)} à {lien.destinataire}, valable jusqu’au "
        f"{date_longue(lien.expire_le)}. Il ne servira plus dès que le nouveau sera envoyé."
        if lien
        else "Aucun lien n’est encore parti.",
        liens=(
            (reverse("avis_papier_deposer", args=[avis.inscription.pk]), "L’avis est revenu signé sur papier"),
            (reverse("avis_constater_absence", args=[avis.inscription.pk]), "Aucun avis ne viendra"),
        ),
        icone="envoyer",
    )
    gabarit = "evaluations/avis_renvoyer_lien.html"
    return page_acte(request, form, page, gabarit, inscription=avis.inscription)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def avis_constater_absence(request: HttpRequest, pk: int) -> HttpResponse:
    avis = avis_attendu(request, pk)
    inscription = avis.inscription
    possible = peut_constater_absence(inscription.entreprise is not None, est_responsable(request.user))
    page = Page(
        "Constater l’absence d’avis",
        "L’absence d’avis est constatée, sous votre nom.",
        inscription,
        "Constater l’absence",
        "L’absence est constatée sous votre nom, avec son motif ; le dossier peut alors être présenté au jury. Le "
        "lien déjà envoyé ne sert plus.",
        intitule="Aucun avis de l’entreprise ne viendra ?",
        danger=True,
    )
    contexte = {"avis": avis, "inscription": inscription, "possible": possible, "regle": AVIS_ABSENCE}
    constater = partial(constater_absence_avis, avis=avis)
    gabarit = "evaluations/avis_constater_absence.html"
    reponse = acte(request, MotifForm(**saisie(request)), page, constater, gabarit, **contexte)
    if not possible:
        reponse.status_code = 403
    return reponse


def avis_attendu(request: HttpRequest, pk: int) -> AvisEntreprise:
    """The opinion still awaited for registration `pk`."""
    visibles = Inscription.objects.visibles_par(request.user)
    attendus = AvisEntreprise.objects.filter(inscription__in=visibles, etat=EtatAvis.ATTENDU).select_related(
        "inscription__candidat",
        "inscription__entreprise",
        "inscription__organisme",
        "inscription__referentiel__certification",
    )
    return get_object_or_404(attendus, inscription=pk)

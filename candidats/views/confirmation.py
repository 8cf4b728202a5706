"""The candidate's own reading of their civil status: the link, and what the staff do of the answer."""

from datetime import datetime
from functools import partial

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from candidats.choix import EtatConfirmation
from candidats.forms.identite import DecisionConfirmationForm, EtatCivilForm
from candidats.models import ConfirmationEtatCivil
from candidats.services.confirmation import (
    confirmation_ouverte,
    decider_confirmation,
    demander_confirmation,
    repondre_confirmation,
)
from candidats.views.commun import DOSSIER, moment, montrer, personne_de, trouver
from certif_portal.centre.models import parametres
from certif_portal.commun.cadre import Page, acte, page_acte, reussir, saisie, tenter
from certif_portal.commun.liens import empreinte_jeton, sans_adresse
from certif_portal.commun.versions import SaisiePerimee
from certif_portal.comptes.choix import CENTRE
from certif_portal.comptes.permissions import reserve_a


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def etat_civil_confirmer(request: HttpRequest, jeton: str) -> HttpResponse:
    """Reading the link consumes nothing; sending the form uses it up."""
    le, a = moment()
    confirmation = _de(jeton)
    if confirmation is None or not confirmation_ouverte(confirmation, a):
        return _ferme(request, confirmation, a)
    candidat = confirmation.inscription.candidat
    form = EtatCivilForm(**saisie(request), candidat=candidat, le=le)
    issue = tenter(
        request,
        form,
        lambda: repondre_confirmation(confirmation=confirmation, identite=form.identite, a=a),
    )
    if issue.refus and not isinstance(issue.refus, SaisiePerimee):  # sent twice, or replaced meanwhile
        return _ferme(request, _de(jeton), a)
    if issue.fait:
        return sans_adresse(redirect("etat_civil_confirmer", jeton))
    contexte = {"confirmation": confirmation, "inscription": confirmation.inscription, "formulaire": form}
    return sans_adresse(montrer(request, "etat_civil_confirmer", **contexte))


def _de(jeton: str) -> ConfirmationEtatCivil | None:
    lignes = ConfirmationEtatCivil.objects.select_related("inscription__candidat", "inscription__referentiel")
    return lignes.filter(jeton_sha256=empreinte_jeton(jeton)).first()


def _ferme(request: HttpRequest, confirmation: ConfirmationEtatCivil | None, a: datetime) -> HttpResponse:
    recue = confirmation is not None and confirmation.repondue_le is not None
    page = montrer(request, "lien_ferme", recue=recue, titre="Votre réponse est enregistrée")
    page.status_code = 200 if recue else 410 if confirmation else 404
    return sans_adresse(page)


@require_http_methods(["GET", "POST"])
@reserve_a(*CENTRE)
def confirmation_demander(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the link, after saying to whom; closed where the centre does not use it."""
    inscription = trouver(request, pk)
    if not parametres().confirmation_etat_civil:
        raise PermissionDenied("Le centre ne demande pas au candidat de relire son état civil (page Paramètres).")
    courriel = inscription.candidat.courriel
    page = Page(
        "Confirmation de l’état civil",
        f"Le lien est envoyé à {courriel}.",
        inscription,
        "Envoyer le lien",
        "Un lien à usage unique lui est envoyé par courriel. Ce qu’il corrige vous revient, avant et après : rien "
        "ne change tout seul. Un lien envoyé avant ne sert plus.",
        intitule="Demander au candidat de relire son état civil",
        empechement=""
        if courriel
        else "Aucune adresse n’est connue pour ce candidat : complétez ses coordonnées d’abord.",
    )
    demander = partial(demander_confirmation, inscription=inscription)
    return acte(request, None, page, demander, DOSSIER, inscription=inscription)


@require_http_methods(["GET", "POST"])
@reserve_a(*CENTRE)
def confirmation_decider(request: HttpRequest, pk: int) -> HttpResponse:
    """What the candidate proposes, before and after."""
    confirmation = get_object_or_404(ConfirmationEtatCivil, pk=pk, etat=EtatConfirmation.A_DECIDER)
    inscription = trouver(request, confirmation.inscription_id)
    form = DecisionConfirmationForm(**saisie(request))
    issue = tenter(
        request,
        form,
        lambda: decider_confirmation(
            confirmation=confirmation, par=personne_de(request), a=moment()[1], **form.cleaned_data
        ),
    )
    if issue.fait:
        return reussir(request, "La décision est enregistrée.", "candidat_detail", inscription.candidat_id)
    page = Page("Correction proposée", "", inscription, "Enregistrer la décision", intitule="La décision du centre")
    contexte = {"inscription": inscription, "confirmation": confirmation}
    return page_acte(request, form, page, "candidats/confirmation_decider.html", **contexte)

"""The way of a VAE: instruction, decision, livret 2."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from candidats import permissions
from candidats.choix import Voie
from candidats.forms.vae import InstructionVAEForm, Livret2Form, RecevabiliteForm
from candidats.models import Inscription, RecevabiliteVAE
from candidats.queries.vae import demandes_semblables
from candidats.regles.inscription import VAE_RECEVABILITE
from candidats.regles.vae import (
    VAE_ACCUEIL,
    VAE_DEMANDES,
    VAE_EXPERIENCE,
    VAE_LIVRET2,
    accueil_manque,
    demandes_de_trop,
)
from candidats.services.vae import decider_recevabilite, deposer_livret2, instruire_vae
from candidats.views.commun import DOSSIER, LECTEURS, exiger, moment, personne_de, trouver
from certif_portal.centre.models import parametres
from certif_portal.commun.cadre import Page, acte, page_acte, reussir, saisie, tenter
from certif_portal.commun.fichiers import reponse_fichier
from certif_portal.commun.lectures import lue
from certif_portal.commun.typographie import date_longue
from certif_portal.comptes.choix import CENTRE, Role
from certif_portal.comptes.permissions import reserve_a


def _dossier(inscription: Inscription) -> RecevabiliteVAE:
    recevabilite = getattr(inscription, "recevabilite", None)
    if recevabilite is None:
        raise Http404
    return recevabilite


@require_http_methods(["GET", "POST"])
@reserve_a(*CENTRE)
def vae_instruire(request: HttpRequest, pk: int) -> HttpResponse:
    """The phases of the instruction: file received, accueil, accompaniment."""
    inscription = trouver(request, pk)
    recevabilite = _dossier(inscription)
    exiger(permissions.peut_instruire_vae(request.user, inscription), inscription)
    initial = {champ: getattr(recevabilite, champ) for champ in ("accueil_le", "accueil_collectif", "accompagnement")}
    form = InstructionVAEForm(**saisie(request), objet=recevabilite, initial=initial)
    depose = recevabilite.fichier_id is not None
    page = Page(
        "Instruction de la VAE",
        "L’instruction est enregistrée.",
        inscription,
        texte=f"Dossier reçu le {date_longue(recevabilite.recue_le)}.",
        regle=VAE_ACCUEIL,
        intitule="Instruire la VAE",
        liens=((reverse("vae_cerfa_fichier", args=[inscription.pk]), "Dossier déposé"),) if depose else (),
    )
    instruire = partial(instruire_vae, recevabilite=recevabilite)
    return acte(request, form, page, instruire, DOSSIER, inscription=inscription)


@require_http_methods(["GET", "POST"])
@reserve_a(*CENTRE)
def recevabilite_decider(request: HttpRequest, pk: int) -> HttpResponse:
    """Declare a VAE file admissible or not; the candidate is told."""
    inscription = trouver(request, pk)
    exiger(permissions.peut_decider_recevabilite(request.user, inscription), inscription)
    recevabilite = _dossier(inscription)
    _, a = moment()
    form = RecevabiliteForm(**saisie(request))
    issue = tenter(
        request,
        form,
        lambda: decider_recevabilite(recevabilite=recevabilite, par=personne_de(request), a=a, **form.cleaned_data),
    )
    if issue.fait:
        suite = (
            " et annoncée au candidat." if inscription.candidat.courriel else " ; le candidat n’a pas d’adresse connue."
        )
        return reussir(request, f"La décision est enregistrée{suite}", inscription)
    demandes = demandes_semblables(inscription, recevabilite.recue_le.year)
    return page_acte(
        request,
        form,
        _page_de_recevabilite(inscription, recevabilite),
        "candidats/recevabilite_decider.html",
        inscription=inscription,
        recevabilite=recevabilite,
        sans_accueil=accueil_manque(inscription.voie, recevabilite.accueil_le, recevabilite.accueil_collectif),
        regle_accueil=VAE_ACCUEIL,
        demandes=demandes if demandes_de_trop(demandes, parametres().vae_demandes_an) else 0,
        regle_demandes=VAE_DEMANDES,
    )


def _page_de_recevabilite(inscription: Inscription, recevabilite: RecevabiliteVAE) -> Page:
    inconnu = "" if inscription.candidat.courriel else " Aucun courriel n’est connu : prévenez-le autrement."
    return Page(
        "Recevabilité",
        "",
        inscription,
        "Enregistrer la décision",
        f"Dossier reçu le {date_longue(recevabilite.recue_le)}.\n\n"
        f"Le candidat est informé par courriel de la suite donnée à son projet.{inconnu}",
        VAE_RECEVABILITE,
        intitule="Décider de la recevabilité",
        note=VAE_EXPERIENCE.citation() if inscription.voie == Voie.VAE_BRANCHE else "",
    )


@require_http_methods(["GET", "POST"])
@reserve_a(*CENTRE, Role.ORGANISME)
def livret2_deposer(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of proofs, once the VAE is admissible."""
    inscription = trouver(request, pk)
    recevabilite = _dossier(inscription)
    exiger(permissions.peut_deposer_livret2(request.user, inscription), inscription)
    form = Livret2Form(**saisie(request), initial={"le": moment()[0]})
    depose = recevabilite.livret2_le
    page = Page(
        "Livret 2",
        "Le livret 2 est déposé : la commission de validation peut se tenir.",
        inscription,
        "Déposer",
        f"Déjà déposé le {date_longue(depose)}." if depose else "",
        VAE_LIVRET2,
        intitule="Déposer le livret 2",
        icone="deposer",
    )
    deposer = partial(deposer_livret2, recevabilite=recevabilite)
    return acte(request, form, page, deposer, DOSSIER, inscription=inscription)


@require_safe
@reserve_a(*LECTEURS)
def vae_fichier(request: HttpRequest, pk: int, piece: str) -> HttpResponse:
    """The CERFA, or the livret 2."""
    inscription = trouver(request, pk)
    recevabilite = _dossier(inscription)
    fichier = recevabilite.livret2 if piece == "livret2" else recevabilite.fichier
    if fichier is None:
        raise Http404
    return reponse_fichier(
        fichier, lue("Livret 2 lu." if piece == "livret2" else "CERFA de recevabilité lu.", inscription)
    )

"""The file for the GTP: prepared, signed, composed, sent, acknowledged, answered; its corrective actions."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certif_portal.commun import horloge
from certif_portal.commun.cadre import acte, envoyer, page_acte, reussir, saisie, tenter
from certif_portal.commun.etats import empechement_de
from certif_portal.commun.fichiers import reponse_fichier
from certif_portal.commun.formulaires import MotifForm
from certif_portal.commun.lectures import extraite, lue
from certif_portal.commun.page_chargement import suivre
from certif_portal.comptes.choix import CENTRE, CONSULTATION
from certif_portal.comptes.permissions import reserve_a
from jurys import permissions
from jurys.choix import EtatJury
from jurys.choix_gtp import TRANSITIONS_ACTION, TRANSITIONS_DOSSIER_GTP, EtatAction, EtatDossierGTP
from jurys.forms.gtp import (
    ActionForm,
    ActionMeneeForm,
    DestinataireGTPForm,
    LettreSigneeForm,
    PreparationGTPForm,
    PreuveForm,
    ReponseGTPForm,
    TransmissionForm,
)
from jurys.forms.jury import JourForm
from jurys.models import ActionCorrective, DossierGTP, Jury
from jurys.queries.ecrans import journal_du_gtp
from jurys.queries.gtp import (
    attend_des_actions,
    dernier_destinataire,
    dossier_en_preparation,
    dossiers_de,
    pieces_du_dossier,
    pieces_du_jury,
    retrait_en_cours,
)
from jurys.regles.delai import TRANSMISSION_GTP, date_limite_gtp
from jurys.regles.gtp import GTP_ACTIONS, GTP_EXTRAIT, GTP_TRANSMISSION_PROUVEE
from jurys.services import action_corrective, transmission
from jurys.services.gtp import (
    abandonner_dossier,
    demander_composition,
    deposer_lettre_signee,
    manquantes,
    preparer_dossier,
)
from jurys.tasks import cle_composition, demander_archive, demander_constat, demander_edition
from jurys.views.commun import page_jury, trouver_jury

EN_COURS = (EtatDossierGTP.COMPOSITION, EtatDossierGTP.ENVOI)
PREUVES = ("lettre_signee", "preuve", "accuse_preuve", "reponse_preuve")
PREUVES_ACTION = ("menee_preuve", "transmise_preuve")


def _dossier(request: HttpRequest, pk: int) -> DossierGTP:
    visibles = DossierGTP.objects.filter(jury__in=Jury.objects.visibles_par(request.user))
    lus = visibles.select_related(
        "jury", "lettre__document", "lettre_signee", "archive", "courriel", "cree_par", "transmis_par"
    )
    return get_object_or_404(lus, pk=pk)


@require_safe
@reserve_a(*CONSULTATION)
def jury_gtp(request: HttpRequest, pk: int) -> HttpResponse:
    """The files of a jury, and what the next one waits for."""
    jury = trouver_jury(request, pk)
    contexte = {
        "jury": jury,
        "dossiers": dossiers_de(jury),
        "en_preparation": dossier_en_preparation(jury),
        "pieces": pieces_du_jury(jury),
        "limite": date_limite_gtp(jury.date),
        "retrait": retrait_en_cours(),
        "peut_gerer": permissions.peut_gerer_jury(request.user),
    }
    return render(request, "jurys/jury_gtp.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def jury_gtp_preparer(request: HttpRequest, pk: int) -> HttpResponse:
    jury = trouver_jury(request, pk)
    form = PreparationGTPForm(**saisie(request), precedent=jury.dossiers_gtp.exists())
    a = horloge.maintenant()
    issue = tenter(request, form, lambda: preparer_dossier(jury=jury, **form.demande(), par=request.user, a=a))
    if issue.fait:
        demander_edition(jury)
        phrase = "Le dossier est préparé : imprimez sa lettre, faites-la signer, puis déposez-la."
        return reussir(request, phrase, issue.valeur)
    page = page_jury(
        jury,
        "Préparer le dossier du GTP",
        "",
        "Préparer le dossier",
        regle=GTP_EXTRAIT,
        empechement=_pas_encore(jury),
        texte="La lettre d’attestation (annexe 12) liste exactement ce que vous joignez ici, la feuille d’émargement "
        "et les procès-verbaux.",
        retour=reverse("jury_gtp", args=[jury.pk]),
    )
    return page_acte(request, form, page)


def _pas_encore(jury: Jury) -> str:
    if jury.etat != EtatJury.CLOS:
        return "Le jury n’est pas clos."
    ouvert = dossier_en_preparation(jury)
    return f"Le dossier {ouvert.numero} est déjà en préparation." if ouvert else ""


@require_safe
@reserve_a(*CONSULTATION)
def dossiergtp_detail(request: HttpRequest, pk: int) -> HttpResponse:
    dossier = _dossier(request, pk)
    pieces = pieces_du_dossier(dossier)
    faites, total = cache.get(cle_composition(pk), (0, len(pieces)))
    contexte = {
        "dossier": dossier,
        "jury": dossier.jury,
        "pieces": pieces,
        "complet": not manquantes(pieces),
        "composition": dossier.composition.select_related("fichier"),
        "actions_gtp": dossier.actions.all(),
        "faites": faites,
        "total": total,
        "journal": journal_du_gtp(dossier.jury),
        "peut_gerer": permissions.peut_gerer_jury(request.user),
    }
    en_cours = dossier.etat in EN_COURS or dossier.lettre.document_id is None
    return suivre(render(request, "jurys/dossiergtp_detail.html", contexte), en_cours)


@require_safe
@reserve_a(*CONSULTATION)
def dossiergtp_archive(request: HttpRequest, pk: int) -> HttpResponse:
    dossier = _dossier(request, pk)
    if dossier.archive is None:
        raise Http404("Ce dossier n’est pas encore composé.")
    return reponse_fichier(dossier.archive, extraite("Archive du dossier GTP téléchargée.", dossier.jury))


@require_safe
@reserve_a(*CONSULTATION)
def dossiergtp_preuve(request: HttpRequest, pk: int, preuve: str) -> HttpResponse:
    return _preuve(_dossier(request, pk), preuve, PREUVES)


def _preuve(de: DossierGTP | ActionCorrective, preuve: str, connues: Sequence[str]) -> HttpResponse:
    fichier = getattr(de, preuve) if preuve in connues else None
    if fichier is None:
        raise Http404
    return reponse_fichier(fichier, lue("Preuve lue.", de))


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def dossiergtp_lettre(request: HttpRequest, pk: int) -> HttpResponse:
    dossier = _dossier(request, pk)
    attend = dossier.etat == EtatDossierGTP.LETTRE and dossier.lettre.document_id
    page = _page(
        dossier,
        "Déposer la lettre signée",
        "La lettre signée est déposée.",
        "Déposer la lettre signée",
        empechement="" if attend else f"Le dossier est « {dossier.get_etat_display()} » : il n’attend pas sa lettre.",
    )

    def deposer(fichier: Any, **qui: Any) -> None:
        _composer_si(deposer_lettre_signee(dossier=dossier, fichier=fichier, **qui))

    return acte(request, LettreSigneeForm(**saisie(request)), page, deposer)


def _composer_si(dossier: DossierGTP) -> None:
    if dossier.etat == EtatDossierGTP.COMPOSITION:
        demander_archive(dossier)


def _page(dossier: DossierGTP, titre: str, fait: str, bouton: str = "Enregistrer", **quoi: Any) -> Any:
    return page_jury(dossier.jury, f"{titre}, dossier {dossier.numero}", fait, bouton, retour=dossier, **quoi)


@require_POST
@reserve_a(*CENTRE)
def dossiergtp_composer(request: HttpRequest, pk: int) -> HttpResponse:
    dossier = _dossier(request, pk)

    def composer() -> None:
        _composer_si(demander_composition(dossier=dossier, par=request.user, a=horloge.maintenant()))

    return envoyer(request, composer, "La composition du dossier est lancée.", dossier)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def dossiergtp_envoyer(request: HttpRequest, pk: int) -> HttpResponse:
    dossier = _dossier(request, pk)
    form = DestinataireGTPForm(**saisie(request), initial={"destinataire": dernier_destinataire()})
    page = _page(
        dossier,
        "Envoyer par courriel",
        "Le courriel part : le dossier sera transmis dès qu’il sera parti.",
        "Envoyer le dossier",
        regle=GTP_TRANSMISSION_PROUVEE,
        empechement=empechement_de(TRANSITIONS_DOSSIER_GTP, dossier, EtatDossierGTP.ENVOI),
    )

    def partir(destinataire: str, **qui: Any) -> None:
        transmission.envoyer_par_courriel(dossier=dossier, destinataire=destinataire, **qui)
        demander_constat()

    return acte(request, form, page, partir)


@require_POST
@reserve_a(*CENTRE)
def dossiergtp_renoncer(request: HttpRequest, pk: int) -> HttpResponse:
    dossier = _dossier(request, pk)
    renoncer = partial(transmission.renoncer_au_courriel, dossier=dossier, par=request.user, a=horloge.maintenant())
    return envoyer(request, renoncer, "Le dossier est de nouveau prêt à partir.", dossier)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def dossiergtp_transmettre(request: HttpRequest, pk: int) -> HttpResponse:
    dossier = _dossier(request, pk)
    form = _prouve(request, TransmissionForm, "Parti le")
    page = _page(
        dossier,
        "Enregistrer un envoi",
        "La transmission au GTP est enregistrée.",
        "Enregistrer l’envoi",
        regle=TRANSMISSION_GTP,
        empechement=empechement_de(TRANSITIONS_DOSSIER_GTP, dossier, EtatDossierGTP.TRANSMIS),
        texte="Pour une archive qui est partie sans le courriel du portail : son jour, et le document qui le prouve.",
    )
    return acte(request, form, page, partial(transmission.transmettre_dossier, dossier=dossier))


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def dossiergtp_accuser(request: HttpRequest, pk: int) -> HttpResponse:
    dossier = _dossier(request, pk)
    form = _prouve(request, PreuveForm, "Reçu par le GTP le")
    page = _page(
        dossier,
        "Accusé de réception",
        "L’accusé de réception est enregistré.",
        empechement=empechement_de(TRANSITIONS_DOSSIER_GTP, dossier, EtatDossierGTP.RECU),
    )
    return acte(request, form, page, partial(transmission.accuser_reception, dossier=dossier))


def _prouve(request: HttpRequest, forme: type[JourForm], libelle: str) -> JourForm:
    le = horloge.aujourdhui()
    return forme(**saisie(request), initial={"le": le}, maximum=le, libelle=libelle)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def dossiergtp_repondre(request: HttpRequest, pk: int) -> HttpResponse:
    dossier = _dossier(request, pk)
    form = _prouve(request, ReponseGTPForm, "Réponse du")
    page = _page(
        dossier,
        "Réponse du GTP",
        "La réponse du GTP est enregistrée.",
        empechement=empechement_de(TRANSITIONS_DOSSIER_GTP, dossier, EtatDossierGTP.REPONDU),
        note="Aucun texte ne donne de délai au GTP : son silence ne s’enregistre pas.",
    )
    return acte(request, form, page, partial(transmission.noter_reponse, dossier=dossier))


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def dossiergtp_abandonner(request: HttpRequest, pk: int) -> HttpResponse:
    dossier = _dossier(request, pk)
    page = _page(
        dossier,
        "Abandonner",
        "Le dossier est abandonné.",
        "Abandonner ce dossier",
        danger=True,
        empechement=empechement_de(TRANSITIONS_DOSSIER_GTP, dossier, EtatDossierGTP.ABANDONNE),
        consequences=["Il reste, avec votre motif.", "Un autre peut être préparé, qui reprend ce qu’il joignait."],
    )
    return acte(request, MotifForm(**saisie(request)), page, partial(abandonner_dossier, dossier=dossier))


# --- corrective actions ----------------------------------------------------------------------------


def _action(request: HttpRequest, pk: int) -> ActionCorrective:
    visibles = ActionCorrective.objects.filter(dossier__jury__in=Jury.objects.visibles_par(request.user))
    return get_object_or_404(visibles.select_related("dossier__jury"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def actioncorrective_creer(request: HttpRequest, pk: int) -> HttpResponse:
    dossier = _dossier(request, pk)
    page = _page(
        dossier,
        "Action corrective",
        "L’action corrective est enregistrée.",
        regle=GTP_ACTIONS,
        empechement="" if attend_des_actions(dossier) else "Le GTP n’a pas répondu par des observations.",
    )
    ajouter = partial(action_corrective.ajouter_action, dossier=dossier)
    return acte(request, ActionForm(**saisie(request)), page, ajouter)


def _page_action(action: ActionCorrective, vers: EtatAction, titre: str, fait: str, **quoi: Any) -> Any:
    empechement = empechement_de(TRANSITIONS_ACTION, action, vers)
    return _page(action.dossier, titre, fait, texte=action.quoi, empechement=empechement, **quoi)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def actioncorrective_mener(request: HttpRequest, pk: int) -> HttpResponse:
    action = _action(request, pk)
    page = _page_action(action, EtatAction.MENEE, "Action menée", "L’action est menée : transmettez-la au GTP.")
    form = _prouve(request, ActionMeneeForm, "Menée le")
    return acte(request, form, page, partial(action_corrective.mener_action, action=action))


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def actioncorrective_transmettre(request: HttpRequest, pk: int) -> HttpResponse:
    action = _action(request, pk)
    fait = "La transmission de l’action est enregistrée."
    page = _page_action(action, EtatAction.TRANSMISE, "Action transmise", fait)
    form = _prouve(request, PreuveForm, "Transmise au GTP le")
    return acte(request, form, page, partial(action_corrective.transmettre_action, action=action))


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def actioncorrective_annuler(request: HttpRequest, pk: int) -> HttpResponse:
    action = _action(request, pk)
    page = _page_action(action, EtatAction.ANNULEE, "Annuler l’action", "L’action est annulée.", danger=True)
    annuler = partial(action_corrective.annuler_action, action=action)
    return acte(request, MotifForm(**saisie(request)), page, annuler)


@require_safe
@reserve_a(*CONSULTATION)
def actioncorrective_preuve(request: HttpRequest, pk: int, preuve_action: str) -> HttpResponse:
    return _preuve(_action(request, pk), preuve_action, PREUVES_ACTION)

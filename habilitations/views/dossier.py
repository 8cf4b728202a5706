"""The application: its list, its draft criterion by criterion, its deposit, its reception."""

from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certif_portal.centre.models import parametres
from certif_portal.commun import horloge
from certif_portal.commun.brouillons import tenter_brouillon
from certif_portal.commun.cadre import Page, acte, envoyer, reussir, saisie
from certif_portal.commun.durees import compte
from certif_portal.commun.fichiers import reponse_fichier
from certif_portal.commun.journal import journal_de
from certif_portal.commun.lectures import lue, lue_de
from certif_portal.commun.models import Fichier
from certif_portal.commun.tri import Tri
from certif_portal.comptes.choix import CENTRE, CONSULTATION, Role
from certif_portal.comptes.permissions import peut_tout_consulter, reserve_a
from habilitations import permissions, regles
from habilitations.choix import EtatDossier, NatureDossier
from habilitations.criteres import CRITERES, ENGAGEMENT, PAR_NUMERO
from habilitations.forms.dossier import (
    DU_DOSSIER,
    AnnexeForm,
    EngagementForm,
    IdentiteForm,
    RecevabiliteForm,
    ReponsesForm,
)
from habilitations.models import Annexe, DossierHabilitation, VersionAnnexe
from habilitations.queries.audit import agents_du_centre
from habilitations.queries.dossier import COLONNES, dossier_lu, dossiers_visibles, manques_du_dossier
from habilitations.services.annexe import joindre_annexe, retirer_annexe
from habilitations.services.dossier import (
    deposer_dossier,
    enregistrer_identite,
    enregistrer_reponses,
    recevoir_dossier,
    reprendre_proposition,
    signer_engagement,
)
from habilitations.tasks import demander_preparation

LECTEURS = (*CONSULTATION, Role.ORGANISME)
ECRITURE = ["GET", "HEAD", "POST"]
PAR_PAGE = 50
SORTES = {
    EtatDossier.BROUILLON: "attente",
    EtatDossier.DEPOSE: "faire",
    EtatDossier.ADMISSIBLE: "faire",
    EtatDossier.NON_ADMISSIBLE: "refus",
    EtatDossier.HABILITE: "fait",
    EtatDossier.REFUSE: "refus",
}


@require_safe
@reserve_a(*LECTEURS)
def dossierhabilitation_liste(request: HttpRequest) -> HttpResponse:
    etat = request.GET.get("etat", "") if request.GET.get("etat") in EtatDossier else ""
    dossiers = dossiers_visibles(request.user).select_related("audit__agent")
    if etat:
        dossiers = dossiers.filter(etat=etat)
    tri = Tri.lu(request.GET, COLONNES)
    page = Paginator(tri.trier(dossiers), PAR_PAGE).get_page(request.GET.get("page"))
    lignes = [(dossier, SORTES[EtatDossier(dossier.etat)]) for dossier in page]
    contexte = {"page": page, "lignes": lignes, "tri": tri, "etat": etat, "etats": EtatDossier.choices}
    return render(request, "habilitations/dossierhabilitation_liste.html", contexte)


def _dossier(request: HttpRequest, pk: int) -> DossierHabilitation:
    return get_object_or_404(dossiers_visibles(request.user), pk=pk)


def _brouillon(request: HttpRequest, pk: int) -> DossierHabilitation:
    """A draft, by those who may write it: 404 out of scope, 403 for the others, 404 once deposited."""
    dossier = _dossier(request, pk)
    if not permissions.peut_deposer_dossier(request.user, dossier.organisme):
        raise PermissionDenied
    if dossier.etat != EtatDossier.BROUILLON:
        raise Http404
    return dossier


@require_safe
@reserve_a(*LECTEURS)
def dossierhabilitation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    dossier = _dossier(request, pk)
    lu = dossier_lu(dossier)
    brouillon = dossier.etat == EtatDossier.BROUILLON
    ecrit = brouillon and permissions.peut_deposer_dossier(request.user, dossier.organisme)
    contexte = {
        "dossier": dossier,
        "lu": lu,
        "sorte": SORTES[EtatDossier(dossier.etat)],
        "audit": getattr(dossier, "audit", None),
        "brouillon": brouillon,
        "peut_ecrire": ecrit,
        "peut_recevoir": dossier.etat == EtatDossier.DEPOSE and permissions.peut_instruire(request.user),
        "manques": manques_du_dossier(lu) if brouillon else [],
        "renouvelle": ecrit and dossier.nature == NatureDossier.RENOUVELLEMENT,
        "propositions": list(dossier.propositions.all()) if ecrit else [],
        "regle_proposition": regles.PROPOSITION_SOURCEE,
        "regle": regles.DOSSIER_COMPLET,
        "regle_preuves": regles.DOSSIER_PREUVES,
        "actes": journal_de(dossier)[:30] if peut_tout_consulter(request.user) else None,
    }
    return render(request, "habilitations/dossierhabilitation_detail.html", contexte)


@require_http_methods(ECRITURE)
@reserve_a(Role.ORGANISME)
def dossierhabilitation_identite(request: HttpRequest, pk: int) -> HttpResponse:
    dossier = _brouillon(request, pk)
    form = IdentiteForm(**saisie(request), dossier=dossier)
    page = Page(
        "L’identité de l’organisme",
        "L’identité est enregistrée.",
        dossier,
        texte="Le nom et le SIRET se changent auprès du centre. CERTIMÉTAL ne remplace pas Qualiopi : son "
        "certificat est noté pour information. Les sites annexes et les contacts s’ajoutent sur la page de votre "
        "organisme.",
    )

    def enregistrer(*, par: Any, a: Any, **saisis: Any) -> None:
        du_dossier = {nom: saisis.pop(nom) for nom in ("certifications", *DU_DOSSIER)}
        enregistrer_identite(dossier=dossier, donnees=saisis, **du_dossier, par=par, a=a)

    return acte(request, form, page, enregistrer)


@require_http_methods(ECRITURE)
@reserve_a(Role.ORGANISME)
def dossierhabilitation_critere(request: HttpRequest, pk: int, critere: int) -> HttpResponse:
    """The two answers beside their guide. The page's script saves as one types; without it, the button does."""
    dossier = _brouillon(request, pk)
    if critere not in PAR_NUMERO:
        raise Http404
    muet = request.headers.get("X-Requested-With") == "brouillon"
    code, a = request.POST.get("reprendre", ""), horloge.maintenant()

    def lire() -> ReponsesForm:
        return ReponsesForm(**saisie(request), objet=dossier, critere=PAR_NUMERO[critere], lu=dossier_lu(dossier))

    def enregistrer(form: ReponsesForm) -> None:
        enregistrer_reponses(dossier=dossier, reponses=form.reponses(), par=request.user, a=a)
        if code:
            reprendre_proposition(dossier=dossier, code=code, par=request.user, a=a)

    ecriture = tenter_brouillon(request, lire, enregistrer, objet=dossier, partie=critere, a=a)
    form, issue = ecriture.form, ecriture.issue
    if issue.fait and not muet:
        dite = f"La proposition suit votre réponse à l’indicateur {code} : relisez-la." if code else ""
        return reussir(request, dite or "Vos réponses sont enregistrées.", _apres_critere(request, dossier, critere))
    if issue.fait:
        return JsonResponse({"enregistre": True})
    if muet:
        return JsonResponse({"enregistre": False, "phrases": issue.phrases}, status=409 if issue.refus else 400)
    lu, indicateurs = form.lu, PAR_NUMERO[critere].indicateurs
    propositions = {ligne.code: ligne for ligne in dossier.propositions.all()}
    contexte = {
        "dossier": dossier,
        "ligne": lu.criteres[critere - 1],
        "formulaire": form,
        "lignes": [(i, form[f"reponse_{i.code}"], propositions.get(i.code)) for i in indicateurs],
        "regle_proposition": regles.PROPOSITION_SOURCEE,
        "annexe_form": AnnexeForm(critere=PAR_NUMERO[critere]),
        "criteres": CRITERES,
        "dernier": critere == len(CRITERES),
        "regle_preuves": regles.DOSSIER_PREUVES,
    }
    return render(request, "habilitations/dossierhabilitation_critere.html", contexte)


def _apres_critere(request: HttpRequest, dossier: DossierHabilitation, critere: int) -> str:
    """The same page after a proposal taken over, the next one when asked for, else the file."""
    if "reprendre" in request.POST:
        return _page_critere(dossier, critere)
    if "suite" in request.POST and critere + 1 in PAR_NUMERO:
        return _page_critere(dossier, critere + 1)
    return dossier.get_absolute_url()


@require_http_methods(ECRITURE)
@reserve_a(Role.ORGANISME)
def annexe_joindre(request: HttpRequest, pk: int, critere: int) -> HttpResponse:
    dossier = _brouillon(request, pk)
    if critere not in PAR_NUMERO:
        raise Http404
    page = Page(
        f"Joindre une annexe au critère {critere}",
        "L’annexe est jointe.",
        _page_critere(dossier, critere),
        fil=_fil_critere(dossier, critere),
    )
    joindre = partial(_joindre, dossier=dossier, critere=critere)
    return acte(request, AnnexeForm(**saisie(request), critere=PAR_NUMERO[critere]), page, joindre)


def _joindre(**donnees: Any) -> VersionAnnexe:
    """The PDF of a Word or Excel file is made in the background."""
    version = joindre_annexe(**donnees)
    demander_preparation(version)
    return version


def _page_critere(dossier: DossierHabilitation, critere: int) -> str:
    return f"{dossier.get_absolute_url()}critere/{critere}/"


def _fil_critere(dossier: DossierHabilitation, critere: int) -> tuple[tuple[str, str], ...]:
    page = (PAR_NUMERO[critere].titre, _page_critere(dossier, critere))
    return ("Dossier d’habilitation", dossier.get_absolute_url()), page


def _annexe(request: HttpRequest, pk: int) -> Annexe:
    """An annexe of a draft this person may write."""
    annexes = Annexe.objects.select_related("dossier__organisme").filter(retiree_le__isnull=True)
    annexe = get_object_or_404(annexes, pk=pk, dossier__in=DossierHabilitation.objects.visibles_par(request.user))
    _brouillon(request, annexe.dossier_id)
    return annexe


@require_http_methods(ECRITURE)
@reserve_a(Role.ORGANISME)
def annexe_remplacer(request: HttpRequest, pk: int) -> HttpResponse:
    annexe = _annexe(request, pk)
    retour = _page_critere(annexe.dossier, annexe.critere)
    page = Page(
        f"Nouvelle version de {annexe.code}",
        "La nouvelle version est jointe.",
        retour,
        texte=f"{annexe.titre} : les versions précédentes restent lisibles.",
        fil=_fil_critere(annexe.dossier, annexe.critere),
    )
    joindre = partial(_joindre, dossier=annexe.dossier, critere=annexe.critere, titre=annexe.titre, remplace=annexe)
    return acte(request, AnnexeForm(**saisie(request), critere=None), page, joindre)


@require_POST
@reserve_a(Role.ORGANISME)
def annexe_retirer(request: HttpRequest, pk: int) -> HttpResponse:
    annexe = _annexe(request, pk)
    retour = _page_critere(annexe.dossier, annexe.critere)
    return envoyer(
        request,
        partial(retirer_annexe, annexe=annexe, par=request.user, a=horloge.maintenant()),
        f"L’annexe {annexe.code} est retirée.",
        retour,
    )


@require_safe
@reserve_a(*LECTEURS)
def annexe_fichier(request: HttpRequest, pk: int) -> HttpResponse:
    """What was deposited; `?lire`: what opens without an office suite."""
    dossiers = DossierHabilitation.objects.visibles_par(request.user)
    versions = VersionAnnexe.objects.select_related("fichier", "lisible", "annexe").filter(annexe__dossier__in=dossiers)
    version = get_object_or_404(versions, pk=pk)
    fichier = version.a_lire if "lire" in request.GET else version.fichier
    return reponse_fichier(
        fichier, lue_de(f"Annexe « {fichier.nom} » lue.", DossierHabilitation, version.annexe.dossier_id)
    )


@require_http_methods(ECRITURE)
@reserve_a(Role.ORGANISME)
def dossierhabilitation_engagement(request: HttpRequest, pk: int) -> HttpResponse:
    dossier = _brouillon(request, pk)
    organisme = dossier.organisme
    initial = {
        "nom": dossier.engagement_nom or organisme.responsable_nom,
        "qualite": dossier.engagement_qualite or organisme.responsable_qualite,
        "le": dossier.engagement_le or horloge.aujourdhui(),
    }
    form = EngagementForm(**saisie(request), objet=dossier, initial=initial)
    page = Page(
        "L’engagement de l’organisme",
        "L’engagement est enregistré.",
        dossier,
        texte="Imprimez la page d’engagement, signez-la, apposez le cachet, puis joignez-la ici."
        + (f" Déjà jointe : {dossier.engagement_scan.nom}." if dossier.engagement_scan else ""),
        regle=regles.DOSSIER_COMPLET,
        liens=((reverse("dossierhabilitation_engagement_imprimer", args=[dossier.pk]), "La page à imprimer"),),
    )

    def signer(*, accepte: bool, **donnees: Any) -> None:
        signer_engagement(dossier=dossier, **donnees)

    return acte(request, form, page, signer)


@require_safe
@reserve_a(*LECTEURS)
def dossierhabilitation_engagement_imprimer(request: HttpRequest, pk: int) -> HttpResponse:
    """The page that is printed, signed and stamped."""
    contexte = {"dossier": _dossier(request, pk), "engagement": ENGAGEMENT, "centre": parametres()}
    return render(request, "habilitations/engagement.html", contexte)


@require_http_methods(ECRITURE)
@reserve_a(Role.ORGANISME)
def dossierhabilitation_deposer(request: HttpRequest, pk: int) -> HttpResponse:
    dossier = _brouillon(request, pk)
    lu = dossier_lu(dossier)
    manques = manques_du_dossier(lu)
    page = Page(
        "Déposer le dossier",
        "Le dossier est déposé : le centre vous répondra ici et par courriel.",
        dossier,
        "Déposer",
        intitule=f"Déposer le dossier de {dossier.organisme.nom} ?",
        consequences=(
            f"Douze réponses et {compte(len(lu.annexes), 'annexe')} sont réunies en un seul PDF.",
            "Le dossier ne change plus ensuite : le centre vous pose ses questions dans l’audit.",
        ),
        empechement="Le dossier n’est pas complet." if manques else "",
    )
    contexte = {"dossier": dossier, "lu": lu, "manques": manques, "regle": regles.DOSSIER_PREUVES}
    deposer = partial(deposer_dossier, dossier=dossier)
    return acte(request, None, page, deposer, "habilitations/dossierhabilitation_deposer.html", **contexte)


@require_http_methods(ECRITURE)
@reserve_a(*CENTRE)
def dossierhabilitation_recevoir(request: HttpRequest, pk: int) -> HttpResponse:
    dossier = _dossier(request, pk)
    agents = agents_du_centre(horloge.aujourdhui())
    form = RecevabiliteForm(**saisie(request), agents=agents, initial={"agent": request.user.pk})
    page = Page("Recevoir le dossier", "La réponse est envoyée à l’organisme.", dossier, texte=str(dossier))
    return acte(request, form, page, partial(recevoir_dossier, dossier=dossier))


@require_safe
@reserve_a(*LECTEURS)
def dossierhabilitation_document(request: HttpRequest, pk: int) -> HttpResponse:
    """The deposited file, annexes merged, as it was frozen."""
    dossier = _dossier(request, pk)
    if dossier.document is None:
        raise Http404
    return reponse_fichier(Fichier.objects.get(pk=dossier.document.fichier_id), lue("Dossier déposé lu.", dossier))

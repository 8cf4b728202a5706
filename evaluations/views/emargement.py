"""The émargement of a sitting: rendered, its signed scan deposited, read."""

from datetime import datetime
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certif_portal.commun import horloge
from certif_portal.commun.cadre import (
    Page,
    acte,
    envoyer,
    refuser,
    saisie,
    telecharger_rendu,
)
from certif_portal.commun.fichiers import octets_de, reponse_fichier
from certif_portal.commun.lectures import lue
from certif_portal.comptes.choix import CENTRE, CONSULTATION, Role
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import reserve_a
from evaluations.choix import EtatEmargement, SorteFeuille
from evaluations.documents.feuille import avec_codes
from evaluations.forms.commission import ScanForm
from evaluations.models import Commission, FeuilleEmargement, FeuilleRecue
from evaluations.services.emargement import deposer_emargement_signe, rendre_emargement
from evaluations.services.numerisation import deposer_emargement
from evaluations.views.commun import deposant, fil, seance, seance_organisee

SCAN = ("nom", "octets", "type_mime")


@require_POST
@reserve_a(*CENTRE)
def emargement_commission_rendre(request: HttpRequest, pk: int) -> HttpResponse:
    commission = get_object_or_404(Commission.objects.visibles_par(request.user), pk=pk)
    return envoyer(
        request,
        lambda: rendre_emargement(commission=commission, par=request.user, a=horloge.maintenant()),
        "La feuille d’émargement est prête : imprimez-la et faites-la signer.",
        commission,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE, Role.ORGANISME)
def emargement_commission_deposer(request: HttpRequest, pk: int) -> HttpResponse:
    """By the centre, it counts at once; by a delegated OF, once the centre has checked it (decision 0341)."""
    organisme, commission = deposant(request), seance_organisee(request, pk)
    if getattr(commission, "emargement", None) is None or commission.emargement.etat != EtatEmargement.RENDU:
        refuser(request, "Aucune feuille d’émargement n’est à faire signer pour cette commission.")
        return redirect(commission)
    form = ScanForm(**saisie(request))

    def deposer(*, scan: tuple[str, bytes, str], par: Utilisateur, a: datetime) -> FeuilleEmargement | FeuilleRecue:
        commun = {"commission": commission, **dict(zip(SCAN, scan, strict=True)), "par": par, "a": a}
        if organisme:
            return deposer_emargement(**commun, organisme=organisme)
        return deposer_emargement_signe(**commun)

    page = Page(
        "Déposer la feuille signée",
        "L’émargement est déposé : le centre le vérifie."
        if organisme
        else "L’émargement signé est déposé : la commission est tenue.",
        commission,
        "Déposer la feuille signée",
        sous_titre=seance(commission),
        note="Le centre la vérifie : elle ne compte qu’ensuite."
        if organisme
        else "Le dépôt vaut preuve que la commission s’est tenue : elle ne se modifie plus ensuite.",
        fil=fil(commission),
        icone="deposer",
    )
    return acte(request, form, page, deposer)


@require_safe
@reserve_a(*CONSULTATION)
def emargement_commission_fichier(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed scan once it is there, else (or with `?piece=feuille`) the émargement as rendered."""
    commissions = Commission.objects.visibles_par(request.user).select_related(
        "emargement__document__fichier", "emargement__scan"
    )
    commission = get_object_or_404(commissions, pk=pk, emargement__isnull=False)
    feuille, lecture = commission.emargement, lue("Émargement lu.", commission)
    if feuille.scan and request.GET.get("piece") != "feuille":
        return reponse_fichier(feuille.scan, lecture)
    fichier = feuille.document.fichier
    if feuille.etat == EtatEmargement.SIGNE:
        return reponse_fichier(fichier, lecture)
    marquer = partial(avec_codes, octets_de(fichier), SorteFeuille.EMARGEMENT, pk)  # its scan will find its place
    return telecharger_rendu(request, marquer, fichier.nom, "commission_detail", pk, lecture=lecture)

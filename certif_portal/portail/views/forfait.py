"""The statement of forfaits of a period: on screen, as a PDF, as a workbook."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from candidats.models import Inscription
from candidats.regles.forfait import FORFAIT_FAIT, FORFAIT_SECONDE, FORFAIT_TARIF
from certif_portal.commun import horloge
from certif_portal.commun.cadre import telecharger_rendu
from certif_portal.commun.fichiers import XLSX, telecharger
from certif_portal.commun.pdf import rendre_pdf
from certif_portal.comptes.choix import CONSULTATION, Role
from certif_portal.comptes.permissions import peut_tout_consulter, reserve_a
from certif_portal.portail.contexte import centre_de
from certif_portal.portail.documents import classeur_releve, contexte_releve
from certif_portal.portail.queries.forfait import Releve, releves

LECTEURS = (*CONSULTATION, Role.ORGANISME)


@dataclass(frozen=True)
class Demande:
    """What the address asks for: the period, the payer, and whether a date could not be read."""

    du: date
    au: date
    payeur: str
    tous: list[Releve]
    erreur: str = ""

    @property
    def choisis(self) -> list[Releve]:
        return [releve for releve in self.tous if self.payeur in ("", releve.payeur.cle)]


def _demander(request: HttpRequest) -> Demande:
    """By default the civil year up to today."""
    le, erreur = horloge.aujourdhui(), ""
    try:
        du = date.fromisoformat(request.GET.get("du") or f"{le.year}-01-01")
        au = date.fromisoformat(request.GET.get("au") or le.isoformat())
    except ValueError:
        erreur = "Une des deux dates ne se lit pas : jj/mm/aaaa est attendu. La période affichée est l’année en cours."
        du, au = date(le.year, 1, 1), le
    if au < du:
        erreur = "La fin de la période précède son début : les deux dates sont échangées."
        du, au = au, du
    inscriptions = Inscription.objects.visibles_par(request.user)
    return Demande(du, au, request.GET.get("payeur", "")[:60], releves(inscriptions, du, au), erreur)


@require_safe
@reserve_a(*LECTEURS)
def forfait_liste(request: HttpRequest) -> HttpResponse:
    """Every payer of the period; the lines of the one chosen, or of the only one."""
    demande = _demander(request)
    choisi = demande.choisis[0] if len(demande.choisis) == 1 else None
    contexte = {
        "demande": demande,
        "choisi": choisi,
        "complet": peut_tout_consulter(request.user),
        "total": sum(releve.total for releve in demande.tous),
        "regles": (FORFAIT_TARIF, FORFAIT_FAIT, FORFAIT_SECONDE),
    }
    return render(request, "portail/forfait_liste.html", contexte)


def _nom(demande: Demande, extension: str) -> str:
    return f"forfaits-{demande.du:%Y-%m-%d}-{demande.au:%Y-%m-%d}.{extension}"


@require_safe
@reserve_a(*LECTEURS)
def forfait_classeur(request: HttpRequest) -> HttpResponse:
    demande = _demander(request)
    return telecharger(classeur_releve(demande.choisis), XLSX, _nom(demande, "xlsx"))


@require_safe
@reserve_a(*LECTEURS)
def forfait_pdf(request: HttpRequest) -> HttpResponse:
    """One page at least per payer, to go with the invoice."""
    demande = _demander(request)
    contexte = contexte_releve(demande.choisis, centre_de(request), demande.du, demande.au, horloge.maintenant())
    nom = _nom(demande, "pdf")
    rendre = partial(rendre_pdf, "releve_forfaits", contexte, identifiant=nom)
    return telecharger_rendu(request, rendre, nom, f"{reverse('forfait_liste')}?{request.GET.urlencode()}")

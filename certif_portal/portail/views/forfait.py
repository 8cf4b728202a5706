"""The statement of forfaits of a period: on screen, as a PDF, as a workbook."""

from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from candidats.models import Inscription
from candidats.regles.forfait import FORFAIT_FAIT, FORFAIT_SECONDE, FORFAIT_TARIF
from certif_portal.commun import horloge
from certif_portal.commun.cadre import avertir, telecharger_rendu
from certif_portal.commun.fichiers import XLSX, telecharger
from certif_portal.commun.lectures import extraite
from certif_portal.commun.pdf import rendre_pdf
from certif_portal.commun.textes import cle_recherche
from certif_portal.commun.tri import Tri
from certif_portal.comptes.choix import CONSULTATION, Role
from certif_portal.comptes.permissions import peut_tout_consulter, reserve_a
from certif_portal.portail.contexte import centre_de
from certif_portal.portail.documents import classeur_releve, contexte_releve
from certif_portal.portail.exports import NATURES, trop_long
from certif_portal.portail.queries.forfait import Periode, Releve, Somme, de_ce_payeur, releves, sommes

LECTEURS = (*CONSULTATION, Role.ORGANISME)
PAR_PAGE = 50
COLONNES = {
    "payeur": lambda somme: cle_recherche(somme.payeur.nom),
    "nombre": lambda somme: somme.nombre,
    "total": lambda somme: somme.total,
    "secondes": lambda somme: somme.secondes,
}


@dataclass(frozen=True)
class Demande:
    """What the address asks for: the period, the payer, and whether a date could not be read."""

    inscriptions: QuerySet[Inscription]
    du: date
    au: date
    payeur: str
    erreur: str = ""

    def releves(self) -> list[Releve]:
        """The lines, of the payer asked for or of all."""
        siennes = de_ce_payeur(self.inscriptions, self.payeur)
        return [lu for lu in releves(siennes, self.du, self.au) if self.payeur in ("", lu.payeur.cle)]


def _demander(request: HttpRequest) -> Demande:
    """By default the civil year up to today."""
    periode = Periode.lue(request.GET, horloge.aujourdhui())
    inscriptions = Inscription.objects.visibles_par(request.user)
    return Demande(inscriptions, periode.du, periode.au, request.GET.get("payeur", "")[:60], periode.erreur)


@require_safe
@reserve_a(*LECTEURS)
def forfait_liste(request: HttpRequest) -> HttpResponse:
    """Every payer of the period; the lines of the one chosen, or of the only one."""
    demande = _demander(request)
    tous, siens = _tous(demande, complet=peut_tout_consulter(request.user))
    if len(tous) == 1 and not demande.payeur:
        demande = replace(demande, payeur=tous[0].payeur.cle)
    choisi = _choisi(demande, siens) if demande.payeur else None
    tri = Tri.lu(request.GET, COLONNES)
    montrees = choisi.lignes if choisi else () if demande.payeur else tri.ranger(tous)
    contexte = {
        "demande": demande,
        "tous": tous,
        "payeurs": [(somme.payeur.cle, somme.payeur.nom) for somme in tous],
        "choisi": choisi,
        "tri": tri,
        "page": Paginator(montrees, PAR_PAGE).get_page(request.GET.get("page")),
        "complet": peut_tout_consulter(request.user),
        "total": sum(somme.total for somme in tous),
        "regles": (FORFAIT_TARIF, FORFAIT_FAIT, FORFAIT_SECONDE),
    }
    return render(request, "portail/forfait_liste.html", contexte)


def _tous(demande: Demande, *, complet: bool) -> tuple[list[Somme], list[Releve] | None]:
    """What each payer owes; of an OF, which is the only one of its registrations, their lines are read at once."""
    if complet:
        return sommes(demande.inscriptions, demande.du, demande.au), None
    siens = releves(demande.inscriptions, demande.du, demande.au)
    return [releve.somme for releve in siens], siens


def _choisi(demande: Demande, siens: list[Releve] | None) -> Releve | None:
    lus = demande.releves() if siens is None else siens
    return next((lu for lu in lus if lu.payeur.cle == demande.payeur), None)


def _trop_long(request: HttpRequest) -> bool:
    nombre = NATURES["forfaits"].compter(request.user, request.GET, centre_de(request), horloge.aujourdhui())
    return trop_long(nombre)


def _nom(demande: Demande, extension: str) -> str:
    return f"forfaits-{demande.du:%Y-%m-%d}-{demande.au:%Y-%m-%d}.{extension}"


@require_safe
@reserve_a(*LECTEURS)
def forfait_classeur(request: HttpRequest) -> HttpResponse:
    """The statement as a workbook; a long one is prepared apart."""
    if _trop_long(request):
        return redirect(f"{reverse('export_creer', args=['forfaits'])}?{request.GET.urlencode()}")
    demande = _demander(request)
    extrait = extraite("Relevé des forfaits exporté.")
    return telecharger(classeur_releve(demande.releves()), XLSX, _nom(demande, "xlsx"), lecture=extrait)


@require_safe
@reserve_a(*LECTEURS)
def forfait_pdf(request: HttpRequest) -> HttpResponse:
    """One page at least per payer, to go with the invoice: nobody prints five thousand lines at once."""
    if _trop_long(request) and not request.GET.get("payeur"):
        avertir(request, "Trop de lignes pour un PDF : choisissez un payeur, ou prenez le classeur.")
        return redirect(f"{reverse('forfait_liste')}?{request.GET.urlencode()}")
    demande = _demander(request)
    contexte = contexte_releve(demande.releves(), centre_de(request), demande.du, demande.au, horloge.maintenant())
    nom = _nom(demande, "pdf")
    rendre = partial(rendre_pdf, "releve_forfaits", contexte, identifiant=nom)
    vers, extrait = f"{reverse('forfait_liste')}?{request.GET.urlencode()}", extraite("Relevé des forfaits édité.")
    return telecharger_rendu(request, rendre, nom, vers, lecture=extrait)

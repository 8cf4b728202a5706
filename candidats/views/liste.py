"""The list of registrations: filtered by its address, sorted, paged, exported."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from candidats import permissions
from candidats.exports import ecrire_inscriptions
from candidats.forms.liste import FiltreForm
from candidats.models import Inscription
from candidats.queries.liste import CRITERES_TRI, choix_des_filtres, en_lignes, filtrer, lire_lignes, pour_la_page
from candidats.views.commun import LECTEURS, moment, montrer
from certif_portal.centre.models import ParametresCentre, parametres
from certif_portal.commun.durees import compte
from certif_portal.commun.fichiers import XLSX, telecharger
from certif_portal.commun.lectures import extraite
from certif_portal.commun.pagination import ParCles
from certif_portal.commun.tableur import PLAFOND
from certif_portal.commun.tri import Tri
from certif_portal.comptes.choix import Role
from certif_portal.comptes.permissions import a_role, reserve_a
from habilitations.queries.organisme import habilite_un_des_siens

PAR_PAGE = 50


@dataclass(frozen=True)
class Demande:
    """What the address asks for, with what the answer needs."""

    form: FiltreForm
    pour_organisme: bool
    le: date
    centre: ParametresCentre
    inscriptions: QuerySet[Inscription]


def demander(request: HttpRequest) -> Demande:
    le, _ = moment()
    form, centre = FiltreForm(request.GET), parametres()
    pour_organisme = a_role(request.user, Role.ORGANISME)
    visibles = Inscription.objects.visibles_par(request.user).pour_listes()
    inscriptions = filtrer(visibles, form.filtre(), le=le, centre=centre, pour_organisme=pour_organisme)
    return Demande(form, pour_organisme, le, centre, inscriptions)


@require_safe
@reserve_a(*LECTEURS)
def inscription_liste(request: HttpRequest) -> HttpResponse:
    """Fifty lines a page, what waits for the reader first."""
    demande = demander(request)
    organismes, certifications = choix_des_filtres(request.user, pour_organisme=demande.pour_organisme)
    lignes = pour_la_page()  # of keys that are the reader's
    page = ParCles(demande.inscriptions, PAR_PAGE, lignes=lignes, d_un_coup=bool(demande.form.q)).get_page(
        request.GET.get("page")
    )
    return montrer(
        request,
        "inscription_liste",
        page=page,
        lignes=en_lignes(page.object_list, le=demande.le, centre=demande.centre),
        filtres=demande.form,
        tri=Tri.lu(request.GET, CRITERES_TRI),
        pour_organisme=demande.pour_organisme,
        organismes=organismes,
        certifications=certifications,
        peut_creer=permissions.peut_creer(request.user)
        and (not demande.pour_organisme or habilite_un_des_siens(request.user, demande.le)),
    )


@require_safe
@reserve_a(*LECTEURS)
def inscription_exporter(request: HttpRequest) -> HttpResponse:
    """The whole filtered list as a workbook; a long one is prepared apart."""
    demande = demander(request)
    combien = demande.inscriptions.count()
    if combien > PLAFOND:
        return redirect(f"{reverse('export_creer', args=['inscriptions'])}?{request.GET.urlencode()}")
    octets = ecrire_inscriptions(lire_lignes(demande.inscriptions, le=demande.le, centre=demande.centre))
    extrait = extraite(f"Inscriptions exportées : {compte(combien, 'ligne')}.")
    return telecharger(octets, XLSX, f"inscriptions-{demande.le:%Y-%m-%d}.xlsx", lecture=extrait)

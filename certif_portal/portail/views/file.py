"""A work queue: its rows, whose they are, and what is done of many at once."""

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from certif_portal.commun import horloge
from certif_portal.commun.cadre import envoyer, refuser
from certif_portal.commun.textes import en_entier, en_entiers
from certif_portal.comptes.choix import CENTRE, CONSULTATION, Role
from certif_portal.comptes.permissions import reserve_a
from certif_portal.portail import lots
from certif_portal.portail.contexte import centre_de
from certif_portal.portail.queries.attente import Demande, compter, en_lignes, files_de, lignes_de
from certif_portal.portail.queries.charge import PORTEES, collegues, nombres_par_portee, peut_repartir
from certif_portal.portail.services.charge import confier, liberer, prendre_en_charge

PAR_PAGE = 50


@require_safe
@reserve_a(*CONSULTATION, Role.ORGANISME, Role.EVALUATEUR, Role.JURE)
def file_attente(request: HttpRequest, code: str) -> HttpResponse:
    """One queue: as many lines as its counter says."""
    le, centre, personne = horloge.aujourdhui(), centre_de(request), request.user
    comptes = {compte.file.code: compte for compte in compter(personne, centre, le)}
    if code not in comptes:
        raise Http404
    file, demande = comptes[code].file, Demande.lue(code, request.GET)
    tri, liste = demande.rangees(file, personne, le)
    page = Paginator(liste, PAR_PAGE).get_page(request.GET.get("page"))
    repartit = file.partagee and peut_repartir(personne)
    nombres = nombres_par_portee(lignes_de(file, personne, le), personne, le) if file.partagee else {}
    actes = {acte.code: acte for acte in lots.actes_de(personne, centre)} if repartit else {}
    contexte = {
        "file": file,
        "files": comptes.values(),
        "demande": demande,
        "portees": [(cle, mots, nombres[cle]) for cle, mots in PORTEES.items() if cle in nombres],
        "page": page,
        "tri": tri,
        "lignes": en_lignes(file, list(page), personne, demande, le),
        "repartit": repartit,
        "equipe": collegues(personne, le) if repartit else (),
        "actes": [actes[lot] for lot in file.lots if lot in actes],
    }
    return render(request, "portail/file_attente.html", contexte)


@require_POST
@reserve_a(*CENTRE, Role.ORGANISME)
def file_repartir(request: HttpRequest, code: str) -> HttpResponse:
    """Take, give or free the rows ticked; or an act on all of them, which is confirmed on its own page."""
    file = next((file for file in files_de(request.user, centre_de(request)) if file.code == code), None)
    if file is None or not file.partagee:
        raise Http404
    if not peut_repartir(request.user):
        raise PermissionDenied
    retour = Demande.lue(code, request.POST).url
    choix = en_entiers(request.POST.getlist("ligne"))
    lignes = lignes_de(file, request.user, horloge.aujourdhui()).filter(pk__in=choix)
    objets = list({objet.pk: objet for objet in lignes}.values())
    lot = request.POST.get("lot", "")
    if lot in file.lots and objets:
        adresse = urlencode({"acte": lot, "depuis": code, "inscription": [o.pk for o in objets]}, doseq=True)
        return redirect(f"{reverse('inscription_lot')}?{adresse}")
    gestes = _gestes(request, objets)
    geste = gestes.get(request.POST.get("geste", ""))
    if geste is None or not objets:
        refuser(
            request, "Cochez au moins une ligne." if geste or lot else "Choisissez à qui confier les lignes cochées."
        )
        return redirect(retour)
    faire, dit = geste
    return envoyer(request, faire, lambda nombre: f"{nombre} ligne{'s' if nombre > 1 else ''} : {dit}.", retour)


def _gestes(request: HttpRequest, objets: list[Any]) -> dict[str, tuple[Callable[[], int], str]]:
    """What may be done, and how it is said once done; to give is there once somebody is chosen."""
    communs: dict[str, Any] = {"objets": objets, "par": request.user, "a": horloge.maintenant()}
    gestes: dict[str, tuple[Callable[[], int], str]] = {
        "prendre": (partial(prendre_en_charge, **communs), "vous vous en occupez"),
        "liberer": (partial(liberer, **communs), "à prendre par l’équipe"),
    }
    equipe = collegues(request.user, horloge.aujourdhui())
    a_qui = equipe.filter(pk=en_entier(request.POST.get("a_qui", ""))).first()
    if a_qui is not None:
        gestes["confier"] = (partial(confier, a_qui=a_qui, **communs), f"{a_qui} s’en occupe")
    return gestes

"""The page of a person, across their registrations."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from candidats.queries.personne import survivant
from certif_portal.commun import horloge
from certif_portal.comptes.choix import Role
from certif_portal.comptes.permissions import est_du_centre, peut_tout_consulter
from certif_portal.portail.contexte import centre_de
from certif_portal.portail.queries.personne import page_personne
from certif_portal.portail.services.dossier import consulter_dossier


@require_safe
def candidat_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Out of scope it does not exist; a file merged into another leads to it."""
    le = horloge.aujourdhui()
    page = page_personne(pk, request.user, centre_de(request), le)
    if page is None:
        suivant = survivant(pk) if peut_tout_consulter(request.user) else None
        if suivant is None:
            raise Http404
        return redirect("candidat_detail", suivant)
    if request.user.a_role(Role.AUDITEUR):
        for ligne in page.inscriptions:
            consulter_dossier(inscription=ligne.inscription, par=request.user, a=horloge.maintenant())
    contexte = {"page": page, "complet": peut_tout_consulter(request.user), "du_centre": est_du_centre(request.user)}
    return render(request, "portail/candidat_detail.html", contexte)

"""Whoever sits in a jury knows its candidates by their code alone, on every page, until it is closed."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from certif_portal.comptes.choix import CONSULTATION, Role
from jurys.queries.siege import siege_non_scelle

Suite = Callable[[HttpRequest], HttpResponse]


def roles_suspendus(suite: Suite) -> Suite:
    """A member who was also given a role that reads names loses it until the closing (decision 0200). The designation
    refuses such a person: this holds those who received the role afterwards. One query, for them alone."""

    def traiter(request: HttpRequest) -> HttpResponse:
        personne = request.user
        if personne.is_authenticated and Role.JURE in personne.roles and not CONSULTATION.isdisjoint(personne.roles):
            jury = siege_non_scelle(personne.pk)
            if jury is not None:
                personne.suspendre_roles(CONSULTATION)
                request.siege_en_cours = jury
        return suite(request)

    return traiter

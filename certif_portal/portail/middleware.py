"""Pages read and sent by an OF, an evaluator, a juror or a tutor: behind the second wall (`mur.py`)."""

from collections.abc import Callable

from django.db import DEFAULT_DB_ALIAS, connection
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from certif_portal.commun.liens import empreinte_jeton
from certif_portal.comptes.choix import Role
from certif_portal.comptes.permissions import a_role, peut_tout_consulter
from certif_portal.portail.mur import derriere_le_mur, mur_pose

Suite = Callable[[HttpRequest], HttpResponse]
DU_TUTEUR = frozenset({"avis_repondre", "avis_passer"})


def second_mur(suite: Suite) -> Suite:
    """What is read, and what is sent: the page finds behind it what it names; the act alone is done in front of it."""

    def traiter(request: HttpRequest) -> HttpResponse:
        vue, jeton = _vue(request)
        tenu = vue in DU_TUTEUR if jeton else _restreint(request)
        if not tenu or not mur_pose(DEFAULT_DB_ALIAS):
            return suite(request)
        empreinte = empreinte_jeton(jeton) if jeton else ""
        with derriere_le_mur(connection, personne=request.user.pk, jeton=empreinte):
            return suite(request)

    return traiter


def _restreint(request: HttpRequest) -> bool:
    """Who holds a role, and none that reads every file."""
    personne = request.user
    return a_role(personne, Role.ORGANISME, Role.EVALUATEUR, Role.JURE) and not peut_tout_consulter(personne)


def _vue(request: HttpRequest) -> tuple[str, str]:
    """The page, and the token of the personal link that leads to it: its own, whoever is logged in."""
    try:
        trouvee = resolve(request.path_info)
    except Resolver404:
        return "", ""
    return str(trouvee.url_name), str(trouvee.kwargs.get("jeton", ""))

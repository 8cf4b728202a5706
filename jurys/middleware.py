"""The roles of the day. Whoever sits in a jury knows its candidates by their code alone, on every page, until it is
closed."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from certif_portal.commun import horloge
from jurys.queries.siege import roles_et_siege

Suite = Callable[[HttpRequest], HttpResponse]


def roles_du_jour(suite: Suite) -> Suite:
    """Load the roles the person holds today: an expired or withdrawn role opens nothing, nor does one that would name
    the candidates of the jury in which they sit (decision 0344), however and whenever it was given."""

    def traiter(request: HttpRequest) -> HttpResponse:
        request.sous_secret = False
        if request.user.is_authenticated:
            tenus = roles_et_siege(request.user, horloge.aujourdhui())
            request.user.retenir_roles(tenus.roles)
            request.sous_secret = bool(tenus.jury)
            if tenus.suspendus:
                request.siege_en_cours = tenus.jury
        return suite(request)

    return traiter

"""The two doors of a tablet: what it takes along, what it sends. JSON in, JSON out, never a page of login."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_POST, require_safe

from certif_portal.commun import horloge
from certif_portal.commun.cadre import essayer
from certif_portal.commun.enveloppe import cle_publique
from certif_portal.commun.pannes import DELAI_VERROU
from certif_portal.commun.textes import en_entier
from certif_portal.commun.typographie import typographier
from certif_portal.comptes.choix import Role
from certif_portal.comptes.permissions import a_role
from evaluations.forms.saisie import EnvoiRefuse, lire_envoi
from evaluations.queries.document import documents_emportes
from evaluations.queries.paquet import cle_de, pages_du_paquet, paquet_de
from evaluations.regles.grille import regles_de_ligne
from evaluations.regles.saisie import sceau
from evaluations.services.saisie import recevoir_operations

Vue = Callable[[HttpRequest], JsonResponse]


def refus(phrase: str, statut: int) -> JsonResponse:
    return JsonResponse({"phrase": typographier(phrase)}, status=statut)


def de_tablette(vue: Vue) -> Vue:
    """For a logged-in evaluator; whoever is not is told so in JSON."""

    @wraps(vue)
    def garder(request: HttpRequest) -> JsonResponse:
        if not request.user.is_authenticated:
            return refus("Votre session est terminée : reconnectez-vous pour envoyer ce que la tablette garde.", 401)
        if not a_role(request.user, Role.EVALUATEUR):
            return refus("Seul un évaluateur envoie des saisies.", 403)
        return vue(request)

    return login_not_required(garder)


@require_safe
@ensure_csrf_cookie
@de_tablette
def saisies_paquet(request: HttpRequest) -> JsonResponse:
    """The evaluator's own sittings of these days, and the token without which nothing is sent."""
    grille = en_entier(request.GET.get("grille", ""))
    grilles = paquet_de(request.user, horloge.aujourdhui(), grille)
    return JsonResponse(
        {
            "utilisateur": request.user.pk,
            "cle": cle_de(request.user),
            "secours": cle_publique(),
            "prepare_le": horloge.maintenant().isoformat(),
            "grilles": grilles,
            "regles": regles_de_ligne(),
            "pages": pages_du_paquet(grilles),
        }
    )


@require_safe
@de_tablette
def saisies_documents(request: HttpRequest) -> JsonResponse:
    """What is read beside these grids, fetched apart: a page that opens does not wait for it."""
    documents = documents_emportes(request.user, horloge.aujourdhui())
    return JsonResponse({"utilisateur": request.user.pk, **documents})


@require_POST
@de_tablette
def saisies_recevoir(request: HttpRequest) -> JsonResponse:
    """Operations of one tablet, each applied once; the answer says what became of each."""

    def recevoir() -> list[dict[str, Any]]:
        envoi = lire_envoi(request)
        return recevoir_operations(
            utilisateur=request.user,
            appareil=envoi.appareil,
            operations=envoi.operations,
            a=horloge.maintenant(),
        )

    issue = essayer(recevoir)
    if issue.fait:
        return JsonResponse(
            {
                "utilisateur": request.user.pk,
                "resultats": issue.valeur,
                "sceau": sceau(cle_de(request.user), issue.valeur),
            }
        )
    if isinstance(issue.refus, EnvoiRefuse):
        return refus(str(issue.refus), issue.refus.statut)
    reponse = refus(" ".join(issue.phrases), 503)  # nothing is written: the tablet sends it again as it is
    reponse["Retry-After"] = str(DELAI_VERROU)
    return reponse

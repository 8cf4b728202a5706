"""What every page needs: the day, the centre's settings and name, the navigation of the person's roles.

All of it is lazy: a page that shows none of it asks nothing of the database.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from certif_portal.centre.models import ParametresCentre, lire_parametres
from certif_portal.commun import horloge
from certif_portal.comptes import sessions
from certif_portal.comptes.choix import CONSULTATION, Role
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail import lots
from certif_portal.portail.listes import LISTES as LISTES_EXPLIQUEES
from certif_portal.portail.listes import liste_de
from certif_portal.portail.queries.accessibilite import grille
from certif_portal.portail.queries.attente import PREFIXE, place_dans_la_file
from certif_portal.portail.queries.guide import aide_de
from certif_portal.portail.queries.liste import LISTES, Vues, requete_de
from certif_portal.portail.queries.marche import lien
from certif_portal.portail.queries.navigation import Cadre, cadre, navigation, peut_chercher


def portail(request: HttpRequest) -> dict[str, Any]:
    """`parametres_centre` is the row of settings (its defaults before anybody edits them)."""
    contexte: dict[str, Any] = {
        "aujourdhui": horloge.aujourdhui(),
        "parametres_centre": SimpleLazyObject(lambda: centre_de(request)),
        "centre_nom": SimpleLazyObject(lambda: str(centre_de(request).nom)),
        "bandeau_demo": _bandeau(),
        "mention_accessibilite": grille().conclusion,
        "siege_en_cours": getattr(request, "siege_en_cours", None),
    }
    personne = getattr(request, "user", None)
    if personne is not None and personne.is_authenticated:
        contexte["navigation"] = SimpleLazyObject(
            lambda: navigation(personne, request.path, _cadre(request).nombres, _cadre(request).defauts)
        )
        contexte["vues"] = _vues(request, personne)
        contexte["absence"] = SimpleLazyObject(lambda: _absence(request, personne))
        contexte["lots"] = SimpleLazyObject(lambda: lots.actes_de(personne, centre_de(request)))
        requete = request.GET.get("liste", "")
        if requete.startswith(PREFIXE):
            contexte["place_file"] = SimpleLazyObject(
                lambda: place_dans_la_file(requete, personne, centre_de(request), horloge.aujourdhui())
            )
        contexte["session_reste"] = _session_reste(request, personne)
        contexte["role_libelle"] = ", ".join(str(Role(role).label) for role in sorted(personne.roles))
        contexte["url_aide"] = SimpleLazyObject(lambda: aide_de(_ecran(request), personne.roles))
        contexte["notifications"] = SimpleLazyObject(lambda: _cadre(request).notifications)
        if not personne.a_role(*CONSULTATION, Role.ORGANISME):  # no file of theirs is found by a name
            contexte["invite_recherche"] = "Chercher une séance, un jury, une certification…"
        contexte["url_recherche"] = lien("recherche") if peut_chercher(personne) else ""
    return contexte


def _session_reste(request: HttpRequest, personne: Utilisateur) -> int:
    """Seconds before this session ends, unless somebody opens a page: said on the page a little before."""
    if not hasattr(request, "session"):
        return 0
    return max(int(sessions.reste(request.session, personne.roles, horloge.du_mur()).total_seconds()), 0)


def centre_de(request: HttpRequest) -> ParametresCentre:
    """The centre's settings, read once in a request."""
    return _cadre(request).centre


def _cadre(request: HttpRequest) -> Cadre:
    """Read once in a request: one query for the settings and the counters of the rail."""
    garde = request.__dict__
    if "_cadre" not in garde:
        personne = getattr(request, "user", None)
        if isinstance(personne, Utilisateur) or getattr(personne, "pk", None):
            garde["_cadre"] = cadre(personne, horloge.aujourdhui())
        else:
            garde["_cadre"] = Cadre(lire_parametres(), {})
    return garde["_cadre"]


def _vues(request: HttpRequest, personne: Utilisateur) -> Vues | None:
    """The saved views of the list being read, which are asked for only where they are shown."""
    page = _ecran(request)
    return Vues(page, requete_de(request.GET), personne) if page in LISTES else None


def _absence(request: HttpRequest, personne: Utilisateur) -> dict[str, str]:
    """Where the list being read says why something is not in it, and what to give it; nothing on another page."""
    cible = request.resolver_match
    nom = _ecran(request)
    if cible is None or request.method == "POST" or not (nom in LISTES_EXPLIQUEES or nom == "file_attente"):
        return {}
    code = str(cible.kwargs.get("code", nom))
    liste = liste_de(code, personne, centre_de(request), horloge.aujourdhui())
    if liste is None or "inscription" in request.GET:  # already chosen in the list
        return {}
    pour = str(cible.kwargs["pk"]) if liste.d_un_objet else ""
    return {
        "url": lien("absence_expliquer", code),
        "invite": liste.sorte.invite,
        "liste": requete_de(request.GET),
        "pour": pour,
    }


def _ecran(request: HttpRequest) -> str:
    """The URL name of the page; none for one that does not exist."""
    return (request.resolver_match.url_name or "") if request.resolver_match else ""


def _bandeau() -> dict[str, Any] | None:
    """The banner of the demonstration: always there, and it says when the clock was moved."""
    if not settings.DEMO:
        return None
    return {"jours": horloge.decalage().days, "url_horloge": lien("demo_horloge"), "url_boite": lien("demo_courriels")}

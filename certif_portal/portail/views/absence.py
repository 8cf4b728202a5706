"""Why something is not in a list."""

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from certif_portal.commun import horloge
from certif_portal.commun.textes import en_entier, nettoyer_texte
from certif_portal.comptes.choix import CONSULTATION, Role
from certif_portal.comptes.permissions import reserve_a
from certif_portal.portail.absences import LONGUEUR, MONTRES, Lecteur, repondre
from certif_portal.portail.contexte import centre_de
from certif_portal.portail.listes import LISTES, liste_de
from certif_portal.portail.queries.marche import lien


@require_safe
@reserve_a(*CONSULTATION, Role.ORGANISME, Role.EVALUATEUR, Role.JURE)
def absence_expliquer(request: HttpRequest, code: str) -> HttpResponse:
    """What bears these words among what the person may see, and what of the list leaves each out; `liste`: the filters
    of its address."""
    le, centre = horloge.aujourdhui(), centre_de(request)
    liste = liste_de(code, request.user, centre, le)
    adresse, pour = request.GET.get("liste", ""), request.GET.get("pour", "")
    cible = en_entier(pour) or 0
    if liste is None or bool(cible) != liste.d_un_objet:
        raise Http404
    mots = request.GET.get("q", "")[:LONGUEUR]
    lecteur = Lecteur(request.user, le, centre, cible)
    contexte = {
        "liste": liste,
        "retour": _retour(code, cible, adresse),
        "adresse": adresse,
        "pour": cible or "",
        "q": mots,
        "trouves": repondre(liste, _lue(adresse), mots, lecteur),
        "montres": MONTRES,
    }
    return render(request, "portail/absence.html", contexte)


def _lue(adresse: str) -> dict[str, str]:
    """Without the signs that no column holds."""
    return {nom: nettoyer_texte(valeur) for nom, valeur in QueryDict(adresse).items()}


def _retour(code: str, pour: int, adresse: str) -> str:
    """The list, as it was filtered."""
    url = lien(code, *([pour] if pour else [])) if code in LISTES else lien("file_attente", code)
    return f"{url}?{adresse}" if adresse else url

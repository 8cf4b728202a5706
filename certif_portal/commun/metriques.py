"""What a monitor reads, in the text format of Prometheus: counts and ages, no name, behind a token of the portal."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from hmac import compare_digest

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from certif_portal.commun import horloge
from certif_portal.commun.choix import EtatCourriel
from certif_portal.commun.models import Courriel, PassageTache
from certif_portal.commun.sante import constater

TYPE = "text/plain; version=0.0.4; charset=utf-8"
Mesure = tuple[str, str, str, float]
"""Name, label as written between braces, what it is, value."""


@login_not_required
@never_cache
@require_safe
def metriques(request: HttpRequest) -> HttpResponse:
    """Not found without the token, and where none is set: an address that answers to nobody."""
    attendu, recu = settings.JETON_METRIQUES, request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not attendu or not compare_digest(attendu.encode(), recu.encode()):
        raise Http404
    return HttpResponse(ecrire(mesurer(horloge.maintenant())), content_type=TYPE)


def mesurer(a: datetime) -> Iterator[Mesure]:
    for constat in constater():
        if constat.va is not None:  # not known: nothing is said of it
            yield (
                "portail_point_tient",
                f'point="{constat.controle.nom}"',
                "1 quand le point de santé tient",
                constat.va,
            )
    etats = dict(Courriel.objects.order_by().values_list("etat").annotate(Count("pk")))
    for etat in EtatCourriel:
        yield "portail_courriels", f'etat="{etat.value}"', "courriels par état", etats.get(etat.value, 0)
    plus_ancien = Courriel.objects.filter(etat=EtatCourriel.A_ENVOYER).aggregate(le=Min("cree_le"))["le"]
    attente = (a - plus_ancien).total_seconds() if plus_ancien else 0
    yield "portail_courriel_plus_ancien_secondes", "", "âge du plus ancien courriel à envoyer", attente
    for passage in PassageTache.objects.filter(reussi_le__isnull=False).order_by("nom"):
        age = (a - passage.reussi_le).total_seconds()  # type: ignore[operator]  # not null here
        yield "portail_tache_age_secondes", f'tache="{passage.nom}"', "temps depuis le dernier passage réussi", age
    yield "portail_disque_libre_octets", "", "place libre", shutil.disk_usage(settings.BASE_DIR).free


def ecrire(mesures: Iterator[Mesure]) -> str:
    lignes, dites = [], set()
    for nom, etiquette, quoi, valeur in mesures:
        if nom not in dites:
            lignes += [f"# HELP {nom} {quoi}", f"# TYPE {nom} gauge"]
            dites.add(nom)
        lignes.append(f"{nom}{{{etiquette}}} {float(valeur):g}" if etiquette else f"{nom} {float(valeur):g}")
    return "\n".join(lignes) + "\n"

"""Two addresses for those who run the portal: is the process alive, and does it have all it needs?

They are open and say nothing more than yes or no by name: no address, no version, no count.
"""

import ctypes
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from certif_portal.commun import horloge
from certif_portal.commun.choix import EtatCourriel
from certif_portal.commun.models import Courriel

# What WeasyPrint opens when the first PDF is drawn; named here so that its absence is known before.
BIBLIOTHEQUES_PDF = (
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libpangoft2-1.0.so.0",
    "libharfbuzz.so.0",
    "libharfbuzz-subset.so.0",
    "libfontconfig.so.1",
)
ATTENTE_REDIS = 2  # seconds
RETARD_COURRIEL = timedelta(minutes=10)


def base_repond() -> bool:
    try:
        with connection.cursor() as curseur:
            curseur.execute("SELECT 1")
            return curseur.fetchone() == (1,)
    except DatabaseError:
        return False


def migrations_passees() -> bool:
    try:
        executeur = MigrationExecutor(connection)
    except DatabaseError:
        return False
    return not executeur.migration_plan(executeur.loader.graph.leaf_nodes())


def courtier_repond() -> bool:
    """True without a broker: the demo runs its tasks at once."""
    if not settings.REDIS_URL:
        return True
    import redis

    try:
        client = redis.Redis.from_url(
            settings.REDIS_URL, socket_timeout=ATTENTE_REDIS, socket_connect_timeout=ATTENTE_REDIS
        )
        with client:
            return bool(client.ping())
    except (redis.RedisError, ValueError):
        return False


def bibliotheques_pdf_absentes() -> list[str]:
    absentes = []
    for nom in BIBLIOTHEQUES_PDF:
        try:
            ctypes.CDLL(nom)
        except OSError:
            absentes.append(nom)
    return absentes


def courriels_a_l_heure() -> bool:
    """False when a mail that should have left is still there: the worker or beat is away."""
    try:
        limite = horloge.maintenant() - RETARD_COURRIEL
        du = Q(prochain_essai_le__isnull=True, cree_le__lte=limite) | Q(prochain_essai_le__lte=limite)
        return not Courriel.objects.filter(du, etat=EtatCourriel.A_ENVOYER).exists()
    except DatabaseError:
        return False


INFORMATIONS: dict[str, Callable[[], bool]] = {"courriels": courriels_a_l_heure}
"""Told, without taking the portal out of service: pages answer all the same."""
CONTROLES: dict[str, Callable[[], bool]] = {
    "base": base_repond,
    "migrations": migrations_passees,
    "courtier": courtier_repond,
    "pdf": lambda: not bibliotheques_pdf_absentes(),
}


@login_not_required
@never_cache
@require_safe
def vivant(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"vivant": True})


@login_not_required
@never_cache
@require_safe
def pret(request: HttpRequest) -> JsonResponse:
    """200 when everything answers, 503 otherwise; mails that wait are told, and change nothing to the status."""
    etats = {nom: controle() for nom, controle in CONTROLES.items()}
    statut = 200 if all(etats.values()) else 503
    return JsonResponse(etats | {nom: lire() for nom, lire in INFORMATIONS.items()}, status=statut)


def sante_d_abord(suite: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Health answers before the session is looked for: a database that is away is told, not suffered."""
    vues = {"/vivant": vivant, "/pret": pret}

    def traiter(request: HttpRequest) -> HttpResponse:
        vue = vues.get(request.path)
        return vue(request) if vue else suite(request)

    return traiter

"""Two addresses for those who run the portal: is the process alive, and does it have all it needs?

They are open and say nothing more than yes or no by name: no address, no version, no count. The responsable reads what
is behind each on a page of the portal.
"""

import ctypes
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Max, Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from certif_portal.commun import horloge
from certif_portal.commun.antivirus import EnPanne, interroger
from certif_portal.commun.arret_envois import arret_en_cours
from certif_portal.commun.choix import EtatCourriel
from certif_portal.commun.models import Courriel, PassageTache
from certif_portal.commun.passages import taches_de_beat
from certif_portal.commun.typographie import instant

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
RETARD_TACHE = timedelta(minutes=10)
"""Beyond three turns of a task that comes back within the hour."""
RETARD_QUOTIDIENNE = timedelta(hours=26)
"""Beyond which a task of once a day, or the backup, was missed."""
COURTE = 300
"""Seconds between two turns of what tells, when none passes, that nothing does."""
SAUVEGARDE, COHERENCE = "sauvegarde", "coherence"
PLACE_LIBRE, PART_LIBRE = 2 * 1024**3, 0.05
"""Bytes, and part of the disk, under which it is about to be full."""

Lu = tuple[bool | None, str]
"""Whether it holds, None when something else keeps it from being known; and what was read."""


@dataclass(frozen=True)
class Controle:
    """One thing looked at. `arrete`: without it pages do not answer, and the proxy must send nobody here. `branche`: a
    centre may do without it, and nothing fails then, but nothing holds either."""

    nom: str
    titre: str
    lire: Callable[[], Lu]
    faire: str
    arrete: bool = False
    branche: Callable[[], bool] = lambda: True


@dataclass(frozen=True)
class Constat:
    controle: Controle
    va: bool | None
    dit: str

    @property
    def absent(self) -> bool:
        return not self.controle.branche()


def _le(moment: datetime) -> str:
    return instant(moment, horloge.aujourdhui())


def lire_base() -> Lu:
    with connection.cursor() as curseur:
        curseur.execute("SELECT 1")
        return curseur.fetchone() == (1,), "répond"


def lire_migrations() -> Lu:
    executeur = MigrationExecutor(connection)
    manquent = executeur.migration_plan(executeur.loader.graph.leaf_nodes())
    if manquent:
        return False, f"il en reste {len(manquent)} à passer, dont {manquent[0][0]}"
    return True, "toutes passées"


def lire_version() -> Lu:
    """Whether the base was migrated by a newer version than this one: what was rolled back may refuse to write."""
    chargeur = MigrationExecutor(connection).loader
    connues = set(chargeur.disk_migrations)
    for migration in chargeur.disk_migrations.values():
        connues.update(migration.replaces)
    en_trop = sorted(
        cle for cle in chargeur.applied_migrations if cle[0] in chargeur.migrated_apps and cle not in connues
    )
    if en_trop:
        return (
            False,
            f"la base a été migrée par une version plus récente ({', '.join('.'.join(cle) for cle in en_trop[:3])})",
        )
    return True, "le code et la base sont de la même version"


def lire_courtier() -> Lu:
    """True without a broker: the demo runs its tasks at once."""
    if not settings.REDIS_URL:
        return True, "sans courtier : les tâches se font sur-le-champ"
    import redis

    try:
        with _client_redis() as client:
            return bool(client.ping()), "répond"
    except (redis.RedisError, ValueError):
        return False, "ne répond pas"


def _client_redis() -> Any:
    import redis

    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=ATTENTE_REDIS, socket_connect_timeout=ATTENTE_REDIS)


def bibliotheques_pdf_absentes() -> list[str]:
    absentes = []
    for nom in BIBLIOTHEQUES_PDF:
        try:
            ctypes.CDLL(nom)
        except OSError:
            absentes.append(nom)
    return absentes


def lire_pdf() -> Lu:
    absentes = bibliotheques_pdf_absentes()
    return not absentes, f"il manque {', '.join(absentes)}" if absentes else "les bibliothèques sont là"


def lire_courriels() -> Lu:
    """False when a mail that should have left is still there: the worker or beat is away, or nothing may leave."""
    if arret := arret_en_cours():
        return False, f"retenus depuis le {_le(arret.arretes_le)} : {arret.raison}"
    limite = horloge.maintenant() - RETARD_COURRIEL
    du = Q(prochain_essai_le__isnull=True, cree_le__lte=limite) | Q(prochain_essai_le__lte=limite)
    dus = Courriel.objects.filter(du, etat=EtatCourriel.A_ENVOYER)
    if premier := dus.order_by("cree_le").values_list("cree_le", flat=True).first():
        return False, f"{dus.count()} devraient être partis, le plus ancien attend depuis {_le(premier)}"
    return True, "aucun en retard"


def _en_retard(passage: PassageTache | None, rythme: object, maintenant: datetime, debut: datetime) -> bool:
    """One that never passed is late of the day the portal was installed, or updated. One of once a day, never: it is
    that of a portal begun today, and its failures are told apart."""
    if not isinstance(rythme, float):
        faite = passage.reussi_le if passage else None
        return faite is not None and faite < maintenant - RETARD_QUOTIDIENNE
    depuis = passage.reussi_le if passage and passage.reussi_le else debut
    return depuis < maintenant - RETARD_TACHE - 3 * timedelta(seconds=rythme)


def _debut() -> datetime:
    """When the base was last migrated: what came with that version cannot have passed before."""
    derniere: datetime | None = MigrationRecorder(connection).migration_qs.aggregate(le=Max("applied"))["le"]
    return derniere or horloge.maintenant()


def _passages() -> dict[str, PassageTache]:
    return {passage.nom: passage for passage in PassageTache.objects.all()}


SUR_LE_CHAMP = "sans courtier : les tâches se font sur-le-champ"


def _tardives() -> tuple[list[str], str]:
    """The tasks that no longer pass; and, when none of those of every few minutes does, since when."""
    passages, maintenant, debut = _passages(), horloge.maintenant(), _debut()
    rythmes = taches_de_beat()
    courtes = {nom for nom, rythme in rythmes.items() if isinstance(rythme, float) and rythme <= COURTE}
    derniere = max((p.reussi_le for p in passages.values() if p.reussi_le and p.nom in courtes), default=debut)
    if derniere < maintenant - RETARD_TACHE:
        return [], f"depuis le {_le(derniere)}"
    tardives = [nom for nom, rythme in rythmes.items() if _en_retard(passages.get(nom), rythme, maintenant, debut)]
    return sorted(tardives), ""


def lire_worker() -> Lu:
    """When nothing passes, tasks that wait for somebody to take them tell that the worker is away."""
    if settings.CELERY_TASK_ALWAYS_EAGER:
        return True, SUR_LE_CHAMP
    if not (depuis := _tardives()[1]):
        return True, "fait les tâches"
    attendent = _en_file()
    if attendent is None:
        return None, "Redis ne répond pas"
    if attendent:
        return False, f"n’a fait aucune tâche {depuis} ; {attendent} attend{'ent' if attendent > 1 else ''}"
    return None, "rien ne lui est demandé"


def lire_beat() -> Lu:
    """When nothing passes and nothing waits, nobody asks."""
    if settings.CELERY_TASK_ALWAYS_EAGER:
        return True, SUR_LE_CHAMP
    if not (depuis := _tardives()[1]):
        return True, "demande les tâches"
    attendent = _en_file()
    if attendent is None:
        return None, "Redis ne répond pas"
    return (None, "les tâches demandées attendent d’être faites") if attendent else (False, f"ne demande rien {depuis}")


def _en_file() -> int | None:
    """Tasks that nobody has taken; None without an answer."""
    import redis

    try:
        with _client_redis() as client:
            return int(client.llen(settings.CELERY_TASK_DEFAULT_QUEUE))
    except (redis.RedisError, ValueError):
        return None


def lire_taches() -> Lu:
    if settings.CELERY_TASK_ALWAYS_EAGER:
        return True, SUR_LE_CHAMP
    tardives, depuis = _tardives()
    if depuis:
        return None, f"aucune ne passe {depuis} : voyez leur exécution et leur planification"
    return not tardives, f"ne passent plus : {', '.join(tardives)}" if tardives else "toutes passent à l’heure"


def lire_echecs() -> Lu:
    rythmes = taches_de_beat()  # one that is asked for no more will never succeed again
    en_echec = [passage for passage in _passages().values() if passage.en_echec and passage.nom in rythmes]
    dits = [f"le dernier tour de {passage.nom} a échoué ({passage.erreur})" for passage in en_echec]
    return not dits, " ; ".join(dits) if dits else "aucune n’a échoué à son dernier tour"


def lire_disque() -> Lu:
    disque = shutil.disk_usage(settings.BASE_DIR)
    dit = f"{disque.free / 1024**3:.1f} Go libres sur {disque.total / 1024**3:.0f} Go".replace(".", ",")
    return disque.free >= PLACE_LIBRE and disque.free >= PART_LIBRE * disque.total, dit


def lire_sauvegarde() -> Lu:
    """What `manage.py noter_sauvegarde` told last; a demonstration has nothing to lose."""
    if settings.LOCAL:
        return True, "sans objet ici"
    faite = PassageTache.objects.filter(nom=SAUVEGARDE).values_list("reussi_le", flat=True).first()
    if faite is None:
        return False, "aucune n’a été notée"
    return faite >= horloge.maintenant() - RETARD_QUOTIDIENNE, f"la dernière est du {_le(faite)}"


def lire_coherence() -> Lu:
    """What the last night found in what the portal keeps."""
    lue = PassageTache.objects.filter(nom=COHERENCE).first()
    if lue and lue.en_echec:
        return False, f"ce que le portail garde ne s’accorde plus : {lue.erreur}"
    return (True, "aucun écart") if lue else (None, "pas encore lue : elle l’est chaque nuit")


def lire_antivirus() -> Lu:
    """Without one it is said, and nothing is broken."""
    if not settings.ANTIVIRUS:
        return True, "aucun n’est branché : un fichier reçu ne passe que les contrôles du portail"
    try:
        interroger(b"essai")
    except EnPanne:
        return False, "ne répond pas : aucun fichier n’est reçu"
    return True, "répond"


CONTROLES = (
    Controle("base", "Base de données", lire_base, "Démarrez PostgreSQL et voyez DATABASE_URL.", arrete=True),
    Controle("migrations", "Migrations", lire_migrations, "Lancez « manage.py migrate ».", arrete=True),
    Controle("courtier", "Redis", lire_courtier, "Démarrez Redis et voyez REDIS_URL.", arrete=True),
    Controle(
        "pdf", "Production des PDF", lire_pdf, "Installez les paquets que nomme docs/exploitation.md.", arrete=True
    ),
    Controle(
        "version", "Version", lire_version, "Revenez à la version qui a migré la base, ou restaurez la sauvegarde."
    ),
    Controle(
        "courriels",
        "Courriels",
        lire_courriels,
        "Arrêtés exprès : laissez-les repartir. Sinon, voyez les tâches de fond, puis « Courriels ».",
    ),
    Controle(
        "worker",
        "Exécution des tâches de fond",
        lire_worker,
        "Relancez le service « worker » ; son journal dit pourquoi.",
    ),
    Controle(
        "beat",
        "Planification des tâches de fond",
        lire_beat,
        "Relancez le service « beat » ; son journal dit pourquoi.",
    ),
    Controle(
        "taches",
        "Retards des tâches de fond",
        lire_taches,
        "Le journal du service « worker » dit pourquoi elle ne passe plus.",
    ),
    Controle(
        "echecs",
        "Échecs des tâches de fond",
        lire_echecs,
        "Le journal du service « worker » dit où ; la tâche est reprise à son tour.",
    ),
    Controle("disque", "Place sur le disque", lire_disque, "Libérez de la place ou agrandissez le disque."),
    Controle("coherence", "Cohérence", lire_coherence, "Lancez « manage.py verifier_coherence », qui dit tout."),
    Controle(
        "antivirus",
        "Antivirus",
        lire_antivirus,
        "Relancez-le et voyez ANTIVIRUS.",
        branche=lambda: bool(settings.ANTIVIRUS),
    ),
    Controle("sauvegarde", "Sauvegarde", lire_sauvegarde, "Faites-en une, puis « manage.py noter_sauvegarde »."),
)


def constater() -> list[Constat]:
    """Every control, each on its own: one that cannot be read does not hold, unless the base, which is away, alone
    keeps it from being read."""
    constats: list[Constat] = []
    sans_base = False
    with ExitStack() as pile:
        for controle in CONTROLES:
            va: bool | None
            try:
                va, dit = controle.lire()
            except (DatabaseError, InterfaceError):
                va, dit = (None, "la base ne répond pas") if sans_base else (False, "n’a pas pu être lu")
            except OSError:
                va, dit = False, "n’a pas pu être lu"
            if not constats and va is False:  # the base is the first
                sans_base = True
                pile.enter_context(_base_laissee())
            constats.append(Constat(controle, va, dit))
    return constats


@contextmanager
def _base_laissee() -> Iterator[None]:
    """A base that is frozen is not asked again: each control would wait for it, and the whole for a minute."""

    def refuser() -> None:
        raise OperationalError("la base ne répond pas")

    connection.ensure_connection = refuser  # type: ignore[method-assign]
    try:
        yield
    finally:
        del connection.ensure_connection


@login_not_required
@never_cache
@require_safe
def vivant(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"vivant": True})


@login_not_required
@never_cache
@require_safe
def pret(request: HttpRequest) -> JsonResponse:
    """200 when pages answer, 503 otherwise; the rest is told (null: not known), and changes nothing to the status."""
    constats = constater()
    statut = 200 if all(constat.va for constat in constats if constat.controle.arrete) else 503
    return JsonResponse({constat.controle.nom: constat.va for constat in constats}, status=statut)


def sante_d_abord(suite: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Health answers before the session is looked for: a database that is away is told, not suffered."""
    vues = {"/vivant": vivant, "/pret": pret}

    def traiter(request: HttpRequest) -> HttpResponse:
        vue = vues.get(request.path)
        return vue(request) if vue else suite(request)

    return traiter

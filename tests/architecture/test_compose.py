"""docker-compose.yml and Dockerfile, read and checked: no container engine is needed to see a command that is gone."""

import ast
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from celery.bin.base import CLIContext
from celery.bin.celery import celery as commande_celery
from click import Context
from django.conf import settings
from django.core.management import get_commands
from django.urls import resolve

from certif_portal.celery import app
from certif_portal.commun.immuable import ROLE_PURGE
from certif_portal.commun.liens import nouveau_jeton
from tests.commun.test_traces import adresses_a_jeton
from tests.environnement import RACINE

COMPOSE = yaml.safe_load((RACINE / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
ROLES = ("migrate", "web", "worker", "beat")
SECRETS = (
    *("SECRET_KEY", "DATABASE_URL", "DATABASE_APPLICATION_URL", "REDIS_URL", "EMAIL_URL", "POSTGRES_PASSWORD"),
    *("DATABASE_PURGE_URL", "REDISCLI_AUTH"),
)


def instructions(nom: str) -> list[str]:
    """Arguments of one instruction of the Dockerfile, continuation lines joined."""
    texte = (RACINE / "Dockerfile").read_text().replace("\\\n", " ")
    return [ligne.removeprefix(nom).strip() for ligne in texte.splitlines() if ligne.startswith(f"{nom} ")]


def options_de_celery(sous_commande: str, arguments: list[str]) -> dict:
    """Parse the arguments as celery does; an option it does not know raises."""
    commande = commande_celery.commands[sous_commande]
    contexte = Context(commande, info_name=sous_commande, obj=CLIContext(app=app, no_color=True, workdir=None))
    commande.parse_args(contexte, list(arguments))
    return contexte.params


def test_les_services():
    assert sorted(SERVICES) == ["beat", "db", "migrate", "redis", "sauvegarde", "web", "worker"]


def test_les_volumes_declares_sont_ceux_montes():
    montes = {volume.rpartition(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    de_la_machine = {"${DOSSIER_SAUVEGARDES:-./sauvegardes}"}
    assert montes == {*COMPOSE["volumes"], *de_la_machine}


def test_la_sauvegarde_se_demande_sous_le_proprietaire_avec_les_outils_du_serveur():
    service = SERVICES["sauvegarde"]
    assert (service["profiles"], service["restart"]) == (["sauvegarde"], "no")
    assert service["command"][:2] == ["python", "manage.py"]
    assert service["command"][2] in get_commands()
    assert service["environment"]["DATABASE_URL"] == SERVICES["migrate"]["environment"]["DATABASE_URL"]
    version = SERVICES["db"]["image"].removeprefix("${IMAGE_POSTGRESQL:-postgres:").partition("-")[0]
    assert any(f"postgresql-client-{version} " in instruction for instruction in instructions("RUN"))


def test_migrate_passe_une_fois():
    assert SERVICES["migrate"]["restart"] == "no"
    assert SERVICES["migrate"]["command"][:2] == ["sh", "-c"]
    etapes = [shlex.split(etape) for etape in SERVICES["migrate"]["command"][2].split(" && ")]
    assert etapes == [["python", "manage.py", "migrate", "--no-input"], ["python", "manage.py", "accorder_droits"]]
    assert {etape[2] for etape in etapes} <= set(get_commands())


def test_le_proprietaire_migre_et_l_application_travaille_sous_un_autre_role():
    adresses = {nom: SERVICES[nom]["environment"]["DATABASE_URL"] for nom in ROLES}
    roles = {nom: adresse.removeprefix("postgres://").partition(":")[0] for nom, adresse in adresses.items()}
    assert roles == {"migrate": "portail", **dict.fromkeys(("web", "worker", "beat"), "portail_application")}
    accordes = SERVICES["migrate"]["environment"]["DATABASE_APPLICATION_URL"]
    assert accordes == SERVICES["web"]["environment"]["DATABASE_URL"]
    assert SERVICES["db"]["environment"]["POSTGRES_USER"] == "portail"
    assert "DATABASE_APPLICATION_URL" not in SERVICES["web"]["environment"]
    purgent = {nom for nom, service in SERVICES.items() if "DATABASE_PURGE_URL" in service.get("environment", {})}
    assert purgent == {"migrate", "worker"}
    assert SERVICES["worker"]["environment"]["DATABASE_PURGE_URL"].startswith(f"postgres://{ROLE_PURGE}:")


@pytest.mark.parametrize("nom", ["web", "worker", "beat"])
def test_les_roles_attendent_la_base_migree(nom):
    assert {service: attente["condition"] for service, attente in SERVICES[nom]["depends_on"].items()} == {
        "migrate": "service_completed_successfully",
        "redis": "service_healthy",
    }


def test_les_attentes_visent_un_service_qui_sait_dire_sa_sante():
    for service in SERVICES.values():
        for nom, attente in service.get("depends_on", {}).items():
            assert nom in SERVICES
            if attente["condition"] == "service_healthy":
                assert "healthcheck" in SERVICES[nom], nom


@pytest.mark.parametrize("nom", ["db", "redis", "web", "worker", "beat"])
def test_chaque_service_durable_a_sa_sonde(nom):
    assert SERVICES[nom]["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}
    assert SERVICES[nom]["restart"] == "unless-stopped"


def test_gunicorn_accepte_sa_ligne_de_commande():
    commande = [sys.executable, "-m", "gunicorn", "--check-config", *SERVICES["web"]["command"][1:]]
    essai = subprocess.run(commande, cwd=RACINE, capture_output=True, text=True)
    assert (essai.returncode, SERVICES["web"]["command"][0]) == (0, "gunicorn"), essai.stderr


def test_le_worker_accepte_sa_ligne_de_commande():
    programme, application, sous_commande, *arguments = SERVICES["worker"]["command"]
    assert (programme, application, sous_commande) == ("celery", "--app=certif_portal", "worker")
    assert options_de_celery("worker", arguments)["concurrency"] == 2


def test_les_taches_cedent_le_pas_aux_pages():
    """What a working process of the worker does as it starts; in one of ours, a priority given up is not taken back."""
    essai = (
        "import os; from certif_portal.celery import PRIORITE; from celery.signals import worker_process_init as "
        "debut; avant = os.nice(0); debut.send(sender=None); print(os.nice(0) - avant == PRIORITE > 0)"
    )
    sortie = subprocess.run([sys.executable, "-c", essai], cwd=RACINE, capture_output=True, text=True)
    assert sortie.stdout.strip() == "True", sortie.stderr


def test_beat_ecrit_sa_planification_dans_son_volume():
    programme, application, sous_commande, *arguments = SERVICES["beat"]["command"]
    assert (programme, application, sous_commande) == ("celery", "--app=certif_portal", "beat")
    planification = Path(options_de_celery("beat", arguments)["schedule"])
    assert SERVICES["beat"]["volumes"] == [f"planification:{planification.parent}"]
    assert str(planification.parent) in " ".join(SERVICES["beat"]["healthcheck"]["test"])


def test_la_sonde_du_worker_existe():
    _forme, ligne = SERVICES["worker"]["healthcheck"]["test"]
    programme, application, *reste = shlex.split(ligne.replace("$$HOSTNAME", "hote"))
    assert (programme, application, reste[:2]) == ("celery", "--app=certif_portal", ["inspect", "ping"])
    assert reste[-1] == "--destination=worker@hote"
    assert "--hostname=worker@%h" in SERVICES["worker"]["command"]


def test_la_sonde_du_web_vise_une_page_qui_existe():
    _forme, programme, option, code = SERVICES["web"]["healthcheck"]["test"]
    assert (programme, option) == ("python", "-c")
    ast.parse(code)
    (chemin,) = re.findall(r"http://127\.0\.0\.1:8000(/\w+)", code)
    assert resolve(chemin).func is not None
    assert any(re.search(motif, chemin.lstrip("/")) for motif in [r"^vivant$", r"^pret$"])


def test_l_ordonnancement_ne_nomme_que_des_taches_connues():
    app.loader.import_default_modules()
    assert [tache["task"] for tache in settings.CELERY_BEAT_SCHEDULE.values() if tache["task"] not in app.tasks] == []


@pytest.mark.parametrize("nom", sorted(SERVICES))
def test_aucun_secret_par_defaut(nom):
    """A secret is always `${NAME:?message}`: compose refuses to start without it."""
    for variable, valeur in SERVICES[nom].get("environment", {}).items():
        if variable in SECRETS:
            assert re.search(r"\$\{\w+:\?", valeur), f"{nom} : {variable} a une valeur par défaut"
            assert ":-" not in valeur
    for argument in SERVICES[nom].get("command", []):
        assert "password" not in re.sub(r"\$\{\w+:\?[^}]*\}", "", argument.lower())


@pytest.mark.parametrize("nom", ROLES)
def test_l_environnement_est_celui_que_les_reglages_lisent(nom):
    """Every variable given is read by the settings, and every one they require outside a demo is given."""
    lus = set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", (RACINE / "certif_portal" / "settings.py").read_text()))
    donnes = set(SERVICES[nom]["environment"])
    assert donnes - lus == set()
    exiges = {"SECRET_KEY", "DATABASE_URL", "REDIS_URL", "ALLOWED_HOSTS", "ADRESSE_PUBLIQUE", "EMAIL_URL"}
    assert exiges - donnes == set()
    assert not {"DEMO", "TESTS", "DEBUG"} & donnes


def test_l_image_copie_ce_qui_existe():
    for arguments in instructions("COPY"):
        *sources, _cible = arguments.split()
        for source in sources:
            assert (RACINE / source).exists(), source


def test_l_image_installe_le_verrou_par_empreintes_et_ne_tourne_pas_en_root():
    assert any("--require-hashes -r requirements/prod.txt" in ligne for ligne in instructions("RUN"))
    assert instructions("USER") == ["portail"]


def test_l_image_a_les_bibliotheques_des_pdf():
    installes = " ".join(instructions("RUN"))
    assert [nom for nom in ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0") if nom not in installes] == []


def test_le_contexte_de_construction_laisse_passer_ce_que_l_image_copie():
    permis = {ligne[1:] for ligne in (RACINE / ".dockerignore").read_text().splitlines() if ligne.startswith("!")}
    copies = {source for arguments in instructions("COPY") for source in arguments.split()[:-1]}
    assert copies <= permis


def test_l_image_rassemble_les_fichiers_statiques():
    (ligne,) = [ligne for ligne in instructions("RUN") if "manage.py" in ligne]
    (commande,) = re.findall(r"manage\.py (\w+)", ligne)
    assert commande in get_commands()


EXPLOITATION = RACINE / "docs" / "exploitation"


def unite(nom: str) -> dict[str, str]:
    lignes = (EXPLOITATION / nom).read_text().splitlines()
    return dict(ligne.split("=", 1) for ligne in lignes if "=" in ligne and not ligne.startswith("#"))


@pytest.mark.parametrize("nom", ["web", "worker", "beat"])
def test_sans_conteneur_les_memes_commandes_et_les_memes_delais(nom):
    lue = unite(f"portail-{nom}.service")
    commande = shlex.split(lue["ExecStart"].replace("%%", "%"))
    attendue = [mot.replace("0.0.0.0", "127.0.0.1") for mot in SERVICES[nom]["command"]]  # noqa: S104  # what is read
    assert (Path(commande[0]).name, sorted(commande[1:])) == (attendue[0], sorted(attendue[1:]))
    arret = SERVICES[nom].get("stop_grace_period", "30s")
    assert f"{lue['TimeoutStopSec']}s" == arret


def test_on_attend_la_fin_d_une_page_et_d_une_tache():
    delais = {nom: int(SERVICES[nom]["stop_grace_period"][:-1]) for nom in ("web", "worker")}
    assert delais["worker"] > settings.CELERY_TASK_TIME_LIMIT
    [patience] = [mot for mot in SERVICES["web"]["command"] if mot.startswith("--graceful-timeout=")]
    assert delais["web"] > int(patience.partition("=")[2]) >= 60


def test_les_journaux_tournent_et_la_memoire_a_une_limite():
    for nom, service in SERVICES.items():
        assert service["logging"]["options"] == {"max-size": "20m", "max-file": "5"}, nom
    limites = {nom: SERVICES[nom]["mem_limit"] for nom in ("web", "worker", "beat")}
    assert limites == {"web": "${MEMOIRE_WEB:-2g}", "worker": "${MEMOIRE_WORKER:-2g}", "beat": "512m"}


def test_un_fichier_arrive_au_conteneur_par_un_montage():
    """The container is read-only but for /tmp, where the documentation mounts it."""
    assert SERVICES["worker"]["read_only"] is True
    [libre] = SERVICES["worker"]["tmpfs"]
    page = (RACINE / "docs" / "exploitation.md").read_text()
    [(montage, commande)] = re.findall(r"run --rm -v \./FILE:(\S+):ro worker python manage\.py (\w+) \1", page)
    assert montage == f"{libre}/FILE"
    autres = {"importer_inscriptions", "charger_communes", "importer_rncp"}
    assert {commande, *autres} <= set(get_commands())


def test_la_sauvegarde_de_la_nuit_est_celle_du_portail():
    commande = shlex.split(unite("portail-sauvegarde.service")["ExecStart"])
    assert commande[1:3] == SERVICES["sauvegarde"]["command"][1:3]


def test_la_surveillance_est_une_commande_du_portail():
    """By the machine's own timer: the worker, which would tell the rest, may be what is away."""
    commande = shlex.split(unite("portail-surveillance.service")["ExecStart"])
    assert (commande[1], commande[2] in get_commands()) == ("manage.py", True)
    assert unite("portail-surveillance.timer")["OnUnitActiveSec"] == "10min"


def test_les_images_peuvent_etre_tenues_par_leur_empreinte():
    """One variable an image; without it, the tag that was tried."""
    images = {nom: SERVICES[nom]["image"] for nom in ("db", "redis")}
    assert images == {
        "db": "${IMAGE_POSTGRESQL:-postgres:17-trixie}",
        "redis": "${IMAGE_REDIS:-redis:7-bookworm}",
    }
    [defaut] = instructions("ARG")
    assert SERVICES["web"]["build"]["args"] == {"IMAGE_PYTHON": f"${{{defaut.replace('=', ':-')}}}"}
    assert instructions("FROM") == ["${IMAGE_PYTHON}"]


def test_plusieurs_centres_sur_une_machine_ne_partagent_rien():
    """`docker compose -p NAME`: no name is fixed, no port is taken twice, volumes bear the name of the project."""
    assert [nom for nom, service in SERVICES.items() if "container_name" in service] == []
    assert SERVICES["web"]["ports"] == ["127.0.0.1:${PORT_LOCAL:-8000}:8000"]
    assert [nom for nom, service in SERVICES.items() if "ports" in service] == ["web"]
    assert [nom for nom, volume in COMPOSE["volumes"].items() if volume] == []


def test_le_proxy_laisse_passer_ce_qu_il_faut_et_tait_les_liens():
    nginx = (EXPLOITATION / "nginx.conf").read_text()
    [mega] = re.findall(r"client_max_body_size (\d+)m;", nginx)
    assert int(mega) * 1024 * 1024 > settings.TAILLE_MAXIMALE_PHOTO
    for entete in ("Host $host", "X-Forwarded-Proto $scheme", "X-Forwarded-For $proxy_add_x_forwarded_for"):
        assert f"proxy_set_header {entete};" in nginx
    motifs = [motif.replace("(?<", "(?P<") for motif in re.findall(r'"~(\^[^"]+)" "?\$', nginx)]
    assert len(motifs) == 2
    for route in adresses_a_jeton():
        jeton = nouveau_jeton()
        adresse = re.sub(r"[<(].*", "", route) + jeton + "/suite/?q=Kerbrat"
        lu = next(trouve for motif in motifs if (trouve := re.match(motif, adresse)))
        ecrit = lu.groupdict().get("avant") or lu["chemin"]
        assert (jeton in ecrit, "Kerbrat" in ecrit) == (False, False), adresse


def test_une_image_porte_toujours_sa_version():
    assert re.search(r"\$\{VERSION:\?", SERVICES["web"]["image"])

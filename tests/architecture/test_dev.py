"""dev.py and outils_dev/: the parts that decide, without touching the machine."""

import ast
import ctypes
import json
import os
import re
import signal
import socket
import subprocess
import sys
from types import SimpleNamespace

import pytest

import dev
from outils_dev import environnement, essais, serveurs, systeme
from tests import environnement as environnement_des_tests
from tests.environnement import RACINE

FICHIERS = [RACINE / "dev.py", *sorted((RACINE / "outils_dev").glob("*.py"))]


@pytest.mark.parametrize("fichier", FICHIERS, ids=lambda fichier: fichier.name)
def test_la_syntaxe_se_lit_sur_un_vieux_python(fichier):
    arbre = ast.parse(fichier.read_text(), feature_version=(3, 6))
    noms = {alias.name for noeud in ast.walk(arbre) if isinstance(noeud, ast.Import) for alias in noeud.names}
    noms |= {noeud.module for noeud in ast.walk(arbre) if isinstance(noeud, ast.ImportFrom)}
    etrangers = {nom.split(".")[0] for nom in noms} - set(sys.stdlib_module_names) - {"outils_dev"}
    dans_l_environnement = {"couverture.py": {"slipcover"}, "mesure.py": {"slipcover"}, "modele.py": {"django"}}.get(
        fichier.name, set()
    )  # started by its Python
    assert etrangers == dans_l_environnement


@pytest.mark.parametrize("version", [(3, 6), (3, 10, 12), (3, 14), (4, 0)])
def test_un_python_hors_bornes_est_refuse_en_une_phrase(version, monkeypatch, capsys):
    monkeypatch.setenv("DEV_RELAIS", "1")
    with pytest.raises(SystemExit) as sortie:
        systeme.exiger_python(version)
    assert sortie.value.code == 2
    assert capsys.readouterr().err == (
        f"Python 3.11, 3.12 ou 3.13 est requis ; celui-ci est {version[0]}.{version[1]}.\n"
    )


def test_un_vieux_python_passe_la_main_a_un_plus_recent(monkeypatch):
    appels = []
    monkeypatch.delenv("DEV_RELAIS", raising=False)
    monkeypatch.setattr(systeme.shutil, "which", {"python3.12": "/usr/bin/python3.12"}.get)
    monkeypatch.setattr(systeme, "demarre", lambda python: True)
    monkeypatch.setattr(systeme.os, "execv", lambda *arguments: appels.append(arguments) or sys.exit(0))
    monkeypatch.setattr(sys, "argv", ["dev.py", "demo"])
    with pytest.raises(SystemExit):
        systeme.exiger_python((3, 9))
    assert appels == [("/usr/bin/python3.12", ["/usr/bin/python3.12", "dev.py", "demo"])]


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 12), (3, 13, 9)])
def test_un_python_dans_les_bornes_passe(version):
    assert systeme.exiger_python(version) is None


def sans(*absentes):
    def charger(nom, *_arguments, **_options):
        if nom in absentes:
            raise OSError(nom)
        return SimpleNamespace()

    return charger


def test_les_bibliotheques_absentes_sont_nommees_par_leur_paquet(monkeypatch):
    monkeypatch.setattr(ctypes, "CDLL", sans("libpango-1.0.so.0", "libharfbuzz-subset.so.0"))
    assert systeme.paquets_de_weasyprint() == ["libpango-1.0-0", "libharfbuzz-subset0"]


def test_rien_ne_manque_quand_tout_se_charge(monkeypatch):
    monkeypatch.setattr(ctypes, "CDLL", sans())
    assert systeme.paquets_de_weasyprint() == []


@pytest.mark.parametrize(
    ("apt", "attendu"),
    [
        (
            "/usr/bin/apt-get",
            "Il manque de quoi produire les PDF. "
            "Lancez : sudo apt-get install --no-install-recommends libpango-1.0-0\n",
        ),
        (
            None,
            "Il manque de quoi produire les PDF. Installez l’équivalent, pour votre système, de : libpango-1.0-0\n",
        ),
    ],
)
def test_sans_droits_une_seule_ligne_dit_quoi_installer(monkeypatch, capsys, apt, attendu):
    monkeypatch.setattr(systeme, "ROOT", False)
    monkeypatch.setattr(systeme.shutil, "which", lambda nom: apt)
    with pytest.raises(SystemExit) as sortie:
        systeme.exiger_paquets(["libpango-1.0-0"], "de quoi produire les PDF")
    assert (sortie.value.code, capsys.readouterr().err) == (2, attendu)


def test_rien_a_installer_ne_demande_rien(monkeypatch):
    monkeypatch.setattr(systeme, "ROOT", False)
    assert systeme.exiger_paquets([], "rien") is None


def test_root_installe(monkeypatch):
    installes = []
    monkeypatch.setattr(systeme, "ROOT", True)
    monkeypatch.setattr(systeme.shutil, "which", lambda nom: "/usr/bin/apt-get")
    monkeypatch.setattr(systeme, "installer_paquets", lambda paquets: installes.extend(paquets) or "")
    systeme.exiger_paquets(["libpango-1.0-0"], "de quoi produire les PDF")
    assert installes == ["libpango-1.0-0"]


def test_root_dit_ce_qu_apt_a_refuse(monkeypatch, capsys):
    monkeypatch.setattr(systeme, "ROOT", True)
    monkeypatch.setattr(systeme.shutil, "which", lambda nom: "/usr/bin/apt-get")
    monkeypatch.setattr(systeme, "installer_paquets", lambda paquets: "E: paquet introuvable")
    with pytest.raises(SystemExit) as sortie:
        systeme.exiger_paquets(["libpango-1.0-0"], "de quoi produire les PDF")
    assert sortie.value.code == 2
    assert capsys.readouterr().err.splitlines()[0] == "E: paquet introuvable"


def test_la_demo_dit_ce_qui_manque_et_sort_avec_2(monkeypatch, capsys):
    monkeypatch.setattr(ctypes, "CDLL", sans("libpangoft2-1.0.so.0"))
    monkeypatch.setattr(systeme, "ROOT", False)
    with pytest.raises(SystemExit) as sortie:
        dev.main(["demo", "--verifier"])
    assert sortie.value.code == 2
    assert "libpangoft2-1.0-0" in capsys.readouterr().err


@pytest.fixture
def depot(tmp_path):
    (tmp_path / "requirements").mkdir()
    for nom in ("uv", *environnement.VERROUS):
        (tmp_path / "requirements" / f"{nom}.txt").write_text(nom)
    return tmp_path


def test_le_tampon_d_un_verrou_vaut_pour_ceux_qu_il_contient(depot):
    tampon = {"test": environnement.empreinte("test", depot)}
    assert [environnement.a_jour(nom, tampon, depot) for nom in ("base", "test", "dev")] == [True, True, False]


@pytest.mark.parametrize("change", ["test", "uv"])
def test_un_verrou_change_et_l_environnement_n_est_plus_a_jour(depot, change):
    tampon = {"test": environnement.empreinte("test", depot)}
    (depot / "requirements" / f"{change}.txt").write_text("autre chose")
    assert not environnement.a_jour("test", tampon, depot)


@pytest.mark.parametrize("contenu", ["", "pas du json", json.dumps(["liste"])])
def test_un_tampon_illisible_vaut_absence(tmp_path, contenu):
    chemin = tmp_path / "tampon.json"
    chemin.write_text(contenu)
    assert environnement.lire_tampon(chemin) == {}


def test_les_variables_d_un_deploiement_ne_passent_pas(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://production")
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    vierge = environnement.environnement_vierge(DEMO="1")
    assert (vierge.get("DATABASE_URL"), vierge["DEMO"], vierge["LANG"]) == (None, "1", "fr_FR.UTF-8")


def test_les_variables_effacees_sont_toutes_celles_des_reglages():
    lues = set(re.findall(r"env\.lire\(\s*\"([A-Z_]+)\"", (RACINE / "certif_portal" / "settings.py").read_text()))
    assert lues - set(environnement.VARIABLES_DU_PORTAIL) == set()


def test_la_cle_de_la_demo_est_faite_une_fois_et_lisible_du_seul_proprietaire(tmp_path):
    cle = dev.cle_de_demo(str(tmp_path))
    assert len(cle) >= 50
    assert dev.cle_de_demo(str(tmp_path)) == cle
    assert (tmp_path / "cle_secrete").stat().st_mode & 0o777 == 0o600


def test_l_environnement_de_la_demo_se_suffit(tmp_path):
    variables = dev.environnement_de_demo(str(tmp_path), 8123)
    assert variables["DATABASE_URL"] == f"sqlite:///{tmp_path}/demo.sqlite3"
    assert (variables["DEMO"], variables.get("REDIS_URL")) == ("1", None)
    assert variables["ADRESSE_PUBLIQUE"] == "http://127.0.0.1:8123"


def test_un_port_pris_est_dit_avant_tout_travail(capsys):
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        prise.listen()
        port = prise.getsockname()[1]
        with pytest.raises(SystemExit) as sortie:
            dev.main(["demo", "--port", str(port)])
    assert sortie.value.code == 2
    assert capsys.readouterr().err == (
        f"Le port {port} est déjà pris. Lancez : python3 dev.py demo --port {port + 1}\n"
    )


@pytest.mark.parametrize(
    ("arguments", "attendu"),
    [
        (["demo"], ("demo", 8000, False)),
        (["demo", "--verifier", "--port", "9000"], ("demo", 9000, True)),
    ],
)
def test_la_ligne_de_commande_de_la_demo(arguments, attendu):
    options = dev.analyser(arguments)
    assert (options.commande, options.port, options.verifier) == attendu


def test_les_arguments_des_tests_vont_a_pytest():
    assert dev.analyser(["tests", "tests/jurys", "-k", "convocation", "-x"]).suite == [
        "tests/jurys",
        "-k",
        "convocation",
        "-x",
    ]


@pytest.mark.parametrize("arguments", [[], ["demo", "--inconnu"], ["vend"]])
def test_une_ligne_de_commande_fausse_est_refusee(arguments, capsys):
    with pytest.raises(SystemExit) as sortie:
        dev.analyser(arguments)
    assert sortie.value.code == 2


@pytest.mark.parametrize(
    "cloture",
    [
        "======= 12 passed in 3.45s =======",
        "==== 1 failed, 11 passed, 2 skipped in 125.10s (0:02:05) ====",
        "\x1b[32m==== \x1b[1m12 passed\x1b[0m\x1b[32m in 3.45s ====\x1b[0m",
        "no tests ran in 0.01s",
    ],
)
def test_la_ligne_de_cloture_de_pytest_est_reconnue(cloture):
    assert essais.derniere_cloture(["SKIPPED [1] tests/x.py:3: absent", cloture, ""]) == cloture


def test_sans_bilan_il_n_y_a_pas_de_ligne_de_cloture():
    assert essais.derniere_cloture(["Traceback (most recent call last):", "ImportError: x"]) == ""


def test_une_etape_qui_sort_n_empeche_pas_la_suite():
    assert (essais.code_de(sys.exit, 3), essais.code_de(lambda: 0)) == (3, 0)


@pytest.mark.parametrize(("ci", "sort"), [("true", "en échec (CI=true)"), ("", "sautés et comptés")])
def test_ce_qui_manque_aux_tests_est_dit(ci, sort):
    assert essais.sort_des_absents({"CI": ci}) == sort


def test_ce_qui_manque_aux_tests_est_nomme(monkeypatch):
    monkeypatch.setattr(essais, "dossier_postgresql", lambda: None)
    monkeypatch.setattr(essais, "programme_redis", lambda: None)
    monkeypatch.setattr(essais, "programme_chromium", lambda: None)
    monkeypatch.setattr(essais, "programme_libreoffice", lambda: None)
    monkeypatch.setattr(essais, "programme_nginx", lambda: None)
    sans_adresse = ["chromium-headless-shell", "libreoffice-writer", "libreoffice-calc", "nginx-light", "openssl"]
    assert essais.paquets_des_tests({}) == ["postgresql", "redis-server", *sans_adresse]
    assert essais.paquets_des_tests({"DATABASE_URL": "postgres://x", "REDIS_URL": "redis://x"}) == sans_adresse


@pytest.mark.parametrize("connu", [True, False])
def test_le_navigateur_entier_vient_ou_le_sans_fenetre_n_existe_pas(monkeypatch, capsys, connu):
    demandes, poses = [], set()

    def installer(paquets):
        demandes.append(paquets)
        if "chromium-headless-shell" in paquets and not connu:
            return "E: Unable to locate package chromium-headless-shell"
        poses.update(paquets)
        return ""

    monkeypatch.setattr(essais, "ROOT", True)
    monkeypatch.setattr(essais.shutil, "which", lambda _: "/usr/bin/apt-get")
    monkeypatch.setattr(essais, "installer_paquets", installer)
    monkeypatch.setattr(essais, "programme_libreoffice", lambda: "/usr/bin/soffice")
    monkeypatch.setattr(essais, "programme_nginx", lambda: "/usr/sbin/nginx")
    monkeypatch.setattr(essais, "programme_chromium", lambda: next(iter(poses), None))
    essais.obtenir_paquets({"DATABASE_URL": "postgres://x", "REDIS_URL": "redis://x"})
    assert demandes == [["chromium-headless-shell"]] + ([] if connu else [["chromium"]])
    assert poses == {"chromium-headless-shell" if connu else "chromium"}


@pytest.mark.parametrize(
    ("presents", "choisi"),
    [({"chromium", "chromium-headless-shell"}, "chromium-headless-shell"), ({"chromium"}, "chromium")],
)
def test_le_navigateur_sans_fenetre_passe_avant_l_entier(monkeypatch, tmp_path, presents, choisi):
    for nom in presents:
        (tmp_path / nom).touch(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    assert systeme.programme_chromium() == str(tmp_path / choisi)


def test_ce_qu_un_processus_compile_sert_aux_autres(monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert "PYTHONDONTWRITEBYTECODE" not in environnement.environnement_vierge()


def test_le_processeur_compte_ce_que_l_on_attend():
    avant = essais.processeur()
    tourner = "import time\nwhile time.process_time() < 0.5: pass"
    subprocess.run([sys.executable, "-c", tourner], check=True)
    assert essais.processeur() - avant > 0.3  # told in hundredths


def test_seuls_les_fichiers_d_une_marque_sont_lus_pour_elle(tmp_path):
    (tmp_path / "parcours").mkdir()
    (tmp_path / "test_a.py").write_text("@pytest.mark.sqlite\ndef test_a(): ...")
    (tmp_path / "parcours" / "test_b.py").write_text("pytestmark = [pytest.mark.sqlite, pytest.mark.django_db]")
    (tmp_path / "parcours" / "test_c.py").write_text("@pytest.mark.redis\ndef test_c(): ...")
    (tmp_path / "conftest.py").write_text("pytest.mark.sqlite")
    trouves = essais.fichiers_marques("sqlite", str(tmp_path))
    assert [os.path.basename(chemin) for chemin in trouves] == ["test_b.py", "test_a.py"]
    assert "tests/parcours/test_parcours.py" in essais.fichiers_marques("sqlite")


def test_la_demo_des_tests_part_de_la_base_qu_ils_ont_migree(monkeypatch, tmp_path):
    vues = []
    monkeypatch.setattr(dev, "manage", lambda _, commande: vues.append((commande, base.read_text())) and 0)
    monkeypatch.setattr(dev, "charger_demo", lambda _: vues.append(("charger", base.read_text())))
    (tmp_path / "modele.sqlite3").write_text("migrée")
    base = tmp_path / "demo" / "demo.sqlite3"
    dev.verifier_demo(str(tmp_path / "demo"), str(tmp_path / "modele.sqlite3"))
    assert vues == [("charger", "migrée"), ("verifier_demo", "migrée")]


@pytest.mark.parametrize("absent", [None, "libswlo.so", "libsclo.so"])
def test_libreoffice_vaut_avec_le_traitement_de_texte_et_le_tableur(absent, monkeypatch, tmp_path):
    for nom in {"soffice", "libswlo.so", "libsclo.so"} - {absent}:
        (tmp_path / nom).touch(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert systeme.programme_libreoffice() == (None if absent else str(tmp_path / "soffice"))


def test_sans_libreoffice_ses_tests_sautent_ou_echouent_quand_la_machine_doit_tout_avoir(monkeypatch):
    monkeypatch.setattr(environnement_des_tests, "programme_libreoffice", lambda: None)
    monkeypatch.setattr(environnement_des_tests, "absences", environnement_des_tests.absences.__wrapped__)  # as if new
    test = SimpleNamespace(get_closest_marker=lambda marque: marque == "libreoffice")
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="libreoffice-writer"):
        environnement_des_tests.pytest_runtest_setup(test)
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="libreoffice-calc"):
        environnement_des_tests.pytest_runtest_setup(test)


def test_les_serveurs_jetables_arretent_ce_qu_ils_ont_demarre():
    port = serveurs.port_au_hasard()
    commande = [sys.executable, "-u", "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    with serveurs.Serveurs() as jetables:
        jetables.demarrer("http", commande, port, signal.SIGTERM, cwd=jetables.sous_dossier("http"))
        assert serveurs.repond(port)
        dossier = jetables.dossier
    assert not serveurs.repond(port)
    assert not (RACINE / dossier).exists()


def test_un_serveur_qui_ne_demarre_pas_dit_pourquoi():
    commande = [sys.executable, "-c", "print('panne imprévue'); raise SystemExit(1)"]
    with serveurs.Serveurs() as jetables, pytest.raises(serveurs.Indisponible, match="panne imprévue"):
        jetables.demarrer("faux", commande, serveurs.port_au_hasard(), signal.SIGTERM)

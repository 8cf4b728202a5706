"""Uploads opened in a process with limits: what comes back, what each limit stops, and the same without the limit."""

import importlib
import io
import os
import pickle
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from http import HTTPStatus
from pathlib import Path

import pytest

from candidats.choix import EtatLivret
from certif_portal.commun import a_part
from certif_portal.commun import souche as souche_module
from certif_portal.commun.a_part import CASSE, TROP, Retour, executer
from certif_portal.commun.erreurs import ErreurMetier, FichierRefuse
from certif_portal.commun.feuilles import Feuille

ICI = "tests.commun.travaux_a_part"
OUVREURS = [
    *("certif_portal.commun.ajouts", "certif_portal.commun.rapports"),
    *("certif_portal.commun.codes_qr", "certif_portal.commun.controles", "certif_portal.commun.feuilles"),
    *("certif_portal.commun.jonction", "certif_portal.commun.photos", "referentiels.imports.lecture"),
]
"""Modules whose libraries are loaded by a function: the others import theirs at once."""


def test_ce_qui_est_rendu_revient_tel_quel():
    feuille = Feuille("A", [["Nom", 1.5, True, date(1998, 3, 12)]])
    assert executer(f"{ICI}:rendre", feuille) == feuille


def test_un_refus_revient_tel_quel():
    with pytest.raises(FichierRefuse, match=r"^Trop de lignes\.$"):
        executer(f"{ICI}:refuser", "Trop de lignes.")


def test_la_memoire_est_limitee():
    """300 MB asked of a process of 250; control: the same is given to a process of 500."""
    with pytest.raises(FichierRefuse, match="^" + TROP):
        executer(f"{ICI}:remplir", 300)
    assert executer(f"{ICI}:remplir", 300, memoire=500) == 300


def test_le_processeur_est_limite():
    debut = time.monotonic()
    with pytest.raises(FichierRefuse, match="^" + TROP):
        executer(f"{ICI}:tourner", 60, secondes=1)
    assert time.monotonic() - debut < 10
    assert executer(f"{ICI}:tourner", 0.1, secondes=1) == 0.1


def test_un_processus_qui_dort_est_arrete():
    debut = time.monotonic()
    with pytest.raises(FichierRefuse, match="^" + TROP):
        executer(f"{ICI}:dormir", 60, secondes=1)
    assert 3 <= time.monotonic() - debut < 10


@pytest.mark.parametrize(("travail", "phrase"), [("avorter", TROP), ("planter", CASSE), ("fouiller", CASSE)])
def test_un_analyseur_qui_casse_refuse_le_fichier(travail, phrase):
    with pytest.raises(FichierRefuse, match="^" + phrase):
        executer(f"{ICI}:{travail}")


def test_aucun_fichier_n_est_ecrit(tmp_path):
    with pytest.raises(FichierRefuse, match="^" + CASSE):
        executer(f"{ICI}:ecrire", str(tmp_path / "sortie"))
    assert not (tmp_path / "sortie").exists() or (tmp_path / "sortie").read_bytes() == b""


def test_le_processus_ne_connait_aucun_secret(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "secret")
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    connues = executer(f"{ICI}:environnement")
    assert not {"SECRET_KEY", "DATABASE_URL"} & set(connues)
    assert "SECRET_KEY" in os.environ


def test_ce_qui_revient_n_execute_rien():
    """A taken process that answers with a call to `os.system`, or with another of our classes."""

    class Piege:
        def __reduce__(self):
            return os.system, ("true",)

    for piege in (Piege(), ErreurMetier("x")):
        with pytest.raises(pickle.UnpicklingError, match="ne revient pas"):
            a_part.Retour(__import__("io").BytesIO(pickle.dumps(("rendu", piege)))).load()


def souche() -> int:
    """The process from which the others are forked, started if need be."""
    executer(f"{ICI}:rendre", 1)
    return a_part.SOUCHES.prendre().processus.pid


def test_chaque_fichier_a_son_processus_d_une_meme_souche():
    mere = souche()
    [(un, de_l_un), (autre, de_l_autre)] = [executer(f"{ICI}:numeros") for _ in range(2)]
    assert (de_l_un, de_l_autre) == (mere, mere)
    assert len({un, autre, mere, os.getpid()}) == 4


def test_a_plusieurs_chacun_recoit_sa_reponse():
    with ThreadPoolExecutor(max_workers=6) as fils:
        assert list(fils.map(lambda rang: executer(f"{ICI}:rendre", rang), range(30))) == list(range(30))


def test_une_souche_tuee_est_remplacee_au_fichier_suivant():
    tuee = souche()
    os.kill(tuee, signal.SIGKILL)
    assert executer(f"{ICI}:rendre", 2) == 2
    assert souche() != tuee


def test_une_souche_qui_ne_repond_plus_est_ecartee_et_le_fichier_s_ouvre(monkeypatch):
    """Stopped, it forks nothing: the wait ends, it is ended, and another opens the file."""
    monkeypatch.setattr(a_part, "ADIEU", 0.2)
    figee = souche()
    processus = a_part.SOUCHES.prendre().processus
    os.kill(figee, signal.SIGSTOP)
    assert executer(f"{ICI}:rendre", 4, secondes=1) == 4
    assert (processus.returncode, souche() == figee) == (-signal.SIGKILL, False)


def test_un_fichier_qui_tue_la_souche_est_refuse_et_le_suivant_s_ouvre():
    """The worst that a taken process can do to it."""
    with pytest.raises(FichierRefuse, match="^" + TROP):
        executer(f"{ICI}:tuer_la_souche")
    assert executer(f"{ICI}:rendre", 3) == 3


def test_la_souche_finit_avec_qui_l_a_demarree():
    """Killed, it closes nothing by itself."""
    demander = (
        "import os; from certif_portal.commun import a_part;"
        f"a_part.executer('{ICI}:rendre', 1); print(a_part.SOUCHES.prendre().processus.pid, flush=True);"
        "os.kill(os.getpid(), 9)"
    )
    lance = subprocess.run([sys.executable, "-c", demander], cwd=a_part.RACINE, capture_output=True)
    assert lance.returncode == -signal.SIGKILL
    finie = Path("/proc", lance.stdout.decode().strip())
    limite = time.monotonic() + 10
    while finie.exists() and time.monotonic() < limite:
        time.sleep(0.05)
    assert not finie.exists()


def test_la_souche_finit_quand_rien_ne_lui_est_demande(monkeypatch):
    ici, la_bas = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    monkeypatch.setattr(souche_module, "REPOS", 0.05)
    with ici, la_bas:
        assert souche_module.servir(la_bas) is None


@pytest.mark.parametrize("module", OUVREURS)
def test_ce_que_la_souche_charge_ne_demarre_aucun_fil(module):
    """A fork keeps one thread: a lock held by another would never be given back."""
    charger = (
        f"from certif_portal.commun.souche import _charger; _charger({module!r});"
        "import os; print(len(os.listdir('/proc/self/task')))"
    )
    assert subprocess.run([sys.executable, "-c", charger], cwd=a_part.RACINE, capture_output=True).stdout == b"1\n"


def test_chaque_module_qui_ouvre_dit_avec_quoi():
    """Loaded in each process otherwise, which is most of its time."""
    assert [nom for nom in OUVREURS if not importlib.import_module(nom).OUVRE_AVEC] == []


def test_une_liste_fermee_d_ailleurs_ne_revient_pas():
    """Ours come back; one of the library, of the same kind, does not."""
    assert Retour(io.BytesIO(pickle.dumps(EtatLivret.VALIDE))).load() == EtatLivret.VALIDE
    with pytest.raises(pickle.UnpicklingError, match="ne revient pas"):
        Retour(io.BytesIO(pickle.dumps(HTTPStatus.OK))).load()

"""Uploads opened in a process with limits: what comes back, what each limit stops, and the same without the limit."""

import os
import pickle
import time
from datetime import date

import pytest

from certif_portal.commun import a_part
from certif_portal.commun.a_part import CASSE, TROP, executer
from certif_portal.commun.erreurs import ErreurMetier, FichierRefuse
from certif_portal.commun.feuilles import Feuille

ICI = "tests.commun.travaux_a_part"


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

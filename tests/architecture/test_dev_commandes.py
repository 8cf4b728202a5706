"""dev.py: what its checks, its measure and the continuous integration run."""

import os
import re
import sys
from types import SimpleNamespace

import pytest

import dev
from outils_dev import controles, environnement, mesures, serveurs
from tests.environnement import RACINE


def test_les_controles_ne_lancent_que_les_outils_de_l_environnement():
    programmes = {commande[0] for _nom, commande in (*controles.controles(), *controles.corrections())}
    assert {os.path.dirname(programme) for programme in programmes} == {environnement.BIN}


def test_un_controle_en_echec_est_nomme_et_les_autres_passent(monkeypatch, capsys):
    """They run two at a time: the one that fails hides none of the others."""
    for nom in ("exiger_systeme", "preparer_environnement"):
        monkeypatch.setattr(controles, nom, lambda *_, **__: None)
    codes = {"premier": 0, "deuxième": 3, "troisième": 0}
    essai = [(nom, [sys.executable, "-c", f"raise SystemExit({code})"]) for nom, code in codes.items()]
    monkeypatch.setattr(controles, "controles", lambda: essai)
    with pytest.raises(SystemExit) as sortie:
        controles.verifie()
    dit = capsys.readouterr()
    assert (sortie.value.code, dit.err) == (1, "Contrôles en échec : deuxième.\n")
    assert sorted(re.findall(r"^. (\S+)$", dit.out, re.MULTILINE)) == sorted(codes)


def test_ci_enchaine_les_deux_commandes():
    lignes = (RACINE / ".ci" / "run").read_text().splitlines()
    assert [ligne for ligne in lignes if "dev.py" in ligne] == ["python3 dev.py verifie", "exec python3 dev.py tests"]


def test_la_mesure_porte_sur_cent_mille_inscriptions_et_les_deux_moteurs():
    options = dev.analyser(["mesure", "--domaine", "pages", "--tours", "3", "--json", "m.json"])
    assert (options.domaine, options.tours, options.volume, options.graine) == ("pages", 3, 100000, 1)
    assert (options.moteur, options.strict, options.json) == (None, False, os.path.abspath("m.json"))


def test_une_mesure_sans_postgresql_le_dit_et_echoue(monkeypatch, capsys):
    """The engine that is there is measured all the same."""

    class SansPostgresql(serveurs.Serveurs):
        def postgresql(self):
            raise serveurs.Indisponible("PostgreSQL n’est pas installé")

    lancees = []
    monkeypatch.setattr(mesures, "Serveurs", SansPostgresql)
    for nom in ("exiger_systeme", "preparer_environnement", "obtenir_paquets"):
        monkeypatch.setattr(mesures, nom, lambda *_: None)
    monkeypatch.setattr(mesures, "manage", lambda environnement, *arguments: lancees.append(arguments) and 0)
    monkeypatch.setattr(mesures.subprocess, "run", lambda *_, **__: SimpleNamespace(returncode=0))
    assert mesures.mesure(dev.analyser(["mesure", "--volume", "50"])) == 1
    assert [arguments[:3] for arguments in lancees] == [
        ("migrate", "--no-input", "--verbosity"),
        ("charger_demo", "--volume", "50"),
    ]
    assert "PostgreSQL n’est pas installé : pas de mesure sur ce moteur" in capsys.readouterr().out

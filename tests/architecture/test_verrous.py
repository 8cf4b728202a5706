"""The locks hold what pyproject.toml asks for, hashed, and name no server."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.environnement import RACINE

PROJET = tomllib.loads((RACINE / "pyproject.toml").read_text())
VERROUS = ("base", "prod", "test", "dev")


def exigences(verrou: str) -> list[Requirement]:
    groupes = PROJET["dependency-groups"]
    directes = {
        "base": [],
        "prod": PROJET["project"]["optional-dependencies"]["prod"],
        "test": groupes["test"],
        "dev": groupes["test"] + groupes["qualite"],
    }
    return [Requirement(texte) for texte in PROJET["project"]["dependencies"] + directes[verrou]]


def epinglees(verrou: str) -> dict[str, str]:
    """Name -> locked version, with markers and hashes left out."""
    texte = (RACINE / "requirements" / f"{verrou}.txt").read_text()
    return {
        canonicalize_name(nom): version
        for nom, version in re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==(\S+)", texte, re.M)
    }


@pytest.mark.parametrize("verrou", VERROUS)
def test_le_verrou_tient_ce_que_le_projet_demande(verrou):
    versions = epinglees(verrou)
    fautes = [
        str(exigence)
        for exigence in exigences(verrou)
        if not exigence.specifier.contains(versions.get(canonicalize_name(exigence.name), "0"), prereleases=True)
    ]
    assert fautes == [], "lancez « python3 dev.py verrou »"


@pytest.mark.parametrize("verrou", [*VERROUS, "uv"])
def test_chaque_paquet_porte_son_empreinte_et_aucun_serveur_n_est_nomme(verrou):
    texte = (RACINE / "requirements" / f"{verrou}.txt").read_text()
    paquets = [bloc for bloc in re.split(r"\n(?=\S)", texte.strip()) if bloc]
    assert [bloc.split()[0] for bloc in paquets if "--hash=sha256:" not in bloc] == []
    assert "://" not in texte


@pytest.mark.parametrize(("petit", "grand"), [("base", "prod"), ("base", "test"), ("test", "dev")])
def test_un_verrou_contient_le_precedent(petit, grand):
    """`dev.py` relies on it: an environment made for the tests serves the demo."""
    assert epinglees(petit).items() - epinglees(grand).items() == set()

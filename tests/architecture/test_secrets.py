"""S17: no secret in the repository: neither a private key, nor a token of a service, nor a password in an address."""

import re

import pytest

from tests.depot import fichiers_gardes
from tests.environnement import RACINE

SECRETS = {
    "clé privée": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/=]{20}"),
    "jeton de service": re.compile(
        r"\b(?:gh[pousr]_[A-Za-z0-9]{30}|github_pat_\w{30}|AKIA[0-9A-Z]{16}|xox[abp]-\w{10})"
    ),
    "jeton signé": re.compile(r"\beyJ[\w-]{20,}\.[\w-]{20,}\.[\w-]{20,}"),
    "mot de passe d’une adresse": re.compile(r"[a-z]+://[\w.-]*:(?P<mot>[^/\s\"'`@{}$<>|]{4,})@[\w.-]+"),
    "clé du portail": re.compile(r"SECRET_KEY\w*[\"']?\s*[=:]\s*[\"']?(?P<mot>[^\"'\s]{40,})"),
}
EXEMPLES = {"secret", "password", "un-mot-de-passe", "un-autre", "mot%40passe", "mot-de-passe"}
"""What stands for a password in what explains one, or in a test."""


def secrets(texte: str) -> list[str]:
    """What kinds it holds, examples apart."""
    trouves = [(genre, trouve) for genre, motif in SECRETS.items() for trouve in motif.finditer(texte)]
    return [genre for genre, trouve in trouves if trouve.groupdict().get("mot") not in EXEMPLES]


def test_le_depot_ne_garde_aucun_secret():
    lus = {chemin.relative_to(RACINE).as_posix(): chemin for chemin in fichiers_gardes()}
    assert len(lus) > 1500
    gardes = {nom: secrets(chemin.read_text(encoding="utf-8", errors="replace")) for nom, chemin in lus.items()}
    assert {nom: genres for nom, genres in gardes.items() if genres} == {}


@pytest.mark.parametrize(
    ("genre", "texte"),
    [
        ("clé privée", "-----BEGIN RSA PRIVATE KEY" + "-----\n" + "MIIEpAIBAAKCAQEAx1y2" + "z3" * 20),
        ("jeton de service", "jeton = ghp_" + "a1B2" * 9),
        ("jeton signé", "eyJ" + "a1b2" * 6 + "." + "c3d4" * 6 + "." + "e5f6" * 6),
        ("mot de passe d’une adresse", "postgres://portail:" + "tr0uve-moi@base:5432/portail"),
        ("mot de passe d’une adresse", "redis://:" + "tr0uve-moi@file:6379/0"),
        ("clé du portail", "SECRET_KEY=" + "a1b2c3d4" * 6),
        ("clé du portail", "SECRET_KEY_FALLBACKS: '" + "a1!%(c3d4" * 6 + "'"),
        ("clé du portail", '{"SECRET_KEY": "' + "a1b2c3d4" * 6 + '"}'),
    ],
)
def test_un_secret_oublie_est_vu(genre, texte):
    """Negative control, a kind at a time."""
    assert secrets(texte) == [genre]

"""The command: the same import without a screen, told in JSON."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from candidats.models import Inscription
from certif_portal.commun.journal import journal_de
from tests.candidats.classeur import classeur, ligne

CLES = ["lignes", "creees", "modifiees", "inchangees", "rejetees", "messages"]


@pytest.fixture
def lancer(organisme, referentiel, tmp_path):
    def _lancer(*lignes, octets=b"", nom="novembre.xlsx", siret="", **options):
        fichier = tmp_path / nom
        fichier.write_bytes(octets or classeur(*lignes))
        sortie = io.StringIO()
        try:
            call_command(
                "importer_inscriptions", str(fichier), organisme=siret or organisme.siret, stdout=sortie, **options
            )
        finally:
            _lancer.dit = sortie.getvalue()
        return json.loads(_lancer.dit) if options.get("json") else _lancer.dit

    return _lancer


def test_les_bonnes_lignes_deviennent_des_brouillons(lancer, organisme):
    dit = lancer(ligne(), ligne(nom_naissance="Le Goff", entreprise_siret="7,32829E+13"), json=True)
    assert list(dit) == CLES
    assert {cle: dit[cle] for cle in CLES[:-1]} == {
        "lignes": 2,
        "creees": 1,
        "modifiees": 0,
        "inchangees": 0,
        "rejetees": 1,
    }
    (message,) = dit["messages"]
    assert {cle: message[cle] for cle in ("feuille", "ligne", "colonne", "valeur", "bloquant")} == {
        "feuille": "Inscriptions",
        "ligne": 3,
        "colonne": "SIRET entreprise",
        "valeur": "7,32829E+13",
        "bloquant": True,
    }
    assert Inscription.objects.get().organisme == organisme
    assert journal_de(organisme).first().par_nom == "Le portail"


def test_la_simulation_n_ecrit_rien(lancer):
    dit = lancer(ligne(), simulation=True, json=True)
    assert (dit["creees"], Inscription.objects.count()) == (1, 0)


def test_relancer_ne_change_rien(lancer):
    lancer(ligne())
    dit = lancer(ligne(), json=True)
    assert (dit["creees"], dit["inchangees"], Inscription.objects.count()) == (0, 1, 1)


def test_ce_qui_differe_est_laisse_sauf_demande(lancer):
    lancer(ligne())
    dit = lancer(ligne(courriel="nouveau@exemple.fr"), json=True)
    assert (dit["modifiees"], Inscription.objects.get().candidat.courriel) == (1, "zoe@exemple.fr")
    lancer(ligne(courriel="nouveau@exemple.fr"), json=True, remplacer=True)
    assert Inscription.objects.get().candidat.courriel == "nouveau@exemple.fr"


def test_le_recit_se_lit(lancer):
    dit = lancer(ligne(), ligne(nom_naissance="Le Goff", sexe="?"))
    assert "Ligne 3, Sexe : « ? »." in dit
    assert "2 lignes : 1 nouvelles, 0 modifiées, 0 sans changement, 1 à corriger." in dit


@pytest.mark.parametrize(
    ("options", "raison"),
    [
        ({"octets": b"PK\x03\x04rien"}, "tronqué"),
        ({"octets": "Nom;Prénom\nLe Goff;Yann\n".encode(), "nom": "a.csv"}, "« Date de naissance »"),
        ({"siret": "73282932000075"}, "clé"),
        ({"siret": "73282932000074"}, "Aucun organisme"),
    ],
)
def test_un_fichier_refuse_dit_pourquoi_et_sort_en_erreur(lancer, options, raison):
    with pytest.raises(CommandError, match=raison):
        lancer(ligne(), json=True, **options)
    dit = json.loads(lancer.dit)
    assert [message["bloquant"] for message in dit["messages"]] == [True]
    assert raison in dit["messages"][0]["attendu"].replace("\u00a0", " ")
    assert Inscription.objects.count() == 0

"""The command: the same import without a screen, told in JSON."""

import io
import json
from dataclasses import fields

import pytest
from django.core.management import CommandError, call_command

from candidats.donnees import DonneesInscription
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


def test_la_simulation_dit_chaque_valeur_comme_elle_serait_enregistree(lancer, referentiel):
    """A birth known in part is told so; what is asked is empty."""
    dit = lancer(
        ligne(date_naissance="00/02/1990", nom_naissance="nguyen van", prenom="JEAN-PIERRE"),
        ligne(nom_naissance="Le Goff", date_naissance="00/00/1990", entree_formation="16/11/2026"),
        ligne(nom_naissance="Bihan", date_naissance="02-1990", entreprise_siret=73282932000075),
        ligne(nom_naissance="Morel", date_naissance="12/03/2020"),
        simulation=True,
        json=True,
    )
    premiere, deuxieme, troisieme, quatrieme = dit["lignes_lues"]
    assert [champ.name for champ in fields(DonneesInscription)] == list(premiere)[2:]
    assert {cle: premiere[cle] for cle in ("ligne", "etat", "nom_naissance", "prenom", "date_naissance")} == {
        "ligne": 2,
        "etat": "nouvelle",
        "nom_naissance": "NGUYEN VAN",
        "prenom": "Jean-Pierre",
        "date_naissance": "1990-02",
    }
    assert (premiere["referentiel_id"], premiere["entree_formation"], premiere["recevabilite_recue_le"]) == (
        referentiel.pk,
        "2026-11-16",
        "",
    )
    assert premiere["formateurs"] == [
        {"nom": "Loïc Salaün", "courriel": "loic@of.fr"},
        {"nom": "Anne Le Dû", "courriel": ""},
    ]
    assert (deuxieme["date_naissance"], deuxieme["naissance_precision"]) == ("1990", "annee")
    assert (troisieme["etat"], troisieme["date_naissance"], troisieme["entreprise_siret"]) == ("a_corriger", "", "")
    assert (quatrieme["etat"], quatrieme["date_naissance"]) == ("a_corriger", "")
    assert Inscription.objects.count() == 0

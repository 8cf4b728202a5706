"""Places of birth: the list shipped, the INSEE files, and what they complete in the form and in a workbook."""

import lzma
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from candidats.choix import PrecisionNaissance
from candidats.donnees import Naissance
from candidats.imports.controle import controler_classeur
from candidats.imports.lecture import ouvrir_classeur, ranger
from candidats.imports.rapport import Sort
from candidats.models import Candidat, Commune, Pays
from candidats.queries.classeur import avec_lieux, contexte_import
from candidats.queries.lieu import lieux_cites
from candidats.regles.lieu import LieuDit, completer_naissance
from candidats.services.lieu import charger_communes
from certif_portal.commun import horloge
from tests.candidats.classeur import classeur, ligne
from tests.environnement import CAS

COMMUNES = """COM,TNCC,NCC,NCCENR,LIBELLE,DATE_DEBUT,DATE_FIN
44184,0,SAINT NAZAIRE,Saint-Nazaire,Saint-Nazaire,1943-01-01,
30288,0,SAINT NAZAIRE,Saint-Nazaire,Saint-Nazaire,1943-01-01,
92012,0,BOULOGNE BILLANCOURT,Boulogne-Billancourt,Boulogne-Billancourt,1968-01-01,
75012,0,BOULOGNE BILLANCOURT,Boulogne-Billancourt,Boulogne-Billancourt,1943-01-01,1968-01-01
01015,0,ARBIGNIEU,Arbignieu,Arbignieu,1943-01-01,2016-01-01
69383,0,LYON 3E ARRONDISSEMENT,Lyon 3e Arrondissement,Lyon 3e Arrondissement,1943-01-01,
69123,0,LYON,Lyon,Lyon,1943-01-01,
76575,0,SAINT ETIENNE DU ROUVRAY,Saint-Étienne-du-Rouvray,Saint-Étienne-du-Rouvray,1943-01-01,
"""
PAYS = """COG,ACTUAL,CRPAY,ANI,LIBCOG,LIBENR,CODEISO2,CODEISO3,CODENUM3,DATE_DEBUT,DATE_FIN
99100,1,,,France,République française,FR,FRA,250,1943-01-01,
99122,1,,,Pologne,République de Pologne,PL,POL,616,1989-12-31,
99352,1,,,Algérie,République algérienne,DZ,DZA,012,1962-07-05,
"""


@pytest.fixture
def cog(db) -> None:
    charger_communes(COMMUNES.encode())
    charger_communes(PAYS.encode())


def completer(commune: str, *, naissance: date | None = date(1996, 2, 29), **champs):
    dit = LieuDit(commune, naissance=Naissance(naissance) if naissance else None, **champs)
    return completer_naissance(lieux_cites([commune], [dit.pays], [dit.code]), dit)


@pytest.mark.usefixtures("cog")
def test_saint_nazaire_de_loire_atlantique():
    complete = completer("St Nazaire", departement="44")
    assert complete.valeurs == {"commune_naissance": "Saint-Nazaire", "code_commune_naissance": "44184"}
    assert complete.avis == (("commune_naissance", "Lue Saint-Nazaire (44184) : corrigez si c’est une autre commune."),)


@pytest.mark.usefixtures("cog")
@pytest.mark.parametrize(
    ("commune", "champs", "valeurs"),
    [
        ("Saint-Nazaire", {"departement": "44"}, {"code_commune_naissance": "44184"}),
        ("Saint-Nazaire", {"code": "30288"}, {"departement_naissance": "30"}),
        ("Boulogne-Billancourt", {}, {"code_commune_naissance": "92012", "departement_naissance": "92"}),
        (
            "Boulogne-Billancourt",
            {"naissance": date(1967, 12, 31)},
            {"code_commune_naissance": "75012", "departement_naissance": "75"},
        ),
        ("Arbignieu", {}, {"code_commune_naissance": "01015", "departement_naissance": "01"}),
        (
            "Arbignieu",
            {"naissance": date(2017, 1, 1)},
            {"code_commune_naissance": "01015", "departement_naissance": "01"},
        ),
        ("Cracovie", {"pays": "Pologne"}, {"code_commune_naissance": "99122"}),
        ("Cracovie", {"pays": "POLOGNE"}, {"code_commune_naissance": "99122", "pays_naissance": "Pologne"}),
        ("Oran", {"pays": "Algérie", "code": "99352"}, {}),
    ],
)
def test_un_nom_donne_son_code(commune, champs, valeurs):
    """The code is the one of the day of birth: Boulogne-Billancourt was in the Seine until 1968."""
    assert completer(commune, **champs).valeurs == valeurs


@pytest.mark.usefixtures("cog")
@pytest.mark.parametrize(
    ("commune", "champs", "champ", "extrait"),
    [
        (
            "Saint-Nazaire",
            {},
            "commune_naissance",
            "Plusieurs communes portent ce nom (30, code 30288 ; 44, code 44184)",
        ),
        ("Trifouillis", {}, "commune_naissance", "donnez son code"),
        ("Lyon", {}, "commune_naissance", "a des arrondissements"),
        ("Cracovie", {"pays": "Syldavie"}, "pays_naissance", "Pays absent"),
    ],
)
def test_ce_qui_ne_se_trouve_pas_est_accepte_et_dit(commune, champs, champ, extrait):
    ((nomme, avis),) = completer(commune, **champs).avis
    assert nomme == champ
    assert extrait in avis


@pytest.mark.usefixtures("cog")
def test_un_departement_ou_cette_commune_n_est_pas_est_demande():
    """Born in 1996, no Saint-Nazaire is in the 29; before 1976 a list without dates does not contradict the papers."""
    attendu = "Saint-Nazaire est dans le département 30, 44 ; 29 est lu."
    assert completer("Saint-Nazaire", departement="29").questions == (("departement_naissance", attendu),)
    ancien = completer("Saint-Nazaire", departement="29", naissance=date(1960, 2, 29))
    assert (ancien.valeurs, ancien.questions) == ({}, ())
    assert "dans le département 29" in ancien.avis[0][1]


@pytest.mark.usefixtures("cog")
def test_un_arrondissement_de_lyon():
    assert completer("Lyon 3ème").valeurs["code_commune_naissance"] == "69383"


@pytest.mark.django_db
def test_sans_liste_chargee_rien_n_est_dit():
    assert completer("Trifouillis").avis == ()


@pytest.mark.usefixtures("cog")
def test_un_classeur_est_complete(organisme, referentiel):
    le = date(2026, 11, 20)
    lu = ranger(
        ouvrir_classeur(
            classeur(ligne(commune_naissance="St Nazaire"), ligne(nom_naissance="B", commune_naissance="X"))
        )
    )
    rapport = controler_classeur(lu, avec_lieux(contexte_import(organisme, le), lu))
    donnees = rapport.de(Sort.NOUVELLE)[0].donnees
    assert (donnees.commune_naissance, donnees.code_commune_naissance) == ("Saint-Nazaire", "44184")
    assert [(a.ligne, a.colonne, a.lu) for a in rapport.avertissements] == [
        (2, "Commune de naissance", "St Nazaire"),
        (3, "Commune de naissance", "X"),
    ]


@pytest.mark.usefixtures("cog")
def test_le_formulaire_est_complete(connecte, membre_of, referentiel):
    adresse = f"{reverse('inscription_creer')}?referentiel={referentiel.pk}"
    le = horloge.aujourdhui()
    saisie = {
        "nom_naissance": "Le Goff",
        "prenom": "Yann",
        "date_naissance": "1990-01-02",
        "portee": "complete",
        "voie": "formation",
        "commune_naissance": "St Nazaire",
        "departement_naissance": "44",
        "entree_formation": str(le - timedelta(days=2)),
    }
    reponse = connecte(membre_of).post(adresse, saisie, follow=True)
    candidat = Candidat.objects.get()
    assert (candidat.commune_naissance, candidat.code_commune_naissance) == ("Saint-Nazaire", "44184")
    assert "Lue Saint-Nazaire (44184)" in reponse.content.decode()


@pytest.mark.django_db
def test_la_liste_livree_se_charge(capsys):
    call_command("charger_communes")
    assert "37516 communes et 219 pays chargés" in capsys.readouterr().out
    assert Commune.objects.get(code="44184", actuelle=True).nom == "Saint-Nazaire"
    assert Commune.objects.get(cle="arbignieu").actuelle is False
    assert Pays.objects.get(cle="pologne").code == "99122"
    call_command("charger_communes")
    assert (Commune.objects.count(), Pays.objects.count()) == (37_516, 219)


@pytest.mark.django_db
def test_un_autre_fichier_est_refuse(tmp_path):
    charger_communes(COMMUNES.encode())
    fichier = tmp_path / "autre.csv"
    fichier.write_text("A,B\n1,2\n")
    with pytest.raises(CommandError, match="Colonnes attendues"):
        call_command("charger_communes", str(fichier))
    assert Commune.objects.count() == 8


# ---------------------------------------------------------------- the code, held against the day of birth


@pytest.mark.usefixtures("cog")
@pytest.mark.parametrize(
    ("naissance", "departement", "extrait"),
    [
        (
            date(1960, 6, 1),
            "92",
            "n’existait pas le 1er juin 1960 : c’était Boulogne-Billancourt (75012), département 75",
        ),
        (
            date(1970, 6, 1),
            "75",
            "n’existait pas le 1er juin 1970 : c’était Boulogne-Billancourt (92012), département 92",
        ),
    ],
)
def test_avec_ses_dates_la_liste_tient_l_annee_de_naissance(naissance, departement, extrait):
    ((champ, question),) = completer("Boulogne-Billancourt", departement=departement, naissance=naissance).questions
    assert champ == "departement_naissance"
    assert extrait in question.replace("\u00a0", " ")
    ((champ, question),) = completer("Boulogne-Billancourt", code=f"{departement}012", naissance=naissance).questions
    assert (champ, extrait in question.replace("\u00a0", " ")) == ("code_commune_naissance", True)


@pytest.mark.usefixtures("cog")
def test_une_annee_seule_qui_chevauche_deux_codes_est_demandee():
    dit = LieuDit("Boulogne-Billancourt", naissance=Naissance(date(1968, 1, 1), PrecisionNaissance.ANNEE))
    assert completer_naissance(lieux_cites([dit.commune]), dit).valeurs["code_commune_naissance"] == "92012"
    dit = LieuDit("Boulogne-Billancourt")
    assert "Plusieurs communes" in completer_naissance(lieux_cites([dit.commune]), dit).avis[0][1]


@pytest.mark.cas
@pytest.mark.django_db
def test_l_histoire_de_l_insee_se_charge_et_departage():
    """The whole file since 1943: a birth finds the code of its day."""
    charger_communes(lzma.decompress((CAS.parent / "donnees" / "insee" / "communes_depuis_1943.csv.xz").read_bytes()))
    le_2_janvier = completer("Boulogne-Billancourt", naissance=date(1960, 1, 2))
    assert le_2_janvier.valeurs == {"code_commune_naissance": "75012", "departement_naissance": "75"}
    assert completer("Boulogne-Billancourt").valeurs["code_commune_naissance"] == "92012"
    assert "Plusieurs communes" in completer("Gennes", naissance=date(1998, 3, 12)).avis[0][1]
    assert (
        completer("Gennes", naissance=date(1998, 3, 12), departement="49").valeurs["code_commune_naissance"] == "49149"
    )

"""What stops a deposit: everything at once, each on its field."""

from dataclasses import replace
from datetime import date

import pytest

from candidats.choix import Portee, Voie
from candidats.regles.depot import manques_au_depot
from candidats.regles.inscription import incoherences
from certif_portal.commun.identifiants import NAF_2
from tests.candidats.factories import donnees_completes
from tests.candidats.regles.faits import LE, champs, codes, faits


def manques(donnees, le=LE, piece_deposee=True, **autres):
    return manques_au_depot(donnees, faits(**autres), piece_deposee=piece_deposee, le=le)


def test_une_inscription_complete_se_depose():
    assert manques(donnees_completes()) == []


def test_tout_ce_qui_manque_est_dit_en_une_fois():
    """IDENTITE-COMPLETE, IDENTITE-VERIFIEE, ENTREPRISE-SALARIE, INDEPENDANCE-DONNEES, FINANCEMENT"""
    donnees = replace(
        donnees_completes(),
        sexe="",
        commune_naissance="",
        departement_naissance="",
        entree_formation=None,
        formateurs=(),
        entreprise_siret="",
        service="",
        superieur_nom="",
        tuteur_courriel="",
        financements=(),
    )
    trouves = manques(donnees, piece_deposee=False)
    assert champs(trouves) == [
        "sexe",
        "commune_naissance",
        "departement_naissance",
        "piece_identite",
        "entree_formation",
        "formateurs",
        "entreprise_siret",
        "service",
        "superieur_nom",
        "tuteur_courriel",
        "financements",
    ]
    assert codes(trouves) == {
        "IDENTITE-COMPLETE",
        "IDENTITE-VERIFIEE",
        "INDEPENDANCE-DONNEES",
        "ENTREPRISE-SALARIE",
        "FINANCEMENT",
    }


@pytest.mark.parametrize(
    ("pays", "departement", "codes_"),
    [("Pologne", "", set()), ("France", "44", set()), ("France", "", {"IDENTITE-COMPLETE"})],
)
def test_une_naissance_en_france_a_un_departement_et_nulle_autre(pays, departement, codes_):
    """IDENTITE-COMPLETE"""
    donnees = replace(donnees_completes(), pays_naissance=pays, departement_naissance=departement)
    assert codes(manques(donnees)) == codes_


@pytest.mark.parametrize(
    ("portee", "blocs", "manquent", "codes_"),
    [
        (Portee.BLOCS, (), ["blocs"], {"BLOC-SEUL-RNCP"}),
        (Portee.BLOCS, (10,), [], set()),
        (Portee.COMPLETE, (), [], set()),
    ],
)
def test_qui_vise_des_blocs_en_choisit_un(portee, blocs, manquent, codes_):
    """BLOC-SEUL-RNCP"""
    lus = manques(replace(donnees_completes(), portee=portee, blocs=blocs))
    assert (champs(lus), codes(lus)) == (manquent, codes_)


def test_un_demandeur_d_emploi_n_a_pas_d_entreprise():
    """ENTREPRISE-DEMANDEUR-EMPLOI"""
    seul = donnees_completes(demandeur_emploi=True)
    assert manques(seul) == []
    commence = replace(seul, entreprise_raison_sociale="Ateliers Maëlström")
    assert codes(manques(commence)) == {"ENTREPRISE-DEMANDEUR-EMPLOI"}


def test_sans_l_accord_de_l_employeur_le_tuteur_n_est_pas_demande():
    """INDEPENDANCE-DONNEES"""
    sans_tuteur = replace(donnees_completes(), tuteur_nom="", tuteur_courriel="")
    assert champs(manques(sans_tuteur)) == ["tuteur_nom", "tuteur_courriel"]
    assert manques(replace(sans_tuteur, initiative_sans_accord=True)) == []


def test_une_vae_s_inscrit_a_la_reception_de_son_dossier():
    """VAE-RECEVABILITE; INDEPENDANCE-DONNEES: nobody tutors it."""
    assert manques(donnees_completes(vae=True)) == []
    sans = replace(donnees_completes(vae=True), recevabilite_recue_le=None)
    assert codes(manques(sans)) == {"VAE-RECEVABILITE"}
    assert manques(replace(donnees_completes(vae=True), tuteur_nom="", tuteur_courriel="")) == []


@pytest.mark.parametrize(("le", "refuse"), [(date(2027, 6, 30), False), (date(2027, 7, 1), True)])
def test_le_depot_precede_la_fin_de_la_formation(le, refuse):
    """INSCRIPTION-PREALABLE"""
    donnees = replace(donnees_completes(), entreprise_code_nace=f"25.62 ({NAF_2})")
    assert codes(manques(donnees, le)) == ({"INSCRIPTION-PREALABLE"} if refuse else set())


def test_un_nouveau_depot_garde_la_date_du_premier():
    """INSCRIPTION-PREALABLE"""
    donnees, apres_la_fin = replace(donnees_completes(), entreprise_code_nace=f"25.62 ({NAF_2})"), date(2027, 9, 1)
    assert manques_au_depot(donnees, faits(), piece_deposee=True, le=apres_la_fin, premier_depot=LE) == []
    assert codes(manques(donnees, apres_la_fin)) == {"INSCRIPTION-PREALABLE"}


@pytest.mark.parametrize(
    ("autres", "regle"),
    [
        ({"date_gtp": date(2026, 11, 21)}, "REFERENTIEL-APPLICATION"),
        ({"date_gtp": date(2026, 11, 10)}, "REFERENTIEL-APPLICATION"),
        ({"date_gtp": date(2026, 11, 9)}, ""),
        ({"remplacee_le": date(2026, 11, 9)}, "REFERENTIEL-APPLICATION"),
        ({"remplacee_le": date(2026, 11, 10)}, ""),
        ({"supprimee_le": date(2026, 11, 9)}, "CERTIFICATION-SUPPRESSION"),
        ({"supprimee_le": date(2026, 11, 10)}, ""),
    ],
)
def test_la_version_est_celle_de_l_engagement(autres, regle):
    """CERTIFICATION-SUPPRESSION, REFERENTIEL-APPLICATION: a candidate in training since the 9th is engaged that day."""
    donnees = replace(donnees_completes(), entree_formation=date(2026, 11, 9))
    assert codes(manques(donnees, **autres)) == ({regle} if regle else set())


def test_sans_formation_ni_dates_ni_formateur_et_l_engagement_est_au_depot():
    """INSCRIPTION-SANS-FORMATION"""
    sans = replace(
        donnees_completes(), voie=Voie.SANS_FORMATION, entree_formation=None, fin_formation=None, formateurs=()
    )
    assert (manques(sans), incoherences(sans, faits(), LE)) == ([], [])
    assert champs(incoherences(replace(donnees_completes(), voie=Voie.SANS_FORMATION), faits(), LE)) == [
        "entree_formation",
        "fin_formation",
        "formateurs",
    ]
    assert codes(manques(sans, remplacee_le=LE)) == {"REFERENTIEL-APPLICATION"}
    assert manques(sans, le=date(2026, 11, 19), remplacee_le=LE) == []

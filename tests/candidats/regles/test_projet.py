"""What a projet says and when its dates are late; what a registration owes to it. No database."""

from dataclasses import replace
from datetime import date

import pytest

from candidats.donnees import DonneesInscription, DonneesProjet, FaitsProjet
from candidats.regles.constat import FaitsBloc, FaitsReferentiel
from candidats.regles.projet import (
    DelaisEvaluation,
    alertes_d_evaluation,
    alertes_projet,
    avant_la_date_prevue,
    dans_le_dernier_mois,
    ecarts_au_projet,
    est_annoncee_a_temps,
    incoherences_projet,
    manques_de_projet,
    manques_projet,
)
from referentiels.regles import Periode

FAITS = FaitsReferentiel(
    pk=1,
    type="CQPM",
    numero="0187",
    intitule="Usinage",
    date_gtp=date(2024, 1, 1),
    remplacee_le=None,
    supprimee_le=None,
    periodes_rncp=(Periode(date(2024, 1, 1), date(2029, 1, 1), None),),
    blocs=(FaitsBloc(11, "BDC0170", "Préparer"), FaitsBloc(12, "BDC0171", "Produire")),
)
PROJET = DonneesProjet(
    referentiel_id=1,
    besoins="x",
    moyens_techniques="x",
    moyens_humains="x",
    entree_formation=date(2027, 1, 4),
    livret_prevu_le=date(2027, 3, 1),
    date_evaluation_prevue=date(2027, 9, 15),
    fin_formation=date(2027, 9, 30),
    effectif_prevu=6,
)
LE = date(2026, 11, 20)


def champs(constats):
    return [constat.champ for constat in constats]


def alertes(le=LE, **changes):
    constats = alertes_projet(replace(PROJET, **changes), mois=3, tiers=True, depot=le)
    return [(constat.champ, constat.regle.code) for constat in constats]


@pytest.mark.parametrize(
    ("evaluation", "fin", "attendu"),
    [
        (date(2027, 9, 30), date(2027, 9, 30), True),
        (date(2027, 10, 1), date(2027, 9, 30), False),
        (date(2027, 8, 30), date(2027, 9, 30), True),
        (date(2027, 8, 29), date(2027, 9, 30), False),
        (date(2028, 2, 29), date(2028, 3, 31), True),
        (date(2028, 2, 28), date(2028, 3, 31), False),
    ],
)
def test_l_evaluation_dans_le_dernier_mois(evaluation, fin, attendu):
    """EVALUATION-DERNIER-MOIS"""
    assert dans_le_dernier_mois(evaluation, fin) is attendu


@pytest.mark.parametrize(
    ("mois", "dit"),
    [
        (1, "le dernier mois va du 30\u00a0août\u00a02027"),
        (2, "les 2 derniers mois vont du 30\u00a0juillet\u00a02027"),
    ],
)
def test_l_alerte_dit_les_derniers_mois_que_le_centre_a_choisis(mois, dit):
    """EVALUATION-DERNIER-MOIS"""
    fin, delais = date(2027, 9, 30), DelaisEvaluation(fin=mois)
    [alerte] = alertes_d_evaluation(date(2027, 7, 1), fin, None, delais)
    assert alerte.message.startswith("Évaluation prévue le 1er\u00a0juillet\u00a02027")
    assert dit in alerte.message


@pytest.mark.parametrize(("annonce", "attendu"), [(date(2027, 7, 15), True), (date(2027, 7, 16), False)])
def test_l_evaluation_annoncee_deux_mois_avant(annonce, attendu):
    """EVALUATION-ANNONCE"""
    assert est_annoncee_a_temps(date(2027, 9, 15), annonce) is attendu


def test_un_projet_dans_les_regles_n_alerte_pas():
    assert alertes() == []


def test_chaque_date_hors_usage_cite_sa_regle():
    """PROJET-PREALABLE, LIVRET-TIERS, LIVRET-MOIS, EVALUATION-DERNIER-MOIS, EVALUATION-ANNONCE"""
    assert alertes(date(2027, 1, 5)) == [("entree_formation", "PROJET-PREALABLE")]
    assert alertes(date(2027, 1, 4)) == []
    assert alertes(livret_prevu_le=date(2027, 4, 3)) == []
    assert alertes(livret_prevu_le=date(2027, 4, 4)) == [("livret_prevu_le", "LIVRET-TIERS")]
    assert alertes(livret_prevu_le=date(2027, 6, 16)) == [
        ("livret_prevu_le", "LIVRET-TIERS"),
        ("livret_prevu_le", "LIVRET-MOIS"),
    ]
    assert alertes(date_evaluation_prevue=date(2027, 8, 1)) == [("date_evaluation_prevue", "EVALUATION-DERNIER-MOIS")]
    tardif = alertes(date(2027, 8, 1))
    assert tardif[-1] == ("date_evaluation_prevue", "EVALUATION-ANNONCE")


def test_ce_que_le_depot_attend():
    """PROJET-CONTENU"""
    assert manques_projet(PROJET, FAITS, LE) == []
    vide = manques_projet(DonneesProjet(referentiel_id=1), FAITS, LE)
    assert champs(vide) == [
        "besoins",
        "moyens_techniques",
        "moyens_humains",
        "entree_formation",
        "livret_prevu_le",
        "fin_formation",
        "date_evaluation_prevue",
        "effectif_prevu",
    ]
    vae = DonneesProjet(referentiel_id=1, voie="vae")
    assert champs(manques_projet(vae, FAITS, LE))[3:] == ["date_evaluation_prevue", "effectif_prevu"]
    blocs = replace(PROJET, portee="blocs")
    assert champs(manques_projet(blocs, FAITS, LE)) == ["blocs"]


def test_la_version_et_la_fin_de_la_formation():
    """PROJET-PREALABLE, CERTIFICATION-SUPPRESSION, REFERENTIEL-APPLICATION"""
    supprimee, remplacee = replace(FAITS, supprimee_le=date(2027, 1, 4)), replace(FAITS, remplacee_le=date(2027, 1, 4))
    assert champs(manques_projet(PROJET, supprimee, LE)) == ["referentiel"]
    assert champs(manques_projet(PROJET, remplacee, LE)) == ["referentiel"]
    assert manques_projet(replace(PROJET, entree_formation=date(2027, 1, 3)), supprimee, LE) == []
    assert champs(manques_projet(PROJET, FAITS, date(2027, 10, 1))) == ["fin_formation"]
    assert manques_projet(PROJET, FAITS, date(2027, 9, 30)) == []


def test_ce_qui_est_faux_meme_dans_un_brouillon():
    def faux(**changes):
        return champs(incoherences_projet(replace(PROJET, **changes), changes.pop("faits", FAITS), LE))

    assert faux() == []
    assert faux(fin_formation=date(2027, 1, 3)) == ["fin_formation"]
    assert faux(date_evaluation_prevue=date(2027, 1, 3)) == ["date_evaluation_prevue", "livret_prevu_le"]
    assert faux(entreprise_siret="12345678901234") == ["entreprise_siret"]
    assert faux(voie="vae") == ["entree_formation", "livret_prevu_le", "fin_formation"]
    assert faux(portee="blocs", blocs=(99,)) == ["blocs"]
    hors_rncp = replace(FAITS, periodes_rncp=())
    assert champs(incoherences_projet(replace(PROJET, portee="blocs"), hors_rncp, LE)) == ["portee"]
    assert champs(incoherences_projet(replace(PROJET, portee="blocs"), replace(FAITS, blocs=()), LE)) == ["portee"]
    assert incoherences_projet(PROJET, replace(FAITS, type="CQPI"), LE) == []


@pytest.mark.parametrize(
    "changement",
    [
        {"entreprise_siret": "73282932000074"},
        {"entree_formation": None},
        {"fin_formation": None},
        {"livret_prevu_le": None},
        {"date_evaluation_prevue": None},
        {"fin_formation": date(2027, 1, 4), "date_evaluation_prevue": None},
    ],
)
def test_un_brouillon_a_moitie_saisi_n_est_pas_faux(changement):
    assert incoherences_projet(replace(PROJET, **changement), FAITS, LE) == []


def test_un_projet_de_blocs_se_juge_au_jour_de_l_entree():
    """BLOC-SEUL-RNCP: not at the RNCP yet on the day of the deposit, there on the day of the entry."""
    visant = replace(PROJET, portee="blocs", blocs=(11,))
    bientot = replace(FAITS, periodes_rncp=(Periode(date(2027, 1, 4), date(2029, 1, 1), None),))
    assert (incoherences_projet(visant, bientot, LE), manques_projet(visant, bientot, LE)) == ([], [])
    assert champs(incoherences_projet(replace(visant, entree_formation=None), bientot, LE)) == ["portee"]
    assert champs(incoherences_projet(visant, replace(FAITS, blocs=()), LE)) == ["portee"]  # there, without a bloc


@pytest.mark.parametrize(
    ("portee", "blocs", "attendus"), [("blocs", (), ["blocs"]), ("blocs", (11,), []), ("complete", (), [])]
)
def test_un_projet_qui_vise_des_blocs_en_choisit_un(portee, blocs, attendus):
    """BLOC-SEUL-RNCP"""
    assert champs(manques_projet(replace(PROJET, portee=portee, blocs=blocs), FAITS, LE)) == attendus


def ecarts(inscription=None, projet=None, certification=5, organisme=7):
    return ecarts_au_projet(
        inscription or DonneesInscription(),
        projet or FaitsProjet(7, 5, "complete", frozenset(), True),
        FAITS,
        certification_id=certification,
        organisme_id=organisme,
    )


def test_une_inscription_se_rattache_au_projet_de_son_porteur_et_de_sa_certification():
    """PROJET-INSCRIPTION"""
    assert ecarts() == []
    assert champs(ecarts(certification=6)) == ["projet_id"]
    assert champs(ecarts(organisme=8)) == ["projet_id"]
    assert champs(ecarts(organisme=None)) == ["projet_id"]
    assert champs(ecarts(projet=FaitsProjet(7, 5, "complete", frozenset(), False))) == ["projet_id"]


def test_un_aval_pour_des_blocs_ne_vaut_que_pour_eux():
    """PROJET-INSCRIPTION"""
    projet = FaitsProjet(7, 5, "blocs", frozenset({"BDC0170"}), True)
    assert champs(ecarts(projet=projet)) == ["projet_id"]
    assert ecarts(DonneesInscription(portee="blocs", blocs=(11,)), projet) == []
    assert champs(ecarts(DonneesInscription(portee="blocs", blocs=(11, 12)), projet)) == ["projet_id"]


def test_ce_qui_manque_a_une_inscription():
    """PROJET-PREALABLE, POSITIONNEMENT"""
    rattachee = DonneesInscription(projet_id=3, positionnement_le=LE, positionnement_resultat="Convient")
    assert manques_de_projet(rattachee) == []
    assert champs(manques_de_projet(DonneesInscription())) == ["projet_id", "positionnement_le"]
    muet = replace(rattachee, positionnement_resultat="")
    assert champs(manques_de_projet(muet)) == ["positionnement_resultat"]


def test_ce_qu_une_vae_demande_a_la_certification():
    """VAE-RNCP, VAE-BRANCHE"""
    vae = replace(PROJET, voie="vae", entree_formation=None, livret_prevu_le=None, fin_formation=None)
    hors_rncp, cqpi = replace(FAITS, periodes_rncp=()), replace(FAITS, type="CQPI")
    assert incoherences_projet(vae, FAITS, LE) == []
    assert [c.regle.code for c in incoherences_projet(vae, hors_rncp, LE)] == ["VAE-RNCP"]
    de_branche = replace(vae, voie="vae_branche")
    assert incoherences_projet(de_branche, hors_rncp, LE) == []
    assert [c.regle.code for c in incoherences_projet(de_branche, cqpi, LE)] == ["VAE-BRANCHE"]
    assert incoherences_projet(vae, cqpi, LE) == []  # its type is asked of a VAE de branche alone
    seule = replace(vae, entree_formation=date(2027, 1, 4))
    assert champs(incoherences_projet(seule, FAITS, LE)) == ["entree_formation"]


def test_un_bloc_de_la_certification_se_vise_seul():
    bloc = FaitsBloc(99, "BDC0099", "Régler")
    avec_bloc = replace(FAITS, blocs=(bloc,))
    visant = replace(PROJET, portee="blocs", blocs=(99,))
    assert incoherences_projet(visant, avec_bloc, LE) == []
    assert champs(incoherences_projet(replace(visant, blocs=(98,)), avec_bloc, LE)) == ["blocs"]


def test_une_version_se_choisit_du_jour_de_sa_decision_a_la_veille_de_la_suivante():
    """REFERENTIEL-APPLICATION: PROJET enters on 4 January 2027."""
    for champ, valeurs in {"date_gtp": (4, 5), "remplacee_le": (5, 4), "supprimee_le": (5, 4)}.items():
        permis, refuse = (replace(FAITS, **{champ: date(2027, 1, jour)}) for jour in valeurs)
        assert manques_projet(PROJET, permis, LE) == []
        assert champs(manques_projet(PROJET, refuse, LE)) == ["referentiel"]


def test_sans_date_rien_n_est_en_retard():
    assert alertes(livret_prevu_le=None, date_evaluation_prevue=None, entree_formation=None) == []
    assert alertes(fin_formation=None) == []


def test_les_modalites_arrivent_au_plus_tard_le_jour_de_l_evaluation():
    meme_jour = replace(PROJET, livret_prevu_le=PROJET.date_evaluation_prevue)
    assert incoherences_projet(meme_jour, FAITS, LE) == []


@pytest.mark.parametrize(("jour", "dites"), [(14, 1), (15, 0), (16, 0)])
def test_une_seance_avant_la_date_prevue_est_dite(jour, dites):
    assert len(list(avant_la_date_prevue(date(2027, 9, jour), date(2027, 9, 15)))) == dites
    assert list(avant_la_date_prevue(date(2027, 9, jour), None)) == []

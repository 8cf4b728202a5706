"""Settings: what is usable."""

from certif_portal.centre import regles


def test_les_reglages_partent_des_usages_de_l_uimm_35_56():
    delais = {nom: valeur for nom, valeur in vars(regles).items() if nom.endswith(("_JOURS", "_MOIS"))}
    assert delais == {
        "INSCRIPTION_JOURS": 15,
        "LIVRET_MOIS": 3,
        "RAPPORT_JOURS": 15,
        "AVIS_JOURS": 15,
        "OBSERVATIONS_JOURS": 15,
        "CERTIFICATS_MOIS": 3,
        "INSCRIPTION_JURY_MOIS": 3,
        "EVALUATION_ANNONCE_MOIS": 2,
        "EVALUATION_FIN_MOIS": 1,
    }

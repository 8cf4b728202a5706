"""The fields that people get wrong say beside them what is expected."""

import pytest

from candidats.forms.inscription import InscriptionForm
from certif_portal.commun.champs import ChampDepartement, ChampNDA, ChampSiret

SE_TROMPENT = (
    *("nom_naissance", "date_naissance", "commune_naissance", "code_commune_naissance", "departement_naissance"),
    *(
        "voie",
        "entree_formation",
        "fin_formation",
        "date_evaluation_prevue",
        "entreprise_siret",
        "entreprise_code_nace",
    ),
    *("entreprise_code_nace", "formateurs", "service", "tuteur_courriel", "courriel", "projet_id"),
)


@pytest.mark.parametrize("nom", SE_TROMPENT)
def test_un_champ_ou_l_on_se_trompe_dit_ce_qui_est_attendu(nom):
    assert len(InscriptionForm.base_fields[nom].help_text) > 10


@pytest.mark.parametrize("champ", [ChampSiret, ChampNDA, ChampDepartement])
def test_un_numero_dit_sa_forme_partout(champ):
    assert any(signe.isdigit() for signe in champ().help_text)

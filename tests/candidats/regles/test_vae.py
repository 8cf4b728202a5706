from datetime import date

import pytest

from candidats.choix import Voie
from candidats.regles import vae as regles_vae
from candidats.regles.vae import accueil_dispense, accueil_manque, demandes_de_trop


@pytest.mark.parametrize(
    ("voie", "collectif", "dispense"),
    [
        (Voie.VAE, True, False),
        (Voie.VAE, False, False),
        (Voie.VAE_BRANCHE, True, True),
        (Voie.VAE_BRANCHE, False, False),
    ],
)
def test_l_accueil_se_tient_sauf_vae_de_branche_collective(voie, collectif, dispense):
    """VAE-ACCUEIL"""
    assert accueil_dispense(voie, collectif) is dispense
    assert accueil_manque(voie, None, collectif) is not dispense
    assert accueil_manque(voie, date(2026, 3, 2), collectif) is False


def test_au_dela_du_nombre_du_centre_les_demandes_se_disent():
    """VAE-DEMANDES"""
    assert [demandes_de_trop(nombre, 3) for nombre in (2, 3, 4)] == [False, False, True]


def test_le_numero_du_cerfa_est_celui_du_jour_ou_le_dossier_est_recu(monkeypatch):
    assert regles_vae.cerfa_du(date(2026, 11, 20)) == "12818*02"
    suite = (*regles_vae.CERFAS, (date(2027, 6, 1), "12818*03"))
    monkeypatch.setattr(regles_vae, "CERFAS", suite)
    assert [regles_vae.cerfa_du(jour) for jour in (date(2027, 5, 31), date(2027, 6, 1))] == ["12818*02", "12818*03"]

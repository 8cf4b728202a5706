"""A place of birth abroad, and two places held one against the other."""

from datetime import date

import pytest

from candidats.regles.lieu import (
    Completion,
    LieuDit,
    nes_ailleurs,
)
from tests.candidats.regles.lieu import code_demande, dire

# ---------------------------------------------------------------- abroad


@pytest.mark.parametrize(
    ("champs", "valeurs"),
    [
        ({"pays": "Maroc"}, {"code_commune_naissance": "99350"}),
        ({"pays": "maroc"}, {"code_commune_naissance": "99350"}),
        ({"pays": "MAROC"}, {"code_commune_naissance": "99350", "pays_naissance": "Maroc"}),
        ({"pays": "URSS", "naissance": date(1985, 3, 12)}, {"code_commune_naissance": "99123"}),
        ({"pays": "Maroc", "code": "99350"}, {}),
        ({"pays": "MAROC", "code": "99350"}, {"pays_naissance": "Maroc"}),
        ({"pays": "Maroc", "code": "99351"}, {}),
        ({"pays": "Zaïre", "code": "99312"}, {}),
        ({"pays": "MAROC", "code": "99351"}, {"pays_naissance": "Maroc"}),
    ],
)
def test_un_pays_donne_son_code(champs, valeurs):
    """A country of several codes may bear any of them; a code of several names too."""
    assert dire("Fès", **champs) == Completion(valeurs)


@pytest.mark.parametrize("departement", ["99", "099", "étranger", "Hors France"])
def test_a_l_etranger_le_departement_99_se_laisse_vide(departement):
    assert dire("Fès", pays="Maroc", departement=departement) == Completion(
        {"departement_naissance": "", "code_commune_naissance": "99350"}
    )


def test_un_autre_departement_y_reste_pour_etre_demande():
    assert dire("Fès", pays="Maroc", departement="44") == Completion({"code_commune_naissance": "99350"})


def test_un_pays_inconnu_est_accepte_et_dit():
    avis = ("pays_naissance", "Pays absent de la liste de l’INSEE : vérifiez son nom.")
    assert dire("Klow", pays="Syldavie", code="44109") == Completion(avis=(avis,))


@pytest.mark.parametrize("code", ["99", "00099"])
def test_99_n_est_pas_un_code_celui_du_pays_est_pris(code):
    avis = f"{code} n’est pas un code INSEE : le code du pays (Algérie), 99352, est pris."
    assert dire("Oran", code=code, pays="ALGÉRIE") == Completion(
        {"pays_naissance": "Algérie", "code_commune_naissance": "99352"}, (("code_commune_naissance", avis),)
    )


@pytest.mark.parametrize(
    ("code", "dit"),
    [
        ("99350", "est le code INSEE de Maroc"),
        ("44109", "est le code INSEE de Nantes (44109)"),
        ("99777", "n’est le code INSEE d’aucun pays"),
    ],
)
def test_un_code_qui_n_est_pas_celui_du_pays_est_demande(code, dit):
    assert dire("Oran", code=code, pays="ALGÉRIE") == code_demande(
        f"{code} {dit} ; celui du pays de naissance (Algérie) est 99352."
    )


@pytest.mark.parametrize(
    ("code", "naissance", "pays", "admis"),
    [
        ("92353", date(1962, 7, 4), "Algérie", True),
        ("92353", date(1962, 7, 5), "Algérie", False),
        ("92353", None, "Algérie", False),
        ("91001", date(1950, 1, 1), "Algérie", True),
        ("93001", date(1950, 1, 1), "Algérie", True),
        ("94001", date(1950, 1, 1), "Algérie", True),
        ("90001", date(1950, 1, 1), "Algérie", False),
        ("95001", date(1950, 1, 1), "Algérie", False),
        ("92353", date(1950, 1, 1), "Maroc", False),
    ],
)
def test_ne_en_algerie_avant_l_independance_le_code_est_d_un_departement(code, naissance, pays, admis):
    complete = dire("Oran", code=code, pays=pays, naissance=naissance)
    assert (complete == Completion()) is admis
    assert bool(complete.questions) is not admis


# ---------------------------------------------------------------- two people, or one

NANTES = LieuDit("Nantes", "44109", "44")


@pytest.mark.parametrize(
    ("un", "autre", "ailleurs"),
    [
        (NANTES, NANTES, False),
        (NANTES, LieuDit(), False),
        (LieuDit(), NANTES, False),
        (NANTES, LieuDit("NANTES", pays=""), False),
        (NANTES, LieuDit("Nantes", pays="Maroc"), True),
        (LieuDit("Fès", pays="Maroc"), LieuDit("FES", pays="MAROC"), False),
        (LieuDit("Fès", "99350", pays="Maroc"), LieuDit("Rabat", "99350", pays="Maroc"), True),
        (NANTES, LieuDit("Nantes-sur-Loire", "44109"), False),
        (NANTES, LieuDit("Rennes", "35238", "35"), True),
        (LieuDit("Nantes"), LieuDit("Rennes"), True),
        (LieuDit("St Nazaire", departement="44"), LieuDit("Saint-Nazaire", departement="44"), False),
        (LieuDit("Saint-Nazaire", departement="44"), LieuDit("Saint-Nazaire", departement="30"), True),
        (LieuDit("Saint-Nazaire", departement="44"), LieuDit("Saint-Nazaire"), False),
        (LieuDit("Saint-Nazaire"), LieuDit("Saint-Nazaire", departement="30"), False),
        (LieuDit("Nantes", "44109"), LieuDit("Nantes", "44000"), False),
    ],
)
def test_deux_lieux_surs_de_ne_pas_en_faire_un(un, autre, ailleurs):
    """What is missing separates nobody; one code is one place, where it is a commune's and not a country's."""
    assert nes_ailleurs(un, autre) is ailleurs

"""Places of birth: keys, what existed that day, what a name completes, abroad, and two people told apart."""

from dataclasses import replace
from datetime import date

import pytest

from candidats.choix import PrecisionNaissance
from candidats.donnees import Naissance
from candidats.regles.lieu import (
    Completion,
    FaitsCommune,
    LieuDit,
    Lieux,
    cle_commune,
    completer_naissance,
    departement_de,
    lieu_de,
    nes_ailleurs,
)
from tests.candidats.factories import donnees_completes
from tests.candidats.regles.lieu import ANCIENNE, BOULOGNES, LYON, NOUVELLE, SANS_DATES, code_demande, dire

ANNEE, MOIS = PrecisionNaissance.ANNEE, PrecisionNaissance.MOIS
LIEUX = Lieux(communes={"lyon": (LYON,)}, chargees=True)


# ---------------------------------------------------------------- keys


@pytest.mark.parametrize(
    ("ecrit", "cle"),
    [
        ("St-Nazaire", "saint nazaire"),
        ("St Nazaire", "saint nazaire"),
        ("STE Luce", "sainte luce"),
        ("Sts-Geosmes", "saints geosmes"),
        ("Stes-Maries-de-la-Mer", "saintes maries de la mer"),
        ("Saint-Nazaire Cedex", "saint nazaire"),
        ("Saint-Nazaire CEDEX 2", "saint nazaire"),
        ("Paris 03", "paris 3"),
        ("Paris 12ème", "paris 12"),
        ("Paris 12ème (Bercy)", "paris 12"),
        ("Lyon 3e Arrondissement", "lyon 3"),
        ("Marseille 1er", "marseille 1"),
        ("Nantes 3e", "nantes 3e"),
        ("Le Mans", "le mans"),
    ],
)
def test_une_commune_a_une_seule_cle(ecrit, cle):
    assert cle_commune(ecrit) == cle


@pytest.mark.parametrize(
    ("code", "departement"),
    [("44184", "44"), ("2A004", "2A"), ("97411", "974"), ("98735", "987"), ("96001", "96"), ("99131", "")],
)
def test_le_departement_se_lit_dans_le_code(code, departement):
    assert departement_de(code) == departement


@pytest.mark.parametrize(("pays", "ici"), [("", True), ("France", True), ("Maroc", False)])
def test_sans_pays_on_est_en_france(pays, ici):
    assert LieuDit("Nantes", pays=pays).en_france is ici


@pytest.mark.parametrize(("pays", "lu"), [("", "France"), ("Maroc", "Maroc")])
def test_le_lieu_d_un_etat_civil(pays, lu):
    donnees = replace(donnees_completes(), code_commune_naissance="44184", pays_naissance=pays)
    assert lieu_de(donnees) == LieuDit("Saint-Nazaire", "44184", "44", lu, Naissance(date(1996, 2, 29)))


# ---------------------------------------------------------------- what existed that day


@pytest.mark.parametrize(
    ("naissance", "commune", "existait"),
    [
        (None, ANCIENNE, True),
        (None, NOUVELLE, True),
        (Naissance(date(2015, 12, 31)), ANCIENNE, True),
        (Naissance(date(2016, 1, 1)), ANCIENNE, False),
        (Naissance(date(2015, 12, 31)), NOUVELLE, False),
        (Naissance(date(2016, 1, 1)), NOUVELLE, True),
        (Naissance(date(1900, 1, 1)), LYON, True),
        (Naissance(date(2015, 1, 1), ANNEE), ANCIENNE, True),
        (Naissance(date(2015, 1, 1), ANNEE), NOUVELLE, False),
        (Naissance(date(2016, 1, 1), ANNEE), ANCIENNE, False),
        (Naissance(date(2016, 1, 1), MOIS), NOUVELLE, True),
        (Naissance(date(2015, 12, 1), MOIS), NOUVELLE, False),
        (Naissance(date(2016, 1, 1), ANNEE), replace(ANCIENNE, fin=date(2016, 6, 15)), True),
        (Naissance(date(2016, 1, 1), ANNEE), replace(NOUVELLE, debut=date(2016, 12, 31)), True),
        (Naissance(date(2016, 1, 1), MOIS), replace(NOUVELLE, debut=date(2016, 1, 31)), True),
        (Naissance(date(2016, 1, 1), MOIS), replace(NOUVELLE, debut=date(2016, 2, 1)), False),
    ],
)
def test_une_commune_existe_tant_qu_elle_porte_ce_nom(naissance, commune, existait):
    """The first day counts, the day of the change belongs to the next name; a year alone is any of its days."""
    assert commune.existait_a(naissance) is existait


@pytest.mark.parametrize(("commune", "datee"), [(LYON, False), (ANCIENNE, True), (NOUVELLE, True)])
def test_une_commune_est_datee_par_un_seul_bout(commune, datee):
    assert commune.datee is datee


# ---------------------------------------------------------------- what a name completes


def test_sans_liste_ni_commune_rien_n_est_complete():
    """A commune that no list knows is accepted as it is written."""
    assert completer_naissance(Lieux(), LieuDit(commune="Lyon")) == Completion()
    assert completer_naissance(replace(LIEUX, chargees=False), LieuDit(commune="Lyon")) == Completion()
    assert completer_naissance(LIEUX, LieuDit()) == Completion()


@pytest.mark.parametrize(
    ("commune", "champs", "valeurs"),
    [
        ("Nantes", {}, {"code_commune_naissance": "44109", "departement_naissance": "44"}),
        ("NANTES", {"departement": "44"}, {"code_commune_naissance": "44109"}),
        ("Nantes", {"code": "44109"}, {"departement_naissance": "44"}),
        ("Nantes", {"code": "44109", "departement": "44"}, {}),
        ("Nantes", {"pays": ""}, {"code_commune_naissance": "44109", "departement_naissance": "44"}),
        ("Gennes", {"departement": "49"}, {"code_commune_naissance": "49149"}),
        ("Gennes", {"code": "25267"}, {"departement_naissance": "25"}),
    ],
)
def test_un_nom_donne_son_code_et_son_departement(commune, champs, valeurs):
    assert dire(commune, **champs) == Completion(valeurs)


@pytest.mark.parametrize(
    ("naissance", "code", "departement"), [(date(1967, 12, 31), "75012", "75"), (date(1968, 1, 1), "92012", "92")]
)
def test_le_code_est_celui_du_jour_de_la_naissance(naissance, code, departement):
    """Boulogne-Billancourt was in the Seine until the eve of 1968."""
    assert dire("Boulogne-Billancourt", naissance=naissance, communes=BOULOGNES) == Completion(
        {"code_commune_naissance": code, "departement_naissance": departement}
    )


def test_un_nom_qui_n_existait_pas_encore_est_pris_quand_il_n_y_en_a_qu_un():
    complete = dire("Le Val", naissance=date(1990, 1, 1), communes=[NOUVELLE])
    assert complete == Completion({"code_commune_naissance": "14999", "departement_naissance": "14"})


def test_un_meme_code_sous_deux_dates_est_une_seule_commune():
    deux = [replace(NOUVELLE, debut=None, fin=date(2016, 1, 1), actuelle=False), NOUVELLE]
    assert dire("Le Val", naissance=None, communes=deux) == Completion(
        {"code_commune_naissance": "14999", "departement_naissance": "14"}
    )


def test_un_nom_ecrit_autrement_est_dit():
    complete = dire("St Nazaire", communes=[FaitsCommune("44184", "Saint-Nazaire", "44")])
    assert complete == Completion(
        {
            "commune_naissance": "Saint-Nazaire",
            "code_commune_naissance": "44184",
            "departement_naissance": "44",
        },
        (("commune_naissance", "Lue Saint-Nazaire (44184) : corrigez si c’est une autre commune."),),
    )


@pytest.mark.parametrize(("nom", "code"), [("Paris", "75056"), ("Lyon", "69123"), ("Marseille", "13055")])
def test_une_ville_a_arrondissements_le_dit(nom, code):
    complete = dire(nom, communes=[FaitsCommune(code, nom, code[:2])])
    avis = f"{nom} a des arrondissements : l’acte de naissance dit lequel."
    assert complete == Completion(
        {"code_commune_naissance": code, "departement_naissance": code[:2]}, (("commune_naissance", avis),)
    )


@pytest.mark.parametrize(
    ("naissance", "precision"), [(date(1968, 1, 1), ANNEE), (date(1967, 12, 1), MOIS), (date(1967, 1, 1), ANNEE)]
)
def test_un_mois_ou_une_annee_d_un_seul_cote_departagent(naissance, precision):
    code = "92012" if naissance.year == 1968 else "75012"
    complete = dire("Boulogne-Billancourt", naissance=naissance, precision=precision, communes=BOULOGNES)
    assert complete.valeurs["code_commune_naissance"] == code


@pytest.mark.parametrize(
    ("naissance", "communes"),
    [
        (date(1998, 3, 12), SANS_DATES[:2]),
        (None, SANS_DATES[:2]),
        (date(1968, 1, 1), [replace(SANS_DATES[0], debut=date(1968, 6, 1)), SANS_DATES[1]]),
    ],
)
def test_deux_homonymes_du_meme_jour_sont_demandes(naissance, communes):
    """A living commune and one since joined to another are two; so are two of which one began within the year."""
    avis = (
        "Plusieurs communes portent ce nom (25, code 25267 ; 49, code 49149, réunie depuis à une autre) : "
        "donnez le département ou le code."
    )
    complete = dire("Gennes", naissance=naissance, precision=ANNEE, communes=communes)
    assert complete == Completion(avis=(("commune_naissance", avis),))


@pytest.mark.parametrize(
    ("champs", "avis"),
    [
        (
            {"commune": "Trifouillis"},
            ("commune_naissance", "Commune absente de la liste de l’INSEE : vérifiez son nom, ou donnez son code."),
        ),
        (
            {"commune": "Trifouillis", "departement": "44"},
            ("commune_naissance", "Commune absente de la liste de l’INSEE : vérifiez son nom, ou donnez son code."),
        ),
        (
            {"commune": "Nantes", "departement": "35", "naissance": date(1960, 3, 12)},
            (
                "departement_naissance",
                "Aucune commune de ce nom dans le département 35 : vérifiez l’un et l’autre.",
            ),
        ),
        ({"commune": "Trifouillis", "code": "4410"}, None),
        ({"commune": "Nantes", "code": "4410"}, None),
        ({"commune": "Paris", "code": "75112"}, None),
    ],
)
def test_une_commune_introuvable_est_acceptee_et_dite(champs, avis):
    """A code of the wrong shape is told by the rules of the form; « Paris » may bear that of an arrondissement."""
    assert dire(**champs) == Completion(avis=(avis,) if avis else ())


# ---------------------------------------------------------------- abroad


@pytest.mark.parametrize(
    ("champs", "valeurs"),
    [
        ({"pays": "Maroc"}, {"code_commune_naissance": "99350"}),
        ({"pays": "maroc"}, {"code_commune_naissance": "99350"}),
        ({"pays": "MAROC"}, {"code_commune_naissance": "99350", "pays_naissance": "Maroc"}),
        ({"pays": "URSS"}, {"code_commune_naissance": "99123"}),
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

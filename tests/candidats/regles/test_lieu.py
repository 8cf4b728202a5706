"""Places of birth: keys, what existed that day, what a name completes, abroad, and two people told apart."""

from dataclasses import replace
from datetime import date

import pytest

from candidats.choix import PrecisionNaissance
from candidats.donnees import Naissance
from candidats.regles.lieu import (
    Completion,
    FaitsCommune,
    FaitsPays,
    LieuDit,
    Lieux,
    cle_commune,
    completer_naissance,
    departement_de,
    lieu_de,
    nes_ailleurs,
)
from candidats.regles.vocabulaire import PAYS_A_DEUX_LECTURES, pays_usuel
from certif_portal.commun.textes import mot_sur
from tests.candidats.factories import donnees_completes
from tests.candidats.regles.lieu import ANCIENNE, BOULOGNES, LYON, NOUVELLE, SANS_DATES, d_un_trait, dire

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
        ("Paris 5 (75)", "paris 5"),
        ("Paris 8 mai", "paris 8 mai"),
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


def test_la_ville_qui_porte_le_code_d_un_arrondissement_donne_le_departement():
    assert dire("Paris", code="75112") == Completion({"departement_naissance": "75"})


AVANT = FaitsCommune("14999", "Vieux-Val", "14", fin=date(2016, 1, 1), actuelle=False)
EVRY = (
    FaitsCommune("89162", "Évry", "89"),
    FaitsCommune("91228", "Évry", "91", date(1968, 1, 1), date(2019, 1, 1), actuelle=False),
    FaitsCommune("91228", "Évry-Courcouronnes", "91", date(2019, 1, 1)),
)


@pytest.mark.parametrize("champs", [{}, {"departement": "14"}, {"code": "14999", "departement": "14"}])
def test_un_nom_qui_n_existait_pas_encore_est_demande_meme_seul(champs):
    """With what bore the same code that day, where it is known, and no namesake of elsewhere."""
    champ = "code_commune_naissance" if "code" in champs else "commune_naissance"
    ailleurs = FaitsCommune("83001", "Le Val", "83", fin=date(1980, 1, 1))
    avec = [NOUVELLE, AVANT, ailleurs] if champs else [NOUVELLE, AVANT]
    for connues, suite in [(avec, " : c’était Vieux-Val (14999), département 14."), ([NOUVELLE], ".")]:
        complete = dire("Le Val", naissance=date(1990, 1, 1), precision=ANNEE, communes=connues, **champs)
        assert d_un_trait(complete) == Completion(questions=((champ, f"Le Val (14999) n’existait pas en 1990{suite}"),))


def test_un_nom_qui_n_existait_plus_est_pris_quand_il_n_y_en_a_qu_un():
    """A register is often named by the former commune."""
    assert dire("Vieux-Val", naissance=date(2017, 1, 1), communes=[AVANT]).valeurs == {
        "code_commune_naissance": "14999",
        "departement_naissance": "14",
    }


@pytest.mark.parametrize(
    ("champs", "valeurs"),
    [
        ({"departement": "91"}, {"code_commune_naissance": "91228"}),
        ({"code": "91228"}, {"departement_naissance": "91"}),
        ({"departement": "89"}, {"code_commune_naissance": "89162"}),
        ({"naissance": date(2020, 1, 1)}, {"code_commune_naissance": "89162", "departement_naissance": "89"}),
    ],
)
def test_l_ancien_nom_d_une_commune_qui_garde_son_code_est_connu(champs, valeurs):
    assert dire("Évry", communes=EVRY, **champs) == Completion(valeurs)


def test_un_ancien_nom_et_son_homonyme_sont_demandes():
    avis = "Plusieurs communes portent ce nom (89, code 89162 ; 91, code 91228, réunie depuis à une autre) : "
    complete = dire("Évry", communes=EVRY)
    assert complete == Completion(avis=(("commune_naissance", f"{avis}donnez le département ou le code."),))


def test_le_predecesseur_se_nomme_plutot_qu_un_homonyme():
    seine = (FaitsCommune("14001", "Val", "83", fin=date(1999, 1, 1)), FaitsCommune("14002", "Val", "14"), NOUVELLE)
    dit = dire("Val", code="14002", communes=[*seine[:1], replace(seine[1], debut=date(1999, 1, 1))])
    assert "c’était Val (14001), département 83." in d_un_trait(dit).questions[0][1]


# ---------------------------------------------------------------- what is written and is no place


@pytest.mark.parametrize(
    "commune", ["?", "-", "idem", '"', "néant", "NC", "NULL", "44000", "x", "France", "12/03/1998"]
)
def test_ce_qui_n_est_pas_une_commune_est_demande(commune):
    assert [champ for champ, _ in dire(commune, departement="44").questions] == ["commune_naissance"]
    assert dire(commune, departement="44").valeurs == {}


@pytest.mark.parametrize("lu", ["Marseille 13", "Marseille (13)", "MARSEILLE - 13"])
def test_marseille_13_est_demande(lu):
    communes = [FaitsCommune("13213", "Marseille 13e Arrondissement", "13"), FaitsCommune("13055", "Marseille", "13")]
    assert "écrivez « Marseille 13e »" in dire(lu, departement="13", communes=communes).questions[0][1]
    assert dire(lu, code="13213", departement="13", communes=communes).questions == ()
    assert dire("Marseille 13e", communes=communes).valeurs["code_commune_naissance"] == "13213"


@pytest.mark.parametrize(
    ("commune", "champs", "question"),
    [
        ("Oran", {"departement": "92", "naissance": date(1955, 3, 12)}, "Avant 1962, 92 est aussi"),
        ("Alger", {"departement": "91", "naissance": date(1955, 3, 12)}, "Avant 1962, 91 est aussi"),
        ("Ajacio", {"departement": "20"}, "2A ou 2B ; 20 est lu"),
    ],
)
def test_un_departement_d_un_autre_temps_est_demande(commune, champs, question):
    ((champ, dit),) = dire(commune, **champs).questions
    assert (champ, question in dit) == ("departement_naissance", True)


def test_l_outre_mer_ecrit_comme_un_pays_est_en_france():
    saint_denis = [FaitsCommune("97411", "Saint-Denis", "974"), FaitsCommune("93066", "Saint-Denis", "93")]
    en_france = {"pays_naissance": "France", "departement_naissance": "974"}
    assert dire("Saint-Denis", pays="La Réunion", communes=saint_denis) == Completion(
        en_france | {"code_commune_naissance": "97411"}
    )
    assert dire("Saint-Denis", pays="Réunion", departement="974", communes=saint_denis).questions == ()
    assert dire("Saint-Denis", pays="La Réunion", departement="93", communes=saint_denis) == Completion(
        questions=(("departement_naissance", "La Réunion est le département 974 ; 93 est lu."),)
    )


@pytest.mark.parametrize("pays", ["Algérienne", "ALG", "99352", "-", "?", "idem"])
def test_ce_qui_n_est_pas_un_pays_est_demande(pays):
    assert [champ for champ, _ in dire("Alger", pays=pays).questions] == ["pays_naissance"]


def test_un_pays_de_la_liste_n_est_pas_pris_pour_un_sigle():
    pays = {"oua": FaitsPays("99999", "Oua")}
    lue = completer_naissance(Lieux({}, pays, True, {}, {"99999": "Oua"}), LieuDit("Alger", pays="Oua"))
    assert lue == Completion({"code_commune_naissance": "99999"})


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
        ({"commune": "Paris", "code": "75112", "departement": "75"}, None),
    ],
)
def test_une_commune_introuvable_est_acceptee_et_dite(champs, avis):
    """A code of the wrong shape is told by the rules of the form; « Paris » may bear that of an arrondissement."""
    assert dire(**champs) == Completion(avis=(avis,) if avis else ())


@pytest.mark.parametrize(
    ("pays", "lectures"),
    [
        ("Congo", "Congo-Brazzaville ou Congo-Kinshasa"),
        ("CORÉE", "Corée du Sud ou Corée du Nord"),
        ("Guinée", "Guinée-Conakry, Guinée-Bissau ou Guinée équatoriale"),
        ("Soudan", "République du Soudan ou Soudan du Sud"),
        ("Îles Vierges", "Îles Vierges britanniques ou Îles Vierges américaines"),
        ("Saint-Martin", "Saint-Martin (partie française) ou Saint-Martin (partie néerlandaise)"),
        ("Indochine", "Vietnam, Cambodge ou Laos"),
    ],
)
def test_un_nom_de_deux_pays_est_demande(pays, lectures):
    question = f"« {pays} » se lit de plusieurs façons : écrivez {lectures}."
    assert dire("Ville", pays=pays) == Completion(questions=(("pays_naissance", question),))


def test_chaque_lecture_offerte_se_lit_d_une_seule_facon():
    """What the question offers is an answer to it."""
    lectures = {lecture for offertes in PAYS_A_DEUX_LECTURES.values() for lecture in offertes}
    assert [lecture for lecture in lectures if mot_sur(pays_usuel(lecture)) in PAYS_A_DEUX_LECTURES] == []


def test_le_code_dit_lequel_et_le_nom_sans_equivoque_trouve_le_sien():
    assert dire("Pointe-Noire", pays="Congo", code="99324") == Completion()
    assert dire("Pointe-Noire", pays="Congo", code="99312").questions[0][0] == "pays_naissance"
    connu = dire("Pointe-Noire", pays="République du Congo")
    assert connu == Completion({"code_commune_naissance": "99324"})
    assert dire("Khartoum", pays="République du Soudan") == Completion({"code_commune_naissance": "99343"})
    avant, apres = LieuDit("Pointe-Noire", pays="Congo"), LieuDit("Pointe-Noire", pays="République du Congo")
    assert nes_ailleurs(avant, apres) is False


@pytest.mark.parametrize(
    ("naissance", "precision", "demande"),
    [
        (date(1991, 12, 24), "jour", False),
        (date(1991, 12, 25), "jour", True),
        (date(1991, 1, 1), "annee", False),
        (date(1998, 1, 1), "annee", True),
        (None, "jour", False),
    ],
)
def test_un_pays_qui_n_existait_plus_est_demande(naissance, precision, demande):
    dit = dire("Moscou", pays="URSS", naissance=naissance, precision=precision)
    assert [champ for champ, _ in dit.questions] == (["pays_naissance"] if demande else [])


def test_saint_martin_est_la_partie_francaise_quand_son_numero_le_dit():
    """Written as a country: two islands share one name."""
    assert dire("Marigot", pays="Saint-Martin", departement="978").questions == ()
    assert dire("Marigot", pays="Saint-Martin (partie française)").valeurs == {
        "pays_naissance": "France",
        "departement_naissance": "978",
    }

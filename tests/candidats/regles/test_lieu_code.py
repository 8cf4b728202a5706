"""A place of birth held against itself: the code, the name, the département and the day."""

from dataclasses import replace
from datetime import date

import pytest

from candidats.choix import PrecisionNaissance
from candidats.regles.lieu import Completion, FaitsCommune
from tests.candidats.regles.lieu import (
    BOULOGNES,
    NOUVELLE,
    SANS_DATES,
    code_demande,
    d_un_trait,
    departement_demande,
    dire,
)

# ---------------------------------------------------------------- the code against the rest


@pytest.mark.parametrize(
    ("commune", "champs", "question"),
    [
        ("Nantes", {"code": "99352"}, "99352 est le code d’un pays (Algérie), pour une naissance en France."),
        ("Nantes", {"code": "99999"}, "99999 est le code d’un pays (un pays étranger), pour une naissance en France."),
        ("Nantes", {"code": "44000"}, "44000 est un code postal ; le code INSEE de Nantes est 44109."),
        ("Nantes", {"code": "35000"}, "Le code INSEE 35000 n’existe pas : vérifiez-le, ou laissez-le vide."),
        ("Trifouilly", {"code": "44999"}, "Le code INSEE 44999 n’existe pas : vérifiez-le, ou laissez-le vide."),
        ("Trifouilly", {"code": "44109"}, "44109 est le code INSEE de Nantes, et non de Trifouilly."),
        (
            "Nantes",
            {"code": "44100"},
            "44100 est le code INSEE de Montrelais, et non de Nantes. Si c’est un code postal, celui de l’INSEE est "
            "44109.",
        ),
        ("Nantes", {"code": "35236"}, "35236 est le code INSEE de Redon, et non de Nantes."),
        ("Paris", {"code": "44109"}, "44109 est le code INSEE de Nantes, et non de Paris."),
        (
            "Nantes",
            {"code": "44109", "departement": "35"},
            "Nantes (44109) est dans le département 44 ; 35 est lu.",
        ),
    ],
)
def test_un_code_qui_contredit_le_reste_est_demande(commune, champs, question):
    assert dire(commune, **champs) == code_demande(question)


@pytest.mark.parametrize(
    ("lu", "code", "proche"), [("Nante", "44109", "Nantes"), ("Redan", "35236", "Redon"), ("Dolo", "39198", "")]
)
def test_de_deux_noms_proches_le_code_decide(lu, code, proche):
    """Four letters of five are near enough (0.8), three of four are not."""
    if proche:
        dit = f"{code} est le code de {proche} : écrivez « {proche} », ou corrigez le code."
        attendu = Completion(questions=(("commune_naissance", dit),))
    else:
        attendu = code_demande("39198 est le code INSEE de Dole, et non de Dolo.")
    assert dire(lu, code=code) == attendu


def test_un_nom_proche_qui_existe_dans_ce_departement_n_est_pas_corrige():
    deux = [FaitsCommune("35236", "Redon", "35"), FaitsCommune("35999", "Redan", "35")]
    assert dire("Redan", code="35236", communes=deux) == code_demande(
        "35236 est le code INSEE de Redon, et non de Redan. Si c’est un code postal, celui de l’INSEE est 35999."
    )


@pytest.mark.parametrize(
    ("actuelles", "nommee"),
    [((False, True), "Nouvelle"), ((True, False), "Vallon"), ((False, False), "Vallon"), ((True, True), "Vallon")],
)
def test_un_code_se_nomme_par_sa_commune_d_aujourdhui_puis_par_la_plus_proche(actuelles, nommee):
    communes = [
        FaitsCommune("14999", nom, "14", actuelle=actuelle)
        for nom, actuelle in zip(("Vallon", "Nouvelle"), actuelles, strict=True)
    ]
    assert dire("Valloires", code="14999", communes=communes) == code_demande(
        f"14999 est le code INSEE de {nommee}, et non de Valloires."
    )


@pytest.mark.parametrize(("lue", "admise"), [("Paris", True), ("Paris 12", True), ("Paris 13", False), ("Par", False)])
def test_le_code_d_un_arrondissement_va_avec_sa_ville(lue, admise):
    assert (dire(lue, code="75112").questions == ()) is admise


def test_une_ville_sans_arrondissement_ne_prend_pas_le_code_d_une_plus_longue():
    longue = [FaitsCommune("44110", "Nantes Nord", "44")]
    assert dire("Nantes", code="44110", communes=longue) == code_demande(
        "44110 est le code INSEE de Nantes Nord, et non de Nantes."
    )


def test_un_code_qui_a_change_de_departement_va_avec_l_un_et_l_autre():
    deux = [FaitsCommune("78100", "Le Val", "78", actuelle=False), FaitsCommune("78100", "Le Val", "91")]
    assert dire("Le Val", code="78100", departement="91", communes=deux) == Completion()
    assert dire("Le Val", code="78100", departement="92", communes=deux) == code_demande(
        "Le Val (78100) est dans le département 78 ; 92 est lu."
    )


@pytest.mark.parametrize(
    ("code", "naissance", "question"),
    [
        (
            "75012",
            date(1968, 1, 1),
            "Boulogne-Billancourt (75012) n’existait pas le 1er janvier 1968 : c’était Boulogne-Billancourt (92012), "
            "département 92.",
        ),
        (
            "92012",
            date(1967, 12, 31),
            "Boulogne-Billancourt (92012) n’existait pas le 31 décembre 1967 : c’était Boulogne-Billancourt (75012), "
            "département 75.",
        ),
        ("75012", date(1967, 12, 31), ""),
        ("92012", date(1968, 1, 1), ""),
        ("92012", None, ""),
    ],
)
def test_un_code_est_tenu_au_jour_de_la_naissance(code, naissance, question):
    dit = d_un_trait(dire("Boulogne-Billancourt", code=code, naissance=naissance, communes=BOULOGNES))
    assert dit == (code_demande(question) if question else Completion({"departement_naissance": code[:2]}))


def test_un_code_d_un_autre_jour_sans_commune_de_ce_jour_est_demande_aussi():
    dit = dire(
        "Le Val", code="14999", naissance=date(1990, 1, 1), precision=PrecisionNaissance.ANNEE, communes=[NOUVELLE]
    )
    assert d_un_trait(dit) == code_demande("Le Val (14999) n’existait pas en 1990.")


# ---------------------------------------------------------------- the département against the name


@pytest.mark.parametrize(
    ("naissance", "demande"),
    [(date(1976, 1, 1), True), (date(1975, 12, 31), False), (None, False)],
)
def test_avant_1976_une_liste_sans_dates_ne_contredit_pas_le_departement(naissance, demande):
    dit = dire("Nantes", departement="35", naissance=naissance)
    assert dit.questions == (
        (("departement_naissance", "Nantes est dans le département 44 ; 35 est lu."),) if demande else ()
    )


def test_deux_homonymes_d_autres_departements_sont_nommes():
    assert dire("Gennes", departement="29") == departement_demande("Gennes est dans le département 25, 49 ; 29 est lu.")


@pytest.mark.parametrize(
    ("naissance", "departement", "question"),
    [
        (date(1960, 6, 1), "29", "Boulogne-Billancourt est dans le département 75 ; 29 est lu."),
        (date(1970, 6, 1), "29", "Boulogne-Billancourt est dans le département 92 ; 29 est lu."),
        (None, "29", "Boulogne-Billancourt est dans le département 75, 92 ; 29 est lu."),
        (
            date(1967, 12, 31),
            "92",
            "Boulogne-Billancourt (92012) n’existait pas le 31 décembre 1967 : c’était Boulogne-Billancourt (75012), "
            "département 75.",
        ),
        (
            date(1968, 1, 1),
            "75",
            "Boulogne-Billancourt (75012) n’existait pas le 1er janvier 1968 : c’était Boulogne-Billancourt (92012), "
            "département 92.",
        ),
    ],
)
def test_une_liste_datee_tient_le_departement_au_jour_de_la_naissance(naissance, departement, question):
    dit = dire("Boulogne-Billancourt", departement=departement, naissance=naissance, communes=BOULOGNES)
    assert d_un_trait(dit) == departement_demande(question)


def test_un_homonyme_d_ailleurs_n_est_pas_ce_qui_etait_la():
    ailleurs = FaitsCommune("83001", "Le Val", "83", fin=date(1995, 1, 1))
    complete = dire(
        "Le Val",
        naissance=date(1990, 1, 1),
        precision=PrecisionNaissance.ANNEE,
        communes=[NOUVELLE, ailleurs],
        departement="14",
    )
    assert d_un_trait(complete) == departement_demande("Le Val (14999) n’existait pas en 1990.")


def test_une_seule_commune_datee_suffit_a_contredire_les_papiers():
    une_datee = [FaitsCommune("25267", "Gennes", "25"), replace(SANS_DATES[1], fin=date(2016, 1, 1))]
    assert dire("Gennes", departement="29", naissance=date(1960, 1, 1), communes=une_datee) == departement_demande(
        "Gennes est dans le département 25, 49 ; 29 est lu."
    )


@pytest.mark.parametrize(
    ("departement", "attendu"),
    [
        ("14", Completion(questions=(("commune_naissance", "Le Val (14999) n’existait pas le 1er janvier 1990."),))),
        ("29", departement_demande("Le Val est dans le département 14 ; 29 est lu.")),
    ],
)
def test_quand_rien_de_ce_nom_n_existait_le_departement_seul_est_tenu(departement, attendu):
    dit = dire("Le Val", departement=departement, naissance=date(1990, 1, 1), communes=[NOUVELLE])
    assert d_un_trait(dit) == attendu


def test_le_code_se_demande_avant_le_departement():
    """Both are wrong: one question at a time, the surest."""
    assert dire("Nantes", code="44100", departement="35").questions[0][0] == "code_commune_naissance"

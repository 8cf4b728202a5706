"""Boundaries of the registration: last good day, first bad day, month end, 29 February."""

from dataclasses import replace
from datetime import date

import pytest

from candidats.choix import Origine, Portee, Secteur, Voie
from candidats.donnees import PersonneCitee
from candidats.regles.inscription import (
    code_a_cinq,
    date_engagement,
    date_limite_inscription,
    est_tardive,
    evaluation_avant_l_entree,
    financement_ouvert,
    incoherences,
    incoherences_entreprise,
    pays,
    peut_encore_s_inscrire,
)
from certif_portal.commun.identifiants import siret_juste
from referentiels.regles import Periode
from tests.candidats.factories import donnees_completes
from tests.candidats.regles.faits import LE, champs, codes, faits


@pytest.mark.parametrize(
    ("entree", "limite"),
    [
        (date(2026, 10, 2), date(2026, 10, 17)),
        (date(2026, 3, 31), date(2026, 4, 15)),
        (date(2024, 2, 14), date(2024, 2, 29)),
        (date(2024, 2, 15), date(2024, 3, 1)),
    ],
)
def test_inscription_quinze_jours_apres_l_entree(entree, limite):
    """INSCRIPTION-DELAI"""
    assert date_limite_inscription(entree, 15) == limite


@pytest.mark.parametrize(
    ("depot", "jours", "tardive"),
    [
        (date(2026, 10, 17), 15, False),
        (date(2026, 10, 18), 15, True),
        (date(2026, 9, 1), 15, False),
        (date(2026, 10, 9), 7, False),
        (date(2026, 10, 10), 7, True),
    ],
)
def test_le_reglage_du_centre_fixe_le_delai(depot, jours, tardive):
    """INSCRIPTION-DELAI"""
    assert est_tardive(date(2026, 10, 2), depot, jours) is tardive


def test_sans_formation_pas_de_delai():
    assert est_tardive(None, LE, 15) is False


@pytest.mark.parametrize(("le", "permis"), [(date(2026, 11, 30), True), (date(2026, 12, 1), False)])
def test_personne_n_inscrit_apres_la_fin_de_la_formation(le, permis):
    """INSCRIPTION-PREALABLE"""
    assert peut_encore_s_inscrire(date(2026, 11, 30), le) is permis
    assert peut_encore_s_inscrire(None, le) is True


@pytest.mark.parametrize(
    ("entree", "depot", "engagement"),
    [
        (date(2026, 11, 10), date(2026, 11, 10), date(2026, 11, 10)),
        (date(2026, 11, 10), date(2026, 11, 25), date(2026, 11, 10)),
        (date(2026, 11, 10), date(2026, 11, 26), date(2026, 11, 26)),
        (date(2026, 12, 10), date(2026, 11, 20), date(2026, 12, 10)),
        (None, date(2026, 11, 20), date(2026, 11, 20)),
    ],
)
def test_l_engagement_en_formation_est_l_entree(entree, depot, engagement):
    """ENGAGEMENT-INSCRIPTION: deposited within 15 days after the entry, or before it; the deposit when it came
    later."""
    lu = date_engagement(en_vae=False, entree_formation=entree, recevabilite_recue_le=None, depot=depot)
    assert lu == engagement


@pytest.mark.parametrize(("recue_le", "engagement"), [(date(2026, 9, 1), date(2026, 9, 1)), (None, LE)])
def test_l_engagement_en_vae_est_la_reception_du_dossier(recue_le, engagement):
    """ENGAGEMENT-INSCRIPTION"""
    lu = date_engagement(en_vae=True, entree_formation=None, recevabilite_recue_le=recue_le, depot=LE)
    assert lu == engagement


def test_une_saisie_complete_n_a_rien_a_corriger():
    assert incoherences(donnees_completes(), faits(), LE) == []


@pytest.mark.parametrize(
    ("changement", "champ"),
    [
        ({"nom_naissance": ""}, "nom_naissance"),
        ({"prenom": ""}, "prenom"),
        ({"date_naissance": None}, "date_naissance"),
        ({"date_naissance": LE}, "date_naissance"),
        ({"date_naissance": date(1899, 12, 31)}, "date_naissance"),
        ({"departement_naissance": "96"}, "departement_naissance"),
        ({"departement_naissance": "979"}, "departement_naissance"),
        ({"pays_naissance": "Pologne", "departement_naissance": "99"}, "departement_naissance"),
        ({"code_commune_naissance": "4418"}, "code_commune_naissance"),
        ({"voie": ""}, "voie"),
        ({"entree_formation": date(2026, 12, 1), "fin_formation": date(2026, 11, 30)}, "fin_formation"),
        ({"recevabilite_recue_le": LE}, "recevabilite_recue_le"),
        ({"entreprise_siret": "73282932000075"}, "entreprise_siret"),
        ({"entreprise_siret": "7328293200007"}, "entreprise_siret"),
        ({"entreprise_code_nace": "256"}, "entreprise_code_nace"),
        ({"entreprise_secteur": Secteur.HM}, "entreprise_branche"),
        ({"origine": Origine.DE, "initiative_sans_accord": True}, "initiative_sans_accord"),
        ({"prenom": "Marie, Anne"}, "prenom"),
        ({"commune_naissance": "Zo\ufffd"}, "commune_naissance"),
        ({"pays_naissance": "AlgÃ©rie", "departement_naissance": ""}, "pays_naissance"),
        ({"cpf_abonde": True}, "cpf_abonde"),
    ],
)
def test_chaque_incoherence_est_dite_sur_son_champ(changement, champ):
    assert champs(incoherences(replace(donnees_completes(), **changement), faits(), LE)) == [champ]


@pytest.mark.parametrize(
    "changement",
    [
        {"code_commune_naissance": "44184"},
        {"code_commune_naissance": "2A004"},
        {"positionnement_le": LE},
        {"entree_formation": None},
        {"fin_formation": None},
        {"entree_formation": date(2026, 11, 30), "fin_formation": date(2026, 11, 30)},
        {"autres_prenoms": "Marie, Anne"},
        {"initiative_sans_accord": True},
        {"portee": Portee.BLOCS, "blocs": (10, 11)},
    ],
)
def test_ce_qui_est_a_la_limite_se_saisit(changement):
    assert incoherences(replace(donnees_completes(), **changement), faits(), LE) == []


@pytest.mark.parametrize(("code", "demande"), [("1000", True), ("01000", False), ("B-1000", False), ("", False)])
def test_quatre_chiffres_sont_un_code_francais_ou_etranger(code, demande):
    constats = incoherences(replace(donnees_completes(), code_postal=code), faits(), LE)
    assert [(constat.champ, constat.message.replace("\u00a0", " ")) for constat in constats] == (
        [
            (
                "code_postal",
                "1000 a quatre chiffres : en France, écrivez 01000 ; à l’étranger, faites-le précéder de son pays, par "
                "exemple B-1000.",
            )
        ]
        if demande
        else []
    )


@pytest.mark.parametrize(
    ("changement", "demande"),
    [
        ({"fin_formation": date(2036, 11, 20)}, ""),
        ({"fin_formation": date(2036, 11, 21)}, "L’année 2036 est lue : vérifiez-la."),
        ({"entree_formation": date(2016, 11, 20)}, ""),
        ({"entree_formation": date(2016, 11, 19)}, "L’année 2016 est lue : vérifiez-la."),
    ],
)
def test_une_date_du_parcours_est_a_moins_de_dix_ans(changement, demande):
    """PARCOURS-DATES"""
    constats = incoherences(replace(donnees_completes(), **changement), None, LE)
    assert [(constat.champ, constat.message.replace("\u00a0", " ")) for constat in constats] == (
        [(*changement, demande)] if demande else []
    )


ENTREPRISE = {"siret": "73282932000074", "code_postal": "44600", "code_nace": "25.62", "secteur": "M", "branche": ""}


@pytest.mark.parametrize("champ", ["siret", "code_postal", "code_nace", "secteur"])
def test_ce_qui_manque_d_une_entreprise_n_est_pas_une_faute(champ):
    """What is missing is told at the deposit."""
    assert list(incoherences_entreprise(**ENTREPRISE | {champ: ""})) == []


@pytest.mark.parametrize(
    ("champ", "valeur"), [("siret", "73282932000075"), ("code_postal", "4460"), ("code_nace", "2562")]
)
def test_ce_qui_est_mal_ecrit_d_une_entreprise_est_dit(champ, valeur):
    assert champs(incoherences_entreprise(**ENTREPRISE | {champ: valeur})) == [f"entreprise_{champ}"]


@pytest.mark.parametrize("origine", [Origine.SL, Origine.DE])
def test_sans_initiative_dite_rien_n_est_demande(origine):
    assert incoherences(donnees_completes(demandeur_emploi=origine == Origine.DE), faits(), LE) == []


def test_une_certification_sans_bloc_ne_se_vise_que_complete():
    """BLOC-SEUL-RNCP"""
    donnees = replace(donnees_completes(), portee=Portee.BLOCS, blocs=())
    assert champs(incoherences(donnees, faits(blocs=()), LE)) == ["portee"]


def test_le_positionnement_n_est_pas_demain():
    donnees = replace(donnees_completes(), positionnement_le=date(2026, 11, 21))
    assert champs(incoherences(donnees, faits(), LE)) == ["positionnement_le"]


def test_sans_certification_choisie_le_reste_se_lit():
    assert incoherences(donnees_completes(), None, LE) == []


@pytest.mark.parametrize(
    ("entree", "evaluation", "refusee"),
    [
        (LE, date(2026, 11, 19), True),
        (LE, LE, False),
        (LE, date(2026, 11, 21), False),
        (None, LE, False),
        (LE, None, False),
    ],
)
def test_l_evaluation_ne_precede_pas_l_entree(entree, evaluation, refusee):
    assert champs(evaluation_avant_l_entree(entree, evaluation)) == (["date_evaluation_prevue"] if refusee else [])


@pytest.mark.parametrize(
    ("code", "ouverts", "fermes"),
    [
        ("CPE", [date(2024, 12, 31)], [date(2025, 1, 1)]),
        ("PA", [date(2025, 12, 31)], [date(2026, 1, 1)]),
        ("PREC", [date(2026, 1, 1)], [date(2025, 12, 31)]),
        ("CPF", [date.min, date.max], []),
    ],
)
def test_un_financement_se_coche_pendant_qu_il_existe(code, ouverts, fermes):
    """FINANCEMENT-OUVERT: its first and last day, and the ones beside."""
    assert [financement_ouvert(code, jour) for jour in ouverts + fermes] == [True] * len(ouverts) + [False] * len(
        fermes
    )


def test_le_financement_se_juge_au_premier_depot():
    """FINANCEMENT-OUVERT"""
    donnees = replace(donnees_completes(), financements=("PA",))
    assert incoherences(donnees, faits(), LE, premier_depot=date(2025, 12, 31)) == []
    assert codes(incoherences(donnees, faits(), LE)) == {"FINANCEMENT-OUVERT"}


def test_la_corse_d_avant_1976_se_saisit():
    donnees = replace(donnees_completes(), departement_naissance="20", commune_naissance="Ajaccio")
    assert incoherences(donnees, faits(), LE) == []


def test_hors_metaux_la_branche_est_precisee():
    """SECTEUR-BRANCHE"""
    donnees = replace(donnees_completes(), entreprise_secteur=Secteur.HM)
    assert codes(incoherences(donnees, faits(), LE)) == {"SECTEUR-BRANCHE"}
    assert incoherences(replace(donnees, entreprise_branche="Plasturgie"), faits(), LE) == []


def test_l_abondement_suppose_le_cpf():
    """CPF-ABONDEMENT"""
    donnees = replace(donnees_completes(), cpf_abonde=True)
    assert codes(incoherences(donnees, faits(), LE)) == {"CPF-ABONDEMENT"}
    assert incoherences(replace(donnees, financements=("CPF",)), faits(), LE) == []
    assert "CPF" not in donnees_completes().financements
    assert incoherences(donnees_completes(), faits(), LE) == []  # nothing added to


@pytest.mark.parametrize(
    ("le", "refuse"),
    [
        (date(2023, 5, 22), True),
        (date(2023, 5, 23), False),
        (date(2035, 5, 23), False),
        (date(2035, 5, 24), True),
    ],
)
def test_des_blocs_seuls_si_la_certification_est_au_rncp(le, refuse):
    """BLOC-SEUL-RNCP, at the day of engagement."""
    donnees = replace(donnees_completes(), portee=Portee.BLOCS, blocs=(10,), entree_formation=le, fin_formation=None)
    assert codes(incoherences(donnees, faits(), le)) == ({"BLOC-SEUL-RNCP"} if refuse else set())


def test_une_correction_se_juge_au_jour_de_l_engagement():
    """BLOC-SEUL-RNCP: the fiche ended since, the candidate was engaged before."""
    donnees = replace(donnees_completes(), portee=Portee.BLOCS, blocs=(10,))
    finie = faits(periodes_rncp=(Periode(date(2023, 5, 23), date(2026, 11, 30)),))
    assert incoherences(donnees, finie, date(2027, 1, 15), premier_depot=LE) == []
    assert codes(incoherences(donnees, finie, date(2027, 1, 15))) == {"BLOC-SEUL-RNCP"}


def test_un_bloc_d_une_autre_certification_est_refuse():
    donnees = replace(donnees_completes(), portee=Portee.BLOCS, blocs=(10, 99))
    assert champs(incoherences(donnees, faits(), LE)) == ["blocs"]


def test_la_vae_suppose_le_rncp():
    """VAE-RNCP"""
    donnees = donnees_completes(vae=True)
    assert incoherences(donnees, faits(), LE) == []
    assert codes(incoherences(donnees, faits(periodes_rncp=()), LE)) == {"VAE-RNCP"}


@pytest.mark.parametrize(("type_", "refuse"), [("CQPM", False), ("CCPM", False), ("CQPI", True), ("CCPI", True)])
def test_la_vae_de_branche_ouvre_les_cqpm_et_les_ccpm(type_, refuse):
    """VAE-BRANCHE"""
    donnees = replace(donnees_completes(vae=True), voie=Voie.VAE_BRANCHE)
    trouves = incoherences(donnees, faits(type=type_, periodes_rncp=()), LE)
    assert codes(trouves) == ({"VAE-BRANCHE"} if refuse else set())
    assert incoherences(donnees_completes(), faits(type=type_), LE) == []


def test_une_vae_n_a_pas_de_dates_de_formation():
    donnees = replace(donnees_completes(vae=True), entree_formation=LE)
    assert champs(incoherences(donnees, faits(), LE)) == ["entree_formation"]


@pytest.mark.parametrize(
    ("recue", "attendus"), [(date(2026, 11, 21), {"VAE-RECEVABILITE"}), (date(2026, 11, 20), set()), (None, set())]
)
def test_le_dossier_de_recevabilite_n_est_pas_recu_demain(recue, attendus):
    """VAE-RECEVABILITE"""
    donnees = replace(donnees_completes(vae=True), recevabilite_recue_le=recue)
    assert codes(incoherences(donnees, faits(), LE)) == attendus


@pytest.mark.parametrize(
    ("siret", "valide"),
    [
        ("73282932000074", True),
        ("73282932000075", False),
        ("35600000000048", True),
        ("35600000049837", True),
        ("7328293200007", False),
        ("732 829 320 00074", False),
        ("", False),
    ],
)
def test_cle_du_siret(siret, valide):
    assert siret_juste(siret) is valide


def test_pays():
    assert [pays(texte) for texte in ("", "FRANCE", "Pologne")] == ["France", "France", "Pologne"]
    francais = ("FR", "Fr.", "FRA", "F", "française", "France métropolitaine", "République française", " ")
    assert {pays(texte) for texte in francais} == {"France"}
    assert [pays(texte) for texte in ("-", "?")] == ["-", "?"]  # asked with the place


@pytest.mark.parametrize(
    ("code", "demande"), [("1000", True), ("01000", False), ("B-1000", False), ("100", False), ("", False)]
)
def test_un_code_postal_de_quatre_chiffres_est_demande(code, demande):
    """It lost its zero, or is of another country: 1000 is Bruxelles."""
    constats = incoherences(replace(donnees_completes(), code_postal=code), faits(), LE)
    assert [(constat.champ, "écrivez 01000" in constat.message) for constat in constats] == [
        ("code_postal", True)
    ] * demande


@pytest.mark.parametrize(
    ("code", "refuse"),
    [("ABCDE", True), ("2A004", True), ("20004", False), ("SW1A 1AA", False), ("1017 AB", False), ("B-1000", False)],
)
def test_un_code_postal_sans_chiffre_ou_d_une_commune_est_demande(code, refuse):
    constats = incoherences(replace(donnees_completes(), code_postal=code), faits(), LE)
    assert [(c.champ, code in c.message) for c in constats] == [("code_postal", True)] * refuse


def test_un_code_a_cinq_retrouve_son_zero():
    saisis = ("44 600", "1000", "2a 004", "2A04", "100", "A000", "")
    assert [code_a_cinq(texte) for texte in saisis] == ["44600", "01000", "2A004", "02A04", "100", "A000", ""]


def test_une_personne_citee_se_relit():
    assert str(PersonneCitee("Yann Le Bihan", "y@exemple.fr")) == "Yann Le Bihan <y@exemple.fr>"
    assert str(PersonneCitee("Yann Le Bihan")) == "Yann Le Bihan"

"""What names somebody in a comment is found, whoever wrote it and however."""

from datetime import date

import pytest

from jurys.regles.anonymat import (
    Connus,
    TexteMasque,
    cles_des_noms,
    masquer,
    reperer,
    une_faute,
    vocabulaire_de,
    zones_des_mots,
)
from tests.jurys.regles.commentaires import CONNUS, PROPRES, SEMES


def test_cinquante_commentaires_qui_nomment_sont_signales():
    """JURY-ANONYMAT"""
    assert len(set(SEMES)) == 50
    assert [texte for texte in SEMES if not reperer(texte, CONNUS)] == []


def test_cinq_commentaires_propres_au_plus_sont_signales_pour_rien():
    """JURY-COMMENTAIRES-RELUS"""
    assert len(set(PROPRES)) == 50
    assert len([texte for texte in PROPRES if reperer(texte, CONNUS)]) <= 5


def lu(texte, connus=CONNUS):
    """What the jury would read if the centre hid everything pointed at; and what is masked in any case."""
    zones = reperer(texte, connus)
    return masquer(texte, zones).texte, [texte[zone.debut : zone.fin] for zone in zones if zone.certaine]


@pytest.mark.parametrize(
    ("texte", "attendu", "certains"),
    [
        ("M. Ly et M. Vu confirment.", "M. […] et M. […] confirment.", ["Ly"]),
        ("LEGOFF, O\u2019Brien et Jeanpaul.", "[…], […] et […].", ["LEGOFF", "O\u2019Brien", "Jeanpaul"]),
        ("Le marteau de petit.", "Le marteau de petit.", []),
        ("Mieux que Petit.", "Mieux que […].", ["Petit"]),
        ("Mieux que benali.", "Mieux que […].", []),
        ("Vu avec Karim Benali.", "Vu avec […].", ["Karim Benali"]),
        ("Vu avec J. Ventousel hier.", "Vu avec J. […] hier.", []),  # an initial ends no sentence
        ("Mieux que pelletier, mieux que kevin.", "Mieux que […], mieux que […].", []),  # in nobody's file
        ("Tours et lime rangés.", "Tours et lime rangés.", []),
        ("Voir maelstrom, ou les Ateliers Maëlström.", "Voir […], ou les […].", ["Ateliers Maëlström"]),
        ("Au PFSL, au pfsl.", "Au […], au […].", []),
        ("Le service est rendu à saint-nazaire.", "Le service est rendu à […].", []),
        ("atelier d\u2019outillage ; outillage rangé.", "[…] ; outillage rangé.", ["atelier d\u2019outillage"]),
        (
            "Domaine ateliers-maelstrom, site legoff.bzh.",
            "Domaine […], site […].",
            ["ateliers-maelstrom", "legoff.bzh"],
        ),
        ("Le 29.02.96, le 1996-02-29, le 28/02/1996.", "Le […], le […], le 28/02/[…].", ["29.02.96", "1996-02-29"]),
        ("Le 29 février 1996, pas le 29 février 2026.", "Le […], pas le 29 février 2026.", ["29 février 1996"]),
        ("SIRET 784 717 191 00018", "SIRET […]", ["784 717 191 00018"]),
        ("Vu avec K.B., en C.N.", "Vu avec […], en C.N.", []),
        ("@jpgo, matricule 4587.", "[…], […].", []),
        ("KARIM TRAVAILLE BIEN ET VITE", "[…] TRAVAILLE BIEN ET VITE", ["KARIM"]),
        (
            "M. a réussi, madame est à l\u2019heure, les 5 M revus.",
            "M. a réussi, madame est à l\u2019heure, les 5 M revus.",
            [],
        ),
        ("Anprigent", "Anprigent", []),
        ("Ly et ly progressent.", "[…] et […] progressent.", ["Ly"]),
        ("K E R M A R R E C et Ker-\nmarrec.", "[…] et […].", ["K E R M A R R E C", "Ker-\nmarrec"]),
        ("Ker\u00admarrec, Zoe\u0301 ŁUKASIEWICZ.", "[…], […].", ["Ker\u00admarrec", "Zoe\u0301 ŁUKASIEWICZ"]),
        ("ＬＥＧＯＦＦ tient le poste.", "[…] tient le poste.", ["ＬＥＧＯＦＦ"]),
        ("Rentre à st nazaire, puis à St-Nazaire.", "Rentre à […], puis à […].", ["St-Nazaire"]),
        ("Avec AP et ZŁ, réglage AP.", "Avec AP et […], réglage AP.", []),
        ("Le 29 fév. 1996, 29 fev 96, 290296.", "Le […], […], […].", ["29 fév. 1996", "29 fev 96", "290296"]),
        ("Le 29 février 14 h, le 28 fév. 14 h.", "Le […] h, le 28 fév. 14 h.", ["29 février 14"]),
        ("Fêté le 29/02 ; le 28/02, la cote 29,2.", "Fêté le […] ; le 28/02, la cote 29,2.", []),
        ("Vu chez durandal, chez nous.", "Vu chez […], chez nous.", []),
        ("", "", []),
    ],
)
def test_ce_qui_est_masque_et_ce_qui_est_a_dire(texte, attendu, certains):
    """JURY-ANONYMAT"""
    assert lu(texte) == (attendu, certains)


def test_sans_rien_de_connu_les_formes_parlent_encore():
    rien = Connus()
    assert lu("Tel 02 40 11 22 33, Kevin maîtrise.", rien) == ("Tel […], […] maîtrise.", ["02 40 11 22 33"])
    assert lu("Bravo Toto", rien) == ("Bravo […]", [])


def test_un_nom_qui_est_un_mot_du_referentiel_attend_sa_capitale():
    connus = Connus(personnes=("Vis", "Anne Le"), vocabulaire=vocabulaire_de(["Serrer une vis"]))
    assert lu("Vis serrée par vis ; la vis.", connus) == ("[…] serrée par vis ; la vis.", ["Vis"])


def test_une_organisation_de_deux_mots_ordinaires_se_masque_en_minuscules_aussi():
    """Its whole name alone: each of its words is a word of the trade."""
    connus = Connus(organisations=("Poste Pièce",))
    assert lu("Poste Pièce, le poste pièce, la pièce.", connus) == (
        "[…], le […], la pièce.",
        ["Poste Pièce", "poste pièce"],
    )


def test_un_mot_du_referentiel_n_a_l_air_d_un_nom_ni_par_sa_capitale_ni_a_une_lettre_pres():
    mots = vocabulaire_de(["Monter une ventouse"])
    for texte, personnes in [("Il sait que Ventouse tient.", ()), ("La ventouse tient.", ("Ventousel",))]:
        assert lu(texte, Connus(personnes, vocabulaire=mots)) == (texte, [])
        assert lu(texte, Connus(personnes))[0] == texte.replace("Ventouse", "[…]").replace("ventouse", "[…]")


def test_un_nom_fait_de_particules_ou_un_service_sans_nom_ne_masque_rien():
    connus = Connus(
        personnes=("De La",),
        services=("Atelier",),
        lieux=("Arc",),
        organisations=("Précision",),
        courriels=("x@gm.fr", "y@gmail.com"),
    )
    texte = "Le chef de la ligne passe à l\u2019atelier, gmail, précision ou arc."
    assert lu(texte, connus) == (texte, [])


def test_un_nom_de_trois_lettres_se_masque_en_minuscules_et_un_de_deux_se_demande():
    connus = Connus(personnes=("Bao", "Ly"))
    assert lu("Le geste de bao est sûr, ly aussi.", connus) == ("Le geste de […] est sûr, […] aussi.", ["bao"])


def test_qui_entoure_le_jury_se_masque_a_sa_capitale_et_se_demande_sans_elle():
    connus = Connus(autour=cles_des_noms(["Kermarrec", "Bao"]))
    assert lu("Vu par Kermarrec, puis kermarrec ; bao.", connus) == ("Vu par […], puis […] ; bao.", ["Kermarrec"])


def test_les_cles_d_un_nom_et_les_mots_choisis():
    assert cles_des_noms(["Le Goff", "Ly"]) == {"legoff", "goff", "ly"}
    texte = "Vu au PMU, puis au PMUX."
    assert masquer(texte, zones_des_mots(texte, ["PMU", "au PMU"])) == TexteMasque("Vu […], puis au PMUX.", 1)


@pytest.mark.parametrize(
    ("un", "autre", "proche"),
    [
        ("kermarec", "kermarrec", True),
        ("kermarrrec", "kermarrec", True),
        ("kermarrac", "kermarrec", True),
        ("kremarrec", "kermarrec", True),
        ("kermarrec", "kermarrec", False),
        ("kermareec", "kermarrecq", False),
        ("krmarec", "kermarrec", False),
        ("kermarre", "kermarrec", True),
    ],
)
def test_une_faute_et_pas_deux(un, autre, proche):
    assert une_faute(un, autre) is proche
    assert une_faute(autre, un) is proche


def test_la_date_n_est_cherchee_que_si_elle_est_connue():
    texte = "Le 29/02/1996 et en 1996."
    assert lu(texte, Connus()) == (texte, [])
    assert lu(texte, Connus(naissance=date(1996, 2, 29))) == ("Le […] et en […].", ["29/02/1996"])

"""How long each thing of a file is kept: by what it ended with, and on which day it goes."""

from datetime import date, timedelta

import pytest

from certif_portal.portail.conservation import lire_registre
from jurys.regles import conservation
from jurys.regles.conservation import (
    ACCES_SECONDE_PERSONNE,
    APPRECIATION_ECHEC,
    APPRECIATION_PARTIELLE,
    CONSERVATION_GEL,
    IDENTITE_CONSERVATION,
    JURY_CONSERVATION,
    PREPARATION_CONSERVATION,
    PURGE_SECONDE_PERSONNE,
    Fin,
    Garde,
    Issue,
    depart_sans_envoi,
    dernier_depart,
    exige_une_seconde_personne,
    gardes,
    jury_sans_envoi,
)
from jurys.regles.delai import CERTIFICAT_CONSERVATION, TRANSMISSION_GTP

JURY = date(2026, 12, 8)


def jusqu_au(fin: Fin) -> dict[str, date]:
    return {garde.quoi: garde.jusqu_au for garde in gardes(fin)}


@pytest.mark.parametrize(
    ("issue", "attendu"),
    [
        (Issue.PARTIELLE, date(2031, 12, 8)),
        (Issue.ECHEC, date(2028, 12, 8)),
        (Issue.ADMISE, date(2027, 6, 20)),  # with the papers, six months after the sending
    ],
)
def test_les_appreciations_selon_ce_que_le_jury_a_dit(issue, attendu):
    """IDENTITE-CONSERVATION, APPRECIATION-PARTIELLE, APPRECIATION-ECHEC, PREPARATION-CONSERVATION."""
    fin = Fin(issue, JURY, transmise_le=date(2026, 12, 20))
    assert jusqu_au(fin)["Appréciations de la commission"] == attendu
    [regle] = [garde.regle for garde in gardes(fin) if garde.quoi == "Appréciations de la commission"]
    assert regle == conservation.APPRECIATIONS.get(issue, PREPARATION_CONSERVATION)


def test_un_dossier_jamais_envoye_compte_de_la_limite_de_l_envoi():
    assert jusqu_au(Fin(Issue.ADMISE, JURY))["Papiers d’évaluation"] == date(2027, 8, 8)


def test_sans_jury_rien_n_est_apprecie_et_tout_compte_de_la_fin():
    """IDENTITE-CONSERVATION: three things are kept of a file that has neither arrangements nor certificate."""
    tenues = jusqu_au(Fin(Issue.SANS_JURY, JURY))
    assert "Appréciations de la commission" not in tenues
    assert tenues["Papiers d’évaluation"] == date(2027, 6, 8)
    assert set(tenues) == {"Papiers d’évaluation", "Coordonnées du candidat", "Parcours, entreprise et tuteur"}


def test_qui_abandonne_apres_la_commission_laisse_ses_appreciations_avec_ses_papiers():
    """PREPARATION-CONSERVATION: a purge keeps them until then, and the page of the file says so."""
    tenues = jusqu_au(Fin(Issue.SANS_JURY, JURY, appreciee=True))
    assert tenues["Appréciations de la commission"] == tenues["Papiers d’évaluation"] == date(2027, 6, 8)


def test_les_amenagements_et_le_certificat_quand_il_y_en_a():
    """IDENTITE-CONSERVATION"""
    tenues = gardes(Fin(Issue.ADMISE, JURY, certificats=(JURY, date(2027, 1, 5)), amenagee=True))
    assert [(garde.quoi, garde.jusqu_au) for garde in (tenues[0], tenues[-1])] == [
        ("Aménagements", date(2027, 1, 7)),
        ("Certificat et ce qu’il nomme", date(2069, 1, 5)),
    ]


def test_une_garde_finit_le_lendemain_de_son_dernier_jour():
    garde = Garde("", JURY, PREPARATION_CONSERVATION)
    assert (garde.finie(JURY), garde.finie(JURY + timedelta(days=1))) == (False, True)


@pytest.mark.parametrize("delai", [PREPARATION_CONSERVATION, APPRECIATION_PARTIELLE, APPRECIATION_ECHEC])
def test_la_requete_et_la_regle_disent_le_meme_jour(delai):
    """Every day of two years, the ends of months and 29 February included."""
    for rang in range(731):
        le = date(2028, 1, 1) + timedelta(days=rang)
        depart = dernier_depart(delai, le)
        assert delai.apres(depart) < le <= delai.apres(depart + timedelta(days=1))


def test_sans_envoi_la_requete_et_la_regle_disent_le_meme_jour():
    for rang in range(366):
        le = date(2028, 1, 1) + timedelta(days=rang)
        depart = depart_sans_envoi(le)
        fins = [PREPARATION_CONSERVATION.apres(TRANSMISSION_GTP.apres(depart + timedelta(days=n))) for n in (0, 1)]
        assert fins[0] < le <= fins[1]


def test_les_papiers_d_un_jury_sans_envoi_finissent_le_meme_jour():
    """JURY-CONSERVATION."""
    for rang in range(366):
        le = date(2028, 1, 1) + timedelta(days=rang)
        depart = jury_sans_envoi(le)
        fins = [JURY_CONSERVATION.apres(TRANSMISSION_GTP.apres(depart + timedelta(days=n))) for n in (0, 1)]
        assert fins[0] < le <= fins[1]


@pytest.mark.parametrize(
    ("lignes", "certificats", "attendue"), [(500, False, False), (501, False, True), (1, True, True), (0, False, False)]
)
def test_une_seconde_personne_au_dela_du_seuil_ou_pour_un_certificat(lignes, certificats, attendue):
    """PURGE-SECONDE-PERSONNE."""
    assert exige_une_seconde_personne(lignes, 500, sous_accord=certificats) is attendue


def test_le_registre_dit_les_memes_durees():
    """The table of fields and the rules of a file are one. Without a delay: IDENTITE-CONSERVATION, CONSERVATION-GEL,
    ACCES-SECONDE-PERSONNE."""
    regles = lire_registre().regles
    for code, delai in (
        ("PREPARATION", PREPARATION_CONSERVATION),
        ("APPRECIATION", APPRECIATION_PARTIELLE),
        ("CERTIFICAT", CERTIFICAT_CONSERVATION),
        ("JURY_PAPIERS", JURY_CONSERVATION),
        ("INSCRIPTION", conservation.INSCRIPTION_CONSERVATION),
        ("AMENAGEMENT", conservation.AMENAGEMENT_CONSERVATION),
        ("CONTACT_CANDIDAT", conservation.CONTACT_CONSERVATION),
    ):
        regle = regles[code]
        assert (regle.ans, regle.mois, regle.jours) == (delai.ans, delai.mois, delai.jours)
    for regle in (IDENTITE_CONSERVATION, CONSERVATION_GEL, ACCES_SECONDE_PERSONNE, PURGE_SECONDE_PERSONNE):
        assert regle.enonce

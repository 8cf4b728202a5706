"""Text files: what is read, and what is refused with its way out."""

import re

import pytest

from candidats.imports.textes import decoder, lire_lignes
from certif_portal.commun.erreurs import FichierRefuse

LISTE = "Nom;Prénom\nŠkoda Žižka;Hélène\nDUPRÉ;Zoë\nl’Œuvre « x »;Noël…\nÇELIK;ÉLÉONORE\n"
LUE = [ligne.split(";") for ligne in LISTE.splitlines()]


@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_les_encodages_d_ici_se_lisent(encodage):
    assert lire_lignes(LISTE.encode(encodage)) == LUE


@pytest.mark.parametrize("texte", ["Nom;X\nZoé;b\n", "Nom;Prénom\nDUPRÉ;Zoë\n", "Nom;X\nLégé;ÉLÉONORE\n"])
@pytest.mark.parametrize(("encodage", "nom"), [("mac_roman", "MacRoman"), ("cp850", "CP850")])
def test_les_autres_se_reconnaissent_a_leurs_lettres(texte, encodage, nom):
    with pytest.raises(FichierRefuse, match=rf"{nom}.*CSV UTF-8"):
        lire_lignes(texte.encode(encodage))


def test_un_fichier_encode_deux_fois_est_refuse():
    with pytest.raises(FichierRefuse, match="encodés deux fois"):
        lire_lignes(LISTE.encode().decode("latin-1").encode())


def test_un_octet_faux_ne_change_que_sa_cellule():
    lues = lire_lignes("Nom;Prénom\nHélène;Zoé\n".encode() + b"\xc9ric;X\xff\n")
    assert lues == [["Nom", "Prénom"], ["Hélène", "Zoé"], ["\ufffdric", "X\ufffd"]]


@pytest.mark.parametrize(
    ("texte", "numero"),
    [
        ('A;B;C;D\n1;2;3;"x\n2;3;4;5\n', 2),
        ('A;B;C;D\n1;2;3;4\n1;2;3;"x\n2;3;4;5"\n6;7;8;9\n', 3),
        ('A;B\n1;"a"b\n', 2),
    ],
    ids=["jamais fermé", "fermé plus bas", "fermé trop tôt"],
)
def test_un_guillemet_n_avale_pas_de_ligne(texte, numero):
    with pytest.raises(FichierRefuse, match=f"Ligne {numero} : un guillemet"):
        lire_lignes(texte.encode())


def test_une_cellule_de_deux_lignes_se_lit():
    assert lire_lignes(b'A;B\n1;"a\nb ""c"""\n2;d\n') == [["A", "B"], ["1", 'a\nb "c"'], ["2", "d"]]


def test_un_binaire_n_est_pas_du_texte():
    with pytest.raises(FichierRefuse, match="n’est pas du texte"):
        lire_lignes(b"A;B\n\x00\x01;2\n")


@pytest.mark.parametrize(
    ("encodage", "mot", "lu"),
    [
        ("mac_roman", "María", "Mar’a"),
        ("mac_roman", "Brûlant", "MacRoman"),
        ("mac_roman", "Jörg", "MacRoman"),
        ("mac_roman", "Raúl", "Raœl"),
        ("mac_roman", "Éric", "MacRoman"),
        ("cp850", "GENEVIÈVE", "GENEVIÔVE"),
        ("cp850", "JOËLLE", "JOÓLLE"),
        ("cp850", "ANAÏS", "ANAØS"),
        ("cp850", "PAJÀT", "CP850"),
        ("cp850", "ÉRIC", "CP850"),
        ("cp1254", "Yıldız", "Yýldýz"),
        ("cp1254", "Erdoğan", "Erdoðan"),
        ("cp1250", "Dvořák", "Dvoøák"),
    ],
)
def test_un_seul_mot_accentue_d_un_autre_encodage_est_refuse(encodage, mot, lu):
    """The titles are plain: nothing else tells the encoding."""
    with pytest.raises(FichierRefuse, match=f"{lu}.*CSV UTF-8"):
        decoder(f"Nom;Prenom\r\n{mot};Paul\r\n".encode(encodage))


@pytest.mark.parametrize(
    "mot",
    [
        *("Éric", "Élodie", "ÉRIC", "Hélène", "GENEVIÈVE", "JOËLLE", "ANAÏS", "Lebœuf", "Œuvrard", "L’Haÿ", "d’anjou"),
        *("O’Brien", "N’guessan", "María", "Raúl", "Nuñez", "São Tomé", "Jörg", "Weiß", "Çelik", "Àlvarez", "Ça · là"),
    ],
)
def test_un_seul_mot_accentue_de_windows_est_lu(mot):
    assert decoder(f"Nom;Prenom\r\n{mot};Paul\r\n".encode("cp1252")) == f"Nom;Prenom\r\n{mot};Paul\r\n"


@pytest.mark.parametrize(
    ("texte", "phrase"),
    [
        ("A;B\n" + "x;" * 250 + "\n", "Ligne 2 : 251 cellules, où 250 au plus se lisent."),
        ("A;B\n" * 20_001, "Ce fichier compte plus de 20000 lignes : découpez-le."),
    ],
)
def test_ce_qu_aucune_liste_ne_tient_est_dit(texte, phrase):
    with pytest.raises(FichierRefuse, match=re.escape(phrase)):
        lire_lignes(texte.encode())


def test_a_ces_bornes_tout_se_lit():
    assert len(lire_lignes(("x;" * 249 + "\n").encode())[0]) == 250
    assert len(lire_lignes(b"A;B\n" * 20_000)) == 20_000
    assert len(lire_lignes(b'A;"un\ndeux\ntrois"\n' * 8_000)) == 8_000  # a record is counted once, whatever it spans

"""Sheets to choose, and what a workbook becomes when it cannot be read or recorded."""

import io
from datetime import date

import pytest
from openpyxl import Workbook

from candidats.choix import EtatImport
from candidats.donnees import FichierRecu
from candidats.imports.colonnes import COLONNES
from candidats.models import CorrespondanceColonne, ImportClasseur, Inscription
from candidats.services.classeur import (
    _enregistrer,
    choisir_feuilles,
    demander_enregistrement,
    enregistrer_classeur,
    lire_classeur,
    oublier_colonnes,
    ranger_colonnes,
    recevoir_classeur,
    renoncer_au_classeur,
)
from candidats.services.inscription import creer_inscription
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.fichiers import XLSX
from certif_portal.commun.models import Fichier
from tests.candidats.classeur import classeur, ligne
from tests.candidats.factories import donnees_completes

LE = date(2026, 11, 20)
CLES = [colonne.cle for colonne in COLONNES]
TITRES = [colonne.titre for colonne in COLONNES]


@pytest.fixture
def recevoir(organisme, referentiel, membre_of, instant):
    def _recevoir(octets: bytes) -> ImportClasseur:
        recu = FichierRecu("novembre.xlsx", octets, XLSX)
        return recevoir_classeur(organisme=organisme, fichier=recu, par=membre_of, a=instant)

    return _recevoir


def feuilles(**listes: list[list[object]]) -> bytes:
    """A workbook of these sheets, each with its titles on its first line."""
    livre = Workbook()
    livre.remove(livre.active)
    for nom, lignes in listes.items():
        feuille = livre.create_sheet(nom)
        for cellules in lignes:
            feuille.append(cellules)
    sortie = io.BytesIO()
    livre.save(sortie)
    return sortie.getvalue()


def valeurs(**cellules) -> list[object]:
    return [ligne(**cellules).get(cle) for cle in CLES]


@pytest.fixture
def deux_listes(recevoir) -> ImportClasseur:
    """« Matin » has our titles; the second column of « Soir » is named as nobody would guess."""
    autres_titres = [titre if rang != CLES.index("voie") else "Parcours suivi" for rang, titre in enumerate(TITRES)]
    octets = feuilles(Matin=[TITRES, valeurs()], Soir=[autres_titres, valeurs(nom_naissance="Le Goff")])
    return recevoir(octets)


def test_chaque_feuille_choisie_attend_sa_lecture_ou_ses_colonnes(deux_listes, membre_of, instant):
    assert (deux_listes.etat, deux_listes.lignes_lues) == (EtatImport.A_RANGER, 2)
    matin, soir = choisir_feuilles(classeur=deux_listes, feuilles=["Soir", "Matin"], par=membre_of, a=instant)
    assert [(lu.feuille, lu.etat, lu.lignes_lues) for lu in (matin, soir)] == [
        ("Matin", EtatImport.EN_LECTURE, 1),
        ("Soir", EtatImport.A_RANGER, 1),
    ]
    assert (matin.pk, matin.fichier_id != soir.fichier_id) == (deux_listes.pk, True)
    assert soir.colonnes[str(CLES.index("voie"))] == ""


@pytest.mark.parametrize("choisies", [[], ["Midi"], ["Matin", "Midi"]])
def test_une_feuille_inconnue_ne_se_choisit_pas(deux_listes, membre_of, instant, choisies):
    with pytest.raises(ErreurMetier, match=r"^Choisissez une feuille de ce classeur\.$"):
        choisir_feuilles(classeur=deux_listes, feuilles=choisies, par=membre_of, a=instant)
    assert list(ImportClasseur.objects.values_list("feuille", "etat")) == [("", EtatImport.A_RANGER)]


def test_un_classeur_deja_en_lecture_ne_change_plus_de_feuille(deux_listes, membre_of, instant):
    choisir_feuilles(classeur=deux_listes, feuilles=["Matin"], par=membre_of, a=instant)
    with pytest.raises(ErreurMetier, match="Choisissez une feuille"):
        choisir_feuilles(classeur=deux_listes, feuilles=["Soir"], par=membre_of, a=instant)
    assert ImportClasseur.objects.get().feuille == "Matin"


def test_un_classeur_dont_toutes_les_colonnes_sont_ecartees_attend_qu_on_les_range(recevoir):
    recu = recevoir(classeur(ligne()))
    ranger_colonnes(classeur=recu, choix=dict.fromkeys(range(len(CLES)), ""))
    lire_classeur(recu.pk, le=LE)
    recu.refresh_from_db()
    assert (recu.etat, recu.echec.replace("\u00a0", " "), recu.bilan) == (
        EtatImport.A_RANGER,
        "La feuille « Inscriptions » ne contient aucune ligne sous ses titres.",
        {},
    )


def test_ce_qui_n_est_pas_confirme_ne_s_enregistre_pas(recevoir, membre_of, instant):
    recu = recevoir(classeur(ligne()))
    lire_classeur(recu.pk, le=LE)
    assert enregistrer_classeur(recu.pk, par=membre_of, a=instant) == 0
    assert _enregistrer(recu.pk, par=membre_of, a=instant, avancer=print) == 0  # another task was faster
    recu.refresh_from_db()
    assert (recu.etat, Inscription.objects.count()) == (EtatImport.A_CONFIRMER, 0)


def test_un_enregistrement_impossible_dit_pourquoi_et_n_ecrit_rien(
    recevoir, organisme, referentiel, membre_of, instant
):
    """The names of its columns were forgotten, and a registration typed, after its reading: read again, its last line
    looks like the titles."""
    titres = ["Prénom" if cle == "prenom" else f"Champ {rang}" for rang, cle in enumerate(CLES)]
    ranger_colonnes(classeur=recevoir(feuilles(Liste=[titres, valeurs()])), choix=dict(enumerate(CLES)))
    recu = recevoir(feuilles(Liste=[titres, valeurs(), ["Nom", "Prénom"]]))
    lire_classeur(recu.pk, le=LE)
    recu.refresh_from_db()
    assert (recu.etat, recu.bilan["nouvelle"]) == (EtatImport.A_CONFIRMER, 1)
    oublier_colonnes(organisme=organisme, titres=CorrespondanceColonne.objects.values_list("pk", flat=True))
    saisie = creer_inscription(
        donnees=donnees_completes(referentiel_id=referentiel.pk), organisme=organisme, par=membre_of, a=instant
    )
    demander_enregistrement(classeur=recu)
    assert enregistrer_classeur(recu.pk, par=membre_of, a=instant) == 0
    recu.refresh_from_db()
    assert (recu.etat, recu.echec.replace("\u00a0", " ")) == (
        EtatImport.A_CONFIRMER,
        "La feuille « Liste » ne contient aucune ligne sous ses titres. Rien n’a été enregistré.",
    )
    assert list(Inscription.objects.all()) == [saisie]


@pytest.mark.parametrize("enregistre", [False, True])
def test_on_ne_renonce_plus_a_un_classeur_confirme(recevoir, membre_of, instant, enregistre):
    recu = recevoir(classeur(ligne()))
    lire_classeur(recu.pk, le=LE)
    demander_enregistrement(classeur=recu)
    if enregistre:
        enregistrer_classeur(recu.pk, par=membre_of, a=instant)
    with pytest.raises(ErreurMetier, match=r"^Ce classeur a déjà été enregistré\.$"):
        renoncer_au_classeur(classeur=recu)
    assert ImportClasseur.objects.count() == 1
    assert Fichier.objects.exists() is not enregistre


def test_un_classeur_dont_le_fichier_est_perdu_s_oublie_aussi(recevoir):
    recu = recevoir(classeur(ligne()))
    Fichier.objects.get().delete()
    renoncer_au_classeur(classeur=recu)
    assert not ImportClasseur.objects.exists()

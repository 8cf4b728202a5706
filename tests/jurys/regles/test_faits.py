"""The spans of days that nothing covers, and what a jury of each of these days misses. No database, no clock."""

from dataclasses import replace
from datetime import date

import pytest

from candidats.choix import EtatInscription, Portee, Voie
from candidats.regles.suite import Couverture
from evaluations.choix import EtatGrille
from jurys.regles.faits import Delais, Faits, JuryDuDossier, Seance, trous
from jurys.regles.piece import manques, verdicts
from tests.jurys.regles.dossiers import (
    ACCEPTEE,
    AVISEE,
    JURY,
    TENUE,
)


@pytest.mark.parametrize(
    ("fenetres", "attendus"),
    [
        ((), [(None, None)]),
        (((date(2026, 1, 1), None),), [(None, date(2025, 12, 31))]),
        (((date(2026, 1, 1), date(2026, 6, 30)),), [(None, date(2025, 12, 31)), (date(2026, 7, 1), None)]),
        (
            ((date(2026, 1, 1), date(2026, 6, 30)), (date(2026, 7, 1), date(2026, 7, 31))),
            [(None, date(2025, 12, 31)), (date(2026, 8, 1), None)],
        ),
        (
            ((date(2026, 1, 1), date(2026, 6, 30)), (date(2026, 7, 2), date(2026, 7, 31))),
            [(None, date(2025, 12, 31)), (date(2026, 7, 1), date(2026, 7, 1)), (date(2026, 8, 1), None)],
        ),
    ],
)
def test_les_jours_hors_rncp(fenetres, attendus):
    assert replace(ACCEPTEE, rncp=fenetres).jours_hors_rncp() == attendus


def test_les_seances_sans_habilitation_sont_celles_que_rien_ne_couvre():
    """A suspension inside an act, a decision to finish inside the suspension; the day of a jury is not asked."""
    couverture = Couverture(
        organisme=1,
        actes=((1, (date(2026, 1, 1), date(2026, 12, 31))),),
        suspensions=((1, (date(2026, 5, 1), date(2026, 8, 31))),),
        dispenses=((date(2026, 7, 1), date(2026, 8, 31)),),
    )
    jours = [date(2027, 1, 1), date(2026, 4, 30), date(2026, 5, 1), date(2026, 6, 30), date(2026, 7, 1)]
    seances = tuple(Seance(jour, "Nantes", True) for jour in jours)
    faits = replace(ACCEPTEE, couverture=couverture, seances=seances)
    assert faits.jours_sans_habilitation() == (date(2026, 5, 1), date(2026, 6, 30), date(2027, 1, 1))
    assert replace(faits, couverture=None).jours_sans_habilitation() == ()
    assert trous(lambda jour: True, []) == []


@pytest.mark.parametrize("jour", [date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1)])
@pytest.mark.parametrize("portee", list(Portee))
def test_ce_qui_manque_un_jour_est_ce_que_le_jury_de_ce_jour_refuse(jour, portee):
    """PRET-POUR-LE-JURY: the spans kept answer as the verdicts do, at each boundary."""
    couverture = Couverture(organisme=1, actes=((1, (date(2026, 1, 1), date(2026, 12, 31))),))
    faits = replace(AVISEE, portee=portee, couverture=couverture, rncp=((date(2026, 1, 1), date(2026, 12, 31)),))
    gardes = {manque.code for manque in manques(faits) if manque.vaut(jour)}
    assert gardes == {verdict.code for verdict in verdicts(faits, jour) if verdict.etat == "manquante"}
    assert bool(gardes) == (jour.year != 2026 and portee == Portee.BLOCS)


def test_un_trou_qui_ne_commence_pas_au_debut_des_temps():
    fin = date(2026, 6, 30)
    assert trous(lambda jour: jour <= fin, [date(2026, 7, 1)]) == [(date(2026, 7, 1), None)]
    assert trous(lambda jour: False, []) == [(None, None)]


def test_une_borne_ou_rien_ne_change_ne_coupe_pas_un_trou():
    bornes = [date(2026, 3, 1), date(2026, 7, 1), date(2026, 9, 1)]
    assert trous(lambda jour: False, bornes) == [(None, None)]
    assert trous(lambda jour: jour < bornes[0], bornes) == [(date(2026, 3, 1), None)]
    assert trous(lambda jour: jour < bornes[0] or jour >= bornes[2], bornes) == [(date(2026, 3, 1), date(2026, 8, 31))]
    assert Faits(voie=Voie.FORMATION).jours_hors_rncp() == [(None, date(1899, 12, 31))]


@pytest.mark.parametrize(
    ("jour", "inscrite"),
    [
        (date(2025, 12, 31), False),
        (date(2026, 1, 1), True),
        (date(2026, 6, 30), True),
        (date(2026, 7, 1), False),
        (date(2027, 1, 1), True),
    ],
)
def test_la_fiche_du_jour_du_jury(jour, inscrite):
    fiches = ((date(2026, 1, 1), date(2026, 6, 30)), (date(2027, 1, 1), None))
    assert replace(ACCEPTEE, rncp=fiches).est_au_rncp(jour) is inscrite


def test_acceptee_puis_decidee():
    suivies = {etat for etat in EtatInscription if replace(ACCEPTEE, etat=etat).suivie}
    acceptees = {etat for etat in EtatInscription if replace(ACCEPTEE, etat=etat).acceptee}
    assert suivies == {EtatInscription.ACCEPTEE}
    assert acceptees == {EtatInscription.ACCEPTEE, EtatInscription.ADMISE, EtatInscription.NON_ADMISE}


def test_la_derniere_seance_et_le_jury_du_dossier():
    premiere = Seance(date(2026, 10, 1), "Nantes", False)
    deux = replace(ACCEPTEE, seances=(premiere, *TENUE), jury=JURY, grille=EtatGrille.SCELLEE)
    assert (deux.seance, deux.seance_le, deux.jury_le) == (TENUE[0], date(2026, 11, 6), JURY.date)
    assert (deux.emargement_manque, replace(deux, seances=TENUE).emargement_manque) == (True, False)
    assert (deux.grille_scellee, replace(deux, grille=EtatGrille.EN_SIGNATURE).grille_scellee) == (True, False)
    assert (ACCEPTEE.seance, ACCEPTEE.seance_le, ACCEPTEE.jury_le) == (None, None, None)
    assert (ACCEPTEE.limite_inscription, replace(ACCEPTEE, entree_formation=None).limite_inscription) == (
        date(2026, 3, 19),
        None,
    )


def test_le_jury_attendu_est_celui_du_dossier_puis_le_suivant():
    suivant = date(2027, 3, 1)
    assert replace(ACCEPTEE, jury=JURY, prochain_jury_le=suivant).jury_attendu_le == JURY.date
    assert replace(ACCEPTEE, jury=replace(JURY, a_venir=False), prochain_jury_le=suivant).jury_attendu_le == suivant
    assert replace(ACCEPTEE, prochain_jury_le=suivant).jury_attendu_le == suivant
    assert ACCEPTEE.jury_attendu_le is None


def test_ce_que_personne_n_a_dit():
    """The settings are those of a centre that changed nothing; a file is whole, with an OF, identified, at the RNCP."""
    assert Delais() == Delais(15, 3, True, 2, 1, 15, 15, 3, "livret de suivi")
    assert Seance(date(2026, 10, 1), "Nantes", False).commission == 0
    assert JuryDuDossier(1, "2026-1", JURY.date).a_venir is True
    nu = Faits(voie=Voie.FORMATION)
    assert (nu.inscription, nu.identite, nu.a_organisme, nu.avis_requis) == (0, True, True, True)
    assert (nu.accueil_manque, nu.rapport_attendu, nu.tout_acquis) == (False, False, False)
    assert nu.rncp == ((date(1900, 1, 1), None),)

"""Who may do what, over the whole product of roles and states: a right more or a right less is a difference here."""

from datetime import date

import pytest

from candidats import permissions
from candidats.choix import DecisionRecevabilite, EtatInscription, EtatLivret, EtatProjet
from candidats.models import Inscription, Livret, Projet, RecevabiliteVAE
from certif_portal.comptes.choix import Role
from tests.comptes.roles import CENTRE, permis, qui

B, D, C, A = (
    *(EtatInscription.BROUILLON, EtatInscription.DEPOSEE, EtatInscription.A_CORRIGER, EtatInscription.ACCEPTEE),
)
ADMISE, NON_ADMISE = EtatInscription.ADMISE, EtatInscription.NON_ADMISE
ORGANISME = {Role.ORGANISME}
TOUS = CENTRE | ORGANISME


def inscriptions(**champs) -> dict[str, Inscription]:
    """One in each state, of an OF unless said otherwise."""
    return {etat: Inscription(**{"etat": etat, "organisme_id": 1} | champs) for etat in EtatInscription}


def avec_livret(etat: EtatLivret, **champs) -> dict[str, Inscription]:
    toutes = inscriptions(**champs)
    for inscription in toutes.values():
        Livret(inscription=inscription, etat=etat)
    return toutes


def avec_recevabilite(decision: DecisionRecevabilite) -> dict[str, Inscription]:
    toutes = inscriptions(voie="vae")
    for inscription in toutes.values():
        RecevabiliteVAE(inscription=inscription, decision=decision)
    return toutes


@pytest.mark.parametrize(
    ("predicat", "attendu"),
    [
        (permissions.peut_modifier, {B: ORGANISME, C: ORGANISME}),
        (permissions.peut_examiner, {D: CENTRE}),
        (permissions.peut_abandonner, dict.fromkeys((B, D, C, A), TOUS)),
        (permissions.peut_retirer_depot, {D: ORGANISME}),
        (permissions.peut_supprimer_brouillon, {B: ORGANISME}),
        (permissions.peut_completer_entreprise, {}),
        (permissions.peut_decider_amenagements, {D: CENTRE, A: CENTRE}),
        (permissions.peut_deposer_livret, {A: ORGANISME}),
        (permissions.peut_decider_livret, {}),
        (permissions.peut_decider_recevabilite, {}),
        (permissions.peut_reprendre_acquis, {D: CENTRE, A: CENTRE}),
        (permissions.peut_reporter, {A: TOUS}),
        (permissions.peut_deposer_rapport, {A: TOUS}),
        (permissions.peut_instruire_vae, {}),
        (permissions.peut_deposer_livret2, {}),
        (permissions.peut_rattacher, dict.fromkeys((D, A, ADMISE, NON_ADMISE), CENTRE)),
    ],
)
def test_une_inscription_en_formation_d_un_organisme(predicat, attendu):
    assert permis(predicat, inscriptions()) == attendu


@pytest.mark.parametrize(
    ("predicat", "attendu"),
    [
        (permissions.peut_modifier, {B: CENTRE, C: CENTRE}),
        (permissions.peut_abandonner, dict.fromkeys((B, D, C, A), CENTRE)),
        (permissions.peut_supprimer_brouillon, {B: CENTRE}),
        (permissions.peut_deposer_livret, {A: CENTRE}),
        (permissions.peut_reporter, {A: CENTRE}),
        (permissions.peut_deposer_rapport, {A: CENTRE}),
    ],
)
def test_le_centre_porte_l_inscription_qui_n_a_pas_d_organisme(predicat, attendu):
    assert permis(predicat, inscriptions(organisme_id=None)) == attendu


def test_une_seance_planifiee_ferme_la_reprise_et_le_report():
    planifiees = inscriptions(date_commission=date(2026, 11, 6))
    assert permis(permissions.peut_reprendre_acquis, planifiees) == {}
    assert permis(permissions.peut_reporter, planifiees) == {}


def test_l_entreprise_se_complete_pour_un_demandeur_d_emploi():
    assert permis(permissions.peut_completer_entreprise, inscriptions(origine="DE")) == {D: TOUS, A: TOUS}
    assert permis(permissions.peut_completer_entreprise, inscriptions(origine="DE", organisme_id=None)) == {
        D: CENTRE,
        A: CENTRE,
    }


@pytest.mark.parametrize(
    ("etat", "depose", "decide"),
    [
        (EtatLivret.DEPOSE, {}, {A: CENTRE}),
        (EtatLivret.A_CORRIGER, {A: ORGANISME}, {}),
        (EtatLivret.VALIDE, {}, {A: CENTRE}),
    ],
)
def test_le_livret_se_depose_puis_se_decide(etat, depose, decide):
    assert permis(permissions.peut_deposer_livret, avec_livret(etat)) == depose
    assert permis(permissions.peut_decider_livret, avec_livret(etat)) == decide


def test_la_vae_s_instruit_et_se_declare_recevable():
    assert permis(permissions.peut_instruire_vae, inscriptions(voie="vae")) == {D: CENTRE, A: CENTRE}
    assert permis(permissions.peut_decider_recevabilite, inscriptions(voie="vae")) == {A: CENTRE}
    for decision in DecisionRecevabilite:
        attendu = {A: TOUS} if decision == DecisionRecevabilite.RECEVABLE else {}
        assert permis(permissions.peut_deposer_livret2, avec_recevabilite(decision)) == attendu


def test_qui_inscrit():
    assert qui(permissions.peut_creer) == TOUS


def test_un_projet_appartient_a_qui_l_a_ecrit():
    de_l_organisme = {etat: Projet(etat=etat, saisi_par_centre=False) for etat in EtatProjet}
    du_centre = {etat: Projet(etat=etat, saisi_par_centre=True) for etat in EtatProjet}
    modifiables = (EtatProjet.BROUILLON, EtatProjet.REFUSE, EtatProjet.CONSEILLE)
    assert permis(permissions.peut_modifier_projet, de_l_organisme) == dict.fromkeys(modifiables, ORGANISME)
    assert permis(permissions.peut_modifier_projet, du_centre) == dict.fromkeys(modifiables, TOUS)
    assert permis(permissions.peut_supprimer_projet, du_centre) == {EtatProjet.BROUILLON: TOUS}
    decides = (EtatProjet.DEPOSE, EtatProjet.AVAL, EtatProjet.REFUSE, EtatProjet.CONSEILLE)
    assert permis(permissions.peut_decider_projet, du_centre) == dict.fromkeys(decides, CENTRE)

"""Everybody of whom nothing is to be said, confirmed in one act: the list shown, and no other."""

import pytest

from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.journal import journal_de
from jurys.choix import EtatJury
from jurys.models import DecisionBloc, Jury, Presentation, ValidationCompetence
from jurys.queries.deliberation import lire_seance
from jurys.services.deliberation import Vote, confirmer_sans_observation, decider
from jurys.services.presentation import detacher, passer_outre
from tests.candidats.factories import EntrepriseFactory
from tests.jurys.factories import AVANT, CE_JOUR, creer_jury_compose, dossier_pret, ouvrir, presenter

pytestmark = pytest.mark.django_db
EN_COMMUN = ("deliberation",)


@pytest.fixture
def deliberation(agent, referentiel):
    """Two to be confirmed; one competence not mastered; a reserved opinion; a comment with a name in it."""
    jury = creer_jury_compose()
    inscriptions = [
        dossier_pret(referentiel=referentiel),
        dossier_pret(referentiel=referentiel),
        dossier_pret(referentiel=referentiel, non_maitrisees=(3,)),
        dossier_pret(referentiel=referentiel, reserve=True, avis="Encore peu d’autonomie."),
        dossier_pret(referentiel=referentiel, avis="Mme Tanguy en est contente."),
    ]
    presentations = presenter(jury, *inscriptions, par=agent)
    ouvrir(jury, par=agent)
    return jury, presentations


def cles(jury):
    return [ligne.cle for ligne in lire_seance(jury).a_confirmer]


def decisions(jury):
    return dict(jury.presentations.values_list("code", "decision"))


def confirmer(jury, codes, agent):
    return confirmer_sans_observation(jury=jury, cles=codes, par=agent, a=CE_JOUR)


def test_ceux_dont_personne_n_a_rien_a_dire_sont_admis_ensemble(deliberation, agent):
    jury, (un, deux, *autres) = deliberation
    assert sorted(cles(jury)) == sorted([un.code, deux.code])
    assert confirmer(jury, [un.code, deux.code], agent) == 2
    assert decisions(jury) == {un.code: "A", deux.code: "A"} | {autre.code: "" for autre in autres}
    un.refresh_from_db()
    assert (un.decidee_le, un.decidee_par) == (CE_JOUR, agent)
    acquises = ValidationCompetence.objects.order_by("presentation").values_list("presentation", "acquise")
    assert sorted(acquises) == sorted([(un.pk, True)] * 4 + [(deux.pk, True)] * 4)
    dite = journal_de(jury)[0].phrase
    assert dite == f"Admis ensemble, sans observation, 2 décisions : {un.code}, {deux.code}."
    assert cles(jury) == []


def test_rejoue_ou_dans_un_deuxieme_onglet_il_ne_fait_rien_de_plus(deliberation, agent):
    jury, (un, deux, *_) = deliberation
    liste = cles(jury)
    confirmer(jury, liste, agent)
    journal = journal_de(jury).count()
    assert confirmer(jury, liste, agent) == 0
    assert (journal_de(jury).count(), decisions(jury)[un.code], decisions(jury)[deux.code]) == (journal, "A", "A")


def test_seule_la_liste_montree_est_confirmee(deliberation, agent):
    jury, (un, deux, *_) = deliberation
    assert confirmer(jury, [un.code], agent) == 1
    assert (decisions(jury)[un.code], decisions(jury)[deux.code]) == ("A", "")


def test_un_candidat_admis_entre_temps_garde_sa_decision(deliberation, agent):
    jury, (un, deux, *_) = deliberation
    liste = cles(jury)
    decider(presentation=un, decision="A", vote=Vote(3, 1), par=agent, a=CE_JOUR)
    assert confirmer(jury, liste, agent) == 1
    un.refresh_from_db()
    assert (un.voix_pour, un.voix_contre, decisions(jury)[deux.code]) == (3, 1, "A")


def test_refuse_entre_temps_la_liste_est_a_relire_et_rien_n_est_fait(deliberation, agent):
    jury, (un, deux, *_) = deliberation
    liste = cles(jury)
    un.refresh_from_db()
    premiere = un.synthese["blocs"][0]["competences"][0]["id"]
    decider(presentation=un, decision="NA", motif="Non.", acquises=[premiere], par=agent, a=CE_JOUR)
    with pytest.raises(ErreurMetier, match=f"Une décision NA a été prise entre-temps sur {un.code} : relisez la liste"):
        confirmer(jury, liste, agent)
    assert decisions(jury)[deux.code] == ""


def test_detache_entre_temps_la_liste_est_a_relire(deliberation, agent):
    jury, (un, deux, *_) = deliberation
    liste = cles(jury)
    detacher(presentation=un, motif="Non examiné.", par=agent, a=CE_JOUR)
    with pytest.raises(ErreurMetier, match=f"{un.code} n’est plus présenté à ce jury"):
        confirmer(jury, liste, agent)
    assert decisions(jury)[deux.code] == ""


def test_on_ne_confirme_pas_celui_qui_se_discute(deliberation, agent):
    jury, (_, _, partiel, reserve, masque) = deliberation
    for presentation, dite in (
        (partiel, "1 compétence pas en autonomie"),
        (reserve, "avis de l’entreprise : réservé"),
        (masque, "1 passage masqué"),
    ):
        with pytest.raises(ErreurMetier, match=rf"{presentation.code} se discute .{dite}"):
            confirmer(jury, [presentation.code], agent)
    with pytest.raises(ErreurMetier, match="Aucun candidat à confirmer"):
        confirmer(jury, [], agent)
    assert set(decisions(jury).values()) == {""}


def test_un_passage_outre_se_discute(responsable, agent, referentiel):
    jury, inscription = creer_jury_compose(), dossier_pret(referentiel=referentiel)
    inscription.livret.delete()
    passer_outre(jury=jury, inscription=inscription, motif="Livret perdu par l’OF.", par=responsable, a=AVANT)
    ouvrir(jury, par=agent)
    [ligne] = lire_seance(jury).lignes
    assert (ligne.a_confirmer, ligne.observations) == (False, ["passage outre : 1 pièce manquante"])


def test_un_membre_a_l_ecart_la_decision_se_prend_a_part(agent, referentiel):
    """JURY-ECARTE: an act of everybody is not one of those who vote on this one."""
    jury = creer_jury_compose()
    jury.membres.filter(preside=True).update(entreprise="Forges du Ponant")
    entreprise = EntrepriseFactory(raison_sociale="FORGES DU PONANT")
    presenter(jury, dossier_pret(referentiel=referentiel, entreprise=entreprise), par=agent)
    ouvrir(jury, par=agent)
    [ligne] = lire_seance(jury).lignes
    assert (ligne.a_confirmer, ligne.observations) == (False, ["1 membre à l’écart de la décision"])


def test_des_blocs_seuls_se_confirment_et_l_ensemble_suit(agent, referentiel):
    jury = creer_jury_compose()
    [presentation] = presenter(jury, dossier_pret(referentiel=referentiel, blocs=(1, 2)), par=agent)
    ouvrir(jury, par=agent)
    premier, second = cles(jury)
    confirmer(jury, [premier], agent)
    presentation.refresh_from_db()
    assert (presentation.decision, DecisionBloc.objects.count()) == ("", 1)
    confirmer(jury, [premier, second], agent)
    presentation.refresh_from_db()
    assert (presentation.decision, presentation.decidee_le) == ("A", CE_JOUR)
    assert list(DecisionBloc.objects.values_list("decision", "decidee_par")) == [("A", agent.pk)] * 2


@pytest.mark.parametrize("etat", [EtatJury.CONVOQUE, EtatJury.CLOS])
def test_hors_deliberation_rien_ne_se_confirme(deliberation, agent, etat):
    jury, _ = deliberation
    liste = cles(jury)
    Jury.objects.filter(pk=jury.pk).update(etat=etat, clos_le=CE_JOUR)
    with pytest.raises(ErreurMetier, match="ne délibère pas"):
        confirmer(jury, liste, agent)
    assert Presentation.objects.exclude(decision="").count() == 0


def test_autant_de_requetes_quel_que_soit_le_nombre(agent, referentiel, django_assert_num_queries):
    for nombre in (1, 4):
        jury = creer_jury_compose()
        presenter(jury, *(dossier_pret(referentiel=referentiel) for _ in range(nombre)), par=agent)
        ouvrir(jury, par=agent)
        liste = cles(jury)
        with django_assert_num_queries(11):
            assert confirmer(jury, liste, agent) == nombre

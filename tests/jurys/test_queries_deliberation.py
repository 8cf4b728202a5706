"""The order of the deliberation: who is talked of first, who comes next, what is said of what is kept."""

import pytest

from certif_portal.centre.models import ParametresCentre, parametres
from jurys.queries.deliberation import lire_seance
from jurys.services.deliberation import decider
from tests.jurys.factories import CE_JOUR, creer_jury_compose, dossier_pret, jury_clos, ouvrir, presenter

pytestmark = pytest.mark.django_db
EN_COMMUN = ("deliberation",)


@pytest.fixture
def deliberation(agent, referentiel):
    """Four to be talked of, two others."""
    jury = creer_jury_compose()
    dossiers = [dossier_pret(referentiel=referentiel, non_maitrisees=(3,)) for _ in range(4)]
    dossiers += [dossier_pret(referentiel=referentiel) for _ in range(2)]
    presenter(jury, *dossiers, par=agent)
    ouvrir(jury, par=agent)
    return jury


def decider_de(ligne, jury, agent, **quoi):
    presentation = jury.presentations.get(pk=ligne.pk)
    decider(presentation=presentation, par=agent, a=CE_JOUR, **quoi)


def test_ceux_qui_se_discutent_viennent_d_abord_dans_l_ordre_tire(deliberation):
    seance = lire_seance(deliberation)
    assert [ligne.a_examiner for ligne in seance.lignes] == [True] * 4 + [False] * 2
    tires = list(deliberation.presentations.order_by("ordre").values_list("code", flat=True))
    rangs = [tires.index(ligne.code) for ligne in seance.lignes]
    assert (rangs[:4], rangs[4:]) == (sorted(rangs[:4]), sorted(rangs[4:]))
    assert [len(groupe.lignes) for groupe in seance.a_examiner] == [4]
    assert [groupe.a_confirmer for groupe in seance.sans_observation] == [2]
    assert (seance.decides, seance.sans_decision, seance.restent_a_examiner) == (0, 6, 4)


def test_apres_une_decision_vient_le_suivant_puis_les_premiers_laisses_puis_les_autres(deliberation, agent):
    premier, deuxieme, troisieme, quatrieme, cinquieme, _ = lire_seance(deliberation).lignes
    for decidee, suivante in (
        (deuxieme, troisieme),
        (troisieme, quatrieme),
        (quatrieme, premier),
        (premier, cinquieme),
    ):
        decider_de(decidee, deliberation, agent, decision="NA")
        assert lire_seance(deliberation).choisie(apres=decidee.cle).cle == suivante.cle
    assert lire_seance(deliberation).choisie("", "").cle == cinquieme.cle
    assert lire_seance(deliberation).choisie(deuxieme.code, quatrieme.cle).cle == deuxieme.cle


def test_tout_decide_le_premier_reste_montre_et_personne_d_un_jury_vide(deliberation, agent):
    for ligne in lire_seance(deliberation).lignes:
        decider_de(ligne, deliberation, agent, decision="A", motif="Vu.")
    seance = lire_seance(deliberation)
    assert (seance.choisie().cle, seance.sans_decision) == (seance.lignes[0].cle, 0)
    assert lire_seance(creer_jury_compose()).choisie() is None


def test_les_voisines_sont_celles_de_la_page(deliberation):
    seance = lire_seance(deliberation)
    premier, deuxieme, *_, avant, dernier = seance.lignes
    assert seance.voisines(premier) == (None, deuxieme)
    assert seance.voisines(deuxieme)[0] == premier
    assert seance.voisines(dernier) == (avant, None)


def test_celui_dont_le_jury_s_ecarte_se_discute_encore(deliberation, agent):
    """A departure, and an admission by vote, stay among those to be examined."""
    *_, ecarte, suivi = lire_seance(deliberation).lignes
    visees = ecarte.synthese.visees
    decider_de(ecarte, deliberation, agent, decision="NA", motif="Non prouvé.", acquises=visees[1:])
    decider_de(suivi, deliberation, agent, decision="A")
    lues = {ligne.cle: (ligne.a_examiner, ligne.s_ecarte) for ligne in lire_seance(deliberation).lignes}
    assert (lues[ecarte.cle], lues[suivi.cle]) == ((True, True), (False, False))


@pytest.mark.parametrize(
    ("delivres", "non_maitrisees", "dit"),
    [
        (False, (3,), "1 bloc acquis et 1 compétence acquise, 5 ans"),
        (True, (3,), "1 bloc délivré ; 1 compétence acquise, 5 ans"),
        (True, (3, 4), "1 bloc délivré"),
        (True, (1, 3), "2 compétences acquises, 5 ans"),
        (False, (1, 2, 3, 4), "rien d’acquis"),
    ],
)
def test_ce_qui_reste_a_un_candidat_refuse_suit_le_reglage(agent, referentiel, delivres, non_maitrisees, dit):
    """BLOC-CQPM-DELIVRE: said as the jury decides, and still so once the jury is closed."""
    parametres()
    ParametresCentre.objects.update(blocs_cqpm_delivres=delivres)
    jury = jury_clos(par=agent, non_admis=(dossier_pret(referentiel=referentiel, non_maitrisees=non_maitrisees),))
    ParametresCentre.objects.update(blocs_cqpm_delivres=not delivres)
    assert [ligne.acquis_libelle for ligne in lire_seance(jury).lignes] == [dit]
    jury.etat = "deliberation"
    ParametresCentre.objects.update(blocs_cqpm_delivres=delivres)
    assert [ligne.acquis_libelle for ligne in lire_seance(jury).lignes] == [dit]

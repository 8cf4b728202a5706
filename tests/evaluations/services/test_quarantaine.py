"""What could not be applied is taken up as its author's word, or set aside; nothing is judged by the staff."""

import pytest

from certif_portal.commun.erreurs import ErreurMetier, TransitionInterdite
from certif_portal.commun.journal import journal_de
from evaluations.choix import SuiteQuarantaine
from evaluations.models import Appreciation, NoteEvaluateur, OperationRecue
from evaluations.regles.saisie import empreinte_operation
from evaluations.services.grille import rouvrir_grille
from evaluations.services.quarantaine import ecarter_operation, reprendre_operation
from tests.evaluations.factories import LE_JOUR, declarer, planifier, remplir, sceller
from tests.evaluations.services.test_saisie import envoyer, operation

pytestmark = pytest.mark.django_db


@pytest.fixture
def passage(inscription, evaluateur, autre_evaluateur):
    passage = planifier(inscription, evaluateur, autre_evaluateur)
    declarer(passage)
    return passage


@pytest.fixture
def scellee(passage, evaluateur):
    """An operation that came after the sealing."""
    grille = sceller(remplir(passage))
    envoyer(evaluateur, operation(passage, decision="non", commentaire="Cote fausse"))
    return grille


def test_reprise_apres_reouverture_les_deux_restent(passage, scellee, evaluateur, responsable, agent):
    recue = OperationRecue.objects.get()
    with pytest.raises(TransitionInterdite, match="un responsable la rouvre d’abord"):
        reprendre_operation(operation=recue, motif="Reçue trop tard", par=agent, a=LE_JOUR)
    rouvrir_grille(grille=scellee, motif="Saisie tardive", par=responsable, a=LE_JOUR)
    reprendre_operation(operation=recue, motif="Reçue trop tard", par=agent, a=LE_JOUR)
    ligne = Appreciation.objects.get(competence=passage.competences.order_by("version_bloc", "ordre").first())
    assert (ligne.maitrisee, [a["valeur"]["commentaire"] for a in ligne.autres]) == (True, ["Cote fausse"])
    recue.refresh_from_db()
    assert (recue.suite, recue.suite_par, recue.suite_motif) == (SuiteQuarantaine.REPRISE, agent, "Reçue trop tard")
    phrase = f"Saisie de {evaluateur} reprise dans la grille : Reçue trop tard"
    assert journal_de(passage.inscription)[0].phrase == phrase
    with pytest.raises(TransitionInterdite, match="déjà été donnée"):
        ecarter_operation(operation=recue, motif="Bis", par=agent, a=LE_JOUR)


@pytest.mark.parametrize(("sorte", "modele"), [("commun", Appreciation), ("note", NoteEvaluateur)])
def test_reprise_la_ou_rien_n_etait_ecrit(passage, evaluateur, agent, sorte, modele):
    brut = operation(passage, sorte=sorte)
    envoyer(evaluateur, brut)
    modele.objects.all().delete()
    OperationRecue.objects.update(statut="quarantaine")
    reprendre_operation(operation=OperationRecue.objects.get(), motif="Perdue", par=agent, a=LE_JOUR)
    assert (modele.objects.get().maitrisee, modele.objects.get().saisie_par) == (True, evaluateur)


@pytest.mark.parametrize(
    ("degat", "phrase"),
    [
        ({"rang": "x"}, "ne peut pas être reprise"),
        ({"grille": 999_999_999}, "sa grille n’existe plus"),
        ({"competence": 999_999_999}, "n’est pas prévue à cette séance"),
    ],
)
def test_ce_qui_ne_se_reprend_pas_s_ecarte(passage, evaluateur, agent, degat, phrase):
    brut = operation(passage) | degat
    envoyer(evaluateur, brut | {"sha256": empreinte_operation(brut)})
    recue = OperationRecue.objects.get()
    with pytest.raises(ErreurMetier, match=phrase):
        reprendre_operation(operation=recue, motif="Essai", par=agent, a=LE_JOUR)
    with pytest.raises(ErreurMetier, match="Le motif est attendu"):
        ecarter_operation(operation=recue, motif=" ", par=agent, a=LE_JOUR)
    assert ecarter_operation(operation=recue, motif="Illisible", par=agent, a=LE_JOUR).suite == "ecartee"
    assert Appreciation.objects.count() == 0

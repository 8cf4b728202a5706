from candidats.models import Inscription
from tests.candidats.factories import InscriptionFactory


def test_un_organisme_ne_voit_que_ses_inscriptions(inscription, membre_of, membre_autre_of, agent, evaluateur):
    InscriptionFactory(organisme=inscription.organisme, referentiel=inscription.referentiel)
    assert Inscription.objects.visibles_par(membre_of).count() == 2
    assert Inscription.objects.visibles_par(membre_autre_of).count() == 0
    assert Inscription.objects.visibles_par(agent).count() == 2
    assert Inscription.objects.visibles_par(evaluateur.utilisateur).count() == 0

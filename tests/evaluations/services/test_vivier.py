"""A list enters the pool: new people are invited, a filled cell replaces, an empty one leaves what is known."""

import pytest

from certif_portal.commun.journal import journal_de
from evaluations.models import Evaluateur
from evaluations.services.vivier import Personne, reprendre_vivier
from tests.evaluations.factories import AVANT

pytestmark = pytest.mark.django_db


def test_une_liste_invite_et_complete(evaluateur, agent, referentiel):
    commun = {"entreprise_nom": "Chantiers", "service": "", "metier": "Soudage"}
    personnes = [
        Personne(
            {"courriel": evaluateur.utilisateur.email, "prenom": "X", "nom": "Y"} | commun,
            (referentiel.certification_id,),
        ),
        Personne({"courriel": "neuf@x.fr", "prenom": "Neuf", "nom": "Un"} | commun, (0,)),
    ]
    assert reprendre_vivier(personnes=personnes, par=agent, a=AVANT) == (1, 1)
    evaluateur.refresh_from_db()
    assert (evaluateur.entreprise_nom, evaluateur.service, evaluateur.metier) == ("Chantiers", "Production", "Soudage")
    assert list(evaluateur.certifications.all()) == [referentiel.certification]
    assert journal_de(evaluateur).filter(acte="modification").count() == 1
    neuf = Evaluateur.objects.get(utilisateur__email="neuf@x.fr")
    assert (str(neuf), neuf.certifications.count()) == ("Neuf Un", 0)

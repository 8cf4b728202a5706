"""Acts on many: what a row is left out for is what the service would say."""

from datetime import UTC, datetime

import pytest

from certif_portal.centre.services import enregistrer_parametres
from tests.candidats.factories import InscriptionFactory
from tests.portail.test_liste import LOT, verifier_identite

pytestmark = pytest.mark.django_db


def test_le_lot_et_le_bouton_disent_ce_que_le_service_refuserait(agent, responsable, organisme, referentiel, connecte):
    """PROJET-PREALABLE: the centre asks for a projet after the deposit."""
    deposee = InscriptionFactory(organisme=organisme, referentiel=referentiel, deposee=True)
    verifier_identite(deposee, agent)
    enregistrer_parametres(donnees={"projet_exige": True}, par=responsable, a=datetime(2026, 11, 20, 9, tzinfo=UTC))
    client = connecte(agent)
    page = client.get(LOT, {"acte": "accepter", "inscription": [deposee.pk], "liste": ""})
    manques = [
        "Cette inscription n’est rattachée à aucun projet de certification.",
        "La date du positionnement du candidat n’est pas renseignée.",
    ]
    assert page.context["retenues"] == []
    assert [ecart for _, ecart in page.context["ecartees"]] == [" ".join(manques)]
    dossier = client.get(deposee.get_absolute_url()).content.decode()
    assert [manque in dossier for manque in manques] == [True, True]

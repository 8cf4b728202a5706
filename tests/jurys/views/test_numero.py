"""The page where the numbers of the national system are typed."""

import pytest
from django.urls import reverse

from certif_portal.centre.models import ParametresCentre, parametres
from jurys.models import NumeroNational
from jurys.services.deliberation import decider
from tests.jurys.factories import CE_JOUR, creer_jury_compose, dossier_pret, ouvrir, presenter
from tests.jurys.views.lecture import messages_de, texte

pytestmark = pytest.mark.django_db


def test_les_numeros_se_saisissent_par_le_code_du_candidat(agent, referentiel, connecte, le_jour_du_jury):
    jury = creer_jury_compose()
    [presentation] = presenter(jury, dossier_pret(referentiel=referentiel), par=agent)
    client, adresse = connecte(agent), reverse("jury_numeros", args=[jury.pk])
    assert "suit sa propre série" in texte(client.get(adresse))
    ParametresCentre.objects.filter(pk=parametres().pk).update(numeros_nationaux=True)
    assert "pendant la délibération" in texte(client.get(adresse))
    ouvrir(jury, par=agent)
    assert "Aucun candidat n’est encore déclaré admis" in texte(client.get(adresse))
    decider(presentation=presentation, decision="A", par=agent, a=CE_JOUR)
    page = texte(client.get(adresse))
    assert f"{presentation.code}, {referentiel.certification.code}" in page
    assert presentation.inscription.candidat.nom_naissance not in page
    champ = f"n{presentation.pk}_0_{referentiel.certification_id}"
    assert "n’est pas un numéro" in texte(client.post(adresse, {champ: "x"}))
    reponse = client.post(adresse, {champ: "MC 2026-88"}, follow=True)
    assert messages_de(reponse) == ["Les numéros sont enregistrés."]
    assert NumeroNational.objects.get().numero == "MC 2026-88"
    assert 'value="MC 2026-88"' in client.get(adresse).content.decode()
    cloture = texte(client.get(reverse("jury_clore", args=[jury.pk])))
    assert "Les certificats portent les numéros saisis" in cloture
    assert adresse in cloture

"""One click: the document for the table comes, or the page says why not."""

import pytest
from django.urls import reverse

from tests.jurys.factories import creer_jury_compose, dossier_pret, presenter
from tests.jurys.views.lecture import messages_de, texte

pytestmark = pytest.mark.django_db


def test_imprimer_pour_la_table(agent, connecte, referentiel):
    jury, client = creer_jury_compose(), connecte(agent)
    adresse = reverse("jury_table", args=[jury.pk])
    assert adresse not in texte(client.get(jury.get_absolute_url()))
    reponse = client.post(adresse, follow=True)
    assert messages_de(reponse) == ["Aucun candidat n’est rattaché : il n’y a rien à mettre sur la table."]
    presenter(jury, dossier_pret(referentiel=referentiel), par=agent)
    assert adresse in texte(client.get(jury.get_absolute_url()))
    reponse = client.post(adresse)
    assert (reponse.content[:5], f"table-jury-{jury.numero}" in reponse["Content-Disposition"]) == (b"%PDF-", True)

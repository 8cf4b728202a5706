"""What one page sends twice is played once; saves that overlap end with the last one typed."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from certif_portal.commun import gardes
from certif_portal.commun.models import EnvoiJoue
from certif_portal.comptes.models import Invitation

INVITATION = {"prenom": "Anne", "nom": "Le Bris", "courriel": "anne@centre.example", "role": "agent"}


def page_de(client, adresse):
    return client.get(adresse).content.decode().split('name="page" value="')[1].split('"')[0]


@pytest.mark.django_db
def test_la_meme_page_envoyee_deux_fois_ne_cree_qu_une_fois(connecte, responsable):
    client, adresse = connecte(responsable), reverse("equipe_inviter")
    saisi = INVITATION | {"page": page_de(client, adresse)}
    premier = client.post(adresse, saisi)
    encore = client.post(adresse, saisi)
    assert (premier.status_code, encore.status_code) == (302, 303)
    assert encore["Location"] == premier["Location"]
    assert Invitation.objects.count() == 1
    dites = [str(m) for m in get_messages(encore.wsgi_request)]
    assert dites[-1].endswith("rien n’a été fait une deuxième fois.")


@pytest.mark.django_db
def test_autre_chose_de_la_meme_page_ou_un_refus_se_rejoue(connecte, responsable):
    client, adresse = connecte(responsable), reverse("equipe_inviter")
    saisi = INVITATION | {"page": page_de(client, adresse)}
    for _ in range(2):
        assert client.post(adresse, saisi | {"courriel": "faux"}).status_code == 200
    assert EnvoiJoue.objects.count() == 0
    assert client.post(adresse, saisi).status_code == 302
    assert client.post(adresse, saisi | {"courriel": "autre@centre.example"}).status_code == 302
    assert Invitation.objects.count() == 2


@pytest.mark.django_db
def test_un_envoi_joue_s_oublie_quand_sa_page_ne_vaut_plus(connecte, responsable):
    a = datetime(2026, 11, 20, 10, tzinfo=UTC)
    EnvoiJoue.objects.create(empreinte="0" * 64, vers="/", le=a)
    assert gardes.purger(a + timedelta(days=7) - timedelta(seconds=1)) == 0
    assert gardes.purger(a + timedelta(days=7)) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time")
def test_un_double_clic_ne_cree_qu_une_fois(connecte, responsable):
    """Four sendings of one page at once: one invitation, and the same answer for all."""
    client, adresse = connecte(responsable), reverse("equipe_inviter")
    saisi = INVITATION | {"page": page_de(client, adresse)}
    reponses = []

    def envoyer():
        autre = Client()
        autre.cookies = client.cookies
        reponses.append(autre.post(adresse, saisi).status_code)
        connections.close_all()

    fils = [threading.Thread(target=envoyer) for _ in range(4)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert (Invitation.objects.count(), sorted(reponses)) == (1, [302, 303, 303, 303])

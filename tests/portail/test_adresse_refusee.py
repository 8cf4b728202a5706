"""An address that its server refuses is said where the person is read, with the phone to call."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from certif_portal.commun.adresses_refusees import lever_refus, refuser_adresse
from tests.candidats.factories import CandidatFactory, InscriptionFactory
from tests.evaluations.factories import EvaluateurFactory

pytestmark = pytest.mark.django_db
A = datetime(2026, 11, 20, 9, tzinfo=UTC)
APPELEZ = 'Appelez le <span class="insecable">02 40 00 00 00</span>, puis corrigez l’adresse.'
SANS = "Aucun téléphone n’est connu"


def d_un_trait(page) -> str:
    return " ".join(page.content.decode().replace("&nbsp;", " ").split())


def candidat():
    personne = CandidatFactory(courriel="Zoe@exemple.fr", telephone="02 40 00 00 00")
    InscriptionFactory(candidat=personne)
    return reverse("candidat_detail", args=[personne.pk]), "zoe@exemple.fr"


def organisme():
    inscription = InscriptionFactory()
    of = inscription.organisme
    of.courriel, of.telephone = "of@exemple.fr", "02 40 00 00 00"
    of.save()
    return of.get_absolute_url(), "of@exemple.fr"


def evaluateur():
    fiche = EvaluateurFactory(telephone="02 40 00 00 00")
    return reverse("evaluateur_modifier", args=[fiche.pk]), fiche.utilisateur.email


@pytest.mark.parametrize("fiche", [candidat, organisme, evaluateur], ids=["candidat", "organisme", "evaluateur"])
def test_la_fiche_dit_l_adresse_refusee_et_qui_appeler(connecte, agent, fiche):
    url, adresse = fiche()
    client = connecte(agent)
    assert "Adresse refusée" not in d_un_trait(client.get(url))
    refuser_adresse(adresse, "550 5.1.1 inconnu", a=A)
    page = d_un_trait(client.get(url))
    assert ("Adresse refusée par son serveur :" in page, APPELEZ in page, "550 5.1.1 inconnu" in page) == (True,) * 3
    lever_refus(adresse, a=A)
    assert "Adresse refusée" not in d_un_trait(client.get(url))


def test_sans_telephone_la_fiche_le_dit(connecte, agent):
    url, adresse = candidat()
    refuser_adresse(adresse, "550", a=A)
    CandidatFactory._meta.model.objects.update(telephone="")
    assert SANS in d_un_trait(connecte(agent).get(url))

"""What is known of a company: of the latest description, whole, and of nobody else's."""

import pytest
from django.urls import reverse

from candidats.models import Inscription
from candidats.queries.entreprise import entreprise_decrite, entreprises_decrites
from tests.candidats.factories import EntrepriseFactory, InscriptionFactory

pytestmark = pytest.mark.django_db
SIRET, AUTRE = "73282932000074", "35600000000048"


def decrire(organisme, siret=SIRET, **champs):
    entreprise = EntrepriseFactory(siret=siret, branche="", **champs)
    return InscriptionFactory(organisme=organisme, entreprise=entreprise, tuteur_nom="Anne Prigent")


def test_la_derniere_description_est_prise_entiere(organisme, django_assert_num_queries):
    """The older one's postal code never goes with the newer one's street; one without a name describes nothing."""
    decrire(organisme, raison_sociale="Ateliers", adresse="1 rue A", code_postal="44600", ville="Saint-Nazaire")
    derniere = decrire(organisme, raison_sociale="Ateliers M", adresse="2 rue B", code_postal="", ville="Rennes")
    decrire(organisme, raison_sociale="")
    decrire(organisme, siret="", raison_sociale="Sans SIRET")
    with django_assert_num_queries(1):
        connues = entreprises_decrites(Inscription.objects.all())
    decrite = derniere.entreprise
    attendus = {
        "entreprise_raison_sociale": "Ateliers M",
        "entreprise_adresse": "2 rue B",
        "entreprise_ville": "Rennes",
        "entreprise_code_nace": decrite.code_nace,
        "entreprise_secteur": decrite.secteur,
    }
    assert connues == {SIRET: attendus}
    assert entreprise_decrite(Inscription.objects.all(), SIRET) == (attendus, derniere.creee_le)
    assert entreprise_decrite(Inscription.objects.all(), AUTRE) is None


def test_un_organisme_n_apprend_rien_d_un_autre(connecte, membre_of, agent, organisme, autre_organisme):
    """Neither the name that another wrote, nor anybody's tutor; the staff reads what it sees."""
    decrire(autre_organisme, raison_sociale="Ateliers vus ailleurs")
    adresse = reverse("entreprise_connue")
    assert connecte(membre_of).get(adresse, {"siret": SIRET}).json() == {}
    vue = connecte(agent).get(adresse, {"siret": "732 829 320 00074"}).json()
    assert vue["champs"]["entreprise_raison_sociale"] == "Ateliers vus ailleurs"
    sienne = decrire(organisme, raison_sociale="Ateliers", adresse="1 rue A")
    lue = connecte(membre_of).get(adresse, {"siret": SIRET}).json()
    assert lue["champs"]["entreprise_raison_sociale"] == "Ateliers"
    assert set(lue["champs"]) <= {f"entreprise_{fait}" for fait in (*CHAMPS,)}
    assert f"{sienne.creee_le:%Y}" in lue["phrase"]


CHAMPS = ("raison_sociale", "adresse", "code_postal", "ville", "code_nace", "secteur")


@pytest.mark.parametrize("siret", ["", "7328293200007", "73282932000075", "abc", "9" * 400])
def test_un_siret_faux_ne_dit_rien(connecte, membre_of, organisme, siret):
    decrire(organisme, raison_sociale="Ateliers")
    reponse = connecte(membre_of).get(reverse("entreprise_connue"), {"siret": siret})
    assert (reponse.status_code, reponse.json()) == (200, {})

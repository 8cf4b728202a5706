"""Tools of the demonstration: the clock and the outbox, absent from a real centre."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from certif_portal.commun import horloge
from certif_portal.commun.courriels import deposer_texte

PAGES = [("demo_horloge", []), ("demo_courriels", []), ("demo_courriel", [1])]


@pytest.fixture(autouse=True)
def demonstration(settings, tmp_path):
    settings.BOITE_DEMO = True
    settings.HORLOGE_FICHIER = tmp_path / "horloge.json"


@pytest.fixture
def courriel(db):
    return deposer_texte(
        destinataire="lucja@exemple.fr",
        objet="Votre accès",
        texte="Suivez http://127.0.0.1:8000/invitation/abc/\n<script>alert(1)</script>",
        acte="invitation",
        a=horloge.maintenant(),
    )


@pytest.mark.parametrize(("nom", "arguments"), PAGES)
def test_rien_de_tout_cela_hors_demonstration(client, settings, courriel, nom, arguments):
    settings.BOITE_DEMO = False
    adresse = reverse(nom, args=arguments)
    assert [client.get(adresse).status_code, Client().head(adresse).status_code] == [404, 404]


def test_l_horloge_ne_bouge_pas_hors_demonstration(client, settings, db):
    settings.BOITE_DEMO = False
    assert client.post(reverse("demo_horloge"), {"pas": "mois"}).status_code == 404
    assert horloge.decalage() == timedelta()


def test_avancer_d_un_jour_d_une_semaine_d_un_mois(client, db):
    depart = horloge.aujourdhui()
    for pas in ("jour", "semaine"):
        client.post(reverse("demo_horloge"), {"pas": pas})
    assert horloge.aujourdhui() == depart + timedelta(days=8)
    client.post(reverse("demo_horloge"), {"pas": "remise"})
    assert horloge.aujourdhui() == depart


def test_aller_a_une_date_puis_avancer_d_un_mois(client, db):
    annee = horloge.aujourdhui().year + 1
    client.post(reverse("demo_horloge"), {"pas": "date", "date": f"{annee}-01-31"})
    assert horloge.aujourdhui() == date(annee, 1, 31)
    client.post(reverse("demo_horloge"), {"pas": "mois"})
    assert (horloge.aujourdhui().month, horloge.aujourdhui().year) == (2, annee)


@pytest.mark.parametrize(
    "saisie",
    [
        {},
        {"pas": "siecle"},
        {"pas": "date"},
        {"pas": "date", "date": "31/02/2026"},
        {"pas": "date", "date": "2999-01-01"},
    ],
)
def test_une_mauvaise_saisie_ne_bouge_rien(client, db, saisie):
    page = client.post(reverse("demo_horloge"), saisie)
    assert page.status_code == 200
    assert page.context["formulaire"].errors != {}
    assert horloge.decalage() == timedelta()


def test_la_boite_se_lit_sans_compte(client, courriel, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        page = client.get(reverse("demo_courriels")).content.decode()
    assert "lucja@exemple.fr" in page
    assert "no-store" in client.get(reverse("demo_courriels")).headers["Cache-Control"]


def test_la_boite_se_filtre_par_destinataire(client, courriel):
    adresse = reverse("demo_courriels")
    nombres = [len(client.get(adresse, {"q": q}).context["page"]) for q in ("LUCJA", "autre", "\u200b")]
    assert nombres == [1, 0, 1]


def test_les_liens_d_un_courriel_se_suivent_et_son_texte_est_inerte(client, courriel):
    page = client.get(reverse("demo_courriel", args=[courriel.pk])).content.decode()
    assert 'href="http://127.0.0.1:8000/invitation/abc/"' in page
    assert "<script>alert" not in page

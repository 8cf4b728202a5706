"""What the tablet keeps: complete, light, and of nobody."""

import gzip
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse

from certif_portal.commun import horloge
from evaluations.views.tablette import FICHIERS
from tests.candidats.factories import InscriptionFactory
from tests.evaluations.factories import EvaluateurFactory, declarer, planifier

pytestmark = pytest.mark.django_db

POIDS = 150_000  # bytes of a competence's page, the first time, compressed as production serves it
MODULES = Path(settings.BASE_DIR, "static/js/tablette")


def test_tout_ce_que_la_coquille_demande_est_garde(client):
    page = client.get(reverse("tablette_coquille")).content.decode()
    demandes = set(re.findall(r'(?:href|src)="/static/([^"]+)"', page))
    assert demandes - set(FICHIERS) == set()
    modules = {f"js/tablette/{fichier.name}" for fichier in MODULES.glob("*.js")}
    assert {nom for nom in FICHIERS if nom.startswith("js/tablette/")} == modules


def test_la_coquille_ne_nomme_personne(connecte):
    utilisateur = EvaluateurFactory().utilisateur
    page = connecte(utilisateur).get(reverse("tablette_coquille"))
    assert page.headers["Cache-Control"] == "no-cache"
    assert utilisateur.email not in page.content.decode()
    assert "data-utilisateur" not in page.content.decode()
    assert "sessionid" not in page.cookies


def test_le_service_repond_de_ses_pages_et_change_de_nom_avec_ses_fichiers(client, monkeypatch):
    reponse = client.get(reverse("tablette_service"))
    assert (reponse.status_code, reponse.headers["Cache-Control"]) == (200, "no-cache")
    assert reponse.headers["Content-Type"] == "text/javascript; charset=utf-8"
    texte = reponse.content.decode()
    fichiers = json.loads(re.search(r"const FICHIERS = (\[.*?\]);", texte)[1])
    assert fichiers == [f"/static/{nom}" for nom in FICHIERS]
    version = re.search(r'"tablette-([0-9a-f]{16})"', texte)[1]
    monkeypatch.setattr("evaluations.views.tablette.FICHIERS", FICHIERS[1:])
    autre = client.get(reverse("tablette_service")).content.decode()
    assert re.search(r'"tablette-([0-9a-f]{16})"', autre)[1] != version


def test_la_page_d_une_competence_pese_peu(connecte):
    passage = planifier(InscriptionFactory(), EvaluateurFactory(), EvaluateurFactory(), date=horloge.aujourdhui())
    declarer(passage, a=horloge.maintenant())
    client = connecte(passage.commission.membres.first().evaluateur.utilisateur)
    adresse = reverse("grille_competence", args=[passage.inscription.grille.pk, passage.competences.first().pk])
    poids = len(client.get(adresse).content)
    for nom in FICHIERS:
        octets = Path(str(finders.find(nom))).read_bytes()
        poids += len(octets) if nom.endswith(".woff2") else len(gzip.compress(octets))
    assert poids <= POIDS

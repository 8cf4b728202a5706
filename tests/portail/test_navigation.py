"""The rail: the pages of each role, and numbers equal to the lists they lead to."""

import re

import pytest

from certif_portal.centre.models import ParametresCentre
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Attribution
from certif_portal.portail.queries import navigation as module
from certif_portal.portail.queries.navigation import cadre, navigation
from tests.candidats.factories import InscriptionFactory
from tests.comptes.factories import DEBUT
from tests.evaluations.factories import CommissionFactory

pytestmark = pytest.mark.django_db


def libelles(personne, jour, chemin="/"):
    return [entree.libelle for entree in navigation(personne, chemin, cadre(personne, jour).nombres)]


def test_chaque_role_a_ses_pages(agent, membre_of, evaluateur, administrateur, jour):
    assert libelles(agent, jour)[:2] == ["Aujourd’hui", "Inscriptions"]
    assert "Évaluateurs" in libelles(agent, jour)
    assert "Évaluateurs" not in libelles(membre_of, jour)
    assert libelles(evaluateur.utilisateur, jour) == ["Mes commissions", "Agenda", "Référentiels"]
    assert libelles(administrateur, jour) == ["Administration", "Référentiels"]


def test_deux_roles_ne_repetent_pas_une_page(agent, jour):
    Attribution.objects.create(utilisateur=agent, role=Role.EVALUATEUR, debut=DEBUT)
    agent.charger_roles(jour)
    assert libelles(agent, jour).count("Référentiels") == 1
    assert "Mes commissions" in libelles(agent, jour)


def test_la_page_ouverte_est_dite(agent, jour):
    courantes = [e.libelle for e in navigation(agent, "/inscriptions/12/", {}) if e.actif]
    assert courantes == ["Inscriptions"]
    assert [e.libelle for e in navigation(agent, "/", {}) if e.actif] == ["Aujourd’hui"]


def test_chaque_nombre_du_rail_egale_sa_liste(agent, membre_of, organisme, connecte, jour, horloge_au):
    horloge_au(jour)
    InscriptionFactory.create_batch(2, organisme=organisme)
    InscriptionFactory(deposee=True)
    InscriptionFactory(brouillon=True, organisme=organisme)
    CommissionFactory(date=jour)
    for personne in (agent, membre_of):
        comptees = [e for e in navigation(personne, "/", cadre(personne, jour).nombres) if e.nombre is not None]
        assert comptees
        for entree in comptees:
            page = connecte(personne).get(entree.url).content.decode()
            total = re.search(r'class="pagination-portail".*?<b>(\d+)</b>', page, re.DOTALL)
            assert int(total[1] if total else 0) == entree.nombre, entree.libelle


def test_une_seule_requete_pour_le_cadre(agent, jour, django_assert_num_queries):
    ParametresCentre.objects.create(pk=1, nom="UIMM de l’Ouest", avis_jours=10, livret_premier_tiers=False)
    with django_assert_num_queries(1):
        lu = cadre(agent, jour)
    assert (lu.centre.nom, lu.centre.avis_jours, lu.centre.livret_premier_tiers) == ("UIMM de l’Ouest", 10, False)


@pytest.mark.parametrize(("nombre", "dit"), [(2, 2), (3, "2+")])
def test_le_rail_ne_compte_pas_au_dela_de_ce_qu_il_dit(nombre, dit, agent, jour, monkeypatch):
    monkeypatch.setattr(module, "AU_PLUS", 2)
    InscriptionFactory.create_batch(nombre, deposee=True)
    nombres = cadre(agent, jour).nombres
    assert nombres["inscription_liste"] == nombre
    [entree] = [e for e in navigation(agent, "/", nombres) if e.libelle == "Inscriptions"]
    assert entree.nombre == dit


def test_le_rail_s_arrete_de_lire_a_son_plafond(agent, jour, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(module, "AU_PLUS", 2)
    InscriptionFactory.create_batch(5, deposee=True)
    with django_assert_num_queries(1) as requetes:
        assert cadre(agent, jour).nombres["inscription_liste"] == 3
    assert "LIMIT 3" in requetes[0]["sql"]


def test_le_nombre_dit_ses_milliers():
    assert module._dit(10_000) == "9\u202f999+"

"""Queries written once: what changes is put in its place, what does not is not written again; rows are always read."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.db.models.functions import JSONObject

from certif_portal.commun.ecrites import GARDEES, lire
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Attribution, Utilisateur
from tests.comptes.factories import UtilisateurFactory, creer_personne

pytestmark = pytest.mark.django_db


def avec(*roles):
    personne = UtilisateurFactory()
    personne.retenir_roles(frozenset(roles))
    return personne


@pytest.fixture
def ecrites():
    """A builder, and what it was called with."""
    appels = []

    def siens(personne, *avec):
        appels.append((personne.roles, avec))
        return Utilisateur.objects.filter(pk=personne.pk).values_list("email", flat=True)

    return siens, appels


def test_une_requete_s_ecrit_une_fois_par_roles_et_se_lit_pour_chacun(ecrites, django_assert_num_queries):
    siens, appels = ecrites
    un, autre, agent = avec(Role.ORGANISME), avec(Role.ORGANISME), avec(Role.AGENT)
    with django_assert_num_queries(4):
        for qui in (un, autre, un, agent):
            assert lire(siens, lecteur=qui) == [qui.email]
    assert [roles for roles, _ in appels] == [{Role.ORGANISME}, {Role.AGENT}]


def test_ce_qui_est_donne_la_fait_ecrire_de_nouveau(ecrites):
    siens, appels = ecrites
    un = avec(Role.ORGANISME)
    assert lire(siens, "a", lecteur=un) == lire(siens, "b", lecteur=un) == lire(siens, "a", lecteur=un)
    assert [reste for _, reste in appels] == [("a",), ("b",)]


def test_ce_qui_est_lu_l_est_a_chaque_fois(ecrites):
    siens, un = ecrites[0], avec(Role.ORGANISME)
    avant = lire(siens, lecteur=un)
    Utilisateur.objects.filter(pk=un.pk).update(email="neuve@demo.example")
    assert (avant, lire(siens, lecteur=un)) == ([un.email], ["neuve@demo.example"])


@pytest.mark.parametrize("fois", [1, 2])
def test_ce_que_le_moteur_se_demande_a_lui_meme_n_est_pas_la_requete(fois):
    """SQLite asks the base, at the first object of each connection, whether it makes them."""
    vars(connection.features).pop("supports_json_field", None)
    vars(connection.features).pop("has_json_object_function", None)
    un = UtilisateurFactory()
    assert lire(_adresses, fois) == [{"adresse": un.email}]


def _adresses(fois):
    """Written anew for each `fois`."""
    return Utilisateur.objects.values_list(JSONObject(adresse="email"), flat=True)


def _entres_avant(instant):
    return Utilisateur.objects.filter(date_joined__lt=instant).order_by("pk")


def test_l_instant_est_mis_a_sa_place(instant):
    un = UtilisateurFactory()
    Utilisateur.objects.filter(pk=un.pk).update(date_joined=instant)
    assert un not in lire(_entres_avant, a=instant)
    assert un in lire(_entres_avant, a=instant + timedelta(seconds=1))
    assert un not in lire(_entres_avant, a=instant)


def test_de_qui_rien_n_est_montre_rien_n_est_demande(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert lire(Utilisateur.objects.none) == []


def _se_lit_en_s_ecrivant():
    return Utilisateur.objects.filter(pk__in=list(Utilisateur.objects.values_list("pk", flat=True)))


def test_ce_qui_lirait_la_base_pour_s_ecrire_est_refuse():
    with pytest.raises(RuntimeError, match="ne lit rien pendant qu’elle s’écrit"):
        lire(_se_lit_en_s_ecrivant)


def _annotes():
    return Utilisateur.objects.annotate(adresse=F("email"))


def test_les_objets_sont_ceux_de_la_requete():
    UtilisateurFactory()
    assert [(u, u.adresse) for u in lire(_annotes)] == [(u, u.adresse) for u in _annotes()]


def _de_son_adresse(personne):
    return Utilisateur.objects.filter(email=personne.email)


def test_de_qui_lit_rien_d_autre_n_est_retenu_que_sa_cle_et_ses_roles():
    """A builder that reads something else of its reader finds a blank account, never the first one's."""
    un = avec(Role.ORGANISME)
    assert Utilisateur.objects.filter(email=un.email).exists()
    assert lire(_de_son_adresse, lecteur=un) == []


SORTES = {
    "objets": lambda: Utilisateur.objects.order_by("pk"),
    "joints": lambda: Attribution.objects.select_related("utilisateur").order_by("pk"),
    "listes": lambda: Utilisateur.objects.order_by("pk").values_list("pk", "date_joined"),
    "noms": lambda: Utilisateur.objects.order_by("pk").values("pk", "date_joined"),
    "une": lambda: Utilisateur.objects.order_by("pk").values_list("date_joined", flat=True),
    "union": lambda: Utilisateur.objects.order_by().values_list("email").union(
        Attribution.objects.order_by().values_list("role")
    ),
    "tranche": lambda: Utilisateur.objects.order_by("-pk")[:1],
}
"""Each way in which a query of the portal gives its rows: what this file takes from Django is tried on each."""


@pytest.mark.parametrize("sorte", SORTES)
def test_chaque_sorte_de_lignes_se_lit_comme_django_la_lit(sorte, django_assert_num_queries):
    for role in (Role.AGENT, Role.ORGANISME):
        creer_personne(role)
    for _ in range(2):  # as it is written, then as it is kept
        with django_assert_num_queries(1):
            lues = lire(SORTES[sorte])
            if sorte == "joints":
                assert all(ligne.utilisateur.email for ligne in lues)
        attendues = list(SORTES[sorte]())
        assert lues and (sorted(lues) == sorted(attendues) if sorte == "union" else lues == attendues)


def test_un_processus_ne_garde_que_tant_de_requetes(ecrites):
    siens, appels = ecrites
    un = avec(Role.ORGANISME)
    for rang in range(GARDEES + 1):
        lire(siens, rang, lecteur=un)
    lire(siens, 0, lecteur=un)
    assert len(appels) == GARDEES + 2

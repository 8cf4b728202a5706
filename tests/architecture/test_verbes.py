"""Every address, under every role, by each of the seven verbs, open then closed: docs/droits.yaml says what answers.

A seeded draw of the addresses in the suite; `dev.py epreuves parcours verbes` walks every one: several minutes.
"""

import random

import pytest
from allauth.account.models import EmailAddress

from candidats.models.inscription import InscriptionQuerySet
from certif_portal.comptes.models import Utilisateur
from jurys.services import suivi
from tests.architecture.droits import ROLES, clos, lire_table
from tests.architecture.monde import creer_monde
from tests.architecture.test_attributions import clore, etats
from tests.architecture.verbes import VERBES, ecarts, parcourir
from tests.environnement import PARCOURS_ENTIERS

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(3000)]
TIRAGE = 4
HORS = {"account_logout"}
"""It ends the session that walks."""


def monde_entier():
    """Each with the address that an account has from its first day: allauth writes one that lacks, by any verb."""
    monde = creer_monde()
    EmailAddress.objects.bulk_create(
        EmailAddress(user=personne, email=personne.email, primary=True, verified=True)
        for personne in Utilisateur.objects.filter(emailaddress=None)
    )
    return monde


def tirees(table: dict) -> dict:
    noms = sorted(table.keys() - HORS)
    choisies = noms if PARCOURS_ENTIERS else random.Random(15).sample(noms, TIRAGE)  # noqa: S311  # a draw, no secret
    return {nom: table[nom] for nom in choisies}


def test_chaque_verbe_repond_a_chaque_role_ce_que_dit_la_table():
    """What the table refuses by one verb is refused by all, and writes nothing; what it opens speaks its own verbs."""
    table = tirees(lire_table())
    assert (len(VERBES), len(ROLES)) == (7, 13)
    monde = monde_entier()
    fautes = ecarts(parcourir(monde, table, ROLES))
    print(f"{len(table) * len(VERBES) * len(ROLES)} requêtes, {len(fautes)} écart(s)")  # noqa: T201  # the figure
    assert fautes == []


def fermer(monde) -> None:
    clore(monde)
    suivi.refaire_tout()  # written by no act


def test_ce_qui_est_clos_repond_ce_que_dit_la_table_et_ne_bouge_pas():
    """One's own, another's, once closed: by each verb, the answer written for it; nothing that was decided moves."""
    table = tirees(clos())
    monde = monde_entier()
    fermer(monde)
    fautes = ecarts(parcourir(monde, table, ROLES, etats))
    print(f"{len(table) * len(VERBES) * len(ROLES)} requêtes closes, {len(fautes)} écart(s)")  # noqa: T201  # the figure
    assert fautes == []


OUVERTES = ("agent", "of_autre", "jure")


def test_un_verbe_qui_passe_et_un_clos_qui_bouge_sont_vus(monkeypatch):
    """Negative control: a perimeter left open, a table that expects something else, a state that an act moves."""
    table = {nom: ligne for nom, ligne in lire_table().items() if nom in ("inscription_geler", "livret_valider")}
    monde = monde_entier()
    assert ecarts(parcourir(monde, table, OUVERTES)) == []
    mentie = {nom: ligne | {"attendus": ligne["attendus"] | {"agent": 404}} for nom, ligne in table.items()}
    vues = ecarts(parcourir(monde, mentie, ("agent",)))
    assert any(vue.startswith("livret_valider : POST par agent reçoit 302") for vue in vues)
    bouge = iter(range(1000))
    vues = ecarts(parcourir(monde, table, ("agent",), lambda: next(bouge)))
    assert [vue for vue in vues if vue.endswith("et change ce qui était décidé")] != []
    monkeypatch.setattr(InscriptionQuerySet, "visibles_par", lambda self, personne: self)
    ouverte = {"inscription_detail": lire_table()["inscription_detail"]}
    vues = ecarts(parcourir(monde, ouverte, ("of_autre",)))
    assert [vue.split(",")[0] for vue in vues][:2] == [
        "inscription_detail : GET par of_autre reçoit 200",
        "inscription_detail : HEAD par of_autre reçoit 200",
    ]

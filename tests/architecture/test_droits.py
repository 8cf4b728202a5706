"""One walk of every address by every role, against docs/droits.yaml.

In the suite every refusal is asked for, and of a page that several roles read, one of them, drawn; PARCOURS_ENTIERS=1
(`dev.py epreuves parcours`) asks for each.
"""

import random

import pytest
import yaml

from candidats.models.inscription import InscriptionQuerySet
from tests.architecture.droits import (
    ANONYME,
    ROLES,
    a_demander,
    adresses_de_l_administration,
    ecarts,
    lire_table,
    lire_yaml,
    parcourir,
)
from tests.environnement import PARCOURS_ENTIERS

pytestmark = pytest.mark.django_db
GRAINE = 9


@pytest.mark.timeout(900)  # some six thousand requests
def test_chaque_adresse_repond_a_chaque_role_ce_que_dit_la_table(monde):
    table, alea = lire_table(), random.Random(GRAINE)  # noqa: S311 - a draw, no secret
    demandes = [(nom, role) for nom in table for role in ROLES] if PARCOURS_ENTIERS else a_demander(table, alea)
    statuts = parcourir(monde, table, demandes)
    assert list(statuts) == demandes
    assert ecarts(table, statuts) == []


def test_le_tirage_ne_laisse_ni_une_adresse_ni_un_refus():
    """What is drawn: each address is asked for, and whoever may not read it is refused there."""
    table = lire_table()
    tirees = set(a_demander(table, random.Random(GRAINE)))  # noqa: S311 - a draw, no secret
    assert {nom for nom, _ in tirees} == set(table)
    laissees = {(nom, role) for nom in table for role in ROLES} - tirees
    assert {table[nom]["attendus"][role] for nom, role in laissees} == {200}
    assert {role for nom, role in tirees if table[nom]["attendus"][role] == 200} == set(ROLES)


def test_une_adresse_ecrite_deux_fois_est_refusee():
    with pytest.raises(yaml.YAMLError, match="deux fois : recherche"):
        lire_yaml("adresses:\n  recherche: {agent: 200}\n  recherche: {agent: 403}\n")


def test_la_liste_des_adresses_publiques_est_courte():
    """What a visitor opens without logging in, and nothing else; the demonstration's pages are 404 elsewhere."""
    publiques = {nom for nom, ligne in lire_table().items() if ligne["attendus"][ANONYME] not in (302, 401, 405)}
    assert publiques == {
        "accessibilite",
        "agenda_flux",
        "vivant",
        "pret",
        "metriques",  # by its token
        "demo_horloge",
        "demo_courriels",
        "demo_courriel",
        "composants",
        "composants_tablette",
        "tablette_service",
        "tablette_coquille",
        "invitation_accepter",
        "avis_repondre",
        "avis_passer",
        "enquete_repondre",
        "rapport_par_lien",
        "etat_civil_confirmer",
        "demande_deposer",
        "demande_confirmer",
        "candidature_deposer",
        "candidature_confirmer",
        "invitation_repondre",
        "organismes_habilites",
        "certificat_verifier",
        "annuaire_connexion",  # 404 too, unless a directory is set
        "annuaire_retour",
        "account_login",
        "account_signup",
        "account_inactive",
        "account_email_verification_sent",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "account_request_login_code",
        "account_confirm_email",
    }


def test_l_administration_ne_s_ouvre_qu_a_l_administrateur(monde):
    adresses = adresses_de_l_administration()
    assert len(adresses) > 5
    for adresse in adresses:
        assert monde.clients["admin"].get(adresse).status_code in (200, 302, 403, 405), adresse
        for role in (ANONYME, "agent", "responsable", "auditeur", "of", "jure", "evaluateur"):
            assert monde.clients[role].get(adresse).status_code in (302, 403), (adresse, role)


def test_un_perimetre_ouvert_par_erreur_est_vu(monde, monkeypatch):
    """Negative control: with `visibles_par` letting everything through, the walk must find the leak."""
    table = {nom: ligne for nom, ligne in lire_table().items() if nom == "inscription_detail"}
    monkeypatch.setattr(InscriptionQuerySet, "visibles_par", lambda self, personne: self)
    vus = [ecart for ecart in ecarts(table, parcourir(monde, table)) if ecart.startswith("inscription_detail")]
    assert "inscription_detail : of_autre reçoit 200, attendu 404" in vus
    assert "inscription_detail : jure reçoit 200, attendu 404" in vus


def test_une_adresse_oubliee_ou_une_reponse_changee_est_vue():
    """Negative control of the comparison itself."""
    table = lire_table()
    ligne = table.pop("regle_liste")
    assert "regle_liste : absente de docs/droits.yaml" in ecarts(table, {})
    table["page_disparue"] = ligne
    assert "page_disparue : dans docs/droits.yaml, mais plus dans le portail" in ecarts(table, {})
    faux = {("accueil", "agent"): 403}
    assert "accueil : agent reçoit 403, attendu 200" in ecarts(lire_table(), faux)

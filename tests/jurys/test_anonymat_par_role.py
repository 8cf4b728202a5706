"""Planted names, over every address, for whoever sits in the jury of their bearer and holds another role besides."""

import pytest
from django.db import transaction

from candidats.models import Candidat, Inscription
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Attribution, Utilisateur
from evaluations.models import MembreCommission
from jurys.choix import College, EtatJury
from jurys.models import Jury, MembreJury
from jurys.queries import siege
from jurys.queries.siege import RolesTenus, roles_et_siege
from tests.architecture.droits import lire_table, noms_des_adresses
from tests.architecture.monde import creer_monde
from tests.comptes.factories import DEBUT, creer_personne
from tests.evaluations.factories import EvaluateurFactory
from tests.jurys.factories import (
    CE_JOUR,
    JOUR_JURY,
    JuryFactory,
    MembreJuryFactory,
    commission_emargee,
    creer_jury_compose,
    dossier_pret,
    presenter,
)
from tests.jurys.views.lecture import MARQUEURS
from tests.referentiels.factories import creer_referentiel

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(900)]
SIEGENT = ("of", "evaluateur", "agent")
NOMMENT = ("inscription_detail", "inscription_liste", "accueil", "mes_commissions", "independance_seance")


@pytest.fixture
def monde():
    """Of the world of `docs/droits.yaml`, the one presented to the open jury bears the markers."""
    monde = creer_monde()
    presentee = Inscription.objects.get(pk=monde.objets["inscription"])
    Candidat.objects.filter(pk=presentee.candidat_id).update(
        **MARQUEURS, cle_recherche="marqueurnaissance marqueurprenom"
    )
    return monde


def asseoir(monde, role):
    """The seat comes last: the account had its role all along, or was given it after the opening."""
    personne = Utilisateur.objects.get(pk=monde.clients[role].session["_auth_user_id"])
    jury = Jury.objects.get(pk=monde.objets["jury"])
    MembreJury.objects.create(jury=jury, nom="Siège", prenom="Un", college="patronal", utilisateur=personne)


def nomment(monde, role, adresses=()):
    """The addresses that answer a marker to this role: words of the page, JSON, bytes of a file, headers."""
    routes, table, trouves = noms_des_adresses(), lire_table(), []
    marqueurs = [marqueur.casefold() for marqueur in MARQUEURS.values()]
    for nom in adresses or table:
        ligne = table[nom]
        adresse = monde.adresse(nom, routes[nom], ligne["objet"], role)
        with transaction.atomic():
            reponse = getattr(monde.clients[role], ligne["methode"].lower())(adresse)
            corps = b"".join(reponse.streaming_content) if reponse.streaming else reponse.content
            transaction.set_rollback(True)
        recu = corps.decode(errors="ignore") + str(reponse.headers)
        if any(marqueur in recu.casefold() for marqueur in marqueurs):
            trouves.append(nom)
    return trouves


def test_qui_siege_ne_lit_aucun_nom_a_aucune_adresse(monde):
    """JURY-ANONYMAT."""
    for role in SIEGENT:
        asseoir(monde, role)
    assert {role: nomment(monde, role) for role in SIEGENT} == {role: [] for role in SIEGENT}


def test_le_parcours_trouve_les_noms_que_chaque_role_lit(monde, monkeypatch):
    """Negative control: the same walk, when a seat suspends nothing."""
    monkeypatch.setattr(siege, "ANONYMES", frozenset(Role.values))
    for role in SIEGENT:
        asseoir(monde, role)
    trouves = {role: nomment(monde, role, NOMMENT) for role in SIEGENT}
    assert {role: bool(lues) for role, lues in trouves.items()} == dict.fromkeys(SIEGENT, True)


@pytest.mark.parametrize("role", [Role.AGENT, Role.AUDITEUR, Role.ADMIN, Role.ORGANISME])
def test_un_siege_suspend_tout_role_qui_lit_des_noms(role):
    """By the account, or by the address of somebody who was convened without one."""
    personne, jury = creer_personne(role), JuryFactory()
    Attribution.objects.create(utilisateur=personne, role=Role.JURE, debut=DEBUT)
    assert roles_et_siege(personne, JOUR_JURY) == RolesTenus(frozenset({role, Role.JURE}))
    membre = MembreJuryFactory(jury=jury, courriel=personne.email.upper())
    tenus = RolesTenus(frozenset({Role.JURE}), frozenset({role}), jury.numero)
    assert roles_et_siege(personne, JOUR_JURY) == tenus
    membre.courriel, membre.utilisateur = "", personne
    membre.save()
    assert roles_et_siege(personne, JOUR_JURY) == tenus
    membre.college = College.INVITE
    membre.save()
    assert not roles_et_siege(personne, JOUR_JURY).suspendus


def test_le_siege_sans_role_de_jure_suspend_aussi(agent):
    """The access of the member was withdrawn, or never opened: they sit all the same."""
    MembreJuryFactory(jury=JuryFactory(numero="2026-4"), utilisateur=agent)
    assert roles_et_siege(agent, JOUR_JURY) == RolesTenus(frozenset(), frozenset({Role.AGENT}), "2026-4")


def test_un_evaluateur_d_autres_candidats_siege_et_evalue(agent, referentiel):
    """The role stays until one of their sittings names somebody whom that jury judges, by another file too."""
    commission, jury = commission_emargee(), creer_jury_compose(avec_compte=False)
    jugee = dossier_pret(referentiel=referentiel)
    presenter(jury, jugee, par=agent)
    evaluateur = EvaluateurFactory()
    MembreCommission.objects.create(commission=commission, evaluateur=evaluateur)
    personne = evaluateur.utilisateur
    MembreJuryFactory(jury=jury, utilisateur=personne)
    assert Role.EVALUATEUR in roles_et_siege(personne, JOUR_JURY).roles
    autre = dossier_pret(referentiel=creer_referentiel(), commission=commission, candidat=jugee.candidat)
    assert autre.pk != jugee.pk
    assert roles_et_siege(personne, JOUR_JURY) == RolesTenus(frozenset(), frozenset({Role.EVALUATEUR}), jury.numero)


def test_un_compte_ferme_n_a_aucun_role(agent):
    agent.is_active = False
    assert roles_et_siege(agent, JOUR_JURY) == RolesTenus(frozenset())


@pytest.mark.parametrize("etat", [EtatJury.CLOS, EtatJury.ANNULE])
def test_une_fois_le_jury_scelle_les_roles_reviennent(agent, etat, django_assert_num_queries):
    jury = creer_jury_compose(avec_compte=False)
    MembreJuryFactory(jury=jury, utilisateur=agent)
    assert not roles_et_siege(agent, JOUR_JURY).roles
    Jury.objects.filter(pk=jury.pk).update(etat=etat, clos_le=CE_JOUR)
    with django_assert_num_queries(1):
        assert roles_et_siege(agent, JOUR_JURY) == RolesTenus(frozenset({Role.AGENT}))

"""Whoever sits in a jury loses, until it is closed, the roles that read the names of its candidates."""

import pytest
from django.urls import reverse

from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Attribution
from jurys.choix import EtatJury
from jurys.models import Jury
from tests.comptes.factories import DEBUT, creer_personne
from tests.jurys.factories import CE_JOUR, MembreJuryFactory, creer_jury_compose, dossier_pret, presenter

pytestmark = pytest.mark.django_db


def juge_et(role):
    """An account with two roles."""
    personne = creer_personne(Role.JURE)
    Attribution.objects.create(utilisateur=personne, role=role, debut=DEBUT)
    return personne


@pytest.mark.parametrize("role", [Role.AGENT, Role.RESPONSABLE, Role.AUDITEUR])
def test_qui_siege_ne_lit_plus_les_noms_jusqu_a_la_cloture(role, agent, connecte, referentiel):
    """JURY-SANS-LECTEUR: the role was given after the seat."""
    jury = creer_jury_compose()
    inscription = dossier_pret(referentiel=referentiel)
    presenter(jury, inscription, par=agent)
    personne = juge_et(role)
    MembreJuryFactory(jury=jury, utilisateur=personne)
    client = connecte(personne)
    nom = inscription.candidat.nom_naissance
    for adresse in (jury.get_absolute_url(), reverse("accueil"), reverse("jury_liste")):
        recu = client.get(adresse).content.decode()
        assert nom.casefold() not in recu.casefold()
        assert f"Vous siégez au jury {jury.numero}" in recu
    assert client.get(inscription.get_absolute_url()).status_code == 404
    assert client.get(reverse("recherche"), {"q": nom}).context["groupes"] == []
    Jury.objects.filter(pk=jury.pk).update(etat=EtatJury.CLOS, clos_le=CE_JOUR)
    assert client.get(inscription.get_absolute_url()).status_code == 200


def test_un_invite_et_un_jury_annule_ne_suspendent_rien(connecte):
    jury = creer_jury_compose()
    personne = juge_et(Role.AGENT)
    membre = MembreJuryFactory(jury=jury, utilisateur=personne, invite=True)
    assert connecte(personne).get(reverse("pret_liste")).status_code == 200
    membre.college = "patronal"
    membre.save()
    assert connecte(personne).get(reverse("pret_liste")).status_code == 403
    Jury.objects.update(etat=EtatJury.ANNULE)
    assert connecte(personne).get(reverse("pret_liste")).status_code == 200

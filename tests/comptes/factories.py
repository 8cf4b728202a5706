"""Accounts: one person, one role, from a long time ago."""

from datetime import date

import factory

from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Attribution, Utilisateur

DEBUT = date(2020, 1, 1)


class UtilisateurFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Utilisateur
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"personne{n}@exemple.fr")
    prenom = "Camille"
    nom = factory.Sequence(lambda n: f"Martin{n}")


def creer_personne(role: Role, *, le: date = DEBUT, **champs) -> Utilisateur:
    """A person with their role loaded, as the middleware would."""
    personne = UtilisateurFactory(is_staff=role == Role.ADMIN, **champs)
    Attribution.objects.create(utilisateur=personne, role=role, debut=DEBUT)
    personne.charger_roles(max(le, DEBUT))
    return personne

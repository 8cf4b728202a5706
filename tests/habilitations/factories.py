"""An OF, accredited for five years from 2024, and its users."""

from datetime import UTC, date, datetime

import factory

from certif_portal.commun.textes import cle_recherche
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Utilisateur
from habilitations import models
from tests.comptes.factories import creer_personne


def siret_valide(n: int) -> str:
    """A SIRET whose key is right, made from a rank."""
    from stdnum import luhn

    siren = f"{732_82932 + n:08d}"
    siren += luhn.calc_check_digit(siren)
    siret = f"{siren}0001"
    return siret + luhn.calc_check_digit(siret)


class OrganismeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.OrganismeFormation

    nom = factory.Sequence(lambda n: f"Pôle formation {n}")
    siret = factory.Sequence(siret_valide)
    courriel = factory.Sequence(lambda n: f"contact{n}@of.exemple.fr")
    cle_recherche = factory.LazyAttribute(lambda o: cle_recherche(o.nom, o.siret))


class HabilitationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Habilitation

    organisme = factory.SubFactory(OrganismeFactory)
    date_effet = date(2024, 1, 1)
    date_fin = date(2028, 12, 31)
    saisie_par = None
    saisie_le = datetime(2024, 1, 1, tzinfo=UTC)


def creer_organisme_habilite(**champs) -> models.OrganismeFormation:
    return HabilitationFactory(organisme=OrganismeFactory(**champs)).organisme


def creer_membre(organisme: models.OrganismeFormation, **champs) -> Utilisateur:
    personne = creer_personne(Role.ORGANISME, **champs)
    models.MembreOrganisme.objects.create(
        organisme=organisme, utilisateur=personne, ajoute_le=datetime(2024, 1, 1, tzinfo=UTC)
    )
    return personne

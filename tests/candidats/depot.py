"""A draft of an OF, deposited, late, and what its journal holds."""

from dataclasses import replace
from datetime import date

import pytest

from candidats.models import Inscription
from candidats.queries.inscription import donnees_de
from candidats.services.depot import deposer_inscription
from candidats.services.inscription import creer_inscription, modifier_inscription
from certif_portal.commun.journal import journal_de
from tests.candidats.factories import donnees_completes, piece_recue


@pytest.fixture
def brouillon(organisme, referentiel, membre_of, instant):
    return creer_inscription(
        donnees=donnees_completes(referentiel_id=referentiel.pk),
        organisme=organisme,
        piece=piece_recue(),
        par=membre_of,
        a=instant,
    )


@pytest.fixture
def deposee(brouillon, membre_of, instant):
    return deposer_inscription(inscription=brouillon, par=membre_of, a=instant)


def actes(inscription) -> list[str]:
    return list(journal_de(inscription).values_list("acte", flat=True))[::-1]


def modifier(inscription, par, a, **champs):
    donnees = replace(donnees_de(Inscription.objects.get(pk=inscription.pk)), **champs)
    return modifier_inscription(inscription=inscription, donnees=donnees, par=par, a=a)


@pytest.fixture
def tardif(brouillon, membre_of, instant):
    return modifier(brouillon, membre_of, instant, entree_formation=date(2026, 11, 4))

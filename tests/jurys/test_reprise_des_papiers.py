"""Juries closed before the papers were rows: what was kept of them takes its place among the papers."""

import importlib
import pkgutil

import pytest
from django.apps import apps
from django.db import connection

import jurys.migrations
from certif_portal.commun.declencheurs import sans_scelles
from jurys.models import Papier
from tests.jurys.factories import dossier_pret, jury_edite

pytestmark = pytest.mark.django_db


def ranger() -> None:
    """As a migration does."""
    [nom] = [
        m.name for m in pkgutil.iter_modules(jurys.migrations.__path__) if m.name.endswith("papiers_des_anciens_jurys")
    ]
    importlib.import_module(f"jurys.migrations.{nom}").ranger_les_papiers(apps, None)


def effacer(**quels) -> None:
    with sans_scelles(connection):
        Papier.objects.filter(**quels).delete()


def lignes(jury) -> list[tuple]:
    gardees = Papier.objects.filter(jury=jury, nature__in=["certificat", "pv", "emargement"]).order_by("ordre")
    return list(
        gardees.values_list("nature", "titre", "document", "certificat", "piece", "organisme", "etat", "modele")
    )


def test_les_papiers_d_un_ancien_jury_sont_ceux_qui_etaient_gardes(agent, referentiel, organisme, autre_organisme):
    seul = dossier_pret(referentiel=referentiel, voie="vae", organisme=None)
    dossiers = [dossier_pret(referentiel=referentiel, organisme=of) for of in (organisme, autre_organisme, organisme)]
    refuse = dossier_pret(referentiel=referentiel, organisme=organisme, non_maitrisees=(3,))
    ancien = jury_edite(seul, *dossiers, non_admis=(refuse,), par=agent)
    recent = jury_edite(dossier_pret(referentiel=referentiel, organisme=organisme), par=agent)
    attendues, autres = lignes(ancien), Papier.objects.filter(jury=recent).count()
    assert [ligne[0] for ligne in attendues] == ["certificat"] * 4 + ["pv", "emargement"]
    effacer(jury=ancien)
    for _ in range(2):  # the second time finds nothing to do
        ranger()
        assert lignes(ancien) == attendues
        assert list(ancien.papiers.values_list("ordre", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert Papier.objects.filter(jury=recent).count() == autres
    effacer(jury=recent, nature="pv")
    ranger()
    assert Papier.objects.get(jury=recent, nature="pv").ordre == autres + 1

"""What a worker was asked for and is not done, once no worker may still be at it."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from candidats.choix import EtatImport
from candidats.models import ImportClasseur
from certif_portal.commun import horloge
from certif_portal.portail import tasks
from certif_portal.portail.choix import EtatExport
from certif_portal.portail.models import Export
from certif_portal.portail.queries.travail import travaux_en_cours
from certif_portal.portail.services.export import demander_export
from tests.architecture.monde import creer_monde

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def export(agent):
    """Asked for, and its task lost with the worker."""
    export = demander_export(personne=agent, nature="inscriptions", requete="", nombre=1, a=horloge.maintenant())
    Export.objects.filter(pk=export.pk).update(demande_le=horloge.maintenant() - timedelta(seconds=tasks.ABANDON - 60))
    return export


def test_ce_qui_est_demande_depuis_trop_longtemps_est_repris_une_fois(export, monkeypatch):
    cache.clear()
    assert tasks.reprendre_travaux() == 0  # a worker may still be at it, up to the last second
    Export.objects.filter(pk=export.pk).update(demande_le=horloge.maintenant() - timedelta(seconds=tasks.ABANDON + 1))
    demandes = []
    monkeypatch.setattr(tasks, "lancer", lambda tache, *quoi: demandes.append((tache.name, *quoi)) or True)
    assert (tasks.reprendre_travaux(), tasks.reprendre_travaux()) == (1, 0)
    assert demandes == [("certif_portal.portail.tasks.preparer_export", export.pk)]


def test_repris_il_est_fait_et_n_est_plus_en_cours(export):
    cache.clear()
    Export.objects.filter(pk=export.pk).update(demande_le=horloge.maintenant() - timedelta(hours=1))
    assert tasks.reprendre_travaux() == 1
    export.refresh_from_db()
    assert export.etat == EtatExport.PRET
    cache.clear()
    assert tasks.reprendre_travaux() == 0


def test_un_classeur_est_lu_ou_enregistre_selon_ou_il_en_est(db):
    creer_monde()
    apres = horloge.maintenant() + timedelta(days=1)
    classeur = ImportClasseur.objects.get()
    for etat, tache, suite in (
        (EtatImport.EN_LECTURE, "lire_classeur", ()),
        (EtatImport.EN_COURS, "enregistrer_classeur", (classeur.depose_par_id,)),
    ):
        ImportClasseur.objects.update(etat=etat)
        assert (tache, (classeur.pk, *suite)) in list(travaux_en_cours(apres))
    assert {nom for nom, _ in travaux_en_cours(apres)} <= set(tasks.TRAVAUX)
    assert list(travaux_en_cours(classeur.depose_le - timedelta(days=4000))) == []

"""A workbook that cannot be written."""

import pytest
from django.core.exceptions import TooManyFieldsSent

from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.tableur import LIGNES_MAXIMUM
from certif_portal.portail.choix import EtatExport
from certif_portal.portail.models import Export
from certif_portal.portail.services.export import demander_export, preparer_export

pytestmark = pytest.mark.django_db


def test_un_classeur_qui_ne_peut_s_ecrire_le_dit_et_se_redemande(agent, instant, jour):
    """An address that cannot be read: the failure is told to the asker, and to whoever watches the task."""
    demande = {"personne": agent, "nature": "inscriptions", "nombre": 1, "a": instant}
    export = demander_export(**demande, requete="&" * 1000)
    with pytest.raises(TooManyFieldsSent):
        preparer_export(export.pk, le=jour, a=lambda: instant)
    export.refresh_from_db()
    assert (export.etat, export.termine_le, export.fichier) == (EtatExport.ECHEC, instant, None)
    encore = demander_export(**demande, requete="")
    preparer_export(encore.pk, le=jour, a=lambda: instant)
    assert list(Export.objects.values_list("pk", "etat")) == [(encore.pk, EtatExport.PRET)]


def test_plus_de_lignes_qu_une_feuille_n_en_tient_se_refuse_a_la_demande(agent, instant, settings):
    settings.CELERY_TASK_ALWAYS_EAGER = False
    demande = {"personne": agent, "nature": "inscriptions", "requete": "", "a": instant}
    with pytest.raises(ErreurMetier, match="resserrez"):
        demander_export(nombre=LIGNES_MAXIMUM, **demande)
    assert demander_export(nombre=LIGNES_MAXIMUM - 1, **demande).nombre == LIGNES_MAXIMUM - 1

"""What is emptied after a transactional test."""

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from candidats.models import Candidat, Inscription
from certif_portal.comptes.models import Utilisateur
from tests.bases import vider_les_tables


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_tout_part_quel_que_soit_l_ordre_des_cles_sauf_les_types_et_les_permissions(inscription, agent):
    fixes = (ContentType.objects.count(), Permission.objects.count())
    assert [modele.objects.exists() for modele in (Inscription, Candidat, Utilisateur)] == [True, True, True]
    assert vider_les_tables(connection)
    assert [modele.objects.exists() for modele in (Inscription, Candidat, Utilisateur)] == [False, False, False]
    assert (ContentType.objects.count(), Permission.objects.count()) == fixes
    assert min(fixes) > 100

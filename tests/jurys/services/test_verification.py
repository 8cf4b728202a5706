"""The codes of certificates noted by the task, once each."""

import pytest

from certif_portal.centre.models import parametres
from jurys.models import CodeCertificat
from jurys.queries.verification import certificats_du_code, code_du
from jurys.tasks import noter_codes
from tests.portail.queries.test_recherche import certificat

pytestmark = pytest.mark.django_db


def test_un_code_se_note_une_fois_et_se_lit_en_une_requete(instant, django_assert_num_queries):
    cle = parametres().cle_verification
    premier = certificat("MC000001", instant)
    assert (noter_codes(), noter_codes()) == (1, 0)
    second = certificat("MC000002", instant)
    with django_assert_num_queries(1):
        assert certificats_du_code(code_du(premier, cle), cle) == [premier.pk]
    with django_assert_num_queries(2):
        assert certificats_du_code(code_du(second, cle), cle) == [second.pk]
    assert noter_codes() == 1
    assert dict(CodeCertificat.objects.values_list("pk", "code")) == {
        papier.pk: code_du(papier, cle) for papier in (premier, second)
    }

"""The indexes of parts of words: there where the engine has them, and the same answer where it has not."""

import pytest
from django.db import connection

from candidats.queries.nom import candidats_nommes
from certif_portal.commun.trigrammes import poser, retirer
from jurys.models import Certificat
from tests.candidats.factories import InscriptionFactory

INDEX = "candidat_cle_collee_trgm"
EXPRESSION = "replace(cle_recherche, ' ', '')"

pytestmark = pytest.mark.django_db


def plan(lignes) -> str:
    """As the engine reads it when the table is not read whole."""
    with connection.cursor() as curseur:
        curseur.execute("SET LOCAL enable_seqscan = off")
    return lignes.explain()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL alone has them")
class TestPostgreSQL:
    def test_une_recherche_de_nom_lit_l_index(self):
        InscriptionFactory()
        assert INDEX in plan(candidats_nommes("kermarrec"))

    def test_une_recherche_de_certificat_lit_l_index(self):
        lignes = Certificat.objects.filter(cle_recherche__contains="kermarrec").order_by()
        assert "certificat_cle_recherche_trgm" in plan(lignes)

    def test_sans_le_droit_de_poser_l_extension_rien_ne_casse(self):
        """An index that was there is laid again; without the extension, and without the right to have it, none is."""
        with connection.schema_editor() as editeur, connection.cursor() as curseur:
            retirer(editeur, INDEX)
            assert poser(editeur, INDEX, "candidats_candidat", EXPRESSION) is True
            curseur.execute("DROP EXTENSION pg_trgm CASCADE")
            curseur.execute("CREATE ROLE sans_droit_trgm")
            curseur.execute("SET LOCAL ROLE sans_droit_trgm")
            assert poser(editeur, INDEX, "candidats_candidat", EXPRESSION) is False
            curseur.execute("RESET ROLE")
            curseur.execute("SELECT count(*) FROM pg_indexes WHERE indexname = %s", [INDEX])
            assert curseur.fetchone() == (0,)


@pytest.mark.sqlite
@pytest.mark.skipif(connection.vendor == "postgresql", reason="where there are none")
def test_ailleurs_rien_n_est_pose():
    editeur = connection.schema_editor()
    assert poser(editeur, INDEX, "candidats_candidat", EXPRESSION) is False
    retirer(editeur, INDEX)

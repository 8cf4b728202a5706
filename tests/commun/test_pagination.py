"""Pages read by their keys: the rows of the list, in its order, at both ends and in the middle."""

import pytest

from candidats.models import Inscription
from candidats.queries.liste import ordonner
from certif_portal.commun.pagination import ParCles
from tests.candidats.factories import InscriptionFactory

pytestmark = pytest.mark.django_db


@pytest.mark.sqlite
@pytest.mark.parametrize("tri", ["", "nom", "-nom", "depot", "-entree", "etat", "-etat", "organisme"])
def test_chaque_page_est_la_tranche_de_la_liste(tri, organisme, referentiel):
    """States, days and organisations are shared or missing: the same order read from the end."""
    commun = {"referentiel": referentiel}
    for rang in range(9):
        champs = {"deposee": True} if rang % 2 else {"organisme": organisme if rang % 3 else None}
        InscriptionFactory(**champs, **commun)
    liste = ordonner(Inscription.objects.all(), tri, pour_organisme=False)
    for d_un_coup in (False, True):
        pages = ParCles(liste.select_related("candidat"), 2, d_un_coup=d_un_coup)
        assert pages.num_pages == 5
        lues = [inscription.pk for numero in pages.page_range for inscription in pages.page(numero)]
        assert lues == list(liste.values_list("pk", flat=True))


def test_la_derniere_page_se_lit_depuis_la_fin(django_assert_num_queries):
    InscriptionFactory.create_batch(7)
    pages = ParCles(Inscription.objects.select_related("candidat").order_by("pk"), 3)
    for numero in (1, 2, 3):
        with django_assert_num_queries(3 if numero == 1 else 2) as lues:  # the count, once; the keys, then the rows
            page = list(pages.page(numero))
        assert len(page) == (1 if numero == 3 else 3)
        assert ("DESC" in lues.captured_queries[-2]["sql"]) == (numero > 1)  # nearer to the end


def test_un_filtre_long_ne_s_applique_qu_une_fois(django_assert_num_queries):
    """The keys and their number in one reading; rows come from where they are said to be."""
    premiere, *_ = InscriptionFactory.create_batch(3)
    liste = Inscription.objects.filter(pk__gte=premiere.pk).order_by("pk")
    with django_assert_num_queries(2) as lues:
        page = ParCles(liste, 2, lignes=Inscription.objects.all(), d_un_coup=True).get_page(1)
        assert (next(iter(page)), page.paginator.count) == (premiere, 3)
    assert ">=" not in lues.captured_queries[-1]["sql"]


def test_une_liste_vide_a_une_page_vide():
    assert list(ParCles(Inscription.objects.order_by("pk"), 3).get_page("9")) == []


def test_une_ligne_partie_entre_les_deux_lectures_manque_a_sa_page():
    parties = InscriptionFactory.create_batch(2)
    pages = ParCles(Inscription.objects.order_by("pk"), 3)
    cles = pages._cles
    pages._cles = lambda debut, fin: [*cles(debut, fin), 10**9]
    assert list(pages.page(1)) == parties

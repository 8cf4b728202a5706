"""What each engine writes in its own way gives the same answer."""

from datetime import date

import pytest
from django.db.models import Value

from candidats.models import Inscription
from certif_portal.commun.sql import EmpreinteDesTextes, JoursApres
from tests.candidats.factories import InscriptionFactory


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("jour", "jours", "attendu"),
    [
        (date(2026, 11, 20), 15, date(2026, 12, 5)),
        (date(2028, 2, 28), 1, date(2028, 2, 29)),
        (date(2026, 12, 31), 0, date(2026, 12, 31)),
    ],
)
def test_le_jour_qui_vient_tant_de_jours_apres(db, jour, jours, attendu):
    InscriptionFactory(entree_formation=jour, fin_formation=date(2029, 6, 30))
    lues = Inscription.objects.annotate(
        depuis_un_champ=JoursApres("entree_formation", jours=jours), depuis_un_jour=JoursApres(Value(jour), jours=jours)
    )
    assert lues.values_list("depuis_un_champ").get() == (attendu,)
    assert Inscription.objects.filter(pk__in=lues.filter(depuis_un_champ=attendu)).count() == 1


@pytest.mark.sqlite
def test_l_empreinte_des_textes_change_avec_chacun_et_avec_sa_place(db):
    premiere, seconde = InscriptionFactory(), InscriptionFactory()

    def empreinte(*textes):
        for inscription, (tuteur, service) in zip((premiere, seconde), textes, strict=True):
            Inscription.objects.filter(pk=inscription.pk).update(tuteur_nom=tuteur, service=service)
        return Inscription.objects.aggregate(lue=EmpreinteDesTextes("tuteur_nom", "service"))["lue"]

    lues = [empreinte(*textes) for textes in ((("ab", ""), ("", "")), (("a", "b"), ("", "")), (("", ""), ("ab", "")))]
    assert len(set(lues)) == 3
    assert empreinte(("ab", ""), ("", "")) == lues[0]
    assert Inscription.objects.none().aggregate(lue=EmpreinteDesTextes("service"))["lue"] is None

"""A name is found however its letters were spaced."""

import pytest

from candidats.models import Inscription
from candidats.queries.nom import candidats_nommes, nommes
from certif_portal.commun.textes import cle_recherche
from tests.candidats.factories import CandidatFactory, InscriptionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.mark.parametrize(
    ("cherche", "trouves"),
    [
        ("obrien", ["O’Brien"]),
        ("o brien", ["O’Brien"]),
        ("BRIEN zoé", ["O’Brien"]),
        ("legoff", ["Le Goff"]),
        ("goff", ["Le Goff"]),
        ("rien", ["O’Brien"]),
        ("briens", []),
        ("", ["Le Goff", "O’Brien"]),
    ],
)
def test_par_parties_ou_d_un_trait(cherche, trouves):
    for nom in ("O’Brien", "Le Goff"):
        cle = cle_recherche(nom, "Zoé")
        InscriptionFactory(candidat=CandidatFactory(nom_naissance=nom, prenom="Zoé", cle_recherche=cle))
    cle = cle_recherche(cherche)
    lus = nommes(Inscription.objects.order_by("candidat__cle_recherche"), cle)
    assert [inscription.candidat.nom_naissance for inscription in lus] == trouves
    assert [c.nom_naissance for c in candidats_nommes(cle).order_by("cle_recherche")] == trouves

"""What other apps read of a référentiel."""

import pytest

from referentiels.queries.competence import competences_numerotees
from tests.referentiels.factories import creer_referentiel


@pytest.mark.django_db
def test_competences_numerotees(django_assert_num_queries) -> None:
    creer_referentiel()
    referentiel = creer_referentiel(nombre_blocs=2, competences_par_bloc=2, rncp=False)
    with django_assert_num_queries(1):
        lues = [(c.numero, c.competence.intitule, c.version_bloc.intitule) for c in competences_numerotees(referentiel)]
    assert lues == [
        (1, "Compétence 1.1", "Bloc d’essai 1"),
        (2, "Compétence 1.2", "Bloc d’essai 1"),
        (3, "Compétence 2.1", "Bloc d’essai 2"),
        (4, "Compétence 2.2", "Bloc d’essai 2"),
    ]

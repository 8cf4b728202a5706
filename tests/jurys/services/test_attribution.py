"""Numbers of certificates: neither gap nor duplicate, whatever happens to an award."""

import threading

import pytest
from django.db import connection, transaction

from jurys.models import CompteurCertificat
from jurys.services.attribution import numero_certificat, prendre_rangs


class Abandon(Exception):
    pass


@pytest.mark.parametrize(("rang", "numero"), [(1, "MC 000001"), (999_999, "MC 999999"), (1_000_000, "MC 1000000")])
def test_le_numero_porte_sa_serie_et_six_chiffres(rang, numero):
    assert numero_certificat("MC", rang) == numero


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_numeros_sans_trou_ni_doublon_a_plusieurs():
    """Four threads, twenty awards each, one in three undone after it took its numbers."""
    pris, verrou = [], threading.Lock()

    def attribuer(fil: int) -> None:
        for tour in range(20):
            try:
                with transaction.atomic():
                    premier = prendre_rangs("MC", 3)
                    if (fil + tour) % 3 == 0:
                        raise Abandon
            except Abandon:
                continue
            with verrou:
                pris.extend(range(premier, premier + 3))
        connection.close()

    fils = [threading.Thread(target=attribuer, args=(n,)) for n in range(4)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert sorted(pris) == list(range(1, len(pris) + 1))
    assert CompteurCertificat.objects.get().dernier == len(pris)

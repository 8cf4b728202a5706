"""Pages leave compressed; what is compressed already does not, and a length tells nothing."""

import gzip

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from certif_portal.commun.compression import TEXTES, PagesComprimees

ACCEPTE = {"Accept-Encoding": "gzip, deflate, br"}
LONGUE = "Le Goff " * 500


def donner(reponse):
    return PagesComprimees(lambda _: reponse)(RequestFactory().get("/", headers=ACCEPTE))


@pytest.mark.django_db
def test_une_page_part_comprimee_et_se_relit(agent, connecte):
    client = connecte(agent)
    reponse = client.get("/inscriptions/", headers=ACCEPTE)
    assert (reponse["Content-Encoding"], "Accept-Encoding" in reponse["Vary"]) == ("gzip", True)
    relue = gzip.decompress(reponse.content)
    assert len(reponse.content) * 3 < len(relue)
    assert "<h1" in relue.decode()
    assert "Content-Encoding" not in client.get("/inscriptions/")


@pytest.mark.parametrize("genre", TEXTES)
def test_un_texte_est_comprime(genre):
    reponse = donner(HttpResponse(LONGUE, content_type=f"{genre}; charset=utf-8"))
    assert gzip.decompress(reponse.content).decode() == LONGUE


@pytest.mark.parametrize(
    "reponse",
    [
        HttpResponse(LONGUE, content_type="application/pdf"),
        StreamingHttpResponse([LONGUE], content_type="text/html"),
        HttpResponse("court", content_type="text/html"),
    ],
    ids=["pdf", "au fil", "court"],
)
def test_le_reste_part_tel_quel(reponse):
    assert "Content-Encoding" not in donner(reponse)


def test_la_longueur_varie_pour_une_meme_page():
    """Twenty draws of a hundred bytes are never all the same."""
    assert len({len(donner(HttpResponse(LONGUE)).content) for _ in range(20)}) > 1

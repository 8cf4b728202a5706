"""Files made by the portal, put one after the other, or one over the other."""

import io

import pikepdf

from certif_portal.commun.jonction import fusionner, superposer


def pdf(*tailles) -> bytes:
    sortie = io.BytesIO()
    with pikepdf.new() as document:
        for taille in tailles:
            document.add_blank_page(page_size=taille)
        document.save(sortie)
    return sortie.getvalue()


def pages(octets: bytes) -> list[tuple[float, float]]:
    with pikepdf.open(io.BytesIO(octets)) as document:
        return [(float(page.mediabox[2]), float(page.mediabox[3])) for page in document.pages]


A, B, C = (100, 200), (300, 200), (50, 50)


def test_les_documents_se_suivent():
    assert pages(fusionner([pdf(A), pdf(B, B), pdf(C)])) == [A, B, B, C]


def test_en_recto_verso_chacun_commence_sur_une_feuille_neuve():
    """A blank page of its own size after those that end on a front."""
    assert pages(fusionner([pdf(A), pdf(B, B), pdf(C)], recto_verso=True)) == [A, A, B, B, C, C]


def test_la_marque_couvre_la_premiere_page_et_elle_seule():
    with pikepdf.open(io.BytesIO(superposer(pdf(A, B), pdf(A)))) as document:
        assert ["/Resources" in page and "/XObject" in page.Resources for page in document.pages] == [True, False]

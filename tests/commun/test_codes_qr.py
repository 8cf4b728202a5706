"""Real pages printed with their codes, then scanned: turned, askew, grey, black and white, noisy, coarse."""

import io

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from certif_portal.commun import codes_qr
from certif_portal.commun.erreurs import FichierRefuse
from certif_portal.commun.fichiers import JPEG, PDF

CODES = ["G:123456:1/3:ab12", "G:123456:2/3:cd34", "G:123456:3/3:ef56"]


def vierge(pages=3):
    document, sortie = pikepdf.new(), io.BytesIO()
    for _ in range(pages):
        document.add_blank_page(page_size=(595, 842))
    document.save(sortie)
    return sortie.getvalue()


@pytest.fixture(scope="module")
def imprime():
    return codes_qr.marquer_pages(vierge(), CODES)


def numeriser(octets, rang, dpi, angle, sorte):
    """The page as a scanner gives it, in a PDF."""
    page = pypdfium2.PdfDocument(octets)[rang].render(scale=dpi / 72).to_pil().convert("L")
    page = page.rotate(angle, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)
    if sorte != "gris":
        page = Image.blend(page, Image.effect_noise(page.size, 60), 0.3)
    if sorte == "noir et blanc":
        page = page.point(lambda valeur: 255 if valeur > 110 else 0).convert("1")
    sortie = io.BytesIO()
    page.save(sortie, "PDF", resolution=dpi)
    return sortie.getvalue()


@pytest.mark.parametrize("sorte", ["gris", "bruit", "noir et blanc"])
@pytest.mark.parametrize(
    ("dpi", "angle"), [(150, 0), (150, 180), (150, -4), (200, 90), (200, 3), (300, 270), (300, 187)]
)
def test_chaque_page_se_relit_tournee_de_biais_et_sale(imprime, dpi, angle, sorte):
    assert codes_qr.lire_pages(numeriser(imprime, 1, dpi, angle, sorte), PDF, 0, 10) == [
        codes_qr.PageLue(0, (CODES[1],))
    ]


def test_tout_un_tirage_par_morceaux_et_une_photo(imprime):
    assert codes_qr.compter_pages(imprime, PDF) == 3
    lues = codes_qr.lire_pages(imprime, PDF, 0, 2) + codes_qr.lire_pages(imprime, PDF, 2, 12)
    assert lues == [codes_qr.PageLue(rang, (code,)) for rang, code in enumerate(CODES)]
    photo = codes_qr.page_en_image(imprime, PDF, 2)
    assert codes_qr.compter_pages(photo, JPEG) == 1
    assert codes_qr.lire_pages(photo, JPEG, 0, 10) == [codes_qr.PageLue(0, (CODES[2],))]
    assert codes_qr.lire_pages(photo, JPEG, 10, 20) == []
    assert codes_qr.page_en_image(photo, JPEG, 0)[:3] == b"\xff\xd8\xff"


def test_une_page_sans_code_n_en_a_aucun():
    assert codes_qr.lire_pages(vierge(1), PDF, 0, 10) == [codes_qr.PageLue(0, ())]


def test_rassembler_dans_l_ordre_d_un_pdf_et_d_une_photo(imprime):
    photo = codes_qr.page_en_image(imprime, PDF, 0)
    ensemble = codes_qr.assembler([(photo, JPEG, 0), (imprime, PDF, 1), (imprime, PDF, 2)])
    assert codes_qr.lire_pages(ensemble, PDF, 0, 9) == [
        codes_qr.PageLue(rang, (code,)) for rang, code in enumerate(CODES)
    ]


def test_le_contenu_reste_au_dessus_de_la_bande():
    """What was printed to the last millimetre is drawn smaller, never covered."""
    document = pikepdf.open(io.BytesIO(vierge(1)))
    document.pages[0].contents_add(b"0 g 500 0 95 60 re f", prepend=True)
    sortie = io.BytesIO()
    document.save(sortie)
    marque = codes_qr.marquer_pages(sortie.getvalue(), CODES[:1])
    assert codes_qr.lire_pages(marque, PDF, 0, 1) == [codes_qr.PageLue(0, (CODES[0],))]


def test_ce_qui_ne_s_ouvre_pas_est_dit():
    for octets, type_mime in ((b"%PDF-1.7 rien", PDF), (b"\xff\xd8\xff rien", JPEG)):
        with pytest.raises(FichierRefuse, match="numérisez de nouveau"):
            codes_qr.lire_pages(octets, type_mime, 0, 1)


def test_trop_de_pages_a_leur_borne(monkeypatch):
    monkeypatch.setattr(codes_qr, "PAGES_MAXIMUM", 3)
    assert codes_qr.compter_pages(vierge(3), PDF) == 3
    with pytest.raises(FichierRefuse, match="compte 4 pages"):
        codes_qr.compter_pages(vierge(4), PDF)

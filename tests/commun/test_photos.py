"""The photo of a telephone at the door: reduced, upright, without what the camera wrote; a PDF as a picture."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from certif_portal.commun.erreurs import FichierRefuse
from certif_portal.commun.fichiers import HEIC, JPEG, PDF, PNG, lire_papier
from certif_portal.commun.photos import COTE, nombre_de_pages, pages_en_image, reduire
from tests.candidats.papiers import HEIC as PHOTO_HEIC
from tests.candidats.papiers import carte, en_jpeg, en_pdf, pages_blanches, photo_lourde


def lire(nom: str, octets: bytes) -> tuple[str, bytes, str]:
    return lire_papier(SimpleUploadedFile(nom, octets))


def ouvrir(octets: bytes) -> Image.Image:
    return Image.open(io.BytesIO(octets))


def test_la_photo_d_un_iphone_devient_un_jpeg():
    nom, octets, type_mime = lire("IMG_2031.HEIC", PHOTO_HEIC)
    assert (nom, type_mime, ouvrir(octets).format, ouvrir(octets).size) == ("IMG_2031.jpg", JPEG, "JPEG", (640, 404))


def test_une_photo_de_douze_megaoctets_est_reduite_et_redressee():
    """Taken upright: what the camera wrote says so, and goes with the rest."""
    lourde = photo_lourde("DUPONT", "Jean")
    assert len(lourde) > 12_000_000
    nom, octets, type_mime = lire("dupont.jpeg", lourde)
    image = ouvrir(octets)
    assert (nom, type_mime, image.size, dict(image.getexif())) == ("dupont.jpg", JPEG, (COTE * 3 // 4, COTE), {})
    assert len(octets) < 2_500_000


def test_une_image_legere_est_gardee_comme_elle_est_venue():
    octets = en_jpeg(carte("DUPONT", "Jean"))
    assert lire("dupont.jpg", octets) == ("dupont.jpg", octets, JPEG)


@pytest.mark.parametrize("format_lu", ["JPEG", "PNG"])
def test_une_image_legere_perd_ce_que_l_appareil_y_a_ecrit(format_lu):
    """Where it was taken is nobody's business here."""
    exif, sortie = Image.Exif(), io.BytesIO()
    exif[0x0110] = "Téléphone"
    carte("DUPONT", "Jean").save(sortie, format_lu, exif=exif)
    nom, octets, type_mime = lire(f"dupont.{format_lu.lower()}", sortie.getvalue())
    assert (nom, type_mime, dict(ouvrir(octets).getexif())) == ("dupont.jpg", JPEG, {})
    assert ouvrir(octets).size == (856, 540)


def test_un_png_transparent_est_pose_sur_du_blanc():
    sortie = io.BytesIO()
    Image.new("RGBA", (20, 10), (0, 0, 0, 0)).save(sortie, "PNG")
    assert ouvrir(reduire(sortie.getvalue(), PNG)).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("nom", "octets", "phrase"),
    [
        ("a.heic", PHOTO_HEIC[:600], "illisible ou tronquée"),
        ("a.jpg", b"", "est vide"),
        ("a.docx", b"PK\x03\x04rien", "n’est pas d’un type attendu : PDF, JPEG, PNG, HEIC"),
        ("a.png", en_jpeg(carte("A", "B")), "ne correspond pas au contenu"),
        ("classe.pdf", pages_blanches(7), "compte 7 pages : une pièce d’identité en a 6 au plus"),
    ],
)
def test_ce_qui_n_est_pas_un_papier_lisible_est_refuse(nom, octets, phrase):
    with pytest.raises(FichierRefuse, match=phrase):
        lire(nom, octets)


def test_un_fichier_trop_lourd_est_refuse(settings):
    settings.TAILLE_MAXIMALE_PHOTO = 1024 * 1024
    with pytest.raises(FichierRefuse, match="dépasse 1 Mo"):
        lire("a.jpg", b"\xff\xd8\xff" + bytes(1024 * 1024))


def test_une_image_de_trop_de_points_est_refusee(monkeypatch):
    from certif_portal.commun import photos

    monkeypatch.setattr(photos, "PIXELS_MAXIMUM", 100)
    with pytest.raises(FichierRefuse, match="856 × 540 points"):
        reduire(en_jpeg(carte("A", "B")), JPEG)


def test_un_pdf_de_six_pages_passe_et_se_montre():
    octets = pages_blanches(6)
    assert (lire("a.pdf", octets), nombre_de_pages(octets)) == (("a.pdf", octets, PDF), 6)
    assert ouvrir(pages_en_image(octets)).size[0] == 1400
    assert ouvrir(pages_en_image(en_pdf(carte("A", "B")))).format == "JPEG"


def test_un_pdf_illisible_ne_se_montre_pas():
    with pytest.raises(FichierRefuse, match="ne peut pas être montré"):
        pages_en_image(b"%PDF-1.4 rien")


def test_le_type_d_une_photo_se_lit_dans_ses_octets():
    assert PHOTO_HEIC[4:12] == b"ftypheic"
    assert HEIC == "image/heic"

"""What is written beside the points of a picture does not come in; the points do, as they are."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from certif_portal.commun import fichiers
from certif_portal.commun.ajouts import sans_ajouts
from certif_portal.commun.erreurs import FichierRefuse
from certif_portal.commun.fichiers import JPEG, PNG, lire_papier, lire_televersement
from tests.candidats.papiers import HEIC as PHOTO_HEIC
from tests.hostiles import archive, avec_lieu, image

MARQUES = (b"ESPION", b"Exif", b"eXIf", b"2026:11:20", b"<script>", b"PK\x03\x04")
PORTES = {
    "un dépôt": lambda nom, octets: lire_televersement(SimpleUploadedFile(nom, octets), (JPEG, PNG)),
    "un papier": lambda nom, octets: lire_papier(SimpleUploadedFile(nom, octets)),
}


def points(octets: bytes) -> bytes:
    return Image.open(io.BytesIO(octets)).convert("RGB").tobytes()


@pytest.mark.parametrize("porte", PORTES)
@pytest.mark.parametrize("genre", ["JPEG", "PNG"])
def test_le_lieu_l_appareil_et_les_mots_restent_dehors(porte, genre):
    octets = avec_lieu(genre)
    assert sum(marque in octets for marque in MARQUES) >= 3  # control: they are in what is sent
    _, recus, _ = PORTES[porte](f"a.{'jpg' if genre == 'JPEG' else 'png'}", octets)
    assert [marque for marque in MARQUES if marque in recus] == []
    assert points(recus) == points(octets)


@pytest.mark.parametrize("suite", [b"<html><script>alert(1)</script>", archive({"a.exe": b"MZ"})])
@pytest.mark.parametrize(("genre", "nom"), [("JPEG", "a.jpg"), ("PNG", "a.png")])
def test_ce_qui_suit_l_image_reste_dehors(suite, genre, nom):
    octets = image(genre)
    assert lire_televersement(SimpleUploadedFile(nom, octets + suite), (JPEG, PNG))[1] == octets


def test_sans_cette_garde_tout_entrerait(monkeypatch):
    """Negative control."""
    monkeypatch.setattr(fichiers, "_sans_ajouts", lambda octets, type_mime: octets)
    _, recus, _ = lire_televersement(SimpleUploadedFile("a.jpg", avec_lieu()), (JPEG, PNG))
    assert b"ESPION" in recus


def test_la_photo_d_un_telephone_ne_dit_plus_rien():
    assert b"Exif" in PHOTO_HEIC or b"heic" in PHOTO_HEIC
    _, recus, _ = lire_papier(SimpleUploadedFile("a.heic", PHOTO_HEIC))
    assert [marque for marque in MARQUES if marque in recus] == []


def test_une_photo_prise_debout_le_reste():
    """Where the camera says that it lay on its side, the points are turned before that is forgotten."""
    exif = Image.Exif()
    exif[0x0112] = 6
    couchee = image(taille=(60, 20), exif=exif, quality=95)
    _, recus, _ = lire_televersement(SimpleUploadedFile("a.jpg", couchee), (JPEG,))
    droite = Image.open(io.BytesIO(recus))
    assert (droite.size, dict(droite.getexif())) == ((20, 60), {})


@pytest.mark.parametrize("options", [{"progressive": True}, {"dpi": (300, 300)}, {"icc_profile": b"profil" * 20}])
def test_ce_qui_sert_a_la_montrer_reste(options):
    octets = image(taille=(300, 200), **options)
    propre = sans_ajouts(octets, JPEG)
    assert (points(propre), propre) == (points(octets), octets)


def test_les_quatre_couleurs_d_un_imprimeur_restent():
    sortie = io.BytesIO()
    Image.new("CMYK", (30, 30), (10, 200, 30, 5)).save(sortie, "JPEG")
    assert points(sans_ajouts(sortie.getvalue(), JPEG)) == points(sortie.getvalue())


@pytest.mark.parametrize(
    ("octets", "genre"), [(b"\xff\xd8zz", JPEG), (b"\xff\xd8\xff\xe1\xff", JPEG), (b"x" * 10, PNG)]
)
def test_ce_qui_n_est_pas_une_image_est_refuse(octets, genre):
    with pytest.raises(FichierRefuse, match="illisible ou tronquée"):
        sans_ajouts(octets, genre)


def test_un_remplissage_entre_deux_segments_se_lit():
    octets = image()
    assert sans_ajouts(octets[:2] + b"\xff\xff" + octets[2:], JPEG) == octets

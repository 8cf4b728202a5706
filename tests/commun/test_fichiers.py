import hashlib
import io
import zipfile

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from PIL import Image

from certif_portal.commun.erreurs import FichierRefuse
from certif_portal.commun.fichiers import (
    JPEG,
    PDF,
    PNG,
    XLSX,
    enregistrer_fichier,
    lire_televersement,
    octets_de,
    reponse_fichier,
    verifier_fichier,
)
from certif_portal.commun.models import ContenuFichier, Fichier
from tests.scelles import desceller


def pdf(**options) -> bytes:
    sortie = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        if options.pop("script", False):
            document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        document.save(sortie, **options)
    return sortie.getvalue()


def image(format_image: str) -> bytes:
    sortie = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(sortie, format_image)
    return sortie.getvalue()


def classeur() -> bytes:
    sortie = io.BytesIO()
    Workbook().save(sortie)
    return sortie.getvalue()


def archive(membres: dict[str, bytes]) -> bytes:
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as zip_:
        for nom, contenu in membres.items():
            zip_.writestr(nom, contenu)
    return sortie.getvalue()


@pytest.mark.parametrize(
    ("nom", "octets", "type_mime"),
    [("a.pdf", pdf(), PDF), ("a.JPG", image("JPEG"), JPEG), ("a.png", image("PNG"), PNG), ("a.xlsx", classeur(), XLSX)],
)
def test_un_fichier_sain_passe_avec_son_vrai_type(nom, octets, type_mime):
    assert verifier_fichier(nom, octets, {PDF, JPEG, PNG, XLSX}) == type_mime


REFUS = [
    ("vide.pdf", b"", "est vide"),
    ("notes.pdf", b"bonjour", "type attendu"),
    ("photo.pdf", image("PNG"), "ne correspond pas au contenu"),
    ("coupe.pdf", pdf()[:200], "illisible ou tronqué"),
    ("cle.pdf", pdf(encryption=pikepdf.Encryption(owner="x", user="y")), "mot de passe"),
    ("script.pdf", pdf(script=True), "un script"),
    ("coupee.png", image("PNG")[:60], "illisible ou tronquée"),
    ("faux.xlsx", archive({"a.txt": b"bonjour"}), "pas un classeur"),
    ("macro.xlsx", archive({"xl/workbook.xml": b"<x/>", "xl/vbaProject.bin": b"x"}), "macros"),
    ("macro.xlsm", archive({"xl/workbook.xml": b"<x/>", "xl/vbaProject.bin": b"x"}), "macros"),
    ("bombe.xlsx", archive({"xl/workbook.xml": b"0" * 120_000_000}), "anormalement gros"),
    ("chiffre.xlsx", b"\xd0\xcf\x11\xe0" + b"0" * 600, "chiffré"),
    ("coupe.xlsx", classeur()[:300], "tronqué"),
    ("page.pdf", b"<html><script>alert(1)</script>", "type attendu"),
]


@pytest.mark.parametrize(("nom", "octets", "extrait"), REFUS, ids=[nom for nom, _, _ in REFUS])
def test_un_fichier_qui_n_est_pas_ce_qu_il_dit_est_refuse(nom, octets, extrait):
    with pytest.raises(FichierRefuse, match=extrait):
        verifier_fichier(nom, octets, {PDF, PNG, XLSX})


def test_une_image_tronquee_est_refusee_meme_apres_un_rendu_de_pdf(monkeypatch):
    """WeasyPrint makes PIL tolerant of truncated images for the whole process."""
    monkeypatch.setattr("PIL.ImageFile.LOAD_TRUNCATED_IMAGES", True)
    with pytest.raises(FichierRefuse, match="illisible ou tronquée"):
        verifier_fichier("coupee.png", image("PNG")[:60], {PNG})


def test_un_fichier_trop_lourd_est_refuse_avant_d_etre_lu(settings):
    settings.TAILLE_MAXIMALE_FICHIER = 100
    with pytest.raises(FichierRefuse, match="dépasse"):
        lire_televersement(SimpleUploadedFile("a.pdf", b"%PDF-" + b"0" * 200), {PDF})


def test_le_nom_d_un_televersement_est_nettoye():
    nom, _, _ = lire_televersement(SimpleUploadedFile("pièce\u202e d’identité.pdf", pdf()), {PDF})
    assert nom == "pièce d’identité.pdf"


def test_un_fichier_conserve_se_relit_avec_son_empreinte(agent, instant):
    fichier = enregistrer_fichier(nom="a.pdf", octets=pdf(), type_mime=PDF, par=agent, a=instant)
    assert hashlib.sha256(octets_de(fichier)).hexdigest() == fichier.sha256
    reponse = reponse_fichier(fichier)
    assert reponse["Content-Disposition"] == 'attachment; filename="a.pdf"'
    assert "sandbox" in reponse["Content-Security-Policy"]


def test_un_fichier_altere_n_est_pas_servi(agent, instant):
    fichier = enregistrer_fichier(nom="a.pdf", octets=pdf(), type_mime=PDF, par=agent, a=instant)
    with desceller():
        ContenuFichier.objects.filter(pk=fichier.pk).update(octets=b"autre chose")
    with pytest.raises(FichierRefuse, match="empreinte"):
        octets_de(fichier)


def test_supprimer_un_fichier_supprime_ses_octets(agent, instant):
    fichier = enregistrer_fichier(nom="a.pdf", octets=pdf(), type_mime=PDF, par=agent, a=instant)
    fichier.delete()
    assert (Fichier.objects.count(), ContenuFichier.objects.count()) == (0, 0)

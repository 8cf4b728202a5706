"""The mark of PDF/UA, beside that of PDF/A, on a document that deserves it; what is added to one loses it."""

import io

import pikepdf
import pytest

from certif_portal.commun import pdf
from certif_portal.commun.jonction import joindre, superposer
from certif_portal.commun.types_fichiers import PNG
from tests.candidats.factories import image_png
from tests.commun.acces_pdf import fautes
from tests.commun.test_pdf import PIXEL, Acte, modele

__all__ = ["modele"]  # the template of these tests, as pytest finds it

TABLEAU = "<table><thead><tr><th scope=col>Nom</th></tr></thead><tbody><tr><th scope=row>Un</th></tr></tbody></table>"
LIEN = '<p><a href="https://exemple.fr">Là</a></p>'
CORPS = f'<h1>Titre</h1><h2>Partie</h2>{LIEN}<img src="{PIXEL}" alt="Un point">{TABLEAU}'


def rendre(modele: str, corps: str = CORPS) -> bytes:
    return pdf.rendre_pdf(modele, Acte(corps=corps), identifiant="essai")


def test_un_document_porte_les_deux_marques_et_les_merite(modele):
    octets = rendre(modele)
    assert fautes(octets) == []
    assert rendre(modele) == octets
    with pikepdf.open(io.BytesIO(octets)) as document:
        metadonnees = document.open_metadata()
        assert (metadonnees.pdfa_status, metadonnees.get("pdfuaid:part")) == ("3A", "1")
        assert b"pdfaExtension:schemas" in document.Root.Metadata.read_bytes()


@pytest.mark.parametrize(
    ("corps", "faute"),
    [
        (f'<h1>Titre</h1><img src="{PIXEL}">', "une image sans texte"),
        ("<h1>Titre</h1><h3>Trop bas</h3>", "un titre de rang 3 après un de rang 1"),
    ],
)
def test_une_faute_de_structure_se_voit(modele, corps, faute):
    """Negative controls."""
    assert fautes(rendre(modele, corps)) == [faute]


def test_ce_qui_manque_au_fichier_se_voit():
    """Negative control: a file that says nothing of itself."""
    with pikepdf.new() as nu:
        nu.add_blank_page()
        sortie = io.BytesIO()
        nu.save(sortie)
    assert fautes(sortie.getvalue()) == [
        "ne porte pas la marque PDF/UA",
        "n’est pas balisé",
        "ne dit pas sa langue",
        "n’a pas de titre",
        "montre son nom de fichier et non son titre",
        "n’a pas de structure",
    ]


def test_un_document_auquel_on_ajoute_n_en_porte_plus_la_marque(modele):
    octets = rendre(modele)
    for augmente in (joindre(octets, [("Pièce", image_png(), PNG)]), superposer(octets, octets)):
        assert "ne porte pas la marque PDF/UA" in fautes(augmente)
    assert joindre(image_en_pdf(octets), []) != b""


def image_en_pdf(octets: bytes) -> bytes:
    """A file without metadata has no mark to lose."""
    with pikepdf.open(io.BytesIO(octets)) as document:
        del document.Root.Metadata
        sortie = io.BytesIO()
        document.save(sortie)
        return sortie.getvalue()

"""What a batch has in common is laid out once: the bytes are those of a document laid out whole."""

import pytest

from certif_portal.commun import pdf
from tests.commun.test_pdf import Acte, modele  # noqa: F401  # a fixture

STYLE = "<style>p { position: absolute; margin: 0; width: 60mm } .flot { position: static }</style>"
A, B, C = '<p style="top: 5mm">Un</p>', '<p style="top: 15mm">Deux <b>fois</b></p>', '<p style="top: 25mm">Trois</p>'
SUITE = '<p class="flot" style="break-before: page">Autre page</p>'


@pytest.mark.parametrize(
    "corps",
    [
        (A + B, A + C, B + A),
        (A + B, A + B),  # nothing is left to lay out
        (A + A, A + A + B, A + A),  # the same words twice are two boxes
        (A + B, f'{A}<p class="flot">Avant</p>{SUITE}{B}'),  # known, but on the second page here
        (A + SUITE + B, A + SUITE + B, A + B),
        (A, f"{A}Des mots sans balise", f"Des mots{A}", A),
        (A, f"{A}<b>En ligne</b>", f'<h1 class="flot">Titre</h1>{A}', A),
        ('<h1 style="position: absolute">Titre</h1>' + A, '<h1 style="position: absolute">Titre</h1>' + B),
        (f'<a style="position: absolute" href="https://exemple.fr/1">Lien</a>{A}',) * 2,
        (f"  {A}\n  {B}\n", f"\n{A}{B}"),
        ("", A, ""),
    ],
)
def test_une_fournee_donne_les_octets_de_documents_mis_en_page_seuls(modele, corps):  # noqa: F811
    actes = [Acte(corps=un, entete=STYLE) for un in corps]
    seuls = [pdf.rendre_pdf(modele, acte, identifiant="essai") for acte in actes]
    with pdf.atelier() as dans:
        ensemble = [pdf.rendre_pdf(modele, acte, identifiant="essai", dans=dans) for acte in actes]
    assert ensemble == seuls


def test_le_commun_n_est_mis_en_page_qu_une_fois(modele, monkeypatch):  # noqa: F811
    """Counted by what is left of the body when it is laid out."""
    import weasyprint

    poses, rendre = [], weasyprint.HTML.render

    def compter(source, **options):
        poses.append([element.text for element in source.etree_element.find("body")])
        return rendre(source, **options)

    monkeypatch.setattr(weasyprint.HTML, "render", compter)
    with pdf.atelier() as dans:
        for corps in (A + B, A + C, A + C):
            pdf.rendre_pdf(modele, Acte(corps=corps, entete=STYLE), identifiant="essai", dans=dans)
    assert poses == [["Un", "Deux "], ["Trois"], []]

"""A code drawn on a document is read back from its picture."""

import pytest

from certif_portal.commun import codes_qr, pdf
from certif_portal.commun.types_fichiers import PDF
from tests.commun.test_pdf import Acte, modele  # noqa: F401  # a fixture

DIT = "https://exemple.fr/verifier/?numero=MC000123&code=H91YYDR5CP"


@pytest.mark.parametrize("largeur", ["20mm", "45mm"])
def test_un_code_dessine_dit_son_adresse(modele, largeur):  # noqa: F811
    """The « & » of an address is written `&amp;` in a page."""
    image = f'<img src="code:{DIT.replace("&", "&amp;")}" alt="Un code" style="width: {largeur}; margin: 20mm">'
    octets = pdf.rendre_pdf(modele, Acte(corps=image), identifiant="essai")
    assert codes_qr.lire_pages(octets, PDF, 0, 1) == [codes_qr.PageLue(0, (DIT,))]


def test_deux_codes_d_une_page_sont_les_leurs(modele):  # noqa: F811
    images = "".join(f'<p><img src="code:{dit}" alt="" style="width: 40mm"></p>' for dit in ("UN", "DEUX"))
    octets = pdf.rendre_pdf(modele, Acte(corps=images, entete=""), identifiant="essai")
    [page] = codes_qr.lire_pages(octets, PDF, 0, 1)
    assert sorted(page.codes) == ["DEUX", "UN"]

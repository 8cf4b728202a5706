"""The objects of a PDF are written once: the same bytes, each stream compressed one time."""

import zlib
from itertools import product

import pytest

from certif_portal.commun.ecriture_pdf import figer_objets
from tests.commun.test_pdf import PIXEL

CORPS = {
    "deux pages, un lien": '<a href="https://exemple.fr">Là</a><h1 style="break-before: page">Ça</h1>',
    "une image": f'<img src="{PIXEL}" alt="Un point">',
    "rien": "",
}


@pytest.mark.parametrize(("corps", "identifiant"), list(product(CORPS.values(), (b"essai", None))))
def test_les_octets_sont_ceux_de_weasyprint(corps, identifiant):
    from weasyprint import HTML

    document = HTML(string=f'<html lang="fr"><title>Essai</title>{corps}').render(pdf_variant="pdf/a-3a")
    figes, tels = (
        document.copy().write_pdf(finisher=finir, pdf_variant="pdf/a-3a", pdf_identifier=identifiant)
        for finir in (figer_objets, None)
    )
    assert figes == tels


def test_chaque_flux_n_est_comprime_qu_une_fois(monkeypatch):
    """But the stream of small objects, that pydyf makes after us: written, then hashed."""
    from weasyprint import HTML

    comprimes, compresseur = [], zlib.compressobj
    monkeypatch.setattr(zlib, "compressobj", lambda **options: comprimes.append(options) or compresseur(**options))
    document = HTML(string='<html lang="fr"><title>Essai</title>Ça').render(pdf_variant="pdf/a-3a")
    octets = document.write_pdf(finisher=figer_objets, pdf_variant="pdf/a-3a", pdf_identifier=b"essai")
    assert len(comprimes) == octets.count(b"endstream") + octets.count(b"/ObjStm") == 8

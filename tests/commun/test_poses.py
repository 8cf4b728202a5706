"""What a batch has in common is laid out once: the bytes are those of a document laid out whole."""

import pytest

from certif_portal.commun import pdf
from tests.commun.test_pdf import Acte, modele  # noqa: F401  # a fixture

STYLE = "<style>p { position: absolute; margin: 0; width: 60mm } .flot { position: static }</style>"
FLUX = (
    "<style>@page { size: A5; @bottom-left { content: string(pied) } } p { margin: 0 0 3.5mm; white-space: pre-line }"
    " p[style*=top] { position: absolute } .marge { string-set: pied content() } .serre p { font-size: 6pt }</style>"
)
A, B, C = '<p style="top: 5mm">Un</p>', '<p style="top: 15mm">Deux <b>fois</b></p>', '<p style="top: 25mm">Trois</p>'
DEUX, TROIS = "<p>Zoé Le Goff<br>44600 Saint-Nazaire</p>", "<p>Zoé Le Goff<br>Bât. C<br>44600 Saint-Nazaire</p>"
LONG = "Nous vous informons que le jury paritaire de délibération s’est réuni. "
P, Q = f"<p>{LONG * 3}</p>", "<p>Deux <b>mots</b>\n– puis un</p>"
LISTE, SAUT = "<ul><li>Un</li><li>Deux</li></ul>", '<p class="saut" style="break-before: page">Autre page</p>'
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
        (f"{DEUX}{P}{Q}", f"{DEUX}{P}{Q}", f"{DEUX}{Q}{P}"),
        (f"{DEUX}{P}{Q}", f"{TROIS}{P}{Q}", f"{TROIS}{Q}", f"{DEUX}{P}", f"{TROIS}{P}{Q}"),  # lower, then known there
        (f"{DEUX}{P}{P}{Q}", f"{DEUX}{P}{P}{Q}"),
        (f"{DEUX}{LISTE}{P}{Q}", f"{TROIS}{LISTE}{Q}", f"{DEUX}{LISTE}{P}"),
        (f"{P}{Q}", f"{P}<p>{LONG * 60}</p>{Q}", f"<p>{LONG * 60}</p>{P}{Q}", f"{P}{Q}"),  # on two pages
        (f"{P}{Q}", f"{P}{SAUT}{Q}", f"{SAUT}{P}{Q}"),
        (f"{P}{Q}", f'{P}<p style="float: left">À côté</p>{Q}', f'<p style="float: right">Au bord</p>{P}{Q}'),
        (
            f'<p><span style="float: right">Loin</span>Près</p>{Q}',
            f'<p><span style="float: right">Loin</span>Près</p>{P}',
        ),
        (f'<p>Ici<i style="position: absolute">Là</i></p>{Q}', f'{P}<p>Ici<i style="position: absolute">Là</i></p>{Q}'),
        (f'<p style="margin: 9mm">Loin</p>{Q}', f'<p style="margin: 9mm">Loin</p>{P}{Q}'),
        (f"<h1>Titre</h1>{P}", f"<h1>Titre</h1>{Q}", f"{P}<h1>Titre</h1>"),
        (f'<p><a href="https://exemple.fr/1">Lien</a></p>{P}', f'<p><a href="https://exemple.fr/1">Lien</a></p>{Q}'),
        (f"<p></p>{P}<p> </p>{Q}", f"<p></p>{P}<p> </p>{Q}", f"{P}<p></p>{Q}"),
        (f"{P}Des mots sans balise{Q}", f"{P}{Q}", f"{P}Des mots sans balise{Q}"),
        (f"{P}{Q}", f"{A}{P}{Q}{B}", f"{A}{P}{Q}{C}", f"{P}{A}{Q}"),
        (f"<div>{P}</div>{Q}", f"<div>{P}</div>{P}{Q}"),
        (f"{P}{Q}", f'<body class="serre">{P}{Q}', f"{P}{Q}"),  # an attribute of the one body: a page of another kind
        (f'<p class="marge">Au pied</p>{Q}', f'<p class="marge">Au pied</p>{P}', f'<p class="marge">Autre</p>{P}'),
    ],
)
def test_une_fournee_donne_les_octets_de_documents_mis_en_page_seuls(modele, corps):  # noqa: F811
    entete = FLUX if any(P in un or Q in un for un in corps) else STYLE
    actes = [Acte(corps=un, entete=entete) for un in corps]
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


def test_un_paragraphe_n_est_mis_en_page_qu_une_fois_par_endroit(modele, monkeypatch):  # noqa: F811
    """Counted by the words of the body when it is laid out: all of them where an address is a line longer."""
    import weasyprint

    poses, rendre = [], weasyprint.HTML.render

    def compter(source, **options):
        poses.append([len("".join(element.itertext())) for element in source.etree_element.find("body")])
        return rendre(source, **options)

    monkeypatch.setattr(weasyprint.HTML, "render", compter)
    mots = [len(LONG) * 3, 19]
    with pdf.atelier() as dans:
        for adresse in ("<p>Un</p>", "<p>Deux</p>", "<p>Un<br>Deux</p>", "<p>Deux<br>Un</p>"):
            pdf.rendre_pdf(modele, Acte(corps=f"{adresse}{P}{Q}", entete=FLUX), identifiant="essai", dans=dans)
    assert poses == [[2, *mots], [4, 0, 0], [6, 0, 0], [6, *mots], [6, 0, 0]]

"""The one place that renders: reproducible, archival, closed to the network and to the disk."""

import gc
import hashlib
import io
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pytest

from certif_portal.commun import pdf
from certif_portal.commun.fichiers import octets_de
from certif_portal.commun.models import DocumentRendu

PIXEL = (
    "data:image/png;base64,"
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

LETTRE = '<link rel="stylesheet" href="static:documents/lettre.css">'


@dataclass(frozen=True)
class Acte:
    corps: str = "<p>Łucja Œuvré</p>"
    entete: str = '<link rel="stylesheet" href="static:documents/certificat.css">'


@dataclass
class ActeModifiable:
    corps: str = ""


@pytest.fixture
def modele(tmp_path: Path, settings) -> str:
    """A template of the test's own, as free as a bad one could be."""
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "essai.html").write_text(
        '<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Essai</title>'
        "{% autoescape off %}{{ acte.entete }}</head><body>{{ acte.corps }}{% endautoescape %}</body></html>"
    )
    reglage = settings.TEMPLATES[0]
    settings.TEMPLATES = [reglage | {"DIRS": [tmp_path, *reglage["DIRS"]]}]
    return "essai"


def polices(octets: bytes) -> dict[str, bool]:
    """Font name -> embedded, over every page."""
    trouvees = {}
    with pikepdf.open(io.BytesIO(octets)) as document:
        for page in document.pages:
            for police in page.Resources.get("/Font", {}).values():
                descendante = police.DescendantFonts[0] if "/DescendantFonts" in police else police
                descripteur = descendante.FontDescriptor
                fichiers = ("/FontFile", "/FontFile2", "/FontFile3")
                trouvees[str(descendante.BaseFont)] = any(nom in descripteur for nom in fichiers)
    return trouvees


def test_les_memes_donnees_donnent_les_memes_octets(modele):
    premier = pdf.rendre_pdf(modele, Acte(), identifiant="essai")
    assert pdf.rendre_pdf(modele, Acte(), identifiant="essai") == premier
    assert pdf.rendre_pdf(modele, Acte(corps="<p>Autre</p>"), identifiant="essai") != premier


def test_un_style_deja_lu_donne_les_octets_d_un_style_lu_a_neuf(modele):
    """After documents of other words and another style, in the same thread, then in another."""
    actes = [Acte(), Acte(corps="<h1>Titre</h1><p>Ça œuvre</p>"), Acte(entete=LETTRE), Acte(entete="")]
    neufs = []
    for acte in actes:
        pdf.STYLES.oublier()
        neufs.append(pdf.rendre_pdf(modele, acte, identifiant="essai"))

    def rendre_tous() -> list[bytes]:
        return [pdf.rendre_pdf(modele, acte, identifiant="essai") for acte in reversed(actes)][::-1]

    assert rendre_tous() == neufs
    with ThreadPoolExecutor(max_workers=1) as fil:
        assert fil.submit(rendre_tous).result() == neufs


def test_un_style_se_garde_un_temps_et_pour_un_fil(monkeypatch):
    pdf.STYLES.oublier()
    lu = pdf.STYLES.de("static:documents/lettre.css")
    assert pdf.STYLES.de("static:documents/lettre.css") is lu
    with ThreadPoolExecutor(max_workers=1) as fil:
        assert fil.submit(pdf.STYLES.de, "static:documents/lettre.css").result() is not lu
    monkeypatch.setattr(lu, "lu_a", lu.lu_a - pdf.VIE_D_UN_STYLE)
    assert pdf.STYLES.de("static:documents/lettre.css") is not lu


def test_le_fichier_est_un_pdf_a_3a_balise_aux_polices_incorporees(modele):
    octets = pdf.rendre_pdf(modele, Acte(), identifiant="essai")
    assert polices(octets)
    assert all(polices(octets).values())
    assert {nom.partition("+")[2].replace("-", "").strip(",") for nom in polices(octets)} == {"SourceSans3"}
    with pikepdf.open(io.BytesIO(octets)) as document:
        metadonnees = document.open_metadata()
        assert metadonnees.pdfa_status == "3A"
        assert "/OutputIntents" in document.Root
        assert bool(document.Root.MarkInfo.Marked)
        assert "/StructTreeRoot" in document.Root
        assert str(document.Root.Lang) == "fr"


@pytest.mark.parametrize(
    "corps",
    [
        '<img src="http://exemple.fr/logo.png">',
        '<img src="https://exemple.fr/logo.png">',
        '<img src="file:///etc/passwd">',
        '<img src="/etc/passwd">',
        '<img src="logo.png">',
        '<img src="static:absente.png">',
        '<img src="static:../manage.py">',
        '<img src="static:documents/../../manage.py">',
        '<object data="file:///etc/passwd"></object>',
        '<a rel="attachment" href="file:///etc/passwd">joint</a>',
        '<style>@import "file:///etc/passwd";</style>',
        '<style>@font-face { font-family: x; src: url("file:///etc/passwd"); } body { font-family: x; }</style>x',
    ],
)
def test_rien_ne_se_lit_hors_des_fichiers_statiques(modele, corps):
    with pytest.raises(pdf.RenduImpossible, match="n’a pas pu être rendu"):
        pdf.rendre_pdf(modele, Acte(corps=corps), identifiant="essai")


def test_une_image_en_ligne_et_un_fichier_statique_se_lisent(modele):
    octets = pdf.rendre_pdf(modele, Acte(corps=f'<img src="{PIXEL}" alt="">'), identifiant="essai")
    assert octets.startswith(b"%PDF-")


def test_un_fichier_nomme_par_un_svg_n_entre_pas_dans_la_page(modele):
    octets = pdf.rendre_pdf(modele, Acte(corps='<svg><image href="file:///etc/hostname"/></svg>'), identifiant="essai")
    with pikepdf.open(io.BytesIO(octets)) as document:
        assert all("/XObject" not in page.Resources or not page.Resources.XObject for page in document.pages)


def test_l_acte_est_conserve_avec_son_empreinte(modele, agent, instant):
    document = pdf.rendre_et_conserver(
        modele, Acte(), titre="Certificat MC 000123", version_modele="1", identifiant="essai", par=agent, a=instant
    )
    octets = octets_de(document.fichier)
    assert document.fichier.sha256 == hashlib.sha256(octets).hexdigest()
    assert (document.fichier.nom, document.fichier.type_mime) == ("certificat-mc-000123.pdf", "application/pdf")
    assert (document.code, document.version_modele, document.version_dispositif) == (
        "essai",
        "1",
        pdf.VERSION_DISPOSITIF,
    )


def test_un_contexte_modifiable_est_refuse(modele, agent, instant, db):
    with pytest.raises(TypeError):
        pdf.rendre_et_conserver(
            modele, ActeModifiable(), titre="x", version_modele="1", identifiant="x", par=agent, a=instant
        )
    assert DocumentRendu.objects.count() == 0


def test_le_rendu_ne_bavarde_pas(modele, caplog):
    with caplog.at_level(logging.INFO):
        pdf.rendre_pdf(modele, Acte(), identifiant="essai")
    assert [ligne.name for ligne in caplog.records if ligne.name == "weasyprint.progress"] == []


def test_un_signe_sans_dessin_ne_part_pas(modele):
    """An empty box would be printed: the sign is named, nothing is rendered; the next document is not touched."""
    with pytest.raises(pdf.SigneSansDessin, match=r"case vide .* « \U0001FAE9 » \(U\+1FAE9.*dans « <p>Martin"):
        pdf.rendre_pdf(modele, Acte(corps="<p>Martin \U0001fae9</p>"), identifiant="essai")
    assert pdf.rendre_pdf(modele, Acte(), identifiant="essai").startswith(b"%PDF-")


def test_un_document_public_ne_s_imprime_qu_une_fois(modele):
    """The same page is the same bytes, printed once; a word changed is another page, a refusal is said each time."""
    pdf._imprimer_une_fois.cache_clear()
    seul = pdf.rendre_pdf(modele, Acte(), identifiant="essai")
    assert [pdf.rendre_pdf_public(modele, Acte(), identifiant="essai") for _ in range(3)] == [seul] * 3
    autre = Acte(corps="<p>Martin corrigé</p>")
    assert pdf.rendre_pdf_public(modele, autre, identifiant="essai") == pdf.rendre_pdf(
        modele, autre, identifiant="essai"
    )
    for _ in range(2):
        with pytest.raises(pdf.SigneSansDessin):
            pdf.rendre_pdf_public(modele, Acte(corps="<p>\U0001fae9</p>"), identifiant="essai")
    comptes = pdf._imprimer_une_fois.cache_info()
    assert (comptes.hits, comptes.misses) == (3, 3)


def occupee() -> float:
    """Megabytes this process holds."""
    return int(Path("/proc/self/status").read_text().split("VmRSS:")[1].split()[0]) / 1024


def test_cent_documents_ne_tiennent_pas_plus_de_place_que_vingt(modele):
    """What a document held is given back before the next: it was 3.2 MB a document."""
    corps = "<p>Łucja Œuvré</p>" * 20
    vingt, gelees = 0.0, gc.get_freeze_count()
    for rang in range(1, 101):
        pdf.rendre_pdf(modele, Acte(corps=corps), identifiant=f"essai-{rang}")
        if rang == 20:
            vingt = occupee()
    assert occupee() / vingt < 1.15
    assert gc.isenabled()
    assert gc.get_freeze_count() == gelees

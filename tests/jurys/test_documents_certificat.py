"""Each kind of certificate laid beside its annexe, field by field, as text and as a picture."""

from dataclasses import replace

import pypdfium2
import pytest

from certif_portal.centre.versos import TEXTES_DES_ANNEXES
from certif_portal.commun import codes_qr
from certif_portal.commun.pdf import rendre_pdf
from certif_portal.commun.types_fichiers import PDF
from jurys.choix import TypeCertificat
from jurys.documents.certificat import MODELES, ContexteCertificat, Verification
from referentiels.models import Certification
from tests.jurys.annexes import ABSENTS, CHAMPS, NUMEROS, UNE_FOIS
from tests.jurys.lecture import texte
from tests.jurys.test_documents import CERTIFICAT, TITULAIRE

VERIFICATION = Verification(
    "certif.centre.example/verifier",
    "7K3MQ-9TX2A",
    "https://certif.centre.example/verifier/?numero=MC000123&code=7K3MQ9TX2A",
)
LONG = replace(
    TITULAIRE,
    prenom="Marie-Antoinette Guillemette",
    nom="ŒUVRÉ-ÇELİK DE LA ROCHEFOUCAULD-DOUDEAUVILLE VON HOHENLOHE",
    nom_usage="NGUYỄN-ŠKVORECKÝ",
)
INTITULE_LONG = "Technicien en industrialisation et en amélioration des procédés de fabrication avancée, " * 2


def contexte(type_certificat: TypeCertificat, **champs) -> ContexteCertificat:
    verso = TEXTES_DES_ANNEXES.get(type_certificat, "")
    quoi = {
        "code": NUMEROS[type_certificat],
        "niveau": 5 if type_certificat == TypeCertificat.CQPM else None,
        "verification": VERIFICATION,
        "verso": verso.split("\n\n") if verso else [],
    }
    return replace(CERTIFICAT, **quoi | champs)


def rendu(type_certificat: TypeCertificat, **champs) -> bytes:
    return rendre_pdf(MODELES[type_certificat], contexte(type_certificat, **champs), identifiant="essai")


@pytest.mark.parametrize("type_certificat", list(TypeCertificat))
def test_chaque_champ_de_l_annexe_est_imprime(type_certificat):
    octets = rendu(type_certificat)
    lu = texte(octets)
    assert {champ: attendu for champ, attendu in CHAMPS[type_certificat].items() if attendu not in lu} == {}
    assert [mots for mots in ABSENTS[type_certificat] if mots in lu] == []
    recto = " ".join(pypdfium2.PdfDocument(octets)[0].get_textpage().get_text_bounded().split())
    assert {mots: recto.count(mots) for mots in UNE_FOIS[type_certificat]} == dict.fromkeys(
        UNE_FOIS[type_certificat], 1
    )


@pytest.mark.parametrize("type_certificat", list(TypeCertificat))
def test_son_code_se_lit_sur_sa_page_et_mene_a_sa_verification(type_certificat):
    """Among all that is printed beside it, the longest names included."""
    octets = rendu(type_certificat, titulaire=LONG, intitule=INTITULE_LONG[:250])
    assert codes_qr.lire_pages(octets, PDF, 0, 1) == [codes_qr.PageLue(0, (VERIFICATION.lien,))]


@pytest.mark.parametrize("type_certificat", list(TypeCertificat))
def test_le_verso_est_celui_de_son_annexe_ou_vierge(type_certificat):
    pages = 2 if type_certificat in TEXTES_DES_ANNEXES else 1
    assert len(pypdfium2.PdfDocument(rendu(type_certificat))) == pages


@pytest.mark.parametrize("type_certificat", list(TypeCertificat))
def test_noms_et_titres_longs_tiennent_sur_le_recto_sans_se_toucher(type_certificat):
    """Each box keeps its place: what follows the title is under it, the signatures over the notes."""
    octets = rendu(type_certificat, titulaire=LONG, intitule=INTITULE_LONG[:250])
    document = pypdfium2.PdfDocument(octets)
    assert len(document) == (2 if type_certificat in TEXTES_DES_ANNEXES else 1)
    page = document[0].get_textpage()
    numero = contexte(type_certificat).chiffres
    haut = {}
    for mots in ("MC", numero, "livré à", "nom d’usage", "Née le", "A l’issue", "Fait à", "(Signature)", "Code"):
        trouve = page.search(mots).get_next()
        assert trouve, mots
        haut[mots] = page.get_charbox(trouve[0])[3]
    assert list(haut.values()) == sorted(haut.values(), reverse=True)
    assert haut["Code"] > 22.5 / 25.4 * 72  # above the notes


def test_le_carre_se_lit_et_mene_a_la_page():
    """The modules drawn are those of the link: read back from the picture of the page, square by square."""
    import segno

    carre = [
        list(ligne) for ligne in segno.make(VERIFICATION.lien, error="m", micro=False, boost_error=False, mask=2).matrix
    ]
    cote = len(carre)
    echelle = 20
    image = pypdfium2.PdfDocument(rendu(TypeCertificat.CQPM))[0].render(scale=echelle).to_pil().convert("L")
    millimetre = echelle * 72 / 25.4
    pas = 20 * millimetre / cote
    lu = [
        [
            int(
                image.getpixel((int(138.5 * millimetre + (x + 0.5) * pas), int(146 * millimetre + (y + 0.5) * pas)))
                < 128
            )
            for x in range(cote)
        ]
        for y in range(cote)
    ]
    assert lu == carre


@pytest.mark.parametrize(
    ("champs", "porte", "imprime"),
    [
        ({"type": "CQPM", "annee": 2024, "numero": "0187", "suffixe": "R"}, "CQPM 2024 0187 R", "2024 0187 R"),
        ({"type": "CQPM", "annee": 2024, "numero": "0187", "suffixe": "RI"}, "CQPM 2024 0187 RI", "2024 0187 RI"),
        ({"type": "CQPM", "annee": 2024, "numero": "0187"}, "CQPM 2024 0187", "2024 0187"),
        (
            {"type": "CQPM", "prefixe": "MQ", "annee": 1996, "mois": 11, "departements": "76", "numero": "0145"},
            "MQ 1996 11 76 0145",
            "MQ 1996 11 76 0145",
        ),
        ({"type": "CCPI", "annee": 2019, "numero": "0013"}, "CCPI 2019 0013", "2019 0013"),
    ],
)
def test_le_numero_est_celui_que_porte_la_certification_dit_une_fois(champs, porte, imprime):
    assert Certification(**champs).numero_porte == porte
    assert replace(CERTIFICAT, code=porte).chiffres == imprime


def test_un_bloc_garde_tout_son_numero():
    assert replace(CERTIFICAT, code="BDC0171").chiffres == "BDC0171"

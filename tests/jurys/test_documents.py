"""What the acts print: contexts frozen, annexes followed, names right to the pixel."""

import io
from dataclasses import FrozenInstanceError, fields, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from candidats.choix import PrecisionNaissance
from candidats.models import Candidat, Inscription
from certif_portal.centre.models import DelegationSignature, ParametresCentre
from certif_portal.centre.versos import VERSO_CCPI, VERSO_CQPI
from certif_portal.commun.pdf import atelier, rendre_pdf
from jurys.choix import TypeCertificat
from jurys.documents import certificat as documents
from jurys.documents.pv import ligne_pv
from jurys.models import Presentation
from jurys.queries.titre import TitreDecide
from tests.candidats.factories import CandidatFactory
from tests.jurys.lecture import texte

POLICES = Path(__file__).resolve().parents[2] / "static" / "fonts"
GRAS = POLICES / "SourceSans3-Bold.ttf"
A = datetime(2026, 12, 8, 16, tzinfo=UTC)
ECHELLE = 4  # pixels per point of the rendered page
SEUIL = 100  # two engines differ by 45 at most on the same letters, by 150 at least on one wrong accent
TITULAIRE = documents.Titulaire(
    prenom="Zoé",
    nom="O’BRIEN",
    nom_usage="",
    ne="Née le",
    date_naissance="29 février 1996",
    lieu_naissance="Saint-Nazaire (44)",
)
CERTIFICAT = documents.ContexteCertificat(
    entete="Commission Paritaire Nationale de l’Emploi de la Métallurgie",
    centre="UIMM d’essai",
    numero="MC 000123",
    intitule="Technicien d’essai",
    code="MQ 2024 9001",
    niveau=5,
    titulaire=TITULAIRE,
    date_jury="8 décembre 2026",
    lieu_jury="Saint-Nazaire",
    signataires=documents.Signataires("Nolwenn Tanguy", nom="Anne Président"),
    date_rncp="23/05/2025",
    verso=[],
    etabli_le="2026-12-08T17:00:00+01:00",
)


def certificat(modele="certificat_cqpm", **titulaire):
    contexte = replace(CERTIFICAT, titulaire=replace(TITULAIRE, **titulaire))
    return rendre_pdf(modele, contexte, identifiant="essai")


def region_du_nom(octets: bytes) -> Image.Image:
    """The strip of the page that holds the name, cropped to its ink."""
    page = pypdfium2.PdfDocument(octets)[0]
    image = page.render(scale=ECHELLE).to_pil().convert("L")
    millimetre = ECHELLE * 72 / 25.4
    return encre(image.crop([int(c * millimetre) for c in (17, 99, 280, 114)]))


def encre(image: Image.Image) -> Image.Image:
    return image.crop(ImageChops.invert(image).point(lambda p: 255 if p > 60 else 0).getbbox())


def reference(nom: str, corps: float) -> Image.Image:
    """The same words drawn by another engine from the same face."""
    police = ImageFont.truetype(str(GRAS), int(corps * ECHELLE))
    largeur = int(police.getlength(nom)) + 80
    image = Image.new("L", (largeur, int(corps * ECHELLE * 2.2)), 255)
    ImageDraw.Draw(image).text((40, int(corps * ECHELLE * 0.5)), nom, font=police, fill=0)
    return encre(image)


def ecart(image: Image.Image, attendue: Image.Image) -> int:
    """Largest mean difference of grey (0 to 255) over squares smaller than a stroke of accent."""
    deux = [
        i.resize(image.size, Image.Resampling.LANCZOS).filter(ImageFilter.GaussianBlur(2)) for i in (image, attendue)
    ]
    difference = ImageChops.difference(*deux)
    return difference.resize([cote // 14 for cote in image.size], Image.Resampling.BOX).getextrema()[1]


NOMS = [
    ("Łucja", "WIŚNIEWSKA-ŻÓŁĆ", 30),
    ("Zoé", "O’BRIEN-NGUYỄN", 30),
    ("Émile", "ŒUVRÉ-ÇELİK", 30),
    ("Ștefan", "ĐẶNG ỨNG", 30),
    ("Jérôme", "ŠKVORECKÝ", 30),
]


@pytest.mark.parametrize(("prenom", "nom", "corps"), NOMS)
def test_les_noms_sont_imprimes_lettre_pour_lettre(prenom, nom, corps):
    """Text extraction stays right when the letters are wrong: the image is compared."""
    image = region_du_nom(certificat(prenom=prenom, nom=nom))
    assert ecart(image, reference(f"{prenom} {nom}", corps)) < SEUIL


def test_la_comparaison_voit_une_lettre_fausse():
    """Negative control: what two subsets of one family printed."""
    image = region_du_nom(certificat(prenom="Łucja", nom="ŁUKASIEWICZ"))
    assert ecart(image, reference("Łucja ŁUKASIEWICZ", 30)) < SEUIL
    for faux in ("Łucja ffUKASIEWICZ", "Łucja LUKASIEWICZ", "Łucja ŁUKASIEMICZ", "Łucja ŁUKASIEWIČZ"):
        assert ecart(image, reference(faux, 30)) > SEUIL


@pytest.mark.parametrize("graisse", ["Regular", "It", "Semibold", "Bold"])
def test_chaque_face_a_tous_les_signes(graisse):
    signes = TTFont(POLICES / f"SourceSans3-{graisse}.ttf").getBestCmap()
    tous = "".join(f"{prenom}{nom}" for prenom, nom, _ in NOMS) + "’«»…·—→°Ёлкин№ßǅŸẞ"
    assert [signe for signe in tous if ord(signe) not in signes and signe != "ǅ"] == []


def test_aucun_signe_absent_dans_le_pdf():
    """.notdef is glyph 0 of the embedded subset: nothing of the page may use it."""
    import pikepdf

    octets = certificat(prenom="Łucja", nom="ŒUVRÉ-ÇELİK-NGUYỄN")
    with pikepdf.open(io.BytesIO(octets)) as pdf:
        for operandes, operateur in pikepdf.parse_content_stream(pdf.pages[0]):
            if str(operateur) not in ("TJ", "Tj"):
                continue
            morceaux = operandes[0] if str(operateur) == "TJ" else operandes
            for morceau in morceaux:
                if isinstance(morceau, pikepdf.String):
                    codes = bytes(morceau)
                    assert 0 not in [int.from_bytes(codes[i : i + 2]) for i in range(0, len(codes), 2)]


@pytest.mark.parametrize(
    ("prenom", "nom", "taille"),
    [
        ("Zoé", "O’BRIEN", "nom-1"),
        ("Marie-Antoinette", "LE GOFF DE KERVÉGUEN", "nom-2"),
        ("Marie-Antoinette Guillemette", "DE LA ROCHEFOUCAULD-DUVAL", "nom-3"),
        ("Marie-Antoinette Guillemette", "ŒUVRÉ-ÇELİK DE LA ROCHEFOUCAULD-DOUDEAUVILLE VON HOHENLOHE", "nom-4"),
        ("M" * 60, "W" * 60, "nom-4"),
    ],
)
def test_un_nom_long_tient_dans_le_cadre(prenom, nom, taille):
    assert replace(TITULAIRE, prenom=prenom, nom=nom).taille == taille
    document = pypdfium2.PdfDocument(certificat(prenom=prenom, nom=nom))
    assert len(document) == 1
    image = document[0].render(scale=2).to_pil().convert("L")
    millimetre = 2 * 72 / 25.4
    for gauche, droite in ((10.5, 17), (280, 286.5)):
        marge = image.crop(
            (int(gauche * millimetre), int(98 * millimetre), int(droite * millimetre), int(116 * millimetre))
        )
        assert min(marge.tobytes()) > 200


def test_le_certificat_de_cqpm_suit_l_annexe_7():
    lu = texte(certificat(nom_usage="MARTIN"))
    for attendu in (
        "Commission Paritaire Nationale de l’Emploi de la Métallurgie",
        "CERTIFICAT DE QUALIFICATION PARITAIRE DE LA MÉTALLURGIE",
        "N° Certificat MC 000123",
        "CQPM Technicien d’essai*",
        "MQ 2024 9001",
        "(Niveau 5 selon le Cadre National des Certifications Professionnelles)",
        "Délivré à : Zoé O’BRIEN",
        "nom d’usage : MARTIN",
        "Née le 29 février 1996 à Saint-Nazaire (44)",
        "A l’issue de la délibération du jury réuni le 8 décembre 2026",
        "Fait à Saint-Nazaire le 8 décembre 2026",
        "Le Président du jury de délibération (Signature)",
        (
            "Le Président de l’UIMM ou, par délégation, Le Président de la Chambre Syndicale Territoriale de la "
            "métallurgie adhérente de l’UIMM (Signature)"
        ),
        (
            "* Certification professionnelle validée par la Commission paritaire nationale de l’emploi de la "
            "métallurgie et classée"
        ),
        (
            "R → Le CQPM correspondant est répertorié par France Compétences au Répertoire National des "
            "Certifications Professionnelles en date du 23/05/2025"
        ),
    ):
        assert attendu in lu


def test_le_certificat_de_bloc_suit_l_annexe_8():
    contexte = replace(CERTIFICAT, code="BDC0171", intitule="La proposition de solutions", niveau=None)
    lu = texte(rendre_pdf("certificat_bdc", contexte, identifiant="essai"))
    for attendu in (
        "CERTIFICAT DE BLOC DE COMPÉTENCES",
        "BDC0171 La proposition de solutions *",
        (
            "Le bloc de compétences correspondant est inscrit au Répertoire National des Certifications "
            "Professionnelles auprès de France Compétences en date du 23/05/2025."
        ),
    ):
        assert attendu in lu


def test_le_ccpi_se_signe_du_president_et_du_titulaire_seuls():
    lu = texte(rendre_pdf("certificat_ccpi", CERTIFICAT, identifiant="essai"))
    assert "Le Titulaire (Signature)" in lu
    assert "par délégation" not in lu


@pytest.mark.django_db
def test_les_signataires_suivent_la_delegation():
    centre = ParametresCentre(president_nom="Anne Président", president_qualite="La Présidente de l’UIMM")
    assert documents.signataires("N. Tanguy", centre, None) == documents.Signataires(
        "N. Tanguy", "La Présidente de l’UIMM", documents.PRESIDENT_CHAMBRE, "Anne Président"
    )
    delegation = DelegationSignature(nom="Yann Délégué", qualite="Le Président de la Chambre d’essai")
    assert documents.signataires("N. Tanguy", centre, delegation).nom == "Yann Délégué"


@pytest.mark.django_db
def test_le_titulaire_porte_son_nom_de_naissance_et_son_lieu():
    ici = documents.titulaire(CandidatFactory(nom_naissance="Le Goff", nom_usage="Martin", sexe="M"))
    assert (ici.nom, ici.nom_usage, ici.ne, ici.lieu_naissance) == ("LE GOFF", "MARTIN", "Né le", "Saint-Nazaire (44)")
    ailleurs = CandidatFactory(commune_naissance="Cracovie", departement_naissance="", pays_naissance="Pologne")
    assert documents.titulaire(ailleurs).lieu_naissance == "Cracovie (Pologne)"
    assert documents.titulaire(CandidatFactory(nom_usage="")).nom_usage == ""
    assert documents.titulaire(CandidatFactory(sexe="")).ne == "Né(e) le"


@pytest.mark.parametrize(
    ("modele", "mots", "titre"),
    [
        ("certificat_cqpi", VERSO_CQPI, "CERTIFICAT DE QUALIFICATION PROFESSIONNELLE INTER-BRANCHES"),
        ("certificat_ccpi", VERSO_CCPI, "CERTIFICAT DE COMPÉTENCES PROFESSIONNELLES INTERBRANCHES"),
    ],
)
def test_le_verso_porte_les_mots_de_son_annexe_sur_une_seconde_page(modele, mots, titre):
    """Annexes 9 and 11."""
    octets = rendre_pdf(modele, replace(CERTIFICAT, verso=mots.split("\n\n")), identifiant="x")
    recto, verso = (
        " ".join(page.get_textpage().get_text_bounded().replace("\u00a0", " ").replace("\x02", "-").split())
        for page in pypdfium2.PdfDocument(octets)
    )
    assert verso.startswith(titre)
    for paragraphe in mots.split("\n\n"):
        assert " ".join(paragraphe.replace("\u00a0", " ").split()) in verso
    assert "MC 000123" in recto


def test_les_contextes_sont_geles_et_chaque_type_a_son_modele():
    with pytest.raises(FrozenInstanceError):
        CERTIFICAT.numero = "MC 2"
    assert set(documents.MODELES) == set(TypeCertificat)
    assert "entreprise" not in {champ.name for champ in fields(documents.ContexteCertificat)}
    assert date(2026, 12, 8).isoformat() in CERTIFICAT.etabli_le


@pytest.mark.parametrize("type_certificat", TypeCertificat)
def test_un_certificat_de_la_fournee_a_les_octets_du_certificat_seul(type_certificat):
    """Other name, number, title, length of the name, used name, footnote, back: whatever came before in the batch."""
    modele = documents.MODELES[type_certificat]
    verso = VERSO_CQPI.split("\n\n") if type_certificat in {TypeCertificat.CQPI, TypeCertificat.CCPI} else []
    nom_long = replace(TITULAIRE, nom="DE LA TOUR D’AUVERGNE-LAURAGUAIS", nom_usage="ŁUKASIEWICZ", ne="Né en")
    contextes = [
        replace(CERTIFICAT, verso=verso, **autre)
        for autre in (
            {},
            {"numero": "MC 000124", "titulaire": nom_long},
            {"numero": "MC 000125", "intitule": "Un intitulé bien plus long que celui des autres certificats " * 2},
            {"numero": "MC 000126", "niveau": None, "date_rncp": ""},
            {},
        )
    ]
    with atelier() as dans:
        ensemble = [rendre_pdf(modele, contexte, identifiant="essai", dans=dans) for contexte in contextes]
    assert ensemble == [rendre_pdf(modele, contexte, identifiant="essai") for contexte in contextes]


@pytest.mark.parametrize(
    ("precision", "jour", "imprime", "pv"),
    [
        (PrecisionNaissance.JOUR, date(1990, 2, 12), "Née le 12 février 1990", "12/02/1990"),
        (PrecisionNaissance.MOIS, date(1990, 2, 1), "Née en février 1990", "02/1990"),
        (PrecisionNaissance.ANNEE, date(1990, 1, 1), "Née en 1990", "1990"),
    ],
)
def test_une_naissance_connue_en_partie_s_imprime_comme_sur_la_piece(precision, jour, imprime, pv):
    candidat = Candidat(
        sexe="F",
        nom_naissance="Diallo",
        prenom="Awa",
        date_naissance=jour,
        naissance_precision=precision,
        commune_naissance="Oran",
        pays_naissance="Algérie",
    )
    octets = rendre_pdf(
        "certificat_cqpm", replace(CERTIFICAT, titulaire=documents.titulaire(candidat)), identifiant="x"
    )
    assert f"{imprime} à Oran (Algérie)" in texte(octets)
    presentation = Presentation(inscription=Inscription(pk=1, candidat=candidat, origine="DE"), decision="A")
    presentation.inscription._prefetched_objects_cache = {"financements": []}
    assert ligne_pv(TitreDecide(presentation, None, "A")).date_naissance == pv


@pytest.mark.parametrize(
    ("usage", "imprime"), [("LE GOFF", ""), ("Le Göff", ""), ("Le-Goff", ""), ("Kerbrat", "KERBRAT")]
)
def test_un_nom_d_usage_pareil_ne_s_imprime_pas(usage, imprime):
    candidat = Candidat(nom_naissance="Le Goff", nom_usage=usage, prenom="Yann", date_naissance=date(1990, 2, 12))
    assert documents.titulaire(candidat).nom_usage == imprime
    assert candidat.nom_affiche == (imprime or "LE GOFF")

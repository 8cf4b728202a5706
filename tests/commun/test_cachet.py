"""The electronic seal: whole, of the centre's key, still PDF/A; one byte changed and it is worth nothing."""

import asyncio
import io
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from certif_portal.commun.cachet import CHAMP, cle_installee, sceller_pdf
from certif_portal.commun.jonction import superposer
from certif_portal.commun.pdf import RenduImpossible, rendre_pdf
from tests.jurys.test_documents import CERTIFICAT

MOT_DE_PASSE = "cle-d-essai"
MAINTENANT = datetime(2026, 12, 8, 10, tzinfo=UTC)
TOUJOURS = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2049, 12, 31, tzinfo=UTC))
"""A reader trusts the seal on the day of the machine, whatever that of the tests."""


def nouvelle_cle(dossier, nom="UIMM d’essai", validite=TOUJOURS) -> tuple[str, x509.Certificate]:
    """A self-made P-256 key and its certificate, in a PKCS#12 file."""
    cle = ec.generate_private_key(ec.SECP256R1())
    sujet = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, nom)])
    certificat = (
        x509.CertificateBuilder()
        .subject_name(sujet)
        .issuer_name(sujet)
        .public_key(cle.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(validite[0])
        .not_valid_after(validite[1])
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                content_commitment=True,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=True,
                crl_sign=False,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .sign(cle, hashes.SHA256())
    )
    chiffrement = serialization.BestAvailableEncryption(MOT_DE_PASSE.encode())
    chemin = dossier / "sceau.p12"
    chemin.write_bytes(pkcs12.serialize_key_and_certificates(b"sceau", cle, certificat, None, chiffrement))
    return str(chemin), certificat


@pytest.fixture
def cle(tmp_path, settings):
    settings.SCEAU_PKCS12, certificat = nouvelle_cle(tmp_path)
    settings.SCEAU_MOT_DE_PASSE = MOT_DE_PASSE
    return certificat


@pytest.fixture(scope="module")
def original() -> bytes:
    return rendre_pdf("certificat_cqpm", CERTIFICAT, identifiant="essai")


def verdict(octets: bytes, *racines: x509.Certificate):
    """pyHanko's own reading, trusting `racines` alone."""
    from asn1crypto import x509 as asn1
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    connues = [asn1.Certificate.load(r.public_bytes(serialization.Encoding.DER)) for r in racines]
    [sceau] = PdfFileReader(io.BytesIO(octets)).embedded_signatures
    contexte = ValidationContext(trust_roots=connues)
    with ThreadPoolExecutor(1) as fil:  # a browser's driver may run a loop in this thread
        return fil.submit(validate_pdf_signature, sceau, signer_validation_context=contexte).result()


def test_le_sceau_est_entier_et_de_confiance(cle, original, tmp_path):
    scelle = sceller_pdf(original, a=MAINTENANT)
    lu = verdict(scelle, cle)
    assert (lu.intact, lu.valid, lu.trusted) == (True, True, True)
    assert scelle.startswith(original)  # the bytes rendered are those that were tried twice
    (tmp_path / "autre").mkdir()
    _, autre = nouvelle_cle(tmp_path / "autre", "Un autre")
    assert verdict(scelle, autre).trusted is False


def test_le_sceau_se_pose_dans_un_fil_qui_tourne_deja_une_boucle(cle, original):
    """Under an asynchronous server, or beside a browser's driver: sealed all the same."""

    async def dans_une_boucle() -> bytes:
        return sceller_pdf(original, a=MAINTENANT)

    assert verdict(asyncio.run(dans_une_boucle()), cle).trusted


def test_un_octet_change_et_le_sceau_ne_vaut_plus(cle, original):
    scelle = bytearray(sceller_pdf(original, a=MAINTENANT))
    scelle[scelle.index(b"stream\n") + 20] ^= 1
    assert verdict(bytes(scelle), cle).intact is False


def test_scelle_il_est_encore_pdf_a_et_balise(cle, original):
    with pikepdf.open(io.BytesIO(sceller_pdf(original, a=MAINTENANT))) as pdf:
        assert pdf.open_metadata().pdfa_status == "3A"
        assert pdf.Root.MarkInfo.Marked
        assert [str(champ.T) for champ in pdf.Root.AcroForm.Fields] == [CHAMP]


def test_le_duplicata_d_un_scelle_ne_porte_pas_un_sceau_rompu(cle, original):
    with pikepdf.open(io.BytesIO(superposer(sceller_pdf(original, a=MAINTENANT), original))) as pdf:
        assert "/AcroForm" not in pdf.Root
        assert [page for page in pdf.pages if "/Annots" in page] == []


def test_sans_cle_il_se_refuse_et_dit_pourquoi(settings, original, tmp_path):
    settings.SCEAU_PKCS12 = ""
    assert not cle_installee()
    with pytest.raises(RenduImpossible, match="aucune clé n’est installée"):
        sceller_pdf(original, a=MAINTENANT)
    settings.SCEAU_PKCS12 = str(tmp_path / "absente.p12")
    with pytest.raises(RenduImpossible, match="ne se lit pas"):
        sceller_pdf(original, a=MAINTENANT)
    settings.SCEAU_PKCS12, settings.SCEAU_MOT_DE_PASSE = nouvelle_cle(tmp_path)[0], "faux"
    assert cle_installee()
    with pytest.raises(RenduImpossible, match="fichier ou mot de passe faux"):
        sceller_pdf(original, a=MAINTENANT)


def test_un_certificat_echu_ou_pas_encore_en_cours_ne_scelle_rien(settings, original, tmp_path):
    """Read by every reader as worthless, for 42 years: said before, on the paper that waits. At its bounds it holds."""
    debut, fin = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 5, 3, 22, tzinfo=UTC)
    settings.SCEAU_PKCS12, settings.SCEAU_MOT_DE_PASSE = nouvelle_cle(tmp_path, validite=(debut, fin))[0], MOT_DE_PASSE
    for hors in (debut - timedelta(seconds=1), fin + timedelta(seconds=1)):
        with pytest.raises(RenduImpossible, match=r"vaut du 1er.janvier.2026 au 4.mai.2027 : une autre clé"):
            sceller_pdf(original, a=hors)
    for pendant in (debut, fin):
        assert sceller_pdf(original, a=pendant).startswith(original)

"""A certificate as it is delivered: the same bytes twice, its pictures, its seal, said in the register."""

import io

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from certif_portal.centre.choix import ImageCentre, ModeSignature
from certif_portal.centre.models import ParametresCentre, parametres
from certif_portal.centre.services import enregistrer_image, enregistrer_parametres
from certif_portal.commun.erreurs import FichierRefuse
from certif_portal.commun.fichiers import octets_de_l_acte
from jurys.choix import TypeCertificat
from jurys.documents.certificat import MODELES, ContexteCertificat
from jurys.models import Certificat, Papier
from jurys.services.edition import editer_certificat
from tests.commun.test_cachet import MOT_DE_PASSE, nouvelle_cle, verdict
from tests.jurys.factories import CE_JOUR, dossier_pret, jury_edite
from tests.jurys.test_documents import CERTIFICAT

pytestmark = pytest.mark.django_db
ROUGE = (200, 10, 10)


def image(couleur=ROUGE, cote=40) -> tuple[str, bytes, str]:
    sortie = io.BytesIO()
    Image.new("RGB", (cote, cote), couleur).save(sortie, "PNG")
    return "logo.png", sortie.getvalue(), "image/png"


def rouges(octets: bytes) -> int:
    """Pixels of that colour on the front."""
    page = pypdfium2.PdfDocument(octets)[0].render(scale=1).to_pil().convert("RGB")
    return sum(n for n, (r, v, b) in page.getcolors(1_000_000) if r > 180 and v < 40 and b < 40)


def rendu(type_certificat) -> bytes:
    return editer_certificat(MODELES[type_certificat], CERTIFICAT, identifiant="essai", a=CE_JOUR)


@pytest.mark.parametrize("type_certificat", list(TypeCertificat))
def test_deux_editions_ont_les_memes_octets(type_certificat):
    """Before the seal, which bears its own instant: whatever is made again is what was made."""
    une, deux = (rendu(type_certificat) for _ in range(2))
    assert une == deux
    with pikepdf.open(io.BytesIO(une)) as pdf:
        assert pdf.open_metadata().pdfa_status == "3A"
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "fr"


def test_le_logo_et_le_cachet_s_impriment_quand_ils_sont_poses(agent, responsable, referentiel):
    jury_edite(dossier_pret(referentiel=referentiel), par=agent)
    assert rouges(octets_de_l_acte(Certificat.objects.get(numero="MC 000001").document)) == 0
    for nature in (ImageCentre.LOGO, ImageCentre.CACHET):
        enregistrer_image(nature=nature, image=image(cote=400), par=responsable, a=CE_JOUR)
    jury_edite(dossier_pret(referentiel=referentiel), par=agent)
    avec = rouges(octets_de_l_acte(Certificat.objects.get(numero="MC 000002").document))
    assert avec > 5000  # square points: 16 mm by 16 mm, and 20 mm by 20 mm
    enregistrer_image(nature=ImageCentre.LOGO, image=None, par=responsable, a=CE_JOUR)
    assert parametres().logo is None


def test_une_image_lourde_est_refusee(responsable):
    nom, octets, mime = image()
    with pytest.raises(FichierRefuse, match="dépasse 300 Ko"):
        enregistrer_image(
            nature=ImageCentre.LOGO, image=(nom, octets + b"\0" * 300 * 1024, mime), par=responsable, a=CE_JOUR
        )
    assert parametres().logo is None


def test_la_signature_scannee_ne_s_imprime_que_si_elle_est_choisie(agent, responsable, referentiel):
    enregistrer_image(nature=ImageCentre.SIGNATURE, image=image(), par=responsable, a=CE_JOUR)
    jury_edite(dossier_pret(referentiel=referentiel), par=agent)
    assert rouges(octets_de_l_acte(Certificat.objects.get().document)) == 0
    enregistrer_parametres(donnees={"signature_certificat": ModeSignature.IMAGE}, par=responsable, a=CE_JOUR)
    jury_edite(dossier_pret(referentiel=referentiel), par=agent)
    signe = Certificat.objects.get(numero="MC 000002")
    assert (signe.signature, rouges(octets_de_l_acte(signe.document)) > 500) == (ModeSignature.IMAGE, True)


def test_un_jury_scelle_ses_certificats_et_le_registre_le_dit(agent, responsable, referentiel, settings, tmp_path):
    settings.SCEAU_PKCS12, racine = nouvelle_cle(tmp_path)
    settings.SCEAU_MOT_DE_PASSE = MOT_DE_PASSE
    enregistrer_parametres(donnees={"signature_certificat": ModeSignature.SCEAU}, par=responsable, a=CE_JOUR)
    jury_edite(dossier_pret(referentiel=referentiel), par=agent)
    certificat = Certificat.objects.get()
    assert certificat.signature == ModeSignature.SCEAU
    assert verdict(octets_de_l_acte(certificat.document), racine).trusted


def test_la_cle_disparue_le_papier_dit_pourquoi_il_n_est_pas_fait(agent, responsable, referentiel, settings):
    """Never a certificate without the seal that the register says it has."""
    ParametresCentre.objects.filter(pk=parametres().pk).update(signature_certificat=ModeSignature.SCEAU)
    settings.SCEAU_PKCS12 = ""
    jury_edite(dossier_pret(referentiel=referentiel), par=agent)
    assert Certificat.objects.get().document is None
    assert "aucune clé n’est installée" in Papier.objects.get(nature="certificat").erreur


def test_un_contexte_gele_avant_les_images_se_lit_encore():
    """Papers asked for by an older version of the portal are still to be made."""
    assert ContexteCertificat.__dataclass_fields__["logo"].default == ""

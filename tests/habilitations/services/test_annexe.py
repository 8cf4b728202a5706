"""The annexes of an application: codes, versions, Word and Excel."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.fichiers import octets_de_l_acte
from certif_portal.commun.types_fichiers import DOCX
from habilitations.queries.dossier import annexes_a_preparer, dossier_lu
from habilitations.services.annexe import _garder_lisible, joindre_annexe, rendre_lisible, retirer_annexe
from habilitations.services.dossier import creer_dossier, deposer_dossier
from habilitations.tasks import preparer_annexes_en_attente
from tests.commun.test_bureautique import avec, excel, word
from tests.habilitations.dossier import fichier, midi
from tests.jurys.lecture import texte

pytestmark = pytest.mark.django_db
LE = date(2026, 8, 31)


def test_les_annexes_sont_codees_versionnees_et_jamais_renumerotees(scene):
    dossier, a = scene.brouillon(LE), midi(LE)
    premiere = dossier.annexes.get()
    joindre_annexe(
        dossier=dossier, critere=1, titre="", fichier=fichier("v2.pdf"), remplace=premiere, par=scene.of, a=a
    )
    joindre_annexe(dossier=dossier, critere=1, titre="Moyens", fichier=fichier(), par=scene.of, a=a)
    retirer_annexe(annexe=dossier.annexes.get(rang=2), par=scene.of, a=a)
    joindre_annexe(dossier=dossier, critere=1, titre="Clients", fichier=fichier(), par=scene.of, a=a)
    lignes = dossier_lu(dossier).annexes
    assert [(ligne.annexe.code, ligne.courante.numero) for ligne in lignes] == [("C1-A1", 2), ("C1-A3", 1)]
    assert lignes[0].courante.fichier.nom == "v2.pdf"
    assert len(lignes[0].courante.fichier.sha256) == 64


def test_une_annexe_word_se_joint_se_lit_en_pdf_et_suit_le_dossier(scene, connecte, django_capture_on_commit_callbacks):
    """DOSSIER-PREUVES: refused until now; the original stays the proof."""
    dossier, client = scene.brouillon(LE), connecte(scene.of)
    octets = word("Deux tours 🙂.", tableau=(("Machine", "Nombre"), ("Tour", "2")))
    joint = SimpleUploadedFile("moyens.docx", octets)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{dossier.get_absolute_url()}critere/2/annexe/", {"titre": "Moyens", "fichier": joint})
    version = dossier.annexes.get(critere=2).versions.get()
    assert (version.fichier.type_mime, version.lisible.nom) == (DOCX, "moyens.pdf")
    adresse = f"/habilitations/annexes/versions/{version.pk}/"
    assert client.get(adresse).content == octets
    lu = " ".join(texte(client.get(f"{adresse}?lire").content).split())
    for attendu in ("Annexe C2-A1 – Moyens", "moyens.docx", "Deux tours [U+1F642].", "Machine Nombre Tour 2"):
        assert attendu in lu
    depose = deposer_dossier(dossier=dossier, par=scene.of, a=midi(LE))
    assert "Deux tours [U+1F642]." in " ".join(texte(octets_de_l_acte(depose.document)).split())
    vu = client.get(depose.get_absolute_url()).content.decode()
    assert f'{adresse}?lire">lire en PDF</a>' in vu
    premiere = dossier.annexes.get(critere=1).versions.get()
    assert (premiere.lisible, premiere.a_lire) == (None, premiere.fichier)


def test_le_pdf_d_une_annexe_se_prepare_hors_de_l_acte(scene, connecte):
    """DOSSIER-PREUVES: no render under the lock of the file; said while it is made; the deposit waits for it."""
    dossier, client = scene.brouillon(LE), connecte(scene.of)
    recu = ("moyens.docx", word("Deux tours."), DOCX)
    version = joindre_annexe(dossier=dossier, critere=2, titre="Moyens", fichier=recu, par=scene.of, a=midi(LE))
    assert (version.lisible, version.en_preparation, annexes_a_preparer()) == (None, True, [version.pk])
    for page in (dossier.get_absolute_url(), f"{dossier.get_absolute_url()}critere/2/"):
        assert "(son PDF se prépare)" in client.get(page).content.decode()
    with pytest.raises(ErreurMetier, match="encore en préparation : C2-A1 – Moyens"):
        deposer_dossier(dossier=dossier, par=scene.of, a=midi(LE))
    assert (preparer_annexes_en_attente(), annexes_a_preparer()) == (1, [])
    prete = dossier.annexes.get(critere=2).versions.get()
    assert (prete.en_preparation, prete.a_lire.nom, prete.lisible.depose_par) == (False, "moyens.pdf", scene.of)
    assert (rendre_lisible(version.pk, a=midi(LE)), _garder_lisible(version, b"%PDF", a=midi(LE))) == (False, False)
    assert rendre_lisible(dossier.annexes.get(critere=1).versions.get().pk, a=midi(LE)) is False
    deposer_dossier(dossier=dossier, par=scene.of, a=midi(LE))


def test_un_excel_lie_ailleurs_n_est_pas_joint(scene, connecte):
    dossier = creer_dossier(organisme=scene.organisme, par=scene.of, a=midi(LE))
    lie = SimpleUploadedFile("parc.xlsx", avec(excel(["x"]), "xl/externalLinks/externalLink1.xml", "<x/>"))
    page = connecte(scene.of).post(f"{dossier.get_absolute_url()}critere/2/annexe/", {"titre": "x", "fichier": lie})
    assert "va chercher une part de son contenu ailleurs" in page.content.decode()
    assert dossier.annexes.count() == 0

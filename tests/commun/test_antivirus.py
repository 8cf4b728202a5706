"""The centre's antivirus at the gate: asked by a command or by clamd, obeyed, and missed when it is away."""

import socket
import struct
import threading

import lxml.html
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certif_portal.commun import antivirus, sante
from certif_portal.commun.antivirus import EnPanne, interroger
from certif_portal.commun.erreurs import FichierRefuse
from certif_portal.commun.fichiers import PDF, lire_papier, lire_televersement
from referentiels.forms.importation import DocumentForm
from tests.candidats.papiers import HEIC as PHOTO_HEIC
from tests.hostiles import EICAR, image, pdf

INFECTE = pdf() + b"\n%" + EICAR
COMMANDE = """#!/bin/sh
if grep -aq 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE'; then echo 'stdin: Eicar-Signature FOUND'; exit 1; fi
"""


@pytest.fixture
def commande(tmp_path, settings):
    """A small real scanner."""
    script = tmp_path / "examiner"
    script.write_text(COMMANDE)
    script.chmod(0o755)
    settings.ANTIVIRUS = str(script)
    return script


@pytest.fixture
def clamd(tmp_path, settings):
    """What a clamd answers, on a socket of this machine."""
    prise = socket.socket(socket.AF_UNIX)
    prise.bind(str(tmp_path / "clamd.ctl"))
    prise.listen()
    dits: list[bytes] = []

    def exactement(ligne: socket.socket, nombre: int) -> bytes:
        recu = b""
        while len(recu) < nombre and (morceau := ligne.recv(nombre - len(recu))):
            recu += morceau
        return recu

    def servir() -> None:
        while True:
            try:
                ligne, _ = prise.accept()
            except OSError:
                return
            with ligne:
                recu = exactement(ligne, len(b"zINSTREAM\0"))
                corps = b""
                while taille := struct.unpack("!L", exactement(ligne, 4) or bytes(4))[0]:
                    corps += exactement(ligne, taille)
                trouve = b"stream: Eicar-Signature FOUND" if EICAR in corps else b"stream: OK"
                ligne.sendall((dits[-1] if dits else trouve if recu == b"zINSTREAM\0" else b"UNKNOWN COMMAND") + b"\0")

    threading.Thread(target=servir, daemon=True).start()
    settings.ANTIVIRUS = f"clamd://{tmp_path}/clamd.ctl"
    yield dits
    prise.close()


def deposer(octets: bytes) -> str:
    return lire_televersement(SimpleUploadedFile("contrat.pdf", octets), {PDF})[2]


@pytest.mark.parametrize("branche", ["commande", "clamd"])
def test_ce_que_l_antivirus_nomme_n_entre_pas(request, branche):
    request.getfixturevalue(branche)
    assert deposer(pdf()) == PDF
    with pytest.raises(
        FichierRefuse, match=r"^Le fichier « contrat.pdf » est refusé par l’antivirus du centre \(Eicar-"
    ):
        deposer(INFECTE)
    assert sante.lire_antivirus() == (True, "répond")


def test_sans_antivirus_c_est_dit_et_tout_passe(settings):
    """Negative control: what is refused above is the file, not its form."""
    assert settings.ANTIVIRUS == ""
    assert deposer(INFECTE) == PDF
    va, dit = sante.lire_antivirus()
    assert (va, "aucun n’est branché" in dit) == (True, True)


@pytest.mark.django_db
@pytest.mark.parametrize(("branche", "dit"), [("", "Aucun"), ("/bin/false", "Tient")])
def test_la_sante_ne_dit_pas_d_un_antivirus_absent_qu_il_tient(branche, dit, settings, connecte, responsable):
    settings.ANTIVIRUS = branche
    page = lxml.html.fromstring(connecte(responsable).get(reverse("sante_detail")).content.decode())
    [ligne] = [ligne for ligne in page.xpath("//tr[th]") if ligne.xpath("string(th)").strip() == "Antivirus"]
    assert ligne.xpath("string(td[1])").strip() == dit


def test_une_photo_et_un_referentiel_passent_aussi_par_lui(commande):
    """The doors that do not open a file as others do."""
    commande.write_text("#!/bin/sh\ncat > /dev/null; echo 'stdin: Essai FOUND'; exit 1\n")
    for nom, octets in (("a.heic", PHOTO_HEIC), ("a.jpg", image()), ("a.pdf", pdf())):
        with pytest.raises(FichierRefuse, match=r"antivirus du centre \(Essai\)"):
            lire_papier(SimpleUploadedFile(nom, octets))
    form = DocumentForm({}, {"document": SimpleUploadedFile("cqpm.md", b"# CQPM")})
    assert "antivirus du centre (Essai)" in form.errors["document"][0].replace("\xa0", " ")


def test_le_referentiel_propre_est_rendu_depuis_son_debut(commande):
    form = DocumentForm({}, {"document": SimpleUploadedFile("cqpm.md", b"# CQPM")})
    assert form.is_valid()
    assert form.cleaned_data["document"].read() == b"# CQPM"


@pytest.mark.parametrize(
    "adresse", ["clamd:///absente/clamd.ctl", "clamd://127.0.0.1:1", "/bin/sleep 5", "/bin/absente"]
)
def test_un_antivirus_qui_ne_repond_pas_ne_laisse_rien_entrer(settings, monkeypatch, adresse):
    monkeypatch.setattr(antivirus, "ATTENTE", 1)
    settings.ANTIVIRUS = adresse
    with pytest.raises(FichierRefuse, match="ne répond pas : aucun fichier n’est reçu"):
        deposer(pdf())
    assert sante.lire_antivirus() == (False, "ne répond pas : aucun fichier n’est reçu")


def test_une_reponse_qui_n_en_est_pas_une_est_une_panne(clamd, commande, settings, tmp_path):
    clamd.append(b"INSTREAM size limit exceeded. ERROR")
    settings.ANTIVIRUS = f"clamd://{tmp_path}/clamd.ctl"
    with pytest.raises(EnPanne, match="size limit"):
        interroger(pdf())
    settings.ANTIVIRUS = str(commande)
    commande.write_text("#!/bin/sh\ncat > /dev/null; exit 2\n")
    with pytest.raises(EnPanne, match="finit par 2"):
        interroger(pdf())
    commande.write_text("#!/bin/sh\ncat > /dev/null; exit 1\n")
    assert interroger(pdf()) == "sans nom"


def test_un_fichier_de_plusieurs_morceaux_arrive_entier(clamd, monkeypatch):
    monkeypatch.setattr(antivirus, "MORCEAU", 7)
    assert interroger(b"x" * 100 + EICAR) == "Eicar-Signature"
    assert interroger(image()) == ""

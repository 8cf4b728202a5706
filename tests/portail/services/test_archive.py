"""Certificates that are read and verified without the portal."""

import csv
import hashlib
import io
import zipfile
from datetime import date

import pikepdf
import pytest
from django.core.management import CommandError, call_command

from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.fichiers import octets_de
from certif_portal.portail.services import archive as services
from certif_portal.portail.services.archive import composer_archive, demander_archive, ecrire_archive
from jurys.choix_conservation import EtatArchive
from jurys.models import ArchiveCertificats, Certificat
from tests.jurys.factories import CE_JOUR, dossier_pret, jury_edite
from tests.scelles import desceller

pytestmark = pytest.mark.django_db
EN_COMMUN = ("jury",)
JOUR = CE_JOUR.date()


@pytest.fixture
def jury(agent, referentiel):
    return jury_edite(dossier_pret(referentiel=referentiel), par=agent)


def test_l_archive_se_lit_et_se_verifie_sans_le_portail(jury, responsable, instant):
    archive = demander_archive(du=JOUR, au=JOUR, par=responsable, a=instant)
    composer_archive(archive.pk, a=instant)
    composer_archive(archive.pk, a=instant)
    archive = ArchiveCertificats.objects.select_related("fichier").get()
    octets = octets_de(archive.fichier)
    assert (archive.etat, archive.empreinte) == (EtatArchive.PRETE, hashlib.sha256(octets).hexdigest())
    assert ecrire_archive(archive) == octets
    lue = zipfile.ZipFile(io.BytesIO(octets))
    sommes = dict(ligne.split("  ")[::-1] for ligne in lue.read("SHA256SUMS").decode().splitlines())
    assert all(hashlib.sha256(lue.read(nom)).hexdigest() == somme for nom, somme in sommes.items())
    lignes = list(csv.DictReader(io.StringIO(lue.read("certificats.csv").decode("utf-8-sig")), delimiter=";"))
    certificats = list(Certificat.objects.order_by("serie", "rang"))
    assert [ligne["numero"] for ligne in lignes] == [certificat.numero for certificat in certificats]
    assert all(lue.read(ligne["fichier"]).startswith(b"%PDF-") for ligne in lignes)
    with pikepdf.open(io.BytesIO(lue.read(lignes[0]["fichier"]))) as pdf, pdf.open_metadata() as dit:
        assert dit["pdfaid:part"] == "3"


def test_rien_ou_trop_se_dit(jury, responsable, instant, monkeypatch):
    with pytest.raises(ErreurMetier, match="Aucun certificat"):
        demander_archive(du=date(2020, 1, 1), au=date(2020, 1, 2), par=responsable, a=instant)
    monkeypatch.setattr(services, "MAXIMUM", 0)
    with pytest.raises(ErreurMetier, match="au plus à la fois"):
        demander_archive(du=JOUR, au=JOUR, par=responsable, a=instant)


def test_un_nom_qui_serait_une_formule_est_inerte(jury, responsable, instant):
    with desceller():
        Certificat.objects.update(nom="=cmd|' /C calc'!A1")
    archive = demander_archive(du=JOUR, au=JOUR, par=responsable, a=instant)
    table = zipfile.ZipFile(io.BytesIO(ecrire_archive(archive))).read("certificats.csv").decode("utf-8-sig")
    assert ";'=cmd" in table


def test_la_commande_l_ecrit(jury, tmp_path, capsys):
    call_command("archiver_certificats", JOUR.isoformat(), JOUR.isoformat(), str(tmp_path))
    [ecrit] = tmp_path.iterdir()
    assert hashlib.sha256(ecrit.read_bytes()).hexdigest() in capsys.readouterr().out
    with pytest.raises(CommandError, match="n’existe pas"):
        call_command("archiver_certificats", JOUR.isoformat(), JOUR.isoformat(), str(tmp_path / "absent"))
    with pytest.raises(CommandError, match="Aucun certificat"):
        call_command("archiver_certificats", "2020-01-01", "2020-01-02", str(tmp_path))

"""The export of France compétences taken up by the responsable, without a command line."""

import io
import zipfile
from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.models import EntreeJournal, Fichier
from certif_portal.commun.types_fichiers import CSV
from referentiels.choix import EtatReprise
from referentiels.models import Enregistrement, RepriseRepertoire
from referentiels.services.reprise import _appliquer, demander_reprise, executer_reprise
from tests.referentiels.factories import CertificationFactory
from tests.suivi import est_suivie

pytestmark = pytest.mark.django_db
A = datetime(2026, 11, 20, 10, tzinfo=UTC)
PAGE = reverse("repertoire_reprendre")
LIGNES = (
    "Numero_Fiche;Intitule;Date_Decision;Date_Fin_Enregistrement;Actif\n"
    "RNCP40664;Chargé de projets;23/05/2025;23/05/2030;ACTIVE\n"
    "RNCP1;Autre;;;\n"
)


def archive(**membres: str) -> bytes:
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as zip_:
        for nom, contenu in membres.items():
            zip_.writestr(nom.replace("_csv", ".csv"), contenu)
    return sortie.getvalue()


@pytest.fixture
def fiche() -> Enregistrement:
    return Enregistrement.objects.create(
        certification=CertificationFactory(),
        repertoire="RNCP",
        code="RNCP40664",
        date_enregistrement=date(2025, 5, 23),
        date_fin=date(2029, 1, 1),
    )


@pytest.mark.parametrize(
    ("nom", "octets"),
    [("standard.csv", LIGNES.encode()), ("export.zip", archive(export_Standard_csv=LIGNES, export_Blocs_csv="x"))],
)
def test_le_responsable_depose_l_export_et_lit_ce_qui_change(fiche, responsable, connecte, nom, octets, horloge_au):
    horloge_au(date(2026, 11, 20))
    client = connecte(responsable)
    suite = client.post(PAGE, {"fichier": SimpleUploadedFile(nom, octets)})
    assert suite["Location"] == PAGE
    RepriseRepertoire.objects.filter(etat=EtatReprise.EN_COURS).exists() and executer_reprise(
        RepriseRepertoire.objects.get().pk, a=A
    )
    fiche.refresh_from_db()
    assert (fiche.date_fin, fiche.actualise_le) == (date(2030, 5, 23), date(2026, 11, 20))
    reprise = RepriseRepertoire.objects.get()
    assert (reprise.etat, reprise.fichier, Fichier.objects.count()) == (EtatReprise.FAIT, None, 0)
    assert reprise.resultat == "2 fiches dans le fichier ; sur 1 au catalogue, 1 changée et 0 à regarder."
    assert "1er janvier 2029 → 23 mai 2030" in reprise.detail.replace("\u00a0", " ")
    assert "RNCP40664" in client.get(PAGE).content.decode()
    assert EntreeJournal.objects.get(dossier_type=reprise._meta.label_lower).par == responsable


@pytest.mark.parametrize(
    ("nom", "octets", "dit"),
    [
        ("export.zip", b"PK\x03\x04tronque", "illisible ou tronquée"),
        ("export.zip", archive(**{f"f{rang}": "x" for rang in range(101)}), "compte 101 fichiers"),
        ("export.pdf", b"%PDF-1.4", "d’un type attendu"),
    ],
)
def test_un_autre_fichier_est_refuse_a_la_porte(responsable, connecte, nom, octets, dit):
    page = connecte(responsable).post(PAGE, {"fichier": SimpleUploadedFile(nom, octets)})
    assert dit in page.content.decode()
    assert RepriseRepertoire.objects.count() == 0


def test_un_export_qui_n_en_est_pas_un_ne_change_rien_et_le_dit(fiche, responsable):
    reprise = demander_reprise(fichier=("a.csv", b"Nom;Age\nx;1\n", CSV), renouveler=False, par=responsable, a=A)
    executer_reprise(reprise.pk, a=A)
    reprise.refresh_from_db()
    fiche.refresh_from_db()
    assert (reprise.etat, fiche.actualise_le) == (EtatReprise.REFUSE, None)
    assert reprise.resultat.startswith("Colonnes lues : Nom, Age.")
    assert reprise.resultat.endswith("Rien n’est changé.")
    executer_reprise(reprise.pk, a=A)  # a second run finds nothing left to do
    assert EntreeJournal.objects.filter(dossier_type=reprise._meta.label_lower).count() == 1


def test_une_reprise_a_la_fois_et_la_page_suit_celle_qui_court(responsable, connecte):
    depot = ("a.csv", LIGNES.encode(), CSV)
    reprise = demander_reprise(fichier=depot, renouveler=False, par=responsable, a=A)
    with pytest.raises(ErreurMetier, match="déjà en cours"):
        demander_reprise(fichier=depot, renouveler=False, par=responsable, a=A)
    client = connecte(responsable)
    page = client.get(PAGE)
    assert est_suivie(page)
    assert "<progress" in page.content.decode()
    client.post(reverse("repertoire_relancer"))
    executer_reprise(reprise.pk, a=A)
    assert client.post(reverse("repertoire_relancer"))["Location"] == PAGE
    assert not est_suivie(client.get(PAGE))


def test_un_renouvellement_annonce_par_le_xml_est_enregistre_quand_on_le_demande(fiche, responsable):
    xml = (
        "<FICHES><FICHE><NUMERO_FICHE>RNCP40664</NUMERO_FICHE><NOUVELLES_CERTIFICATIONS><NOUVELLE_CERTIFICATION>"
        "<ID_FICHE_NOUVELLE_CERTIFICATION>RNCP50000</ID_FICHE_NOUVELLE_CERTIFICATION></NOUVELLE_CERTIFICATION>"
        "</NOUVELLES_CERTIFICATIONS></FICHE><FICHE><NUMERO_FICHE>RNCP50000</NUMERO_FICHE>"
        "<DATE_DECISION>01/06/2026</DATE_DECISION><DATE_FIN_ENREGISTREMENT>01/06/2031</DATE_FIN_ENREGISTREMENT>"
        "</FICHE></FICHES>"
    )
    depot = ("export.zip", archive(**{"export.xml": xml}), "application/zip")
    executer_reprise(demander_reprise(fichier=depot, renouveler=True, par=responsable, a=A).pk, a=A)
    assert RepriseRepertoire.objects.get().etat == EtatReprise.FAIT
    assert Enregistrement.objects.get(code="RNCP50000").renouvelle == fiche


def test_deux_taches_qui_ont_lu_l_export_n_en_appliquent_qu_une(fiche, responsable):
    reprise = demander_reprise(fichier=("x.csv", LIGNES.encode(), CSV), renouveler=False, par=responsable, a=A)
    for refus in ("Le fichier est illisible.", "Une autre lecture."):
        _appliquer(reprise.pk, refus, a=A)
    reprise.refresh_from_db()
    assert (reprise.etat, reprise.resultat) == (EtatReprise.REFUSE, "Le fichier est illisible.")

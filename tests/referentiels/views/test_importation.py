"""The import in the browser: what a refusal shows, what is ticked before the draft, what the journal tells."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from certif_portal.commun.models import ContenuFichier, EntreeJournal, Fichier
from certif_portal.portail.queries.travail import travaux_en_cours
from referentiels.imports.memoire import depuis_memoire
from referentiels.models import LectureReferentiel, Referentiel
from referentiels.relecture import situer_doutes
from referentiels.services.relecture import (
    _conclure,
    confirmer_lecture,
    demander_lecture,
    lire_depot,
    recevoir_document,
)
from tests.referentiels.imports.test_anciennes_formes import ANCIEN
from tests.referentiels.services.test_relecture import champs, envoyer

pytestmark = pytest.mark.django_db
A = datetime(2026, 11, 20, 10, tzinfo=UTC)


def test_le_refus_montre_ce_qui_a_ete_lu(connecte, responsable) -> None:
    ouverture = b"REFERENTIEL DU CQPM\nTitre du CQPM : Ajusteur fictif\nQualification : MQ 2004 0933\n"
    client = connecte(responsable)
    reponse = client.get(envoyer(client, "ouverture.txt", ouverture).url)
    page = " ".join(reponse.content.decode().split())
    assert ["Intitulé", "Ajusteur fictif"] in reponse.context["depot"].identite["champs"]
    assert "Ce qui a été lu du document refusé" in page
    assert '<dt>Niveau</dt> <dd><span class="etat attente">non lu</span></dd>' in page
    assert LectureReferentiel.objects.count() == 0


def test_la_page_suit_la_lecture_puis_ouvre_la_relecture(connecte, responsable, octets_fictifs: bytes) -> None:
    """While nobody has read it the page reads itself again; read twice, it is read once."""
    fichier = ("cqpm.md", octets_fictifs, "application/octet-stream")
    depot = demander_lecture(fichier=fichier, par=responsable, a=A)
    client = connecte(responsable)
    reponse = client.get(depot.get_absolute_url())
    page = reponse.content.decode()
    assert ("data-suivi" in page, "Lecture en cours" in page) == (True, True)
    assert list(travaux_en_cours(A)) == []
    assert list(travaux_en_cours(A + timedelta(hours=1))) == [("lire_referentiel", (depot.pk,))]
    lire_depot(depot.pk, a=A)
    lire_depot(depot.pk, a=A)
    lecture = LectureReferentiel.objects.get()
    assert client.get(depot.get_absolute_url()).url == lecture.get_absolute_url()
    depot.refresh_from_db()
    assert (depot.etat, depot.fichier, Fichier.objects.get()) == ("fait", None, lecture.source)
    assert list(travaux_en_cours(A + timedelta(hours=1))) == []


def test_un_ouvrier_tue_apres_sa_lecture_la_retrouve(responsable, octets_fictifs: bytes) -> None:
    """The reading was kept, what became of the deposit was not: the next one finds it. Two at once conclude once."""
    fichier = ("cqpm.md", octets_fictifs, "application/octet-stream")
    depot = demander_lecture(fichier=fichier, par=responsable, a=A)
    lecture = recevoir_document(nom="cqpm.md", octets=octets_fictifs, par=responsable, a=A)
    lire_depot(depot.pk, a=A)
    depot.refresh_from_db()
    assert (depot.lecture, LectureReferentiel.objects.count()) == (lecture, 1)
    _conclure(depot.pk, None, "Refusé.", None, a=A)
    depot.refresh_from_db()
    assert (depot.etat, depot.resultat) == ("fait", "Lu, à relire.")


def test_une_lecture_qui_casse_se_dit_et_ne_recommence_pas(responsable, octets_fictifs: bytes) -> None:
    """The bytes of the deposit are gone: nothing that a worker would read better the next time."""
    depot = demander_lecture(fichier=("cqpm.md", octets_fictifs, "application/octet-stream"), par=responsable, a=A)
    ContenuFichier.objects.filter(pk=depot.fichier_id).delete()
    lire_depot(depot.pk, a=A)
    depot.refresh_from_db()
    assert (depot.etat, depot.lecture, LectureReferentiel.objects.count()) == ("refuse", None, 0)
    assert "prévenez la personne qui maintient le portail" in depot.resultat
    assert list(travaux_en_cours(A + timedelta(hours=1))) == []


@pytest.mark.parametrize("adresse", ["?depot=x", "?depot=999999", "?depot="])
def test_un_depot_inconnu_est_la_page_d_import(connecte, responsable, adresse) -> None:
    reponse = connecte(responsable).get(reverse("referentiel_importer") + adresse)
    assert (reponse.status_code, reponse.context["depot"], b"data-suivi" in reponse.content) == (200, None, False)


def test_un_texte_change_se_coche_avant_le_brouillon(connecte, responsable, octets_fictifs: bytes) -> None:
    """A word put together by the reading: the draft waits for its tick, on screen."""
    octets = octets_fictifs.replace(b"fabrication", b"fabri- cation", 1)
    client = connecte(responsable)
    envoyer(client, "cqpm.md", octets)
    lecture = LectureReferentiel.objects.get()
    doutes = situer_doutes(depuis_memoire(lecture.lecture))
    assert [situe.doute.change for situe in doutes] == [True]
    page = client.post(lecture.get_absolute_url(), champs(lecture, acte="confirmer"), follow=True).content.decode()
    assert "La lecture a changé ou écarté un texte à un endroit" in " ".join(page.split())
    assert Referentiel.objects.count() == 0
    lecture.refresh_from_db()
    client.post(lecture.get_absolute_url(), champs(lecture, acte="confirmer", relue_doute0="on"))
    assert Referentiel.objects.get().provenance.doutes == []


def test_une_liste_de_competences_n_est_pas_un_bloc(responsable) -> None:
    lecture = recevoir_document(nom="ancien.txt", octets=ANCIEN.encode(), par=responsable, a=A)
    importe = confirmer_lecture(lecture=lecture, par=responsable, a=A)
    [phrase] = EntreeJournal.objects.filter(acte="import", dossier_id=importe.pk).values_list("phrase", flat=True)
    assert phrase == "Référentiel importé du document « ancien.txt » : 3 compétences."

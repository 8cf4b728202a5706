"""The import in the browser: what a refusal shows, what is ticked before the draft, what the journal tells."""

from datetime import UTC, datetime

import pytest

from certif_portal.commun.models import EntreeJournal
from referentiels.imports.memoire import depuis_memoire
from referentiels.models import LectureReferentiel, Referentiel
from referentiels.relecture import situer_doutes
from referentiels.services.relecture import confirmer_lecture, recevoir_document
from tests.referentiels.imports.test_anciennes_formes import ANCIEN
from tests.referentiels.services.test_relecture import champs, envoyer

pytestmark = pytest.mark.django_db
A = datetime(2026, 11, 20, 10, tzinfo=UTC)


def test_le_refus_montre_ce_qui_a_ete_lu(connecte, responsable) -> None:
    ouverture = b"REFERENTIEL DU CQPM\nTitre du CQPM : Ajusteur fictif\nQualification : MQ 2004 0933\n"
    reponse = envoyer(connecte(responsable), "ouverture.txt", ouverture)
    page = " ".join(reponse.content.decode().split())
    assert reponse.context["identite"].intitule == "Ajusteur fictif"
    assert "Ce qui a été lu du document refusé" in page
    assert '<dt>Niveau</dt> <dd><span class="etat attente">non lu</span></dd>' in page
    assert LectureReferentiel.objects.count() == 0


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

"""The paper grid of one candidate: its own competences, and a code on each page that a scan gives back."""

import io

import pypdfium2
import pytest
from django.urls import reverse

from candidats.models import Reprise
from certif_portal.centre.models import parametres
from certif_portal.commun.codes_qr import lire_pages
from certif_portal.commun.fichiers import PDF
from evaluations.choix import SorteFeuille
from evaluations.documents.grille_papier import contexte_grille_papier, grille_papier_pdf
from evaluations.regles.feuille import CodePage, lire_code
from tests.candidats.factories import InscriptionFactory
from tests.evaluations.factories import EvaluateurFactory, declarer, planifier

pytestmark = pytest.mark.django_db


@pytest.fixture
def passage(inscription, evaluateur, autre_evaluateur):
    return planifier(inscription, evaluateur, autre_evaluateur)


def test_ce_qu_elle_imprime(passage, evaluateur, autre_evaluateur):
    inscription, premiere = passage.inscription, passage.competences.order_by("version_bloc", "ordre").first()
    origine = InscriptionFactory(referentiel=inscription.referentiel)
    Reprise.objects.create(
        inscription=inscription, competence=premiere, origine=origine, acquise_le=passage.commission.date
    )
    acte = contexte_grille_papier(inscription.grille, parametres())
    assert [c.rang for bloc in acte.blocs for c in bloc.competences] == [2, 3, 4]
    assert acte.acquises == (f"1. {premiere.intitule}",)
    assert acte.candidat == str(inscription.candidat)
    assert acte.seances == (
        f"Séance du 6\xa0novembre\xa02026, Lanester. Évaluateurs : {evaluateur}, {autre_evaluateur}.",
    )


def test_chaque_page_porte_un_code_que_la_numerisation_rend(passage):
    octets = grille_papier_pdf(passage.inscription.grille, parametres())
    pages = len(pypdfium2.PdfDocument(octets))
    lues = [lire_code(code) for page in lire_pages(octets, PDF, 0, pages) for code in page.codes]
    grille = passage.inscription.grille.pk
    assert lues == [CodePage(SorteFeuille.GRILLE, grille, rang, pages) for rang in range(1, pages + 1)]
    texte = pypdfium2.PdfDocument(io.BytesIO(octets))[0].get_textpage().get_text_range()
    assert "Preuves vues" in texte
    assert "observée en situation" in texte


def test_qui_l_imprime(connecte, passage, agent, evaluateur):
    adresse = reverse("grille_papier", args=[passage.inscription.grille.pk])
    assert connecte(agent).get(adresse).content[:5] == b"%PDF-"
    assert connecte(evaluateur.utilisateur).get(adresse).url == reverse(
        "independance_declarer", args=[passage.inscription.grille.pk]
    )
    declarer(passage)
    assert connecte(evaluateur.utilisateur).get(adresse).content[:5] == b"%PDF-"
    assert connecte(EvaluateurFactory().utilisateur).get(adresse).status_code == 404

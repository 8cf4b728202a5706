"""The commission's émargement: what it prints, once, and what it never prints."""

from datetime import time
from io import BytesIO

import pikepdf
import pypdfium2
import pytest

from certif_portal.commun.fichiers import octets_de
from certif_portal.commun.models import DocumentRendu
from evaluations.documents.emargement import plages
from evaluations.models import FeuilleEmargement
from evaluations.services.commission import ajouter_passage
from evaluations.services.emargement import rendre_emargement
from tests.candidats.factories import InscriptionFactory
from tests.evaluations.factories import AVANT, EvaluateurFactory, creer_commission, declarer_recevable, planifier

pytestmark = pytest.mark.django_db


def texte(feuille: FeuilleEmargement) -> str:
    pdf = pypdfium2.PdfDocument(octets_de(feuille.document.fichier))
    return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in pdf).split())


@pytest.mark.parametrize(
    ("numeros", "attendu"),
    [([3], "3"), ([1, 2], "1, 2"), ([1, 2, 3], "1 à 3"), ([8, 1, 2, 3, 5], "1 à 3, 5, 8"), ([], "")],
)
def test_plages(numeros, attendu):
    assert plages(numeros) == attendu


def test_la_feuille_porte_evaluateurs_et_candidats(inscription, evaluateur, autre_evaluateur):
    inscription.candidat.nom_naissance, inscription.candidat.prenom = "O’Brien-Nguyễn", "Łucja"
    inscription.candidat.save()
    passage = planifier(inscription, evaluateur, autre_evaluateur, heure=time(9, 30))
    feuille = rendre_emargement(commission=passage.commission, par=None, a=AVANT)
    lu = texte(feuille)
    assert "O’BRIEN-NGUYỄN Łucja" in lu
    assert "9 h 30" in lu
    assert "compétences 1 à 4" in lu
    assert "vendredi 6 novembre 2026" in lu
    for membre in (evaluateur, autre_evaluateur):
        assert f"{membre.utilisateur.nom.upper()} {membre.utilisateur.prenom}" in lu
        assert membre.entreprise_nom in lu
    assert inscription.entreprise.raison_sociale not in lu


def test_la_feuille_est_archivable(inscription, evaluateur, autre_evaluateur):
    passage = planifier(inscription, evaluateur, autre_evaluateur)
    feuille = rendre_emargement(commission=passage.commission, par=None, a=AVANT)
    with pikepdf.open(BytesIO(octets_de(feuille.document.fichier))) as pdf, pdf.open_metadata() as metadonnees:
        assert metadonnees.pdfa_status == "3A"


def test_la_feuille_n_est_rendue_qu_une_fois(inscription, evaluateur, autre_evaluateur):
    passage = planifier(inscription, evaluateur, autre_evaluateur)
    premiere = rendre_emargement(commission=passage.commission, par=None, a=AVANT)
    assert rendre_emargement(commission=passage.commission, par=None, a=AVANT) == premiere
    assert DocumentRendu.objects.count() == 1


def test_validation_vae_dit_qui_preside(evaluateur, autre_evaluateur):
    inscription = InscriptionFactory(vae=True)
    declarer_recevable(inscription)
    commission = creer_commission(evaluateur, autre_evaluateur, vae=True)
    ajouter_passage(commission=commission, inscription=inscription, par=None, a=AVANT)
    lu = texte(rendre_emargement(commission=commission, par=None, a=AVANT))
    assert "Commission de validation VAE" in lu
    assert "Préside la commission, représentant du centre" in lu


def test_quarante_candidats_sur_plusieurs_pages(referentiel, organisme):
    commission = creer_commission(EvaluateurFactory(), EvaluateurFactory())
    for _ in range(40):
        planifier(InscriptionFactory(referentiel=referentiel, organisme=organisme), commission=commission)
    feuille = rendre_emargement(commission=commission, par=None, a=AVANT)
    pdf = pypdfium2.PdfDocument(octets_de(feuille.document.fichier))
    assert len(pdf) > 2
    assert texte(feuille).count("O’BRIEN") == 40

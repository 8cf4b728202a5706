"""Funding codes with dates: FINANCEMENT-OUVERT, in the rules, the form, the workbook and on the PV."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils.html import escape

from candidats.choix import Financement
from candidats.models import FinancementInscription
from candidats.regles.inscription import FINANCEMENT_OUVERT, financement_ouvert, incoherences
from certif_portal.centre.models import ParametresCentre
from jurys.documents import pv as documents
from jurys.models import Presentation
from jurys.queries.titre import TitreDecide
from tests.candidats.factories import InscriptionFactory, donnees_completes
from tests.jurys.factories import JuryFactory

LE = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("code", "jour", "ouvert"),
    [
        ("CPE", date(2024, 12, 31), True),
        ("CPE", date(2025, 1, 1), False),
        ("PA", date(2025, 12, 31), True),
        ("PA", date(2026, 1, 1), False),
        ("PREC", date(2025, 12, 31), False),
        ("PREC", date(2026, 1, 1), True),
        ("CPF", date(2020, 1, 1), True),
        ("PDC", date(2040, 1, 1), True),
    ],
)
def test_un_code_s_ouvre_et_se_ferme_a_sa_date(code, jour, ouvert):
    assert financement_ouvert(code, jour) is ouvert


@pytest.mark.parametrize("code", ["CPE", "PA"])
def test_un_nouveau_dossier_ne_prend_pas_un_code_ferme_un_ancien_le_garde(code):
    donnees = replace(donnees_completes(), financements=(code,))
    constats = incoherences(donnees, None, LE)
    assert [(c.champ, c.regle) for c in constats] == [("financements", FINANCEMENT_OUVERT)]
    assert incoherences(donnees, None, LE, date(2024, 6, 1)) == []


@pytest.mark.django_db
def test_le_formulaire_ne_propose_que_les_codes_ouverts(connecte, membre_of, referentiel):
    vu = connecte(membre_of).get(f"/inscriptions/nouvelle/?referentiel={referentiel.pk}").context["formulaire"]
    codes = [code for code, _ in vu.fields["financements"].choices]
    assert codes == [code for code in Financement.values if code not in ("CPE", "PA")]


@pytest.mark.django_db
def test_un_ancien_dossier_garde_son_code_a_l_ecran(connecte, membre_of, organisme):
    ancien = InscriptionFactory(organisme=organisme, etat="a_corriger", deposee_le=date(2025, 6, 1))
    FinancementInscription.objects.create(inscription=ancien, code="PA")
    page = connecte(membre_of).get(f"/inscriptions/{ancien.pk}/modifier/").content.decode()
    assert escape("PA · Pro-A") in page


@pytest.mark.django_db
def test_le_pv_imprime_le_code_choisi_par_le_centre(inscription):
    FinancementInscription.objects.create(inscription=inscription, code="CPF", abondement=True)
    FinancementInscription.objects.create(inscription=inscription, code="PREC")
    jury, centre = JuryFactory(), ParametresCentre(reconversion_code="RECO")
    presentation = Presentation.objects.create(jury=jury, inscription=inscription, code="K7", ordre=1)
    pv = documents.contexte_pv(
        jury,
        [TitreDecide(presentation, None, "A")],
        centre=centre,
        president="P.",
        a=inscription.acceptee_le,
    )
    assert (pv.lignes[0].financements, pv.lignes[0].commentaire) == ("CPF, RECO", "CPF")
    assert dict(pv.financements)["RECO"] == "Période de reconversion"
    assert "PREC" not in dict(pv.financements)

"""The capacity to award, withdrawn and given back: the closing is refused in between."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from certif_portal.centre.models import parametres
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.journal import journal_de
from jurys.models import Certificat, RetraitCapacite
from jurys.queries.gtp import certificats_sans_capacite, dossiers_concernes
from jurys.services.capacite import rendre_capacite, retirer_capacite
from jurys.services.cloture import clore_jury
from jurys.services.deliberation import decider
from tests.jurys.factories import CE_JOUR, JOUR_JURY, creer_jury_compose, dossier_pret, ouvrir, presenter
from tests.jurys.gtp import depot

pytestmark = pytest.mark.django_db
EN_COMMUN = ("jury",)


@pytest.fixture
def jury(agent, referentiel):
    jury = creer_jury_compose()
    presenter(jury, dossier_pret(referentiel=referentiel), par=agent)
    ouvrir(jury, par=agent)
    decider(presentation=jury.presentations.get(), decision="A", par=agent, a=CE_JOUR)
    return jury


def retirer(responsable, effet=JOUR_JURY) -> RetraitCapacite:
    return retirer_capacite(effet=effet, motif=" Actions non menées. ", preuve=depot(), par=responsable, a=CE_JOUR)


def test_aucun_jury_ne_se_clot_a_compter_du_retrait(jury, agent, responsable):
    """CAPACITE-RETIREE"""
    retrait = retirer(responsable)
    assert (retrait.motif, retrait.enregistre_par) == ("Actions non menées.", responsable)
    with pytest.raises(RegleNonRespectee, match=r"retirée le 8.décembre.2026.*CAPACITE-RETIREE"):
        clore_jury(jury=jury, par=agent, a=CE_JOUR)
    assert Certificat.objects.count() == 0
    assert [i.pk for i in dossiers_concernes()] == [jury.presentations.get().inscription_id]
    assert dossiers_concernes()[0].jury_numero == jury.numero


def test_le_jour_du_jury_et_celui_de_la_cloture_comptent(jury, agent, responsable):
    retrait = retirer(responsable, JOUR_JURY + timedelta(days=1))
    lendemain = CE_JOUR + timedelta(days=1)
    with pytest.raises(RegleNonRespectee, match=r"le 9.décembre.2026"):
        clore_jury(jury=jury, par=agent, a=lendemain)
    rendue = JOUR_JURY + timedelta(days=2)
    rendre_capacite(retrait=retrait, rendue_le=rendue, preuve=depot(), par=responsable, a=CE_JOUR + timedelta(days=2))
    assert clore_jury(jury=jury, par=agent, a=CE_JOUR + timedelta(days=2)).clos_le is not None


def test_un_jury_tenu_la_veille_du_retrait_se_clot_ce_jour_la(jury, agent, responsable):
    retirer(responsable, JOUR_JURY + timedelta(days=1))
    assert clore_jury(jury=jury, par=agent, a=CE_JOUR).clos_le == CE_JOUR


def test_un_retrait_a_la_fois_dans_l_ordre_des_dates(responsable):
    retrait = retirer(responsable)
    with pytest.raises(ErreurMetier, match="déjà retirée"):
        retirer(responsable)
    rendre = {"retrait": retrait, "preuve": depot(), "par": responsable, "a": CE_JOUR + timedelta(days=40)}
    with pytest.raises(ErreurMetier, match="elle est rendue après"):
        rendre_capacite(rendue_le=JOUR_JURY, **rendre)
    with pytest.raises(ErreurMetier, match="pas encore venue"):
        rendre_capacite(rendue_le=date(2028, 1, 1), **rendre)
    rendue = date(2027, 1, 10)
    retrait = rendre_capacite(rendue_le=rendue, **rendre)
    assert (retrait.rendue_le, retrait.rendue_par) == (rendue, responsable)
    with pytest.raises(ErreurMetier, match="déjà rendue"):
        rendre_capacite(rendue_le=rendue, **rendre)
    with pytest.raises(ErreurMetier, match="couvre déjà"):
        retirer(responsable, rendue - timedelta(days=1))
    with pytest.raises(ErreurMetier, match="plus récent"):
        retirer(responsable, JOUR_JURY - timedelta(days=1))
    assert str(retirer(responsable, rendue)) == "Retrait du 10/01/2027"


@pytest.mark.parametrize(
    ("effet", "rendue", "vus"),
    [
        (JOUR_JURY + timedelta(days=1), None, 0),  # held and closed the day before
        (JOUR_JURY, None, 1),
        (JOUR_JURY - timedelta(days=9), JOUR_JURY, 0),  # given back that day
        (JOUR_JURY - timedelta(days=9), JOUR_JURY + timedelta(days=1), 1),
    ],
)
def test_les_certificats_d_un_jury_deja_clos_sont_ceux_d_un_jour_sans_capacite(jury, agent, effet, rendue, vus):
    """CAPACITE-RETIREE"""
    clore_jury(jury=jury, par=agent, a=CE_JOUR)
    assert certificats_sans_capacite([(effet, rendue)]).count() == vus


def test_le_jour_de_la_cloture_compte_pour_ses_certificats(jury, agent):
    """CAPACITE-RETIREE: held before the withdrawal, closed after it was due and before it was known."""
    clore_jury(jury=jury, par=agent, a=CE_JOUR + timedelta(days=1))
    lendemain = JOUR_JURY + timedelta(days=1)
    assert certificats_sans_capacite([(lendemain, None)]).count() == 1
    assert certificats_sans_capacite([(lendemain, lendemain + timedelta(days=1))]).count() == 1
    assert certificats_sans_capacite([(lendemain + timedelta(days=1), None)]).count() == 0


def test_un_retrait_date_d_avant_un_jury_clos_nomme_ses_certificats(jury, agent, responsable, connecte, horloge_au):
    """CAPACITE-RETIREE: said to whoever records it, on the page, in the journal and in the workbook for the GTP."""
    clore_jury(jury=jury, par=agent, a=CE_JOUR)
    horloge_au(JOUR_JURY + timedelta(days=10))
    client, certificat = connecte(responsable), Certificat.objects.get()
    preuve = SimpleUploadedFile("decision.pdf", depot()[1])
    saisi = {"effet": "01/12/2026", "motif": "Actions non menées.", "preuve": preuve}
    page = client.post(reverse("capacite_retirer"), saisi, follow=True)
    [dit] = [" ".join(str(message).split()) for message in page.context["messages"]]
    classeur = client.get(reverse("capacite_classeur")).content
    assert dit.endswith(
        "1 certificat délivré depuis cette date par des jurys déjà clos : ils sont nommés ci-dessous, "
        "à soumettre au GTP."
    )
    assert page.context["delivres"][0] == certificat
    assert f"<b>{certificat.numero}</b>" in page.content.decode()
    lignes = list(load_workbook(io.BytesIO(classeur)).active.iter_rows(min_row=2, values_only=True))
    assert [(ligne[1], ligne[7], ligne[9]) for ligne in lignes] == [(certificat.nom, jury.numero, certificat.numero)]
    assert journal_de(parametres())[0].phrase.endswith("Déjà délivrés depuis cette date : 1 certificat.")

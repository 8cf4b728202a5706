"""The capacity to award, withdrawn and given back: the closing is refused in between."""

from datetime import date, timedelta

import pytest

from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from jurys.models import Certificat, RetraitCapacite
from jurys.queries.gtp import dossiers_concernes
from jurys.services.capacite import rendre_capacite, retirer_capacite
from jurys.services.cloture import clore_jury
from jurys.services.deliberation import decider
from tests.jurys.factories import CE_JOUR, JOUR_JURY, creer_jury_compose, dossier_pret, ouvrir, presenter
from tests.jurys.gtp import depot

pytestmark = pytest.mark.django_db


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

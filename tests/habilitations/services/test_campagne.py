"""A draw that anybody may do again."""

import pytest

from certif_portal.commun.erreurs import ErreurMetier
from habilitations.models import Audit
from habilitations.services.campagne import tirer_campagne
from tests.habilitations.audit import LE
from tests.habilitations.dossier import midi
from tests.habilitations.factories import creer_organisme_habilite


def test_une_campagne_tire_des_organismes_habilites_et_montre_sa_graine(scene, connecte):
    """AUDIT-TIRAGE"""
    organismes = [creer_organisme_habilite() for _ in range(4)]
    commun = {
        "intitule": "Avis des entreprises",
        "motif": "Critère 5",
        "graine": "printemps 2027",
        "agent": scene.agent,
    }
    acte = {"par": scene.responsable, "a": midi(LE)}
    with pytest.raises(ErreurMetier, match="De 1 à 4"):
        tirer_campagne(**commun, nombre=5, **acte)
    campagne = tirer_campagne(**commun, nombre=2, **acte)
    assert campagne.population == sorted(organisme.siret for organisme in organismes)
    assert Audit.objects.filter(campagne=campagne, declencheur="uimm").count() == 2
    page = connecte(scene.agent).get(campagne.get_absolute_url())
    assert (b"printemps 2027" in page.content, len(page.context["lignes"])) == (True, 2)


@pytest.mark.parametrize(("nombre", "admis"), [(0, False), (1, True), (2, True), (3, False)])
def test_un_tirage_va_d_un_organisme_a_tous(scene, nombre, admis):
    """AUDIT-TIRAGE"""
    for _ in range(2):
        creer_organisme_habilite()
    tirage = {"intitule": "Avis", "motif": "Critère 5", "graine": "printemps", "agent": scene.agent, "nombre": nombre}
    acte = {"par": scene.responsable, "a": midi(LE)}
    if admis:
        assert len(tirer_campagne(**tirage, **acte).population) == 2
        return
    with pytest.raises(ErreurMetier, match="De 1 à 2"):
        tirer_campagne(**tirage, **acte)

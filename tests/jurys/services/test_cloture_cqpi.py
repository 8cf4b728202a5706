"""The CQPI given with a CQPM: by the equivalence of the day of the jury, under its own number and title."""

from datetime import date

import pytest

from certif_portal.commun.erreurs import RegleNonRespectee
from certif_portal.commun.fichiers import octets_de
from jurys.choix import EtatJury
from jurys.models import Certificat
from jurys.services.cloture import clore_jury
from jurys.services.deliberation import decider
from referentiels.models import EquivalenceCQPI
from tests.jurys.factories import CE_JOUR, creer_jury_compose, dossier_pret, jury_clos, jury_edite, ouvrir, presenter
from tests.jurys.lecture import texte
from tests.referentiels.factories import CertificationFactory, creer_referentiel

pytestmark = pytest.mark.django_db


def equivalent(cqpm, debut, fin=None, **champs):
    cqpi = CertificationFactory(type="CQPI", **champs)
    EquivalenceCQPI.objects.create(cqpm=cqpm, cqpi=cqpi, debut=debut, fin=fin)
    return cqpi


@pytest.mark.parametrize("suffixe", ["", "RI"])
@pytest.mark.parametrize(
    ("debut", "fin", "attribue"),
    [
        (date(2020, 1, 1), None, True),
        (date(2026, 12, 8), date(2026, 12, 8), True),
        (date(2020, 1, 1), date(2026, 12, 7), False),
        (date(2026, 12, 9), None, False),
    ],
)
def test_l_equivalence_du_jour_du_jury_decide(agent, suffixe, debut, fin, attribue):
    """CQPI-JUMEAU: in force on 8 December 2026, first and last days counted; the suffix decides nothing."""
    referentiel = creer_referentiel(champs_certification={"suffixe": suffixe})
    equivalent(referentiel.certification, debut, fin)
    jury_clos(dossier_pret(referentiel=referentiel), par=agent)
    types = list(Certificat.objects.order_by("rang").values_list("type", flat=True))
    assert types == (["CQPM", "CQPI"] if attribue else ["CQPM"])


def test_le_certificat_de_cqpi_porte_son_numero_et_son_titre(agent, referentiel):
    cqpi = equivalent(referentiel.certification, date(2020, 1, 1), intitule="Opérateur interbranches")
    jury_edite(dossier_pret(referentiel=referentiel), par=agent)
    certificat = Certificat.objects.get(type="CQPI")
    assert (certificat.code_certification, certificat.intitule) == (cqpi.code, "Opérateur interbranches")
    lu = texte(octets_de(certificat.document.fichier))
    assert f"CQPI Opérateur interbranches* {cqpi.code.removeprefix('CQPI ')}" in lu
    assert referentiel.certification.code not in lu
    assert referentiel.intitule not in lu


def test_un_bloc_seul_ne_donne_pas_le_cqpi(agent, referentiel):
    equivalent(referentiel.certification, date(2020, 1, 1))
    jury_clos(dossier_pret(referentiel=referentiel, blocs=(1,)), par=agent)
    assert list(Certificat.objects.values_list("type", flat=True)) == ["BDC"]


def test_un_suffixe_i_sans_equivalence_arrete_la_cloture(agent):
    """CQPI-JUMEAU: nothing is awarded until the CQPI is recorded."""
    referentiel = creer_referentiel(champs_certification={"suffixe": "RI"})
    jury = creer_jury_compose()
    [presentation] = presenter(jury, dossier_pret(referentiel=referentiel), par=agent)
    ouvrir(jury, par=agent)
    decider(presentation=presentation, decision="A", par=agent, a=CE_JOUR)
    with pytest.raises(RegleNonRespectee, match=r"suffixe I.*saisissez.*CQPI-JUMEAU"):
        clore_jury(jury=jury, par=agent, a=CE_JOUR)
    assert Certificat.objects.count() == 0
    equivalent(referentiel.certification, date(2020, 1, 1))
    assert clore_jury(jury=jury, par=agent, a=CE_JOUR).etat == EtatJury.CLOS
    assert list(Certificat.objects.order_by("rang").values_list("type", flat=True)) == ["CQPM", "CQPI"]

"""A certification suppressed, its sector, its CQPI."""

from datetime import date

import pytest

from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.journal import journal_de
from referentiels.choix import EtatReferentiel, MotifSuppression
from referentiels.models import Referentiel
from referentiels.services.certification import declarer_equivalence, supprimer_certification
from tests.referentiels.factories import CertificationFactory
from tests.referentiels.vie import A

pytestmark = pytest.mark.django_db


LE = date(2026, 11, 20)


def supprimer(certification, **champs):
    donnees = {"le": LE, "motif": MotifSuppression.USAGE, "texte": "Une promotion en cinq ans.", "par": None, "a": A}
    return supprimer_certification(certification=certification, **donnees | champs)


def _equivalence(cqpm, cqpi, debut: date, fin: date | None = None):
    return declarer_equivalence(cqpm=cqpm, cqpi=cqpi, debut=debut, fin=fin, par=None, a=A)


@pytest.mark.sqlite
def test_supprimer(referentiel) -> None:
    """SUPPRESSION-MOTIVEE, CERTIFICATION-SUPPRESSION"""
    certification = supprimer(referentiel.certification)
    referentiel.refresh_from_db()
    assert (referentiel.etat, certification.supprimee_le) == (EtatReferentiel.SUPPRIME, LE)
    assert (certification.motif_suppression, certification.texte_suppression) == ("usage", "Une promotion en cinq ans.")
    assert [entree.phrase for entree in journal_de(certification)] == [
        "Certification supprimée par le GTP le 20\u00a0novembre\u00a02026. "
        "Usage : moins de deux promotions sur les cinq dernières années. Une promotion en cinq ans."
    ]


def test_une_version_remplacee_le_reste(referentiel) -> None:
    ancienne = Referentiel.objects.create(
        certification=referentiel.certification, intitule="x", etat=EtatReferentiel.REMPLACE, date_gtp=date(2010, 1, 1)
    )
    supprimer(referentiel.certification)
    ancienne.refresh_from_db()
    assert ancienne.etat == EtatReferentiel.REMPLACE


@pytest.mark.parametrize(
    ("champs", "code"),
    [
        ({"le": date(2026, 11, 21)}, "CERTIFICATION-SUPPRESSION"),
        ({"motif": "envie"}, "SUPPRESSION-MOTIVEE"),
        ({"motif": ""}, "SUPPRESSION-MOTIVEE"),
        ({"texte": " "}, "SUPPRESSION-MOTIVEE"),
    ],
)
def test_suppression_refusee(referentiel, champs: dict, code: str) -> None:
    """SUPPRESSION-MOTIVEE"""
    with pytest.raises(RegleNonRespectee) as refus:
        supprimer(referentiel.certification, **champs)
    assert refus.value.regle.code == code
    referentiel.certification.refresh_from_db()
    assert referentiel.certification.supprimee_le is None


def test_on_ne_supprime_ni_deux_fois_ni_avant_la_version_ni_un_brouillon(referentiel) -> None:
    with pytest.raises(ErreurMetier, match="ne peut pas la précéder"):
        supprimer(referentiel.certification, le=date(2022, 3, 11))
    certification = supprimer(referentiel.certification, le=date(2022, 3, 12))
    with pytest.raises(ErreurMetier, match="déjà supprimée"):
        supprimer(certification)
    with pytest.raises(ErreurMetier, match="rien à supprimer"):
        supprimer(CertificationFactory())


def test_equivalence_refusee(referentiel, cqpi) -> None:
    cqpm = referentiel.certification
    with pytest.raises(ErreurMetier, match="Un CQPM et un CQPI sont attendus"):
        _equivalence(cqpi, cqpm, date(2020, 1, 1))
    _equivalence(cqpm, cqpi, date(2020, 1, 1))
    with pytest.raises(ErreurMetier, match="déjà un équivalent"):
        _equivalence(cqpm, CertificationFactory(type="CQPI"), date(2021, 1, 1))
    _equivalence(cqpm, cqpi, date(2020, 1, 1), date(2020, 12, 31))
    _equivalence(cqpm, cqpi, date(2021, 1, 1))
    assert [(e.debut, e.fin) for e in cqpm.equivalences_cqpi.all()] == [
        (date(2021, 1, 1), None),
        (date(2020, 1, 1), date(2020, 12, 31)),
    ]
    with pytest.raises(ErreurMetier, match="précède son début"):
        _equivalence(cqpm, cqpi, date(2019, 1, 1), date(2018, 1, 1))

"""A fiche that ends without a renewal is told to the responsables, a year, six and three months before."""

from datetime import UTC, date, datetime

import pytest

from certif_portal.commun.models import Courriel
from certif_portal.portail.services.relance import relancer
from referentiels.echeances import echeances
from referentiels.models import Certification, Enregistrement
from tests.referentiels.factories import CertificationFactory, creer_referentiel

pytestmark = pytest.mark.django_db
FIN = date(2028, 2, 28)


def fiche(certification: Certification, code: str = "RNCP40664", **champs) -> Enregistrement:
    dates = {"date_enregistrement": date(2023, 3, 1), "date_fin": FIN}
    return Enregistrement.objects.create(certification=certification, code=code, **dates | champs)


def test_au_responsable_seul_avec_ses_trois_etapes(responsable, agent) -> None:
    certification = CertificationFactory(intitule="Soudeur naval")
    ligne = fiche(certification)
    [echeance] = echeances(date(2027, 9, 1))
    assert (echeance.regle.code, echeance.date_limite, echeance.destinataires) == (
        "RNCP-ALERTE-6",
        FIN,
        (responsable.email,),
    )
    assert (echeance.dossier_type, echeance.dossier_id) == ("referentiels.certification", certification.pk)
    assert echeance.cle == f"RNCP-FIN:{ligne.pk}:2028-02-28"
    assert echeance.pour == "CQPM Soudeur naval"


@pytest.mark.parametrize(
    ("le", "nombre"),
    [(date(2027, 2, 27), 0), (date(2027, 2, 28), 1), (date(2028, 2, 28), 1), (date(2028, 2, 29), 0)],
)
def test_dans_la_derniere_annee(le: date, nombre: int) -> None:
    """RNCP-ALERTE-12"""
    fiche(CertificationFactory())
    assert len(echeances(le)) == nombre


@pytest.mark.parametrize(
    ("le", "dues"),
    [
        (date(2031, 2, 27), []),
        (date(2031, 2, 28), ["RNCP-DERNIERE-DELIVRANCE"]),
        (date(2032, 2, 29), ["RNCP-DERNIERE-DELIVRANCE"]),
        (date(2032, 3, 1), []),
    ],
)
def test_la_derniere_delivrance_se_dit_un_an_avant_jusqu_a_son_jour(responsable, le, dues) -> None:
    """RNCP-DERNIERE-DELIVRANCE: four years after the end, told even of a certification that was suppressed."""
    ligne = fiche(CertificationFactory(supprimee_le=date(2027, 1, 1)), date_limite_delivrance=date(2032, 2, 29))
    trouvees = echeances(le)
    assert [e.regle.code for e in trouvees] == dues
    for echeance in trouvees:
        assert (echeance.cle, echeance.date_limite, echeance.repere, echeance.destinataires) == (
            f"RNCP-DERNIERE-DELIVRANCE:{ligne.pk}:2032-02-29",
            date(2032, 2, 29),
            FIN,
            (responsable.email,),
        )
        assert [jour for _, jour in echeance.etapes] == [date(2031, 2, 28), date(2031, 8, 29), date(2031, 11, 29)]


def test_une_fiche_qui_se_delivre_jusqu_a_sa_fin_n_a_qu_une_date() -> None:
    fiche(CertificationFactory(), date_limite_delivrance=FIN)
    assert [e.regle.code for e in echeances(date(2027, 9, 1))] == ["RNCP-ALERTE-6"]
    renouvelee = CertificationFactory()
    fiche(renouvelee, "RNCP40665", date_limite_delivrance=date(2029, 2, 28))
    fiche(renouvelee, "RNCP50000", date_enregistrement=date(2028, 3, 1), date_fin=date(2033, 3, 1))
    assert echeances(date(2028, 6, 1)) == []


def test_rien_si_renouvelee_supprimee_ou_sans_fin() -> None:
    le = date(2027, 9, 1)
    renouvelee = CertificationFactory()
    fiche(renouvelee)
    fiche(renouvelee, "RNCP50000", date_enregistrement=date(2028, 3, 1), date_fin=date(2033, 3, 1))
    sans_fin = CertificationFactory()
    fiche(sans_fin)
    fiche(sans_fin, "RNCP50001", date_enregistrement=date(2028, 3, 1), date_fin=None)
    fiche(CertificationFactory(), date_fin=None)
    supprimee = CertificationFactory(supprimee_le=date(2027, 1, 1))
    fiche(supprimee)
    assert echeances(le) == []
    autre_repertoire = CertificationFactory()
    fiche(autre_repertoire)
    fiche(autre_repertoire, "RS6717", repertoire="RS", date_enregistrement=date(2026, 1, 1), date_fin=None)
    assert [e.dossier_id for e in echeances(le)] == [autre_repertoire.pk]


@pytest.mark.parametrize("nombre", [1, 5])
def test_une_requete(nombre: int, responsable, django_assert_num_queries) -> None:
    for rang in range(nombre):
        fiche(CertificationFactory(), f"RNCP{rang}")
    with django_assert_num_queries(1):
        assert len(echeances(date(2027, 9, 1))) == nombre


def test_relancee_trois_fois_jamais_deux_a_la_meme_etape(responsable) -> None:
    """RNCP-ALERTE-12, RNCP-ALERTE-6, RNCP-ALERTE-3, through the daily reminders."""
    certification = creer_referentiel(rncp=False).certification
    fiche(certification)
    jours = [
        (date(2027, 2, 27), 0),
        (date(2027, 2, 28), 0),  # a Sunday
        (date(2027, 3, 1), 1),
        (date(2027, 3, 2), 1),
        (date(2027, 8, 30), 2),
        (date(2027, 11, 29), 3),
        (date(2028, 2, 14), 3),
        (date(2028, 2, 28), 3),
        (date(2028, 3, 10), 3),
    ]
    for jour, total in jours:
        relancer(le=jour, a=datetime(jour.year, jour.month, jour.day, 7, tzinfo=UTC))
        assert Courriel.objects.count() == total, jour
    courriel = Courriel.objects.order_by("pk").first()
    assert (courriel.destinataire, courriel.objet) == (responsable.email, "Rappel : Fin d’enregistrement de RNCP40664")
    assert certification.get_absolute_url() in courriel.texte

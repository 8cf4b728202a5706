"""The scorecard never tells of a few people, by itself or by subtraction."""

from datetime import date

import pytest

from candidats.choix import Voie
from certif_portal.portail.indicateurs import periode_demandee
from certif_portal.portail.queries.bord import bords
from jurys.models import ValidationCompetence
from tests.habilitations.factories import OrganismeFactory
from tests.portail.test_bord import CENTRE, LE, ce_jour, inscrire, mesurer, presenter  # noqa: F401
from tests.scelles import desceller

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("nombre", "dite"), [(0, True), (1, False), (4, False), (5, True)])
def test_aucun_chiffre_de_moins_de_cinq_personnes(inscrire, mesurer, nombre, dite):  # noqa: F811
    """CHIFFRES-SECRET"""
    for _ in range(nombre):
        inscrire(deposee_le=date(2026, 3, 10))
    assert mesurer("BORD-INSCRIPTIONS").trop_peu is not dite


def test_cinq_blocs_d_une_personne_ne_sont_pas_cinq_personnes(presenter, mesurer):  # noqa: F811
    """CHIFFRES-SECRET"""
    candidat = presenter(date(2026, 5, 1)).inscription.candidat
    for mois in (6, 7, 8, 9):
        presenter(date(2026, mois, 1), candidat=candidat)
    assert mesurer("BORD-BLOCS").denominateur >= 5
    assert mesurer("BORD-BLOCS").trop_peu


def test_un_semestre_n_est_pas_l_annee_moins_quatre_personnes(inscrire, mesurer):  # noqa: F811
    """CHIFFRES-SECRET: nine in the year, five in its first half, four in the second."""
    for rang in range(9):
        inscrire(deposee_le=date(2026, 3, 10) if rang < 5 else date(2026, 9, 10))
    masques = [mesurer("BORD-INSCRIPTIONS", periode).trop_peu for periode in ("2026", "2026-S1", "2026-S2")]
    assert masques == [False, True, True]
    inscrire(deposee_le=date(2026, 9, 11))
    masques = [mesurer("BORD-INSCRIPTIONS", periode).trop_peu for periode in ("2026", "2026-S1", "2026-S2")]
    assert masques == [False, False, False]


def test_l_habilitation_n_est_pas_l_annee_et_quatre_personnes(inscrire, mesurer):  # noqa: F811
    """CHIFFRES-SECRET: the act less the year told would be those of the year before."""
    for rang in range(9):
        inscrire(deposee_le=date(2025, 3, 10) if rang < 4 else date(2026, 3, 10))
    masques = [mesurer("BORD-INSCRIPTIONS", periode).trop_peu for periode in ("2026", "2025", "acte")]
    assert masques == [False, True, True]


def test_les_inscriptions_en_formation_ne_disent_pas_les_autres_voies(inscrire, mesurer):  # noqa: F811
    """CHIFFRES-SECRET: /chiffres/ tells every route of the OF together; one VAE is the difference."""
    for _ in range(5):
        inscrire(deposee_le=date(2026, 3, 10))
    inscrire(deposee_le=date(2026, 3, 10), voie=Voie.VAE)
    assert mesurer("BORD-INSCRIPTIONS").trop_peu
    for _ in range(4):
        inscrire(deposee_le=date(2026, 3, 10), voie=Voie.VAE)
    assert not mesurer("BORD-INSCRIPTIONS").trop_peu


def test_un_bloc_de_trop_peu_de_personnes_est_reuni_a_un_autre(presenter, agent, organisme):  # noqa: F811
    """CHIFFRES-SECRET: the first bloc alone is aimed at by six, two of whom present all the others."""
    for rang in range(6):
        presentation = presenter(date(2026, 6, 1))
        if rang >= 2:
            bloc = presentation.inscription.referentiel.compositions.order_by("ordre").first().version_bloc_id
            with desceller():
                ValidationCompetence.objects.filter(presentation=presentation).exclude(
                    competence__version_bloc=bloc
                ).delete()
    [bord] = bords(agent, periode_demandee("2026", LE, "acte"), le=LE, centre=CENTRE)
    nombre = presentation.inscription.referentiel.compositions.count()
    assert [(bloc.intitule, bloc.presentes) for bloc in bord.blocs] == [
        ("Les autres blocs, réunis", 6 + 2 * (nombre - 1))
    ]


def test_un_organisme_sans_habilitation_le_dit(agent, connecte):
    organisme = OrganismeFactory()
    assert "Pas d’habilitation" in connecte(agent).get(f"/organismes/{organisme.pk}/indicateurs/").content.decode()
    assert "Aucun organisme habilité" in connecte(agent).get("/organismes/indicateurs/?periode=2021").content.decode()

"""RELANCE-PAUSE: a file whose reminders are held, and resumed."""

from datetime import timedelta

import pytest

from candidats.regles.livret import LIVRET_MOIS
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import Courriel
from certif_portal.portail.models import Relance, SuspensionRelances
from certif_portal.portail.services.relance import Bilan, relancer, relancer_dossier
from certif_portal.portail.services.suspension import reprendre_relances, suspendre_relances
from jurys.services.suivi import refaire_tout as recalculer
from tests.candidats.factories import InscriptionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def attendue(organisme, jour):
    """Its livret is due in three days, a Monday."""
    return InscriptionFactory(
        organisme=organisme,
        entree_formation=jour,
        fin_formation=jour + timedelta(days=700),
        date_evaluation_prevue=LIVRET_MOIS.apres(jour + timedelta(days=3)),
    )


def test_rien_n_est_rappele_jusqu_a_cette_date_comprise_puis_tout_reprend(attendue, agent, instant, jour):
    suspendre_relances(
        inscription=attendue, motif="Arrêt de travail", jusqu_au=jour + timedelta(days=3), par=agent, a=instant
    )
    assert relancer(le=jour, a=instant) == Bilan()
    assert relancer(le=jour + timedelta(days=3), a=instant) == Bilan()
    assert relancer(le=jour + timedelta(days=4), a=instant) == Bilan(1, 1)
    assert [e.acte for e in journal_de(attendue).order_by("pk")] == ["relances-suspendues", "relance"]


def test_elles_reprennent_avant_quand_on_le_dit(attendue, agent, instant, jour):
    suspendre_relances(inscription=attendue, motif="Arrêt", jusqu_au=jour + timedelta(days=30), par=agent, a=instant)
    reprendre_relances(inscription=attendue, par=agent, a=instant)
    assert relancer(le=jour, a=instant) == Bilan(1, 1)
    with pytest.raises(ErreurMetier, match="ne sont pas suspendues"):
        reprendre_relances(inscription=attendue, par=agent, a=instant)


@pytest.mark.parametrize(("jours", "offert"), [(2, True), (3, True), (4, False)])
def test_reprendre_s_offre_jusqu_au_dernier_jour_dit(
    attendue, agent, connecte, instant, jour, horloge_au, jours, offert
):
    """The day after it they resume by themselves: there is nothing to resume."""
    suspendre_relances(inscription=attendue, motif="Arrêt", jusqu_au=jour + timedelta(days=3), par=agent, a=instant)
    recalculer()
    horloge_au(jour + timedelta(days=jours))
    page = connecte(agent).get(attendue.get_absolute_url()).content.decode()
    assert ("Reprendre les relances" in page) is offert
    if not offert:
        with pytest.raises(ErreurMetier, match="ne sont pas suspendues"):
            reprendre_relances(inscription=attendue, par=agent, a=instant + timedelta(days=jours))


def test_une_suspension_en_remplace_une_autre(attendue, agent, instant, jour):
    for jours in (10, 20):
        jusqu_au = jour + timedelta(days=jours)
        suspendre_relances(inscription=attendue, motif="Arrêt", jusqu_au=jusqu_au, par=agent, a=instant)
    ouvertes = SuspensionRelances.objects.filter(levee_le__isnull=True)
    assert [s.jusqu_au for s in ouvertes] == [jour + timedelta(days=20)]
    assert SuspensionRelances.objects.count() == 2


@pytest.mark.parametrize(("jours", "motif", "dit"), [(-1, "Arrêt", "est passé"), (0, "  ", "Un motif est attendu")])
def test_une_date_passee_ou_sans_motif_est_refusee(attendue, agent, instant, jour, jours, motif, dit):
    with pytest.raises(ErreurMetier, match=dit):
        suspendre_relances(
            inscription=attendue, motif=motif, jusqu_au=jour + timedelta(days=jours), par=agent, a=instant
        )
    assert SuspensionRelances.objects.count() == 0


def test_la_page_du_dossier_le_dit_et_l_un_et_l_autre_s_y_font(attendue, agent, membre_of, connecte, jour, horloge_au):
    horloge_au(jour)
    client, fiche = connecte(agent), attendue.get_absolute_url()
    assert "Suspendre les relances" in client.get(fiche).content.decode()
    saisie = {"jusqu_au": (jour + timedelta(days=9)).isoformat(), "motif": "Arrêt de travail"}
    client.post(f"{fiche}relances/suspendre/", saisie)
    page = client.get(fiche).content.decode()
    assert ("Relances suspendues jusqu" in page, "Arrêt de travail" in page) == (True, True)
    assert "RELANCE-PAUSE" in page
    assert "Relances suspendues jusqu’au" not in connecte(membre_of).get(fiche).content.decode()
    client.post(f"{fiche}relances/reprendre/")
    assert SuspensionRelances.objects.filter(levee_le__isnull=True).count() == 0


def test_a_la_main_non_plus(attendue, agent, instant, jour):
    suspendre_relances(inscription=attendue, motif="Arrêt", jusqu_au=jour, par=agent, a=instant)
    recalculer()
    with pytest.raises(RegleNonRespectee, match="Suspendues jusqu’au"):
        relancer_dossier(inscription=attendue, le=jour, par=agent, a=instant)
    assert (Relance.objects.count(), Courriel.objects.count()) == (0, 0)

"""Deadlines read from the last one: the same, by the same slices."""

from datetime import timedelta

import pytest

from candidats.choix import EtatInscription
from certif_portal.commun import horloge
from certif_portal.portail.queries.echeance import echeances_visibles_par, toutes_les_echeances
from jurys.services import suivi
from tests.candidats.factories import InscriptionFactory
from tests.habilitations.factories import creer_membre

pytestmark = pytest.mark.django_db


def test_de_la_derniere_a_la_premiere(connecte, agent, organisme):
    le = horloge.aujourdhui()
    for jours in (10, 30, 20, 40, 20):
        dates = {"entree_formation": le - timedelta(days=jours), "fin_formation": le + timedelta(days=200 + jours)}
        InscriptionFactory(organisme=organisme, **dates)
    suivi.refaire_tout()
    echeances = toutes_les_echeances(le)
    attendues = list(echeances)
    assert len(attendues) >= 5
    envers = echeances.depuis_la_fin()
    assert (envers.count(), len(envers)) == (len(attendues), len(attendues))
    assert [*envers[0:2], *envers[2:4], *envers[4:100]] == attendues[::-1]
    client = connecte(agent)
    pages = [client.get("/echeances/", {"tri": tri}).context["page"].object_list for tri in ("limite", "-limite")]
    assert [list(page) for page in pages] == [attendues[:50], attendues[::-1][:50]]


def test_un_organisme_voit_ce_qu_il_doit_et_non_ce_que_doit_le_centre(agent, organisme):
    """Of one file, its livret is due by the OF, its sitting by the centre."""
    le = horloge.aujourdhui()
    InscriptionFactory(organisme=organisme, entree_formation=le, fin_formation=le + timedelta(days=200))
    suivi.refaire_tout()
    lues = {qui: {e.nature for e in echeances_visibles_par(qui, le)} for qui in (agent, creer_membre(organisme))}
    assert list(lues.values()) == [{"livret", "seance"}, {"livret"}]


def test_le_brouillon_d_un_organisme_n_est_qu_a_lui(agent, auditeur, organisme, membre_of, connecte):
    """INSCRIPTION-DELAI: the staff opens no draft, so no list nor counter names its candidate; a file sent back is
    theirs to follow, as what the centre itself drafts."""
    le = horloge.aujourdhui()
    dates = {"entree_formation": le - timedelta(days=20), "fin_formation": le + timedelta(days=200)}
    brouillon = InscriptionFactory(brouillon=True, organisme=organisme, **dates)
    renvoyee = InscriptionFactory(deposee=True, etat=EtatInscription.A_CORRIGER, organisme=organisme, **dates)
    du_centre = InscriptionFactory(brouillon=True, organisme=None, **dates)
    suivi.refaire_tout()

    def lues(personne):
        return sorted(e.dossier_id for e in echeances_visibles_par(personne, le) if e.nature == "depot")

    assert [lues(personne) for personne in (agent, auditeur, membre_of)] == [
        [renvoyee.pk, du_centre.pk],
        [renvoyee.pk, du_centre.pk],
        [brouillon.pk, renvoyee.pk],
    ]
    page = connecte(agent).get("/echeances/?quand=retard")
    assert (page.context["page"].paginator.count, page.context["retards"]) == (1, 1)

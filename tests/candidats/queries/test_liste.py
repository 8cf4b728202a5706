"""The list of registrations: its default order by an index, the late ones in SQL as the rule says, its filters."""

from datetime import date, timedelta

import pytest
from django.db import connection

from candidats.choix import EtatInscription
from candidats.models import Inscription
from candidats.models.inscription import URGENCE_CENTRE, URGENCE_ORGANISME, rang_d_urgence
from candidats.queries.liste import choix_des_filtres, ordonner, tardives
from candidats.regles.inscription import INSCRIPTION_DELAI, est_tardive
from certif_portal.centre.models import ParametresCentre
from tests.candidats.factories import InscriptionFactory

pytestmark = pytest.mark.django_db
LE = date(2026, 11, 20)


@pytest.mark.sqlite
@pytest.mark.parametrize("urgence", [URGENCE_CENTRE, URGENCE_ORGANISME])
def test_le_rang_suit_l_ordre_ecrit_et_les_autres_etats_viennent_ensemble(urgence):
    communs = {"decidee_le": LE, "deposee_le": LE, "abandonnee_le": LE, "motif_abandon": "x"}
    for etat in EtatInscription:
        InscriptionFactory(etat=etat, **communs)
    lus = dict(Inscription.objects.annotate(rang=rang_d_urgence(urgence)).values_list("etat", "rang"))
    assert lus == {etat: urgence.index(etat) if etat in urgence else 3 for etat in EtatInscription}


@pytest.mark.parametrize("sens", ["", "-"])
def test_l_ordre_du_centre_se_lit_dans_un_index(sens, agent):
    """Both ways: the last page is read from the end."""
    agent.charger_roles(LE)
    visibles = Inscription.objects.visibles_par(agent)
    liste = ordonner(visibles, "", pour_organisme=False).values_list("pk", flat=True)
    if sens:
        liste = liste.reverse()
    with connection.cursor() as curseur:
        if connection.vendor == "postgresql":
            curseur.execute("SET LOCAL enable_seqscan = off")
            curseur.execute("SET LOCAL enable_sort = off")
    plan = liste[:50].explain()
    assert ("inscription_urgence_centre" in plan, "Sort" in plan or "TEMP B-TREE" in plan) == (True, False)


@pytest.mark.sqlite
def test_en_sql_est_tardive_qui_l_est_pour_la_regle():
    """INSCRIPTION-DELAI: the last day, the day after; not deposited yet, the day of reading counts."""
    jours = INSCRIPTION_DELAI.jours
    for ecart in (jours - 1, jours, jours + 1):
        entree = LE - timedelta(days=ecart)
        InscriptionFactory(entree_formation=entree, deposee_le=LE)
        InscriptionFactory(entree_formation=entree, deposee_le=None, etat=EtatInscription.BROUILLON)
    lues = tardives(Inscription.objects.all(), le=LE, centre=ParametresCentre(inscription_jours=jours))
    attendues = [i for i in Inscription.objects.all() if est_tardive(i.entree_formation, i.deposee_le or LE, jours)]
    assert (len(attendues), set(lues)) == (2, set(attendues))


@pytest.mark.sqlite
def test_les_filtres_n_offrent_que_ce_qui_se_voit(agent, membre_of, organisme, autre_organisme, referentiel):
    """An organisation with a draft alone is offered to nobody of the centre; a certification once, whatever its use."""
    InscriptionFactory.create_batch(2, organisme=organisme, referentiel=referentiel, deposee=True)
    InscriptionFactory(organisme=autre_organisme, etat=EtatInscription.BROUILLON, deposee_le=None)
    for personne in (agent, membre_of):
        personne.charger_roles(LE)
    certification = referentiel.certification
    offerte = [(certification.pk, f"{certification.type} {certification.intitule}")]
    assert choix_des_filtres(agent, pour_organisme=False) == ([(organisme.pk, organisme.nom)], offerte)
    assert choix_des_filtres(membre_of, pour_organisme=True) == ([], offerte)

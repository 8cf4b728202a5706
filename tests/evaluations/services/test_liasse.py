"""The papers of a sitting's day, made in the background: once, in the place of the ones before."""

from datetime import timedelta

import pytest

from candidats.choix import NatureIncident
from candidats.models import Candidat
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.models import Fichier
from evaluations.choix import EtatLiasse
from evaluations.models import Commission, FeuilleEmargement, LiasseCommission
from evaluations.services.commission import noter_absence, retirer_passage
from evaluations.services.liasse import demander_liasse, editer_liasse, oublier_les_liasses
from tests.candidats.factories import CandidatFactory, InscriptionFactory
from tests.evaluations.factories import AVANT, LE_JOUR, planifier

pytestmark = pytest.mark.django_db
EN_COMMUN = ("commission",)


@pytest.fixture
def commission(inscription, evaluateur, autre_evaluateur):
    return planifier(inscription, evaluateur, autre_evaluateur).commission


def editer(liasse):
    editer_liasse(liasse.pk, a=lambda: AVANT)
    liasse.refresh_from_db()
    return liasse


def test_les_papiers_se_font_une_fois_et_remplacent_les_precedents(commission, inscription, agent):
    planifier(
        InscriptionFactory(candidat=CandidatFactory(), referentiel=inscription.referentiel), commission=commission
    )
    liasse = demander_liasse(commission=commission, par=agent, a=AVANT)
    assert demander_liasse(commission=commission, par=agent, a=AVANT) == liasse  # asked while it is being made
    liasse = editer(liasse)
    fichier = liasse.fichier
    assert (liasse.etat, liasse.faites, liasse.grilles, fichier.nom) == (
        EtatLiasse.PRETE,
        2,
        2,
        "commission-2026-11-06.pdf",
    )
    assert editer(liasse).fichier == fichier  # played again
    autre = editer(demander_liasse(commission=commission, par=agent, a=AVANT))
    assert [une.pk for une in LiasseCommission.objects.all()] == [autre.pk]
    assert not Fichier.objects.filter(pk=fichier.pk).exists()


def test_ce_qui_empeche_l_emargement_empeche_la_demande(commission, agent):
    retirer_passage(passage=commission.passages.get(), motif="Erreur.", par=agent, a=AVANT)
    with pytest.raises(ErreurMetier, match="Aucun candidat n’est prévu"):
        demander_liasse(commission=commission, par=agent, a=AVANT)
    assert LiasseCommission.objects.count() == 0


@pytest.mark.parametrize("absent", [False, True])
def test_les_papiers_d_une_seance_s_oublient_quand_quelqu_un_n_en_est_plus(commission, inscription, agent, absent):
    """Left alone, a delegated OF would open the grid of whom another had sent."""
    autre = InscriptionFactory(candidat=CandidatFactory(), referentiel=inscription.referentiel)
    passage = planifier(autre, commission=commission)
    liasse = editer(demander_liasse(commission=commission, par=agent, a=AVANT))
    qui = {"passage": passage, "motif": "Malade.", "par": agent}
    if absent:
        noter_absence(nature=NatureIncident.ABSENCE, nouvelle_date=None, a=LE_JOUR, **qui)
    else:
        retirer_passage(a=AVANT, **qui)
    assert LiasseCommission.objects.count() == 0
    assert not Fichier.objects.filter(pk=liasse.fichier_id).exists()


@pytest.mark.parametrize(("jours", "demandee", "restent"), [(0, 0, 1), (1, 0, 1), (1, 1, 0), (0, 1, 1)])
def test_les_papiers_d_une_seance_passee_s_oublient(commission, agent, jours, demandee, restent):
    """Asked for before that instant, of a sitting before that day; the others stay, with their file."""
    liasse = editer(demander_liasse(commission=commission, par=agent, a=AVANT))
    Commission.objects.update(date=AVANT.date() - timedelta(days=jours))
    oublier_les_liasses(avant=AVANT + timedelta(seconds=demandee))
    assert LiasseCommission.objects.count() == restent
    assert Fichier.objects.filter(pk=liasse.fichier_id).count() == restent


def test_un_signe_que_rien_ne_dessine_est_dit(commission, agent):
    liasse = demander_liasse(commission=commission, par=agent, a=AVANT)
    Candidat.objects.update(nom_naissance="\U0001fae9", nom_usage="")
    assert (editer(liasse).etat, liasse.fichier) == (EtatLiasse.ECHEC, None)
    assert "U+1FAE9" in liasse.erreur
    assert editer(liasse).etat == EtatLiasse.ECHEC


def test_une_panne_est_gardee_puis_relevee(commission, agent):
    liasse = demander_liasse(commission=commission, par=agent, a=AVANT)
    FeuilleEmargement.objects.all().delete()
    with pytest.raises(FeuilleEmargement.DoesNotExist):
        editer_liasse(liasse.pk, a=lambda: AVANT)
    liasse.refresh_from_db()
    assert (liasse.etat, liasse.erreur[:35]) == (EtatLiasse.ECHEC, "Un document n’a pas pu être rendu :")


def test_une_demande_remplacee_pendant_ce_temps_ne_se_termine_pas(commission, agent):
    """Whoever ends second changes nothing: the row it worked for is gone, or is no longer being made."""
    liasse = demander_liasse(commission=commission, par=agent, a=AVANT)

    def pendant_ce_temps():
        Commission.objects.get().liasses.update(etat=EtatLiasse.ECHEC)
        return AVANT

    editer_liasse(liasse.pk, a=pendant_ce_temps)
    liasse.refresh_from_db()
    assert (liasse.etat, liasse.fichier) == (EtatLiasse.ECHEC, None)


def test_la_page_compte_en_francais(commission, agent, connecte):
    liasse = demander_liasse(commission=commission, par=agent, a=AVANT)
    lue = " ".join(connecte(agent).get(liasse.get_absolute_url()).content.decode().split())
    assert ("<p>0 grille sur 1.</p>" in lue, "<h2>1 candidat</h2>" in lue) == (True, True)

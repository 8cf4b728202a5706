"""Drafts created in numbers from lines already checked."""

from dataclasses import replace
from datetime import date

import pytest

from candidats.models import Candidat, Inscription
from candidats.services.inscription import creer_inscription
from candidats.services.lot import creer_inscriptions
from certif_portal.commun.journal import journal_de
from tests.candidats.factories import donnees_completes
from tests.referentiels.factories import creer_referentiel

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("en_nombre", [True, False])
def test_une_nouvelle_inscription_ne_recrit_pas_une_fiche_partagee(
    partagee, autre_organisme, membre_of, instant, en_nombre
):
    notre, _, donnees = partagee
    ailleurs = replace(donnees, referentiel_id=creer_referentiel().pk)
    if en_nombre:
        [cle] = creer_inscriptions([ailleurs], organisme=autre_organisme, par=membre_of, a=instant)
        nouvelle = Inscription.objects.get(pk=cle)
    else:
        nouvelle = creer_inscription(donnees=ailleurs, organisme=autre_organisme, par=membre_of, a=instant)
    notre.candidat.refresh_from_db()
    assert (notre.candidat.courriel, nouvelle.candidat.courriel) == ("a@exemple.fr", "b@exemple.fr")
    encore = replace(ailleurs, referentiel_id=creer_referentiel().pk)
    suivante = creer_inscription(donnees=encore, organisme=autre_organisme, par=membre_of, a=instant)
    assert suivante.candidat == nouvelle.candidat  # its own file now, found again


def test_une_fiche_deja_juste_n_est_pas_ecrite_de_nouveau(organisme, referentiel, membre_of, instant):
    """Found again with the same details, a person has one row and one line of history."""
    for version in (referentiel, creer_referentiel()):
        donnees = donnees_completes(referentiel_id=version.pk)
        creer_inscriptions([donnees], organisme=organisme, par=membre_of, a=instant)
    candidat = Candidat.objects.get()
    assert (candidat.inscriptions.count(), candidat.history.count()) == (2, 1)


def test_un_age_confirme_dans_un_classeur_garde_qui_l_a_confirme(organisme, referentiel, membre_of, instant):
    """NAISSANCE-AGE: on a new person, then on the same person known without it."""
    donnees = donnees_completes(referentiel_id=referentiel.pk, date_naissance=date(1926, 5, 5))
    confirmees = replace(donnees, naissance_confirmee=date(1926, 5, 5))
    [cle] = creer_inscriptions([confirmees], organisme=organisme, par=membre_of, a=instant)
    candidat = Inscription.objects.get(pk=cle).candidat
    attendu = (date(1926, 5, 5), membre_of, instant)
    assert (candidat.naissance_confirmee, candidat.naissance_confirmee_par, candidat.naissance_confirmee_le) == attendu
    assert "confirmée malgré l’âge qu’elle donne : 05/05/1926." in journal_de(Inscription.objects.get()).first().phrase
    rien = dict.fromkeys(("naissance_confirmee", "naissance_confirmee_par", "naissance_confirmee_le"))
    Candidat.objects.filter(pk=candidat.pk).update(**rien)
    autre = replace(confirmees, referentiel_id=creer_referentiel().pk)
    creer_inscriptions([autre], organisme=organisme, par=membre_of, a=instant)
    [candidat] = Candidat.objects.all()
    assert (candidat.naissance_confirmee, candidat.naissance_confirmee_par, candidat.naissance_confirmee_le) == attendu

"""Two files of one person, and a file that two OFs share."""

from dataclasses import replace
from datetime import date

import pytest

from candidats.choix import EtatInscription
from candidats.donnees import CHAMPS_CONTACT, CHAMPS_IDENTITE
from candidats.models import Acquis
from candidats.services.fusion import fusionner
from candidats.services.inscription import creer_inscription
from referentiels.models import Competence
from tests.candidats.factories import CandidatFactory, InscriptionFactory, donnees_completes
from tests.candidats.personne import verifier


def valeurs(candidat, **change):
    return {champ: getattr(candidat, champ) for champ in (*CHAMPS_IDENTITE, *CHAMPS_CONTACT)} | change


@pytest.fixture
def paire(organisme, autre_organisme, referentiel, agent, instant):
    """Two files of one person: the first checked; the second holds what a jury left."""
    conserve = verifier(CandidatFactory(nom_naissance="Le Goff", prenom="Anne", telephone="0600000000"), agent, instant)
    absorbe = CandidatFactory(nom_naissance="LE GOFF", prenom="Anne", courriel="anne@exemple.fr")
    InscriptionFactory(candidat=conserve, organisme=organisme, referentiel=referentiel)
    ancienne = InscriptionFactory(
        candidat=absorbe,
        organisme=autre_organisme,
        referentiel=referentiel,
        etat=EtatInscription.NON_ADMISE,
        decidee_le=date(2026, 1, 20),
    )
    Acquis.objects.create(
        candidat=absorbe,
        inscription=ancienne,
        competence=Competence.objects.first(),
        rncp=False,
        decision_le=date(2026, 1, 20),
        expire_le=date(2028, 1, 20),
    )
    return conserve, absorbe


@pytest.fixture
def partagee(organisme, autre_organisme, referentiel, agent, membre_of, instant):
    """A draft of each OF, of the same person, gathered under the address the first one typed."""
    donnees = donnees_completes(referentiel_id=referentiel.pk)
    siens = {"par": membre_of, "a": instant}
    notre = creer_inscription(donnees=replace(donnees, courriel="a@exemple.fr"), organisme=organisme, **siens)
    autre = creer_inscription(
        donnees=replace(donnees, courriel="b@exemple.fr", telephone="0600000000"), organisme=autre_organisme, **siens
    )
    paire = notre.candidat, autre.candidat
    valeurs_gardees = valeurs(notre.candidat)
    fusionner(conserve=paire[0], absorbe=paire[1], valeurs=valeurs_gardees, par=agent, a=instant)
    autre.refresh_from_db()
    return notre, autre, replace(donnees, courriel="b@exemple.fr", telephone="0600000000")

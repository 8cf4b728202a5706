"""A company registers its employee, without OF, with or without training: the whole way, on the real screens."""

import pytest

from candidats.choix import Voie
from candidats.models import Inscription
from candidats.regles.inscription import date_engagement
from certif_portal.centre.models import ParametresCentre, parametres
from habilitations.models import Habilitation
from jurys.choix import CodePiece, EtatAttendue
from jurys.queries.faits import lire_faits
from jurys.regles.piece import verdicts
from tests.parcours.troupe import ENTREPRISE, ETAT_CIVIL, Troupe, image

pytestmark = pytest.mark.django_db(transaction=True)
SALARIE = {"origine": "SL", "financements": ["PDC"]} | ENTREPRISE


@pytest.fixture
def troupe(horloge_du_mur, referentiel) -> Troupe:
    troupe = Troupe(referentiel)
    Habilitation.objects.all().delete()  # nobody is accredited: nothing here may ask for it
    return troupe


def saisie(voie: str, **champs) -> dict:
    commun = {"portee": "complete", "voie": voie, "piece_identite": image(), "deposer": "1"}
    return ETAT_CIVIL | SALARIE | commun | champs


def inscrire(troupe: Troupe, voie: str, **champs) -> Inscription:
    """The staff write what the company asked, then check the identity and accept."""
    adresse = f"/inscriptions/nouvelle/?referentiel={troupe.referentiel.pk}"
    troupe.faire(troupe.agent, adresse, **saisie(voie, **champs))
    inscription = Inscription.objects.latest("pk")
    troupe.faire(troupe.agent, f"/inscriptions/{inscription.pk}/identite/", type_document="carte", conforme="on")
    troupe.faire(troupe.agent, f"/inscriptions/{inscription.pk}/accepter/")
    inscription.refresh_from_db()
    return inscription


def aller_au_jury(troupe: Troupe, inscription: Inscription) -> None:
    troupe.of = troupe.agent  # who bears the file
    troupe.deposer_livret(inscription, "entreprise")
    troupe.donner_avis()
    troupe.tenir_commission(inscription)
    [faits] = lire_faits([inscription.pk]).values()
    lus = {verdict.code: verdict.etat for verdict in verdicts(faits, troupe.depart)}
    assert lus[CodePiece.HABILITATION] == EtatAttendue.SANS_OBJET
    assert EtatAttendue.MANQUANTE not in lus.values()
    troupe.tenir_jury(inscription, "A")
    inscription.refresh_from_db()
    assert inscription.etat == "admise"


@pytest.mark.sqlite
def test_une_entreprise_inscrit_son_salarie_a_un_parcours_de_formation(troupe):
    inscription = inscrire(troupe, "formation", **troupe.en_formation())
    assert (inscription.organisme, inscription.entreprise.raison_sociale) == (None, "Ateliers Maëlström")
    aller_au_jury(troupe, inscription)


def test_sans_formation_ni_dates_ni_formateur_jusqu_au_certificat(troupe):
    """INSCRIPTION-SANS-FORMATION"""
    parametres()
    ParametresCentre.objects.update(sans_formation=True)
    inscription = inscrire(troupe, Voie.SANS_FORMATION)
    assert (inscription.entree_formation, inscription.fin_formation, inscription.formateurs.count()) == (None, None, 0)
    engagement = date_engagement(
        en_vae=inscription.en_vae, entree_formation=None, recevabilite_recue_le=None, depot=inscription.deposee_le
    )
    assert engagement == inscription.deposee_le == troupe.depart
    page = troupe.agent.get(f"/inscriptions/{inscription.pk}/").content.decode()
    assert ("Sans formation" in page, "<dt>Formation</dt>" in page) == (True, False)
    livret = troupe.agent.get(f"/inscriptions/{inscription.pk}/livret/").content.decode()
    assert ('value="entreprise"' in livret, 'value="candidat"' in livret) == (True, False)
    aller_au_jury(troupe, inscription)


def test_sans_le_reglage_ou_par_un_organisme_rien_n_est_propose_ni_recu(troupe):
    """INSCRIPTION-SANS-FORMATION"""
    adresse = f"/inscriptions/nouvelle/?referentiel={troupe.referentiel.pk}"
    for client in (troupe.agent, troupe.of):
        assert "Sans formation" not in client.get(adresse).content.decode()
        assert "directe" in client.post(adresse, saisie(Voie.SANS_FORMATION)).context["formulaire"].errors["voie"][0]
    parametres()
    ParametresCentre.objects.update(sans_formation=True)
    assert "Sans formation" in troupe.agent.get(adresse).content.decode()
    assert "Sans formation" not in troupe.of.get(adresse).content.decode()

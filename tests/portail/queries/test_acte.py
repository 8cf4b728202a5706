"""The acts offered on a file's page: the table, state by state and role by role."""

from datetime import date

import pytest

from candidats.choix import EtatInscription
from candidats.models import Inscription
from certif_portal.centre.models import ParametresCentre
from certif_portal.portail.queries.acte import ACTES, actions
from certif_portal.portail.queries.dossier import dossier, inscription_complete
from certif_portal.portail.queries.marche import lien
from tests.candidats.factories import InscriptionFactory

pytestmark = pytest.mark.django_db


def offerts(inscription, personne):
    centre = ParametresCentre(livret_nom="dossier technique")
    complete = inscription_complete(Inscription.objects.all(), inscription.pk)
    return actions(dossier(complete, personne, centre, date(2026, 11, 20)), personne, centre)


def libelles(inscription, personne):
    return [action.libelle for action in offerts(inscription, personne)]


def test_un_brouillon_et_un_renvoi_sont_a_l_organisme(organisme, membre_of, agent, auditeur):
    brouillon = InscriptionFactory(brouillon=True, organisme=organisme)
    renvoyee = InscriptionFactory(
        deposee=True, etat=EtatInscription.A_CORRIGER, motif_retour="Illisible.", organisme=organisme
    )
    piece, suivant, fin = "Joindre la pièce d’identité", "Inscrire le suivant", "Abandon, désistement"
    assert libelles(brouillon, membre_of) == ["Déposer l’inscription", "Compléter", piece, suivant, "Supprimer", fin]
    assert libelles(renvoyee, membre_of) == ["Déposer l’inscription", "Corriger", piece, suivant, fin]
    assert (libelles(renvoyee, agent), libelles(renvoyee, auditeur)) == (["Suspendre les relances", fin], [])


def test_une_inscription_deposee_est_au_centre_qui_lit_pourquoi_il_ne_peut_pas_encore(organisme, membre_of, agent):
    deposee = InscriptionFactory(deposee=True, organisme=organisme, candidat__identite_verifiee_le=None)
    actes = offerts(deposee, agent)
    assert [acte.libelle for acte in actes] == [
        "Vérifier l’identité",
        "Accepter",
        "Renvoyer à l’organisme",
        "Acquis",
        "Aménagements",
        "Suspendre les relances",
        "Abandon, désistement",
    ]
    assert actes[0].raisons == ("Aucune pièce d’identité n’est déposée.",)
    assert actes[1].raisons != ()
    assert libelles(deposee, membre_of) == ["Inscrire le suivant", "Retirer le dépôt", "Abandon, désistement"]


def test_une_inscription_acceptee_attend_le_livret_de_son_organisme(inscription, membre_of, agent, auditeur):
    assert libelles(inscription, membre_of) == [
        "Déposer le dossier technique",
        "Inscrire le suivant",
        "Reporter",
        "Abandon, désistement",
    ]
    assert libelles(inscription, agent) == [
        "Présenter au jury",
        "Acquis",
        "Reporter",
        "Aménagements",
        "Suspendre les relances",
        "Abandon, désistement",
    ]
    assert libelles(inscription, auditeur) == []


def test_une_vae_se_decide_avant_tout_le_reste(agent):
    assert libelles(InscriptionFactory(vae=True), agent)[:3] == [
        "Décider de la recevabilité",
        "Instruire la VAE",
        "Présenter au jury",
    ]


def test_chaque_ligne_mene_a_une_page():
    assert [acte.page for acte in ACTES if not lien(acte.page, *[1] * acte.du_dossier)] == []

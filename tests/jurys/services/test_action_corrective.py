"""A corrective action, from the observation of the GTP to the day it knows that it is done."""

from datetime import timedelta

import pytest

from certif_portal.commun.echeances import Echeance
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, TransitionInterdite
from certif_portal.commun.journal import journal_de
from jurys.choix_gtp import ReponseGTP
from jurys.echeances import echeances
from jurys.models import ActionCorrective
from jurys.services.action_corrective import ajouter_action, annuler_action, mener_action, transmettre_action
from jurys.services.certificat import remettre_certificats
from jurys.services.transmission import noter_reponse
from tests.jurys.factories import dossier_pret, jury_edite
from tests.jurys.gtp import DEPART, A, depot, dossier_transmis, signer_les_pieces

pytestmark = pytest.mark.django_db
ECHEANCE = DEPART + timedelta(days=30)


@pytest.fixture
def dossier(agent, referentiel):
    jury = jury_edite(dossier_pret(referentiel=referentiel), par=agent)
    signer_les_pieces(jury, par=agent)
    remettre_certificats(jury=jury, le=DEPART, comment="main", par=agent, a=A)
    return dossier_transmis(jury, par=agent)


def dues() -> list[Echeance]:
    return [echeance for echeance in echeances(DEPART) if echeance.regle.code == "GTP-ACTIONS-CORRECTIVES"]


def observer(dossier, agent) -> None:
    noter_reponse(
        dossier=dossier,
        reponse=ReponseGTP.OBSERVATIONS,
        le=DEPART,
        texte="Revoir.",
        preuve=depot(),
        par=agent,
        a=A,
    )


def ajouter(dossier, agent, pour_le=ECHEANCE) -> ActionCorrective:
    return ajouter_action(
        dossier=dossier, quoi=" Signer l’émargement ", qui="Le référent", pour_le=pour_le, par=agent, a=A
    )


def test_une_action_se_suit_jusqu_a_sa_fin(dossier, agent):
    """GTP-ACTIONS-CORRECTIVES"""
    with pytest.raises(RegleNonRespectee, match="GTP-ACTIONS-CORRECTIVES"):
        ajouter(dossier, agent)
    observer(dossier, agent)
    with pytest.raises(ErreurMetier, match="l’échéance vient après"):
        ajouter(dossier, agent, DEPART - timedelta(days=1))
    action = ajouter(dossier, agent)
    assert [(e.libelle, e.date_limite, e.dossier_id) for e in dues()] == [
        ("Action corrective du GTP", ECHEANCE, dossier.pk)
    ]
    fait = {"compte_rendu": " Signé. ", "preuve": depot(), "par": agent, "a": A}
    with pytest.raises(ErreurMetier, match="pas encore venue"):
        mener_action(action=action, le=DEPART + timedelta(days=1), **fait)
    with pytest.raises(TransitionInterdite):
        transmettre_action(action=action, le=DEPART, preuve=depot(), par=agent, a=A)
    action = mener_action(action=action, le=DEPART, **fait)
    assert (action.etat, action.menee_le, action.compte_rendu) == ("menee", DEPART, "Signé.")
    assert [e.libelle for e in dues()] == ["Action corrective menée, à transmettre au GTP"]
    with pytest.raises(ErreurMetier, match="elle est transmise après"):
        transmettre_action(action=action, le=DEPART - timedelta(days=1), preuve=depot(), par=agent, a=A)
    action = transmettre_action(action=action, le=DEPART, preuve=depot(), par=agent, a=A)
    assert (action.etat, action.transmise_le, dues()) == ("transmise", DEPART, [])
    phrase = journal_de(dossier.jury)[0].phrase
    assert phrase.startswith(f"Action corrective, dossier GTP {dossier.numero} : « Signer l’émargement » transmise")


def test_une_action_annulee_dit_pourquoi(dossier, agent):
    observer(dossier, agent)
    action = annuler_action(action=ajouter(dossier, agent), motif=" Déjà fait. ", par=agent, a=A)
    assert (action.etat, action.annulation_motif, dues()) == ("annulee", "Déjà fait.", [])

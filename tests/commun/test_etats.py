"""A second tab is told what happened, by whom and when; never two states to be read."""

from datetime import UTC, datetime

import pytest

from candidats.choix import TRANSITIONS_INSCRIPTION, TRANSITIONS_LIVRET, EtatInscription, EtatLivret
from candidats.models import Livret
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import TransitionInterdite
from certif_portal.commun.etats import empechement_de, verifier_transition
from certif_portal.commun.journal import journaliser

pytestmark = pytest.mark.django_db
noter = acte(journaliser)
A = datetime(2026, 11, 20, 9, 32, tzinfo=UTC)
QUI = "Dernier acte : Claire Le Goff, le vendredi 20\u00a0novembre\u00a02026 à 10\u00a0h\u00a032."


def refus(*arguments):
    with pytest.raises(TransitionInterdite) as leve:
        verifier_transition(*arguments)
    return str(leve.value)


def test_le_deuxieme_onglet_apprend_qui_et_quand(inscription, agent):
    noter(inscription, "acceptation", "Inscription acceptée.", par=agent, a=A)
    assert refus(TRANSITIONS_INSCRIPTION, inscription, EtatInscription.ACCEPTEE) == (
        f"C’est déjà fait : l’état est « Acceptée ». {QUI}"
    )
    assert refus(TRANSITIONS_INSCRIPTION, inscription, EtatInscription.A_CORRIGER) == (
        f"Cela n’est pas possible ici : l’état est « Acceptée », « À corriger » ne peut pas le suivre. {QUI}"
    )


def test_l_acte_sur_une_partie_se_lit_au_journal_de_son_dossier(inscription, agent):
    livret = Livret(inscription=inscription, etat=EtatLivret.VALIDE)
    assert refus(TRANSITIONS_LIVRET, livret, EtatLivret.VALIDE) == "C’est déjà fait : l’état est « Validé »."
    noter(inscription, "livret", "Livret validé.", par=agent, a=A)
    assert refus(TRANSITIONS_LIVRET, livret, EtatLivret.VALIDE).endswith(QUI)


def test_ce_que_permet_la_table_ne_dit_rien(inscription):
    inscription.etat = EtatInscription.DEPOSEE
    verifier_transition(TRANSITIONS_INSCRIPTION, inscription, EtatInscription.ACCEPTEE)
    verifier_transition(TRANSITIONS_INSCRIPTION, "deposee", EtatInscription.ACCEPTEE)


def test_une_page_dit_d_avance_ce_que_l_acte_refuserait(inscription):
    livret = Livret(inscription=inscription, etat=EtatLivret.VALIDE)
    assert empechement_de(TRANSITIONS_LIVRET, livret, EtatLivret.VALIDE) == refus(
        TRANSITIONS_LIVRET, livret, EtatLivret.VALIDE
    )
    suivant = next(iter(TRANSITIONS_LIVRET[EtatLivret.VALIDE]))
    assert empechement_de(TRANSITIONS_LIVRET, livret, suivant) == ""

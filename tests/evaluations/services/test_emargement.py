"""The émargement rendered once, its signed scan kept."""

from datetime import date

import pytest
from django.urls import reverse

from certif_portal.commun.erreurs import ErreurMetier, TransitionInterdite
from certif_portal.commun.models import Courriel
from evaluations.models import FeuilleEmargement
from evaluations.services.commission import annuler_commission, retirer_passage
from evaluations.services.emargement import deposer_emargement_signe, rendre_emargement
from tests.evaluations.commission import modifier, phrases
from tests.evaluations.factories import AVANT, LE_JOUR, planifier

pytestmark = pytest.mark.django_db


def test_deplacer_refait_l_emargement_et_previent(inscription, evaluateur, autre_evaluateur):
    commission = planifier(inscription, evaluateur, autre_evaluateur).commission
    rendre_emargement(commission=commission, par=None, a=AVANT)
    Courriel.objects.all().delete()
    modifier(commission, evaluateur, autre_evaluateur, date=date(2026, 11, 13))
    assert FeuilleEmargement.objects.count() == 0
    assert Courriel.objects.filter(acte="commission_evaluateur").count() == 2
    assert phrases(commission)[:2] == [
        "La feuille d’émargement imprimée ne vaut plus : elle est à refaire.",
        "Séance déplacée : le 13\u00a0novembre\u00a02026, Lanester (avant : le 6\u00a0novembre\u00a02026, Lanester).",
    ]


def test_la_feuille_attend_un_candidat_et_une_seance_qui_vit(inscription, evaluateur, autre_evaluateur, agent):
    passage = planifier(inscription, evaluateur, autre_evaluateur)
    commission = passage.commission
    with pytest.raises(ErreurMetier, match="n’est pas encore éditée"):
        deposer_emargement_signe(
            commission=commission, nom="x.pdf", octets=b"%PDF-", type_mime="application/pdf", par=agent, a=LE_JOUR
        )
    retirer_passage(passage=passage, motif="Erreur.", par=agent, a=AVANT)
    with pytest.raises(ErreurMetier, match="Aucun candidat n’est prévu"):
        rendre_emargement(commission=commission, par=agent, a=AVANT)
    annuler_commission(commission=commission, motif="Panne.", par=agent, a=AVANT)
    with pytest.raises(TransitionInterdite, match="Annulée"):
        rendre_emargement(commission=commission, par=agent, a=AVANT)


def test_l_emargement_signe_remercie_chaque_membre_une_fois(inscription, evaluateur, autre_evaluateur, agent):
    """To each their own address, and where their attestation is; nobody is thanked before the sitting is held."""
    commission = planifier(inscription, evaluateur, autre_evaluateur).commission
    rendre_emargement(commission=commission, par=agent, a=AVANT)
    assert Courriel.objects.filter(acte="commission_merci").count() == 0
    signe = {"nom": "emargement.pdf", "octets": b"%PDF-1.7 signe", "type_mime": "application/pdf"}
    deposer_emargement_signe(commission=commission, **signe, par=agent, a=LE_JOUR)
    merci = Courriel.objects.filter(acte="commission_merci").order_by("pk")
    assert [courriel.destinataire for courriel in merci] == [
        membre.utilisateur.email for membre in (evaluateur, autre_evaluateur)
    ]
    assert {reverse("mes_seances") in courriel.texte for courriel in merci} == {True}
    with pytest.raises(TransitionInterdite):
        deposer_emargement_signe(commission=commission, **signe, par=agent, a=LE_JOUR)
    assert merci.count() == 2

"""The mails and letters of a file: its own, the reminders that tell it among others, nobody else's."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from candidats.models import EcheanceDossier
from certif_portal.commun.models import Courriel
from certif_portal.portail.models import Relance
from certif_portal.portail.queries.echange import MONTRES, courriels_du_dossier, en_lignes, lettres_du_dossier
from tests.candidats.factories import InscriptionFactory

pytestmark = pytest.mark.django_db
A = datetime(2026, 11, 20, 9, tzinfo=UTC)


def courriel(rang: int, inscription=None) -> Courriel:
    dossier = {"dossier_type": "candidats.inscription", "dossier_id": inscription.pk} if inscription else {}
    return Courriel.objects.create(
        destinataire=f"personne{rang}@exemple.fr",
        objet=f"Courriel {rang}",
        texte="…",
        acte="essai",
        message_id=f"<{rang}@exemple.fr>",
        cree_le=A + timedelta(minutes=rang),
        **dossier,
    )


@pytest.fixture
def ecrits(inscription, organisme, referentiel, agent, membre_of, auditeur, jour):
    """One about the file, one that reminds of what is due on it; one about another file, one on a jury of its key."""
    for personne in (agent, membre_of, auditeur):
        personne.charger_roles(jour)
    autre = InscriptionFactory(organisme=organisme, referentiel=referentiel)
    siens = [courriel(1, inscription), courriel(2)]
    courriel(3, autre)
    Courriel.objects.filter(pk=courriel(4, inscription).pk).update(dossier_type="jurys.jury")
    echeance = EcheanceDossier.objects.filter(inscription=inscription).first()
    assert echeance is not None
    Relance.objects.create(
        echeance=echeance.cle, etape="J-7", destinataire="personne2@exemple.fr", courriel=siens[1], due_le=A
    )
    return siens


def test_les_siens_et_les_relances_qui_le_disent_le_dernier_en_tete(ecrits, inscription, agent, auditeur, membre_of):
    for personne in (agent, auditeur):
        assert list(courriels_du_dossier(inscription, personne)) == ecrits[::-1]
    assert list(courriels_du_dossier(inscription, membre_of)) == []
    assert list(lettres_du_dossier(inscription, membre_of)) == []


def test_un_rappel_reste_au_dossier_quand_ce_qu_il_rappelait_est_fait(ecrits, inscription, agent):
    """Nor is that of a file whose number begins with the same figures."""
    EcheanceDossier.objects.filter(inscription=inscription).delete()
    autre = {"etape": "J-7", "destinataire": "personne5@exemple.fr", "courriel": courriel(5), "due_le": A}
    Relance.objects.create(echeance=f"LIVRET-TIERS:{inscription.pk}0:2026-06-01", **autre)
    Relance.objects.create(echeance=f"JURY-CONVOCATION:{inscription.pk}:2026-06-01", **autre)
    assert list(courriels_du_dossier(inscription, agent)) == ecrits[::-1]


def test_les_derniers_d_abord_et_les_autres_sur_demande(inscription, agent, jour):
    agent.charger_roles(jour)
    for rang in range(MONTRES + 1):
        courriel(rang, inscription)
    tous = courriels_du_dossier(inscription, agent)
    lignes, davantage = en_lignes(tous, tous=False)
    assert ([ligne.courriel.objet for ligne in lignes][:2], len(lignes), davantage) == (
        ["Courriel 8", "Courriel 7"],
        MONTRES,
        True,
    )
    lignes, davantage = en_lignes(tous, tous=True)
    assert (len(lignes), davantage) == (MONTRES + 1, False)


def test_la_page_les_dit_et_l_agent_seul_les_ouvre(ecrits, inscription, connecte, agent, auditeur, membre_of):
    pages = {
        personne: connecte(personne).get(inscription.get_absolute_url()).content.decode()
        for personne in (agent, auditeur, membre_of)
    }
    lien = f'href="{reverse("courriel_detail", args=[ecrits[0].pk])}"'
    assert [lien in page for page in pages.values()] == [True, False, False]
    assert ["personne1@exemple.fr" in page for page in pages.values()] == [True, True, False]
    assert ["Courriels et lettres" in page for page in pages.values()] == [True, True, False]

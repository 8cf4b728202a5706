"""Whoever sits in a jury reads no name, even by what a worker, or a calendar without a session, reads for them."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from candidats.choix import EtatInscription
from certif_portal.commun.fichiers import octets_de
from certif_portal.comptes.choix import Role
from certif_portal.portail.models import LotActes
from certif_portal.portail.queries.agenda import jeton_agenda
from certif_portal.portail.services.abonnement import abonner_agenda
from certif_portal.portail.services.export import demander_export, preparer_export
from certif_portal.portail.services.lot import executer_lot
from evaluations.services.liasse import demander_liasse, editer_liasse
from tests.candidats.factories import InscriptionFactory
from tests.evaluations.factories import planifier
from tests.jurys.factories import JuryFactory, MembreJuryFactory
from tests.portail.test_liste import inscrire, verifier_identite

pytestmark = pytest.mark.django_db


def asseoir(personne, le):
    MembreJuryFactory(jury=JuryFactory(date=le + timedelta(days=30)), utilisateur=personne)


def classeur(personne, instant, jour) -> int:
    """Lines of candidates in the workbook of the list."""
    export = demander_export(personne=personne, nature="inscriptions", requete="", nombre=1, a=instant)
    preparer_export(export.pk, le=jour, a=lambda: instant)
    export.refresh_from_db()
    return load_workbook(io.BytesIO(octets_de(export.fichier))).worksheets[0].max_row - 1


@pytest.mark.parametrize("siege", [False, True])
def test_un_classeur_prepare_a_part(agent, instant, jour, siege):
    """ANONYMAT: not seated is the negative control."""
    InscriptionFactory(deposee=True)
    if siege:
        asseoir(agent, jour)
    assert classeur(agent, instant, jour) == (0 if siege else 1)


@pytest.mark.parametrize("siege", [False, True])
def test_un_acte_sur_plusieurs(agent, organisme, referentiel, instant, jour, siege):
    """Asked for before the seat, played after it: not one row is touched."""
    inscription = inscrire("Abel", organisme=organisme, referentiel=referentiel, deposee=True)
    verifier_identite(inscription, agent)
    lot = LotActes.objects.create(
        acte="accepter", inscriptions=[inscription.pk], retour="/", par=agent, demande_le=instant
    )
    if siege:
        asseoir(agent, jour)
    executer_lot(lot.pk, le=jour, a=lambda: instant)
    lot.refresh_from_db()
    assert [ligne[:2] for ligne in lot.resultats] == ([] if siege else [[inscription.pk, True]])
    assert type(inscription).objects.filter(etat=EtatInscription.DEPOSEE).exists() is siege


@pytest.mark.parametrize("siege", [False, True])
def test_les_papiers_d_une_seance(inscription, evaluateur, autre_evaluateur, agent, instant, jour, siege):
    commission = planifier(inscription, evaluateur, autre_evaluateur).commission
    liasse = demander_liasse(commission=commission, par=agent, a=instant)
    if siege:
        asseoir(agent, jour)
    editer_liasse(liasse.pk, a=lambda: instant)
    liasse.refresh_from_db()
    assert liasse.faites == (0 if siege else 1)


@pytest.mark.parametrize("siege", [False, True])
def test_un_agenda_abonne(inscription, evaluateur, autre_evaluateur, agent, client, instant, jour, horloge_au, siege):
    horloge_au(jour)
    planifier(inscription, evaluateur, autre_evaluateur)
    abonner_agenda(personne=agent, a=instant)
    if siege:
        asseoir(agent, jour)
    texte = client.get(reverse("agenda_flux", args=[jeton_agenda(agent)])).content.decode()
    assert ("UID:commission-" in texte) is not siege


def test_ce_qui_s_ouvre_hors_d_une_page_est_ce_qu_une_page_ouvrirait(agent, jour):
    assert agent.ouvrir_roles(jour) == {Role.AGENT}
    asseoir(agent, jour)
    assert agent.ouvrir_roles(jour) == agent.roles == frozenset()
    assert agent.charger_roles(jour) == {Role.AGENT}  # held still

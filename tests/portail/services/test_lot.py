"""An act on many: few at once, more by a worker, row by row; cut, it goes on where it was."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from candidats.choix import EtatInscription
from candidats.models import Inscription
from certif_portal.commun.models import Courriel
from certif_portal.comptes.models import Attribution
from certif_portal.portail.models import LotActes
from certif_portal.portail.queries.travail import travaux_en_cours
from certif_portal.portail.services.export import oublier_les_exports
from certif_portal.portail.services.lot import A_PART, ABANDON, ARRETE, PAR_PAS, PLUS_DE_ROLE, executer_lot
from tests.habilitations.factories import creer_membre
from tests.portail.test_liste import LE, inscrire, lot, verifier_identite
from tests.suivi import est_suivie

pytestmark = pytest.mark.django_db
A = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def ce_jour(horloge_au):
    horloge_au(LE)


@pytest.fixture
def prets(agent, organisme, referentiel):
    def _prets(nombre: int) -> list[Inscription]:
        faites = [
            inscrire(f"Abel{rang:02}", organisme=organisme, referentiel=referentiel, deposee=True)
            for rang in range(nombre)
        ]
        for une in faites:
            verifier_identite(une, agent)
        return faites

    return _prets


def demande(agent, inscriptions, **champs) -> LotActes:
    cles = [une.pk for une in inscriptions]
    return LotActes.objects.create(
        acte="accepter", inscriptions=cles, retour="/inscriptions/", par=agent, demande_le=A, **champs
    )


@pytest.mark.parametrize(("nombre", "a_part"), [(A_PART, False), (A_PART + 1, True)])
def test_au_dela_de_vingt_lignes_l_acte_se_fait_a_part(prets, agent, connecte, organisme, nombre, a_part):
    Courriel.objects.all().delete()
    client = connecte(agent)
    reponse = lot(client, "accepter", *prets(nombre))
    assert Inscription.objects.filter(etat=EtatInscription.ACCEPTEE).count() == nombre
    assert LotActes.objects.exists() is a_part
    if a_part:
        fait = LotActes.objects.get()
        reponse = client.get(reponse.url)
        assert (len(fait.resultats), fait.termine_le is not None) == (nombre, True)
        assert not est_suivie(reponse)
    page = reponse.content.decode()
    assert f"Fait pour {nombre} inscriptions" in page
    assert page.count("faite</span>") == nombre
    assert Courriel.objects.filter(destinataire=organisme.courriel).count() == 1


def test_en_cours_la_page_dit_ou_l_on_en_est_et_se_relit(prets, agent, responsable, connecte):
    deux = prets(2)
    en_cours = demande(agent, deux, resultats=[[deux[0].pk, False, "Refusée pour l’essai."]], pris_le=A)
    page = connecte(agent).get(en_cours.get_absolute_url())
    assert est_suivie(page)
    assert "1 sur 2" in page.content.decode()
    assert "Refusée pour l’essai." in page.content.decode()
    assert connecte(responsable).get(en_cours.get_absolute_url()).status_code == 404


def test_fait_ou_pris_ailleurs_rien_ne_se_fait_deux_fois(prets, agent):
    demande_ = demande(agent, prets(1))
    assert executer_lot(demande_.pk, le=LE, a=lambda: A) == 1
    assert executer_lot(demande_.pk, le=LE, a=lambda: A) == 0
    assert [ligne[1] for ligne in LotActes.objects.get().resultats] == [True]


def test_coupe_il_reprend_ou_il_en_etait(prets, agent):
    """At the instant when no worker may be at it any more, not a second before."""
    faites = prets(PAR_PAS + 1)
    coupe = demande(agent, faites, pris_le=A, resultats=[[faites[0].pk, True, "Déjà faite."]])
    assert executer_lot(coupe.pk, le=LE, a=lambda: A + ABANDON - timedelta(seconds=1)) == 0
    assert ("executer_lot", (coupe.pk,)) in list(travaux_en_cours(A + timedelta(seconds=1)))
    assert executer_lot(coupe.pk, le=LE, a=lambda: A + ABANDON) == PAR_PAS
    coupe.refresh_from_db()
    assert coupe.resultats[0][2] == "Déjà faite."
    assert sorted(ligne[0] for ligne in coupe.resultats) == sorted(une.pk for une in faites)
    assert ("executer_lot", (coupe.pk,)) not in list(travaux_en_cours(A + timedelta(seconds=1)))
    faites[0].refresh_from_db()
    assert faites[0].etat == EtatInscription.DEPOSEE  # what was said done is not played again


def test_un_role_retire_entre_temps_ne_fait_rien(prets, agent):
    Attribution.objects.filter(utilisateur=agent).update(role="auditeur")
    retire = demande(agent, prets(1))
    assert executer_lot(retire.pk, le=LE, a=lambda: A) == 1
    retire.refresh_from_db()
    assert [ligne[1:] for ligne in retire.resultats] == [[False, PLUS_DE_ROLE]]


def test_une_ligne_refusee_n_arrete_pas_les_autres(prets, agent, organisme, referentiel):
    brouillon = inscrire("Zoé", organisme=organisme, referentiel=referentiel)
    melange = demande(agent, [brouillon, *prets(2)])
    executer_lot(melange.pk, le=LE, a=lambda: A)
    melange.refresh_from_db()
    assert [ligne[1] for ligne in melange.resultats] == [True, True, False]


def test_ce_qui_a_ete_supprime_est_dit_fait(organisme, referentiel, connecte):
    brouillons = [
        inscrire(f"Abel{rang:02}", organisme=organisme, referentiel=referentiel, brouillon=True)
        for rang in range(A_PART + 1)
    ]
    client = connecte(creer_membre(organisme))
    page = client.get(lot(client, "supprimer", *brouillons).url).content.decode()
    assert not Inscription.objects.exists()
    assert f"Fait pour {A_PART + 1} inscriptions" in page
    assert "<table" not in page


def test_il_s_oublie_avec_les_classeurs(agent):
    vieux = demande(agent, [])
    oublier_les_exports(avant=A)
    assert LotActes.objects.filter(pk=vieux.pk).exists()
    oublier_les_exports(avant=A + timedelta(seconds=1))
    assert not LotActes.objects.exists()
    assert reverse("lotactes_detail", args=[1]) == "/inscriptions/lot/1/"


def test_une_panne_finit_l_acte_et_le_dit(prets, agent):
    """What nobody foresaw, at the second row: the first is done, the others say so, and nothing is taken up again."""
    faites, ecrits = prets(3), []

    def casser(executer, sql, parametres, plusieurs, contexte):
        if sql.startswith('UPDATE "candidats_inscription"'):
            ecrits.append(sql)
            if len(ecrits) == 2:
                raise RuntimeError("le disque")
        return executer(sql, parametres, plusieurs, contexte)

    en_cours = demande(agent, faites)
    with connection.execute_wrapper(casser), pytest.raises(RuntimeError, match="le disque"):
        executer_lot(en_cours.pk, le=LE, a=lambda: A)
    en_cours.refresh_from_db()
    assert en_cours.termine_le == A
    assert [ligne[1:] for ligne in en_cours.resultats][1:] == [[False, ARRETE]] * 2
    assert Inscription.objects.filter(etat=EtatInscription.ACCEPTEE).count() == 1
    assert executer_lot(en_cours.pk, le=LE, a=lambda: A + ABANDON) == 0

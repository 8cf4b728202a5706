"""Acts on many: what a row is left out for is what the service would say."""

from datetime import UTC, date, datetime

import pytest

from candidats.choix import EtatInscription
from candidats.models import Inscription
from certif_portal.centre.services import enregistrer_parametres
from certif_portal.commun.models import Courriel
from certif_portal.portail.models import Relance
from jurys.services import suivi
from tests.candidats.factories import InscriptionFactory
from tests.portail.test_liste import LE, LOT, inscrire, lot, verifier_identite

pytestmark = pytest.mark.django_db


@pytest.fixture
def en_formation(organisme, horloge_au) -> dict:
    """What makes a livret due on 8 August 2026."""
    horloge_au(LE)
    return {
        "organisme": organisme,
        "entree_formation": date(2026, 7, 1),
        "fin_formation": date(2027, 6, 30),
        "date_evaluation_prevue": date(2026, 11, 8),
    }


def test_le_lot_et_le_bouton_disent_ce_que_le_service_refuserait(agent, responsable, organisme, referentiel, connecte):
    """PROJET-PREALABLE: the centre asks for a projet after the deposit."""
    deposee = InscriptionFactory(organisme=organisme, referentiel=referentiel, deposee=True)
    verifier_identite(deposee, agent)
    enregistrer_parametres(donnees={"projet_exige": True}, par=responsable, a=datetime(2026, 11, 20, 9, tzinfo=UTC))
    client = connecte(agent)
    page = client.get(LOT, {"acte": "accepter", "inscription": [deposee.pk], "liste": ""})
    manques = [
        "Cette inscription n’est rattachée à aucun projet de certification.",
        "La date du positionnement du candidat n’est pas renseignée.",
    ]
    assert page.context["retenues"] == []
    assert [ecart for _, ecart in page.context["ecartees"]] == [" ".join(manques)]
    dossier = client.get(deposee.get_absolute_url()).content.decode()
    assert [manque in dossier for manque in manques] == [True, True]


def test_trente_neuf_acceptations_font_un_courriel_de_trente_neuf_noms(agent, organisme, connecte):
    prets = [inscrire(f"Abel{rang:02}", organisme=organisme, deposee=True) for rang in range(39)]
    for prete in prets:
        verifier_identite(prete, agent)
    Courriel.objects.all().delete()
    lot(connecte(agent), "accepter", *prets)
    assert Inscription.objects.filter(etat=EtatInscription.ACCEPTEE).count() == 39
    [courriel] = Courriel.objects.filter(destinataire=organisme.courriel)
    assert (courriel.objet, courriel.acte) == ("39 inscriptions sont acceptées", "inscriptions_acceptees")
    assert (courriel.dossier_type, courriel.dossier_id) == (organisme._meta.label_lower, organisme.pk)
    assert [f"ABEL{rang:02}" in courriel.texte for rang in range(39)] == [True] * 39
    assert set(Courriel.objects.exclude(pk=courriel.pk).values_list("acte", flat=True)) == {"candidat_accueil"}


@pytest.mark.parametrize(
    ("le", "objet", "situation"),
    [
        (date(2026, 8, 7), "Rappel", "La date limite est le 8 août 2026 : il reste 1 jour."),
        (date(2026, 8, 8), "Rappel", "La date limite est le 8 août 2026 : c’est aujourd’hui."),
        (date(2026, 8, 9), "En retard", "La date limite était le 8 août 2026 : en retard de 1 jour."),
        (date(2026, 10, 31), "En retard", "La date limite était le 8 août 2026 : en retard de 84 jours."),
    ],
)
def test_relancer_dit_de_quel_cote_de_la_date_limite_on_est(
    agent, en_formation, connecte, horloge_au, le, objet, situation
):
    """The button said « il reste 84 jours » to somebody 84 days late."""
    inscription = inscrire("Abel", **en_formation)
    suivi.refaire_tout()
    horloge_au(le)
    lot(connecte(agent), "relancer", inscription)
    courriel = Courriel.objects.get()
    assert courriel.objet == f"{objet} : Livret de suivi à déposer"
    assert situation in courriel.texte.replace("\u00a0", " ")


def test_relancer_un_organisme_de_plusieurs_retards_est_un_courriel(agent, en_formation, connecte):
    lot(connecte(agent), "relancer", *(inscrire(nom, **en_formation) for nom in ("Abel", "Brun", "Cado")))
    [courriel] = Courriel.objects.all()
    assert (courriel.acte, courriel.objet) == ("relances", "Rappel : 3 échéances")
    assert [nom in courriel.texte for nom in ("ABEL", "BRUN", "CADO")] == [True] * 3
    assert {relance.courriel_id for relance in Relance.objects.all()} == {courriel.pk}
    assert Relance.objects.count() == 3

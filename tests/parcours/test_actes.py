"""The end of the life of an accreditation, told through HTTP: a suspension of three weeks, then a withdrawal with three
candidates under way, each with its own decision; France compétences told in time."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from candidats.choix import EtatInscription
from candidats.models import Inscription
from certif_portal.commun import horloge
from evaluations.models import Commission
from habilitations.models import Changement, Suspension
from habilitations.queries.organisme import habilitation_le
from habilitations.regles import LISTE_DEUX_MOIS
from jurys.choix import EtatJury
from tests.habilitations.factories import creer_membre, creer_organisme_habilite
from tests.parcours.troupe import ENTREPRISE, ETAT_CIVIL, Troupe, image
from tests.sessions import entrer

pytestmark = pytest.mark.django_db(transaction=True)
faire = Troupe.faire
SALARIE = ENTREPRISE | {"origine": "SL", "financements": ["PDC"]}


@pytest.fixture
def troupe(horloge_du_mur, referentiel) -> Troupe:
    return Troupe(referentiel)


def inscrire(troupe: Troupe, nom: str) -> Inscription:
    return troupe.inscrire(**SALARIE, **troupe.en_formation(), nom_naissance=nom)


def ouvrir(personne: Any) -> Client:
    client = Client()
    entrer(client, personne)
    return client


def listes(client: Client) -> str:
    return client.get("/organismes-habilites/").content.decode()


@pytest.mark.sqlite
def test_une_suspension_de_trois_semaines(troupe):
    """A registration during it is refused; a sitting during it, for who may finish; a jury after it."""
    retenue, oubliee = inscrire(troupe, "Le Bihan"), inscrire(troupe, "Salaün")
    acte = troupe.organisme.habilitations.get()
    for inscription in (retenue, oubliee):
        troupe.deposer_livret(inscription, "entreprise")
        troupe.donner_avis()
    assert troupe.organisme.nom in listes(Client())

    troupe.attendre(170)
    suspendre = f"/habilitations/{acte.pk}/suspendre/"
    assert troupe.agent.post(suspendre, {"le": troupe.jour(170), "motif": "Émargements absents."}).status_code == 403
    faire(troupe.responsable, suspendre, le=troupe.jour(170), motif="Émargements absents.")
    suspension = Suspension.objects.get()
    assert (troupe.organisme.nom in listes(Client()), suspension.du) == (False, horloge.aujourdhui())
    assert "est suspendue" in troupe.of.get(f"/organismes/{troupe.organisme.pk}/").content.decode()
    attente = troupe.agent.get("/a-faire/suites/").content.decode()
    assert all(str(inscription.candidat) in attente for inscription in (retenue, oubliee))
    faire(troupe.responsable, f"/habilitations/{acte.pk}/parcours/{retenue.pk}/", decision="finir", motif="Fin proche.")

    faire(
        troupe.of,
        f"/inscriptions/nouvelle/?referentiel={troupe.referentiel.pk}",
        **SALARIE,
        **troupe.en_formation(),
        **refusee(troupe),
    )
    brouillon = Inscription.objects.latest("pk")
    depot = troupe.of.post(f"/inscriptions/{brouillon.pk}/deposer/", follow=True)
    brouillon.refresh_from_db()
    assert (brouillon.etat, "HABILITATION-VALIDE" in depot.content.decode()) == (EtatInscription.BROUILLON, True)

    faire(troupe.agent, "/commissions/nouvelle/", nature="evaluation", date=troupe.jour(180), lieu="Redon")
    commission = Commission.objects.get()
    assert suspension.du < commission.date < suspension.du + timedelta(days=21)
    ajout = troupe.agent.get(f"/commissions/{commission.pk}/candidats/").content.decode()
    assert ajout.count("non habilité ce jour-là") == 1
    troupe.tenir_commission(retenue)

    troupe.attendre(191)
    faire(troupe.responsable, f"/habilitations/suspensions/{suspension.pk}/lever/", le=troupe.jour(191), motif="Revu.")
    assert troupe.organisme.nom in listes(Client())
    jours = [troupe.depart + timedelta(days=n) for n in (169, 170, 190, 191)]
    assert [habilitation_le(troupe.organisme, le) is not None for le in jours] == [True, False, False, True]
    page = troupe.of.get(f"/organismes/{troupe.organisme.pk}/habilite/?le={jours[2].isoformat()}").content.decode()
    assert "Émargements absents." in page
    jury = troupe.tenir_jury(retenue, "A")
    retenue.refresh_from_db()
    assert (jury.etat, retenue.etat) == (EtatJury.CLOS, EtatInscription.ADMISE)


def refusee(troupe: Troupe) -> dict[str, Any]:
    return ETAT_CIVIL | {
        "portee": "complete",
        "voie": "formation",
        "piece_identite": image(),
        "nom_naissance": "Prigent",
    }


def test_un_retrait_et_trois_parcours_en_cours(troupe):
    finit, repris, arrete = (inscrire(troupe, nom) for nom in ("Kermarrec", "Autret", "Tanguy"))
    repreneur = creer_organisme_habilite(nom="Greta Est-Bretagne")
    voisin = ouvrir(creer_membre(repreneur))
    acte = troupe.organisme.habilitations.get()
    for inscription in (finit, repris):
        troupe.deposer_livret(inscription, "entreprise")
        troupe.donner_avis()
    troupe.attendre(60)
    faire(troupe.responsable, f"/habilitations/{acte.pk}/retirer/", le=troupe.jour(60), motif="Avis jamais remis.")
    page = troupe.responsable.get(f"/habilitations/{acte.pk}/")
    assert {i.pk for i in page.context["page"].en_attente} == {finit.pk, repris.pk, arrete.pk}
    parcours = f"/habilitations/{acte.pk}/parcours"
    faire(troupe.responsable, f"{parcours}/{finit.pk}/", decision="finir", motif="À un mois de sa séance.")
    faire(
        troupe.responsable,
        f"{parcours}/{repris.pk}/",
        decision="reprise",
        repreneur=repreneur.pk,
        motif="Plateau proche.",
    )
    faire(troupe.responsable, f"{parcours}/{arrete.pk}/", decision="arret", motif="Formation à peine commencée.")
    page = troupe.responsable.get(f"/habilitations/{acte.pk}/").context["page"]
    assert (page.en_attente, len(page.suites)) == ([], 3)

    etats = {i.pk: i.etat for i in Inscription.objects.all()}
    assert (etats[finit.pk], etats[repris.pk], etats[arrete.pk]) == ("acceptee", "acceptee", "abandonnee")
    fiches = [f"/inscriptions/{i.pk}/" for i in (finit, repris, arrete)]
    assert [troupe.of.get(fiche).status_code for fiche in fiches] == [200, 404, 200]
    assert [voisin.get(fiche).status_code for fiche in fiches] == [404, 200, 404]

    troupe.tenir_commission(finit)
    jury = troupe.tenir_jury(finit, "A")
    finit.refresh_from_db()
    assert (jury.etat, finit.etat) == (EtatJury.CLOS, EtatInscription.ADMISE)


def test_le_compte_a_rebours_de_deux_mois(troupe):
    acte = troupe.organisme.habilitations.get()
    troupe.attendre((date(2027, 12, 31) - troupe.depart).days)
    faire(troupe.responsable, f"/habilitations/{acte.pk}/retirer/", le="2027-12-31", motif="Avis jamais remis.")
    limite = Changement.objects.get().limite
    assert limite == date(2028, 2, 29)
    troupe.attendre((limite - troupe.depart).days)
    assert alerte(troupe) == ""
    assert LISTE_DEUX_MOIS.code in troupe.agent.get("/echeances/").content.decode()
    troupe.attendre((limite - troupe.depart).days + 1)
    assert "1 changement de plus de deux mois" in alerte(troupe)
    faire(troupe.agent, "/habilitations/liste/transmettre/", destinataire="fc")
    assert alerte(troupe) == ""
    assert LISTE_DEUX_MOIS.code not in troupe.agent.get("/echeances/").content.decode()


def alerte(troupe: Troupe) -> str:
    page = troupe.agent.get("/habilitations/liste/").content.decode()
    return page[page.find('class="alerte erreur"') :][:200] if 'class="alerte erreur"' in page else ""

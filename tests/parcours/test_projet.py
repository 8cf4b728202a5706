"""The way of a projet de certification: advised otherwise, filed again, avalised, attached, presented,
a promotion; billed once, and the second presentation set apart."""

from datetime import date

import pytest
from django.core import mail

from candidats.choix import EtatProjet
from candidats.models import Projet
from certif_portal.commun import horloge
from certif_portal.portail.queries.usage import usages
from tests.parcours.troupe import ENTREPRISE, Troupe
from tests.referentiels.factories import creer_referentiel

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def troupe(horloge_du_mur, referentiel) -> Troupe:
    return Troupe(referentiel)


def deposer_projet(troupe: Troupe, referentiel) -> Projet:
    troupe.faire(
        troupe.of,
        f"/projets/nouveau/?referentiel={referentiel.pk}",
        portee="complete",
        voie="formation",
        deposer="1",
        besoins="Trois départs",
        moyens_techniques="Deux centres",
        moyens_humains="Un formateur",
        effectif_prevu=6,
        entree_formation=troupe.jour(-5),
        livret_prevu_le=troupe.jour(30),
        date_evaluation_prevue=troupe.jour(180),
        fin_formation=troupe.jour(200),
    )
    return Projet.objects.latest("pk")


def promotions(referentiel) -> int:
    lignes = usages(horloge.aujourdhui())
    return next(ligne.promotions for ligne in lignes if ligne.certification == referentiel.certification)


def forfaits(troupe: Troupe) -> tuple[int, int]:
    """What the OF reads on its own statement: forfaits, second presentations."""
    depart = date(2020, 1, 1).isoformat()
    tous = (
        troupe.of.get("/inscriptions/forfaits/", {"du": depart, "au": horloge.aujourdhui().isoformat()})
        .context["demande"]
        .releves()
    )
    return sum(len(r.lignes) for r in tous), sum(len(r.secondes) for r in tous)


def presenter(troupe: Troupe, inscription, decision: str) -> None:
    troupe.deposer_livret(inscription, "entreprise")
    troupe.donner_avis()
    troupe.tenir_commission(inscription, non_maitrisees=() if decision == "A" else (4,))
    troupe.tenir_jury(inscription, decision)
    inscription.refresh_from_db()


def test_du_projet_conseille_a_la_promotion(troupe):
    """PROJET-PREALABLE, PROJET-INSCRIPTION, POSITIONNEMENT, USAGE-PROMOTIONS"""
    autre = creer_referentiel(champs_certification={"intitule": "Soudeur"})
    premier = deposer_projet(troupe, autre)
    troupe.faire(
        troupe.agent,
        f"/projets/{premier.pk}/decider/",
        decision="conseille",
        motif="L’usinage répond mieux.",
        certification_conseillee=troupe.referentiel.certification_id,
    )
    assert "L’usinage répond mieux." in mail.outbox[-1].body
    projet = deposer_projet(troupe, troupe.referentiel)
    troupe.faire(troupe.agent, f"/projets/{projet.pk}/decider/", decision="aval", motif="")
    projet.refresh_from_db()
    assert (projet.etat, promotions(troupe.referentiel)) == (EtatProjet.AVAL, 0)
    inscription = troupe.inscrire(
        origine="SL",
        financements=["PDC"],
        projet_id=projet.pk,
        positionnement_le=troupe.jour(-10),
        positionnement_resultat="Test réussi",
        **ENTREPRISE,
        **troupe.en_formation(),
    )
    assert (inscription.projet, inscription.positionnement_resultat) == (projet, "Test réussi")
    assert forfaits(troupe) == (0, 0)
    presenter(troupe, inscription, "NA")
    assert (promotions(troupe.referentiel), promotions(autre)) == (1, 0)
    assert forfaits(troupe) == (1, 0)


def test_une_seconde_presentation_ne_se_facture_pas_deux_fois(troupe):
    """FORFAIT-FAIT, FORFAIT-SECONDE: the same candidate registered again after « NA », in a second jury."""
    premiere = troupe.inscrire(origine="SL", financements=["PDC"], **ENTREPRISE, **troupe.en_formation())
    presenter(troupe, premiere, "NA")
    assert forfaits(troupe) == (1, 0)
    troupe.recommencer(230)
    seconde = troupe.inscrire(origine="SL", financements=["PDC"], **ENTREPRISE, **troupe.en_formation())
    presenter(troupe, seconde, "A")
    assert forfaits(troupe) == (1, 1)

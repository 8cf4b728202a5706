"""A large sitting: three hundred evaluators in the pool, sixty candidates. No page asks more of the base for it."""

import os

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certif_portal.commun import horloge
from certif_portal.comptes.models import Utilisateur
from evaluations.choix import EtatGrille, EtatLiasse
from evaluations.models import DeclarationIndependance, Evaluateur, Grille, Passage
from evaluations.services.liasse import demander_liasse, editer_liasse
from referentiels.models import Competence
from tests.candidats.factories import CandidatFactory, InscriptionFactory
from tests.evaluations.factories import creer_commission

pytestmark = pytest.mark.django_db
EVALUATEURS, CANDIDATS = 300, 60
PAPIERS = int(os.environ.get("PAPIERS_CANDIDATS", "2"))


def peupler(commission, organisme, referentiel, evaluateurs, candidats):
    """Up to so many in all: rows alone, what each page reads."""
    deja, venus = Evaluateur.objects.count(), commission.passages.count()
    personnes = Utilisateur.objects.bulk_create(
        Utilisateur(email=f"vivier-{rang}@exemple.fr", nom=f"NOM{rang}", prenom="Camille")
        for rang in range(deja, evaluateurs)
    )
    Evaluateur.objects.bulk_create(
        Evaluateur(utilisateur=personne, entreprise_nom="Forges de l’Ouest") for personne in personnes
    )
    competences = list(Competence.objects.filter(version_bloc__compositions__referentiel=referentiel))
    for _ in range(venus, candidats):
        inscription = InscriptionFactory(candidat=CandidatFactory(), organisme=organisme, referentiel=referentiel)
        Passage.objects.create(commission=commission, inscription=inscription).competences.set(competences)
        Grille.objects.create(inscription=inscription, etat=EtatGrille.OUVERTE, ouverte_le=horloge.maintenant())


def test_trois_cents_evaluateurs_et_soixante_candidats_ne_demandent_rien_de_plus(
    connecte, agent, organisme, referentiel, evaluateur, autre_evaluateur
):
    commission = creer_commission(evaluateur, autre_evaluateur, date=horloge.aujourdhui())
    du_centre = ["commission_detail", "commission_jour", "commission_inviter", "passage_ajouter"]
    pages = [(agent, reverse(nom, args=[commission.pk])) for nom in du_centre]
    pages += [(agent, reverse(nom)) for nom in ("evaluateur_liste", "grille_liste")]
    siennes = [reverse("mes_commissions"), reverse("saisies_paquet")]
    pages += [(evaluateur.utilisateur, adresse) for adresse in siennes]
    pages.append((autre_evaluateur.utilisateur, reverse("independance_seance", args=[commission.pk])))
    mesures = []
    for combien in ((4, 2), (EVALUATEURS, CANDIDATS)):
        peupler(commission, organisme, referentiel, *combien)
        DeclarationIndependance.objects.bulk_create(
            DeclarationIndependance(
                evaluateur=evaluateur, inscription=passage.inscription, lien=False, declaree_le=horloge.maintenant()
            )
            for passage in commission.passages.exclude(inscription__declarations__evaluateur=evaluateur)
        )
        requetes = {}
        for personne, adresse in pages:
            client = connecte(personne)
            client.get(adresse)
            with CaptureQueriesContext(connection) as capture:
                assert client.get(adresse).status_code == 200
            requetes[adresse] = len(capture)
        mesures.append(requetes)
    assert (Evaluateur.objects.count(), commission.passages.count()) == (EVALUATEURS, CANDIDATS)
    assert mesures[0] == mesures[1]


def test_les_papiers_d_un_jour_se_font_pour_tous(agent, organisme, referentiel, evaluateur, autre_evaluateur):
    """`dev.py epreuves tablette` makes those of sixty candidates, and tells how long it takes."""
    commission = creer_commission(evaluateur, autre_evaluateur, date=horloge.aujourdhui())
    peupler(commission, organisme, referentiel, 2, PAPIERS)
    liasse = demander_liasse(commission=commission, par=agent, a=horloge.maintenant())
    editer_liasse(liasse.pk, a=horloge.maintenant)
    liasse.refresh_from_db()
    assert (liasse.etat, liasse.faites) == (EtatLiasse.PRETE, PAPIERS), liasse.erreur

"""Two evaluators, two tablets, one competence: whatever the order, late, twice or lost on the way, nothing is lost."""

import os
import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connection, transaction

from certif_portal.commun.erreurs import ErreurMetier
from evaluations.models import Appreciation, OperationRecue
from evaluations.queries import place
from evaluations.queries.grille import contenu_grille
from evaluations.queries.place import verrouiller_places
from evaluations.queries.saisie import Lot
from evaluations.regles.saisie import Valeur
from evaluations.services.saisie import Ecriture, ecrire_le_commun, garder_le_lot
from tests.candidats.factories import InscriptionFactory
from tests.evaluations.factories import LE_JOUR, EvaluateurFactory, declarer, planifier
from tests.evaluations.services.test_saisie import AUTRE_TABLETTE, TABLETTE, competence_de, envoyer, operation

HISTOIRES, TABLETTES = int(os.environ.get("HISTOIRES", "50")), int(os.environ.get("TABLETTES", "6"))
"""In the suite; `dev.py epreuves grille` plays ten times as many."""


class Tablette:
    """One evaluator's: what it shows, what it has not sent yet, what it believes acknowledged."""

    def __init__(self, evaluateur, appareil, passage):
        self.evaluateur, self.appareil, self.passage = evaluateur, appareil, passage
        self.version, self.rang, self.file, self.dernier, self.lus = 0, 0, [], "", set()

    def ecrire(self, alea):
        self.rang += 1
        self.dernier = f"{self.appareil[:4]} {self.rang}"
        self.file.append(
            operation(self.passage, decision="non", commentaire=self.dernier, version=self.version, rang=self.rang)
        )

    def envoyer(self, alea):
        """A batch from the head of the queue; one answer in three never comes, and all is sent again later."""
        lot = self.file[: alea.randint(1, 3)]
        if not lot:
            return
        resultats = envoyer(self.evaluateur, *lot, appareil=self.appareil)
        if alea.random() < 0.67:
            self.file = self.file[len(lot) :]
            self.version = max(self.version, *(resultat["version"] for resultat in resultats))
            for montree in (resultat["actuelle"] for resultat in resultats if "actuelle" in resultat):
                self.lus |= {montree["commentaire"], *(autre["commentaire"] for autre in montree["conflit"])}

    def relire(self, alea):
        """The package again, once all was sent."""
        ligne = Appreciation.objects.filter(grille=self.passage.inscription.grille).first()
        if ligne and not self.file:
            self.version = ligne.version
            self.lus |= ecrits(ligne)


def ecrits(ligne):
    """What the line keeps, shown or beside."""
    return {ligne.commentaire, *(autre["valeur"]["commentaire"] for autre in ligne.autres)}


def jouer(graine, passage, membres):
    """One story: what each had last written is kept, unless the other wrote over it having read it."""
    Appreciation.objects.all().delete()
    alea = random.Random(graine)  # noqa: S311
    tablettes = [Tablette(m, a, passage) for m, a in zip(membres, (TABLETTE, AUTRE_TABLETTE), strict=True)]
    for _ in range(alea.randint(4, 14)):
        getattr(alea.choice(tablettes), alea.choice(["ecrire", "ecrire", "envoyer", "envoyer", "relire"]))(alea)
    while any(tablette.file for tablette in tablettes):  # the network is back
        alea.choice(tablettes).envoyer(alea)
    ligne = Appreciation.objects.filter(grille=passage.inscription.grille).first()
    if ligne is None:
        return
    for tablette, autre in (tablettes, tablettes[::-1]):
        if tablette.dernier:
            assert tablette.dernier in ecrits(ligne) | autre.lus, graine
    if ligne.autres:
        assert [ligne.numero for ligne in contenu_grille(passage.inscription.grille).desaccords] == [1]


@pytest.fixture
def passage(db, inscription, evaluateur, autre_evaluateur):
    passage = planifier(inscription, evaluateur, autre_evaluateur)
    declarer(passage)
    return passage


@pytest.mark.parametrize("dizaine", range(HISTOIRES // 10))
def test_cinquante_histoires_et_rien_de_perdu(passage, evaluateur, autre_evaluateur, dizaine):
    for graine in range(dizaine * 10, dizaine * 10 + 10):
        jouer(graine, passage, (evaluateur, autre_evaluateur))


def test_cinquante_reponses_perdues_apres_l_enregistrement(passage, evaluateur):
    envoi = operation(passage)
    for _ in range(51):
        [resultat] = envoyer(evaluateur, envoi)
    assert (resultat["statut"], resultat["version"], OperationRecue.objects.count()) == ("rejouee", 1, 1)


def ensemble(actes):
    """At the same moment, each on its own connection."""
    depart = Barrier(len(actes))

    def lancer(faire):
        try:
            depart.wait(timeout=30)
            return faire()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actes)) as fils:
        return list(fils.map(lancer, actes))


def insister(membre, *operations, appareil):
    """A sending told to come again (the grid was held too long) is sent again as it is, and nothing before it."""
    while True:
        try:
            return envoyer(membre, *operations, appareil=appareil)
        except ErreurMetier:
            continue


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_toutes_les_tablettes_reviennent_a_la_fois():
    """Thirty operations each: every one applied once, those sent twice told so."""
    passage = planifier(InscriptionFactory(), *(EvaluateurFactory() for _ in range(TABLETTES)))
    declarer(passage)
    membres = [membre.evaluateur for membre in passage.commission.membres.all()]
    files = [
        [
            operation(passage, rang_competence=rang % 4, sorte="note", rang=rang, version=0, commentaire=f"{n} {rang}")
            for rang in range(30)
        ]
        for n in range(TABLETTES)
    ]

    def vider(membre, file):
        return (
            lambda: [
                resultat["statut"]
                for debut in (0, 10, 10, 20)  # the second batch is sent twice
                for resultat in insister(membre, *file[debut : debut + 10], appareil=f"tablette-{membre.pk}")
            ]
        )

    resultats = ensemble([vider(membre, file) for membre, file in zip(membres, files, strict=True)])
    attendus = ["appliquee"] * 20 + ["rejouee"] * 10 + ["appliquee"] * 10
    assert resultats == [attendus] * TABLETTES
    assert OperationRecue.objects.count() == 30 * TABLETTES


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_deux_saisies_au_meme_instant_restent_toutes_deux():
    """Both based on the version that both had read: the second waits for the first, and both values stay."""
    passage = planifier(InscriptionFactory(), EvaluateurFactory(), EvaluateurFactory())
    declarer(passage)
    un, deux = [membre.evaluateur for membre in passage.commission.membres.all()]
    envoyer(un, operation(passage, decision="", commentaire="Début"))
    textes = {"De la première", "De la seconde"}
    envois = [
        (membre, appareil, operation(passage, decision="non", commentaire=texte, version=1))
        for membre, appareil, texte in zip((un, deux), (AUTRE_TABLETTE, "tablette-c"), sorted(textes), strict=True)
    ]
    ensemble([lambda m=m, a=a, o=o: insister(m, o, appareil=a) for m, a, o in envois])
    assert ecrits(Appreciation.objects.get(competence=competence_de(passage))) & textes == textes


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("verrou", [True, False], ids=["avec", "sans"])
def test_sans_le_verrou_une_saisie_se_perd(monkeypatch, verrou):
    """Negative control: what the services do, with and without the lock of the grid. Each reads the line, waits for the
    other to have read it too, writes: only the lock makes the second read what the first wrote."""
    passage = planifier(InscriptionFactory(), EvaluateurFactory(), EvaluateurFactory())
    declarer(passage)
    un, deux = [membre.evaluateur for membre in passage.commission.membres.all()]
    grille, competence = passage.inscription.grille, competence_de(passage).pk
    envoyer(un, operation(passage, decision="", commentaire="Début"))
    if not verrou:
        monkeypatch.setattr(place, "VERROU", "")
    lus = Barrier(2)

    @transaction.atomic
    def ecrire(membre, texte):
        places = verrouiller_places(membre.utilisateur, [grille.pk], [passage.pk])
        lot = Lot(frozenset({(grille.pk, competence)}))
        assert lot.lignes
        with suppress(BrokenBarrierError):  # with the lock, the other waits for the grid
            lus.wait(timeout=2)
        valeur = Valeur(False, commentaire=texte)
        ecriture = Ecriture(places[grille.pk], membre, competence, passage.pk, valeur, version=1)
        ecrire_le_commun(lot, ecriture, LE_JOUR)
        garder_le_lot(lot, places, membre.utilisateur, LE_JOUR)

    textes = {"De la première", "De la seconde"}
    ensemble([lambda m=m, t=t: ecrire(m, t) for m, t in zip((un, deux), sorted(textes), strict=True)])
    gardes = ecrits(Appreciation.objects.get(competence=competence)) & textes
    assert len(gardes) == (2 if verrou else 1)

"""The centre drawn from a seed: the same twice, another with another seed, and such as a centre could have written."""

from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, models, transaction

from candidats.choix import EtatInscription, EtatLivret
from candidats.models import Acquis, Candidat, EcheanceDossier, Inscription, Livret, PieceManquante
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.demo.calendrier import Calendrier
from certif_portal.portail.demo.centre import ouvrir_le_centre
from certif_portal.portail.demo.personnes import JURE, PRESIDENT, RESPONSABLE
from certif_portal.portail.demo.volume import chargement
from evaluations.choix import EtatGrille
from evaluations.models import Grille
from jurys.choix import EtatJury
from jurys.models import Certificat, CompteurCertificat, Jury, Presentation
from jurys.queries.piece import est_pret, manquantes, pieces_pour_jury

CALENDRIER = Calendrier(datetime(2026, 11, 20, 9, tzinfo=UTC))
ECRITES = {"candidats", "evaluations", "jurys", "habilitations", "referentiels", "commun", "comptes"}
GARDES = (EcheanceDossier, PieceManquante)


@pytest.fixture
def centre_ouvert(db):
    ouvrir_le_centre(CALENDRIER)
    for compte in (PRESIDENT, JURE):
        Utilisateur.objects.create_user(compte.courriel, prenom=compte.prenom, nom=compte.nom)
    CompteurCertificat.objects.create(serie="MC")


def charger(nombre: int, ouvertes: int, graine: int = 1) -> chargement.Bilan:
    return chargement.charger(CALENDRIER, nombre=nombre, ouvertes=ouvertes, graine=graine)


def lignes() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, but those whose bytes a driver wraps.

    What is kept of a file comes without its keys: they are the sequence's, which a rollback does not give back.
    """
    tables = {}
    for modele in apps.get_models(include_auto_created=True):
        if not any(isinstance(champ, models.BinaryField) for champ in modele._meta.concrete_fields):
            rangees = list(modele._base_manager.order_by("pk").values_list())
            tables[modele._meta.label] = [r[1:] for r in rangees] if modele in GARDES else rangees
    return tables


def tirer(graine: int) -> dict[str, list[tuple[Any, ...]]]:
    with transaction.atomic():
        charger(60, 30, graine)
        lues = lignes()
        transaction.set_rollback(True)
    return lues


@pytest.mark.sqlite
def test_meme_graine_memes_donnees(centre_ouvert):
    premiere, seconde, autre = tirer(1), tirer(1), tirer(2)
    assert premiere == seconde
    differentes = {label for label in premiere if premiere[label] != autre[label]}
    assert {"candidats.Candidat", "candidats.Inscription", "jurys.Presentation"} <= differentes
    assert len(autre["candidats.Inscription"]) == len(premiere["candidats.Inscription"]) == 60


@pytest.mark.sqlite
def test_chaque_table_tient_ses_contraintes(centre_ouvert):
    """References, fields and constraints of a sample of every table."""
    bilan = charger(200, 90)
    assert (bilan.inscriptions, bilan.ouvertes, Inscription.objects.count()) == (200, 90, 200)
    connection.check_constraints()
    for modele in apps.get_models(include_auto_created=True):
        if modele._meta.app_label in ECRITES and not hasattr(modele, "history_id"):
            for ligne in islice(modele._base_manager.order_by("-pk"), 5):
                ligne.full_clean()


def test_tous_les_etats_et_vingt_ans_de_jurys(centre_ouvert):
    charger(900, 700)
    assert set(Inscription.objects.values_list("etat", flat=True)) == set(EtatInscription.values)
    assert set(Livret.objects.values_list("etat", flat=True)) == set(EtatLivret.values)
    assert set(Grille.objects.values_list("etat", flat=True)) == set(EtatGrille.values)
    tenus = list(Jury.objects.filter(etat=EtatJury.CLOS).order_by("date").values_list("date", flat=True))
    assert (len(tenus), tenus[0].year, tenus[-1]) == (20, 2007, date(2026, 11, 4))
    admises = set(Inscription.objects.filter(etat=EtatInscription.ADMISE).values_list("pk", flat=True))
    assert set(Presentation.objects.filter(decision="A").values_list("inscription", flat=True)) == admises
    assert set(Certificat.objects.values_list("presentation__inscription", flat=True)) == admises
    assert set(Acquis.objects.values_list("inscription__etat", flat=True)) == {EtatInscription.NON_ADMISE}
    noms = list(Candidat.objects.values_list("nom_naissance", flat=True))
    assert max(map(len, noms)) > 25
    assert not all(nom.isascii() for nom in noms)


def test_ceux_que_le_tirage_presente_sont_prets(centre_ouvert):
    """What the plan calls ready, the portal itself judges ready."""
    charger(700, 690)
    jury = Jury.objects.get(etat=EtatJury.CONVOQUE)
    presentees = list(Inscription.objects.filter(presentations__jury=jury))
    pieces = pieces_pour_jury(presentees, jury.date)
    assert presentees
    assert {pk: manquantes(lues) for pk, lues in pieces.items() if not est_pret(lues)} == {}


def test_un_volume_ne_s_ajoute_pas_a_une_demonstration_deja_chargee(db, settings):
    settings.LOCAL = True
    Utilisateur.objects.create_user(RESPONSABLE.courriel, prenom="Hervé", nom="Quéméneur")
    with pytest.raises(CommandError, match="un volume se charge dans une base vide"):
        call_command("charger_demo", volume=10)

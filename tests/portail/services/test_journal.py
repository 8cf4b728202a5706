"""The link of the night: once, told outside, given up when somebody writes for too long."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection, connections

from certif_portal.centre.models import parametres
from certif_portal.commun.chaine import verifier
from certif_portal.commun.models import Courriel, EntreeJournal, MaillonJournal
from certif_portal.portail import tasks
from certif_portal.portail.services.journal import chainer_journal
from tests.journal import journaliser

A = datetime(2026, 11, 30, 3, tzinfo=UTC)
JOUR = date(2026, 11, 30)


@pytest.mark.django_db
def test_le_maillon_de_la_nuit_part_hors_du_portail_une_fois(organisme):
    centre = parametres()
    centre.journal_courriel = "tiers@exemple.fr"
    centre.save()
    journaliser(organisme, "essai", "Dit.", par=None, a=A)
    maillon = chainer_journal(le=JOUR, a=A)
    courriel = Courriel.objects.get()
    assert (courriel.destinataire, courriel.acte) == ("tiers@exemple.fr", "tete_journal")
    assert f"manage.py verifier_journal --tete {maillon.empreinte}" in courriel.texte
    assert chainer_journal(le=JOUR, a=A) is None
    assert (MaillonJournal.objects.count(), Courriel.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_sans_adresse_le_maillon_se_fait_sans_courriel(organisme):
    journaliser(organisme, "essai", "Dit.", par=None, a=A)
    assert (tasks.chainer_journal(), tasks.chainer_journal()) == (True, False)
    assert Courriel.objects.count() == 0


@pytest.mark.django_db
def test_deux_travaux_a_la_fois_n_en_font_qu_un(organisme, monkeypatch):
    """Both found that there was none: the second keeps nothing."""
    journaliser(organisme, "essai", "Dit.", par=None, a=A)
    preparer = "certif_portal.portail.services.journal.preparer_maillon"
    un, autre = (MaillonJournal(jour=JOUR, premier=1, dernier=1, nombre=1, empreinte="a" * 64, fait_le=A) for _ in "ab")
    monkeypatch.setattr(preparer, lambda **_: un)
    assert chainer_journal(le=JOUR, a=A) == un
    monkeypatch.setattr(preparer, lambda **_: autre)
    assert chainer_journal(le=JOUR, a=A) is None
    assert MaillonJournal.objects.count() == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_un_enregistrement_en_cours_remet_le_maillon_a_plus_tard(monkeypatch):
    """Its key is drawn, its line not committed: a link made now would leave it out, and accuse it tomorrow."""
    monkeypatch.setattr("certif_portal.commun.chaine.PATIENCE", "50ms")
    autre = connections.create_connection("default")
    insertion = (
        "INSERT INTO commun_entreejournal (dossier_type, dossier_id, acte, phrase, par_nom, le, sel, empreinte) "
        "VALUES ('a.b', 1, 'essai', 'Dit.', 'Qui', now(), '', '')"
    )
    try:
        autre.set_autocommit(False)
        with autre.cursor() as curseur:
            curseur.execute(insertion)
        with connection.cursor() as curseur:
            curseur.execute(insertion)
        assert chainer_journal(le=JOUR, a=A) is None
        assert MaillonJournal.objects.count() == 0
        autre.commit()
        assert chainer_journal(le=JOUR, a=A).nombre == EntreeJournal.objects.count() == 2
        assert verifier().ecart == ""
    finally:
        autre.rollback()
        autre.close()

"""The demonstration centre: whole, dated, believable, and loadable on any day of the year."""

from collections import Counter
from datetime import date, datetime
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command

from candidats.models import Incident, Inscription, Livret
from candidats.queries.detenteur import detenteurs
from certif_portal.commun.fichiers import octets_de
from certif_portal.commun.models import ContenuFichier, Courriel, EntreeJournal
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.demo import histoire, personnes
from certif_portal.portail.demo.calendrier import Calendrier
from evaluations.models import AvisEntreprise, Grille
from habilitations.queries.organisme import habilitation_le
from jurys.choix import EtatJury
from jurys.models import Certificat, Jury
from jurys.queries.piece import est_pret, pieces_pour_jury
from tests.scelles import desceller

PARIS = ZoneInfo("Europe/Paris")


def lancer(commande: str) -> str:
    sortie = StringIO()
    call_command(commande, stdout=sortie)
    return sortie.getvalue()


def test_un_jour_ouvre_et_rien_apres_le_chargement():
    dimanche = Calendrier(datetime(2026, 11, 22, 8, tzinfo=PARIS))
    assert dimanche.le(0) == date(2026, 11, 22)
    assert [dimanche.le(-1), dimanche.le(6), dimanche.le(7)] == [
        date(2026, 11, 20),
        date(2026, 11, 30),
        date(2026, 11, 30),
    ]
    assert dimanche.a(-1, 9) == datetime(2026, 11, 20, 9, tzinfo=PARIS)
    assert dimanche.a(0, 9) == dimanche.maintenant


@pytest.mark.timeout(400)
def test_chaque_etape_a_ses_candidats_et_la_commande_se_relance(db):
    """The end of a 29 February; `dev.py epreuves demo` draws other days."""
    maintenant = datetime(2028, 2, 29, 23, 50, tzinfo=PARIS)
    calendrier = Calendrier(maintenant)
    cast = histoire.charger(calendrier)
    le = calendrier.jour
    assert Counter(Inscription.objects.values_list("etat", flat=True)) == {
        "acceptee": 25,
        "admise": 8,
        "deposee": 4,
        "brouillon": 2,
        "a_corriger": 1,
        "abandonnee": 1,
        "non_admise": 1,
    }
    assert Counter(Livret.objects.values_list("etat", flat=True)) == {"valide": 23, "depose": 2, "a_corriger": 1}
    assert Counter(Grille.objects.values_list("etat", flat=True)) == {"scellee": 17, "ouverte": 7, "en_signature": 1}
    assert Counter(AvisEntreprise.objects.values_list("etat", flat=True)) == {"rendu": 12, "attendu": 7, "absent": 2}
    assert [habilitation_le(organisme, le) is not None for organisme in cast.organismes] == [True, True, False]
    tenu, a_venir = Jury.objects.order_by("date")
    assert (tenu.etat, a_venir.etat) == (EtatJury.CLOS, EtatJury.PREPARATION)
    assert 15 < (a_venir.date - le).days < 30
    assert Counter(Certificat.objects.values_list("type", flat=True)) == {"CQPM": 5, "BDC": 3, "CCPM": 1}
    en_cours = list(Inscription.objects.suivies())
    pieces = pieces_pour_jury(en_cours, a_venir.date)
    assert Counter(est_pret(pieces[i.pk]) for i in en_cours) == {True: 6, False: 19}
    assert [str(detenteur.candidat) for detenteur in detenteurs(le)] == ["DE LA ROCHEFOUCAULD-MONTBEL Anne-Charlotte"]
    assert Counter(Incident.objects.values_list("nature", flat=True)) == {"abandon": 1, "absence": 1, "report": 1}
    assert EntreeJournal.objects.filter(le__gt=maintenant).count() == 0
    assert Courriel.objects.exclude(etat="envoye").count() == 0
    assert all(compte.email.endswith(".example") for compte in Utilisateur.objects.all())

    avant = (Inscription.objects.count(), Courriel.objects.count(), Utilisateur.objects.count())
    seconde = lancer("charger_demo")
    assert "déjà chargé" in seconde
    assert (Inscription.objects.count(), Courriel.objects.count(), Utilisateur.objects.count()) == avant
    for _, courriel in personnes.PRINCIPAUX:
        assert courriel in seconde
        assert Utilisateur.objects.get(email=courriel).check_password(personnes.MOT_DE_PASSE)
    assert "empreinte vérifiée, nom relu" in lancer("verifier_demo")
    certificat = Certificat.objects.get(nom="O’BRIEN")
    assert octets_de(certificat.document.fichier).startswith(b"%PDF-")
    with desceller():
        ContenuFichier.objects.all().update(octets=b"%PDF-1.4")
    with pytest.raises(CommandError, match="empreinte"):
        lancer("verifier_demo")


def test_rien_a_verifier_avant_le_chargement(db):
    with pytest.raises(CommandError, match="charger_demo"):
        lancer("verifier_demo")


def test_la_demonstration_ne_se_charge_pas_dans_un_vrai_centre(db, settings, agent):
    with pytest.raises(CommandError, match="base vide"):
        lancer("charger_demo")
    settings.LOCAL = False
    with pytest.raises(CommandError, match="vrai centre"):
        lancer("charger_demo")
    assert Inscription.objects.count() == 0

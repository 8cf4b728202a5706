"""Retention on screen: what is due and who approves it, a hold, the archives; and what a file's page says of it."""

import io
import zipfile
from datetime import date, timedelta

import openpyxl
import pytest
from django.urls import reverse

from candidats.models import Inscription
from certif_portal.commun import horloge
from certif_portal.commun.models import Courriel, EntreeJournal
from certif_portal.commun.typographie import date_longue
from certif_portal.comptes.choix import Role
from certif_portal.portail.services.purge import dire_purge_attendue
from jurys.choix_conservation import EtatAcces, EtatPurge
from jurys.models import ArchiveCertificats, DemandeAcces, Effacement, GelDossier, LignePurge, Purge
from jurys.regles.conservation import PURGE_ATTENTE, approuvee_au_plus_tard
from tests.comptes.factories import creer_personne
from tests.jurys.factories import CE_JOUR, dossier_pret, jury_edite

pytestmark = pytest.mark.django_db


@pytest.fixture
def finie(inscription):
    Inscription.objects.filter(pk=inscription.pk).update(etat="abandonnee", abandonnee_le=date(2026, 1, 1))
    return inscription


def textes(page):
    return page.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


def test_la_liste_vide_le_dit(connecte, responsable):
    page = textes(connecte(responsable).get(reverse("purge_liste")))
    assert "Aucune purge pour l’instant" in page
    assert "un dossier se gèle depuis sa page" in page


def test_une_purge_demandee_attend_quelqu_un_d_autre(connecte, responsable, finie):
    client = connecte(responsable)
    client.post(reverse("purge_etablir"))
    purge = Purge.objects.get()
    adresse = reverse("purge_approuver", args=[purge.pk])
    page = textes(client.get(purge.get_absolute_url()))
    assert "Livrets, rapports, avis, convocations" in page
    assert adresse not in page
    client.post(adresse)
    purge.refresh_from_db()
    assert purge.etat == EtatPurge.A_APPROUVER
    autre = connecte(creer_personne(Role.RESPONSABLE))
    assert adresse in textes(autre.get(purge.get_absolute_url()))
    autre.post(adresse)
    purge.refresh_from_db()
    assert purge.etat == EtatPurge.FINIE
    assert Effacement.objects.filter(cible="preparation", cle=finie.pk).exists()
    assert "Finie" in textes(autre.get(reverse("purge_liste")))
    client.post(reverse("purge_etablir"))
    assert Purge.objects.count() == 1  # nothing is due any more


@pytest.mark.parametrize(
    ("passes", "page_dit", "courriel_dit"),
    [
        (PURGE_ATTENTE.jours, "à écarter au plus tard le {}.", "écartez-la au plus tard le {} :"),
        (
            PURGE_ATTENTE.jours + 1,
            "à écarter sans attendre : le dernier jour était le {}.",
            "écartez-la sans attendre (le dernier jour était le {}) :",
        ),
    ],
)
def test_le_dernier_jour_d_une_purge_est_encore_a_temps(connecte, responsable, passes, page_dit, courriel_dit):
    """On that day then on the next, on the page and in the mail."""
    depuis, a = horloge.aujourdhui() - timedelta(days=passes), horloge.maintenant()
    dernier = date_longue(approuvee_au_plus_tard(depuis)).replace("\xa0", " ")
    purge = Purge.objects.create(le=horloge.aujourdhui(), attend_depuis=depuis, demandee_le=a)
    LignePurge.objects.create(
        purge=purge, rang=1, regle="PREPARATION", cible="preparation", prevues=9, depuis=date(2020, 1, 1)
    )
    page = textes(connecte(responsable).get(purge.get_absolute_url()))
    assert page_dit.format(dernier) in " ".join(page.split())
    dire_purge_attendue(purge, 9, a)
    assert courriel_dit.format(dernier) in Courriel.objects.get().texte.replace("\xa0", " ")


def test_la_liste_s_exporte_se_trie_et_s_ecarte(connecte, responsable, finie):
    client = connecte(responsable)
    client.post(reverse("purge_etablir"))
    purge = Purge.objects.get()
    export = client.get(reverse("purge_exporter", args=[purge.pk]))
    lignes = list(openpyxl.load_workbook(io.BytesIO(export.content)).active.values)
    assert ("PREPARATION", "Livrets, rapports, avis, convocations", "inscription", str(finie.pk)) in [
        ligne[:4] for ligne in lignes
    ]
    assert EntreeJournal.objects.filter(acte="extraction", dossier_type="jurys.purge").exists()
    assert "6 mois après la décision du jury transmise au GTP" in textes(client.get(purge.get_absolute_url()))
    for tri in ("quoi", "-prevues", "regle", "faites", "-depuis"):
        assert client.get(purge.get_absolute_url(), {"tri": tri}).status_code == 200
    client.post(reverse("purge_ecarter", args=[purge.pk]))
    purge.refresh_from_db()
    assert purge.etat == EtatPurge.ECARTEE
    client.post(reverse("purge_approuver", args=[purge.pk]))
    purge.refresh_from_db()
    assert purge.etat == EtatPurge.ECARTEE


def test_un_dossier_se_gele_et_se_degele_depuis_sa_page(connecte, responsable, agent, finie):
    client = connecte(responsable)
    assert "Papiers d’évaluation" in textes(client.get(finie.get_absolute_url()))
    client.post(reverse("inscription_geler", args=[finie.pk]), {"motif": "Recours du candidat."})
    assert GelDossier.objects.en_vigueur().get().motif == "Recours du candidat."
    assert "Recours du candidat." in textes(client.get(finie.get_absolute_url()))
    assert "Recours du candidat." in textes(client.get(reverse("purge_liste")))
    geler = reverse("inscription_geler", args=[finie.pk])
    assert geler not in textes(connecte(agent).get(finie.get_absolute_url()))
    client.post(reverse("inscription_degeler", args=[finie.pk]))
    assert not GelDossier.objects.en_vigueur().exists()


def test_la_page_d_un_dossier_dit_jusqu_a_quand(connecte, agent, referentiel):
    jury_edite(
        dossier_pret(referentiel=referentiel),
        non_admis=(dossier_pret(referentiel=referentiel, non_maitrisees=(1,)),),
        par=agent,
    )
    admise, refusee = Inscription.objects.order_by("pk")
    client = connecte(agent)
    assert "8 décembre 2068" in textes(client.get(admise.get_absolute_url()))
    page = textes(client.get(refusee.get_absolute_url()))
    assert "8 décembre 2031" in page  # partial: five years
    assert "sont gardées 5 ans" in page


def test_l_archive_d_une_personne_se_demande_se_controle_se_remet(connecte, agent, responsable, inscription):
    candidat, demandeur, controleur = inscription.candidat, connecte(agent), connecte(responsable)
    droits = reverse("acces_demander", args=[candidat.pk])
    assert "corriger l’état civil" in textes(demandeur.get(droits))
    demandeur.post(droits)
    demande = DemandeAcces.objects.get()
    fichier, controle = reverse("acces_fichier", args=[demande.pk]), reverse("acces_controler", args=[demande.pk])
    assert demandeur.get(fichier).status_code == 403
    assert controle not in textes(demandeur.get(demande.get_absolute_url()))
    demandeur.post(controle)
    demande.refresh_from_db()
    assert demande.etat == EtatAcces.A_CONTROLER
    assert controle in textes(controleur.get(demande.get_absolute_url()))
    assert controleur.get(fichier).status_code == 200
    controleur.post(controle)
    reponse = demandeur.get(fichier)
    assert "donnees.json" in zipfile.ZipFile(io.BytesIO(reponse.getvalue())).namelist()
    assert "Télécharger l’archive" in textes(demandeur.get(demande.get_absolute_url()))
    assert demande.get_absolute_url() in textes(demandeur.get(droits))


def test_une_seconde_demande_attend_la_premiere(connecte, agent, inscription):
    droits = reverse("acces_demander", args=[inscription.candidat_id])
    client = connecte(agent)
    client.post(droits)
    assert "attend déjà" in textes(client.post(droits))
    DemandeAcces.objects.update(fichier=None, etat=EtatAcces.CONTROLEE)
    demande = DemandeAcces.objects.get()
    assert "n’est plus gardée" in textes(client.get(demande.get_absolute_url()))
    assert client.get(reverse("acces_fichier", args=[demande.pk])).status_code == 404


def test_les_certificats_s_archivent_a_l_ecran(connecte, agent, responsable, referentiel):
    client = connecte(responsable)
    assert "Aucune archive" in textes(client.get(reverse("archive_liste")))
    jury_edite(dossier_pret(referentiel=referentiel), par=agent)
    demander = reverse("archive_demander")
    assert "précède son début" in textes(client.post(demander, {"du": "2026-12-09", "au": "2026-12-08"}))
    assert "Aucun certificat" in textes(client.post(demander, {"du": "2020-12-09", "au": "2020-12-09"}))
    jour = CE_JOUR.date().isoformat()
    client.post(demander, {"du": jour, "au": jour})
    archive = ArchiveCertificats.objects.get()
    assert archive.empreinte in textes(client.get(reverse("archive_liste")))
    reponse = client.get(reverse("archive_fichier", args=[archive.pk]))
    assert "SHA256SUMS" in zipfile.ZipFile(io.BytesIO(reponse.getvalue())).namelist()
    ArchiveCertificats.objects.update(fichier=None)
    assert client.get(reverse("archive_fichier", args=[archive.pk])).status_code == 404

"""The activity report: asked from the candidate, by a link or through the OF."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from candidats.donnees import FichierRecu
from candidats.models import LienRapport, RapportActivites
from candidats.services.livret import deposer_livret
from candidats.services.rapport import (
    LienFerme,
    deposer_rapport,
    deposer_rapport_par_lien,
    envoyer_lien_rapport,
    ouvrir_rapport,
)
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.models import Courriel, Fichier
from certif_portal.commun.typographie import jour_de
from referentiels.choix import NatureModalite
from tests.candidats.factories import donnees_livret, image_png
from tests.echeances import echeances
from tests.habilitations.factories import creer_membre

pytestmark = pytest.mark.django_db


@pytest.fixture
def recu() -> FichierRecu:
    return FichierRecu("rapport.png", image_png(), "image/png")


@pytest.fixture
def rapport(inscription, agent, instant):
    projet = inscription.referentiel.modalites.get(nature=NatureModalite.PROJET)
    donnees = donnees_livret(inscription, modalites=(projet.pk,))
    lignes = tuple(type(ligne)(ligne.competence_id, ligne.modalites, "x", "Projet long.") for ligne in donnees.lignes)
    donnees = donnees_livret(inscription, lignes=lignes)
    deposer_livret(inscription=inscription, donnees=donnees, fichier=None, par=agent, a=instant)
    return ouvrir_rapport(inscription=inscription, par=agent, a=instant)


def lien_du_courriel() -> str:
    return re.findall(r"/rapport/[^/\s]+/", Courriel.objects.filter(acte="rapport_demande").latest("pk").texte)[-1]


@pytest.fixture
def image():
    return SimpleUploadedFile("rapport.png", image_png(), "image/png")


def test_sans_presentation_de_projet_aucun_rapport(inscription, agent, instant):
    deposer_livret(inscription=inscription, donnees=donnees_livret(inscription), fichier=None, par=agent, a=instant)
    assert ouvrir_rapport(inscription=inscription, par=agent, a=instant) is None


def test_le_rapport_manquant_est_une_echeance_avant_la_commission(rapport, inscription, jour):
    inscription.refresh_from_db()
    [echeance] = [e for e in echeances(jour) if e.regle.code == "RAPPORT-DELAI"]
    assert echeance.date_limite == inscription.date_evaluation - timedelta(days=15)
    assert echeance.destinataires == (inscription.organisme.courriel,)


def test_lire_le_lien_ne_consomme_rien_et_deposer_le_ferme(rapport, image):
    lien = lien_du_courriel()
    assert [Client().get(lien).status_code for _ in range(2)] == [200, 200]
    assert Client().post(lien, {"fichier": image}).status_code == 302
    rapport.refresh_from_db()
    assert (rapport.fichier.nom, rapport.depose_par) == ("rapport.png", None)
    assert "Votre rapport est déposé" in Client().get(lien).content.decode()
    image.seek(0)
    Client().post(lien, {"fichier": image})
    assert Fichier.objects.filter(nom="rapport.png").count() == 1


def test_un_nouveau_lien_ferme_le_precedent(rapport, agent, instant):
    ancien = lien_du_courriel()
    envoyer_lien_rapport(rapport=rapport, par=agent, a=instant)
    assert (Client().get(ancien).status_code, Client().get(lien_du_courriel()).status_code) == (410, 200)
    assert LienRapport.objects.filter(jeton_sha256__in=[ancien.split("/")[2]]).count() == 0


def test_le_lien_vit_jusqu_a_la_date_limite_du_rapport(inscription, rapport, agent, instant):
    """The evaluation is six months away: a link of 90 days would close before the report is due."""
    inscription.refresh_from_db()
    lien = envoyer_lien_rapport(rapport=rapport, par=agent, a=instant)
    assert jour_de(lien.expire_le) == inscription.date_evaluation - timedelta(days=15)
    proche = jour_de(instant) + timedelta(days=30)
    type(inscription).objects.update(date_evaluation_prevue=proche)
    lien = envoyer_lien_rapport(rapport=rapport, par=agent, a=instant)
    assert jour_de(lien.expire_le) == jour_de(instant) + timedelta(days=90)


def test_un_lien_expire_ou_inconnu_n_ouvre_rien(rapport):
    LienRapport.objects.update(expire_le=LienRapport.objects.get().cree_le - timedelta(days=400))
    assert Client().get(lien_du_courriel()).status_code == 410
    assert Client().get("/rapport/inconnu/").status_code == 404


def test_un_faux_fichier_est_refuse_sur_la_page(rapport):
    page = Client().post(lien_du_courriel(), {"fichier": SimpleUploadedFile("x.pdf", b"MZ", "application/pdf")})
    assert (page.status_code, bool(page.context["formulaire"].errors["fichier"])) == (200, True)
    assert RapportActivites.objects.get().fichier is None


def test_le_depot_par_l_organisme_ferme_le_lien_du_candidat(rapport, inscription, instant, recu):
    deposer_rapport(rapport=rapport, fichier=recu, par=creer_membre(inscription.organisme), a=instant)
    assert Client().get(lien_du_courriel()).status_code == 410


def test_sans_adresse_le_rapport_s_attend_sans_lien(rapport, inscription, agent, instant):
    inscription.candidat.courriel = ""
    inscription.candidat.save()
    inscription.refresh_from_db()
    with pytest.raises(ErreurMetier, match="Aucun courriel n’est connu"):
        envoyer_lien_rapport(rapport=rapport, par=agent, a=instant)
    RapportActivites.objects.all().delete()
    LienRapport.objects.all().delete()
    assert ouvrir_rapport(inscription=inscription, par=agent, a=instant).fichier is None
    assert LienRapport.objects.count() == 0


def test_un_rapport_attendu_ne_se_redemande_pas(rapport, inscription, agent, instant):
    lien = LienRapport.objects.get()
    assert ouvrir_rapport(inscription=inscription, par=agent, a=instant) == rapport
    assert LienRapport.objects.get() == lien


def test_un_second_depot_remplace_le_premier_fichier(rapport, inscription, agent, instant, recu):
    for _ in range(2):
        deposer_rapport(rapport=rapport, fichier=recu, par=agent, a=instant)
    assert Fichier.objects.filter(nom="rapport.png").count() == 1


def test_un_lien_remplace_pendant_l_envoi_ne_depose_rien(rapport, recu, agent, instant):
    """The page was open when another link was mailed."""
    lien = rapport.liens.get()
    envoyer_lien_rapport(rapport=rapport, par=agent, a=instant)
    with pytest.raises(LienFerme) as refus:
        deposer_rapport_par_lien(lien=lien, fichier=recu, a=instant)
    assert str(refus.value).replace("\u00a0", " ") == (
        "Ce lien ne peut plus servir : le rapport est déjà déposé, ou un autre lien l’a remplacé."
    )
    rapport.refresh_from_db()
    assert (rapport.fichier, rapport.depose_le) == (None, None)

"""A delegated OF and the papers of its own sittings: printed, typed, deposited, sent back; the centre checks each."""

import html
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certif_portal.centre.models import parametres
from certif_portal.commun import horloge
from certif_portal.commun.models import Courriel
from evaluations.choix import EtatAvis, EtatCommission, EtatFeuille, EtatGrille, EtatGrillePapier
from evaluations.documents.grille_papier import grille_papier_pdf
from evaluations.models import (
    AvisEntreprise,
    Commission,
    DelegationOrganisation,
    FeuilleRecue,
    GrillePapier,
    LiasseCommission,
)
from evaluations.services.avis import ouvrir_avis
from evaluations.services.liasse import demander_liasse
from habilitations.models import MembreOrganisme
from tests.candidats.factories import InscriptionFactory
from tests.evaluations.factories import declarer, planifier
from tests.evaluations.test_views_avis_papier import deposer as deposer_avis
from tests.evaluations.test_views_avis_papier import saisir as saisir_avis
from tests.evaluations.test_views_grille_papier import champs, confirmer, deposer
from tests.habilitations.dossier import pdf

pytestmark = pytest.mark.django_db
EN_COMMUN = ("passage", "delegation")


@pytest.fixture
def delegation(organisme, responsable):
    return DelegationOrganisation.objects.create(
        organisme=organisme,
        du=horloge.aujourdhui(),
        motif="Convention.",
        decidee_le=horloge.maintenant(),
        decidee_par=responsable,
    )


@pytest.fixture
def passage(inscription, evaluateur, autre_evaluateur):
    passage = planifier(inscription, evaluateur, autre_evaluateur, date=horloge.aujourdhui())
    declarer(passage, a=horloge.maintenant())
    return passage


def lu(reponse):
    """The page on one line, with its addresses."""
    return " ".join(html.unescape(reponse.content.decode()).split())


def lire(client, nom, *arguments):
    return lu(client.get(reverse(nom, args=arguments)))


def test_la_grille_d_un_organisme_delegue_est_scellee_par_le_centre(
    connecte, agent, membre_of, passage, inscription, delegation
):
    """GRILLE-PAPIER, DELEGATION-ORGANISATION"""
    of, grille = connecte(membre_of), inscription.grille
    assert reverse("grille_papier_deposer", args=[grille.pk]) in lire(of, "numerisation_liste")
    saisie = deposer(of, passage).url
    papier = GrillePapier.objects.get()
    assert saisie == reverse("grille_papier_saisir", args=[papier.pk])
    page = lu(of.get(saisie))
    assert ("Abandonner ce papier" in page, reverse("numerisation_liste") in page) == (False, True)
    assert of.get(reverse("grille_papier_image", args=[papier.pk]))["Content-Type"] == "image/jpeg"
    assert of.post(saisie, champs(passage)).url == reverse("numerisation_liste")
    papier.refresh_from_db()
    assert (papier.etat, papier.saisie_par) == (EtatGrillePapier.A_VERIFIER, membre_of)
    verification = reverse("grille_papier_verifier", args=[papier.pk])
    assert (of.get(saisie).status_code, of.get(verification).status_code) == (404, 403)
    assert reverse("grille_papier_deposer", args=[grille.pk]) not in lire(of, "numerisation_liste")
    centre = connecte(agent)
    assert verification in lire(centre, "file_attente", "grilles-a-verifier")
    confirmer(centre, verification)
    grille.refresh_from_db()
    assert grille.etat == EtatGrille.SCELLEE


def test_une_grille_deja_numerisee_n_est_plus_a_deposer_avant_d_etre_renvoyee(
    connecte, agent, membre_of, passage, inscription, delegation
):
    """FEUILLE-VERIFIEE: its paper waits for the centre; sent back, it is the OF's again."""
    of, grille = connecte(membre_of), inscription.grille
    scan = SimpleUploadedFile("feuilles.pdf", grille_papier_pdf(grille, parametres()))
    of.post(reverse("numerisation_liste"), {"fichier": scan})
    adresse = reverse("grille_papier_deposer", args=[grille.pk])
    assert (adresse in lire(of, "numerisation_liste"), of.get(adresse).status_code) == (False, 404)
    feuille = FeuilleRecue.objects.get()
    connecte(agent).post(reverse("feuille_renvoyer", args=[feuille.pk]), {"motif": "Illisible."})
    assert (adresse in lire(of, "numerisation_liste"), of.get(adresse).status_code) == (True, 200)


def test_ce_que_le_centre_renvoie_est_dit_a_l_organisme_et_l_attend(
    connecte, agent, membre_of, passage, inscription, delegation
):
    """By mail, in its queue, on its page; typed again, nothing of it is left."""
    of, centre = connecte(membre_of), connecte(agent)
    saisie = deposer(of, passage).url
    of.post(saisie, champs(passage))
    papier = GrillePapier.objects.get()
    verification = reverse("grille_papier_verifier", args=[papier.pk])
    centre.post(verification, {"renvoyer": "1", "motif": "La 3 n’est pas cochée."})
    courriel = Courriel.objects.get(acte="saisie_renvoyee")
    assert (courriel.destinataire, " ".join(courriel.objet.split())) == (
        inscription.organisme.courriel,
        "Grille sur papier : à saisir de nouveau",
    )
    assert f"Grille de {inscription.candidat}, signée" in " ".join(courriel.texte.split())
    assert ("La 3 n’est pas cochée." in courriel.texte, saisie in courriel.texte) == (True, True)
    papier.refresh_from_db()
    assert (papier.examinee_par, papier.examinee_le is not None) == (agent, True)
    file = lire(of, "file_attente", "grilles-a-ressaisir")
    assert (str(inscription.candidat) in file, saisie in file) == (True, True)
    assert saisie in lire(centre, "file_attente", "grilles-a-saisir")
    for page in (lire(of, "numerisation_liste"), lu(of.get(saisie))):
        assert "La 3 n’est pas cochée." in page
    of.post(saisie, champs(passage))
    papier.refresh_from_db()
    assert (papier.motif, papier.examinee_par, papier.examinee_le) == ("", None, None)
    assert saisie not in lire(of, "file_attente", "grilles-a-ressaisir")


def test_ce_qu_un_membre_a_saisi_pour_un_autre_organisme_n_est_pas_lu_dans_le_sien(
    connecte, agent, membre_of, autre_organisme, membre_autre_of, passage, inscription, delegation
):
    """Whoever typed the paper also serves another OF: its people do not read that candidate's name."""
    of, centre = connecte(membre_of), connecte(agent)
    saisie = deposer(of, passage).url
    of.post(saisie, champs(passage))
    verification = reverse("grille_papier_verifier", args=[GrillePapier.objects.get().pk])
    centre.post(verification, {"renvoyer": "1", "motif": "La 3 n’est pas cochée."})
    MembreOrganisme.objects.create(
        organisme=autre_organisme, utilisateur=membre_of, ajoute_le=horloge.maintenant(), retire_le=horloge.maintenant()
    )
    assert str(inscription.candidat) in lire(of, "file_attente", "grilles-a-ressaisir")
    assert str(inscription.candidat) not in lire(connecte(membre_autre_of), "file_attente", "grilles-a-ressaisir")


def test_une_delegation_finie_ne_laisse_rien_qu_on_ne_puisse_ouvrir(
    connecte, agent, membre_of, passage, inscription, delegation, horloge_au
):
    """DELEGATION-ORGANISATION: its last day, then the day after: what was sent back is the centre's."""
    of, centre, saisie = connecte(membre_of), connecte(agent), deposer(connecte(membre_of), passage).url
    of.post(saisie, champs(passage))
    verification = reverse("grille_papier_verifier", args=[GrillePapier.objects.get().pk])
    centre.post(verification, {"renvoyer": "1", "motif": "La 3 n’est pas cochée."})
    dernier = horloge.aujourdhui() + timedelta(days=3)
    DelegationOrganisation.objects.update(au=dernier)
    for jour, la in ((dernier, True), (dernier + timedelta(days=1), False)):
        horloge_au(jour)
        assert (saisie in lire(of, "file_attente", "grilles-a-ressaisir")) is la
        assert of.get(saisie).status_code == (200 if la else 403)
        assert saisie in lire(centre, "file_attente", "grilles-a-saisir")


def test_un_avis_renvoye_est_dit_a_l_organisme(connecte, agent, membre_of, inscription, delegation):
    ouvrir_avis(inscription=inscription, par=agent, a=horloge.maintenant())
    of, centre, saisie = connecte(membre_of), connecte(agent), reverse("avis_saisir", args=[inscription.pk])
    deposer_avis(of, inscription)
    saisir_avis(of, inscription)
    verification = reverse("avis_verifier", args=[inscription.pk])
    centre.post(verification, {"renvoyer": "1", "motif": "Le nom du tuteur."})
    avis = AvisEntreprise.objects.get()
    assert (avis.etat, avis.motif_renvoi) == (EtatAvis.ATTENDU, "Le nom du tuteur.")
    assert Courriel.objects.get(acte="saisie_renvoyee").objet.startswith("Avis de l’entreprise sur papier")
    assert saisie in lire(of, "file_attente", "avis-a-ressaisir")
    for page in (lire(of, "numerisation_liste"), lu(of.get(saisie))):
        assert "Le nom du tuteur." in page
    saisir_avis(of, inscription)
    avis.refresh_from_db()
    assert (avis.motif_renvoi, avis.renvoye_le) == ("", None)
    assert saisie not in lire(of, "file_attente", "avis-a-ressaisir")


def test_le_papier_recu_par_le_centre_reste_au_centre(connecte, agent, membre_of, passage, inscription, delegation):
    """DELEGATION-ORGANISATION: nor is what is sent back of it told to the OF."""
    of, centre = connecte(membre_of), connecte(agent)
    saisie = deposer(centre, passage).url
    papier = GrillePapier.objects.get()
    image = reverse("grille_papier_image", args=[papier.pk])
    depot = reverse("grille_papier_deposer", args=[inscription.grille.pk])
    assert [of.get(adresse).status_code for adresse in (saisie, image, depot)] == [404, 404, 404]
    centre.post(saisie, champs(passage))
    centre.post(reverse("grille_papier_verifier", args=[papier.pk]), {"renvoyer": "1", "motif": "À relire."})
    assert Courriel.objects.filter(acte="saisie_renvoyee").count() == 0


def test_ce_que_le_centre_a_saisi_d_un_scan_de_l_organisme_ne_lui_est_pas_reproche(
    connecte, agent, membre_of, passage, delegation
):
    saisie = deposer(connecte(membre_of), passage).url
    centre = connecte(agent)
    centre.post(saisie, champs(passage))
    papier = GrillePapier.objects.get()
    assert (papier.saisie_par, papier.fichier.depose_par) == (agent, membre_of)
    centre.post(reverse("grille_papier_verifier", args=[papier.pk]), {"renvoyer": "1", "motif": "À relire."})
    papier.refresh_from_db()
    assert (papier.etat, Courriel.objects.filter(acte="saisie_renvoyee").count()) == (EtatGrillePapier.A_SAISIR, 0)


@pytest.mark.parametrize(
    ("cas", "attendu"), [("partagee", 404), ("a_venir", 404), ("d_un_autre", 403), ("sans_delegation", 403)]
)
def test_ce_qu_un_organisme_ne_saisit_pas(
    connecte, membre_of, membre_autre_of, passage, inscription, delegation, cas, attendu
):
    """DELEGATION-ORGANISATION: a sitting that others share, or not held yet; another OF's; outside a delegation."""
    of = connecte(membre_autre_of if cas == "d_un_autre" else membre_of)
    if cas == "partagee":
        planifier(InscriptionFactory(), commission=passage.commission)
    elif cas == "a_venir":
        Commission.objects.update(date=horloge.aujourdhui() + timedelta(days=1))
    elif cas == "sans_delegation":
        delegation.delete()
    assert of.get(reverse("grille_papier_deposer", args=[inscription.grille.pk])).status_code == attendu
    assert "Grilles signées sur papier" not in lire(of, "numerisation_liste")


def deposer_emargement(client, commission):
    scan = SimpleUploadedFile("emargement.pdf", pdf())
    reponse = client.post(reverse("emargement_commission_deposer", args=[commission.pk]), {"scan": scan}, follow=True)
    return lu(reponse)


def test_les_papiers_du_jour_et_l_emargement_d_un_organisme_delegue(connecte, agent, membre_of, passage, delegation):
    """FEUILLE-VERIFIEE: printed by the OF, deposited alone, of no effect before the centre has accepted it."""
    of, commission = connecte(membre_of), passage.commission
    page = lire(of, "commission_detail", commission.pk)
    assert ("Tous les papiers du jour" in page, "Déposer l’émargement signé" in page) == (True, False)
    assert "Aucune feuille d’émargement" in deposer_emargement(of, commission)
    of.post(reverse("commission_papiers", args=[commission.pk]))
    liasse = LiasseCommission.objects.get()
    assert (liasse.demandee_par, of.get(liasse.get_absolute_url()).status_code) == (membre_of, 200)
    assert "Déposer l’émargement signé" in lire(of, "commission_detail", commission.pk)
    assert reverse("emargement_commission_deposer", args=[commission.pk]) in lire(of, "numerisation_liste")
    assert "L’émargement est déposé : le centre le vérifie." in deposer_emargement(of, commission)
    feuille = FeuilleRecue.objects.get()
    assert (feuille.etat, feuille.organisme, feuille.pages_total) == (EtatFeuille.A_VERIFIER, delegation.organisme, 1)
    page = lire(of, "commission_detail", commission.pk)
    assert ("émargement au centre" in page, "Déposer l’émargement signé" in page) == (True, False)
    assert "attend déjà d’être vérifiée" in deposer_emargement(of, commission)
    commission.refresh_from_db()
    assert commission.etat == EtatCommission.PLANIFIEE
    connecte(agent).post(reverse("feuille_accepter", args=[feuille.pk]))
    commission.refresh_from_db()
    assert commission.etat == EtatCommission.TENUE
    assert "émargement signé" in lire(connecte(membre_of), "commission_detail", commission.pk)


def test_l_organisation_d_une_seance_partagee_reste_au_centre(connecte, agent, membre_of, passage, delegation):
    planifier(InscriptionFactory(), commission=passage.commission)
    liasse = demander_liasse(commission=passage.commission, par=agent, a=horloge.maintenant())
    of, pk = connecte(membre_of), passage.commission_id
    assert "Organisation qui vous est déléguée" not in lire(of, "commission_detail", pk)
    assert of.post(reverse("commission_papiers", args=[pk])).status_code == 404
    assert of.get(reverse("emargement_commission_deposer", args=[pk])).status_code == 404
    assert of.get(liasse.get_absolute_url()).status_code == 404


def test_des_papiers_demandes_deux_fois_le_disent(connecte, agent, passage):
    """The first ones go on: whoever asks again is told since when."""
    liasse = demander_liasse(commission=passage.commission, par=agent, a=horloge.maintenant() - timedelta(minutes=5))
    reponse = connecte(agent).post(reverse("commission_papiers", args=[passage.commission_id]), follow=True)
    assert "Ces papiers étaient déjà en préparation, demandés à " in lu(reponse)
    assert LiasseCommission.objects.get() == liasse

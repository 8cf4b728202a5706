"""The company's opinion for the centre: read, and received on paper."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certif_portal.centre.models import parametres, valeurs_avis
from certif_portal.commun import horloge
from certif_portal.comptes.choix import Role
from evaluations.choix import EtatAvis
from evaluations.documents.avis import contexte_avis
from evaluations.models import AvisEntreprise, DelegationOrganisation
from evaluations.queries.avis import activites_pour_avis
from evaluations.services.avis import ouvrir_avis
from tests.comptes.factories import creer_personne
from tests.evaluations.factories import EvaluateurFactory, planifier
from tests.evaluations.test_views_grille_papier import confirmer, lue
from tests.habilitations.dossier import pdf

pytestmark = pytest.mark.django_db
CANARI = "Zorglub-canari"


@pytest.fixture
def avis(inscription, agent):
    return ouvrir_avis(inscription=inscription, par=agent, a=horloge.maintenant())


@pytest.fixture
def second():
    return creer_personne(Role.AGENT)


def deposer(client, inscription):
    scan = SimpleUploadedFile("avis.pdf", pdf())
    return client.post(reverse("avis_papier_deposer", args=[inscription.pk]), {"papier": scan})


def saisir(client, inscription, **champs):
    choisie = valeurs_avis()[0].pk
    activites = {f"activite_{activite.pk}": choisie for activite in activites_pour_avis(inscription)}
    champs = {"valeur": choisie, "nom": "Anne Prigent", "qualite": "Tutrice", "signe_le": "2026-11-18"} | champs
    return client.post(reverse("avis_saisir", args=[inscription.pk]), activites | champs)


def test_du_papier_a_l_avis_rendu(connecte, agent, second, inscription, avis):
    """AVIS-PAPIER"""
    client = connecte(agent)
    assert client.get(reverse("avis_saisir", args=[inscription.pk])).url.endswith("/avis/papier/")
    assert deposer(client, inscription).url == reverse("avis_saisir", args=[inscription.pk])
    page = client.get(reverse("avis_saisir", args=[inscription.pk])).content.decode()
    assert reverse("avis_papier_image", args=[inscription.pk]) in page
    image = client.get(reverse("avis_papier_image", args=[inscription.pk]))
    assert (image["Content-Type"], image["Cache-Control"]) == ("image/jpeg", "private, no-store")
    assert saisir(client, inscription).url == reverse("avis_detail", args=[inscription.pk])
    verification = reverse("avis_verifier", args=[inscription.pk])
    assert "une autre personne du centre le vérifie" in client.get(verification).content.decode()
    client.post(verification, {"empreinte": "x"})
    assert AvisEntreprise.objects.get().etat == EtatAvis.A_VERIFIER
    autre = connecte(second)
    autre.post(verification, {"renvoyer": "1", "motif": ""})
    assert AvisEntreprise.objects.get().etat == EtatAvis.A_VERIFIER
    autre.post(verification, {"renvoyer": "1", "motif": "La date est le 17."})
    assert AvisEntreprise.objects.get().etat == EtatAvis.ATTENDU
    form = client.get(reverse("avis_saisir", args=[inscription.pk])).context["formulaire"]
    assert (form["nom"].value(), form["valeur"].value()) == ("Anne Prigent", valeurs_avis()[0].pk)
    saisir(client, inscription, signe_le="2026-11-17")
    confirmer(autre, verification)
    rendu = AvisEntreprise.objects.get()
    assert (rendu.etat, rendu.verifie_par, str(rendu.signe_le)) == (EtatAvis.RENDU, second, "2026-11-17")
    detail = autre.get(reverse("avis_detail", args=[inscription.pk])).content.decode()
    assert "Avis reçu sur papier" in detail
    imprime = autre.get(reverse("avis_pdf", args=[inscription.pk]))
    assert imprime.content[:5] == b"%PDF-"


def test_une_page_ouverte_avant_une_autre_saisie_se_relit(connecte, agent, second, inscription, avis):
    """AVIS-PAPIER: the old page gives nothing; what it then shows may be given."""
    client, autre = connecte(agent), connecte(second)
    deposer(client, inscription)
    saisir(client, inscription)
    verification = reverse("avis_verifier", args=[inscription.pk])
    ouverte = lue(autre.get(verification))
    client.post(verification, {"renvoyer": "1", "motif": "Le nom."})
    saisir(client, inscription, nom="Anna Prigent")
    refusee = autre.post(verification, {"empreinte": ouverte})
    page = refusee.content.decode()
    assert ("a changé depuis que vous l’avez lu" in page, "Anna Prigent" in page) == (True, True)
    assert AvisEntreprise.objects.get().etat == EtatAvis.A_VERIFIER
    autre.post(verification, {"empreinte": lue(refusee)})
    assert AvisEntreprise.objects.get().etat == EtatAvis.RENDU


def test_le_pdf_porte_la_signature_et_dit_ce_qui_est_dit(connecte, agent, inscription, avis):
    valeur = valeurs_avis()[0]
    AvisEntreprise.objects.update(
        etat=EtatAvis.RENDU,
        rendu_le=horloge.maintenant(),
        valeur=valeur,
        nom="Anne",
        qualite="Tutrice",
        signature=[[[10, 10], [500, 200]]],
    )
    avis.refresh_from_db()
    contexte = contexte_avis(avis, parametres())
    assert (contexte.valeur, contexte.signature, contexte.sur_papier) == ("Favorable", [[[10, 10], [500, 200]]], False)
    reponse = connecte(agent).get(reverse("avis_pdf", args=[inscription.pk]))
    assert reponse.content[:5] == b"%PDF-"
    assert "avis-entreprise" in reponse["Content-Disposition"]


def test_la_page_de_l_avis_a_chaque_etat(connecte, agent, responsable, auditeur, inscription, avis):
    adresse = reverse("avis_detail", args=[inscription.pk])
    page = connecte(agent).get(adresse).content.decode()
    assert "Renvoyer le lien" in page
    assert "anne.prigent@exemple.fr" in page
    assert "Renvoyer le lien" not in connecte(auditeur).get(adresse).content.decode()
    connecte(responsable).post(reverse("avis_constater_absence", args=[inscription.pk]), {"motif": "Société fermée"})
    assert "Société fermée" in connecte(auditeur).get(adresse).content.decode()


DEHORS = ("/static/", "/compte", "/guide/")
"""The guide is the same for everybody."""


def test_les_evaluateurs_ne_voient_jamais_l_avis(connecte, inscription, organisme, avis):
    """AVIS-ENTREPRISE: every page and file an evaluator may open, and the word is on none."""
    evaluateurs = [EvaluateurFactory(), EvaluateurFactory()]
    passage = planifier(inscription, *evaluateurs, date=horloge.aujourdhui())
    AvisEntreprise.objects.update(
        etat=EtatAvis.RENDU,
        rendu_le=horloge.maintenant() - timedelta(hours=1),
        valeur=valeurs_avis()[0],
        commentaire=CANARI,
        nom=CANARI,
        qualite=CANARI,
    )
    client = connecte(evaluateurs[0].utilisateur)
    grille = inscription.grille
    client.post(reverse("independance_seance", args=[passage.commission_id]), {"tous": "1"})
    a_lire, lues = [reverse("mes_commissions"), "/"], set()
    while a_lire:
        adresse = a_lire.pop()
        lues.add(adresse)
        reponse = client.get(adresse, follow=True)
        corps = b"".join(reponse) if reponse.streaming else reponse.content
        assert CANARI.encode() not in corps, adresse
        for lien in re.findall(r'href="(/[^"#?]*)', corps.decode(errors="ignore")):
            if lien not in lues and not lien.startswith(DEHORS) and "logout" not in lien:
                a_lire.append(lien)
    assert any(f"/grilles/{grille.pk}/competences/" in adresse for adresse in lues)
    for nom in ("avis_detail", "avis_pdf", "avis_papier_image", "inscription_detail"):
        assert client.get(reverse(nom, args=[inscription.pk])).status_code in (403, 404), nom
    assert passage.commission_id


@pytest.fixture
def delegation(organisme, responsable):
    return DelegationOrganisation.objects.create(
        organisme=organisme,
        du=horloge.aujourdhui(),
        motif="Convention.",
        decidee_le=horloge.maintenant(),
        decidee_par=responsable,
    )


def test_un_organisme_delegue_depose_et_saisit_le_centre_verifie(
    connecte, agent, membre_of, membre_autre_of, inscription, avis, delegation
):
    """AVIS-PAPIER, DELEGATION-ORGANISATION"""
    client, adresse = connecte(membre_of), reverse("avis_saisir", args=[inscription.pk])
    liste = client.get(reverse("numerisation_liste")).content.decode()
    assert (adresse in liste, "Déposer et saisir" in liste) == (True, True)
    assert deposer(client, inscription).url == adresse
    assert reverse("avis_papier_image", args=[inscription.pk]) in client.get(adresse).content.decode()
    assert client.get(reverse("avis_papier_image", args=[inscription.pk]))["Content-Type"] == "image/jpeg"
    assert connecte(membre_autre_of).get(adresse).status_code == 404
    client = connecte(membre_of)
    assert saisir(client, inscription).url == reverse("numerisation_liste")
    avis.refresh_from_db()
    assert (avis.etat, avis.saisi_par) == (EtatAvis.A_VERIFIER, membre_of)
    assert client.get(adresse).status_code == 404
    assert client.get(reverse("avis_verifier", args=[inscription.pk])).status_code == 403
    confirmer(connecte(agent), reverse("avis_verifier", args=[inscription.pk]))
    avis.refresh_from_db()
    assert (avis.etat, avis.verifie_par) == (EtatAvis.RENDU, agent)


def test_sans_delegation_ou_sur_le_scan_du_centre_un_organisme_ne_saisit_rien(
    connecte, agent, membre_of, inscription, avis, delegation
):
    """DELEGATION-ORGANISATION"""
    deposer(connecte(agent), inscription)
    client, adresse = connecte(membre_of), reverse("avis_saisir", args=[inscription.pk])
    assert client.get(adresse).status_code == 403
    assert client.get(reverse("avis_papier_image", args=[inscription.pk])).status_code == 403
    assert adresse not in client.get(reverse("numerisation_liste")).content.decode()
    AvisEntreprise.objects.update(papier=None)
    assert client.get(adresse).status_code == 302
    DelegationOrganisation.objects.all().delete()
    assert client.get(adresse).status_code == 403

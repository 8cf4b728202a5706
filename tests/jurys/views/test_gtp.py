"""The officer's way: prepare, sign, compose, send, acknowledge, answer, put right."""

from datetime import date

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certif_portal.commun.choix import EtatCourriel
from certif_portal.commun.models import Courriel
from jurys.models import ActionCorrective, DossierGTP
from jurys.tasks import suivre_dossiers_gtp
from tests.jurys.factories import JuryFactory, dossier_pret, jury_edite
from tests.jurys.gtp import PDF, dossier_pret_a_partir, signer_les_pieces
from tests.jurys.views.lecture import texte
from tests.suivi import est_suivie

pytestmark = pytest.mark.django_db
JOUR = "2026-12-08"


@pytest.fixture
def jury(agent, referentiel, le_jour_du_jury):
    return jury_edite(dossier_pret(referentiel=referentiel), par=agent)


def televerse(nom: str = "preuve.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(nom, PDF, content_type="application/pdf")


def dossier_de(jury) -> DossierGTP:
    return DossierGTP.objects.select_related("courriel").order_by("-rang").filter(jury=jury)[0]


def adresse(nom, objet) -> str:
    return reverse(nom, args=[objet.pk])


def test_du_dossier_a_preparer_a_l_action_transmise(
    jury, agent, auditeur, connecte, django_capture_on_commit_callbacks
):
    client = connecte(agent)
    page = client.get(adresse("jury_gtp", jury))
    assert "Aucun dossier préparé" in texte(page)
    refus = client.post(adresse("jury_gtp_preparer", jury), {"motif": "Rien."})
    assert "Un responsable seul l’admet" in texte(refus)
    client.post(
        adresse("jury_gtp_preparer", jury),
        {"extrait": televerse("extrait.pdf"), "autre": televerse("plan.pdf"), "autre_titre": "Plan"},
    )
    dossier = dossier_de(jury)
    assert "en préparation" in texte(client.get(adresse("jury_gtp_preparer", jury)))
    lu = client.get(dossier.get_absolute_url())
    for piece in jury.pieces.all():
        assert adresse("piece_jury_deposer", piece) in lu.content.decode()
    assert adresse("dossiergtp_lettre", dossier) in lu.content.decode()
    assert client.get(adresse("dossiergtp_archive", dossier)).status_code == 404
    reponse = client.post(adresse("dossiergtp_composer", dossier), follow=True)
    assert "Lettre d’attestation (annexe 12) : la lettre signée n’est pas déposée." in texte(reponse)
    signer_les_pieces(jury, par=agent)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(adresse("dossiergtp_lettre", dossier), {"fichier": televerse("lettre.pdf")})
    assert dossier_de(jury).etat == "pret"
    archive = connecte(auditeur).get(adresse("dossiergtp_archive", dossier))
    assert archive.content.startswith(b"PK")
    assert f"dossier-gtp-{jury.numero}-1.zip" in archive.headers["Content-Disposition"]
    with django_capture_on_commit_callbacks(execute=True) as suites:
        client.post(adresse("dossiergtp_envoyer", dossier), {"destinataire": "gtp@exemple.fr"})
    assert len(suites) == 2
    assert (dossier_de(jury).etat, mail.outbox[0].attachments[0][0]) == (
        "transmis",
        f"dossier-gtp-{jury.numero}-1.zip",
    )
    jury.refresh_from_db()
    assert jury.transmis_gtp_le == date(2026, 12, 8)
    client.post(adresse("dossiergtp_accuser", dossier), {"le": JOUR, "preuve": televerse()})
    assert dossier_de(jury).etat == "recu"
    observe = {"reponse": "observations", "le": JOUR, "texte": "Revoir.", "preuve": televerse()}
    client.post(adresse("dossiergtp_repondre", dossier), observe)
    assert "Aucune action corrective" in texte(client.get(dossier.get_absolute_url()))
    for quoi in ("Revoir l’émargement", "Rien"):
        client.post(
            adresse("actioncorrective_creer", dossier), {"quoi": quoi, "qui": "Le référent", "pour_le": "2027-01-10"}
        )
    action, autre = ActionCorrective.objects.order_by("pk")
    fait = {"le": JOUR, "compte_rendu": "Revu.", "preuve": televerse()}
    client.post(adresse("actioncorrective_mener", action), fait)
    client.post(adresse("actioncorrective_transmettre", action), {"le": JOUR, "preuve": televerse()})
    client.post(adresse("actioncorrective_annuler", autre), {"motif": "Sans objet."})
    assert list(ActionCorrective.objects.order_by("pk").values_list("etat", flat=True)) == ["transmise", "annulee"]
    lu = texte(client.get(dossier.get_absolute_url()))
    for dit in ("menée le 8 décembre 2026 : Revu.", "annulée : Sans objet.", "Plan", "reçu"):
        assert dit in lu
    for preuve in ("accuse_preuve", "reponse_preuve", "lettre_signee"):
        assert client.get(reverse("dossiergtp_preuve", args=[dossier.pk, preuve])).content == PDF
    for preuve in ("preuve", "jury"):
        assert client.get(reverse("dossiergtp_preuve", args=[dossier.pk, preuve])).status_code == 404
    for preuve, statut in (("menee_preuve", 200), ("transmise_preuve", 200), ("quoi", 404)):
        assert client.get(reverse("actioncorrective_preuve", args=[action.pk, preuve])).status_code == statut
    assert "Préparer un complément" in texte(client.get(adresse("jury_gtp", jury)))


def test_a_la_main_avec_sa_preuve_ou_abandonne(jury, agent, connecte):
    signer_les_pieces(jury, par=agent)
    dossier, client = dossier_pret_a_partir(jury, par=agent), connecte(agent)
    DossierGTP.objects.update(compose_le="2026-12-08T08:00:00Z")
    envoi = adresse("dossiergtp_transmettre", dossier)
    assert "obligatoire" in texte(client.post(envoi, {"canal": "main", "le": JOUR}))
    client.post(adresse("dossiergtp_abandonner", dossier), {"motif": "Mauvais extrait."})
    assert dossier_de(jury).etat == "abandonne"
    assert "Mauvais extrait." in texte(client.get(adresse("jury_gtp", jury)))
    client.post(adresse("jury_gtp_preparer", jury), {"reprendre": "on"})
    assert dossier_de(jury).annexes.count() == 1


def test_un_courriel_en_echec_se_dit_et_se_reprend(jury, agent, connecte):
    signer_les_pieces(jury, par=agent)
    dossier, client = dossier_pret_a_partir(jury, par=agent), connecte(agent)
    client.post(adresse("dossiergtp_envoyer", dossier), {"destinataire": "gtp@exemple.fr"})
    assert "part : le dossier sera transmis" in texte(client.get(dossier.get_absolute_url()))
    Courriel.objects.update(etat=EtatCourriel.ECHEC, erreur="Boîte pleine")
    lu = client.get(dossier.get_absolute_url())
    assert "Boîte pleine" in texte(lu)
    assert adresse("courriel_renvoyer", dossier_de(jury).courriel) in lu.content.decode()
    client.post(adresse("dossiergtp_renoncer", dossier))
    assert dossier_de(jury).etat == "pret"


def test_parti_autrement_apres_un_courriel_en_echec_sa_preuve_se_lit(jury, agent, connecte):
    signer_les_pieces(jury, par=agent)
    dossier, client = dossier_pret_a_partir(jury, par=agent), connecte(agent)
    client.post(adresse("dossiergtp_envoyer", dossier), {"destinataire": "gtp@exemple.fr"})
    Courriel.objects.update(etat=EtatCourriel.ECHEC, erreur="Boîte pleine")
    DossierGTP.objects.update(compose_le="2026-12-08T08:00:00Z")
    client.post(adresse("dossiergtp_transmettre", dossier), {"canal": "main", "le": JOUR, "preuve": televerse()})
    assert dossier_de(jury).etat == "transmis"
    lu = client.get(dossier.get_absolute_url()).content.decode()
    assert reverse("dossiergtp_preuve", args=[dossier.pk, "preuve"]) in lu


def test_le_filet_compose_ce_que_personne_ne_compose_et_une_composition_en_echec_se_dit(jury, agent, connecte):
    signer_les_pieces(jury, par=agent)
    dossier, client = dossier_pret_a_partir(jury, par=agent), connecte(agent)
    DossierGTP.objects.update(etat="composition")
    reponse = client.get(dossier.get_absolute_url())
    assert "Pièces rassemblées" in texte(reponse)
    assert est_suivie(reponse)
    assert (suivre_dossiers_gtp(), suivre_dossiers_gtp()) == (1, 0)
    DossierGTP.objects.update(etat="echec", erreur="Une pièce est abîmée.")
    assert "Une pièce est abîmée." in texte(client.get(dossier.get_absolute_url()))


def test_un_jury_ouvert_n_a_pas_encore_de_dossier(agent, connecte):
    jury, client = JuryFactory(), connecte(agent)
    assert "Aucune pièce" in texte(client.get(adresse("jury_gtp", jury)))
    assert "Le jury n’est pas clos." in texte(client.get(adresse("jury_gtp_preparer", jury)))
    JuryFactory._meta.model.objects.update(transmis_gtp_le=date(2025, 1, 1))
    assert "Transmis sans dossier composé" in texte(client.get(adresse("jury_gtp", jury)))


def test_le_retrait_de_la_capacite_et_son_retour(agent, responsable, connecte, referentiel, le_jour_du_jury):
    client = connecte(responsable)
    assert "Aucun retrait" in texte(client.get(reverse("capacite")))
    client.post(reverse("capacite_retirer"), {"effet": JOUR, "motif": "Actions non menées.", "preuve": televerse()})
    assert "Aucun dossier n’attend de décision" in texte(client.get(reverse("capacite")))
    inscription = dossier_pret(referentiel=referentiel)
    lu = client.get(reverse("capacite"))
    assert (inscription.reference in texte(lu), "évalué, grille scellée" in texte(lu)) == (True, True)
    assert client.get(reverse("capacite_classeur")).content.startswith(b"PK")
    retrait = lu.context["en_cours"]
    for preuve, statut in (("preuve", 200), ("rendue_preuve", 404), ("motif", 404)):
        assert client.get(reverse("capacite_preuve", args=[retrait.pk, preuve])).status_code == statut
    refus = client.post(adresse("capacite_rendre", retrait), {"rendue_le": JOUR, "preuve": televerse()})
    assert "elle est rendue après" in texte(refus)

"""Pages of the OF."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certif_portal.commun import horloge
from certif_portal.comptes.models import Invitation
from habilitations.models import Habilitation, MembreOrganisme, OrganismeFormation
from habilitations.services.annexe import joindre_annexe
from habilitations.services.dossier import deposer_dossier, recevoir_dossier
from tests.habilitations.dossier import Scene, fichier, midi
from tests.habilitations.factories import HabilitationFactory, OrganismeFactory, creer_membre
from tests.habilitations.services.test_organisme import DONNEES, pdf

SOCLE = 4  # session, person, roles of the day, settings of the centre
LISTE = "organismeformation_liste"


def fiche(organisme) -> str:
    return reverse("organismeformation_detail", args=[organisme.pk])


def noms(reponse) -> list[str]:
    return [ligne[0].nom for ligne in reponse.context["lignes"]]


def test_chacun_ne_voit_que_ses_organismes(
    connecte, agent, auditeur, membre_of, evaluateur, organisme, autre_organisme
):
    adresse = reverse(LISTE)
    tous = [autre_organisme.nom, organisme.nom]
    assert [noms(connecte(p).get(adresse)) for p in (agent, auditeur, membre_of)] == [tous, tous, [organisme.nom]]
    assert connecte(evaluateur.utilisateur).get(adresse).status_code == 403
    assert connecte(membre_of).get(fiche(autre_organisme)).status_code == 404


def test_la_liste_se_cherche_se_filtre_et_se_trie(connecte, agent, organisme, autre_organisme):
    client, adresse = connecte(agent), reverse(LISTE)
    le = horloge.aujourdhui()
    ferme = OrganismeFactory(nom="Académie Łódź")
    autre_organisme.habilitations.update(date_fin=le + timedelta(days=30))
    assert noms(client.get(adresse, {"q": "LODZ academie"})) == [ferme.nom]
    assert noms(client.get(adresse, {"q": organisme.siret[:9]})) == [organisme.nom]
    assert noms(client.get(adresse, {"etat": "non"})) == [ferme.nom]
    assert noms(client.get(adresse, {"etat": "bientot"})) == [autre_organisme.nom]
    assert noms(client.get(adresse, {"etat": "habilite", "tri": "-fin"})) == [organisme.nom, autre_organisme.nom]
    assert noms(client.get(adresse, {"etat": "habilite", "tri": "fin"})) == [autre_organisme.nom, organisme.nom]
    assert noms(client.get(adresse, {"tri": "-fin"})) == [organisme.nom, autre_organisme.nom, ferme.nom]
    assert noms(client.get(adresse, {"tri": "fin"})) == [autre_organisme.nom, organisme.nom, ferme.nom]
    assert len(noms(client.get(adresse, {"tri": "'; --", "page": "zz"}))) == 3


@pytest.mark.parametrize("nombre", [1, 3])
def test_la_liste_coute_un_nombre_fixe_de_requetes(connecte, agent, nombre, django_assert_max_num_queries):
    for _ in range(nombre):
        HabilitationFactory()
    client = connecte(agent)
    client.get(reverse(LISTE))
    with django_assert_max_num_queries(SOCLE + 5):
        assert len(client.get(reverse(LISTE)).context["lignes"]) == nombre


@pytest.mark.parametrize("nombre", [1, 3])
def test_la_fiche_coute_un_nombre_fixe_de_requetes(connecte, agent, organisme, nombre, django_assert_max_num_queries):
    for _ in range(nombre):
        creer_membre(organisme)
    client = connecte(agent)
    client.get(fiche(organisme))
    with django_assert_max_num_queries(SOCLE + 6):
        assert len(client.get(fiche(organisme)).context["membres"]) == nombre


def test_la_fiche_dit_qu_un_organisme_n_est_pas_habilite(connecte, agent, organisme):
    client = connecte(agent)
    assert "n’est pas habilité aujourd’hui" not in client.get(fiche(organisme)).content.decode()
    organisme.habilitations.update(date_fin=horloge.aujourdhui() - timedelta(days=1))
    page = client.get(fiche(organisme)).content.decode()
    assert "n’est pas habilité aujourd’hui" in page
    assert "HABILITATION-VALIDE" in page


def test_l_organisme_lit_sa_fiche_sans_le_journal_ni_le_motif(connecte, membre_of, organisme):
    organisme.habilitations.update(retiree_le=horloge.aujourdhui(), motif_retrait="Plaintes de trois entreprises.")
    page = connecte(membre_of).get(fiche(organisme))
    assert page.context["actes"] is None
    assert "Plaintes" not in page.content.decode()
    assert "Saisir" not in page.content.decode()


def test_enregistrer_puis_modifier_un_organisme(connecte, agent):
    client = connecte(agent)
    reponse = client.post(reverse("organismeformation_creer"), DONNEES)
    organisme = OrganismeFormation.objects.get()
    assert reponse.headers["Location"] == fiche(organisme)
    assert (organisme.nom, organisme.siret) == ("Greta-CFA de l’Estuaire", "73282932000074")
    client.post(reverse("organismeformation_modifier", args=[organisme.pk]), DONNEES | {"nom": "Œuvré-Łucja Formation"})
    organisme.refresh_from_db()
    assert (organisme.nom, organisme.siret) == ("Œuvré-Łucja Formation", "73282932000074")


@pytest.mark.parametrize(
    ("champ", "valeur", "message"),
    [
        ("siret", "73282932000075", "clé de contrôle"),
        ("siret", "7328", "14 chiffres"),
        ("siret", "", "obligatoire"),
        ("nda", "524", "11 chiffres"),
        ("code_postal", "446", "5 chiffres"),
        ("courriel", "contact", "n’est pas une adresse"),
        ("nom", "x" * 161, "160"),
        ("nom", "\u200b ", "obligatoire"),
    ],
)
def test_une_fiche_fausse_dit_pourquoi(connecte, agent, champ, valeur, message):
    page = connecte(agent).post(reverse("organismeformation_creer"), DONNEES | {champ: valeur})
    assert message in " ".join(page.context["formulaire"].errors[champ])
    assert OrganismeFormation.objects.count() == 0


def test_un_siret_deja_pris_se_dit_sur_le_champ(connecte, agent, organisme):
    page = connecte(agent).post(reverse("organismeformation_creer"), DONNEES | {"siret": organisme.siret})
    assert "existe déjà" in " ".join(page.context["formulaire"].errors["siret"])


def test_seul_le_responsable_habilite(connecte, agent, responsable, membre_of):
    organisme = OrganismeFactory()
    adresse = reverse("habilitation_saisir", args=[organisme.pk])
    saisie = {"date_effet": "2024-02-29", "acte": SimpleUploadedFile("acte.pdf", pdf())}
    assert [connecte(p).post(adresse, saisie).status_code for p in (agent, membre_of)] == [403, 403]
    saisie["acte"].seek(0)
    connecte(responsable).post(adresse, saisie)
    habilitation = Habilitation.objects.get(organisme=organisme)
    assert (habilitation.date_effet.isoformat(), habilitation.date_fin.isoformat()) == ("2024-02-29", "2029-02-28")
    reponse = connecte(agent).get(reverse("habilitation_acte", args=[habilitation.pk]))
    assert (reponse.headers["Content-Type"], reponse.content[:5]) == ("application/pdf", b"%PDF-")
    assert connecte(membre_of).get(reverse("habilitation_acte", args=[habilitation.pk])).status_code == 404


@pytest.mark.parametrize(
    ("saisie", "champ", "message"),
    [
        ({"date_effet": ""}, "date_effet", "obligatoire"),
        ({"date_effet": "31/02/2026"}, "date_effet", "qui existe"),
        ({"date_effet": "0001-01-01"}, "date_effet", "n’est pas celle"),
        ({"date_effet": "9999-12-31"}, "date_effet", "n’est pas celle"),
        ({"date_effet": "2025-06-01"}, "date_effet", "HABILITATION-UNIQUE"),
    ],
)
def test_une_habilitation_fausse_dit_pourquoi(connecte, responsable, organisme, saisie, champ, message):
    page = connecte(responsable).post(reverse("habilitation_saisir", args=[organisme.pk]), saisie)
    assert message in " ".join(page.context["formulaire"].errors[champ])
    assert Habilitation.objects.count() == 1


@pytest.mark.parametrize("contenu", [b"", b"MZ\x90", b"%PDF-1.7 tronque", b"PK\x03\x04"])
def test_un_acte_qui_n_est_pas_un_pdf_est_refuse(connecte, responsable, contenu):
    organisme = OrganismeFactory()
    saisie = {"date_effet": "2026-01-01", "acte": SimpleUploadedFile("acte.pdf", contenu)}
    page = connecte(responsable).post(reverse("habilitation_saisir", args=[organisme.pk]), saisie)
    assert page.context["formulaire"].errors["acte"][0] != ""
    assert Habilitation.objects.count() == 0


def test_retirer_une_habilitation(connecte, responsable, agent, organisme):
    habilitation = organisme.habilitations.get()
    adresse = reverse("habilitation_retirer", args=[habilitation.pk])
    assert connecte(agent).post(adresse).status_code == 403
    client = connecte(responsable)
    page = client.get(adresse).content.decode()
    assert ("aucun échange" in page, reverse("audit_declencher", args=[organisme.pk]) in page) == (True, True)
    page = client.post(adresse, {"le": "2019-01-01", "motif": ""})
    assert set(page.context["formulaire"].errors) == {"le", "motif"}
    client.post(adresse, {"le": "2026-06-01", "motif": "Audit défavorable."})
    habilitation.refresh_from_db()
    assert (habilitation.retiree_le.isoformat(), habilitation.motif_retrait) == ("2026-06-01", "Audit défavorable.")
    assert client.get(adresse).status_code == 404


SAISIE_MEMBRE = {"prenom": "Zoé", "nom": "Œuvré", "courriel": "zoe@of.example", "fin_acces": ""}


def test_le_gestionnaire_invite_et_retire(connecte, membre_of, organisme, autre_organisme):
    client = connecte(membre_of)
    client.post(reverse("membre_inviter", args=[organisme.pk]), SAISIE_MEMBRE)
    membre = MembreOrganisme.objects.get(utilisateur__email="zoe@of.example")
    assert (membre.organisme, membre.gestionnaire, Invitation.objects.count()) == (organisme, False, 1)
    assert client.post(reverse("membre_inviter", args=[autre_organisme.pk]), SAISIE_MEMBRE).status_code == 404
    client.post(reverse("membre_retirer", args=[membre.pk]))
    membre.refresh_from_db()
    assert membre.retire_le is not None
    assert client.post(reverse("membre_retirer", args=[membre.pk])).status_code == 404


def test_un_simple_membre_n_invite_ni_ne_retire(connecte, membre_of, organisme):
    autre = creer_membre(organisme)
    membre_of.appartenances.update(gestionnaire=False)
    client = connecte(membre_of)
    assert client.post(reverse("membre_inviter", args=[organisme.pk]), SAISIE_MEMBRE).status_code == 403
    assert client.post(reverse("membre_retirer", args=[autre.appartenances.get().pk])).status_code == 403
    assert Invitation.objects.count() == 0


def test_personne_ne_ferme_son_acces(connecte, membre_of):
    adresse = reverse("membre_retirer", args=[membre_of.appartenances.get().pk])
    assert connecte(membre_of).post(adresse).status_code == 403


def test_l_organisme_ne_retire_pas_l_utilisateur_d_un_autre(connecte, membre_of, membre_autre_of):
    adresse = reverse("membre_retirer", args=[membre_autre_of.appartenances.get().pk])
    assert connecte(membre_of).post(adresse).status_code == 404


def test_ce_qu_on_juge_et_ce_qu_on_imprime_s_ouvrent_de_la_page(connecte, db):
    """The agent opens the last version of each annexe beside the finding; the OF, the page it must sign."""
    scene = Scene()
    le = date(2026, 3, 2)
    dossier = scene.brouillon(le)
    annexe = dossier.annexes.get()
    joindre_annexe(
        dossier=dossier, critere=1, titre="", fichier=fichier("v2.pdf"), remplace=annexe, par=scene.of, a=midi(le)
    )
    page = connecte(scene.of).get(f"{dossier.get_absolute_url()}engagement/").content.decode()
    assert f"{dossier.get_absolute_url()}engagement/imprimer/" in page
    deposer_dossier(dossier=dossier, par=scene.of, a=midi(le))
    audit = recevoir_dossier(dossier=dossier, admissible=True, agent=scene.agent, motif="", par=scene.agent, a=midi(le))
    client = connecte(scene.agent)
    liens = [client.get(f"/audits/{audit.pk}/indicateurs/{c}/").context["page"].liens for c in ("1.2", "2.1")]
    derniere = annexe.versions.get(numero=2)
    assert liens == [((f"{reverse('annexe_fichier', args=[derniere.pk])}?lire", str(annexe)),), ()]


def test_sites_et_contacts_s_ajoutent_et_se_retirent(connecte, membre_of, organisme, autre_organisme):
    """Annex sites under the same SIRET, people to call; an OF writes on its own page alone."""
    client, page = connecte(membre_of), reverse("organisme_habilitation", args=[organisme.pk])
    site = {"nom": "Atelier de Redon", "adresse": "2 quai Nord", "code_postal": "35600", "ville": "Redon"}
    faux = client.post(reverse("site_ajouter", args=[organisme.pk]), site | {"code_postal": "356"})
    assert (list(faux.context["formulaire"].errors), organisme.sites.count()) == (["code_postal"], 0)
    assert client.post(reverse("site_ajouter", args=[organisme.pk]), site)["Location"] == page
    contact = {"nom": "Paul Autret", "fonction": "Coordinateur", "courriel": "paul@of.example", "telephone": ""}
    assert client.post(reverse("contact_ajouter", args=[organisme.pk]), contact)["Location"] == page
    lue = client.get(page).content.decode()
    assert all(mot in lue for mot in ("Atelier de Redon", "Paul Autret", "critère 1 ↔ critère 2, indicateur 7"))
    assert client.post(reverse("site_ajouter", args=[autre_organisme.pk]), site).status_code == 404
    client.post(reverse("site_retirer", args=[organisme.sites.get().pk]))
    client.post(reverse("contact_retirer", args=[organisme.contacts.get().pk]))
    assert (organisme.sites.count(), organisme.contacts.count()) == (0, 0)

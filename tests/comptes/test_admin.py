"""The technical administration: reference data, settings and accounts; no person, no workflow state."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.urls import reverse

from certif_portal.centre.models import DelegationSignature, ParametresCentre, ValeurAvis, parametres, valeurs_avis
from certif_portal.commun import horloge
from certif_portal.commun.courriels import deposer_texte
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import Courriel
from certif_portal.comptes.models import Attribution, Invitation, Utilisateur
from certif_portal.portail.models import EtapeRelance
from jurys.models import Jury, OrganisationSyndicale
from referentiels.models import Bloc, Certification, Enregistrement, Referentiel

# What the technical administrator may do with each (decision 0260): the rest is an act of the portal.
VOIR, AJOUTER, MODIFIER, SUPPRIMER = "voir", "ajouter", "modifier", "supprimer"
DROITS = {
    Certification: {VOIR},
    Referentiel: {VOIR},
    Bloc: {VOIR},
    Jury: {VOIR},
    ParametresCentre: {VOIR},
    DelegationSignature: {VOIR},
    Invitation: {VOIR},
    Courriel: {VOIR},
    ValeurAvis: {VOIR, AJOUTER, MODIFIER},
    OrganisationSyndicale: {VOIR, AJOUTER, MODIFIER, SUPPRIMER},
    EtapeRelance: {VOIR, AJOUTER, MODIFIER, SUPPRIMER},
    Utilisateur: {VOIR, MODIFIER},
}


def inscrits() -> dict:
    return dict(admin.site._registry.items())


def test_la_table_des_droits():
    """Candidates, registrations, livrets, grids, opinions, certificates and files are not here at all."""
    assert {modele: set(classe.droits) for modele, classe in inscrits().items()} == DROITS


def test_rien_ne_se_change_dans_les_lignes_d_un_autre():
    assert [ligne for classe in inscrits().values() for ligne in classe.inlines if ligne.droits != {VOIR}] == []


def test_ce_qui_ne_fait_que_se_lire_n_a_pas_de_formulaire(connecte, administrateur, referentiel):
    """A page posted all the same changes nothing."""
    client = connecte(administrateur)
    fiche = referentiel.certification.enregistrements.get()
    parametres()
    for objet, champ in (
        (referentiel.certification, "texte_suppression"),
        (referentiel, "intitule"),
        (ParametresCentre.objects.get(), "president_nom"),
        (ParametresCentre.objects.get(), "prefixe_certificat"),
    ):
        nom = f"admin:{objet._meta.app_label}_{objet._meta.model_name}"
        avant = getattr(objet, champ)
        adresse = reverse(f"{nom}_change", args=[objet.pk])
        assert "Enregistrer" not in client.get(adresse).content.decode()
        lignes = {
            "enregistrements-TOTAL_FORMS": "1",
            "enregistrements-INITIAL_FORMS": "1",
            "enregistrements-0-id": fiche.pk,
            "enregistrements-0-DELETE": "on",
        }
        assert client.post(adresse, {champ: "Autre", "motif": "x"} | lignes).status_code == 403
        objet.refresh_from_db()
        assert (getattr(objet, champ), Enregistrement.objects.filter(pk=fiche.pk).exists()) == (avant, True)
        assert client.post(reverse(f"{nom}_delete", args=[objet.pk]), {"post": "yes"}).status_code == 403


def test_ce_qui_se_change_dit_de_quoi_a_quoi_et_pourquoi(connecte, administrateur):
    """No reason, no change; what a company gave under a name keeps that name."""
    favorable = valeurs_avis()[0]
    client, adresse = connecte(administrateur), reverse("admin:centre_valeuravis_change", args=[favorable.pk])
    saisie = {"libelle": "Autre mot", "code": "autre", "ordre": "7", "active": "on"}
    assert "obligatoire" in client.post(adresse, saisie).content.decode()
    favorable.refresh_from_db()
    assert (favorable.ordre, journal_de(favorable).count()) == (1, 0)
    client.post(adresse, saisie | {"motif": "Demandé par le jury du 3 mars."})
    favorable.refresh_from_db()
    assert (favorable.libelle, favorable.code, favorable.ordre) == ("Favorable", "favorable", 7)
    assert journal_de(favorable).get().phrase == (
        "Valeur de l’avis de l’entreprise « Favorable » modifié dans l’administration technique : "
        "ordre : « 1 » → « 7 ». Motif : Demandé par le jury du 3 mars."
    )


def test_une_ligne_ajoutee_dit_pourquoi(connecte, administrateur):
    saisie = {"sigle": "ABC", "nom": "Une organisation", "debut": "01/01/2021", "motif": "Arrêté de 2021."}
    connecte(administrateur).post(reverse("admin:jurys_organisationsyndicale_add"), saisie)
    phrase = journal_de(OrganisationSyndicale.objects.get()).get().phrase
    assert "ajouté dans l’administration technique" in phrase
    assert phrase.endswith("Motif : Arrêté de 2021.")


def test_aucun_etat_de_parcours_ne_s_edite():
    etats = []
    for modele, classe in inscrits().items():
        champs = [champ.name for champ in modele._meta.fields if champ.name == "etat"]
        ecrit = classe.has_change_permission(_requete(), None)
        etats += [modele for champ in champs if ecrit and champ not in classe.get_readonly_fields(_requete(), None)]
    assert etats == []


class _Personne:
    is_active = is_staff = True

    def has_perm(self, *_):
        return True


def _requete():
    from django.test import RequestFactory

    requete = RequestFactory().get("/")
    requete.user = _Personne()
    return requete


def test_l_administrateur_entre(connecte, administrateur):
    client = connecte(administrateur)
    assert client.get(reverse("admin:index")).status_code == 200
    for modele in inscrits():
        adresse = reverse(f"admin:{modele._meta.app_label}_{modele._meta.model_name}_changelist")
        assert client.get(adresse).status_code == 200, adresse


@pytest.mark.parametrize("nom", ["agent", "responsable", "auditeur", "membre_of", "jure"])
def test_personne_d_autre_n_entre(request, connecte, nom):
    reponse = connecte(request.getfixturevalue(nom)).get(reverse("admin:comptes_utilisateur_changelist"))
    assert reponse.status_code in (302, 403)
    assert b"Utilisateur" not in reponse.content


def test_un_role_expire_n_entre_plus(connecte, administrateur):
    client = connecte(administrateur)
    Attribution.objects.update(fin=horloge.aujourdhui() - timedelta(days=1))
    assert client.get(reverse("admin:index")).status_code in (302, 403)


def test_la_page_de_connexion_est_celle_du_portail(client, db):
    reponse = client.get(reverse("admin:login"))
    assert (reponse.status_code, reponse.headers["Location"].partition("?")[0]) == (302, reverse("account_login"))


def test_un_compte_se_ferme_mais_ni_role_ni_mot_de_passe_ne_s_ecrit(connecte, administrateur, agent):
    agent.set_password("une phrase assez longue")
    agent.save(update_fields=["password"])
    client = connecte(administrateur)
    adresse = reverse("admin:comptes_utilisateur_change", args=[agent.pk])
    page = client.get(adresse).content.decode()
    assert agent.password not in page
    avant = (agent.password, agent.email)
    client.post(
        adresse,
        {
            "motif": "Départ.",
            "prenom": "Claire",
            "nom": "Le Goff-Œuvré",
            "email": "x@exemple.fr",
            "password": "x",
            "is_superuser": "on",
        }
        | {"attributions-TOTAL_FORMS": "1", "attributions-INITIAL_FORMS": "0", "attributions-0-role": "admin"}
        | {"attributions-0-debut": "01/01/2020"},
    )
    agent.refresh_from_db()
    assert (agent.nom, agent.is_active, agent.is_superuser) == ("Le Goff-Œuvré", False, False)
    assert (agent.password, agent.email) == avant
    assert [a.role for a in agent.attributions.all()] == ["agent"]


def test_les_courriels_se_comptent_sans_se_lire(connecte, administrateur):
    courriel = deposer_texte(
        destinataire="lucja@exemple.fr",
        objet="Objet secret",
        texte="Code ABC123",
        acte="connexion",
        a=horloge.maintenant(),
    )
    client = connecte(administrateur)
    for adresse in (
        reverse("admin:commun_courriel_changelist"),
        reverse("admin:commun_courriel_change", args=[courriel.pk]),
    ):
        page = client.get(adresse).content.decode()
        assert [mot in page for mot in ("ABC123", "Objet secret", "lucja@exemple.fr")] == [False, False, False]

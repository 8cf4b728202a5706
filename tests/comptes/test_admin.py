"""The technical administration: reference data, settings and accounts; no person, no workflow state."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.urls import reverse

from certif_portal.centre.models import DelegationSignature, ParametresCentre, ValeurAvis
from certif_portal.commun import horloge
from certif_portal.commun.courriels import deposer_texte
from certif_portal.commun.models import Courriel
from certif_portal.comptes.models import Attribution, Invitation, Utilisateur
from jurys.models import Jury, OrganisationSyndicale
from referentiels.models import Bloc, Certification, Enregistrement, Referentiel

REFERENCE = {Certification, Enregistrement, Referentiel, Bloc, OrganisationSyndicale}
LECTURE = {Jury}  # read-only: no person, no decision
PARAMETRES = {ParametresCentre, DelegationSignature, ValeurAvis}
COMPTES = {Utilisateur, Invitation, Courriel}


def inscrits() -> dict:
    return dict(admin.site._registry.items())


def test_rien_d_autre_n_est_inscrit():
    """Candidates, registrations, livrets, grids, opinions, juries, certificates and files are not here."""
    assert set(inscrits()) <= REFERENCE | LECTURE | PARAMETRES | COMPTES
    assert set(inscrits()) >= PARAMETRES | COMPTES | {Certification, Referentiel}


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
        {"prenom": "Claire", "nom": "Le Goff-Œuvré", "email": "x@exemple.fr", "password": "x", "is_superuser": "on"}
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


def test_un_parametre_faux_est_refuse_ici_aussi(connecte, administrateur):
    from django.forms.models import model_to_dict

    from certif_portal.centre.models import parametres

    centre = parametres()
    donnees = model_to_dict(centre, exclude=["id"]) | {"etapes_relance": "quinze"}
    page = connecte(administrateur).post(reverse("admin:centre_parametrescentre_change", args=[1]), donnees)
    assert "n’est pas un nombre de jours" in page.content.decode()
    centre.refresh_from_db()
    assert centre.etapes_relance == "15,7,1"

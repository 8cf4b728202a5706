"""Pages of the accesses."""

from datetime import timedelta

import pytest
from django.urls import reverse

from certif_portal.commun import horloge
from certif_portal.commun.models import Courriel
from certif_portal.comptes import services
from certif_portal.comptes.choix import EtatInvitation, Role
from certif_portal.comptes.models import Attribution, Invitation
from tests.comptes.factories import UtilisateurFactory, creer_personne

PHRASE = "une phrase assez longue"
SOCLE = 3  # session, person and their roles of the day


@pytest.fixture
def invitation(responsable):
    return services.inviter(
        courriel="lucja@exemple.fr",
        prenom="Łucja",
        nom="O’Brien-Nguyễn",
        role=Role.AGENT,
        portee="Toutes les certifications du centre",
        par=responsable,
        a=horloge.maintenant(),
    )


@pytest.fixture
def chemin(invitation):
    return invitation.lien.removeprefix("http://127.0.0.1:8000")


def test_lire_le_lien_ne_change_rien(client, invitation, chemin):
    for _ in range(2):
        client.head(chemin)
        page = client.get(chemin)
    invitation.refresh_from_db()
    assert invitation.etat == EtatInvitation.ENVOYEE
    assert "Toutes les certifications du centre" in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["Referrer-Policy"] == "same-origin"


def test_accepter_avec_un_mot_de_passe_puis_se_connecter(client, invitation, chemin):
    reponse = client.post(chemin, {"mot_de_passe": PHRASE, "confirmation": PHRASE})
    assert (reponse.status_code, reponse.headers["Location"]) == (302, reverse("account_login"))
    reponse = client.post(reverse("account_login"), {"login": "lucja@exemple.fr", "password": PHRASE})
    assert (reponse.status_code, reponse.headers["Location"]) == (302, reverse("accueil"))
    assert client.session["_auth_user_id"] == str(invitation.utilisateur_id)


def test_accepter_sans_mot_de_passe(client, invitation, chemin):
    client.post(chemin, {"mot_de_passe": "", "confirmation": ""})
    invitation.refresh_from_db()
    assert (invitation.etat, invitation.utilisateur.has_usable_password()) == (EtatInvitation.ACCEPTEE, False)


@pytest.mark.parametrize(
    ("saisie", "message"),
    [
        ({"mot_de_passe": "court", "confirmation": "court"}, "au minimum 15 caractères"),
        ({"mot_de_passe": PHRASE, "confirmation": PHRASE + "!"}, "Les deux saisies diffèrent"),
        ({"mot_de_passe": PHRASE}, "Les deux saisies diffèrent"),
    ],
)
def test_une_mauvaise_saisie_n_ouvre_rien(client, invitation, chemin, saisie, message):
    page = client.post(chemin, saisie).content.decode()
    invitation.refresh_from_db()
    assert message in page
    assert invitation.etat == EtatInvitation.ENVOYEE


def test_un_compte_ouvert_n_a_pas_a_choisir_de_mot_de_passe(client, responsable, agent):
    invitation = services.inviter(
        courriel=agent.email,
        prenom="Claire",
        nom="Le Goff",
        role=Role.AUDITEUR,
        portee="Lecture",
        par=responsable,
        a=horloge.maintenant(),
    )
    chemin = invitation.lien.removeprefix("http://127.0.0.1:8000")
    assert "mot_de_passe" not in client.get(chemin).content.decode()
    client.post(chemin, {"mot_de_passe": PHRASE, "confirmation": PHRASE})
    agent.refresh_from_db()
    assert agent.charger_roles(horloge.aujourdhui()) == {Role.AGENT, Role.AUDITEUR}
    assert not agent.check_password(PHRASE)


def test_un_lien_revoque_expire_ou_invente(client, invitation, chemin, responsable):
    a = horloge.maintenant()
    Invitation.objects.filter(pk=invitation.pk).update(expire_le=a - timedelta(seconds=1))
    assert "Ce lien a expiré" in client.get(chemin).content.decode()
    assert client.post(chemin).status_code == 404
    services.revoquer_invitation(invitation=invitation, par=responsable, a=a)
    page = client.post(chemin)
    assert (page.status_code, "ne vaut plus" in page.content.decode()) == (404, True)
    assert client.get(reverse("invitation_accepter", args=["x" * 43])).status_code == 404
    assert not Attribution.objects.filter(utilisateur=invitation.utilisateur).exists()


def test_la_liste_montre_a_chacun_ce_qu_il_gere(connecte, invitation, responsable, agent, auditeur, membre_of):
    services.inviter(
        courriel="jure@exemple.fr",
        prenom="Ünal",
        nom="Şahin",
        role=Role.JURE,
        portee="Jury 2026-4",
        par=agent,
        a=horloge.maintenant(),
    )
    vues = {
        personne: [
            (ligne["invitation"].role, ligne["gerable"])
            for ligne in connecte(personne).get(reverse("invitation_liste")).context["lignes"]
        ]
        for personne in (responsable, agent, auditeur)
    }
    assert vues == {
        responsable: [("jure", True), ("agent", True)],
        agent: [("jure", True)],
        auditeur: [("jure", False), ("agent", False)],
    }
    assert connecte(membre_of).get(reverse("invitation_liste")).status_code == 403


def test_la_liste_se_filtre(connecte, invitation, responsable):
    client = connecte(responsable)
    adresse = reverse("invitation_liste")

    def nombres(**filtre):
        return len(client.get(adresse, filtre).context["lignes"])

    assert [nombres(q="nguyễn"), nombres(q="LUCJA@"), nombres(q="autre")] == [1, 1, 0]
    assert [nombres(etat="envoyee"), nombres(etat="expiree"), nombres(etat="zzz")] == [1, 0, 0]


@pytest.mark.parametrize("nombre", [1, 3])
def test_la_liste_coute_un_nombre_fixe_de_requetes(connecte, responsable, nombre, django_assert_max_num_queries):
    for rang in range(nombre):
        services.inviter(
            courriel=f"p{rang}@exemple.fr",
            prenom="Zoé",
            nom="Œuvré",
            role=Role.AGENT,
            portee="Tout",
            par=responsable,
            a=horloge.maintenant(),
        )
    client = connecte(responsable)
    with django_assert_max_num_queries(SOCLE + 5):
        assert len(client.get(reverse("invitation_liste")).context["lignes"]) == nombre


def test_revoquer_depuis_la_liste(connecte, invitation, responsable):
    client = connecte(responsable)
    adresse = reverse("invitation_revoquer", args=[invitation.pk])
    assert "Fermer cet accès" in client.get(adresse).content.decode()
    client.post(adresse)
    invitation.refresh_from_db()
    assert invitation.etat == EtatInvitation.REVOQUEE
    assert "C’est déjà fait" in client.post(adresse, follow=True).content.decode()


def test_renvoyer_depuis_la_liste(connecte, invitation, responsable):
    connecte(responsable).post(reverse("invitation_renvoyer", args=[invitation.pk]))
    assert sorted(Invitation.objects.values_list("etat", flat=True)) == ["envoyee", "revoquee"]
    assert Courriel.objects.count() == 2


def test_un_agent_ne_touche_pas_aux_acces_de_l_equipe(connecte, invitation, agent, auditeur):
    adresse = reverse("invitation_revoquer", args=[invitation.pk])
    assert connecte(agent).post(adresse).status_code == 404
    assert connecte(auditeur).post(adresse).status_code == 403
    invitation.refresh_from_db()
    assert invitation.etat == EtatInvitation.ENVOYEE


def test_le_responsable_invite_un_agent(connecte, responsable, mailoutbox):
    saisie = {"prenom": "Łucja", "nom": "Œuvré", "courriel": "lucja@exemple.fr", "role": "agent", "fin_acces": ""}
    reponse = connecte(responsable).post(reverse("equipe_inviter"), saisie)
    assert reponse.status_code == 302
    invitation = Invitation.objects.get()
    assert (invitation.role, invitation.utilisateur.nom, invitation.fin_acces) == ("agent", "Œuvré", None)


@pytest.mark.parametrize(
    ("champ", "valeur", "message"),
    [
        ("courriel", "pas une adresse", "adresse"),
        ("role", "jure", "choix valide"),
        ("fin_acces", "2020-01-01", "Cette date est passée"),
        ("nom", "", "obligatoire"),
    ],
)
def test_une_mauvaise_invitation_dit_pourquoi(connecte, responsable, champ, valeur, message):
    saisie = {"prenom": "Zoé", "nom": "Œuvré", "courriel": "zoe@exemple.fr", "role": "agent", "fin_acces": ""}
    page = connecte(responsable).post(reverse("equipe_inviter"), saisie | {champ: valeur})
    assert message in " ".join(page.context["formulaire"].errors[champ])
    assert Invitation.objects.count() == 0


def test_le_responsable_ne_s_invite_pas(connecte, responsable):
    saisie = {"prenom": "H", "nom": "Q", "courriel": responsable.email, "role": "admin", "fin_acces": ""}
    page = connecte(responsable).post(reverse("equipe_inviter"), saisie)
    assert "Personne ne s’attribue" in page.content.decode()
    assert Invitation.objects.count() == 0


def test_l_equipe_et_le_retrait_d_un_role(connecte, responsable, agent, auditeur, evaluateur, jour):
    client = connecte(responsable)
    lignes = client.get(reverse("equipe_liste")).context["lignes"]
    assert {(ligne["attribution"].utilisateur, ligne["retirable"]) for ligne in lignes} == {
        (responsable, False),
        (agent, True),
        (auditeur, True),
    }
    adresse = reverse("role_retirer", args=[agent.attributions.get().pk])
    assert "Retirer ce rôle" in client.get(adresse).content.decode()
    assert connecte(auditeur).post(adresse).status_code == 403
    client.post(adresse)
    assert agent.charger_roles(jour) == frozenset()
    assert client.post(adresse).status_code == 404
    assert client.post(reverse("role_retirer", args=[responsable.attributions.get().pk])).status_code == 403
    assert client.post(reverse("role_retirer", args=[evaluateur.utilisateur.attributions.get().pk])).status_code == 403


@pytest.mark.parametrize("nombre", [1, 3])
def test_l_equipe_coute_un_nombre_fixe_de_requetes(connecte, responsable, nombre, django_assert_max_num_queries):
    for _ in range(nombre):
        creer_personne(Role.AGENT)
    client = connecte(responsable)
    with django_assert_max_num_queries(SOCLE + 5):
        assert len(client.get(reverse("equipe_liste")).context["lignes"]) == nombre + 1


def test_l_equipe_se_range_par_nom_sans_les_accents(connecte, responsable):
    for nom in ("Zut", "Éon", "Œuvré"):
        creer_personne(Role.AGENT, nom=nom)
    lignes = connecte(responsable).get(reverse("equipe_liste")).context["lignes"]
    assert [ligne["attribution"].utilisateur.nom for ligne in lignes] == ["Éon", "Œuvré", "Quéméneur", "Zut"]


def test_mon_compte(connecte, agent, django_assert_max_num_queries):
    client = connecte(agent)
    with django_assert_max_num_queries(SOCLE + 6):
        page = client.get(reverse("mon_compte")).content.decode()
    assert "Claire Le Goff" in page
    assert "Agent de certification" in page


def test_un_role_expire_ou_retire_n_ouvre_rien(connecte, agent):
    client = connecte(agent)
    adresse = reverse("invitation_liste")
    assert client.get(adresse).status_code == 200
    agent.attributions.update(fin=horloge.aujourdhui() - timedelta(days=1))
    assert client.get(adresse).status_code == 403
    agent.attributions.update(fin=None, retiree_le=horloge.maintenant())
    assert client.get(adresse).status_code == 403
    assert "aucun rôle en cours" in client.get(reverse("mon_compte")).content.decode()


def test_un_role_a_venir_n_ouvre_rien(connecte, db):
    personne = UtilisateurFactory()
    Attribution.objects.create(utilisateur=personne, role=Role.AGENT, debut=horloge.aujourdhui() + timedelta(days=1))
    assert connecte(personne).get(reverse("invitation_liste")).status_code == 403


def test_un_compte_desactive_est_dehors(connecte, agent):
    client = connecte(agent)
    agent.is_active = False
    agent.save(update_fields=["is_active"])
    reponse = client.get(reverse("invitation_liste"))
    assert (reponse.status_code, reponse.headers["Location"].partition("?")[0]) == (302, reverse("account_login"))


def test_une_page_d_une_personne_connectee_n_est_gardee_par_aucun_cache(connecte, agent):
    """Whatever the page says of it: the next user of the machine does not find it by « Précédent »."""
    page = connecte(agent).get("/recherche/")
    assert (page.status_code, page["Cache-Control"]) == (200, "no-store, private")

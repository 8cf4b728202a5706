"""Requests of the public form: the address confirmed, limits and traps, then taken up or refused by the staff."""

from datetime import UTC, datetime, timedelta

import pytest

from candidats.models import DemandeInscription, Inscription
from candidats.queries.demande import donnees_de_demande
from candidats.services.demande import confirmer_demande, recevoir_demande, renvoyer_demande, reprendre_demande
from certif_portal.commun import horloge
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import Courriel
from tests.candidats.factories import donnees_completes
from tests.habilitations.factories import siret_valide

pytestmark = pytest.mark.django_db
ADRESSE = "/demande-inscription/"


@pytest.fixture
def saisie(referentiel):
    return {
        "demandeur": "candidat",
        "courriel": "zoe@exemple.fr",
        "telephone": "0600000000",
        "nom_naissance": "Le Goff",
        "prenom": "Zoé",
        "date_naissance": "1990-05-04",
        "referentiel": referentiel.pk,
        "voie": "vae_branche",
        "raison_sociale": "Ateliers Maëlström",
        "siret": siret_valide(77),
        "message": "Dix ans de métier.",
    }


@pytest.fixture
def confirmee(client, saisie):
    client.post(ADRESSE, saisie)
    client.post(f"{ADRESSE}{jeton()}/")
    return DemandeInscription.objects.get()


def jeton():
    return Courriel.objects.get(acte="demande_a_confirmer").texte.split(ADRESSE)[1].split("/")[0]


def test_une_demande_n_entre_dans_la_file_qu_une_fois_l_adresse_confirmee(client, connecte, agent, saisie):
    page = client.post(ADRESSE, saisie).content.decode()
    assert "zoe@exemple.fr" in page
    demande = DemandeInscription.objects.get()
    assert (demande.etat, Inscription.objects.count()) == ("a_confirmer", 0)
    staff = connecte(agent)
    assert staff.get(demande.get_absolute_url()).status_code == 404
    lien = f"{ADRESSE}{jeton()}/"
    for _ in range(3):
        assert (client.head(lien).status_code, client.get(lien).status_code) == (200, 200)
    demande.refresh_from_db()
    assert demande.etat == "a_confirmer"
    client.post(lien)
    demande.refresh_from_db()
    assert (demande.etat, Inscription.objects.count()) == ("a_traiter", 0)
    assert client.get(lien).status_code == 200
    assert "LE GOFF Zoé" in staff.get("/demandes-inscription/").content.decode()
    assert "LE GOFF Zoé" in staff.get("/a-faire/demandes/").content.decode()


def test_le_centre_reprend_la_demande_sans_rien_retaper(client, connecte, agent, confirmee, referentiel):
    staff = connecte(agent)
    adresse = f"/inscriptions/nouvelle/?referentiel={referentiel.pk}&demande={confirmee.pk}"
    initial = staff.get(adresse).context["formulaire"].initial
    lus = {
        nom: initial[nom]
        for nom in ("nom_naissance", "prenom", "courriel", "voie", "entreprise_raison_sociale", "origine")
    }
    assert lus == {
        "nom_naissance": "Le Goff",
        "prenom": "Zoé",
        "courriel": "zoe@exemple.fr",
        "voie": "vae_branche",
        "entreprise_raison_sociale": "Ateliers Maëlström",
        "origine": "SL",
    }
    envoi = {n: v for n, v in initial.items() if v not in (None, False, "", ())} | {"date_naissance": "1990-05-04"}
    assert staff.post(adresse, envoi).status_code == 302
    inscription = Inscription.objects.get()
    confirmee.refresh_from_db()
    assert (confirmee.etat, confirmee.inscription, confirmee.traitee_par) == ("reprise", inscription, agent)
    assert (str(inscription.candidat), inscription.organisme) == ("LE GOFF Zoé", None)
    assert Courriel.objects.get(acte="demande_reprise").destinataire == "zoe@exemple.fr"
    assert staff.get(adresse).status_code == 404


def test_le_journal_dit_le_jour_du_portail_d_une_demande_d_apres_minuit(confirmee, agent, referentiel, instant):
    DemandeInscription.objects.update(recue_le=datetime(2026, 11, 20, 23, 30, tzinfo=UTC))
    inscription = reprendre_demande(
        demande=confirmee, donnees=donnees_completes(referentiel_id=referentiel.pk), piece=None, par=agent, a=instant
    )
    phrases = list(journal_de(inscription).values_list("phrase", flat=True))
    assert "Inscription reprise de la demande du 21/11/2026." in phrases


def test_sans_accord_ni_entreprise_nommee_le_demandeur_est_salarie(saisie, referentiel):
    """Whoever hides from an employer may well not name it: the request taken up must not be refused for that."""
    demande = DemandeInscription(
        **saisie | {"referentiel": referentiel, "raison_sociale": "", "siret": "", "sans_accord": True}
    )
    donnees = donnees_de_demande(demande)
    assert (donnees.origine, donnees.initiative_sans_accord) == ("SL", True)


def test_le_centre_refuse_avec_un_motif_ecrit_a_l_auteur(connecte, agent, confirmee):
    connecte(agent).post(f"/demandes-inscription/{confirmee.pk}/refuser/", {"motif": "Adressez-vous à votre OF."})
    confirmee.refresh_from_db()
    assert (confirmee.etat, confirmee.motif_refus) == ("refusee", "Adressez-vous à votre OF.")
    courriel = Courriel.objects.get(acte="demande_refusee")
    assert (courriel.destinataire, "Adressez-vous à votre OF." in courriel.texte) == ("zoe@exemple.fr", True)


def test_un_organisme_ne_nomme_pas_une_demande(connecte, membre_of, confirmee, referentiel):
    adresse = f"/inscriptions/nouvelle/?referentiel={referentiel.pk}&demande={confirmee.pk}"
    assert connecte(membre_of).get(adresse).status_code == 404
    assert connecte(membre_of).get("/demandes-inscription/").status_code == 403


@pytest.mark.parametrize(
    ("champ", "valeur"),
    [
        ("courriel", "pas une adresse"),
        ("courriel", "a@b.fr\nBcc: x@y.fr"),
        ("nom_naissance", "x" * 61),
        ("nom_naissance", "\x00\u202e"),
        ("date_naissance", "9999-12-31"),
        ("date_naissance", "31/02/1990"),
        ("referentiel", "0"),
        ("referentiel", "1 OR 1=1"),
        ("referentiel", "9" * 40),
        ("voie", "raccourci"),
        ("demandeur", "agent"),
        ("siret", "73282932000075"),
        ("message", "x" * 2001),
    ],
)
def test_une_saisie_hostile_est_refusee_sans_rien_ecrire(client, saisie, champ, valeur):
    reponse = client.post(ADRESSE, saisie | {champ: valeur})
    assert reponse.status_code == 200
    assert list(reponse.context["formulaire"].errors) == [champ]
    assert (DemandeInscription.objects.count(), Courriel.objects.count()) == (0, 0)


def test_aucune_colonne_hors_du_formulaire_ne_s_ecrit(client, saisie, agent):
    forge = {
        "etat": "a_traiter",
        "confirmee_le": "2026-01-01",
        "traitee_par": agent.pk,
        "motif_refus": "x",
        "inscription": 1,
    }
    client.post(ADRESSE, saisie | forge)
    demande = DemandeInscription.objects.get()
    assert (demande.etat, demande.confirmee_le, demande.traitee_par, demande.motif_refus) == (
        "a_confirmer",
        None,
        None,
        "",
    )


def test_le_piege_repond_comme_d_habitude_et_n_ecrit_rien(client, saisie):
    page = client.post(ADRESSE, saisie | {"adresse_web": "https://spam.example"})
    assert (page.status_code, "Plus qu’un clic" in page.content.decode()) == (200, True)
    assert (DemandeInscription.objects.count(), Courriel.objects.count()) == (0, 0)


def test_cinq_demandes_par_jour_d_un_meme_endroit(client, saisie):
    statuts = [client.post(ADRESSE, saisie | {"courriel": f"x{n}@exemple.fr"}).status_code for n in range(7)]
    assert statuts == [200] * 5 + [429] * 2
    assert DemandeInscription.objects.count() == 5
    ailleurs = client.post(ADRESSE, saisie | {"courriel": "x0@exemple.fr"}, REMOTE_ADDR="203.0.113.9")
    assert ailleurs.status_code == 200
    assert "127.0.0.1" not in str(list(DemandeInscription.objects.values()))


@pytest.mark.parametrize(
    ("proxys", "attendus"),
    [
        (0, [200] * 5 + [429]),  # nobody stands in front: the header is what the caller claims
        (1, [200] * 5 + [429]),  # the proxy wrote the last address: the ones before are claimed
        (2, [200] * 6),  # two proxies: the one before the last is the outermost one's, and it changes
    ],
)
def test_l_adresse_comptee_est_celle_que_voit_notre_dernier_proxy(client, saisie, settings, proxys, attendus):
    """Behind a proxy, callers are told apart by what it saw; an invented X-Forwarded-For gives nobody new requests."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxys
    statuts = []
    for n in range(6):
        entete = f"198.51.100.{n}, 203.0.113.7"  # claimed or seen further out, then seen by the nearest proxy
        envoi = saisie | {"courriel": f"x{n}@exemple.fr"}
        statuts.append(client.post(ADRESSE, envoi, headers={"X-Forwarded-For": entete}).status_code)
    assert statuts == attendus


def test_derriere_un_proxy_deux_postes_ont_chacun_leurs_demandes(client, saisie, settings):
    """All come from the proxy: without its header they would share five requests a day."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    statuts = [
        client.post(
            ADRESSE, saisie | {"courriel": f"x{n}@exemple.fr"}, headers={"X-Forwarded-For": f"203.0.113.{n}"}
        ).status_code
        for n in range(7)
    ]
    assert statuts == [200] * 7


def test_une_demande_jamais_confirmee_est_oubliee(saisie, referentiel):
    a = horloge.maintenant()
    donnees = {nom: valeur for nom, valeur in saisie.items() if nom != "referentiel"} | {"referentiel": referentiel}
    donnees["date_naissance"] = a.date() - timedelta(days=9000)
    vieille = recevoir_demande(donnees=donnees, origine="x", a=a)
    recevoir_demande(donnees=donnees, origine="y", a=a + timedelta(days=4))
    assert not DemandeInscription.objects.filter(pk=vieille.pk).exists()


def test_le_lien_meurt_apres_deux_jours(client, saisie):
    """DEMANDE-CONFIRMATION"""
    client.post(ADRESSE, saisie)
    demande = DemandeInscription.objects.get()
    assert (demande.expire_le - demande.recue_le).days == 2
    lien = f"{ADRESSE}{jeton()}/"
    DemandeInscription.objects.update(expire_le=horloge.maintenant())
    assert (client.get(lien).status_code, client.post(lien).status_code) == (410, 410)
    assert client.get(f"{ADRESSE}inconnu/").status_code == 404
    assert DemandeInscription.objects.get().etat == "a_confirmer"


def test_une_entreprise_ne_demande_pas_sans_son_propre_accord(client, saisie):
    envoi = saisie | {"demandeur": "entreprise", "sans_accord": "on", "raison_sociale": ""}
    erreurs = client.post(ADRESSE, envoi).context["formulaire"].errors
    assert set(erreurs) == {"sans_accord", "raison_sociale"}


def test_la_file_se_lit_en_cinq_requetes_au_plus(connecte, agent, confirmee, django_assert_max_num_queries):
    client = connecte(agent)
    client.get("/demandes-inscription/")
    for n in range(3):
        confirmee.pk, confirmee.jeton_sha256 = None, str(n)
        confirmee.save()
    with django_assert_max_num_queries(4 + 5):
        client.get("/demandes-inscription/")


def test_un_lien_perime_ne_confirme_rien(client, saisie):
    """DEMANDE-CONFIRMATION: two days, to the minute."""
    client.post(ADRESSE, saisie)
    demande = DemandeInscription.objects.get()
    with pytest.raises(ErreurMetier, match="ne peut plus servir"):
        confirmer_demande(demande=demande, a=demande.expire_le)
    assert confirmer_demande(demande=demande, a=demande.expire_le - timedelta(seconds=1)).etat == "a_traiter"


def test_un_nouveau_lien_part_a_l_adresse_corrigee_et_ferme_l_ancien(client, saisie, agent):
    client.post(ADRESSE, saisie)
    demande, ancien = DemandeInscription.objects.get(), jeton()
    a = demande.recue_le + timedelta(days=1)
    renvoyer_demande(demande=demande, courriel="zoe.legoff@exemple.fr", par=agent, a=a)
    demande.refresh_from_db()
    assert (demande.etat, demande.courriel, demande.expire_le) == (
        "a_confirmer",
        "zoe.legoff@exemple.fr",
        a + timedelta(days=2),
    )
    envoye = Courriel.objects.filter(acte="demande_a_confirmer").latest("pk")
    nouveau = envoye.texte.split(ADRESSE)[1].split("/")[0]
    assert (envoye.destinataire, envoye.confidentiel) == ("zoe.legoff@exemple.fr", True)
    assert [client.get(f"{ADRESSE}{cle}/").status_code for cle in (ancien, nouveau)] == [404, 200]
    dit = journal_de(demande).get()
    assert (dit.phrase, dit.par) == ("Lien de confirmation envoyé de nouveau.", agent)


def test_une_demande_confirmee_n_a_plus_de_lien_a_recevoir(confirmee, agent, instant):
    with pytest.raises(ErreurMetier, match=r"^Cette demande est déjà confirmée\.$"):
        renvoyer_demande(demande=confirmee, courriel="autre@exemple.fr", par=agent, a=instant)
    confirmee.refresh_from_db()
    assert (confirmee.courriel, Courriel.objects.filter(acte="demande_a_confirmer").count()) == ("zoe@exemple.fr", 1)

"""The OF's screens: choose, fill, keep a draft, submit, correct. Dates follow the clock of the day."""

import re
from dataclasses import asdict, replace
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from candidats.choix import EtatDerogation, EtatInscription, TypePieceIdentite
from candidats.models import Candidat, Inscription
from candidats.queries.inscription import donnees_de
from candidats.services.depot import deposer_inscription, renvoyer_inscription
from candidats.services.identite import verifier_identite
from candidats.services.inscription import creer_inscription, modifier_inscription
from certif_portal.commun import horloge
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import Fichier
from certif_portal.commun.typographie import jour_de
from tests.candidats.factories import InscriptionFactory, ProjetFactory, donnees_completes, image_png, piece_recue
from tests.referentiels.factories import creer_referentiel

SOCLE = 4  # session, person, roles of the day, settings of the centre
CREER = reverse("inscription_creer")


def du_jour(**champs):
    """Complete data whose training began four days ago."""
    le = horloge.aujourdhui()
    donnees = donnees_completes(**champs)
    if donnees.en_vae:
        return replace(donnees, recevabilite_recue_le=le)
    return replace(donnees, entree_formation=le - timedelta(days=4), fin_formation=le + timedelta(days=200))


def envoi(donnees, **autres):
    """What a browser sends for these data."""
    champs = {nom: valeur for nom, valeur in asdict(donnees).items() if valeur not in (None, "", (), False)}
    champs["formateurs"] = "\n".join(str(formateur) for formateur in donnees.formateurs)
    del champs["referentiel_id"]
    return champs | autres


def carte(nom="carte.png", octets=None):
    return SimpleUploadedFile(nom, image_png() if octets is None else octets)


@pytest.fixture
def brouillon(organisme, referentiel, membre_of):
    return creer_inscription(
        donnees=du_jour(referentiel_id=referentiel.pk),
        organisme=organisme,
        piece=piece_recue(),
        par=membre_of,
        a=horloge.maintenant(),
    )


def modifier(inscription, **champs):
    donnees = replace(donnees_de(Inscription.objects.get(pk=inscription.pk)), **champs)
    modifier_inscription(inscription=inscription, donnees=donnees, par=inscription.creee_par, a=horloge.maintenant())


def adresse(nom, inscription) -> str:
    return reverse(nom, args=[inscription.pk])


# ---------------------------------------------------------------- choose the certification


def test_on_choisit_parmi_les_certifications_ouvertes(connecte, membre_of, referentiel):
    fermee = creer_referentiel(
        champs_certification={"intitule": "Supprimée", "supprimee_le": horloge.aujourdhui() - timedelta(days=60)}
    )
    brouillon = creer_referentiel(champs_certification={"intitule": "En projet"})
    brouillon.etat = "brouillon"
    brouillon.save()
    client = connecte(membre_of)
    assert list(client.get(CREER).context["referentiels"]) == [referentiel]
    assert list(client.get(CREER, {"q": "OPÉRATEUR usinage"}).context["referentiels"]) == [referentiel]
    assert list(client.get(CREER, {"q": "soudage"}).context["referentiels"]) == []
    assert client.get(CREER, {"referentiel": fermee.pk}).status_code == 404
    assert client.get(CREER, {"referentiel": "'; --"}).status_code == 404


def test_un_evaluateur_n_inscrit_personne(connecte, evaluateur, auditeur):
    assert connecte(evaluateur.utilisateur).get(CREER).status_code == 403
    assert connecte(auditeur).get(CREER).status_code == 403


# ---------------------------------------------------------------- keep a draft, submit


def test_enregistrer_un_brouillon(connecte, membre_of, organisme, referentiel):
    donnees = du_jour(referentiel_id=referentiel.pk)
    reponse = connecte(membre_of).post(f"{CREER}?referentiel={referentiel.pk}", envoi(donnees))
    inscription = Inscription.objects.get()
    assert reponse.headers["Location"] == adresse("inscription_modifier", inscription)
    assert (inscription.etat, inscription.organisme) == (EtatInscription.BROUILLON, organisme)
    assert donnees_de(inscription) == donnees


def test_deposer_d_un_coup(connecte, membre_of, referentiel):
    donnees = du_jour(referentiel_id=referentiel.pk)
    formulaire = envoi(donnees, deposer="1", piece_type="carte", piece_identite=carte("carte Łucja.png"))
    reponse = connecte(membre_of).post(f"{CREER}?referentiel={referentiel.pk}", formulaire)
    inscription = Inscription.objects.get()
    assert reponse.headers["Location"] == adresse("inscription_detail", inscription)
    assert (inscription.etat, inscription.deposee_le) == (EtatInscription.DEPOSEE, horloge.aujourdhui())
    assert inscription.pieces_identite.get().fichier.nom == "carte Łucja.png"


def test_un_depot_incomplet_garde_le_brouillon_et_dit_tout(connecte, membre_of, referentiel):
    donnees = replace(du_jour(referentiel_id=referentiel.pk), sexe="", financements=())
    client = connecte(membre_of)
    reponse = client.post(f"{CREER}?referentiel={referentiel.pk}", envoi(donnees, deposer="1"), follow=True)
    assert Inscription.objects.get().etat == EtatInscription.BROUILLON
    assert set(reponse.context["formulaire"].errors) == {"sexe", "piece_identite", "financements"}
    page = reponse.content.decode()
    assert '<a href="#id_sexe">Sexe</a>' in page
    assert ("annexe 14, note 4" in page, "(IDENTITE-VERIFIEE)" in page) == (True, False)


def test_une_saisie_fausse_ne_s_enregistre_pas(connecte, membre_of, referentiel):
    donnees = replace(du_jour(referentiel_id=referentiel.pk), entreprise_siret="73282932000075", prenom="")
    reponse = connecte(membre_of).post(f"{CREER}?referentiel={referentiel.pk}", envoi(donnees))
    assert set(reponse.context["formulaire"].errors) == {"entreprise_siret", "prenom"}
    assert Candidat.objects.count() == 0


@pytest.mark.parametrize(
    ("fichier", "message"),
    [
        (carte("carte.pdf"), "ne correspond pas au contenu"),
        (carte("carte.png", b""), "est vide"),
        (carte("carte.png", b"GIF89a"), "type attendu"),
        (carte("carte.png", image_png()[:40]), "illisible ou tronquée"),
    ],
)
def test_une_piece_qui_n_est_pas_ce_qu_elle_dit_est_refusee(connecte, membre_of, referentiel, fichier, message):
    formulaire = envoi(du_jour(referentiel_id=referentiel.pk), piece_type="carte", piece_identite=fichier)
    reponse = connecte(membre_of).post(f"{CREER}?referentiel={referentiel.pk}", formulaire)
    assert message in reponse.context["formulaire"].errors["piece_identite"][0]
    assert (Inscription.objects.count(), Fichier.objects.count()) == (0, 0)


def test_une_piece_sans_son_type_est_demandee(connecte, membre_of, referentiel):
    formulaire = envoi(du_jour(referentiel_id=referentiel.pk), piece_identite=carte())
    reponse = connecte(membre_of).post(f"{CREER}?referentiel={referentiel.pk}", formulaire)
    assert set(reponse.context["formulaire"].errors) == {"piece_type"}


def test_un_doublon_se_dit_en_tete(connecte, membre_of, brouillon, referentiel):
    formulaire = envoi(du_jour(referentiel_id=referentiel.pk))
    reponse = connecte(membre_of).post(f"{CREER}?referentiel={referentiel.pk}", formulaire)
    assert "INSCRIPTION-UNIQUE" in reponse.context["formulaire"].non_field_errors()[0]
    assert Inscription.objects.count() == 1


def test_modifier_reprend_ce_qui_est_saisi(connecte, membre_of, brouillon):
    client, page = connecte(membre_of), adresse("inscription_modifier", brouillon)
    assert client.get(page).context["formulaire"]["nom_naissance"].value() == "O’Brien-Nguyễn"
    formulaire = envoi(replace(donnees_de(brouillon), commune_naissance="Nantes"))
    assert client.post(page, formulaire).headers["Location"] == page
    brouillon.candidat.refresh_from_db()
    assert brouillon.candidat.commune_naissance == "Nantes"


def test_changer_de_certification(connecte, membre_of, brouillon):
    autre = creer_referentiel(champs_certification={"intitule": "Soudeur industriel"})
    client, page = connecte(membre_of), adresse("inscription_modifier", brouillon)
    assert autre in client.get(page, {"changer": "1"}).context["referentiels"]
    client.post(f"{page}?referentiel={autre.pk}", envoi(donnees_de(brouillon)))
    brouillon.refresh_from_db()
    assert brouillon.referentiel == autre


def test_l_autre_organisme_n_existe_pas(connecte, membre_autre_of, brouillon):
    client = connecte(membre_autre_of)
    pages = (
        "inscription_modifier",
        "piece_identite_deposer",
        "derogation_demander",
        "inscription_abandonner",
        "livret_deposer",
    )
    assert {client.get(adresse(nom, brouillon)).status_code for nom in pages} == {404}
    assert client.post(adresse("inscription_deposer", brouillon)).status_code == 404
    brouillon.refresh_from_db()
    assert brouillon.etat == EtatInscription.BROUILLON


def test_une_inscription_acceptee_ne_se_modifie_plus(connecte, membre_of, inscription):
    assert connecte(membre_of).get(adresse("inscription_modifier", inscription)).status_code == 403


def test_le_centre_ne_voit_pas_les_brouillons_d_un_organisme(connecte, agent, brouillon):
    assert connecte(agent).get(adresse("inscription_modifier", brouillon)).status_code == 404


def test_le_centre_inscrit_sans_organisme(connecte, agent, referentiel):
    donnees = du_jour(referentiel_id=referentiel.pk, vae=True)
    client = connecte(agent)
    client.post(f"{CREER}?referentiel={referentiel.pk}", envoi(donnees, deposer="1"))
    inscription = Inscription.objects.get()
    assert (inscription.organisme, inscription.etat) == (None, EtatInscription.DEPOSEE)


def test_une_identite_verifiee_est_verrouillee(connecte, membre_of, agent, brouillon):
    a = horloge.maintenant()
    deposer_inscription(inscription=brouillon, par=membre_of, a=a)
    verifier_identite(inscription=brouillon, type_document=TypePieceIdentite.CARTE, par=agent, a=a)
    renvoyer_inscription(inscription=brouillon, motif="Le service manque.", par=agent, a=a)
    client, page = connecte(membre_of), adresse("inscription_modifier", brouillon)
    assert "Le service manque." in client.get(page).content.decode()
    client.post(page, envoi(donnees_de(brouillon), nom_naissance="Autre", service="Achats"))
    brouillon.refresh_from_db()
    brouillon.candidat.refresh_from_db()
    assert (brouillon.candidat.nom_naissance, brouillon.service) == ("O’BRIEN-NGUYỄN", "Achats")


# ---------------------------------------------------------------- late: dérogation


def test_une_inscription_tardive_mene_a_la_derogation(connecte, membre_of, brouillon):
    """INSCRIPTION-DELAI"""
    modifier(brouillon, entree_formation=horloge.aujourdhui() - timedelta(days=16))
    client = connecte(membre_of)
    page = adresse("derogation_demander", brouillon)
    assert client.post(adresse("inscription_deposer", brouillon)).headers["Location"] == page
    assert "INSCRIPTION-DELAI" in client.get(page).content.decode()
    assert client.post(page, {"motif": " "}).context["formulaire"].errors.keys() == {"motif"}
    reponse = client.post(page, {"motif": "Contrat signé tard."})
    assert reponse.headers["Location"] == adresse("inscription_detail", brouillon)
    brouillon.refresh_from_db()
    assert (brouillon.etat, brouillon.derogation.etat) == (EtatInscription.DEPOSEE, EtatDerogation.DEMANDEE)


def test_la_piece_seule_se_depose(connecte, membre_of, brouillon):
    client, page = connecte(membre_of), adresse("piece_identite_deposer", brouillon)
    client.post(page, {"type_document": "passeport", "fichier": carte()})
    assert brouillon.pieces_identite.get(supprimee_le__isnull=True).type == TypePieceIdentite.PASSEPORT
    assert (
        "type attendu"
        in client.post(page, {"type_document": "carte", "fichier": carte("x.exe", b"MZ")})
        .context["formulaire"]
        .errors["fichier"][0]
    )


def test_abandonner_dit_pourquoi(connecte, membre_of, brouillon):
    client, page = connecte(membre_of), adresse("inscription_abandonner", brouillon)
    assert client.post(page, {}).context["formulaire"].errors.keys() == {"nature", "le", "motif"}
    le = horloge.aujourdhui()
    client.post(page, {"nature": "desistement", "le": le.isoformat(), "motif": "Embauché ailleurs."})
    brouillon.refresh_from_db()
    assert (brouillon.etat, brouillon.motif_abandon) == (EtatInscription.ABANDONNEE, "Embauché ailleurs.")
    assert (brouillon.abandonnee_le, brouillon.incidents.get().nature) == (le, "desistement")


# ---------------------------------------------------------------- cost


def test_le_formulaire_coute_peu(connecte, membre_of, referentiel, brouillon, django_assert_max_num_queries):
    client = connecte(membre_of)
    client.get(CREER, {"referentiel": referentiel.pk})
    with django_assert_max_num_queries(SOCLE + 4):
        client.get(CREER, {"referentiel": referentiel.pk})
    with django_assert_max_num_queries(SOCLE + 4):
        client.get(adresse("inscription_modifier", brouillon))


def test_le_seul_projet_limite_a_des_blocs_les_propose_sans_requete_de_plus(
    connecte, membre_of, organisme, referentiel, django_assert_max_num_queries
):
    le = horloge.aujourdhui()
    projet = ProjetFactory(
        organisme=organisme,
        referentiel=referentiel,
        portee="blocs",
        entree_formation=le,
        fin_formation=le + timedelta(days=200),
    )
    vises = list(referentiel.blocs.all())
    projet.blocs.set(vises)
    client = connecte(membre_of)
    client.get(CREER, {"referentiel": referentiel.pk})
    with django_assert_max_num_queries(SOCLE + 4):
        page = client.get(CREER, {"referentiel": referentiel.pk})
    initial = page.context["formulaire"].initial
    assert (initial["projet_id"], initial["portee"]) == (projet.pk, "blocs")
    assert sorted(initial["blocs"]) == sorted(bloc.pk for bloc in vises)


@pytest.mark.parametrize("nombre", [1, 3])
def test_le_formulaire_ne_depend_pas_du_nombre_d_inscriptions(
    connecte, membre_of, organisme, referentiel, nombre, django_assert_max_num_queries
):
    derniere = [
        InscriptionFactory(organisme=organisme, referentiel=referentiel, brouillon=True) for _ in range(nombre)
    ][-1]
    client = connecte(membre_of)
    client.get(adresse("inscription_modifier", derniere))
    with django_assert_max_num_queries(SOCLE + 4):
        client.get(adresse("inscription_modifier", derniere))


def test_un_homonyme_ne_ailleurs_est_demande_une_fois(connecte, membre_of, brouillon, referentiel):
    client, page = connecte(membre_of), f"{reverse('inscription_creer')}?referentiel={referentiel.pk}"
    saisie = envoi(du_jour(referentiel_id=referentiel.pk), commune_naissance="Rennes", departement_naissance="35")
    reponse = client.post(page, saisie).content.decode()
    assert "né(e) le même jour à Saint-Nazaire (44), a déjà une inscription" in reponse
    assert 'name="autre_personne"' in reponse
    assert Inscription.objects.count() == 1
    client.post(page, saisie | {"autre_personne": "on"})
    assert [i.candidat.commune_naissance for i in Inscription.objects.order_by("pk")] == ["Saint-Nazaire", "Rennes"]


@pytest.mark.parametrize(
    ("ecrit", "jour", "precision"),
    [
        ("00/02/1990", date(1990, 2, 1), "mois"),
        ("00/00/1990", date(1990, 1, 1), "annee"),
        ("1990-02-12", date(1990, 2, 12), "jour"),
        ("12/02/1990", date(1990, 2, 12), "jour"),
    ],
)
def test_une_naissance_connue_en_partie_se_saisit_et_se_relit(connecte, membre_of, brouillon, ecrit, jour, precision):
    client, page = connecte(membre_of), adresse("inscription_modifier", brouillon)
    client.post(page, envoi(donnees_de(brouillon), date_naissance=ecrit))
    candidat = Inscription.objects.get().candidat
    assert (candidat.date_naissance, candidat.naissance_precision) == (jour, precision)
    assert f'value="{candidat.naissance.saisie}"' in client.get(page).content.decode()


@pytest.mark.parametrize("ecrit", ["02/1990", "1990", "12/03/0027", "12/03/2072", "12/03/2020", "12/03/20"])
def test_une_naissance_douteuse_est_demandee(connecte, membre_of, brouillon, ecrit):
    client, page = connecte(membre_of), adresse("inscription_modifier", brouillon)
    reponse = client.post(page, envoi(donnees_de(brouillon), date_naissance=ecrit))
    assert list(reponse.context["formulaire"].errors) == ["date_naissance"]
    assert Inscription.objects.get().candidat.date_naissance == donnees_de(brouillon).date_naissance


@pytest.mark.parametrize(
    ("champ", "ecrit"), [("nom_naissance", "Martin 🙂"), ("prenom", "Zo\x91"), ("nom_usage", "Mme Petit")]
)
def test_un_nom_impossible_est_demande(connecte, membre_of, brouillon, champ, ecrit):
    client, page = connecte(membre_of), adresse("inscription_modifier", brouillon)
    reponse = client.post(page, envoi(donnees_de(brouillon), **{champ: ecrit}))
    assert list(reponse.context["formulaire"].errors) == [champ]


def test_un_age_inhabituel_est_demande_puis_garde_avec_qui_l_a_confirme(connecte, membre_of, brouillon):
    """NAISSANCE-AGE: the box says the day that it was shown beside; another day is asked again."""
    client, page = connecte(membre_of), adresse("inscription_modifier", brouillon)
    saisie = envoi(donnees_de(brouillon), date_naissance="05/05/1926")
    assert 'name="naissance_confirmee"' not in client.get(page).content.decode()
    refus = client.post(page, saisie).content.decode()
    [case] = re.findall(r"<input[^>]*naissance_confirmee[^>]*>", refus)
    assert ('value="1926-05-05"' in case, "checked" in case) == (True, False)
    autre = client.post(page, saisie | {"date_naissance": "06/05/1926", "naissance_confirmee": "1926-05-05"})
    [case] = re.findall(r"<input[^>]*naissance_confirmee[^>]*>", autre.content.decode())
    assert ('value="1926-05-06"' in case, "checked" in case) == (True, False)
    assert Inscription.objects.get().candidat.naissance_confirmee is None
    client.post(page, saisie | {"naissance_confirmee": "1926-05-05"})
    candidat = Inscription.objects.get().candidat
    assert (candidat.date_naissance, candidat.naissance_confirmee) == (date(1926, 5, 5), date(1926, 5, 5))
    assert candidat.naissance_confirmee_par == membre_of
    assert jour_de(candidat.naissance_confirmee_le) == horloge.aujourdhui()
    [case] = re.findall(r"<input[^>]*naissance_confirmee[^>]*>", client.get(page).content.decode())
    assert ('value="1926-05-05"' in case, "checked" in case) == (True, True)
    phrases = [e.phrase for e in journal_de(Inscription.objects.get())]
    assert "Date de naissance confirmée malgré l’âge qu’elle donne : 05/05/1926." in phrases

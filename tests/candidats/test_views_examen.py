"""The staff's screens: identity, dérogation, acceptance, return; then VAE, company, livret."""

from dataclasses import asdict, replace
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from candidats.choix import Accord, DecisionRecevabilite, EtatDerogation, EtatInscription, EtatLivret
from candidats.choix_gac import ChampGAC
from candidats.models import Inscription, RecevabiliteVAE
from candidats.queries.gac import VALEURS
from candidats.queries.inscription import donnees_de
from candidats.services.depot import demander_derogation, deposer_inscription
from candidats.services.identite import verifier_identite
from candidats.services.incident import abandonner_inscription
from candidats.services.inscription import creer_inscription
from certif_portal.commun import horloge
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.journal import lectures_de
from certif_portal.commun.models import Courriel
from jurys.documents.certificat import titulaire
from tests.candidats.factories import InscriptionFactory, donnees_completes, donnees_livret, image_png, piece_recue
from tests.referentiels.factories import creer_referentiel

SOCLE = 4  # session, person, roles of the day, settings of the centre


def adresse(nom, objet) -> str:
    return reverse(nom, args=[objet.pk])


def deposer(organisme, referentiel, par, *, entree: int = 4, **champs):
    """A submitted registration whose training began `entree` days ago."""
    le, a = horloge.aujourdhui(), horloge.maintenant()
    donnees = replace(
        donnees_completes(referentiel_id=referentiel.pk, **champs),
        entree_formation=le - timedelta(days=entree),
        fin_formation=le + timedelta(days=200),
    )
    inscription = creer_inscription(donnees=donnees, organisme=organisme, piece=piece_recue(), par=par, a=a)
    if entree > 15:
        demander_derogation(inscription=inscription, motif="Contrat tardif.", par=par, a=a)
    return deposer_inscription(inscription=inscription, par=par, a=a)


@pytest.fixture
def deposee(organisme, referentiel, membre_of):
    return deposer(organisme, referentiel, membre_of)


@pytest.fixture
def tardive(organisme, referentiel, membre_of):
    return deposer(organisme, referentiel, membre_of, entree=20)


# ---------------------------------------------------------------- identity


def test_l_etat_civil_se_lit_a_cote_de_la_piece(connecte, agent, deposee):
    page = connecte(agent).get(adresse("identite_verifier", deposee)).content.decode()
    piece = deposee.pieces_identite.get()
    assert "O’BRIEN-NGUYỄN" in page
    assert f'src="{adresse("piece_identite_image", piece)}"' in page
    assert "Pourquoi pas encore" in page
    assert "IDENTITE-VERIFIEE" in page


def test_verifier_puis_accepter(connecte, agent, deposee):
    client, page = connecte(agent), adresse("identite_verifier", deposee)
    assert client.post(page, {"type_document": "passeport"}).context["formulaire"].errors.keys() == {"conforme"}
    assert client.post(page, {"type_document": "passeport", "conforme": "on"}).headers["Location"] == page
    reponse = client.post(adresse("inscription_accepter", deposee))
    deposee.refresh_from_db()
    assert reponse.headers["Location"] == adresse("inscription_detail", deposee)
    assert (deposee.etat, deposee.candidat.identite_document) == (EtatInscription.ACCEPTEE, "passeport")


def test_accepter_sans_verifier_dit_la_regle(connecte, agent, deposee):
    """IDENTITE-VERIFIEE"""
    reponse = connecte(agent).post(adresse("inscription_accepter", deposee), follow=True)
    deposee.refresh_from_db()
    assert deposee.etat == EtatInscription.DEPOSEE
    assert "(IDENTITE-VERIFIEE)" in str(next(iter(reponse.context["messages"])))


def test_la_piece_ne_se_lit_que_par_le_centre_et_se_journalise(connecte, agent, membre_of, auditeur, deposee):
    page = adresse("piece_identite_image", deposee.pieces_identite.get())
    assert [connecte(personne).get(page).status_code for personne in (membre_of, auditeur)] == [403, 403]
    reponse = connecte(agent).get(page)
    assert reponse.content == image_png()
    assert reponse.headers["Cache-Control"] == "private, no-store"
    assert reponse.headers["Content-Disposition"].startswith("inline")
    lectures = lectures_de(deposee)
    assert [(entree.par, entree.phrase) for entree in lectures] == [
        (agent, "Pièce d’identité lue (Carte nationale d’identité).")
    ]


def test_une_piece_supprimee_n_existe_plus(connecte, agent, deposee, membre_of):
    piece = deposee.pieces_identite.get()
    abandonner_inscription(inscription=deposee, motif="Erreur.", par=membre_of, a=horloge.maintenant())
    assert connecte(agent).get(adresse("piece_identite_image", piece)).status_code == 404


def test_une_page_restee_ouverte_dit_ou_en_est_l_inscription(connecte, agent, inscription):
    """Accepted meanwhile by a colleague, or from another tab: neither an error page nor a word about one’s role."""
    client = connecte(agent)
    reponse = client.post(adresse("inscription_accepter", inscription), follow=True)
    assert reponse.redirect_chain == [(inscription.get_absolute_url(), 302)]
    assert [str(m) for m in reponse.context["messages"]] == [
        "C’est déjà fait\u00a0: l’état est «\u00a0Acceptée\u00a0»."
    ]
    refus = client.get(adresse("identite_verifier", inscription))
    assert (refus.status_code, "est à l’état « acceptée »" in refus.content.decode()) == (403, True)


def test_sans_organisme_on_ne_dit_pas_qu_il_est_prevenu(connecte, agent, referentiel):
    """A registration taken up from a candidate: nobody is written to when it is sent back, and the screens say so."""
    directe = deposer(None, referentiel, agent)
    client = connecte(agent)
    page = client.get(adresse("inscription_renvoyer", directe)).content.decode()
    assert ("à l’organisme" in page, "le centre la corrige" in page) == (False, True)
    assert "Renvoyer pour correction" in client.get(adresse("identite_verifier", directe)).content.decode()
    for suffixe in ("", "?liste="):
        dossier = client.get(directe.get_absolute_url() + suffixe).content.decode()
        assert ("Renvoyer pour correction" in dossier, "<li>sans organisme</li>" in dossier) == (True, True)
    renvoi = client.post(adresse("inscription_renvoyer", directe), {"motif": "Prénom à vérifier."}, follow=True)
    assert [str(m).endswith("est renvoyée.") for m in renvoi.context["messages"]] == [True]
    assert not Courriel.objects.exists()


def test_l_organisme_n_examine_pas(connecte, membre_of, auditeur, deposee):
    for personne in (membre_of, auditeur):
        client = connecte(personne)
        assert client.get(adresse("identite_verifier", deposee)).status_code == 403
        assert client.get(adresse("inscription_renvoyer", deposee)).status_code == 403
        assert client.post(adresse("inscription_accepter", deposee)).status_code == 403
    deposee.refresh_from_db()
    assert deposee.etat == EtatInscription.DEPOSEE


def test_renvoyer_avec_un_motif(connecte, agent, deposee):
    client, page = connecte(agent), adresse("inscription_renvoyer", deposee)
    assert client.post(page, {}).context["formulaire"].errors.keys() == {"motif"}
    client.post(page, {"motif": "La copie est coupée."})
    deposee.refresh_from_db()
    assert (deposee.etat, deposee.motif_retour) == (EtatInscription.A_CORRIGER, "La copie est coupée.")
    assert Courriel.objects.get().acte == "inscription_renvoyee"


@pytest.mark.parametrize("nombre", [1, 3])
def test_l_examen_coute_un_nombre_fixe_de_requetes(
    connecte, agent, organisme, referentiel, membre_of, nombre, django_assert_max_num_queries
):
    deposees = [deposer(organisme, referentiel, membre_of, nom_naissance=f"Martin {n}") for n in "abc"[:nombre]]
    client, page = connecte(agent), adresse("identite_verifier", deposees[-1])
    client.get(page)
    with django_assert_max_num_queries(SOCLE + 8):  # who may be the same person, and who was said not to be
        client.get(page)


# ---------------------------------------------------------------- dérogation


def test_decider_une_derogation(connecte, agent, tardive):
    client, page = connecte(agent), adresse("derogation_decider", tardive)
    assert "Contrat tardif." in client.get(page).content.decode()
    assert client.post(page, {"accordee": "oui"}).context["formulaire"].errors.keys() == {"motif"}
    client.post(page, {"accordee": "oui", "motif": "Contrat signé le 2."})
    tardive.derogation.refresh_from_db()
    assert (tardive.derogation.etat, tardive.derogation.decidee_par) == (EtatDerogation.ACCORDEE, agent)
    assert client.get(page).status_code == 403


def test_l_organisme_ne_decide_pas_de_sa_derogation(connecte, membre_of, tardive):
    page = adresse("derogation_decider", tardive)
    assert connecte(membre_of).post(page, {"accordee": "oui", "motif": "Oui."}).status_code == 403


# ---------------------------------------------------------------- VAE, company


def test_decider_de_la_recevabilite(connecte, agent, membre_of, organisme, referentiel):
    inscription = InscriptionFactory(organisme=organisme, referentiel=referentiel, vae=True)
    recue = horloge.aujourdhui()
    recevabilite = RecevabiliteVAE.objects.create(inscription=inscription, recue_le=recue, accueil_le=recue)
    client, page = connecte(agent), adresse("recevabilite_decider", inscription)
    assert connecte(membre_of).get(page).status_code == 403
    assert client.post(page, {"recevable": "non"}).context["formulaire"].errors.keys() == {"motif"}
    type(inscription.candidat).objects.update(courriel="")
    dit = client.post(page, {"recevable": "oui", "motif": ""}, follow=True).context["messages"]
    assert ["n’a pas d’adresse connue" in str(message) for message in dit] == [True]
    recevabilite.refresh_from_db()
    assert recevabilite.decision == DecisionRecevabilite.RECEVABLE
    assert "recevable" in client.get(page).content.decode()


def test_completer_l_entreprise_d_un_demandeur_d_emploi(connecte, membre_of, organisme, referentiel):
    inscription = InscriptionFactory(organisme=organisme, referentiel=referentiel, demandeur_emploi=True)
    client, page = connecte(membre_of), adresse("entreprise_completer", inscription)
    formulaire = {
        nom.removeprefix("entreprise_"): valeur
        for nom, valeur in asdict(donnees_completes()).items()
        if nom.startswith(("entreprise_", "tuteur_")) and valeur
    }
    faux = client.post(page, formulaire | {"siret": "1", "secteur": "HM"})
    assert faux.context["formulaire"].errors.keys() == {"siret", "branche"}
    client.post(page, formulaire)
    inscription.refresh_from_db()
    assert (inscription.entreprise.siret, inscription.tuteur_nom) == ("73282932000074", "Anne Prigent")


def test_l_entreprise_d_un_salarie_ne_se_complete_pas(connecte, membre_of, inscription):
    assert connecte(membre_of).get(adresse("entreprise_completer", inscription)).status_code == 403


# ---------------------------------------------------------------- livret


def formulaire_livret(inscription, **autres):
    donnees = donnees_livret(inscription)
    champs = {
        "accord": Accord.ENTREPRISE,
        "accord_nom": "Anne Prigent",
        "accord_qualite": "Responsable",
        "accord_le": horloge.aujourdhui(),
        "date_evaluation_prevue": horloge.aujourdhui() + timedelta(days=150),
    }
    for ligne in donnees.lignes:
        champs[f"modalites_{ligne.competence_id}"] = ligne.modalites
        champs[f"situation_{ligne.competence_id}"] = "Cellule 4"
    return champs | autres


def test_le_document_signe_suffit(connecte, membre_of, agent, inscription):
    client, page = connecte(membre_of), adresse("livret_deposer", inscription)
    accord = {
        cle: valeur for cle, valeur in formulaire_livret(inscription).items() if "_" not in cle or cle[-1].isalpha()
    }
    assert len(client.post(page, accord).context["formulaire"].errors) == 4
    signe = SimpleUploadedFile("livret signé.png", image_png())
    client.post(page, accord | {"fichier": signe})
    inscription.refresh_from_db()
    assert (inscription.livret.etat, inscription.livret.lignes.count()) == (EtatLivret.DEPOSE, 0)
    lu = connecte(agent).get(page).content.decode()
    assert ("les modalités se lisent dans" in lu, adresse("livret_fichier", inscription) in lu) == (True, True)
    connecte(agent).post(adresse("livret_renvoyer", inscription), {"nature": "incorrect", "motif": "Page 2 illisible."})
    client.post(page, accord)  # the document deposited before still speaks
    inscription.livret.refresh_from_db()
    assert inscription.livret.etat == EtatLivret.DEPOSE


def test_deposer_un_livret(connecte, membre_of, inscription):
    client, page = connecte(membre_of), adresse("livret_deposer", inscription)
    lignes = list(client.get(page).context["formulaire"].lignes())
    assert [ligne["numero"] for ligne in lignes] == [1, 2, 3, 4]
    signe = SimpleUploadedFile("livret signé.png", image_png())
    client.post(page, formulaire_livret(inscription, fichier=signe))
    inscription.refresh_from_db()
    assert (inscription.livret.etat, inscription.livret.fichier.nom) == (EtatLivret.DEPOSE, "livret signé.png")
    assert client.get(adresse("livret_fichier", inscription)).content == image_png()


def test_un_livret_incomplet_dit_tout_d_un_coup(connecte, membre_of, inscription):
    """LIVRET-SITUATION, EVALUATION-DATE"""
    projet = inscription.referentiel.modalites.get(nature="projet")
    premiere, derniere = (donnees_livret(inscription).lignes[rang].competence_id for rang in (0, -1))
    formulaire = formulaire_livret(
        inscription,
        accord_qualite="",
        date_evaluation_prevue="",
        **{f"modalites_{premiere}": [projet.pk], f"modalites_{derniere}": []},
    )
    reponse = connecte(membre_of).post(adresse("livret_deposer", inscription), formulaire)
    assert set(reponse.context["formulaire"].errors) == {
        "accord_qualite",
        "date_evaluation_prevue",
        f"motif_{premiere}",
        f"modalites_{derniere}",
    }
    assert not hasattr(reponse.context["inscription"], "livret")


def test_le_centre_lit_renvoie_et_l_organisme_corrige(connecte, agent, membre_of, inscription):
    client = connecte(membre_of)
    client.post(adresse("livret_deposer", inscription), formulaire_livret(inscription))
    centre = connecte(agent)
    page = centre.get(adresse("livret_deposer", inscription)).content.decode()
    assert "Observation en situation de travail" in page
    assert adresse("livret_valider", inscription) in page
    centre.post(adresse("livret_renvoyer", inscription), {"nature": "perime", "motif": "La date tombe un dimanche."})
    correction = client.get(adresse("livret_deposer", inscription))
    assert "La date tombe un dimanche." in correction.content.decode()
    assert "périmé (autre version" in correction.content.decode()
    assert correction.context["formulaire"]["accord_nom"].value() == "Anne Prigent"
    client.post(adresse("livret_deposer", inscription), formulaire_livret(inscription, accord_nom="Ewen Tanguy"))
    inscription.livret.refresh_from_db()
    assert (inscription.livret.etat, inscription.livret.accord_nom) == (EtatLivret.DEPOSE, "Ewen Tanguy")


def test_le_centre_ne_depose_pas_le_livret_d_un_organisme(connecte, agent, inscription):
    page = adresse("livret_deposer", inscription)
    assert connecte(agent).post(page, formulaire_livret(inscription)).status_code == 403
    assert "Aucun livret de suivi déposé" in connecte(agent).get(page).content.decode()
    assert connecte(agent).get(adresse("livret_fichier", inscription)).status_code == 404


@pytest.mark.parametrize("competences", [1, 3])
def test_le_livret_coute_un_nombre_fixe_de_requetes(
    connecte, membre_of, agent, organisme, competences, django_assert_max_num_queries
):
    referentiel = creer_referentiel(competences_par_bloc=competences)
    inscription = InscriptionFactory(organisme=organisme, referentiel=referentiel)
    client, page = connecte(membre_of), adresse("livret_deposer", inscription)
    client.get(page)
    with django_assert_max_num_queries(SOCLE + 6):  # file, its way, settings, competences, modalities, what is typed
        client.get(page)
    client.post(page, formulaire_livret(inscription))
    centre = connecte(agent)
    centre.get(page)
    with django_assert_max_num_queries(SOCLE + 6):
        assert len(centre.get(page).context["lignes"]) == 2 * competences


# ---------------------------------------------------------------- the case that is printed


def test_la_casse_est_proposee_et_confirmee_sur_tous_les_papiers(connecte, agent, organisme, referentiel, membre_of):
    deposee = deposer(organisme, referentiel, membre_of, nom_naissance="Nguyen van", prenom="JEAN-PIERRE")
    page = connecte(agent).get(adresse("identite_verifier", deposee)).content.decode()
    assert 'value="NGUYEN VAN"' in page
    assert 'value="Jean-Pierre"' in page
    saisie = {"type_document": "carte", "conforme": "on", "nom_naissance": "NGUYEN VAN", "prenom": "Jean-pierre"}
    connecte(agent).post(adresse("identite_verifier", deposee), saisie)
    deposee.candidat.refresh_from_db()
    candidat = deposee.candidat
    assert (candidat.nom_naissance, candidat.prenom) == ("NGUYEN VAN", "Jean-pierre")
    deposee = Inscription.objects.get(pk=deposee.pk)
    for champ, partout in (("nom_naissance", "NGUYEN VAN"), ("prenom", "Jean-pierre")):
        imprime = titulaire(candidat).nom if champ == "nom_naissance" else titulaire(candidat).prenom
        assert {VALEURS[ChampGAC(champ)](deposee), imprime, getattr(donnees_de(deposee), champ)} == {partout}


def test_a_la_verification_seule_la_casse_change(connecte, agent, deposee):
    saisie = {"type_document": "carte", "conforme": "on", "nom_naissance": "O’BRIEN", "prenom": "Łucja"}
    reponse = connecte(agent).post(adresse("identite_verifier", deposee), saisie)
    assert "Seules les majuscules changent ici" in reponse.content.decode()
    deposee.candidat.refresh_from_db()
    assert deposee.candidat.identite_verifiee_le is None
    with pytest.raises(ErreurMetier, match="lettres qui ont été inscrites"):
        verifier_identite(
            inscription=deposee, type_document="carte", noms={"prenom": "Lucja"}, par=agent, a=horloge.maintenant()
        )

"""« Inscrire le suivant »: what a session shares is carried, what is personal never is."""

from dataclasses import asdict, replace
from datetime import date, timedelta

import pytest
from django.urls import reverse

from candidats.choix import Portee, Voie
from candidats.donnees import CHAMPS_ENTREPRISE
from candidats.models import Inscription
from candidats.queries.inscription import donnees_de
from candidats.services.inscription import creer_inscription
from certif_portal.centre.services import enregistrer_parametres
from certif_portal.commun import horloge
from referentiels.choix import EtatReferentiel
from referentiels.models import Referentiel
from tests.candidats.factories import InscriptionFactory, ProjetFactory, piece_recue
from tests.candidats.test_views_inscription import du_jour, envoi
from tests.referentiels.factories import creer_referentiel

pytestmark = pytest.mark.django_db
SESSION = {"portee", "voie", "entree_formation", "fin_formation", "date_evaluation_prevue", "formateurs", "blocs"}


@pytest.fixture
def premiere(organisme, referentiel, membre_of):
    bloc = referentiel.compositions.get(ordre=2).version_bloc_id
    donnees = du_jour(referentiel_id=referentiel.pk, portee=Portee.BLOCS, blocs=(bloc,), positionnement_resultat="Vu")
    donnees = replace(donnees, date_evaluation_prevue=horloge.aujourdhui() + timedelta(days=150))
    return creer_inscription(
        donnees=donnees, organisme=organisme, piece=piece_recue(), par=membre_of, a=horloge.maintenant()
    )


def suivante(inscription):
    return reverse("inscription_suivante", args=[inscription.pk])


def montrees(page):
    formulaire = page.context["formulaire"]
    return {nom: formulaire.get_initial_for_field(champ, nom) for nom, champ in formulaire.fields.items()}


def test_ce_que_la_session_partage_est_repris_et_rien_de_la_personne(connecte, membre_of, premiere):
    client = connecte(membre_of)
    valeurs, dites = montrees(client.get(suivante(premiere))), asdict(donnees_de(premiere))
    vides = {nom for nom, valeur in valeurs.items() if not valeur}
    pleines = {nom: valeur for nom, valeur in valeurs.items() if nom not in vides}
    formateurs = donnees_de(premiere).formateurs
    assert pleines == {nom: dites[nom] for nom in SESSION} | {"formateurs": formateurs, "pays_naissance": "France"}
    avec = montrees(client.get(suivante(premiere), {"entreprise": "1"}))
    entreprise = {nom: dites[nom] for nom in CHAMPS_ENTREPRISE if dites[nom]}
    assert {nom: v for nom, v in avec.items() if v} == pleines | entreprise


def test_un_bouton_enregistre_et_ouvre_la_suivante(connecte, membre_of, premiere):
    """Five values typed, two clicks: the next of a class."""
    client, autre = connecte(membre_of), replace(donnees_de(premiere), prenom="Ewen", nom_naissance="Kerbrat")
    reponse = client.post(suivante(premiere), envoi(autre, suivant="1", meme_entreprise="1"))
    deuxieme = Inscription.objects.exclude(pk=premiere.pk).get()
    assert reponse.headers["Location"] == f"{suivante(deuxieme)}?entreprise=1"
    assert (deuxieme.organisme, deuxieme.candidat.prenom) == (premiere.organisme, "Ewen")
    page = client.get(reponse.headers["Location"])
    assert "Repris de KERBRAT Ewen" in " ".join(page.content.decode().replace("</b>", "").split()).replace(
        "\u00a0", " "
    )
    sans = client.post(suivante(deuxieme), envoi(replace(autre, prenom="Anna"), suivant="1"))
    assert sans.headers["Location"] == suivante(Inscription.objects.latest("pk"))


def test_une_version_remplacee_laisse_ses_blocs(connecte, membre_of, premiere):
    """The version open today is taken, without the blocs of the other."""
    ancienne = premiere.referentiel
    Referentiel.objects.filter(pk=ancienne.pk).update(etat=EtatReferentiel.REMPLACE)
    nouvelle = creer_referentiel(certification=ancienne.certification, rncp=False, date_gtp=date(2023, 5, 2))
    page = connecte(membre_of).get(suivante(premiere))
    valeurs = montrees(page)
    assert (page.context["faits"].pk, valeurs["portee"], valeurs["blocs"]) == (nouvelle.pk, Portee.BLOCS, None)


def test_chacun_inscrit_la_suite_des_siennes(connecte, agent, membre_autre_of, premiere, organisme, referentiel):
    deposee = InscriptionFactory(organisme=organisme, referentiel=referentiel)
    assert connecte(agent).get(suivante(deposee)).status_code == 403
    assert connecte(membre_autre_of).get(suivante(premiere)).status_code == 404
    sans_organisme = InscriptionFactory(organisme=None, referentiel=referentiel)
    assert connecte(agent).get(suivante(sans_organisme)).status_code == 200


def test_une_certification_fermee_est_dite(connecte, membre_of, premiere):
    premiere.referentiel.certification.supprimee_le = date(2020, 1, 1)
    premiere.referentiel.certification.save()
    reponse = connecte(membre_of).get(suivante(premiere), follow=True)
    assert reponse.redirect_chain == [(reverse("inscription_creer"), 302)]
    [message] = reponse.context["messages"]
    assert str(message) == f"{premiere.referentiel} n’est plus ouvert aux inscriptions\u00a0: choisissez-en une autre."


@pytest.mark.parametrize(("admise", "voie"), [(True, Voie.SANS_FORMATION), (False, Voie.FORMATION)])
def test_sans_formation_se_reprend_tant_que_le_centre_l_admet(connecte, agent, responsable, referentiel, admise, voie):
    sans = InscriptionFactory(organisme=None, referentiel=referentiel, voie=Voie.SANS_FORMATION)
    enregistrer_parametres(donnees={"sans_formation": admise}, par=responsable, a=horloge.maintenant())
    assert montrees(connecte(agent).get(suivante(sans)))["voie"] == voie


def test_un_projet_encore_offert_est_repris(connecte, membre_of, premiere):
    projet = ProjetFactory(organisme=premiere.organisme, referentiel=premiere.referentiel)
    Inscription.objects.filter(pk=premiere.pk).update(projet=projet)
    assert montrees(connecte(membre_of).get(suivante(premiere)))["projet_id"] == projet.pk

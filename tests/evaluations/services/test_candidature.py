"""« Renseignez votre profil »: the public form, its link, and the staff who invite or refuse."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from certif_portal.commun import horloge
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.models import Courriel
from evaluations.choix import EtatCandidature
from evaluations.models import CandidatureEvaluateur, Evaluateur
from evaluations.regles import candidature as regles
from evaluations.services.candidature import (
    TropDeCandidatures,
    confirmer_candidature,
    recevoir_candidature,
    refuser_candidature,
    retenir_candidature,
)

pytestmark = pytest.mark.django_db
PAGE = "/devenir-evaluateur/"
PROFIL = {
    "prenom": "Anne",
    "nom": "Le Gall",
    "courriel": "anne@forges.fr",
    "telephone": "",
    "contact": "courriel",
    "entreprise_nom": "Forges de l’Ouest",
    "entreprise_siret": "",
    "service": "Méthodes",
    "fonction": "Régleuse",
    "metier": "Usinage",
    "origine": "ancien",
    "certifications": [],
    "region": "Lorient",
    "disponibilite": "Le vendredi",
    "message": "",
}


def recevoir(a=None, **champs) -> CandidatureEvaluateur:
    return recevoir_candidature(donnees=PROFIL | champs, origine="10.0.0.1", a=a or horloge.maintenant())


def recue(**champs) -> CandidatureEvaluateur:
    return confirmer_candidature(candidature=recevoir(**champs), a=horloge.maintenant())


def lien() -> str:
    return re.search(r"/devenir-evaluateur/[\w-]+/", Courriel.objects.get(acte="candidature_a_confirmer").texte)[0]


def test_du_formulaire_au_vivier(connecte, agent, referentiel):
    saisie = PROFIL | {"charte": "on", "adresse_web": "", "certifications": [referentiel.certification_id]}
    client = Client()
    assert "Impartialité" in client.get(PAGE).content.decode()
    client.post(PAGE, saisie)
    adresse = lien()
    for _ in range(2):
        assert "Confirmer mon profil" in client.get(adresse).content.decode()
    assert CandidatureEvaluateur.objects.get().etat == EtatCandidature.A_CONFIRMER
    client.post(adresse)
    assert "transmis au centre" in client.get(adresse).content.decode()
    centre, candidature = connecte(agent), CandidatureEvaluateur.objects.get()
    assert "Le Gall" in centre.get("/evaluateurs/profils/").content.decode()
    assert "Le vendredi" in centre.get(candidature.get_absolute_url()).content.decode()
    centre.post(f"{candidature.get_absolute_url()}retenir/")
    evaluateur = Evaluateur.objects.get(utilisateur__email="anne@forges.fr")
    assert (evaluateur.metier, evaluateur.origine, evaluateur.region) == ("Usinage", "ancien", "Lorient")
    assert list(evaluateur.certifications.all()) == [referentiel.certification]
    assert Courriel.objects.filter(acte="invitation", destinataire="anne@forges.fr").count() == 1
    candidature.refresh_from_db()
    assert (candidature.etat, candidature.evaluateur) == (EtatCandidature.RETENUE, evaluateur)
    assert "Le Gall" in centre.get("/evaluateurs/profils/?etat=toutes").content.decode()


@pytest.mark.parametrize(
    ("champs", "faux"),
    [
        ({"charte": ""}, {"charte"}),
        ({"contact": "telephone"}, {"telephone"}),
        ({"metier": "", "entreprise_nom": ""}, {"metier", "entreprise_nom"}),
    ],
)
def test_ce_qui_manque_se_dit(champs, faux):
    page = Client().post(PAGE, PROFIL | {"charte": "on", "adresse_web": ""} | champs)
    assert set(page.context["formulaire"].errors) == faux
    assert CandidatureEvaluateur.objects.count() == 0


def test_un_programme_recoit_la_meme_reponse_et_rien_n_est_garde():
    page = Client().post(PAGE, PROFIL | {"charte": "on", "adresse_web": "http://x"})
    assert "Plus qu’un clic" in page.content.decode()
    assert CandidatureEvaluateur.objects.count() == 0


def test_au_dela_de_cinq_par_jour_le_formulaire_se_ferme():
    for _ in range(regles.CANDIDATURES_PAR_JOUR):
        recevoir()
    with pytest.raises(TropDeCandidatures):
        recevoir()
    page = Client().post(PAGE, PROFIL | {"charte": "on", "adresse_web": ""})
    assert page.status_code == 429
    assert CandidatureEvaluateur.objects.count() == regles.CANDIDATURES_PAR_JOUR
    CandidatureEvaluateur.objects.update(recue_le=horloge.maintenant() - timedelta(days=1))
    assert recevoir().etat == EtatCandidature.A_CONFIRMER


def test_un_profil_jamais_confirme_s_efface_et_son_lien_se_ferme():
    a = horloge.maintenant()
    ancienne = recevoir(a=a - timedelta(days=4))
    assert Client().get(lien()).status_code == 410
    with pytest.raises(ErreurMetier, match="ne peut plus servir"):
        confirmer_candidature(candidature=ancienne, a=a)
    recevoir(a=a)
    assert not CandidatureEvaluateur.objects.filter(pk=ancienne.pk).exists()
    assert Client().get("/devenir-evaluateur/inconnu/").status_code == 404


def test_qui_est_deja_au_vivier_n_y_entre_pas_deux_fois(evaluateur, agent, connecte):
    candidature = recue(courriel=evaluateur.utilisateur.email.upper())
    with pytest.raises(ErreurMetier, match="déjà dans la liste"):
        retenir_candidature(candidature=candidature, par=agent, a=horloge.maintenant())
    page = connecte(agent).get(candidature.get_absolute_url()).content.decode()
    assert ("déjà celle d’un évaluateur" in page, "Inviter" in page) == (True, False)


def test_un_refus_est_motive_et_ecrit(agent, connecte):
    candidature = recue()
    with pytest.raises(ErreurMetier, match="motif"):
        refuser_candidature(candidature=candidature, motif=" ", par=agent, a=horloge.maintenant())
    connecte(agent).post(f"{candidature.get_absolute_url()}refuser/", {"motif": "Métier non certifié ici."})
    candidature.refresh_from_db()
    assert (candidature.etat, candidature.traitee_par) == (EtatCandidature.REFUSEE, agent)
    courriel = Courriel.objects.get(acte="candidature_refusee")
    assert ("Métier non certifié ici." in courriel.texte, courriel.destinataire) == (True, "anne@forges.fr")

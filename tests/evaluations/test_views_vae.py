"""The screens of a commission de validation: the Livret 2 for its members alone, the interview, what is signed."""

import re

import pytest
from django.urls import reverse

from candidats.donnees import FichierRecu
from candidats.services.vae import deposer_livret2
from certif_portal.commun import horloge
from certif_portal.commun.fichiers import PDF
from certif_portal.commun.pages import nom_de_saisie
from evaluations.models import ValidationVAE
from tests.candidats.factories import InscriptionFactory
from tests.evaluations.factories import (
    EvaluateurFactory,
    creer_commission,
    declarer,
    declarer_recevable,
    planifier,
    remplir,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def passage(agent):
    inscription = InscriptionFactory(vae=True)
    recevabilite = declarer_recevable(inscription)
    le, a = horloge.aujourdhui(), horloge.maintenant()
    fichier = FichierRecu("livret-2.pdf", b"%PDF-1.7 preuves", PDF)
    deposer_livret2(recevabilite=recevabilite, le=le, fichier=fichier, par=agent, a=a)
    commission = creer_commission(EvaluateurFactory(), EvaluateurFactory(), vae=True, date=le)
    return planifier(inscription, commission=commission)


def test_le_livret_2_pour_ses_membres_declares_seulement(connecte, passage, agent, auditeur):
    adresse = reverse("grille_livret2", args=[passage.inscription.grille.pk])
    membre = connecte(passage.commission.membres.first().evaluateur.utilisateur)
    assert membre.get(adresse).url == reverse("independance_declarer", args=[passage.inscription.grille.pk])
    declarer(passage, a=horloge.maintenant())
    reponse = membre.get(adresse)
    octets = b"".join(reponse) if reponse.streaming else reponse.content
    assert octets == b"%PDF-1.7 preuves"
    assert connecte(EvaluateurFactory().utilisateur).get(adresse).status_code == 404
    assert [connecte(personne).get(adresse).status_code for personne in (agent, auditeur)] == [403, 403]


def test_noter_l_entretien_puis_le_relire_avant_de_signer(connecte, passage):
    grille = passage.inscription.grille
    adresse = reverse("grille_validation", args=[grille.pk])
    membre = connecte(passage.commission.membres.first().evaluateur.utilisateur)
    assert membre.get(adresse).url == reverse("independance_declarer", args=[grille.pk])
    remplir(passage, a=horloge.maintenant())
    page = membre.get(grille.get_absolute_url()).content.decode()
    assert reverse("grille_livret2", args=[grille.pk]) in page
    assert membre.get(adresse).context["version"] == 0
    envoi = {"entretien": "Décrit sa gamme.", "mise_en_situation": "", "version": 0}
    suite = membre.post(adresse, envoi, follow=True).content.decode()
    assert f'data-recu="{nom_de_saisie(adresse)}"' in suite  # the browser forgets what it kept of it
    assert ValidationVAE.objects.get().entretien == "Décrit sa gamme."
    perdue = membre.post(adresse, {"entretien": "Autre", "version": 0}).content.decode()
    assert "pendant que vous l’écriviez" in perdue
    assert "data-recu" not in perdue
    assert ">Autre</textarea>" in perdue.replace("\n", "")
    signer = membre.get(reverse("grille_signer", args=[grille.pk])).content.decode()
    assert "Décrit sa gamme." in signer
    assert "Validation totale" in signer


def test_un_entretien_rendu_apres_la_connexion_n_ecrase_pas_celui_d_un_collegue(connecte, passage):
    """What comes back is judged by the version that its author had read."""
    remplir(passage, a=horloge.maintenant())
    adresse = reverse("grille_validation", args=[passage.inscription.grille.pk])
    un, deux = [membre.evaluateur.utilisateur for membre in passage.commission.membres.all()[:2]]
    client = connecte(un)
    page = re.search(r'name="page" value="([^"]+)"', client.get(adresse).content.decode())[1]
    client.logout()
    client.post(adresse, {"entretien": "Du premier", "version": 0, "page": page})
    connecte(deux).post(adresse, {"entretien": "Du second", "version": 0})
    client.force_login(un)
    rendu = client.get(adresse)
    assert (rendu.context["formulaire"]["entretien"].value(), rendu.context["version"]) == ("Du premier", "0")
    assert ValidationVAE.objects.get().entretien == "Du second"

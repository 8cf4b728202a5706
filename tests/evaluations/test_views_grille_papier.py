"""A grid signed on paper, through the pages of the staff: from its scan to the sealed grid."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certif_portal.centre.models import parametres
from certif_portal.commun import horloge
from certif_portal.comptes.choix import Role
from evaluations.choix import EtatGrille, EtatGrillePapier
from evaluations.documents.grille_papier import grille_papier_pdf
from evaluations.models import FeuilleRecue, GrillePapier
from evaluations.services.grille_papier import saisir_grille_papier
from evaluations.services.vae import noter_validation
from referentiels.choix import FAMILLES_CRITERES
from tests.candidats.factories import InscriptionFactory
from tests.comptes.factories import creer_personne
from tests.evaluations.factories import (
    EvaluateurFactory,
    creer_commission,
    declarer,
    declarer_recevable,
    planifier,
)
from tests.evaluations.services.test_grille_papier import dit
from tests.evaluations.services.test_saisie import competence_de, envoyer, operation
from tests.evaluations.test_views_grille import d_un_trait
from tests.habilitations.dossier import pdf

pytestmark = pytest.mark.django_db
EN_COMMUN = ("passage",)


@pytest.fixture
def second():
    return creer_personne(Role.AGENT)


@pytest.fixture
def passage(inscription, evaluateur, autre_evaluateur):
    passage = planifier(inscription, evaluateur, autre_evaluateur, date=horloge.aujourdhui())
    declarer(passage, a=horloge.maintenant())
    return passage


def deposer(client, passage):
    scan = SimpleUploadedFile("grille.pdf", pdf())
    return client.post(reverse("grille_papier_deposer", args=[passage.inscription.grille.pk]), {"papier": scan})


def lue(reponse):
    """What the page says that it shows."""
    return re.search(r'name="empreinte" value="([0-9a-f]{64})"', reponse.content.decode())[1]


def confirmer(client, verification):
    return client.post(verification, {"empreinte": lue(client.get(verification))})


def champs(passage, **autres):
    """What a browser sends of a paper where every competence is mastered."""
    envoi = {}
    for competence in passage.competences.all():
        envoi |= {f"decision_{competence.pk}": "oui", f"modalites_{competence.pk}": ["observe"]}
        envoi |= {f"passage_{competence.pk}": passage.pk, f"preuves_{competence.pk}": "Pièce usinée"}
    for membre in passage.commission.membres.all():
        envoi[f"signee_{membre.evaluateur_id}"] = horloge.aujourdhui().isoformat()
    return envoi | autres


def test_du_papier_imprime_a_la_grille_scellee(connecte, agent, second, passage, inscription):
    """GRILLE-PAPIER: printed, signed, scanned, put in its place by its codes, typed, checked, sealed."""
    client, grille = connecte(agent), inscription.grille
    scan = SimpleUploadedFile("feuilles.pdf", grille_papier_pdf(grille, parametres()))
    client.post(reverse("numerisation_liste"), {"fichier": scan})
    reponse = client.post(reverse("feuille_accepter", args=[FeuilleRecue.objects.get().pk]))
    papier = GrillePapier.objects.get()
    saisie = reverse("grille_papier_saisir", args=[papier.pk])
    assert (reponse.url, papier.fichier) == (saisie, FeuilleRecue.objects.get().fichier)
    image = client.get(reverse("grille_papier_image", args=[papier.pk]))
    assert (image["Content-Type"], image["Cache-Control"]) == ("image/jpeg", "private, no-store")
    critere = passage.competences.first().elements.filter(rubrique__in=FAMILLES_CRITERES).first()
    page = d_un_trait(client.get(saisie))
    assert (critere.texte in page, "Signée par" in page, "déjà saisie" in page) == (True, True, False)
    envoi = champs(passage, **{f"criteres_{critere.competence_id}": [critere.pk]})
    assert client.post(saisie, envoi).url == reverse("grille_liste")
    verification = reverse("grille_papier_verifier", args=[papier.pk])
    assert verification in client.get(reverse("grille_liste")).content.decode()
    assert "une autre personne du centre la vérifie" in d_un_trait(client.get(verification))
    client.post(verification, {"empreinte": "x"})
    grille.refresh_from_db()
    assert grille.etat == EtatGrille.OUVERTE
    autre = connecte(second)
    page = d_un_trait(autre.get(verification))
    assert ("Pièce usinée" in page, "sur papier" in page, "Conforme au papier, sceller" in page) == (True, True, True)
    assert confirmer(autre, verification).url == grille.get_absolute_url()
    lue = d_un_trait(autre.get(grille.get_absolute_url()))
    assert ("reprise d’une grille papier" in lue, f"vérifiée par {second}" in lue) == (True, True)
    assert client.get(saisie).status_code == client.get(verification).status_code == 404


def test_ce_qui_manque_se_dit_a_sa_place_et_rien_n_est_perdu(connecte, agent, passage):
    """COMMENTAIRE-NON-MAITRISE"""
    client = connecte(agent)
    adresse = deposer(client, passage).url
    competence = passage.competences.first().pk
    envoi = champs(passage, **{f"decision_{competence}": "non", f"commentaire_{competence}": "x"})
    del envoi[f"decision_{passage.competences.last().pk}"]
    page = d_un_trait(client.post(adresse, envoi))
    assert "Ce commentaire ne dit pas quel critère n’est pas atteint" in page
    assert "Le papier dit maîtrisée ou non maîtrisée" in page
    assert page.count("Pièce usinée") == 4
    assert GrillePapier.objects.get().etat == EtatGrillePapier.A_SAISIR


def test_la_tablette_deja_remplie_se_demande_et_se_relit(connecte, agent, second, passage, evaluateur):
    client = connecte(agent)
    intitule = competence_de(passage).intitule
    adresse = deposer(client, passage).url
    envoyer(evaluateur, operation(passage), a=horloge.maintenant())
    assert "1 compétence déjà saisie" in d_un_trait(client.get(adresse))
    assert "dites que le papier les remplace" in d_un_trait(client.post(adresse, champs(passage)))
    assert client.post(adresse, champs(passage, remplace="on")).url == reverse("grille_liste")
    confirmer(connecte(second), reverse("grille_papier_verifier", args=[GrillePapier.objects.get().pk]))
    page = d_un_trait(client.get(reverse("grille_detail", args=[passage.inscription.grille.pk])))
    dit = "Ce que le papier signé a remplacé" in page, "les tablettes" in page, f"{intitule} : maîtrisée" in page
    assert dit == (True, True, True)


def test_une_competence_sans_seance_se_dit(connecte, agent, passage):
    client = connecte(agent)
    adresse = deposer(client, passage).url
    retiree = passage.competences.first()
    passage.competences.remove(retiree)
    envoi = champs(passage, **{f"decision_{retiree.pk}": "oui"})
    assert "n’est prévue à aucune séance du candidat" in d_un_trait(client.post(adresse, envoi))


def test_renvoyee_elle_revient_remplie(connecte, agent, second, passage):
    client, autre = connecte(agent), connecte(second)
    adresse = deposer(client, passage).url
    papier = GrillePapier.objects.get()
    membres = {membre.evaluateur_id: horloge.aujourdhui() for membre in passage.commission.membres.all()}
    saisir_grille_papier(
        papier=papier, lignes=dit(passage, non=(2,)), signatures=membres, par=agent, a=horloge.maintenant()
    )
    verification = reverse("grille_papier_verifier", args=[papier.pk])
    autre.post(verification, {"renvoyer": "1", "motif": ""})
    papier.refresh_from_db()
    assert papier.etat == EtatGrillePapier.A_VERIFIER
    assert autre.post(verification, {"renvoyer": "1", "motif": "La 2 est maîtrisée."}).url == adresse
    page = client.get(adresse).content.decode()
    assert "La 2 est maîtrisée." in page
    assert len(re.findall(r'value="(?:oui|non)"[^>]*checked', page)) == 4
    assert "La gamme n’est pas justifiée." in page


def test_une_page_ouverte_avant_une_autre_saisie_se_relit(connecte, agent, second, passage, inscription):
    """GRILLE-PAPIER: the old page seals nothing; what it then shows may be sealed."""
    client, autre = connecte(agent), connecte(second)
    saisie = deposer(client, passage).url
    client.post(saisie, champs(passage))
    verification = reverse("grille_papier_verifier", args=[GrillePapier.objects.get().pk])
    ouverte = lue(autre.get(verification))
    client.post(verification, {"renvoyer": "1", "motif": "La 1 n’est pas maîtrisée."})
    competence = passage.competences.first().pk
    non = {f"decision_{competence}": "non", f"commentaire_{competence}": "La gamme n’est pas justifiée."}
    client.post(saisie, champs(passage, **non))
    assert "Cette page ne dit pas ce qu’elle montrait" in d_un_trait(autre.post(verification, {}))
    refusee = autre.post(verification, {"empreinte": ouverte})
    page = d_un_trait(refusee)
    assert ("a changé depuis que vous l’avez lu" in page, "La gamme n’est pas justifiée." in page) == (True, True)
    inscription.grille.refresh_from_db()
    assert (inscription.grille.etat, lue(refusee) == ouverte) == (EtatGrille.OUVERTE, False)
    assert autre.post(verification, {"empreinte": lue(refusee)}).status_code == 302
    inscription.grille.refresh_from_db()
    assert inscription.grille.etat == EtatGrille.SCELLEE


def test_qui_signe_la_grille_ne_la_saisit_pas(connecte, agent, passage, evaluateur):
    """GRILLE-PAPIER: said before anything is typed."""
    client = connecte(agent)
    adresse = deposer(client, passage).url
    assert "Enregistrer ce que dit le papier" in d_un_trait(client.get(adresse))
    type(evaluateur).objects.filter(pk=evaluateur.pk).update(utilisateur=agent)
    page = d_un_trait(client.get(adresse))
    assert ("Vous siégez pour ce candidat" in page, "Enregistrer ce que dit le papier" in page) == (True, False)


def test_l_entretien_de_la_tablette_se_lit_avant_d_etre_remplace(connecte, agent):
    inscription = InscriptionFactory(vae=True)
    declarer_recevable(inscription)
    membres = EvaluateurFactory(), EvaluateurFactory()
    passage = planifier(inscription, commission=creer_commission(*membres, vae=True, date=horloge.aujourdhui()))
    declarer(passage)
    client = connecte(agent)
    adresse = deposer(client, passage).url
    assert "déjà noté sur tablette" not in d_un_trait(client.get(adresse))
    noter_validation(
        grille=inscription.grille,
        entretien="Explique ses choix.",
        mise_en_situation="",
        evaluateur=membres[0],
        version_lue=0,
        a=horloge.maintenant(),
    )
    page = d_un_trait(client.get(adresse))
    assert ("L’entretien est déjà noté sur tablette" in page, "Explique ses choix." in page) == (True, True)
    assert "dites que le papier les remplace" in d_un_trait(client.post(adresse, champs(passage)))


def test_abandonner(connecte, agent, passage):
    client = connecte(agent)
    deposer(client, passage)
    papier = GrillePapier.objects.get()
    adresse = reverse("grille_papier_abandonner", args=[papier.pk])
    assert client.get(adresse).status_code == 200
    client.post(adresse, {"motif": "Pas signée."})
    papier.refresh_from_db()
    assert (papier.etat, papier.motif) == (EtatGrillePapier.ABANDONNEE, "Pas signée.")

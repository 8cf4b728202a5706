"""The emergency file of a tablet: opened by the portal, its operations in once, under who wrote them."""

import json
from collections import Counter

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certif_portal.commun import horloge
from certif_portal.commun.erreurs import FichierRefuse
from certif_portal.commun.journal import journal_de
from evaluations.models import Appreciation, OperationRecue
from evaluations.queries.paquet import cle_de, cles_de
from evaluations.regles.saisie import sceau
from evaluations.services.secours import PAS_LE_SIEN, PAS_UN_FICHIER, entrer_fichier_secours
from tests.candidats.factories import InscriptionFactory
from tests.commun.test_enveloppe import fermer
from tests.evaluations.factories import LE_JOUR, EvaluateurFactory, declarer, planifier
from tests.evaluations.services.test_saisie import TABLETTE, envoyer, operation

pytestmark = pytest.mark.django_db
EN_COMMUN = ("passage",)


@pytest.fixture
def passage(inscription, evaluateur, autre_evaluateur):
    passage = planifier(inscription, evaluateur, autre_evaluateur)
    declarer(passage)
    return passage


def fichier(auteur, *operations, appareil=TABLETTE, cle=None, **change):
    contenu = {"appareil": appareil, "utilisateur": auteur.pk, "operations": list(operations)}
    scelle = contenu | {"sceau": sceau(cle or cle_de(auteur), contenu)} | change
    return json.dumps(fermer(json.dumps(scelle).encode())).encode()


def entrer(octets, par):
    return entrer_fichier_secours(octets=octets, par=par, a=LE_JOUR)


def test_les_saisies_entrent_au_nom_de_leur_auteur_une_seule_fois(passage, inscription, agent, evaluateur):
    deux = [operation(passage), operation(passage, rang_competence=1, decision="non", commentaire="Cote fausse")]
    octets = fichier(evaluateur.utilisateur, *deux)
    assert entrer(octets, agent).statuts == Counter(appliquee=2)
    assert {ligne.saisie_par for ligne in Appreciation.objects.all()} == {evaluateur}
    assert journal_de(inscription).first().phrase == (
        f"Saisies de {evaluateur.utilisateur} entrées depuis le fichier de secours de sa tablette."
    )
    combien = journal_de(inscription).count()
    assert entrer(octets, agent).statuts == Counter(rejouee=2)
    assert [resultat["statut"] for resultat in envoyer(evaluateur, *deux)] == ["rejouee"] * 2  # the tablet, one day
    assert (OperationRecue.objects.count(), journal_de(inscription).count()) == (2, combien)


def test_ce_qui_ne_peut_pas_entrer_va_en_quarantaine(passage, agent, evaluateur):
    ailleurs = operation(passage) | {"grille": 10**6}
    bilan = entrer(fichier(evaluateur.utilisateur, operation(passage), ailleurs), agent)
    assert (bilan.auteur, bilan.statuts) == (evaluateur.utilisateur, Counter(appliquee=1, quarantaine=1))


def dites(inscription):
    return list(journal_de(inscription).filter(acte="saisies_secours").values_list("phrase", flat=True))


def test_le_dossier_dit_ce_qui_est_entre_et_ce_qui_ne_l_est_pas(passage, inscription, agent, evaluateur):
    """A grid of somebody else's sitting, named in the file: nothing of it came in, and its file does not say it did."""
    etrangere = planifier(InscriptionFactory(), EvaluateurFactory(), EvaluateurFactory()).inscription
    ailleurs = operation(passage, rang_competence=1) | {"grille": etrangere.grille.pk}
    de = f"Saisies de {evaluateur.utilisateur}"
    mises = f"{de} mises en quarantaine, depuis le fichier de secours de sa tablette."
    octets = fichier(evaluateur.utilisateur, operation(passage), ailleurs)
    assert entrer(octets, agent).statuts == Counter(appliquee=1, quarantaine=1)
    assert dites(inscription) == [f"{de} entrées depuis le fichier de secours de sa tablette."]
    assert dites(etrangere) == [mises]
    entrer(octets, agent)  # the same file again: nothing new to tell, of what was set aside neither
    assert (len(dites(inscription)), dites(etrangere)) == (1, [mises])
    illisible = operation(passage, rang_competence=1) | {"decision": "peut-être"}
    entrer(fichier(evaluateur.utilisateur, operation(passage, rang_competence=1), illisible), agent)
    assert f"{de} entrées depuis le fichier de secours de sa tablette, d’autres mises en quarantaine." in dites(
        inscription
    )


def test_un_fichier_ecrit_avant_que_la_cle_du_portail_change_entre(passage, agent, evaluateur, settings):
    octets = fichier(evaluateur.utilisateur, operation(passage))
    d_avant, settings.SECRET_KEY = settings.SECRET_KEY, "une autre cle " * 5
    with pytest.raises(FichierRefuse):
        entrer(octets, agent)
    settings.SECRET_KEY_FALLBACKS = ["une troisieme " * 5, d_avant]
    assert entrer(octets, agent).statuts == Counter(appliquee=1)
    autre = fichier(evaluateur.utilisateur, operation(passage, rang_competence=1), cle=cles_de(agent)[-1])
    with pytest.raises(FichierRefuse, match=PAS_LE_SIEN):  # an old key too is of one person
        entrer(autre, agent)


@pytest.mark.parametrize("faux", ["autre_cle", "operations", "auteur", "inconnu", "sans_sceau"])
def test_un_fichier_que_son_auteur_n_a_pas_ecrit_est_refuse(passage, agent, evaluateur, autre_evaluateur, faux):
    """Whoever has the public key can encrypt: only the package's own key says whose it is."""
    changes = {
        "autre_cle": {"cle": cle_de(autre_evaluateur.utilisateur)},
        "operations": {"operations": []},
        "auteur": {"utilisateur": autre_evaluateur.utilisateur.pk},
        "inconnu": {"utilisateur": 10**6},
        "sans_sceau": {"sceau": None},
    }
    octets = fichier(evaluateur.utilisateur, operation(passage), **changes[faux])
    with pytest.raises(FichierRefuse, match=PAS_LE_SIEN):
        entrer(octets, agent)
    assert OperationRecue.objects.count() == 0


@pytest.mark.parametrize("octets", [b"", b"[1]", b"\xff", b"[" * 100_000])
def test_un_autre_fichier_est_dit(agent, octets):
    with pytest.raises(FichierRefuse, match=PAS_UN_FICHIER):
        entrer(octets, agent)


@pytest.mark.parametrize(("appareil", "operations"), [("x", []), (TABLETTE, {"0": 1})])
def test_un_contenu_d_une_autre_forme_est_dit(agent, evaluateur, appareil, operations):
    contenu = {"appareil": appareil, "utilisateur": evaluateur.utilisateur.pk, "operations": operations}
    scelle = contenu | {"sceau": sceau(cle_de(evaluateur.utilisateur), contenu)}
    with pytest.raises(FichierRefuse, match=PAS_UN_FICHIER):
        entrer(json.dumps(fermer(json.dumps(scelle).encode())).encode(), agent)


def test_la_page_du_centre_entre_le_fichier_et_dit_son_bilan(
    connecte, agent, evaluateur, autre_evaluateur, inscription
):
    passage = planifier(inscription, evaluateur, autre_evaluateur, date=horloge.aujourdhui())
    declarer(passage, a=horloge.maintenant())
    client, adresse = connecte(agent), reverse("secours_entrer")
    deux = [operation(passage), operation(passage, rang_competence=1)]
    octets = fichier(evaluateur.utilisateur, *deux, operation(passage) | {"grille": 10**6})
    recue = client.post(adresse, {"fichier": SimpleUploadedFile("grille.saisies", octets)}, follow=True)
    dite = f"Saisies de {evaluateur.utilisateur} : 2 appliquées, 1 en quarantaine."
    assert dite in recue.content.decode().replace("\xa0", " ")
    refusee = client.post(adresse, {"fichier": SimpleUploadedFile("photo.jpg", b"\xff\xd8")})
    assert "n’est pas celui d’une tablette" in refusee.content.decode()
    assert connecte(evaluateur.utilisateur).get(adresse).status_code == 403

"""The two doors of a tablet: JSON in and out, whoever asks."""

import io
import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from candidats.models import LigneLivret, RapportActivites
from certif_portal.commun import horloge
from evaluations.models import Appreciation
from evaluations.regles.saisie import empreinte_operation, sceau
from evaluations.views.saisie import cle_de
from referentiels.choix import MODALITES_COURTES
from referentiels.models import ElementEvaluation
from tests.candidats.factories import InscriptionFactory
from tests.evaluations.factories import EvaluateurFactory, declarer, planifier
from tests.evaluations.services.test_saisie import operation
from tests.sessions import entrer

pytestmark = pytest.mark.django_db
EN_COMMUN = ("passage",)
TABLETTE = "1f15d8e6-1fa5-40f0-8a54-fdc3e287c6d6"


@pytest.fixture
def passage(inscription, evaluateur, autre_evaluateur):
    passage = planifier(inscription, evaluateur, autre_evaluateur, date=horloge.aujourdhui())
    declarer(passage, a=horloge.maintenant())
    return passage


def poster(client, *operations, **champs):
    corps = {"appareil": TABLETTE, "operations": list(operations)} | champs
    return client.post(
        reverse("saisies_recevoir"),
        json.dumps(corps),
        content_type="application/json",
        headers={"accept": "application/json"},
    )


def test_une_saisie_recue_et_son_sceau(connecte, evaluateur, passage):
    reponse = poster(connecte(evaluateur.utilisateur), operation(passage), utilisateur=evaluateur.utilisateur_id)
    recu = reponse.json()
    assert (recu["utilisateur"], [r["statut"] for r in recu["resultats"]]) == (evaluateur.utilisateur_id, ["appliquee"])
    assert recu["sceau"] == sceau(cle_de(evaluateur.utilisateur), recu["resultats"])
    assert Appreciation.objects.count() == 1


def test_le_meme_identifiant_pour_un_autre_contenu_n_arrete_pas_les_autres_et_se_voit_au_centre(
    connecte, evaluateur, agent, passage
):
    """Decision 0356: a result for each, under the seal; no 409, which would say that nothing was received."""
    client, premiere = connecte(evaluateur.utilisateur), operation(passage)
    poster(client, premiere)
    autre = operation(passage, decision="non", commentaire="Cote fausse, vue au plateau") | {"id": premiere["id"]}
    autre["sha256"] = empreinte_operation(autre)
    reponse = poster(client, autre, operation(passage, rang_competence=1, rang=2))
    recu = reponse.json()
    assert (reponse.status_code, [r["statut"] for r in recu["resultats"]]) == (200, ["quarantaine", "appliquee"])
    assert recu["sceau"] == sceau(cle_de(evaluateur.utilisateur), recu["resultats"])
    assert sorted(Appreciation.objects.values_list("maitrisee", flat=True)) == [True, True]
    page = connecte(agent).get(reverse("quarantaine_liste")).content.decode()
    assert ("Cote fausse, vue au plateau" in page, "sous le même identifiant" in page) == (True, True)


def test_sans_session_401_en_json(passage):
    for reponse in (poster(Client(), operation(passage)), poster(Client(enforce_csrf_checks=True), operation(passage))):
        assert (reponse.status_code, list(reponse.json())) == (401, ["phrase"])
    assert Client().get(reverse("saisies_paquet")).status_code == 401
    assert Appreciation.objects.count() == 0


def test_la_file_d_une_autre_personne(connecte, evaluateur, autre_evaluateur, agent, passage):
    envoi = operation(passage)
    reponse = poster(connecte(autre_evaluateur.utilisateur), envoi, utilisateur=evaluateur.utilisateur_id)
    assert (reponse.status_code, reponse.json()["phrase"]) == (
        403,
        "Ces saisies sont celles d’une autre personne\xa0: elles partiront quand elle se connectera.",
    )
    assert poster(connecte(agent), envoi).status_code == 403
    assert Appreciation.objects.count() == 0


@pytest.mark.parametrize(
    ("corps", "statut"),
    [
        ("pas du json", 400),
        ("[]", 400),
        ('{"appareil": "x", "operations": []}', 400),
        (json.dumps({"appareil": TABLETTE, "operations": {}}), 400),
        (json.dumps({"appareil": TABLETTE, "operations": [None] * 51}), 413),
        (json.dumps({"appareil": TABLETTE, "operations": ["x" * 270_000]}), 413),
    ],
)
def test_un_envoi_refuse_en_entier(connecte, evaluateur, corps, statut):
    reponse = connecte(evaluateur.utilisateur).post(reverse("saisies_recevoir"), corps, content_type="application/json")
    assert (reponse.status_code, list(reponse.json())) == (statut, ["phrase"])


def test_sans_jeton_la_tablette_en_demande_un_autre_et_renvoie(evaluateur, passage):
    """A cookie lost by a killed browser is not a session ended: 403, and the package brings another token."""
    client = Client(enforce_csrf_checks=True)
    entrer(client, evaluateur.utilisateur)
    assert poster(client).status_code == 403
    client.get(reverse("saisies_paquet"))
    jeton = client.cookies["csrftoken"].value
    reponse = client.post(
        reverse("saisies_recevoir"),
        json.dumps({"appareil": TABLETTE, "operations": []}),
        content_type="application/json",
        headers={"accept": "application/json", "x-csrftoken": jeton},
    )
    assert (reponse.status_code, reponse.json()["resultats"]) == (200, [])


def test_un_formulaire_n_est_pas_un_envoi(connecte, evaluateur):
    """Of a form, the body is read before the view: it is refused, and breaks nothing."""
    reponse = connecte(evaluateur.utilisateur).post(reverse("saisies_recevoir"), {"appareil": TABLETTE})
    assert (reponse.status_code, list(reponse.json())) == (400, ["phrase"])


class EntreeCoupee(io.BytesIO):
    """What a server reads of a tablet that lost its network half way."""

    def read(self, *_):
        raise OSError


def test_un_envoi_coupe_en_route(connecte, evaluateur):
    client = connecte(evaluateur.utilisateur)
    reponse = client.post(
        reverse("saisies_recevoir"), "{}", content_type="application/json", **{"wsgi.input": EntreeCoupee()}
    )
    assert (reponse.status_code, reponse.json()["phrase"]) == (
        400,
        "L’envoi s’est interrompu\xa0: rien n’est enregistré.",
    )


def test_le_paquet_des_trois_jours(connecte, evaluateur, autre_evaluateur, passage, django_assert_num_queries):
    loin = planifier(InscriptionFactory(), evaluateur, date=horloge.aujourdhui() + timedelta(days=4))
    demain = planifier(InscriptionFactory(), evaluateur, date=horloge.aujourdhui() + timedelta(days=3))
    client = connecte(evaluateur.utilisateur)
    poster(client, operation(passage, sorte="note", commentaire="À moi"))
    with django_assert_num_queries(12):  # 3 for the session
        paquet = client.get(reverse("saisies_paquet")).json()
    grille = passage.inscription.grille
    assert [g["grille"] for g in paquet["grilles"]] == [grille.pk, demain.inscription.grille.pk]
    assert paquet["grilles"][1] == {"grille": demain.inscription.grille.pk, "independance": False}
    premiere = paquet["grilles"][0]["competences"][0]
    assert (premiere["numero"], premiere["acquise"], premiere["note"]["commentaire"], premiere["commun"]) == (
        1, False, "À moi", None,
    )  # fmt: skip
    assert (paquet["cle"], paquet["utilisateur"]) == (cle_de(evaluateur.utilisateur), evaluateur.utilisateur_id)
    candidat = passage.inscription.candidat
    assert not [
        nom for nom in (candidat.nom_naissance, candidat.prenom) if nom in json.dumps(paquet, ensure_ascii=False)
    ]
    assert str(loin.inscription.grille.pk) not in [str(g["grille"]) for g in paquet["grilles"]]


def test_une_grille_d_un_autre_jour_est_demandee_par_son_numero(connecte, evaluateur, autre_evaluateur, passage):
    loin = planifier(InscriptionFactory(), evaluateur, date=horloge.aujourdhui() + timedelta(days=9))
    pk = loin.inscription.grille.pk
    adresse = reverse("saisies_paquet")

    def grilles(qui, voulue):
        return [g["grille"] for g in connecte(qui.utilisateur).get(adresse, {"grille": voulue}).json()["grilles"]]

    assert grilles(evaluateur, pk) == [passage.inscription.grille.pk, pk]
    assert grilles(autre_evaluateur, pk) == [passage.inscription.grille.pk]  # does not sit there
    assert grilles(evaluateur, "²") == grilles(evaluateur, "9" * 40) == [passage.inscription.grille.pk]


def test_le_paquet_apporte_le_jeton_des_envois(connecte, evaluateur, passage):
    reponse = connecte(evaluateur.utilisateur).get(reverse("saisies_paquet"))
    assert "csrftoken" in reponse.cookies


def test_la_note_d_un_collegue_une_fois_les_deux_ecrites(connecte, evaluateur, autre_evaluateur, passage):
    mien, sien = connecte(evaluateur.utilisateur), connecte(autre_evaluateur.utilisateur)
    poster(mien, operation(passage, sorte="note", commentaire="À moi"))

    def vues(client):
        return [
            n["commentaire"]
            for n in client.get(reverse("saisies_paquet")).json()["grilles"][0]["competences"][0]["notes"]
        ]

    assert vues(sien) == []
    poster(sien, operation(passage, sorte="note", commentaire="À lui"))
    assert (vues(mien), vues(sien)) == (["À lui"], ["À moi"])


def test_un_evaluateur_sans_seance(connecte):
    paquet = connecte(EvaluateurFactory().utilisateur).get(reverse("saisies_paquet")).json()
    assert (paquet["grilles"], paquet["pages"]) == ([], [reverse("mes_commissions")])


def dossier_complet(passage):
    """A livret that names people, a report deposited."""
    inscription = passage.inscription
    premiere = passage.competences.order_by("version_bloc", "ordre").first()
    ligne = LigneLivret.objects.create(
        livret=inscription.livret,
        competence=premiere,
        situation=f"{inscription.candidat.prenom} règle la cellule 4 chez Ateliers Maëlström",
        lieu="Atelier B, Saint-Nazaire",
        tuteur="Hervé Le Guen",
        motif_hors_situation="Le Guen absent en mai",
    )
    ligne.modalites.set(inscription.referentiel.modalites.order_by("ordre")[:2])
    RapportActivites.objects.create(inscription=inscription, demande_le=horloge.maintenant())
    return premiere


def test_les_documents_emportes_ne_nomment_personne(
    connecte, evaluateur, autre_evaluateur, passage, django_assert_num_queries
):
    premiere = dossier_complet(passage)
    planifier(InscriptionFactory(), evaluateur, date=horloge.aujourdhui() + timedelta(days=3))  # nothing declared
    client = connecte(evaluateur.utilisateur)
    with django_assert_num_queries(15):  # 3 for the session
        documents = client.get(reverse("saisies_documents")).json()
    [grille] = documents["grilles"]
    assert (grille["grille"], documents["livret"]) == (passage.inscription.grille.pk, "livret de suivi")
    assert grille["pieces"] == [{"libelle": "Rapport d’activités", "deposee": False}]
    prevu = next(c["prevu"] for c in grille["competences"] if c["id"] == premiere.pk)
    assert prevu == {
        "modalites": [
            MODALITES_COURTES[m.nature] for m in passage.inscription.referentiel.modalites.order_by("ordre")[:2]
        ],
        "situation": "[…] règle la cellule 4 chez […]",
        "motif": "Le […] absent en mai",
    }
    assert [c["prevu"] for c in grille["competences"] if c["id"] != premiere.pk] == [None] * 3
    textes = {e["texte"] for r in documents["competences"][str(premiere.pk)]["rubriques"] for e in r["elements"]}
    assert textes == set(premiere.elements.values_list("texte", flat=True)) != set()
    candidat, inscription = passage.inscription.candidat, passage.inscription
    nommes = (candidat.nom_naissance, candidat.prenom, inscription.tuteur_nom, "Maëlström", "Hervé", "Atelier B")
    assert [nom for nom in nommes if nom in json.dumps(documents, ensure_ascii=False)] == []
    assert Client().get(reverse("saisies_documents")).status_code == 401


def test_la_page_des_documents(connecte, evaluateur, passage):
    dossier_complet(passage)
    client, adresse = (
        connecte(evaluateur.utilisateur),
        reverse("grille_documents", args=[passage.inscription.grille.pk]),
    )
    page = " ".join(client.get(adresse).content.decode().split())
    assert "Ateliers Maëlström" in page
    assert "Atelier B, Saint-Nazaire · Hervé Le Guen" in page
    assert "Rapport d’activités attendu, pas encore déposé." in page
    elements = ElementEvaluation.objects.filter(competence__in=passage.competences.all())
    assert [e.texte for e in elements if escape(e.texte) not in page] == []
    passage.inscription.declarations.all().delete()
    assert client.get(adresse).url == reverse("independance_declarer", args=[passage.inscription.grille.pk])

"""What tablets send: applied once, never over what somebody had not seen, never dropped."""

import json
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection

from certif_portal.comptes.models import Utilisateur
from evaluations.choix import EtatGrille, StatutOperation
from evaluations.models import Appreciation, NoteEvaluateur, OperationRecue, SignatureGrille
from evaluations.queries.grille import contenu_grille
from evaluations.regles.saisie import empreinte_operation
from evaluations.services.commission import modifier_commission
from evaluations.services.grille import signer_grille
from evaluations.services.saisie import apprecier, recevoir_operations
from tests.evaluations.factories import LE_JOUR, EvaluateurFactory, declarer, planifier, remplir, sceller

pytestmark = pytest.mark.django_db
EN_COMMUN = ("passage",)
TABLETTE, AUTRE_TABLETTE = "1f15d8e6-1fa5-40f0-8a54-fdc3e287c6d6", "5975c73c-8ba2-4349-84d3-aaefd993eb4f"


@pytest.fixture
def passage(inscription, evaluateur, autre_evaluateur):
    passage = planifier(inscription, evaluateur, autre_evaluateur)
    declarer(passage)
    return passage


def competence_de(passage, rang=0):
    return list(passage.competences.order_by("version_bloc", "ordre"))[rang]


def operation(passage, *, rang_competence=0, sorte="commun", version=0, rang=1, decision="oui", **valeur):
    brut = {
        "id": str(uuid4()),
        "grille": passage.inscription.grille.pk,
        "competence": competence_de(passage, rang_competence).pk,
        "passage": passage.pk,
        "sorte": sorte,
        "valeur": {"decision": decision, "modalite": [], "criteres": [], "preuves": "", "commentaire": ""} | valeur,
        "version": version,
        "rang": rang,
        "le": "2026-11-06T09:00:00+01:00",
    }
    return brut | {"sha256": empreinte_operation(brut)}


def envoyer(evaluateur, *operations, appareil=TABLETTE, a=LE_JOUR):
    return recevoir_operations(utilisateur=evaluateur.utilisateur, appareil=appareil, operations=list(operations), a=a)


def statuts(resultats):
    return [resultat["statut"] for resultat in resultats]


def test_une_operation_ecrit_la_ligne_et_reste(passage, evaluateur):
    critere = competence_de(passage).elements.first().pk
    envoi = operation(passage, modalite=["observe", "presente"], criteres=[critere], preuves="Plan coté")
    [resultat] = envoyer(evaluateur, envoi)
    assert resultat == {"id": envoi["id"], "statut": "appliquee", "version": 1}
    ligne = Appreciation.objects.get()
    assert (ligne.maitrisee, ligne.modalites, ligne.atteints, ligne.preuves, ligne.saisie_par, ligne.passage) == (
        True, ["observe", "presente"], [critere], "Plan coté", evaluateur, passage,
    )  # fmt: skip
    recue = OperationRecue.objects.get()
    assert (str(recue.cle), json.loads(recue.corps), recue.statut, recue.grille) == (
        envoi["id"], envoi, StatutOperation.APPLIQUEE, passage.inscription.grille,
    )  # fmt: skip


def test_envoyee_de_nouveau_la_meme_reponse_et_rien_de_plus(passage, evaluateur):
    envoi = operation(passage)
    [premiere] = envoyer(evaluateur, envoi)
    suivante = operation(passage, rang_competence=1, rang=2)
    assert envoyer(evaluateur, envoi, suivante) == [
        premiere | {"statut": "rejouee"},
        {"id": suivante["id"], "statut": "appliquee", "version": 1},
    ]
    assert (OperationRecue.objects.count(), Appreciation.objects.count()) == (2, 2)


def test_deux_fois_dans_le_meme_envoi(passage, evaluateur):
    envoi = operation(passage)
    assert statuts(envoyer(evaluateur, envoi, envoi)) == ["appliquee", "rejouee"]
    assert Appreciation.objects.get().version == 1


def test_le_meme_identifiant_pour_un_autre_contenu_est_garde_a_part(passage, evaluateur):
    envoi = operation(passage)
    envoyer(evaluateur, envoi)
    autre = operation(passage, decision="non", commentaire="Cote fausse") | {"id": envoi["id"]}
    autre["sha256"] = empreinte_operation(autre)
    for _ in range(2):
        [resultat] = envoyer(evaluateur, autre)
        assert (resultat["statut"], resultat["phrase"]) == (
            "quarantaine", "Une autre saisie a déjà été reçue sous le même identifiant.",
        )  # fmt: skip
    assert (Appreciation.objects.get().maitrisee, OperationRecue.objects.filter(doublon=True).count()) == (True, 1)


def test_la_meme_tablette_ecrit_deux_fois_sans_reseau(passage, evaluateur):
    """Both based on version 0: the later follows the earlier; late, the earlier changes nothing."""
    debut = operation(passage, decision="", commentaire="La", rang=1)
    suite = operation(passage, decision="non", commentaire="La cote n’est pas tenue", rang=2)
    tardive = operation(passage, decision="", commentaire="L", rang=0)
    assert statuts(envoyer(evaluateur, debut, suite, tardive)) == ["appliquee"] * 3
    ligne = Appreciation.objects.get()
    assert (ligne.version, ligne.maitrisee, ligne.commentaire) == (2, False, "La cote n’est pas tenue")


def test_deux_tablettes_sur_une_competence(passage, evaluateur, autre_evaluateur):
    """Both values are kept, shown, and only who saw both settles."""
    envoyer(evaluateur, operation(passage, commentaire="Très bien"))
    [conflit] = envoyer(
        autre_evaluateur, operation(passage, decision="non", commentaire="Cote fausse"), appareil=AUTRE_TABLETTE
    )
    assert (conflit["statut"], conflit["version"], conflit["actuelle"]["commentaire"]) == ("conflit", 2, "Très bien")
    assert [autre["commentaire"] for autre in conflit["actuelle"]["conflit"]] == ["Cote fausse"]
    suite = operation(passage, commentaire="Très bien, vraiment", rang=2, version=1)
    assert statuts(envoyer(evaluateur, suite)) == ["conflit"]  # the first had not seen it either
    ligne = Appreciation.objects.get()
    assert (ligne.commentaire, [autre["valeur"]["commentaire"] for autre in ligne.autres]) == (
        "Très bien, vraiment", ["Cote fausse"],
    )  # fmt: skip
    choisie = operation(passage, decision="non", commentaire="Cote fausse", version=ligne.version, rang=9)
    assert statuts(envoyer(autre_evaluateur, choisie, appareil=AUTRE_TABLETTE)) == ["appliquee"]
    ligne.refresh_from_db()
    assert (ligne.maitrisee, ligne.autres, ligne.tranchable, ligne.saisie_par) == (False, [], 0, autre_evaluateur)


def test_la_meme_chose_n_est_pas_un_conflit(passage, evaluateur, autre_evaluateur):
    envoyer(evaluateur, operation(passage))
    assert statuts(envoyer(autre_evaluateur, operation(passage), appareil=AUTRE_TABLETTE)) == ["appliquee"]
    assert Appreciation.objects.get().version == 1


def test_les_notes_qui_different_attendent_qui_les_a_vues(passage, evaluateur, autre_evaluateur):
    envoyer(evaluateur, operation(passage, sorte="note"))
    assert Appreciation.objects.count() == 0
    envoyer(autre_evaluateur, operation(passage, sorte="note", decision="non", commentaire="Cote fausse"))
    ligne = Appreciation.objects.get()
    assert (ligne.maitrisee, ligne.tranchable, ligne.version) == (None, 1, 1)
    envoyer(evaluateur, operation(passage, version=0, rang=5))  # written before having seen both
    ligne.refresh_from_db()
    assert (ligne.maitrisee, ligne.tranchable) == (True, 1)
    assert statuts(envoyer(evaluateur, operation(passage, version=ligne.version, rang=6))) == ["appliquee"]
    ligne.refresh_from_db()
    assert (ligne.maitrisee, ligne.tranchable) == (True, 0)


def test_les_notes_qui_se_rejoignent_n_attendent_plus(passage, evaluateur, autre_evaluateur):
    envoyer(evaluateur, operation(passage, sorte="note"))
    envoyer(autre_evaluateur, operation(passage, sorte="note", decision="non", commentaire="x"))
    envoyer(autre_evaluateur, operation(passage, sorte="note", version=1, rang=2))
    assert Appreciation.objects.get().tranchable == 0
    assert sorted(NoteEvaluateur.objects.values_list("maitrisee", flat=True)) == [True, True]


@pytest.mark.parametrize(
    ("degat", "phrase"),
    [
        ({"valeur": None}, "L’opération ne porte pas de valeur."),
        ({"grille": 999_999_999}, "Cette grille n’existe pas, ou plus."),
        ({"competence": 999_999_999}, "Cette compétence n’est pas prévue à cette séance."),
        ({"passage": 999_999_999}, "Cette séance n’est pas, ou plus, une séance du candidat."),
        ({"rang": "1"}, "«\xa0rang\xa0» devrait être un nombre entier\xa0; lu\xa0: «\xa01\xa0»."),
        ({"grille": 2**70}, f"«\xa0grille\xa0» devrait être un nombre entier\xa0; lu\xa0: «\xa0{2**70}\xa0»."),
    ],
)
def test_ce_qui_ne_s_applique_pas_est_garde(passage, evaluateur, degat, phrase):
    envoi = operation(passage) | degat
    envoi["sha256"] = empreinte_operation(envoi)
    [resultat] = envoyer(evaluateur, envoi)
    assert (resultat["statut"], resultat["phrase"]) == ("quarantaine", phrase)
    assert (Appreciation.objects.count(), json.loads(OperationRecue.objects.get().corps)) == (0, envoi)


@pytest.mark.parametrize("brut", [None, "x", 12, [], {}, {"id": 3}, {"id": "pas-un-uuid"}])
def test_meme_l_illisible_est_garde_une_fois(passage, evaluateur, brut):
    assert statuts(envoyer(evaluateur, brut)) == ["quarantaine"]
    assert statuts(envoyer(evaluateur, brut)) == ["quarantaine"]
    assert json.loads(OperationRecue.objects.get().corps) == brut


def test_une_operation_alteree_en_chemin(passage, evaluateur):
    envoi = operation(passage)
    envoi["valeur"]["decision"] = "non"
    [resultat] = envoyer(evaluateur, envoi)
    assert resultat["phrase"].startswith("L’opération est arrivée altérée")


def test_la_grille_scellee_entre_temps(passage, evaluateur):
    grille = sceller(remplir(passage))
    [resultat] = envoyer(evaluateur, operation(passage, decision="non", commentaire="Cote fausse"))
    assert (resultat["statut"], resultat["phrase"]) == (
        "quarantaine", "Cette grille est scellée\xa0: elle ne change plus.",
    )  # fmt: skip
    assert OperationRecue.objects.get().grille == grille


def test_qui_ne_siege_plus(passage, evaluateur, autre_evaluateur, agent):
    modifier_commission(
        commission=passage.commission,
        evaluateurs=[autre_evaluateur, EvaluateurFactory()],
        preside=None,
        date=passage.commission.date,
        heure=None,
        lieu=passage.commission.lieu,
        adresse="",
        par=agent,
        a=LE_JOUR,
    )
    [resultat] = envoyer(evaluateur, operation(passage))
    assert (resultat["statut"], resultat["phrase"]) == ("quarantaine", "Vous ne siégez pas à cette séance.")


def test_une_saisie_annule_les_signatures(passage, evaluateur, autre_evaluateur):
    grille = remplir(passage)
    signer_grille(grille=grille, evaluateur=evaluateur, empreinte=contenu_grille(grille).empreinte, a=LE_JOUR)
    envoyer(autre_evaluateur, operation(passage, decision="non", commentaire="Cote fausse", version=1))
    grille.refresh_from_db()
    assert (grille.etat, SignatureGrille.objects.count()) == (EtatGrille.OUVERTE, 0)


@pytest.mark.parametrize(("nombre", "sorte", "attendues"), [(1, "commun", 4), (1, "note", 4), (4, "commun", 4)])
def test_le_poids_d_une_saisie(passage, evaluateur, django_assert_num_queries, nombre, sorte, attendues):
    """The grid locked with what says who may write, the lines, what is written, the operations."""
    operations = [operation(passage, rang_competence=rang, sorte=sorte, rang=rang) for rang in range(nombre)]
    with django_assert_num_queries(attendues + 2):  # and the savepoint of the act
        envoyer(evaluateur, *operations)


def test_le_poids_d_une_ligne_deja_ecrite(passage, evaluateur, django_assert_num_queries):
    envoyer(evaluateur, operation(passage))
    suite = operation(passage, commentaire="Net", version=1, rang=2)
    with django_assert_num_queries(4 + 2):
        envoyer(evaluateur, suite)


def test_les_deux_portes_ecrivent_la_meme_ligne(passage, evaluateur, autre_evaluateur):
    """The form of a page, then a tablet that had not seen it."""
    apprecier(
        grille=passage.inscription.grille,
        competence=competence_de(passage),
        passage=passage,
        maitrisee=True,
        evaluateur=evaluateur,
        version_lue=0,
        a=LE_JOUR,
    )
    assert statuts(envoyer(autre_evaluateur, operation(passage, decision="non", commentaire="Cote fausse"))) == [
        "conflit"
    ]


@pytest.mark.postgresql
def test_un_refus_de_la_base_sans_doublon_n_est_pas_rejoue(passage):
    """An account deleted meanwhile: what the database refuses is told, not tried again for ever."""
    with connection.cursor() as curseur:
        curseur.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match="auteur_id"):
        recevoir_operations(
            utilisateur=Utilisateur(pk=10**9), appareil=TABLETTE, operations=[operation(passage)], a=LE_JOUR
        )
    assert OperationRecue.objects.count() == 0

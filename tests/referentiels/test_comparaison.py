"""Two texts word by word, two versions bloc by bloc, and what each competence became."""

from datetime import date

import pytest
from django.urls import reverse

from certif_portal.commun.journal import journal_de
from referentiels.comparaison import Segment, Sort, apparier, comparer_textes, ressemblance
from referentiels.models import Referentiel, TableEquivalence
from referentiels.queries.comparaison import TableLue, comparer, correspondances, table_equivalence
from tests.referentiels.factories import creer_referentiel


def apparies(anciens: list[str], nouveaux: list[str]) -> list[tuple[str | None, str | None]]:
    paires = apparier(anciens, nouveaux, cle=lambda x: x.partition(":")[0] if ":" in x else "", titre=lambda x: x)
    return [(paire.ancien, paire.nouveau) for paire in paires]


def ligne_note(table: TableLue, rang: int) -> int:
    """The renamed competence: alike, not the same."""
    note = table.competences[rang].note
    assert 60 <= note < 100
    return note


def test_mot_a_mot() -> None:
    ecart = comparer_textes("Mission", "Régler la machine, seul.", "Régler et conduire la machine seul.")
    assert ecart.avant == (
        Segment(Sort.EGAL, "Régler"),
        Segment(Sort.EGAL, " la machine"),
        Segment(Sort.RETRAIT, ","),
        Segment(Sort.EGAL, " seul."),
    )
    assert ecart.apres == (
        Segment(Sort.EGAL, "Régler"),
        Segment(Sort.AJOUT, " et conduire"),
        Segment(Sort.EGAL, " la machine"),
        Segment(Sort.EGAL, " seul."),
    )
    assert (ecart.identique, ecart.vide) == (False, False)


@pytest.mark.parametrize(
    ("avant", "apres", "identique"),
    [("x y", "x y", True), ("", "", True), ("", "x", False), ("x", "", False), ("Le plan", "le plan", False)],
)
def test_identique(avant: str, apres: str, identique: bool) -> None:
    ecart = comparer_textes("", avant, apres)
    assert ecart.identique is identique
    assert "".join(s.texte for s in ecart.avant) == avant
    assert "".join(s.texte for s in ecart.apres) == apres


def test_ressemblance() -> None:
    assert ressemblance("Régler la machine", "REGLER LA MACHINE") == 1.0
    assert ressemblance("Régler la machine", "Régler les machines") > 0.85
    assert ressemblance("Régler la machine", "xyz") == 0.0


def test_apparier_par_la_cle_puis_par_le_titre() -> None:
    assert apparies(["B1:Préparer", "B2:Régler"], ["B2:Tout autre", "B1:Préparer"]) == [
        ("B1:Préparer", "B1:Préparer"),
        ("B2:Régler", "B2:Tout autre"),
    ]
    assert apparies(
        ["Régler la machine", "Contrôler une pièce"], ["Contrôler les pièces", "Peindre", "Régler les machines"]
    ) == [
        ("Régler la machine", "Régler les machines"),
        ("Contrôler une pièce", "Contrôler les pièces"),
        (None, "Peindre"),
    ]
    assert apparies(["Peindre"], ["Souder"]) == [("Peindre", None), (None, "Souder")]
    assert apparies([], ["Souder"]) == [(None, "Souder")]


def test_comparer_deux_versions(deux) -> None:
    comparaison = comparer(*deux)
    assert [ecart.libelle for ecart in comparaison.textes if not ecart.identique] == ["Mission"]
    assert [(bloc.code, bloc.devenir) for bloc in comparaison.blocs] == [
        ("BDC9001", "identique"),
        ("BDC9002", "modifié"),
        ("BDC9003", "retiré"),
        ("BDC9009", "ajouté"),
    ]
    modifie = comparaison.blocs[1]
    assert [competence.devenir for competence in modifie.competences] == ["modifié", "retiré", "ajouté"]
    assert [s.texte for s in modifie.competences[0].titre.apres if s.sort == Sort.AJOUT] == [" en sécurité"]
    assert all(ecart.identique for ecart in modifie.competences[0].ecarts)
    assert comparaison.changements == 1 + 3 + 2 + 2 + 3


def test_la_page_de_comparaison(deux, connecte, evaluateur) -> None:
    ancien, nouveau = deux
    client = connecte(evaluateur.utilisateur)
    page = client.get(reverse("referentiel_comparer", args=[nouveau.pk, ancien.pk])).content.decode()
    assert "<ins> en sécurité</ins>" in page
    assert page.index("Décision du 12\u00a0mars\u00a02024") < page.index("Décision du 1er\u00a0mars\u00a02026")
    assert "Environnement de travail" not in page
    tout = client.get(reverse("referentiel_comparer", args=[ancien.pk, nouveau.pk]), {"tout": "oui"}).content.decode()
    assert "Environnement de travail" in tout


def test_on_ne_compare_que_deux_versions_visibles_de_la_meme_certification(deux, connecte, agent, membre_of) -> None:
    ancien, _ = deux
    autre = creer_referentiel()
    brouillon = Referentiel.objects.create(certification=ancien.certification, intitule="x")
    for personne, pk, statut in (
        (agent, autre.pk, 404),
        (agent, ancien.pk, 404),
        (agent, brouillon.pk, 200),
        (membre_of, brouillon.pk, 404),
    ):
        for nom in ("referentiel_comparer", "equivalences"):
            assert connecte(personne).get(reverse(nom, args=[ancien.pk, pk])).status_code == statut


@pytest.mark.parametrize("nombre", [1, 5])
def test_nombre_fixe_de_requetes(nombre: int, connecte, responsable, django_assert_max_num_queries) -> None:
    ancien = creer_referentiel(nombre_blocs=nombre, competences_par_bloc=nombre)
    Referentiel.objects.filter(pk=ancien.pk).update(etat="remplace")
    nouveau = creer_referentiel(
        certification=ancien.certification, rncp=False, date_gtp=date(2026, 1, 1), nombre_blocs=nombre
    )
    client = connecte(responsable)
    with django_assert_max_num_queries(3 + 1 + 4):
        client.get(reverse("referentiel_comparer", args=[ancien.pk, nouveau.pk]))
    with django_assert_max_num_queries(3 + 1 + 5):
        client.get(reverse("equivalences", args=[ancien.pk, nouveau.pk]))


def test_la_table_se_propose_puis_se_confirme(deux, connecte, responsable, agent) -> None:
    ancien, nouveau = deux
    proposee = table_equivalence(ancien, nouveau)
    assert [(ligne.devenu, ligne.note) for ligne in proposee.blocs] == [
        (f"BDC9001 {ancien.blocs.get(bloc__numero='BDC9001').intitule}", 100),
        (f"BDC9002 {ancien.blocs.get(bloc__numero='BDC9002').intitule}", 100),
        ("", 0),
    ]
    assert [ligne.note for ligne in proposee.competences[:3]] == [100, 100, ligne_note(proposee, 2)]
    adresse = reverse("equivalences", args=[ancien.pk, nouveau.pk])
    client = connecte(responsable)
    champs = client.get(adresse).context["formulaire"]
    envoi = {nom: champ.initial for nom, champ in champs.fields.items()}
    retiree = f"competence_{proposee.competences[0].pk}"
    assert client.post(adresse, envoi | {retiree: ""}).url == adresse
    table = TableEquivalence.objects.get()
    lues = correspondances(table)
    assert (table.confirmee_par, len(lues["bloc"]), proposee.competences[0].pk in lues["competence"]) == (
        responsable,
        2,
        False,
    )
    assert journal_de(nouveau).filter(acte="equivalences").exists()
    page = connecte(agent).get(adresse).content.decode()
    assert "confirmée le" in page
    assert "<select" not in page
    client.post(adresse, envoi)
    assert TableEquivalence.objects.count() == 1
    assert proposee.competences[0].pk in correspondances(TableEquivalence.objects.get())["competence"]


def test_un_agent_ne_confirme_pas(deux, connecte, agent) -> None:
    ancien, nouveau = deux
    assert connecte(agent).post(reverse("equivalences", args=[ancien.pk, nouveau.pk])).status_code == 403
    assert TableEquivalence.objects.count() == 0

"""The staff sees how far the open grids are, never what they say before the sealing; and what waits in quarantine."""

import pytest
from django.urls import reverse

from certif_portal.commun import horloge
from evaluations.models import OperationRecue
from tests.candidats.factories import InscriptionFactory
from tests.evaluations.factories import declarer, planifier, remplir, sceller
from tests.evaluations.services.test_saisie import AUTRE_TABLETTE, envoyer, operation
from tests.evaluations.test_views_grille import d_un_trait

pytestmark = pytest.mark.django_db
SESSION = 3  # session, user, roles of the day


@pytest.fixture
def passage(inscription, evaluateur, autre_evaluateur):
    passage = planifier(inscription, evaluateur, autre_evaluateur, date=horloge.aujourdhui())
    declarer(passage, a=horloge.maintenant())
    return passage


def test_l_avancement_sans_le_contenu(connecte, agent, passage, evaluateur, autre_evaluateur):
    a = horloge.maintenant()
    envoyer(evaluateur, operation(passage, commentaire="Geste net et sûr"), a=a)
    envoyer(evaluateur, operation(passage, rang_competence=1, rang=2), operation(passage) | {"rang": "x"}, a=a)
    envoyer(
        autre_evaluateur, operation(passage, decision="non", commentaire="Cote fausse"), appareil=AUTRE_TABLETTE, a=a
    )
    reponse = connecte(agent).get(reverse("grille_liste"))
    [(grille, derniere)] = reponse.context["lignes"]
    assert (grille.jugees, grille.attendues, grille.a_trancher, grille.signatures_attendues, derniere) == (
        2,
        4,
        1,
        2,
        a,
    )
    texte = d_un_trait(reponse)
    assert "2 / 4" in texte
    assert "désaccord" in texte
    assert [mot for mot in ("Geste net", "Cote fausse") if mot in texte] == []


@pytest.mark.parametrize("nombre", [1, 3])
def test_une_liste_en_un_nombre_constant_de_requetes(
    connecte, agent, evaluateur, autre_evaluateur, passage, django_assert_num_queries, nombre
):
    for _ in range(nombre - 1):
        planifier(InscriptionFactory(), evaluateur, autre_evaluateur, date=horloge.aujourdhui())
    client = connecte(agent)
    client.get(reverse("grille_liste"))
    with django_assert_num_queries(SESSION + 5):
        assert len(client.get(reverse("grille_liste")).context["lignes"]) == nombre


def test_la_quarantaine_se_lit_et_se_vide(connecte, agent, auditeur, passage, evaluateur):
    sceller(remplir(passage, a=horloge.maintenant()), a=horloge.maintenant())
    envoyer(evaluateur, operation(passage, decision="non", commentaire="Cote fausse"), None, a=horloge.maintenant())
    page = d_un_trait(connecte(auditeur).get(reverse("quarantaine_liste")))
    assert "Cette grille est scellée : elle ne change plus." in page
    assert "« Cote fausse »" in page
    assert "Grille inconnue" in page
    assert "Écarter" not in page
    client = connecte(agent)
    recue = OperationRecue.objects.get(grille__isnull=False)
    refusee = client.post(reverse("quarantaine_reprendre", args=[recue.pk]), {"motif": "Trop tard"})
    assert "un responsable la rouvre d’abord" in d_un_trait(refusee)
    for operation_recue in OperationRecue.objects.all():
        client.post(reverse("quarantaine_ecarter", args=[operation_recue.pk]), {"motif": "Déjà sur la grille"})
    assert OperationRecue.objects.filter(suite="ecartee", suite_motif="Déjà sur la grille").count() == 2
    assert "Rien en quarantaine" in d_un_trait(client.get(reverse("quarantaine_liste")))

"""The pages of figures: what each role reads, and the list that each figure opens."""

import io
import re
from datetime import date

import openpyxl
import pytest
from django.urls import reverse

from candidats.queries.chiffre import Population
from certif_portal.portail.choix import AxeChiffre
from certif_portal.portail.models import AnneeChiffree, Chiffre
from certif_portal.portail.queries.chiffre import LigneSeverite, nommer, severites
from certif_portal.portail.services.chiffre import etablir_chiffres
from referentiels.models import VersionBloc
from tests.candidats.factories import InscriptionFactory
from tests.evaluations.factories import LE_JOUR, EvaluateurFactory, planifier, remplir, sceller
from tests.portail.services.test_chiffre import HIVER, PRINTEMPS, A, cadre, decider  # noqa: F401

pytestmark = pytest.mark.django_db
LE = date(2026, 11, 30)


@pytest.fixture(autouse=True)
def ce_jour(horloge_au):
    horloge_au(LE)


@pytest.fixture
def annee(cadre, organisme):  # noqa: F811
    """Twenty-two people of an OF (twelve admitted), eleven of another (six)."""
    decider(12, HIVER, admis=7, **{**cadre["a"], "organisme": organisme})
    decider(10, PRINTEMPS, admis=5, **{**cadre["a"], "organisme": organisme})
    decider(11, HIVER, admis=6, **cadre["b"])
    etablir_chiffres(annee=2026, a=A)
    return AnneeChiffree.objects.get()


def lire(client, nom, **adresse) -> str:
    reponse = client.get(reverse(nom), adresse)
    assert reponse.status_code == 200
    return re.sub(r"\s+", " ", reponse.content.decode().replace("\xa0", " "))


def test_chaque_chiffre_ouvre_la_liste_qu_il_compte(annee, agent, connecte):
    """The very condition that counted it."""
    client = connecte(agent)
    page = lire(client, "chiffre_liste")
    liens = re.findall(r'<a href="(/inscriptions/\?chiffre=[^"]+)">(\d+)<span', page)
    assert len(liens) >= 12
    for url, nombre in liens:
        liste = re.sub(r"\s+", " ", client.get(url.replace("&amp;", "&")).content.decode())
        assert f"<div> {nombre} inscription" in liste, url


def test_le_dessin_dit_en_mots_ce_que_sa_table_montre(annee, agent, connecte):
    page = lire(connecte(agent), "chiffre_liste")
    assert '<title id="annees-titre">Certifications complètes, par année</title>' in page
    assert '<desc id="annees-mots">2026 : 33 présentées, 18 obtenues</desc>' in page
    assert "1ᵉʳ trim. : 23 présentées, 13 obtenues ; 2ᵉ trim. : 10 présentées, 5 obtenues" in page
    legende = "Certifications complètes, par année. En plein, obtenues ; avec les hachures, présentées."
    assert f'<figcaption class="source">{legende}</figcaption>' in page
    assert "Certifications complètes, par trimestre de 2026. En plein" in page
    assert "Établis le " in page


def test_un_bloc_se_lit_avec_son_intitule(referentiel):
    """Of its latest version, when it has several."""
    ancienne = VersionBloc.objects.filter(bloc__isnull=False).select_related("bloc").first()
    cle, numero = str(ancienne.bloc_id), ancienne.bloc.numero
    assert nommer(AxeChiffre.BLOC, [cle]) == {cle: f"{numero} {ancienne.intitule}"}
    VersionBloc.objects.create(bloc=ancienne.bloc, intitule="La conduite relue")
    assert nommer(AxeChiffre.BLOC, [cle]) == {cle: f"{numero} La conduite relue"}


def test_un_organisme_lit_les_siens_et_rien_d_autre(annee, membre_of, organisme, cadre, connecte):  # noqa: F811
    client, autre = connecte(membre_of), cadre["b"]["organisme"]
    for demande in ({}, {"organisme": autre.pk}, {"certification": cadre["b"]["referentiel"].certification_id}):
        page = lire(client, "chiffre_liste", **demande)
        assert "<b>55 %</b>" in page.replace("\u202f", " ")  # twelve of twenty-two
        assert "sur 33" not in page  # the centre's
        assert autre.nom not in page
        assert "Tout voir" not in page  # it reads its own, and no more
        classeur = client.get(reverse("chiffre_exporter"), demande | {"annee": 2026})
        lignes = list(openpyxl.load_workbook(io.BytesIO(classeur.content)).active.values)[1:]
        assert {ligne[4] for ligne in lignes} == {organisme.nom}


def test_qui_n_est_plus_d_aucun_organisme_ne_lit_rien(annee, membre_of, organisme, cadre, connecte):  # noqa: F811
    """Not even the groups told together, whose key is empty too."""
    decider(3, HIVER, **cadre["a"])
    etablir_chiffres(annee=2026, a=A)
    assert Chiffre.objects.filter(axe="organisme", cle="").exists()
    organisme.membres.update(retire_le=A)
    client = connecte(membre_of)
    assert "Rien à montrer cette année" in lire(client, "chiffre_liste")
    classeur = client.get(reverse("chiffre_exporter"), {"annee": 2026})
    assert len(list(openpyxl.load_workbook(io.BytesIO(classeur.content)).active.values)) == 1


def test_un_croisement_est_refuse_avec_sa_raison(annee, agent, organisme, cadre, connecte):  # noqa: F811
    certification = cadre["a"]["referentiel"].certification_id
    page = lire(connecte(agent), "chiffre_liste", certification=certification, organisme=organisme.pk)
    assert "leur croisement désignerait des personnes" in page


def test_le_classeur_dit_les_memes_nombres(annee, agent, connecte):
    reponse = connecte(agent).get(reverse("chiffre_exporter"), {"annee": "2026"})
    lignes = list(openpyxl.load_workbook(io.BytesIO(reponse.content)).active.values)
    assert lignes[0][:8] == (
        *("Année", "Trimestre", "Mesure", "Par", "De quoi", "Groupes réunis", "Nombre", "Réussites"),
    )
    assert len(lignes) - 1 == Chiffre.objects.count()
    assert (2026, None, "Certifications complètes", "Le centre", None, None, 33, 18) in {ligne[:8] for ligne in lignes}


def test_mettre_a_jour_refait_l_annee(agent, connecte, cadre):  # noqa: F811
    decider(6, **cadre["a"])
    client = connecte(agent)
    assert "Aucun chiffre pour l’instant" in lire(client, "chiffre_liste")
    assert client.post(reverse("chiffre_etablir")).status_code == 302
    assert "<b>100 %</b>" in lire(client, "chiffre_liste", annee=2026)


def test_la_page_lit_peu_de_lignes(annee, agent, connecte, django_assert_num_queries):
    client = connecte(agent)
    lire(client, "chiffre_liste")
    with django_assert_num_queries(10):
        lire(client, "chiffre_liste")


@pytest.mark.parametrize(
    ("texte", "jours"),
    [
        ("admis-2026", (date(2026, 1, 1), date(2026, 12, 31))),
        ("presentes-2026-T1", (date(2026, 1, 1), date(2026, 3, 31))),
        ("inscriptions-2024-T2", (date(2024, 4, 1), date(2024, 6, 30))),
        ("admis-2026-T3", (date(2026, 7, 1), date(2026, 9, 30))),
        ("admis-2026-T4", (date(2026, 10, 1), date(2026, 12, 31))),
    ],
)
def test_une_population_se_lit_et_s_ecrit(texte, jours):
    lue = Population.lue(texte)
    assert (str(lue), lue.jours) == (texte, jours)


@pytest.mark.parametrize(
    "texte", ["", "admis", "admis-1999", "admis-2026-T5", "admis-2026-T1 ", "tous-2026", "admis-٢٠26"]
)
def test_une_population_mal_ecrite_n_est_rien(texte):
    assert Population.lue(texte) is None


def test_la_severite_compare_aux_memes_certifications(responsable, agent, referentiel, organisme, connecte):
    """Two sat with a third, on the same certification of four competences: twenty mastered of twenty, fifteen of
    twenty. The rate of all is 35 of 40: 17.5 were expected of each."""
    clement, severe, tiers = (EvaluateurFactory() for _ in range(3))
    for rang in range(10):
        inscription = InscriptionFactory(referentiel=referentiel, organisme=organisme)
        passage = planifier(inscription, clement if rang < 5 else severe, tiers)
        sceller(remplir(passage, non_maitrisees=() if rang < 5 else (1,)))
    etablir_chiffres(annee=LE_JOUR.year, a=A)
    lues = {ligne.nom: (ligne.chiffre.nombre, ligne.ecart) for ligne in severites(AnneeChiffree.objects.get())}
    assert lues == {str(clement): (20, 12), str(severe): (20, -12), str(tiers): (40, 0)}
    page = lire(connecte(responsable), "severite_liste", annee=LE_JOUR.year)
    assert ["+12 points" in page, "−12 points" in page, ">0 point<" in page] == [True, True, True]
    assert "20 pour 17,5 attendues" in page
    assert connecte(agent).get(reverse("severite_liste")).status_code == 403


@pytest.mark.parametrize(
    ("reussites", "dit"), [(12, "+2 points"), (11, "+1 point"), (10, "0 point"), (9, "−1 point"), (8, "−2 points")]
)
def test_un_ecart_se_dit_avec_son_signe_et_son_accord(reussites, dit):
    ligne = LigneSeverite("", Chiffre(nombre=100, reussites=reussites, attendues=10))
    assert ligne.ecart_dit == dit.replace(" ", "\u00a0")

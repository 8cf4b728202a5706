"""The catalogue and the page of a référentiel: rights, search, content, constant number of queries."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from certif_portal.commun.typographie import typographier
from referentiels.choix import EtatReferentiel
from referentiels.imports.modele import ReferentielLu
from referentiels.models import Certification, Enregistrement, Provenance, Referentiel
from referentiels.services.version import importer_referentiel
from tests.referentiels.factories import CertificationFactory, creer_referentiel

pytestmark = pytest.mark.django_db
SOCLE = 3  # session, person and their roles of the day
CADRE = 1  # the centre's settings, shown on every page


def importer(lu: ReferentielLu) -> Referentiel:
    a = datetime(2026, 11, 20, 10, tzinfo=UTC)
    return importer_referentiel(lu=lu, nom_source="cqpm-fictif.md", par=None, par_nom="Essai", a=a).referentiel


def intitules(reponse) -> list[str]:
    return [certification.intitule for certification, _, _ in reponse.context["lignes"]]


@pytest.mark.parametrize(
    "role", ["agent", "responsable", "auditeur", "administrateur", "membre_of", "evaluateur", "jure"]
)
def test_tous_les_roles_lisent_le_catalogue(role: str, request, connecte, referentiel: Referentiel) -> None:
    personne = request.getfixturevalue(role)
    client = connecte(getattr(personne, "utilisateur", personne))
    assert intitules(client.get(reverse("referentiel_liste"))) == ["Opérateur en usinage (essai)"]
    assert client.get(referentiel.get_absolute_url()).context["referentiel"] == referentiel


def test_visiteur_renvoye_a_la_connexion(client, referentiel: Referentiel) -> None:
    reponse = client.get(referentiel.get_absolute_url())
    assert (reponse.status_code, reponse.url.split("?")[0]) == (302, reverse("account_login"))


@pytest.mark.parametrize(("role", "attendu"), [("agent", 200), ("auditeur", 200), ("membre_of", 404), ("jure", 404)])
def test_brouillon_reserve_au_centre(role: str, attendu: int, request, connecte) -> None:
    brouillon = creer_referentiel()
    Referentiel.objects.update(etat=EtatReferentiel.BROUILLON, date_gtp=None)
    personne = request.getfixturevalue(role)
    client = connecte(getattr(personne, "utilisateur", personne))
    assert client.get(brouillon.get_absolute_url()).status_code == attendu
    assert len(client.get(reverse("referentiel_liste")).context["lignes"]) == (1 if attendu == 200 else 0)


def test_referentiel_inconnu(connecte, agent) -> None:
    assert connecte(agent).get(reverse("referentiel_detail", args=[999])).status_code == 404


@pytest.fixture
def trois(fictif: ReferentielLu, ccpm: ReferentielLu) -> None:
    certification = importer(fictif).certification
    Enregistrement.objects.create(
        certification=certification, code="RNCP99901", date_enregistrement=date(2024, 4, 2), date_fin=date(2029, 4, 2)
    )
    importer(ccpm)
    creer_referentiel(champs_certification={"numero": "0145", "annee": 1996, "mois": 11, "departements": "76"})


@pytest.mark.usefixtures("trois")
@pytest.mark.parametrize(
    ("texte", "trouves"),
    [
        ("", ["Conduite", "Opérateur", "Technicien"]),
        ("opérateur", ["Opérateur"]),
        ("OPERATEUR usinage", ["Opérateur"]),
        ("métallique", ["Technicien"]),
        ("d'atelier", ["Conduite", "Technicien"]),
        ("0145", ["Opérateur"]),
        ("MQ 1996 11 76 0145", ["Opérateur"]),
        ("CQPM 1996 0145 R", ["Opérateur"]),
        ("bdc 9002", ["Technicien"]),
        ("BDC0001", []),
        ("RNCP99901", ["Technicien"]),
        ("9101", ["Conduite"]),
        ("soudure", []),
        ("%", ["Conduite", "Opérateur", "Technicien"]),
    ],
)
def test_recherche(texte: str, trouves: list[str], connecte, agent) -> None:
    reponse = connecte(agent).get(reverse("referentiel_liste"), {"q": texte})
    assert [intitule.split(" ")[0] for intitule in intitules(reponse)] == trouves


@pytest.mark.usefixtures("trois")
@pytest.mark.parametrize(
    ("filtres", "nombre"),
    [
        ({"type": "CCPM"}, 1),
        ({"type": "CQPM"}, 2),
        ({"etat": "en_vigueur"}, 3),
        ({"etat": "brouillon"}, 0),
        ({"type": "x", "etat": "x", "page": "x"}, 3),
        ({"q": "x" * 10_000}, 0),
    ],
)
def test_filtres(filtres: dict[str, str], nombre: int, connecte, agent) -> None:
    reponse = connecte(agent).get(reverse("referentiel_liste"), filtres)
    assert (reponse.status_code, len(reponse.context["lignes"])) == (200, nombre)


@pytest.mark.usefixtures("trois")
def test_ligne_du_catalogue(connecte, agent) -> None:
    certification, sorte, libelle = (
        connecte(agent).get(reverse("referentiel_liste"), {"q": "9001"}).context["lignes"][0]
    )
    assert (sorte, libelle, certification.niveau, certification.version_date) == (
        "fait",
        "En vigueur",
        4,
        date(2024, 3, 12),
    )
    assert (certification.nombre_blocs, certification.nombre_competences) == (3, 6)
    assert (certification.fiche, certification.fiche_fin) == ("RNCP99901", date(2029, 4, 2))


def test_catalogue_vide_dit_comment_le_remplir(connecte, agent) -> None:
    assert "Le catalogue est vide" in connecte(agent).get(reverse("referentiel_liste")).content.decode()


@pytest.mark.parametrize("nombre", [1, 60])
def test_la_liste_coute_un_nombre_fixe_de_requetes(connecte, agent, nombre: int, django_assert_max_num_queries) -> None:
    for rang in range(nombre):
        certification = CertificationFactory(numero=f"{rang:04d}")
        Referentiel.objects.create(
            certification=certification, intitule="x", etat="en_vigueur", date_gtp=date(2024, 1, 1)
        )
    client = connecte(agent)
    with django_assert_max_num_queries(SOCLE + CADRE + 2):
        assert len(client.get(reverse("referentiel_liste")).context["lignes"]) == min(nombre, 50)


@pytest.mark.parametrize("blocs", [1, 5])
def test_la_fiche_coute_un_nombre_fixe_de_requetes(connecte, agent, blocs: int, django_assert_max_num_queries) -> None:
    referentiel = creer_referentiel(nombre_blocs=blocs, competences_par_bloc=3)
    client = connecte(agent)
    with django_assert_max_num_queries(SOCLE + CADRE + 5 + 1):  # its provenance, read where it is shown
        assert client.get(referentiel.get_absolute_url()).context["fiche"].nombre_competences == blocs * 3


def test_la_fiche_montre_tout_ce_qui_est_enregistre(connecte, agent, fictif: ReferentielLu) -> None:
    """Every text of the référentiel is on the page, typography apart."""
    page = connecte(agent).get(importer(fictif).get_absolute_url()).content.decode()
    montre = " ".join(page.replace("<br>", " ").split())
    for texte in fictif.textes():
        for morceau in texte.split("\n"):
            if morceau and not morceau.isupper():
                attendu = typographier(morceau).replace("&", "&amp;").replace("<", "&lt;").replace("'", "&#x27;")
                assert " ".join(attendu.split()) in montre, morceau
    assert "Cette certification n’est inscrite à aucun répertoire" in page


def test_rang_courant_et_sous_points(connecte, agent, fictif: ReferentielLu) -> None:
    fiche = connecte(agent).get(importer(fictif).get_absolute_url()).context["fiche"]
    assert [(b.code, c.rang, c.numero) for b in fiche.blocs for c in b.competences] == [
        ("BDC9001", 1, 1),
        ("BDC9001", 2, 2),
        ("BDC9002", 3, 1),
        ("BDC9002", 4, 2),
        ("BDC9003", 5, 1),
        ("BDC9003", 6, 2),
    ]
    contraintes = fiche.blocs[1].competences[0].familles[3][1]
    assert [(critere.texte[:23], len(critere.sous)) for critere in contraintes] == [("Les consignes propres a", 3)]


def test_page_sans_texte_ne_plante_pas(connecte, agent) -> None:
    """A version without any content says what is missing."""
    certification = CertificationFactory(supprimee_le=date(2025, 1, 1))
    referentiel = Referentiel.objects.create(certification=certification, intitule="Vide")
    Provenance.objects.create(referentiel=referentiel, doutes=[{"ou": "Ici", "quoi": "là"}])
    page = connecte(agent).get(referentiel.get_absolute_url()).content.decode()
    for phrase in (
        "Le document ne porte pas de mission.",
        "Certification supprimée le 1er\u00a0janvier\u00a02025.",
        "Ici\u00a0: là",
    ):
        assert phrase in page.replace("&nbsp;", "\u00a0")


def test_provenance_reservee_au_centre(connecte, agent, membre_of, fictif: ReferentielLu) -> None:
    adresse = importer(fictif).get_absolute_url()
    assert "cqpm-fictif.md" in connecte(agent).get(adresse).content.decode()
    membre = getattr(membre_of, "utilisateur", membre_of)
    assert "cqpm-fictif.md" not in connecte(membre).get(adresse).content.decode()


def test_versions_et_fiches(connecte, agent, fictif: ReferentielLu) -> None:
    ancienne = importer(fictif)
    Certification.objects.update(suffixe="R")
    recente = Referentiel.objects.create(certification=ancienne.certification, intitule="x", etat="brouillon")
    dates = {"date_enregistrement": date(2019, 1, 1), "date_fin": date(2024, 1, 1)}
    Enregistrement.objects.create(certification=ancienne.certification, code="RNCP1", **dates)
    Enregistrement.objects.create(
        certification=ancienne.certification, code="RNCP2", date_limite_delivrance=date(2100, 1, 1), **dates
    )
    contexte = connecte(agent).get(ancienne.get_absolute_url()).context
    assert {version.pk: sorte for version, sorte, _ in contexte["versions"]} == {
        ancienne.pk: "fait",
        recente.pk: "attente",
    }
    assert sorted((e.code, ouverte, delivrable) for e, ouverte, delivrable in contexte["fiches"]) == [
        ("RNCP1", False, False),
        ("RNCP2", False, True),
    ]


def test_le_fil_dit_le_numero_et_pas_deux_fois_l_intitule(connecte, agent) -> None:
    """A title of three lines is read once, under the path; what has no number keeps its title."""
    certification = creer_referentiel().certification
    page = connecte(agent).get(certification.get_absolute_url()).content.decode()
    fil = page[page.index("Fil d’Ariane") : page.index("<h1")]
    assert (certification.code in fil, certification.intitule in fil) == (True, False)
    assert (
        CertificationFactory.build(numero="", intitule="Parcours d’intégration").nom_court == "Parcours d’intégration"
    )

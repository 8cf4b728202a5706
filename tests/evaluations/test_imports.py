"""The centre's list: recognised as it is written, faults by line and column, one act, nobody twice."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from certif_portal.commun.erreurs import FichierRefuse
from certif_portal.commun.models import Courriel
from evaluations.imports import lire_vivier
from evaluations.models import Evaluateur

NUMEROS = {"0187": [(1, "CQPM")], "0248": [(2, "CQPM"), (3, "CCPM")]}
TITRES = ["Nom", "PRÉNOM", "E-mail", "Société", "Tél.", "Peut évaluer", "Bassin d’emploi", "Pointure"]


def classeur(*lignes, avant=()) -> bytes:
    fichier = Workbook()
    for ligne in (*avant, *lignes):
        fichier.active.append(ligne)
    sortie = io.BytesIO()
    fichier.save(sortie)
    return sortie.getvalue()


def test_la_liste_se_lit_telle_qu_elle_est():
    ligne = [
        "Le Gall",
        "Anne",
        "anne@forges.fr",
        "Forges",
        "02 97 00 00 00",
        "CQPM 2024 0187 ; ccpm 0248",
        "Lorient",
        38,
    ]
    lue = lire_vivier(classeur(TITRES, ligne, [], avant=[["Nos évaluateurs 2026"], []]), NUMEROS)
    assert (lue.fautes, lue.ignorees) == ((), ("Pointure",))
    [seule] = lue.lignes
    assert (seule.numero, seule.certifications) == (4, (1, 3))
    assert (seule.valeurs["courriel"], seule.valeurs["region"]) == ("anne@forges.fr", "Lorient")


def test_un_texte_separe_se_lit_aussi():
    lue = lire_vivier("Nom;Prénom;Mail;Entreprise\nTanguy;Yann;y@x.fr;Atelier\n".encode(), NUMEROS)
    assert [ligne.valeurs["nom"] for ligne in lue.lignes] == ["Tanguy"]


@pytest.mark.parametrize(
    ("ligne", "faute"),
    [
        (["", "Anne", "a@x.fr", "F", "", "", "", ""], "Ligne 2 : « Nom » est vide."),
        (["G", "A", "a(at)x.fr", "F", "", "", "", ""], "Ligne 2 : « a(at)x.fr » n’est pas une adresse électronique."),
        (["G", "A", "a@x.fr", "F", "", "0999", "", ""], "Ligne 2 : « 0999 » n’est le numéro d’aucune certification."),
        (
            ["G", "A", "a@x.fr", "F", "", "tourneur", "", ""],
            "Ligne 2 : « tourneur » n’est le numéro d’aucune certification.",
        ),
        (
            ["G", "A", "a@x.fr", "F", "", "0248", "", ""],
            "Ligne 2 : « 0248 » désigne plusieurs certifications : écrivez le type devant le numéro.",
        ),
        (["G" * 101, "A", "a@x.fr", "F", "", "", "", ""], "Ligne 2 : « Nom » a 101 signes : 100 au plus."),
    ],
)
def test_une_faute_dit_sa_ligne_et_ce_qui_est_attendu(ligne, faute):
    lue = lire_vivier(classeur(TITRES, ligne), NUMEROS)
    assert (lue.lignes, [" ".join(f.split()) for f in lue.fautes]) == ((), [faute])


def test_un_siret_ou_un_telephone_faux_et_un_double_se_disent():
    titres = ["Nom", "Prénom", "Courriel", "Entreprise", "SIRET", "Téléphone"]
    lue = lire_vivier(
        classeur(
            titres,
            ["G", "A", "a@x.fr", "F", "12345678901234", ""],
            ["G", "A", "b@x.fr", "F", "", "12"],
            ["G", "A", "c@x.fr", "F", 78471719100018, ""],
            ["H", "B", "C@x.fr", "F", "", ""],
        ),
        NUMEROS,
    )
    assert [ligne.valeurs["entreprise_siret"] for ligne in lue.lignes] == ["78471719100018"]
    assert [faute.split(" : ")[0] for faute in lue.fautes] == ["Ligne 2", "Ligne 3", "Ligne 5"]
    assert "est déjà celui de la ligne 4" in lue.fautes[2]


def test_sans_ligne_de_titres_le_refus_dit_ce_qui_a_ete_lu():
    with pytest.raises(FichierRefuse, match="Titres lus : Personne, Usine"):
        lire_vivier(classeur(["Personne", "Usine"], ["Anne", "Forges"]), NUMEROS)
    with pytest.raises(FichierRefuse, match=r"même ligne de titres\.$"):
        lire_vivier(classeur([]), NUMEROS)


@pytest.mark.django_db
def test_du_fichier_au_vivier(connecte, agent, evaluateur, referentiel):
    client = connecte(agent)
    numero = referentiel.certification.numero
    octets = classeur(
        TITRES,
        ["Le Gall", "Anne", "anne@forges.fr", "Forges", "", numero, "Lorient", ""],
        ["X", "Y", evaluateur.utilisateur.email.upper(), "Autre atelier", "", "", "", ""],
        ["", "Sans nom", "z@x.fr", "Forges", "", "", "", ""],
    )
    page = client.post(reverse("evaluateur_importer"), {"liste": SimpleUploadedFile("liste.xlsx", octets)})
    lu = page.content.decode()
    assert ("invité" in lu, "fiche complétée" in lu, "Ligne\xa04" in lu or "Ligne 4" in lu) == (True, True, True)
    assert Evaluateur.objects.count() == 1
    client.post(reverse("evaluateur_reprendre"), {"personnes": page.context["signees"]})
    nouvelle = Evaluateur.objects.get(utilisateur__email="anne@forges.fr")
    assert (nouvelle.region, list(nouvelle.certifications.all())) == ("Lorient", [referentiel.certification])
    evaluateur.refresh_from_db()
    assert (evaluateur.entreprise_nom, evaluateur.service) == ("Autre atelier", "Production")
    assert Courriel.objects.filter(acte="invitation").values_list("destinataire", flat=True).get() == "anne@forges.fr"


@pytest.mark.django_db
def test_un_fichier_qui_ne_va_pas_ou_une_page_refaite_se_refusent(connecte, agent):
    client = connecte(agent)
    faux = SimpleUploadedFile("liste.xlsx", classeur(["Personne"]))
    page = client.post(reverse("evaluateur_importer"), {"liste": faux})
    assert set(page.context["formulaire"].errors) == {"liste"}
    suite = client.post(reverse("evaluateur_reprendre"), {"personnes": "inventé"}, follow=True).content.decode()
    assert "déposez de nouveau la liste" in suite
    assert Evaluateur.objects.count() == 0

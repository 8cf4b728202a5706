"""`manage.py importer_referentiel`: what it prints, what it writes, how it refuses."""

import io
import json
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from certif_portal.commun import horloge
from certif_portal.commun.erreurs import ErreurMetier
from referentiels.choix import EtatReferentiel
from referentiels.models import Certification, Referentiel, VersionBloc
from referentiels.services.version import publier_referentiel
from tests.environnement import SOURCES
from tests.referentiels.conftest import DONNEES

pytestmark = pytest.mark.django_db
CQPM, CCPM = DONNEES / "cqpm-fictif.md", DONNEES / "ccpm-fictif.md"
REEL = SOURCES / "referentiel-cqpm-industrialisation.md"


def lancer(fichier: Path, *options: str) -> str:
    sortie = io.StringIO()
    call_command("importer_referentiel", str(fichier), *options, stdout=sortie)
    return sortie.getvalue()


def refuser(fichier: Path, *options: str) -> tuple[str, str]:
    """(what was printed, the message), and nothing stored."""
    sortie = io.StringIO()
    with pytest.raises(CommandError) as refus:
        call_command("importer_referentiel", str(fichier), *options, stdout=sortie)
    assert refus.value.returncode == 1
    assert (Certification.objects.count(), Referentiel.objects.count(), VersionBloc.objects.count()) == (0, 0, 0)
    return sortie.getvalue(), str(refus.value)


def test_importe_et_raconte() -> None:
    lignes = lancer(CQPM, "--rncp", "RNCP99901", "--rncp-date", "2024-04-02", "--rncp-fin", "2029-04-02").splitlines()
    assert lignes[0] == "CQPM CQPM 2024 9001 R : Technicien en fabrication additive métallique (fictif)"
    assert lignes[1] == "3 activités, 3 blocs, 6 compétences, 12 connaissances, 24 familles de critères, 3 modalités."
    assert (
        "  - Mission et activités — titre du modèle — 1.1. Mission (s) et activités visées par la "
        "certification professionnelle"
    ) in lignes
    assert lignes[-1] == "Enregistré : CQPM 2024 9001, en vigueur."
    assert Certification.objects.get().enregistrements.get().code == "RNCP99901"


def test_chaque_texte_ecarte_est_imprime() -> None:
    texte = lancer(CCPM)
    referentiel = Referentiel.objects.get()
    assert len(referentiel.provenance.textes_ecartes) > 40
    for ecarte in referentiel.provenance.textes_ecartes:
        assert f"  - {ecarte['ou']} — {ecarte['motif']} — {ecarte['texte']}\n" in texte


def test_deux_fois() -> None:
    lancer(CQPM)
    assert lancer(CQPM).endswith("Ce document était déjà importé (en vigueur) : il n’est pas doublé.\n")
    assert Referentiel.objects.count() == 1


def test_analyse_n_ecrit_rien() -> None:
    assert lancer(CQPM, "--analyse").endswith("Analyse seule : rien n’est enregistré.\n")
    assert Certification.objects.count() == 0


def test_json_est_le_seul_texte_imprime() -> None:
    objet = json.loads(lancer(CQPM, "--analyse", "--json"))
    assert (objet["accepte"], objet["type"], objet["numero"], objet["date_gtp"]) == (True, "CQPM", "9001", "2024-03-12")
    assert [bloc["numero"] for bloc in objet["blocs"]] == ["BDC9001", "BDC9002", "BDC9003"]
    assert Certification.objects.count() == 0
    json.loads(lancer(CQPM, "--json"))
    assert Referentiel.objects.count() == 1


@pytest.mark.partage
def test_texte_reel_avec_ce_qu_il_ne_porte_pas() -> None:
    options = ("--numero", "MQ 2006 0248", "--niveau", "5", "--date-gtp", "2024-03-12")
    objet = json.loads(lancer(REEL, *options, "--json"))
    assert (objet["prefixe"], objet["annee"], objet["numero"], objet["niveau"], objet["doutes"]) == (
        "MQ",
        2006,
        "0248",
        5,
        [],
    )
    referentiel = Referentiel.objects.get()
    assert (referentiel.certification.code, referentiel.date_gtp) == ("MQ 2006 0248", date(2024, 3, 12))


@pytest.mark.partage
def test_texte_reel_sans_numero_refuse() -> None:
    _, message = refuser(REEL)
    assert message.startswith("Document refusé, rien n’est enregistré. Le document n’en porte pas : donnez-le.")
    assert message.endswith("(CERTIFICATION-NUMERO)")


@pytest.mark.parametrize(
    ("options", "attendu"),
    [
        (("--numero", "Soudeur"), "Lu : le numéro « Soudeur ». Attendu : un numéro comme « CQPM 2006 0248 »."),
        (
            ("--numero", "CQPM 2024 9002"),
            "Lu : le numéro « CQPM 2024 9002 ». Attendu : celui que porte le document, « CQPM 2024 9001 R ».",
        ),
        (("--niveau", "5"), "Lu : le niveau 5. Attendu : ce que dit le document, 4."),
        (
            ("--date-gtp", "2024-03-13"),
            "Lu : la date de décision 13/03/2024. Attendu : ce que dit le document, 12/03/2024.",
        ),
        (
            ("--rncp", "fiche", "--rncp-date", "2024-04-02"),
            "« fiche » n’est pas une fiche du répertoire : attendu « RNCP40664 » ou « RS6717 ».",
        ),
        (("--rncp", "RNCP99901"), "--rncp et --rncp-date vont ensemble."),
    ],
)
def test_options_contradictoires(options: tuple[str, ...], attendu: str) -> None:
    assert refuser(CQPM, *options)[1].endswith(attendu)


@pytest.mark.parametrize(
    ("nom", "octets", "lu"),
    [
        ("vide.md", b"", "un fichier vide"),
        ("faux.md", b"PK\x03\x04reste", "un document Word tronqué ou abîmé"),
        ("recette.txt", b"Tarte aux pommes", "un texte qui commence par « Tarte aux pommes »"),
        ("gros.md", b"x" * (200 * 1024 * 1024), "un fichier de plus de 2048 ko"),
    ],
)
def test_mauvais_fichier(tmp_path: Path, nom: str, octets: bytes, lu: str) -> None:
    fichier = tmp_path / nom
    fichier.write_bytes(octets)
    sortie, message = refuser(fichier, "--json")
    objet = json.loads(sortie)
    assert (objet["accepte"], objet["type"], objet["blocs"]) == (False, None, [])
    assert objet["doutes"][0]["quoi"].startswith(f"Lu : {lu}.")
    assert f"Lu : {lu}." in message


def test_ce_qui_a_ete_lu_est_dit_avec_le_refus(tmp_path: Path) -> None:
    fichier = tmp_path / "ouverture.txt"
    fichier.write_text(
        "REFERENTIEL DU CQPM\nTitre du CQPM : Ajusteur fictif\nQualification : MQ 2004 0933 Niveau : 4\n"
    )
    dits = [
        "Ce qui a été lu du document :",
        "  - Type : CQPM",
        "  - Numéro : MQ 2004 0933",
        "  - Intitulé : Ajusteur fictif",
        "  - Niveau : 4",
        "  - Catégorie : non lu",
        "  - Date de la décision du GTP : non lu",
    ]
    assert refuser(fichier, "--analyse")[0].splitlines() == dits
    objet = json.loads(refuser(fichier, "--analyse", "--json")[0])
    assert (objet["accepte"], objet["type"], objet["numero"], objet["niveau"]) == (False, "CQPM", "0933", 4)


def test_une_option_qui_contredit_rend_ce_que_dit_le_document() -> None:
    objet = json.loads(refuser(CQPM, "--niveau", "5", "--json")[0])
    assert (objet["accepte"], objet["niveau"], objet["numero"]) == (False, 4, "9001")


def test_un_texte_change_par_la_lecture_reste_un_brouillon_a_relire(tmp_path: Path, connecte, responsable) -> None:
    """The document bears its date, but a word was put together: a human says it is right, then publishes."""
    fichier = tmp_path / "cqpm.md"
    fichier.write_bytes(CQPM.read_bytes().replace(b"fabrication", b"fabri- cation", 1))
    conclusion = lancer(fichier).splitlines()[-1]
    assert conclusion.endswith(
        "brouillon. La lecture a changé ou écarté des textes (1) : comparez-les au document, puis mettez la version en "
        "vigueur à l’écran."
    )
    referentiel = Referentiel.objects.get()
    client, adresse = connecte(responsable), reverse("referentiel_publier", args=[referentiel.pk])
    page = client.get(adresse).content.decode()
    assert "fabri- cation" in page
    sans = client.post(adresse, {"date_gtp": "2024-03-12"})
    assert list(sans.context["formulaire"].errors) == ["textes_relus"]
    with pytest.raises(ErreurMetier, match="relisez-les et dites-le"):
        publier_referentiel(referentiel=referentiel, date_gtp=date(2024, 3, 12), par=None, a=horloge.maintenant())
    client.post(adresse, {"date_gtp": "2024-03-12", "textes_relus": "on"})
    referentiel.refresh_from_db()
    assert referentiel.etat == EtatReferentiel.EN_VIGUEUR


@pytest.mark.parametrize("chemin", ["absent.md", "."])
def test_chemin_illisible(tmp_path: Path, chemin: str) -> None:
    assert "introuvable ou illisible" in refuser(tmp_path / chemin)[1]

"""What identifies a certification is given with the refusal: openings of pages, manuals, tables not understood."""

from datetime import date

import pytest

from referentiels.imports.identite import relever
from referentiels.imports.lecture import ReferentielRefuse, lire_referentiel, ouvrir_a_part
from referentiels.imports.modele import DocumentRefuse, Identite, refus_en_json
from referentiels.imports.structure import Document, Ligne
from tests.referentiels.imports.contenu import CQPM
from tests.referentiels.imports.sosies_pdf import imprimer
from tests.referentiels.imports.sosies_texte import markdown

# What a site that shares documents adds above the text, then a text cut in the middle of a sentence.
PARTAGE = """• Aucun résultat trouvé

1. REFERENTIEL D ACTIVITES DU CQPM

Partager "1. REFERENTIEL D ACTIVITES DU CQPM"

14

(1)

Commission paritaire nationale de l’emploi et de la formation professionnelle de la métallurgie

Qualification : CQPM 2006 0948 Niveau : 4

Dernière Modification : 28/04/2020 REFERENTIEL DU CQPM

Titre du CQPM : Vérificateur(trice) fictif d’installations

1. REFERENTIEL D’ACTIVITES DU CQPM

1.1. Mission (s) et activités visées par la certification professionnelle

Le vérificateur fictif assure des contrôles. En fonction des différents contextes et/ou or
"""
MANUEL = """Vous êtes sur la page 1sur 15

CQPM : MQ 2014 44/92 0900 – Technicien(ne) fictif d’usinage

MANUEL D’ÉVALUATION ET DE
CERTIFICATION DU CANDIDAT AU CQPM :

« TECHNICIEN FICTIF
D’USINAGE »

SOMMAIRE

1. Préambule ........................................................ 3

2. OBJECTIF PROFESSIONNEL DU CQPM ................................ 6
"""
ANCIENNE = """1. REFERENTIEL D`ACTVITES DU CQPM

Transcription
Commission paritaire nationale
l’emploi de la métallurgie
de
Qualification : MQ 1996 11 76 0945
Catégorie : B
Dernière Modification : 07/04/2016
REFERENTIEL DU CQPM
Titre du CQPM : Mécanicien fictif
en robinetterie
1. REFERENTIEL D’ACTVITES DU CQPM
1.1. Mission (s) et activités visées par la qualification
Le mécanicien fictif intervient 1 dans des activités d’installation tels que :
-
"""


def refuser(octets: bytes) -> DocumentRefuse:
    with pytest.raises(DocumentRefuse) as refus:
        lire_referentiel(octets)
    return refus.value


def champs(identite: Identite | None) -> list[str | None]:
    assert identite is not None
    return [valeur for _, _, valeur in identite.champs()]


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        (
            PARTAGE,
            ["CQPM", "CQPM 2006 0948", "Vérificateur(trice) fictif d’installations", "4", None, "28/04/2020"],
        ),
        (MANUEL, ["CQPM", "MQ 2014 44/92 0900", "Technicien(ne) fictif d’usinage", None, None, None]),
        (
            MANUEL.replace("CQPM : MQ 2014 44/92 0900 – Technicien(ne) fictif d’usinage\n", ""),
            ["CQPM", None, "TECHNICIEN FICTIF D’USINAGE", None, None, None],
        ),
        (
            ANCIENNE,
            ["CQPM", "MQ 1996 11 76 0945", "Mécanicien fictif en robinetterie", None, "B", "07/04/2016"],
        ),
        (
            "REFERENTIEL DU CQPM. TITRE DU CQPM : Chargé (e) fictif de projets OBJECTIF PROFESSIONNEL DU CQPM\n\n"
            "Documents pareils\nREFERENTIEL DU CQPM. TITRE DU CQPM : Electricien OBJECTIF PROFESSIONNEL DU CQPM\n",
            ["CQPM", None, "Chargé (e) fictif de projets", None, None, None],
        ),
        ("Tarte aux pommes\n\nCuire trente minutes.\n", [None] * 6),
        ("Guide des CQPM, CQPI et CCPM\n\nUn texte.\n", [None] * 6),
    ],
)
def test_ce_qui_identifie_est_rendu_avec_le_refus(texte: str, attendu: list[str | None]) -> None:
    assert champs(refuser(texte.encode()).identite) == attendu


@pytest.mark.parametrize(("longueur", "lu"), [(255, True), (256, False)])
def test_un_texte_entier_n_est_pas_un_titre(longueur: int, lu: bool) -> None:
    """Another document, a procès-verbal, was shown whole under « Intitulé : lu »."""
    texte = "a" * longueur
    identite = refuser(f"REFERENTIEL DU CQPM\n\nTitre du CQPM : {texte}\n".encode()).identite
    assert champs(identite) == ["CQPM", None, texte if lu else None, None, None, None]


def test_les_lignes_d_un_autre_document_ne_sont_pas_la_suite_d_un_titre() -> None:
    suite = [Ligne(n, "candidat admis au jury de", suite=True, paragraphe=True) for n in range(2, 22)]
    court, long = (
        relever(Document("pdf", "", (Ligne(1, "Titre du CQPM : usinage"), *suite[:nombre]), ())) for nombre in (1, 20)
    )
    assert (court.intitule, len(court.doutes)) == ("usinage candidat admis au jury de", 1)
    assert (long.intitule, long.doutes) == (None, ())


def test_tableau_qui_ne_s_ouvre_pas() -> None:
    """The tables stop the opening of the file itself: the lines above them are still read."""
    texte = markdown(CQPM).replace("| Blocs", "<table><tr><td>\n| Blocs", 1)
    refus = refuser(texte.encode())
    assert "un tableau HTML qui n’est pas fermé" in str(refus)
    assert champs(refus.identite) == ["CQPM", "MQ 2004 0933", CQPM["intitule"], "4", None, "14/06/2022"]


def test_pdf_d_une_couverture() -> None:
    identite = refuser(imprimer("<p>Qualification : MQ 2004 0933</p><h1>REFERENTIEL DU CQPM</h1><p>Suite</p>")).identite
    assert champs(identite) == ["CQPM", "MQ 2004 0933", None, None, None, None]


def test_json_champ_par_champ() -> None:
    objet = refus_en_json(refuser(ANCIENNE.encode()))
    assert (objet["accepte"], objet["type"], objet["annee"], objet["mois"], objet["departements"]) == (
        *(False, "CQPM", 1996, 11),
        ["76"],
    )
    assert (objet["numero"], objet["date_gtp"], objet["mission"], objet["blocs"]) == ("0945", "2016-04-07", None, [])
    assert [(champ["champ"], champ["lu"]) for champ in objet["identification"]] == [
        ("type", True),
        ("numero", True),
        ("intitule", True),
        ("niveau", False),
        ("categorie", True),
        ("date_gtp", True),
    ]
    sans_rien = refus_en_json(refuser(b""))
    assert (sans_rien["type"], [champ["lu"] for champ in sans_rien["identification"]]) == (None, [False] * 6)


def test_une_lecture_acceptee_dit_les_memes_champs() -> None:
    objet = lire_referentiel(markdown(CQPM).encode()).en_json()
    assert [champ["valeur"] for champ in objet["identification"]] == [
        *("CQPM", "MQ 2004 0933", CQPM["intitule"], "4", None),
        "14/06/2022",
    ]


def test_le_refus_revient_d_un_autre_processus() -> None:
    """Opened apart, as an upload is: the refusal comes back whole."""
    with pytest.raises(ReferentielRefuse) as refus:
        ouvrir_a_part((markdown(CQPM) + "\n<table><tr><td>\n").encode())
    assert refus.value.identite is not None
    assert refus.value.identite.date_gtp == date(2022, 6, 14)


def test_de_deux_titres_le_premier_et_l_autre_est_dit() -> None:
    texte = "Référentiel du CQPM\n\nTitre du CQPM : Soudeur fictif\n\nTitre du CQPM : Ajusteur fictif\n"
    refus = refuser(texte.encode())
    assert champs(refus.identite)[2] == "Soudeur fictif"
    dits = [doute["quoi"] for doute in refus_en_json(refus)["doutes"][1:]]
    assert dits == ["un autre titre, « Ajusteur fictif », est imprimé : « Soudeur fictif » est gardé"]

"""Forms of before the blocs, and text layers damaged in the ways real ones are."""

import re

import pytest

from referentiels.imports.lecture import lire_referentiel
from referentiels.imports.modele import DocumentRefuse, ReferentielLu
from tests.referentiels.imports.contenu import CQPM, comparer, doutes
from tests.referentiels.imports.sosies_texte import markdown

ANCIEN = """COMMISSION PARITAIRE NATIONALE
DE L'EMPLOI DE LA METALLURGIE
Qualification : 2000 04 59/35 0986
Catégorie : C*
Dernière modification : 10/09/20
REFERENTIEL DU CQPM
TITRE DU CQPM : Soudeur fictif d'ensembles chaudronnés
et de tuyauteries
I OBJECTIF PROFESSIONNEL DU CQPM
Le soudeur fictif assemble des pièces métalliques, généralement au sein d'une équipe sous
la responsabilité d'un chef d'atelier.
Les missions ou activités susceptibles de lui être confiées peuvent porter à titre d'exemples non
exhaustifs sur :
La préparation des bords à souder ;
Le soudage des assemblages, selon un descriptif de mode
opératoire ;
Le contrôle visuel des cordons.
Pour cela, il (elle) doit être capable de :
1) Préparer les pièces et le poste de soudage
2) Souder un assemblage en suivant un descriptif de mode
opératoire
Page 1 sur 2
3) Contrôler son travail et rendre compte
"""


def lire(texte: str) -> ReferentielLu:
    return lire_referentiel(texte.encode())


def identite(lu: ReferentielLu) -> tuple[object, ...]:
    return lu.prefixe, lu.annee, lu.mois, lu.departements, lu.numero, lu.suffixe


# ---- « Objectif professionnel », « Catégorie », a plain list of competences


def test_ancienne_forme() -> None:
    lu = lire(ANCIEN)
    assert (lu.type, lu.intitule) == ("CQPM", "Soudeur fictif d'ensembles chaudronnés et de tuyauteries")
    assert identite(lu) == (None, 2000, 4, ("59", "35"), "0986", None)
    assert (lu.niveau, lu.categorie, str(lu.date_gtp)) == (None, "C*", "2020-09-10")
    assert lu.mission == (
        "Le soudeur fictif assemble des pièces métalliques, généralement au sein d'une équipe sous la responsabilité "
        "d'un chef d'atelier."
    )
    assert [activite.intitule for activite in lu.activites] == [
        "La préparation des bords à souder",
        "Le soudage des assemblages, selon un descriptif de mode opératoire",
        "Le contrôle visuel des cordons",
    ]
    assert [(bloc.numero, bloc.intitule, bloc.connaissances) for bloc in lu.blocs] == [(None, None, ())]
    assert [(c.numero, c.intitule) for c in lu.competences] == [
        (1, "Préparer les pièces et le poste de soudage"),
        (2, "Souder un assemblage en suivant un descriptif de mode opératoire"),
        (3, "Contrôler son travail et rendre compte"),
    ]
    assert all(not any(elements for _, elements in c.criteres.familles()) for c in lu.competences)


def test_ce_qui_manque_a_l_ancienne_forme_est_dit() -> None:
    assert list(dict.fromkeys(doutes(lire(ANCIEN)))) == [
        "année écrite sur deux chiffres : « 10/09/20 » lu 10/09/2020",
        "le document n’a pas de référentiel d’évaluations : 3 compétences sans critère",
        "activités lues sans puces dans la source : 3",
        "aucune modalité d’évaluation lue",
        "rubrique absente ou vide",
        "le document ne porte pas de niveau",
    ]


def test_puces_seules_sur_leur_ligne() -> None:
    """A copy leaves the bullet on a line and its text on the next."""
    texte = ANCIEN
    for debut in ("La préparation", "Le soudage", "Le contrôle visuel"):
        texte = texte.replace(debut, f"\uf0b7\n{debut}")
    lu = lire(texte)
    assert [a.intitule for a in lu.activites] == [a.intitule for a in lire(ANCIEN).activites]
    assert "activités lues sans puces dans la source : 3" not in doutes(lu)


def test_tout_sur_une_ligne() -> None:
    lu = lire(
        ANCIEN.replace("\n", " ").replace("COMMISSION ", "COMMISION ").replace("LA METALLURGIE", "LE METALLURGIE")
    )
    attendu = lire(ANCIEN)
    assert (identite(lu), lu.intitule, lu.mission, lu.categorie) == (
        identite(attendu),
        attendu.intitule,
        attendu.mission,
        attendu.categorie,
    )
    assert [c.intitule for c in lu.competences][:1] == ["Préparer les pièces et le poste de soudage"]


def test_capacites_en_tableau_sans_famille() -> None:
    """The oldest tables do not sort criteria by family: they are put aside and said, never put in one."""
    tableau = (
        "II REFERENTIEL DE CERTIFICATION\n\n"
        "Capacités professionnelles\tConditions de réalisation\tCritères d'évaluation\n"
        "1) Préparer les pièces et le poste de soudage\tÀ partir d'un dossier.\tLe poste est prêt.\n"
        "2) Souder un assemblage en suivant un descriptif de mode opératoire\tSur acier.\tLe cordon est régulier.\n"
        "3) Contrôler son travail et rendre compte\tÀ l'atelier.\tLes défauts sont signalés.\n"
    )
    lu = lire(ANCIEN + tableau)
    assert [[e.texte for e in c.conditions] for c in lu.competences] == [
        ["À partir d'un dossier."],
        ["Sur acier."],
        ["À l'atelier."],
    ]
    assert [ecarte.texte for ecarte in lu.ecartes if ecarte.motif == "non rangé"] == [
        "Le poste est prêt.",
        "Le cordon est régulier.",
        "Les défauts sont signalés.",
    ]
    assert "critère sans famille, écarté : « Le poste est prêt. »" in doutes(lu)


@pytest.mark.parametrize(
    ("imprime", "attendu"),
    [
        ("MQ 2004 0233", ("MQ", 2004, None, (), "0233", None)),
        ("CQPM 2006 0248", ("CQPM", 2006, None, (), "0248", None)),
        ("2004 0230", (None, 2004, None, (), "0230", None)),
        ("MQ 1996 11 76 0145", ("MQ", 1996, 11, ("76",), "0145", None)),
        ("MQ 2014 44/92 0300", ("MQ", 2014, None, ("44", "92"), "0300", None)),
        ("MQ 96 11 76 0145", ("MQ", 1996, 11, ("76",), "0145", None)),
        ("CQPM 2021 0350 R/I", ("CQPM", 2021, None, (), "0350", "RI")),
        ("MQ 2OO4 0233", (None, None, None, (), None, None)),
        ("MQ 2004", (None, None, None, (), None, None)),
    ],
)
def test_numeros(imprime: str, attendu: tuple[object, ...]) -> None:
    lu = lire(ANCIEN.replace("2000 04 59/35 0986", imprime))
    assert (lu.prefixe if lu.numero else None, *identite(lu)[1:]) == attendu
    assert lu.numero is not None or f"« {imprime} » est illisible : champ laissé vide" in doutes(lu)


@pytest.mark.parametrize(
    "entete",
    [
        "Qualification : MQ 2004 0233 Catégorie : A Dernière modification : 06/03/2014",
        "Qualification :\nMQ 2004 0233\nCatégorie :\nA\nDernière modification :\n06/03/2014",
        "Qualification : MQ 2004 0233 Catégorie : A\nDernière modification : 6 mars 2014",
        "MQ 2004 0233\nCatégorie A\nDernière Modification : 06.03.2014",
    ],
)
def test_entete_sur_une_ou_plusieurs_lignes(entete: str) -> None:
    debut, fin = ANCIEN.index("Qualification"), ANCIEN.index("REFERENTIEL DU CQPM")
    lu = lire(f"{ANCIEN[:debut]}{entete}\n{ANCIEN[fin:]}")
    assert (lu.prefixe, lu.annee, lu.numero, lu.categorie, str(lu.date_gtp)) == ("MQ", 2004, "0233", "A", "2014-03-06")


# ---- damaged letters


def abimer(texte: str, *paires: tuple[str, str]) -> str:
    for avant, apres in paires:
        assert avant in texte
        texte = texte.replace(avant, apres)
    return texte


def test_ligatures_typographiques_recomposees() -> None:
    """« ﬁ » is one sign for two letters: nothing is lost, nothing is doubted."""
    texte = markdown(CQPM)
    ligatures = re.sub("ff", "\ufb00", re.sub("fi", "\ufb01", re.sub("fl", "\ufb02", texte)))
    assert ligatures != texte
    lu = lire(ligatures)
    assert (comparer(CQPM, lu), doutes(lu)) == ([], [])


def test_titres_et_libelles_abimes() -> None:
    """The words of the model are known by likeness; each such reading is said."""
    texte = abimer(
        markdown(CQPM),
        ("Qualification :", "Quali cation :"),
        ("Dernière modification", "Dernière modi cation"),
        ("REFERENTIEL D’ACTIVITES DU CQPM", "FREQUENTIEL D’ACTVITES DU CQPM"),
        ("REFERENTIEL D’EVALUATIONS", "RFRENTIEL D’VALUATIONS"),
        ("Critères mesurables et observables", "Critres mesurables et observables"),
        ("En matière de méthodes utilisées :", "En matire de mthodes utilises :"),
    )
    lu = lire(texte)
    assert comparer(CQPM, lu) == []
    assert sorted(set(doutes(lu))) == [
        (
            "en-tête lu malgré une différence : « Compétences professionnelles | Conditions de réalisation | "
            "Critres mesurables et observabl… »"
        ),
        "titre « 1. FREQUENTIEL D’ACTVITES DU CQPM » lu « référentiel d’activités du CQPM » malgré une différence",
        "titre « 3. RFRENTIEL D’VALUATIONS » lu « référentiel d’évaluations » malgré une différence",
        "« Dernière modi cation : » lu « dernière modification » malgré une différence",
        "« En matire de mthodes utilises : » lu « en matière de méthodes utilisées » malgré une différence",
        "« Quali cation : » lu « qualification » malgré une différence",
    ]


def test_mots_abimes_signales_et_laisses_tels_quels() -> None:
    texte = abimer(
        markdown(CQPM),
        ("Le contrôle suit la liste prévue.", "Le contrle suit la liste prévue du fréquentiel."),
        ("La zone est tenue propre.", "La certi cation est pr\ufffdte."),
    )
    lu = lire(texte)
    criteres = lu.blocs[0].competences[1].criteres
    assert [element.texte for element in (*criteres.methodes, *criteres.contraintes)] == [
        "Le contrle suit la liste prévue du fréquentiel.",
        "La certi cation est pr\ufffdte.",
    ]
    assert doutes(lu) == [
        (
            "lettres perdues : « contrle », sans doute « contrôle », laissé tel quel (« Le contrle suit la liste "
            "prévue du fréquentiel. »)"
        ),
        (
            "lettres perdues : « fréquentiel », sans doute « référentiel », laissé tel quel (« Le contrle suit "
            "la liste prévue du fréquentiel. »)"
        ),
        "signe illisible dans « certi cation est pr\ufffdte. »",
        (
            "lettres perdues : « certi cation », sans doute « certification », laissé tel quel (« La certi "
            "cation est pr\ufffdte. »)"
        ),
    ]


def test_type_lu_dans_le_numero() -> None:
    texte = abimer(markdown(CQPM), ("MQ 2004", "CQPM 2004"), ("REFERENTIEL DU CQPM", "REFERENTIEL DU COPM"))
    texte = texte.replace("Titre du CQPM", "Intitulé")
    lu = lire(texte)
    assert lu.type == "CQPM"
    assert "type lu dans le numéro, CQPM : le titre du document ne le dit pas" in doutes(lu)


def test_type_jamais_devine() -> None:
    texte = abimer(markdown(CQPM), ("REFERENTIEL DU CQPM", "REFERENTIEL DU COPM"), ("Titre du CQPM", "Intitulé"))
    with pytest.raises(DocumentRefuse, match="aucun type de certification"):
        lire(texte)


def test_deux_numeros_imprimes() -> None:
    lu = lire(abimer(markdown(CQPM), ("Niveau : 4", "Niveau : 4\n\nMQ 2004 0934")))
    assert lu.numero == "0933"
    assert "un autre numéro, « MQ 2004 0934 », est imprimé : « MQ 2004 0933 » est gardé" in doutes(lu)


# ---- two chapters only: activities and competences


DEUX_CHAPITRES = """# RÉFÉRENTIEL DU CQPM

Numéro : MQ 96 11 0945 R

Titre : Conducteur fictif de ligne

## 1. Référentiel d’activités

### 1.1 Mission(s) et activités visées par la qualification

Le conducteur fictif tient une ligne.

Activité 1 : Démarrer la ligne
Il applique les consignes.

Activité 2 : Arrêter la ligne

## 2. Référentiel de compétences

- Démarrer une ligne
- Arrêter une ligne
"""


def test_deux_chapitres_et_des_competences_en_liste() -> None:
    """No evaluation chapter, a bare « Titre », a « # » cut from its heading, numbered activities, no numbers."""
    lu = lire(DEUX_CHAPITRES)
    assert (lu.type, lu.intitule, lu.mission) == (
        *("CQPM", "Conducteur fictif de ligne", "Le conducteur fictif tient une ligne."),
    )
    assert identite(lu) == ("MQ", 1996, None, (), "0945", "R")
    assert [(a.intitule, a.texte) for a in lu.activites] == [
        ("Démarrer la ligne", "Il applique les consignes."),
        ("Arrêter la ligne", ""),
    ]
    assert [c.intitule for c in lu.competences] == ["Démarrer une ligne", "Arrêter une ligne"]
    assert doutes(lu)[:3] == [
        "année écrite sur deux chiffres : « 96 » lu 1996",
        "« 11 » peut être le mois ou un département : non lu",
        "compétences : aucun numéro de compétence imprimé, 2 attendus",
    ]

"""What the look-alike documents say, written once as the object `importer_referentiel --json` must print.

Every document of the tests is built from these objects and must be read back to them, cell by cell.
"""

from __future__ import annotations

import copy
from typing import Any

from referentiels.imports.modele import ReferentielLu

COLONNES_BLOCS = ("Blocs de compétences", "Compétences professionnelles", "Connaissances associées")
COLONNES = (
    "Compétences professionnelles",
    "Conditions de réalisation",
    "Critères mesurables et observables",
    "Résultats attendus",
)
CLES = (
    *("type", "prefixe", "annee", "mois", "departements", "numero", "suffixe", "niveau", "categorie", "date_gtp"),
    *("intitule", "mission", "activites", "environnement", "interactions", "evolutions", "modalites"),
    *("conditions_admission", "blocs"),
)
OBSERVATION = (
    "ÉVALUATION EN SITUATION PROFESSIONNELLE RÉELLE.\n"
    "L’évaluation s’effectue dans l’atelier du candidat. Celle-ci s’appuie sur :\n"
    "1. une observation en situation de travail."
)
QUESTIONNEMENT = "2. des questionnements avec apport d’éléments de preuve."
PROJET = (
    "PRÉSENTATION DES PROJETS OU ACTIVITÉS RÉALISÉS EN MILIEU PROFESSIONNEL.\n"
    "Le candidat remet un rapport, puis le présente à la commission."
)

CQPM: dict[str, Any] = {
    "type": "CQPM",
    "prefixe": "MQ",
    "annee": 2004,
    "mois": None,
    "departements": [],
    "numero": "0933",
    "suffixe": None,
    "niveau": 4,
    "categorie": None,
    "date_gtp": "2022-06-14",
    "intitule": "Technicien d’essai en œuvre mécanique et câblage (fictif)",
    "mission": "Le technicien d’essai prépare et conduit les essais d’un équipement.\n\n"
    "Il rend compte des écarts relevés à son responsable.",
    "activites": [
        {
            "intitule": "La préparation d’un essai d’équipement",
            "texte": "Cette activité consiste à réunir les moyens, puis à vérifier leur validité.",
        },
        {
            "intitule": "La conduite de l’essai et l’analyse des écarts",
            "texte": "Cette activité consiste à dérouler la procédure.",
        },
    ],
    "environnement": "Il travaille en plate-forme d’essai, sous la conduite d’un chef d’équipe.",
    "interactions": "Il échange avec le bureau d’études et la qualité.\n\nIl alerte en cas de danger.",
    "evolutions": "Les bancs d’essai deviennent instrumentés.",
    "modalites": [OBSERVATION, QUESTIONNEMENT, PROJET],
    "conditions_admission": "Les CQPM sont attribués par le jury paritaire de délibération.",
    "blocs": [
        {
            "numero": "BDC0931",
            "intitule": "La préparation d’un essai d’équipement",
            "connaissances": ["Les normes d’essai", "La métrologie dimensionnelle", "Les plans et schémas"],
            "competences": [
                {
                    "intitule": "Préparer les moyens d’essai",
                    "conditions": [
                        "À partir du dossier d’essai :",
                        "procédure et plans ;",
                        "liste des moyens.",
                        "Les équipements de sécurité sont fournis.",
                    ],
                    "criteres": {
                        "methodes": ["La procédure est lue en entier.", "Les points d’arrêt sont repérés."],
                        "moyens": ["Les appareils de mesure sont en cours de validité."],
                        "liens": ["Le responsable d’essai est informé des manques."],
                        "contraintes": [
                            "Les consignes de sécurité sont appliquées, notamment :",
                            "le port des gants ;",
                            "le balisage de la zone.",
                        ],
                    },
                    "resultats": ["Le poste d’essai est prêt.", "La fiche de préparation est complète."],
                },
                {
                    "intitule": "Contrôler la conformité de l’installation",
                    "conditions": ["À partir d’une installation montée."],
                    "criteres": {
                        "methodes": ["Le contrôle suit la liste prévue."],
                        "moyens": ["Les outils sont adaptés aux mesures."],
                        "liens": ["Les écarts sont signalés au monteur."],
                        "contraintes": ["La zone est tenue propre."],
                    },
                    "resultats": ["Aucun défaut visible ne subsiste."],
                },
            ],
        },
        {
            "numero": "BDC0932",
            "intitule": "La conduite de l’essai et l’analyse des écarts",
            "connaissances": ["Les capteurs et chaînes de mesure", "Les méthodes d’analyse"],
            "competences": [
                {
                    "intitule": "Conduire un essai et relever les mesures",
                    "conditions": ["À partir d’un poste prêt.", "Une procédure est fournie."],
                    "criteres": {
                        "methodes": ["Les étapes sont enchaînées dans l’ordre prévu."],
                        "moyens": ["La chaîne de mesure est étalonnée avant l’essai."],
                        "liens": ["Toute dérive est signalée sans attendre."],
                        "contraintes": ["L’essai est arrêté en cas de danger."],
                    },
                    "resultats": ["Les mesures sont complètes et exploitables."],
                },
            ],
        },
    ],
}

CCPM: dict[str, Any] = {
    "type": "CCPM",
    "prefixe": "CCPM",
    "annee": 2021,
    "mois": None,
    "departements": [],
    "numero": "0941",
    "suffixe": None,
    "niveau": None,
    "categorie": None,
    "date_gtp": "2021-03-30",
    "intitule": "Conduite d’un chariot de manutention (fictif)",
    "mission": "Le (la) titulaire de la certification a pour mission de déplacer des charges dans un atelier.",
    "activites": [],
    "environnement": None,
    "interactions": None,
    "evolutions": None,
    "modalites": [OBSERVATION, QUESTIONNEMENT],
    "conditions_admission": "Les CCPM sont attribués par le jury paritaire de délibération.",
    "blocs": [
        {
            "numero": None,
            "intitule": None,
            "connaissances": [],
            "competences": [
                {
                    "intitule": "Préparer le déplacement d’une charge",
                    "conditions": [],
                    "criteres": {
                        "methodes": ["La masse est connue avant la prise.", "Le trajet est reconnu."],
                        "moyens": ["Le chariot est vérifié."],
                        "liens": ["Les piétons sont prévenus."],
                        "contraintes": ["La zone est dégagée."],
                    },
                    "resultats": ["Le chariot est prêt.", "Le plan de chargement est respecté."],
                },
                {
                    "intitule": "Déplacer et déposer la charge",
                    "conditions": [],
                    "criteres": {
                        "methodes": ["Les mouvements sont progressifs."],
                        "moyens": ["Les commandes sont employées comme prévu."],
                        "liens": ["Le chef de manœuvre est suivi du regard."],
                        "contraintes": ["La vitesse est adaptée au sol."],
                    },
                    "resultats": ["La charge est déposée sans dommage."],
                },
            ],
        }
    ],
}

MISE_EN_OEUVRE = (
    "L’accès au CQPM implique une inscription préalable du candidat.",
    "Les compétences sont évaluées par la commission d’évaluation à l’aide des critères du référentiel.",
)
COMMISSION = "La commission d’évaluation est composée de plusieurs membres qualifiés."
AVIS = "L’entreprise donne un avis au regard du référentiel d’activité."
TITRES_FAMILLES = {
    "methodes": "En matière de méthodes utilisées :",
    "moyens": "En matière de moyens utilisés :",
    "liens": "En matière de liens professionnels / relationnels :",
    "contraintes": "En matière de contraintes liées au milieu et environnement de travail :",
}


def avec(contenu: dict[str, Any], **valeurs: Any) -> dict[str, Any]:
    """The same content, some values changed."""
    return {**copy.deepcopy(contenu), **valeurs}


def competences(contenu: dict[str, Any]) -> list[dict[str, Any]]:
    return [competence for bloc in contenu["blocs"] for competence in bloc["competences"]]


def cellules(objet: Any, chemin: str = "") -> dict[str, Any]:
    """Every cell of an object, by its path: `blocs.0.competences.1.criteres.moyens.0`."""
    if isinstance(objet, dict):
        paires = list(objet.items())
    elif isinstance(objet, list):
        paires = [*enumerate(objet), ("nombre", len(objet))]
    else:
        return {chemin: objet}
    trouvees: dict[str, Any] = {}
    for cle, valeur in paires:
        trouvees.update(cellules(valeur, f"{chemin}.{cle}" if chemin else str(cle)))
    return trouvees


def comparer(attendu: dict[str, Any], lu: ReferentielLu) -> list[str]:
    """Expected against read, one line per cell that differs."""
    voulues = cellules({cle: attendu[cle] for cle in CLES})
    lues = cellules({cle: lu.en_json()[cle] for cle in CLES})
    return [
        f"{chemin}\n    attendu : {voulues.get(chemin)!r}\n    lu      : {lues.get(chemin)!r}"
        for chemin in {**voulues, **lues}
        if voulues.get(chemin) != lues.get(chemin)
    ]


def doutes(lu: ReferentielLu) -> list[str]:
    return [doute.quoi for doute in lu.doutes]

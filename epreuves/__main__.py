"""`python -m epreuves NOM`, as `dev.py epreuves` starts it."""

import importlib
import sys

EPREUVES = {
    "annee": "un centre de 2 000 candidats jour après jour : qui est relancé, contre un calcul naïf, ouvriers tués",
    "arrets": "un ouvrier tué pendant l’enregistrement d’un classeur : rien à moitié écrit, et la reprise est la même",
    "coupures": "le serveur web ou la base tués à des instants nommés : rien de reçu n’est perdu, rien à moitié écrit",
    "classe": "une classe de quarante, de sa liste à ses livrets, dans un navigateur : clics, touches et attentes",
    "conservation": "45 ans de purges sur des milliers de dossiers : il reste ce que dit la table, et nul canari",
    "demo": "la démonstration chargée à des jours tirés au sort, jusqu’au certificat vérifié",
    "enumeration": "deux cents paires d’adresses, connue et inconnue : le temps des réponses ne dit pas laquelle",
    "exploitation": "installer, mettre à jour, revenir, sauvegarder, perdre, restaurer, changer de clé, chaque panne",
    "grille": "deux évaluateurs sur une grille de 500 façons, 60 tablettes à la fois : rien de perdu ni de double",
    "images": "les images du guide, prises sur la démonstration à un jour fixe",
    "numeros": "des certificats attribués à plusieurs processus, annulés, tués : les numéros, sans trou ni doublon",
    "deliberation": "300 candidats délibérés par une personne, dans un navigateur : combien de clics",
    "bornes": "chaque règle déplacée d’un pas : les tests qui la nomment le voient",
    "mutants": "des fautes semées une à une dans les règles et les permissions : combien les tests en voient",
    "papiers": "un jury de 500 candidats clos, ses papiers édités par des ouvriers tués au milieu : une fois chacun",
    "parcours": "chaque adresse sous chaque rôle, chaque formulaire de cinq façons : entiers, où la suite tire au sort",
    "relances": "la tournée du matin sur 2 000 dossiers en retard : requêtes, temps et mémoire, et un par un à côté",
    "tablette": "40 saisies réseau coupé, navigateur tué, 50 réponses perdues : appliquées une fois chacune",
    "pages": "chaque page de la démonstration, sous chaque rôle et à trois largeurs, devant axe",
    "axe": "chaque adresse sous chaque rôle, à trois largeurs, pleine et refusée, devant axe et nos mesures",
}


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] not in EPREUVES:
        print("Épreuves :")
        for nom, titre in EPREUVES.items():
            print(f"  {nom:12} {titre}")
        return 2 if arguments else 0
    return importlib.import_module(f"epreuves.{arguments[0]}").main(arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

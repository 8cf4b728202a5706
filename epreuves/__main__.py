"""`python -m epreuves NOM`, as `dev.py epreuves` starts it."""

import importlib
import sys

EPREUVES = {
    "numeros": "des certificats attribués à plusieurs processus, annulés, tués : les numéros, sans trou ni doublon",
    "mutants": "des fautes semées une à une dans les règles et les permissions : combien les tests en voient",
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

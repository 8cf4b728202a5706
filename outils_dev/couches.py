"""The layers where meaning lives, and where the test of each of their files stands. Standard library only."""

import os

APPS = ("certif_portal", "referentiels", "habilitations", "candidats", "evaluations", "jurys")
COUCHES = ("regles", "services", "permissions")


def fichiers_des_couches(racine, couches=COUCHES):
    """Paths, from the root, of the files that hold a rule, an act or a right."""
    trouves = []
    for app in APPS:
        for dossier, sous_dossiers, noms in os.walk(os.path.join(racine, app)):
            sous_dossiers[:] = [nom for nom in sous_dossiers if nom not in ("management", "migrations", "__pycache__")]
            for nom in noms:
                chemin = os.path.relpath(os.path.join(dossier, nom), racine).replace(os.sep, "/")
                if couche_de(chemin) in couches and nom != "__init__.py":
                    trouves.append(chemin)
    return sorted(trouves)


def couche_de(chemin):
    """« regles » for `jurys/regles/piece.py` as for `referentiels/regles.py`; "" elsewhere."""
    if not chemin.endswith(".py"):
        return ""
    *dossiers, nom = chemin[: -len(".py")].split("/")
    return next((couche for couche in COUCHES if couche in dossiers or couche == nom), "")


def miroir(chemin):
    """`jurys/regles/piece.py` is tested by `tests/jurys/regles/test_piece.py`; `certif_portal/` is left out."""
    *dossiers, nom = chemin.split("/")
    if dossiers[0] == "certif_portal":
        del dossiers[0]
    return "/".join(["tests"] + dossiers + ["test_" + nom])

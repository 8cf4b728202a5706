"""Every page of the portal, as each role that opens it, at three widths and in each of its states, before axe and
before our own measures; the suite walks one page of each template.

The walk is made in parts, recorded in a folder as they end: given again, it walks only those that have not ended or
that found a fault.

python3 dev.py epreuves axe [--ouvriers 2] [--dossier /tmp/axe | --adresses inscription_detail agenda --roles agent of]
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.navigateur import acces
from tests.navigateur.acces import Releve

FICHIER = "tests/navigateur/test_acces.py"
ADMINISTRATION = "administration"
PARTIES = [ADMINISTRATION, *map(str, range(acces.PARTIES))]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="dev.py epreuves axe")
    parser.add_argument("--adresses", nargs="*", default=[], help="noms d’adresses ; toutes par défaut")
    parser.add_argument("--roles", nargs="*", default=[], help="agent, of, evaluateur… ; tous par défaut")
    parser.add_argument("--dossier", type=Path, help="où chaque partie laisse son relevé ; repris s’il en a déjà")
    parser.add_argument("--ouvriers", type=int, default=2, help="parties parcourues à la fois")
    options = parser.parse_args(arguments)
    choisies = bool(options.adresses or options.roles)
    if choisies and options.dossier:
        parser.error("--dossier garde le parcours entier : sans --adresses ni --roles")
    dossier = options.dossier or Path(tempfile.mkdtemp(prefix="axe-"))
    dossier.mkdir(parents=True, exist_ok=True)
    environnement = os.environ | {
        "AXE_ENTIER": str(dossier.resolve()),
        "AXE_ADRESSES": " ".join(options.adresses),
        "AXE_ROLES": " ".join(options.roles),
    }
    restantes = a_parcourir(dossier)
    if restantes:
        commande = [sys.executable, "-m", "pytest", "-q", "-n", str(options.ouvriers), "--dist", "worksteal"]
        subprocess.run([*commande, *restantes], env=environnement, check=False)
    return conclure(dossier, choisies=choisies)


def essai(partie: str) -> str:
    if partie == ADMINISTRATION:
        return f"{FICHIER}::test_l_administration_devant_axe[chromium]"
    return f"{FICHIER}::test_tout_le_portail_sous_chaque_role_et_a_trois_largeurs[chromium-{partie}]"


def a_parcourir(dossier: Path) -> list[str]:
    """The parts that have not ended, and those that found a fault."""
    releves = {p: Releve.lire(f) for p in PARTIES if (f := dossier / f"{p}.json").exists()}
    return [essai(p) for p in PARTIES if p not in releves or releves[p].fautes or releves[p].partages]


def conclure(dossier: Path, *, choisies: bool = False) -> int:
    """What was walked in all, a title that two parts bear with it; a part that did not end is said, and how to take up
    again a walk of which no page was chosen."""
    finies = [p for p in PARTIES if (dossier / f"{p}.json").exists()]
    releve = sum((Releve.lire(dossier / f"{p}.json") for p in finies), Releve())
    manquent = [p for p in PARTIES if p not in finies]
    print(releve)
    for titre, noms in releve.partages.items():
        print(f"  un titre pour {len(noms)} adresses : {titre} ({', '.join(sorted(noms))})")
    print(f"{len(finies)} parties sur {len(PARTIES)}, dans {dossier}")
    if manquent:
        print(f"  pas finies : {', '.join(manquent)}{'' if choisies else f' ; relancer avec --dossier {dossier}'}")
    return int(bool(manquent or releve.fautes or releve.partages))

"""Plugin of pytest: which lines and branches of the held layers were walked, one file a process in $COUVERTURE; and
which files of tests took the longest.

Only these modules are instrumented, and an instruction stops telling once it has told: tracing every line of the suite
took as long again as the suite (decision 0294).
"""

import json
import os
import sys
from collections import defaultdict
from importlib.machinery import PathFinder

import slipcover
from slipcover.importer import SlipcoverLoader

from outils_dev.couches import fichiers_des_couches
from outils_dev.environnement import RACINE

PATIENCE = 2000
"""Times that an instruction tells again before those that have told are taken out, which walks every module: at 50, the
tool's own choice, the walks took longer than the telling."""
HORS_MESURE = ["raise NotImplementedError", r"assert_never\("]  # besides « if TYPE_CHECKING »


class Couches:
    """Finder that instruments the modules of the layers when they are imported, and leaves the others alone."""

    def __init__(self):
        self.mesure = slipcover.Slipcover(branch=True, exclude_also=HORS_MESURE, d_miss_threshold=PATIENCE)
        self.modules = {chemin[: -len(".py")].replace("/", ".") for chemin in fichiers_des_couches(RACINE)}

    def find_spec(self, nom, chemins, cible=None):
        if nom not in self.modules:
            return None
        trouve = PathFinder.find_spec(nom, chemins, cible)
        trouve.loader = SlipcoverLoader(self.mesure, trouve.loader, trouve.origin)
        return trouve


def pytest_sessionfinish(session):
    with open(os.path.join(os.environ["COUVERTURE"], "%d.json" % os.getpid()), "w") as fichier:
        json.dump(COUCHES.mesure.get_coverage(), fichier)


def plus_longs(rapports, combien=10):
    """[(seconds, how many tests, file)] of the longest files: what their tests took to be set up, called and undone,
    over all the workers."""
    durees, essais = defaultdict(float), defaultdict(set)
    for rapport in rapports:
        fichier = rapport.nodeid.partition("::")[0]
        durees[fichier] += rapport.duration
        essais[fichier].add(rapport.nodeid)
    longs = sorted(durees, key=durees.get, reverse=True)[:combien]
    return [(durees[fichier], len(essais[fichier]), fichier) for fichier in longs]


def pytest_terminal_summary(terminalreporter):
    rapports = [r for sorte in terminalreporter.stats.values() for r in sorte if hasattr(r, "duration")]
    terminalreporter.write_sep("=", "slowest %d files" % len(plus_longs(rapports)))
    for secondes, nombre, fichier in plus_longs(rapports):
        terminalreporter.write_line("%8.2fs %4d tests  %s" % (secondes, nombre, fichier))


COUCHES = Couches()
sys.meta_path.insert(0, COUCHES)  # `-p outils_dev.mesure` is loaded before Django

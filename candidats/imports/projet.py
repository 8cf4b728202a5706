"""Which projet de certification a line names."""

import re
from collections.abc import Iterable

from candidats.imports.cellules import CelluleRefusee
from candidats.imports.contexte import ProjetConnu
from certif_portal.commun.textes import cle_recherche

REFERENCE = re.compile(r"(?:PC)?[ -]?0*([1-9][0-9]{0,8})\b", re.IGNORECASE)


def projet_nomme(lu: str, projets: Iterable[ProjetConnu]) -> ProjetConnu:
    """By its reference, alone or before its title as the list writes it, or by a title that only one bears; raises
    CelluleRefusee."""
    projets = tuple(projets)
    if trouve := REFERENCE.match(lu):
        nommes = [projet for projet in projets if projet.pk == int(trouve[1])]
    else:
        nommes = [projet for projet in projets if projet.ouvert and cle_recherche(projet.intitule) == cle_recherche(lu)]
    if len(nommes) == 1:
        return nommes[0]
    if nommes:
        references = ", ".join(projet.reference for projet in nommes)
        raise CelluleRefusee(f"La référence d’un seul projet : {references} portent ce titre.")
    raise CelluleRefusee("La référence d’un projet de votre organisme dont l’aval est donné, par exemple PC-0042.")

"""Which version of which certification a line names."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from candidats.choix import VOIES_VAE
from candidats.regles.constat import FaitsReferentiel
from candidats.regles.inscription import date_engagement
from certif_portal.commun.textes import cle_recherche
from referentiels.regles import est_applicable


def versions_nommees(lu: str, referentiels: Iterable[FaitsReferentiel]) -> list[FaitsReferentiel]:
    """The open versions of one certification, by the words of the list, by its title, or by its stable number when
    only one certification bears it."""
    referentiels, cherche = list(referentiels), cle_recherche(lu)
    trouvees = [f for f in referentiels if cherche in map(cle_recherche, (str(f), f.intitule, f.code))]
    if not trouvees:
        numero = re.fullmatch(r"(?:[A-Za-z]+ )?([0-9]{1,4})", lu)
        trouvees = [f for f in referentiels if numero and f.numero == numero[1].zfill(4)]
    return trouvees if len({(f.type, f.numero) for f in trouvees}) == 1 else []


def version_engagee(versions: list[FaitsReferentiel], valeurs: dict[str, Any], le: date) -> FaitsReferentiel:
    """The version in force the day of engagement; the latest when none was, and the rules say why not."""
    engagement = date_engagement(
        en_vae=valeurs.get("voie") in VOIES_VAE,
        entree_formation=valeurs.get("entree_formation"),
        recevabilite_recue_le=valeurs.get("recevabilite_recue_le"),
        depot=le,
    )
    recentes = sorted(versions, key=lambda f: f.date_gtp or date.min, reverse=True)
    return next((f for f in recentes if est_applicable(f.date_gtp, engagement)), recentes[0])

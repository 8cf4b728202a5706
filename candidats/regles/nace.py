"""The code of a company's activity, and the nomenclature it belongs to: two lists give the same figures to different
trades."""

import re
from collections.abc import Iterator
from datetime import date

from candidats.regles.constat import Constat
from certif_portal.commun.identifiants import NAF_2, NAF_2025
from certif_portal.commun.regles import Origine, Regle, Source

NAF_2025_DES = date(2027, 1, 1)
NAF_NOMENCLATURE = Regle(
    code="NAF-NOMENCLATURE",
    enonce="Un code d’activité garde sa nomenclature : la NAF 2025 s’applique aux inscriptions déposées à partir du "
    "1er janvier 2027, où le code dit la sienne, 2025 ou révision 2.",
    source=Source("Décret n° 2025-736 du 31 juillet 2025", "nomenclature d’activités française, NAF 2025"),
    origine=Origine.LOI,
)
CODE = re.compile(rf"[0-9]{{2}}\.[0-9]{{2}}(?: \((?:{re.escape(NAF_2025)}|{re.escape(NAF_2)})\))?")


def nomenclature_a_dire(code: str, depot: date) -> Iterator[Constat]:
    """What is to be corrected in a code on a registration first deposited that day. Before the NAF 2025, a bare code is
    of the revision 2; from its first day nothing says which, and it is asked."""
    if not code:
        return
    if depot < NAF_2025_DES and code.endswith(f"({NAF_2025})"):
        attendu = "La NAF 2025 ne s’applique pas encore : le code de la révision 2 est attendu."
        yield Constat("entreprise_code_nace", attendu, NAF_NOMENCLATURE)
    if depot >= NAF_2025_DES and "(" not in code:
        attendu = (
            f"« {code} » est-il un code de la NAF 2025 ou de la révision 2 ? Écrivez « {code} ({NAF_2025}) » ou "
            f"« {code} ({NAF_2}) »."
        )
        yield Constat("entreprise_code_nace", attendu, NAF_NOMENCLATURE)

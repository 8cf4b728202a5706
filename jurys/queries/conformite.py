"""The checklist of conformity of a jury: what was found, by whom, with which reserve. No name of a candidate."""

from dataclasses import dataclass, field
from datetime import datetime

from certif_portal.commun.durees import compte
from jurys.models import ConstatConformite, Jury
from jurys.regles.conformite import ELEMENTS, Element, elements_de

ENONCES = {element.code: element.enonce.rstrip(".") for element in ELEMENTS}


@dataclass(frozen=True)
class ConformiteLue:
    """What was found once for a jury, or of one candidate."""

    par: str
    le: datetime
    reserves: dict[str, str]

    @property
    def dites(self) -> list[str]:
        """« Chaque candidat était inscrit… : tardivement pour deux. », in the order of the checklist."""
        return [f"{enonce} — réserve : {dite}" for code, enonce in ENONCES.items() if (dite := self.reserves.get(code))]

    @property
    def resume(self) -> str:
        return f"avec {compte(len(self.reserves), 'réserve')}" if self.reserves else "sans réserve"


@dataclass(frozen=True)
class ConformiteJury:
    """`jury`: None until it is recorded. `candidats`: by presentation, where it differs."""

    jury: ConformiteLue | None = None
    candidats: dict[int, ConformiteLue] = field(default_factory=dict)

    @property
    def nombre_reserves(self) -> int:
        """Those of the jury, and those of each candidate."""
        lues = [*self.candidats.values(), *([self.jury] if self.jury else [])]
        return sum(len(lue.reserves) for lue in lues)


def lire_conformite(jury: Jury) -> ConformiteJury:
    """1 query."""
    constats = ConstatConformite.objects.filter(jury=jury).select_related("constate_par")
    lus = {
        constat.presentation_id: ConformiteLue(str(constat.constate_par), constat.constate_le, constat.reserves)
        for constat in constats
    }
    return ConformiteJury(lus.get(None), {pk: lu for pk, lu in lus.items() if pk})


def elements_du_jury(jury: Jury) -> list[Element]:
    """The items that concern its candidates, by their routes: 1 query."""
    return elements_de(set(jury.presentations.order_by().values_list("inscription__voie", flat=True)))

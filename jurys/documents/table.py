"""What lies on the table of a jury: the anonymous syntheses and the blank checklist of conformity, to be read from a
seat. No field here holds a name, a company or an OF."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.typographie import date_longue
from jurys.documents.commun import etablissement
from jurys.models import Jury
from jurys.queries.synthese import SyntheseAnonyme
from jurys.regles.conformite import Element

MODELE_SYNTHESE, MODELE_CONFORMITE = "synthese_jury", "conformite_jury"


@dataclass(frozen=True)
class CandidatSynthese:
    """One code and one title. Two blocs aimed at are two of them."""

    code: str
    synthese: SyntheseAnonyme


@dataclass(frozen=True)
class GroupeSynthese:
    titre: str
    candidats: list[CandidatSynthese]


@dataclass(frozen=True)
class ContexteSynthese:
    centre: str
    numero_jury: str
    date_jury: str
    groupes: list[GroupeSynthese]
    nombre: int
    """Candidates, whatever the number of their titles."""
    etabli_le: str


@dataclass(frozen=True)
class ContexteConformite:
    centre: str
    numero_jury: str
    date_jury: str
    elements: list[Element]
    president: str
    etabli_le: str


def contexte_synthese(
    jury: Jury, syntheses: Iterable[tuple[str, SyntheseAnonyme]], *, centre: ParametresCentre, a: datetime
) -> ContexteSynthese:
    """By title, in the order drawn: `syntheses` are (code, synthesis) in that order."""
    syntheses = list(syntheses)
    groupes: dict[str, list[CandidatSynthese]] = {}
    for code, synthese in syntheses:
        for titre in synthese.titres:
            groupes.setdefault(titre.titre, []).append(CandidatSynthese(code, titre))
    return ContexteSynthese(
        centre=centre.nom,
        numero_jury=jury.numero,
        date_jury=date_longue(jury.date),
        groupes=[GroupeSynthese(titre, groupes[titre]) for titre in sorted(groupes)],
        nombre=len(syntheses),
        etabli_le=etablissement(a),
    )


def contexte_conformite(
    jury: Jury, elements: list[Element], *, president: str, centre: ParametresCentre, a: datetime
) -> ContexteConformite:
    return ContexteConformite(
        centre=centre.nom,
        numero_jury=jury.numero,
        date_jury=date_longue(jury.date),
        elements=elements,
        president=president,
        etabli_le=etablissement(a),
    )

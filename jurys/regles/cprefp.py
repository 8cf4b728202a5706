"""What the CPREFP was told of the juries, against what they are now. No database here.

« Transmet la liste des membres du jury paritaire de délibération, ainsi que le calendrier prévisionnel, dès qu'ils sont
arrêtés […] À chaque changement […] la CPREFP est informée » (part 2, ch. 3, §1.F).
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from certif_portal.commun.regles import Origine, Regle, decision
from certif_portal.commun.typographie import date_longue

CPREFP_PROUVEE = Regle(
    code="CPREFP-PROUVEE",
    enonce="Une information de la CPREFP partie hors du portail, ou saisie après coup, porte son jour réel et la "
    "preuve de son envoi.",
    source=decision(242, "Calendrier des jurys et information de la CPREFP"),
    origine=Origine.LECTURE,
)


@dataclass(frozen=True)
class JuryDit:
    """One jury, as the letter tells it."""

    numero: str
    le: str
    """ISO, so that it is kept as it is compared."""
    heure: str
    lieu: str
    annule: bool
    membres: tuple[str, ...]

    @property
    def jour(self) -> date:
        return date.fromisoformat(self.le)

    @property
    def quand(self) -> str:
        heure = f" à {self.heure}" if self.heure else ""
        return f"{date_longue(self.jour)}{heure}, {self.lieu}"

    def en_json(self) -> dict[str, Any]:
        return asdict(self)


def lire_dit(donnees: Mapping[str, Any]) -> JuryDit:
    return JuryDit(**{**donnees, "membres": tuple(donnees["membres"])})


def changements(avant: Mapping[int, JuryDit], apres: Mapping[int, JuryDit]) -> dict[int, list[str]]:
    """By jury, what the CPREFP does not know yet; those of which it knows everything are not there."""
    trouves = {cle: _changements(avant.get(cle), jury) for cle, jury in apres.items()}
    return {cle: dits for cle, dits in trouves.items() if dits}


def _changements(avant: JuryDit | None, apres: JuryDit) -> list[str]:
    if avant is None:
        return [] if apres.annule else [f"Jury {apres.numero} : {apres.quand}."]
    if avant == apres:
        return []
    if apres.annule:
        return [] if avant.annule else [f"Jury {apres.numero} du {date_longue(apres.jour)} : annulé."]
    dits = []
    if avant.quand != apres.quand:
        dits.append(f"Jury {apres.numero} : {apres.quand}, au lieu du {avant.quand}.")
    return dits + _mouvements(apres.numero, Counter(avant.membres), Counter(apres.membres))


def _mouvements(numero: str, avant: Counter[str], apres: Counter[str]) -> list[str]:
    """Who comes and who goes, two members of one name counted apart. Somebody who sits otherwise than before (presides,
    stands in for another) does neither."""
    arrivent, partent = list((apres - avant).elements()), list((avant - apres).elements())
    dits = []
    for ancien in list(partent):
        if nouveau := next((membre for membre in arrivent if _nom(membre) == _nom(ancien)), None):
            partent.remove(ancien)
            arrivent.remove(nouveau)
            dits.append(f"Jury {numero}, membre qui siège autrement : {nouveau}, au lieu de {ancien}.")
    dits += [f"Jury {numero}, membre désigné : {membre}." for membre in arrivent]
    return dits + [f"Jury {numero}, ne siège plus : {membre}." for membre in partent]


def _nom(membre: str) -> str:
    """« Nolwenn TANGUY » of « Nolwenn TANGUY (préside) »."""
    return membre.partition(" (")[0]

"""Places of birth as the INSEE names them, and the way people write them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from candidats.donnees import FRANCE
from certif_portal.commun.textes import cle_recherche

ABREGES = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
ARRONDISSEMENT = re.compile(
    r"(paris|lyon|marseille) (?:0?)([0-9]{1,2})(?: ?(?:er|e|eme|ieme))?(?: arrondissement)?(?: .*)?"
)
AVEC_ARRONDISSEMENTS = ("75056", "69123", "13055")
CEDEX = re.compile(r" cedex( [0-9]+)?$")


@dataclass(frozen=True)
class FaitsCommune:
    """A commune under one of its names, while it bore it."""

    code: str
    nom: str
    departement: str
    debut: date | None = None
    fin: date | None = None
    actuelle: bool = True

    def existait_le(self, le: date | None) -> bool:
        return le is None or ((self.debut is None or self.debut <= le) and (self.fin is None or le < self.fin))

    def __str__(self) -> str:
        return f"{self.nom} ({self.code})"


@dataclass(frozen=True)
class FaitsPays:
    code: str
    nom: str
    debut: date | None = None
    fin: date | None = None


@dataclass(frozen=True)
class Lieux:
    """What was looked up for a form or a workbook; `chargees` is false where the INSEE list was never loaded."""

    communes: dict[str, tuple[FaitsCommune, ...]] = field(default_factory=dict)
    pays: dict[str, FaitsPays] = field(default_factory=dict)
    chargees: bool = False


@dataclass(frozen=True)
class Completion:
    """What a place of birth gives: values to fill in, and what is worth saying, by field."""

    valeurs: dict[str, str] = field(default_factory=dict)
    avis: tuple[tuple[str, str], ...] = ()


@lru_cache(maxsize=4096)
def cle_commune(nom: str) -> str:
    """« St Nazaire » and « Saint-Nazaire » are one key; so are « Lyon 3e » and « Lyon 3e Arrondissement »."""
    cle = CEDEX.sub("", " ".join(ABREGES.get(mot, mot) for mot in cle_recherche(nom).split()))
    trouve = ARRONDISSEMENT.fullmatch(cle)
    return f"{trouve[1]} {int(trouve[2])}" if trouve else cle


def departement_de(code: str) -> str:
    """« 44184 » is in « 44 », « 97411 » in « 974 »; a foreign country is in none."""
    if code.startswith("99"):
        return ""
    return code[:3] if code[:2] in ("97", "98") else code[:2]


def completer_naissance(
    lieux: Lieux, *, commune: str, code: str, departement: str, pays: str, naissance: date | None
) -> Completion:
    """The code, the département and the usual name of a place of birth, from its name. Nothing is refused here: a
    commune that is not found is accepted, and its code asked for."""
    if not lieux.chargees or not commune:
        return Completion()
    if pays not in ("", FRANCE):
        return _a_l_etranger(lieux, pays, code)
    toutes = lieux.communes.get(cle_commune(commune), ())
    trouvees = _choisir(toutes, code, departement, naissance)
    if not trouvees:
        if toutes and departement:
            avis = f"Aucune commune de ce nom dans le département {departement} : vérifiez l’un et l’autre."
            return Completion(avis=(("departement_naissance", avis),))
        avis = "Commune absente de la liste de l’INSEE : vérifiez son nom, ou donnez son code."
        return Completion(avis=() if code else (("commune_naissance", avis),))
    if len({trouvee.code for trouvee in trouvees}) > 1:
        ou = ", ".join(sorted({trouvee.departement for trouvee in trouvees}))
        avis = f"Plusieurs communes portent ce nom (départements {ou}) : donnez le département ou le code."
        return Completion(avis=(("commune_naissance", avis),))
    return _completer(trouvees[0], commune, code, departement)


def _choisir(
    communes: Iterable[FaitsCommune], code: str, departement: str, naissance: date | None
) -> list[FaitsCommune]:
    """Those that agree with what is said; among them those that existed at birth, then those of today."""
    trouvees = [
        commune
        for commune in communes
        if (not code or commune.code == code) and (not departement or commune.departement == departement)
    ]
    if len(trouvees) < 2:
        return trouvees
    for preferer in (lambda c: c.existait_le(naissance), lambda c: c.actuelle):
        trouvees = [commune for commune in trouvees if preferer(commune)] or trouvees
    return trouvees


@lru_cache(maxsize=4096)
def _pareils(lu: str, nom: str) -> bool:
    return cle_recherche(lu) == cle_recherche(nom)


def _completer(trouvee: FaitsCommune, commune: str, code: str, departement: str) -> Completion:
    valeurs = {"commune_naissance": trouvee.nom}
    avis = []
    if not code:
        valeurs["code_commune_naissance"] = trouvee.code
    if not departement:
        valeurs["departement_naissance"] = trouvee.departement
    pareils = _pareils(commune, trouvee.nom)
    if not pareils:
        avis.append(("commune_naissance", f"Lue {trouvee} : corrigez si c’est une autre commune."))
    if trouvee.code in AVEC_ARRONDISSEMENTS:
        avis.append(("commune_naissance", f"{trouvee.nom} a des arrondissements : l’acte de naissance dit lequel."))
    if pareils:
        del valeurs["commune_naissance"]
    return Completion(valeurs, tuple(avis))


def _a_l_etranger(lieux: Lieux, pays: str, code: str) -> Completion:
    trouve = lieux.pays.get(cle_recherche(pays))
    if trouve is None:
        return Completion(avis=(("pays_naissance", "Pays absent de la liste de l’INSEE : vérifiez son nom."),))
    valeurs = {} if code else {"code_commune_naissance": trouve.code}
    if pays != trouve.nom and pays.isupper():
        valeurs["pays_naissance"] = trouve.nom
    return Completion(valeurs)

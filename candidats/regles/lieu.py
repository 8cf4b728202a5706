"""Places of birth as the INSEE names them, and the way people write them. A code is held against the name, the
département, the country and the day of birth; what may be two places is asked."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Protocol

from candidats.donnees import FRANCE, Naissance
from candidats.regles.mots_du_lieu import (
    A_L_ETRANGER,
    D_ALGERIE,
    DEPARTEMENTS_STABLES,
    INDEPENDANCE,
    OUTRE_MER,
    Dit,
    departement_d_un_autre_temps,
    pas_un_lieu,
    pas_un_pays,
    pays_a_deux_lectures,
)
from candidats.regles.vocabulaire import nom_insee
from certif_portal.commun.textes import cle_recherche
from certif_portal.commun.typographie import date_longue

ABREGES = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
ARRONDISSEMENT = re.compile(
    r"(paris|lyon|marseille) 0?([0-9]{1,2})"
    r"(?: ?(?:er|e|eme|ieme)(?: arrondissement)?(?: .*)?| arrondissement(?: .*)?| (?:75|69|13))?"
)
AVEC_ARRONDISSEMENTS = ("75056", "69123", "13055")
CEDEX = re.compile(r" cedex( [0-9]+)?$")
CODE_COMMUNE = re.compile(r"(?:0[1-9]|[1-9][0-9]|2[AB])[0-9]{3}")
PROCHE = 0.8
"""From there on, two spellings are likely of one commune: the code decides which, and it is asked."""


@dataclass(frozen=True)
class FaitsCommune:
    """A commune under one of its names, while it bore it. Without dates: always, as far as is known."""

    code: str
    nom: str
    departement: str
    debut: date | None = None
    fin: date | None = None
    actuelle: bool = True

    def existait_a(self, naissance: Naissance | None) -> bool:
        """On some day that the birth may be of."""
        if naissance is None:
            return True
        return (self.debut is None or self.debut <= naissance.dernier_jour) and (
            self.fin is None or naissance.jour < self.fin
        )

    @property
    def datee(self) -> bool:
        return self.debut is not None or self.fin is not None

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
    par_code: dict[str, tuple[FaitsCommune, ...]] = field(default_factory=dict)
    pays_par_code: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LieuDit:
    """A place of birth as somebody wrote it."""

    commune: str = ""
    code: str = ""
    departement: str = ""
    pays: str = FRANCE
    naissance: Naissance | None = None

    @property
    def en_france(self) -> bool:
        return self.pays in ("", FRANCE)


class NeQuelquePart(Protocol):
    """A civil status: as it was typed, or as it is kept."""

    @property
    def commune_naissance(self) -> str: ...
    @property
    def code_commune_naissance(self) -> str: ...
    @property
    def departement_naissance(self) -> str: ...
    @property
    def pays_naissance(self) -> str: ...
    @property
    def naissance(self) -> Naissance | None: ...


def lieu_de(personne: NeQuelquePart) -> LieuDit:
    return LieuDit(
        personne.commune_naissance,
        personne.code_commune_naissance,
        personne.departement_naissance,
        personne.pays_naissance or FRANCE,
        personne.naissance,
    )


@dataclass(frozen=True)
class Completion:
    """What a place of birth gives: values to fill in, what is worth saying, and what must be answered, by field."""

    valeurs: dict[str, str] = field(default_factory=dict)
    avis: tuple[Dit, ...] = ()
    questions: tuple[Dit, ...] = ()


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


def completer_naissance(lieux: Lieux, dit: LieuDit) -> Completion:
    """The code, the département and the usual name of a place of birth, from its name. A commune that is not found is
    accepted (the paper prevails), a code that says something else is asked."""
    if not dit.en_france and cle_recherche(dit.departement) in A_L_ETRANGER:
        ailleurs = completer_naissance(lieux, replace(dit, departement=""))
        return replace(ailleurs, valeurs={"departement_naissance": ""} | ailleurs.valeurs)
    if not dit.commune:
        return Completion()
    numero, connu = OUTRE_MER.get(cle_recherche(dit.pays)), lieux.pays.get(cle_recherche(nom_insee(dit.pays)))
    demande = pays_a_deux_lectures(dit.pays, dit.code, connu.code if connu else "")
    if demande and (numero is None or dit.departement != numero):
        return Completion(questions=(demande,))
    if numero:
        return _outre_mer(lieux, dit, numero)
    toutes = lieux.communes.get(cle_commune(dit.commune), ())
    if question := pas_un_lieu(dit.commune, dit.code, dit.pays, connue=bool(toutes), situee=bool(dit.departement)):
        return Completion(questions=(question,))
    if not lieux.chargees:
        return Completion()
    return _en_france(lieux, dit, toutes) if dit.en_france else _a_l_etranger(lieux, dit)


def _en_france(lieux: Lieux, dit: LieuDit, toutes: tuple[FaitsCommune, ...]) -> Completion:
    question = (
        _code_contredit(lieux, dit, toutes)
        or _departement_contredit(lieux, dit, toutes)
        or (None if toutes else departement_d_un_autre_temps(dit.commune, dit.departement, dit.naissance))
    )
    if question:
        return Completion(questions=(question,))
    trouvees = _choisir(toutes, dit)
    if not trouvees and CODE_COMMUNE.fullmatch(dit.code):  # « Paris » bears the code of an arrondissement
        return Completion({} if dit.departement else {"departement_naissance": departement_de(dit.code)})
    if not trouvees:
        return Completion(avis=tuple(_introuvable(dit, toutes)))
    if dit.naissance and all(une.debut and une.debut > dit.naissance.dernier_jour for une in trouvees):
        return Completion(questions=(("commune_naissance", _pas_ce_jour(lieux, dit, trouvees[0], toutes)),))
    if len({trouvee.code for trouvee in trouvees}) > 1:
        noms = " ; ".join(sorted({_situee(trouvee) for trouvee in trouvees}))
        avis = f"Plusieurs communes portent ce nom ({noms}) : donnez le département ou le code."
        return Completion(avis=(("commune_naissance", avis),))
    return _completer(trouvees[0], dit)


def _outre_mer(lieux: Lieux, dit: LieuDit, numero: str) -> Completion:
    """« La Réunion » written as a country: France, and its number."""
    if dit.departement not in ("", numero):
        question = f"{dit.pays} est le département {numero} ; {dit.departement} est lu."
        return Completion(questions=(("departement_naissance", question),))
    ici = completer_naissance(lieux, replace(dit, pays=FRANCE, departement=numero))
    return replace(ici, valeurs={"pays_naissance": FRANCE, "departement_naissance": numero} | ici.valeurs)


def _situee(commune: FaitsCommune) -> str:
    return f"{commune.departement}, code {commune.code}" + ("" if commune.actuelle else ", réunie depuis à une autre")


def _introuvable(dit: LieuDit, toutes: Iterable[FaitsCommune]) -> Iterable[Dit]:
    if toutes and dit.departement:
        yield (
            "departement_naissance",
            f"Aucune commune de ce nom dans le département {dit.departement} : vérifiez l’un et l’autre.",
        )
    elif not dit.code:
        yield "commune_naissance", "Commune absente de la liste de l’INSEE : vérifiez son nom, ou donnez son code."


def _code_contredit(lieux: Lieux, dit: LieuDit, toutes: Iterable[FaitsCommune]) -> Dit | None:
    """What the code says that the name, the département or the day of birth do not. A code of the wrong shape is told
    by the rules of the form."""
    if not CODE_COMMUNE.fullmatch(dit.code):
        return None
    if dit.code.startswith("99"):
        pays = lieux.pays_par_code.get(dit.code, "un pays étranger")
        return "code_commune_naissance", f"{dit.code} est le code d’un pays ({pays}), pour une naissance en France."
    du_code = lieux.par_code.get(dit.code, ())
    ici = [une for une in toutes if une.departement == departement_de(dit.code) and une.existait_a(dit.naissance)]
    if not du_code:
        return "code_commune_naissance", _code_inconnu(dit, ici)
    du_nom = [commune for commune in du_code if _meme_commune(dit.commune, commune.nom)]
    if not du_nom:
        return _autre_commune(dit, du_code, ici)
    if dit.departement and all(commune.departement != dit.departement for commune in du_code):
        return "code_commune_naissance", (
            f"{du_code[0]} est dans le département {du_code[0].departement} ; {dit.departement} est lu."
        )
    if not any(commune.existait_a(dit.naissance) for commune in du_nom):
        return "code_commune_naissance", _pas_ce_jour(lieux, dit, du_nom[0], toutes)
    return None


def _code_inconnu(dit: LieuDit, ici: list[FaitsCommune]) -> str:
    if ici:
        return f"{dit.code} est un code postal ; le code INSEE de {ici[0].nom} est {ici[0].code}."
    return f"Le code INSEE {dit.code} n’existe pas : vérifiez-le, ou laissez-le vide."


def _autre_commune(dit: LieuDit, du_code: tuple[FaitsCommune, ...], ici: list[FaitsCommune]) -> Dit:
    commune = max(du_code, key=lambda une: (une.actuelle, _ressemblance(dit.commune, une.nom)))
    if not ici and _ressemblance(dit.commune, commune.nom) >= PROCHE:
        return (
            "commune_naissance",
            f"{dit.code} est le code de {commune.nom} : écrivez « {commune.nom} », ou corrigez le code.",
        )
    suite = f" Si c’est un code postal, celui de l’INSEE est {ici[0].code}." if ici else ""
    return "code_commune_naissance", f"{dit.code} est le code INSEE de {commune.nom}, et non de {dit.commune}.{suite}"


def _ressemblance(une: str, autre: str) -> float:
    return SequenceMatcher(None, cle_commune(une), cle_commune(autre)).ratio()


def _meme_commune(lue: str, nom: str) -> bool:
    """« Lyon » may bear the code of one of its arrondissements."""
    cle, connue = cle_commune(lue), cle_commune(nom)
    return cle == connue or (cle in ("paris", "lyon", "marseille") and connue.startswith(f"{cle} "))


def _departement_contredit(lieux: Lieux, dit: LieuDit, toutes: Iterable[FaitsCommune]) -> Dit | None:
    """The communes of that name are all elsewhere, or were on the day of birth."""
    if not dit.departement or not toutes:
        return None
    ici = [commune for commune in toutes if commune.departement == dit.departement]
    if any(commune.existait_a(dit.naissance) for commune in ici):
        return None
    vivantes = [commune for commune in toutes if commune.existait_a(dit.naissance)]
    if ici:
        return ("departement_naissance", _pas_ce_jour(lieux, dit, ici[0], toutes)) if vivantes else None
    stable = dit.naissance is not None and dit.naissance.jour.year >= DEPARTEMENTS_STABLES
    if not stable and not any(commune.datee for commune in toutes):
        return None
    ou = ", ".join(sorted({commune.departement for commune in vivantes or toutes}))
    return "departement_naissance", f"{dit.commune} est dans le département {ou} ; {dit.departement} est lu."


def _pas_ce_jour(lieux: Lieux, dit: LieuDit, commune: FaitsCommune, toutes: Iterable[FaitsCommune]) -> str:
    """With what was there that day, where it is known: under the same code, before or after it, or beside it."""
    memes = [*lieux.par_code.get(commune.code, ()), *toutes]
    vivantes = [une for une in memes if une.existait_a(dit.naissance) and _est_la_meme(une, commune)]
    alors = min(vivantes, key=lambda une: (une.code != commune.code, not une.datee), default=None)
    quand = dit.naissance.dite if dit.naissance else ""
    suite = f" : c’était {alors}, département {alors.departement}." if alors else "."
    return f"{commune} n’existait pas {quand}{suite}"


def _est_la_meme(une: FaitsCommune, autre: FaitsCommune) -> bool:
    suite = une.fin is not None and une.fin == autre.debut
    reprise = une.debut is not None and une.debut == autre.fin
    return une.departement == autre.departement or suite or reprise


def _choisir(communes: Iterable[FaitsCommune], dit: LieuDit) -> list[FaitsCommune]:
    """Those that agree with what is said; among them those that existed at birth."""
    trouvees = [
        commune
        for commune in communes
        if (not dit.code or commune.code == dit.code)
        and (not dit.departement or commune.departement == dit.departement)
    ]
    return [commune for commune in trouvees if commune.existait_a(dit.naissance)] or trouvees


@lru_cache(maxsize=4096)
def _pareils(lu: str, nom: str) -> bool:
    return cle_recherche(lu) == cle_recherche(nom)


def _completer(trouvee: FaitsCommune, dit: LieuDit) -> Completion:
    valeurs, avis = {}, []
    if not _pareils(dit.commune, trouvee.nom):
        valeurs["commune_naissance"] = trouvee.nom
        avis.append(("commune_naissance", f"Lue {trouvee} : corrigez si c’est une autre commune."))
    if not dit.code:
        valeurs["code_commune_naissance"] = trouvee.code
    if not dit.departement:
        valeurs["departement_naissance"] = trouvee.departement
    if trouvee.code in AVEC_ARRONDISSEMENTS:
        avis.append(("commune_naissance", f"{trouvee.nom} a des arrondissements : l’acte de naissance dit lequel."))
    return Completion(valeurs, tuple(avis))


def _a_l_etranger(lieux: Lieux, dit: LieuDit) -> Completion:
    trouve = lieux.pays.get(cle_recherche(nom_insee(dit.pays)))
    if trouve is None and (demande := pas_un_pays(dit.pays)):
        return Completion(questions=(demande,))
    if trouve is None:
        return Completion(avis=(("pays_naissance", "Pays absent de la liste de l’INSEE : vérifiez son nom."),))
    if demande := _pays_disparu(trouve, dit.naissance):
        return Completion(questions=(demande,))
    valeurs = {} if dit.code else {"code_commune_naissance": trouve.code}
    if dit.pays != trouve.nom and dit.pays.isupper():
        valeurs["pays_naissance"] = trouve.nom
    if not dit.code or dit.code == trouve.code or _code_d_algerie(dit):
        return Completion(valeurs)
    if not CODE_COMMUNE.fullmatch(dit.code):
        avis = f"{dit.code} n’est pas un code INSEE : le code du pays ({trouve.nom}), {trouve.code}, est pris."
        return Completion(valeurs | {"code_commune_naissance": trouve.code}, (("code_commune_naissance", avis),))
    du_code = lieux.par_code.get(dit.code, ())
    nomme = str(du_code[0]) if du_code else lieux.pays_par_code.get(dit.code, "")
    if cle_recherche(nomme) == cle_recherche(trouve.nom):
        return Completion(valeurs)
    dit_autre_chose = f"est le code INSEE de {nomme}" if nomme else "n’est le code INSEE d’aucun pays"
    question = f"{dit.code} {dit_autre_chose} ; celui du pays de naissance ({trouve.nom}) est {trouve.code}."
    return Completion(questions=(("code_commune_naissance", question),))


def _pays_disparu(pays: FaitsPays, naissance: Naissance | None) -> Dit | None:
    """A country that was no more on the day of birth: another bears its ground, and nobody says which."""
    if naissance is None or pays.fin is None or naissance.jour < pays.fin:
        return None
    return "pays_naissance", (
        f"{pays.nom} n’existait plus {naissance.dite} (depuis le {date_longue(pays.fin)}) : écrivez le pays qui porte "
        "ce lieu depuis."
    )


def _code_d_algerie(dit: LieuDit) -> bool:
    ne_avant = dit.naissance is not None and dit.naissance.jour < INDEPENDANCE
    return ne_avant and cle_recherche(dit.pays) == "algerie" and dit.code[:2] in D_ALGERIE


def nes_ailleurs(un: LieuDit, autre: LieuDit) -> bool:
    """Two places of birth that are surely not one: homonyms born the same day there are two people."""
    if not un.commune or not autre.commune:
        return False
    if _cle_pays(un) != _cle_pays(autre):
        return True
    if un.code and un.code == autre.code and un.en_france:
        return False
    return cle_commune(un.commune) != cle_commune(autre.commune) or bool(
        un.departement and autre.departement and un.departement != autre.departement
    )


def _cle_pays(lieu: LieuDit) -> str:
    return cle_recherche(nom_insee(lieu.pays) or FRANCE)

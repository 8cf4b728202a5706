"""Places of birth looked up by name, many at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db.models import F, Q

from candidats.models import Commune, Pays
from candidats.regles.lieu import (
    CODE_COMMUNE,
    Completion,
    FaitsCommune,
    FaitsPays,
    Lieux,
    NeQuelquePart,
    cle_commune,
    completer_naissance,
    lieu_de,
)
from candidats.regles.vocabulaire import nom_insee
from certif_portal.commun.textes import cle_recherche

PAR_REQUETE = 10_000


def lieux_cites(communes: Iterable[str], pays: Iterable[str] = (), codes: Iterable[str] = ()) -> Lieux:
    """The communes and countries of these names and codes: one query each per ten thousand, and none for an empty
    list."""
    par_cle: dict[str, list[FaitsCommune]] = defaultdict(list)
    for commune in _par_lots("cle", {cle for nom in communes if (cle := cle_commune(nom))}):
        par_cle[commune.cle].append(_faits_commune(commune))
    codes = {code for code in codes if CODE_COMMUNE.fullmatch(code)}
    codes |= {une.code for memes in par_cle.values() for une in memes if une.debut}  # what it was called before
    par_code: dict[str, list[FaitsCommune]] = defaultdict(list)
    for commune in _par_lots("code", codes):
        par_code[commune.code].append(_faits_commune(commune))
    par_nom, pays_par_code = _pays_cites({cle_recherche(nom_insee(nom)) for nom in pays} - {"", "france"}, codes)
    chargees = bool(par_cle or par_nom or par_code) or Commune.objects.exists()
    return Lieux(_figer(par_cle), par_nom, chargees, _figer(par_code), pays_par_code)


def completion_de(personne: NeQuelquePart) -> Completion:
    """What the INSEE list says of one place of birth: values to fill in, and what must be answered."""
    dit = lieu_de(personne)
    return completer_naissance(lieux_cites([dit.commune], [dit.pays], [dit.code]), dit)


def _par_lots(champ: str, valeurs: set[str]) -> Iterator[Commune]:
    triees = sorted(valeurs)
    for debut in range(0, len(triees), PAR_REQUETE):
        yield from Commune.objects.filter(**{f"{champ}__in": triees[debut : debut + PAR_REQUETE]})


def _pays_cites(noms: set[str], codes: set[str]) -> tuple[dict[str, FaitsPays], dict[str, str]]:
    """By name, its last period; by code, its name."""
    etrangers = {code for code in codes if code.startswith("99")}
    if not noms and not etrangers:
        return {}, {}
    par_nom: dict[str, FaitsPays] = {}
    par_code: dict[str, str] = {}
    for pays in Pays.objects.filter(Q(cle__in=sorted(noms)) | Q(code__in=sorted(etrangers))).order_by(
        F("fin").desc(nulls_first=True)
    ):
        par_code.setdefault(pays.code, pays.nom)
        if pays.cle in noms:
            par_nom.setdefault(pays.cle, FaitsPays(pays.code, pays.nom, pays.debut, pays.fin))
    return par_nom, par_code


def _figer(par_cle: dict[str, list[FaitsCommune]]) -> dict[str, tuple[FaitsCommune, ...]]:
    return {cle: tuple(faits) for cle, faits in par_cle.items()}


def _faits_commune(commune: Commune) -> FaitsCommune:
    return FaitsCommune(commune.code, commune.nom, commune.departement, commune.debut, commune.fin, commune.actuelle)

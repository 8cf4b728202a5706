"""Places of birth looked up by name, many at once."""

from collections import defaultdict
from collections.abc import Iterable

from candidats.models import Commune, Pays
from candidats.regles.lieu import FaitsCommune, FaitsPays, Lieux, cle_commune
from certif_portal.commun.textes import cle_recherche

PAR_REQUETE = 10_000


def lieux_cites(communes: Iterable[str], pays: Iterable[str] = ()) -> Lieux:
    """The communes and countries of these names: one query each per ten thousand names, and none for an empty list."""
    par_cle: dict[str, list[FaitsCommune]] = defaultdict(list)
    cles = sorted({cle for nom in communes if (cle := cle_commune(nom))})
    for debut in range(0, len(cles), PAR_REQUETE):
        for commune in Commune.objects.filter(cle__in=cles[debut : debut + PAR_REQUETE]):
            par_cle[commune.cle].append(_faits_commune(commune))
    etrangers = sorted({cle for nom in pays if (cle := cle_recherche(nom)) not in ("", "france")})
    par_nom: dict[str, FaitsPays] = {}
    for etranger in Pays.objects.filter(cle__in=etrangers).order_by("fin") if etrangers else ():
        par_nom.setdefault(etranger.cle, FaitsPays(etranger.code, etranger.nom, etranger.debut, etranger.fin))
    chargees = bool(par_cle) or bool(par_nom) or Commune.objects.exists()
    return Lieux({cle: tuple(faits) for cle, faits in par_cle.items()}, par_nom, chargees)


def _faits_commune(commune: Commune) -> FaitsCommune:
    return FaitsCommune(commune.code, commune.nom, commune.departement, commune.debut, commune.fin, commune.actuelle)

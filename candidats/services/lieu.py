"""The INSEE lists of communes and countries, replaced as a whole."""

from collections.abc import Iterable

from candidats.imports.cog import communes_livrees, lire_cog, pays_livres
from candidats.models import Commune, Pays
from candidats.regles.lieu import FaitsCommune, FaitsPays, cle_commune
from certif_portal.commun.actes import acte
from certif_portal.commun.insertion import inserer
from certif_portal.commun.textes import cle_recherche


@acte
def charger_communes(octets: bytes | None = None) -> tuple[int, int]:
    """Load the lists shipped with the portal, or one INSEE file in place of what it describes; how many communes and
    countries. Raises FichierRefuse, with nothing changed, for another file."""
    communes, pays = lire_cog(octets) if octets else (list(communes_livrees()), list(pays_livres()))
    if communes:
        Commune.objects.all().delete()
        inserer(Commune, map(_commune, communes))
    if pays:
        Pays.objects.all().delete()
        inserer(Pays, map(_pays, _usuels(pays)))
    return len(communes), len(pays)


def _commune(commune: FaitsCommune) -> dict[str, object]:
    return {
        "code": commune.code,
        "nom": commune.nom,
        "cle": cle_commune(commune.nom)[:60],
        "departement": commune.departement,
        "debut": commune.debut,
        "fin": commune.fin,
        "actuelle": commune.actuelle,
    }


def _pays(pays: FaitsPays) -> dict[str, object]:
    return {
        "code": pays.code,
        "nom": pays.nom,
        "cle": cle_recherche(pays.nom)[:60],
        "debut": pays.debut,
        "fin": pays.fin,
    }


def _usuels(pays: Iterable[FaitsPays]) -> Iterable[FaitsPays]:
    """A country may come back under the same name: its last period is enough."""
    return {(faits.code, faits.nom): faits for faits in pays}.values()

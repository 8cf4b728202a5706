"""What SECRET_KEY sealed in the database, sealed anew under the key of now: then the one before may go (0374)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator

from certif_portal.centre.models import parametres
from certif_portal.commun.actes import acte
from certif_portal.commun.journal import journaliser
from certif_portal.commun.models import Courriel
from certif_portal.commun.sceau import ouvrir, sceller
from certif_portal.commun.scelle import INDECHIFFRABLE
from certif_portal.comptes.adaptateur import FACTEUR

PAR_LOT = 500


@dataclass(frozen=True)
class Rescelles:
    courriels: int
    facteurs: int
    perdus: int
    """Sealed by a key that the portal has no more: left as they are."""


@acte
def resceller(*, a: datetime) -> Rescelles:
    """Played again, it only writes the same things under the same key."""
    courriels, perdus = 0, 0
    cles = list(Courriel.objects.order_by("pk").values_list("pk", flat=True))
    for debut in range(0, len(cles), PAR_LOT):
        lus = Courriel.objects.select_for_update(no_key=True).filter(pk__in=cles[debut : debut + PAR_LOT])
        textes = [courriel for courriel in lus if courriel.texte]
        ouverts = [courriel for courriel in textes if courriel.texte != INDECHIFFRABLE]
        Courriel.objects.bulk_update(ouverts, ["texte"])
        courriels, perdus = courriels + len(ouverts), perdus + len(textes) - len(ouverts)
    facteurs = 0
    for facteur in Authenticator.objects.select_for_update(no_key=True).order_by("pk"):
        if (neuf := _rescelle(facteur.data)) is None:
            perdus += 1
        elif neuf != facteur.data:
            facteur.data, facteurs = neuf, facteurs + 1
            facteur.save(update_fields=["data"])
    bilan = Rescelles(courriels, facteurs, perdus)
    phrase = f"Scellés sous la clé du jour : {courriels} courriels, {facteurs} seconds facteurs ; {perdus} illisibles."
    journaliser(parametres(), "cle_tournee", phrase, par=None, par_nom="Portail", a=a)
    return bilan


def _rescelle(data: dict[str, Any]) -> dict[str, Any] | None:
    """The same data, each of its secrets under the key of now; None when one does not open."""
    neuf = dict(data)
    for nom in ("secret", "seed", "migrated_codes"):
        if nom not in data:
            continue
        scelles = data[nom] if isinstance(data[nom], list) else [data[nom]]
        clairs = [ouvrir(scelle.encode(), FACTEUR) for scelle in scelles]
        if None in clairs:
            return None
        refaits = [sceller(clair, FACTEUR).decode() for clair in clairs if clair is not None]
        neuf[nom] = refaits if isinstance(data[nom], list) else refaits[0]
    return neuf

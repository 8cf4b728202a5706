"""What the pages of the unions read."""

from collections.abc import Iterable
from dataclasses import dataclass

from certif_portal.commun.models import DocumentRendu
from jurys.models import Jury, MembreJury
from jurys.queries.ecrans import DemandeLue, membres_de


@dataclass(frozen=True)
class LigneOrganisation:
    """A union representative on the day of the jury, and who it sends."""

    demande: DemandeLue
    designes: list[MembreJury]


def par_organisation(jury: Jury, demandes: Iterable[DemandeLue]) -> list[LigneOrganisation]:
    """The unions in the order given, with those they designated: 1 query."""
    membres = membres_de(jury)
    return [
        LigneOrganisation(demande, [m for m in membres if m.organisation_id == demande.organisation_id])
        for demande in demandes
    ]


def lettres_du_jury(jury: Jury) -> list[DocumentRendu]:
    """The documents of letters still to post, the first asked first: 1 query."""
    documents = DocumentRendu.objects.filter(pk__in=jury.demandes.values("lettres"))
    return list(documents.select_related("fichier").order_by("rendu_le", "pk"))

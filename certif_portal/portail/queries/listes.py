"""What the lists share: the views a person saved, and the place of a file in the list it was opened from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import QuerySet
from django.http import QueryDict

from candidats.forms import FiltreForm
from candidats.models import Inscription
from candidats.queries import filtrer
from certif_portal.centre.models import ParametresCentre
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import peut_tout_consulter
from certif_portal.portail.models import VueEnregistree
from certif_portal.portail.queries.marche import lien

# The lists whose address can be kept, with their name; the view of the URL name reads its filters from the address.
LISTES = {
    "inscription_liste": "Inscriptions",
    "pret_liste": "Dossiers au jury",
    "certificat_liste": "Certificats",
    "echeance_liste": "Échéances",
}


def requete_de(adresse: QueryDict) -> str:
    """The filters of an address, in a fixed order: neither the page nor what is left empty."""
    gardees = QueryDict(mutable=True)
    for cle in sorted(adresse):
        valeurs = [valeur for valeur in adresse.getlist(cle) if valeur]
        if valeurs and cle != "page":
            gardees.setlist(cle, valeurs)
    return gardees.urlencode()


def liste_filtree(
    inscriptions: QuerySet[Inscription], requete: str, personne: Utilisateur, centre: ParametresCentre, le: date
) -> QuerySet[Inscription]:
    """The registrations of the list at that address, in its order."""
    filtre = FiltreForm(QueryDict(requete)).filtre()
    return filtrer(inscriptions, filtre, le=le, centre=centre, pour_organisme=not peut_tout_consulter(personne))


@dataclass(frozen=True)
class Vues:
    """The saved views of one list, and whether the address is one of them."""

    page: str
    requete: str
    personne: Utilisateur

    @cached_property
    def siennes(self) -> list[VueEnregistree]:
        return list(VueEnregistree.objects.filter(personne=self.personne, page=self.page))

    @property
    def courante(self) -> VueEnregistree | None:
        return next((vue for vue in self.siennes if vue.requete == self.requete), None)

    @property
    def url(self) -> str:
        return lien(self.page)


def vues_visibles_par(personne: Utilisateur) -> QuerySet[VueEnregistree]:
    """One's own."""
    return VueEnregistree.objects.filter(personne=personne)


@dataclass(frozen=True)
class Voisins:
    """« 2 sur 12 », and the files before and after."""

    rang: int
    total: int
    precedent: int | None
    suivant: int | None


def voisins(pks: Sequence[int], pk: int) -> Voisins | None:
    """The place of a file among those of a list; None once it has left it."""
    if pk not in pks:
        return None
    rang = pks.index(pk)
    return Voisins(
        rang + 1,
        len(pks),
        pks[rang - 1] if rang else None,
        pks[rang + 1] if rang + 1 < len(pks) else None,
    )

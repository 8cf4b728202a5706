"""The views of a list that a person saved."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet
from django.http import QueryDict

from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.models import VueEnregistree
from certif_portal.portail.queries.marche import lien

# The lists whose address can be kept, with their name; the view of the URL name reads its filters from the address.
LISTES = {
    "inscription_liste": "Inscriptions",
    "projet_liste": "Projets",
    "pret_liste": "Dossiers au jury",
    "commission_liste": "Commissions",
    "jury_liste": "Jurys",
    "certificat_liste": "Certificats",
    "echeance_liste": "Échéances",
}


def requete_de(adresse: QueryDict) -> str:
    """The filters of an address, in a fixed order: neither the page, nor the list one comes from, nor what is left
    empty."""
    gardees = QueryDict(mutable=True)
    for cle in sorted(adresse):
        valeurs = [valeur for valeur in adresse.getlist(cle) if valeur]
        if valeurs and cle not in ("page", "liste"):
            gardees.setlist(cle, valeurs)
    return gardees.urlencode()


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

"""The page of a parcours de professionnalisation certifiant."""

from dataclasses import dataclass

from django.db.models import F

from certif_portal.comptes.permissions import Personne
from referentiels.models import DomaineParcours, FicheParcours, ModuleParcours, Referentiel


@dataclass(frozen=True)
class ParcoursLu:
    referentiel: Referentiel
    fiche: FicheParcours
    versions: list[Referentiel]
    domaines: list[DomaineParcours]
    phases: list[tuple[str, list[ModuleParcours]]]

    @property
    def modules(self) -> list[ModuleParcours]:
        return [module for _, modules in self.phases for module in modules]

    @property
    def heures_domaines(self) -> int:
        return sum(domaine.heures for domaine in self.domaines)

    @property
    def heures_modules(self) -> int:
        return sum(module.heures for module in self.modules)


def parcours_lu(personne: Personne, pk: int) -> ParcoursLu | None:
    """A version, its fiche and its programme: 3 queries; None when it is not a parcours this person may read."""
    versions = list(
        Referentiel.objects.visibles_par(personne)
        .filter(certification__referentiels=pk, fiche_parcours__isnull=False)
        .select_related("certification", "fiche_parcours")
        .order_by(F("date_gtp").desc(nulls_first=True), "-pk")
    )
    referentiel = next((version for version in versions if version.pk == pk), None)
    if referentiel is None:
        return None
    fiche = referentiel.fiche_parcours
    phases: dict[str, list[ModuleParcours]] = {}
    for module in fiche.modules.all():
        phases.setdefault(module.phase, []).append(module)
    return ParcoursLu(referentiel, fiche, versions, list(fiche.domaines.all()), list(phases.items()))

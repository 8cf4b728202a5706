"""What the screens, the documents and the other apps read of the catalogue."""

from referentiels.queries.catalogue import AU_RNCP, HORS_RNCP, Catalogue, FiltreCatalogue, catalogue
from referentiels.queries.certification import (
    FicheCertification,
    blocs_et_codes,
    cqpi_equivalent,
    fiche_certification,
)
from referentiels.queries.comparaison import (
    ChoixEquivalence,
    Comparaison,
    TableLue,
    comparer,
    correspondances,
    deux_versions,
    table_equivalence,
)
from referentiels.queries.competences import CompetenceNumerotee, competences_numerotees
from referentiels.queries.demandes import (
    LignePiece,
    demande_complete,
    demandes_pour,
    lignes_pieces,
    pieces_presentes,
    projets_possibles,
)
from referentiels.queries.fiche import (
    BlocFiche,
    CompetenceFiche,
    CritereFiche,
    FicheReferentiel,
    ModaliteFiche,
    contenus_de,
    fiche_referentiel,
)
from referentiels.queries.parcours import ParcoursLu, parcours_lu

__all__ = [
    "AU_RNCP",
    "HORS_RNCP",
    "BlocFiche",
    "Catalogue",
    "ChoixEquivalence",
    "Comparaison",
    "CompetenceFiche",
    "CompetenceNumerotee",
    "CritereFiche",
    "FicheCertification",
    "FicheReferentiel",
    "FiltreCatalogue",
    "LignePiece",
    "ModaliteFiche",
    "ParcoursLu",
    "TableLue",
    "blocs_et_codes",
    "catalogue",
    "comparer",
    "competences_numerotees",
    "contenus_de",
    "correspondances",
    "cqpi_equivalent",
    "demande_complete",
    "demandes_pour",
    "deux_versions",
    "fiche_certification",
    "fiche_referentiel",
    "lignes_pieces",
    "parcours_lu",
    "pieces_presentes",
    "projets_possibles",
    "table_equivalence",
]

"""Two versions of one certification."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from referentiels.imports.modele import ReferentielLu
from referentiels.models import Referentiel
from referentiels.services.version import importer_referentiel

A = datetime(2026, 11, 20, 10, tzinfo=UTC)


@pytest.fixture
def deux(db, fictif: ReferentielLu) -> tuple[Referentiel, Referentiel]:
    """A revision: a bloc as it was, one with a competence renamed, added and removed, one replaced."""
    ancien = importer_referentiel(lu=fictif, nom_source="a.md", par=None, par_nom="Essai", a=A).referentiel
    premier, second, troisieme = fictif.blocs
    renommee = replace(second.competences[0], intitule=f"{second.competences[0].intitule} en sécurité")
    neuve = replace(second.competences[1], intitule="Rendre compte au client de la conformité")
    nouveau = replace(
        fictif,
        empreinte="f" * 64,
        date_gtp=date(2026, 3, 1),
        mission="Fabriquer autrement.",
        blocs=(
            premier,
            replace(second, competences=(renommee, neuve)),
            replace(troisieme, numero="BDC9009", intitule="Zinguer"),
        ),
    )
    return ancien, importer_referentiel(lu=nouveau, nom_source="b.md", par=None, par_nom="Essai", a=A).referentiel

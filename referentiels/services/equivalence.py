"""The equivalence table between two versions, confirmed by the responsable: used to carry what was acquired."""

from collections.abc import Collection, Mapping
from datetime import datetime

from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.journal import journaliser
from certif_portal.commun.typographie import date_longue
from certif_portal.comptes.models import Utilisateur
from referentiels.models import (
    Competence,
    EquivalenceBloc,
    EquivalenceCompetence,
    Referentiel,
    TableEquivalence,
    VersionBloc,
)
from referentiels.services.contenu import enregistrer


@acte
def confirmer_equivalences(
    *,
    ancien: Referentiel,
    nouveau: Referentiel,
    blocs: Mapping[int, int | None],
    competences: Mapping[int, int | None],
    par: Utilisateur | None,
    a: datetime,
) -> TableEquivalence:
    """Write the whole table again: old id -> new id, or None for what has no equivalent.

    Raises ErreurMetier when the versions are not of one certification, or when an item is not of its version.
    """
    if ancien.certification_id != nouveau.certification_id:
        raise ErreurMetier("Les deux versions sont de la même certification.")
    _verifier(blocs, _blocs_de(ancien), _blocs_de(nouveau))
    _verifier(competences, _competences_de(ancien), _competences_de(nouveau))
    table = (
        TableEquivalence.objects.select_for_update(of=("self",), no_key=True)
        .filter(ancien=ancien, nouveau=nouveau)
        .first()
    )
    table = table or TableEquivalence(ancien=ancien, nouveau=nouveau)
    table.confirmee_le, table.confirmee_par = a, par
    enregistrer(table)
    table.blocs.all().delete()
    table.competences.all().delete()
    EquivalenceBloc.objects.bulk_create(
        EquivalenceBloc(table=table, ancien_id=avant, nouveau_id=apres) for avant, apres in blocs.items() if apres
    )
    EquivalenceCompetence.objects.bulk_create(
        EquivalenceCompetence(table=table, ancienne_id=avant, nouvelle_id=apres)
        for avant, apres in competences.items()
        if apres
    )
    depuis = date_longue(ancien.date_gtp) if ancien.date_gtp else "sans décision"
    repris = sum(1 for apres in competences.values() if apres)
    phrase = f"Équivalences avec la version du {depuis} : {repris} compétences sur {len(competences)}."
    journaliser(nouveau, "equivalences", phrase, par=par, a=a)
    return table


def _verifier(lignes: Mapping[int, int | None], anciens: Collection[int], nouveaux: Collection[int]) -> None:
    if not set(lignes) <= set(anciens) or not {apres for apres in lignes.values() if apres} <= set(nouveaux):
        raise ErreurMetier("Un bloc ou une compétence n’est pas de la version attendue : rechargez la page.")


def _blocs_de(referentiel: Referentiel) -> set[int]:
    return set(VersionBloc.objects.filter(compositions__referentiel=referentiel).values_list("pk", flat=True))


def _competences_de(referentiel: Referentiel) -> set[int]:
    return set(
        Competence.objects.filter(version_bloc__compositions__referentiel=referentiel).values_list("pk", flat=True)
    )

"""What a jury validated of each title: what a candidate keeps of what it refused, and the blocs delivered within it
(decisions 0180 and 0245). Expects `validations__competence__version_bloc` and `inscription__reprises` to be loaded."""

from collections import defaultdict
from collections.abc import Container, Iterable

from candidats.models import Inscription
from jurys.choix import Decision
from jurys.models import ValidationCompetence
from jurys.queries.titre import TitreDecide
from referentiels.models import Competence, VersionBloc


def validations_de(titre: TitreDecide) -> list[ValidationCompetence]:
    """What the jury validated of this title."""
    return [
        validation
        for validation in titre.presentation.validations.all()
        if titre.bloc is None or validation.competence.version_bloc_id == titre.bloc.pk
    ]


def ce_qui_est_garde(
    inscription: Inscription, refuses: Iterable[TitreDecide], rncp: bool
) -> list[VersionBloc | Competence]:
    """The competences acquired of the titles refused, as whole blocs where they make one of a RNCP certification. What
    an earlier jury gave keeps its own term."""
    reprises = {reprise.competence_id for reprise in inscription.reprises.all()}
    par_bloc: dict[VersionBloc, list[ValidationCompetence]] = defaultdict(list)
    for titre in refuses:
        for validation in validations_de(titre):
            par_bloc[validation.competence.version_bloc].append(validation)
    gardes: list[VersionBloc | Competence] = []
    for bloc, validations in par_bloc.items():
        acquises = [validation.competence for validation in validations if validation.acquise]
        nouvelles = [competence for competence in acquises if competence.pk not in reprises]
        entier = rncp and len(acquises) == len(validations)
        gardes += [bloc] if entier and nouvelles else nouvelles
    return gardes


def blocs_a_delivrer(titres: Iterable[TitreDecide], rncp: Container[int]) -> list[TitreDecide]:
    """BLOC-CQPM-DELIVRE: each bloc acquired whole by a candidate to whom the CQPM is refused is a title of its own,
    admitted. `rncp`: certifications registered that day."""
    return [
        TitreDecide(titre.presentation, objet, Decision.A)
        for titre in titres
        if titre.decision == Decision.NA and not titre.bloc and titre.certification.pk in rncp
        for objet in ce_qui_est_garde(titre.presentation.inscription, [titre], rncp=True)
        if isinstance(objet, VersionBloc) and objet.bloc_id
    ]

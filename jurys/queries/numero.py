"""Numbers of certificates: how they are compared, which are still to be typed, which were."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Func

from certif_portal.centre.models import parametres
from certif_portal.commun.sql import lettres_et_chiffres
from jurys.choix import Decision
from jurys.models import Certificat, Jury, NumeroNational, Presentation
from jurys.queries.acquis import blocs_a_delivrer
from jurys.queries.piece import certifications_au_rncp
from jurys.queries.titre import TitreDecide, equivalences_cqpi, titres_decides
from jurys.regles.verification import numero_lu
from referentiels.models import Certification, VersionBloc

Cle = tuple[int, int, int]
"""Presentation, bloc or 0, certification."""


def numero_ecrit() -> Func:
    """A number by its letters and figures, as `numero_lu` reads it: « MC-000 123 » is « MC000123 »."""
    return lettres_et_chiffres("numero")


def numeros_connus(numeros: Iterable[str]) -> set[str]:
    """Those that a certificate already bears, as they are read: 1 query."""
    lus = Certificat.objects.annotate(ecrit=numero_ecrit()).filter(ecrit__in={numero_lu(n) for n in numeros})
    return set(lus.values_list("ecrit", flat=True))


@dataclass(frozen=True)
class ANumeroter:
    """A certificate that the closing will deliver."""

    presentation: Presentation
    bloc: VersionBloc | None
    certification: Certification
    code: str

    @property
    def cle(self) -> Cle:
        return self.presentation.pk, self.bloc.pk if self.bloc else 0, self.certification.pk

    @property
    def champ(self) -> str:
        return "n{}_{}_{}".format(*self.cle)

    @property
    def dit(self) -> str:
        """By the code of the candidate: the jury may not be sealed yet."""
        return f"{self.presentation.code}, {self.code}"


def certificats_a_numeroter(jury: Jury) -> list[ANumeroter]:
    """Of what is decided so far: each title admitted, and the CQPI that goes with it; a bloc acquired whole of a CQPM
    refused, where the centre delivers it."""
    presentations = (
        Presentation.objects.filter(jury=jury)
        .select_related("inscription__referentiel__certification")
        .prefetch_related("decisions_blocs", "inscription__blocs__bloc")
        .order_by("ordre")
    )
    delivre = parametres().blocs_cqpm_delivres
    if delivre:
        presentations = presentations.prefetch_related(
            "validations__competence__version_bloc__bloc", "inscription__reprises"
        )
    titres = titres_decides(presentations)
    if delivre:
        rncp = certifications_au_rncp([titre.certification.pk for titre in titres], jury.date)
        titres += blocs_a_delivrer(titres, rncp)
    return a_numeroter((titre for titre in titres if titre.decision == Decision.A), jury)


def a_numeroter(admis: Iterable[TitreDecide], jury: Jury) -> list[ANumeroter]:
    """Of titles admitted: 1 query."""
    titres = list(admis)
    cqpi = equivalences_cqpi([titre.certification.pk for titre in titres])
    return [
        ANumeroter(titre.presentation, titre.bloc, certification, titre.code if titre.bloc else certification.code)
        for titre in titres
        for certification in (titre.certification, *_cqpi(titre, cqpi, jury))
    ]


def _cqpi(titre: TitreDecide, cqpi: dict, jury: Jury) -> list[Certification]:
    connues = [] if titre.bloc else cqpi.get(titre.certification.pk, [])
    return [equivalence.cqpi for equivalence in connues if equivalence.couvre(jury.date)]


def numeros_saisis(jury: Jury) -> dict[Cle, str]:
    """1 query."""
    saisis = NumeroNational.objects.filter(presentation__jury=jury)
    return {(n.presentation_id, n.version_bloc_id or 0, n.certification_id): n.numero for n in saisis}

"""What a jury decides of: a whole certification, or one bloc aimed at alone (decision 0180)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from candidats.choix import Portee
from jurys.choix import Decision
from jurys.models import Jury, Presentation
from referentiels.models import Certification, EquivalenceCQPI, VersionBloc


@dataclass(frozen=True)
class TitreDecide:
    """One candidate, one title, one decision. A candidate for two blocs makes two of them."""

    presentation: Presentation
    bloc: VersionBloc | None
    decision: str

    @property
    def certification(self) -> Certification:
        return self.presentation.inscription.referentiel.certification

    @property
    def cle(self) -> tuple[int, int]:
        """The same for those whose names are on one PV."""
        return self.certification.pk, self.bloc_pk or 0

    @property
    def bloc_pk(self) -> int | None:
        """What names this title among those of its candidate."""
        return self.bloc.pk if self.bloc else None

    @property
    def code(self) -> str:
        return str(self.bloc.bloc) if self.bloc else self.certification.code

    @property
    def intitule(self) -> str:
        return self.bloc.intitule if self.bloc else self.presentation.inscription.referentiel.intitule

    @property
    def presente(self) -> bool:
        """The candidate was presented for it; not a bloc delivered although the whole was refused (decision 0245)."""
        return self.bloc is None or self.presentation.inscription.portee == Portee.BLOCS

    @property
    def bloc_de(self) -> str:
        """The certification a bloc belongs to, as the papers name it; empty for a whole certification."""
        return f"{self.presentation.inscription.referentiel} ({self.certification.code})" if self.bloc else ""

    @property
    def dit(self) -> str:
        """By its title and its code: « CQPM Opérateur en usinage (CQPM 2024 0187) », « bloc de compétences … »."""
        if self.bloc:
            return f"bloc de compétences {self.intitule} ({self.code}), du {self.bloc_de}"
        return f"{self.certification.type} {self.intitule} ({self.code})"


def equivalences_cqpi(certifications: Iterable[int]) -> dict[int, list[EquivalenceCQPI]]:
    """By CQPM, every equivalence recorded, in force or not: 1 query."""
    connues: dict[int, list[EquivalenceCQPI]] = {}
    lignes = EquivalenceCQPI.objects.filter(cqpm__in=set(certifications)).select_related("cqpi")
    for equivalence in lignes.order_by("cqpi__numero"):
        connues.setdefault(equivalence.cqpm_id, []).append(equivalence)
    return connues


def titres_decides(presentations: Iterable[Presentation]) -> list[TitreDecide]:
    """In the order of the presentations; the blocs of one candidate by number. A bloc not decided yet has none. After
    the closing, those delivered although the whole was refused follow it (decisions 0245 and 0289).

    Expects `inscription__blocs__bloc` and `decisions_blocs__version_bloc__bloc` to be loaded.
    """
    return [titre for presentation in presentations for titre in _titres(presentation)]


def _titres(presentation: Presentation) -> list[TitreDecide]:
    if presentation.inscription.portee != Portee.BLOCS:
        prises = [prise for prise in presentation.decisions_blocs.all() if prise.en_vigueur == Decision.A]
        delivres = sorted(prises, key=lambda prise: str(prise.version_bloc.bloc))
        return [
            TitreDecide(presentation, None, presentation.en_vigueur),
            *(TitreDecide(presentation, prise.version_bloc, prise.en_vigueur) for prise in delivres),
        ]
    decisions = {prise.version_bloc_id: prise.en_vigueur for prise in presentation.decisions_blocs.all()}
    blocs = sorted(presentation.inscription.blocs.all(), key=lambda bloc: str(bloc.bloc))
    return [TitreDecide(presentation, bloc, decisions.get(bloc.pk, "")) for bloc in blocs]


def titres_presentes(jury: Jury) -> list[tuple[str, int]]:
    """What the candidates attached aim at, whole certifications or blocs alone, and how many they are for each: 5
    queries, without any name."""
    lues = jury.presentations.select_related("inscription__referentiel__certification").prefetch_related(
        "inscription__blocs__bloc", "decisions_blocs__version_bloc__bloc"
    )
    comptes = Counter((titre.bloc_de, titre.dit) for titre in titres_decides(lues) if titre.presente)
    return [(dit, nombre) for (_, dit), nombre in sorted(comptes.items())]

"""One référentiel, whole: five queries, whatever its size."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import CharField, Value

from certif_portal.comptes.permissions import Personne
from referentiels.choix import FAMILLES_CRITERES, NatureModalite, Rubrique
from referentiels.models import Activite, Composition, Connaissance, Enregistrement, Modalite, Referentiel


@dataclass
class CritereFiche:
    """A text, and the bullets that hang under it."""

    texte: str
    sous: list[str] = field(default_factory=list)


@dataclass
class CompetenceFiche:
    """`rang` runs over the whole référentiel, as in the evaluation tables; `numero` restarts in each bloc."""

    pk: int
    rang: int
    numero: int
    intitule: str
    rubriques: dict[str, list[CritereFiche]] = field(default_factory=dict)

    @property
    def conditions(self) -> list[CritereFiche]:
        return self.rubriques.get(Rubrique.CONDITIONS, [])

    @property
    def resultats(self) -> list[CritereFiche]:
        return self.rubriques.get(Rubrique.RESULTATS, [])

    @property
    def familles(self) -> list[tuple[str, list[CritereFiche]]]:
        return [(famille.label, self.rubriques.get(famille, [])) for famille in FAMILLES_CRITERES]


@dataclass
class BlocFiche:
    pk: int
    code: str
    intitule: str
    connaissances: list[str] = field(default_factory=list)
    competences: list[CompetenceFiche] = field(default_factory=list)


@dataclass(frozen=True)
class ModaliteFiche:
    libelle: str
    texte: str


@dataclass(frozen=True)
class ContenuVersion:
    activites: list[tuple[str, str]]
    blocs: list[BlocFiche]
    modalites: list[ModaliteFiche]


@dataclass(frozen=True)
class FicheReferentiel:
    referentiel: Referentiel
    versions: list[Referentiel]
    enregistrements: list[Enregistrement]
    activites: list[tuple[str, str]]
    blocs: list[BlocFiche]
    modalites: list[ModaliteFiche]

    @property
    def nombre_competences(self) -> int:
        return sum(len(bloc.competences) for bloc in self.blocs)


def fiche_referentiel(personne: Personne, pk: int) -> FicheReferentiel | None:
    """The whole version in five queries; None when it does not exist for this person."""
    versions = list(
        Referentiel.objects.visibles_par(personne)
        .filter(certification__referentiels=pk)
        .select_related("certification")
        .order_by("-date_gtp", "-pk")
    )
    referentiel = next((version for version in versions if version.pk == pk), None)
    if referentiel is None:
        return None
    contenu = contenus_de([referentiel])[referentiel.pk]
    return FicheReferentiel(
        referentiel=referentiel,
        versions=versions,
        enregistrements=list(referentiel.certification.enregistrements.all()),
        activites=contenu.activites,
        blocs=contenu.blocs,
        modalites=contenu.modalites,
    )


def contenus_de(referentiels: Sequence[Referentiel]) -> dict[int, ContenuVersion]:
    """What several versions hold, by id: three queries, however many there are."""
    blocs = _blocs(referentiels)
    par_contenu: dict[int, list[BlocFiche]] = {}
    for (_, contenu), bloc in blocs.items():
        par_contenu.setdefault(contenu, []).append(bloc)
    for connaissance in Connaissance.objects.filter(version_bloc__in=par_contenu).order_by("ordre"):
        for bloc in par_contenu[connaissance.version_bloc_id]:
            bloc.connaissances.append(connaissance.texte)
    activites, modalites = _activites_et_modalites(referentiels)
    return {
        referentiel.pk: ContenuVersion(
            activites=activites.get(referentiel.pk, []),
            blocs=[bloc for (version, _), bloc in blocs.items() if version == referentiel.pk],
            modalites=modalites.get(referentiel.pk, []),
        )
        for referentiel in referentiels
    }


def _blocs(referentiels: Sequence[Referentiel]) -> dict[tuple[int, int], BlocFiche]:
    """Blocs, competences and elements from one joined query, in the order of the composition of each version."""
    chemin = "version_bloc__competences"
    lignes = (
        Composition.objects.filter(referentiel__in=referentiels)
        .order_by(
            "referentiel", "ordre", f"{chemin}__ordre", f"{chemin}__elements__rubrique", f"{chemin}__elements__ordre"
        )
        .values_list(
            "referentiel",
            "version_bloc",
            "version_bloc__bloc__numero",
            "version_bloc__intitule",
            chemin,
            f"{chemin}__ordre",
            f"{chemin}__intitule",
            f"{chemin}__elements__rubrique",
            f"{chemin}__elements__texte",
            f"{chemin}__elements__sous",
        )
    )
    blocs: dict[tuple[int, int], BlocFiche] = {}
    competences: dict[tuple[int, int], CompetenceFiche] = {}
    rangs: Counter[int] = Counter()
    for version, contenu, code, intitule, pk, numero, competence, rubrique, texte, sous in lignes:
        bloc = blocs.setdefault((version, contenu), BlocFiche(contenu, code or "", intitule))
        if pk is not None and (version, pk) not in competences:
            rangs[version] += 1
            competences[version, pk] = CompetenceFiche(pk, rangs[version], numero, competence)
            bloc.competences.append(competences[version, pk])
        if rubrique is not None:
            _ajouter(competences[version, pk].rubriques.setdefault(rubrique, []), texte, sous=sous)
    return blocs


def _ajouter(criteres: list[CritereFiche], texte: str, *, sous: bool) -> None:
    if sous and criteres:
        criteres[-1].sous.append(texte)
    else:
        criteres.append(CritereFiche(texte))


def _activites_et_modalites(
    referentiels: Sequence[Referentiel],
) -> tuple[dict[int, list[tuple[str, str]]], dict[int, list[ModaliteFiche]]]:
    """Both in one query, by version: they are short lists of texts."""
    sources = (("activite", Activite, "intitule"), ("modalite", Modalite, "nature"))
    requetes = [
        modele.objects.filter(referentiel__in=referentiels)
        .order_by()
        .annotate(genre=Value(genre, output_field=CharField()))
        .values_list("genre", "referentiel", "ordre", champ, "texte")
        for genre, modele, champ in sources
    ]
    activites: dict[int, list[tuple[str, str]]] = {}
    modalites: dict[int, list[ModaliteFiche]] = {}
    for genre, referentiel, _, titre, texte in requetes[0].union(requetes[1], all=True).order_by("ordre"):
        if genre == "activite":
            activites.setdefault(referentiel, []).append((titre, texte))
        else:
            modalite = ModaliteFiche(NatureModalite(titre).label, _sans_titre(texte))
            modalites.setdefault(referentiel, []).append(modalite)
    return activites, modalites


def _sans_titre(texte: str) -> str:
    """The printed title in capitals says again what the label says."""
    premiere, separateur, reste = texte.partition("\n")
    return reste if separateur and premiere.isupper() else texte

"""Two versions of a certification, side by side; what a competence or a bloc of one became in the other."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import F

from certif_portal.comptes.permissions import Personne
from referentiels.choix import FAMILLES_CRITERES, Rubrique
from referentiels.comparaison import Ecart, Paire, apparier, comparer_textes
from referentiels.models import EquivalenceBloc, EquivalenceCompetence, Referentiel, TableEquivalence
from referentiels.queries.fiche import BlocFiche, CompetenceFiche, ContenuVersion, CritereFiche, contenus_de


class Devenir(StrEnum):
    """What became of an item between the two versions."""

    IDENTIQUE = "identique"
    MODIFIE = "modifié"
    AJOUTE = "ajouté"
    RETIRE = "retiré"


SORTES_DEVENIR = {
    Devenir.IDENTIQUE: "fait",
    Devenir.MODIFIE: "attente",
    Devenir.AJOUTE: "faire",
    Devenir.RETIRE: "refus",
}


@dataclass(frozen=True)
class CompetenceComparee:
    devenir: Devenir
    titre: Ecart
    ecarts: list[Ecart]

    @property
    def sorte(self) -> str:
        return SORTES_DEVENIR[self.devenir]


@dataclass(frozen=True)
class BlocCompare:
    devenir: Devenir
    code: str
    titre: Ecart
    connaissances: Ecart
    competences: list[CompetenceComparee]

    @property
    def sorte(self) -> str:
        return SORTES_DEVENIR[self.devenir]


@dataclass(frozen=True)
class Comparaison:
    ancien: Referentiel
    nouveau: Referentiel
    textes: list[Ecart]
    blocs: list[BlocCompare]

    @property
    def changements(self) -> int:
        """Texts, blocs and competences that are not the same."""
        competences = [c for bloc in self.blocs for c in bloc.competences]
        return sum(not texte.identique for texte in self.textes) + sum(
            element.devenir != Devenir.IDENTIQUE for element in (*self.blocs, *competences)
        )


def deux_versions(personne: Personne, pk: int, autre: int) -> tuple[Referentiel, Referentiel] | None:
    """The older then the newer (a draft is the newest) of two versions of one certification: 1 query."""
    versions = list(
        Referentiel.objects.visibles_par(personne)
        .filter(pk__in=[pk, autre])
        .select_related("certification")
        .order_by(F("date_gtp").asc(nulls_last=True), "pk")
    )
    if len(versions) != 2 or versions[0].certification_id != versions[1].certification_id:
        return None
    return versions[0], versions[1]


def comparer(ancien: Referentiel, nouveau: Referentiel) -> Comparaison:
    """Everything, word by word: 3 queries."""
    contenus = contenus_de([ancien, nouveau])
    avant, apres = contenus[ancien.pk], contenus[nouveau.pk]
    paires = apparier(avant.blocs, apres.blocs, cle=lambda bloc: bloc.code, titre=lambda bloc: bloc.intitule)
    return Comparaison(
        ancien,
        nouveau,
        _textes(ancien, avant, nouveau, apres),
        [_bloc(paire.ancien, paire.nouveau) for paire in paires],
    )


TEXTES = (
    ("Intitulé", "intitule"),
    ("Mission", "mission"),
    ("Environnement de travail", "environnement"),
    ("Interactions", "interactions"),
    ("Évolutions du métier", "evolutions"),
    ("Mise en œuvre des évaluations", "texte_modalites"),
    ("Conditions d’admissibilité", "conditions_admission"),
)


def _textes(ancien: Referentiel, avant: ContenuVersion, nouveau: Referentiel, apres: ContenuVersion) -> list[Ecart]:
    ecarts = [comparer_textes(libelle, getattr(ancien, champ), getattr(nouveau, champ)) for libelle, champ in TEXTES]
    ecarts.insert(1, comparer_textes("Niveau", _niveau(ancien), _niveau(nouveau)))
    ecarts.insert(3, comparer_textes("Activités", _activites(avant), _activites(apres)))
    ecarts.append(comparer_textes("Modalités d’évaluation", _modalites(avant), _modalites(apres)))
    return [ecart for ecart in ecarts if not ecart.vide]


def _niveau(referentiel: Referentiel) -> str:
    return str(referentiel.niveau or "")


def _activites(contenu: ContenuVersion) -> str:
    return "\n".join("\n".join(texte for texte in activite if texte) for activite in contenu.activites)


def _modalites(contenu: ContenuVersion) -> str:
    return "\n".join(f"{modalite.libelle}\n{modalite.texte}".strip() for modalite in contenu.modalites)


def _bloc(ancien: BlocFiche | None, nouveau: BlocFiche | None) -> BlocCompare:
    avant, apres = ancien or BlocFiche(0, "", ""), nouveau or BlocFiche(0, "", "")
    competences = [
        _competence(paire.ancien, paire.nouveau)
        for paire in apparier(
            avant.competences, apres.competences, cle=lambda c: c.pk, titre=lambda competence: competence.intitule
        )
    ]
    titre = comparer_textes("Intitulé du bloc", avant.intitule, apres.intitule)
    connaissances = comparer_textes(
        "Connaissances associées", "\n".join(avant.connaissances), "\n".join(apres.connaissances)
    )
    identique = titre.identique and connaissances.identique
    pareilles = all(competence.devenir == Devenir.IDENTIQUE for competence in competences)
    devenir = _devenir(ancien, nouveau, identique=identique and pareilles and avant.code == apres.code)
    codes = [code for code in dict.fromkeys((avant.code, apres.code)) if code]
    return BlocCompare(devenir, " → ".join(codes), titre, connaissances, competences)


def _competence(ancienne: CompetenceFiche | None, nouvelle: CompetenceFiche | None) -> CompetenceComparee:
    vide = CompetenceFiche(0, 0, 0, "")
    avant, apres = ancienne or vide, nouvelle or vide
    ecarts = [
        comparer_textes(rubrique.label, _points(avant, rubrique), _points(apres, rubrique))
        for rubrique in (Rubrique.CONDITIONS, *FAMILLES_CRITERES, Rubrique.RESULTATS)
    ]
    titre = comparer_textes("Compétence", avant.intitule, apres.intitule)
    identique = titre.identique and all(ecart.identique for ecart in ecarts)
    return CompetenceComparee(
        _devenir(ancienne, nouvelle, identique=identique), titre, [ecart for ecart in ecarts if not ecart.vide]
    )


def _devenir(ancien: object, nouveau: object, *, identique: bool) -> Devenir:
    if ancien is None:
        return Devenir.AJOUTE
    if nouveau is None:
        return Devenir.RETIRE
    return Devenir.IDENTIQUE if identique else Devenir.MODIFIE


def _points(competence: CompetenceFiche, rubrique: Rubrique) -> str:
    return "\n".join(_point(critere) for critere in competence.rubriques.get(rubrique, []))


def _point(critere: CritereFiche) -> str:
    return "\n".join([critere.texte, *(f"– {texte}" for texte in critere.sous)])


# ---------------------------------------------------------------- equivalences


@dataclass(frozen=True)
class ChoixEquivalence:
    """An item of the older version, what it became, and what else it could have become."""

    pk: int
    libelle: str
    choisi: int | None
    devenu: str
    note: int


@dataclass
class TableLue:
    """The table of two versions: confirmed, or proposed by resemblance when it is not."""

    ancien: Referentiel
    nouveau: Referentiel
    table: TableEquivalence | None
    blocs: list[ChoixEquivalence] = field(default_factory=list)
    competences: list[ChoixEquivalence] = field(default_factory=list)
    blocs_nouveaux: list[tuple[int, str]] = field(default_factory=list)
    competences_nouvelles: list[tuple[int, str]] = field(default_factory=list)


def table_equivalence(ancien: Referentiel, nouveau: Referentiel) -> TableLue:
    """What is confirmed, else a proposal: 5 queries at most."""
    contenus = contenus_de([ancien, nouveau])
    avant, apres = contenus[ancien.pk], contenus[nouveau.pk]
    table = TableEquivalence.objects.select_related("confirmee_par").filter(ancien=ancien, nouveau=nouveau).first()
    confirmes = correspondances(table) if table else {"bloc": None, "competence": None}
    lue = TableLue(
        ancien,
        nouveau,
        table,
        blocs_nouveaux=[(bloc.pk, _nom_bloc(bloc)) for bloc in apres.blocs],
        competences_nouvelles=[(competence.pk, _nom_competence(competence)) for competence in _toutes(apres)],
    )
    blocs = apparier(avant.blocs, apres.blocs, cle=lambda bloc: bloc.code, titre=lambda bloc: bloc.intitule)
    lue.blocs = _choix(blocs, _nom_bloc, lue.blocs_nouveaux, confirmes["bloc"])
    competences = apparier(_toutes(avant), _toutes(apres), cle=lambda c: c.pk, titre=lambda c: c.intitule)
    lue.competences = _choix(competences, _nom_competence, lue.competences_nouvelles, confirmes["competence"])
    return lue


def correspondances(table: TableEquivalence) -> dict[str, dict[int, int] | None]:
    """Old id -> new id, for the blocs and for the competences of a confirmed table: 2 queries."""
    return {
        "bloc": dict(EquivalenceBloc.objects.filter(table=table).values_list("ancien", "nouveau")),
        "competence": dict(EquivalenceCompetence.objects.filter(table=table).values_list("ancienne", "nouvelle")),
    }


def _toutes(contenu: ContenuVersion) -> list[CompetenceFiche]:
    return [competence for bloc in contenu.blocs for competence in bloc.competences]


def _nom_bloc(bloc: BlocFiche) -> str:
    return f"{bloc.code} {bloc.intitule}".strip()


def _nom_competence(competence: CompetenceFiche) -> str:
    return f"{competence.rang}. {competence.intitule}"


def _choix(
    paires: list[Paire[Any]],
    nommer: Callable[[Any], str],
    nouveaux: list[tuple[int, str]],
    confirmes: dict[int, int] | None,
) -> list[ChoixEquivalence]:
    """One line per item of the older version. `confirmes` is None while nobody confirmed: the resemblance proposes."""
    noms, lignes = dict(nouveaux), []
    for paire in paires:
        if paire.ancien is not None:
            propose = paire.nouveau.pk if paire.nouveau else None
            choisi = propose if confirmes is None else confirmes.get(paire.ancien.pk)
            devenu = noms.get(choisi, "") if choisi else ""
            lignes.append(ChoixEquivalence(paire.ancien.pk, nommer(paire.ancien), choisi, devenu, paire.note))
    return lignes

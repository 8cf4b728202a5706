"""The figures of a year, made from the recorded facts: what may be told, and nothing else (decision 0380)."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import Min

from candidats.choix import EtatInscription, Portee
from candidats.models import Inscription
from candidats.queries.chiffre import INSCRIPTIONS, PRESENTES, Population
from candidats.regles.insertion import SEUIL_PERSONNES
from certif_portal.commun.secret import (
    Issue,
    Partage,
    devoiler,
    issue_dicible,
    issues_croisees,
    issues_dites,
    montrable,
    part_montrable,
    regrouper,
)
from certif_portal.commun.typographie import jour_de
from certif_portal.portail.choix import AxeChiffre, EtapeDelai, MesureChiffre
from certif_portal.portail.models import Chiffre
from certif_portal.portail.queries.severite import severites_de
from jurys.choix import Decision, EtatJury
from jurys.models import Certificat, DecisionBloc, ValidationCompetence

Cle = TypeVar("Cle", bound=Hashable)
RESTE_DES_TRIMESTRES = 5
SANS_ORGANISME = "0"


@dataclass(frozen=True)
class Fait:
    """One registration or one decision: whose, of what, on which day, and how it went."""

    personne: int
    certification: str
    organisme: str
    voie: str
    jour: date
    reussi: bool | None = None
    bloc: str = ""
    delais: Mapping[str, int | None] = field(default_factory=dict)

    @property
    def trimestre(self) -> int:
        return (self.jour.month + 2) // 3


def chiffres_de(annee: int) -> list[Chiffre]:
    """Every figure of the year that may be told, unsaved: 9 queries, whatever the number of files."""
    certifications = list(_certifications(annee))
    lignes = [
        *_publier(MesureChiffre.INSCRIPTIONS, list(_inscriptions(annee))),
        *_publier(MesureChiffre.CERTIFICATIONS, certifications),
        *_publier(MesureChiffre.BLOCS, list(_blocs(annee))),
        *severites_de(annee),
    ]
    montrees = {
        ligne.cle: ligne.reussites is not None
        for ligne in lignes
        if _est(ligne, MesureChiffre.CERTIFICATIONS, AxeChiffre.CERTIFICATION)
    }
    return [*lignes, *_competences(annee, montrees, _rangees(certifications, lambda fait: fait.certification))]


def _est(ligne: Chiffre, mesure: str, axe: str) -> bool:
    return ligne.mesure == mesure and ligne.axe == axe and bool(ligne.cle) and not ligne.trimestre


def _inscriptions(annee: int) -> Iterator[Fait]:
    lues: Any = (
        Inscription.objects.filter(Population(INSCRIPTIONS, annee).condition)
        .order_by()
        .values_list("candidat", "referentiel__certification", "organisme", "voie", "deposee_le")
    )
    for personne, certification, organisme, voie, jour in lues.iterator(chunk_size=2000):
        yield Fait(personne, str(certification), str(organisme or 0), voie, jour)


def _certifications(annee: int) -> Iterator[Fait]:
    """Whole certifications that a jury decided of; a certificate handed over says after how long."""
    decidees = Inscription.objects.filter(Population(PRESENTES, annee).condition).order_by()
    certificats: dict[int, tuple[Any, date | None]] = {
        pk: (delivre, remis)
        for pk, delivre, remis in Certificat.objects.filter(
            presentation__inscription__in=decidees.values("pk"), version_bloc=None
        )
        .order_by()
        .values_list("presentation__inscription")
        .annotate(delivre=Min("delivre_le"), le=Min("remis_le"))
    }
    lues: Any = decidees.values_list(
        *("pk", "candidat", "referentiel__certification", "organisme", "voie", "etat"),
        *("deposee_le", "acceptee_le", "livret__valide_le", "avis__demande_le", "avis__rendu_le", "grille__scellee_le"),
        "decidee_le",
    )
    for pk, personne, certification, organisme, voie, etat, *dates in lues.iterator(chunk_size=2000):
        delivre, remis = certificats.get(pk, (None, None))
        yield Fait(
            personne,
            str(certification),
            str(organisme or 0),
            voie,
            dates[-1],
            reussi=etat == EtatInscription.ADMISE,
            delais=_delais(*(_jour(quand) for quand in (*dates, delivre, remis))),
        )


def _jour(quand: date | datetime | None) -> date | None:
    return jour_de(quand) if isinstance(quand, datetime) else quand


def _delais(
    depot: date | None,
    acceptation: date | None,
    livret: date | None,
    demande: date | None,
    avis: date | None,
    grille: date | None,
    jury: date | None,
    certificat: date | None,
    remise: date | None,
) -> dict[str, int | None]:
    entre = {
        EtapeDelai.ACCEPTATION: (depot, acceptation),
        EtapeDelai.LIVRET: (acceptation, livret),
        EtapeDelai.EVALUATION: (livret, grille),
        EtapeDelai.AVIS: (demande, avis),
        EtapeDelai.DELIBERATION: (grille, jury),
        EtapeDelai.CERTIFICAT: (jury, certificat),
        EtapeDelai.REMISE_SEULE: (certificat, remise),
        EtapeDelai.JURY: (depot, jury),
        EtapeDelai.REMISE: (jury, remise),
    }
    return {str(etape): _jours(*bornes) for etape, bornes in entre.items()}


def _jours(debut: date | None, fin: date | None) -> int | None:
    """None of what is not dated, or was dated afterwards."""
    return (fin - debut).days if debut and fin and fin >= debut else None


def _blocs(annee: int) -> Iterator[Fait]:
    """Blocs that candidates aim at alone: each is a certification of its own, and is counted as one. Not those that a
    whole certification refused delivers (decision 0245): nobody aimed at them alone."""
    lues: Any = (
        DecisionBloc.objects.filter(
            presentation__jury__etat=EtatJury.CLOS,
            presentation__jury__date__year=annee,
            presentation__inscription__portee=Portee.BLOCS,
            presentation__inscription__resultat_retenu=False,
        )
        .order_by()
        .values_list(
            "presentation__inscription__candidat",
            "presentation__inscription__referentiel__certification",
            "presentation__inscription__organisme",
            "presentation__inscription__voie",
            "presentation__jury__date",
            "decision",
            "rectifiee",
            "version_bloc__bloc",
        )
    )
    for personne, certification, organisme, voie, jour, decision, rectifiee, bloc in lues.iterator(chunk_size=2000):
        reussi = (rectifiee or decision) == Decision.A
        yield Fait(personne, str(certification), str(organisme or 0), voie, jour, reussi, bloc=str(bloc or ""))


def _rangees(faits: Iterable[Fait], cle: Callable[[Fait], Cle]) -> dict[Cle, list[Fait]]:
    rangees: dict[Cle, list[Fait]] = defaultdict(list)
    for fait in faits:
        rangees[cle(fait)].append(fait)
    return rangees


def _personnes(faits: Iterable[Fait]) -> set[int]:
    return {fait.personne for fait in faits}


def _reunir(rangees: Mapping[Cle, list[Fait]], vide: Cle) -> tuple[dict[Cle, list[Fait]], int]:
    """The groups that may be told, the others together under `vide`; how many those are."""
    partage: Partage[Cle] = regrouper({cle: _personnes(siens) for cle, siens in rangees.items()}, SEUIL_PERSONNES)
    montres = {cle: rangees[cle] for cle in partage.seuls}
    if partage.ensemble:
        montres[vide] = [fait for cle in partage.ensemble for fait in rangees[cle]]
    return montres, len(partage.ensemble)


def _publier(mesure: MesureChiffre, faits: Sequence[Fait]) -> Iterator[Chiffre]:
    """The total, then each axis; certifications and OF quarter by quarter where it tells of nobody."""
    if len(_personnes(faits)) < SEUIL_PERSONNES:
        return
    trimestres, reunis = _reunir(_rangees(faits, lambda fait: fait.trimestre), RESTE_DES_TRIMESTRES)
    yield _chiffre(mesure, AxeChiffre.TOUT, "", faits, dite=issue_dicible(_issue(faits), SEUIL_PERSONNES))
    trimestres_dits = _dites(trimestres)
    for trimestre, siens in trimestres.items():
        groupes, dite = reunis if trimestre == RESTE_DES_TRIMESTRES else 1, trimestre in trimestres_dits
        yield _chiffre(mesure, AxeChiffre.TOUT, "", siens, trimestre=trimestre, groupes=groupes, dite=dite)

    def colonne(fait: Fait) -> int:
        return fait.trimestre if fait.trimestre in trimestres else RESTE_DES_TRIMESTRES

    for axe, cle in (
        (AxeChiffre.CERTIFICATION, lambda fait: fait.certification),
        (AxeChiffre.ORGANISME, lambda fait: fait.organisme),
        (AxeChiffre.VOIE, lambda fait: fait.voie),
    ):
        groupes_axe, ensemble = _reunir(_rangees(faits, cle), "")
        croises = {nom: _rangees(siens, colonne) for nom, siens in groupes_axe.items()}
        dits = frozenset[str]() if axe == AxeChiffre.VOIE else _devoiles(croises)
        issues = _dites(groupes_axe)
        croisees = _dites_en_croix(croises, dits & issues) if len(trimestres_dits) == len(trimestres) else ()
        for rang, (nom, siens) in enumerate(groupes_axe.items()):
            yield _chiffre(mesure, axe, nom, siens, rang=rang, groupes=1 if nom else ensemble, dite=nom in issues)
            for trimestre, du_trimestre in sorted(croises[nom].items()) if nom in dits else ():
                yield _chiffre(mesure, axe, nom, du_trimestre, rang=rang, trimestre=trimestre, dite=nom in croisees)
            if mesure == MesureChiffre.BLOCS and axe == AxeChiffre.CERTIFICATION and nom:
                yield from _par_bloc(nom, siens, dite=nom in issues)


def _issue(faits: Iterable[Fait]) -> Issue:
    """Whom it went well for, and whom not."""
    obtenus, refuses = set[int](), set[int]()
    for fait in faits:
        (obtenus if fait.reussi else refuses).add(fait.personne)
    return obtenus, refuses


def _dites(groupes: Mapping[Cle, Sequence[Fait]]) -> frozenset[Cle]:
    """Of which of these groups, that add up to a whole, it is told how it went."""
    return issues_dites({cle: _issue(siens) for cle, siens in groupes.items()}, SEUIL_PERSONNES)


def _dites_en_croix(croises: Mapping[str, Mapping[int, list[Fait]]], admises: frozenset[str]) -> frozenset[str]:
    issues = {nom: {quand: _issue(siens) for quand, siens in ligne.items()} for nom, ligne in croises.items()}
    return issues_croisees(issues, admises, SEUIL_PERSONNES)


def _devoiles(croises: Mapping[str, Mapping[int, list[Fait]]]) -> frozenset[str]:
    return devoiler(
        {nom: {quand: _personnes(siens) for quand, siens in ligne.items()} for nom, ligne in croises.items()},
        SEUIL_PERSONNES,
    )


def _par_bloc(certification: str, faits: Sequence[Fait], *, dite: bool) -> Iterator[Chiffre]:
    groupes, ensemble = _reunir(_rangees(faits, lambda fait: fait.bloc), "")
    dites = _dites(groupes) if dite else ()
    for rang, (bloc, siens) in enumerate(groupes.items()):
        ligne = _chiffre(MesureChiffre.BLOCS, AxeChiffre.BLOC, bloc, siens, rang=rang, dite=bloc in dites)
        ligne.sous, ligne.groupes = certification, 1 if bloc else ensemble
        yield ligne


def _chiffre(
    mesure: MesureChiffre,
    axe: AxeChiffre,
    cle: str,
    faits: Sequence[Fait],
    *,
    trimestre: int = 0,
    rang: int = 0,
    groupes: int = 1,
    dite: bool,
) -> Chiffre:
    """`dite`: whether how it went is told beside how many they are."""
    dite = dite and mesure != MesureChiffre.INSCRIPTIONS
    mesures = {
        etape: _etendue([(fait.personne, fait.delais.get(etape)) for fait in faits]) for etape in EtapeDelai.values
    }
    return Chiffre(
        mesure=mesure,
        axe=axe,
        cle=cle,
        trimestre=trimestre,
        rang=rang,
        groupes=groupes,
        nombre=len(faits),
        reussites=sum(bool(fait.reussi) for fait in faits) if dite else None,
        delais={etape: jours for etape, jours in mesures.items() if jours},
    )


def _etendue(mesures: Iterable[tuple[int, int | None]]) -> tuple[int, int] | None:
    """The days within which half of them were served, and nine in ten, among people enough."""
    connues = [(personne, jours) for personne, jours in mesures if jours is not None]
    if len({personne for personne, _ in connues}) < SEUIL_PERSONNES:
        return None
    jours = sorted(jours for _, jours in connues)
    return jours[(len(jours) - 1) // 2], jours[-(-9 * len(jours) // 10) - 1]


def _competences(annee: int, montrees: Mapping[str, bool], decidees: Mapping[str, list[Fait]]) -> Iterator[Chiffre]:
    """Bloc by bloc and competence by competence of the certifications that are told, where neither those judged on it
    nor the others of that certification are too few. How it went too, where that of the certification is told
    (`montrees`), and those who failed it and not this are not a few."""
    lues: Any = (
        ValidationCompetence.objects.filter(
            presentation__jury__etat=EtatJury.CLOS,
            presentation__inscription__in=Inscription.objects.filter(Population(PRESENTES, annee).condition).values(
                "pk"
            ),
            presentation__inscription__referentiel__certification__in=montrees,
        )
        .order_by()
        .values_list(
            "presentation__inscription__referentiel__certification",
            "competence__version_bloc__bloc",
            "competence",
            "presentation__inscription__candidat",
            "presentation",
            "acquise",
        )
    )
    juges_par: dict[tuple[AxeChiffre, str, str], dict[int, bool]] = defaultdict(dict)
    personnes: dict[int, int] = {}
    bloc_de: dict[str, str] = {}
    for certification, bloc, competence, personne, presentation, acquise in lues.iterator(chunk_size=2000):
        personnes[presentation] = personne
        juges_par[AxeChiffre.COMPETENCE, str(certification), str(competence)][presentation] = acquise
        if bloc:
            bloc_de[str(competence)] = str(bloc)
            juges = juges_par[AxeChiffre.BLOC, str(certification), str(bloc)]
            juges[presentation] = juges.get(presentation, True) and acquise
    issues = {cle: _issue_des_juges(juges, personnes) for cle, juges in juges_par.items()}
    for rang, ((axe, certification, cle), juges) in enumerate(sorted(juges_par.items())):
        issue, touts = issues[axe, certification, cle], [_issue(decidees[certification])]
        if cle in bloc_de and axe == AxeChiffre.COMPETENCE:
            touts.append(issues[AxeChiffre.BLOC, certification, bloc_de[cle]])
        siens = len(issue[0] | issue[1])
        if all(part_montrable(siens, len(tout[0] | tout[1]), SEUIL_PERSONNES) for tout in touts):
            dite = montrees[certification] and issue_dicible(issue, SEUIL_PERSONNES)
            yield Chiffre(
                mesure=MesureChiffre.CERTIFICATIONS,
                axe=axe,
                sous=certification,
                cle=cle,
                rang=rang,
                nombre=len(juges),
                reussites=sum(juges.values()) if dite and _sans_difference(issue, touts) else None,
            )


def _issue_des_juges(juges: Mapping[int, bool], personnes: Mapping[int, int]) -> Issue:
    obtenus, refuses = set[int](), set[int]()
    for presentation, acquise in juges.items():
        (obtenus if acquise else refuses).add(personnes[presentation])
    return obtenus, refuses


def _sans_difference(issue: Issue, touts: Iterable[Issue]) -> bool:
    """Neither those refused the whole and not this, nor the contrary, are a few."""
    return all(
        montrable(len(tout[1] - issue[1]), SEUIL_PERSONNES) and montrable(len(issue[1] - tout[1]), SEUIL_PERSONNES)
        for tout in touts
    )

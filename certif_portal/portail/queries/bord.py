"""The scorecard: recorded facts, OF by OF, counted inside the days asked for; seven queries whatever is asked."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from candidats.choix import ACCEPTEES, EtapeEnquete, EtatImport, Voie
from candidats.models import EnqueteInsertion, ImportClasseur, Inscription
from candidats.queries.insertion import COMPTES
from candidats.regles.inscription import est_tardive
from candidats.regles.insertion import SEUIL_PERSONNES
from candidats.regles.livret import limites_livret
from candidats.regles.projet import est_annoncee_a_temps
from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.secret import dicible, issue_dicible, montrable
from certif_portal.commun.typographie import jour_de
from certif_portal.comptes.permissions import Personne
from certif_portal.portail import indicateurs as table
from certif_portal.portail.indicateurs import ACTE, EN_LISTE, INDICATEURS, Indicateur, Mesure, PeriodeBord
from certif_portal.portail.regles import jours_comptes
from evaluations.choix import EtatAvis
from evaluations.regles.avis import avis_requis
from habilitations.choix import EtatAudit
from habilitations.models import Habilitation, NonConformite, OrganismeFormation
from habilitations.regles import a_temps, encore_ouverte, vivante
from jurys.choix import EtatJury
from jurys.models import Presentation, ValidationCompetence

Jours = tuple[date, date]
# What, which OF, the day that counts, numerator, denominator, who; nothing counted: of those told elsewhere.
Fait = tuple[Indicateur, int, date, int, int, int]
INSERTION = {
    EtapeEnquete.SIX_MOIS: (table.REPONSES_6_MOIS, table.EMPLOI_6_MOIS, table.METIER_6_MOIS),
    EtapeEnquete.DEUX_ANS: (table.REPONSES_2_ANS, None, table.METIER_2_ANS),
}


Quand = tuple[int, bool, int]  # the year, its second half or not, before, during or after the act
AUTRES_BLOCS = ("—", "Les autres blocs, réunis")


@dataclass(frozen=True)
class Fenetre:
    """The days asked for of one OF, those of its act, and the whole years that both are told beside."""

    debut: date
    fin: date
    acte: Jours
    le: date

    @property
    def lue(self) -> Jours:
        return date(self.debut.year, 1, 1), min(date(self.fin.year, 12, 31), self.le)

    def quand(self, jour: date) -> Quand:
        return jour.year, jour.month > 6, (jour >= self.acte[0]) + (jour > self.acte[1])


@dataclass
class Case:
    """What was counted in one bit of time: of whom, and who is told beside them by /chiffres/."""

    dedans: bool
    numerateur: int = 0
    denominateur: int = 0
    siens: set[int] = field(default_factory=set)
    autres: set[int] = field(default_factory=set)
    obtenus: set[int] = field(default_factory=set)
    refuses: set[int] = field(default_factory=set)

    def compter(self, fait: Fait) -> None:
        *_, numerateur, denominateur, personne = fait
        self.numerateur += numerateur
        self.denominateur += denominateur
        (self.siens if denominateur else self.autres).add(personne)
        if denominateur:
            (self.obtenus if numerateur else self.refuses).add(personne)


class Cases(dict[Quand, Case]):
    """One measure of one OF, bit of time by bit of time."""

    def compter(self, fait: Fait, fenetre: Fenetre) -> None:
        jour = fait[2]
        if fenetre.lue[0] <= jour <= fenetre.lue[1]:
            dedans = fenetre.debut <= jour <= fenetre.fin
            self.setdefault(fenetre.quand(jour), Case(dedans)).compter(fait)

    def compte(self) -> tuple[int, int]:
        dedans = [case for case in self.values() if case.dedans]
        return sum(case.numerateur for case in dedans), sum(case.denominateur for case in dedans)

    def personnes(self) -> set[int]:
        return set().union(*(case.siens for case in self.values() if case.dedans))

    def issue(self) -> tuple[set[int], set[int]]:
        dedans = [case for case in self.values() if case.dedans]
        return set().union(*(case.obtenus for case in dedans)), set().union(*(case.refuses for case in dedans))

    def dites(self, *, demi: bool, issue: bool) -> bool:
        """Whether they may be: a half when no bit of its year is too few people, a longer time as `dicible` says.
        `issue`: the same of those for whom it went well, and of those for whom it did not."""
        populations = [
            {quand: case.siens for quand, case in self.items()},
            {quand: case.autres for quand, case in self.items()},
        ]
        if issue:
            if not issue_dicible(self.issue(), SEUIL_PERSONNES):
                return False
            populations.append({quand: case.obtenus for quand, case in self.items()})
            populations.append({quand: case.refuses for quand, case in self.items()})
        if demi:
            return all(montrable(len(siens), SEUIL_PERSONNES) for une in populations for siens in une.values())
        return all(dicible(self._par_annee(une), SEUIL_PERSONNES) for une in populations)

    def _par_annee(self, population: Mapping[Quand, set[int]]) -> Iterable[tuple[set[int], set[int]]]:
        annees: dict[int, tuple[set[int], set[int]]] = defaultdict(lambda: (set(), set()))
        for quand, siens in population.items():
            annees[quand[0]][not self[quand].dedans].update(siens)
        return annees.values()


@dataclass(frozen=True)
class ResultatBloc:
    numero: str
    intitule: str
    valides: int
    presentes: int


@dataclass(frozen=True)
class Bord:
    """The figures of one OF over its days."""

    organisme: OrganismeFormation
    debut: date
    fin: date
    mesures: dict[str, Mesure]
    blocs: tuple[ResultatBloc, ...]

    def en_liste(self) -> list[Mesure]:
        return [self.mesures[indicateur.code] for indicateur in table.EN_LISTE]


def _taux(code: str) -> Callable[[Bord], float | None]:
    return lambda bord: bord.mesures[code].taux


COLONNES = {
    "nom": lambda bord: bord.organisme.cle_recherche,
    **{indicateur.code: _taux(indicateur.code) for indicateur in EN_LISTE},
}


def bords(
    personne: Personne,
    periode: PeriodeBord,
    *,
    le: date,
    centre: ParametresCentre,
    organisme: OrganismeFormation | None = None,
) -> list[Bord]:
    """Each OF this person sees that was accredited in the period, in the order of names: seven queries."""
    return mesurer(suivis(personne, periode, le=le, organisme=organisme), centre, demi=periode.trop_court)


def suivis(
    personne: Personne, periode: PeriodeBord, *, le: date, organisme: OrganismeFormation | None = None
) -> dict[OrganismeFormation, Fenetre]:
    """The same, not measured yet: a page measures those that it shows. 1 query."""
    actes = _actes(personne)
    if organisme:
        actes = actes.filter(organisme=organisme)
    if periode.debut and periode.fin:
        actes = actes.filter(date_effet__lte=periode.fin, date_fin__gte=periode.debut)
    fenetres: dict[OrganismeFormation, Fenetre] = {}
    for acte in actes.select_related("organisme").order_by("organisme__cle_recherche", "organisme", "-date_effet"):
        siens = _jours(acte, periode, le)
        if siens and acte.organisme not in fenetres:
            fenetres[acte.organisme] = Fenetre(*siens, acte=acte.periode() or siens, le=le)
    return fenetres


def _actes(personne: Personne) -> QuerySet[Habilitation]:
    return Habilitation.objects.filter(organisme__in=OrganismeFormation.objects.visibles_par(personne))


def nombre_de_bords(personne: Personne) -> int:
    """How many OFs at most a table of them holds, whatever the period: 1 query."""
    return _actes(personne).aggregate(n=Count("organisme", distinct=True))["n"]


def _jours(acte: Habilitation, periode: PeriodeBord, le: date) -> Jours | None:
    """The days counted for the OF of that act: those of the period it covers a part of, or the act's own so far."""
    couverts = acte.periode()
    demandes = (periode.debut, periode.fin) if periode.debut and periode.fin else None
    return jours_comptes(couverts, demandes, le) if couverts else None


def mesurer(fenetres: Mapping[OrganismeFormation, Fenetre], centre: ParametresCentre, *, demi: bool) -> list[Bord]:
    """The figures of these OFs, in their order: six queries whatever their number."""
    if not fenetres:
        return []
    jours = {organisme.pk: fenetre for organisme, fenetre in fenetres.items()}
    comptes: dict[tuple[int, str], Cases] = defaultdict(Cases)
    blocs: dict[int, dict[tuple[str, str], Cases]] = defaultdict(lambda: defaultdict(Cases))
    for source in (_dossiers(jours, centre), _imports(jours), _avis(jours), _enquetes(jours), _ecarts(jours)):
        for fait in source:
            comptes[fait[1], fait[0].code].compter(fait, jours[fait[1]])
    for bloc, fait in _blocs(jours):
        comptes[fait[1], table.BLOCS.code].compter(fait, jours[fait[1]])
        blocs[fait[1]][bloc].compter(fait, jours[fait[1]])
    return [
        Bord(
            organisme,
            fenetre.debut,
            fenetre.fin,
            {un.code: _mesure(un, comptes[organisme.pk, un.code], demi=demi) for un in INDICATEURS},
            _resultats(blocs[organisme.pk], comptes[organisme.pk, table.BLOCS.code], demi=demi),
        )
        for organisme, fenetre in fenetres.items()
    ]


def _mesure(indicateur: Indicateur, cases: Cases, *, demi: bool) -> Mesure:
    trop_peu = indicateur.personnes and not cases.dites(demi=demi, issue=indicateur.issue)
    return Mesure(indicateur, *cases.compte(), trop_court=demi and indicateur.annuel, trop_peu=trop_peu)


def _resultats(blocs: Mapping[tuple[str, str], Cases], tous: Cases, *, demi: bool) -> tuple[ResultatBloc, ...]:
    """Bloc by bloc; those of too few people together, with the smallest of the others when they still are."""
    if not tous.dites(demi=demi, issue=True):
        return ()
    dits = sorted((bloc for bloc in blocs if blocs[bloc].personnes()), key=lambda un: (-len(blocs[un].personnes()), un))
    reunis = [bloc for bloc in dits if not blocs[bloc].dites(demi=demi, issue=True)]
    dits = [bloc for bloc in dits if bloc not in reunis]
    while dits and not _ensemble_dicible([blocs[bloc] for bloc in reunis]):
        reunis.append(dits.pop())
    lignes = [ResultatBloc(*bloc, *blocs[bloc].compte()) for bloc in sorted(dits)]
    if reunis:
        comptes = [blocs[bloc].compte() for bloc in reunis]
        lignes.append(ResultatBloc(*AUTRES_BLOCS, sum(un[0] for un in comptes), sum(un[1] for un in comptes)))
    return tuple(lignes)


def _ensemble_dicible(blocs: list[Cases]) -> bool:
    issues = [un.issue() for un in blocs]
    ensemble = (set().union(*(une[0] for une in issues)), set().union(*(une[1] for une in issues)))
    return montrable(len(ensemble[0] | ensemble[1]), SEUIL_PERSONNES) and issue_dicible(ensemble, SEUIL_PERSONNES)


def _depuis(jours: dict[int, Fenetre]) -> date:
    return min(fenetre.lue[0] for fenetre in jours.values())


def _dossiers(jours: dict[int, Fenetre], centre: ParametresCentre) -> Iterator[Fait]:
    """Registrations, livrets and dates told: what a file says of its training, against the rules themselves."""
    depuis = _depuis(jours)
    en_vue = Q(deposee_le__gte=depuis) | Q(date_commission__gte=depuis) | Q(date_evaluation_prevue__gte=depuis)
    dossiers: Any = Inscription.objects.filter(
        en_vue | Q(fin_formation__gte=depuis), organisme__in=list(jours), deposee_le__isnull=False
    ).values_list(
        "organisme",
        "candidat",
        "voie",
        "etat",
        "tout_acquis",
        "entree_formation",
        "fin_formation",
        "deposee_le",
        "acceptee_le",
        "date_commission",
        "date_evaluation_prevue",
        "evaluation_annoncee_le",
        "livret__premier_depot_le",
    )
    for of, qui, voie, etat, tout_acquis, entree, fin, depot, acceptee, commission, prevue, annonce, livret in dossiers:
        if voie != Voie.FORMATION:
            yield table.INSCRIPTIONS, of, depot, 0, 0, qui
            continue
        tenue = not est_tardive(entree, depot, centre.inscription_jours)
        yield table.INSCRIPTIONS, of, depot, tenue, 1, qui
        if etat not in ACCEPTEES:
            continue
        evaluation = commission or prevue
        if evaluation:
            yield table.DATES, of, evaluation, _annoncee(evaluation, annonce, centre.evaluation_annonce_mois), 1, qui
        limites = limites_livret(
            entree=entree, fin=fin, evaluation=evaluation, mois=centre.livret_mois, tiers=centre.livret_premier_tiers
        )
        if limites and not tout_acquis and a_temps(limites[0][0], jour_de(acceptee)):
            yield table.LIVRETS, of, limites[0][0], bool(livret and a_temps(limites[0][0], livret)), 1, qui


def _annoncee(evaluation: date, annonce: date | None, mois: int) -> bool:
    return annonce is not None and est_annoncee_a_temps(evaluation, annonce, mois)


def _imports(jours: dict[int, Fenetre]) -> Iterator[Fait]:
    classeurs: Any = ImportClasseur.objects.filter(
        organisme__in=list(jours), etat=EtatImport.ENREGISTRE, lignes_fausses__isnull=False
    ).values_list("organisme", "enregistre_le", "lignes_fausses", "lignes_lues")
    for of, enregistre, fausses, lues in classeurs:
        yield table.IMPORTS, of, jour_de(enregistre), fausses, lues, 0


def _avis(jours: dict[int, Fenetre]) -> Iterator[Fait]:
    presentes: Any = Presentation.objects.filter(
        jury__etat=EtatJury.CLOS,
        jury__date__gte=_depuis(jours),
        inscription__organisme__in=list(jours),
        inscription__resultat_retenu=False,
    ).values_list(
        "inscription__organisme",
        "inscription__candidat",
        "jury__date",
        "inscription__voie",
        "inscription__referentiel__certification__type",
        "inscription__initiative_sans_accord",
        "inscription__avis__etat",
        "inscription__avis__rendu_le",
    )
    for of, qui, jury, voie, sorte, initiative, etat, rendu in presentes:
        if avis_requis(voie, sorte, initiative)[0]:
            yield table.AVIS, of, jury, not (etat == EtatAvis.RENDU and a_temps(jury, jour_de(rendu))), 1, qui


def _blocs(jours: dict[int, Fenetre]) -> Iterator[tuple[tuple[str, str], Fait]]:
    """One line per candidate and bloc: the bloc is validated when none of its competences is refused."""
    lignes: Any = (
        ValidationCompetence.objects.filter(
            presentation__jury__etat=EtatJury.CLOS,
            presentation__jury__date__gte=_depuis(jours),
            presentation__inscription__organisme__in=list(jours),
            presentation__inscription__resultat_retenu=False,
        )
        .order_by()
        .values("presentation", "competence__version_bloc")
        .annotate(
            of=F("presentation__inscription__organisme"),
            qui=F("presentation__inscription__candidat"),
            jury=F("presentation__jury__date"),
            numero=F("competence__version_bloc__bloc__numero"),
            bloc=F("competence__version_bloc__intitule"),
            certification=F("presentation__inscription__referentiel__intitule"),
            refusees=Count("pk", filter=Q(acquise=False)),
        )
    )
    for ligne in lignes:
        bloc = (ligne["numero"], ligne["bloc"]) if ligne["numero"] else ("", ligne["certification"])
        yield bloc, (table.BLOCS, ligne["of"], ligne["jury"], not ligne["refusees"], 1, ligne["qui"])


def _ecarts(jours: dict[int, Fenetre]) -> Iterator[Fait]:
    """Non-conformities alive in the days of their OF; closed with their audit, they wait for nothing more."""
    notifiees: Any = NonConformite.objects.filter(
        audit__organisme__in=list(jours), audit__notifie_le__isnull=False
    ).values_list("audit__organisme", "audit__notifie_le", "levee_le", "audit__etat", "audit__decide_le")
    for of, notifiee, levee, etat, decide in notifiees:
        debut, fin = jours[of].debut, jours[of].fin
        traitee = levee or (decide if etat == EtatAudit.CLOS else None)
        if vivante(notifiee, traitee, debut, fin):
            yield table.NON_CONFORMITES, of, fin, encore_ouverte(traitee, fin), 1, 0


def _enquetes(jours: dict[int, Fenetre]) -> Iterator[Fait]:
    groupes: Any = (
        EnqueteInsertion.objects.filter(inscription__organisme__in=list(jours), prevue_le__gte=_depuis(jours))
        .order_by()
        .values("etape", "prevue_le", of=F("inscription__organisme"), qui=F("inscription__candidat"))
        .annotate(**COMPTES)
    )
    for groupe in groupes:
        reponses, emploi, metier = INSERTION[EtapeEnquete(groupe["etape"])]
        comptes, qui = groupe["reponses"] - groupe["neutralisees"], groupe["qui"]
        yield reponses, groupe["of"], groupe["prevue_le"], groupe["reponses"], groupe["envoyees"], qui
        if emploi:
            yield emploi, groupe["of"], groupe["prevue_le"], groupe["en_emploi"], comptes, qui
        yield metier, groupe["of"], groupe["prevue_le"], groupe["metier_vise"], comptes, qui


def bord_de_l_acte(
    organisme: OrganismeFormation, personne: Personne, *, le: date, centre: ParametresCentre
) -> Bord | None:
    """The OF over its last act, up to that day."""
    trouves = bords(personne, ACTE, le=le, centre=centre, organisme=organisme)
    return trouves[0] if trouves else None

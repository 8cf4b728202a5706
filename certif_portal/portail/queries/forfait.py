"""Forfaits of a period: one line per registration whose fact happened in it, by who pays (decision 0078)."""

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import TruncDate

from candidats.choix import Portee
from candidats.models import Candidat, DoubleProbable, Entreprise, Inscription
from candidats.regles.forfait import (
    TARIFS_DEFAUT,
    USAGES_DEFAUT,
    FaitsForfait,
    Forfait,
    PresentationAnterieure,
    TarifDate,
    UsageDate,
    forfait_du,
    jour_qui_compte,
)
from candidats.regles.identite import cle_personne
from candidats.regles.lieu import LieuDit, lieu_de, nes_ailleurs
from certif_portal.centre.choix import CompteBlocs, FaitForfait
from certif_portal.centre.models import Tarif, UsageForfait
from certif_portal.commun.textes import en_entier
from habilitations.models import OrganismeFormation
from jurys.models import Jury
from jurys.queries.ecrans import presentations_tenues
from referentiels.models import EquivalenceCQPI

Reglages = tuple[list[UsageDate], list[TarifDate]]
"""How forfaits are counted and what they cost, each from a day."""
Cle = tuple[str, int, tuple[str, date | None]]
"""Payer, certification, name and day of birth of the person."""
Anterieure = tuple[int, date, str, LieuDit]
"""Registration, day of the jury, what was aimed at, where the candidate was born."""
PARAMETRES = 5_000
"""Values beyond which a query asks for all and the rest is left aside here: an engine has its limit."""
ILLISIBLE = "Une des deux dates ne se lit pas : jj/mm/aaaa est attendu. La période affichée est l’année en cours."
INVERSEES = "La fin de la période précède son début : les deux dates sont échangées."
CHAMPS_ANTERIEURE = (
    *("inscription_id", "jury__date", "inscription__portee", "inscription__initiative_sans_accord"),
    *("inscription__organisme", "inscription__entreprise", "inscription__entreprise__siret"),
    "inscription__referentiel__certification",
    *("inscription__candidat__nom_naissance", "inscription__candidat__prenom", "inscription__candidat__date_naissance"),
    *("inscription__candidat__commune_naissance", "inscription__candidat__code_commune_naissance"),
    *("inscription__candidat__departement_naissance", "inscription__candidat__pays_naissance"),
)
CHAMPS_SOMME = (
    *("referentiel__certification__type", "portee", "acceptee_jour", "presentee_jour"),  # in the order of FaitsForfait
    *("pk", "initiative_sans_accord", "organisme_id", "entreprise_id", "candidat_id", "avec_cqpi", "ressemble"),
)
FAITS = 4
ADRESSE = ("siret", "adresse", "code_postal", "ville")


@dataclass(frozen=True)
class Periode:
    """The days an address asks for; `erreur` says what it asked for otherwise."""

    du: date
    au: date
    erreur: str = ""

    @classmethod
    def lue(cls, adresse: Mapping[str, str], le: date) -> "Periode":
        """By default the civil year up to that day."""
        try:
            du = date.fromisoformat(adresse.get("du") or f"{le.year}-01-01")
            au = date.fromisoformat(adresse.get("au") or le.isoformat())
        except ValueError:
            return cls(date(le.year, 1, 1), le, ILLISIBLE)
        return cls(au, du, INVERSEES) if au < du else cls(du, au)


@dataclass(frozen=True)
class Payeur:
    """Who the forfait is invoiced to: the OF, else the company, else the candidate."""

    cle: str
    nom: str
    adresse: str = ""
    siret: str = ""

    @property
    def rang(self) -> tuple[str, str]:
        """By name, and always the same between namesakes."""
        return self.nom.casefold(), self.cle


@dataclass(frozen=True)
class LigneForfait:
    """One registration, what it owes and why."""

    payeur: Payeur
    inscription: Inscription
    forfait: Forfait

    @property
    def fait(self) -> str:
        return "acceptée" if self.forfait.fait == FaitForfait.ACCEPTATION else "présentée au jury"

    @property
    def vise(self) -> str:
        return "blocs seuls" if self.inscription.portee == Portee.BLOCS else "certification complète"


@dataclass(frozen=True)
class Somme:
    """What one payer owes in the period, without its lines; second presentations counted apart."""

    payeur: Payeur
    nombre: int
    total: Decimal
    secondes: int


@dataclass(frozen=True)
class Releve:
    """The lines of one payer; second presentations apart, and out of the total."""

    payeur: Payeur
    lignes: tuple[LigneForfait, ...]
    secondes: tuple[LigneForfait, ...]

    @property
    def total(self) -> Decimal:
        return sum((ligne.forfait.montant for ligne in self.lignes), Decimal(0))

    @property
    def total_secondes(self) -> Decimal:
        return sum((ligne.forfait.montant for ligne in self.secondes), Decimal(0))

    @property
    def somme(self) -> Somme:
        return Somme(self.payeur, len(self.lignes), self.total, len(self.secondes))


def reglages_forfait() -> Reglages:
    """The dated settings, ours where the centre set none: 2 queries."""
    tarifs = [TarifDate(tarif.nature, tarif.montant, tarif.debut) for tarif in Tarif.objects.all()]
    regles = {tarif.nature for tarif in tarifs}
    return usages_forfait(), tarifs + [tarif for tarif in TARIFS_DEFAUT if tarif.nature not in regles]


def usages_forfait() -> list[UsageDate]:
    usages = [UsageDate(u.debut, u.fait, u.cqpi_inclus, u.blocs) for u in UsageForfait.objects.all()]
    return usages or list(USAGES_DEFAUT)


def releves(
    inscriptions: QuerySet[Inscription],
    du: date,
    au: date,
    *,
    parmi: Container[int] | None = None,
    reglages: Reglages | None = None,
) -> list[Releve]:
    """Every payer of the period, by name, with the lines (of these registrations, when named): 5 queries, two of them
    for the settings when they are not given."""
    usages, tarifs = reglages or reglages_forfait()
    par_payeur: dict[Payeur, list[LigneForfait]] = defaultdict(list)
    vues = [i for i in concernees(inscriptions, du, au, usages) if parmi is None or i.pk in parmi]
    anterieures, blocs = _anterieures(vues, au)
    for inscription in vues:
        forfait = forfait_du(_faits(inscription, anterieures, blocs), usages, tarifs)
        if forfait is not None and du <= forfait.le <= au:
            payeur = payeur_de(inscription)
            par_payeur[payeur].append(LigneForfait(payeur, inscription, forfait))
    return [_releve(payeur, lignes) for payeur, lignes in sorted(par_payeur.items(), key=lambda p: p[0].rang)]


def _releve(payeur: Payeur, lignes: list[LigneForfait]) -> Releve:
    rangees = sorted(lignes, key=lambda ligne: (ligne.forfait.le, ligne.inscription.candidat.cle_recherche))
    return Releve(
        payeur,
        tuple(ligne for ligne in rangees if not ligne.forfait.seconde),
        tuple(ligne for ligne in rangees if ligne.forfait.seconde),
    )


def concernees(
    inscriptions: QuerySet[Inscription], du: date, au: date, usages: Sequence[UsageDate] = ()
) -> QuerySet[Inscription]:
    """Presented in the period, or accepted in it when some way to count bills the acceptance; 1 query now, when those
    ways are not given."""
    usages = usages or usages_forfait()
    jurys = Jury.objects.filter(date__range=(du, au), clos_le__isnull=False)
    visees = Q(pk__in=presentations_tenues().filter(jury__in=jurys.values("pk")).values("inscription"))
    if any(usage.fait == FaitForfait.ACCEPTATION for usage in usages):
        visees |= Q(acceptee_le__date__range=(du, au))
    separes = any(not usage.cqpi_inclus for usage in usages)
    premieres = presentations_tenues().filter(inscription=OuterRef("pk")).order_by("jury__date")
    return (
        inscriptions.filter(visees, acceptee_le__isnull=False)
        .annotate(acceptee_jour=TruncDate("acceptee_le"), presentee_jour=Subquery(premieres.values("jury__date")[:1]))
        .annotate(avec_cqpi=_avec_cqpi() if separes else Value(False))
        .select_related("candidat", "organisme", "entreprise", "referentiel__certification")
    )


def _avec_cqpi() -> Exists:
    """A CQPI given with the CQPM that day; asked for only where they are counted apart."""
    le = OuterRef("acceptee_jour")
    encore = Q(fin__isnull=True) | Q(fin__gte=le)
    return Exists(EquivalenceCQPI.objects.filter(encore, cqpm=OuterRef("referentiel__certification"), debut__lte=le))


def de_ce_payeur(inscriptions: QuerySet[Inscription], cle: str) -> QuerySet[Inscription]:
    """Those that may be invoiced to this payer, as `payeur_de` names it; all of them without one."""
    genre, _, numero = cle.partition("-")
    if not cle:
        return inscriptions
    ligne = en_entier(numero) or 0
    if genre == "of":
        return inscriptions.filter(organisme=ligne)
    if genre == "entreprise" and numero:
        return inscriptions.filter(Q(entreprise__siret=numero) | Q(entreprise=ligne), organisme=None)
    return inscriptions.filter(candidat=ligne, organisme=None)


def sommes(inscriptions: QuerySet[Inscription], du: date, au: date) -> list[Somme]:
    """Every payer of the period, by name, without the lines: 9 queries at most, plain values for most registrations.
    Those few that may be a second presentation are read whole, as a statement reads them."""
    usages, tarifs = reglages = reglages_forfait()
    seconde = Case(When(_peut_etre_seconde(au), then=True), default=False)
    lignes = concernees(inscriptions, du, au, usages).annotate(ressemble=seconde).order_by()
    par_blocs = any(usage.blocs == CompteBlocs.PAR_BLOC for usage in usages)
    vues = list(lignes.values_list(*CHAMPS_SOMME, named=True))
    blocs = _blocs_de([ligne.pk for ligne in vues]) if par_blocs else {}
    cumuls: dict[tuple[int | None, int | None, int | None], list[Decimal]] = defaultdict(list)
    du_forfait = cache(lambda *faits: forfait_du(FaitsForfait(*faits), usages, tarifs))  # a promotion shares its days
    acceptee = cache(lambda le: jour_qui_compte(usages, le))
    for ligne in vues:
        if not ligne.ressemble:
            type_, portee, le, presentee = ligne[:FAITS]
            vises = blocs.get(ligne.pk, frozenset())
            forfait = du_forfait(type_, portee, acceptee(le), presentee, vises, ligne.avec_cqpi)
            if forfait is not None and du <= forfait.le <= au:
                cumuls[_qui_paie(ligne)].append(forfait.montant)
    ressemblent = {ligne.pk for ligne in vues if ligne.ressemble}
    siennes = inscriptions.filter(pk__in=ressemblent) if len(ressemblent) < PARAMETRES else inscriptions
    lus = releves(siennes, du, au, parmi=ressemblent, reglages=reglages) if ressemblent else []
    return _sommer(cumuls, lus)


def _peut_etre_seconde(au: date) -> Q:
    """The same file presented by another registration, or a file that looks like another (0350, kept): who has the name
    and the birth date of somebody does."""
    autres = presentations_tenues().filter(
        ~Q(inscription=OuterRef("pk")),
        inscription__candidat=OuterRef("candidat"),
        inscription__referentiel__certification=OuterRef("referentiel__certification"),
        jury__date__lte=au,
    )
    doubles = DoubleProbable.objects.order_by()
    return Exists(autres) | Q(candidat__in=doubles.values("un")) | Q(candidat__in=doubles.values("autre"))


def _qui_paie(ligne: Any) -> tuple[int | None, int | None, int | None]:
    """OF, company, candidate: one of them, as `payeur_de` chooses."""
    if ligne.organisme_id:
        return ligne.organisme_id, None, None
    if ligne.entreprise_id and not ligne.initiative_sans_accord:
        return None, ligne.entreprise_id, None
    return None, None, ligne.candidat_id


def _sommer(
    cumuls: Mapping[tuple[int | None, int | None, int | None], list[Decimal]], lus: list[Releve]
) -> list[Somme]:
    organismes = OrganismeFormation.objects.only("nom", *ADRESSE).in_bulk([of for of, _, _ in cumuls if of])
    lues = Entreprise.objects.only("raison_sociale", *ADRESSE)
    entreprises = lues.in_bulk([entreprise for _, entreprise, _ in cumuls if entreprise])
    candidats = Candidat.objects.in_bulk([candidat for _, _, candidat in cumuls if candidat])
    montants: dict[Payeur, list[Decimal]] = defaultdict(list)
    secondes: dict[Payeur, int] = defaultdict(int)
    for (of, entreprise, candidat), dus in cumuls.items():
        qui = _payeur(organismes.get(of or 0), entreprises.get(entreprise or 0), candidats.get(candidat or 0))
        montants[qui] += dus
    for releve in lus:
        montants[releve.payeur] += [ligne.forfait.montant for ligne in releve.lignes]
        secondes[releve.payeur] += len(releve.secondes)
    tous = [Somme(qui, len(dus), sum(dus, Decimal(0)), secondes[qui]) for qui, dus in montants.items()]
    return sorted(tous, key=lambda somme: somme.payeur.rang)


def _cle(inscription: Inscription) -> Cle:
    candidat = inscription.candidat
    personne = cle_personne(candidat.nom_naissance, candidat.prenom, candidat.date_naissance)
    payeur = payeur_de(inscription).cle
    paye_seul = payeur == f"candidat-{candidat.pk}"
    return "candidat" if paye_seul else payeur, inscription.referentiel.certification_id, personne


def _anterieures(
    vues: Sequence[Inscription], au: date
) -> tuple[dict[Cle, list[Anterieure]], dict[int, frozenset[int]]]:
    """Presentations of these people up to that day, and the blocs (their identity) of every registration: 2 queries.

    Only the same payer's are compared: the statement would tell of another OF's, or of an own initiative. Rows are read
    as plain values: those born the same days are ten times as many as those asked for.
    """
    cherchees = {_cle(inscription) for inscription in vues}
    naissances = {inscription.candidat.date_naissance for inscription in vues}
    tenues = presentations_tenues().filter(jury__date__lte=au).order_by("jury__date", "pk")
    if len(naissances) < PARAMETRES:
        tenues = tenues.filter(inscription__candidat__date_naissance__in=naissances)
    par_cle: dict[Cle, list[Anterieure]] = defaultdict(list)
    for ligne in tenues.values_list(*CHAMPS_ANTERIEURE, named=True).iterator(chunk_size=5000):
        if ligne.inscription__candidat__date_naissance in naissances:
            cle = _cle_anterieure(ligne)
            if cle in cherchees:
                presentation = (ligne.inscription_id, ligne.jury__date, ligne.inscription__portee)
                par_cle[cle].append((*presentation, _lieu_anterieur(ligne)))
    ids = [inscription.pk for inscription in vues] + [pk for lignes in par_cle.values() for pk, *_ in lignes]
    return par_cle, _blocs_de(ids)


def _blocs_de(ids: Sequence[int]) -> dict[int, frozenset[int]]:
    """By registration; asked for all when they are many, an engine having its limit of parameters."""
    visees = Inscription.blocs.through.objects.all()
    if len(ids) < PARAMETRES:
        visees = visees.filter(inscription__in=ids)
    blocs: dict[int, set[int]] = defaultdict(set)
    for pk, bloc in visees.values_list("inscription_id", "versionbloc__bloc_id").iterator(chunk_size=5000):
        blocs[pk].add(bloc)
    return {pk: frozenset(vus) for pk, vus in blocs.items()}


def _cle_anterieure(ligne: Any) -> Cle:
    """As `_cle` says it of a registration."""
    personne = cle_personne(
        ligne.inscription__candidat__nom_naissance,
        ligne.inscription__candidat__prenom,
        ligne.inscription__candidat__date_naissance,
    )
    certification = ligne.inscription__referentiel__certification
    if ligne.inscription__organisme:
        return f"of-{ligne.inscription__organisme}", certification, personne
    if ligne.inscription__entreprise and not ligne.inscription__initiative_sans_accord:
        siret = ligne.inscription__entreprise__siret or str(ligne.inscription__entreprise)
        return f"entreprise-{siret}", certification, personne
    return "candidat", certification, personne


def _lieu_anterieur(ligne: Any) -> LieuDit:
    return LieuDit(
        ligne.inscription__candidat__commune_naissance,
        ligne.inscription__candidat__code_commune_naissance,
        ligne.inscription__candidat__departement_naissance,
        ligne.inscription__candidat__pays_naissance,
    )


def _faits(
    inscription: Inscription, anterieures: dict[Cle, list[Anterieure]], blocs: dict[int, frozenset[int]]
) -> FaitsForfait:
    """Homonyms born the same day elsewhere are two people: neither is the other's second presentation."""
    ici = lieu_de(inscription.candidat)
    memes = anterieures.get(_cle(inscription), ())
    autres = [(pk, le, vise) for pk, le, vise, lieu in memes if pk != inscription.pk and not nes_ailleurs(ici, lieu)]
    return FaitsForfait(
        type=inscription.referentiel.certification.type,
        portee=inscription.portee,
        acceptee_le=inscription.acceptee_jour,
        presentee_le=inscription.presentee_jour,
        blocs=blocs.get(inscription.pk, frozenset()),
        avec_cqpi=inscription.avec_cqpi,
        anterieures=tuple(PresentationAnterieure(le, portee, blocs.get(pk, frozenset())) for pk, le, portee in autres),
    )


def payeur_de(inscription: Inscription) -> Payeur:
    """The OF; without one the company, which learns nothing of its employee's own initiative; else the candidate."""
    entreprise = None if inscription.initiative_sans_accord else inscription.entreprise
    return _payeur(inscription.organisme, entreprise, inscription.candidat)


def _payeur(organisme: OrganismeFormation | None, entreprise: Entreprise | None, candidat: Candidat | None) -> Payeur:
    if organisme:
        return Payeur(f"of-{organisme.pk}", organisme.nom, _adresse(organisme), organisme.siret)
    if entreprise:
        cle = entreprise.siret or str(entreprise.pk)
        return Payeur(f"entreprise-{cle}", entreprise.raison_sociale, _adresse(entreprise), entreprise.siret)
    if candidat:
        return Payeur(f"candidat-{candidat.pk}", str(candidat), _adresse(candidat))
    raise ValueError("A forfait without anybody to pay it.")


def _adresse(qui: OrganismeFormation | Entreprise | Candidat) -> str:
    return f"{qui.adresse}, {qui.code_postal} {qui.ville}".strip(", ")

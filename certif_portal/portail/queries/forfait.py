"""Forfaits of a period: one line per registration whose fact happened in it, by who pays (decision 0078)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate

from candidats.choix import Portee
from candidats.models import Inscription
from candidats.queries.inscription import cle_personne
from candidats.regles.forfait import (
    TARIFS_DEFAUT,
    USAGES_DEFAUT,
    FaitsForfait,
    Forfait,
    PresentationAnterieure,
    TarifDate,
    UsageDate,
    forfait_du,
)
from certif_portal.centre.choix import FaitForfait
from certif_portal.centre.models import Tarif, UsageForfait
from jurys.queries.ecrans import presentations_tenues
from referentiels.models import EquivalenceCQPI

Cle = tuple[str, int, tuple[str, date | None]]
"""Payer, certification, person."""
PARAMETRES = 5_000
"""Values beyond which a query asks for all and the rest is left aside here: an engine has its limit."""
ILLISIBLE = "Une des deux dates ne se lit pas : jj/mm/aaaa est attendu. La période affichée est l’année en cours."
INVERSEES = "La fin de la période précède son début : les deux dates sont échangées."
CHAMPS_ANTERIEURE = (
    "inscription_id",
    "jury__date",
    "inscription__portee",
    "inscription__initiative_sans_accord",
    "inscription__organisme",
    "inscription__entreprise",
    "inscription__entreprise__siret",
    "inscription__referentiel__certification",
    "inscription__candidat__nom_naissance",
    "inscription__candidat__prenom",
    "inscription__candidat__date_naissance",
)


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


def reglages_forfait() -> tuple[list[UsageDate], list[TarifDate]]:
    """The dated settings, ours where the centre set none: 2 queries."""
    usages = [UsageDate(u.debut, u.fait, u.cqpi_inclus, u.blocs) for u in UsageForfait.objects.all()]
    tarifs = [TarifDate(tarif.nature, tarif.montant, tarif.debut) for tarif in Tarif.objects.all()]
    regles = {tarif.nature for tarif in tarifs}
    return usages or list(USAGES_DEFAUT), tarifs + [tarif for tarif in TARIFS_DEFAUT if tarif.nature not in regles]


def releves(inscriptions: QuerySet[Inscription], du: date, au: date) -> list[Releve]:
    """Every payer of the period, by name: 5 queries, however many lines."""
    usages, tarifs = reglages_forfait()
    par_payeur: dict[Payeur, list[LigneForfait]] = defaultdict(list)
    vues = list(concernees(inscriptions, du, au))
    anterieures, blocs = _anterieures(vues, au)
    for inscription in vues:
        forfait = forfait_du(_faits(inscription, anterieures, blocs), usages, tarifs)
        if forfait is not None and du <= forfait.le <= au:
            payeur = payeur_de(inscription)
            par_payeur[payeur].append(LigneForfait(payeur, inscription, forfait))
    return [_releve(payeur, lignes) for payeur, lignes in sorted(par_payeur.items(), key=lambda p: p[0].nom.casefold())]


def _releve(payeur: Payeur, lignes: list[LigneForfait]) -> Releve:
    rangees = sorted(lignes, key=lambda ligne: (ligne.forfait.le, ligne.inscription.candidat.cle_recherche))
    return Releve(
        payeur,
        tuple(ligne for ligne in rangees if not ligne.forfait.seconde),
        tuple(ligne for ligne in rangees if ligne.forfait.seconde),
    )


def concernees(inscriptions: QuerySet[Inscription], du: date, au: date) -> QuerySet[Inscription]:
    """Accepted, or presented for the first time, in the period: whichever bills, it is one of the two."""
    tenues = presentations_tenues().filter(inscription=OuterRef("pk")).order_by("jury__date")
    le = OuterRef("acceptee_jour")
    equivalences = EquivalenceCQPI.objects.filter(
        Q(fin__isnull=True) | Q(fin__gte=le), cqpm=OuterRef("referentiel__certification"), debut__lte=le
    )
    return (
        inscriptions.filter(acceptee_le__isnull=False)
        .annotate(acceptee_jour=TruncDate("acceptee_le"), presentee_jour=Subquery(tenues.values("jury__date")[:1]))
        .annotate(avec_cqpi=Exists(equivalences))
        .filter(Q(acceptee_jour__range=(du, au)) | Q(presentee_jour__range=(du, au)))
        .select_related("candidat", "organisme", "entreprise", "referentiel__certification")
    )


def _cle(inscription: Inscription) -> Cle:
    candidat = inscription.candidat
    personne = cle_personne(candidat.nom_naissance, candidat.prenom, candidat.date_naissance)
    payeur = payeur_de(inscription).cle
    paye_seul = payeur == f"candidat-{candidat.pk}"
    return "candidat" if paye_seul else payeur, inscription.referentiel.certification_id, personne


def _anterieures(
    vues: Sequence[Inscription], au: date
) -> tuple[dict[Cle, list[tuple[int, date, str]]], dict[int, frozenset[int]]]:
    """Presentations of these people up to that day, and the blocs (their identity) of every registration: 2 queries.

    Only the same payer's are compared: the statement would tell of another OF's, or of an own initiative. Rows are read
    as plain values: those born the same days are ten times as many as those asked for.
    """
    cherchees = {_cle(inscription) for inscription in vues}
    naissances = {inscription.candidat.date_naissance for inscription in vues}
    tenues = presentations_tenues().filter(jury__date__lte=au).order_by("jury__date", "pk")
    if len(naissances) < PARAMETRES:
        tenues = tenues.filter(inscription__candidat__date_naissance__in=naissances)
    par_cle: dict[Cle, list[tuple[int, date, str]]] = defaultdict(list)
    for ligne in tenues.values_list(*CHAMPS_ANTERIEURE, named=True).iterator(chunk_size=5000):
        if ligne.inscription__candidat__date_naissance in naissances:
            cle = _cle_anterieure(ligne)
            if cle in cherchees:
                par_cle[cle].append((ligne.inscription_id, ligne.jury__date, ligne.inscription__portee))
    ids = [inscription.pk for inscription in vues] + [pk for lignes in par_cle.values() for pk, _, _ in lignes]
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


def _faits(
    inscription: Inscription, anterieures: dict[Cle, list[tuple[int, date, str]]], blocs: dict[int, frozenset[int]]
) -> FaitsForfait:
    autres = [ligne for ligne in anterieures.get(_cle(inscription), ()) if ligne[0] != inscription.pk]
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
    organisme, entreprise, candidat = inscription.organisme, inscription.entreprise, inscription.candidat
    if organisme:
        adresse = f"{organisme.adresse}, {organisme.code_postal} {organisme.ville}".strip(", ")
        return Payeur(f"of-{organisme.pk}", organisme.nom, adresse, organisme.siret)
    if entreprise and not inscription.initiative_sans_accord:
        adresse = f"{entreprise.adresse}, {entreprise.code_postal} {entreprise.ville}".strip(", ")
        cle = entreprise.siret or str(entreprise.pk)
        return Payeur(f"entreprise-{cle}", entreprise.raison_sociale, adresse, entreprise.siret)
    adresse = f"{candidat.adresse}, {candidat.code_postal} {candidat.ville}".strip(", ")
    return Payeur(f"candidat-{candidat.pk}", str(candidat), adresse)

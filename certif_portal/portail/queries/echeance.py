"""Every deadline a person may see: the rows kept of the files, and the few that juries, OFs and certifications give.

They are read by slices, in order of date: a page costs the same whatever their number, and what is counted is what is
listed.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Case, CharField, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, NullIf

import candidats.echeances
import habilitations.echeances
import jurys.echeances
import referentiels.echeances
from candidats.choix import EtatInscription
from candidats.choix_suivi import Acteur, NatureEcheance
from candidats.models import EcheanceDossier, Inscription
from candidats.models.suivi import EcheanceQuerySet
from candidats.queries.nom import nommes
from candidats.regles.acquis import ACQUIS_PERTE
from candidats.regles.inscription import INSCRIPTION_DELAI, INSCRIPTION_PREALABLE
from candidats.regles.livret import EVALUATION_DATE, LIVRET_MOIS, LIVRET_TIERS
from candidats.regles.projet import EVALUATION_ANNONCE, EVALUATION_DERNIER_MOIS
from candidats.regles.rapport import RAPPORT_DELAI
from certif_portal.centre.models import ParametresCentre, parametres
from certif_portal.commun.dates import jour_lu
from certif_portal.commun.echeances import Echeance
from certif_portal.commun.ecrites import lire
from certif_portal.commun.regles import Regle
from certif_portal.commun.textes import cle_recherche
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import peut_tout_consulter
from certif_portal.portail.queries.debut import PREMIERES
from certif_portal.portail.regles import ECHEANCES_PROCHES
from evaluations.models import LienAvis
from habilitations.models import Audit, NonConformite, OrganismeFormation
from jurys.regles.delai import AVIS_AVANT_JURY, PIECES_AVANT_JURY

Source = Callable[[date, ParametresCentre | None], list[Echeance]]
DES_ORGANISMES: tuple[Source, ...] = (habilitations.echeances.des_organismes,)
SOURCES: tuple[Source, ...] = (
    *(jurys.echeances.echeances, habilitations.echeances.echeances),
    *(referentiels.echeances.echeances, candidats.echeances.echeances),
)
REGLES: dict[str, Regle] = {
    regle.code: regle
    for regle in (
        INSCRIPTION_DELAI,
        INSCRIPTION_PREALABLE,
        EVALUATION_ANNONCE,
        EVALUATION_DATE,
        EVALUATION_DERNIER_MOIS,
        LIVRET_TIERS,
        LIVRET_MOIS,
        RAPPORT_DELAI,
        PIECES_AVANT_JURY,
        AVIS_AVANT_JURY,
        ACQUIS_PERTE,
    )
}
SIX_MOIS = f"{ACQUIS_PERTE.mois} mois"
"""The only reminder of what is about to be lost."""
QUAND = {
    "retard": "En retard",
    "quinze": f"Dans les {ECHEANCES_PROCHES.en_lettres}",
    "plus": "Plus tard",
    "venir": "À venir",
}
PAR_LOT, PAR_PAGE = 500, 50
DITS = (
    "inscription__etat",
    "inscription__tuteur_nom",
    "inscription__candidat__nom_naissance",
    "inscription__candidat__nom_usage",
    "inscription__candidat__prenom",
    "inscription__candidat__courriel",
    "inscription__organisme__nom",
    "inscription__entreprise__raison_sociale",
)
"""All that the words of a deadline say of its file."""


@dataclass(frozen=True)
class FiltreEcheances:
    """What the address asks for: a rule, a window, a word, one day."""

    regle: str = ""
    quand: str = ""
    q: str = ""
    hors_actes: bool = False
    """Without those that an act of the organisation is listed with, beside them on its home."""
    jour: date | None = None

    @classmethod
    def lu(cls, adresse: Mapping[str, str]) -> "FiltreEcheances":
        quand = adresse.get("quand", "")
        return cls(
            regle=adresse.get("regle", ""),
            quand=quand if quand in QUAND else "",
            q=adresse.get("q", ""),
            hors_actes=adresse.get("hors") == "actes",
            jour=jour_lu(adresse.get("jour", "")),
        )

    def bornes(self, le: date) -> tuple[date | None, date | None]:
        """The first and the last day of what is kept."""
        debut, fin = {
            "": (None, None),
            "retard": (None, le - timedelta(days=1)),
            "quinze": (le, ECHEANCES_PROCHES.apres(le)),
            "plus": (ECHEANCES_PROCHES.apres(le) + timedelta(days=1), None),
            "venir": (le, None),
        }[self.quand]
        return max(filter(None, (debut, self.jour)), default=None), min(filter(None, (fin, self.jour)), default=None)

    def des_dossiers(self, le: date) -> Q:
        """Of the rows kept of files; its words are searched apart."""
        condition = _limite_entre(*self.bornes(le))
        if self.regle:
            condition &= Q(regle=self.regle)
        if self.hors_actes:
            condition &= ~Q(inscription__suivi__acteur=Acteur.ORGANISME, inscription__suivi__limite=F("limite"))
        return condition

    def parmi(self, autres: Iterable[Echeance], le: date) -> tuple[Echeance, ...]:
        """The same, of those that are of no file."""
        bornes = self.bornes(le)
        return tuple(e for e in autres if _tombe_entre(e, *bornes) and self.regle in ("", e.regle.code))


def _limite_entre(debut: date | None, fin: date | None) -> Q:
    return (Q(limite__gte=debut) if debut else Q()) & (Q(limite__lte=fin) if fin else Q())


def _tombe_entre(echeance: Echeance, debut: date | None, fin: date | None) -> bool:
    return (not debut or debut <= echeance.date_limite) and (not fin or echeance.date_limite <= fin)


@dataclass(frozen=True)
class Echeances:
    """Deadlines in order of date. `autres`: those of no file, few, sorted; of the same day, they come first. `cles`: of
    the others, in order, where they are known already. `lu`: who reads which, where a filter says it all."""

    dossiers: EcheanceQuerySet
    autres: tuple[Echeance, ...]
    centre: ParametresCentre
    cles: tuple[int, ...] | None = None
    lu: "Lu | None" = None

    def count(self) -> int:
        return (self.dossiers.count() if self.cles is None else len(self.cles)) + len(self.autres)

    def __len__(self) -> int:
        return self.count()

    def __iter__(self) -> Iterator[Echeance]:
        """All of them, chunk by chunk: a short one is the last."""
        debut, lues = 0, self[:PAR_LOT]
        yield from lues
        while len(lues) == PAR_LOT:
            debut += PAR_LOT
            lues = self[debut : debut + PAR_LOT]
            yield from lues

    def __getitem__(self, tranche: slice) -> list[Echeance]:
        """A page of the two in one order: of the rows, only those that may be on it are read."""
        debut, fin = tranche.start or 0, tranche.stop
        ecart = max(0, debut - len(self.autres))  # so many rows come before the page whatever the others are
        lues = self._lisibles(ecart, fin)
        melees = [*self.autres, *(en_echeance(ligne, self.centre) for ligne in lues)]
        melees.sort(key=lambda echeance: echeance.date_limite)  # stable: the others first, each in its own order
        return melees[debut - ecart : fin - ecart if fin is not None else None]

    def _lisibles(self, debut: int, fin: int | None) -> Iterable[EcheanceDossier]:
        if self.lu and (debut, fin) in ((0, PREMIERES), (0, PAR_PAGE)):  # the first page: the one that is opened
            return lire(_premieres, self.lu.le, self.lu.filtre, self.centre.courriel, fin, lecteur=self.lu.lecteur)
        if self.cles is None:
            return lisibles(self.dossiers, self.centre).rangees()[debut:fin]
        cles = self.cles[debut:fin]
        lues = lisibles(EcheanceDossier.objects.all(), self.centre).in_bulk(cles)
        return [lues[cle] for cle in cles if cle in lues]

    def depuis_la_fin(self) -> "DepuisLaFin":
        """The same, the last one first."""
        return DepuisLaFin(self)

    def filtrer(self, filtre: FiltreEcheances, le: date) -> "Echeances":
        dossiers = self.dossiers.filter(filtre.des_dossiers(le))
        bornee = not filtre.jour and filtre.regle in ("", *REGLES)  # the query of what an address invents is not kept
        lu = replace(self.lu, filtre=replace(filtre, q="")) if self.lu and not self.lu.filtre and bornee else None
        retenues = replace(self, dossiers=dossiers, autres=filtre.parmi(self.autres, le), lu=lu, cles=None)
        for mot in cle_recherche(filtre.q).split():
            retenues = retenues._avec(mot)
        return retenues

    def compter(self, le: date, *filtres: FiltreEcheances) -> list[Counter[str]]:
        """How many each of these filters keeps, under each name, its words apart: 1 query for all of them."""
        comptes = [Counter(e.libelle for e in filtre.parmi(self.autres, le)) for filtre in filtres]
        lu = self.lu if self.lu and not self.lu.filtre else None
        dossiers = lire(_comptees, le, filtres, lecteur=lu.lecteur) if lu else _compter(self.dossiers, le, filtres)
        for libelle, *lus in dossiers:
            for compte, nombre in zip(comptes, lus, strict=True):
                compte.update({libelle: nombre} if nombre else {})
        return comptes

    def regles(self) -> list[tuple[str, str]]:
        """(code, name) of each rule met."""
        des_dossiers = self.dossiers.order_by().values_list("regle", "libelle").distinct()
        return sorted({*des_dossiers, *((e.regle.code, e.libelle) for e in self.autres)})

    def entre(self, debut: date, fin: date) -> "Echeances":
        autres = tuple(e for e in self.autres if _tombe_entre(e, debut, fin))
        dossiers = self.dossiers.filter(_limite_entre(debut, fin))
        return replace(self, dossiers=dossiers, autres=autres, lu=None, cles=None)

    def _avec(self, mot: str) -> "Echeances":
        """Those whose name, candidate or organisation holds that word."""
        connus = self.dossiers.order_by().values_list("libelle", flat=True).distinct()
        libelles = [libelle for libelle in connus if mot in cle_recherche(libelle)]
        nommees = nommes(Inscription.objects.order_by(), mot)
        du_dossier = Q(libelle__in=libelles) | Q(inscription__in=nommees)
        autres = tuple(e for e in self.autres if mot in cle_recherche(e.libelle, e.pour))
        dossiers = self.dossiers.filter(du_dossier | Q(inscription__organisme__cle_recherche__contains=mot))
        return replace(self, dossiers=dossiers, autres=autres, lu=None, cles=None)


@dataclass(frozen=True)
class Lu:
    """Who reads, and what they asked for: all that the SQL of their pages depends on."""

    lecteur: Utilisateur
    le: date
    filtre: FiltreEcheances | None = None


def _de(personne: Utilisateur, le: date) -> EcheanceQuerySet:
    return EcheanceDossier.objects.au(le).visibles_par(personne)


def _premieres(
    personne: Utilisateur, le: date, filtre: FiltreEcheances | None, courriel: str, nombre: int
) -> EcheanceQuerySet:
    dues = _de(personne, le).filter(filtre.des_dossiers(le) if filtre else Q())
    return lisibles(dues, ParametresCentre(courriel=courriel)).rangees()[:nombre]


def _comptees(personne: Utilisateur, le: date, filtres: tuple[FiltreEcheances, ...]) -> QuerySet[Any, Any]:
    return _compter(_de(personne, le), le, filtres)


def _compter(dossiers: EcheanceQuerySet, le: date, filtres: Sequence[FiltreEcheances]) -> QuerySet[Any, Any]:
    conditions = [filtre.des_dossiers(le) for filtre in filtres]
    nombres = {f"n{rang}": Count("pk", filter=condition) for rang, condition in enumerate(conditions)}
    dossiers = dossiers.filter(reduce(or_, conditions) if all(conditions) else Q()).order_by()
    return dossiers.values_list("libelle").annotate(**nombres)


@dataclass(frozen=True)
class DepuisLaFin:
    """Deadlines read from the last one, by the slices of those in order."""

    echeances: Echeances

    def count(self) -> int:
        return self.echeances.count()

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, tranche: slice) -> list[Echeance]:
        nombre = self.count()
        return self.echeances[nombre - min(tranche.stop, nombre) : nombre - tranche.start][::-1]


def toutes_les_echeances(
    le: date, centre: ParametresCentre | None = None, sources: tuple[Source, ...] | None = None
) -> Echeances:
    """What is due, of every app."""
    centre = centre or parametres()
    autres = [echeance for source in (SOURCES if sources is None else sources) for echeance in source(le, centre)]
    return Echeances(EcheanceDossier.objects.au(le), ranger(autres), centre)


def echeances_visibles_par(personne: Utilisateur, le: date, centre: ParametresCentre | None = None) -> Echeances:
    """Staff and auditor see them all; an OF those of its own; nobody else any. Homes and lists both read this: what a
    card counts is what its list holds."""
    tout = peut_tout_consulter(personne)
    toutes = toutes_les_echeances(le, centre, None if tout else DES_ORGANISMES)
    autres = toutes.autres if tout or not toutes.autres else _visibles(toutes.autres, personne)
    return replace(toutes, dossiers=_de(personne, le), autres=autres, lu=Lu(personne, le))


def _visibles(echeances: Iterable[Echeance], personne: Utilisateur) -> tuple[Echeance, ...]:
    siennes = set(lire(_siennes, lecteur=personne))
    return tuple(e for e in echeances if (e.dossier_type, e.dossier_id) in siennes)


def _siennes(personne: Utilisateur) -> QuerySet[Any, Any]:
    genres: dict[str, Any] = {
        modele._meta.label_lower: modele.objects.visibles_par(personne)
        for modele in (NonConformite, OrganismeFormation, Audit)
    }
    lignes = [
        lignes.order_by().annotate(genre=Value(genre)).values_list("genre", "pk") for genre, lignes in genres.items()
    ]
    return lignes[0].union(*lignes[1:], all=True)


def ranger(echeances: Iterable[Echeance]) -> tuple[Echeance, ...]:
    return tuple(sorted(echeances, key=lambda echeance: (echeance.date_limite, echeance.libelle, echeance.pour)))


# --- a kept row, in words ----------------------------------------------------------------------


def lisibles(lignes: EcheanceQuerySet, centre: ParametresCentre) -> EcheanceQuerySet:
    """With what its words need, and to whom it is written."""
    joints = ("inscription__candidat", "inscription__organisme", "inscription__entreprise")
    siens = (champ.name for champ in EcheanceDossier._meta.concrete_fields)
    return lignes.annotate(adresse=_adresse(centre)).select_related(*joints).only(*siens, *joints, *DITS)


def adresses(centre: ParametresCentre) -> dict[str, Any]:
    """By who must act on a file, whom it is written to."""
    lien = LienAvis.objects.filter(avis__inscription=OuterRef("inscription"), revoque_le__isnull=True)
    envoye_a = NullIf(Subquery(lien.order_by("-cree_le").values("destinataire")[:1]), Value(""))
    return {
        Acteur.ORGANISME.value: F("inscription__organisme__courriel"),
        Acteur.CENTRE.value: Value(centre.courriel),
        Acteur.TUTEUR.value: Coalesce(envoye_a, F("inscription__tuteur_courriel")),
        Acteur.CANDIDAT.value: F("inscription__candidat__courriel"),
    }


def _adresse(centre: ParametresCentre) -> Case:
    quand = (When(acteur=acteur, then=adresse) for acteur, adresse in adresses(centre).items())
    return Case(*quand, default=Value(""), output_field=CharField())


def en_echeance(ligne: Any, centre: ParametresCentre) -> Echeance:
    """As lists, mails and reminders read it; the row comes from `lisibles`."""
    inscription = ligne.inscription
    if ligne.nature == NatureEcheance.AVIS:
        aupres = inscription.tuteur_nom or inscription.entreprise or "le tuteur"
    else:
        aupres = inscription.organisme or centre.nom
    siens = {ligne.adresse: ligne.acteur}
    if ligne.nature == NatureEcheance.ACQUIS:
        siens.setdefault(inscription.candidat.courriel, Acteur.CANDIDAT.value)
        siens.setdefault(centre.courriel, Acteur.CENTRE.value)
    siens = {adresse: acteur for adresse, acteur in siens.items() if adresse}
    sans_compte = ligne.nature in (NatureEcheance.ACQUIS, NatureEcheance.RAPPORT)
    return Echeance(
        regle=REGLES[ligne.regle],
        date_limite=ligne.limite,
        libelle=ligne.libelle,
        pour=f"{inscription.candidat}, {aupres}",
        explication=ligne.explication,
        dossier_type=Inscription._meta.label_lower,
        dossier_id=ligne.inscription_id,
        cle=ligne.cle,
        destinataires=tuple(siens),
        roles=tuple(siens.values()),
        acteur=ligne.acteur,
        genre=ligne.nature,
        repere=ligne.repere,
        etapes=((SIX_MOIS, ligne.des),) if ligne.nature == NatureEcheance.ACQUIS else (),
        sans_compte=(inscription.candidat.courriel,) if sans_compte else (),
        interne=inscription.etat == EtatInscription.BROUILLON and inscription.organisme_id is not None,
    )


@dataclass(frozen=True)
class LigneEcheance:
    """A deadline as a list shows it."""

    echeance: Echeance
    url: str


def en_lignes_echeances(echeances: Iterable[Echeance], le: date) -> list[LigneEcheance]:
    return [LigneEcheance(echeance, echeance.url) for echeance in echeances]


def des_dossiers(inscriptions: Iterable[int], le: date, centre: ParametresCentre) -> Echeances:
    """What others owe on these registrations: what the centre owes itself is not reminded by its own hand."""
    lignes = EcheanceDossier.objects.au(le).filter(inscription__in=list(inscriptions))
    return Echeances(lignes.exclude(acteur=Acteur.CENTRE), (), centre)


def sans_dossier(le: date, centre: ParametresCentre) -> list[Echeance]:
    return [echeance for source in SOURCES for echeance in source(le, centre)]

"""The conclusions of a file, written in the transaction of the act that changed its facts.

`conclure_acte` is called at the end of every act, by `certif_portal.commun.actes` (setting CONCLURE_ACTE) through
`jurys.tasks`. An act that touches few files remakes them at once; one that touches many marks them, and a task remakes
them.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model, Q, QuerySet

from candidats.choix import A_EXAMINER, OUVERTES, EtatInscription, Portee
from candidats.models import AlarmeSuivi, Candidat, EcheanceDossier, Inscription, PieceManquante, Projet, Suivi
from candidats.services.ressemblance import refaire_doubles
from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.actes import Touche
from certif_portal.commun.choix import AUTOUR
from evaluations.choix import EtatAvis, EtatCommission, EtatEmargement, EtatGrille
from evaluations.models import Commission, Passage
from habilitations.models import OrganismeFormation
from jurys import courriels
from jurys.models import Jury
from jurys.queries.faits import lire_faits
from jurys.regles.suivi import Conclusions, conclure
from referentiels.models import Certification, Referentiel

SEUIL = 200
"""Files an act remakes itself; beyond, it marks them and a task remakes them."""
LOT = 500
EXEMPLES = 20
CHAMPS_SUIVI = (
    "acte",
    "acteur",
    "depuis",
    "limite",
    "explication",
    "obstacle",
    "precision",
    "cible",
    "jury_le",
    "etapes",
    "pieces",
)
CHAMPS_PIECE = ("code", "explication", "jour", "du", "au", "acteur")
CHAMPS_ECHEANCE = (
    "cle",
    "nature",
    "regle",
    "libelle",
    "explication",
    "acteur",
    "repere",
    "limite",
    "des",
    "jusque",
)
Rangee = tuple[Any, ...]


@dataclass(frozen=True)
class Rangees:
    """The rows of one registration, as kept or as they should be."""

    suivi: Rangee | None = None
    pieces: tuple[Rangee, ...] = ()
    echeances: tuple[Rangee, ...] = ()
    marquee: bool = field(default=False, compare=False)
    """An act marked it to be remade."""


@dataclass(frozen=True)
class Ecart:
    """One kept row that is not what the function says."""

    inscription: int
    champ: str
    garde: Any
    juste: Any

    def __str__(self) -> str:
        return f"inscription {self.inscription}, {self.champ} : gardé {self.garde!r}, juste {self.juste!r}"


# --- what should be kept, what is ---------------------------------------------------------------


def _justes(pks: Collection[int]) -> dict[int, Rangees]:
    return {pk: _rangees(pk, conclure(faits)) for pk, faits in lire_faits(pks).items()}


def _rangees(pk: int, conclusions: Conclusions) -> Rangees:
    acte = conclusions.acte
    suivi: Rangee = ("", "", None, None, "", "", "", None)
    if acte:
        suivi = (
            acte.code.value,
            acte.acteur.value,
            acte.depuis,
            acte.limite,
            acte.explication,
            acte.obstacle,
            acte.precision,
            acte.cible,
        )
    etapes = [position.a_garder() for position in conclusions.etapes]
    pieces = [[piece.code.value, piece.etat.value, piece.explication] for piece in conclusions.pieces]
    return Rangees(
        suivi=(*suivi, conclusions.jury_le, etapes, pieces),
        pieces=tuple((m.code.value, m.explication, m.jour, m.du, m.au, m.acteur) for m in conclusions.manques),
        echeances=tuple(
            (
                due.cle(pk),
                due.nature.value,
                due.regle.code,
                due.libelle,
                due.explication,
                due.acteur.value,
                due.repere,
                due.limite,
                due.des,
                due.jusque,
            )
            for due in conclusions.echeances
        ),
    )


def _gardees(pks: Collection[int]) -> dict[int, Rangees]:
    """3 queries."""
    suivis = {
        pk: (tuple(valeurs), marquee is not None)
        for pk, marquee, *valeurs in Suivi.objects.filter(pk__in=pks).values_list("pk", "a_refaire_le", *CHAMPS_SUIVI)
    }
    pieces, echeances = _lignes(PieceManquante, pks, CHAMPS_PIECE), _lignes(EcheanceDossier, pks, CHAMPS_ECHEANCE)
    gardees = {}
    for pk in pks:
        suivi, marquee = suivis.get(pk, (None, False))
        gardees[pk] = Rangees(suivi, tuple(pieces.get(pk, ())), tuple(echeances.get(pk, ())), marquee)
    return gardees


def _lignes(modele: Any, pks: Collection[int], champs: tuple[str, ...]) -> dict[int, list[Rangee]]:
    lues: dict[int, list[Rangee]] = defaultdict(list)
    for pk, *valeurs in modele.objects.filter(inscription__in=pks).order_by("pk").values_list("inscription", *champs):
        lues[pk].append(tuple(valeurs))
    return lues


# --- remaking ----------------------------------------------------------------------------------


@transaction.atomic(savepoint=False)
def refaire(inscriptions: Iterable[int]) -> int:
    """Remake what is kept of these registrations; how many changed. Their rows are locked first, so that of two acts at
    once the second reads what the first wrote."""
    pks = list(
        Inscription.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=list(inscriptions))
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    if not pks:
        return 0
    justes, gardees = _justes(pks), _gardees(pks)
    _ecrire_suivis(justes, gardees)
    _ecrire_lignes(PieceManquante, CHAMPS_PIECE, {pk: (justes[pk].pieces, gardees[pk].pieces) for pk in pks})
    _ecrire_lignes(EcheanceDossier, CHAMPS_ECHEANCE, {pk: (justes[pk].echeances, gardees[pk].echeances) for pk in pks})
    return sum(justes[pk] != gardees[pk] for pk in pks)


def _ecrire_suivis(justes: Mapping[int, Rangees], gardees: Mapping[int, Rangees]) -> None:
    """1 query for new rows and old ones, and none of them is to be remade any more."""
    changes = [pk for pk in justes if justes[pk].suivi != gardees[pk].suivi or gardees[pk].marquee]
    suivis = (Suivi(pk=pk, **dict(zip(CHAMPS_SUIVI, justes[pk].suivi or (), strict=True))) for pk in changes)
    Suivi.objects.bulk_create(
        suivis,
        update_conflicts=True,
        unique_fields=["inscription"],
        update_fields=[*CHAMPS_SUIVI, "a_refaire_le"],
        batch_size=LOT,
    )


def _ecrire_lignes(
    modele: Any, champs: tuple[str, ...], rangees: Mapping[int, tuple[tuple[Rangee, ...], tuple[Rangee, ...]]]
) -> None:
    """The rows of the registrations where they changed: the old ones go, the right ones come."""
    changes = [pk for pk, (justes, gardees) in rangees.items() if justes != gardees]
    if vides := [pk for pk in changes if rangees[pk][1]]:
        modele.objects.filter(inscription__in=vides).delete()
    modele.objects.bulk_create(
        modele(inscription_id=pk, **dict(zip(champs, ligne, strict=True))) for pk in changes for ligne in rangees[pk][0]
    )


def ecarts(inscriptions: Iterable[int]) -> list[Ecart]:
    """Every kept row that is not what the function says; a file marked to be remade is not compared."""
    pks = [
        *Inscription.objects.filter(pk__in=list(inscriptions))
        .exclude(suivi__a_refaire_le__isnull=False)
        .order_by("pk")
        .values_list("pk", flat=True)
    ]
    justes, gardees = _justes(pks), _gardees(pks)
    trouves: list[Ecart] = []
    for pk in pks:
        juste, garde = justes[pk], gardees[pk]
        if garde.suivi is None:
            trouves.append(Ecart(pk, "suivi", None, juste.suivi))
        elif juste.suivi is not None and garde.suivi != juste.suivi:
            trouves += [
                Ecart(pk, champ, g, j)
                for champ, g, j in zip(CHAMPS_SUIVI, garde.suivi, juste.suivi, strict=True)
                if g != j
            ]
        if garde.pieces != juste.pieces:
            trouves.append(Ecart(pk, "pièces manquantes", garde.pieces, juste.pieces))
        if garde.echeances != juste.echeances:
            trouves.append(Ecart(pk, "échéances", garde.echeances, juste.echeances))
    return trouves


def en_lots(inscriptions: QuerySet[Inscription]) -> Iterator[list[int]]:
    """Keys by chunks, in order: memory stays flat whatever their number."""
    dernier = 0
    while lot := list(inscriptions.filter(pk__gt=dernier).order_by("pk").values_list("pk", flat=True)[:LOT]):
        yield lot
        dernier = lot[-1]


def refaire_tout() -> int:
    """Remake every pair of doubles and every registration, each chunk in its own transaction; how many registrations
    changed."""
    refaire_doubles()
    return sum(refaire(lot) for lot in en_lots(Inscription.objects.all()))


def en_attente() -> int:
    """How many files wait to be remade: the pages say so."""
    return Suivi.objects.filter(a_refaire_le__isnull=False).count()


def verifier(*, a: datetime) -> int:
    """Every registration against the function; a difference is an alarm, kept and written to the responsables. How many
    rows differ. An alarm of an earlier night is lifted by a night without any."""
    nombre, exemples = 0, list[str]()
    for lot in en_lots(Inscription.objects.all()):
        trouves = ecarts(lot)
        nombre += len(trouves)
        exemples += [str(ecart) for ecart in trouves[: EXEMPLES - len(exemples)]]
    with transaction.atomic():
        AlarmeSuivi.objects.filter(levee_le__isnull=True).update(levee_le=a)
        if nombre:
            alarme = AlarmeSuivi.objects.create(constatee_le=a, nombre=nombre, detail="\n".join(exemples))
            courriels.alerter_suivi(alarme, a=a)
    return nombre


def refaire_en_attente() -> int:
    """Remake what an act marked, chunk by chunk; how many files were. Two tasks at once share them; a file that an act
    holds is left to it, or to the next run."""
    faits = 0
    while True:
        with transaction.atomic():
            libres = Inscription.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
            marquees = libres.filter(suivi__a_refaire_le__isnull=False).order_by("pk")
            lot = list(marquees.values_list("pk", flat=True)[:LOT])
            if not lot:
                return faits
            refaire(lot)
            faits += len(lot)


# --- which files an act touches -----------------------------------------------------------------

Cles = Collection[int]


def _du_jury(pks: Cles) -> Q:
    """Those it judges, and those of which something is awaited before the next jury, whichever it is: the opinion, or
    what their sitting left to give back."""
    tenues = Passage.objects.exclude(commission__etat=EtatCommission.ANNULEE)
    sans_emargement = tenues.exclude(commission__emargement__etat=EtatEmargement.SIGNE).values("inscription")
    sans_grille = tenues.exclude(inscription__grille__etat=EtatGrille.SCELLEE).values("inscription")
    attendues = Q(avis__etat=EtatAvis.ATTENDU) | Q(pk__in=sans_emargement) | Q(pk__in=sans_grille)
    return Q(presentations__jury__in=pks) | Q(etat=EtatInscription.ACCEPTEE) & attendues


FICHIERS: dict[type[Model], Callable[[Cles], Q]] = {
    # The candidate's other registrations too: identity, and what is acquired, are theirs all.
    Inscription: lambda pks: Q(candidat__inscriptions__in=pks),
    Candidat: lambda pks: Q(candidat__in=pks),
    Commission: lambda pks: Q(passages__commission__in=pks),
    Jury: _du_jury,
    OrganismeFormation: lambda pks: (
        Q(organisme__in=pks, etat__in=OUVERTES) | Q(suites__habilitation__organisme__in=pks, etat__in=OUVERTES)
    ),
    # Suppressed, or followed by another version, it stops the acceptance of those to be verified.
    Certification: lambda pks: (
        Q(referentiel__certification__in=pks, portee=Portee.BLOCS, etat=EtatInscription.ACCEPTEE)
        | Q(referentiel__certification__in=pks, etat__in=A_EXAMINER)
    ),
    Referentiel: lambda pks: (
        Q(referentiel__in=pks, etat__in=OUVERTES)
        | Q(referentiel__certification__referentiels__in=pks, etat__in=A_EXAMINER)
    ),
    ParametresCentre: lambda pks: Q(etat__in=OUVERTES) | Q(suivi__acte__gt=""),
    Projet: lambda pks: Q(projet__in=pks, etat__in=OUVERTES),
}
"""Which registrations an act on something else may change. An act told on anything of this table touches them."""
SANS_EFFET: dict[type[Model], frozenset[str]] = {
    Inscription: frozenset({"relances-suspendues", "relances-reprises"}),
    Jury: frozenset(
        {
            "decision",
            "membre",
            "acces",
            "presidence",
            "designation",
            "reponse_designation",
            "convocation",
            "cpref",
            "gtp",
            "remise",
            "piece_signee",
            "papiers",
            "papier_refait",
            "lettres",
            "presentation",
            "detachement",
            "relecture",
            "emargement",
            "conformite",
            "convocation_tardive",
            "designation_retiree",
            "table",
            "numeros_nationaux",
        }
    ),
    Commission: frozenset({"convocation_candidat", "membre_ajoute", "membre_retire", "independance"}),
    OrganismeFormation: frozenset(
        {
            "modification",
            "invitation",
            "retrait-acces",
            "site",
            "contact",
            "declaration",
            "enquete",
            "audit",
            "classeur",
        }
    ),
    ParametresCentre: frozenset({"delegation", "tarif", "forfait", "numerotation"}),
}
"""Acts told on those that change nothing of the files; a new act touches them until somebody says otherwise."""


def conclure_acte(touches: Iterable[Touche]) -> int:
    """At the end of an act, in its transaction: remake the files it touched, or mark them when they are many; how many
    were marked."""
    par_modele: dict[type[Model], set[int]] = defaultdict(set)
    a: datetime | None = None
    for touche in touches:
        if touche.modele in FICHIERS and touche.acte not in AUTOUR | SANS_EFFET.get(touche.modele, frozenset()):
            par_modele[touche.modele].add(touche.cle)
            a = touche.a
    touchees = [
        Inscription.objects.filter(FICHIERS[modele](cles)).order_by().distinct().values_list("pk", flat=True)
        for modele, cles in par_modele.items()
    ]
    if not touchees:
        return 0
    toutes = touchees[0].union(*touchees[1:]) if touchees[1:] else touchees[0]
    pks = set(toutes[: SEUIL + 1])
    if len(pks) > SEUIL:
        return _marquer(toutes, a)
    refaire(pks)
    return 0


def _marquer(touchees: QuerySet[Inscription, int], a: datetime | None) -> int:
    """To be remade by the task: nothing more is done in the act."""
    return len(
        Suivi.objects.bulk_create(
            [Suivi(pk=pk, a_refaire_le=a) for pk in sorted(touchees)],
            update_conflicts=True,
            unique_fields=["inscription"],
            update_fields=["a_refaire_le"],
            batch_size=5 * LOT,
        )
    )

"""The list of registrations: filters, order, and what each line says comes next."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from candidats.choix import (
    SORTES_INSCRIPTION,
    EtatDerogation,
    EtatInscription,
    Voie,
)
from candidats.choix_suivi import ActeDossier, NatureEcheance
from candidats.models import EcheanceDossier, Inscription
from candidats.regles.inscription import est_tardive
from candidats.regles.livret import date_limite_livret
from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.textes import cle_recherche
from certif_portal.commun.typographie import date_courte, il_y_a
from certif_portal.comptes.permissions import Personne
from habilitations.models import OrganismeFormation
from referentiels.models import Certification

CRITERES_TRI: dict[str, str] = {
    "nom": "candidat__cle_recherche",
    "certification": "referentiel__intitule",
    "organisme": "organisme__cle_recherche",
    "entree": "entree_formation",
    "depot": "deposee_le",
    "etat": "rang_etat",
}
RETARDS = {"livret": "Modalités d’évaluation en retard", "inscription": "Inscription tardive"}
URGENCE_CENTRE = (EtatInscription.DEPOSEE, EtatInscription.ACCEPTEE, EtatInscription.A_CORRIGER)
URGENCE_ORGANISME = (EtatInscription.A_CORRIGER, EtatInscription.BROUILLON, EtatInscription.ACCEPTEE)


@dataclass(frozen=True)
class FiltreInscriptions:
    """What the address asks for; every value already checked."""

    q: str = ""
    etat: str = ""
    organisme: int | None = None
    voie: str = ""
    certification: int | None = None
    retard: str = ""
    tri: str = ""


@dataclass(frozen=True)
class Suite:
    """What comes next on a registration: in words, and by when."""

    texte: str
    limite: date | None = None
    explication: str = ""


@dataclass(frozen=True)
class Ligne:
    """One line of the list."""

    inscription: Inscription
    sorte: str
    suite: Suite
    tardive: bool


def filtrer(
    inscriptions: QuerySet[Inscription],
    filtre: FiltreInscriptions,
    *,
    le: date,
    centre: ParametresCentre,
    pour_organisme: bool,
) -> QuerySet[Inscription]:
    """The registrations asked for, in order. One more query when late ones alone are asked for."""
    for mot in cle_recherche(filtre.q).split():
        inscriptions = inscriptions.filter(
            Q(candidat__cle_recherche__contains=mot)
            | Q(referentiel__certification__cle_recherche__contains=mot)
            | Q(organisme__cle_recherche__contains=mot)
        )
    egalites = {
        "etat": filtre.etat,
        "voie": filtre.voie,
        "organisme": filtre.organisme,
        "referentiel__certification": filtre.certification,
    }
    inscriptions = inscriptions.filter(**{champ: valeur for champ, valeur in egalites.items() if valeur})
    if filtre.retard == "livret":
        en_retard = EcheanceDossier.objects.filter(nature=NatureEcheance.LIVRET, limite__lt=le)
        inscriptions = inscriptions.filter(pk__in=en_retard.values("inscription"))
    elif filtre.retard:
        inscriptions = inscriptions.filter(pk__in=inscriptions_tardives(inscriptions, le=le, centre=centre))
    return ordonner(inscriptions, filtre.tri, pour_organisme=pour_organisme)


def ordonner(inscriptions: QuerySet[Inscription], tri: str, *, pour_organisme: bool) -> QuerySet[Inscription]:
    """By the column asked for; by default what waits for the reader first, the oldest first."""
    urgence = URGENCE_ORGANISME if pour_organisme else URGENCE_CENTRE
    rang = Case(*(When(etat=etat, then=n) for n, etat in enumerate(urgence)), default=9, output_field=IntegerField())
    inscriptions = inscriptions.annotate(rang_etat=rang)
    champ = CRITERES_TRI.get(tri.removeprefix("-"))
    if champ is None:
        return inscriptions.order_by("rang_etat", "deposee_le", "creee_le", "pk")
    return inscriptions.order_by(f"-{champ}" if tri.startswith("-") else champ, "candidat__cle_recherche", "pk")


def inscriptions_tardives(inscriptions: QuerySet[Inscription], *, le: date, centre: ParametresCentre) -> list[int]:
    """Ids of registrations deposited (or still to be deposited) after the centre's delay: one query."""
    lignes = (
        inscriptions.filter(voie=Voie.FORMATION, entree_formation__isnull=False)
        .exclude(etat=EtatInscription.ABANDONNEE)
        .order_by()
        .values_list("pk", "entree_formation", "deposee_le")
    )
    return [pk for pk, entree, depot in lignes if est_tardive(entree, depot or le, centre.inscription_jours)]


def limite_livret(inscription: Inscription, centre: ParametresCentre) -> tuple[date | None, str]:
    """When the livret of a registration is due, and why then."""
    return date_limite_livret(
        entree=inscription.entree_formation,
        fin=inscription.fin_formation,
        evaluation=inscription.date_evaluation,
        mois=centre.livret_mois,
        tiers=centre.livret_premier_tiers,
    )


def en_lignes(inscriptions: Iterable[Inscription], *, le: date, centre: ParametresCentre) -> list[Ligne]:
    """Lines of registrations joined by `pour_listes`: no query."""
    return [_ligne(inscription, le, centre) for inscription in inscriptions]


def lire_lignes(inscriptions: QuerySet[Inscription], *, le: date, centre: ParametresCentre) -> Iterator[Ligne]:
    """The same, read two thousand at a time and forgotten once written: for a file of any length."""
    return (_ligne(inscription, le, centre) for inscription in inscriptions.iterator(chunk_size=2000))


def _ligne(inscription: Inscription, le: date, centre: ParametresCentre) -> Ligne:
    return Ligne(
        inscription=inscription,
        sorte=SORTES_INSCRIPTION[inscription.etat],
        suite=suite_de(inscription, le=le, centre=centre),
        tardive=est_tardive(inscription.entree_formation, inscription.deposee_le or le, centre.inscription_jours),
    )


def suite_de(inscription: Inscription, *, le: date, centre: ParametresCentre) -> Suite:
    """What comes next, from what the list already holds."""
    match inscription.etat:
        case EtatInscription.BROUILLON:
            return Suite("à compléter et à déposer")
        case EtatInscription.DEPOSEE:
            derogation = getattr(inscription, "derogation", None)
            demande = " ; dérogation demandée" if derogation and derogation.etat == EtatDerogation.DEMANDEE else ""
            depot = il_y_a(inscription.deposee_le, le) if inscription.deposee_le else ""
            return Suite(f"déposée {depot}{demande}")
        case EtatInscription.A_CORRIGER:
            return Suite(f"à corriger : {inscription.motif_retour}")
        case EtatInscription.ACCEPTEE:
            return _suite_acceptee(inscription, le, centre)
        case EtatInscription.ABANDONNEE:
            return Suite(f"abandonnée : {inscription.motif_abandon}")
    decidee = date_courte(inscription.decidee_le, le) if inscription.decidee_le else ""
    return Suite(f"jury du {decidee}")


def _suite_acceptee(inscription: Inscription, le: date, centre: ParametresCentre) -> Suite:
    """In the words of a list, the next act as it is kept."""
    suivi, livret = inscription.suivi, centre.livret_nom
    match suivi.acte:
        case ActeDossier.NOTER_ACCUEIL | ActeDossier.DECIDER_RECEVABILITE:
            return Suite("recevabilité à décider")
        case ActeDossier.DEPOSER_LIVRET:
            return Suite(f"{livret} attendu", suivi.limite, suivi.explication)
        case ActeDossier.CORRIGER_LIVRET:
            return Suite(f"{livret} à corriger", suivi.limite, suivi.explication)
        case ActeDossier.VALIDER_LIVRET if suivi.depuis:
            return Suite(f"{livret} à valider, déposé {il_y_a(suivi.depuis, le)}")
    evaluation = inscription.date_evaluation
    mot = "commission" if inscription.date_commission else "évaluation prévue"
    return Suite(f"{mot} le {date_courte(evaluation, le)}" if evaluation else "évaluation à planifier")


Choix = list[tuple[int, str]]


def choix_des_filtres(personne: Personne, *, pour_organisme: bool) -> tuple[Choix, Choix]:
    """OF and certifications of the registrations this person sees, for the filters: 1 query. An OF is offered no OF."""
    visibles = Inscription.objects.visibles_par(personne).order_by()
    certifications = Certification.objects.filter(referentiels__inscriptions__in=visibles).order_by()
    lignes = certifications.values_list(Value("c"), "pk", "type", "intitule")
    if not pour_organisme:
        organismes = OrganismeFormation.objects.filter(inscriptions__in=visibles).order_by()
        lignes = lignes.union(organismes.values_list(Value("o"), "pk", "cle_recherche", "nom"))
    lues = sorted(set(lignes), key=lambda ligne: ligne[2:])
    return (
        [(pk, nom) for sorte, pk, _, nom in lues if sorte == "o"],
        [(pk, f"{type_} {intitule}") for sorte, pk, type_, intitule in lues if sorte == "c"],
    )


@dataclass(frozen=True)
class Voisins:
    """« 2 sur 12 », and the files before and after."""

    rang: int
    total: int
    precedent: int | None
    suivant: int | None


def voisins(pks: Sequence[int], pk: int) -> Voisins | None:
    """The place of a file among those of a list; None once it has left it."""
    if pk not in pks:
        return None
    rang = pks.index(pk)
    return Voisins(
        rang + 1,
        len(pks),
        pks[rang - 1] if rang else None,
        pks[rang + 1] if rang + 1 < len(pks) else None,
    )

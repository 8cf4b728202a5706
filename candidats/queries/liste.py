"""The list of registrations: filters, order, and what each line says comes next."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from candidats.choix import (
    OUVERTES,
    SORTES_INSCRIPTION,
    EtatDerogation,
    EtatInscription,
    Voie,
)
from candidats.choix_suivi import DITS, ActeDossier, Acteur, NatureEcheance
from candidats.models import EcheanceDossier, Inscription
from candidats.models.inscription import URGENCE_CENTRE, URGENCE_ORGANISME, rang_d_urgence
from candidats.queries.chiffre import Population
from candidats.queries.nom import nommes
from candidats.regles.inscription import est_tardive
from candidats.regles.livret import date_limite_livret
from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.ecrites import lire
from certif_portal.commun.sql import JoursApres
from certif_portal.commun.textes import cle_recherche
from certif_portal.commun.tri import Tri
from certif_portal.commun.typographie import date_courte, il_y_a, tete_de_phrase
from certif_portal.comptes.permissions import Personne
from habilitations.models import OrganismeFormation
from referentiels.models import Certification, Referentiel

CRITERES_TRI: dict[str, str] = {
    "nom": "candidat__cle_recherche",
    "certification": "referentiel__intitule",
    "organisme": "organisme__cle_recherche",
    "entree": "entree_formation",
    "depot": "deposee_le",
    "etat": "etat",
    "suite": "suivi__limite",
}
"""What each column of the list sorts by; a state, by how much it waits for the reader."""
MONTRES = (
    *("etat", "portee", "voie", "origine", "entree_formation", "fin_formation", "deposee_le", "decidee_le"),
    *("motif_retour", "motif_abandon", "organisme__nom", "derogation__inscription", "derogation__etat"),
    *(f"candidat__{champ}" for champ in ("nom_naissance", "nom_usage", "prenom")),
    *("referentiel__intitule", "referentiel__certification"),
    *(f"referentiel__certification__{c}" for c in ("type", "prefixe", "annee", "mois", "departements", "numero")),
    *(f"suivi__{champ}" for champ in ("inscription", "acte", "precision", "depuis", "limite", "explication")),
)
"""What a line shows, and what its words are made of."""
RETARDS = {"livret": "Modalités d’évaluation en retard", "inscription": "Inscription tardive"}
AUTRES = "autres"
QUI = {str(acteur): tete_de_phrase(acteur.label) for acteur in Acteur} | {AUTRES: "Un autre que l’organisme"}


@dataclass(frozen=True)
class FiltreInscriptions:
    """What the address asks for; every value already checked."""

    q: str = ""
    etat: str = ""
    organisme: int | None = None
    voie: str = ""
    certification: int | None = None
    retard: str = ""
    qui: str = ""
    chiffre: Population | None = None
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
    """The registrations asked for, in order."""
    for mot in cle_recherche(filtre.q).split():
        inscriptions = inscriptions.filter(pk__in=_portent(mot))
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
        inscriptions = tardives(inscriptions, le=le, centre=centre)
    if filtre.chiffre:
        inscriptions = inscriptions.filter(filtre.chiffre.condition)
    if filtre.qui:
        inscriptions = attendent(inscriptions, filtre.qui)
    return ordonner(inscriptions, filtre.tri, pour_organisme=pour_organisme)


def attendent(inscriptions: QuerySet[Inscription], qui: str) -> QuerySet[Inscription]:
    """The running ones whose next act is that actor's, or anybody's but the OF's: lists and homes count the same."""
    return inscriptions.filter(du_ressort_de(qui), etat__in=OUVERTES).exclude(suivi__acte="")


def du_ressort_de(qui: str) -> Q:
    return ~Q(suivi__acteur=Acteur.ORGANISME) if qui == AUTRES else Q(suivi__acteur=qui)


def _portent(mot: str) -> QuerySet[Inscription, int]:
    """Keys of those whose candidate, certification or organisation holds that word: three searches, each by its own
    index, rather than one that reads every registration."""
    toutes = Inscription.objects.order_by().values_list("pk", flat=True)
    return nommes(toutes, mot).union(
        toutes.filter(referentiel__certification__cle_recherche__contains=mot),
        toutes.filter(organisme__cle_recherche__contains=mot),
        all=True,
    )


def ordonner(inscriptions: QuerySet[Inscription], tri: str, *, pour_organisme: bool) -> QuerySet[Inscription]:
    """By the column asked for; by default what waits for the reader first, the oldest first."""
    rang = rang_d_urgence(URGENCE_ORGANISME if pour_organisme else URGENCE_CENTRE)
    demande = Tri.lu({"tri": tri}, CRITERES_TRI | {"etat": rang})
    if not demande.cle:
        return inscriptions.order_by(rang, "deposee_le", "creee_le", "pk")
    return demande.trier(inscriptions.order_by("candidat__cle_recherche"))


def tardives(inscriptions: QuerySet[Inscription], *, le: date, centre: ParametresCentre) -> QuerySet[Inscription]:
    """Those deposited (or still to be deposited) after the centre's delay: `est_tardive`, in SQL; a test compares the
    two."""
    limite = JoursApres("entree_formation", jours=centre.inscription_jours)
    suivies = inscriptions.filter(voie=Voie.FORMATION).exclude(etat=EtatInscription.ABANDONNEE)
    return suivies.alias(depot=Coalesce("deposee_le", Value(le))).filter(depot__gt=limite)


def limite_livret(inscription: Inscription, centre: ParametresCentre) -> tuple[date | None, str]:
    """When the livret of a registration is due, and why then."""
    return date_limite_livret(
        entree=inscription.entree_formation,
        fin=inscription.fin_formation,
        evaluation=inscription.date_evaluation,
        mois=centre.livret_mois,
        tiers=centre.livret_premier_tiers,
    )


def pour_la_page() -> QuerySet[Inscription]:
    """Of each, what a line of the list shows: fifty whole registrations, of nine tables, cost a sixth of the page."""
    return Inscription.objects.select_related(
        "candidat", "organisme", "referentiel__certification", "derogation", "suivi"
    ).only(*MONTRES)


def en_lignes(inscriptions: Iterable[Inscription], *, le: date, centre: ParametresCentre) -> list[Ligne]:
    """Lines of registrations joined by `pour_la_page` or `pour_listes`: no query."""
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
    """What comes next: the act that is kept, in its short form, and by when; once nothing is awaited, how it ended."""
    suivi = inscription.suivi
    if not suivi.acte:
        return _fin(inscription, le)
    texte = DITS[ActeDossier(suivi.acte)].court.format(
        livret=centre.livret_nom,
        precision=suivi.precision,
        depuis=il_y_a(suivi.depuis, le) if suivi.depuis else "",
        motif=inscription.motif_retour,
    )
    derogation = getattr(inscription, "derogation", None)
    if suivi.acte == ActeDossier.VERIFIER and derogation and derogation.etat == EtatDerogation.DEMANDEE:
        texte += " ; dérogation demandée"
    return Suite(texte, suivi.limite, suivi.explication)


def _fin(inscription: Inscription, le: date) -> Suite:
    if inscription.etat == EtatInscription.ABANDONNEE:
        return Suite(f"abandonnée : {inscription.motif_abandon}")
    return Suite(f"jury du {date_courte(inscription.decidee_le, le)}" if inscription.decidee_le else "")


Choix = list[tuple[int, str]]


def choix_des_filtres(personne: Personne, *, pour_organisme: bool) -> tuple[Choix, Choix]:
    """OF and certifications of the registrations this person sees, for the filters: 1 query. An OF is offered no OF."""
    lues = sorted(lire(_choix, pour_organisme, lecteur=personne), key=lambda ligne: ligne[2:])
    return (
        [(pk, nom) for sorte, pk, _, nom in lues if sorte == "o"],
        [(pk, f"{type_} {intitule}") for sorte, pk, type_, intitule in lues if sorte == "c"],
    )


def _choix(personne: Personne, pour_organisme: bool) -> QuerySet[Any, Any]:
    visibles = Inscription.objects.visibles_par(personne).order_by()
    versions = Referentiel.objects.filter(Exists(visibles.filter(referentiel=OuterRef("pk"))))
    certifications = Certification.objects.filter(Exists(versions.filter(certification=OuterRef("pk")))).order_by()
    lignes = certifications.values_list(Value("c"), "pk", "type", "intitule")
    if not pour_organisme:
        organismes = OrganismeFormation.objects.filter(Exists(visibles.filter(organisme=OuterRef("pk")))).order_by()
        return lignes.union(organismes.values_list(Value("o"), "pk", "cle_recherche", "nom"), all=True)
    return lignes


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

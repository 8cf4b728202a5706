"""Projets de certification as screens and services read them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, When
from django.db.models.functions import Coalesce

from candidats.choix import EtatInscription, EtatProjet, Portee
from candidats.donnees import DonneesProjet, FaitsProjet
from candidats.models import Inscription, Projet
from candidats.queries.catalogue import faits_referentiels, referentiels_ouverts
from candidats.regles.constat import Constat, FaitsBloc
from candidats.regles.projet import DelaisEvaluation, alertes_projet
from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.sql import SansAccents, nombre_de
from certif_portal.commun.textes import cle_recherche
from certif_portal.commun.typographie import jour_de
from habilitations.models import OrganismeFormation

URGENCE_CENTRE = (EtatProjet.DEPOSE, EtatProjet.AVAL)
URGENCE_ORGANISME = (EtatProjet.CONSEILLE, EtatProjet.REFUSE, EtatProjet.BROUILLON, EtatProjet.DEPOSE)
REPRIS = (
    "referentiel_id",
    "entreprise_nom",
    "entreprise_siret",
    "portee",
    "voie",
    "besoins",
    "moyens_techniques",
    "moyens_humains",
    "entree_formation",
    "livret_prevu_le",
    "date_evaluation_prevue",
    "fin_formation",
    "effectif_prevu",
)


@dataclass(frozen=True)
class FiltreProjets:
    """What the address asks for; every value already checked."""

    q: str = ""
    etat: str = ""
    organisme: int | None = None


COLONNES = {
    "projet": "referentiel__intitule",
    "porteur": Coalesce("organisme__cle_recherche", SansAccents("entreprise_nom")),
    "calendrier": ("entree_formation", "fin_formation"),
    "candidats": "inscrits",
    "depot": "depose_le",
    "etat": "rang",
}
"""A state sorts by how much it waits for the reader."""


def filtrer_projets(projets: QuerySet[Projet], filtre: FiltreProjets, *, pour_organisme: bool) -> QuerySet[Projet]:
    """What waits for the reader first, then the latest."""
    for mot in cle_recherche(filtre.q).split():
        projets = projets.filter(
            Q(referentiel__certification__cle_recherche__contains=mot)
            | Q(organisme__cle_recherche__contains=mot)
            | Q(entreprise_nom__icontains=mot)
        )
    if filtre.etat:
        projets = projets.filter(etat=filtre.etat)
    if filtre.organisme:
        projets = projets.filter(organisme=filtre.organisme)
    urgence = URGENCE_ORGANISME if pour_organisme else URGENCE_CENTRE
    suivies = Inscription.objects.exclude(etat=EtatInscription.ABANDONNEE)
    rang = Case(*(When(etat=etat, then=n) for n, etat in enumerate(urgence)), default=9, output_field=IntegerField())
    return (
        projets.annotate(rang=rang, inscrits=nombre_de(suivies, "projet"))
        .select_related("organisme", "referentiel__certification")
        .order_by("rang", "-cree_le", "-pk")
    )


def porteurs() -> QuerySet[OrganismeFormation]:
    """The OF that carry a projet."""
    return OrganismeFormation.objects.filter(Exists(Projet.objects.filter(organisme=OuterRef("pk"))))


def projets_attachables(
    organisme_id: int | None, certification_id: int, le: date, *, garder: int | None = None
) -> QuerySet[Projet]:
    """Those a registration may attach to; `garder`: the one it already rests on, even over."""
    projets = Projet.objects.de(organisme_id, certification_id).select_related("organisme", "referentiel")
    ouverts = projets.ouverts(le)
    return (ouverts | projets.filter(pk=garder, etat=EtatProjet.AVAL)) if garder else ouverts


def projets_a_choisir(organisme_id: int | None, certification_id: int, le: date) -> dict[Projet, list[int]]:
    """Those a new registration may attach to, each with the blocs it aims at: 1 query."""
    choix: dict[Projet, list[int]] = {}
    for projet in projets_attachables(organisme_id, certification_id, le).annotate(vise=F("blocs")):
        choix.setdefault(projet, []).extend([projet.vise] if projet.vise else [])
    return choix


def version_ouverte(projet: Projet, le: date) -> int | None:
    """The version a candidate of this projet would be registered on today: its own, or the one that replaced it."""
    versions = referentiels_ouverts(le).filter(certification=projet.referentiel.certification_id).order_by("-date_gtp")
    ouvertes = list(versions.values_list("pk", flat=True))
    return projet.referentiel_id if projet.referentiel_id in ouvertes else next(iter(ouvertes), None)


def donnees_du_projet(projet: Projet) -> DonneesProjet:
    """One query for its blocs, if it aims at some."""
    vises = projet.blocs.values_list("pk", flat=True) if projet.portee == Portee.BLOCS else ()
    blocs = tuple(sorted(vises))
    return DonneesProjet(blocs=blocs, **{champ: getattr(projet, champ) for champ in REPRIS})


def faits_du_projet(projet: Projet) -> FaitsProjet:
    """Expects `referentiel` joined and `blocs__bloc` fetched."""
    return FaitsProjet(
        organisme_id=projet.organisme_id,
        certification_id=projet.referentiel.certification_id,
        portee=projet.portee,
        blocs=frozenset(version.bloc.numero for version in projet.blocs.all() if version.bloc),
        avalise=projet.etat == EtatProjet.AVAL,
    )


@dataclass(frozen=True)
class FicheProjet:
    """What the page of a projet shows besides its own row."""

    blocs: tuple[FaitsBloc, ...]
    alertes: tuple[Constat, ...]


def fiche_projet(projet: Projet, centre: ParametresCentre, le: date) -> FicheProjet:
    """The dates are judged at the day of the deposit, or today for a draft: 2 queries for blocs, else none."""
    donnees = donnees_du_projet(projet)
    depot = jour_de(projet.depose_le) if projet.depose_le else le
    alertes = alertes_projet(
        donnees,
        mois=centre.livret_mois,
        tiers=centre.livret_premier_tiers,
        depot=depot,
        delais=DelaisEvaluation(centre.evaluation_annonce_mois, centre.evaluation_fin_mois),
    )
    blocs: tuple[FaitsBloc, ...] = ()
    if donnees.blocs:
        faits = faits_referentiels([projet.referentiel])[projet.referentiel_id]
        blocs = tuple(bloc for bloc in faits.blocs if bloc.version_id in donnees.blocs)
    return FicheProjet(blocs, tuple(alertes))

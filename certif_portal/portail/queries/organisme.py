"""The home of a training organisation: what its candidates wait for, the documents of their versions, the results."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from candidats.choix import DECIDEES
from candidats.choix_suivi import Acteur
from candidats.models import Inscription
from candidats.queries.liste import AUTRES, attendent, du_ressort_de
from certif_portal.commun.ecrites import lire
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.queries.marche import Acte, acte_de
from jurys.models import Certificat
from referentiels.models import Referentiel


@dataclass(frozen=True)
class EnCours:
    """A running registration and the act it waits for, whoever must do it."""

    inscription: Inscription
    acte: Acte


def dossiers_en_cours(personne: Utilisateur) -> QuerySet[Inscription]:
    """Every running registration that waits for an act, the most urgent first."""
    attendent = Inscription.objects.visibles_par(personne).ouvertes().exclude(suivi__acte="")
    return attendent.order_by(F("suivi__limite").asc(nulls_last=True), "candidat__cle_recherche", "pk")


@dataclass(frozen=True)
class EnAttente:
    """The first of those that wait for `qui`, with their act: 1 query."""

    personne: Utilisateur
    qui: str

    def __getitem__(self, tranche: slice) -> list[Inscription]:
        return lire(_en_attente, self.qui, tranche.stop, lecteur=self.personne)


def _en_attente(personne: Utilisateur, qui: str, nombre: int) -> QuerySet[Inscription]:
    dossiers = attendent(dossiers_en_cours(personne), qui)
    return dossiers.select_related("candidat", "suivi").defer("suivi__etapes", "suivi__pieces")[:nombre]


def en_cours(dossiers: Iterable[Inscription], livret: str) -> list[EnCours]:
    """With the act in words, of rows read by `EnAttente`."""
    actes = ((inscription, acte_de(inscription.suivi, livret)) for inscription in dossiers)
    return [EnCours(inscription, acte) for inscription, acte in actes if acte]


@dataclass(frozen=True)
class Nombres:
    """How many running registrations are the OF's to deal with, and how many others'; how many follow each version."""

    a_faire: int
    ailleurs: int
    par_version: dict[int, int]


def nombres_en_cours(personne: Utilisateur) -> Nombres:
    """1 query."""
    lignes = lire(_par_version, lecteur=personne)
    a_faire, ailleurs = (sum(ligne[rang] for ligne in lignes) for rang in (1, 2))
    return Nombres(a_faire, ailleurs, {version: siennes + autres for version, siennes, autres in lignes})


def _par_version(personne: Utilisateur) -> QuerySet[Any, Any]:
    siennes, autres = (Count("pk", filter=du_ressort_de(qui)) for qui in (Acteur.ORGANISME, AUTRES))
    dossiers = dossiers_en_cours(personne).order_by()
    return dossiers.values_list("referentiel").annotate(siennes=siennes, autres=autres)


def versions_en_cours(nombres: Nombres) -> list[tuple[Referentiel, int]]:
    """The version of each running registration, with how many follow it, the most first: 1 query."""
    suivies = nombres.par_version
    versions = Referentiel.objects.filter(pk__in=suivies).select_related("certification")
    return sorted(((version, suivies[version.pk]) for version in versions), key=lambda v: (-v[1], v[0].intitule))


def resultats_attendus(personne: Utilisateur) -> list[tuple[date, int]]:
    """By day of the jury, how many candidates were decided of, whose result is not told yet: 1 query."""
    return lire(_attendus, lecteur=personne)


def _attendus(personne: Utilisateur) -> QuerySet[Any, Any]:
    attendus = Inscription.objects.resultats_attendus_par(personne).filter(decidee_le__isnull=False)
    return attendus.order_by("decidee_le").values_list("decidee_le").annotate(n=Count("pk", distinct=True))


def resultats_rendus(personne: Utilisateur, nombre: int) -> list[Inscription]:
    """What the juries decided, once closed, the last first, with the first certificate of each: 1 query.

    Only the days of the last so many are put in the order of names.
    """
    return lire(_rendus, nombre, lecteur=personne)


def _rendus(personne: Utilisateur, nombre: int) -> QuerySet[Inscription]:
    decidees = Inscription.objects.visibles_par(personne).filter(etat__in=DECIDEES)
    jours = decidees.order_by("-decidee_le").values("decidee_le")[nombre - 1 : nombre]
    certificats = Certificat.objects.filter(presentation__inscription=OuterRef("pk"), document__isnull=False)
    return (
        decidees.filter(decidee_le__gte=Coalesce(Subquery(jours), Value(date.min)))
        .select_related("candidat", "referentiel__certification")
        .annotate(certificat_id=Subquery(certificats.order_by("pk").values("pk")[:1]))
        .order_by("-decidee_le", "candidat__cle_recherche", "pk")[:nombre]
    )

"""The list of accredited OF as it is exported, published and transmitted."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, DateField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import JSONObject

from certif_portal.commun.textes import cle_recherche
from certif_portal.comptes.permissions import Personne
from habilitations.choix import Destinataire, NatureChangement
from habilitations.models import (
    Changement,
    DossierHabilitation,
    Habilitation,
    OrganismeFormation,
    Perimetre,
    SiteOrganisme,
    Suspension,
    Transmission,
)


def a_transmettre(destinataire: str) -> QuerySet[Changement]:
    """What this addressee was not told yet, the oldest first."""
    dites = Transmission.objects.filter(destinataire=destinataire, changements=OuterRef("pk"))
    lignes = Changement.objects.exclude(Exists(dites)).select_related("habilitation__organisme")
    return lignes.order_by("le", "pk")


def finies_a_noter(le: date) -> QuerySet[Habilitation]:
    """This centre's acts over that day, without another one in force the day after their last, that nobody noted. One
    typed after its end was never on the list."""
    suites = Habilitation.objects.filter(
        Q(retiree_le__isnull=True) | Q(retiree_le__gt=F("date_effet")),
        organisme=OuterRef("organisme"),
        date_effet__gt=OuterRef("date_effet"),
        date_effet__lte=ExpressionWrapper(OuterRef("date_fin") + timedelta(days=1), DateField()),
    )
    notees = Changement.objects.filter(habilitation=OuterRef("pk"), nature=NatureChangement.FINIE)
    lignes = Habilitation.objects.filter(
        ~Exists(suites), ~Exists(notees), retiree_le__isnull=True, autre_centre="", date_fin__lt=le
    )
    return lignes.filter(saisie_le__date__lte=F("date_fin")).select_related("organisme").order_by("date_fin", "pk")


def changements_en_attente() -> QuerySet[Changement]:
    """Not told to at least one addressee; `dit_gtp` and `dit_fc` say to whom they were: 1 query."""
    dites = Transmission.objects.filter(changements=OuterRef("pk"))
    lignes = Changement.objects.annotate(
        dit_gtp=Exists(dites.filter(destinataire=Destinataire.GTP)),
        dit_fc=Exists(dites.filter(destinataire=Destinataire.FRANCE_COMPETENCES)),
    ).exclude(dit_gtp=True, dit_fc=True)
    return lignes.select_related("habilitation__organisme", "saisi_par").order_by("le", "pk")


def lots_transmis() -> QuerySet[Transmission]:
    """The batches sent, the last first, each with how many changes it told: 1 query."""
    return Transmission.objects.select_related("faite_par", "fichier").annotate(nombre=Count("changements"))


@dataclass(frozen=True)
class LigneListe:
    """One accredited OF of a list, with what it may teach and where."""

    habilitation: Habilitation
    suspendue_depuis: date | None = None
    sites: tuple[str, ...] = ()
    perimetre: tuple[str, ...] = ()
    """Empty: the whole dispositif."""
    perimetre_au: date | None = None
    moyens: str = ""
    declarees: tuple[str, ...] = ()
    """The certifications named in the application that gave the act, for information."""


def liste_habilites(le: date) -> list[LigneListe]:
    """This centre's acts open that day, suspended ones told as such: 2 queries."""
    return en_lignes(_pour_listes(Habilitation.objects.ouvertes(le).filter(autre_centre=""), le))


def lire_acte(pk: int, personne: Personne, le: date) -> LigneListe | None:
    """One act with its scope of that day; None out of the person's scope: 2 queries."""
    visibles = OrganismeFormation.objects.visibles_par(personne)
    actes = Habilitation.objects.filter(pk=pk, organisme__in=visibles)
    return next(iter(en_lignes(_pour_listes(actes, le))), None)


def habilites_publies(le: date, texte: str = "") -> QuerySet[Habilitation]:
    """What anybody may read: acts in force that day, whoever gave them; suspended and withdrawn ones are absent, and
    those whose named certifications are over."""
    habilitations = Habilitation.objects.en_cours(le)
    for mot in cle_recherche(texte).split():
        habilitations = habilitations.filter(organisme__cle_recherche__contains=mot)
    return _pour_listes(habilitations, le).filter(Q(perimetre_au__isnull=True) | Q(perimetre_au__gte=le))


def _pour_listes(habilitations: QuerySet[Habilitation], le: date) -> QuerySet[Habilitation]:
    suspensions = Suspension.objects.couvrant(le).filter(habilitation=OuterRef("pk"))
    perimetres = Perimetre.objects.filter(habilitation=OuterRef("pk"), du__lte=le)
    return (
        habilitations.annotate(
            suspendue_depuis=Subquery(suspensions.values("du")[:1]),
            perimetre=Subquery(perimetres.values("pk")[:1]),
            perimetre_au=Subquery(perimetres.values("au")[:1]),
            moyens=Subquery(perimetres.values("moyens")[:1]),
        )
        .select_related("organisme", "acte")
        .order_by("organisme__cle_recherche", "date_effet", "pk")
    )


def en_lignes(habilitations: Iterable[Any]) -> list[LigneListe]:
    """Acts read by one of the two above, with their sites, scope and certifications: 1 query."""
    actes = list(habilitations)
    textes: dict[tuple[str, int], list[str]] = defaultdict(list)
    if not actes:
        return []
    unions = _annexes(actes)
    for genre, cle, valeurs in unions[0].union(*unions[1:], all=True):
        textes[genre, cle].append(FORMES[genre].format(**valeurs))

    def lus(genre: str, cle: int | None) -> tuple[str, ...]:
        return tuple(sorted(textes[genre, cle])) if cle else ()

    return [
        LigneListe(
            habilitation=acte,
            suspendue_depuis=acte.suspendue_depuis,
            sites=lus("site", acte.organisme_id),
            perimetre=lus("certification", acte.perimetre) + lus("bloc", acte.perimetre),
            perimetre_au=acte.perimetre_au,
            moyens=acte.moyens or "",
            declarees=lus("declaree", acte.pk),
        )
        for acte in actes
    ]


FORMES = {
    "site": "{nom}, {adresse}, {code_postal} {ville}",
    "certification": "{type} {intitule}",
    "bloc": "Bloc {numero}",
    "declaree": "{type} {intitule}",
}


def _annexes(actes: list[Any]) -> list[QuerySet[Any, Any]]:
    """(kind, key, fields) of what hangs from these acts: the OF's, the scope's, the act's own."""
    perimetres = [acte.perimetre for acte in actes if acte.perimetre]
    sources: list[tuple[str, QuerySet[Any, Any], str, tuple[str, ...]]] = [
        (
            "site",
            SiteOrganisme.objects.filter(organisme__in=[acte.organisme_id for acte in actes]),
            "organisme_id",
            ("nom", "adresse", "code_postal", "ville"),
        ),
        (
            "certification",
            Perimetre.certifications.through.objects.filter(perimetre__in=perimetres),
            "perimetre_id",
            ("certification__type", "certification__intitule"),
        ),
        ("bloc", Perimetre.blocs.through.objects.filter(perimetre__in=perimetres), "perimetre_id", ("bloc__numero",)),
        (
            "declaree",
            DossierHabilitation.certifications.through.objects.filter(
                dossierhabilitation__habilitation__in=[acte.pk for acte in actes],
                certification__supprimee_le__isnull=True,
            ),
            "dossierhabilitation__habilitation_id",
            ("certification__type", "certification__intitule"),
        ),
    ]
    return [
        lignes.order_by().values_list(
            Value(genre), F(cle), JSONObject(**{champ.split("__")[-1]: champ for champ in champs})
        )
        for genre, lignes, cle, champs in sources
    ]

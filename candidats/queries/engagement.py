"""The day a registration engaged its candidate, and what a decision of the GTP changes for it."""

from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery

from candidats.models import Inscription
from candidats.regles.engagement import Engagement
from candidats.regles.inscription import date_engagement
from referentiels.choix import EtatReferentiel
from referentiels.models import Referentiel


def engagement_de(inscription: Inscription, le: date, remplacee_le: date | None = None) -> Engagement:
    """From rows already read (`referentiel__certification`, `recevabilite`); `le` stands for a deposit not made yet."""
    recevabilite = getattr(inscription, "recevabilite", None)
    return Engagement(
        le=date_engagement(
            en_vae=inscription.en_vae,
            entree_formation=inscription.entree_formation,
            recevabilite_recue_le=recevabilite.recue_le if recevabilite else None,
            depot=inscription.deposee_le or le,
        ),
        supprimee_le=inscription.referentiel.certification.supprimee_le,
        remplacee_le=remplacee_le,
    )


def suivantes(prefixe: str = "") -> QuerySet[Referentiel]:
    """The published versions that came after the one of the row outside, the first one first. `prefixe`: from that row
    to its version."""
    versions = Referentiel.objects.filter(
        certification=OuterRef(f"{prefixe}certification"), date_gtp__gt=OuterRef(f"{prefixe}date_gtp")
    )
    return versions.exclude(etat=EtatReferentiel.BROUILLON).order_by("date_gtp")


def remplacee_le(prefixe: str = "") -> Subquery:
    """The GTP's decision on the next of them."""
    return Subquery(suivantes(prefixe).values("date_gtp")[:1])

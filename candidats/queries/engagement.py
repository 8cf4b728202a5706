"""The day a registration engaged its candidate, and what a decision of the GTP changes for it."""

from datetime import date

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


def version_remplacee_le(referentiel: Referentiel) -> date | None:
    """The GTP's decision on the next published version of the same certification: 1 query."""
    suivantes = Referentiel.objects.filter(
        certification=referentiel.certification_id, date_gtp__gt=referentiel.date_gtp
    ).exclude(etat=EtatReferentiel.BROUILLON)
    return suivantes.order_by("date_gtp").values_list("date_gtp", flat=True).first()

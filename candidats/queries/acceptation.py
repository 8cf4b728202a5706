"""The facts that stand between a submitted registration and its acceptance."""

from collections.abc import Collection
from datetime import date

from candidats.choix import EtatDerogation
from candidats.models import Inscription
from candidats.queries.engagement import engagement_de, remplacee_le
from candidats.regles.acceptation import FaitsAcceptation, obstacles
from certif_portal.centre.models import ParametresCentre, parametres
from certif_portal.commun.erreurs import RegleNonRespectee


def acceptation_de(inscription: Inscription, centre: ParametresCentre) -> FaitsAcceptation:
    """From rows already read, `version_remplacee_le` annotated: no query."""
    derogation = getattr(inscription, "derogation", None)
    return FaitsAcceptation(
        engagement=engagement_de(
            inscription, inscription.deposee_le or date.max, getattr(inscription, "version_remplacee_le", None)
        ),
        identite=inscription.candidat.identite_verifiee_le is not None,
        entree_formation=inscription.entree_formation,
        deposee_le=inscription.deposee_le,
        inscription_jours=centre.inscription_jours,
        derogation=EtatDerogation(derogation.etat) if derogation else None,
        projet_exige=centre.projet_exige and inscription.organisme_id is not None,
        projet_id=inscription.projet_id,
        positionnement_le=inscription.positionnement_le,
        positionnement_resultat=inscription.positionnement_resultat,
    )


def acceptations(pks: Collection[int], centre: ParametresCentre) -> dict[int, FaitsAcceptation]:
    """Of many registrations: 1 query."""
    inscriptions = Inscription.objects.filter(pk__in=pks).annotate(version_remplacee_le=remplacee_le("referentiel__"))
    jointes = inscriptions.order_by().select_related(
        "candidat", "referentiel__certification", "recevabilite", "derogation"
    )
    return {inscription.pk: acceptation_de(inscription, centre) for inscription in jointes}


def obstacles_acceptation(inscription: Inscription) -> list[RegleNonRespectee]:
    """What stops the acceptance of this registration as it is recorded."""
    return obstacles(acceptations([inscription.pk], parametres())[inscription.pk])

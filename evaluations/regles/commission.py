"""Who sits, who presides, and what is settled before a sitting."""

from collections.abc import Iterable

from certif_portal.commun.regles import Regle, dispositif

COMMISSION_MEMBRES = Regle(
    code="COMMISSION-MEMBRES",
    enonce="La commission d’évaluation est composée de plusieurs membres qualifiés.",
    source=dispositif(partie=2, chapitre=2, paragraphe="1.B, acteurs des évaluations"),
)


PLANIFICATION_PREALABLE = Regle(
    code="PLANIFICATION-PREALABLE",
    enonce="Les modalités d’évaluation sont arrêtées avant la séance : livret validé, ou recevabilité déclarée "
    "pour une VAE.",
    source=dispositif(partie=2, chapitre=2, paragraphe="1.B, modalités d’évaluation, et 2.B"),
)


VALIDATION_VAE_PRESIDENCE = Regle(
    code="VALIDATION-VAE-PRESIDENCE",
    enonce="Le représentant du centre de certification préside la commission de validation VAE.",
    source=dispositif(partie=2, chapitre=2, paragraphe="2.B, commission de validation VAE"),
)


def membres_suffisants(nombre: int, minimum: int) -> bool:
    """COMMISSION-MEMBRES: « plusieurs membres »; how many is the centre's setting."""
    return nombre >= minimum


def presidence_reguliere(validation_vae: bool, presidents: Iterable[bool]) -> bool:
    """VALIDATION-VAE-PRESIDENCE: one president, who represents the centre; nobody presides an evaluation.

    `presidents`: for each member who presides, whether they represent the centre.
    """
    presidents = list(presidents)
    return presidents == [True] if validation_vae else not presidents

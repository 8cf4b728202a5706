"""When the company’s opinion is due, and who says that there is none."""

from candidats.choix import VOIES_VAE
from certif_portal.commun.regles import Origine, Regle, decision, dispositif
from referentiels.choix import TypeCertification

SANS_AVIS = frozenset({TypeCertification.CCPM, TypeCertification.CCPI})


AVIS_ENTREPRISE = Regle(
    code="AVIS-ENTREPRISE",
    enonce="L’avis de l’entreprise complète l’évaluation, hors VAE, CCPM et initiative du salarié sans l’accord "
    "de l’employeur.",
    source=dispositif(partie=2, chapitre=2, paragraphe="1.B, modalités d’évaluation"),
)


AVIS_ABSENCE = Regle(
    code="AVIS-ABSENCE",
    enonce="Sans avis, une personne nommée constate l’absence et la motive ; si l’entreprise existe, seul le "
    "responsable le peut.",
    source=decision(31, "Avis de l’entreprise : dispense et absence"),
    origine=Origine.LECTURE,
)


AVIS_COMMENTAIRE = Regle(
    code="AVIS-COMMENTAIRE",
    enonce="Un avis qui n’est pas favorable se commente.",
    source=decision(31, "Avis de l’entreprise : dispense et absence"),
    origine=Origine.LECTURE,
)


def avis_requis(voie: str, type_certification: str, initiative_sans_accord: bool) -> tuple[bool, str]:
    """AVIS-ENTREPRISE: whether the company's opinion is due, and why in a French sentence."""
    if voie in VOIES_VAE:
        return False, "Pas d’avis de l’entreprise dans une VAE."
    if type_certification in SANS_AVIS:
        return False, f"Pas d’avis de l’entreprise pour un {type_certification}."
    if initiative_sans_accord:
        return False, "Pas d’avis de l’entreprise : l’initiative est celle du salarié, sans l’accord de l’employeur."
    return True, "L’entreprise donne son avis au regard du référentiel d’activités."


def peut_constater_absence(entreprise_connue: bool, responsable: bool) -> bool:
    """AVIS-ABSENCE: without a company any agent may; where one exists, only the responsable."""
    return responsable or not entreprise_connue

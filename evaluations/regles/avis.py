"""When the company’s opinion is due, and who says that there is none."""

from collections.abc import Sequence
from datetime import date

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


AVIS_SIGNATURE = Regle(
    code="AVIS-SIGNATURE",
    enonce="L’avis est signé de qui le donne : sa signature tracée, ou à défaut son nom écrit, dont il dit qu’il en "
    "tient lieu.",
    source=decision(325, "Avis de l’entreprise : signer, passer la main"),
    origine=Origine.LECTURE,
)


AVIS_PAPIER = Regle(
    code="AVIS-PAPIER",
    enonce="Un avis reçu sur papier est saisi avec son scan par une personne du centre, ou d’un organisme délégué, et "
    "vérifié par une autre, du centre.",
    source=decision(326, "Avis de l’entreprise reçu sur papier"),
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


def avis_signe(traits: Sequence[object], nom_vaut_signature: bool) -> bool:
    """AVIS-SIGNATURE: drawn, or said to be signed by the name written."""
    return bool(traits) or nom_vaut_signature


def obstacle_a_la_verification(saisi_par: int | None, par: int) -> str:
    """AVIS-PAPIER: why this person may not check what was typed, or an empty string."""
    return "Vous avez saisi cet avis : une autre personne du centre le vérifie." if saisi_par == par else ""


def obstacle_au_papier(signe_le: date, le: date) -> str:
    """AVIS-PAPIER: what is wrong with the date read on the paper, or an empty string."""
    return f"Le papier porte le {signe_le:%d/%m/%Y}, un jour à venir." if signe_le > le else ""

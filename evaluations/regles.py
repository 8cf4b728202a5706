"""Rules of evaluations: who may evaluate whom, what a grid must say, when the company's opinion is due.

No database here: names, dates and values come in, breaches go out.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from candidats.choix import VOIES_VAE
from certif_portal.commun.regles import Origine, Regle, Source, decision, dispositif, usage
from certif_portal.commun.textes import cle_recherche
from referentiels.choix import TypeCertification

REGLE_EVALUATEUR = usage("critère 5 « L’évaluation », règle pour être évaluateur")
CIVILITES = frozenset({"m", "mr", "mme", "mlle", "monsieur", "madame"})
SANS_AVIS = frozenset({TypeCertification.CCPM, TypeCertification.CCPI})

COMMISSION_MEMBRES = Regle(
    code="COMMISSION-MEMBRES",
    enonce="La commission d’évaluation est composée de plusieurs membres qualifiés.",
    source=dispositif(partie=2, chapitre=2, paragraphe="1.B, acteurs des évaluations"),
)
INDEPENDANCE_HIERARCHIE = Regle(
    code="INDEPENDANCE-HIERARCHIE",
    enonce="L’évaluateur n’a aucun lien hiérarchique avec le candidat.",
    source=REGLE_EVALUATEUR,
    origine=Origine.CENTRE,
)
INDEPENDANCE_SERVICE = Regle(
    code="INDEPENDANCE-SERVICE",
    enonce="L’évaluateur n’est pas dans le même service que le candidat.",
    source=REGLE_EVALUATEUR,
    origine=Origine.CENTRE,
)
INDEPENDANCE_FORMATEUR = Regle(
    code="INDEPENDANCE-FORMATEUR",
    enonce="Un formateur n’évalue pas les candidats qu’il a formés.",
    source=REGLE_EVALUATEUR,
    origine=Origine.CENTRE,
)
INDEPENDANCE_TUTEUR = Regle(
    code="INDEPENDANCE-TUTEUR",
    enonce="Le tuteur n’évalue pas son candidat : son avis est celui de l’entreprise.",
    source=decision(30, "Indépendance des évaluateurs"),
    origine=Origine.LECTURE,
)
INDEPENDANCE_DECLARATION = Regle(
    code="INDEPENDANCE-DECLARATION",
    enonce="L’évaluateur déclare n’avoir aucun lien avec le candidat avant d’ouvrir sa grille.",
    source=decision(30, "Indépendance des évaluateurs"),
    origine=Origine.LECTURE,
)
COMMENTAIRE_NON_MAITRISE = Regle(
    code="COMMENTAIRE-NON-MAITRISE",
    enonce="Une compétence qui n’est pas maîtrisée en toute autonomie appelle un commentaire en lien avec les "
    "critères.",
    source=Source("UIMM Loire-Atlantique, « Devenez membre de commission d’évaluation »", "la démarche d’évaluation"),
    origine=Origine.CENTRE,
)
GRILLE_SEANCE = Regle(
    code="GRILLE-SEANCE",
    enonce="La grille se remplit à partir du jour de la séance.",
    source=decision(32, "Grille d’évaluation : remplir, signer, sceller"),
    origine=Origine.LECTURE,
)
GRILLE_COMPLETE = Regle(
    code="GRILLE-COMPLETE",
    enonce="Chacune des compétences visées est évaluée avant la signature.",
    source=dispositif(partie=2, chapitre=2, paragraphe="1.B, conditions d’admission"),
)
GRILLE_SIGNATURE = Regle(
    code="GRILLE-SIGNATURE",
    enonce="Chaque évaluateur signe, sous son propre compte, exactement ce que montre son écran.",
    source=decision(32, "Grille d’évaluation : remplir, signer, sceller"),
    origine=Origine.LECTURE,
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


@dataclass(frozen=True)
class ProfilEvaluateur:
    """What the rules read of an evaluator."""

    prenom: str
    nom: str
    courriel: str = ""
    entreprise: str = ""
    siret: str = ""
    service: str = ""

    def __str__(self) -> str:
        return f"{self.prenom} {self.nom}"


@dataclass(frozen=True)
class Entourage:
    """The people around a candidate, as the registration names them."""

    candidat: str
    entreprise: str = ""
    siret: str = ""
    service: str = ""
    superieur_nom: str = ""
    superieur_courriel: str = ""
    tuteur_nom: str = ""
    tuteur_courriel: str = ""
    formateurs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Manquement:
    """A rule breached, and the sentence that says by whom."""

    regle: Regle
    detail: str


def mots_du_nom(nom: str) -> frozenset[str]:
    """The words of a name, whatever their order, accents, case and civility."""
    return frozenset(cle_recherche(nom).split()) - CIVILITES


def meme_entreprise(evaluateur: ProfilEvaluateur, entourage: Entourage) -> bool:
    """Same SIRET; failing one of the two, the same company name."""
    if evaluateur.siret and entourage.siret:
        return evaluateur.siret == entourage.siret
    nom = cle_recherche(evaluateur.entreprise)
    return bool(nom) and nom == cle_recherche(entourage.entreprise)


def designe(nom: str, courriel: str, evaluateur: ProfilEvaluateur, *, collegue: bool) -> bool:
    """True when a name (or a mail) written on the registration is that of the evaluator.

    The family name alone is enough between colleagues.
    """
    if courriel and courriel.casefold() == evaluateur.courriel.casefold():
        return True
    mots = mots_du_nom(nom)
    if not mots:
        return False
    return mots == mots_du_nom(str(evaluateur)) or (collegue and mots == mots_du_nom(evaluateur.nom))


def manquements_independance(evaluateur: ProfilEvaluateur, entourage: Entourage) -> list[Manquement]:
    """Every independence rule that the data themselves show to be breached."""
    collegue = meme_entreprise(evaluateur, entourage)
    qui, candidat = str(evaluateur), entourage.candidat
    trouves = []
    if designe(entourage.superieur_nom, entourage.superieur_courriel, evaluateur, collegue=collegue):
        trouves.append(Manquement(INDEPENDANCE_HIERARCHIE, f"{qui} est le supérieur hiérarchique de {candidat}."))
    service = cle_recherche(evaluateur.service)
    if collegue and service and service == cle_recherche(entourage.service):
        detail = f"{qui} et {candidat} sont tous deux du service « {entourage.service} » de {entourage.entreprise}."
        trouves.append(Manquement(INDEPENDANCE_SERVICE, detail))
    if any(designe(nom, courriel, evaluateur, collegue=False) for nom, courriel in entourage.formateurs):
        trouves.append(Manquement(INDEPENDANCE_FORMATEUR, f"{qui} a formé {candidat}."))
    if designe(entourage.tuteur_nom, entourage.tuteur_courriel, evaluateur, collegue=collegue):
        trouves.append(Manquement(INDEPENDANCE_TUTEUR, f"{qui} est le tuteur de {candidat}."))
    return trouves


def membres_suffisants(nombre: int, minimum: int) -> bool:
    """COMMISSION-MEMBRES: « plusieurs membres »; how many is the centre's setting."""
    return nombre >= minimum


def commentaire_suffisant(maitrisee: bool, commentaire: str) -> bool:
    """COMMENTAIRE-NON-MAITRISE"""
    return maitrisee or bool(commentaire.strip())


def saisie_ouverte(date_seance: date, le: date) -> bool:
    """GRILLE-SEANCE: from the very day of the sitting."""
    return le >= date_seance


def presidence_reguliere(validation_vae: bool, presidents: Iterable[bool]) -> bool:
    """VALIDATION-VAE-PRESIDENCE: one president, who represents the centre; nobody presides an evaluation.

    `presidents`: for each member who presides, whether they represent the centre.
    """
    presidents = list(presidents)
    return presidents == [True] if validation_vae else not presidents


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


def empreinte(contenu: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON of what is shown and signed."""
    canonique = json.dumps(contenu, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonique.encode()).hexdigest()

"""Who may evaluate whom. Names and services come in, breaches go out."""

from dataclasses import dataclass

from certif_portal.commun.regles import Origine, Regle, decision, usage
from certif_portal.commun.textes import cle_recherche

REGLE_EVALUATEUR = usage("critère 5 « L’évaluation », règle pour être évaluateur")


CIVILITES = frozenset({"m", "mr", "mme", "mlle", "monsieur", "madame"})


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

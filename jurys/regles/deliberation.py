"""What the jury may decide, and what follows from it."""

import hashlib
from collections.abc import Collection, Iterable, Mapping

from certif_portal.commun.regles import Origine, Regle, decision, dispositif
from jurys.choix import Decision, TypeCertificat
from referentiels.choix import TypeCertification

DECISION_A_NA = Regle(
    code="DECISION-A-NA",
    enonce="Le jury déclare chaque candidat admis (A) ou non admis (NA) : aucune autre valeur.",
    source=dispositif(annexe=14, paragraphe="note 5"),
)
ADMISSION_TOUTES_COMPETENCES = Regle(
    code="ADMISSION-TOUTES-COMPETENCES",
    enonce="La certification est attribuée dès lors que toutes les compétences ont été acquises et validées par "
    "le jury.",
    source=dispositif(annexe=1, paragraphe="4. Conditions d’admissibilité"),
)
JURY_SOUVERAIN = Regle(
    code="JURY-SOUVERAIN",
    enonce="Le jury est souverain ; quand il s’écarte de l’avis de la commission, il en dit le motif.",
    source=decision(42, "Décision du jury, compétence par compétence"),
    origine=Origine.LECTURE,
)
CLOTURE_COMPLETE = Regle(
    code="CLOTURE-COMPLETE",
    enonce="La délibération se clôt quand chaque candidat rattaché a sa décision ; un candidat non examiné est "
    "d’abord détaché.",
    source=decision(42, "Décision du jury, compétence par compétence"),
    origine=Origine.LECTURE,
)
BLOC_CQPM_DELIVRE = Regle(
    code="BLOC-CQPM-DELIVRE",
    enonce="Un bloc acquis en entier d’un CQPM non obtenu, inscrit au RNCP le jour du jury, est délivré si le réglage "
    "du centre le dit ; sinon son bénéfice est conservé.",
    source=decision(245, "Un bloc acquis en entier d’un CQPM non obtenu"),
    origine=Origine.LECTURE,
)
CQPI_JUMEAU = Regle(
    code="CQPI-JUMEAU",
    enonce="Le CQPI correspondant est attribué avec le CQPM, par la même décision, quand ce CQPM est sur la "
    "liste des CQPI le jour du jury.",
    source=dispositif(partie=2, chapitre=3, paragraphe="3.B, conséquences"),
)
JURY_RECTIFIE = Regle(
    code="JURY-RECTIFICATION",
    enonce="Un procès-verbal clos ne se modifie pas. Une erreur de report est rectifiée par un procès-verbal "
    "rectificatif, signé du président du même jury, qui renvoie au premier ; une autre décision demande un nouveau "
    "jury.",
    source=decision(236, "Rectifier le procès-verbal d’un jury clos"),
    origine=Origine.LECTURE,
)

SUFFIXE_CQPI = "I"
CERTIFICAT_PAR_TYPE: dict[str, TypeCertificat] = {
    TypeCertification.CQPM: TypeCertificat.CQPM,
    TypeCertification.CQPI: TypeCertificat.CQPI,
    TypeCertification.CCPM: TypeCertificat.CCPM,
    TypeCertification.CCPI: TypeCertificat.CCPI,
}


def certificat_attribue(type_certification: str, *, bloc: bool) -> TypeCertificat:
    """What an admission awards: the bloc aimed at alone, or the certification."""
    return TypeCertificat.BDC if bloc else CERTIFICAT_PAR_TYPE[type_certification]


def cqpi_a_saisir(type_certification: str, suffixe: str, equivalences: int) -> bool:
    """CQPI-JUMEAU: the number says that this CQPM gives a CQPI, and nothing recorded says which, nor from when."""
    return type_certification == TypeCertification.CQPM and SUFFIXE_CQPI in suffixe and not equivalences


def acquises_par_defaut(prononce: str, visees: Collection[int], maitrisees: Collection[int]) -> frozenset[int]:
    """All of them for an admission; those the commission found mastered otherwise."""
    return frozenset(visees) if prononce == Decision.A else frozenset(visees) & frozenset(maitrisees)


def decision_coherente(prononce: str, visees: Collection[int], acquises: Collection[int]) -> bool:
    """ADMISSION-TOUTES-COMPETENCES: admitted if, and only if, every competence is acquired. No average."""
    return (prononce == Decision.A) == (frozenset(visees) <= frozenset(acquises))


def decision_inverse(lue: str) -> Decision:
    """The other one: annexe 14 knows two."""
    return Decision.NA if lue == Decision.A else Decision.A


DECISION_CHANGEE = "Une décision a changé depuis l’affichage de cette page : relisez, puis confirmez la clôture."


def empreinte_des_decisions(decisions: Iterable[tuple[str, str]]) -> str:
    """Of each title decided of and its decision, in any order: what a page showed is what is sealed, or it says so."""
    dites = "\n".join(sorted(f"{cle} {decision}" for cle, decision in decisions))
    return hashlib.sha256(dites.encode()).hexdigest()[:16]


def decision_resumee(decisions: Collection[str]) -> str:
    """Of a registration for several blocs: nothing until each is decided, admitted as soon as one is."""
    if not all(decisions):
        return ""
    return Decision.A if Decision.A in decisions else Decision.NA


def s_ecarte(maitrisees: Collection[int], acquises: Collection[int]) -> bool:
    """JURY-SOUVERAIN: the jury departs from the commission on at least one competence."""
    return frozenset(maitrisees) != frozenset(acquises)


def blocs_acquis(blocs: Mapping[int, Collection[int]], acquises: Collection[int]) -> list[int]:
    """Blocs of which every competence is acquired; a bloc is whole or nothing."""
    return [bloc for bloc, competences in blocs.items() if competences and set(competences) <= set(acquises)]

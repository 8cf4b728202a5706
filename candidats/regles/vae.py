"""The way of a VAE: accueil, recevabilité, certification."""

from datetime import date

from candidats.choix import Voie
from candidats.regles.inscription import DISPOSITIF
from certif_portal.commun.regles import Effet, Origine, Regle, Source, decision, dispositif

PHASES = dispositif(partie=2, chapitre=2, paragraphe="2.B, déroulement des actions de validation")

VAE_ACCUEIL = Regle(
    code="VAE-ACCUEIL",
    enonce="Le candidat à une VAE est accueilli avant l’instruction de son dossier, sauf VAE de branche "
    "collective en entreprise.",
    source=PHASES,
)
VAE_LIVRET2 = Regle(
    code="VAE-LIVRET-2",
    enonce="La commission de validation examine le livret 2 : elle se tient après son dépôt, qui suit la recevabilité.",
    source=PHASES,
)
VAE_EXPERIENCE = Regle(
    code="VAE-EXPERIENCE",
    enonce="Une VAE de branche n’est recevable que si le candidat justifie d’une expérience professionnelle "
    "en lien avec la certification visée.",
    source=Source(DISPOSITIF, "glossaire, « VAE de branche »"),
)
VAE_DEMANDES = Regle(
    code="VAE-DEMANDES",
    enonce="Plusieurs demandes de VAE de la même personne pour la même certification dans l’année civile sont "
    "signalées (réglage du centre).",
    source=decision(87, "VAE : instruction, livret 2, conclusion"),
    origine=Origine.LECTURE,
    effet=Effet.ALERTE,
)


CERFAS: tuple[tuple[date, str], ...] = ((date.min, "12818*02"),)
"""In use from that day on: another number is one more line, and the files received before keep theirs. The one of today
is that of the dispositif (part 2, chapter 2, § 2.B); none is known after it."""


def cerfa_du(le: date) -> str:
    """The number of the form of a VAE received that day."""
    return max(ligne for ligne in CERFAS if ligne[0] <= le)[1]


def accueil_dispense(voie: str, collectif: bool) -> bool:
    """VAE-ACCUEIL: skipped only when it is collective, in a company, for a VAE de branche."""
    return voie == Voie.VAE_BRANCHE and collectif


def accueil_manque(voie: str, accueil_le: date | None, collectif: bool) -> bool:
    """VAE-ACCUEIL: neither held nor skipped."""
    return accueil_le is None and not accueil_dispense(voie, collectif)


def demandes_de_trop(demandes: int, permises: int) -> bool:
    """VAE-DEMANDES: more, in a year and for one certification, than the centre counts as usual."""
    return demandes > permises

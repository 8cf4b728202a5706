"""The way of a VAE: accueil, recevabilité, certification."""

from candidats.choix import Voie
from certif_portal.commun.regles import Effet, Origine, Regle, decision, dispositif

PHASES = dispositif(partie=2, chapitre=2, paragraphe="2.A")

VAE_ACCUEIL = Regle(
    code="VAE-ACCUEIL",
    enonce="Le candidat à une VAE est accueilli avant l’instruction de son dossier, sauf VAE de branche collective en entreprise.",
    source=PHASES,
)
VAE_LIVRET2 = Regle(
    code="VAE-LIVRET-2",
    enonce="La commission de validation examine le livret 2 : elle se tient après son dépôt, qui suit la recevabilité.",
    source=PHASES,
)
VAE_DEMANDES = Regle(
    code="VAE-DEMANDES",
    enonce="Plusieurs demandes de VAE de la même personne pour la même certification dans l’année civile sont signalées (réglage du centre).",
    source=decision(87, "VAE : instruction, livret 2, conclusion"),
    origine=Origine.LECTURE,
    effet=Effet.ALERTE,
)


def accueil_dispense(voie: str, collectif: bool) -> bool:
    """VAE-ACCUEIL: skipped only when it is collective, in a company, for a VAE de branche."""
    return voie == Voie.VAE_BRANCHE and collectif

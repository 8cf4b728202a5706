"""Closed lists and state machines of the file of certified persons for the national information system."""

from django.db import models


class NatureLot(models.TextChoices):
    CLASSEUR = "classeur", "Classeur à remettre au déposant"
    XML = "xml", "Fichier XML à déposer"
    AILLEURS = "ailleurs", "Déjà déclarés hors du portail"


class VersionSchema(models.TextChoices):
    V112 = "1.1.2", "1.1.2"
    V115 = "1.1.5", "1.1.5 (mars 2026)"


class NatureDeposant(models.TextChoices):
    CERTIFICATEUR = "CERTIFICATEUR", "Certificateur"
    TIERS_CONFIANCE = "TIERS_CONFIANCE", "Tiers de confiance"


class EtatLot(models.TextChoices):
    EN_COURS = "en_cours", "En préparation"
    PRET = "pret", "Prêt à remettre"
    ECHEC = "echec", "En échec"
    REMIS = "remis", "Remis, retour attendu"
    ANNULE = "annule", "Annulé"


TRANSITIONS_LOT: dict[EtatLot, set[EtatLot]] = {
    EtatLot.EN_COURS: {EtatLot.PRET, EtatLot.ECHEC, EtatLot.REMIS},
    EtatLot.PRET: {EtatLot.REMIS, EtatLot.ANNULE},
    EtatLot.ECHEC: set(),
    EtatLot.REMIS: set(),
    EtatLot.ANNULE: set(),
}


class EtatLigne(models.TextChoices):
    ATTENDUE = "attendue", "Retour attendu"
    ACCEPTEE = "acceptee", "Acceptée"
    REFUSEE = "refusee", "Refusée, à corriger"
    CORRIGEE = "corrigee", "Corrigée, à renvoyer"
    RETIREE = "retiree", "Retirée avec son lot"
    ANNULEE = "annulee", "Révocation dite"


TRANSITIONS_LIGNE: dict[EtatLigne, set[EtatLigne]] = {
    EtatLigne.ATTENDUE: {EtatLigne.ACCEPTEE, EtatLigne.REFUSEE, EtatLigne.RETIREE, EtatLigne.ANNULEE},
    EtatLigne.ACCEPTEE: {EtatLigne.ANNULEE},
    EtatLigne.REFUSEE: {EtatLigne.CORRIGEE},
    EtatLigne.CORRIGEE: set(),
    EtatLigne.RETIREE: set(),
    EtatLigne.ANNULEE: set(),
}
VIVANTES = frozenset({EtatLigne.ATTENDUE, EtatLigne.ACCEPTEE})
"""Lines that keep their certificate from being sent again."""

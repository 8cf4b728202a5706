"""States of the kernel, and the acts of the journal that change nothing."""

from django.db import models


class EtatCourriel(models.TextChoices):
    RETENU = "retenu", "Retenu, à relire"
    A_ENVOYER = "a_envoyer", "À envoyer"
    ENVOYE = "envoye", "Envoyé"
    ECHEC = "echec", "En échec"
    REMPLACE = "remplace", "Remplacé par un autre"
    ECARTE = "ecarte", "Écarté à la relecture"
    A_REUNIR = "a_reunir", "Attend le récapitulatif, par choix"
    REUNI = "reuni", "Parti dans un récapitulatif"
    PORTAIL = "portail", "Lu dans le portail, par choix"
    PAPIER = "papier", "Lettre à imprimer"
    IMPRIME = "imprime", "Lettre imprimée"


SUR_PAPIER = frozenset({EtatCourriel.PAPIER, EtatCourriel.IMPRIME})
"""Written to somebody who has no address."""
MIS_DE_COTE = frozenset({EtatCourriel.A_REUNIR, EtatCourriel.PORTAIL})
"""What their addressee chose not to be mailed at once."""
TRANSITIONS_COURRIEL: dict[EtatCourriel, set[EtatCourriel]] = {
    EtatCourriel.RETENU: {EtatCourriel.A_ENVOYER, EtatCourriel.ECARTE},
    EtatCourriel.A_ENVOYER: {EtatCourriel.ENVOYE, EtatCourriel.ECHEC, EtatCourriel.RETENU, *MIS_DE_COTE},
    EtatCourriel.ECHEC: {EtatCourriel.A_ENVOYER, EtatCourriel.REMPLACE},
    EtatCourriel.ENVOYE: {EtatCourriel.ECHEC},  # it came back
    EtatCourriel.REMPLACE: set(),
    EtatCourriel.ECARTE: set(),
    EtatCourriel.A_REUNIR: {EtatCourriel.REUNI},
    EtatCourriel.REUNI: set(),
    EtatCourriel.PORTAIL: set(),
    EtatCourriel.PAPIER: {EtatCourriel.IMPRIME, EtatCourriel.ECARTE},  # to somebody without an address
    EtatCourriel.IMPRIME: set(),
}


class Cadence(models.TextChoices):
    """How somebody chose to receive the mails of a kind."""

    AU_FIL = "au_fil", "Par courriel, aussitôt"
    QUOTIDIEN = "quotidien", "Par courriel, réunis le matin suivant"
    PORTAIL = "portail", "Dans le portail seulement"


LECTURE, CONSULTATION, EXTRACTION = "lecture", "consultation", "extraction"
LECTURES = (CONSULTATION, LECTURE, EXTRACTION)
"""Acts of the journal that change nothing: a file read, a page consulted by the auditor, a list that left."""
RELANCE, PRISE_EN_CHARGE, PRISE_EN_CHARGE_OF = "relance", "prise-en-charge", "prise-en-charge-of"
"""Somebody was reminded; somebody of the centre, which no OF is told, or of an OF, takes care of it."""
AUTOUR = frozenset({RELANCE, PRISE_EN_CHARGE, PRISE_EN_CHARGE_OF})
"""Acts of the journal that share out the work, and change nothing of what they are told on."""

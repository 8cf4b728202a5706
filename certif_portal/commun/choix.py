"""States of the kernel, and the acts of the journal that change nothing."""

from django.db import models


class EtatCourriel(models.TextChoices):
    RETENU = "retenu", "Retenu, à relire"
    A_ENVOYER = "a_envoyer", "À envoyer"
    ENVOYE = "envoye", "Envoyé"
    ECHEC = "echec", "En échec"
    REMPLACE = "remplace", "Remplacé par un autre"
    ECARTE = "ecarte", "Écarté à la relecture"


TRANSITIONS_COURRIEL: dict[EtatCourriel, set[EtatCourriel]] = {
    EtatCourriel.RETENU: {EtatCourriel.A_ENVOYER, EtatCourriel.ECARTE},
    EtatCourriel.A_ENVOYER: {EtatCourriel.ENVOYE, EtatCourriel.ECHEC, EtatCourriel.RETENU},
    EtatCourriel.ECHEC: {EtatCourriel.A_ENVOYER, EtatCourriel.REMPLACE},
    EtatCourriel.ENVOYE: {EtatCourriel.ECHEC},  # it came back
    EtatCourriel.REMPLACE: set(),
    EtatCourriel.ECARTE: set(),
}

LECTURE, CONSULTATION, EXTRACTION = "lecture", "consultation", "extraction"
LECTURES = (CONSULTATION, LECTURE, EXTRACTION)
"""Acts of the journal that change nothing: a file read, a page consulted by the auditor, a list that left."""

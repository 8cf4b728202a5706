"""States of what the portal prepares apart."""

from django.db import models


class EtatExport(models.TextChoices):
    EN_COURS = "en_cours", "En préparation"
    PRET = "pret", "Prêt"
    ECHEC = "echec", "En échec"


TRANSITIONS_EXPORT: dict[EtatExport, set[EtatExport]] = {
    EtatExport.EN_COURS: {EtatExport.PRET, EtatExport.ECHEC},
    EtatExport.PRET: set(),
    EtatExport.ECHEC: set(),
}

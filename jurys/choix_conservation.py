"""Closed lists of retention: purges, archives of a person, of certificates."""

from django.db import models


class EtatPurge(models.TextChoices):
    A_APPROUVER = "a_approuver", "À approuver"
    EN_COURS = "en_cours", "En cours"
    FINIE = "finie", "Finie"
    ECARTEE = "ecartee", "Écartée"


TRANSITIONS_PURGE: dict[EtatPurge, set[EtatPurge]] = {
    EtatPurge.A_APPROUVER: {EtatPurge.EN_COURS, EtatPurge.ECARTEE},
    EtatPurge.EN_COURS: {EtatPurge.FINIE},
    EtatPurge.FINIE: set(),
    EtatPurge.ECARTEE: set(),
}
SORTES_PURGE: dict[str, str] = {
    EtatPurge.A_APPROUVER: "faire",
    EtatPurge.EN_COURS: "attente",
    EtatPurge.FINIE: "fait",
    EtatPurge.ECARTEE: "neutre",
}


class EtatAcces(models.TextChoices):
    EN_COURS = "en_cours", "En préparation"
    A_CONTROLER = "a_controler", "À contrôler"
    CONTROLEE = "controlee", "Contrôlée"


TRANSITIONS_ACCES: dict[EtatAcces, set[EtatAcces]] = {
    EtatAcces.EN_COURS: {EtatAcces.A_CONTROLER},
    EtatAcces.A_CONTROLER: {EtatAcces.CONTROLEE},
    EtatAcces.CONTROLEE: set(),
}


class EtatArchive(models.TextChoices):
    EN_COURS = "en_cours", "En préparation"
    PRETE = "prete", "Prête"


TRANSITIONS_ARCHIVE: dict[EtatArchive, set[EtatArchive]] = {
    EtatArchive.EN_COURS: {EtatArchive.PRETE},
    EtatArchive.PRETE: set(),
}

"""Communes and countries of birth: facts of the INSEE, loaded by a command or from the portal."""

from django.db import models
from django.db.models import Q

from candidats.choix import EtatChargement
from certif_portal.commun.models import Fichier
from certif_portal.comptes.models import Utilisateur


class Commune(models.Model):
    """A commune under one name, between two dates: the code of a birth is the one of that day."""

    code = models.CharField("code INSEE", max_length=5)
    nom = models.CharField("nom", max_length=60)
    cle = models.CharField(max_length=60, db_index=True, editable=False)
    departement = models.CharField("département", max_length=3)
    debut = models.DateField("depuis", null=True, blank=True)
    fin = models.DateField("jusqu’à (exclu)", null=True, blank=True)
    actuelle = models.BooleanField("commune d’aujourd’hui", default=True)

    class Meta:
        verbose_name = "commune"
        ordering = ("cle", "code", "pk")

    def __str__(self) -> str:
        return f"{self.nom} ({self.code})"


class Pays(models.Model):
    """A foreign country, with its code 99xxx."""

    code = models.CharField("code INSEE", max_length=5)
    nom = models.CharField("nom", max_length=60)
    cle = models.CharField(max_length=60, db_index=True, editable=False)
    debut = models.DateField("depuis", null=True, blank=True)
    fin = models.DateField("jusqu’à (exclu)", null=True, blank=True)

    class Meta:
        verbose_name = "pays"
        verbose_name_plural = "pays"
        ordering = ("cle", "code", "pk")

    def __str__(self) -> str:
        return f"{self.nom} ({self.code})"


class ChargementLieux(models.Model):
    """A list of places that somebody asked to load: what became of it, and what it replaced."""

    nom = models.CharField("fichier", max_length=200)
    fichier = models.ForeignKey(Fichier, models.SET_NULL, null=True, blank=True, related_name="+")
    lignes = models.PositiveIntegerField("lignes lues")
    etat = models.CharField(
        "état", max_length=8, choices=EtatChargement.choices, default=EtatChargement.EN_COURS, db_index=True
    )
    resultat = models.TextField("résultat", blank=True)
    demande_le = models.DateTimeField("demandé le")
    demande_par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="demandé par")
    fini_le = models.DateTimeField("fini le", null=True, blank=True)

    class Meta:
        verbose_name = "chargement des lieux de naissance"
        verbose_name_plural = "chargements des lieux de naissance"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["etat"],
                condition=Q(etat=EtatChargement.EN_COURS),
                name="chargement_un_a_la_fois",
                violation_error_message="Une liste est déjà en cours de chargement.",
            )
        ]

    def __str__(self) -> str:
        return self.nom

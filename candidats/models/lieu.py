"""Communes and countries of birth: facts of the INSEE, loaded by `charger_communes`."""

from django.db import models


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
        ordering = ["cle", "code"]

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
        ordering = ["cle", "code"]

    def __str__(self) -> str:
        return f"{self.nom} ({self.code})"
